"""What a session tells of its account: typed, checked, immutable. `core` turns them into store writes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from startalk_desktop.model.annotation import Annotation
from startalk_desktop.model.connection import ConnectionState
from startalk_desktop.model.conversation import ConversationSettings
from startalk_desktop.model.failure import Failure
from startalk_desktop.model.identity import ConversationKind, Timestamp
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.linked import LinkedDomain
from startalk_desktop.model.message import ReceivedMessage
from startalk_desktop.model.organisation import OrgIndex, UnitContent
from startalk_desktop.model.policy import DomainPolicy
from startalk_desktop.model.presence import Presence
from startalk_desktop.model.read_position import ReadPosition
from startalk_desktop.model.room import (
    Affiliation,
    Occupant,
    RoomBookmark,
    RoomExit,
    RoomInfo,
)
from startalk_desktop.model.roster import RosterItem


class ChatState(StrEnum):
    """XEP-0085."""

    ACTIVE = "active"
    COMPOSING = "composing"
    PAUSED = "paused"
    INACTIVE = "inactive"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class ConnectionChanged:
    """The connection's state is now `state`."""

    state: ConnectionState


@dataclass(frozen=True, slots=True)
class SessionStarted:
    """Signed in. `is_resumed`: the stream was resumed (XEP-0198), so nothing was missed."""

    jid: Jid  # full
    is_resumed: bool
    features: frozenset[str]  # of the server and the own account
    company_name: str = ""


@dataclass(frozen=True, slots=True)
class MessageReceived:
    """A message came: live, by carbon, or as a room's echo."""

    message: ReceivedMessage


@dataclass(frozen=True, slots=True)
class AnnotationReceived:
    """Something is said about an earlier message."""

    annotation: Annotation


@dataclass(frozen=True, slots=True)
class MessageAcknowledged:
    """The server has the message, or the edit, recall or reaction, of this origin id (XEP-0198 ack)."""

    origin_id: str


@dataclass(frozen=True, slots=True)
class MessageBounced:
    """The message came back as an error."""

    peer: Jid
    origin_id: str
    failure: Failure
    condition: str = ""  # the defined condition (RFC 6120 section 8.3.3)


@dataclass(frozen=True, slots=True)
class ChatStateChanged:
    """Somebody types, or stopped."""

    peer: Jid
    sender: Jid
    state: ChatState


@dataclass(frozen=True, slots=True)
class PresenceChanged:
    """A contact's client changed its availability."""

    presence: Presence


@dataclass(frozen=True, slots=True)
class PresenceAsked:
    """A client (full address) shows us its presence for a while, and asks for ours in return."""

    jid: Jid


@dataclass(frozen=True, slots=True)
class RosterReceived:
    """The whole roster."""

    items: tuple[RosterItem, ...]


@dataclass(frozen=True, slots=True)
class RosterItemChanged:
    """A push: `item` was added or changed, or `removed` went."""

    item: RosterItem | None
    removed: Jid | None = None


@dataclass(frozen=True, slots=True)
class SubscriptionRequested:
    """Somebody asks to see our presence."""

    jid: Jid
    text: str = ""


@dataclass(frozen=True, slots=True)
class RoomJoined:
    """We are in the room, with everybody there; occupants are complete."""

    room: Jid
    nick: str
    occupants: tuple[Occupant, ...]
    info: RoomInfo | None = None  # what the room said of itself before


@dataclass(frozen=True, slots=True)
class RoomOccupantChanged:
    """Somebody came or changed; `occupant` is None where `nick` left, and `exit` says how."""

    room: Jid
    nick: str
    occupant: Occupant | None
    exit: RoomExit | None = None
    by: str = ""  # who did it: a nick, or an address
    reason: str = ""
    new_nick: str = ""  # it did not leave, it is called so from now on


@dataclass(frozen=True, slots=True)
class RoomSubjectChanged:
    """What a room is about: told at entry, and when somebody changes it.

    Attributes:
        by: the nick of who changed it; empty where the room does not say.
        is_archived: it comes as a message, too.
    """

    room: Jid
    subject: str
    by: str = ""
    is_archived: bool = False


