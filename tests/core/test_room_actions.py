"""Rooms: what is done waits for the room's id and for being in, moderators, readers, and who types."""

from __future__ import annotations

from dataclasses import replace

import pytest

from startalk_desktop.core import actions
from startalk_desktop.core.conversation import ConversationHandle
from startalk_desktop.core.errors import ActionRefused, RefusalCode
from startalk_desktop.model.annotation import Correction, Displayed, Reactions, Retraction
from startalk_desktop.model.changes import ReadersChanged
from startalk_desktop.model.events import (
    AnnotationReceived,
    ChatState,
    ChatStateChanged,
    MessageReceived,
    RoomOccupantChanged,
)
from startalk_desktop.model.identity import ConversationKind, now
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.message import (
    ActionKind,
    DeliveryState,
    Mention,
    Message,
    MessageSource,
    ReceivedMessage,
)
from startalk_desktop.model.room import Affiliation, Occupant, Role
from startalk_desktop.xmpp.errors import NotConnected
from tests.core.fakes import FakeArchive
from tests.core.said import said_in_room
from tests.core.world import ME_AT_ACME, World, until

ROOM = Jid.parse("研发@conference.acme.example")


async def in_room(world: World, role: Role = Role.PARTICIPANT) -> ConversationHandle:
    account = await world.online()
    archive = world.domain().room_archives.setdefault(ROOM, FakeArchive())
    archive.clock = now()
    world.domain().own_roles[ROOM] = role
    conversation = await world.app.inbox.join_room(account.id, ROOM, "me")
    return world.app.conversation(conversation)


def speak(world: World, text: str, nick: str = "王芳", **details: object) -> ReceivedMessage:
    """Somebody in the room says something."""
    domain = world.domain()
    archive = domain.room_archives[ROOM]
    message = ReceivedMessage(
        peer=ROOM,
        conversation_kind=ConversationKind.ROOM,
        source=MessageSource.LIVE,
        sender=ROOM.with_resource(nick),
        is_outgoing=False,
        text=text,
        sent_at=archive.clock,
        message_id=f"id-{text}",
        is_markable=True,
        **details,  # type: ignore[arg-type]
    )
    message = replace(message, stanza_id=archive.append(message))
    domain.line.emit(MessageReceived(message))
    return message


def echo(world: World) -> None:
    """The room reflects our newest message, with the id that it stamped."""
    stanza_id, message = world.domain().room_archives[ROOM].entries[-1]
    copy = replace(message, source=MessageSource.ECHO, stanza_id=stanza_id)
    world.domain().line.emit(MessageReceived(copy))


async def the_only(handle: ConversationHandle) -> Message | None:
    found = await handle.latest()
    return found[0] if len(found) == 1 else None


async def in_state(handle: ConversationHandle, row: int, state: DeliveryState) -> bool:
    return [one.state for one in await handle.by_rows((row,))] == [state]


async def test_a_recall_waits_for_the_rooms_id(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "UNDO_SECONDS", 0)
    handle = await in_room(world)
    line = world.domain().line
    line.is_acknowledging = False
    message = await handle.send("发错了")
    await handle.recall(message.row)
    line.is_acknowledging = True
    line.acknowledge(message.origin_id)
    await until(lambda: in_state(handle, message.row, DeliveryState.SENT))
    assert world.domain().told == []
    echo(world)
    await until(lambda: bool(world.domain().told))
    told = world.domain().told[0]
    stanza_id = world.domain().room_archives[ROOM].entries[0][0]
    assert (told.action, told.kind, told.target_id) == (
        ActionKind.RECALL,
        ConversationKind.ROOM,
        stanza_id,
    )


async def test_what_is_done_offline_waits_until_we_are_in(world: World) -> None:
    handle = await in_room(world)
    speak(world, "搞定")
    message = await until(lambda: the_only(handle))
    line = world.domain().line
    line.break_line()
    await handle.react(message.row, "👍", is_on=True)
    line.log.clear()
    line.sign_in()
    await until(lambda: bool(world.domain().told))
    assert ("join", (ROOM, "me")) in line.log
    told = world.domain().told[0]
    assert (told.target_id, told.emojis) == (message.stanza_id, ("👍",))


async def test_moderators_remove_where_the_room_can(world: World) -> None:
    handle = await in_room(world, Role.MODERATOR)
    speak(world, "不该说的")
    message = await until(lambda: the_only(handle))
    await until(lambda: handle.abilities(message).can_moderate)
    await handle.moderate(message.row, "不合适")
    assert world.domain().moderated == [(ROOM, message.stanza_id, "不合适")]
    assert (await the_only(handle)) == message, "the room has the last word"
    removed = said_in_room(
        Retraction, ROOM, "", message.stanza_id, is_moderation=True, reason="不合适"
    )
    world.domain().line.emit(AnnotationReceived(removed))

    async def tombstone() -> str | None:
        found = await the_only(handle)
        return found.tombstone.reason if found and found.tombstone else None

    assert await until(tombstone) == "不合适"
    world.domain().line.break_line()
    with pytest.raises(ActionRefused):
        await handle.moderate(message.row)


