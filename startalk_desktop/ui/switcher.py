"""Ctrl+K: jump to any person, room or conversation of any company."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QObject, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QGraphicsDropShadowEffect,
    QLabel,
    QLineEdit,
    QListView,
    QVBoxLayout,
    QWidget,
)

from startalk_desktop.ui.row_delegate import ROW_HEIGHT, Index, RowDelegate, RowFace
from startalk_desktop.ui.theme import Theme
from startalk_desktop.ui.tokens import Radius, Space, TypeSize
from startalk_desktop.ui.widgets.avatar import AvatarFace
from startalk_desktop.ui.widgets.field_keys import FieldKeys
from startalk_desktop.viewmodels.switcher_model import (
    SwitcherModel,
    SwitcherRole,
    SwitcherTarget,
    TargetKind,
)

_WIDTH = 620
_ROWS_SHOWN = 8


class SwitcherOverlay(QWidget):
    """A card over the window with a field and the list that it narrows; `chosen` carries a `SwitcherTarget`.

    The keyboard stays in the field: Up and Down move in the list, Enter chooses, Escape closes.
    """

    chosen = Signal(object)
    closed = Signal()

    def __init__(self, theme: Theme, model: SwitcherModel, window: QWidget) -> None:
        super().__init__(window)
        self._theme = theme
        self._model = model
        self._window = window
        self._card = QFrame(self)
        self._card.setObjectName("switcher")
        self.field = QLineEdit()
        self.field.setPlaceholderText(self.tr("Jump to a person, a room or a conversation"))
        self.field.setAccessibleName(self.tr("Quick switcher"))
        self.field.setObjectName("switcherField")
        self.list = QListView()
        self.list.setModel(model)
        self.list.setItemDelegate(_SwitcherDelegate(theme, self.list))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setMouseTracking(True)
        self.list.setUniformItemSizes(True)
        self.list.setAccessibleName(self.tr("Matches"))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._nothing = QLabel(self.tr("Nobody and nothing of that name"))
        self._nothing.setProperty("look", "muted")
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._hint = QLabel(self.tr("↑ ↓ to move · Enter to open · Esc to close"))
        self._hint.setProperty("look", "caption")
        self._hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        layout = QVBoxLayout(self._card)
        layout.setContentsMargins(0, Space.M, 0, Space.S)
        layout.setSpacing(Space.S)
        layout.addWidget(self.field)
        layout.addWidget(self.list, 1)
        layout.addWidget(self._nothing, 1)
        layout.addWidget(self._hint)
        shadow = QGraphicsDropShadowEffect(self._card)
        shadow.setBlurRadius(48)
        shadow.setOffset(0, 12)
        self._shadow = shadow
        self._card.setGraphicsEffect(shadow)
        self.field.textEdited.connect(model.set_query)
        FieldKeys(self.field, self._take_key)
        self.list.clicked.connect(self._choose)
        model.modelReset.connect(self._on_model_reset)
        window.installEventFilter(self)
        theme.changed.connect(self._dress)
        self._dress()
        self.hide()

    def open(self) -> None:
        """Show the switcher, empty and ready to be typed into."""
        self.field.clear()
        self._model.open()
        self._place()
        self.show()
        self.raise_()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def dismiss(self) -> None:
        """Hide it, with nothing chosen."""
        if self.isVisible():
            self.hide()
            self.closed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the window's size."""
        if watched is self._window and event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click beside the card closes it."""
        if not self._card.geometry().contains(event.position().toPoint()):
            self.dismiss()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Dim the window behind."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(0, 0, 0, 140 if self._theme.colours.is_dark else 70))
        painter.end()

    def _take_key(self, event: QKeyEvent) -> bool:
        steps = {
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_PageDown: _ROWS_SHOWN,
            Qt.Key.Key_PageUp: -_ROWS_SHOWN,
        }
        key = Qt.Key(event.key())
        if key in steps:
            self._move(steps[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose(self.list.currentIndex())
        elif key == Qt.Key.Key_Escape:
            self.dismiss()
        else:
            return False
        return True

    def _move(self, step: int) -> None:
        count = self._model.rowCount()
        if count:
            row = max(0, min(count - 1, self.list.currentIndex().row() + step))
            self._select(row)

    def _select(self, row: int) -> None:
        index = self._model.index(row)
        self.list.selectionModel().setCurrentIndex(
            index, QItemSelectionModel.SelectionFlag.ClearAndSelect
        )
        self.list.scrollTo(index)

    def _choose(self, index: QModelIndex) -> None:
        if not index.isValid():
            return
        target: SwitcherTarget = index.data(SwitcherRole.TARGET)
        self.hide()
        self.closed.emit()
        self.chosen.emit(target)

    def _on_model_reset(self) -> None:
        is_empty = self._model.rowCount() == 0
        self.list.setVisible(not is_empty)
        self._nothing.setVisible(is_empty)
        if not is_empty:
            self._select(0)

    def _place(self) -> None:
        self.setGeometry(self._window.rect())
        width = min(_WIDTH, self.width() - 2 * Space.XL)
        height = min(_ROWS_SHOWN * ROW_HEIGHT + 108, self.height() - 2 * Space.XL)
        top = max(Space.XL, (self.height() - height) // 3)
        self._card.setGeometry((self.width() - width) // 2, top, width, height)

    def _dress(self) -> None:
        colours = self._theme.colours
        self._card.setStyleSheet(
            f"#switcher {{ background: {colours.surface.name()}; border-radius: {int(Radius.LARGE)}px;"
            f" border: 1px solid {colours.line_strong.name()}; }}"
            f"#switcherField {{ background: transparent; border: none; padding: 0 {int(Space.L)}px;"
            f" font-size: {int(TypeSize.TITLE)}px; }}"
        )
        self._shadow.setColor(colours.shadow)


class _SwitcherDelegate(RowDelegate):
    def face(self, index: Index) -> RowFace:
        target: SwitcherTarget = index.data(SwitcherRole.TARGET)
        joins = target.kind is TargetKind.ROOM
        return RowFace(
            title=target.name,
            detail=index.data(SwitcherRole.DETAIL),
            avatar=AvatarFace(target.name, str(target.peer), index.data(SwitcherRole.IS_ROOM)),
            company=index.data(SwitcherRole.COMPANY),
            hue=self._theme.colours.company(index.data(SwitcherRole.COLOUR)),
            count=index.data(SwitcherRole.UNREAD),
            trailing=self.tr("Join") if joins else "",
        )
