"""XEP-0402 PEP native bookmarks: one item a room in the account's own node, whose id is the room's address."""

from __future__ import annotations

import copy
from typing import Final

from lxml import etree

from startalk_desktop.model.conversation import ConversationSettings
from startalk_desktop.model.jid import Jid, JidError
from startalk_desktop.model.room import RoomBookmark
from startalk_desktop.xmpp import arrangement
from startalk_desktop.xmpp.stanza_tree import XmlNode

NAMESPACE: Final = "urn:xmpp:bookmarks:1"
NODE: Final = NAMESPACE

_CONFERENCE: Final = f"{{{NAMESPACE}}}conference"
_NICK: Final = f"{{{NAMESPACE}}}nick"
_PASSWORD: Final = f"{{{NAMESPACE}}}password"
_EXTENSIONS: Final = f"{{{NAMESPACE}}}extensions"
_MAX_CHARACTERS: Final = 1023


def read_bookmark(item_id: str, payload: XmlNode) -> RoomBookmark | None:
    """The bookmark in one item; None where it is none."""
    room = room_of(item_id)
    if room is None or payload.tag != _CONFERENCE:
        return None
    texts = {child.tag: (child.text or "")[:_MAX_CHARACTERS] for child in payload}
    return RoomBookmark(
        room=room,
        name=(payload.get("name") or "")[:_MAX_CHARACTERS],
        nick=texts.get(_NICK, ""),
        is_autojoin=payload.get("autojoin") in {"true", "1"},
        password=texts.get(_PASSWORD, ""),
    )


def room_of(item_id: str) -> Jid | None:
    """The room that an item's id names; None where it names none."""
    try:
        room = Jid.parse(item_id)
    except JidError:
        return None
    return room if room.local and room.is_bare else None


def write_bookmark(bookmark: RoomBookmark, former: XmlNode | None) -> XmlNode:
    """The payload for `bookmark`. What other clients keep in `former` beside it is kept (section 4.3)."""
    element = etree.Element(_CONFERENCE)
    if bookmark.name:
        element.set("name", bookmark.name)
    element.set("autojoin", "true" if bookmark.is_autojoin else "false")
    if bookmark.nick:
        etree.SubElement(element, _NICK).text = bookmark.nick
    if bookmark.password:
        etree.SubElement(element, _PASSWORD).text = bookmark.password
    for child in former if former is not None else ():
        if child.tag == _EXTENSIONS and isinstance(child, etree._Element):  # noqa: SLF001  lxml's public type
            element.append(child)
    return element


def read_settings(item_id: str, payload: XmlNode) -> tuple[Jid, ConversationSettings] | None:
    """The room of one item and how it is arranged; None where it is no bookmark."""
    room = room_of(item_id)
    if room is None or payload.tag != _CONFERENCE:
        return None
    extensions = next((child for child in payload if child.tag == _EXTENSIONS), None)
    return room, ConversationSettings() if extensions is None else arrangement.read(extensions)


def write_settings(settings: ConversationSettings, former: XmlNode) -> XmlNode:
    """The bookmark `former` with its room arranged as `settings` say; all the rest stays."""
    if not isinstance(former, etree._Element):  # noqa: SLF001  lxml's public type
        raise TypeError("items are parsed by lxml")
    element = copy.deepcopy(former)
    extensions = element.find(_EXTENSIONS)
    if extensions is None:
        extensions = etree.SubElement(element, _EXTENSIONS)
    arrangement.write(extensions, settings)
    if len(extensions) == 0:
        element.remove(extensions)
    return element
