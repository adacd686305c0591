"""What the app does, without a window: accounts, sync, outbox, inbox, directory, search. It is also the client SDK.

What a script needs is here by name; `docs/sdk.md` tells how to use it.
"""

from startalk_desktop.core.errors import ActionRefused, FileRefused
from startalk_desktop.core.startalk import Startalk
from startalk_desktop.model.account import Account, Endpoint
from startalk_desktop.model.attention import QuietHours, WorkHours
from startalk_desktop.model.card import Card
from startalk_desktop.model.changes import (
    ActionFailed,
    Change,
    ConnectionStateChanged,
    MessagesChanged,
    TransferChanged,
)
from startalk_desktop.model.conversation import FOREVER, InboxFilter, NotifyLevel
from startalk_desktop.model.files import FileKind, OutgoingFile
from startalk_desktop.model.identity import AccountId, ConversationId, now
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.message import Message
from startalk_desktop.model.presence import Availability
from startalk_desktop.model.reporting import ReportReason

__all__ = [
    "FOREVER",
    "Account",
    "AccountId",
    "ActionFailed",
    "ActionRefused",
    "Availability",
    "Card",
    "Change",
    "ConnectionStateChanged",
    "ConversationId",
    "Endpoint",
    "FileKind",
    "FileRefused",
    "InboxFilter",
    "Jid",
    "Message",
    "MessagesChanged",
    "NotifyLevel",
    "OutgoingFile",
    "QuietHours",
    "ReportReason",
    "Startalk",
    "TransferChanged",
    "WorkHours",
    "now",
]
