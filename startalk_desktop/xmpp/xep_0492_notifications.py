"""XEP-0492 chat notification settings, with how long a conversation is muted as an extension of ours.

While it is muted the level is the one to which that comes closest for other clients, and ``<mute/>`` in its
``<advanced/>`` says until when, and to which level it returns.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import Final, TypeVar

from lxml import etree

from startalk_desktop.model.conversation import FOREVER, NotifyLevel
from startalk_desktop.model.identity import Timestamp
from startalk_desktop.xmpp import message_fields as fields
from startalk_desktop.xmpp.message_payloads import payload
from startalk_desktop.xmpp.stanza_tree import XmlNode

NAMESPACE: Final = "urn:xmpp:notification-settings:1"
FIRST: Final = "urn:xmpp:notification-settings:0"
"""The first generation, which some clients still read and write: the same without identities."""

EXTENSION: Final = "urn:startalk:conversations:1"

_MUTE: Final = f"{{{EXTENSION}}}mute"
_LEVELS: Final = {level.value: level for level in NotifyLevel}
_IDENTITIES: Final = (("client", "pc"), ("client", None), (None, None))
"""What we are (section 2.2), the most specific first; the last one is for everybody."""

_MAX_ELEMENTS: Final = 50

NodeT = TypeVar("NodeT", bound=XmlNode)


def read(container: XmlNode) -> tuple[NotifyLevel | None, Timestamp | None]:
    """The level that `container` has for us, and until when it is muted; None for what it does not say."""
    for namespace in (NAMESPACE, FIRST):
        notify = next((child for child in container if child.tag == f"{{{namespace}}}notify"), None)
        if notify is not None and (found := _ours(list(notify), namespace)) is not None:
            inner = (one for child in found if _is_advanced(child) for one in child)
            mute = next((one for one in islice(inner, _MAX_ELEMENTS) if one.tag == _MUTE), None)
            if mute is None:
                return _level(found.tag), None
            return _LEVELS.get(mute.get("level") or ""), _until(mute)
    return None, None


def write(
    container: etree._Element, level: NotifyLevel | None, mute_until: Timestamp | None
) -> None:
    """Let `container` say `level` and `mute_until`. What other clients keep there stays (section 3)."""
    for namespace in (NAMESPACE, FIRST):
        notify = container.find(f"{{{namespace}}}notify")
        if notify is None:
            if namespace == FIRST or (level is None and mute_until is None):
                continue
            notify = payload(NAMESPACE, "notify")
            container.append(notify)
        _write(notify, namespace, level, mute_until)
        if len(notify) == 0:
            container.remove(notify)


def _write(
    notify: etree._Element,
    namespace: str,
    level: NotifyLevel | None,
    mute_until: Timestamp | None,
) -> None:
    former = _ours(list(notify), namespace)
    advanced = [child for child in former if _is_advanced(child)] if former is not None else []
    foreign = [one for child in advanced for one in child if one.tag != _MUTE]
    attributes = _attributes(former) if former is not None else {}
    shown = level
    if mute_until is not None and level is not NotifyLevel.NONE:
        shown = NotifyLevel.MENTIONS
    if shown is None:
        if former is not None and foreign:
            shown = _level(former.tag) or NotifyLevel.ALL
        elif former is not None:
            notify.remove(former)
            return
        else:
            return
    element = payload(namespace, shown.value)
    for name, value in attributes.items():
        element.set(name, value)
    if mute_until is not None:
        foreign.append(_mute(level, mute_until))
    if foreign:
        etree.SubElement(element, f"{{{namespace}}}advanced").extend(foreign)
    for child in list(notify):
        # There may be no second one of the same identity (section 3).
        if child is former or (_is_level(child) and _attributes(child) == attributes):
            notify.remove(child)
    notify.insert(0, element)
    if attributes and not any(_is_level(child) and not child.attrib for child in notify):
        notify.append(payload(namespace, shown.value))


def _ours(children: Sequence[NodeT], namespace: str) -> NodeT | None:
    """The element that is most specific to a client like this one (section 3)."""
    levels = [one for one in children[:_MAX_ELEMENTS] if _level(one.tag) is not None]
    for category, kind in _IDENTITIES if namespace == NAMESPACE else _IDENTITIES[-1:]:
        for child in levels:
            wanted = (child.get("identity-category"), child.get("identity-type"))
            if wanted == (category, kind):
                return child
    return None


def _is_advanced(element: XmlNode) -> bool:
    return str(element.tag).endswith("}advanced")


def _attributes(element: etree._Element) -> dict[str, str]:
    return {str(name): str(value) for name, value in element.items()}


def _mute(level: NotifyLevel | None, until: Timestamp) -> etree._Element:
    element = payload(EXTENSION, "mute")
    if until != FOREVER:
        element.set("until", fields.wire_time(until))
    if level is not None:
        element.set("level", level.value)
    return element


def _until(mute: XmlNode) -> Timestamp | None:
    text = mute.get("until")
    return FOREVER if text is None else fields.timestamp(text)


def _is_level(element: etree._Element) -> bool:
    return _level(element.tag) is not None


def _level(tag: object) -> NotifyLevel | None:
    if not isinstance(tag, str):
        return None  # a comment
    namespace, _, name = tag[1:].partition("}")
    return _LEVELS.get(name) if namespace in {NAMESPACE, FIRST} else None
