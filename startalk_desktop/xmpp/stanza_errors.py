"""The error in a stanza that came back as an element tree (RFC 6120 section 8.3)."""

from __future__ import annotations

from typing import Final
from xml.etree.ElementTree import Element

import aioxmpp

from startalk_desktop.model.failure import Failure
from startalk_desktop.model.jid import Jid
from startalk_desktop.xmpp import application_conditions
from startalk_desktop.xmpp import namespaces as ns
from startalk_desktop.xmpp.application_conditions import ApplicationCondition
from startalk_desktop.xmpp.errors import bounce_failure

_ERROR: Final = f"{{{ns.CLIENT}}}error"
_TEXT: Final = f"{{{ns.STANZA_ERRORS}}}text"
_CONDITIONS: Final = {
    f"{{{uri}}}{name}": condition
    for condition in aioxmpp.ErrorCondition
    for uri, name in [condition.value]
}
_APPLICATION_CONDITIONS: Final = {
    f"{{{uri}}}{name}": kind for kind in application_conditions.ALL for uri, name in [kind.TAG]
}


def bounce_of(message: Element, by: Jid, *, is_abroad: bool = False) -> Failure:
    """Why `message`, which is in the name of `by`, came back; `is_abroad` as for `bounce_failure`."""
    condition, text = aioxmpp.ErrorCondition.UNDEFINED_CONDITION, ""
    more: ApplicationCondition | None = None
    error = message.find(_ERROR)
    for child in error if error is not None else ():
        condition = _CONDITIONS.get(child.tag, condition)
        if child.tag == _TEXT:
            text = child.text or ""
        elif child.tag in _APPLICATION_CONDITIONS:
            more = _APPLICATION_CONDITIONS[child.tag]()
    exception = aioxmpp.XMPPCancelError(condition, text or None, more)
    return bounce_failure(exception, by, is_abroad=is_abroad)


def condition_of(message: Element) -> str:
    """The defined condition with which `message` came back, ``""`` where it names none."""
    error = message.find(_ERROR)
    children = error if error is not None else ()
    return next(
        (_CONDITIONS[child.tag].value[1] for child in children if child.tag in _CONDITIONS), ""
    )
