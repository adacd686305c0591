"""What only rooms have: private messages of occupants, and what happened without anybody saying it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from startalk_desktop.model.archive import ArchivePage, ArchiveQuery
from startalk_desktop.model.identity import ConversationKind
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.message import MessageKind, MessageSource, ReceivedMessage
from startalk_desktop.model.room import Affiliation, Role, RoomEvent, RoomEventKind
from startalk_desktop.store import room_events
from startalk_desktop.store.account_store import AccountStore

ROOM = Jid.parse("研发@conference.acme.example")
OCCUPANT = ROOM.with_resource("李/雷")
LI = Jid.parse("li@acme.example")
OWN = Jid.parse("wang@acme.example")
AT = 1_700_000_000_000_000


def private(peer: Jid, stanza_id: str, source: MessageSource) -> ReceivedMessage:
    return ReceivedMessage(
        peer=peer,
        conversation_kind=ConversationKind.DIRECT,
        source=source,
        sender=OCCUPANT,
        is_outgoing=False,
        text="悄悄话",
        sent_at=AT,
        stanza_id=stanza_id,
        message_id="m1",
    )


async def archived(store: AccountStore, *messages: ReceivedMessage) -> None:
    first, last = messages[0].stanza_id, messages[-1].stanza_id
    page = ArchivePage(messages, first, last, AT, AT, is_complete=True)
    await store.messages.record_archive_page(ArchiveQuery(OWN, 50, before=""), page)


@pytest.mark.parametrize("peer", [LI, OCCUPANT])
async def test_a_private_message_is_one_wherever_it_was_first(
    store: AccountStore, peer: Jid
) -> None:
    """Live, the room may say who the occupant is; the archive has the occupant's address only."""
    await store.messages.record([private(peer, "a1", MessageSource.LIVE)])
    await archived(store, private(OCCUPANT, "a1", MessageSource.ARCHIVE))
    await store.messages.record([private(OCCUPANT, "a1", MessageSource.ARCHIVE)])
    assert [line.id.peer for line in await store.conversations.all()] == [peer]
    assert len(await store.messages.latest(peer, 10)) == 1


async def test_out_of_the_archive_alone_it_is_with_the_occupant(store: AccountStore) -> None:
    await archived(store, private(OCCUPANT, "a1", MessageSource.ARCHIVE))
    (line,) = await store.conversations.all()
    assert line.id.is_with_occupant
    assert (line.id.peer, line.name) == (OCCUPANT, "李/雷")


async def test_an_event_is_kept_whole_and_is_no_news(store: AccountStore) -> None:
    event = RoomEvent(
        AT, RoomEventKind.KICKED, "李", "王芳", "吵", LI, is_own=True, alternative=ROOM
    )
    line = ReceivedMessage(
        peer=ROOM,
        conversation_kind=ConversationKind.ROOM,
        source=MessageSource.LIVE,
        sender=ROOM,
        is_outgoing=False,
        text="李 was kicked",
        sent_at=AT,
        kind=MessageKind.EVENT,
        message_id="event-1",
        event=event,
    )
    await store.messages.record([line], own_name_hints=["李"])
    await store.messages.record([line])
    (kept,) = await store.messages.latest(ROOM, 10)
    assert (kept.kind, kept.event) == (MessageKind.EVENT, event)
    (shown,) = await store.conversations.all()
    assert (shown.unread_count, shown.mention_count) == (0, 0)
    assert shown.last_message == kept


@pytest.mark.parametrize(
    "event",
    [
        RoomEvent(AT, RoomEventKind.JOINED, "李"),
        RoomEvent(AT, RoomEventKind.RENAMED, "李", new_nick="雷"),
        RoomEvent(
            AT, RoomEventKind.AFFILIATION, "李", affiliation=Affiliation.ADMIN, role=Role.MODERATOR
        ),
    ],
)
def test_an_event_is_read_as_it_was_written(event: RoomEvent) -> None:
    assert room_events.decoded(room_events.encoded(event)) == event


def test_what_a_later_program_writes_is_none_here() -> None:
    later = room_events.encoded(RoomEvent(AT, RoomEventKind.JOINED, "李"))
    assert room_events.decoded({**later, "kind": "teleported"}) is None
    assert room_events.decoded({**later, "affiliation": "king"}) is None


async def test_what_was_said_before_we_came_is_no_news_whenever_it_comes(
    store: AccountStore,
) -> None:
    await store.conversations.ensure(ROOM, ConversationKind.ROOM)
    said = replace(
        private(ROOM, "r1", MessageSource.ARCHIVE),
        conversation_kind=ConversationKind.ROOM,
        sender=ROOM.with_resource("李"),
    )
    later = replace(said, stanza_id="r2", message_id="m2", text="neu", sent_at=AT + 10)
    await store.conversations.skip_until(ROOM, AT + 5)
    await store.messages.record([said, later])
    (line,) = await store.conversations.all()
    assert line.unread_count == 1
    await store.conversations.skip_until(ROOM, AT + 20)
    (line,) = await store.conversations.all()
    assert line.unread_count == 0
