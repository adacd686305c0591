"""What a list view asks of its geometry, answered for rows that stand where a subclass puts them."""

from __future__ import annotations

from abc import abstractmethod

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QRegion
from PySide6.QtWidgets import QAbstractItemView, QListView

_Index = QModelIndex | QPersistentModelIndex


class RowsView(QListView):
    """A list view that does not lay out anything by itself."""

    @abstractmethod
    def row_count(self) -> int:
        """How many rows are laid out."""

    @abstractmethod
    def row_corner(self, row: int) -> QPointF:
        """The top left corner of model row `row` in the viewport."""

    @abstractmethod
    def row_height(self, row: int) -> float:
        """How high model row `row` is."""

    @abstractmethod
    def row_at(self, y: float) -> int:
        """The model row at viewport height `y`, the nearest where there is none; -1 without rows."""

    def visualRect(self, index: _Index) -> QRect:
        """The row's rectangle in the viewport."""
        if not index.isValid() or index.row() >= self.row_count():
            return QRect()
        corner = self.row_corner(index.row())
        height = self.row_height(index.row())
        return QRectF(corner.x(), corner.y(), self.viewport().width(), height).toAlignedRect()

    def indexAt(self, point: QPoint) -> QModelIndex:
        """The row at `point`."""
        row = self.row_at(point.y())
        if row < 0:
            return QModelIndex()
        index = self.model().index(row, 0)
        return index if self.visualRect(index).contains(point) else QModelIndex()

    def scrollTo(
        self,
        index: _Index,
        hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible,
    ) -> None:
        """Bring the row into view with as little movement as it takes."""
        if not index.isValid():
            return
        rect = self.visualRect(index)
        bar = self.verticalScrollBar()
        height = self.viewport().height()
        if hint == QAbstractItemView.ScrollHint.PositionAtCenter:
            bar.setValue(bar.value() + rect.center().y() - height // 2)
        elif rect.top() < 0 or rect.height() > height:
            bar.setValue(bar.value() + rect.top())
        elif rect.bottom() > height:
            bar.setValue(bar.value() + rect.bottom() - height)

    def verticalOffset(self) -> int:
        """How far the view is scrolled."""
        return self.verticalScrollBar().value()

    def horizontalOffset(self) -> int:
        """Rows are as wide as the view."""
        return 0

    def moveCursor(
        self,
        action: QAbstractItemView.CursorAction,
        _modifiers: Qt.KeyboardModifier,
    ) -> QModelIndex:
        """Up, Down, Home, End and the pages, over rows."""
        count = self.row_count()
        if count == 0:
            return QModelIndex()
        current = self.currentIndex().row()
        step = 0
        actions = QAbstractItemView.CursorAction
        if current < 0:
            target = count - 1
        elif action in (actions.MoveUp, actions.MovePrevious):
            target, step = current - 1, -1
        elif action in (actions.MoveDown, actions.MoveNext):
            target, step = current + 1, 1
        elif action == actions.MoveHome:
            target = 0
        elif action == actions.MoveEnd:
            target = count - 1
        elif action in (actions.MovePageUp, actions.MovePageDown):
            page = self.viewport().height() * (-1 if action == actions.MovePageUp else 1)
            target = self.row_at(self.row_corner(current).y() + page)
        else:
            target = current
        while step and 0 < target < count - 1 and not self.row_height(target):
            target += step  # what another row shows with its own
        return self.model().index(min(max(target, 0), count - 1), 0)

    def isIndexHidden(self, _index: _Index) -> bool:
        """No row is hidden."""
        return False

    def setSelection(self, _rect: QRect, _command: object) -> None:
        """Text is selected, not rows."""

    def visualRegionForSelection(self, _selection: object) -> QRegion:
        """Text is selected, not rows."""
        return QRegion()
