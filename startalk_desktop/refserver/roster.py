"""Contact lists (RFC 6121 section 2): the accounts' own, and groups that an administrator shares."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from . import namespaces as ns
from .checks import found, require
from .database import Documents
from .iq import IqContext, IqHandlers
from .jid import Jid, jid_of, normalise_local
from .stanza import E, Element, elements

if TYPE_CHECKING:
    from .domain import Domain

_LONGEST_NAME = 1023
_SUBSCRIPTIONS = {
    (False, False): "none",
    (True, False): "to",
    (False, True): "from",
    (True, True): "both",
}


@dataclass(frozen=True, slots=True)
class RosterItem:
    """One contact."""

    jid: Jid
    name: str = ""
    is_seen: bool = False  # the account gets the contact's presence
    sees_us: bool = False  # the contact gets the account's presence
    is_asking: bool = False  # we have asked, and wait for the answer
    groups: tuple[str, ...] = ()

    def to_element(self, subscription: str = "") -> Element:
        """The `<item/>` of a roster result or push."""
        attributes = {
            "jid": self.jid,
            "name": self.name or None,
            "subscription": subscription or _SUBSCRIPTIONS[self.is_seen, self.sees_us],
            "ask": "subscribe" if self.is_asking else None,
        }
        groups = (E(ns.ROSTER, "group", None, group) for group in self.groups)
        return E(ns.ROSTER, "item", attributes, *groups)


@dataclass(slots=True)
class _Own:
    """What one account keeps: its contacts, and who waits for its answer, with the stanza."""

    version: int = 0
    items: dict[Jid, RosterItem] = field(default_factory=dict)
    requests: dict[Jid, str] = field(default_factory=dict)


class Roster:
    """The contact lists of all accounts of a domain."""

    def __init__(self, domain: Domain) -> None:
        self._domain = domain
        self._own = Documents(domain.database, "roster", _Own)
        requests: IqHandlers = {
            ("get", ns.ROSTER, "query"): self._answer_get,
            ("set", ns.ROSTER, "query"): self._answer_set,
        }
        domain.account.serve(requests, own_only=True)

    # Reading

    def items(self, local: str) -> dict[Jid, RosterItem]:
        """All contacts of an account, by their bare addresses."""
        return self._of(local).items

    def requests(self, local: str) -> dict[Jid, str]:
        """Who waits for the account's answer, with the presence that asks."""
        return self._of(local).requests

    def is_seen_by(self, account: Jid, other: Jid) -> bool:
        """`other` may know whether the account is there: itself, or a subscriber."""
        item = self.items(account.local).get(other.bare)
        return account.bare == other.bare or (item is not None and item.sees_us)

    def watchers(self, local: str) -> list[Jid]:
        """Who is told of the account's presence."""
        return [item.jid for item in self.items(local).values() if item.sees_us]

    def watched(self, local: str) -> list[Jid]:
        """Whose presence the account is told."""
        return [item.jid for item in self.items(local).values() if item.is_seen]

    # Changing

    def save(self, local: str, item: RosterItem) -> None:
        """Store a contact and push it to the account's clients."""
        self._of(local).items[item.jid] = item
        self._push(local, item.jid)

    def remove(self, local: str, contact: Jid) -> None:
        """Forget a contact."""
        self._of(local).items.pop(contact, None)
        self._push(local, contact)

    def set_request(self, local: str, contact: Jid, stanza: str | None) -> bool:
        """Keep a request to see the account, or (None) drop it; whether there was one before."""
        requests = self._of(local).requests
        before = requests.pop(contact, None)
        if stanza is not None:
            requests[contact] = stanza
        if before != stanza:
            self._own.put(local, self._of(local))
        return before is not None

    def befriend(self, account: str, other: str) -> None:
        """Subscribe two accounts of the domain to each other, as an administrator may."""
        self.share(None, (account, other))

    def share(self, group: str | None, members: Iterable[str]) -> None:
        """Subscribe accounts (local parts) to each other, all to all, in a group if one is named."""
        people = [Jid(normalise_local(member), self._domain.name) for member in members]
        groups = () if group is None else (group,)
        for own in people:
            for other in people:
                if other != own:
                    name = self._domain.accounts.display_name(other.local)
                    self.save(own.local, RosterItem(other, name, True, True, groups=groups))

    # Requests of clients

    async def _answer_get(self, context: IqContext) -> Element | None:
        own = self._of(context.sender.local)
        if context.session is not None:
            context.session.is_interested = True
        if context.payload.get("ver") == str(own.version):
            return None
        items = (item.to_element() for item in own.items.values())
        return E(ns.ROSTER, "query", {"ver": own.version}, *items)

    async def _answer_set(self, context: IqContext) -> None:
        account, items = context.sender.bare, list(elements(context.payload))
        require(len(items) == 1, "bad-request", "a roster set has exactly one item")
        contact, contacts = jid_of(items[0]).bare, self.items(account.local)
        known = contacts.get(contact)
        if items[0].get("subscription") == "remove":
            await self._domain.presence.subscriptions.cancel_all(account, found(known))
            self.remove(account.local, contact)
            return
        require(contact != account, "not-allowed", "one can't be one's own contact")
        has_room = known is not None or len(contacts) < self._domain.limits.roster_items
        require(has_room, "resource-constraint", "the roster is full")
        name, groups = items[0].get("name", ""), tuple(group.text or "" for group in items[0])
        fits = len(name) <= _LONGEST_NAME and all(0 < len(each) <= _LONGEST_NAME for each in groups)
        require(fits, "not-acceptable", "a name or group is empty or too long")
        require(len(set(groups)) == len(groups), "bad-request", "a group is named twice")
        self.save(account.local, replace(known or RosterItem(contact), name=name, groups=groups))

    # Inside

    def _of(self, local: str) -> _Own:
        return self._own.setdefault(local, _Own())

    def _push(self, local: str, contact: Jid) -> None:
        own = self._of(local)
        own.version += 1
        self._own.put(local, own)
        item = own.items.get(contact)
        shown = item.to_element() if item else RosterItem(contact).to_element("remove")
        payload = E(ns.ROSTER, "query", {"ver": own.version}, shown)
        for session in self._domain.sessions_of(Jid(local, self._domain.name)):
            if session.is_interested:
                session.push(payload)
