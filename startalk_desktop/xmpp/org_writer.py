"""The organisation tree as it is published, ``urn:startalk:org:1``: the payloads that `org_reader` reads."""

from __future__ import annotations

from collections.abc import Mapping

from lxml import etree
from lxml.etree import _Element as Element

from startalk_desktop.model.organisation import Member, OrgIndex, UnitContent, UnitHead
from startalk_desktop.xmpp.org_names import INDEX_TAG, MEMBER_TAG, NAMESPACE, UNIT_TAG


def index_payload(index: OrgIndex) -> Element:
    """The item ``index``."""
    payload = _root(INDEX_TAG, {"name": index.name, "revision": index.revision})
    for unit in index.units:
        etree.SubElement(payload, UNIT_TAG, _said(_head(unit)))
    return payload


def unit_payload(unit: UnitContent) -> Element:
    """The item of one unit, whose id it has."""
    payload = _root(UNIT_TAG, {"id": unit.id, "parent": unit.parent, "name": unit.name})
    for member in unit.members:
        etree.SubElement(payload, MEMBER_TAG, _said(_member(member)))
    return payload


def _head(unit: UnitHead) -> dict[str, str | int]:
    return {
        "id": unit.id,
        "parent": unit.parent,
        "name": unit.name,
        "order": unit.order,
        "hash": unit.content_hash,
        "count": unit.count,
    }


def _member(member: Member) -> dict[str, str | int]:
    return {
        "jid": str(member.jid),
        "name": member.name,
        "title": member.title,
        "phone": member.phone,
        "email": member.email,
        "order": member.order,
        "manager": str(member.manager or ""),
    }


def _root(tag: str, attributes: Mapping[str, str | int]) -> Element:
    # Without a prefix, which each element would repeat.
    namespaces: dict[str | None, str] = {None: NAMESPACE}
    return etree.Element(tag, _said(attributes), nsmap=namespaces)  # type: ignore[arg-type]


def _said(attributes: Mapping[str, str | int]) -> dict[str, str]:
    # An absent attribute means the same as an empty one or a zero, and costs nothing.
    return {name: f"{value}" for name, value in attributes.items() if value}
