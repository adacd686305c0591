"""A list to choose several from: round checks, the keyboard's ways, and the chosen ones in a row above or below."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QModelIndex, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QHBoxLayout, QListView, QScrollArea, QWidget

from startalk_desktop.model.account import Hue
from startalk_desktop.ui.chat.chip import CompanyChip
from startalk_desktop.ui.theme import Theme
from startalk_desktop.ui.tokens import Space

CHECK: Final = 20.0
_TICK: Final = 14


class ChoiceList(QListView):
    """Space and Enter choose; the mouse does by a click."""

    toggled = Signal(QModelIndex)

    def __init__(self) -> None:
        super().__init__()
        self.setMouseTracking(True)
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space chooses; Enter too, unless Ctrl asks for the dialog's own button."""
        keys = (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter)
        is_held = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if event.key() in keys and not is_held and self.currentIndex().isValid():
            self.toggled.emit(self.currentIndex())
        else:
            super().keyPressEvent(event)


class ChosenRow(QScrollArea):
    """What is chosen, each in a company's colours; a click takes one away. `removed` carries what was."""

    removed = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setWidgetResizable(True)
        self.setFixedHeight(34)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)

    def show_chosen(self, chosen: Sequence[tuple[object, str, str, Hue]]) -> None:
        """Show a chip for each: what it is, its words, its bare name, and what its company is marked with."""
        row = QWidget()
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(Space.XS)
        for what, words, name, colour in chosen:
            chip = _Removable(self._theme)
            chip.say(f"{words}  ✕", colour)
            chip.setToolTip(self.tr("Remove {name}").format(name=name))
            chip.pressed.connect(lambda what=what: self.removed.emit(what))
            layout.addWidget(chip)
        layout.addStretch(1)
        self.setWidget(row)


class _Removable(CompanyChip):
    pressed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def mousePressEvent(self, _event: QMouseEvent) -> None:
        """It goes."""
        self.pressed.emit()


def check_place(inner: QRectF) -> QRectF:
    """Where a row's check stands; the rest of the row begins `Space.M` right of it."""
    return QRectF(inner.left(), inner.center().y() - CHECK / 2, CHECK, CHECK)


def paint_check(painter: QPainter, theme: Theme, disc: QRectF, *, is_chosen: bool) -> None:
    """A ring, or a filled disc with a tick."""
    colours = theme.colours
    if not is_chosen:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(colours.text_faint, 1.4))
        painter.drawEllipse(disc.adjusted(1, 1, -1, -1))
        return
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colours.accent)
    painter.drawEllipse(disc)
    ratio = painter.device().devicePixelRatioF()
    tick = theme.pixmap("check", _TICK, colours.on_accent, ratio)
    painter.drawPixmap(disc.center() - QPointF(_TICK / 2, _TICK / 2), tick)
