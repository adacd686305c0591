"""Who is there, and who may know: subscriptions, broadcasts, probes and directed presence (RFC 6121, 3 and 4)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from . import namespaces as ns
from .checks import require
from .jid import Jid
from .roster import RosterItem
from .session import Session
from .stanza import Element, StanzaError, addressed, child_text, parse, presence, serialise

if TYPE_CHECKING:
    from .domain import Domain

_SUBSCRIPTION_KINDS = frozenset({"subscribe", "subscribed", "unsubscribe", "unsubscribed"})


class Subscriptions:
    """The handshakes of all accounts of a domain. Accounts and contacts are bare addresses."""

    def __init__(self, domain: Domain) -> None:
        self._domain = domain
        self._roster = domain.roster

    async def outgoing(self, account: Jid, stanza: Element, contact: Jid) -> None:
        """A client of `account` asks, grants, or takes back."""
        if contact == account:
            return  # one sees oneself anyway
        stanza.attrib.update({"from": account, "to": contact})
        kind, item = stanza.get("type"), self._item(account, contact)
        was_asked = kind in ("subscribed", "unsubscribed") and self._roster.set_request(
            account.local, contact, None
        )
        match kind:
            case "subscribe":
                self._save(account, item, is_asking=not item.is_seen)
                await self._domain.route(stanza)
            case "unsubscribe":
                self._save(account, item, is_seen=False, is_asking=False)
                await self._domain.route(stanza)
            case "subscribed" if was_asked:
                self._save(account, item, sees_us=True)
                await self._domain.route(stanza)
                await self._domain.presence.send_own(account, contact, available=True)
            case "unsubscribed":
                if item.sees_us:
                    await self._domain.presence.send_own(account, contact, available=False)
                if item.sees_us or was_asked:
                    await self._domain.route(stanza)
                self._save(account, item, sees_us=False)

    async def cancel_all(self, account: Jid, item: RosterItem) -> None:
        """Before a contact is removed: end what either side sees (RFC 6121 section 2.5.2)."""
        if self._roster.set_request(account.local, item.jid, None) or item.sees_us:
            await self._domain.presence.send_own(account, item.jid, available=False)
            await self._domain.route(presence("unsubscribed", account, item.jid))
        if item.is_seen or item.is_asking:
            await self._domain.route(presence("unsubscribe", account, item.jid))

    async def incoming(self, account: Jid, stanza: Element, contact: Jid) -> None:
        """A contact asks, grants, or takes back."""
        stanza.attrib.update({"from": contact, "to": account})
        item = self._item(account, contact)
        match stanza.get("type"):
            case "subscribe" if item.sees_us:
                await self._domain.route(presence("subscribed", account, contact))
                await self._domain.presence.send_own(account, contact, available=True)
            case "subscribe":
                self._roster.set_request(account.local, contact, serialise(stanza).decode())
                self._announce(account, stanza)
            case "unsubscribe":
                was_asked = self._roster.set_request(account.local, contact, None)
                if item.sees_us or was_asked:
                    self._announce(account, stanza)
                self._save(account, item, sees_us=False)
                if item.sees_us:
                    await self._domain.presence.send_own(account, contact, available=False)
            case "subscribed" if item.is_asking:
                self._announce(account, stanza)
                self._save(account, item, is_seen=True, is_asking=False)
            case "unsubscribed" if item.is_asking or item.is_seen:
                self._announce(account, stanza)
                self._save(account, item, is_seen=False, is_asking=False)

    def deliver_requests(self, session: Session) -> None:
        """Show a client that has just become available who waits for an answer."""
        for stanza in self._roster.requests(session.jid.local).values():
            session.deliver(parse(stanza))

    def _item(self, account: Jid, contact: Jid) -> RosterItem:
        """What the account has of the contact."""
        return self._roster.items(account.local).get(contact) or RosterItem(contact)

    def _announce(self, account: Jid, stanza: Element) -> None:
        for session in self._domain.sessions_of(account):
            if session.is_available:
                session.deliver(stanza)

    def _save(self, account: Jid, before: RosterItem, **flags: bool) -> None:
        after = replace(before, **flags)  # type: ignore[arg-type] # all of them are bool
        if before != after:
            self._roster.save(account.local, after)


class PresenceRouter:
    """Carries presence from and to the accounts of one domain."""

    def __init__(self, domain: Domain) -> None:
        self._domain = domain
        self.subscriptions = Subscriptions(domain)

    # What clients send

    async def outgoing(self, session: Session, stanza: Element, to: Jid | None) -> None:
        """A client sends presence; without `to` it is for everybody who may see it."""
        kind = stanza.get("type")
        if to is not None and kind in _SUBSCRIPTION_KINDS:
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
        elif kind in _SUBSCRIPTION_KINDS:
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
    is_priority = -128 <= priority <= 127
    require(is_priority, "bad-request", "the priority is not between -128 and 127")
    return priority
