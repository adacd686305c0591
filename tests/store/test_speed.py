"""The hot queries use their indexes: looked up in their plans, which no busy machine makes slower."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from startalk_desktop.model.message import ActionKind, MessageCursor, ReplyReference
from startalk_desktop.store import sqlcipher
from startalk_desktop.store.account_store import AccountStore
from startalk_desktop.store.search_query import SearchKind
from startalk_desktop.store.sqlcipher import Connection
from tests.store.building import ACCOUNT, KEY, OWN, ROOM, WANG, at, outgoing, received
from tests.store.saying import correction, displayed, reactions, receipt, retraction

# What may be read from end to end: small by nature, or meant to be.
SCANNED_ON_PURPOSE = {
    "SCAN c",
    "SCAN c USING INDEX sqlite_autoindex_conversation_1",
    "SCAN m USING INDEX message_queued",
    "SCAN annotation USING COVERING INDEX annotation_waiting",
    "SCAN a",
    "SCAN CONSTANT ROW",
}


class Explaining:
    """A connection that asks for the plan of each statement before it runs it."""

    def __init__(self, connection: Connection, plans: list[tuple[str, str]]) -> None:
        self._connection = connection
        self._plans = plans

    def execute(self, sql: str, parameters: Any = (), /) -> Any:
        if sql.lstrip().upper().startswith(("SELECT", "UPDATE", "DELETE", "WITH")):
            for row in self._connection.execute(f"EXPLAIN QUERY PLAN {sql}", parameters):
                self._plans.append((sql, row[3]))
        return self._connection.execute(sql, parameters)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)


async def say_everything(store: AccountStore) -> None:
    """What is said about messages that are here and that are not, and all that is asked about it."""
    in_room = received("周五", 20, peer=ROOM, stanza_id="s20", message_id="m20")
    answer = replace(received("好", 21, origin_id="o21"), reply=ReplyReference("o", WANG, "一"))
    await store.messages.record([in_room, answer])
    for target, peer in (("m", WANG), ("s20", ROOM), ("unknown", WANG), ("unknown", ROOM)):
        await store.annotations.record(
            [
                reactions(target, "👍", peer=peer, origin_id="o30"),
                correction(target, "改了", peer=peer, origin_id="o31"),
                receipt(target, peer=peer),
                displayed(target, peer=peer),
                displayed(target, peer=peer, is_outgoing=True),
                displayed("o4", peer=peer),
            ]
        )
    await store.messages.record([received("来了", 22, message_id="unknown", origin_id="x")])
    await store.annotations.versions(1)
    await store.annotations.readers(ROOM)
    for number, kind in enumerate(ActionKind):
        await store.actions.add(3, kind, text="改", origin_id=f"a{number}", due_at=0)
    await store.actions.pending()
    await store.actions.failed("a0")
    await store.actions.cancel(3, ActionKind.RECALL)
    await store.actions.add(3, ActionKind.RECALL, origin_id="a9", due_at=0)
    await store.actions.done("a2")
    await store.actions.done("a9")
    cursor = MessageCursor(at(9), 9)
    for peer in (WANG, None):
        await store.messages.mentions(peer, cursor)
    for kinds in (SearchKind(0), SearchKind.LINKS):
        for text in ("", "一"):
            await store.messages.find(
                WANG, text, sender=WANG, kinds=kinds, since=0, until=at(9), before=cursor
            )
    await store.messages.at_time(WANG, at(2))
    await store.messages.at_time(WANG, at(99))
    await store.messages.latest(WANG, 10)
    await store.annotations.record([retraction("x"), retraction("o")])


async def test_no_query_reads_all_messages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plans: list[tuple[str, str]] = []
    connect = sqlcipher.connect

    def explaining(path: Path, key: bytes, *, is_reader: bool = False) -> Any:
        return Explaining(connect(path, key, is_reader=is_reader), plans)

    monkeypatch.setattr("startalk_desktop.store.database.connect", explaining)
    store = await AccountStore.open(tmp_path / "a.db", KEY, ACCOUNT)
    plans.clear()
    await store.messages.record(
        [
            received("一", 1, stanza_id="s", origin_id="o", message_id="m"),
            received("一", 1, stanza_id="s", origin_id="o", message_id="m"),
            received("二", 1),
            received("三", 1, peer=ROOM, is_outgoing=True),
        ]
    )
    await store.outbox.enqueue(outgoing("四", "o4"), OWN, at(4))
    await store.outbox.pending()
    await store.outbox.mark_sent("o4")
    await store.annotations.record([receipt("o4"), displayed("o4")])
    await store.conversations.all()
    await store.conversations.get(WANG)
    await store.conversations.mark_read(WANG, 1)
    cursor = MessageCursor(at(1), 1)
    await store.messages.latest(WANG, 10)
    await store.messages.before(WANG, cursor, 10)
    await store.messages.after(WANG, cursor, 10)
    await store.messages.around(WANG, 1, 10)
    await store.messages.by_rows([1])
    await store.messages.row_of(WANG, "m")
    await store.search.messages("一二")
    await store.search.messages("一二", peer=WANG, before=cursor)
    await say_everything(store)
    await store.messages.delete_here(1, 2)
    await store.close()
    assert len(plans) > 50
    for sql, step in plans:
        # A subquery is scanned for what its own steps have found.
        is_table = "VIRTUAL TABLE" not in step and not step.startswith("SCAN (subquery")
        if step.startswith("SCAN") and is_table:
            assert step in SCANNED_ON_PURPOSE, sql
        if "TEMP B-TREE" in step:
            # The inbox, a handful of rows, and at most three.
            assert "conversation c" in sql or " IN (" in sql or "UNION ALL" in sql
