"""The list of messages as a picture: rows of differing height, pixel scrolling, and an anchor that keeps its place."""

from __future__ import annotations

import time

from PySide6.QtCore import (
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    Qt,
    QTimer,
    QVariantAnimation,
    Signal,
)
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QWidget

from startalk_desktop.model.account import Account
from startalk_desktop.model.identity import now
from startalk_desktop.model.message import Message
from startalk_desktop.ui.chat.albums import Album, albums_of
from startalk_desktop.ui.chat.bubble_layout import BubbleLayout, BubbleLayouter, Circumstances
from startalk_desktop.ui.chat.bubble_painter import BubblePainter, PaintState
from startalk_desktop.ui.chat.frames import NextFrame, rows_near
from startalk_desktop.ui.chat.hits import Hit
from startalk_desktop.ui.chat.row_looks import RowLooks
from startalk_desktop.ui.chat.row_stack import RowStack
from startalk_desktop.ui.chat.rows_view import RowsView
from startalk_desktop.ui.theme import Theme
from startalk_desktop.ui.time_texts import TimeTexts
from startalk_desktop.viewmodels.avatars import AvatarImages
from startalk_desktop.viewmodels.message_window import MAX_ROWS
from startalk_desktop.viewmodels.messages import MessageListModel, RowFacts
from startalk_desktop.viewmodels.pictures import PictureImages, PicturePlace
from startalk_desktop.viewmodels.transfers import TransferBoard

_Index = QModelIndex | QPersistentModelIndex

_HEAD = 56  # above the first message: what is beyond it
_FOOT = 14
_AT_END = 6  # pixels from the end that still count as the end
_NEAR = 700  # pixels from an end at which more is asked for
_HIGHLIGHT_MS = 1600
_UNDO_WATCH_MS = 60_000  # look again after that at the latest
_JUMP_MARGIN = 96  # above a message that was jumped to
_MARGIN, _PASSES = 120, 6  # pixels out of sight that are measured as well, and how often at most
_SLICE = 0.004  # seconds a turn for measuring what is out of sight


