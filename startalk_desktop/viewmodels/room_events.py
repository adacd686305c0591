"""Rows between the messages of a room that say who came and went, kept in step with what `core` remembers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer

from startalk_desktop.model.identity import Timestamp
from startalk_desktop.model.message import DeliveryState, Message, MessageKind
from startalk_desktop.model.room import RoomEvent, RoomEventKind
from startalk_desktop.viewmodels.event_folds import EventFold, FoldedEvent, folded
from startalk_desktop.viewmodels.gone import ACCOUNT_GONE
from startalk_desktop.viewmodels.message_pager import MessagePager, PastState
from startalk_desktop.viewmodels.messages import MessageListModel

if TYPE_CHECKING:
    from startalk_desktop.core.conversation import ConversationHandle

_REST_MS: Final = 120  # in a room of hundreds somebody always comes or goes

_Key = tuple[Timestamp, RoomEventKind, str]


class RoomEventRows(QObject):
    """Puts folds into a `MessageListModel`; where nothing is folded, there are none.

    Args:
        handle: the room.
        model: where its messages are.
        pager: which part of them.
        name_of: what to call whom an event is about.
        name_of_actor: what to call whoever did it, by the nick.
    """

    def __init__(
        self,
        handle: ConversationHandle,
        model: MessageListModel,
        pager: MessagePager,
        name_of: Callable[[RoomEvent], str],
        name_of_actor: Callable[[str], str],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._handle = handle
        self._model = model
        self._pager = pager
        self._name_of = name_of
        self._name_of_actor = name_of_actor
        self._rows: dict[_Key, int] = {}
        self._shown: dict[int, tuple[Message, EventFold]] = {}
        self._open: set[_Key] = set()
        self._is_changing = False
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MS)
        self._rest.timeout.connect(self._arrange)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self._arrange)
        for signal in (model.rowsInserted, model.rowsRemoved, model.modelReset):
            signal.connect(self._on_messages)
        pager.below_changed.connect(self._on_messages)
        pager.past_changed.connect(self._on_messages)

    def changed(self) -> None:
        """Something may have happened."""
        if not self._rest.isActive():
            self._rest.start()

    def stop(self) -> None:
        """Nothing is shown any more."""
        self._rest.stop()
        self._soon.stop()
        self._is_changing = True

    def toggle(self, row: int) -> None:
        """Open or close the fold of that (negative) store row."""
        key = next((key for key, known in self._rows.items() if known == row), None)
        if key is not None:
            self._open ^= {key}
            self._arrange()

    def _on_messages(self) -> None:
        if not self._is_changing:
            self._soon.start()

    def _arrange(self) -> None:
        cursors = self._model.cursors()
        is_beginning = self._pager.past is PastState.BEGINNING
        since = cursors[0].sent_at if cursors and not is_beginning else 0
        until = cursors[-1].sent_at if cursors and self._pager.has_below else None
        try:
            events = self._handle.room_events(since)
        except ACCOUNT_GONE:
            return
        folds: dict[int, tuple[Message, EventFold]] = {}
        for run in folded(events, cursors, until, is_beginning=is_beginning):
            row, fold = self._fold(run)
            before = self._shown.get(row)
            if before is not None and before[1] == fold:
                folds[row] = before
            else:
                revision = before[0].revision + 1 if before is not None else 1
                folds[row] = (self._message(row, fold, revision), fold)
        self._shown = folds
        self._is_changing = True
        self._model.set_folds(folds)
        self._is_changing = False

    def _fold(self, run: Sequence[RoomEvent]) -> tuple[int, EventFold]:
        first = run[0]
        key = (first.at, first.kind, first.who)
        row = self._rows.setdefault(key, -1 - len(self._rows))
        events = tuple(
            FoldedEvent(event, self._name_of(event), self._name_of_actor(event.by)) for event in run
        )
        return row, EventFold(events, key in self._open)

    def _message(self, row: int, fold: EventFold, revision: int) -> Message:
        return Message(
            row=row,
            conversation=self._handle.id,
            kind=MessageKind.EVENT,
            sender=self._handle.id.peer,
            sender_real_jid=None,
            is_outgoing=False,
            text="",
            sent_at=fold.at,
            state=DeliveryState.RECEIVED,
            revision=revision,
        )
