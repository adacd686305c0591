"""What stands above the composer's text: the message that is answered or edited, and that a text goes as a file."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QFont, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from startalk_desktop.model.account import Hue
from startalk_desktop.ui.theme import Theme
from startalk_desktop.ui.tokens import Size, Space, TypeSize
from startalk_desktop.ui.widgets.elided_label import ElidedLabel
from startalk_desktop.ui.widgets.icon_button import IconButton
from startalk_desktop.viewmodels.written import ComposeKind, ComposeMode

_EXCERPT = 300
_BAR = 3


class ModeBar(QWidget):
    """Names the message that is written about, with its first words.

    Signals:
        ended: the × was pressed.
        message_asked: the message itself was clicked.
    """

    ended = Signal()
    message_asked = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._kind = ComposeKind.WRITING
        self._colour: Hue = 0
        self._icon = QLabel()
        self._icon.setFixedWidth(Size.ICON)
        self._title = ElidedLabel()
        self._title.setFont(theme.font(TypeSize.LABEL, QFont.Weight.DemiBold))
        self._excerpt = ElidedLabel()
        self._excerpt.setProperty("look", "muted")
        self._end = IconButton(theme, "close", self.tr("Cancel"))
        self._end.set_name(self.tr("Cancel"), "Esc")
        self._end.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._end.clicked.connect(self.ended)
        lines = QVBoxLayout()
        lines.setContentsMargins(Space.M + _BAR, 0, 0, 0)
        lines.setSpacing(0)
        lines.addWidget(self._title)
        lines.addWidget(self._excerpt)
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.S, Space.XS, 0, Space.XS)
        row.setSpacing(Space.S)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addLayout(lines, 1)
        row.addWidget(self._end, 0, Qt.AlignmentFlag.AlignVCenter)
        self._lines = lines
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        theme.changed.connect(self._dress)
        self.hide()

    def show_mode(self, mode: ComposeMode, colour: Hue) -> None:
        """Show what is answered or edited, in the colours of `colour`; nothing for a new message."""
        self._kind, self._colour = mode.kind, colour
        is_shown = mode.message is not None
        if mode.message is not None:
            is_edit = mode.kind is ComposeKind.EDITING
            title = self.tr("Edit message")
            if not is_edit:
                title = self.tr("Reply to {name}").format(name=mode.author)
            self._title.setText(title)
            self._excerpt.setText(mode.message.text[:_EXCERPT] or self._file_words(mode))
            self.setAccessibleName(f"{title}: {self._excerpt.text()}")
            self._dress()
        self.setVisible(is_shown)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click asks for the message."""
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(
            event.position().toPoint()
        ):
            self.message_asked.emit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """A stroke in the company's colour before the lines."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colours.company(self._colour).text)
        area = QRectF(self._lines.geometry())
        stroke = QRectF(area.left() + _BAR, area.top() + 1, _BAR, area.height() - 2)
        painter.drawRoundedRect(stroke, _BAR / 2, _BAR / 2)
        painter.end()

    def changeEvent(self, event: QEvent) -> None:
        """Another screen may have other pixels."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._dress()

    def _file_words(self, mode: ComposeMode) -> str:
        files = mode.message.files if mode.message is not None else ()
        return files[0].name or self.tr("A file") if files else ""

    def _dress(self) -> None:
        hue = self._theme.colours.company(self._colour).text
        icon = "edit" if self._kind is ComposeKind.EDITING else "reply"
        self._icon.setPixmap(self._theme.pixmap(icon, Size.ICON, hue, self.devicePixelRatioF()))
        self._title.setStyleSheet(f"color: {hue.name()};")
        self.update()


class HintLine(QWidget):
    """A quiet sentence with an icon, `inset` from both sides, as between the composer's text and its foot."""

    def __init__(self, theme: Theme, *, inset: int = Space.S) -> None:
        super().__init__()
        self._theme = theme
        self._icon_name = "info"
        self._is_problem = False
        self._icon = QLabel()
        self._icon.setFixedWidth(Size.ICON_SMALL)
        self._text = QLabel()
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setWordWrap(True)
        self._text.setAlignment(Qt.AlignmentFlag.AlignTop)  # its first line is level with the icon
        row = QHBoxLayout(self)
        row.setContentsMargins(inset, 0, inset, inset)
        row.setSpacing(Space.S)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._text, 1)
        theme.changed.connect(self._dress)
        self.hide()

    @property
    def words(self) -> str:
        """What it says; empty where it says nothing."""
        return self._text.text() if not self.isHidden() else ""

    def say(self, icon: str, text: str, *, is_problem: bool = False) -> None:
        """Say `text`; an empty one hides the line."""
        self._icon_name, self._is_problem = icon, is_problem
        self._text.setText(text)
        self.setAccessibleName(text)
        self.setVisible(bool(text))
        self._dress()

    def _dress(self) -> None:
        colours = self._theme.colours
        ink = colours.danger if self._is_problem else colours.text_muted
        self._icon.setPixmap(
            self._theme.pixmap(self._icon_name, Size.ICON_SMALL, ink, self.devicePixelRatioF())
        )
        self._text.setStyleSheet(f"color: {ink.name()}; font-size: {int(TypeSize.SMALL)}px;")
