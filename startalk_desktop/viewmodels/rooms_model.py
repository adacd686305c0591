"""The public rooms of a company, to find one and join it."""

from __future__ import annotations

from enum import Enum, IntEnum
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from startalk_desktop.core.accounts import Accounts
from startalk_desktop.core.errors import AccountNotOpen, AccountUnknown
from startalk_desktop.core.inbox import Inbox
from startalk_desktop.core.ports import RequestFailed
from startalk_desktop.model.account import Account
from startalk_desktop.model.failure import Failure, FailureCode
from startalk_desktop.model.identity import AccountId, ConversationId, ConversationKind
from startalk_desktop.model.jid import Jid, JidError
from startalk_desktop.model.room import RoomInfo
from startalk_desktop.tasks import TaskScope

_NOWHERE = QModelIndex()
Index = QModelIndex | QPersistentModelIndex


class RoomsState(Enum):
    """What the list is worth."""

    LOADING = "loading"
    READY = "ready"
    FAILED = "failed"


class RoomsRole(IntEnum):
    """What a row tells."""

    INFO = Qt.ItemDataRole.UserRole + 1  # RoomInfo
    IS_JOINED = Qt.ItemDataRole.UserRole + 2  # bool


class RoomsModel(QAbstractListModel):
    """The rooms that one company's server lists, narrowed by a text.

    Signals:
        state_changed
        joined(ConversationId)
        join_failed(Failure)
        password_wanted(address, is_wrong): the room asks for one; `is_wrong`: and not for the one it was given.
    """

    state_changed = Signal()
    joined = Signal(object)
    join_failed = Signal(object)
    password_wanted = Signal(object, bool)

    def __init__(
        self, accounts: Accounts, inbox: Inbox, scope: TaskScope, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._accounts = accounts
        self._inbox = inbox
        self._scope = scope
        self._account: AccountId | None = None
        self._rooms: tuple[RoomInfo, ...] = ()
        self._shown: list[RoomInfo] = []
        self._text = ""
        self._is_joining = False
        self._inside: frozenset[Jid] = frozenset()
        self._is_closed = False
        self.state = RoomsState.READY
        self.failure: Failure | None = None

    def close(self) -> None:
        """Nobody waits for an answer any more; a room that is being joined is joined all the same."""
        self._is_closed = True
        self._account = None  # what comes is of no account that is looked at

    @property
    def companies(self) -> list[Account]:
        """The accounts whose rooms can be listed, in the order of the rail."""
        return self._accounts.all()

    @property
    def is_joining(self) -> bool:
        """Whether a room has been asked to let us in, and has not answered yet."""
        return self._is_joining

    def set_account(self, account: AccountId) -> None:
        """List the rooms of `account`."""
        self._account = account
        self._rooms = ()
        self._narrow()
        self._set_state(RoomsState.LOADING)
        self._scope.start(self._load(account), f"rooms of {account}")

    def set_text(self, text: str) -> None:
        """Show only rooms with `text` in name, description or address."""
        self._text = text.strip().casefold()
        self._narrow()

    def join_row(self, row: int) -> None:
        """Join the room in `row`, or just go there; `joined`, `join_failed` or `password_wanted` follows."""
        self._join(self._shown[row].jid)

    def join_with(self, room: Jid, password: str) -> None:
        """Join a room that asks for a password."""
        self._join(room, password)

    def join_named(self, text: str) -> None:
        """Join a room by its address or by its name on the company's room service.

        `join_failed` follows at once where the text is no address.
        """
        account = self._account
        if account is None:
            return
        address = text.strip()
        try:
            if "@" not in address:
                service = self._service(account)
                address = f"{address}@{service}"
            self._join(Jid.parse(address).bare)
        except JidError as error:
            self.join_failed.emit(Failure(FailureCode.RECIPIENT_UNKNOWN, str(error)))

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """How many rooms match."""
        return 0 if parent.isValid() else len(self._shown)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What a row tells; see `RoomsRole`."""
        if not index.isValid():
            return None
        room = self._shown[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return room.name or room.jid.local
            case RoomsRole.INFO:
                return room
            case RoomsRole.IS_JOINED:
                return room.jid in self._inside
        return None

    def _service(self, account: AccountId) -> str:
        if self._rooms:
            return self._rooms[0].jid.domain
        return f"conference.{self._accounts.get(account).jid.domain}"

    def _join(self, room: Jid, password: str = "") -> None:
        if self._account is None or self._is_joining:
            return
        if room in self._inside:
            self.joined.emit(ConversationId(self._account, room))
            return
        self._is_joining = True
        self.state_changed.emit()
        self._scope.start(
            self._enter(self._account, room, password), f"joining a room of {self._account}"
        )

    async def _enter(self, account: AccountId, room: Jid, password: str) -> None:
        failure: Failure | None = None
        conversation: ConversationId | None = None
        is_password_wanted = False
        try:
            conversation = await self._inbox.join_room(account, room, password=password)
        except RequestFailed as error:
            is_password_wanted = error.condition == "not-authorized"
            failure = error.failure
        except (AccountNotOpen, AccountUnknown):
            failure = Failure(FailureCode.CONNECTION_LOST)
        if self._is_closed:
            return
        if is_password_wanted:
            self.password_wanted.emit(room, bool(password))
        elif failure is not None:
            self.join_failed.emit(failure)
        else:
            self.joined.emit(conversation)
        self._is_joining = False
        self.state_changed.emit()

    async def _load(self, account: AccountId) -> None:
        try:
            lines = await self._inbox.conversations(account)
            rooms = await self._inbox.browse_rooms(account)
        except RequestFailed as error:
            self._on_load_failed(account, error.failure)
        except (AccountNotOpen, AccountUnknown):
            self._on_load_failed(account, Failure(FailureCode.CONNECTION_LOST))
        else:
            if account == self._account:
                self._inside = frozenset(
                    line.id.peer
                    for line in lines
                    if line.kind is ConversationKind.ROOM and line.is_joined
                )
                self._rooms = tuple(sorted(rooms, key=lambda room: room.name.casefold()))
                self._narrow()
                self._set_state(RoomsState.READY)

    def _on_load_failed(self, account: AccountId, failure: Failure) -> None:
        if account == self._account:
            self.failure = failure
            self._set_state(RoomsState.FAILED)

    def _narrow(self) -> None:
        self.beginResetModel()
        self._shown = [
            room
            for room in self._rooms
            if self._text in f"{room.name}\n{room.description}\n{room.jid}".casefold()
        ]
        self.endResetModel()

    def _set_state(self, state: RoomsState) -> None:
        self.state = state
        self.state_changed.emit()
