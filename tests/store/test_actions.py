"""What we do to messages: shown at once, told once, and taken back where it did not get through."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from startalk_desktop.model.failure import Failure, FailureCode
from startalk_desktop.model.message import (
    ActionKind,
    Mention,
    Message,
    MessageSource,
    MessageVersion,
    OutgoingMessage,
    Reaction,
    ReplyReference,
    Tombstone,
)
from startalk_desktop.store.account_store import AccountStore
from startalk_desktop.store.actions import OutgoingAction
from tests.store.building import ACCOUNT, KEY, OWN, ROOM, WANG, at, outgoing, received
from tests.store.saying import correction, reactions, retraction

EDIT, RECALL, REACT = ActionKind.EDIT, ActionKind.RECALL, ActionKind.REACT


@pytest.fixture
async def store(tmp_path: Path):  # type: ignore[no-untyped-def]
    opened = await AccountStore.open(tmp_path / "a.db", KEY, ACCOUNT, history_until=0, own=OWN)
    yield opened
    await opened.close()


async def sent(store: AccountStore, text: str = "周五开会", origin_id: str = "o1") -> Message:
    message = await store.outbox.enqueue(outgoing(text, origin_id), OWN, at(0))
    await store.outbox.mark_sent(origin_id)
    return await get(store, message.row)


async def get(store: AccountStore, row: int) -> Message:
    [message] = await store.messages.by_rows([row])
    return message


def unnumbered(message: Message) -> Message:
    return replace(message, revision=0)


class TestEdits:
    async def test_it_shows_at_once_and_waits_to_be_told(self, store: AccountStore) -> None:
        message = await sent(store)
        mention = Mention(WANG, 0, 3)
        outcome = await store.actions.add(
            message.row, EDIT, text="@王芳 周四", mentions=[mention], origin_id="a1", due_at=at(9)
        )
        assert outcome.updated == {WANG: (message.row,)}
        edited = await get(store, message.row)
        assert (edited.text, edited.mentions, edited.pending) == ("@王芳 周四", (mention,), EDIT)
        assert edited.edited_at is not None
        assert edited.origin_id == "o1"
        [hit] = await store.search.messages("周四")
        assert hit.message == edited
        conversation = await store.conversations.get(WANG)
        assert conversation is not None
        assert conversation.last_message == edited
        assert await store.actions.pending() == [
            OutgoingAction(
                1,
                WANG,
                conversation.kind,
                EDIT,
                message.row,
                "a1",
                "@王芳 周四",
                (mention,),
                (),
                at(9),
            )
        ]
        await store.actions.done("a1")
        told = await get(store, message.row)
        assert unnumbered(told) == unnumbered(replace(edited, pending=None))
        assert await store.actions.pending() == []
        assert await store.annotations.versions(message.row) == [
            MessageVersion("周五开会", message.sent_at)
        ]
        assert (await store.actions.done("a1")).is_empty

    async def test_a_later_copy_of_it_is_no_second_edit(self, store: AccountStore) -> None:
        message = await sent(store)
        await store.actions.add(message.row, EDIT, text="周四", origin_id="a1", due_at=at(9))
        await store.actions.done("a1")
        copy = correction(
            "o1",
            "周四",
            20,
            is_outgoing=True,
            source=MessageSource.ARCHIVE,
            stanza_id="s7",
            message_id="a1",
        )
        await store.annotations.record([copy])
        assert len(await store.annotations.versions(message.row)) == 1
        assert (await store.annotations.record([copy])).is_empty

    async def test_a_copy_tells_that_the_server_has_it(self, store: AccountStore) -> None:
        message = await sent(store)
        await store.actions.add(message.row, EDIT, text="周四", origin_id="a1", due_at=at(9))
        await store.annotations.record(
            [correction("o1", "周四", 20, is_outgoing=True, origin_id="a1")]
        )
        assert await store.actions.pending() == []
        assert ((await get(store, message.row)).text, (await get(store, message.row)).pending) == (
            "周四",
            None,
        )

    async def test_what_did_not_get_through_is_taken_back_alone(self, store: AccountStore) -> None:
        message = await sent(store)
        await store.actions.add(message.row, EDIT, text="周四", origin_id="a1", due_at=at(1))
        await store.actions.add(message.row, EDIT, text="周三", origin_id="a2", due_at=at(2))
        failed = await store.actions.failed("a1")
        assert failed is not None
        assert failed[1:] == (message.row, EDIT)
        assert (await get(store, message.row)).text == "周三"
        await store.actions.failed("a2")
        back = await get(store, message.row)
        assert unnumbered(back) == unnumbered(message)
        assert await store.actions.failed("a2") is None
        assert [hit.message.row for hit in await store.search.messages("周五")] == [message.row]

    async def test_refused_after_it_was_acknowledged(self, store: AccountStore) -> None:
        message = await sent(store)
        await store.actions.add(message.row, EDIT, text="周四", origin_id="a1", due_at=at(1))
        await store.actions.done("a1")
        failed = await store.actions.failed("a1", message.row)
        assert failed is not None
        assert failed[1:] == (message.row, EDIT)
        assert unnumbered(await get(store, message.row)) == unnumbered(message)
        assert await store.actions.failed("a1", message.row) is None

    async def test_what_nobody_has_yet_is_changed_itself(self, store: AccountStore) -> None:
        queued = await store.outbox.enqueue(outgoing("周五开会", "o1"), OWN, at(0))
        await store.actions.add(queued.row, EDIT, text="周四", origin_id="a1", due_at=at(1))
        assert await store.actions.pending() == []
        [pending] = await store.outbox.pending()
        assert (pending.text, pending.origin_id, pending.edited_at) == ("周四", "o1", None)
        assert await store.annotations.versions(queued.row) == []
        assert [hit.message.text for hit in await store.search.messages("周四")] == ["周四"]

    async def test_what_is_handed_out_already_goes_as_it_was_written(
        self, store: AccountStore
    ) -> None:
        queued = await store.outbox.enqueue(outgoing("周五开会", "o1"), OWN, at(0))
        await store.actions.add(
            queued.row, EDIT, text="周四", origin_id="a1", due_at=at(1), is_handed_out=True
        )
        assert (await get(store, queued.row)).text == "周四"
        assert [message.text for message in await store.outbox.pending()] == ["周五开会"]
        await store.messages.record(
            [received("周五开会", 1, is_outgoing=True, origin_id="o1", stanza_id="s1")]
        )
        assert (await get(store, queued.row)).text == "周四"
        assert [action.origin_id for action in await store.actions.pending()] == ["a1"]

    async def test_a_failed_message_is_changed_itself(self, store: AccountStore) -> None:
        queued = await store.outbox.enqueue(outgoing("周五开会", "o1"), OWN, at(0))
        await store.outbox.mark_failed("o1", Failure(FailureCode.RECIPIENT_UNKNOWN))
        await store.actions.add(queued.row, EDIT, text="周四", origin_id="a1", due_at=at(1))
        await store.outbox.retry(queued.row)
        assert [message.text for message in await store.outbox.pending()] == ["周四"]


class TestRecalls:
    async def test_it_can_be_undone_until_it_is_told(self, store: AccountStore) -> None:
        message = await sent(store)
        await store.annotations.record([reactions("o1", "👍", 5)])
        before = await get(store, message.row)
        await store.actions.add(message.row, RECALL, origin_id="a1", due_at=at(6))
        recalled = await get(store, message.row)
        assert (recalled.text, recalled.reactions, recalled.pending) == ("", (), RECALL)
        assert recalled.tombstone is not None
        assert recalled.tombstone.undo_until == at(6)
        assert await store.search.messages("周五") == []
        await store.actions.cancel(message.row, RECALL)
        assert unnumbered(await get(store, message.row)) == unnumbered(before)
        assert await store.actions.pending() == []
        assert (await store.actions.cancel(message.row, RECALL)).is_empty

    async def test_what_comes_meanwhile_does_not_show_it(self, store: AccountStore) -> None:
        message = await sent(store)
        await store.actions.add(message.row, RECALL, origin_id="a1", due_at=at(6))
        await store.annotations.record(
            [correction("o1", "周四", 20, is_outgoing=True), reactions("o1", "👍", 21)]
        )
        await store.messages.record(
            [received("周五开会", 0, is_outgoing=True, origin_id="o1", stanza_id="s1")]
        )
        assert (
            (await get(store, message.row)).text,
            (await get(store, message.row)).reactions,
        ) == ("", ())
        await store.actions.failed("a1")
        back = await get(store, message.row)
        assert (back.text, back.reactions) == ("周四", (Reaction("👍", (WANG,), False),))

    async def test_once_told_it_is_for_good(self, store: AccountStore) -> None:
        message = await sent(store)
        await store.actions.add(message.row, EDIT, text="周四", origin_id="a1", due_at=at(1))
        await store.actions.add(message.row, RECALL, origin_id="a2", due_at=at(6))
        await store.actions.done("a2")
        assert await store.actions.pending() == [], "there is nothing left to edit"
        gone = await get(store, message.row)
        assert gone.tombstone is not None
        assert (gone.text, gone.pending, gone.tombstone.undo_until) == ("", None, None)
        assert await store.actions.failed("a1") is None
        await store.annotations.record([retraction("o1", 3, is_outgoing=True, origin_id="a2")])
        assert (await get(store, message.row)).tombstone == Tombstone(at(3))
        assert (
            await store.actions.add(message.row, EDIT, text="x", origin_id="a3", due_at=0)
        ).is_empty

    async def test_the_copy_of_a_recall_is_enough(self, store: AccountStore) -> None:
        message = await sent(store)
        await store.actions.add(message.row, RECALL, origin_id="a1", due_at=at(6))
        await store.annotations.record([retraction("o1", 3, is_outgoing=True, origin_id="a1")])
        assert (await get(store, message.row)).tombstone == Tombstone(at(3))
        assert (await get(store, message.row)).pending is None

    async def test_what_nobody_has_is_deleted(self, store: AccountStore) -> None:
        queued = await store.outbox.enqueue(outgoing("周五开会", "o1"), OWN, at(0))
        outcome = await store.actions.add(queued.row, RECALL, origin_id="a1", due_at=at(6))
        assert outcome.removed == {WANG: (queued.row,)}
        assert await store.outbox.pending() == await store.actions.pending() == []
        assert await store.messages.latest(WANG, 5) == []

    async def test_only_ours(self, store: AccountStore) -> None:
        await store.messages.record([received("周五开会", message_id="m1")])
        for kind in (EDIT, RECALL):
            outcome = await store.actions.add(1, kind, text="x", origin_id="a1", due_at=at(6))
            assert outcome.is_empty
        assert (await store.actions.add(99, REACT, origin_id="a1", due_at=at(6))).is_empty
        assert await store.actions.pending() == []

    async def test_deleted_here_while_it_waits(self, store: AccountStore) -> None:
        message = await sent(store)
        await store.actions.add(message.row, RECALL, origin_id="a1", due_at=at(6))
        await store.messages.delete_here(message.row)
        assert [action.origin_id for action in await store.actions.pending()] == ["a1"]
        await store.actions.done("a1")
        assert await store.messages.latest(WANG, 5) == []


class TestReactions:
    async def test_a_reaction_of_ours(self, store: AccountStore) -> None:
        await store.messages.record([received("周五开会", origin_id="o1", message_id="m1")])
        await store.annotations.record(
            [reactions("o1", "👍", 5), reactions("o1", "🎉", 6, is_outgoing=True)]
        )
        await store.actions.add(1, REACT, emojis=["👍", "👀"], origin_id="a1", due_at=at(9))
        shown = await get(store, 1)
        both = (Reaction("👍", (WANG, OWN), True), Reaction("👀", (OWN,), True))
        assert (shown.reactions, shown.pending) == (both, REACT)
        [action] = await store.actions.pending()
        assert action.emojis == ("👍", "👀")
        await store.actions.done("a1")
        shown = await get(store, 1)
        assert (shown.reactions, shown.pending) == (both, None)
        await store.actions.add(1, REACT, emojis=[], origin_id="a2", due_at=at(9))
        assert (await get(store, 1)).reactions == (Reaction("👍", (WANG,), False),)
        await store.actions.failed("a2")
        assert (await get(store, 1)).reactions == both

    async def test_in_a_room(self, store: AccountStore) -> None:
        nick = ROOM.with_resource("王芳")
        await store.messages.record(
            [received("周五开会", peer=ROOM, sender=nick, stanza_id="s1", message_id="m1")]
        )
        await store.actions.add(1, REACT, emojis=["👍"], origin_id="a1", due_at=at(9))
        await store.actions.done("a1")
        mine = ROOM.with_resource("李娜")
        echo = reactions(
            "s1", "👍", 10, peer=ROOM, sender=mine, is_outgoing=True, origin_id="a1", stanza_id="s2"
        )
        await store.annotations.record([echo])
        assert (await get(store, 1)).reactions == (Reaction("👍", (OWN,), True),)


async def test_all_of_it_survives_a_restart(tmp_path: Path) -> None:
    store = await AccountStore.open(tmp_path / "a.db", KEY, ACCOUNT, own=OWN)
    message = await sent(store)
    await store.actions.add(message.row, EDIT, text="周四", origin_id="a1", due_at=at(9))
    await store.actions.add(message.row, REACT, emojis=["👍"], origin_id="a2", due_at=at(3))
    shown = await get(store, message.row)
    await store.close()
    store = await AccountStore.open(tmp_path / "a.db", KEY, ACCOUNT, own=OWN)
    assert await get(store, message.row) == shown
    assert [action.origin_id for action in await store.actions.pending()] == ["a2", "a1"]
    await store.actions.add(message.row, EDIT, text="别的", origin_id="a1", due_at=at(9))
    assert (await get(store, message.row)).text == "周四", "an origin id is used once"
    await store.close()


async def test_discarding_a_message_discards_what_was_done_to_it(store: AccountStore) -> None:
    queued = await store.outbox.enqueue(
        OutgoingMessage(
            WANG, outgoing("", "").conversation_kind, "周五", "o1", ReplyReference("x")
        ),
        OWN,
        at(0),
    )
    await store.actions.add(queued.row, REACT, emojis=["👍"], origin_id="a1", due_at=at(3))
    await store.outbox.discard(queued.row)
    assert await store.actions.pending() == []
    assert (await store.actions.done("a1")).is_empty
