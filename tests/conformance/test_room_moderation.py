"""Moderated retraction (XEP-0425 0.3): a moderator takes back what somebody said in a room."""

import datetime
import xml.etree.ElementTree as ET

import pytest
from slixmpp import JID
from slixmpp.exceptions import IqError
from slixmpp.plugins import xep_0082
from slixmpp.stanza import Message

from tests.conformance.archive import fetch_page, stanza_ids
from tests.conformance.person import Cast, Person
from tests.conformance.rooms import create_room, enter, new_room, say
from tests.conformance.test_occupant_ids import OCCUPANT_ID, only_id
from tests.servers.running import Quirk, RunningServer

MODERATION = "urn:xmpp:message-moderate:1"
RETRACTION = "urn:xmpp:message-retract:1"


async def moderate(person: Person, room: JID, archive_id: str, reason: str = "") -> None:
    """Ask the room to take a message back; raises slixmpp's `IqError` if it refuses."""
    iq = person.client.make_iq_set(ito=room)
    request = ET.SubElement(iq.xml, f"{{{MODERATION}}}moderate", id=archive_id)
    ET.SubElement(request, f"{{{RETRACTION}}}retract")
    if reason:
        ET.SubElement(request, f"{{{MODERATION}}}reason").text = reason
    await iq.send()


async def expect_retraction(person: Person, room: JID) -> Message:
    """Take the room's own word that a message is taken back."""
    return await person.expect(  # type: ignore[no-any-return]
        "a retraction",
        lambda stanza: (
            isinstance(stanza, Message)
            and stanza["from"] == room
            and stanza.xml.find(f"{{{RETRACTION}}}retract") is not None
        ),
    )


def check_outcome(told: ET.Element, by: str, occupant_id: str, reason: str) -> None:
    """What both a retraction and a tombstone tell: who did it, and why."""
    moderated = told.find(f"{{{MODERATION}}}moderated")
    assert moderated is not None
    assert moderated.get("by") == by
    [moderator] = moderated.findall(f"{{{OCCUPANT_ID}}}occupant-id")
    assert moderator.get("id") == occupant_id
    assert told.findtext(f"{{{RETRACTION}}}reason") == reason


async def can_moderate(person: Person, room: JID, server: RunningServer) -> bool:
    """Whether the room announces moderation."""
    info = await person["xep_0030"].get_info(jid=room, cached=False)
    announced = MODERATION in info["disco_info"]["features"]
    assert announced == (Quirk.NO_MODERATED_RETRACTION not in server.quirks)
    return announced


async def test_moderator_takes_a_message_back(cast: Cast, server: RunningServer) -> None:
    wang, li = await cast.online("王芳"), await cast.online("李雷")
    room = new_room(cast)
    await create_room(wang, room, "王芳")
    if not await can_moderate(wang, room, server):
        with pytest.raises(IqError):
            await moderate(wang, room, "whatever")
        return
    author = only_id(await enter(li, room, "李雷"))
    moderator = only_id(await li.expect_presence(from_=f"{room}/王芳"))
    say(li, room, "广告")
    said = await wang.expect_message("广告")
    [archive_id] = stanza_ids(said.xml, str(room))

    await moderate(wang, room, archive_id, "不许打广告")
    for person in (wang, li):
        message = await expect_retraction(person, room)
        assert message["type"] == "groupchat"
        retract = message.xml.find(f"{{{RETRACTION}}}retract")
        assert retract.get("id") == archive_id
        check_outcome(retract, f"{room}/王芳", moderator, "不许打广告")

    tombstone, retraction = (await fetch_page(li, room, before="", maximum=2)).results
    assert tombstone.archive_id == archive_id
    assert tombstone.body is None
    assert tombstone.sender == f"{room}/李雷"
    assert tombstone.message.get("id") == said["id"]
    [spoke] = tombstone.message.findall(f"{{{OCCUPANT_ID}}}occupant-id")
    assert spoke.get("id") == author
    retracted = tombstone.message.find(f"{{{RETRACTION}}}retracted")
    assert retracted is not None
    check_outcome(retracted, f"{room}/王芳", moderator, "不许打广告")
    age = datetime.datetime.now(datetime.UTC) - xep_0082.parse(retracted.attrib["stamp"])
    assert abs(age) < datetime.timedelta(minutes=5)

    assert retraction.sender == room
    assert stanza_ids(message.xml, str(room)) == [retraction.archive_id]
    assert retracted.get("id") == retraction.message.get("id") == message["id"]
    assert retraction.message.find(f"{{{RETRACTION}}}retract").attrib["id"] == archive_id


async def test_others_may_not_moderate(cast: Cast, server: RunningServer) -> None:
    wang, li, han = [await cast.online(name) for name in ("王芳", "李雷", "韩梅梅")]
    room = new_room(cast)
    await create_room(wang, room, "王芳")
    if not await can_moderate(wang, room, server):
        return
    await enter(li, room, "李雷")
    say(wang, room, "通知")
    [archive_id] = stanza_ids((await li.expect_message("通知")).xml, str(room))
    for person in (li, han):
        with pytest.raises(IqError) as refusal:
            await moderate(person, room, archive_id)
        assert refusal.value.condition == "forbidden"
    assert (await fetch_page(wang, room, before="", maximum=1)).bodies == ["通知"]


async def test_what_was_never_said_cannot_be_taken_back(cast: Cast, server: RunningServer) -> None:
    wang = await cast.online("王芳")
    room = new_room(cast)
    await create_room(wang, room, "王芳")
    if not await can_moderate(wang, room, server):
        return
    with pytest.raises(IqError) as refusal:
        await moderate(wang, room, "no-such-id")
    assert refusal.value.condition == "item-not-found"
