"""Personal eventing: contacts and own clients are told what they announced an interest in."""

from __future__ import annotations

import pytest
from lxml import etree

from startalk_desktop.refserver import namespaces as ns
from startalk_desktop.refserver.domain import Domain
from startalk_desktop.refserver.pep import verification_string
from startalk_desktop.refserver.stanza import E, Element
from tests.refserver.client import Client, ServerError

AVATAR = "urn:xmpp:avatar:metadata"


async def publish(client: Client, id_: str, **settings: str) -> None:
    fields = "".join(
        f"<field var='pubsub#{name}'><value>{value}</value></field>"
        for name, value in settings.items()
    )
    await client.ask(
        "set",
        None,
        f"<pubsub xmlns='{ns.PUBSUB}'><publish node='{AVATAR}'><item id='{id_}'>"
        f"<metadata xmlns='{AVATAR}'/></item></publish><publish-options>"
        f"<x xmlns='{ns.DATA_FORMS}' type='submit'>{fields}</x></publish-options></pubsub>",
    )


async def get_items(client: Client, owner: Client) -> Element:
    return await client.ask(
        "get", owner.bare, f"<pubsub xmlns='{ns.PUBSUB}'><items node='{AVATAR}'/></pubsub>"
    )


class Interested:
    """Signs in with caps and answers the server's questions about them."""

    def __init__(self, client: Client, feature: str = f"{AVATAR}+notify") -> None:
        self.client = client
        self.questions = 0
        self.info = E(ns.DISCO_INFO, "query")
        self.info.append(E(ns.DISCO_INFO, "identity", {"category": "client", "type": "pc"}))
        self.info.append(E(ns.DISCO_INFO, "feature", {"var": feature}))

    async def come(self, ver: str | None = None) -> None:
        """Send presence with caps; a `ver` of one's own is a lie."""
        ver = ver or verification_string(self.info, "sha-1")
        caps = f"<c xmlns='{ns.CAPS}' hash='sha-1' node='urn:test' ver='{ver}'/>"
        await self.client.send(f"<presence>{caps}</presence>")

    async def answer(self) -> None:
        """Answer the next question."""
        asked = await self.client.expect(lambda each: each.get("type") == "get")
        self.questions += 1
        asked_query = asked[0]
        reply = E(
            ns.CLIENT, "iq", {"type": "result", "to": asked.get("from"), "id": asked.get("id")}
        )
        reply.append(etree.fromstring(etree.tostring(self.info)))
        reply[0].set("node", asked_query.get("node", ""))
        await self.client.session.send(reply)

    async def told(self) -> tuple[str, str]:
        """Who published what, by the next event."""
        event = await self.client.expect(
            lambda each: each.find(f"{{{ns.PUBSUB_EVENT}}}event") is not None
        )
        item = next(event.iter(f"{{{ns.PUBSUB_EVENT}}}item"))
        return event.get("from", ""), item.get("id", "")


async def test_contacts_and_own_clients_get_events(domain: Domain) -> None:
    fang, wei = await Client.sign_in(domain, "王芳"), await Client.sign_in(domain, "李伟")
    domain.roster.befriend("王芳", "李伟")
    own, contact = Interested(fang), Interested(wei)
    await own.come()
    await own.answer()
    await contact.come()
    await publish(fang, "a1")
    assert await own.told() == (fang.bare, "a1")
    assert await contact.told() == (fang.bare, "a1")
    await publish(fang, "a2")
    assert await contact.told() == (fang.bare, "a2")
    assert (own.questions, contact.questions) == (1, 0)  # the same hash is asked for once


async def test_the_last_item_comes_with_presence_even_from_who_is_away(domain: Domain) -> None:
    fang, wei = await Client.sign_in(domain, "王芳"), await Client.sign_in(domain, "李伟")
    domain.roster.befriend("王芳", "李伟")
    await publish(fang, "a1")
    await fang.session.close()
    contact = Interested(wei)
    await contact.come()
    await contact.answer()
    assert await contact.told() == (fang.bare, "a1")


async def test_who_did_not_ask_is_not_told(domain: Domain) -> None:
    fang, wei = await Client.sign_in(domain, "王芳"), await Client.sign_in(domain, "李伟")
    stranger = Interested(await Client.sign_in(domain, "赵敏"))
    domain.roster.befriend("王芳", "李伟")
    bored, keen = Interested(wei, "urn:other+notify"), Interested(fang)
    for each in (keen, bored, stranger):
        await each.come()
    await keen.answer()
    await bored.answer()
    await publish(fang, "a1")
    assert await keen.told() == (fang.bare, "a1")
    assert not wei.take("message")
    assert not stranger.client.take("message")


