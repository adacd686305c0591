"""One domain: its accounts, sessions and services, and the way of a stanza between them.

Modules extend a domain through its services `account` and `host`, its `components` and its
`presence_observers`; the rules of RFC 6121 are in `messages`, `presence` and `roster`.
"""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

from aiohttp import web

from . import namespaces as ns
from .accounts import Accounts
from .archive import ArchiveStore
from .blocking import BlockList
from .checks import found, require
from .config import DomainConfig, Doors, Limits
from .database import Database
from .iq import Component, IqContext, Service
from .jid import Jid, jid_of
from .messages import MessageRouter
from .presence import PresenceRouter
from .roster import Roster
from .session import LocalSession, Session
from .stanza import E, Element, StanzaError, elements, error_reply, local_name
from .tasks import TaskScope

# Told the presence (available or unavailable, from a full JID) that an account receives from a
# resource, be it its own or another's. It must not wait for that resource: start a task for that.
PresenceObserver = Callable[[Jid, Element], Awaitable[None]]
# Carries a stanza to another domain; raises `StanzaError` where none can be reached.
Forward = Callable[["Domain", Element, Jid], Awaitable[None]]


async def _go_nowhere(origin: Domain, _stanza: Element, to: Jid) -> None:
    raise StanzaError("remote-server-not-found", f"{origin.name} has no link to {to.domain}")


