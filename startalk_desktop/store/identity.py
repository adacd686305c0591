"""Which copies are one message: rules only, no database.

A message can come live, as a carbon, out of the archive and as a room's echo, in any order, each copy with some of
its identifiers. In order of trust (XEP-0359):

1. the *stanza id*, given by the archive that owns the conversation: the same id is the same message, always, and two
   different ones are never the same by anything but a resend (rule 2);
2. the *origin id*, given by the sender, counts only among messages of that sender in that conversation, and for
   other people only with the same text: a sender who uses it twice loses neither message, and nobody can overwrite
   what another wrote by copying an id;
3. the stanza's *id attribute*, likewise, where nothing of the above contradicts it and the times are near;
4. for a message without any id of its sender's: same sender, same text, and as good as the same time.
"""

from __future__ import annotations

from dataclasses import dataclass

from startalk_desktop.model.failure import FailureCode
from startalk_desktop.model.identity import ConversationKind, Timestamp
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.message import DeliveryState, ReceivedMessage

SECOND: Timestamp = 1_000_000
SAME_ID_WINDOW = 86_400 * SECOND
"""Clients count ids from 1 at each start: a longer window would take two messages for one. A shorter one would not
allow for a clock in the wrong time zone."""
NO_ID_WINDOW = 60 * SECOND

_UNKNOWN_FATE = frozenset({FailureCode.CONNECTION_LOST, FailureCode.TIMEOUT})
"""Why a message failed of which nobody could tell whether it had arrived."""


@dataclass(frozen=True, slots=True)
class KnownMessage:
    """What identity needs to know of a stored row."""

    row: int
    author: str
    is_outgoing: bool
    text: str  # as it came, whatever it was edited to
    sent_at: Timestamp
    state: DeliveryState
    stanza_id: str
    origin_id: str
    message_id: str
    is_hidden: bool
    failure: FailureCode | None = None
    sender_real: str | None = None
    occupant_id: str = ""
    is_retracted: bool = False

    @property
    def is_gone(self) -> bool:
        """Whether there is no text any more; then it matches any."""
        return self.is_hidden or self.is_retracted


def author_of(kind: ConversationKind, sender: Jid, is_outgoing: bool) -> str:
    """Among whose messages a sender's identifiers are looked for; ``""`` for our own, whatever device or nick."""
    if is_outgoing:
        return ""
    return str(sender if kind is ConversationKind.ROOM else sender.bare)


def is_same_by_origin(known: KnownMessage, received: ReceivedMessage) -> bool:
    """Whether rows that agree in author, conversation and origin id are one message (rule 2)."""
    return known.is_outgoing or _same_text(known, received)


def is_same_by_message_id(known: KnownMessage, received: ReceivedMessage) -> bool:
    """Whether rows that agree in author, conversation and id attribute are one message (rule 3)."""
    return (
        not _contradict(known.stanza_id, received.stanza_id)
        and not _contradict(known.origin_id, received.origin_id)
        and _same_text(known, received)
        and abs(known.sent_at - received.sent_at) <= SAME_ID_WINDOW
    )


def is_same_without_ids(known: KnownMessage, received: ReceivedMessage) -> bool:
    """Whether rows of one author and conversation, of which one has no id of its sender's, are one message (rule 4).

    Two copies without even a stanza id are one only if stamped alike: somebody may well say "ok" twice.
    """
    if (known.message_id or known.origin_id) and (received.message_id or received.origin_id):
        return False
    if known.stanza_id and received.stanza_id:
        return False
    if known.is_retracted or received.tombstone is not None:
        return False  # without a text, the time alone would be no evidence
    window = NO_ID_WINDOW if known.stanza_id or received.stanza_id else 0
    return _same_text(known, received) and abs(known.sent_at - received.sent_at) <= window


def confirmed(known: KnownMessage) -> DeliveryState:
    """An own message's state once a copy of it has come back from the server, which so has it.

    One that came back as an error stays failed: archives keep what bounced, too.
    """
    if known.state in (DeliveryState.DELIVERED, DeliveryState.READ):
        return known.state
    if known.state is DeliveryState.FAILED and known.failure not in _UNKNOWN_FATE:
        return DeliveryState.FAILED
    return DeliveryState.SENT


def _contradict(one: str, other: str) -> bool:
    return bool(one) and bool(other) and one != other


def _same_text(known: KnownMessage, received: ReceivedMessage) -> bool:
    if known.is_gone or received.tombstone is not None:
        return True
    return known.text.split() == received.text.split()