async def test_a_false_hash_speaks_for_its_sender_only(domain: Domain) -> None:
    liar = Interested(await Client.sign_in(domain, "赵敏"), "urn:other+notify")
    honest = Interested(await Client.sign_in(domain, "王芳"))
    await liar.come(ver=verification_string(honest.info, "sha-1"))
    await liar.answer()
    await honest.come()
    await honest.answer()
    await publish(honest.client, "a1")
    assert await honest.told() == (honest.client.bare, "a1")


async def test_a_client_that_left_is_not_told(domain: Domain) -> None:
    own = Interested(await Client.sign_in(domain, "王芳"))
    other = await Client.sign_in(domain, "王芳", "手机")
    await own.come()
    await own.answer()
    await publish(other, "a1")
    assert await own.told() == (other.bare, "a1")
    await own.client.send("<presence type='unavailable'/>")
    await publish(other, "a2")
    assert not own.client.take("message")


async def test_strangers_see_only_open_nodes(domain: Domain) -> None:
    fang, min_ = await Client.sign_in(domain, "王芳"), await Client.sign_in(domain, "赵敏")
    await publish(fang, "a1")
    with pytest.raises(ServerError) as caught:
        await get_items(min_, fang)
    assert "presence-subscription-required" in caught.value.conditions
    domain.roster.befriend("王芳", "赵敏")
    assert len((await get_items(min_, fang))[0]) == 1
    query = f"<query xmlns='{ns.DISCO_ITEMS}'/>"
    assert AVATAR in {item.get("node") for item in await min_.ask("get", fang.bare, query)}


async def test_nobody_publishes_for_another(domain: Domain) -> None:
    fang, wei = await Client.sign_in(domain, "王芳"), await Client.sign_in(domain, "李伟")
    for node in (AVATAR, "urn:new"):
        with pytest.raises(ServerError):
            await wei.ask(
                "set",
                fang.bare,
                f"<pubsub xmlns='{ns.PUBSUB}'><publish node='{node}'><item><a/></item></publish></pubsub>",
            )


async def test_an_account_is_a_pep_service(domain: Domain) -> None:
    fang = await Client.sign_in(domain, "王芳")
    info = await fang.ask("get", fang.bare, f"<query xmlns='{ns.DISCO_INFO}'/>")
    identities = {(each.get("category"), each.get("type")) for each in info}
    assert ("pubsub", "pep") in identities


def test_the_verification_string_of_the_standard() -> None:
    """The second example of XEP-0115 section 5.3."""
    info = etree.fromstring(
        """<query xmlns='http://jabber.org/protocol/disco#info'>
        <identity xml:lang='en' category='client' name='Psi 0.11' type='pc'/>
        <identity xml:lang='el' category='client' name='Ψ 0.11' type='pc'/>
        <feature var='http://jabber.org/protocol/caps'/>
        <feature var='http://jabber.org/protocol/disco#info'/>
        <feature var='http://jabber.org/protocol/disco#items'/>
        <feature var='http://jabber.org/protocol/muc'/>
        <x xmlns='jabber:x:data' type='result'>
          <field var='FORM_TYPE' type='hidden'><value>urn:xmpp:dataforms:softwareinfo</value></field>
          <field var='ip_version' type='text-multi'><value>ipv4</value><value>ipv6</value></field>
          <field var='os'><value>Mac</value></field>
          <field var='os_version'><value>10.5.1</value></field>
          <field var='software'><value>Psi</value></field>
          <field var='software_version'><value>0.11</value></field>
        </x></query>"""
    )
    assert verification_string(info, "sha-1") == "q07IKJEyjvHSyhy//CH0CxmKi8w="


async def test_cards_are_for_everybody_and_changed_by_their_owner(domain: Domain) -> None:
    fang, wei = await Client.sign_in(domain, "王芳"), await Client.sign_in(domain, "李伟")
    card = f"<vCard xmlns='{ns.VCARD}'><FN>王芳</FN></vCard>"
    with pytest.raises(ServerError) as caught:
        await wei.ask("get", fang.bare, f"<vCard xmlns='{ns.VCARD}'/>")
    assert "item-not-found" in caught.value.conditions
    await fang.ask("set", None, card)
    shown = await wei.ask("get", fang.bare, f"<vCard xmlns='{ns.VCARD}'/>")
    assert shown.findtext(f"{{{ns.VCARD}}}FN") == "王芳"
    with pytest.raises(ServerError):
        await wei.ask("set", fang.bare, card)
    photo = f"<PHOTO><BINVAL>{'A' * 200_000}</BINVAL></PHOTO>"
    with pytest.raises(ServerError) as caught:
        await fang.ask("set", None, card.replace("<FN>", photo + "<FN>"))
    assert "policy-violation" in caught.value.conditions
