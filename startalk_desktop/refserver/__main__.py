"""`python -m startalk_desktop.refserver --config FILE.toml` serves until it is interrupted."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import logging
import signal
import sys
from pathlib import Path

from .config import ConfigError, ServerConfig, load_config
from .server import ReferenceServer


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
        asyncio.run(_serve(load_config(arguments.config)))
    except ConfigError as error:
        sys.stderr.write(f"startalk-refserver: {error}\n")
        return 2
    except OSError as error:
        sys.stderr.write(f"startalk-refserver: can't start: {error}\n")
        return 1
    return 0


async def _serve(config: ServerConfig) -> None:
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        # On Windows, Ctrl+C cancels the task instead.
        with contextlib.suppress(NotImplementedError):
            loop.add_signal_handler(number, stopped.set)
    async with ReferenceServer(config) as server:
        sys.stdout.write(
            f"serving {', '.join(server.domains)} on {config.host}:"
            f" XMPP {server.port} (STARTTLS) and {server.direct_tls_port} (TLS),"
            f" HTTPS {server.http_port}; trust {server.ca_file}\n"
        )
        sys.stdout.flush()
        await stopped.wait()


if __name__ == "__main__":
    sys.exit(main())
