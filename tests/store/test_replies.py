"""Answers show what they answer, whichever comes first, and however that changes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from startalk_desktop.model.jid import Jid
from startalk_desktop.model.message import (
    ForwardedMessage,
    Mention,
    Message,
    OutgoingMessage,
    Quote,
    ReceivedMessage,
    ReplyReference,
    SharedFile,
)
from startalk_desktop.store.account_store import AccountStore
from tests.store.building import OWN, ROOM, WANG, at, outgoing, received
from tests.store.saying import correction, retraction

FANG = ROOM.with_resource("王芳")
question = received("几点?", 0, stanza_id="s1", origin_id="o1", message_id="m1")


def answering(
    target_id: str, text: str = "三点", quote: str = "几点?", **fields: object
) -> ReceivedMessage:
    answer = received(text, 10, origin_id="o9", message_id="m9", is_outgoing=True)
    return replace(answer, reply=ReplyReference(target_id, WANG, quote), **fields)  # type: ignore[arg-type]


async def last(store: AccountStore, peer: Jid = WANG) -> Message:
    return (await store.messages.latest(peer, 10))[-1]


async def test_the_answered_message_as_it_is_now(store: AccountStore) -> None:
    await store.messages.record([question, answering("o1", quote="几点钟")])
    shown = Quote("几点?", 1, WANG.with_resource("phone"), None, False)
    answer = await last(store)
    assert answer.reply == shown
    conversation = await store.conversations.get(WANG)
    assert conversation is not None
    assert conversation.last_message == answer
    outcome = await store.annotations.record([correction("m1", "几点开始?", 20)])
    assert outcome.updated == {WANG: (1, 2)}, "the answer has changed, too"
    edited = await last(store)
    assert edited.reply == replace(shown, text="几点开始?")
    assert edited.revision > answer.revision
    [hit] = await store.messages.find(WANG, "三点")
    assert hit.message == edited
    assert await store.messages.around(WANG, 2, 2) == await store.messages.latest(WANG, 2)


async def test_an_answer_that_comes_first(store: AccountStore) -> None:
    await store.messages.record([answering("o1")])
    assert (await last(store)).reply == Quote("几点?", None, WANG)
    outcome = await store.messages.record([question])
    assert outcome.updated == {WANG: (1,)}
    reply = (await last(store)).reply
    assert reply is not None
    assert reply.row == 2


async def test_the_id_that_it_goes_by_may_come_with_a_copy(store: AccountStore) -> None:
    first = replace(
        question, peer=ROOM, sender=FANG, conversation_kind=received(peer=ROOM).conversation_kind
    )
    await store.messages.record([replace(first, stanza_id="")])
    answer = replace(answering("s1"), peer=ROOM, conversation_kind=first.conversation_kind)
    await store.messages.record([answer])
    assert (await last(store, ROOM)).reply == Quote("几点?", None, WANG)
    await store.messages.record([first])
    reply = (await last(store, ROOM)).reply
    assert reply is not None
    assert (reply.row, reply.sender) == (1, FANG)


async def test_what_was_taken_back_is_not_quoted(store: AccountStore) -> None:
    await store.messages.record([question, answering("o1")])
    outcome = await store.annotations.record([retraction("o1", 20)])
    assert outcome.updated == {WANG: (1, 2)}
    reply = (await last(store)).reply
    assert reply is not None
    assert (reply.text, reply.is_retracted, reply.row) == ("", True, 1)


async def test_an_answer_to_what_was_taken_back_before(store: AccountStore) -> None:
    await store.messages.record([question])
    await store.annotations.record([retraction("o1", 20)])
    await store.messages.record([answering("o1")])
    reply = (await last(store)).reply
    assert reply is not None
    assert (reply.text, reply.is_retracted) == ("", True)


async def test_what_was_deleted_here_is_hearsay_again(store: AccountStore) -> None:
    await store.messages.record([question, answering("o1")])
    outcome = await store.messages.delete_here(1)
    assert (outcome.removed, outcome.updated) == ({WANG: (1,)}, {WANG: (2,)})
    assert (await last(store)).reply == Quote("几点?", None, WANG)


async def test_a_name_that_two_messages_have_is_none(store: AccountStore) -> None:
    await store.messages.record([question, answering("o1")])
    await store.messages.record([received("我是你", 5, origin_id="o1", is_outgoing=True)])
    assert (await last(store)).reply == Quote("几点?", None, WANG)


async def test_two_rows_that_become_one(store: AccountStore) -> None:
    by_origin = received("几点?", origin_id="o1")
    by_stanza = received("几点?", 1, stanza_id="s1", message_id="other")
    await store.messages.record([by_origin, by_stanza, answering("other")])
    await store.messages.record([received("几点?", 1, stanza_id="s1", origin_id="o1")])
    answer = await last(store)
    assert answer.reply is not None
    assert answer.reply.row == 1
    await store.annotations.record([correction("other", "几点开始?", 20)])
    answer = await last(store)
    assert answer.reply is not None
    assert answer.reply.text == "几点开始?"


async def test_an_answer_does_not_answer_itself(store: AccountStore) -> None:
    await store.messages.record([answering("o9")])
    assert (await last(store)).reply == Quote("几点?", None, WANG)


async def test_an_answer_of_ours_on_its_way(store: AccountStore) -> None:
    await store.messages.record([question])
    answer = OutgoingMessage(
        WANG,
        outgoing("", "").conversation_kind,
        "三点",
        "o5",
        ReplyReference("o1", WANG, "几点?"),
        (Mention(WANG, 0, 1),),
        (ForwardedMessage("陈杰", "老地方", None, at(1)),),
        (SharedFile("https://files.example/a.pdf", "a.pdf", "application/pdf", 7, 1, 2),),
    )
    queued = await store.outbox.enqueue(answer, OWN, at(20))
    assert queued.reply is not None
    assert queued.reply.row == 1
    assert (queued.mentions, queued.forwards, queued.files) == (
        answer.mentions,
        answer.forwards,
        answer.files,
    )
    assert await store.outbox.pending() == [queued]
    assert [hit.message.row for hit in await store.search.messages("老地方")] == [queued.row]


async def test_a_file_that_is_answered_is_called_what_the_answer_calls_it(
    store: AccountStore, tmp_path: Path
) -> None:
    picture = replace(question, text="", files=(SharedFile("https://files.example/a.png"),))
    await store.messages.record([picture, answering("o1", quote="[图片]")])
    reply = (await last(store)).reply
    assert reply is not None
    assert (reply.text, reply.row) == ("[图片]", 1)
