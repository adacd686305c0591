"""What is taken back, or deleted here, is gone from the file: looked for in every byte of it, decrypted."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from startalk_desktop.model.message import (
    ActionKind,
    ForwardedMessage,
    Message,
    ReplyReference,
    SharedFile,
)
from startalk_desktop.store.account_store import AccountStore
from startalk_desktop.store.sqlcipher import PAGE_BYTES
from tests.store.building import ACCOUNT, KEY, OWN, WANG, at, outgoing, received
from tests.store.saying import correction, reactions, retraction

_IV_BYTES, _HMAC_BYTES = 16, 64


def decrypted(path: Path) -> bytes:
    """The pages of a SQLCipher 4 database with a raw key, unused space included."""
    content = path.read_bytes()
    pages = []
    for start in range(0, len(content), PAGE_BYTES):
        page = content[start : start + PAGE_BYTES]
        end = PAGE_BYTES - _IV_BYTES - _HMAC_BYTES
        iv = page[end : end + _IV_BYTES]
        salt = 16 if start == 0 else 0
        cipher = Cipher(algorithms.AES(KEY), modes.CBC(iv)).decryptor()
        pages.append(cipher.update(page[salt:end]) + cipher.finalize())
    return b"".join(pages)


def traces(content: bytes, *words: str) -> list[str]:
    return [word for word in words if word.encode() in content.lower()]


SECRET = "zhongguancun budget is 4711yuan"
WORDS = ("zhongguancun", "4711yuan", "budget")
OTHERS = ("attachment9", "url8", "card7", "edit6", "edit5", "quote4")


async def fill(store: AccountStore) -> Message:
    """A message with everything that a message can have, among many others."""
    crowd = [received(f"plain{n} words of n{n}", n, message_id=f"c{n}") for n in range(300)]
    await store.messages.record(crowd)
    said = replace(
        received(SECRET, 400, stanza_id="s1", origin_id="o1", message_id="m1"),
        files=(SharedFile("https://url8.example", "attachment9"),),
        forwards=(ForwardedMessage("card7", "card7"),),
    )
    answer = replace(
        received("answered", 401, is_outgoing=True, origin_id="o2", message_id="m2"),
        reply=ReplyReference("o1", WANG, f"quote4 {SECRET}"),
    )
    await store.messages.record([said, answer])
    await store.annotations.record(
        [correction("m1", f"edit6 {SECRET}", 402, message_id="m3"), reactions("o1", "👍", 403)]
    )
    await store.annotations.record([correction("m1", f"edit5 {SECRET}", 404, message_id="m4")])
    await store.messages.record([received("after", 500, message_id="m9")])
    found = (await store.messages.latest(WANG, 3))[0]
    assert found.text.startswith("edit5")
    return found


async def by_the_author(store: AccountStore, message: Message) -> None:
    await store.annotations.record([retraction("o1", 600, origin_id="o6")])


async def here(store: AccountStore, message: Message) -> None:
    await store.messages.delete_here(message.row)


async def with_the_conversation(store: AccountStore, message: Message) -> None:
    await store.conversations.remove(WANG)


async def with_a_long_conversation(store: AccountStore, message: Message) -> None:
    more = [received(f"long{n} words of n{n}", 1000 + n, message_id=f"l{n}") for n in range(700)]
    await store.messages.record(more)
    await store.conversations.remove(WANG)


@pytest.mark.parametrize(
    "erase", [by_the_author, here, with_the_conversation, with_a_long_conversation]
)
async def test_nothing_of_it_is_left(
    erase: Callable[[AccountStore, Message], Awaitable[None]], tmp_path: Path
) -> None:
    path = tmp_path / "a.db"
    store = await AccountStore.open(path, KEY, ACCOUNT)
    message = await fill(store)
    await store.close()
    assert traces(decrypted(path), *WORDS, *OTHERS) == [*WORDS, *OTHERS]
    store = await AccountStore.open(path, KEY, ACCOUNT)
    await erase(store, message)
    await store.close()
    # What an answer says of what it answers is the answer's, until the author takes that back, too.
    left = traces(decrypted(path), *WORDS, *OTHERS)
    assert left == ([*WORDS, "quote4"] if erase is here else [])


async def test_copies_and_late_edits_bring_nothing_back(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    store = await AccountStore.open(path, KEY, ACCOUNT)
    await store.annotations.record([retraction("o1", 600, origin_id="o6")])
    await fill_late(store)
    await by_the_author(store, (await store.messages.latest(WANG, 1))[0])
    await fill_late(store)
    await store.close()
    assert traces(decrypted(path), *WORDS) == []


async def fill_late(store: AccountStore) -> None:
    said = received(SECRET, 400, stanza_id="s1", origin_id="o1", message_id="m1")
    await store.messages.record([said, replace(said, stanza_id="")])
    await store.annotations.record([correction("m1", f"late {SECRET}", 900, message_id="m5")])
    await store.messages.record(
        [
            replace(
                received("answered", 401, is_outgoing=True, origin_id="o2", message_id="m2"),
                reply=ReplyReference("o1", WANG, SECRET),
            )
        ]
    )


async def test_a_recall_of_ours_is_for_good_once_the_server_has_it(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    store = await AccountStore.open(path, KEY, ACCOUNT, own=OWN)
    sent = await store.outbox.enqueue(outgoing(SECRET, "o1"), OWN, at(0))
    await store.outbox.mark_sent("o1")
    edit, recall = ActionKind.EDIT, ActionKind.RECALL
    await store.actions.add(sent.row, edit, text=f"edit6 {SECRET}", origin_id="a1", due_at=at(1))
    await store.actions.add(sent.row, recall, origin_id="a2", due_at=at(6))
    assert await store.search.messages("budget") == []
    await store.actions.done("a1")
    await store.actions.done("a2")
    await store.close()
    assert traces(decrypted(path), *WORDS) == []
