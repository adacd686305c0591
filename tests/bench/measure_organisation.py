"""A company's tree: fetched for the first time, and brought up to date."""

from __future__ import annotations

import secrets

from tests.bench import organisation
from tests.bench.measuring import A_FRAME, FRAME_MS, measured
from tests.bench.results import Result, ratio_of
from tests.servers.prosody import running_prosody

_ONE_UNIT_BYTES = 5_000


async def measure_organisation(runs: int) -> list[Result]:
    """10,000 people in 800 units from Prosody, and then one unit, against slixmpp receiving the same items."""
    ours, theirs = [], []
    async with running_prosody() as server:
        password = secrets.token_hex(8)
        address = await server.create_account("wang", password)
        await organisation.seed(server, password)
        where = (server.host, server.c2s_port, server.ca_file, server.admin_address)
        for _ in range(runs):
            ours.append(await measured("org_startalk", address, password, *where))
            theirs.append(await measured("org_slixmpp", address, password, *where))
    against = "slixmpp receiving the same items"
    return [
        *(
            ratio_of(name, "s", [run[key] for run in ours], against, [run[key] for run in theirs])
            for name, key in (
                ("org.first_fetch", "seconds"),
                ("org.one_unit_time", "one_unit_seconds"),
            )
        ),
        ratio_of(
            "org.one_unit_bytes",
            "bytes",
            [run["one_unit_bytes"] for run in ours],
            "the budget beside the index",
            [_ONE_UNIT_BYTES] * runs,
        ),
        ratio_of(
            "org.stall_max",
            "ms",
            [run["stall_max"] for run in ours],
            A_FRAME,
            [FRAME_MS] * runs,
        ),
    ]
