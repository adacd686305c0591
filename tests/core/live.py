"""The app's core over real sockets, signed in to a reference server in the same process."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from startalk_desktop.core.startalk import Startalk
from startalk_desktop.model.account import Account, Endpoint
from startalk_desktop.model.connection import Online
from startalk_desktop.model.identity import AccountId, ConversationId
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.message import Message
from startalk_desktop.refserver import ReferenceServer
from startalk_desktop.refserver.config import DomainConfig, Limits, ServerConfig
from startalk_desktop.store.keys import MemoryVault
from tests.core.world import until
from tests.servers.running import RunningServer

ACME, BETA, GAMMA = "acme.example", "beta.example", "gamma.example"
PASSWORD = "geheim-密码"
PEOPLE = {"王芳": PASSWORD, "li": PASSWORD, "andy": PASSWORD}


@asynccontextmanager
async def three_domains(
    *, resumption_seconds: float = 60.0, state: Path | None = None
) -> AsyncIterator[ReferenceServer]:
    """Acme, linked with beta, and gamma, linked with nobody."""
    config = ServerConfig(
        domains=(
            DomainConfig(ACME, title="Acme 公司", links=(BETA,), accounts=PEOPLE),
            DomainConfig(BETA, title="Beta", links=(ACME,), accounts=PEOPLE),
            DomainConfig(GAMMA, title="Gamma", accounts=PEOPLE),
        ),
        limits=Limits(resumption_seconds=resumption_seconds),
        scram_iterations=4096,  # clients refuse fewer
        state=state,
    )
    async with ReferenceServer(config) as server:
        yield server


class Desk:
    """One person's app, which can be ended and started again on the same profile."""

    def __init__(self, port: int, ca_file: Path, profile: Path) -> None:
        self.port = port
        self.ca_pem = ca_file.read_text()
        self.profile = profile
        self.vault = MemoryVault()
        self._app: Startalk | None = None

    @property
    def app(self) -> Startalk:
        assert self._app is not None, "start the app first"
        return self._app

    async def start(self) -> Startalk:
        self._app = await Startalk.open(self.profile, self.vault)
        return self._app

    async def stop(self) -> None:
        if self._app is not None:
            app, self._app = self._app, None
            await app.close()

    async def add(self, jid: Jid, port: int | None = None) -> Account:
        return await self.app.accounts.add(
            jid,
            PASSWORD,
            endpoint=Endpoint("127.0.0.1", port or self.port),
            extra_ca_pem=self.ca_pem,
        )

    async def online(self, account: Account) -> None:
        await until(lambda: self.app.accounts.state(account.id) == Online(), 20)

    async def messages(self, account: Account, peer: Jid) -> list[Message]:
        return await self.app.conversation(ConversationId(account.id, peer)).latest(500)

    async def texts(self, account: Account, peer: Jid) -> list[str]:
        return [message.text for message in await self.messages(account, peer)]


class Desks:
    """Desks at one server, whichever it is."""

    def __init__(self, port: int, ca_file: Path, folder: Path) -> None:
        self._port = port
        self._ca_file = ca_file
        self._folder = folder
        self._desks: list[Desk] = []

    async def desk(self) -> Desk:
        """Another desk, with its app running."""
        desk = Desk(self._port, self._ca_file, self._folder / f"desk{len(self._desks)}")
        self._desks.append(desk)
        await desk.start()
        return desk

    async def close(self) -> None:
        for desk in self._desks:
            await desk.stop()


async def person(server: RunningServer, name: str) -> Jid:
    """Somebody whom no other test knows."""
    return Jid.parse(await server.create_account(f"{name}-{secrets.token_hex(3)}", PASSWORD))


class Office(Desks):
    """Desks at a reference server in this process."""

    def __init__(self, server: ReferenceServer, folder: Path) -> None:
        super().__init__(server.port, server.ca_file, folder)
        self.server = server


@asynccontextmanager
async def office(folder: Path, *, resumption_seconds: float = 60.0) -> AsyncIterator[Office]:
    """Three domains, and desks to sit down at."""
    async with three_domains(resumption_seconds=resumption_seconds) as server:
        made = Office(server, folder)
        try:
            yield made
        finally:
            await made.close()


async def make_room(app: Startalk, account: AccountId, room: Jid, nick: str) -> ConversationId:
    """Make a room that is as its service likes, and be in it."""
    await app.accounts.runtime(account).line.require().rooms.join(room, nick)
    return await app.inbox.join_room(account, room, nick)
