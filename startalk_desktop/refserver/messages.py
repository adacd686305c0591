"""Where a message goes: RFC 6121 section 8 for accounts, the archive's hooks and the offline store.

The order for each copy is: archive it for its owner (who thereby gets a `<stanza-id/>`), deliver
it, send carbons of it to the owner's other resources.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lxml import etree

from startalk_desktop.refserver import namespaces as ns
from startalk_desktop.refserver.carbons import send_carbons
from startalk_desktop.refserver.jid import Jid
from startalk_desktop.refserver.session import Session
from startalk_desktop.refserver.stanza import (
    E,
    Element,
    StanzaError,
    child,
    copy_of,
    delay,
    serialise,
)

if TYPE_CHECKING:
    from startalk_desktop.refserver.domain import Domain

_SCHEMA = """
CREATE TABLE IF NOT EXISTS offline_message (
    id INTEGER PRIMARY KEY,
    local TEXT NOT NULL,
    stanza BLOB NOT NULL
);
CREATE INDEX IF NOT EXISTS offline_message_local ON offline_message (local, id);
"""
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
    "{urn:xmpp:message-correct:0}replace",
    "{jabber:x:conference}x",
    "{eu.siacs.conversations.axolotl}encrypted",
)


@dataclass(frozen=True, slots=True)
class ArchiveEvent:
    """A copy of a message that an account owns and that is worth keeping."""

    owner: Jid  # bare
    peer: Jid  # the other side, as the stanza has it
    stanza: Element  # not to be changed
    is_outgoing: bool


def is_lasting(message: Element, kinds: tuple[str, ...] = ("chat", "normal")) -> bool:
    """The message belongs in an archive or an offline store (XEP-0313 section 5.1.1, XEP-0334)."""
    if message.get("type", "normal") not in kinds:
        return False
    if any(
        child(message, ns.HINTS, hint) is not None for hint in ("no-store", "no-permanent-store")
    ):
        return False
    if child(message, ns.HINTS, "store") is not None:
        return True
    return any(message.find(name) is not None for name in _LASTING)


class MessageRouter:
    """Carries messages from and to the accounts of one domain."""

    def __init__(self, domain: Domain) -> None:
        self._domain = domain
        domain.database.script(_SCHEMA)
        domain.add_feature("msgoffline", target="domain")

    async def outgoing(self, session: Session, message: Element, to: Jid) -> None:
        """A client sends a message."""
        owner = session.jid.bare
        message.set("to", str(to))
        _strip_stanza_id(message, str(owner))
        own_copy = message
        if to.bare != owner:  # a note to oneself is archived once, as it arrives
            own_copy = self._archived(ArchiveEvent(owner, to, message, is_outgoing=True))
        others = [each for each in self._domain.sessions_of(owner) if each is not session]
        if to.bare != owner:
            send_carbons("sent", own_copy, owner, others)
        await self._domain.route(message)

    async def incoming(self, message: Element, to: Jid) -> None:
        """A message arrives for an account of the domain; raises `StanzaError` if it can't be had."""
        kind = message.get("type", "normal")
        if not self._domain.accounts.exists(to.local):
            raise StanzaError("service-unavailable")
        session = self._domain.session(to) if to.resource else None
        if session is None and kind == "groupchat":
            raise StanzaError("service-unavailable")
        if session is None and (kind == "error" or (kind == "headline" and to.resource)):
            return
        owner = to.bare
        _strip_stanza_id(message, str(owner))
        message = self._archived(
            ArchiveEvent(owner, Jid.parse(message.get("from", "")), message, is_outgoing=False)
        )
        targets = [session] if session is not None else self._resources_for(owner, kind)
        for target in targets:
            target.deliver(message)
        others = [each for each in self._domain.sessions_of(owner) if each not in targets]
        send_carbons("received", message, owner, others)
        if not targets and kind != "headline":
            self._keep_offline(owner, message)

    def _resources_for(self, owner: Jid, kind: str) -> list[Session]:
        """The resources that a message to the bare address reaches (RFC 6121 section 8.5.2.1)."""
        willing = [
            session
            for session in self._domain.sessions_of(owner)
            if session.is_available and session.priority >= 0
        ]
        if kind == "headline" or not willing:
            return willing
        highest = max(session.priority for session in willing)
        return [session for session in willing if session.priority == highest]

    def _archived(self, event: ArchiveEvent) -> Element:
        """Let the archive have its copy; the result is stamped if it was stored (XEP-0359)."""
        if not is_lasting(event.stanza):
            return event.stanza
        stamped = event.stanza
        for hook in self._domain.archive_hooks:
            archive_id = hook(event)
            if archive_id is not None:
                stamped = copy_of(stamped)
                stamped.append(
                    E(ns.STANZA_ID, "stanza-id", {"by": str(event.owner), "id": archive_id})
                )
        return stamped

    # The offline store (XEP-0160)

    def _keep_offline(self, owner: Jid, message: Element) -> None:
        if not is_lasting(message):
            return
        database, local = self._domain.database, owner.local
        row = database.query_one(
            "SELECT count(*) AS kept FROM offline_message WHERE local = ?", local
        )
        if row is not None and row["kept"] >= self._domain.limits.offline_messages:
            raise StanzaError("service-unavailable", "the recipient's offline store is full")
        kept = copy_of(message)
        if child(kept, ns.DELAY, "delay") is None:
            kept.append(delay(self._domain.clock(), self._domain.name))
        database.execute(
            "INSERT INTO offline_message (local, stanza) VALUES (?, ?)", local, serialise(kept)
        )

    def deliver_offline(self, session: Session) -> None:
        """Give everything that waited for the account to its first resource that wants messages."""
        local = session.jid.local
        rows = self._domain.database.query(
            "SELECT stanza FROM offline_message WHERE local = ? ORDER BY id", local
        )
        if rows:
            self._domain.database.execute("DELETE FROM offline_message WHERE local = ?", local)
        for row in rows:
            session.deliver(etree.fromstring(row["stanza"]))

    async def redeliver(self, message: Element, to: Jid) -> None:
        """Deliver again what a lost client never acknowledged; it is archived already.

        Not to the lost resource, but to what is left of the account, or the offline store.
        """
        kind = message.get("type", "normal")
        is_carbon = any(
            message.find(f"{{{ns.CARBONS}}}{tag}") is not None for tag in ("sent", "received")
        )
        if kind not in ("chat", "normal") or is_carbon:
            return
        targets = self._resources_for(to.bare, kind)
        for target in targets:
            target.deliver(message)
        if not targets:
            self._keep_offline(to.bare, message)


def _strip_stanza_id(message: Element, owner: str) -> None:
    """Remove stamps that somebody else made in the owner's name (XEP-0359 section 3.1)."""
    for stamp in message.findall(f"{{{ns.STANZA_ID}}}stanza-id"):
        if stamp.get("by") == owner:
            message.remove(stamp)
