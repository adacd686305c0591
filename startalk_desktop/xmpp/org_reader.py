"""The organisation tree as it is published, ``urn:startalk:org:1``, read with distrust. Pure functions.

A broken tree must still be shown as far as it goes: a unit whose parent is missing, or that is its own ancestor, is
put at the top; of two with one id the first counts; what is absurd is left out. Foreign attributes and elements are
for later versions and ignored.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from startalk_desktop.model.jid import Jid, JidError
from startalk_desktop.model.organisation import Member, OrgIndex, UnitContent, UnitHead
from startalk_desktop.xmpp.stanza_tree import XmlNode

_log = logging.getLogger(__name__)

NAMESPACE: Final = "urn:startalk:org:1"
NODE: Final = NAMESPACE
INDEX_ID: Final = "index"

MAX_UNITS: Final = 20_000
MAX_MEMBERS: Final = 20_000
"""People directly in one unit."""
MAX_CHARACTERS: Final = 500
"""Of a name, a title and the like; longer ones are cut."""
MAX_ID_CHARACTERS: Final = 200
_MAX_ORDER: Final = 10**9

_INDEX: Final = f"{{{NAMESPACE}}}index"
_UNIT: Final = f"{{{NAMESPACE}}}unit"
_MEMBER: Final = f"{{{NAMESPACE}}}member"


class OrgRefused(ValueError):  # noqa: N818  named for what happened
    """The payload is no index or no unit at all."""


def read_index(payload: XmlNode) -> OrgIndex:
    """The index: a proper forest, whatever was published.

    Raises:
        OrgRefused: it is no index.
    """
    if payload.tag != _INDEX:
        raise OrgRefused(f"expected an index and got {payload.tag!r}")
    units: dict[str, UnitHead] = {}
    for element in _children(payload, _UNIT, MAX_UNITS):
        unit_id = _id(element.get("id"))
        if not unit_id or unit_id == INDEX_ID or unit_id in units:
            _log.warning("left out a unit without an id of its own: %r", element.get("id"))
            continue
        units[unit_id] = UnitHead(
            id=unit_id,
            parent=_id(element.get("parent")),
            name=_text(element.get("name")) or unit_id,
            order=_number(element.get("order")),
            content_hash=_text(element.get("hash")),
            count=_number(element.get("count")),
        )
    _lift_strays(units)
    return OrgIndex(
        name=_text(payload.get("name")),
        revision=_text(payload.get("revision")),
        units=tuple(units.values()),
    )


def read_unit(item_id: str, payload: XmlNode) -> UnitContent:
    """One unit, published under `item_id`.

    Raises:
        OrgRefused: it is no unit, or another than the item's id says.
    """
    if payload.tag != _UNIT or _id(payload.get("id")) != item_id or not item_id:
        raise OrgRefused(f"the item {item_id!r} does not hold the unit of that id")
    members: dict[Jid, Member] = {}
    for element in _children(payload, _MEMBER, MAX_MEMBERS):
        try:
            jid = Jid.parse(element.get("jid") or "")
        except JidError as error:
            _log.warning("left out a member of %r: %s", item_id, error)
            continue
        if not jid.local or not jid.is_bare or jid in members:
            _log.warning(
                "left out a member of %r: %s is no person's address, or twice", item_id, jid
            )
            continue
        members[jid] = Member(
            jid=jid,
            name=_text(element.get("name")) or jid.local,
            title=_text(element.get("title")),
            phone=_text(element.get("phone")),
            email=_text(element.get("email")),
            order=_number(element.get("order")),
        )
    return UnitContent(
        id=item_id,
        parent=_id(payload.get("parent")),
        name=_text(payload.get("name")) or item_id,
        members=tuple(members.values()),
    )


def _lift_strays(units: dict[str, UnitHead]) -> None:
    """Put at the top what hangs on nothing, or on itself."""
    rooted: set[str] = set()
    for unit_id in list(units):
        path: dict[str, None] = {}
        at = unit_id
        while at and at not in rooted:
            path[at] = None
            parent = units[at].parent
            if parent and (parent not in units or parent in path):
                _log.warning("the unit %r has no proper place in the tree", at)
                units[at] = replace(units[at], parent="")
                parent = ""
            at = parent
        rooted.update(path)


def _children(payload: XmlNode, tag: str, limit: int) -> Iterator[XmlNode]:
    count = 0
    for child in payload:
        if child.tag != tag:
            continue
        count += 1
        if count > limit:
            _log.warning("there are more than %d of %s; the rest is left out", limit, tag)
            return
        yield child


def _id(value: str | None) -> str:
    return value if value and len(value) <= MAX_ID_CHARACTERS else ""


def _text(value: str | None) -> str:
    return " ".join(value[:MAX_CHARACTERS].split()) if value else ""


def _number(value: str | None) -> int:
    if not value or len(value) > 10 or not value.isascii() or not value.isdigit():
        return 0
    return min(int(value), _MAX_ORDER)
