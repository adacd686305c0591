"""Filling an archive on Prosody with thousands of messages at once, for benchmarks and tests of paging.

They are written into Prosody's database while it runs: that takes a fraction of a second for 10,000 messages,
where sending them takes a minute.
"""

import asyncio
import datetime
import sqlite3
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass

from tests.servers.prosody import RunningProsody

_SENTENCES = (
    "早上好,今天的例会改到下午三点",
    "Can you review the draft before noon?",
    "合同第 4 页的金额请再核对一遍,谢谢!",
    "ok 👍",
    "客户问交货期,我先回复下周二,你看行吗?\n有变化再通知他们。",
    "The build is green again & the <release> notes are up",
    "收到",
    "我把季度报告放在共享盘了,路径是 D:\\报告\\2026-Q3",
    "Lunch? 老地方",
    "研发部 R&D 的预算表,见附件",
)


@dataclass(frozen=True)
class SeededMessage:
    """One message as the archive holds it."""

    archive_id: str
    origin_id: str
    peer: str
    body: str
    is_outgoing: bool
    sent_at: datetime.datetime


async def seed_archive(
    server: RunningProsody,
    owner: str,
    peers: Sequence[str],
    count: int,
    *,
    until: datetime.datetime | None = None,
    spacing: datetime.timedelta = datetime.timedelta(minutes=1),
) -> list[SeededMessage]:
    """Replace the archive of `owner`, a bare address, by `count` messages with `peers` in turn; oldest first.

    The newest is `spacing` before `until`, which is now by default; Prosody counts in whole seconds. Only the
    archive of the owner is written, the peers need no accounts.
    """
    end = (until or datetime.datetime.now(datetime.UTC)).replace(microsecond=0)
    messages = list(_messages(peers, count, end, spacing))
    local, _, domain = owner.partition("@")

    rows = [
        (
            domain,
            local,
            message.archive_id,
            int(message.sent_at.timestamp()),
            message.peer,
            _stanza(owner, message),
        )
        for message in messages
    ]

    def write() -> None:
        with closing(sqlite3.connect(server.archive_file)) as database, database:
            database.execute(
                "DELETE FROM prosodyarchive WHERE host = ? AND user = ? AND store = 'archive'",
                (domain, local),
            )
            database.executemany(
                'INSERT INTO prosodyarchive (host, user, store, key, "when", "with", type, value) '
                "VALUES (?, ?, 'archive', ?, ?, ?, 'xml', ?)",
                rows,
            )

    await asyncio.to_thread(write)
    return messages


def _messages(
    peers: Sequence[str], count: int, end: datetime.datetime, spacing: datetime.timedelta
) -> Iterator[SeededMessage]:
    for number in range(count):
        yield SeededMessage(
            archive_id=f"seed-{number:08d}",
            origin_id=f"origin-{number:08d}",
            peer=peers[number % len(peers)],
            body=f"{_SENTENCES[number % len(_SENTENCES)]} #{number}",
            is_outgoing=number % 3 == 0,
            sent_at=end - (count - number) * spacing,
        )


def _stanza(owner: str, message: SeededMessage) -> str:
    pair = (owner, message.peer) if message.is_outgoing else (message.peer, owner)
    sender, receiver = (f"{address}/desk" for address in pair)
    stanza = ET.Element(
        "message", {"from": sender, "to": receiver, "type": "chat", "id": message.origin_id}
    )
    ET.SubElement(stanza, "body").text = message.body
    ET.SubElement(stanza, "origin-id", xmlns="urn:xmpp:sid:0", id=message.origin_id)
    return ET.tostring(stanza, encoding="unicode")
