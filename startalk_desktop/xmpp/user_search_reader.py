"""Reading a domain's user search (XEP-0055): which fields it has, and whom it found. Pure, and wary of all of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from startalk_desktop.model.jid import Jid
from startalk_desktop.model.org_tree import clean_text
from startalk_desktop.model.organisation import Member
from startalk_desktop.xmpp import message_fields as fields
from startalk_desktop.xmpp.stanza_tree import XmlNode

NAMESPACE: Final = "jabber:iq:search"
DATA_FORMS: Final = "jabber:x:data"

MOST_FOUND: Final = 200
"""People of one answer; whoever gets more has to say more exactly whom they mean."""

_MOST_FIELDS: Final = 50
_FIELD: Final = f"{{{DATA_FORMS}}}field"
_VALUE: Final = f"{{{DATA_FORMS}}}value"
_FORM: Final = f"{{{DATA_FORMS}}}x"
_ITEM: Final = f"{{{NAMESPACE}}}item"
_IDEOGRAPH: Final = re.compile("[\u3400-\u9fff]")
_LEGACY: Final = ("first", "last", "nick", "email")


@dataclass(frozen=True, slots=True)
class SearchFields:
    """How a service may be asked.

    Attributes:
        is_form: by a data form (XEP-0004), else by the elements of XEP-0055 itself.
        names: the fields for text, as the service spells them.
        switches: the fields that say where to look for the one text (Openfire's way).
        has_wildcard: its instructions mention ``*``.
    """

    is_form: bool
    names: tuple[str, ...]
    switches: tuple[str, ...] = ()
    has_wildcard: bool = False


def read_fields(query: Iterable[XmlNode]) -> SearchFields:
    """The fields that the children of an answered ``<query/>`` offer."""
    children = list(query)
    told = " ".join(
        child.text or ""
        for root in children
        for child in (root, *root)
        if child.tag.endswith("}instructions")
    )
    has_wildcard = "*" in told
    for form in (child for child in children if child.tag == _FORM):
        found = [field for field in form if field.tag == _FIELD][:_MOST_FIELDS]
        texts = tuple(
            field.get("var") or ""
            for field in found
            if field.get("type") in (None, "text-single") and field.get("var")
        )
        switches = tuple(
            field.get("var") or "" for field in found if field.get("type") == "boolean"
        )
        return SearchFields(True, texts, switches, has_wildcard)
    names = {child.tag for child in children}
    known = tuple(name for name in _LEGACY if f"{{{NAMESPACE}}}{name}" in names)
    return SearchFields(False, known, (), has_wildcard)


def read_found(query: Iterable[XmlNode], domain: str) -> tuple[Member, ...]:
    """The people in an answer: those of `domain`, each once, `MOST_FOUND` at most."""
    found: dict[Jid, Member] = {}
    for row in _rows(list(query)):
        jid = fields.address(row.get("jid"))
        if jid is None or not jid.local or jid.domain != domain or jid.bare in found:
            continue
        found[jid.bare] = _member(jid.bare, row, len(found))
        if len(found) >= MOST_FOUND:
            break
    return tuple(found.values())


def _rows(children: Sequence[XmlNode]) -> Iterator[Mapping[str, str]]:
    for child in children:
        if child.tag == _ITEM:
            row = {_local(one.tag): one.text or "" for one in list(child)[:_MOST_FIELDS]}
            yield {**row, "jid": child.get("jid") or ""}
        elif child.tag == _FORM:
            for item in child:
                if item.tag == f"{{{DATA_FORMS}}}item":
                    yield dict(_form_values(item))


def _form_values(item: XmlNode) -> Iterator[tuple[str, str]]:
    for field in list(item)[:_MOST_FIELDS]:
        if field.tag == _FIELD:
            value = next((one.text or "" for one in field if one.tag == _VALUE), "")
            yield (field.get("var") or "").lower(), value


def _member(jid: Jid, row: Mapping[str, str], order: int) -> Member:
    def told(*names: str) -> str:
        return next((text for name in names if (text := clean_text(row.get(name, "")))), "")

    first, last = told("first", "given"), told("last", "family")
    is_chinese = _IDEOGRAPH.search(first + last) is not None
    joined = f"{last}{first}" if is_chinese else f"{first} {last}".strip()
    name = told("fn", "name") or joined or told("nick", "nickname") or jid.local
    return Member(jid, name, told("title", "orgunit"), told("phone", "tel"), told("email"), order)


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]
