"""What we are called in rooms, and another name where that is taken. Pure functions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from startalk_desktop.model.jid import Jid, JidError

TRIES: Final = 5

_MAX_CHARACTERS: Final = 60


def usable(name: str, otherwise: str) -> str:
    """`name` as a nick: without what an address can't have; `otherwise` where nothing is left of it."""
    kept = "".join(character for character in name if _is_allowed(character))
    nick = " ".join(kept.split())[:_MAX_CHARACTERS].strip()
    return nick if _is_nick(nick) else otherwise


def variants(nick: str) -> Iterator[str]:
    """`nick`, and then others like it, for rooms in which somebody else has it (XEP-0045 section 7.2.8)."""
    yield nick
    for number in range(2, TRIES + 1):
        yield f"{nick} ({number})"


def _is_allowed(character: str) -> bool:
    """Whether it may be in a nick, though perhaps not alone."""
    return character in " ·" or _is_nick(character)


def _is_nick(text: str) -> bool:
    try:
        Jid.parse(f"room@service/{text}")
    except JidError:
        return False
    return True
