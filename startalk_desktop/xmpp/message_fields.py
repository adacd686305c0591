"""Single facts read out of a message's element tree, each refused where it is absurd. Pure functions."""

from __future__ import annotations

from collections.abc import Container
from datetime import UTC, datetime, timedelta
from typing import Final
from xml.etree.ElementTree import Element

from startalk_desktop.model.events import ChatState
from startalk_desktop.model.identity import Timestamp
from startalk_desktop.model.jid import Jid, JidError
from startalk_desktop.xmpp import namespaces as ns
from startalk_desktop.xmpp import xep_0334_hints

MAX_TEXT_CHARACTERS: Final = 65_536
"""A longer text is cut here, with an ellipsis."""

MAX_ID_CHARACTERS: Final = 512
"""A longer id is none."""

MAX_CLOCK_SKEW: Final = 24 * 3600 * 1_000_000
"""Microseconds by which a server's clock may be ahead of ours."""

BODY: Final = f"{{{ns.CLIENT}}}body"
SUBJECT: Final = f"{{{ns.CLIENT}}}subject"
THREAD: Final = f"{{{ns.CLIENT}}}thread"
MUC_USER_X: Final = f"{{{ns.MUC_USER}}}x"
MUC_INVITE: Final = f"{MUC_USER_X}/{{{ns.MUC_USER}}}invite"
REQUEST_RECEIPT: Final = f"{{{ns.RECEIPTS}}}request"
MARKABLE: Final = f"{{{ns.MARKERS}}}markable"
_DELAY: Final = f"{{{ns.DELAY}}}delay"
_DISPLAYED: Final = f"{{{ns.MARKERS}}}displayed"
_LANG: Final = f"{{{ns.XML}}}lang"
_MUC_USER_ITEM: Final = f"{{{ns.MUC_USER}}}item"
_ORIGIN_ID: Final = f"{{{ns.STANZA_IDS}}}origin-id"
_RECEIPT: Final = f"{{{ns.RECEIPTS}}}received"
_STANZA_ID: Final = f"{{{ns.STANZA_IDS}}}stanza-id"
_NOT_ARCHIVED: Final = (
    f"{{{xep_0334_hints.NAMESPACE}}}no-store",
    f"{{{xep_0334_hints.NAMESPACE}}}no-permanent-store",
)
_CHAT_STATES: Final = {f"{{{ns.CHAT_STATES}}}{state.value}": state for state in ChatState}

PLAIN: Final = frozenset(
    {
        BODY,
        THREAD,
        MUC_USER_X,
        REQUEST_RECEIPT,
        MARKABLE,
        _DELAY,
        _ORIGIN_ID,
        _STANZA_ID,
        *_CHAT_STATES,
    }
)
"""What a message has that says its text, and nothing besides."""

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)


def address(text: str | None) -> Jid | None:
    """`text` as an address, or None where it is absent or none."""
    if not text:
        return None
    try:
        return Jid.parse(text)
    except JidError:
        return None


def timestamp(text: str | None) -> Timestamp | None:
    """A time as XEP-0082 writes it, in microseconds; without an offset it is UTC. None for anything else."""
    if not text or len(text) > 64:
        return None
    try:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC)
        micros = (moment - _EPOCH) // _MICROSECOND
    except (ValueError, OverflowError):
        return None
    return micros if micros >= 0 else None


def wire_time(moment: Timestamp) -> str:
    """`moment` as XEP-0082 writes it: in UTC, to the microsecond."""
    return f"{datetime.fromtimestamp(moment // 1_000_000, UTC):%Y-%m-%dT%H:%M:%S}.{moment % 1_000_000:06d}Z"


def text(message: Element) -> str:
    """The body (RFC 6121 section 5.2.3): the one without a language if there is one, else the first."""
    return _localised(message, BODY)


def subject(message: Element) -> str | None:
    """The subject; None where there is none, ``""`` where it was taken away."""
    return _localised(message, SUBJECT) if message.find(SUBJECT) is not None else None


def _localised(message: Element, tag: str) -> str:
    found = message.findall(tag)
    if not found:
        return ""
    best = next((element for element in found if element.get(_LANG) is None), found[0])
    content = best.text or ""
    if len(content) > MAX_TEXT_CHARACTERS:
        return content[: MAX_TEXT_CHARACTERS - 1] + "…"
    return content


def bounded_id(value: str | None) -> str:
    """An id as it came, or ``""`` where it is absent or absurdly long."""
    return value if value and len(value) <= MAX_ID_CHARACTERS else ""


def origin_id(message: Element) -> str:
    """The sender's own id (XEP-0359 section 2.2), or ``""``."""
    found = message.find(_ORIGIN_ID)
    return bounded_id(found.get("id")) if found is not None else ""


def stanza_id(message: Element, by: Jid) -> str:
    """The id that `by` gave the message (XEP-0359 section 2.1), or ``""``.

    Two that differ can't both be from `by`: then neither is believed. Nor is one in a message that asks not to be
    archived: an archive that does not look at it may leave in what the sender wrote there.
    """
    if any(message.find(hint) is not None for hint in _NOT_ARCHIVED):
        return ""
    ids = {
        bounded_id(element.get("id"))
        for element in message.findall(_STANZA_ID)
        if address(element.get("by")) == by
    }
    return ids.pop() if len(ids) == 1 else ""


def delayed_since(
    message: Element, trusted: Container[Jid | None], now: Timestamp
) -> tuple[bool, Timestamp]:
    """Whether the message was held back, and when it was sent (XEP-0203).

    A delay of somebody who is not `trusted` says that it was held back, but not since when: anybody may write
    one. A time ahead of `now` is taken for now.
    """
    is_delayed = False
    for element in message.findall(_DELAY):
        is_delayed = True
        sent_at = timestamp(element.get("stamp"))
        if sent_at is not None and address(element.get("from")) in trusted:
            return True, min(sent_at, now)
    return is_delayed, now


def delay_stamp(element: Element) -> Timestamp | None:
    """The time that the delay (XEP-0203) in `element` gives, whoever wrote it; None where there is none."""
    delay = element.find(_DELAY)
    return timestamp(delay.get("stamp")) if delay is not None else None


def archived_at(forwarded: Element, now: Timestamp) -> Timestamp | None:
    """When the archive says that it got the message (XEP-0313 section 5.2); None where that can't be true."""
    sent_at = delay_stamp(forwarded)
    return sent_at if sent_at is not None and sent_at <= now + MAX_CLOCK_SKEW else None


def receipt_id(message: Element) -> str:
    """The id of the message that this one says was received (XEP-0184), or ``""``."""
    found = message.find(_RECEIPT)
    return bounded_id(found.get("id")) if found is not None else ""


def displayed_id(message: Element) -> str:
    """The id of the message up to which all was seen (XEP-0333), or ``""``."""
    found = message.find(_DISPLAYED)
    return bounded_id(found.get("id")) if found is not None else ""


def chat_state(message: Element) -> ChatState | None:
    """What the sender is about to do (XEP-0085)."""
    return next((_CHAT_STATES[child.tag] for child in message if child.tag in _CHAT_STATES), None)


def real_address(message: Element) -> Jid | None:
    """The bare real address of the occupant, as the room itself tells it in an archived message."""
    x = message.find(MUC_USER_X)
    item = x.find(_MUC_USER_ITEM) if x is not None else None
    real = address(item.get("jid")) if item is not None else None
    return real.bare if real is not None else None
