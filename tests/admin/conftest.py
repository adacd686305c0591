"""The command line, run as a person or a script runs it, against the server under test."""

import asyncio
import io
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from startalk_desktop.admin.cli import parse, perform
from startalk_desktop.admin.outcome import ExitCode
from startalk_desktop.admin.terminal import Terminal
from tests.conformance.person import Cast
from tests.conformance.pubsub import delete_node
from tests.servers.running import RunningServer, ServerKind
from tests.xmpp.desk import Desks, desks_on

ADMIN_PASSWORD = "管理员 secret"
NODES = ("urn:startalk:org:1", "urn:startalk:org:1#linked")
LINKS = "urn:startalk:links:1"  # which the reference server has published itself


class Script(io.StringIO):
    """Answers that are typed."""

    def __init__(self, text: str = "", *, is_person: bool = False) -> None:
        super().__init__(text)
        self._is_person = is_person

    def isatty(self) -> bool:
        return self._is_person


@dataclass(frozen=True)
class Ran:
    """How a run ended and what it wrote."""

    code: ExitCode
    output: str
    errors: str


async def run(*arguments: object, answer: str | None = None) -> Ran:
    """Run the command line in a thread, for it has a loop of its own; `answer` is typed by a person."""
    output, errors = io.StringIO(), io.StringIO()
    typed = Script(f"{answer}\n" if answer else "", is_person=answer is not None)
    terminal = Terminal(output, errors, typed)
    chosen = parse([str(argument) for argument in arguments])
    code = await asyncio.to_thread(perform, chosen, terminal)
    return Ran(code, output.getvalue(), errors.getvalue())


class Admin:
    """The administrator's machine: files, and how to sign in."""

    def __init__(self, server: RunningServer, folder: Path) -> None:
        self.server = server
        self.folder = folder
        password = folder / "password"
        password.touch(mode=0o600)
        password.write_text(f"{ADMIN_PASSWORD}\n", encoding="utf-8")
        self.signing_in = (
            "--account",
            server.admin_address,
            "--password-file",
            password,
            "--server",
            f"{server.host}:{server.c2s_port}",
            "--ca-file",
            server.ca_file,
        )

    def table(self, *rows: str, header: str = "address,name,unit") -> Path:
        """Write a table of staff."""
        path = self.folder / "staff.csv"
        path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
        return path

    async def publish(self, *options: object, answer: str | None = None) -> Ran:
        """Publish the table."""
        return await run(
            "org", "publish", self.folder / "staff.csv", *self.signing_in, *options, answer=answer
        )


@pytest.fixture
async def cast(server: RunningServer) -> AsyncIterator[Cast]:
    """People with slixmpp."""
    async with Cast(server) as people:
        yield people


@pytest.fixture
async def desks(server: RunningServer) -> AsyncIterator[Desks]:
    """Sessions of the client."""
    async with desks_on(server) as opened:
        yield opened


@pytest.fixture
async def admin(server: RunningServer, cast: Cast, tmp_path: Path) -> AsyncIterator[Admin]:
    """An administrator of a domain without a tree; what is published goes with the test."""
    hr = await cast.admin()
    yield Admin(server, tmp_path)
    service = server.addresses().pubsub
    listed = await hr["xep_0030"].get_items(jid=service)
    nodes = NODES if server.kind is ServerKind.REFERENCE else (*NODES, LINKS)
    for _, node, _ in listed["disco_items"]["items"]:
        if node in nodes:
            await delete_node(hr, service, node)
