"""What an open room is to us: whether we are in it and why not, what we may do, who can be taken for whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal

from startalk_desktop.core.ports import RequestFailed
from startalk_desktop.core.room_joins import PASSING
from startalk_desktop.model.failure import Failure, FailureCode
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.room import RoomAbilities, RoomEvent, RoomEventKind, RoomInfo
from startalk_desktop.tasks import TaskScope
from startalk_desktop.viewmodels.coalescing import CoalescedTask
from startalk_desktop.viewmodels.gone import ACCOUNT_GONE
from startalk_desktop.viewmodels.members_model import REST_MS
from startalk_desktop.viewmodels.messages import MessageListModel

if TYPE_CHECKING:
    from startalk_desktop.core.conversation import ConversationHandle

_EXITS: Final = frozenset(
    {
        RoomEventKind.KICKED,
        RoomEventKind.BANNED,
        RoomEventKind.REMOVED,
        RoomEventKind.DESTROYED,
    }
)
_NOBODY: Final[Mapping[str, str]] = MappingProxyType({})


class WayBack(Enum):
    """What there is to do for somebody who is not in the room."""

    REJOIN = "rejoin"
    ELSEWHERE = "elsewhere"  # the room named another to go to
    NONE = "none"


@dataclass(frozen=True, slots=True)
class OutOfRoom:
    """We are not in the room.

    Attributes:
        event: how we were put out, where we were.
        failure: why we are not let in.
    """

    event: RoomEvent | None = None
    failure: Failure | None = None

    @property
    def way_back(self) -> WayBack:
        """What to offer."""
        if self.event is not None and self.event.kind is RoomEventKind.DESTROYED:
            return WayBack.ELSEWHERE if self.event.alternative is not None else WayBack.NONE
        if self.failure is not None and self.failure.code is FailureCode.RECIPIENT_UNKNOWN:
            return WayBack.NONE  # closed while we were away
        if self.event is None:
            return WayBack.REJOIN
        return WayBack.NONE if self.event.kind is RoomEventKind.BANNED else WayBack.REJOIN

    @property
    def alternative(self) -> Jid | None:
        """The room to go to instead."""
        return self.event.alternative if self.event is not None else None


class RoomState(QObject):
    """Asks the room's handle; `lookalikes_changed` follows a reading of its members."""

    lookalikes_changed = Signal()

    def __init__(
        self,
        handle: ConversationHandle,
        messages: MessageListModel,
        scope: TaskScope,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._handle = handle
        self._messages = messages
        self._lookalikes = _NOBODY
        self._reading = CoalescedTask(scope, "read who looks like whom", self._read)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._rest.timeout.connect(self._reading.request)

    @property
    def info(self) -> RoomInfo | None:
        """What the room says of itself."""
        try:
            return self._handle.room_info()
        except ACCOUNT_GONE:
            return None

    @property
    def abilities(self) -> RoomAbilities:
        """What we may do there."""
        try:
            return self._handle.room_abilities()
        except ACCOUNT_GONE:
            return RoomAbilities()

    @property
    def failure(self) -> Failure | None:
        """Why we are not in it, where that is not our wish."""
        try:
            return self._handle.room_failure()
        except ACCOUNT_GONE:
            return None

    @property
    def is_shut_out(self) -> bool:
        """Whether the room does not want us, so that nothing is to be gained by waiting."""
        failure = self.failure
        return failure is not None and failure.code not in PASSING

    @property
    def is_returning(self) -> bool:
        """Whether we are out by a break, and on the way back."""
        failure = self.failure
        return failure is not None and failure.code in PASSING

    @property
    def hides_people(self) -> bool:
        """Whether others go by nicks that anybody may choose, as the room tells, or told before we were offline."""
        try:
            return self._handle.is_anonymous() is True
        except ACCOUNT_GONE:
            return False

    def out(self) -> OutOfRoom:
        """Why we are not in it: by what was told last in the conversation, and by what the room answers."""
        return OutOfRoom(self._last_exit(), self.failure)

    def look_for_lookalikes(self) -> None:
        """People came, or are called otherwise."""
        if self.hides_people and not self._rest.isActive():
            self._rest.start()

    def stop(self) -> None:
        """Look no more."""
        self._rest.stop()

    def lookalike_of(self, nick: str) -> str:
        """Whom somebody of that nick can be taken for; empty where they can't."""
        return self._lookalikes.get(nick, "")

    def _last_exit(self) -> RoomEvent | None:
        for row in range(self._messages.rowCount() - 1, -1, -1):
            event = self._messages.message(row).event
            if event is not None and event.is_own and event.kind in _EXITS:
                return event
        return None

    async def _read(self) -> None:
        try:
            members = await self._handle.members()
        except (RequestFailed, *ACCOUNT_GONE):
            return  # offline or out of the room: it is read again when we are in
        found = {
            member.nick: member.looks_like
            for member in members
            if member.nick is not None and member.looks_like is not None
        }
        if found != self._lookalikes:
            self._lookalikes = MappingProxyType(found)
            self._messages.set_lookalikes(self._lookalikes)
            self.lookalikes_changed.emit()
