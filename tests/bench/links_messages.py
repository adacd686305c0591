"""How fast messages cross a link between two reference servers, or go between two people of one; prints JSON.

Argument: ``linked`` or ``own``. Both servers run in this process, so across the link each message is carried, parsed
and checked by both of them on one core.
"""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
import time
from pathlib import Path

from startalk_desktop.refserver import namespaces as ns
from startalk_desktop.refserver.stanza import E, Element, child_text
from tests.refserver.linked import ACME, BETA, Pair, linked

MESSAGES = 2_000
_AT_ONCE = 200  # on their way together: fewer than wait for a partner at most
_PATIENCE = 120.0  # seconds
_SAID = "合同第 4 页的金额请再核对一遍,谢谢! Can you review it before noon?"
_LAST = "that was all"


async def measure(pair: Pair, reader_domain: str) -> float:
    """Seconds from the first message that is sent to the last one that has come."""
    room = asyncio.Semaphore(_AT_ONCE)
    done = asyncio.Event()
    received = refused = 0

    def take(stanza: Element) -> None:
        nonlocal received, refused
        said = child_text(stanza, ns.CLIENT, "body")
        if said:
            received += 1
            refused += stanza.get("type") == "error"
            room.release()
        if said == _LAST:
            done.set()

    server = pair.acme if reader_domain == ACME else pair.beta
    here, there = pair.acme.domain(ACME), server.domain(reader_domain)
    here.accounts.create("writer")
    there.accounts.create("reader")
    reader = await there.attach_local_user("reader", "desk", take)
    await reader.send(E(ns.CLIENT, "presence"))
    writer = await here.attach_local_user("writer", "desk", take)

    async def say(text: str) -> None:
        await room.acquire()
        attributes = {"to": f"reader@{reader_domain}", "type": "chat"}
        await writer.send(E(ns.CLIENT, "message", attributes, E(ns.CLIENT, "body", None, text)))

    await say(_LAST)  # so that the stream is open
    await done.wait()
    done.clear()
    began = time.perf_counter()
    for _ in range(MESSAGES - 1):
        await say(_SAID)
    await say(_LAST)
    await done.wait()
    seconds = time.perf_counter() - began
    if (received, refused) != (MESSAGES + 1, 0):
        raise RuntimeError(
            f"{received} of {MESSAGES + 1} messages came, {refused} of them as errors"
        )
    return seconds


async def main(what: str) -> None:
    """Measure one of the two."""
    with tempfile.TemporaryDirectory() as folder:
        async with asyncio.timeout(_PATIENCE), linked(Path(folder)) as pair:
            seconds = await measure(pair, BETA if what == "linked" else ACME)
    sys.stdout.write(json.dumps({"seconds": seconds, "rate": MESSAGES / seconds}) + "\n")


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
