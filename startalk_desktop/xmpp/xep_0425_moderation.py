"""XEP-0425 moderated message retraction, and its first generation for rooms that know nothing newer.

What a moderation says counts only where the room itself says it (XEP-0425 section 5); that is judged by the readers.
"""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from typing import Final
from xml.etree.ElementTree import Element

import aioxmpp
from aioxmpp import xso

from startalk_desktop.model.jid import Jid
from startalk_desktop.xmpp import message_fields as fields
from startalk_desktop.xmpp import xep_0422_fastening as fastening
from startalk_desktop.xmpp import xep_0424_retraction as retraction
from startalk_desktop.xmpp.message_payloads import add_text, payload

NAMESPACE: Final = "urn:xmpp:message-moderate:1"
FIRST: Final = "urn:xmpp:message-moderate:0"

MAX_REASON_CHARACTERS: Final = 500

_MODERATED: Final = f"{{{NAMESPACE}}}moderated"
_FIRST_MODERATED: Final = f"{{{FIRST}}}moderated"
_RETRACT: Final = f"{{{retraction.NAMESPACE}}}retract"
_FIRST_RETRACT: Final = f"{{{retraction.FIRST}}}retract"
_FIRST_RETRACTED: Final = f"{{{retraction.FIRST}}}retracted"
_REASONS: Final = (
    f"{{{retraction.NAMESPACE}}}reason",
    f"{{{NAMESPACE}}}reason",
    f"{{{FIRST}}}reason",
)


@aioxmpp.IQ.as_payload_class
class Moderate(xso.XSO):
    """The request (section 3)."""

    TAG = (NAMESPACE, "moderate")

    target_id = xso.Attr("id")
    parts = xso.Collector()


@aioxmpp.IQ.as_payload_class
class ModerateFirst(xso.XSO):
    """The same as version 0.2 had it."""

    TAG = (fastening.NAMESPACE, "apply-to")

    target_id = xso.Attr("id")
    parts = xso.Collector()


@dataclass(frozen=True, slots=True)
class Moderation:
    """That a moderator removed a message. `by` is None where it is not told."""

    by: Jid | None
    reason: str


def is_known_to(features: Container[str]) -> bool:
    """Whether a room that announces `features` lets moderators remove messages."""
    return NAMESPACE in features or FIRST in features


def request(
    features: Container[str], stanza_id: str, reason: str
) -> Moderate | ModerateFirst | None:
    """What to ask a room that announces `features`, so that it removes `stanza_id`; None where it can't."""
    reason = reason[:MAX_REASON_CHARACTERS]
    asked: Moderate | ModerateFirst
    if NAMESPACE in features:
        asked = Moderate()
        parts = payload(NAMESPACE, "moderate")
        parts.append(payload(retraction.NAMESPACE, "retract"))
        if reason:
            add_text(parts, "reason", reason)
        asked.parts.extend(list(parts))
    elif FIRST in features:
        asked = ModerateFirst()
        moderate = payload(FIRST, "moderate")
        moderate.append(payload(retraction.FIRST, "retract"))
        if reason:
            add_text(moderate, "reason", reason)
        asked.parts.append(moderate)
    else:
        return None
    asked.target_id = stanza_id
    return asked


def read(message: Element) -> tuple[str, Moderation] | None:
    """The id of the message that was removed, and by whom and why; None where `message` does not tell of that."""
    found = message.find(_RETRACT)
    if found is not None:
        said = found.find(_MODERATED)
        target_id = fields.bounded_id(found.get("id"))
        return (target_id, _moderation(said, found)) if said is not None and target_id else None
    for target_id, wrapper in fastening.read(message):
        said = wrapper.find(_FIRST_MODERATED)
        if said is not None and said.find(_FIRST_RETRACT) is not None:
            return target_id, _moderation(said, said)
    return None


def read_tombstone(message: Element) -> tuple[Element, Moderation | None] | None:
    """What the archive left of a message, and who removed it if a moderator did."""
    first = message.find(_FIRST_MODERATED)
    if first is not None:
        inner = first.find(_FIRST_RETRACTED)
        return (inner, _moderation(first, first)) if inner is not None else None
    found = retraction.read_tombstone(message)
    if found is None:
        return None
    said = found.find(_MODERATED)
    return found, _moderation(said, found) if said is not None else None


def _moderation(said: Element, around: Element) -> Moderation:
    reasons = (around.findtext(tag) or said.findtext(tag) for tag in _REASONS)
    reason = next((text for text in reasons if text), "")
    return Moderation(fields.address(said.get("by")), reason[:MAX_REASON_CHARACTERS])
