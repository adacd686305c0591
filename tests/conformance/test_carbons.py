"""Carbons (XEP-0280): every resource sees the whole conversation."""

import xml.etree.ElementTree as ET

from slixmpp import JID

from tests.conformance.person import Cast, Person

CARBONS = "urn:xmpp:carbons:2"


async def carbon(person: Person, direction: str, body: str) -> ET.Element:
    """Take a carbon, "sent" or "received", of a message with this body; returns that message."""
    path = f"{{{CARBONS}}}{direction}/{{urn:xmpp:forward:0}}forwarded/{{jabber:client}}message"

    def copy_in(stanza: object) -> ET.Element | None:
        found: ET.Element | None = getattr(stanza, "xml").find(path)  # noqa: B009
        return found

    def matches(stanza: object) -> bool:
        copy = copy_in(stanza)
        return copy is not None and copy.findtext("{jabber:client}body") == body

    stanza = await person.expect(f"a {direction} carbon of {body!r}", matches)
    assert stanza["from"] == person.bare, "a carbon comes from the own bare address (section 11)"
    copy = copy_in(stanza)
    assert copy is not None
    return copy


def carbon_count(person: Person) -> int:
    """How many carbons wait in the inbox."""
    return sum(
        1
        for stanza in person.inbox
        for child in stanza.xml
        if child.tag in {f"{{{CARBONS}}}sent", f"{{{CARBONS}}}received"}
    )


async def test_sent_and_received_are_copied(cast: Cast) -> None:
    account = await cast.account("王芳")
    desk = await cast.online(account, "desk", priority=5)
    phone = await cast.online(account, "phone", priority=1)
    li = await cast.online("李雷")
    await phone["xep_0280"].enable()

    desk.chat(li.jid, "你好")
    copy = await carbon(phone, "sent", "你好")
    assert JID(copy.get("from")) == desk.jid
    assert JID(copy.get("to")) == li.jid

    li.chat(desk.jid, "你也好")
    copy = await carbon(phone, "received", "你也好")
    assert JID(copy.get("from")) == li.jid
    assert JID(copy.get("to")) == desk.jid
    await desk.expect_message("你也好")
    assert carbon_count(desk) == 0, "desk did not ask for carbons"


async def test_nobody_gets_a_message_twice(cast: Cast) -> None:
    """XEP-0280 section 6: to the bare address, each resource gets the message or one carbon of it."""
    account = await cast.account("王芳")
    resources = [await cast.online(account, name, priority=5) for name in ("desk", "phone", "pad")]
    for resource in resources:
        await resource["xep_0280"].enable()
    li = await cast.online("李雷")
    li.chat(account.address, "只一次")
    for resource in resources:
        await li.fence(resource)
        assert len(resource.messages("只一次")) + carbon_count_of(resource, "只一次") == 1


def carbon_count_of(person: Person, body: str) -> int:
    """How many carbons of a message with this body wait in the inbox."""
    path = f"{{{CARBONS}}}received/{{urn:xmpp:forward:0}}forwarded/{{jabber:client}}message"
    return sum(
        1
        for stanza in person.inbox
        if (copy := stanza.xml.find(path)) is not None
        and copy.findtext("{jabber:client}body") == body
    )


async def test_private_message_is_not_copied(cast: Cast) -> None:
    """XEP-0280 section 9."""
    account = await cast.account("王芳")
    desk = await cast.online(account, "desk", priority=5)
    phone = await cast.online(account, "phone", priority=1)
    li = await cast.online("李雷")
    await phone["xep_0280"].enable()

    for sender, receiver in ((desk, li), (li, desk)):
        message = sender.client.make_message(mto=receiver.jid, mbody="秘密", mtype="chat")
        message.enable("carbon_private")
        message["no-copy"] = True
        message.send()
        await receiver.expect_message("秘密")
    desk.chat(li.jid, "公开")
    await carbon(phone, "sent", "公开")
    assert carbon_count(phone) == 0


async def test_headlines_and_rooms_are_not_copied(cast: Cast) -> None:
    account = await cast.account("王芳")
    desk = await cast.online(account, "desk", priority=5)
    phone = await cast.online(account, "phone", priority=-1)
    await phone["xep_0280"].enable()
    li = await cast.online("李雷")
    li.chat(desk.jid, "头条", "headline")
    await desk.expect_message("头条")
    li.chat(desk.jid, "正文")
    await carbon(phone, "received", "正文")
    assert carbon_count(phone) == 0


async def test_disabling_stops_them(cast: Cast) -> None:
    account = await cast.account("王芳")
    desk = await cast.online(account, "desk", priority=5)
    phone = await cast.online(account, "phone", priority=1)
    li = await cast.online("李雷")
    await phone["xep_0280"].enable()
    desk.chat(li.jid, "一")
    await carbon(phone, "sent", "一")
    await phone["xep_0280"].disable()
    desk.chat(li.jid, "二")
    await desk.fence(li)
    await li.fence(phone)
    assert carbon_count(phone) == 0
