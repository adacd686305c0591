"""vcard-temp (XEP-0054): the card of each account, which everybody may read."""

from __future__ import annotations

from . import namespaces as ns
from .checks import found, require
from .database import Documents
from .domain import Domain
from .iq import IqContext
from .stanza import Element, parse, serialise

_LARGEST_CARD = 128 * 1024  # bytes, a picture included


def card_text(card: Element) -> str:
    """A card as it is kept; raises `StanzaError` for one that is too large."""
    text = serialise(card)
    is_bearable = len(text) <= _LARGEST_CARD
    require(is_bearable, "policy-violation", f"a card has at most {_LARGEST_CARD} bytes")
    return text.decode()


def install(domain: Domain) -> None:
    """Let the accounts of `domain` have cards."""
    cards = Documents(domain.database, "vcard", str)

    async def show(context: IqContext) -> Element:
        empty = f"<vCard xmlns='{ns.VCARD}'/>" if context.is_own else None
        card = cards.get(context.target.local, empty)
        return parse(found(card, "the account has no card"))

    async def change(context: IqContext) -> None:
        cards.put(context.target.local, card_text(context.payload))

    domain.account.serve({("get", ns.VCARD, "vCard"): show}, ns.VCARD)
    domain.account.serve({("set", ns.VCARD, "vCard"): change}, own_only=True)
    domain.host.features.add(ns.VCARD)
