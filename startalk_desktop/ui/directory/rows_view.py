"""A list of rows of several heights that stays quick with tens of thousands of them.

Qt's own lists ask the model for every row, and every height, whenever one row comes or goes; this one adds up heights
by what the rows are, once a change, and asks for nothing but the rows on screen.
"""

from __future__ import annotations

from abc import abstractmethod
from bisect import bisect_right
from itertools import accumulate

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import (
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QRegion,
    QResizeEvent,
    QShowEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyleOptionViewItem, QWidget

_LINE = 46
_REST_MS = 200

Index = QModelIndex | QPersistentModelIndex


class RowsView(QAbstractItemView):
    """Rows under each other. A subclass says how high they are.

    `rested` tells that the rows on screen have stayed the same for a moment.
    """

    rested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._heights: list[int] = []
        self._ends: list[int] = []
        self._is_stale = True
        self._hovered = -1
        self._top = QPersistentModelIndex()
        self._top_gap = 0
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MS)
        self._rest.timeout.connect(self.rested)
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalScrollBar().setSingleStep(_LINE)
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)

    @abstractmethod
    def heights(self, start: int, end: int) -> list[int]:
        """The heights of the rows from `start` to before `end`."""
        raise NotImplementedError

    # geometry

    def rows_on_screen(self) -> range:
        """The rows that are seen, be it in part."""
        self._settle()
        if not self._ends:
            return range(0)
        top = self.verticalScrollBar().value()
        first = bisect_right(self._ends, top)
        last = bisect_right(self._ends, top + self.viewport().height() - 1)
        return range(first, min(last + 1, len(self._ends)))

    def _top_of(self, row: int) -> int:
        return self._ends[row - 1] if row else 0

    def _settle(self) -> None:
        """Add up the heights after a change, and keep the row on top where it was."""
        if not self._is_stale:
            return
        self._is_stale = False
        self._ends = list(accumulate(self._heights))
        self._fit_bar()
        if self._top.isValid() and self._top.row() < len(self._ends):
            self.verticalScrollBar().setValue(self._top_of(self._top.row()) + self._top_gap)

    def _fit_bar(self) -> None:
        bar, height = self.verticalScrollBar(), self.viewport().height()
        bar.setPageStep(height)
        bar.setRange(0, max(0, (self._ends[-1] if self._ends else 0) - height))

    def _on_scrolled(self) -> None:
        if not self._is_stale:
            self._note_top()
        self._rest.start()

    def _note_top(self) -> None:
        rows = self.rows_on_screen()
        if rows:
            self._top = QPersistentModelIndex(self.model().index(rows.start, 0))
            self._top_gap = self.verticalScrollBar().value() - self._top_of(rows.start)

    def relayout(self) -> None:
        """Rows came, went or changed their heights."""
        self._is_stale = True
        self._hovered = -1
        self.scheduleDelayedItemsLayout()
        self._rest.start()

    # what QAbstractItemView asks

    def doItemsLayout(self) -> None:
        """Lay out after changes, once a turn of the loop."""
        super().doItemsLayout()
        self._settle()
        self.viewport().update()

    def updateGeometries(self) -> None:
        """The scroll bar follows the height."""
        super().updateGeometries()
        if not self._is_stale:
            self._fit_bar()

    def rowsInserted(self, parent: Index, start: int, end: int) -> None:
        """Rows came."""
        super().rowsInserted(parent, start, end)
        self._heights[start:start] = self.heights(start, end + 1)
        self.relayout()

    def rowsAboutToBeRemoved(self, parent: Index, start: int, end: int) -> None:
        """Rows go."""
        super().rowsAboutToBeRemoved(parent, start, end)
        del self._heights[start : end + 1]
        self.relayout()

    def reset(self) -> None:
        """All rows are others."""
        super().reset()
        model: QAbstractItemModel | None = self.model()
        self._heights = self.heights(0, model.rowCount()) if model is not None else []
        self._top = QPersistentModelIndex()
        self.relayout()

    def visualRect(self, index: Index) -> QRect:
        """Where a row is, in the viewport."""
        self._settle()
        row = index.row()
        if not index.isValid() or row >= len(self._ends):
            return QRect()
        top = self._top_of(row)
        offset = top - self.verticalScrollBar().value()
        return QRect(0, offset, self.viewport().width(), self._ends[row] - top)

    def indexAt(self, point: QPoint) -> QModelIndex:
        """The row at a place of the viewport."""
        self._settle()
        row = bisect_right(self._ends, point.y() + self.verticalScrollBar().value())
        if point.y() < 0 or row >= len(self._ends):
            return QModelIndex()
        return self.model().index(row, 0)

    def scrollTo(
        self,
        index: Index,
        hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible,
    ) -> None:
        """Bring a row into sight."""
        rect, height = self.visualRect(index), self.viewport().height()
        bar = self.verticalScrollBar()
        if rect.isNull():
            return
        if hint is QAbstractItemView.ScrollHint.PositionAtCenter:
            bar.setValue(bar.value() + rect.center().y() - height // 2)
        elif hint is QAbstractItemView.ScrollHint.PositionAtTop or rect.top() < 0:
            bar.setValue(bar.value() + rect.top())
        elif rect.bottom() > height:
            bar.setValue(bar.value() + rect.bottom() - height + 1)

    def horizontalOffset(self) -> int:
        """Nothing scrolls sideways."""
        return 0

    def verticalOffset(self) -> int:
        """How far it is scrolled."""
        return self.verticalScrollBar().value()

    def isIndexHidden(self, _index: Index) -> bool:
        """No row is."""
        return False

    def moveCursor(
        self, action: QAbstractItemView.CursorAction, _modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        """Where a key leads."""
        count = self.model().rowCount()
        if not count:
            return QModelIndex()
        current = self.currentIndex()
        row = current.row() if current.isValid() else -1
        page = max(1, len(self.rows_on_screen()) - 1)
        move = QAbstractItemView.CursorAction
        target = {
            move.MoveUp: row - 1,
            move.MovePrevious: row - 1,
            move.MoveDown: row + 1,
            move.MoveNext: row + 1,
            move.MovePageUp: row - page,
            move.MovePageDown: row + page,
            move.MoveHome: 0,
            move.MoveEnd: count - 1,
        }.get(action, row)
        return self.model().index(min(max(target, 0), count - 1), 0)

    def setSelection(self, rect: QRect, command: QItemSelectionModel.SelectionFlag) -> None:
        """Choose the rows that a rectangle of the viewport touches."""
        self._settle()
        if not self._ends:
            return
        top = self.verticalScrollBar().value()
        first = bisect_right(self._ends, top + min(rect.top(), rect.bottom()))
        last = bisect_right(self._ends, top + max(rect.top(), rect.bottom()))
        if first >= len(self._ends):
            return
        model = self.model()
        chosen = QItemSelection(
            model.index(first, 0), model.index(min(last, len(self._ends) - 1), 0)
        )
        self.selectionModel().select(chosen, command)

    def visualRegionForSelection(self, selection: QItemSelection) -> QRegion:
        """What has to be painted anew for a selection."""
        region = QRegion()
        for number in range(selection.count()):
            part = selection.at(number)
            region += self.visualRect(part.topLeft()).united(self.visualRect(part.bottomRight()))
        return region

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Move what is painted; only the rows that come into sight are painted anew."""
        if self._is_stale:
            super().scrollContentsBy(dx, dy)
        else:
            self.viewport().scroll(0, dy)

    # painting and the mouse

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the rows on screen."""
        self._settle()
        painter = QPainter(self.viewport())
        model, chosen, current = self.model(), self.selectionModel(), self.currentIndex()
        has_focus = self.hasFocus()
        for row in self.rows_on_screen():
            index = model.index(row, 0)
            rect = self.visualRect(index)
            if not rect.intersects(event.rect()):
                continue
            option = QStyleOptionViewItem()
            self.initViewItemOption(option)
            option.rect = rect
            if chosen.isSelected(index):
                option.state |= QStyle.StateFlag.State_Selected
            if row == self._hovered:
                option.state |= QStyle.StateFlag.State_MouseOver
            if has_focus and index == current:
                option.state |= QStyle.StateFlag.State_HasFocus
            self.itemDelegate().paint(painter, option, index)
        painter.end()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """The row under the mouse is marked."""
        super().mouseMoveEvent(event)
        self._hover(event.position().toPoint())

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is under the mouse."""
        super().leaveEvent(event)
        self._hover(QPoint(-1, -1))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """What moves under the mouse is marked, too."""
        super().wheelEvent(event)
        self._hover(event.position().toPoint())

    def _hover(self, place: QPoint) -> None:
        row = self.indexAt(place).row()
        if row == self._hovered:
            return
        for changed in (self._hovered, row):
            if changed >= 0:
                self.viewport().update(self.visualRect(self.model().index(changed, 0)))
        self._hovered = row

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Other rows are on screen."""
        super().resizeEvent(event)
        self._rest.start()

    def showEvent(self, event: QShowEvent) -> None:
        """Rows are on screen."""
        super().showEvent(event)
        self._rest.start()
