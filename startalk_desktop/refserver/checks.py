"""What a request has to be: each check raises the `StanzaError` that its sender is told."""

from __future__ import annotations

from typing import TypeVar

from .stanza import StanzaError

_Kind = TypeVar("_Kind")


def require(holds: bool, condition: str, text: str = "") -> None:
    """Go on only where something holds; raises the `StanzaError` of that condition elsewhere."""
    if not holds:
        raise StanzaError(condition, text)


def found(sought: _Kind | None, text: str = "", condition: str = "item-not-found") -> _Kind:
    """What was sought; raises `StanzaError` where it is None."""
    if sought is None:
        raise StanzaError(condition, text)
    return sought


def read_number(name: str, text: str, condition: str = "bad-request") -> int:
    """Read a number of a request; raises `StanzaError` of that condition where it is none."""
    is_number = text.isascii() and text.isdigit() and len(text) < 19
    require(is_number, condition, f"{name} must be a number")
    return int(text)
