"""The same items received by slixmpp and dropped; prints JSON. Arguments as in `org_startalk`."""

from __future__ import annotations

import asyncio
import json
import sys
import time

from slixmpp import ClientXMPP

from startalk_desktop.xmpp.org_names import INDEX_ID, INDEX_TAG, NODE, UNIT_TAG
from tests.bench.organisation import BATCH, CHANGED, PEOPLE
from tests.servers.relay import Relay

_PATIENCE = 300.0  # seconds
_PUBSUB = "{http://jabber.org/protocol/pubsub}"


async def fetch(arguments: list[str]) -> dict[str, float]:
    """Sign in, receive the index and every unit, and then the index and one unit again."""
    address, password, _, port, ca_file, _ = arguments
    client = ClientXMPP(address, password)
    client.ca_certs = ca_file
    client.register_plugin("xep_0060")
    started = asyncio.Event()
    client.add_event_handler("session_start", lambda _event: started.set())
    service = f"pubsub.{address.partition('@')[2]}"

    async def units() -> list[str]:
        answer = await client["xep_0060"].get_items(service, NODE, item_ids=[INDEX_ID])
        return [head.get("id", "") for head in answer.xml.iterfind(f".//{INDEX_TAG}/{UNIT_TAG}")]

    async def members(ids: list[str]) -> int:
        answer = await client["xep_0060"].get_items(service, NODE, item_ids=ids, timeout=60)
        return sum(len(unit) for unit in answer.xml.iterfind(f".//{_PUBSUB}item/{UNIT_TAG}"))

    async with Relay(int(port)) as relay, asyncio.timeout(_PATIENCE):
        began = time.perf_counter()
        client.connect("127.0.0.1", relay.port)
        await started.wait()
        ids = await units()
        batches = [ids[start : start + BATCH] for start in range(0, len(ids), BATCH)]
        received = sum([await members(batch) for batch in batches])
        seconds = time.perf_counter() - began
        began = time.perf_counter()
        await units()
        await members([f"u{CHANGED}"])
        one_unit = time.perf_counter() - began
        await client.disconnect()
    if received < PEOPLE:
        raise RuntimeError(f"slixmpp received {received} of {PEOPLE} people")
    return {"seconds": seconds, "one_unit_seconds": one_unit}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(asyncio.run(fetch(sys.argv[1:]))) + "\n")
