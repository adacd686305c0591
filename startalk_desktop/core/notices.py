"""What deserves a notification: decided here, shown elsewhere."""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from startalk_desktop.core.accounts import Accounts
from startalk_desktop.core.changes import ChangeHub, Subscription
from startalk_desktop.core.discretion import Discretion
from startalk_desktop.core.errors import AccountNotOpen, AccountUnknown
from startalk_desktop.model.account import Hue
from startalk_desktop.model.changes import (
    AccountsChanged,
    Change,
    ConversationsChanged,
    MessagesChanged,
)
from startalk_desktop.model.conversation import Conversation, NotifyLevel
from startalk_desktop.model.identity import (
    AccountId,
    ConversationId,
    ConversationKind,
    Timestamp,
    now,
)
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
    """New messages of one conversation: what the newest says, and how many came with it.

    What may not be shown is empty: the excerpt where `is_content_hidden`, and all names of people and rooms while the
    screen is locked.
    """

    conversation: ConversationId
    kind: ConversationKind
    conversation_name: str
    sender_name: str
    excerpt: str
    row: int
    count: int
    is_mention: bool
    company: str = ""
    colour: Hue = 0  # of the company
    domain: str = ""  # of a person or room of another company
    is_silent: bool = False  # without a sound
    is_content_hidden: bool = False

    @property
    def account(self) -> AccountId:
        """In whose name one answers."""
        return self.conversation.account

    @property
    def reply_to(self) -> int:
        """The row of the message that an answer out of the notice answers."""
        return self.row


class Notices:
    """Watches what comes live and tells what a person should be told of.

    What counts is as chosen for the conversation: everything, what names us, or nothing; by default everything a person
    says, and in rooms what names us. In one that is muted only what names us does. Nothing counts that is history, our
    own, an edit or a reaction, by somebody who is blocked, of a company that is quiet, or in the conversation that is
    being looked at.

    Args:
        is_looking_at: whether the user has this conversation before their eyes.
        notify: shows a notice.
        withdraw: takes away the notice of a conversation whose message `row` was recalled, deleted or read, or whose
            company was locked or left.
        discretion: when a company is quiet, and how much a notice may show.
        clock: tells the time.
    """

    def __init__(
        self,
        accounts: Accounts,
        changes: ChangeHub,
        scope: TaskScope,
        is_looking_at: Callable[[ConversationId], bool],
        notify: Callable[[Notice], None],
        withdraw: Callable[[ConversationId, int], None] | None = None,
        *,
        discretion: Discretion | None = None,
        clock: Callable[[], Timestamp] = now,
    ) -> None:
        self._discretion = discretion or Discretion(clock=clock)
        self._clock = clock
        self._accounts = accounts
        self._scope = scope
        self._is_looking_at = is_looking_at
        self._notify = notify
        self._withdraw = withdraw
        self._shown: OrderedDict[ConversationId, frozenset[int]] = OrderedDict()
        self._turns: defaultdict[AccountId, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._subscription: Subscription = changes.subscribe(self._on_change)

    def close(self) -> None:
        """Tell nothing more."""
        self._subscription.cancel()

    def withdraw(self, conversation: ConversationId) -> None:
        """Take away what is shown of a conversation: it is before the user's eyes, or nobody's business any more."""
        self._take_back(conversation, self._shown.get(conversation, frozenset()))

    def _on_change(self, change: Change) -> None:
        if self._scope.is_closed:
            return
        match change:
            case MessagesChanged():
                self._messages_changed(change)
            case ConversationsChanged():
                read = [one for one in self._shown if one.account == change.account]
                for conversation in read:
                    if conversation.peer in change.peers:
                        self._scope.start(self._check_read(conversation), "check what was read")
            case AccountsChanged():
                for conversation in list(self._shown):
                    if not self._is_open(conversation.account):
                        self.withdraw(conversation)

    def _messages_changed(self, change: MessagesChanged) -> None:
        shown = self._shown.get(change.conversation, frozenset())
        if gone := shown.intersection(change.removed):
            self._take_back(change.conversation, gone)
        if changed := shown.intersection(change.updated):
            self._scope.start(self._reconsider(change.conversation, changed), "reconsider notices")
        if change.added and not change.is_history:
            self._scope.start(self._consider(change), "consider a notice")

    async def _consider(self, change: MessagesChanged) -> None:
        # One after the other, so that notices come in the order of what was said.
        async with self._turns[change.conversation.account]:
            await self._tell(change)

    async def _tell(self, change: MessagesChanged) -> None:
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
        match self._level(line):
            case NotifyLevel.NONE:
                return
            case NotifyLevel.MENTIONS:
                new = [message for message in new if message.is_mention]
        if not new or not line.unread_count or self._is_looking_at(conversation):
            return
        if line.is_blocked or self._discretion.is_quiet(conversation.account):
            return
        self._remember(conversation, [message.row for message in new])
        self._notify(self._notice(line, new, is_mention=is_mention))

    def _notice(self, line: Conversation, new: Sequence[Message], *, is_mention: bool) -> Notice:
        account = self._accounts.get(line.id.account)
        hides_content = self._discretion.hides_content
        hides_names = self._discretion.hides_names
        return Notice(
            line.id,
            line.kind,
            "" if hides_names else line.name,
            "" if hides_names else self._sender_name(new[-1]),
            "" if hides_content else _excerpt(new[-1]),
            new[-1].row,
            len(new),
            is_mention,
            account.company,
            account.hue,
            is_silent=not self._discretion.may_sound(),
            is_content_hidden=hides_content,
            domain="" if hides_names else line.partner_domain(account.jid),
        )

    def _level(self, line: Conversation) -> NotifyLevel:
        is_muted = line.mute_until is not None and line.mute_until > self._clock()
        return NotifyLevel.MENTIONS if is_muted and line.notify is NotifyLevel.ALL else line.notify

    def _is_open(self, account: AccountId) -> bool:
        try:
            self._accounts.runtime(account)
        except (AccountUnknown, AccountNotOpen):
            return False
        return True

    async def _check_read(self, conversation: ConversationId) -> None:
        """The line of a conversation has changed: of what was read, maybe elsewhere, nothing need be shown any more."""
        try:
            store = self._accounts.runtime(conversation.account).store
            line = await store.conversations.get(conversation.peer)
        except (AccountUnknown, AccountNotOpen, StoreError) as error:
            _log.debug("the account was closed meanwhile (%s)", error)
            return
        if line is None or not line.unread_count:
            self.withdraw(conversation)

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
