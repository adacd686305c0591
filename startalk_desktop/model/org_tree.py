"""The rules of a published tree that both sides share: texts, the hash of a unit, the index made of all units.

The canonical form is defined in ``docs/xep-org.md``, section "Hash". Whoever changes it changes the namespace.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Final

from startalk_desktop.model.jid import Jid
from startalk_desktop.model.organisation import Member, OrgIndex, UnitContent, UnitHead

MAX_CHARACTERS: Final = 500
"""Of a name, a title and the like; longer ones are cut."""
HASH_DIGITS: Final = 32
_FIELD_END: Final = "\x1f"
_RECORD_END: Final = "\x1e"
# XML 1.0 can carry neither of the two, so that no name can imitate them.

# Controls become blanks. What overrides the direction of text goes: it makes a name look like another one. So does
# what XML can't carry.
_CLEANING: Final = {
    **dict.fromkeys((*range(0x20), *range(0x7F, 0xA0)), " "),
    **dict.fromkeys((0x061C, *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFFFE, 0xFFFF)),
    **dict.fromkeys(range(0xD800, 0xE000)),
}


def clean_text(value: str) -> str:
    """A name, title and the like as it is shown and hashed: one line, single blanks, no tricks, not too long."""
    return " ".join(value[:MAX_CHARACTERS].translate(_CLEANING).split())


def content_hash(unit: UnitContent) -> str:
    """The first 128 bits of the SHA-256 of the unit's canonical form, in lower-case hexadecimal."""
    return hashlib.sha256(canonical_form(unit)).hexdigest()[:HASH_DIGITS]


def canonical_form(unit: UnitContent) -> bytes:
    """What is hashed: the unit's record and then its members', by order and address, in UTF-8."""
    ordered = sorted(unit.members, key=lambda one: (one.order, str(one.jid).encode()))
    records = [
        _record("unit", unit.id, unit.parent, unit.name),
        *(_record("member", *_fields(one)) for one in ordered),
    ]
    return "".join(records).encode()


def _fields(member: Member) -> tuple[str, ...]:
    texts = (member.name, member.title, member.phone, member.email, f"{member.order}")
    # Whom somebody reports to came later: where it is not said, the hash is what it was before.
    manager = () if member.manager is None else (str(member.manager),)
    return (str(member.jid), *texts, *manager)


def build_index(name: str, revision: str, units: Sequence[UnitContent]) -> OrgIndex:
    """The index that names `units`, in their order, each with its hash and how many people are in it and below.

    Somebody in several units counts once. The units must be a proper forest.
    """
    counts = _head_counts(units)
    heads = tuple(
        UnitHead(unit.id, unit.parent, unit.name, order, content_hash(unit), counts[unit.id])
        for order, unit in enumerate(units)
    )
    return OrgIndex(name, revision, heads)


def _record(*fields: str) -> str:
    return _FIELD_END.join(fields) + _RECORD_END


def _head_counts(units: Sequence[UnitContent]) -> Mapping[str, int]:
    parents = {unit.id: unit.parent for unit in units}
    people: dict[str, set[Jid]] = defaultdict(set)
    for unit in units:
        jids = {member.jid for member in unit.members}
        place = unit.id
        while place:
            people[place] |= jids
            place = parents[place]
    return {unit.id: len(people[unit.id]) for unit in units}
