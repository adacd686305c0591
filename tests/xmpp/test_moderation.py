"""Removing what others said in a room (XEP-0425), where the room can; against real servers."""

import secrets

import pytest

from startalk_desktop.model.annotation import Retraction
from startalk_desktop.model.archive import ArchiveQuery
from startalk_desktop.model.events import RoomJoined
from startalk_desktop.model.failure import FailureCode
from startalk_desktop.model.identity import ConversationKind
from startalk_desktop.model.jid import Jid
from startalk_desktop.xmpp.errors import RequestFailed
from tests.servers.running import Quirk
from tests.xmpp.desk import Desk, Desks

ROOM = ConversationKind.ROOM


@pytest.fixture
def room(desks: Desks) -> Jid:
    return Jid.parse(f"room-{secrets.token_hex(4)}@{desks.server.addresses().conference}")


async def enter(desk: Desk, room: Jid, nick: str) -> None:
    await desk.session.rooms.join(room, nick)
    await desk.expect(RoomJoined)


async def test_a_moderator_removes_what_somebody_said(desks: Desks, room: Jid) -> None:
    wang, li = await desks.online("wang"), await desks.online("li")
    await enter(wang, room, "王芳")
    await enter(li, room, "李雷")
    li.say(room, "广告", ROOM)
    advert = await wang.expect_message("广告")
    info = await wang.session.rooms.info(room)
    assert info.can_moderate == (Quirk.NO_MODERATED_RETRACTION not in desks.server.quirks)
    if not info.can_moderate:
        with pytest.raises(RequestFailed) as caught:
            await wang.session.rooms.moderate(room, advert.stanza_id, "不许打广告")
        assert caught.value.failure.code is FailureCode.UNSUPPORTED
        return
    await wang.session.rooms.moderate(room, advert.stanza_id, "不许打广告")
    for desk in (wang, li):
        told = await desk.expect_annotation(Retraction)
        assert (told.target_id, told.reason) == (advert.stanza_id, "不许打广告")
        assert told.is_moderation
        assert (told.peer, told.sender) == (room, room)
        assert told.moderator is not None
    page = await li.session.archive.fetch(ArchiveQuery(room, limit=50, before=""))
    (left,) = [message for message in page.messages if message.stanza_id == advert.stanza_id]
    assert left.text == ""
    assert left.tombstone is not None
    assert (left.tombstone.reason, left.tombstone.by is None) == ("不许打广告", False)
    (archived,) = [told for told in page.annotations if isinstance(told, Retraction)]
    assert archived.is_moderation


async def test_who_is_no_moderator_may_not(desks: Desks, room: Jid) -> None:
    if Quirk.NO_MODERATED_RETRACTION in desks.server.quirks:
        return
    wang, li = await desks.online("wang"), await desks.online("li")
    await enter(wang, room, "王芳")
    await enter(li, room, "李雷")
    wang.say(room, "通知", ROOM)
    notice = await li.expect_message("通知")
    with pytest.raises(RequestFailed) as caught:
        await li.session.rooms.moderate(room, notice.stanza_id)
    assert caught.value.failure.code is FailureCode.NOT_ALLOWED


async def test_an_occupant_is_told_by_the_rooms_id(desks: Desks, room: Jid) -> None:
    """Ours is ours in the archive and after a change of nick, though the room hides addresses."""
    wang, li = await desks.online("wang"), await desks.online("li")
    await enter(wang, room, "王芳")
    await enter(li, room, "李雷")
    li.say(room, "我说的", ROOM)
    heard = await wang.expect_message("我说的")
    echo = await li.expect_message("我说的")
    assert bool(heard.occupant_id) == (Quirk.NO_OCCUPANT_IDS not in desks.server.quirks)
    assert heard.occupant_id == echo.occupant_id
    await li.session.rooms.leave(room)
    await enter(li, room, "别人")
    page = await li.session.archive.fetch(ArchiveQuery(room, limit=50, before=""))
    (archived,) = [message for message in page.messages if message.text == "我说的"]
    assert archived.occupant_id == heard.occupant_id
    assert archived.is_outgoing == bool(heard.occupant_id or archived.sender_real_jid)
