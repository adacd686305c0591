"""What a message stanza means to us: live, or copied to us by our own server (XEP-0280). Pure functions.

Everything in a stanza is what somebody claims. This module decides who may claim what; what fails is dropped with a
line in the log, and never half believed. Archived messages are read by `archive_reader`, by the same rules.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final
from xml.etree.ElementTree import Element

from startalk_desktop.model.events import (
    AnnotationReceived,
    ChatStateChanged,
    MessageBounced,
    MessageReceived,
    RoomAffiliationChanged,
    RoomConfigured,
    RoomInvitationReceived,
    RoomSubjectChanged,
    SessionEvent,
)
from startalk_desktop.model.identity import ConversationKind, Timestamp
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.message import MessageKind, MessageSource
from startalk_desktop.xmpp import message_fields as fields
from startalk_desktop.xmpp import namespaces as ns
from startalk_desktop.xmpp import xep_0421_occupant_ids
from startalk_desktop.xmpp.content_reader import read_contents
from startalk_desktop.xmpp.errors import is_abroad
from startalk_desktop.xmpp.invitation_reader import invites, read_invitation
from startalk_desktop.xmpp.message_envelope import Envelope, RoomView
from startalk_desktop.xmpp.private_talk import is_private, peer_of
from startalk_desktop.xmpp.room_reader import CONFIGURATION, read_absent, read_statuses
from startalk_desktop.xmpp.stanza_errors import bounce_of, condition_of

_log = logging.getLogger(__name__)

_CARBON_SENT: Final = f"{{{ns.CARBONS}}}sent"
_CARBON_RECEIVED: Final = f"{{{ns.CARBONS}}}received"
_FORWARDED: Final = f"{{{ns.FORWARD}}}forwarded"
_MESSAGE: Final = f"{{{ns.CLIENT}}}message"
_ARCHIVE_RESULT: Final = f"{{{ns.MAM}}}result"
_PUBSUB_EVENT: Final = f"{{{ns.PUBSUB_EVENT}}}event"
_CHAT_TYPES: Final = frozenset({"chat", "normal"})


@dataclass(frozen=True, slots=True)
class Vantage:
    """From where a message is read: whose account, in which rooms, and when.

    `stamps_ids`: the own account's archive announces that it stamps stanza ids.
    """

    own: Jid
    now: Timestamp
    stamps_ids: bool = False
    rooms: Mapping[Jid, RoomView] = field(default_factory=lambda: MappingProxyType({}))


def read_live(message: Element, vantage: Vantage) -> list[SessionEvent]:
    """The events of a message that came in by itself, in order; empty where it tells us nothing, or lies.

    Archive results and pubsub events are none of its business and give nothing.
    """
    # RFC 6120 section 8.1.2.1: what has no sender is from the own account.
    sender = fields.address(message.get("from")) if message.get("from") else vantage.own
    recipient = fields.address(message.get("to")) if message.get("to") else vantage.own
    if sender is None or recipient is None or recipient.bare != vantage.own:
        _log.warning("dropped a message with addresses that make no sense: %s", _brief(message))
        return []
    if message.find(_ARCHIVE_RESULT) is not None or message.find(_PUBSUB_EVENT) is not None:
        return []
    for tag in (_CARBON_RECEIVED, _CARBON_SENT):
        wrapper = message.find(tag)
        if wrapper is not None:
            return _read_carbon(wrapper, sender, is_sent=tag == _CARBON_SENT, vantage=vantage)
    kind = message.get("type", "normal")
    if kind == "groupchat":
        return _read_groupchat(message, sender, vantage)
    room = vantage.rooms.get(sender.bare)
    if kind == "error":
        # What an occupant returns is not what the room returns, nor the other way round.
        return _read_bounce(message, sender.bare if room is None else sender, vantage)
    if room is not None and not sender.is_bare:
        return _read_private(message, sender, sender, MessageSource.LIVE, vantage)
    if room is not None and (events := _read_news_of_room(message, sender)):
        return events
    if (invitation := _read_invitation(message, sender, vantage)) is not None:
        return [invitation]
    if is_private(message, sender):
        _log.debug("ignored a private message of a room that we are not in: %s", _brief(message))
        return []
    return _read_direct(message, sender, sender.bare, MessageSource.LIVE, vantage)


def _read_carbon(
    wrapper: Element, claimed_by: Jid, *, is_sent: bool, vantage: Vantage
) -> list[SessionEvent]:
    """XEP-0280 section 11: a copy counts only from our own bare address, and only of our own traffic."""
    inner = wrapper.find(f"{_FORWARDED}/{_MESSAGE}")
    if claimed_by != vantage.own or inner is None:
        _log.warning("dropped a carbon that claims to be by %s", claimed_by)
        return []
    sender = fields.address(inner.get("from"))
    recipient = fields.address(inner.get("to")) if inner.get("to") else vantage.own
    if sender is None or recipient is None:
        _log.warning("dropped a carbon with addresses that make no sense: %s", _brief(inner))
        return []
    mine, peer = (sender, recipient) if is_sent else (recipient, sender)
    if mine.bare != vantage.own:
        _log.warning("dropped a carbon of a message that is not ours: %s", _brief(inner))
        return []
    kind = inner.get("type", "normal")
    if kind == "error":
        return [] if is_sent else _read_bounce(inner, sender.bare, vantage)
    if peer.bare in vantage.rooms and not peer.is_bare:
        # XEP-0280 section 6.1: what an occupant writes to us, each of our clients in the room gets by itself.
        return _read_private(inner, sender, peer, MessageSource.CARBON, vantage) if is_sent else []
    if peer.bare in vantage.rooms:
        return []
    if not is_sent and (invitation := _read_invitation(inner, sender, vantage)) is not None:
        return [invitation]
    if inner.find(fields.MUC_USER_X) is not None:
        return []  # out of a room that we are not in
    return _read_direct(inner, sender, peer.bare, MessageSource.CARBON, vantage)


def _read_private(
    message: Element, sender: Jid, occupant: Jid, source: MessageSource, vantage: Vantage
) -> list[SessionEvent]:
    """A private message inside a room (XEP-0045 section 7.5), between `occupant` and us."""
    if invites(message):
        _log.warning("dropped an invitation by an occupant: %s", _brief(message))
        return []
    is_delayed, _ = fields.delayed_since(message, (), vantage.now)
    # What comes late was said by whoever had the nick then.
    real = (
        None if is_delayed else vantage.rooms[occupant.bare].real_addresses.get(occupant.resource)
    )
    peer = peer_of(occupant, real, vantage.own)
    return _read_direct(message, sender, peer, source, vantage, real=real)


def _read_news_of_room(message: Element, room: Jid) -> list[SessionEvent]:
    """What a room says of itself outside of the conversation in it."""
    x = message.find(fields.MUC_USER_X)
    if x is None:
        return []
    events: list[SessionEvent] = []
    if CONFIGURATION & read_statuses(x):
        events.append(RoomConfigured(room))
    absent = read_absent(x)
    if absent is not None:
        jid, affiliation, by, reason = absent
        events.append(RoomAffiliationChanged(room, jid, affiliation, by, reason))
    return events


def _read_direct(
    message: Element,
    sender: Jid,
    peer: Jid,
    source: MessageSource,
    vantage: Vantage,
    *,
    real: Jid | None = None,
) -> list[SessionEvent]:
    is_own = sender.bare == vantage.own
    kind = message.get("type", "normal")
    if kind not in _CHAT_TYPES and not (kind == "headline" and peer.bare == _domain(vantage.own)):
        _log.debug("ignored a message of type %s from %s", kind, sender)
        return []
    is_delayed, sent_at = _delayed_since(message, vantage)
    events: list[SessionEvent] = []
    state = fields.chat_state(message)
    if state is not None and not is_own and not is_delayed:
        events.append(ChatStateChanged(peer, sender, state))
    envelope = Envelope(
        own=vantage.own,
        now=vantage.now,
        peer=peer,
        conversation_kind=ConversationKind.DIRECT,
        source=source,
        sender=sender,
        is_outgoing=is_own,
        sent_at=sent_at,
        stanza_id=fields.stanza_id(message, vantage.own) if vantage.stamps_ids else "",
        sender_real_jid=None if is_own else real,
        occupant_id=_occupant_id(message, sender, vantage),
    )
    contents = read_contents(message, envelope)
    events.extend(map(AnnotationReceived, contents.annotations))
    if contents.message is not None:
        events.append(MessageReceived(contents.message))
    return events


def _read_groupchat(message: Element, sender: Jid, vantage: Vantage) -> list[SessionEvent]:
    """A message that a room sent to all its occupants (XEP-0045 section 7.4)."""
    room, nick = sender.bare, sender.resource
    view = vantage.rooms.get(room)
    if view is None:
        _log.warning("dropped a message of a room that we are not in: %s", _brief(message))
        return []
    is_delayed, envelope = _room_envelope(message, sender, view, vantage)
    events: list[SessionEvent] = [] if nick else _read_news_of_room(message, room)
    state = fields.chat_state(message)
    if state is not None and nick and not envelope.is_outgoing and not is_delayed:
        events.append(ChatStateChanged(room, sender, state))
    contents = read_contents(message, envelope)
    events.extend(map(AnnotationReceived, contents.annotations))
    received = contents.message
    if received is None:
        return events
    if received.kind is not MessageKind.SUBJECT:
        return [*events, MessageReceived(received)]
    # At entry the room tells its subject anew; one with an id can be known again by the store.
    is_archived = received.stanza_id != "" and not is_delayed
    events.append(RoomSubjectChanged(room, received.text, nick, is_archived=is_archived))
    if is_archived:
        events.append(MessageReceived(received))
    return events


def _room_envelope(
    message: Element, sender: Jid, view: RoomView, vantage: Vantage
) -> tuple[bool, Envelope]:
    """Whether the message was held back, and whose it is."""
    room, nick = sender.bare, sender.resource
    is_delayed, sent_at = fields.delayed_since(message, (room,), vantage.now)
    # What comes late was said by whoever had the nick then; who that was, only the archive knows.
    real = None if is_delayed else view.real_addresses.get(nick)
    occupant_id = xep_0421_occupant_ids.read(message) if view.stamps_occupants and nick else ""
    is_own = occupant_id != "" and occupant_id == view.own_occupant_id
    is_own = is_own or (not is_delayed and nick != "" and nick == view.nick)
    is_own = is_own or (real is not None and real == vantage.own)
    return is_delayed, Envelope(
        own=vantage.own,
        now=vantage.now,
        peer=room,
        conversation_kind=ConversationKind.ROOM,
        source=MessageSource.ECHO if is_own else MessageSource.LIVE,
        sender=sender,
        is_outgoing=is_own,
        sent_at=sent_at,
        stanza_id=fields.stanza_id(message, room) if view.stamps_ids else "",
        sender_real_jid=real,
        occupant_id=occupant_id,
        people={} if is_delayed else view.real_addresses,
        own_nick="" if is_delayed else view.nick,
    )


def _read_invitation(
    message: Element, sender: Jid, vantage: Vantage
) -> RoomInvitationReceived | None:
    _, sent_at = _delayed_since(message, vantage)
    return read_invitation(message, sender, sent_at)


def _delayed_since(message: Element, vantage: Vantage) -> tuple[bool, Timestamp]:
    """Whether our own server held the message back, and when it was sent."""
    own = vantage.own
    return fields.delayed_since(message, (own, _domain(own)), vantage.now)


def _occupant_id(message: Element, sender: Jid, vantage: Vantage) -> str:
    """The room's id of whoever writes to us inside of it."""
    room = vantage.rooms.get(sender.bare)
    if room is None or sender.is_bare or not room.stamps_occupants:
        return ""
    return xep_0421_occupant_ids.read(message)


def _read_bounce(message: Element, peer: Jid, vantage: Vantage) -> list[SessionEvent]:
    message_id = fields.origin_id(message) or fields.bounded_id(message.get("id"))
    if not message_id:
        _log.debug("ignored an error about a message without an id: %s", _brief(message))
        return []
    crosses = is_abroad(peer, vantage.own) and peer.bare not in vantage.rooms
    failure = bounce_of(message, peer, is_abroad=crosses)
    return [MessageBounced(peer, message_id, failure, condition_of(message))]


def _domain(own: Jid) -> Jid:
    return Jid("", own.domain)


def _brief(message: Element) -> str:
    """For the log: who and which, never what was said."""
    return f"type={message.get('type')!r} from={message.get('from')!r} id={message.get('id')!r}"[
        :300
    ]
