"""The same archive fetched by slixmpp, page by page, and dropped; prints JSON. Arguments as in `sync_startalk`."""

from __future__ import annotations

import asyncio
import json
import sys
import time

from slixmpp import ClientXMPP

_PAGE = 250
_PATIENCE = 300.0  # seconds


async def fetch(arguments: list[str]) -> dict[str, object]:
    """Sign in and receive every page, oldest first."""
    address, password, host, port, ca_file, expected = arguments
    client = ClientXMPP(address, password)
    client.ca_certs = ca_file
    client.register_plugin("xep_0059")
    client.register_plugin("xep_0313")
    started = asyncio.Event()
    client.add_event_handler("session_start", lambda _event: started.set())
    async with asyncio.timeout(_PATIENCE):
        began = time.perf_counter()
        client.connect(host, int(port))
        await started.wait()
        received, after = 0, None
        while True:
            rsm = {"max": _PAGE, **({"after": after} if after else {})}
            answer = await client["xep_0313"].retrieve(rsm=rsm, timeout=60)
            received += len(answer["mam"]["results"])
            finished = answer["mam_fin"]
            after = finished["rsm"]["last"]
            if finished["complete"] == "true" or finished["complete"] is True or not after:
                break
        seconds = time.perf_counter() - began
        await client.disconnect()
    if received < int(expected):
        raise RuntimeError(f"slixmpp received {received} of {expected} messages")
    return {"seconds": seconds}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(asyncio.run(fetch(sys.argv[1:]))) + "\n")
