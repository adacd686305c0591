"""Contact lists (RFC 6121 section 2) with versioning and pushes, and the groups that all share.

A shared group makes its members see each other as if all had subscribed to all. It is computed,
not stored as items, so that a group of thousands costs nothing until somebody asks for it.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from startalk_desktop.refserver import namespaces as ns
from startalk_desktop.refserver.iq import IqContext
from startalk_desktop.refserver.jid import InvalidJidError, Jid, normalise_local
from startalk_desktop.refserver.stanza import E, Element, StanzaError, elements

if TYPE_CHECKING:
    from startalk_desktop.refserver.domain import Domain

_SCHEMA = """
CREATE TABLE IF NOT EXISTS roster_item (
    local TEXT NOT NULL,
    jid TEXT NOT NULL,
    name TEXT NOT NULL,
    subscription TEXT NOT NULL,
    is_asking INTEGER NOT NULL,
    is_approved INTEGER NOT NULL,
    groups TEXT NOT NULL,
    PRIMARY KEY (local, jid)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS roster_version (
    local TEXT PRIMARY KEY,
    version INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS shared_group (
    name TEXT NOT NULL,
    local TEXT NOT NULL,
    PRIMARY KEY (name, local)
) WITHOUT ROWID;
"""
_LONGEST_NAME = 1023


@dataclass(frozen=True, slots=True)
class RosterItem:
    """One contact. `subscription` is "none", "to", "from" or "both"."""

    jid: Jid
    name: str = ""
    subscription: str = "none"
    is_asking: bool = False  # we have asked, and wait for the answer
    is_approved: bool = False  # may subscribe without asking (RFC 6121 section 3.4)
    groups: tuple[str, ...] = ()

    @property
    def sees_us(self) -> bool:
        """The contact gets the account's presence."""
        return self.subscription in ("from", "both")

    @property
    def is_seen(self) -> bool:
        """The account gets the contact's presence."""
        return self.subscription in ("to", "both")

    def with_directions(self, *, to: bool | None = None, seen: bool | None = None) -> RosterItem:
        """The item with `to` (we see them) or `seen` (they see us) changed."""
        to = self.is_seen if to is None else to
        seen = self.sees_us if seen is None else seen
        name = {(0, 0): "none", (1, 0): "to", (0, 1): "from", (1, 1): "both"}[to, seen]
        return replace(self, subscription=name)

    def to_element(self) -> Element:
        """The `<item/>` of a roster result or push."""
        return E(
            ns.ROSTER,
            "item",
            {
                "jid": str(self.jid),
                "name": self.name or None,
                "subscription": self.subscription,
                "ask": "subscribe" if self.is_asking else None,
                "approved": "true" if self.is_approved else None,
            },
            *(E(ns.ROSTER, "group", None, group) for group in self.groups),
        )


class Roster:
    """The contact lists of all accounts of a domain."""

    def __init__(self, domain: Domain) -> None:
        self._domain = domain
        self._database = domain.database
        self._database.script(_SCHEMA)
        self._members: dict[str, dict[str, None]] = {}  # an ordered set of a group's members
        self._groups_of: dict[str, set[str]] = {}
        self._digests: dict[str, str] = {}
        for row in self._database.query("SELECT name, local FROM shared_group"):
            self._members.setdefault(row["name"], {})[row["local"]] = None
        for group in self._members:
            self._index_group(group)
        domain.on_iq(
            "get", f"{{{ns.ROSTER}}}query", self._answer_get, target="account", own_only=True
        )
        domain.on_iq(
            "set", f"{{{ns.ROSTER}}}query", self._answer_set, target="account", own_only=True
        )

    # Reading

    def items(self, local: str) -> dict[Jid, RosterItem]:
        """All contacts of an account, those of shared groups included."""
        rows = self._database.query("SELECT * FROM roster_item WHERE local = ?", local)
        items = {item.jid: item for item in map(_from_row, rows)}
        for group in sorted(self._groups_of.get(local, ())):
            for member in self._members[group]:
                if member != local:
                    jid = Jid(member, self._domain.name)
                    items[jid] = self._shared(items.get(jid, RosterItem(jid)), group)
        return items

    def item(self, local: str, contact: Jid) -> RosterItem | None:
        """One contact, by its bare JID."""
        row = self._database.query_one(
            "SELECT * FROM roster_item WHERE local = ? AND jid = ?", local, str(contact)
        )
        item = _from_row(row) if row else None
        for group in sorted(self._common_groups(local, contact)):
            item = self._shared(item or RosterItem(contact), group)
        return item

    def is_seen_by(self, account: Jid, other: Jid) -> bool:
        """`other` may know whether the account is there: itself, or a subscriber."""
        if account.bare == other.bare:
            return True
        item = self.item(account.local, other.bare)
        return item is not None and item.sees_us

    def watchers(self, local: str) -> list[Jid]:
        """Who is told of the account's presence; of shared groups only those who are signed in."""
        return self._related(local, "from")

    def watched(self, local: str) -> list[Jid]:
        """Whose presence the account is told; of shared groups only those who are signed in."""
        return self._related(local, "to")

    # Changing

    def save(self, local: str, item: RosterItem) -> None:
        """Store a contact and push it to the account's clients."""
        self._database.execute(
            "INSERT OR REPLACE INTO roster_item VALUES (?, ?, ?, ?, ?, ?, ?)",
            local,
            str(item.jid),
            item.name,
            item.subscription,
            item.is_asking,
            item.is_approved,
            json.dumps(item.groups),
        )
        self._push(local, item.jid)

    def remove(self, local: str, contact: Jid) -> None:
        """Forget a contact; one of a shared group stays as that."""
        self._database.execute(
            "DELETE FROM roster_item WHERE local = ? AND jid = ?", local, str(contact)
        )
        self._push(local, contact)

    def befriend(self, account: str, other: str) -> None:
        """Subscribe two accounts of the domain to each other, as an administrator may."""
        for local, contact in ((account, other), (other, account)):
            jid = Jid(normalise_local(contact), self._domain.name)
            name = self._domain.accounts.display_name(jid.local)
            self.save(normalise_local(local), RosterItem(jid, name, "both"))

    def share(self, group: str, members: Iterable[str]) -> None:
        """Set the members (local parts) of a group whose members all see each other.

        Clients that are signed in see the change when they ask for the roster again.
        """
        ordered = dict.fromkeys(normalise_local(member) for member in members)
        for member in self._members.get(group, ()):
            self._groups_of[member].discard(group)
        with self._database.transaction():
            self._database.execute("DELETE FROM shared_group WHERE name = ?", group)
            self._database.execute_many(
                "INSERT INTO shared_group VALUES (?, ?)", [(group, member) for member in ordered]
            )
        self._members[group] = ordered
        self._index_group(group)

    # Requests of clients

    async def _answer_get(self, context: IqContext) -> Element | None:
        local = context.sender.local
        if context.session is not None:
            context.session.is_interested = True
        version = self._version(local)
        if context.payload.get("ver") == version:
            return None
        items = [item.to_element() for item in self.items(local).values()]
        return E(ns.ROSTER, "query", {"ver": version}, *items)

    async def _answer_set(self, context: IqContext) -> None:
        local, item = context.sender.local, _single_item(context.payload)
        try:
            contact = Jid.parse(item.get("jid", "")).bare
        except InvalidJidError as error:
            raise StanzaError("jid-malformed", str(error)) from error
        known = self.item(local, contact)
        if item.get("subscription") == "remove":
            if known is None:
                raise StanzaError("item-not-found")
            await self._domain.presence.subscriptions.cancel_all(context.sender.bare, known)
            self.remove(local, contact)
            return
        if contact == context.sender.bare:
            raise StanzaError("not-allowed", "one can't be one's own contact")
        if known is None and self._count(local) >= self._domain.limits.roster_items:
            raise StanzaError("resource-constraint", "the roster is full")
        name = item.get("name", "")
        groups = [group.text or "" for group in item.findall(f"{{{ns.ROSTER}}}group")]
        if len(name) > _LONGEST_NAME or any(not 0 < len(each) <= _LONGEST_NAME for each in groups):
            raise StanzaError("not-acceptable", "a name or group is empty or too long")
        if len(set(groups)) != len(groups):
            raise StanzaError("bad-request", "a group is named twice")
        self.save(local, replace(known or RosterItem(contact), name=name, groups=tuple(groups)))

    # Inside

    def _push(self, local: str, contact: Jid) -> None:
        self._database.execute(
            "INSERT INTO roster_version VALUES (?, 1)"
            " ON CONFLICT (local) DO UPDATE SET version = version + 1",
            local,
        )
        item = self.item(local, contact)
        shown = (item or RosterItem(contact, subscription="remove")).to_element()
        payload = E(ns.ROSTER, "query", {"ver": self._version(local)}, shown)
        for session in self._domain.sessions_of(Jid(local, self._domain.name)):
            if session.is_interested:
                session.push(payload)

    def _version(self, local: str) -> str:
        row = self._database.query_one("SELECT version FROM roster_version WHERE local = ?", local)
        own = row["version"] if row else 0
        shared = [self._digests[group] for group in sorted(self._groups_of.get(local, ()))]
        return "-".join([str(own), *shared])

    def _count(self, local: str) -> int:
        row = self._database.query_one(
            "SELECT count(*) AS items FROM roster_item WHERE local = ?", local
        )
        return row["items"] if row else 0

    def _related(self, local: str, direction: str) -> list[Jid]:
        rows = self._database.query(
            "SELECT jid FROM roster_item WHERE local = ? AND subscription IN ('both', ?)",
            local,
            direction,
        )
        related = dict.fromkeys(Jid.parse(row["jid"]) for row in rows)
        if local in self._groups_of:
            for online in self._domain.online_accounts():
                if online.local != local and self._common_groups(local, online):
                    related[online] = None
        return list(related)

    def _common_groups(self, local: str, contact: Jid) -> set[str]:
        if contact.domain != self._domain.name or contact.local == local:
            return set()
        return self._groups_of.get(local, set()) & self._groups_of.get(contact.local, set())

    def _shared(self, item: RosterItem, group: str) -> RosterItem:
        return replace(
            item,
            name=item.name or self._domain.accounts.display_name(item.jid.local),
            subscription="both",
            is_asking=False,
            groups=(*item.groups, group) if group not in item.groups else item.groups,
        )

    def _index_group(self, group: str) -> None:
        for member in self._members[group]:
            self._groups_of.setdefault(member, set()).add(group)
        text = "\n".join([group, *self._members[group]])
        self._digests[group] = hashlib.sha256(text.encode()).hexdigest()[:16]


def _single_item(query: Element) -> Element:
    items = list(elements(query))
    if len(items) != 1 or items[0].tag != f"{{{ns.ROSTER}}}item":
        raise StanzaError("bad-request", "a roster set has exactly one item")
    return items[0]


def _from_row(row: sqlite3.Row) -> RosterItem:
    return RosterItem(
        Jid.parse(row["jid"]),
        row["name"],
        row["subscription"],
        bool(row["is_asking"]),
        bool(row["is_approved"]),
        tuple(json.loads(row["groups"])),
    )
