"""XEP-0292 vCard4: the card in a node of the person's own account, read with distrust and written with care."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Sequence
from typing import Final

from lxml import etree

from startalk_desktop.model.card import Card
from startalk_desktop.xmpp.card_reader import MAX_CHARACTERS, MAX_NOTE_CHARACTERS, MAX_VALUES
from startalk_desktop.xmpp.message_payloads import add_text, payload
from startalk_desktop.xmpp.stanza_tree import XmlNode

NAMESPACE: Final = "urn:ietf:params:xml:ns:vcard-4.0"
NODE: Final = "urn:xmpp:vcard4"
ITEM_ID: Final = "current"

_VCARD: Final = f"{{{NAMESPACE}}}vcard"
_TEL: Final = "tel:"


def read(vcard: XmlNode) -> Card | None:
    """What `vcard` tells; None where it is no vCard."""
    if vcard.tag != _VCARD:
        return None
    organisation = next(_named(vcard, "org"), None)
    names = list(_values(organisation)) if organisation is not None else []
    return Card(
        full_name=_first(vcard, "fn"),
        nickname=_first(vcard, "nickname"),
        title=_first(vcard, "title") or _first(vcard, "role"),
        organisation=names[0] if names else "",
        unit=names[1] if len(names) > 1 else "",
        emails=tuple(_all(vcard, "email")),
        phones=tuple(number for number in map(_number, _all(vcard, "tel")) if number),
        note=_first(vcard, "note", MAX_NOTE_CHARACTERS),
        url=_first(vcard, "url"),
    )


def write(card: Card, former: XmlNode | None) -> etree._Element:
    """A vCard that says `card`; what `former` says besides stays."""
    if isinstance(former, etree._Element) and former.tag == _VCARD:  # noqa: SLF001  lxml's public type
        vcard = copy.deepcopy(former)
    else:
        vcard = payload(NAMESPACE, "vcard")
    _put(vcard, "fn", "text", [card.full_name] if card.full_name else [])
    _put(vcard, "nickname", "text", [card.nickname] if card.nickname else [])
    _put(vcard, "title", "text", [card.title] if card.title else [])
    _put(vcard, "email", "text", card.emails)
    _put(vcard, "tel", "uri", [_TEL + number for number in card.phones])
    _put(vcard, "note", "text", [card.note] if card.note else [])
    _put(vcard, "url", "uri", [card.url] if card.url else [])
    _put_organisation(vcard, card)
    return vcard


def _put(vcard: etree._Element, name: str, kind: str, values: Sequence[str]) -> None:
    """Let `name` have `values`; an element whose value stays keeps its parameters."""
    missing = [value for value in values if value][:MAX_VALUES]
    for child in vcard.findall(f"{{{NAMESPACE}}}{name}"):
        value = next(_values(child), "")
        same = next((one for one in missing if value in (one, one.removeprefix(_TEL))), None)
        if same is None:
            vcard.remove(child)
        else:
            missing.remove(same)
    for value in missing:
        element = payload(NAMESPACE, name)
        add_text(element, kind, value)
        vcard.append(element)


def _put_organisation(vcard: etree._Element, card: Card) -> None:
    for child in vcard.findall(f"{{{NAMESPACE}}}org"):
        vcard.remove(child)
    if card.organisation or card.unit:
        element = payload(NAMESPACE, "org")
        add_text(element, "text", card.organisation)
        if card.unit:
            add_text(element, "text", card.unit)
        vcard.append(element)


def _number(value: str) -> str:
    return value[len(_TEL) :] if value.lower().startswith(_TEL) else value


def _first(vcard: XmlNode, name: str, limit: int = MAX_CHARACTERS) -> str:
    return next(_all(vcard, name, limit), "")


def _all(vcard: XmlNode, name: str, limit: int = MAX_CHARACTERS) -> Iterator[str]:
    """The first value of each `name`, no more than `MAX_VALUES`, without those that are empty."""
    count = 0
    for element in _named(vcard, name):
        value = next((one for one in _values(element, limit) if one), "")
        if value and count < MAX_VALUES:
            count += 1
            yield value


def _values(element: XmlNode, limit: int = MAX_CHARACTERS) -> Iterator[str]:
    for child in element:
        if child.tag in {f"{{{NAMESPACE}}}text", f"{{{NAMESPACE}}}uri"}:
            yield (child.text or "")[:limit].strip()


def _named(parent: XmlNode, name: str) -> Iterator[XmlNode]:
    return (child for child in parent if child.tag == f"{{{NAMESPACE}}}{name}")
