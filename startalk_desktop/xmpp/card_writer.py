"""A vCard of the old kind (XEP-0054), for clients and servers that know no other. Pure functions."""

from __future__ import annotations

import base64
import copy
from collections.abc import Sequence

from lxml import etree

from startalk_desktop.model.card import Avatar, Card
from startalk_desktop.xmpp.card_reader import MAX_VALUES, NAMESPACE
from startalk_desktop.xmpp.message_payloads import payload


def write_card(
    former: etree._Element | None, card: Card, avatar: Avatar | None, *, keeps_photo: bool
) -> etree._Element:
    """A vCard that says `card` and shows `avatar`, or what `former` shows; what that says besides stays."""
    vcard = copy.deepcopy(former) if former is not None else payload(NAMESPACE, "vCard")
    for path, values in (
        (("FN",), [card.full_name]),
        (("NICKNAME",), [card.nickname]),
        (("TITLE",), [card.title]),
        (("EMAIL", "USERID"), card.emails),
        (("TEL", "NUMBER"), card.phones),
        (("DESC",), [card.note]),
        (("URL",), [card.url]),
    ):
        _put(vcard, path, [value for value in values if value][:MAX_VALUES])
    _drop(vcard, "ORG")
    if card.organisation or card.unit:
        organisation = _add(vcard, "ORG")
        _add(organisation, "ORGNAME", card.organisation)
        if card.unit:
            _add(organisation, "ORGUNIT", card.unit)
    if not keeps_photo:
        _drop(vcard, "PHOTO")
        if avatar is not None:
            photo = _add(vcard, "PHOTO")
            _add(photo, "TYPE", avatar.content_type)
            _add(photo, "BINVAL", base64.b64encode(avatar.content).decode("ascii"))
    return vcard


def _put(vcard: etree._Element, path: Sequence[str], values: Sequence[str]) -> None:
    """Let there be elements at `path` with `values`; one whose value stays keeps what else is in it."""
    missing = list(values)
    for child in vcard.findall(f"{{{NAMESPACE}}}{path[0]}"):
        inner = child if len(path) == 1 else child.find(f"{{{NAMESPACE}}}{path[1]}")
        value = ((inner.text if inner is not None else "") or "").strip()
        if value in missing:
            missing.remove(value)
        else:
            vcard.remove(child)
    for value in missing:
        element = _add(vcard, path[0], value if len(path) == 1 else "")
        if len(path) > 1:
            _add(element, path[1], value)


def _drop(vcard: etree._Element, name: str) -> None:
    for child in vcard.findall(f"{{{NAMESPACE}}}{name}"):
        vcard.remove(child)


def _add(parent: etree._Element, name: str, text: str = "") -> etree._Element:
    element = etree.SubElement(parent, f"{{{NAMESPACE}}}{name}")
    if text:
        element.text = text
    return element
