"""Who is there: broadcasts, probes and directed presence (RFC 6121 section 4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import namespaces as ns
from .jid import Jid
from .session import Session
from .stanza import Element, StanzaError, addressed, child_text, presence
from .subscriptions import SUBSCRIPTION_KINDS, Subscriptions

if TYPE_CHECKING:
    from .domain import Domain


class PresenceRouter:
    """Carries presence from and to the accounts of one domain."""

    def __init__(self, domain: Domain) -> None:
        self._domain = domain
        self.subscriptions = Subscriptions(domain)

    # What clients send

    async def outgoing(self, session: Session, stanza: Element, to: Jid | None) -> None:
        """A client sends presence; without `to` it is for everybody who may see it."""
        kind = stanza.get("type")
        if to is not None and kind in SUBSCRIPTION_KINDS:
            await self.subscriptions.outgoing(session.jid.bare, stanza, to.bare)
        elif kind not in (None, "unavailable", "error", "probe"):
            raise StanzaError("bad-request", f"presence of type {kind!r} is unknown")
        elif to is not None:
            await self._direct(session, stanza, to)
        elif kind is None:
            await self._become_available(session, stanza)
        elif kind == "unavailable":
            await self._become_unavailable(session, stanza)

    async def gone(self, session: Session) -> None:
        """A session has ended: say so for it where its client didn't."""
        if session.is_available or session.directed:
            await self._become_unavailable(session, presence("unavailable", session.jid))

    async def _become_available(self, session: Session, stanza: Element) -> None:
        was_available, was_willing = session.is_available, session.is_willing
        session.priority = _priority_of(stanza)
        session.presence = stanza
        await self._broadcast(session, stanza)
        if not was_available:
            await self._show_others(session)
        if session.is_willing and not was_willing:
            self._domain.messages.deliver_offline(session)

    async def _become_unavailable(self, session: Session, stanza: Element) -> None:
        was_available, session.presence = session.is_available, None
        if was_available:
            await self._broadcast(session, stanza)
        directed, session.directed = session.directed, set()
        for target in directed:
            await self._domain.route(addressed(stanza, target))

    async def _broadcast(self, session: Session, stanza: Element) -> None:
        self._deliver(session.jid, stanza)
        await self._observe(session.jid.bare, stanza)
        for watcher in self._domain.roster.watchers(session.jid.local):
            if not self._domain.blocking.is_blocked(session.jid.local, watcher):
                await self._domain.route(addressed(stanza, watcher))

    async def _show_others(self, session: Session) -> None:
        """A client has just come: show it who else is there, and who has asked."""
        for own in self._domain.sessions_of(session.jid):
            if own is not session and own.presence is not None:
                session.deliver(addressed(own.presence, session.jid))
        self.subscriptions.deliver_requests(session)
        for contact in self._domain.roster.watched(session.jid.local):
            await self._domain.route(presence("probe", session.jid, contact))

    async def _direct(self, session: Session, stanza: Element, to: Jid) -> None:
        if stanza.get("type") == "unavailable":
            session.directed.discard(to)
        elif stanza.get("type") is None and not self._domain.roster.is_seen_by(session.jid, to):
            session.directed.add(to)
        await self._domain.route(addressed(stanza, to))

    # What arrives

    async def incoming(self, stanza: Element, to: Jid, sender: Jid) -> None:
        """Presence arrives for an account of the domain."""
        kind = stanza.get("type")
        if not self._domain.accounts.exists(to.local):
            if kind in ("subscribe", "probe"):
                await self._domain.route(presence("unsubscribed", to.bare, sender))
        elif kind in SUBSCRIPTION_KINDS:
            await self.subscriptions.incoming(to.bare, stanza, sender.bare)
        elif kind == "probe":
            await self._answer_probe(to.bare, sender)
        elif to.resource:
            session = self._domain.session(to)
            if session is not None:
                session.deliver(stanza)
                if kind != "error":
                    await self._observe(to.bare, stanza)
        elif kind in (None, "unavailable", "error"):  # an error is for who has asked to subscribe
            self._deliver(to, stanza)
            if kind != "error":
                await self._observe(to, stanza)

    async def _answer_probe(self, account: Jid, sender: Jid) -> None:
        shown = [each.presence for each in self._domain.sessions_of(account) if each.is_available]
        if not self._domain.roster.is_seen_by(account, sender):
            shown = [presence("unsubscribed", account)]
        for stanza in shown or [presence("unavailable", account)]:
            if stanza is not None:
                await self._domain.route(addressed(stanza, sender))

    # For blocking and subscriptions

    async def send_own(self, account: Jid, contact: Jid, *, available: bool) -> None:
        """Send a contact the account's presence, or let it seem gone."""
        if self._domain.blocking.is_blocked(account.local, contact):
            return
        for session in self._domain.sessions_of(account):
            if session.presence is not None:
                shown = session.presence if available else presence("unavailable", session.jid)
                await self._domain.route(addressed(shown, contact))

    async def send_own_to_matching(self, account: Jid, entry: Jid, *, available: bool) -> None:
        """Do `send_own` for each watcher that a block list's entry means (XEP-0191 section 3)."""
        for watcher in self._domain.roster.watchers(account.local):
            if entry.domain == watcher.domain and entry.local in ("", watcher.local):
                await self.send_own(account, watcher, available=available)

    # Inside

    def _deliver(self, account: Jid, stanza: Element) -> None:
        for session in self._domain.sessions_of(account):
            if session.is_available:
                session.deliver(addressed(stanza, session.jid))

    async def _observe(self, account: Jid, stanza: Element) -> None:
        for observer in self._domain.presence_observers:
            await observer(account, stanza)


def _priority_of(stanza: Element) -> int:
    try:
        priority = int(child_text(stanza, ns.CLIENT, "priority") or "0")
    except ValueError:
        raise StanzaError("bad-request", "the priority is no number") from None
    if not -128 <= priority <= 127:
        raise StanzaError("bad-request", "the priority is not between -128 and 127")
    return priority
