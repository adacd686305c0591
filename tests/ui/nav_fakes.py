"""Nav documents and services in the world behind the window: what is found, who moved, and what fails."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from startalk_desktop.core.company_finder import CompanyFinder
from startalk_desktop.core.ports import RequestFailed
from startalk_desktop.model.account import Account, Endpoint
from startalk_desktop.model.changes import NavChanged, ServicesChanged
from startalk_desktop.model.failure import Failure, FailureCode
from startalk_desktop.model.identity import AccountId
from startalk_desktop.model.nav import NavDocument, ServerMove
from startalk_desktop.model.services import ServiceKind, ServiceState, Standing

if TYPE_CHECKING:
    from tests.ui.fakes import FakeStartalk

CHAT = ServiceState(ServiceKind.CHAT, Standing.WORKING)
FILES = ServiceState(ServiceKind.FILES, Standing.WORKING)


class FakeWeb:
    """Web servers by address: a document, or what goes wrong."""

    def __init__(self) -> None:
        self.documents: dict[str, NavDocument | Failure] = {}
        self.logos: dict[str, bytes] = {}
        self.asked: list[str] = []

    async def document(self, url: str, extra_ca_pem: str = "") -> NavDocument:
        self.asked.append(url)
        found = self.documents.get(url, Failure(FailureCode.RECIPIENT_UNKNOWN))
        if isinstance(found, Failure):
            raise RequestFailed(found)
        return found

    async def logo(self, document: NavDocument, extra_ca_pem: str = "") -> bytes:
        return self.logos.get(document.logo_url, b"")


class FakeNav:
    def __init__(self, world: FakeStartalk) -> None:
        self._world = world
        self.moves: dict[AccountId, ServerMove] = {}
        self.declined: list[ServerMove] = []
        self.checked: list[AccountId] = []

    def put(self, account: AccountId, before: Endpoint | None, after: Endpoint | None) -> None:
        self.moves[account] = ServerMove(account, before, after)
        self._world.changes.announce(NavChanged(account))

    def move(self, account: AccountId) -> ServerMove | None:
        return self.moves.get(account)

    async def agree(self, move: ServerMove) -> None:
        account = self._world.accounts.get(move.account)
        del self.moves[move.account]
        await self._world.accounts.update(replace(account, endpoint=move.after))

    async def decline(self, move: ServerMove) -> None:
        del self.moves[move.account]
        self.declined.append(move)
        self._world.changes.announce(NavChanged(move.account))

    async def found(self, account: Account, document: NavDocument) -> None:
        return

    async def check(self, account: AccountId) -> None:
        self.checked.append(account)


class FakeServices:
    def __init__(self, world: FakeStartalk) -> None:
        self._world = world
        self.states: dict[AccountId, tuple[ServiceState, ...]] = {}

    def put(self, account: AccountId, *states: ServiceState) -> None:
        self.states[account] = states
        self._world.changes.announce(ServicesChanged(account))

    def of(self, account: AccountId) -> tuple[ServiceState, ...]:
        self._world.accounts.get(account)
        return self.states.get(account, (CHAT, FILES))

    def missing(self, account: AccountId) -> tuple[ServiceState, ...]:
        return tuple(s for s in self.of(account)[1:] if s.standing is Standing.FAILING)


class Ways:
    """Joins what `FakeStartalk` has of it."""

    def __init__(self, world: FakeStartalk) -> None:
        self.web = FakeWeb()
        self.finder = CompanyFinder(self.web)
        self.nav = FakeNav(world)
        self.services = FakeServices(world)
