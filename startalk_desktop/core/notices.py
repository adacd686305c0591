"""What deserves a notification: decided here, shown elsewhere."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from startalk_desktop.core.accounts import Accounts
from startalk_desktop.core.changes import ChangeHub, Subscription
from startalk_desktop.core.errors import AccountNotOpen, AccountUnknown
from startalk_desktop.model.changes import Change, MessagesChanged
from startalk_desktop.model.identity import ConversationId, ConversationKind
from startalk_desktop.model.message import Message, MessageKind
from startalk_desktop.store.errors import StoreError
from startalk_desktop.tasks import TaskScope

_log = logging.getLogger(__name__)

_EXCERPT_LIMIT: Final = 200
_ROWS_LIMIT: Final = 20


@dataclass(frozen=True, slots=True)
class Notice:
    """New messages of one conversation: what the newest says, and how many came with it."""

    conversation: ConversationId
    kind: ConversationKind
    conversation_name: str
    sender_name: str
    excerpt: str
    row: int
    count: int
    is_mention: bool


class Notices:
    """Watches what comes live and tells what a person should be told of.

    A message from a person counts, in a room only a mention; nothing does that is history, our own, or in the
    conversation that is being looked at.

    Args:
        is_looking_at: whether the user has this conversation before their eyes.
        notify: shows a notice.
    """

    def __init__(
        self,
        accounts: Accounts,
        changes: ChangeHub,
        scope: TaskScope,
        is_looking_at: Callable[[ConversationId], bool],
        notify: Callable[[Notice], None],
    ) -> None:
        self._accounts = accounts
        self._scope = scope
        self._is_looking_at = is_looking_at
        self._notify = notify
        self._mentions: dict[ConversationId, int] = {}
        self._subscription: Subscription = changes.subscribe(self._on_change)

    def close(self) -> None:
        """Tell nothing more."""
        self._subscription.cancel()

    def _on_change(self, change: Change) -> None:
        if (
            isinstance(change, MessagesChanged)
            and change.added
            and not change.is_history
            and not self._scope.is_closed
        ):
            self._scope.start(self._consider(change), "consider a notice")

    async def _consider(self, change: MessagesChanged) -> None:
        conversation = change.conversation
        try:
            store = self._accounts.runtime(conversation.account).store
            line = await store.conversations.get(conversation.peer)
            messages = await store.messages.by_rows(change.added[-_ROWS_LIMIT:])
        except (AccountUnknown, AccountNotOpen, StoreError) as error:
            _log.debug("no notice: the account was closed meanwhile (%s)", error)
            return
        if line is None:
            return
        had_mentions = self._mentions.get(conversation, 0)
        self._mentions[conversation] = line.mention_count
        is_mention = line.mention_count > had_mentions
        is_due = line.kind is ConversationKind.DIRECT or is_mention
        new = [
            message
            for message in messages
            if not message.is_outgoing and message.kind is MessageKind.TEXT
        ]
        if new and is_due and line.unread_count and not self._is_looking_at(conversation):
            self._notify(
                Notice(
                    conversation,
                    line.kind,
                    line.name,
                    self._sender_name(new[-1]),
                    new[-1].text[:_EXCERPT_LIMIT],
                    new[-1].row,
                    len(new),
                    is_mention,
                )
            )

    def _sender_name(self, message: Message) -> str:
        if message.sender.resource and message.sender.bare == message.conversation.peer:
            is_room = self._accounts.runtime(message.conversation.account).rooms.is_room
            if is_room(message.conversation.peer):
                return message.sender_name
        people = self._accounts.runtime(message.conversation.account).people
        return people.name(message.sender.bare)
