"""What is about to be sent, to be looked at: pictures as the grid that they will be, other files as lines."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import QCoreApplication, QLocale, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from startalk_desktop.model.account import Account
from startalk_desktop.ui.chat.album_layout import MAX_ALBUM, arrange
from startalk_desktop.ui.chat.scaled_pictures import ScaledPictures, rounded_path
from startalk_desktop.ui.chat.shared_files import size_text
from startalk_desktop.ui.chat.transfer_texts import failure_words
from startalk_desktop.ui.theme import Theme
from startalk_desktop.ui.tokens import Radius, Size, Space
from startalk_desktop.ui.widgets.elided_label import ElidedLabel
from startalk_desktop.ui.widgets.icon_button import IconButton
from startalk_desktop.viewmodels.attachments import Attachment, Trouble

_TALLEST: Final = 300.0
_LOW: Final = 190.0
_PLATE: Final = 44
_BUTTON: Final = 26


def trouble_text(item: Attachment, account: Account, most: int | None, locale: QLocale) -> str:
    """Why a file can't be sent; empty where it can."""
    match item.trouble:
        case None:
            return ""
        case Trouble.FOLDER:
            return QCoreApplication.translate(
                "Attach", "A folder can't be sent. Make an archive of it first."
            )
        case Trouble.EMPTY:
            return QCoreApplication.translate("Attach", "There is nothing in it")
        case Trouble.UNREADABLE:
            return QCoreApplication.translate("Attach", "It can't be read")
        case Trouble.TOO_LARGE if most is not None:
            return QCoreApplication.translate(
                "Attach", "Too large for the server of {company}: it takes up to {size}"
            ).format(company=account.company, size=size_text(most, locale))
        case Trouble.TOO_LARGE:
            return QCoreApplication.translate(
                "Attach", "Too large for the server of {company}"
            ).format(company=account.company)
    if item.failure is not None:
        return failure_words(item.failure)
    return QCoreApplication.translate("Attach", "It can't be sent")


class PictureGrid(QWidget):
    """Pictures as they will stand in the message; `removed` carries the number of one whose button was pressed."""

    removed = Signal(int)

    def __init__(self, theme: Theme, width: int) -> None:
        super().__init__()
        self.setFixedWidth(width)
        self._theme = theme
        self._scaled = ScaledPictures()
        self._items: Sequence[Attachment] = ()
        self._rects: list[QRectF] = []
        self._tallest = _TALLEST
        self._buttons: dict[int, IconButton] = {}

    def set_width(self, width: int) -> None:
        """Use so much width from here on."""
        if width != self.width():
            self.setFixedWidth(width)
            self.resize(width, self.height())
            self._place()

    def show_items(self, items: Sequence[Attachment], *, is_low: bool = False) -> None:
        """Show these, each of which has a preview; `is_low` leaves room for others."""
        self._items = items
        self._tallest = _LOW if is_low else _TALLEST
        kept = {item.number for item in items}
        for number in [number for number in self._buttons if number not in kept]:
            self._buttons.pop(number).deleteLater()
        for item in items:
            if item.number not in self._buttons:
                self._buttons[item.number] = self._button(item)
        self._place()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The pictures."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        corners = (float(Radius.SMALL),) * 4
        for item, rect in zip(self._items, self._rects, strict=True):
            painter.fillPath(rounded_path(rect, corners), self._theme.colours.field)
            if item.preview is not None:
                ratio = self.devicePixelRatioF()
                is_cut = len(self._items) > 1
                pixmap = self._scaled.scaled(
                    item.preview, rect.size(), ratio, corners, is_cut=is_cut
                )
                painter.drawPixmap(rect.topLeft(), pixmap)
        painter.end()

    def _place(self) -> None:
        width = float(self.width())
        self._rects = []
        top = 0.0
        for start in range(0, len(self._items), MAX_ALBUM):
            group = self._items[start : start + MAX_ALBUM]
            rects = self._alone(group[0], width) if len(group) == 1 else _grid(group, width)
            self._rects += [rect.translated(0, top) for rect in rects]
            top = max(rect.bottom() for rect in self._rects) + 3
        self.setFixedHeight(round(max(0.0, top - 3)))
        for item, rect in zip(self._items, self._rects, strict=True):
            button = self._buttons[item.number]
            button.move(round(rect.right()) - _BUTTON - 6, round(rect.top()) + 6)
            button.show()
        self.update()

    def _alone(self, item: Attachment, width: float) -> list[QRectF]:
        size = _size_of(item)
        scale = min(1.0, width / size.width(), self._tallest / size.height())
        shown = QSizeF(max(120.0, size.width() * scale), max(80.0, size.height() * scale))
        return [QRectF((width - shown.width()) / 2, 0, shown.width(), shown.height())]

    def _button(self, item: Attachment) -> IconButton:
        words = QCoreApplication.translate("Attach", "Remove {name}").format(name=item.file.name)
        button = IconButton(self._theme, "close", words, self)
        button.setFixedSize(_BUTTON, _BUTTON)
        button.setIconSize(QSize(Size.ICON_SMALL, Size.ICON_SMALL))
        veil = QColor(self._theme.colours.shadow)
        button.setIcon(self._theme.icon("close", self._theme.colours.on_accent))
        button.setStyleSheet(
            f"QToolButton {{ background: rgba({veil.red()}, {veil.green()}, {veil.blue()}, 150);"
            f" border-radius: {_BUTTON // 2}px; padding: 0; }}"
            f"QToolButton:focus {{ border: 2px solid {self._theme.colours.on_accent.name()}; }}"
        )
        button.clicked.connect(lambda: self.removed.emit(item.number))
        return button


