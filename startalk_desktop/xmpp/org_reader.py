"""The organisation tree as it is published, ``urn:startalk:org:1``, read with distrust. Pure functions.

A broken tree must still be shown as far as it goes: a unit whose parent is missing, or that is its own ancestor, is
put at the top; of two with one id the first counts; an address of another domain is left out, for nobody may be
passed off as a colleague; what is absurd is left out. All of it is counted as faults, never one line a fault. Foreign
attributes and elements are for later versions and ignored.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from typing import Final

from startalk_desktop.model.jid import Jid, JidError
from startalk_desktop.model.org_tree import clean_text
from startalk_desktop.model.organisation import (
    Faults,
    Member,
    OrgIndex,
    TreeFault,
    UnitContent,
    UnitHead,
)
from startalk_desktop.xmpp.org_names import (
    INDEX_ID,
    INDEX_TAG,
    MAX_ID_CHARACTERS,
    MAX_MEMBERS,
    MAX_ORDER,
    MAX_UNITS,
    MEMBER_TAG,
    UNIT_TAG,
)
from startalk_desktop.xmpp.stanza_tree import XmlNode

_MAX_FOREIGN: Final = 1_000
"""Elements that are not ours, among ours."""


class OrgRefused(ValueError):  # noqa: N818  named for what happened
    """The payload is no index or no unit at all."""


def read_index(payload: XmlNode) -> OrgIndex:
    """The index: a proper forest, whatever was published.

    Raises:
        OrgRefused: it is no index.
    """
    if payload.tag != INDEX_TAG:
        raise OrgRefused(f"expected an index and got {payload.tag!r}")
    faults: Counter[TreeFault] = Counter()
    units: dict[str, UnitHead] = {}
    for element in _children(payload, UNIT_TAG, MAX_UNITS, faults):
        unit_id = _id(element.get("id"))
        if not unit_id or unit_id == INDEX_ID:
            faults[TreeFault.UNIT_WITHOUT_ID] += 1
            continue
        if unit_id in units:
            faults[TreeFault.UNIT_TWICE] += 1
            continue
        units[unit_id] = UnitHead(
            id=unit_id,
            parent=_parent(element.get("parent"), unit_id),
            name=_text(element.get("name")) or unit_id,
            order=_number(element.get("order")),
            content_hash=_text(element.get("hash")),
            count=_number(element.get("count")),
        )
    _lift_strays(units, faults)
    return OrgIndex(
        name=_text(payload.get("name")),
        revision=_text(payload.get("revision")),
        units=tuple(units.values()),
        faults=_told(faults),
    )


def read_unit(item_id: str, payload: XmlNode, domain: str) -> UnitContent:
    """One unit of the tree of `domain`, published under `item_id`.

    Raises:
        OrgRefused: it is no unit, or another than the item's id says.
    """
    if payload.tag != UNIT_TAG or _id(payload.get("id")) != item_id or not item_id:
        raise OrgRefused(f"the item {item_id!r} does not hold the unit of that id")
    faults: Counter[TreeFault] = Counter()
    members: dict[Jid, Member] = {}
    for element in _children(payload, MEMBER_TAG, MAX_MEMBERS, faults):
        try:
            jid = Jid.parse(element.get("jid") or "")
        except JidError:
            faults[TreeFault.PERSON_WITHOUT_ADDRESS] += 1
            continue
        if fault := _objection(jid, domain, members):
            faults[fault] += 1
            continue
        members[jid] = Member(
            jid=jid,
            name=_text(element.get("name")) or jid.local,
            title=_text(element.get("title")),
            phone=_text(element.get("phone")),
            email=_text(element.get("email")),
            order=_number(element.get("order")),
            manager=_manager(element.get("manager"), jid, faults),
        )
    return UnitContent(
        id=item_id,
        parent=_id(payload.get("parent")),
        name=_text(payload.get("name")) or item_id,
        members=tuple(members.values()),
        faults=_told(faults),
    )


def _objection(jid: Jid, domain: str, members: dict[Jid, Member]) -> TreeFault | None:
    if not jid.local or not jid.is_bare:
        return TreeFault.PERSON_WITHOUT_ADDRESS
    if jid.domain != domain:
        return TreeFault.PERSON_ELSEWHERE
    return TreeFault.PERSON_TWICE if jid in members else None


def _manager(value: str | None, person: Jid, faults: Counter[TreeFault]) -> Jid | None:
    """Whom somebody reports to: another person of the same domain, or nobody."""
    if not value:
        return None
    try:
        jid = Jid.parse(value)
    except JidError:
        jid = person
    if jid == person or not jid.local or not jid.is_bare or jid.domain != person.domain:
        faults[TreeFault.MANAGER_UNUSABLE] += 1
        return None
    return jid


def _lift_strays(units: dict[str, UnitHead], faults: Counter[TreeFault]) -> None:
    """Put at the top what hangs on nothing, or on itself."""
    rooted: set[str] = set()
    for unit_id in list(units):
        path: dict[str, None] = {}
        at = unit_id
        while at and at not in rooted:
            path[at] = None
            parent = units[at].parent
            if parent and (parent not in units or parent in path):
                faults[TreeFault.UNIT_WITHOUT_PLACE] += 1
                units[at] = replace(units[at], parent="")
                parent = ""
            at = parent
        rooted.update(path)


def _children(
    payload: XmlNode, tag: str, limit: int, faults: Counter[TreeFault]
) -> Iterator[XmlNode]:
    if len(payload) > limit + _MAX_FOREIGN:
        faults[TreeFault.TOO_LARGE] += 1
    count = 0
    for child in islice(payload, limit + _MAX_FOREIGN):
        if child.tag != tag:
            continue
        count += 1
        if count > limit:
            faults[TreeFault.TOO_LARGE] = 1
            return
        yield child


def _told(faults: Counter[TreeFault]) -> Faults:
    return tuple(sorted(faults.items()))


def _parent(value: str | None, unit_id: str) -> str:
    # One that is too long to be an id is one that is missing: the unit is lifted, and that is told.
    return (_id(value) or unit_id) if value else ""


def _id(value: str | None) -> str:
    return value if value and len(value) <= MAX_ID_CHARACTERS else ""


def _text(value: str | None) -> str:
    return clean_text(value) if value else ""


def _number(value: str | None) -> int:
    if not value or len(value) > 10 or not value.isascii() or not value.isdigit():
        return 0
    return min(int(value), MAX_ORDER)