async def test_who_becomes_a_moderator_may_and_others_may_not(world: World) -> None:
    handle = await in_room(world)
    speak(world, "不该说的")
    message = await until(lambda: the_only(handle))
    assert not handle.abilities(message).can_moderate
    with pytest.raises(ActionRefused) as refused:
        await handle.moderate(message.row)
    assert refused.value.code is RefusalCode.NOT_ALLOWED
    own = Occupant("me", Affiliation.ADMIN, Role.MODERATOR, ME_AT_ACME, is_self=True)
    world.domain().line.emit(RoomOccupantChanged(ROOM, "me", own))
    await until(lambda: handle.abilities(message).can_moderate)
    world.domain().line.emit(RoomOccupantChanged(ROOM, "me", replace(own, role=Role.VISITOR)))
    assert not handle.abilities(message).can_moderate


async def test_a_room_that_can_not_is_not_asked_to(world: World) -> None:
    world.domain().can_moderate = False
    handle = await in_room(world, Role.MODERATOR)
    speak(world, "不该说的")
    message = await until(lambda: the_only(handle))
    with pytest.raises(ActionRefused) as refused:
        await handle.moderate(message.row)
    assert refused.value.code is RefusalCode.UNSUPPORTED
    world.domain().can_moderate = True
    world.domain().line.break_line()
    world.domain().line.sign_in()
    await until(lambda: handle.abilities(message).can_moderate)
    runtime = world.app.accounts.runtime(handle.id.account)
    runtime.line.is_up = False
    with pytest.raises(NotConnected):
        await handle.moderate(message.row)


async def test_who_has_read_is_told(world: World) -> None:
    handle = await in_room(world)
    await handle.send("到了吗")
    await until(lambda: bool(world.domain().room_archives[ROOM].entries))
    echo(world)

    async def is_named() -> Message | None:
        found = await the_only(handle)
        return found if found and found.stanza_id else None

    message = await until(is_named)
    world.changes.clear()
    read = said_in_room(Displayed, ROOM, "王芳", message.stanza_id)
    world.domain().line.emit(AnnotationReceived(read))
    await until(lambda: ReadersChanged(handle.id) in world.changes)
    readers = await handle.readers()
    assert [(one.sender, one.row) for one in readers] == [(ROOM.with_resource("王芳"), message.row)]


async def test_only_the_author_counts_in_a_room(world: World) -> None:
    handle = await in_room(world)
    theirs = speak(world, "原话", occupant_id="fang")
    await until(lambda: the_only(handle))
    for nick, occupant in (("李伟", "wei"), ("王芳", "mallory")):
        for forged in (
            said_in_room(
                Correction, ROOM, nick, theirs.message_id, text="假话", occupant_id=occupant
            ),
            said_in_room(Retraction, ROOM, nick, theirs.stanza_id, occupant_id=occupant),
        ):
            world.domain().line.emit(AnnotationReceived(forged))
    honest = said_in_room(
        Reactions, ROOM, "王芳", theirs.stanza_id, emojis=("👍",), occupant_id="fang"
    )
    world.domain().line.emit(AnnotationReceived(honest))

    async def has_reaction() -> Message | None:
        found = await the_only(handle)
        return found if found and found.reactions else None

    shown = await until(has_reaction)
    assert (shown.text, shown.tombstone, shown.edited_at) == ("原话", None, None)


async def test_who_types_in_a_room_shows_and_we_stay_silent(world: World) -> None:
    handle = await in_room(world)
    typist = ROOM.with_resource("王芳")
    world.domain().line.emit(ChatStateChanged(ROOM, typist, ChatState.COMPOSING))
    assert handle.typing() == (typist,)
    handle.set_typing(True)
    assert not [1 for what, _ in world.domain().line.log if what == "chat_state"]


async def test_those_who_name_us_are_listed(world: World) -> None:
    handle = await in_room(world)
    speak(world, "闲聊")
    speak(world, "请看 @Andy", mentions=(Mention(ME_AT_ACME, 3, 8),))
    speak(world, "me 在吗")
    await until(lambda: world.app.inbox.mention_count() == 2)
    assert [one.text for one in await handle.mentions()] == ["me 在吗", "请看 @Andy"]
    assert [line.id for line in await world.app.inbox.with_mentions()] == [handle.id]
    hits = await world.app.search.mentions()
    assert [(hit.excerpt, hit.marks) for hit in hits] == [
        ("me 在吗", ()),
        ("请看 @Andy", ((3, 8),)),
    ]
    newest, oldest = (hit.message for hit in hits)
    assert await world.app.search.mentions([handle.id.account], limit=1) == hits[:1]
    assert await world.app.search.mentions(before=newest.sent_at) == hits[1:]
    assert await world.app.search.mentions([]) == []
    assert (await handle.info()).first_mention_row == oldest.row
    await handle.mark_read(newest.row)
    await until(lambda: world.app.inbox.mention_count() == 0)
    assert await world.app.inbox.with_mentions() == []


async def test_switches_are_set_one_by_one(world: World) -> None:
    account = await world.online()
    await world.app.accounts.set_privacy(account.id, sends_markers=False)
    await world.app.accounts.set_privacy(account.id, sends_chat_states=False)
    found = world.app.accounts.get(account.id)
    assert (found.sends_receipts, found.sends_markers, found.sends_chat_states) == (
        True,
        False,
        False,
    )
    await world.stop()
    await world.online()
    assert world.app.accounts.get(account.id) == found
