"""`python -m startalk_desktop.refserver --config FILE.toml` serves until it is interrupted."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import logging
import signal
import sys
from pathlib import Path

from .config import ConfigError, load_config
from .server import ReferenceServer
from .tasks import TaskScope


def main() -> int:
    """Run the server; the exit status is 2 for a wrong configuration, 1 if it can't listen."""
    parser = argparse.ArgumentParser(
        prog="startalk-refserver",
        description="A small XMPP server for tests, demos and trials; not for production.",
    )
    parser.add_argument("--config", type=Path, required=True, metavar="FILE.toml")
    parser.add_argument("--verbose", action="store_true", help="log what happens, too")
    arguments = parser.parse_args()
    logging.basicConfig(
        level=logging.DEBUG if arguments.verbose else logging.WARNING,
        format="%(asctime)s %(levelname)s %(name)s: %(message)s",
    )
    try:
        asyncio.run(_serve(arguments.config))
    except ConfigError as error:
        sys.stderr.write(f"startalk-refserver: {error}\n")
        return 2
    except OSError as error:
        sys.stderr.write(f"startalk-refserver: can't start: {error}\n")
        return 1
    return 0


async def _serve(path: Path) -> None:
    config = load_config(path)
    stopped, changed = asyncio.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        # On Windows, Ctrl+C cancels the task instead.
        with contextlib.suppress(NotImplementedError):
            loop.add_signal_handler(number, stopped.set)
    with contextlib.suppress(NotImplementedError, AttributeError):  # Windows has no such signal
        loop.add_signal_handler(signal.SIGHUP, changed.set)
    async with ReferenceServer(config) as server:
        servers = f", other servers {server.links.port}" if server.links.port else ""
        _say(
            f"serving {', '.join(server.domains)} on {config.host}:"
            f" XMPP {server.port} (STARTTLS) and {server.direct_tls_port} (TLS),"
            f" HTTPS {server.http_port}{servers}; trust {server.ca_file}"
        )
        tasks = TaskScope("refserver")
        tasks.start(_follow(server, path, changed), "reload")
        try:
            await stopped.wait()
        finally:
            await tasks.close()


async def _follow(server: ReferenceServer, path: Path, changed: asyncio.Event) -> None:
    """At each SIGHUP, take over the links of the file, and tell what has crossed so far."""
    while True:
        await changed.wait()
        changed.clear()
        try:
            await server.reload_links(load_config(path))
        except ConfigError as error:
            sys.stderr.write(f"startalk-refserver: the links stay as they were: {error}\n")
        for line in server.links.table():
            _say(line)


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
