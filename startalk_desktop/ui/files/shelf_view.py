"""A shelf as a person sees it: months, squares of pictures, rows of files and links; by mouse and by keys."""

from __future__ import annotations

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import (
    QContextMenuEvent,
    QFont,
    QGuiApplication,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QRegion,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QToolTip, QWidget

from startalk_desktop.ui.chat.conversation_files import ConversationFiles
from startalk_desktop.ui.files.shelf_layout import ShelfLayout, laid_out
from startalk_desktop.ui.files.shelf_painter import ROW, ShelfPainter
from startalk_desktop.ui.theme import Theme
from startalk_desktop.ui.time_texts import TimeTexts
from startalk_desktop.ui.tokens import TypeSize
from startalk_desktop.ui.widgets.plain_tip import plain_tip
from startalk_desktop.viewmodels.files_model import FileItem, FileRole, FilesModel, Shelf

_Index = QModelIndex | QPersistentModelIndex
_NEAR = 600  # pixels from the end at which more is read


class ShelfView(QListView):
    """Shows a `FilesModel`.

    Signals:
        chosen(FileItem): it was clicked, or Enter was pressed on it.
        menu_asked(FileItem, global position)
        drag_asked(FileItem)
    """

    chosen = Signal(object)
    menu_asked = Signal(object, QPoint)
    drag_asked = Signal(object)

    def __init__(
        self,
        theme: Theme,
        times: TimeTexts,
        files: ConversationFiles,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._times = times
        self._painter = ShelfPainter(theme, times, files)
        self._files_model: FilesModel | None = None
        self._layout = ShelfLayout()
        self._is_dirty = True
        self._hovered = -1
        self._pressed = -1
        self._pressed_at = QPoint()
        self._wanting = QTimer(self)
        self._wanting.setSingleShot(True)
        self._wanting.setInterval(0)
        self._wanting.timeout.connect(self._want_more)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.viewport().setMouseTracking(True)
        theme.changed.connect(self._spoil)
        files.pictures_changed.connect(self.viewport().update)
        files.turned.connect(self.viewport().update)

    def show_files(self, model: FilesModel | None) -> None:
        """Show another conversation's."""
        self._files_model = model
        self.setModel(model)
        if model is not None:
            for signal in (model.rowsInserted, model.rowsRemoved, model.modelReset):
                signal.connect(self._spoil)
        self._spoil()

    def item_at(self, point: QPoint) -> FileItem | None:
        """What is at `point` of the viewport."""
        row = self._row_at(point)
        return self._files_model.item(row) if self._files_model is not None and row >= 0 else None

    # what a list view asks

    def visualRect(self, index: _Index) -> QRect:
        """An item's rectangle in the viewport."""
        self._ensure_layout()
        if not index.isValid() or index.row() >= len(self._layout.rects):
            return QRect()
        return self._layout.rects[index.row()].translated(0, -self.verticalScrollBar().value())

    def indexAt(self, point: QPoint) -> QModelIndex:
        """The item at `point`."""
        row = self._row_at(point)
        return self.model().index(row, 0) if row >= 0 else QModelIndex()

    def scrollTo(
        self,
        index: _Index,
        hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible,
    ) -> None:
        """Bring it into view with as little movement as it takes."""
        del hint
        rect = self.visualRect(index)
        bar = self.verticalScrollBar()
        if rect.top() < 0:
            bar.setValue(bar.value() + rect.top() - 4)
        elif rect.bottom() > self.viewport().height():
            bar.setValue(bar.value() + rect.bottom() - self.viewport().height() + 4)

    def moveCursor(
        self, action: QAbstractItemView.CursorAction, _modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        """The arrows, Home, End and the pages."""
        count = len(self._layout.rects)
        current = self.currentIndex().row()
        if count == 0:
            return QModelIndex()
        if current < 0:
            return self.model().index(0, 0)
        actions = QAbstractItemView.CursorAction
        beside = {actions.MoveLeft: -1, actions.MovePrevious: -1}
        beside |= {actions.MoveRight: 1, actions.MoveNext: 1}
        page = max(1, self.viewport().height())
        lines = {actions.MoveUp: -1, actions.MoveDown: 1}
        if action in beside:
            target = current + beside[action]
        elif action in lines:
            target = self._beside(current, lines[action])
        elif action in (actions.MovePageUp, actions.MovePageDown):
            rect = self._layout.rects[current]
            y = rect.center().y() + (page if action == actions.MovePageDown else -page)
            found = self._layout.at(rect.center().x(), y)
            target = found if found >= 0 else (count - 1 if y > rect.y() else 0)
        else:
            target = 0 if action == actions.MoveHome else count - 1
        return self.model().index(min(max(target, 0), count - 1), 0)

    def verticalOffset(self) -> int:
        """How far the view is scrolled."""
        return self.verticalScrollBar().value()

    def horizontalOffset(self) -> int:
        """Everything is as wide as the view."""
        return 0

    def isIndexHidden(self, _index: _Index) -> bool:
        """Nothing is hidden."""
        return False

    def setSelection(self, _rect: QRect, _command: object) -> None:
        """Nothing is selected."""

    def visualRegionForSelection(self, _selection: object) -> QRegion:
        """Nothing is selected."""
        return QRegion()

    def doItemsLayout(self) -> None:
        """Lay out what changed."""
        self._ensure_layout()
        self._wanting.start()
        self.viewport().update()

    def updateGeometries(self) -> None:
        """Set the scroll bar for the content's height."""
        height = self.viewport().height()
        bar = self.verticalScrollBar()
        bar.setRange(0, max(0, self._layout.height - height))
        bar.setPageStep(height)
        bar.setSingleStep(32)

    # events

    def scrollContentsBy(self, _dx: int, _dy: int) -> None:
        """Another part is in sight; near the end more is read."""
        self.viewport().update()
        self._wanting.start()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay out for the new width."""
        super().resizeEvent(event)
        self._is_dirty = True
        self.doItemsLayout()

    def paintEvent(self, event: QPaintEvent) -> None:
        """What is in sight."""
        self._ensure_layout()
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours = self._theme.colours
        painter.fillRect(event.rect(), colours.surface)
        model = self._files_model
        offset = self.verticalScrollBar().value()
        if model is not None:
            painter.setFont(self._theme.font(TypeSize.LABEL, QFont.Weight.DemiBold))
            painter.setPen(colours.text_muted)
            for rect, words in self._layout.heads:
                place = rect.translated(0, -offset)
                if place.intersects(event.rect()):
                    painter.drawText(
                        place.adjusted(2, 8, 0, 0), Qt.AlignmentFlag.AlignVCenter, words
                    )
            top = event.rect().top() + offset
            for row in self._layout.between(top, top + event.rect().height()):
                self._paint_item(painter, model, row, offset)
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Press an item."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed = self._row_at(event.position().toPoint())
            self._pressed_at = event.position().toPoint()
            self.setFocus(Qt.FocusReason.MouseFocusReason)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show what is under the mouse, or drag what was pressed."""
        point = event.position().toPoint()
        model = self._files_model
        if self._pressed >= 0 and event.buttons() & Qt.MouseButton.LeftButton:
            distance = (point - self._pressed_at).manhattanLength()
            if distance >= QGuiApplication.styleHints().startDragDistance() and model is not None:
                row, self._pressed = self._pressed, -1
                self.drag_asked.emit(model.item(row))
            return
        self._hover(self._row_at(point))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Choose what was pressed."""
        row, self._pressed = self._pressed, -1
        if row >= 0 and row == self._row_at(event.position().toPoint()) and self._files_model:
            self.setCurrentIndex(self.model().index(row, 0))
            self.chosen.emit(self._files_model.item(row))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """The second of two quick clicks is none."""
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter chooses."""
        index = self.currentIndex()
        keys = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
        if event.key() in keys and index.isValid() and self._files_model is not None:
            self.chosen.emit(self._files_model.item(index.row()))
        else:
            super().keyPressEvent(event)
            self.viewport().update()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for the menu of the item under the mouse, or of the current one."""
        row, at = self._row_at(event.pos()), event.globalPos()
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            row = self.currentIndex().row()
            at = self.viewport().mapToGlobal(self.visualRect(self.currentIndex()).center())
        if row >= 0 and self._files_model is not None:
            self.menu_asked.emit(self._files_model.item(row), at)

    def viewportEvent(self, event: QEvent) -> bool:
        """Tooltips, and the mouse that leaves."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            item = self.item_at(event.pos())
            tip = plain_tip(self._painter.tip(item)) if item else ""
            QToolTip.showText(event.globalPos(), tip, self)
            return True
        if event.type() == QEvent.Type.Leave:
            self._hover(-1)
        return bool(super().viewportEvent(event))

    # inside

    def _paint_item(self, painter: QPainter, model: FilesModel, row: int, offset: int) -> None:
        rect = QRectF(self._layout.rects[row].translated(0, -offset))
        item = model.item(row)
        is_hovered = row == self._hovered
        ratio = self.devicePixelRatioF()
        if model.shelf is Shelf.PICTURES:
            self._painter.paint_square(painter, rect, item, ratio, is_hovered=is_hovered)
        else:
            sender = str(model.index(row).data(FileRole.SENDER))
            self._painter.paint_row(painter, rect, item, sender, ratio, is_hovered=is_hovered)
        if self.hasFocus() and row == self.currentIndex().row():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self._theme.colours.accent_text, 2))
            painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), 4, 4)

    def _beside(self, current: int, step: int) -> int:
        """The item above or below."""
        rect = self._layout.rects[current]
        y = rect.center().y() + step * (rect.height() + 4)
        for _ in range(2):  # a month's head may lie between
            found = self._layout.at(rect.center().x(), y)
            if found >= 0:
                return found
            y += step * 44
        return current + step * self._layout.columns

    def _row_at(self, point: QPoint) -> int:
        self._ensure_layout()
        return self._layout.at(point.x(), point.y() + self.verticalScrollBar().value())

    def _hover(self, row: int) -> None:
        if row != self._hovered:
            self._hovered = row
            shape = Qt.CursorShape.PointingHandCursor if row >= 0 else Qt.CursorShape.ArrowCursor
            self.viewport().setCursor(shape)
            self.viewport().update()

    def _spoil(self, *_arguments: object) -> None:
        self._is_dirty = True
        self._hovered = self._pressed = -1
        self.scheduleDelayedItemsLayout()

    def _ensure_layout(self) -> None:
        if not self._is_dirty:
            return
        self._is_dirty = False
        model = self._files_model
        months: list[str] = []
        if model is not None:
            rows = range(model.rowCount())
            months = [self._times.month(model.item(row).message.sent_at) for row in rows]
        is_grid = model is not None and model.shelf is Shelf.PICTURES
        self._layout = laid_out(months, self.viewport().width(), None if is_grid else ROW)
        self.updateGeometries()

    def _want_more(self) -> None:
        bar = self.verticalScrollBar()
        model = self._files_model
        is_near = bar.value() > bar.maximum() - _NEAR
        if model is not None and is_near and self.isVisible() and model.canFetchMore(QModelIndex()):
            model.fetchMore(QModelIndex())
