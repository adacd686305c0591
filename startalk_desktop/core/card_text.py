"""A card as it is kept. Pure functions."""

from __future__ import annotations

import json
import logging
from dataclasses import asdict, fields
from typing import Any, Final

from startalk_desktop.model.card import Card

_log = logging.getLogger(__name__)

_LISTS: Final = frozenset({"emails", "phones"})


def text_of(card: Card) -> str:
    """`card` as a text."""
    return json.dumps(asdict(card), ensure_ascii=False)


def card_from(text: str) -> Card:
    """What `text_of` wrote; an empty card where it can't be read."""
    try:
        kept = json.loads(text)
        known: dict[str, Any] = {}
        for field in fields(Card):
            if field.name in kept:
                value = kept[field.name]
                known[field.name] = tuple(map(str, value)) if field.name in _LISTS else str(value)
        return Card(**known)
    except (ValueError, TypeError):
        _log.warning("a card that was kept can't be read")
        return Card()
