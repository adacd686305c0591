"""The error in a stanza that came back as an element tree (RFC 6120 section 8.3)."""

from __future__ import annotations

from typing import Final
from xml.etree.ElementTree import Element

import aioxmpp

from startalk_desktop.model.failure import Failure
from startalk_desktop.xmpp import namespaces as ns
from startalk_desktop.xmpp.errors import bounce_failure, request_failed

_ERROR: Final = f"{{{ns.CLIENT}}}error"
_TEXT: Final = f"{{{ns.STANZA_ERRORS}}}text"
_CONDITIONS: Final = {
    f"{{{uri}}}{name}": condition
    for condition in aioxmpp.ErrorCondition
    for uri, name in [condition.value]
}
_MAX_DETAIL_CHARACTERS: Final = 500


def bounce_of(message: Element) -> Failure:
    """Why `message` came back."""
    return bounce_failure(_error_of(message))


def refusal_of(presence: Element) -> tuple[Failure, str]:
    """Why a room refused us: the failure, and the condition's name, such as ``"conflict"``."""
    refused = request_failed(_error_of(presence))
    return refused.failure, refused.condition


def _error_of(stanza: Element) -> aioxmpp.errors.XMPPError:
    condition, text = aioxmpp.ErrorCondition.UNDEFINED_CONDITION, ""
    error = stanza.find(_ERROR)
    for child in error if error is not None else ():
        condition = _CONDITIONS.get(child.tag, condition)
        if child.tag == _TEXT:
            text = (child.text or "")[:_MAX_DETAIL_CHARACTERS]
    return aioxmpp.XMPPCancelError(condition, text=text or None)
