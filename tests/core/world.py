"""Played domains, the app's core signed in to them, and how tests wait."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

from startalk_desktop.core.changes import Subscription
from startalk_desktop.core.startalk import Startalk
from startalk_desktop.model.account import Account
from startalk_desktop.model.changes import Change
from startalk_desktop.model.connection import ConnectionState, Online
from startalk_desktop.model.events import SessionEvent
from startalk_desktop.model.failure import Failure, FailureCode
from startalk_desktop.model.identity import ConversationId, Timestamp, now
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.message import Message
from startalk_desktop.model.nav import NavDocument
from startalk_desktop.store.keys import MemoryVault
from startalk_desktop.tasks import TaskScope
from startalk_desktop.xmpp.errors import RequestFailed
from startalk_desktop.xmpp.settings import SessionSettings, SignInResult
from tests.core.fakes import FakeDomain, FakeSession

ResultT = TypeVar("ResultT")

WANG = Jid.parse("王芳@acme.example")
LI = Jid.parse("liwei@acme.example")
ME_AT_ACME = Jid.parse("andy@acme.example")
ME_AT_BETA = Jid.parse("andy@beta.example")
ME_AT_GAMMA = Jid.parse("andy@gamma.example")


async def until(
    condition: Callable[[], ResultT | Awaitable[ResultT]], timeout: float = 10.0
) -> ResultT:
    """Wait until `condition` gives something true, and return that; fail after `timeout` seconds."""
    deadline = time.monotonic() + timeout
    while True:
        result = condition()
        if asyncio.iscoroutine(result):
            result = await result
        if result:
            return result  # type: ignore[return-value]  # the awaited value
        if time.monotonic() > deadline:
            raise AssertionError(f"not in {timeout:.0f} s: {condition}")
        await asyncio.sleep(0.002)


class PlayedNav:
    """Web servers with nav documents, by address; what is not there is not found."""

    def __init__(self) -> None:
        self.documents: dict[str, NavDocument | FailureCode] = {}
        self.asked: list[str] = []

    async def document(self, url: str, extra_ca_pem: str = "") -> NavDocument:
        self.asked.append(url)
        await asyncio.sleep(0)
        found = self.documents.get(url, FailureCode.RECIPIENT_UNKNOWN)
        if isinstance(found, FailureCode):
            raise RequestFailed(Failure(found))
        return found

    async def logo(self, document: NavDocument, extra_ca_pem: str = "") -> bytes:
        if document.logo_url and not document.logo_url.endswith(".png"):
            raise RequestFailed(Failure(FailureCode.TIMEOUT))
        return b"logo" if document.logo_url else b""


class World:
    """Domains by own address, and one run of the app after another on the same profile and vault."""

    def __init__(self, profile: Path) -> None:
        self.profile = profile
        self.vault = MemoryVault()
        self.domains: dict[Jid, FakeDomain] = {}
        self.changes: list[Change] = []
        self.nav = PlayedNav()
        self.offset = 0  # microseconds by which the world's clock is ahead of the machine's
        self._app: Startalk | None = None
        self._subscription: Subscription | None = None

    @property
    def app(self) -> Startalk:
        assert self._app is not None, "start the app first"
        return self._app

    def domain(self, own: Jid = ME_AT_ACME) -> FakeDomain:
        return self.domains.setdefault(own, FakeDomain(own))

    def now(self) -> Timestamp:
        """The time in this world."""
        return now() + self.offset

    async def start(self) -> Startalk:
        """Run the app."""
        self._app = await Startalk.open(
            self.profile,
            self.vault,
            session_factory=self._session,
            probe=_probe,
            clock=self.now,
            nav=self.nav,
        )
        self.changes.clear()
        self._subscription = self._app.changes.subscribe(self.changes.append)
        return self._app

    async def stop(self) -> None:
        """End the app in order."""
        if self._app is not None:
            app, self._app = self._app, None
            await app.close()

    async def online(self, own: Jid = ME_AT_ACME) -> Account:
        """Start the app where it does not run, add the account where it is not there, and wait until it is online."""
        self.domain(own)
        if self._app is None:
            await self.start()
        known = [account for account in self.app.accounts.all() if account.jid == own]
        account = known[0] if known else await self.app.accounts.add(own, "secret")
        await until(lambda: self.app.accounts.state(account.id) == Online())
        return account

    async def texts(self, conversation: ConversationId) -> list[str]:
        """The newest messages in the store."""
        return [message.text for message in await self.messages(conversation)]

    async def messages(self, conversation: ConversationId) -> list[Message]:
        return await self.app.conversation(conversation).latest(500)

    def _session(
        self,
        settings: SessionSettings,
        deliver: Callable[[SessionEvent], None],
        scope: TaskScope,
    ) -> FakeSession:
        return self.domains[settings.jid].session(settings, deliver, scope)


async def _probe(
    settings: SessionSettings, on_progress: Callable[[ConnectionState], None]
) -> SignInResult:
    return SignInResult(settings.jid.with_resource("probe"), frozenset())
