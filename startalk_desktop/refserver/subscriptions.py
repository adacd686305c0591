"""Who may see whose presence: the subscription handshake of RFC 6121 section 3 and appendix A."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from lxml import etree

from .jid import Jid
from .roster import RosterItem
from .session import Session
from .stanza import Element, presence, serialise

if TYPE_CHECKING:
    from .domain import Domain

SUBSCRIPTION_KINDS = frozenset({"subscribe", "subscribed", "unsubscribe", "unsubscribed"})


class Subscriptions:
    """The handshakes of all accounts of a domain. Accounts and contacts are bare addresses."""

    def __init__(self, domain: Domain) -> None:
        self._domain = domain
        self._roster = domain.roster

    async def outgoing(self, account: Jid, stanza: Element, contact: Jid) -> None:
        """A client of `account` asks, grants, or takes back."""
        if contact == account:
            return  # one sees oneself anyway
        item = self._addressed(account, contact, stanza, account, contact)
        kind = stanza.get("type")
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
        item = self._addressed(account, contact, stanza, contact, account)
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
            session.deliver(etree.fromstring(stanza))

    def _addressed(
        self, account: Jid, contact: Jid, stanza: Element, sender: Jid, to: Jid
    ) -> RosterItem:
        """Address the stanza from bare to bare; return what the account has of the contact."""
        stanza.set("from", sender)
        stanza.set("to", to)
        return self._roster.items(account.local).get(contact) or RosterItem(contact)

    def _announce(self, account: Jid, stanza: Element) -> None:
        for session in self._domain.sessions_of(account):
            if session.is_available:
                session.deliver(stanza)

    def _save(self, account: Jid, before: RosterItem, **flags: bool) -> None:
        after = replace(before, **flags)  # type: ignore[arg-type] # all of them are bool
        if before != after:
            self._roster.save(account.local, after)
