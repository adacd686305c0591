"""What a server tells of itself, and how it answers what it can't do (XEP-0030, 0092, 0115, 0199, RFC 6120 8.3)."""

import xml.etree.ElementTree as ET

import pytest
from slixmpp import JID
from slixmpp.exceptions import IqError

from tests.conformance.person import Cast

NEEDED_OF_DOMAIN = {
    "http://jabber.org/protocol/disco#info",
    "http://jabber.org/protocol/disco#items",
    "jabber:iq:version",
    "msgoffline",
    "urn:xmpp:blocking",
    "urn:xmpp:carbons:2",
    "urn:xmpp:ping",
    "vcard-temp",
}


async def test_domain_tells_what_it_can(cast: Cast) -> None:
    wang = await cast.online("王芳")
    info = await wang["xep_0030"].get_info(jid=cast.server.domain, cached=False)
    assert set(info["disco_info"]["features"]) >= NEEDED_OF_DOMAIN
    assert ("server", "im") in {identity[:2] for identity in info["disco_info"]["identities"]}


async def test_account_tells_what_it_can(cast: Cast) -> None:
    wang = await cast.online("王芳")
    info = await wang["xep_0030"].get_info(jid=wang.bare, cached=False)
    features = set(info["disco_info"]["features"])
    assert features >= {"urn:xmpp:mam:2", "urn:xmpp:sid:0"}
    identities = {identity[:2] for identity in info["disco_info"]["identities"]}
    assert identities >= {("account", "registered"), ("pubsub", "pep")}


async def test_services_of_a_domain_are_listed(cast: Cast) -> None:
    wang = await cast.online("王芳")
    addresses = cast.server.addresses()
    found = await wang["xep_0030"].get_items(jid=cast.server.domain)
    listed = {item[0] for item in found["disco_items"]["items"]}
    assert listed >= {addresses.conference, addresses.pubsub, addresses.upload}


async def test_ping(cast: Cast) -> None:
    wang, li = await cast.online("王芳"), await cast.online("李雷")
    for target in (cast.server.domain, wang.bare, li.jid):
        await wang["xep_0199"].send_ping(JID(target))


async def test_version(cast: Cast) -> None:
    wang = await cast.online("王芳")
    answer = await wang["xep_0092"].get_version(JID(cast.server.domain))
    assert answer["software_version"]["name"]
    assert answer["software_version"]["version"]


async def test_question_reaches_a_resource_and_its_answer_comes_back(cast: Cast) -> None:
    wang, li = await cast.online("王芳"), await cast.online("李雷")
    info = await wang["xep_0030"].get_info(jid=li.jid, cached=False)
    assert ("client", "bot") in {identity[:2] for identity in info["disco_info"]["identities"]}


@pytest.mark.parametrize("kind", ["get", "set"])
async def test_unknown_request_is_answered_by_an_error(cast: Cast, kind: str) -> None:
    """RFC 6120 8.4: no request goes unanswered."""
    wang = await cast.online("王芳")
    for target in (None, cast.server.domain, wang.bare, cast.server.addresses().conference):
        iq = wang.client.make_iq(ito=target, itype=kind)
        ET.SubElement(iq.xml, "{urn:startalk:test:unknown}question")
        with pytest.raises(IqError) as refusal:
            await iq.send()
        assert refusal.value.condition in {"service-unavailable", "feature-not-implemented"}


async def test_request_to_a_gone_resource_is_an_error(cast: Cast) -> None:
    wang, li = await cast.online("王芳"), await cast.online("李雷")
    for target in (f"{li.bare}/gone", f"nobody@{cast.server.domain}/gone"):
        with pytest.raises(IqError) as refusal:
            await wang["xep_0199"].send_ping(JID(target))
        assert refusal.value.condition == "service-unavailable"


async def test_unknown_domain_is_an_error(cast: Cast) -> None:
    """RFC 6120 10.4: nobody is there, or none is allowed to be reached."""
    wang = await cast.online("王芳")
    with pytest.raises(IqError) as refusal:
        await wang["xep_0199"].send_ping(JID("nowhere.invalid"))
    assert refusal.value.condition in {
        "remote-server-not-found",
        "remote-server-timeout",
        "service-unavailable",
        "not-allowed",
    }
    wang.chat("somebody@nowhere.invalid", "喂")
    error = await wang.expect_message(type="error")
    assert error["from"].bare == "somebody@nowhere.invalid"


async def test_unknown_service_of_the_domain_is_an_error(cast: Cast) -> None:
    wang = await cast.online("王芳")
    with pytest.raises(IqError):
        await wang["xep_0199"].send_ping(JID(f"nothing.{cast.server.domain}"))


async def test_request_without_a_type_is_refused(cast: Cast) -> None:
    """RFC 6120 8.2.3."""
    wang = await cast.online("王芳")
    wang.client.send_raw("<iq id='untyped'><ping xmlns='urn:xmpp:ping'/></iq>")
    await wang.fence(wang)


async def test_presence_broadcast_carries_capabilities(cast: Cast) -> None:
    """XEP-0115: they go from client to client unchanged."""
    wang, li = await cast.online("王芳"), await cast.online("李雷")
    await cast.befriend(wang, li)
    li.client.send_presence(pshow="away")
    away = await wang.expect(
        "away", lambda stanza: stanza.name == "presence" and stanza["type"] == "away"
    )
    assert away["caps"]["ver"]
    assert away["caps"]["hash"] == "sha-1"
