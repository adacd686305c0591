"""How one conversation is arranged, as the account's server keeps it: pinning (XEP-0469), notifications (XEP-0492), and
``urn:startalk:conversations:1`` for what no XEP has. Pure functions.

A room has it in the extensions of its bookmark (XEP-0402), where ``<conversation/>`` is one of them; a person in an
item of a private node (XEP-0223), which is a ``<conversation/>`` with all the rest inside.
"""

from __future__ import annotations

import copy
from itertools import islice
from typing import Final

from lxml import etree

from startalk_desktop.model.conversation import (
    FOREVER,
    MAX_REMARK_CHARACTERS,
    ConversationSettings,
    MessageMark,
)
from startalk_desktop.xmpp import message_fields as fields
from startalk_desktop.xmpp import xep_0469_pinning as pinning
from startalk_desktop.xmpp import xep_0492_notifications as notifications
from startalk_desktop.xmpp.message_payloads import add_text, payload
from startalk_desktop.xmpp.stanza_tree import XmlNode

NAMESPACE: Final = notifications.EXTENSION
NODE: Final = NAMESPACE

CONVERSATION: Final = f"{{{NAMESPACE}}}conversation"
_STARRED: Final = f"{{{NAMESPACE}}}starred"
_HIDDEN: Final = f"{{{NAMESPACE}}}hidden"
_REMARK: Final = f"{{{NAMESPACE}}}remark"
_UNREAD: Final = f"{{{NAMESPACE}}}unread"
_MAX_ELEMENTS: Final = 100


def read(container: XmlNode) -> ConversationSettings:
    """What `container`, a bookmark's extensions or a ``<conversation/>``, says; what makes no sense is left out."""
    level, mute_until = notifications.read(container)
    is_own = container.tag == CONVERSATION
    own = container if is_own else next((one for one in container if one.tag == CONVERSATION), ())
    ours = {child.tag: child for child in islice(own, _MAX_ELEMENTS)}
    remark = ours.get(_REMARK)
    return ConversationSettings(
        is_pinned=pinning.read(container),
        is_starred=_STARRED in ours,
        hiding=_mark(ours.get(_HIDDEN)),
        notify=level,
        mute_until=mute_until,
        remark=one_line((remark.text or "") if remark is not None else ""),
        unread=_mark(ours.get(_UNREAD)),
    )


def write(container: etree._Element, settings: ConversationSettings) -> None:
    """Let `container` say `settings`; what others keep there stays."""
    pinning.write(container, is_pinned=settings.is_pinned)
    notifications.write(container, settings.notify, settings.mute_until)
    own = container if container.tag == CONVERSATION else container.find(CONVERSATION)
    if own is None:
        own = payload(NAMESPACE, "conversation")
        container.append(own)
    for tag in (_STARRED, _HIDDEN, _UNREAD, _REMARK):
        for child in own.findall(tag):
            own.remove(child)
    if settings.is_starred:
        own.append(payload(NAMESPACE, "starred"))
    if settings.hiding is not None:
        own.append(_marked("hidden", settings.hiding))
    if settings.unread is not None:
        own.append(_marked("unread", settings.unread))
    if settings.remark:
        add_text(own, "remark", settings.remark)
    if own is not container and len(own) == 0:
        container.remove(own)


def write_item(settings: ConversationSettings, former: etree._Element | None) -> etree._Element:
    """The item of a person, with what `former` has of others."""
    if former is not None and former.tag == CONVERSATION:
        element = copy.deepcopy(former)
    else:
        element = payload(NAMESPACE, "conversation")
    write(element, settings)
    return element


def one_line(text: str) -> str:
    """A remark as it may be shown: one line of printable characters."""
    printable = "".join(character if character.isprintable() else " " for character in text[:2000])
    return " ".join(printable.split())[:MAX_REMARK_CHARACTERS]


def _marked(name: str, mark: MessageMark) -> etree._Element:
    element = payload(NAMESPACE, name, at=fields.wire_time(mark.at))
    if mark.stanza_id:
        element.set("up-to", mark.stanza_id)
    return element


def _mark(element: XmlNode | None) -> MessageMark | None:
    at = fields.timestamp(element.get("at")) if element is not None else None
    if element is None or at is None or at > FOREVER:
        return None
    return MessageMark(at, fields.bounded_id(element.get("up-to")))
