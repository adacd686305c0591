"""The pictures of one conversation in their order, as one who looks at them large goes from one to the next."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal

from startalk_desktop.model.files import FileKind
from startalk_desktop.model.message import Message, MessageCursor
from startalk_desktop.tasks import TaskScope
from startalk_desktop.viewmodels.coalescing import CoalescedTask
from startalk_desktop.viewmodels.gone import ACCOUNT_GONE
from startalk_desktop.viewmodels.message_window import cursor_of
from startalk_desktop.viewmodels.pictures import PicturePlace

if TYPE_CHECKING:
    from startalk_desktop.core.conversation import ConversationHandle

_PAGE: Final = 60
_NEAR: Final = 5  # pictures before the end at which more are read
_PAGES_DOWN: Final = 40  # from the newest, to find what comes after the first that was shown


class RollEntry:
    """A picture, and its message where that is known (a link to one has none)."""

    __slots__ = ("message", "place")

    def __init__(self, place: PicturePlace, message: Message) -> None:
        self.place = place
        self.message = message


class PictureRoll(QObject):
    """Begins with the pictures of one message, oldest first; those around come when they are neared.

    `changed`: more are known; `index` is where one stands, which moves with what comes before it.
    """

    changed = Signal()

    def __init__(
        self,
        handle: ConversationHandle,
        message: Message,
        places: Sequence[PicturePlace],
        index: int,
        scope: TaskScope,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._handle = handle
        self._scope = scope
        self._entries = [RollEntry(place, message) for place in places]
        self._index = min(max(index, 0), len(self._entries) - 1)
        self._start = cursor_of(message)
        self._oldest = self._start
        self._has_older = True
        self._has_newer = True
        self._knows_newer = False
        self._is_ended = False
        self._older = CoalescedTask(scope, "read older pictures", self._read_older)
        self._newer = CoalescedTask(scope, "read newer pictures", self._read_newer)
        self._near()

    def end(self) -> None:
        """Nobody looks any more; what is being read is for nothing."""
        self._is_ended = True

    @property
    def index(self) -> int:
        """Where one stands among those that are known."""
        return self._index

    @property
    def count(self) -> int:
        """How many are known."""
        return len(self._entries)

    @property
    def is_whole(self) -> bool:
        """Whether all of the conversation's pictures are known."""
        return not self._has_older and self._knows_newer

    @property
    def current(self) -> RollEntry:
        """On which one stands."""
        return self._entries[self._index]

    def neighbour(self, step: int) -> RollEntry | None:
        """The one `step` further on, if it is known."""
        target = self._index + step
        return self._entries[target] if 0 <= target < len(self._entries) else None

    def go(self, step: int) -> bool:
        """Go on by `step`; False where there is (still) nothing."""
        if self.neighbour(step) is None:
            return False
        self._index += step
        self._near()
        return True

    def _near(self) -> None:
        if self._has_older and self._index < _NEAR:
            self._older.request()
        if self._has_newer and self._index >= len(self._entries) - _NEAR:
            self._newer.request()

    async def _read_older(self) -> None:
        try:
            found = await self._handle.files(FileKind.PICTURES, self._oldest, _PAGE)
        except ACCOUNT_GONE:
            self._has_older = False
            return
        if self._is_ended:
            return
        self._has_older = len(found) >= _PAGE
        if not found:
            return
        self._oldest = cursor_of(found[-1][0])
        self._entries[:0] = _entries(found)
        self._index += len(found)
        self.changed.emit()

    async def _read_newer(self) -> None:
        """From the newest down to the message that one began with: there is no way to ask for what follows one."""
        if not self._has_newer:
            return
        self._has_newer = False
        newer: list[tuple[Message, int]] = []
        before: MessageCursor | None = None
        for _ in range(_PAGES_DOWN):
            try:
                found = await self._handle.files(FileKind.PICTURES, before, _PAGE)
            except ACCOUNT_GONE:
                return
            newer += [one for one in found if cursor_of(one[0]) > self._start]
            is_through = not found or cursor_of(found[-1][0]) <= self._start
            if is_through or len(found) < _PAGE:
                break
            before = cursor_of(found[-1][0])
        else:
            return  # too far away: what lies between would be missing
        if self._is_ended:
            return
        self._knows_newer = True
        self._entries += _entries(newer)
        self.changed.emit()


def _entries(newest_first: Sequence[tuple[Message, int]]) -> list[RollEntry]:
    """In the order in which they were sent; those of one message keep theirs."""
    ordered = sorted(newest_first, key=lambda one: (cursor_of(one[0]), one[1]))
    return [
        RollEntry(
            PicturePlace(message.conversation, message.row, index, message.files[index]), message
        )
        for message, index in ordered
    ]
