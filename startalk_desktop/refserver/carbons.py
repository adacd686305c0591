"""Message carbons (XEP-0280): each of an account's resources sees the whole conversation."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Literal

from startalk_desktop.refserver import namespaces as ns
from startalk_desktop.refserver.iq import IqContext
from startalk_desktop.refserver.jid import Jid
from startalk_desktop.refserver.session import Session
from startalk_desktop.refserver.stanza import E, Element, StanzaError, child, copy_of

if TYPE_CHECKING:
    from startalk_desktop.refserver.domain import Domain

_CONTENT_NAMESPACES = frozenset({ns.RECEIPTS, ns.CHAT_STATES, ns.CHAT_MARKERS})


def install(domain: Domain) -> None:
    """Let clients switch carbons on and off."""

    async def switch(context: IqContext) -> None:
        if context.session is None:
            raise StanzaError("service-unavailable")
        context.session.has_carbons = context.payload.tag == f"{{{ns.CARBONS}}}enable"

    for tag in ("enable", "disable"):
        domain.on_iq("set", f"{{{ns.CARBONS}}}{tag}", switch, target="account", own_only=True)
    domain.add_feature(ns.CARBONS, target="account")
    domain.add_feature(ns.CARBONS, target="domain")


def is_eligible(message: Element, direction: Literal["sent", "received"]) -> bool:
    """Section 6.1: what is copied to the other resources."""
    kind = message.get("type", "normal")
    if kind not in ("chat", "normal"):
        return False
    if (
        child(message, ns.CARBONS, "private") is not None
        or child(message, ns.HINTS, "no-copy") is not None
    ):
        return False
    room_part = child(message, ns.MUC_USER, "x")
    if room_part is not None and direction == "received":
        # A private message in a room comes to each resource that is in the room by itself.
        return child(room_part, ns.MUC_USER, "invite") is not None
    return (
        kind == "chat"
        or child(message, ns.CLIENT, "body") is not None
        or any(str(part.tag)[1:].partition("}")[0] in _CONTENT_NAMESPACES for part in message)
    )


def send_carbons(
    direction: Literal["sent", "received"],
    message: Element,
    owner: Jid,
    sessions: Iterable[Session],
) -> None:
    """Send a copy of `message` to those of `sessions` that want carbons."""
    if not is_eligible(message, direction):
        return
    for session in sessions:
        if session.has_carbons:
            forwarded = E(ns.FORWARD, "forwarded", None, copy_of(message))
            session.deliver(
                E(
                    ns.CLIENT,
                    "message",
                    {"from": str(owner), "to": str(session.jid), "type": message.get("type")},
                    E(ns.CARBONS, direction, None, forwarded),
                )
            )
