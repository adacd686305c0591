"""One open conversation: whom it is with, what may be sent and in whose name, the draft, who types, who is there."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from startalk_desktop.core.errors import AccountUnknown
from startalk_desktop.core.ports import RequestFailed
from startalk_desktop.model.account import Account
from startalk_desktop.model.changes import (
    AccountsChanged,
    ActionFailed,
    Change,
    ConnectionStateChanged,
    ConversationsChanged,
    DirectoryChanged,
    FilesChanged,
    MessagesChanged,
    PeopleChanged,
    ReadersChanged,
    RoomChanged,
    TransferChanged,
    TypingChanged,
)
from startalk_desktop.model.connection import ConnectionState, Offline, Refused
from startalk_desktop.model.conversation import Conversation
from startalk_desktop.model.identity import ConversationId, ConversationKind, Timestamp
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.linked import worn_domain
from startalk_desktop.model.message import Message
from startalk_desktop.model.presence import Availability
from startalk_desktop.model.room import Occupant, RoomEvent
from startalk_desktop.tasks import TaskScope
from startalk_desktop.viewmodels.attachments import Attachments
from startalk_desktop.viewmodels.coalescing import CoalescedTask
from startalk_desktop.viewmodels.composing import Composing
from startalk_desktop.viewmodels.files_model import FilesModel, LinksIn, Shelf
from startalk_desktop.viewmodels.find_model import FindModel
from startalk_desktop.viewmodels.gone import ACCOUNT_GONE, unless_gone
from startalk_desktop.viewmodels.line import is_signed_in
from startalk_desktop.viewmodels.message_actions import MessageActions
from startalk_desktop.viewmodels.message_pager import MessagePager, PastState
from startalk_desktop.viewmodels.messages import MessageListModel
from startalk_desktop.viewmodels.picture_roll import PictureRoll
from startalk_desktop.viewmodels.pictures import PicturePlace
from startalk_desktop.viewmodels.room_events import RoomEventRows
from startalk_desktop.viewmodels.room_state import RoomState
from startalk_desktop.viewmodels.transfers import TransferBoard

if TYPE_CHECKING:
    from startalk_desktop.core.startalk import Startalk

_PAGES_BACK = 40
_PAGE_BACK = 100


class SendMode(Enum):
    """What happens to a message sent now."""

    NOW = "now"
    QUEUED = "queued"  # kept, and sent when the line is back
    REFUSED = "refused"  # the account can't sign in before the user does something
    LOCKED = "locked"
    NOT_JOINED = "not-joined"  # a room that we are not in
    GONE = "gone"  # the account was removed


@dataclass(frozen=True, slots=True)
class Standing:
    """What the composer shows: the mode, and the connection's state behind it."""

    mode: SendMode
    state: ConnectionState