class FileLine(QWidget):
    """A file by its name, its size or what is the matter with it, and a button that takes it out."""

    def __init__(
        self, theme: Theme, item: Attachment, facts: str, on_removed: Callable[[], object]
    ) -> None:
        super().__init__()
        is_bad = item.trouble is not None
        colours = theme.colours
        plate = QLabel()
        plate.setFixedSize(_PLATE, _PLATE)
        plate.setPixmap(
            _plate(
                theme,
                "alert" if is_bad else "file",
                colours.danger_fill if is_bad else colours.accent,
                self.devicePixelRatioF(),
            )
        )
        name = ElidedLabel(item.file.name)
        name.setFont(theme.font())
        self.facts = QLabel(facts)
        self.facts.setTextFormat(Qt.TextFormat.PlainText)
        self.facts.setWordWrap(True)
        self.facts.setProperty("look", "danger" if is_bad else "caption")
        remove = IconButton(
            theme,
            "close",
            QCoreApplication.translate("Attach", "Remove {name}").format(name=item.file.name),
        )
        remove.clicked.connect(on_removed)
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addStretch()
        words.addWidget(name)
        words.addWidget(self.facts)
        words.addStretch()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, Space.XXS, 0, Space.XXS)
        row.setSpacing(Space.M)
        row.addWidget(plate, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addLayout(words, 1)
        row.addWidget(remove, 0, Qt.AlignmentFlag.AlignVCenter)


def _grid(items: Sequence[Attachment], width: float) -> list[QRectF]:
    sizes = [_size_of(item) for item in items]
    return arrange([size.width() / size.height() for size in sizes], width)


def _size_of(item: Attachment) -> QSizeF:
    return QSizeF(item.preview.size()) if item.preview is not None else QSizeF(3, 2)


def _plate(theme: Theme, glyph: str, fill: QColor, ratio: float) -> QPixmap:
    pixmap = QPixmap(QSize(_PLATE, _PLATE) * ratio)
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(fill)
    painter.drawEllipse(0, 0, _PLATE, _PLATE)
    side = 22
    corner = (_PLATE - side) // 2
    painter.drawPixmap(corner, corner, theme.pixmap(glyph, side, theme.colours.on_accent, ratio))
    painter.end()
    return pixmap
