"""The error in a stanza that came back as an element tree (RFC 6120 section 8.3)."""

from __future__ import annotations

from typing import Final
from xml.etree.ElementTree import Element

import aioxmpp

from startalk_desktop.model.failure import Failure, FailureCode
from startalk_desktop.xmpp import namespaces as ns
from startalk_desktop.xmpp.errors import bounce_failure

_ERROR: Final = f"{{{ns.CLIENT}}}error"
_TEXT: Final = f"{{{ns.STANZA_ERRORS}}}text"
_CONDITIONS: Final = {
    f"{{{uri}}}{name}": condition
    for condition in aioxmpp.ErrorCondition
    for uri, name in [condition.value]
}
_BLOCKED: Final = "{urn:xmpp:blocking:errors}blocked"  # XEP-0191 section 3.5
_MAX_DETAIL_CHARACTERS: Final = 500


def bounce_of(message: Element) -> Failure:
    """Why `message` came back."""
    condition, text = aioxmpp.ErrorCondition.UNDEFINED_CONDITION, ""
    error = message.find(_ERROR)
    for child in error if error is not None else ():
        condition = _CONDITIONS.get(child.tag, condition)
        if child.tag == _TEXT:
            text = (child.text or "")[:_MAX_DETAIL_CHARACTERS]
        elif child.tag == _BLOCKED:
            return Failure(FailureCode.BLOCKED, text)
    return bounce_failure(aioxmpp.XMPPCancelError(condition, text=text or None))


def condition_of(message: Element) -> str:
    """The defined condition with which `message` came back, ``""`` where it names none."""
    error = message.find(_ERROR)
    children = error if error is not None else ()
    return next(
        (_CONDITIONS[child.tag].value[1] for child in children if child.tag in _CONDITIONS), ""
    )
