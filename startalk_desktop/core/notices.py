"""What deserves a notification: decided here, shown elsewhere."""

from __future__ import annotations

import logging
from collections import OrderedDict
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
_SHOWN_LIMIT: Final = 200
_SHOWN_ROWS_LIMIT: Final = 50


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

    A message from a person counts; in a room, and in a conversation that is muted, only one that names us does.
    Nothing does that is history, our own, an edit or a reaction, or in the conversation that is being looked at.

    Args:
        is_looking_at: whether the user has this conversation before their eyes.
        notify: shows a notice.
        withdraw: takes away the notice of a conversation whose message `row` was recalled or deleted.
    """

    def __init__(
        self,
        accounts: Accounts,
        changes: ChangeHub,
        scope: TaskScope,
        is_looking_at: Callable[[ConversationId], bool],
        notify: Callable[[Notice], None],
        withdraw: Callable[[ConversationId, int], None] | None = None,
    ) -> None:
        self._accounts = accounts
        self._scope = scope
        self._is_looking_at = is_looking_at
        self._notify = notify
        self._withdraw = withdraw
        self._shown: OrderedDict[ConversationId, frozenset[int]] = OrderedDict()
        self._subscription: Subscription = changes.subscribe(self._on_change)

    def close(self) -> None:
        """Tell nothing more."""
        self._subscription.cancel()

    def _on_change(self, change: Change) -> None:
        if not isinstance(change, MessagesChanged) or self._scope.is_closed:
            return
        shown = self._shown.get(change.conversation, frozenset())
        if gone := shown.intersection(change.removed):
            self._take_back(change.conversation, gone)
        if changed := shown.intersection(change.updated):
            self._scope.start(self._reconsider(change.conversation, changed), "reconsider notices")
        if change.added and not change.is_history:
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
        new = [message for message in messages if _is_news(message)]
        is_mention = any(message.is_mention for message in new)
        is_quiet = line.kind is ConversationKind.ROOM or line.is_muted
        if is_quiet:
            new = [message for message in new if message.is_mention]
        if not new or not line.unread_count or self._is_looking_at(conversation):
            return
        self._remember(conversation, [message.row for message in new])
        self._notify(
            Notice(
                conversation,
                line.kind,
                line.name,
                self._sender_name(new[-1]),
                _excerpt(new[-1]),
                new[-1].row,
                len(new),
                is_mention,
            )
        )

    async def _reconsider(self, conversation: ConversationId, rows: frozenset[int]) -> None:
        """Messages that were told of have changed: of one that was recalled nothing should be seen any more."""
        try:
            store = self._accounts.runtime(conversation.account).store
            messages = await store.messages.by_rows(sorted(rows))
        except (AccountUnknown, AccountNotOpen, StoreError) as error:
            _log.debug("the account was closed meanwhile (%s)", error)
            return
        gone = frozenset(message.row for message in messages if message.tombstone is not None)
        if gone:
            self._take_back(conversation, gone)

    def _take_back(self, conversation: ConversationId, rows: frozenset[int]) -> None:
        left = self._shown.get(conversation, frozenset()) - rows
        if left:
            self._shown[conversation] = left
        else:
            self._shown.pop(conversation, None)
        if self._withdraw is not None:
            for row in sorted(rows):
                self._withdraw(conversation, row)

    def _remember(self, conversation: ConversationId, rows: list[int]) -> None:
        known = sorted(self._shown.pop(conversation, frozenset()).union(rows))
        self._shown[conversation] = frozenset(known[-_SHOWN_ROWS_LIMIT:])
        if len(self._shown) > _SHOWN_LIMIT:
            self._shown.popitem(last=False)

    def _sender_name(self, message: Message) -> str:
        if message.sender.resource and message.sender.bare == message.conversation.peer:
            is_room = self._accounts.runtime(message.conversation.account).rooms.is_room
            if is_room(message.conversation.peer):
                return message.sender_name
        people = self._accounts.runtime(message.conversation.account).people
        return people.name(message.sender.bare)


def _is_news(message: Message) -> bool:
    return (
        not message.is_outgoing and message.kind is MessageKind.TEXT and message.tombstone is None
    )


def _excerpt(message: Message) -> str:
    """What it says, or else what is in it; empty for a file without a name."""
    inner = (*(one.text for one in message.forwards), *(one.name for one in message.files))
    return next((text for text in (message.text, *inner) if text), "")[:_EXCERPT_LIMIT]
