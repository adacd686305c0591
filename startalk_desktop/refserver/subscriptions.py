"""Who may see whose presence: the subscription handshake of RFC 6121 section 3 and appendix A."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from lxml import etree

from startalk_desktop.refserver import namespaces as ns
from startalk_desktop.refserver.jid import Jid
from startalk_desktop.refserver.roster import RosterItem
from startalk_desktop.refserver.session import Session
from startalk_desktop.refserver.stanza import E, Element, serialise

if TYPE_CHECKING:
    from startalk_desktop.refserver.domain import Domain

SUBSCRIPTION_KINDS = frozenset({"subscribe", "subscribed", "unsubscribe", "unsubscribed"})
_SCHEMA = """
CREATE TABLE IF NOT EXISTS subscription_request (
    local TEXT NOT NULL,
    jid TEXT NOT NULL,
    stanza BLOB NOT NULL,
    PRIMARY KEY (local, jid)
) WITHOUT ROWID;
"""


class Subscriptions:
    """The handshakes of all accounts of a domain."""

    def __init__(self, domain: Domain) -> None:
        self._domain = domain
        self._roster = domain.roster
        domain.database.script(_SCHEMA)

    # What the account's own clients send

    async def outgoing(self, account: Jid, stanza: Element, contact: Jid) -> None:
        """A client of `account` (bare) asks, grants, or takes back; `contact` is bare."""
        if contact == account:
            return  # one sees oneself anyway
        kind = stanza.get("type", "")
        stanza.set("from", str(account))
        stanza.set("to", str(contact))
        item = self._roster.item(account.local, contact) or RosterItem(contact)
        if kind == "subscribe":
            if not item.is_seen:
                self._roster.save(account.local, replace(item, is_asking=True))
            await self._domain.route(stanza)
        elif kind == "unsubscribe":
            changed = replace(item.with_directions(to=False), is_asking=False)
            self._save_change(account, item, changed)
            await self._domain.route(stanza)
        elif kind == "subscribed":
            await self._grant(account, stanza, item)
        else:
            await self._deny(account, stanza, item)

    async def cancel_all(self, account: Jid, item: RosterItem) -> None:
        """Before a contact is removed: end what either side sees (RFC 6121 section 2.5.2)."""
        if item.sees_us or self._has_request(account.local, item.jid):
            self._drop_request(account.local, item.jid)
            await self._domain.presence.send_own(account, item.jid, available=False)
            await self._send("unsubscribed", account, item.jid)
        if item.is_seen or item.is_asking:
            await self._send("unsubscribe", account, item.jid)

    async def _grant(self, account: Jid, stanza: Element, item: RosterItem) -> None:
        if self._has_request(account.local, item.jid):
            self._drop_request(account.local, item.jid)
            self._roster.save(account.local, item.with_directions(seen=True))
            await self._domain.route(stanza)
            await self._domain.presence.send_own(account, item.jid, available=True)
        elif not item.sees_us:
            self._save_change(account, item, replace(item, is_approved=True))

    async def _deny(self, account: Jid, stanza: Element, item: RosterItem) -> None:
        was_asked = self._has_request(account.local, item.jid)
        self._drop_request(account.local, item.jid)
        if item.sees_us:
            await self._domain.presence.send_own(account, item.jid, available=False)
        if item.sees_us or was_asked:
            await self._domain.route(stanza)
        changed = replace(item.with_directions(seen=False), is_approved=False)
        self._save_change(account, item, changed)

    # What arrives for the account

    async def incoming(self, account: Jid, stanza: Element, contact: Jid) -> None:
        """A contact asks, grants, or takes back; both are bare."""
        kind = stanza.get("type", "")
        stanza.set("from", str(contact))
        stanza.set("to", str(account))
        item = self._roster.item(account.local, contact) or RosterItem(contact)
        if kind == "subscribe":
            await self._asked(account, stanza, item)
        elif kind == "unsubscribe":
            was_asked = self._has_request(account.local, contact)
            self._drop_request(account.local, contact)
            if item.sees_us or was_asked:
                self._announce(account, stanza)
            if item.sees_us:
                self._save_change(account, item, item.with_directions(seen=False))
                await self._domain.presence.send_own(account, contact, available=False)
        elif kind == "subscribed":
            if item.is_asking:
                self._announce(account, stanza)
                changed = replace(item.with_directions(to=True), is_asking=False)
                self._save_change(account, item, changed)
        elif item.is_asking or item.is_seen:
            self._announce(account, stanza)
            changed = replace(item.with_directions(to=False), is_asking=False)
            self._save_change(account, item, changed)

    async def _asked(self, account: Jid, stanza: Element, item: RosterItem) -> None:
        if item.sees_us or item.is_approved:
            self._save_change(account, item, item.with_directions(seen=True))
            await self._send("subscribed", account, item.jid)
            await self._domain.presence.send_own(account, item.jid, available=True)
        else:
            self._domain.database.execute(
                "INSERT OR REPLACE INTO subscription_request VALUES (?, ?, ?)",
                account.local,
                str(item.jid),
                serialise(stanza),
            )
            self._announce(account, stanza)

    def deliver_requests(self, session: Session) -> None:
        """Show a client that has just become available who waits for an answer."""
        for row in self._domain.database.query(
            "SELECT stanza FROM subscription_request WHERE local = ?", session.jid.local
        ):
            session.deliver(etree.fromstring(row["stanza"]))

    # Inside

    def _announce(self, account: Jid, stanza: Element) -> None:
        for session in self._domain.sessions_of(account):
            if session.is_available:
                session.deliver(stanza)

    def _save_change(self, account: Jid, before: RosterItem, after: RosterItem) -> None:
        if before != after:
            self._roster.save(account.local, after)

    async def _send(self, kind: str, account: Jid, contact: Jid) -> None:
        attributes = {"from": str(account), "to": str(contact), "type": kind}
        await self._domain.route(E(ns.CLIENT, "presence", attributes))

    def _has_request(self, local: str, contact: Jid) -> bool:
        return bool(
            self._domain.database.query(
                "SELECT 1 FROM subscription_request WHERE local = ? AND jid = ?",
                local,
                str(contact),
            )
        )

    def _drop_request(self, local: str, contact: Jid) -> None:
        self._domain.database.execute(
            "DELETE FROM subscription_request WHERE local = ? AND jid = ?", local, str(contact)
        )
