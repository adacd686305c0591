"""Asking archives, against real servers."""

import asyncio
import secrets

import pytest

from startalk_desktop.model.archive import ArchivePage, ArchiveQuery
from startalk_desktop.model.events import MessageAcknowledged, RoomJoined
from startalk_desktop.model.failure import FailureCode
from startalk_desktop.model.identity import ConversationKind
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.message import MessageSource
from startalk_desktop.xmpp.errors import NotConnected, RequestFailed
from tests.servers.running import Quirk
from tests.xmpp.desk import DEADLINE_SECONDS, Desk, Desks

COUNT = 12


def texts(page: ArchivePage) -> list[str]:
    return [message.text for message in page.messages]


async def filled(desk: Desk, peer: Jid, count: int = COUNT) -> list[str]:
    """Send messages and wait until the archive has them; returns their texts."""
    sent = [f"第{number}条" for number in range(count)]
    for text in sent:
        desk.say(peer, text)
    for _ in sent:
        await desk.expect(MessageAcknowledged)
    query = ArchiveQuery(archive=desk.own, before="", with_jid=peer)
    async with asyncio.timeout(DEADLINE_SECONDS):
        while texts(await desk.session.archive.fetch(query))[-1:] != sent[-1:]:
            pass
    return sent


async def test_paging_backwards_and_forwards_gives_the_same(desks: Desks) -> None:
    wang, li = await desks.online("wang"), await desks.online("li")
    sent = await filled(wang, li.own)

    backwards: list[str] = []
    query = ArchiveQuery(archive=wang.own, limit=5, before="", with_jid=li.own)
    while True:
        page = await wang.session.archive.fetch(query)
        backwards = texts(page) + backwards
        if page.is_complete:
            break
        query = ArchiveQuery(archive=wang.own, limit=5, before=page.first_id, with_jid=li.own)
    assert backwards == sent

    forwards: list[str] = []
    query = ArchiveQuery(archive=wang.own, limit=5, with_jid=li.own)
    while True:
        page = await wang.session.archive.fetch(query)
        forwards += texts(page)
        if page.is_complete:
            break
        query = ArchiveQuery(archive=wang.own, limit=5, after=page.last_id, with_jid=li.own)
    assert forwards == sent


async def test_an_archived_message_is_the_one_that_came_live(desks: Desks) -> None:
    wang, li = await desks.online("wang"), await desks.online("li")
    origin_id = wang.say(li.own, "同一条 😀")
    live = await li.expect_message("同一条 😀")
    page = await li.session.archive.fetch(ArchiveQuery(archive=li.own, limit=1, before=""))
    (archived,) = page.messages
    assert (archived.stanza_id, archived.origin_id) == (live.stanza_id, origin_id)
    assert (archived.sender, archived.peer) == (live.sender, live.peer)
    assert archived.source is MessageSource.ARCHIVE
    assert not archived.is_outgoing
    assert abs(archived.sent_at - live.sent_at) < 5_000_000
    assert page.first_id == page.last_id == archived.stanza_id
    assert page.first_at == page.last_at == archived.sent_at

    (mine,) = (
        await wang.session.archive.fetch(ArchiveQuery(archive=wang.own, limit=1, before=""))
    ).messages
    assert (mine.is_outgoing, mine.peer, mine.origin_id) == (True, li.own, origin_id)


async def test_an_empty_archive_is_complete(desks: Desks) -> None:
    wang = await desks.online("wang")
    stranger = Jid.parse(f"{secrets.token_hex(4)}@{wang.own.domain}")
    page = await wang.session.archive.fetch(
        ArchiveQuery(archive=wang.own, before="", with_jid=stranger)
    )
    assert page == ArchivePage((), "", "", None, None, is_complete=True, total=page.total)


async def test_bounds_of_time_are_kept(desks: Desks) -> None:
    wang, li = await desks.online("wang"), await desks.online("li")
    await filled(wang, li.own, 3)
    query = ArchiveQuery(archive=wang.own, with_jid=li.own)
    first, *_, last = (await wang.session.archive.fetch(query)).messages
    early = ArchiveQuery(archive=wang.own, with_jid=li.own, end=first.sent_at - 10_000_000)
    assert (await wang.session.archive.fetch(early)).messages == ()
    late = ArchiveQuery(archive=wang.own, with_jid=li.own, start=last.sent_at + 10_000_000)
    assert (await wang.session.archive.fetch(late)).messages == ()
    both = ArchiveQuery(
        archive=wang.own,
        with_jid=li.own,
        start=first.sent_at - 10_000_000,
        end=last.sent_at + 10_000_000,
    )
    assert len((await wang.session.archive.fetch(both)).messages) == 3


async def test_an_unknown_place_in_the_archive_is_refused_or_empty(desks: Desks) -> None:
    wang, li = await desks.online("wang"), await desks.online("li")
    await filled(wang, li.own, 2)
    query = ArchiveQuery(archive=wang.own, before="no-such-id", with_jid=li.own)
    if Quirk.UNKNOWN_ARCHIVE_ID_IS_A_PLACE in desks.server.quirks:
        page = await wang.session.archive.fetch(query)
        assert len(page.messages) in {0, 2}
    else:
        with pytest.raises(RequestFailed) as caught:
            await wang.session.archive.fetch(query)
        assert caught.value.condition == "item-not-found"


async def test_somebody_elses_archive_is_closed(desks: Desks) -> None:
    wang, li = await desks.online("wang"), await desks.online("li")
    query = ArchiveQuery(archive=li.own, before="")
    if Quirk.ARCHIVE_QUERY_IS_ALWAYS_ABOUT_ONESELF in desks.server.quirks:
        # Nothing of that is taken for the other's.
        assert (await wang.session.archive.fetch(query)).messages == ()
    else:
        with pytest.raises(RequestFailed):
            await wang.session.archive.fetch(query)


async def test_a_rooms_archive_tells_who_we_were(desks: Desks) -> None:
    wang, li = await desks.online("wang"), await desks.online("li")
    conference = desks.server.addresses().conference
    room = Jid.parse(f"room-{secrets.token_hex(4)}@{conference}")
    await wang.session.rooms.join(room, "王芳")
    await li.session.rooms.join(room, "李")
    await wang.expect(RoomJoined)
    origin_id = wang.say(room, "房间里", ConversationKind.ROOM)
    live = await li.expect_message("房间里")
    page = await li.session.archive.fetch(ArchiveQuery(archive=room, before=""))
    (archived,) = [message for message in page.messages if message.text == "房间里"]
    assert archived.conversation_kind is ConversationKind.ROOM
    assert (archived.peer, archived.sender) == (room, room.with_resource("王芳"))
    assert archived.origin_id == origin_id
    assert (archived.stanza_id, bool(archived.stanza_id)) == (live.stanza_id, True)
    assert not archived.is_outgoing


async def test_the_end_of_the_session_ends_the_question(desks: Desks) -> None:
    wang = await desks.online("wang")
    await wang.session.close()
    with pytest.raises(NotConnected) as caught:
        await wang.session.archive.fetch(ArchiveQuery(archive=wang.own))
    assert caught.value.failure.code is FailureCode.CONNECTION_LOST
