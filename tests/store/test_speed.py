"""The hot queries use their indexes: looked up in their plans, which no busy machine makes slower."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from startalk_desktop.model.message import MessageCursor
from startalk_desktop.store import sqlcipher
from startalk_desktop.store.account_store import AccountStore
from startalk_desktop.store.sqlcipher import Connection
from tests.store.building import ACCOUNT, KEY, OWN, ROOM, WANG, at, outgoing, received

# What may be read from end to end: small by nature, or meant to be.
SCANNED_ON_PURPOSE = {
    "SCAN c",
    "SCAN c USING INDEX sqlite_autoindex_conversation_1",
    "SCAN m USING INDEX message_queued",
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
    await store.messages.mark_delivered(WANG, "o4")
    await store.messages.mark_read_by_peer(WANG, "o4")
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
    await store.messages.delete_here(1)
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
