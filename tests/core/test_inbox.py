"""The merged inbox, unread counts, reading, typing, search over companies."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from startalk_desktop.core.inbox import inbox_order
from startalk_desktop.model.annotation import Displayed, Receipt
from startalk_desktop.model.changes import ConversationsChanged, TypingChanged
from startalk_desktop.model.conversation import Conversation
from startalk_desktop.model.events import AnnotationReceived, ChatState, ChatStateChanged
from startalk_desktop.model.identity import AccountId, ConversationId, ConversationKind, now
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.message import DeliveryState
from tests.core.said import said
from tests.core.world import LI, ME_AT_ACME, ME_AT_BETA, ME_AT_GAMMA, WANG, World, until


@given(
    st.lists(
        st.tuples(
            st.booleans(),
            st.integers(0, 5),
            st.sampled_from("abc"),
            st.sampled_from("xyz"),
        ),
        max_size=12,
    )
)
def test_pins_first_then_newest_and_always_the_same(lines: list[tuple]) -> None:
    inbox = [
        Conversation(
            ConversationId(AccountId(account), Jid(peer, "acme.example")),
            ConversationKind.DIRECT,
            peer,
            None,
            activity,
            0,
            is_pinned=is_pinned,
        )
        for is_pinned, activity, account, peer in lines
    ]
    ordered = sorted(inbox, key=inbox_order)
    keys = [(not line.is_pinned, -line.last_activity) for line in ordered]
    assert keys == sorted(keys)
    inbox.reverse()
    assert ordered == sorted(inbox, key=inbox_order)


async def test_three_companies_in_one_list(world: World) -> None:
    accounts = [await world.online(own) for own in (ME_AT_ACME, ME_AT_BETA, ME_AT_GAMMA)]
    for turn, own in enumerate((ME_AT_BETA, ME_AT_GAMMA, ME_AT_ACME)):
        world.domain(own).archive.clock += turn * 1_000_000
        world.domain(own).incoming(WANG, f"from {own.domain}")
    await until(lambda: world.app.inbox.unread_count() == 3)
    merged = await world.app.inbox.conversations()
    assert [line.id.account for line in merged] == [accounts[0].id, accounts[2].id, accounts[1].id]
    await world.app.conversation(merged[2].id).set_pinned(True)
    merged = await world.app.inbox.conversations()
    assert merged[0].id.account == accounts[1].id
    assert [line.id for line in await world.app.inbox.conversations(accounts[2].id)] == [
        ConversationId(accounts[2].id, WANG)
    ]
    hits = await world.app.search.messages("from")
    assert [hit.message.conversation.account for hit in hits] == [
        accounts[0].id,
        accounts[2].id,
        accounts[1].id,
    ]
    assert len(await world.app.search.messages("from", accounts=[accounts[1].id])) == 1
    assert await world.app.search.messages("  ") == []


async def test_unread_is_right_when_the_change_is_told(world: World) -> None:
    account = await world.online()
    heard: list[int] = []

    def listen(change: object) -> None:
        if isinstance(change, ConversationsChanged):
            heard.append(world.app.inbox.unread_count(account.id))

    world.app.changes.subscribe(listen)
    world.domain().incoming(WANG, "one")
    world.domain().incoming(WANG, "two")
    await until(lambda: bool(heard) and heard[-1] == 2)
    newest = (await world.messages(ConversationId(account.id, WANG)))[-1]
    await world.app.conversation(newest.conversation).mark_read(newest.row)
    await until(lambda: heard[-1] == 0)
    await world.stop()
    await world.start()
    assert world.app.inbox.unread_count() == 0


async def test_markers_are_sent_once_and_only_where_allowed(world: World) -> None:
    account = await world.online()
    line = world.domain().line
    first = world.domain().incoming(WANG, "one")
    second = world.domain().incoming(WANG, "two")
    conversation = ConversationId(account.id, WANG)
    handle = world.app.conversation(conversation)
    rows = await until(lambda: rows_of(world, conversation, 2))
    await handle.mark_read(rows[0])
    await handle.mark_read(rows[1])
    await handle.mark_read(rows[1])
    markers = [details for what, details in line.log if what == "marker"]
    assert markers == [(WANG, first.message_id), (WANG, second.message_id)]
    await world.app.accounts.update(replace(account, sends_markers=False, sends_receipts=False))
    world.domain().incoming(WANG, "three")
    rows = await until(lambda: rows_of(world, conversation, 3))
    await handle.mark_read(rows[2])
    assert len([1 for what, _ in line.log if what == "marker"]) == 2
    assert len([1 for what, _ in line.log if what == "receipt"]) == 2


async def rows_of(world: World, conversation: ConversationId, count: int) -> list[int]:
    rows = [message.row for message in await world.messages(conversation)]
    return rows if len(rows) == count else []


async def test_a_marker_written_offline_is_sent_later(world: World) -> None:
    account = await world.online()
    line = world.domain().line
    message = world.domain().incoming(WANG, "one")
    conversation = ConversationId(account.id, WANG)
    rows = await until(lambda: rows_of(world, conversation, 1))
    line.break_line()
    await world.app.conversation(conversation).mark_read(rows[0])
    assert not [1 for what, _ in line.log if what == "marker"]
    line.sign_in()
    await until(lambda: ("marker", (WANG, message.message_id)) in line.log)


async def test_what_the_peer_and_our_other_device_have_read(world: World) -> None:
    account = await world.online()
    line = world.domain().line
    conversation = await world.app.inbox.open_direct(account.id, WANG)
    handle = world.app.conversation(conversation)
    first = await handle.send("one")
    second = await handle.send("two")
    line.emit(AnnotationReceived(said(Receipt, WANG, first.origin_id)))
    await until(lambda: in_states(world, conversation, "DELIVERED", "SENT"))
    line.emit(AnnotationReceived(said(Displayed, WANG, second.origin_id)))
    await until(lambda: in_states(world, conversation, "READ", "READ"))
    world.domain().archive.clock = now() + 1_000_000
    received = world.domain().incoming(WANG, "three")
    await until(lambda: world.app.inbox.unread_count() == 1)
    line.emit(AnnotationReceived(said(Displayed, ME_AT_ACME, received.message_id)))
    await until(lambda: world.app.inbox.unread_count() == 0)
    assert not [1 for what, _ in line.log if what == "marker"], "the other device told the peer"


async def in_states(world: World, conversation: ConversationId, *names: str) -> bool:
    found = [message.state for message in await world.messages(conversation)]
    return found == [DeliveryState[name] for name in names]


async def test_typing_is_told_when_it_changes(world: World) -> None:
    account = await world.online()
    line = world.domain().line
    handle = world.app.conversation(ConversationId(account.id, WANG))
    desk = WANG.with_resource("desk")
    for _ in range(3):
        line.emit(ChatStateChanged(WANG, desk, ChatState.COMPOSING))
    assert handle.typing() == (WANG,)
    world.domain().incoming(WANG, "done")
    await until(lambda: handle.typing() == ())
    world.app.changes.flush()
    told = [change.state for change in world.changes if isinstance(change, TypingChanged)]
    assert told == [ChatState.COMPOSING, ChatState.ACTIVE]
    for is_typing in (True, True, False, False, True):
        handle.set_typing(is_typing)
    sent = [details for what, details in line.log if what == "chat_state"]
    composing, paused = (WANG, ChatState.COMPOSING), (WANG, ChatState.PAUSED)
    assert sent == [composing, paused, composing]
    await world.app.accounts.update(replace(account, sends_chat_states=False))
    handle.set_typing(False)
    assert [details for what, details in line.log if what == "chat_state"] == sent


async def test_typing_ends_with_the_stream(world: World) -> None:
    account = await world.online()
    line = world.domain().line
    line.emit(ChatStateChanged(WANG, WANG, ChatState.COMPOSING))
    line.break_line()
    line.sign_in()
    assert world.app.conversation(ConversationId(account.id, WANG)).typing() == ()


async def test_drafts_and_removal(world: World) -> None:
    account = await world.online()
    conversation = await world.app.inbox.open_direct(account.id, LI, "李伟")
    handle = world.app.conversation(conversation)
    await handle.set_draft("未完")
    line = (await world.app.inbox.conversations())[0]
    assert (line.name, line.draft) == ("李伟", "未完")
    await world.app.inbox.remove(conversation)
    assert await world.app.inbox.conversations() == []


async def test_a_message_deleted_here_stays_away(world: World) -> None:
    account = await world.online()
    world.domain().incoming(WANG, "not for this machine")
    conversation = ConversationId(account.id, WANG)
    rows = await until(lambda: rows_of(world, conversation, 1))
    await world.app.conversation(conversation).delete_here(rows[0])
    world.domain().line.break_line()
    world.domain().line.sign_in()
    await world.app.accounts.runtime(account.id).sync.caught_up()
    assert await world.texts(conversation) == []
