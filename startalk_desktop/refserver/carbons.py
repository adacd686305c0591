"""Message carbons (XEP-0280): each of an account's resources sees the whole conversation."""

from __future__ import annotations

from collections.abc import Iterable
from copy import deepcopy
from typing import TYPE_CHECKING, Literal

from . import namespaces as ns
from .checks import found
from .iq import IqContext, IqHandlers
from .jid import Jid
from .session import Session
from .stanza import E, Element, child, has_any, local_name, message_from

if TYPE_CHECKING:
    from .domain import Domain

Direction = Literal["sent", "received"]
_CONTENT_NAMESPACES = (f"{{{ns.RECEIPTS}}}", f"{{{ns.CHAT_STATES}}}", f"{{{ns.CHAT_MARKERS}}}")

_PRIVATE = (f"{{{ns.CARBONS}}}private", f"{{{ns.HINTS}}}no-copy")


def install(domain: Domain) -> None:
    """Let clients switch carbons on and off."""

    async def switch(context: IqContext) -> None:
        session = found(context.session, "", "service-unavailable")
        session.has_carbons = local_name(context.payload) == "enable"

    switches: IqHandlers = {("set", ns.CARBONS, tag): switch for tag in ("enable", "disable")}
    domain.account.serve(switches, ns.CARBONS, own_only=True)
    domain.host.features.add(ns.CARBONS)


def is_eligible(message: Element, direction: Direction) -> bool:
    """Section 6.1: what is copied to the other resources."""
    kind = message.get("type", "normal")
    if kind not in ("chat", "normal") or has_any(message, _PRIVATE):
        return False
    room_part = child(message, ns.MUC_USER, "x")
    if room_part is not None and direction == "received":
        # A private message in a room comes to each resource that is in the room by itself.
        return child(room_part, ns.MUC_USER, "invite") is not None
    return (
        kind == "chat"
        or child(message, ns.CLIENT, "body") is not None
        or any(str(part.tag).startswith(_CONTENT_NAMESPACES) for part in message)
    )


def send_carbons(
    direction: Direction, message: Element, owner: Jid, sessions: Iterable[Session]
) -> None:
    """Send a copy of `message` to those of `sessions` that want carbons."""
    if not is_eligible(message, direction):
        return
    for session in sessions:
        if session.has_carbons:
            forwarded = E(ns.FORWARD, "forwarded", None, deepcopy(message))
            carbon = E(ns.CARBONS, direction, None, forwarded)
            session.deliver(message_from(owner, session.jid, message.get("type"), carbon))
