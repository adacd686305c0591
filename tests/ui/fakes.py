"""An in-memory Startalk with a believable world, for tests of the window and for pictures of it.

It has the members of `core` that view-models use, with the same meaning, and the real change hub.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import NoReturn

from startalk_desktop.core.changes import ChangeHub
from startalk_desktop.core.errors import AccountNotOpen, AccountUnknown
from startalk_desktop.core.ports import NotConnected, RequestFailed
from startalk_desktop.model.account import Account
from startalk_desktop.model.changes import (
    AccountsChanged,
    ConnectionStateChanged,
    ConversationsChanged,
    MessagesChanged,
    TypingChanged,
)
from startalk_desktop.model.connection import CatchingUp, ConnectionState, Offline, Online
from startalk_desktop.model.conversation import Conversation
from startalk_desktop.model.events import ChatState
from startalk_desktop.model.failure import Failure, FailureCode
from startalk_desktop.model.identity import (
    AccountId,
    ConversationId,
    ConversationKind,
    Timestamp,
)
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.leaving import LeaveSummary, StaysOnServer, StoreCounts
from startalk_desktop.model.message import (
    DeliveryState,
    Message,
    MessageCursor,
    MessageKind,
)
from startalk_desktop.model.room import Occupant, RoomInfo
from tests.ui.action_fakes import ActingHandle, Deeds, FakeForwarding, FakeSearch
from tests.ui.composing_fakes import Pen
from tests.ui.day_fakes import (
    ArrangingHandle,
    Day,
    FakeAttention,
    FakeBlocking,
    FakeCards,
    FakePresences,
)
from tests.ui.directory_fakes import FakeDirectory
from tests.ui.file_fakes import FilesHandle, Post
from tests.ui.nav_fakes import Ways
from tests.ui.room_fakes import FakeRoom, FakeRooms, RulingHandle

MINUTE = 60_000_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR


class FakeAccounts:
    def __init__(self, changes: ChangeHub) -> None:
        self._changes = changes
        self._accounts: dict[AccountId, Account] = {}
        self._states: dict[AccountId, ConnectionState] = {}
        self._locked: set[AccountId] = set()
        self.network_changes = 0
        self.passwords: dict[AccountId, str] = {}

    def put(self, account: Account, state: ConnectionState | None = None) -> Account:
        self._accounts[account.id] = account
        self._states[account.id] = state or Online()
        self._changes.announce(AccountsChanged())
        return account

    def all(self) -> list[Account]:
        return sorted(self._accounts.values(), key=lambda account: account.position)

    def get(self, account: AccountId) -> Account:
        try:
            return self._accounts[account]
        except KeyError:
            raise AccountUnknown(account) from None

    def state(self, account: AccountId) -> ConnectionState:
        self.get(account)
        return self._states[account]

    def is_locked(self, account: AccountId) -> bool:
        self.get(account)
        return account in self._locked

    def set_state(self, account: AccountId, state: ConnectionState) -> None:
        self._states[account] = state
        self._changes.announce(ConnectionStateChanged(account, state))

    async def lock(self, account: AccountId) -> None:
        self._locked.add(account)
        self._changes.announce(AccountsChanged())

    async def unlock(self, account: AccountId) -> None:
        self._locked.discard(account)
        self._changes.announce(AccountsChanged())

    async def remove(self, account: AccountId) -> None:
        del self._accounts[account]
        self._changes.announce(AccountsChanged())

    async def sign_in(self, account: AccountId) -> None:
        self.set_state(account, Online())

    async def sign_out(self, account: AccountId) -> None:
        self.set_state(account, Offline())

    async def go_offline(self, account: AccountId) -> None:
        await self.sign_out(account)

    async def leave_summary(self, account: AccountId) -> LeaveSummary:
        self.get(account)
        counts = None if account in self._locked else StoreCounts(37, 12_804, 1, 2, 64, 412)
        return LeaveSummary(counts, 84_312_064, frozenset(StaysOnServer), 9)

    async def set_password(self, account: AccountId, password: str) -> None:
        self.passwords[account] = password
        self.set_state(account, Online())

    async def set_privacy(self, account: AccountId, **switches: bool) -> None:
        await self.update(replace(self._accounts[account], **switches))  # type: ignore[arg-type]

    async def set_auto_download(self, account: AccountId, limit: int) -> None:
        await self.update(replace(self._accounts[account], auto_download_limit=limit))

    async def update(self, account: Account) -> None:
        self._accounts[account.id] = account
        self._changes.announce(AccountsChanged())

    def network_changed(self) -> None:
        self.network_changes += 1

    def runtime(self, account: AccountId) -> NoReturn:
        """There is nothing inside of the fakes; what looks there meets a company that is not open."""
        self.get(account)
        raise AccountNotOpen(account)

    def require_open(self, account: AccountId) -> None:
        self.get(account)
        if account in self._locked:
            raise AccountNotOpen(account)


@dataclass
class FakeConversation:
    """What one conversation holds: stored messages, and older ones that only the archive has."""

    line: Conversation
    messages: list[Message] = field(default_factory=list)
    archive: list[Message] = field(default_factory=list)
    typing: tuple[Jid, ...] = ()
    occupants: tuple[Occupant, ...] = ()
    subject: str = ""
    own_typing: list[bool] = field(default_factory=list)
    fetches: int = 0
    room: FakeRoom = field(default_factory=FakeRoom)


class FakeHandle(ArrangingHandle, ActingHandle, FilesHandle, RulingHandle):
    def __init__(self, world: FakeStartalk, conversation: ConversationId) -> None:
        self._world = world
        self.id = conversation

    @property
    def _it(self) -> FakeConversation:
        self._world.accounts.require_open(self.id.account)
        return self._world.conversations[self.id]

    async def info(self) -> Conversation:
        return self._it.line

    async def latest(self, limit: int = 50) -> list[Message]:
        return self._it.messages[-limit:]

    async def before(self, cursor: MessageCursor, limit: int = 50) -> list[Message]:
        return [m for m in self._it.messages if _cursor(m) < cursor][-limit:]

    async def after(self, cursor: MessageCursor, limit: int = 50) -> list[Message]:
        return [m for m in self._it.messages if _cursor(m) > cursor][:limit]

    async def around(self, row: int, limit: int = 50) -> list[Message]:
        messages = self._it.messages
        at = next((n for n, m in enumerate(messages) if m.row == row), None)
        if at is None:
            return []
        return messages[max(0, at - limit // 2) : at + limit // 2]

    async def by_rows(self, rows: Sequence[int]) -> list[Message]:
        wanted = set(rows)
        return [m for m in self._it.messages if m.row in wanted]

    async def fetch_older(self, limit: int = 50) -> bool:
        it = self._it
        it.fetches += 1
        if not isinstance(self._world.accounts.state(self.id.account), (Online, CatchingUp)):
            raise NotConnected(Failure(FailureCode.CONNECTION_LOST))
        await asyncio.sleep(0)
        page, it.archive = it.archive[-limit:], it.archive[:-limit]
        it.messages[:0] = page
        if page:
            rows = tuple(m.row for m in page)
            self._world.changes.announce(MessagesChanged(self.id, added=rows, is_history=True))
        return bool(it.archive)

    async def mark_read(self, row: int) -> None:
        it = self._it
        mention = it.line.first_mention_row
        if mention is not None and mention > row:  # then it and what is around it are unread still
            later = sum(not one.is_outgoing for one in it.messages if one.row > row)
            it.line = replace(it.line, unread_count=later, first_unread_row=row + 1)
        else:
            it.line = replace(
                it.line,
                unread_count=0,
                mention_count=0,
                is_marked_unread=False,
                first_unread_row=None,
                first_mention_row=None,
            )
        self._world.touch(self.id)

    async def delete_here(self, row: int) -> None:
        it = self._it
        it.messages = [m for m in it.messages if m.row != row]
        self._world.changes.announce(MessagesChanged(self.id, removed=(row,)))

    async def retry(self, row: int) -> None:
        self._world.change(self.id, row, state=DeliveryState.QUEUED, failure=None)

    async def discard(self, row: int) -> None:
        await self.delete_here(row)

    def set_typing(self, is_typing: bool) -> None:
        self._it.own_typing.append(is_typing)

    def occupants(self) -> tuple[Occupant, ...]:
        return self._it.occupants

    def subject(self) -> str:
        return self._it.subject

    def own_nick(self) -> str:
        return next((o.nick for o in self._it.occupants if o.is_self), "")

    def typing(self) -> tuple[Jid, ...]:
        return self._it.typing


class FakeInbox:
    def __init__(self, world: FakeStartalk) -> None:
        self._world = world
        self.readings = 0
        self.rooms: dict[AccountId, tuple[RoomInfo, ...]] = {}
        self.refusal: Failure | None = None  # of whoever wants to join

    async def conversations(self, account: AccountId | None = None) -> list[Conversation]:
        self.readings += 1
        await asyncio.sleep(0)
        if account is not None:
            self._world.accounts.require_open(account)
        lines = [
            it.line
            for key, it in self._world.conversations.items()
            if account in (None, key.account) and self._world.is_open(key.account)
        ]
        return sorted(lines, key=lambda line: (not line.is_pinned, -line.last_activity, line.id))

    def unread_count(self, account: AccountId | None = None) -> int:
        return sum(
            it.line.unread_count
            for key, it in self._world.conversations.items()
            if account in (None, key.account) and self._world.is_open(key.account)
        )

    async def open_direct(self, account: AccountId, peer: Jid, name: str = "") -> ConversationId:
        self._world.accounts.require_open(account)
        key = ConversationId(account, peer.bare)
        if key not in self._world.conversations:
            name = name or self._world.directory.name(account, peer.bare)
            self._world.begin(account, str(peer.bare), name, ConversationKind.DIRECT)
        return key

    async def join_room(
        self, account: AccountId, room: Jid, nick: str = "", password: str = ""
    ) -> ConversationId:
        if self.refusal is not None:
            raise RequestFailed(self.refusal)
        key = ConversationId(account, room)
        if key not in self._world.conversations:
            self._world.begin(account, str(room), room.local, ConversationKind.ROOM)
        self._world.conversations[key].room.failure = None
        self._world.update_line(key, is_joined=True)
        return key

    async def leave_room(self, conversation: ConversationId) -> None:
        self._world.update_line(conversation, is_joined=False)

    async def remove(self, conversation: ConversationId) -> None:
        del self._world.conversations[conversation]
        self._world.touch(conversation)

    async def browse_rooms(self, account: AccountId) -> tuple[RoomInfo, ...]:
        return self.rooms.get(account, ())


class FakeWindowStore:
    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    async def get(self, key: str) -> bytes | None:
        return self.kept.get(key)

    async def set(self, key: str, value: bytes) -> None:
        self.kept[key] = value


class FakeStartalk:
    """The whole, to be filled by a test or by `tests.ui.world`."""

    def __init__(self) -> None:
        self.changes = ChangeHub()
        self.accounts = FakeAccounts(self.changes)
        self.inbox = FakeInbox(self)
        self.rooms = FakeRooms(self)
        self.directory = FakeDirectory(self)
        self.search = FakeSearch(self)
        self.window = FakeWindowStore()
        self.conversations: dict[ConversationId, FakeConversation] = {}
        self.pen = Pen()
        self.deeds = Deeds()
        self.day = Day()
        self.attention = FakeAttention(self)
        self.presence = FakePresences(self)
        self.cards = FakeCards(self)
        self.blocking = FakeBlocking(self)
        self.post = Post()
        self.forwarding = FakeForwarding(self)
        ways = Ways(self)
        self.web, self.finder, self.nav, self.services = (
            ways.web,
            ways.finder,
            ways.nav,
            ways.services,
        )
        self.is_closed = False
        self._next_row = 1

    async def close(self) -> None:
        self.is_closed = True

    def is_open(self, account: AccountId) -> bool:
        try:
            return not self.accounts.is_locked(account)
        except AccountUnknown:
            return False

    def conversation(self, conversation: ConversationId) -> FakeHandle:
        self.accounts.get(conversation.account)
        return FakeHandle(self, conversation)

    def begin(
        self, account: AccountId, peer: str, name: str, kind: ConversationKind, at: Timestamp = 0
    ) -> ConversationId:
        """A conversation without messages."""
        account = ConversationId(account, Jid.parse(peer))
        line = Conversation(account, kind, name, None, at, 0)
        self.conversations[account] = FakeConversation(line)
        self.touch(account)
        return account

    def say(
        self,
        conversation: ConversationId,
        text: str,
        *,
        at: Timestamp | None = None,
        sender: Jid | None = None,
        is_outgoing: bool = False,
        state: DeliveryState = DeliveryState.RECEIVED,
        real: Jid | None = None,
        kind: MessageKind = MessageKind.TEXT,
        is_quiet: bool = False,
        **fields: object,
    ) -> Message:
        """Another message, stored and told; an incoming one is unread unless quiet."""
        it = self.conversations[conversation]
        account = self.accounts.get(conversation.account)
        last = it.messages[-1].sent_at if it.messages else 1_700_000_000_000_000
        message = Message(
            row=self._next_row,
            conversation=conversation,
            kind=kind,
            sender=sender or (account.jid if is_outgoing else conversation.peer),
            sender_real_jid=real,
            is_outgoing=is_outgoing,
            text=text,
            sent_at=at if at is not None else last + MINUTE,
            state=state,
            revision=1,
            **fields,  # type: ignore[arg-type]
        )
        self._next_row += 1
        it.messages.append(message)
        it.messages.sort(key=_cursor)
        line = replace(it.line, last_message=it.messages[-1], last_activity=it.messages[-1].sent_at)
        if not is_outgoing and not is_quiet:
            line = replace(
                line,
                unread_count=line.unread_count + 1,
                first_unread_row=line.first_unread_row or message.row,
            )
        it.line = line
        self.changes.announce(MessagesChanged(conversation, added=(message.row,)))
        self.touch(conversation)
        return message

    def change(self, conversation: ConversationId, row: int, **fields: object) -> None:
        """A newer revision of a message."""
        it = self.conversations[conversation]
        for n, message in enumerate(it.messages):
            if message.row == row:
                fields["revision"] = message.revision + 1
                it.messages[n] = replace(message, **fields)  # type: ignore[arg-type]
        self.changes.announce(MessagesChanged(conversation, updated=(row,)))

    def set_typing(self, conversation: ConversationId, *who: Jid) -> None:
        self.conversations[conversation].typing = who
        state = ChatState.COMPOSING if who else ChatState.PAUSED
        self.changes.announce(
            TypingChanged(conversation, who[0] if who else conversation.peer, state)
        )

    def update_line(self, conversation: ConversationId, **fields: object) -> None:
        it = self.conversations[conversation]
        it.line = replace(it.line, **fields)  # type: ignore[arg-type]
        self.touch(conversation)

    def touch(self, conversation: ConversationId) -> None:
        self.changes.announce(
            ConversationsChanged(conversation.account, frozenset({conversation.peer}))
        )


def make_account(
    number: int, address: str, company: str, on_change: Callable[[Account], Account] | None = None
) -> Account:
    account = Account(
        AccountId(f"account{number}"), Jid.parse(address), company, colour=number, position=number
    )
    return on_change(account) if on_change else account


def _cursor(message: Message) -> MessageCursor:
    return MessageCursor(message.sent_at, message.row)
