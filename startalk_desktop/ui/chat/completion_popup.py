"""The list of completions above the composer; the keyboard stays in the composer's field."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from PySide6.QtCore import (
    QAbstractListModel,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from startalk_desktop.ui.emoji.glyphs import EmojiGlyphs
from startalk_desktop.ui.theme import Theme
from startalk_desktop.ui.tokens import Radius, Space, TypeSize
from startalk_desktop.ui.widgets.avatar import AvatarFace, AvatarPainter
from startalk_desktop.ui.widgets.float_card import SHADOW, paint_float_card

_ROW: Final = 38
_ROWS_SHOWN: Final = 6
_WIDTH: Final = 400
_PICTURE: Final = 26
_NOWHERE = QModelIndex()
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Completion:
    """One line of the list; `value` is for who asked."""

    value: Any
    title: str
    detail: str = ""
    glyph: str = ""  # an emoji, else a face
    face: AvatarFace | None = None
    trailing: str = ""


class CompletionPopup(QWidget):
    """Floats over the window's content. `chosen` carries the `Completion` that was clicked."""

    chosen = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._model = _CompletionsModel(self)
        self.list = QListView()
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setModel(self._model)
        self.list.setItemDelegate(_CompletionDelegate(theme, self.list))
        self.list.setUniformItemSizes(True)
        self.list.setMouseTracking(True)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.viewport().setAutoFillBackground(False)
        self.list.setAccessibleName(self.tr("Completions"))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.entered.connect(lambda index: self._select(index.row()))
        self.list.clicked.connect(lambda index: self.chosen.emit(self._model.at(index.row())))
        layout = QVBoxLayout(self)
        around = SHADOW + Space.XS
        layout.setContentsMargins(around, around, around, around)
        layout.addWidget(self.list)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        theme.changed.connect(self.update)
        self.hide()

    def show_completions(self, completions: Sequence[Completion], anchor: QWidget, x: int) -> None:
        """Show these right above `anchor`, beginning at its `x`; the first is selected. Without any it hides."""
        if not completions:
            self.hide()
            return
        window = anchor.window()
        if self.parentWidget() is not window:
            self.setParent(window)
        self._model.show(completions)
        rows = min(len(completions), _ROWS_SHOWN)
        around = 2 * (SHADOW + Space.XS)
        self.resize(min(_WIDTH, anchor.width()) + 2 * SHADOW, rows * _ROW + around)
        corner = anchor.mapTo(window, QPoint(0, 0))
        left = corner.x() + min(max(0, x), anchor.width() - self.width() + 2 * SHADOW) - SHADOW
        self.move(max(0, left), max(0, corner.y() - self.height() + SHADOW - Space.XS))
        self.show()
        self.raise_()
        self._select(0)

    @property
    def completions(self) -> tuple[Completion, ...]:
        """What is shown."""
        return self._model.completions if self.isVisible() else ()

    @property
    def current(self) -> Completion | None:
        """What Enter would take."""
        return self._model.at(self.list.currentIndex().row()) if self.isVisible() else None

    def move_current(self, step: int) -> None:
        """Select the next or the one before, round the ends."""
        count = self._model.rowCount()
        if count:
            self._select((self.list.currentIndex().row() + step) % count)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The card behind the list."""
        painter = QPainter(self)
        card = QRectF(self.rect()).adjusted(SHADOW, SHADOW, -SHADOW, -SHADOW)
        paint_float_card(painter, card, self._theme)
        painter.end()

    def _select(self, row: int) -> None:
        index = self._model.index(row)
        self.list.selectionModel().setCurrentIndex(
            index, QItemSelectionModel.SelectionFlag.ClearAndSelect
        )
        self.list.scrollTo(index)
        found = self._model.at(row)
        self.setAccessibleDescription(found.title if found is not None else "")


class _CompletionsModel(QAbstractListModel):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.completions: tuple[Completion, ...] = ()

    def show(self, completions: Sequence[Completion]) -> None:
        self.beginResetModel()
        self.completions = tuple(completions)
        self.endResetModel()

    def at(self, row: int) -> Completion | None:
        return self.completions[row] if 0 <= row < len(self.completions) else None

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.completions)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        found = self.at(index.row())
        if found is None:
            return None
        if role == Qt.ItemDataRole.UserRole:
            return found
        if role == Qt.ItemDataRole.DisplayRole:
            return f"{found.title} {found.detail}".strip()
        return None


class _CompletionDelegate(QStyledItemDelegate):
    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._avatars = AvatarPainter(theme)
        self._glyphs = EmojiGlyphs()

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(120, _ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        completion: Completion = index.data(Qt.ItemDataRole.UserRole)
        colours = self._theme.colours
        rect = QRectF(option.rect)
        behind = colours.raised
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & QStyle.StateFlag.State_Selected:
            behind = colours.selected
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(behind)
            painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), Radius.SMALL, Radius.SMALL)
        picture = QRectF(
            rect.left() + Space.S, rect.center().y() - _PICTURE / 2, _PICTURE, _PICTURE
        )
        if completion.glyph:
            self._glyphs.paint(painter, picture, completion.glyph, 22)
        elif completion.face is not None:
            self._avatars.paint(painter, picture, completion.face)
        text = rect.adjusted(_PICTURE + 2 * Space.S + Space.XS, 0, -Space.M, 0)
        self._paint_words(painter, text, completion)
        painter.restore()

    def _paint_words(self, painter: QPainter, area: QRectF, completion: Completion) -> None:
        colours = self._theme.colours
        small = self._theme.font(TypeSize.SMALL)
        if completion.trailing:
            metrics = QFontMetricsF(small)
            width = metrics.horizontalAdvance(completion.trailing)
            painter.setFont(small)
            painter.setPen(colours.text_muted)
            place = QRectF(area.right() - width, area.top(), width + 1, area.height())
            painter.drawText(place, int(Qt.AlignmentFlag.AlignVCenter), completion.trailing)
            area = area.adjusted(0, 0, -width - Space.M, 0)
        font = self._theme.font(TypeSize.BODY, QFont.Weight.Medium)
        used = self._draw(painter, area, font, completion.title)
        painter.setPen(colours.text_muted)
        rest = area.adjusted(used + Space.S, 0, 0, 0)
        if completion.detail and rest.width() > 2 * Space.XL:
            self._draw(painter, rest, small, completion.detail, is_muted=True)

    def _draw(
        self, painter: QPainter, area: QRectF, font: QFont, text: str, *, is_muted: bool = False
    ) -> float:
        colours = self._theme.colours
        metrics = QFontMetricsF(font)
        shown = metrics.elidedText(
            " ".join(text.split()), Qt.TextElideMode.ElideRight, area.width()
        )
        painter.setFont(font)
        painter.setPen(colours.text_muted if is_muted else colours.text)
        painter.drawText(area, int(Qt.AlignmentFlag.AlignVCenter), shown)
        return metrics.horizontalAdvance(shown)
