"""Where a message goes: RFC 6121 section 8 for accounts, the archive and the offline store.

The order for each copy is: archive it for its owner (who thereby gets a `<stanza-id/>`), send
carbons of it to those resources that don't get it itself, deliver it to the others.
"""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING

from . import namespaces as ns
from .carbons import send_carbons
from .checks import require
from .database import Documents
from .jid import Jid, jid_of
from .session import Session
from .stanza import Element, has_any, stanza_id, stanza_ids, strip_stanza_ids

if TYPE_CHECKING:
    from .domain import Domain

# Whatever is worth keeping carries one of these: text, or news about an earlier message.
_LASTING = (
    f"{{{ns.CLIENT}}}body",
    f"{{{ns.RECEIPTS}}}received",
    f"{{{ns.CHAT_MARKERS}}}received",
    f"{{{ns.CHAT_MARKERS}}}displayed",
    f"{{{ns.CHAT_MARKERS}}}acknowledged",
    f"{{{ns.MUC_USER}}}x",
    f"{{{ns.RETRACTION}}}retract",
    f"{{{ns.REACTIONS}}}reactions",
    f"{{{ns.DIRECT_INVITATION}}}x",
    f"{{{ns.HINTS}}}store",
)
_PASSING = (f"{{{ns.HINTS}}}no-store", f"{{{ns.HINTS}}}no-permanent-store")
_CARBONS = (f"{{{ns.CARBONS}}}sent", f"{{{ns.CARBONS}}}received")


def is_lasting(message: Element, kinds: tuple[str, ...] = ("chat", "normal")) -> bool:
    """The message belongs in an archive or an offline store (XEP-0313 section 5.1.1, XEP-0334)."""
    return (
        message.get("type", "normal") in kinds
        and not has_any(message, _PASSING)
        and has_any(message, _LASTING)
    )


class MessageRouter:
    """Carries messages from and to the accounts of one domain."""

    def __init__(self, domain: Domain) -> None:
        self._domain = domain
        self._waiting = Documents(domain.database, "offline", list[str])
        domain.host.features.add("msgoffline")

    async def outgoing(self, session: Session, message: Element, to: Jid) -> None:
        """A client sends a message."""
        owner = session.jid.bare
        message.set("to", to)
        strip_stanza_ids(message, owner)
        if to.bare != owner:  # a note to oneself is archived and copied once, as it arrives
            own_copy = self._archived(owner, to, message)
            others = [each for each in self._domain.sessions_of(owner) if each is not session]
            send_carbons("sent", own_copy, owner, others)
        await self._domain.route(message)

    async def incoming(self, message: Element, to: Jid) -> None:
        """A message arrives for an account of the domain; raises `StanzaError` if it can't be had."""
        kind, owner = message.get("type", "normal"), to.bare
        session = self._domain.session(to) if to.resource else None
        can_be_had = session is not None or kind != "groupchat"
        require(self._domain.accounts.exists(to.local) and can_be_had, "service-unavailable")
        if session is None and (kind == "error" or (kind == "headline" and to.resource)):
            return
        strip_stanza_ids(message, owner)
        message = self._archived(owner, jid_of(message, "from"), message)
        targets = [session] if session is not None else self._resources_for(owner, kind)
        others = [each for each in self._domain.sessions_of(owner) if each not in targets]
        send_carbons("received", message, owner, others)
        self._deliver(message, owner, targets)

    def _deliver(self, message: Element, owner: Jid, targets: list[Session]) -> None:
        """Give the message to these resources, or keep it until there is one."""
        for target in targets:
            target.deliver(message)
        if not targets:
            self._keep_offline(owner, message)

    def _resources_for(self, owner: Jid, kind: str) -> list[Session]:
        """The resources that a message to the bare address reaches (RFC 6121 section 8.5.2.1)."""
        willing = [each for each in self._domain.sessions_of(owner) if each.is_willing]
        if kind == "headline":
            return willing
        highest = max((session.priority for session in willing), default=0)
        return [session for session in willing if session.priority == highest]

    def _archived(self, owner: Jid, peer: Jid, message: Element) -> Element:
        """Archive a copy for its owner; the result is stamped if it was stored (XEP-0359)."""
        if not is_lasting(message):
            return message
        stamped = deepcopy(message)
        id_ = self._domain.archive.add(owner, peer, message, self._domain.clock())
        stamped.append(stanza_id(owner, id_))
        return stamped

    # The offline store (XEP-0160): which messages of its archive an account hasn't seen anywhere

    def _keep_offline(self, owner: Jid, message: Element) -> None:
        id_ = next(iter(stanza_ids(message, owner)), None)
        if id_ is None:
            return  # what doesn't last isn't kept
        waiting = self._waiting.get(owner.local, [])
        has_room = len(waiting) < self._domain.limits.offline_messages
        require(has_room, "service-unavailable", "the recipient's offline store is full")
        self._waiting.put(owner.local, [*waiting, id_])

    def deliver_offline(self, session: Session) -> None:
        """Give everything that waited for the account to its first resource that wants messages."""
        owner = session.jid.bare
        waiting = self._waiting.get(owner.local, [])
        if waiting:
            self._waiting.drop(owner.local)
        for id_ in waiting:
            entry = self._domain.archive.find(owner, id_)
            if entry is not None:
                session.deliver(entry.replayed(owner, self._domain.name))

    async def redeliver(self, message: Element, to: Jid) -> None:
        """Deliver again what a lost client never acknowledged; it is archived already.

        Not to the lost resource, but to what is left of the account, or the offline store.
        """
        kind = message.get("type", "normal")
        if kind in ("chat", "normal") and not has_any(message, _CARBONS):
            self._deliver(message, to.bare, self._resources_for(to.bare, kind))
