"""What stands where there is nothing yet: an icon, a sentence, and what to do about it."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from startalk_desktop.ui.theme import Theme
from startalk_desktop.ui.tokens import Space

_DISC = 84
_GLYPH = 36
_TEXT_WIDTH = 320


class EmptyState(QWidget):
    """A quiet notice in the middle of an empty area; `action_chosen` comes from its button."""

    action_chosen = Signal()

    def __init__(
        self,
        theme: Theme,
        icon: str,
        title: str,
        text: str = "",
        action: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._disc = _Disc(theme, icon)
        self._title = QLabel(title)
        self._text = QLabel(text)
        self._action = QPushButton(action)
        self._title.setProperty("look", "title")
        self._text.setProperty("look", "muted")
        self._action.setProperty("look", "primary")
        for label in (self._title, self._text):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setVisible(bool(text))
        self._action.setVisible(bool(action))
        self.setFocusProxy(self._action)
        self._action.clicked.connect(self.action_chosen)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(Space.XL, Space.XL, Space.XL, Space.XL)
        layout.setSpacing(Space.S)
        layout.addStretch(2)
        layout.addWidget(self._disc, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addSpacing(Space.S)
        layout.addWidget(self._title, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addWidget(self._text, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addSpacing(Space.S)
        layout.addWidget(self._action, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(3)

    def say(self, title: str, text: str = "", icon: str | None = None) -> None:
        """Change what is said."""
        self._title.setText(title)
        self._text.setText(text)
        self._text.setVisible(bool(text))
        self._fit()
        if icon is not None:
            self._disc.set_icon(icon)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The text breaks where the area is narrow."""
        super().resizeEvent(event)
        self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        """Fit the text now that its font is known."""
        super().showEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Give the text the width that there is, in lines of about one length, and the height that it then takes."""
        widest = max(120, min(_TEXT_WIDTH, self.width() - 2 * Space.XL))
        for label in (self._title, self._text):
            label.ensurePolished()  # its font is the stylesheet's from here on
            width = _balanced_width(label, widest)
            label.setFixedSize(width, _height_at(label, width))


def _balanced_width(label: QLabel, widest: int) -> int:
    """The least width at which the label takes no more lines than at `widest`: no word is left over on the last."""
    height = _height_at(label, widest)
    if height <= label.fontMetrics().height():
        return widest
    narrow, wide = widest // 2, widest
    while narrow < wide:
        middle = (narrow + wide) // 2
        if _height_at(label, middle) > height:
            narrow = middle + 1
        else:
            wide = middle
    return wide


def _height_at(label: QLabel, width: int) -> int:
    """What the label's text takes at `width`; `heightForWidth` is never less than what the label had before."""
    if not label.text():
        return 0
    room = QRect(0, 0, width, 10_000)
    return label.fontMetrics().boundingRect(room, Qt.TextFlag.TextWordWrap, label.text()).height()


class _Disc(QWidget):
    def __init__(self, theme: Theme, icon: str) -> None:
        super().__init__()
        self._theme = theme
        self._icon = icon
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def set_icon(self, icon: str) -> None:
        self._icon = icon
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(_DISC, _DISC)

    def paintEvent(self, _event: QPaintEvent) -> None:
        colours = self._theme.colours
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colours.selected)
        painter.drawEllipse(QRectF(0, 0, _DISC, _DISC))
        glyph = self._theme.pixmap(
            self._icon, _GLYPH, colours.accent_text, self.devicePixelRatioF()
        )
        inset = (_DISC - _GLYPH) / 2
        painter.drawPixmap(QPointF(inset, inset), glyph)
        painter.end()