class Domain:
    """One XMPP host."""

    def __init__(
        self,
        config: DomainConfig,
        database: Database,
        *,
        forward: Forward = _go_nowhere,
        folder: Path = Path(),
        limits: Limits | None = None,
        scram_iterations: int = 4096,
    ) -> None:
        self.jid = Jid.parse(config.name)
        self.name = self.jid.domain
        self.config = config
        self.database = database
        self.limits = limits or Limits()
        self.tasks = TaskScope(self.name)
        self.doors = Doors()
        self.folder = folder  # for files
        self.routes: list[web.RouteDef] = []  # over HTTPS, below the domain's name
        self.components: dict[str, Component] = {}  # by host
        self.archive = ArchiveStore(database)
        self.presence_observers: list[PresenceObserver] = []
        self.account = Service(self, "account", "registered")
        self.host = Service(self, "server", "im", config.title or self.name)
        self.host.items.append(self._component_items)
        self._forward = forward
        self._sessions: dict[str, dict[str, Session]] = {}
        self._questions: dict[tuple[str, str], asyncio.Future[Element]] = {}
        self.accounts = Accounts(database, scram_iterations)
        self.blocking = BlockList(self)
        self.roster = Roster(self)
        self.messages = MessageRouter(self)
        self.presence = PresenceRouter(self)

    # Sessions

    def sessions_of(self, account: Jid) -> list[Session]:
        """The bound resources of an account, available or not."""
        return list(self._resources(account).values())

    def _resources(self, account: Jid) -> dict[str, Session]:
        return self._sessions.get(account.local, {}) if account.domain == self.name else {}

    def online_accounts(self) -> list[Jid]:
        """The bare addresses of the accounts with at least one bound resource."""
        return [Jid(local, self.name) for local in self._sessions]

    def session(self, jid: Jid) -> Session | None:
        """The session of a full JID."""
        return self._resources(jid).get(jid.resource)

    async def bind(self, session: Session) -> None:
        """Make a session reachable; an older one of the same full JID ends with `conflict`.

        Raises `StanzaError` if the account has too many resources.
        """
        older = self.session(session.jid)
        if older is not None:
            await older.close("conflict", "Replaced by a new connection")
        resources = self._sessions.setdefault(session.jid.local, {})
        has_room = len(resources) < self.limits.resources
        require(has_room, "resource-constraint", "too many resources are signed in")
        resources[session.jid.resource] = session

    async def unbind(self, session: Session) -> None:
        """Forget a session, after telling those who saw it that it is gone."""
        await self.presence.gone(session)
        resources = self._sessions.get(session.jid.local, {})
        if resources.get(session.jid.resource) is session:
            del resources[session.jid.resource]
        if not resources:
            self._sessions.pop(session.jid.local, None)

    async def attach_local_user(
        self, local: str, resource: str, on_stanza: Callable[[Element], None]
    ) -> LocalSession:
        """Bind a scripted user of this process; `on_stanza` gets what a client would get."""
        if not self.accounts.exists(local):
            raise ValueError(f"{self.name} has no account {local!r}: create it first")
        session = LocalSession(self, Jid(local, self.name, resource), on_stanza)
        await self.bind(session)
        return session

    # The way of a stanza

    async def accept(self, session: Session, stanza: Element) -> None:
        """Take a stanza that a client of this domain sent; errors go back to it."""
        stanza.set("from", session.jid)
        kind, is_addressed = local_name(stanza), bool(stanza.get("to"))
        try:
            to = jid_of(stanza, "to") if is_addressed else session.jid.bare
            if not _is_unavailable(stanza):
                self.blocking.check_outgoing(session.jid, to)
            if kind == "message":
                await self.messages.outgoing(session, stanza, to)
            elif kind == "presence":
                await self.presence.outgoing(session, stanza, to if is_addressed else None)
            else:
                _check_iq(stanza)
                stanza.set("to", to)
                await self.route(stanza)
        except StanzaError as error:
            if stanza.get("type") not in ("error", "result"):
                session.deliver(error_reply(stanza, error))

    async def route(self, stanza: Element) -> None:
        """Carry a stanza, with `from` and `to`, to wherever it belongs.

        A failure comes back to its `from` as an error stanza, so this raises nothing but
        `InvalidJidError`, for addresses that the caller made wrong.
        """
        to, sender = jid_of(stanza, "to"), jid_of(stanza, "from")
        try:
            if to.domain == self.name:
                await self._receive(stanza, to, sender)
            elif to.domain in self.components:
                await self.components[to.domain].receive(stanza, sender, to)
            else:
                await self._forward(self, stanza, to)
        except StanzaError as error:
            if stanza.get("type") not in ("error", "result") and not _is_unavailable(stanza):
                await self.route(error_reply(stanza, error))

    async def ask(self, iq: Element, timeout: float = 10.0) -> Element:
        """Send an IQ request (with `from` the domain, or an account's bare JID) and wait for the reply.

        Returns the result or error stanza; raises `TimeoutError` (in seconds). Not to be awaited
        while a stanza of the one who is asked is being processed: start a task in `tasks`.
        """
        iq.set("id", iq.get("id") or uuid.uuid4().hex)
        key = iq.get("id", ""), jid_of(iq, "to")
        answer: asyncio.Future[Element] = asyncio.get_running_loop().create_future()
        self._questions[key] = answer
        try:
            async with asyncio.timeout(timeout):
                await self.route(iq)
                return await answer
        finally:
            self._questions.pop(key, None)

    def clock(self) -> datetime:
        """Now, in UTC. Tests and the demo's seed replace it."""
        return datetime.now(UTC)

    async def end_sessions(self) -> None:
        """Say goodbye to all clients, and for them to whoever saw them, here or on linked domains."""
        for resources in list(self._sessions.values()):
            for session in list(resources.values()):
                await session.close("system-shutdown")

    async def close(self) -> None:
        """End all sessions and background tasks, then close the database."""
        await self.end_sessions()
        await self.tasks.close()
        self.database.close()

    async def _receive(self, stanza: Element, to: Jid, sender: Jid) -> None:
        kind = local_name(stanza)
        if to.local and self.blocking.is_blocked(to.local, sender):
            if kind != "presence":
                raise StanzaError("service-unavailable")
        elif kind == "iq":
            await self._receive_iq(stanza, to, sender)
        elif kind == "message":
            await self.messages.incoming(stanza, to)
        elif to.local:
            await self.presence.incoming(stanza, to, sender)

    async def _receive_iq(self, iq: Element, to: Jid, sender: Jid) -> None:
        if to.local and to.resource:
            found(self.session(to), "", "service-unavailable").deliver(iq)
        elif iq.get("type") in ("result", "error"):
            answer = self._questions.get((iq.get("id", ""), sender))
            if answer is not None and not answer.done():
                answer.set_result(iq)
        elif to.local and not self.accounts.exists(to.local):
            raise StanzaError("service-unavailable")
        else:
            await (self.account if to.local else self.host).receive_iq(iq, sender, to)

    def _component_items(self, _context: IqContext) -> list[Element]:
        return [
            E(ns.DISCO_ITEMS, "item", {"jid": host, "name": component.name})
            for host, component in self.components.items()
        ]


def _check_iq(iq: Element) -> None:
    kind = iq.get("type")
    is_iq = kind in ("get", "set", "result", "error") and bool(iq.get("id"))
    require(is_iq, "bad-request", "an IQ needs an id and a type of get, set, result or error")
    is_clear = kind in ("result", "error") or len(list(elements(iq))) == 1
    require(is_clear, "bad-request", "an IQ request needs exactly one child element")


def _is_unavailable(stanza: Element) -> bool:
    return local_name(stanza) == "presence" and stanza.get("type") == "unavailable"
