"""Units of linked domains beside the own ones: what tells them apart in one tree.

A unit of a linked domain is kept under an id that no domain can publish (XML can't carry U+001F), so that it is never
taken for one of the own domain, whatever the partner calls it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from startalk_desktop.model.jid import Jid, is_within
from startalk_desktop.model.organisation import UnitContent

_MARK: Final = "\x1f"


@dataclass(frozen=True, slots=True)
class LinkedDomain:
    """A domain that the own one has a link to, and what it is called here."""

    domain: str
    name: str


def worn_domain(address: Jid, own: Jid) -> str:
    """What somebody, or a room, of another company wears beside the name, for the account `own`; "" of the own one.

    Names are alike, and anybody may take one. Who is met by a nick in a room is told of by the room.
    """
    is_ours = is_within(address.domain, own.domain)
    return "" if is_ours or address.resource else address.domain


def linked_id(domain: str, unit: str) -> str:
    """The id under which a linked domain's unit is kept; the domain itself, above all of them, is unit ``""``."""
    return f"{_MARK}{domain}{_MARK}{unit}"


def domain_of(unit_id: str) -> str:
    """Whose unit it is; ``""`` where it is the own domain's."""
    return unit_id.split(_MARK, 2)[1] if unit_id.startswith(_MARK) else ""


def published_id(unit_id: str) -> str:
    """What the unit's domain calls it."""
    return unit_id.split(_MARK, 2)[2] if unit_id.startswith(_MARK) else unit_id


def is_partner(unit_id: str) -> bool:
    """Whether it stands for a linked domain as a whole."""
    return unit_id.startswith(_MARK) and not published_id(unit_id)


def linked_unit(domain: str, unit: UnitContent) -> UnitContent:
    """A linked domain's unit as it is kept."""
    return replace(unit, id=linked_id(domain, unit.id), parent=linked_id(domain, unit.parent))
