"""The bundled reference server as a child process.

Accounts are written straight into its databases, which it reads at each sign-in.
"""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import startalk_desktop
from startalk_desktop.refserver.accounts import Accounts
from startalk_desktop.refserver.database import Database
from tests.servers.ports import LOOPBACK
from tests.servers.process import ServerProcess
from tests.servers.running import (
    ACME,
    ADMIN,
    BETA,
    EXPIRED,
    MISNAMED,
    RESUMPTION_SECONDS,
    STANZA_LIMIT_BYTES,
    UPLOAD_LIMIT_BYTES,
    Listening,
    Quirk,
    RunningServer,
    ServerFolder,
    ServerKind,
    running,
)

_HASH_ITERATIONS = 4096


class RunningReference(RunningServer):
    """A reference server in a process of its own."""

    kind = ServerKind.REFERENCE
    quirks = frozenset({Quirk.NO_ARCHIVE_METADATA, Quirk.NO_EXTENDED_ARCHIVE_QUERIES})

    async def _register(self, local: str, domain: str, password: str) -> None:
        await asyncio.to_thread(self._write_account, local, domain, password)

    def _write_account(self, local: str, domain: str, password: str) -> None:
        database = Database(self.folder / "state" / f"{domain}.sqlite")
        try:
            Accounts(database, _HASH_ITERATIONS).create(local, password)
        finally:
            database.close()


def start_reference(
    folder: Path | None = None, *, upload_limit: int = UPLOAD_LIMIT_BYTES
) -> RunningReference:
    """Start the reference server; it is not ready yet (`RunningServer.wait_until_ready`).

    `folder` receives all it writes and stays; without one a temporary folder is used.
    """
    place = ServerFolder("reference", folder)
    ports = Listening()
    config_file = place.path / "refserver.toml"
    config_file.write_text(_config(ports, upload_limit), encoding="utf-8")
    log_file = place.path / "refserver.out"
    process = ServerProcess(
        "the reference server",
        [
            sys.executable,
            "-m",
            "startalk_desktop.refserver",
            "--verbose",
            "--config",
            str(config_file),
        ],
        folder=place.path,
        # What is tested is the code beside the tests, be another copy of it installed.
        environment={"PYTHONPATH": str(Path(startalk_desktop.__file__).parents[1])},
        user=None,
        output=log_file,
    )
    ca_file = place.path / "state" / "ca.pem"
    return RunningReference(place, ports, ca_file, process, [log_file])


@asynccontextmanager
async def running_reference(
    folder: Path | None = None, *, upload_limit: int = UPLOAD_LIMIT_BYTES
) -> AsyncIterator[RunningReference]:
    """Run the reference server for the length of an ``async with``; the rest is as in `start_reference`."""
    async with running(start_reference(folder, upload_limit=upload_limit)) as server:
        yield server


def _config(ports: Listening, upload_limit: int) -> str:
    return f"""
state = "state"
host = "{LOOPBACK}"
port = {ports.c2s}
direct_tls_port = {ports.direct_tls}
http_port = {ports.https}
scram_iterations = {_HASH_ITERATIONS}

[limits]
stanza_bytes = {STANZA_LIMIT_BYTES}
resumption_seconds = {RESUMPTION_SECONDS}
upload_bytes = {upload_limit}

[[domain]]
name = "{ACME}"
links = ["{BETA}"]
admins = ["{ADMIN.partition("@")[0]}"]

[[domain]]
name = "{BETA}"
links = ["{ACME}"]

[[domain]]
name = "{MISNAMED}"
certificate = "wrong-name"

[[domain]]
name = "{EXPIRED}"
certificate = "expired"
"""