@dataclass(frozen=True, slots=True)
class RoomLeft:
    """We are no longer in the room; `failure` is set where it was not our wish, and `exit` says how."""

    room: Jid
    failure: Failure | None = None
    exit: RoomExit = RoomExit.LEFT
    by: str = ""  # who did it: a nick, or an address
    alternative: Jid | None = None  # DESTROYED: where to go instead


@dataclass(frozen=True, slots=True)
class RoomConfigured:
    """The room's settings changed (XEP-0045 section 10.2.1): what it says of itself may be something else now."""

    room: Jid


@dataclass(frozen=True, slots=True)
class RoomAffiliationChanged:
    """Somebody who is not there has another affiliation now."""

    room: Jid
    jid: Jid  # bare
    affiliation: Affiliation
    by: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class RoomInvitationReceived:
    """Somebody invites us: by themselves (XEP-0249), or through the room, which then says who it is."""

    room: Jid
    sender: Jid
    reason: str = ""
    at: Timestamp = 0
    is_direct: bool = False


@dataclass(frozen=True, slots=True)
class RoomInvitationsDeclined:
    """The account declined, on one of its devices, what invited it to `room` up to `at`."""

    room: Jid
    at: Timestamp


@dataclass(frozen=True, slots=True)
class RoomBookmarkChanged:
    """Another device put a room on the account's list or changed it; `bookmark` is None where it was removed."""

    room: Jid
    bookmark: RoomBookmark | None


@dataclass(frozen=True, slots=True)
class OrgIndexChanged:
    """The domain announced a new index of its tree; units that differ have to be fetched."""

    index: OrgIndex


@dataclass(frozen=True, slots=True)
class OrgUnitChanged:
    """The domain announced a unit."""

    unit: UnitContent


@dataclass(frozen=True, slots=True)
class OrgTreeAnnounced:
    """The domain announced that its tree changed, and not how: the index has to be asked for."""


@dataclass(frozen=True, slots=True)
class OrgTreeWithdrawn:
    """The domain took its tree away."""


@dataclass(frozen=True, slots=True)
class LinksChanged:
    """The domain announced which domains it is linked to."""

    links: tuple[LinkedDomain, ...]


@dataclass(frozen=True, slots=True)
class LinkedTreeChanged:
    """A linked domain announced that what it shows of its tree changed; `is_withdrawn`: that it shows nothing now."""

    domain: str
    is_withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class AvatarChanged:
    """A contact announced an avatar (XEP-0084), or that there is none (empty hash)."""

    jid: Jid
    sha1: str


@dataclass(frozen=True, slots=True)
class ReadPositionChanged:
    """Another device of ours has read a conversation up to here (XEP-0490)."""

    position: ReadPosition


@dataclass(frozen=True, slots=True)
class PolicyChanged:
    """The domain announced what it allows (``urn:startalk:policy:1``)."""

    policy: DomainPolicy


@dataclass(frozen=True, slots=True)
class ConversationSettingsChanged:
    """A device of ours arranged a conversation; the defaults where it took its item away."""

    peer: Jid
    kind: ConversationKind
    settings: ConversationSettings


@dataclass(frozen=True, slots=True)
class BlockListChanged:
    """A device of ours blocked, or unblocked, these (XEP-0191); None for all."""

    blocked: frozenset[Jid] = frozenset()
    unblocked: frozenset[Jid] | None = frozenset()


SessionEvent = (
    ConnectionChanged
    | SessionStarted
    | MessageReceived
    | AnnotationReceived
    | MessageAcknowledged
    | MessageBounced
    | ChatStateChanged
    | PresenceChanged
    | PresenceAsked
    | RosterReceived
    | RosterItemChanged
    | SubscriptionRequested
    | RoomJoined
    | RoomOccupantChanged
    | RoomSubjectChanged
    | RoomLeft
    | RoomConfigured
    | RoomAffiliationChanged
    | RoomInvitationReceived
    | RoomInvitationsDeclined
    | RoomBookmarkChanged
    | OrgIndexChanged
    | OrgUnitChanged
    | OrgTreeAnnounced
    | OrgTreeWithdrawn
    | LinksChanged
    | LinkedTreeChanged
    | AvatarChanged
    | ReadPositionChanged
    | PolicyChanged
    | ConversationSettingsChanged
    | BlockListChanged
)