class MessageView(RowsView):
    """Shows a `MessageListModel`.

    It lays rows out itself (QListView asks every size hint again at each insert) and keeps either the end or the
    first visible message in place, whatever is inserted or removed around it.

    Signals:
        older_wanted, newer_wanted: the view nears an end of the window.
        seen(row): the message of that store row stands before the user's eyes.
        end_left(is_left): the newest message is out of sight, or in sight again.
        settled: rows stand somewhere else now.
    """

    older_wanted = Signal()
    newer_wanted = Signal()
    seen = Signal(int)
    end_left = Signal(bool)
    settled = Signal()

    def __init__(
        self, theme: Theme, times: TimeTexts, images: AvatarImages, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._times = times
        self._looks = RowLooks(images, self)
        self._layouter = BubbleLayouter(theme, times)
        self._painter = BubblePainter(theme, times)
        self._messages: MessageListModel | None = None
        self._rows: list[BubbleLayout | None] = []
        self._circumstances: list[Circumstances] = []
        self._facts: list[RowFacts] = []
        self._albums: dict[int, Album] = {}
        self._stack = RowStack(float(_HEAD))
        self._is_settling = False
        self._slack = 0.0  # room above few messages, so that they stand at the foot
        self._is_dirty = True
        self._is_at_end = True
        self._told_at_end = True
        self._anchor: tuple[int, float] | None = None  # store row, its top below the viewport's
        self._highlight_row = -1
        self._highlight = QVariantAnimation(self)
        self._highlight.setDuration(_HIGHLIGHT_MS)
        self._highlight.setStartValue(1.0)
        self._highlight.setEndValue(0.0)
        self._highlight.valueChanged.connect(lambda _value: self.viewport().update())
        self._highlight.finished.connect(self._end_highlight)
        self._check = QTimer(self)
        self._check.setSingleShot(True)
        self._check.setInterval(0)
        self._check.timeout.connect(self._look_around)
        self._measuring = QTimer(self)
        self._measuring.setInterval(0)
        self._measuring.timeout.connect(self._measure_some)
        self._next_frame = NextFrame(self.viewport())
        self._undo_end = QTimer(self)
        self._undo_end.setSingleShot(True)
        self._undo_end.timeout.connect(self._spoil)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setAccessibleName(self.tr("Messages"))
        self.viewport().setMouseTracking(True)
        theme.changed.connect(self.restyle)
        images.loaded.connect(self.viewport().update)
        self._looks.files.pictures_changed.connect(self._on_pictures_changed)
        self._looks.files.turned.connect(self._next_frame.ask)

    def prepare(self) -> None:
        """Load what the first message would have to wait for; may be called in another thread."""
        self._layouter.prepare()

    def set_pictures(self, pictures: PictureImages, thumbnails: PictureImages) -> None:
        """Where pictures in messages come from, and what stands there before; without, their places stay empty."""
        self._looks.files.set_pictures(pictures, thumbnails)

    def set_transfers(self, board: TransferBoard | None) -> None:
        """Where it is told how the conversation's files get on."""
        self._looks.files.set_transfers(board)

    # what is shown

    def show_messages(self, model: MessageListModel, account: Account, *, is_room: bool) -> None:
        """Show another conversation, from its end."""
        self._messages = model
        self._looks.follow(account, is_room=is_room)
        self._layouter.set_side(account.jid.bare, self._theme.colours.company(account.hue))
        self._is_at_end = True
        self._anchor = None
        self._layouter.forget_all_but(set())
        self.setModel(model)
        model.rowsInserted.connect(self._spoil)
        model.rowsRemoved.connect(self._spoil)
        model.modelReset.connect(self._spoil)
        model.dataChanged.connect(self._spoil)
        self._spoil()

    def set_account(self, account: Account) -> None:
        """The account was edited: another company colour."""
        before, self._looks.account = self._looks.account, account
        if before is None or before.hue != account.hue:
            self.restyle()

    @property
    def is_at_end(self) -> bool:
        """Whether the newest message is in sight."""
        return self._is_at_end

    @property
    def slack(self) -> float:
        """The room above the rows where they are fewer than the view holds."""
        self._ensure_layout()
        return self._slack

    @property
    def content_height(self) -> float:
        """The height of all rows with what is above and below them."""
        self._ensure_layout()
        return self._stack.total + _FOOT

    def layout_of(self, row: int) -> BubbleLayout:
        """Where everything in model row `row` stands."""
        self._ensure_layout()
        known = self._rows[row]
        if known is None:
            known = self._measure(row)
            self._settle()
        return known

    def message_at(self, row: int) -> Message:
        """The message in model row `row`."""
        assert self._messages is not None  # noqa: S101  rows exist only with a model
        return self._messages.message(row)

    def row_count(self) -> int:
        """How many rows are laid out."""
        self._ensure_layout()
        return len(self._rows)

    def row_corner(self, row: int) -> QPointF:
        """The top left corner of model row `row` in the viewport."""
        self._ensure_layout()
        return QPointF(0, self._stack.top(row) + self._slack - self.verticalScrollBar().value())

    def row_height(self, row: int) -> float:
        """How high model row `row` is."""
        self._ensure_layout()
        return self._stack.height(row)

    def row_at(self, y: float) -> int:
        """The model row at viewport height `y`, the nearest where there is none; -1 without rows."""
        self._ensure_layout()
        return self._stack.row_at(y + self.verticalScrollBar().value() - self._slack)

    def jump_to_end(self) -> None:
        """Bring the newest message of the window into view."""
        self._is_at_end = True
        self._ensure_layout()
        self._settle()

    def jump_to(self, store_row: int, *, highlight: bool) -> None:
        """Bring the message of that store row into view, if it is in the window."""
        row = self._messages.row_of(store_row) if self._messages is not None else None
        if row is None:
            return
        self._ensure_layout()
        self._is_at_end = False
        self._anchor = (store_row, float(_JUMP_MARGIN))
        self._settle()
        self.setCurrentIndex(self.model().index(row, 0))
        if highlight:
            self._highlight_row = store_row
            self._highlight.stop()
            self._highlight.start()

    def restyle(self) -> None:
        """Theme, fonts or language changed: everything is laid out anew."""
        self._looks.style += 1
        account = self._looks.account
        if account is not None:
            company = self._theme.colours.company(account.hue)
            self._layouter.set_side(account.jid.bare, company)
        self._layouter.restyle()
        self._spoil()

    def look_around_soon(self) -> None:
        """Tell what is seen and what more is wanted, after the events that are waiting."""
        self._check.start()

    # QListView

    def doItemsLayout(self) -> None:
        """Lay out what changed, and stay in place."""
        self._ensure_layout()
        self._settle()

    def updateGeometries(self) -> None:
        """Set the scroll bar for the rows' height."""
        self._set_range()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Note where the view stands now."""
        super().scrollContentsBy(dx, dy)
        if self._is_settling:
            return
        self._note_place()
        self._bring_up()
        self.settled.emit()
        self.viewport().update()
        self.look_around_soon()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Rows are laid out for the new width."""
        super().resizeEvent(event)
        self._is_dirty = True
        self.doItemsLayout()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the rows in sight."""
        self._ensure_layout()
        if event.rect().contains(self.viewport().rect()):
            self._next_frame.stop()
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), self._theme.colours.chat)
        account = self._looks.account
        if self._messages is not None and account is not None and self._rows:
            company = self._theme.colours.company(account.hue)
            row = self.row_at(event.rect().top())
            while row < len(self._rows):
                corner = self.row_corner(row)
                if corner.y() > event.rect().bottom():
                    break
                message = self._messages.message(row)
                layout = self._rows[row] or self._measure(row)
                if layout.height > 0:  # else another's grid shows it
                    state = self._state_of(row)
                    self._painter.paint(painter, corner, layout, message, state, company)
                row += 1
        painter.end()

    # what a subclass adds to the picture

    def selected_range(self, _row: int) -> tuple[int, int] | None:
        """What of the text shown in model row `_row` is selected, in UTF-16 positions."""
        return None

    def hit_under_mouse(self, _row: int) -> tuple[bool, Hit | None]:
        """Whether the mouse is on model row `_row`, and what of it is under the mouse."""
        return False, None

    def is_row_checked(self, _store_row: int) -> bool:
        """Whether the message is chosen, where whole messages are being chosen."""
        return False

    # inside

    def _state_of(self, row: int) -> PaintState:
        facts = self._facts[row]
        message = facts.message
        is_hovered, hovered = self.hit_under_mouse(row)
        album = self._albums.get(row)
        rows = range(album.first, album.last + 1) if album is not None else (row,)
        is_jumped_to = any(self.message_at(one).row == self._highlight_row for one in rows)
        return PaintState(
            group=self._circumstances[row].group,
            face=self._looks.face(facts),
            sender=self._looks.sender_words(facts),
            selection=self.selected_range(row),
            is_focused=self.hasFocus() and self.currentIndex().row() in rows,
            highlight=float(self._highlight.currentValue()) if is_jumped_to else 0.0,
            is_hovered=is_hovered,
            hovered=hovered,
            is_checked=self._looks.is_selecting and self.is_row_checked(message.row),
            files=self._looks.files.of(message) if may_have_pictures(message) else None,
            is_open=facts.fold is not None and facts.fold.is_open,
        )

    def _spoil(self, *_arguments: object) -> None:
        self._is_dirty = True
        self.scheduleDelayedItemsLayout()

    def _ensure_layout(self) -> None:
        """Take in what changed: known layouts are kept, others are estimated until they come into sight."""
        if not self._is_dirty:
            return
        self._is_dirty = False
        width = self.viewport().width()
        count = self._messages.rowCount() if self._messages is not None else 0
        if self._layouter.count > 3 * MAX_ROWS:
            self._layouter.forget_all_but({self.message_at(row).row for row in range(count)})
        self._facts = [self._messages.facts(row) for row in range(count)] if self._messages else []
        self._albums = {}
        if not self._looks.is_selecting:
            self._albums = albums_of(self._facts, self._layouter.content)
        self._circumstances = [self._circumstances_of(row, width) for row in range(count)]
        self._watch_undo()
        self._rows = [self._layouter.known(one) for one in self._circumstances]
        heights = [
            layout.height
            if layout is not None
            else self._layouter.estimate(self.message_at(row), width)
            for row, layout in enumerate(self._rows)
        ]
        estimated = {row for row, layout in enumerate(self._rows) if layout is None}
        self._stack.reset(heights, estimated)
        self._set_range()
        if estimated:
            self._measuring.start()

    def _measure(self, row: int) -> BubbleLayout:
        layout = self._layouter.layout(self.message_at(row), self._circumstances[row])
        self._rows[row] = layout
        self._stack.measure(row, layout.height)
        return layout

    def _bring_up(self) -> None:
        """Measure what is in sight; that may move rows, so look again until nothing in sight is estimated."""
        for _ in range(_PASSES):
            top = self.verticalScrollBar().value() - self._slack
            rows = self._stack.estimated_between(
                top - _MARGIN, top + self.viewport().height() + _MARGIN
            )
            if not rows:
                return
            for row in rows:
                self._measure(row)
            self._stand()

    def _measure_some(self) -> None:
        """Measure rows out of sight, nearest first, for a part of a frame."""
        if self._is_dirty or not self._stack.has_estimates:
            self._measuring.stop()
            return
        end = time.perf_counter() + _SLICE
        for row in self._stack.estimated_near(self.row_at(0)):
            self._measure(row)
            if time.perf_counter() > end:
                break
        self._settle()

    def _circumstances_of(self, row: int, width: int) -> Circumstances:
        album = self._albums.get(row)
        facts = self._facts[row]
        if album is not None and album.carrier != row:
            return self._looks.absorbed(facts, width)
        messages = [facts.message]
        if album is not None:
            facts = album.facts(self._facts)
            messages = [one.message for one in self._facts[album.first : album.last + 1]]
        places = [
            PicturePlace(message.conversation, message.row, picture.position, picture.file)
            for message in messages
            if may_have_pictures(message)
            for picture in self._layouter.content(message).pictures
        ]
        return self._looks.circumstances(
            facts, width, places, tuple(messages) if album is not None else ()
        )

    def _watch_undo(self) -> None:
        """Lay out again when a recall can no longer be undone."""
        ends = self._looks.take_undo_end()
        if ends is not None:
            self._undo_end.start(min(max(1, (ends - now()) // 1000 + 1), _UNDO_WATCH_MS))

    def _on_pictures_changed(self) -> None:
        if self._looks.files.take_untold():
            self._spoil()
        self._next_frame.ask()

    def _set_range(self) -> None:
        height = self.viewport().height()
        content = self._stack.total + _FOOT
        self._slack = max(0.0, height - content)
        bar = self.verticalScrollBar()
        bar.setRange(0, max(0, round(content - height)))
        bar.setPageStep(height)
        bar.setSingleStep(24)

    def _settle(self) -> None:
        """Stand again where the view stood before rows changed."""
        self._stand()
        self._bring_up()
        self._note_place()
        self.settled.emit()
        self.viewport().update()
        self.look_around_soon()

    def _stand(self) -> None:
        """Scroll to the end, or to where the anchor has its place."""
        self._set_range()
        bar = self.verticalScrollBar()
        place: float = bar.maximum()
        if not self._is_at_end and self._anchor is not None and self._messages is not None:
            row = self._messages.row_of(self._anchor[0])
            place = (
                bar.value() if row is None else self._stack.top(row) + self._slack - self._anchor[1]
            )
        self._is_settling = True
        bar.setValue(round(place))
        self._is_settling = False

    def _note_place(self) -> None:
        if self._is_dirty or not self._rows:
            return
        bar = self.verticalScrollBar()
        self._is_at_end = bar.value() >= bar.maximum() - _AT_END
        row = self.row_at(0)
        self._anchor = self.message_at(row).row, self.row_corner(row).y()
        if self._told_at_end != self._is_at_end:
            self._told_at_end = self._is_at_end
            self.end_left.emit(not self._is_at_end)

    def _look_around(self) -> None:
        if self._messages is None or not self.isVisible():
            return
        self._ensure_layout()
        bar = self.verticalScrollBar()
        if bar.value() < _NEAR:
            self.older_wanted.emit()
        if bar.value() > bar.maximum() - _NEAR:
            self.newer_wanted.emit()
        if self._rows:
            self._look_ahead()
        if self._rows and self.window().isActiveWindow():
            row = self.row_at(self.viewport().height() - _FOOT)
            bottom = self.row_corner(row).y() + self._stack.height(row)
            is_whole = bottom <= self.viewport().height()
            if not is_whole and row > 0:
                row -= 1
            while row > 0 and self.message_at(row).row < 0:
                row -= 1  # what happened between messages is not read
            self.seen.emit(self.message_at(row).row)

    def _look_ahead(self) -> None:
        """Pictures come before they are in sight."""
        for row in rows_near(self, self.viewport().height()):
            message = self.message_at(row)
            if may_have_pictures(message):
                pictures = self._layouter.content(message).pictures
                self._looks.files.of(message).look_ahead(message.row, pictures)

    def _end_highlight(self) -> None:
        self._highlight_row = -1


def may_have_pictures(message: Message) -> bool:
    """Whether it is worth while to look for pictures in the message."""
    return bool(message.files) or "[obj " in message.text