class ConversationViewModel(QObject):
    """Open it with `open`, end it with `close`.

    `actions` is what is done to its messages, `composing` what is written, `attachments` what files are to be sent,
    `transfers` how those on their way get on.

    Signals:
        header_changed: name, picture, availability or company changed.
        standing_changed: what happens to a message sent now changed.
        typing_changed, occupants_changed: who types, who is there.
        draft_restored(text): the draft as it was kept.
        could_not_send(text): the store did not take the message; it goes back into the composer.
        limits_changed: what the domain takes of files, or whether it does at present, changed.
        messages_changed(MessagesChanged): what the store told.
    """

    header_changed = Signal()
    standing_changed = Signal()
    typing_changed = Signal()
    occupants_changed = Signal()
    draft_restored = Signal(str)
    could_not_send = Signal(str)
    limits_changed = Signal()
    messages_changed = Signal(object)

    def __init__(
        self,
        startalk: Startalk,
        conversation: Conversation,
        scope: TaskScope,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._startalk = startalk
        self._conversation = conversation
        self._reading = scope.child("reading")  # ends with the view-model
        self._scope = scope.child("writing")  # what was asked for is done to its end
        self._account = startalk.accounts.get(conversation.id.account)
        self._handle = startalk.conversation(conversation.id)
        self._marked_row = -1
        self._jump = 0  # counts them
        self.messages = MessageListModel(self.name_of, self)
        self.messages.set_address_namer(self.name_of_address)
        self.pager = MessagePager(self._handle, self.messages, self._reading, self)
        self.composing = Composing(startalk, conversation, self.name_of, self._scope, self)
        self.composing.draft_restored.connect(self.draft_restored)
        self.composing.could_not_send.connect(self.could_not_send)
        self.composing.sending.connect(self.clear_unread_divider)
        self.composing.sent.connect(self._on_sent)
        self.room = RoomState(self._handle, self.messages, self._reading, self)
        self.events = RoomEventRows(
            self._handle, self.messages, self.pager, self.name_of_event, self._name_of_nick, self
        )
        self.actions = MessageActions(startalk, conversation.id, self._scope, self)
        self.attachments = Attachments(self._handle, self._scope, self)
        self.transfers = TransferBoard(self._handle, self._scope, self)
        self._info = CoalescedTask(self._reading, "read the conversation's line", self._read_info)
        self._readers = CoalescedTask(self._reading, "read who has read", self._read_readers)
        self._subscription = startalk.changes.subscribe(self._on_change)

    # whom and as whom

    @property
    def id(self) -> ConversationId:
        """The conversation's identity."""
        return self._conversation.id

    @property
    def conversation(self) -> Conversation:
        """Its line in the inbox."""
        return self._conversation

    @property
    def account(self) -> Account:
        """In whose name messages leave."""
        return self._account

    @property
    def is_room(self) -> bool:
        """Whether it is with a room."""
        return self._conversation.kind is ConversationKind.ROOM

    @property
    def availability(self) -> Availability:
        """The person's availability; unknown for rooms."""
        if self.is_room:
            return Availability.UNKNOWN
        return self._startalk.directory.presence(self.id.account, self.id.peer).availability

    @property
    def status_text(self) -> str:
        """What the person says of their availability, or the room's subject."""
        if not self.is_room:
            return self._startalk.directory.presence(self.id.account, self.id.peer).status
        try:
            return self._handle.subject()
        except ACCOUNT_GONE:
            return ""

    @property
    def standing(self) -> Standing:
        """What happens to a message sent now."""
        accounts = self._startalk.accounts
        try:
            state = accounts.state(self.id.account)
            if accounts.is_locked(self.id.account):
                return Standing(SendMode.LOCKED, state)
        except AccountUnknown:
            return Standing(SendMode.GONE, Offline())
        if isinstance(state, Refused):
            return Standing(SendMode.REFUSED, state)
        if not is_signed_in(state):
            return Standing(SendMode.QUEUED, state)
        if self.is_room and (not self._conversation.is_joined or self.room.is_shut_out):
            return Standing(SendMode.NOT_JOINED, state)
        if self.is_room and self.room.is_returning:
            return Standing(SendMode.QUEUED, state)
        return Standing(SendMode.NOW, state)

    @property
    def takes_files(self) -> bool:
        """Whether files can be sent now, or kept to be sent."""
        return self.standing.mode in (SendMode.NOW, SendMode.QUEUED)

    def typing_names(self) -> tuple[str, ...]:
        """Who types now."""
        try:
            typing = self._handle.typing()
        except ACCOUNT_GONE:
            return ()
        return tuple(self._startalk.directory.name(self.id.account, jid) for jid in typing)

    def occupants(self) -> tuple[Occupant, ...]:
        """Who is in the room."""
        try:
            return self._handle.occupants()
        except ACCOUNT_GONE:
            return ()

    def name_of(self, message: Message) -> str:
        """What to call who wrote `message`, or whom it tells of."""
        if message.event is not None:
            return self.name_of_event(message.event)
        if self.is_room:
            if message.sender_real_jid is not None:
                return self._startalk.directory.name(self.id.account, message.sender_real_jid)
            return message.sender_name
        return self._startalk.directory.name(self.id.account, message.sender.bare)

    def name_of_address(self, address: Jid) -> str:
        """What to call somebody: a bare address, or an occupant's."""
        return self._startalk.directory.name(self.id.account, address)

    def name_of_event(self, event: RoomEvent) -> str:
        """What to call whom `event` is about: the person, where the room says who it is, and of which other company."""
        if event.jid is None:
            return event.who
        name = self._startalk.directory.name(self.id.account, event.jid)
        domain = worn_domain(event.jid, self.account.jid)
        return f"{name} ({domain})" if domain else name

    def _name_of_nick(self, nick: str) -> str:
        real = next((one.real_jid for one in self.occupants() if one.nick == nick), None)
        return self._startalk.directory.name(self.id.account, real) if real is not None else nick

    # living

    async def open(self, row: int | None = None) -> None:
        """Load messages: around store row `row`, else where reading stopped, else the newest."""
        await self._reading.start(self._load(row), "open")

    async def _load(self, row: int | None) -> None:
        unread = self._conversation.first_unread_row
        if unread is not None and self._conversation.unread_count > 0:
            self.messages.set_first_unread(unread)
        self.composing.restore()
        self.transfers.restore()
        self._readers.request()
        if self.is_room:
            self.room.look_for_lookalikes()
        target = row if row is not None else self.messages.first_unread
        with suppress(*ACCOUNT_GONE):
            if target is None or not await self.pager.show_around(target):
                await self.pager.show_latest()
            await self.pager.fill()

    async def close(self) -> None:
        """Keep the draft, stop typing, and hear no more changes."""
        self._subscription.cancel()
        self.events.stop()
        self.room.stop()
        self.composing.rest()
        await self._reading.close()
        await self._scope.drain()
        await self.composing.keep_draft()

    def jump_to(self, row: int) -> None:
        """Bring the message of that store row into view."""
        self._jump += 1
        self._reading.start(unless_gone(self.pager.show_around(row)), "jump to a message")

    def jump_to_latest(self) -> None:
        """Bring the newest message into view."""
        self._jump += 1
        if self.pager.has_below:
            latest = unless_gone(self.pager.show_latest())
            self._reading.start(latest, "jump to the newest message")
        else:
            self.pager.shown.emit(-1)

    def jump_to_time(self, at: Timestamp) -> None:
        """Bring the first message at or after `at` into view, or else the last before."""
        self._jump += 1
        self._reading.start(unless_gone(self._jump_to_time(at, self._jump)), "jump to a day")

    def jump_to_first_unread(self) -> None:
        """Bring what was unread when the conversation was opened, or is now, into view."""
        row = self.messages.first_unread or self._conversation.first_unread_row
        if row is not None:
            self.jump_to(row)

    def jump_to_mention(self) -> None:
        """Bring the oldest unread message that names us into view."""
        if self._conversation.first_mention_row is not None:
            self.jump_to(self._conversation.first_mention_row)

    def new_find(self, parent: QObject) -> FindModel:
        """A search in this conversation, which is its owner's to keep and to end."""
        return FindModel(self._handle, self.name_of, self._reading, parent)

    def new_files(self, shelf: Shelf, links_in: LinksIn, parent: QObject) -> FilesModel:
        """A look through this conversation's files, which is its owner's to keep and to end."""
        return FilesModel(self._handle, shelf, self.name_of, links_in, self._reading, parent)

    def new_roll(
        self, message: Message, places: Sequence[PicturePlace], index: int, parent: QObject
    ) -> PictureRoll:
        """The conversation's pictures around one of `message`, which is its owner's to keep and to end."""
        return PictureRoll(self._handle, message, places, index, self._reading, parent)

    def note_seen(self, row: int) -> None:
        """The message of that store row, and all before it, stood before the user's eyes."""
        line = self._conversation
        if line.is_marked_unread or (row > self._marked_row and line.unread_count > 0):
            self._marked_row = max(row, self._marked_row)
            self._scope.start(self._mark_read(row), "mark read")

    def clear_unread_divider(self) -> None:
        """The user answered or came back: what was unread is not set apart any more."""
        self.messages.set_first_unread(None)

    # writing

    def edit_draft(self, text: str) -> None:
        """The composer's text is now `text`; it is kept after a short pause."""
        self.composing.edit_draft(text)

    def send(self, text: str) -> None:
        """Send `text`; the composer is empty from now on."""
        self.composing.send(text)

    def _on_sent(self) -> None:
        if self.pager.has_below and not self._reading.is_closed:
            self._reading.start(unless_gone(self.pager.show_latest()), "jump to the newest message")

    async def _mark_read(self, row: int) -> None:
        try:
            await self._handle.mark_read(row)
        except ACCOUNT_GONE:
            return  # locked meanwhile: it stays unread

    # news

    def _on_change(self, change: Change) -> None:
        match change:
            case AccountsChanged():
                self._accounts_changed()
            case (
                MessagesChanged(conversation)
                | TypingChanged(conversation)
                | RoomChanged(conversation)
                | ReadersChanged(conversation)
                | ActionFailed(conversation)
                | TransferChanged(conversation)
            ):
                if conversation == self.id:
                    self._on_own_change(change)
            case FilesChanged(account) if account == self.id.account:
                self.limits_changed.emit()
            case ConversationsChanged(account, peers) if account == self.id.account:
                if self.id.peer in peers:
                    self._info.request()
            case DirectoryChanged(account) if account == self.id.account:
                self._info.request()
            case PeopleChanged(account, jids) if account == self.id.account:
                self._people_changed(jids)
            case ConnectionStateChanged(account, state) if account == self.id.account:
                self.standing_changed.emit()
                if is_signed_in(state) and self.pager.past is PastState.FAILED:
                    self.pager.retry_past()

    def _on_own_change(self, change: Change) -> None:
        match change:
            case MessagesChanged():
                self.pager.take(change)
                self.messages_changed.emit(change)
            case TransferChanged():
                self.transfers.take(change.transfer)
            case TypingChanged():
                self.typing_changed.emit()
            case RoomChanged():
                self.occupants_changed.emit()
                self.events.changed()
                self.room.look_for_lookalikes()
                self._info.request()
            case ReadersChanged():
                self._readers.request()
            case ActionFailed():
                self.actions.failed.emit(change)

    def _people_changed(self, jids: frozenset[Jid]) -> None:
        if not jids.isdisjoint(self.messages.senders()):
            self.messages.names_changed()
        if self.is_room:
            self.events.changed()
        if self.id.peer in jids:
            self.header_changed.emit()

    def _accounts_changed(self) -> None:
        with suppress(AccountUnknown):  # `standing` tells GONE; the window closes the conversation
            self._account = self._startalk.accounts.get(self.id.account)
        self.header_changed.emit()
        self.standing_changed.emit()

    async def _read_info(self) -> None:
        try:
            conversation = await self._handle.info()
        except (*ACCOUNT_GONE, LookupError):
            return  # locked or removed meanwhile; `AccountsChanged` tells
        if conversation.unread_count and not self._conversation.unread_count:
            self._marked_row = -1
        self._conversation = conversation
        self.header_changed.emit()
        self.standing_changed.emit()

    async def _read_readers(self) -> None:
        if self.is_room:
            self.messages.set_readers(await self.actions.readers())

    async def _jump_to_time(self, at: Timestamp, jump: int) -> None:
        """Go to the nearest that is on this machine at once, and further back when that has come.

        Whoever jumps elsewhere meanwhile stays there.
        """
        await self._show_at(at)
        for _ in range(_PAGES_BACK):
            if jump != self._jump or await self._reaches_back_to(at):
                return
            has_more = await self._fetch_older()
            if not has_more or await self._reaches_back_to(at):
                if jump == self._jump:
                    await self._show_at(at)
                return

    async def _show_at(self, at: Timestamp) -> None:
        row = await self._handle.row_at(at)
        if row is not None:
            await self.pager.show_around(row)

    async def _reaches_back_to(self, at: Timestamp) -> bool:
        first = await self._handle.row_at(0)
        oldest = await self._handle.by_rows((first,)) if first is not None else []
        return bool(oldest) and oldest[0].sent_at <= at

    async def _fetch_older(self) -> bool:
        try:
            return await self._handle.fetch_older(_PAGE_BACK)
        except RequestFailed:
            return False  # offline, or refused: what is here is shown
