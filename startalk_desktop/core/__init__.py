"""What the app does, without a window: accounts, sync, outbox, inbox, directory, search. It is also the client SDK.

What a script needs is here by name; `docs/sdk.md` tells how to use it.
"""

from startalk_desktop.core.errors import ActionRefused, FileRefused
from startalk_desktop.core.startalk import Startalk
from startalk_desktop.model.account import Account, Endpoint
from startalk_desktop.model.changes import (
    ActionFailed,
    Change,
    ConnectionStateChanged,
    MessagesChanged,
    TransferChanged,
)
from startalk_desktop.model.files import FileKind, OutgoingFile
from startalk_desktop.model.identity import AccountId, ConversationId
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.message import Message

__all__ = [
    "Account",
    "AccountId",
    "ActionFailed",
    "ActionRefused",
    "Change",
    "ConnectionStateChanged",
    "ConversationId",
    "Endpoint",
    "FileKind",
    "FileRefused",
    "Jid",
    "Message",
    "MessagesChanged",
    "OutgoingFile",
    "Startalk",
    "TransferChanged",
]
