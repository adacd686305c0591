"""The demo's servers, in a process of their own so that they take no time from the window's loop.

It prints one line of JSON when it is ready, and ends when its standard input does, so that it never outlives
the demo.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
import secrets
import sys
from datetime import UTC, datetime
from typing import TextIO

from startalk_desktop.demo.colleagues import Colleagues
from startalk_desktop.demo.stage import domain_config, set_stage
from startalk_desktop.demo.world import DemoCompany, build_world
from startalk_desktop.refserver import ReferenceServer, ServerConfig


async def serve(standard_input: TextIO, standard_output: TextIO) -> None:
    """Run the three companies until `standard_input` ends."""
    companies = build_world(datetime.now(UTC))
    password = secrets.token_urlsafe(12)
    config = ServerConfig(domains=tuple(domain_config(company, companies) for company in companies))
    async with ReferenceServer(config) as server:
        for number, company in enumerate(companies):
            domain = server.domain(company.domain)
            await set_stage(domain, company, password)
            chance = random.Random(number)  # noqa: S311  a stage set, not a secret
            colleagues = Colleagues(domain, company, chance)
            await colleagues.come_to_work()
            domain.tasks.start(colleagues.live(), "colleagues")
        invitation = {
            "host": "127.0.0.1",
            "port": server.port,
            "ca_file": str(server.ca_file),
            "accounts": [_account(company, password) for company in companies],
        }
        standard_output.write(json.dumps(invitation, ensure_ascii=False) + "\n")
        standard_output.flush()
        await asyncio.get_running_loop().run_in_executor(None, standard_input.read)


def _account(company: DemoCompany, password: str) -> dict[str, str]:
    return {
        "jid": f"{company.user.login}@{company.domain}",
        "company": company.name,
        "password": password,
    }


def main() -> None:
    """Run until the parent process closes the pipe."""
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(serve(sys.stdin, sys.stdout))


if __name__ == "__main__":
    main()
