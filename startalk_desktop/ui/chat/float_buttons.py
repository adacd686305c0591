"""What floats over the messages: down to the newest, to the next mention, up to where reading stopped."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPixmap, QPixmapCache
from PySide6.QtWidgets import QPushButton, QToolButton, QWidget

from startalk_desktop.ui.theme import Theme
from startalk_desktop.ui.tokens import Radius, Space, TypeSize
from startalk_desktop.ui.widgets.badge import paint_badge

_DISC = 42
_ROOM = 12  # around the disc, for the shadow and the badge
_DISC_PLACE = QRectF(6, 8, _DISC, _DISC)


class RoundButton(QToolButton):
    """A disc with an icon, a shadow, and a count above."""

    def __init__(self, theme: Theme, icon: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._icon = icon
        self._count = 0
        self.setFixedSize(_DISC + _ROOM, _DISC + _ROOM)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.set_count(0)
        theme.changed.connect(self.update)
        self.hide()

    @property
    def count(self) -> int:
        """The count above."""
        return self._count

    def set_count(self, count: int) -> None:
        """Show another count; 0 shows none."""
        self._count = count
        name = self.words(count)
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.update()

    def words(self, count: int) -> str:
        """What the button does, with that count."""
        raise NotImplementedError

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Shadow, disc, icon, count."""
        colours = self._theme.colours
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        fill = colours.raised if not self.underMouse() else colours.hover
        painter.drawPixmap(0, 0, self._ground(fill, self.devicePixelRatioF()))
        disc = _DISC_PLACE
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(colours.accent_text)
            painter.drawEllipse(disc.adjusted(1, 1, -1, -1))
        glyph = self._theme.pixmap(self._icon, 20, colours.text_muted, self.devicePixelRatioF())
        painter.drawPixmap(disc.center() - QPointF(10, 10), glyph)
        if self._count:
            right = QPointF(self.width() - 2.0, 11.0)
            paint_badge(painter, self._theme, right, self._count, colours.accent, colours.on_accent)
        painter.end()

    def _ground(self, fill: QColor, ratio: float) -> QPixmap:
        """Disc and shadow, drawn once: while messages scroll beneath, the button is painted in each frame."""
        colours = self._theme.colours
        key = f"startalk-disc-{fill.rgba()}-{colours.shadow.rgba()}-{colours.is_dark}-{ratio}"
        pixmap = QPixmap()
        if QPixmapCache.find(key, pixmap):
            return pixmap
        pixmap = QPixmap((QSizeF(self.size()) * ratio).toSize())
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        shade = QColor(colours.shadow)
        shade.setAlpha(18 if not colours.is_dark else 40)
        painter.setBrush(shade)
        for spread in (3.0, 2.0, 1.0):
            painter.drawEllipse(_DISC_PLACE.adjusted(-spread, -spread + 2, spread, spread + 2))
        painter.setBrush(fill)
        painter.drawEllipse(_DISC_PLACE)
        painter.end()
        QPixmapCache.insert(key, pixmap)
        return pixmap


class JumpButton(RoundButton):
    """Down to the newest message, with how many came meanwhile."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, "arrow-down", parent)

    def words(self, count: int) -> str:
        """The name tells how many messages wait."""
        if count:
            return self.tr("Jump to %n new message(s)", "", count)
        return self.tr("Jump to the newest message")


class MentionButton(RoundButton):
    """To the oldest unread message that names us, with how many there are."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, "at", parent)

    def words(self, count: int) -> str:
        """The name tells how many mentions wait."""
        return self.tr("Jump to the next of %n mention(s) of you", "", count)


class UnreadPill(QPushButton):
    """Up to where reading stopped, while that is out of sight."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        theme.changed.connect(self._dress)
        self._dress()
        self.set_count(0)
        self.hide()

    def set_count(self, count: int) -> None:
        """So many messages were unread; 0: it is not known how many."""
        if count:
            self.setText(self.tr("%n unread message(s)", "", count))
        else:
            self.setText(self.tr("To the first unread"))
        self.adjustSize()

    def _dress(self) -> None:
        colours = self._theme.colours
        self.setIcon(self._theme.icon("arrow-up", colours.on_accent))
        self.setStyleSheet(
            f"QPushButton {{ background: {colours.accent.name()}; color: {colours.on_accent.name()};"
            f" border: 2px solid {colours.accent.name()}; border-radius: {int(Radius.BUBBLE)}px;"
            f" padding: 0 {int(Space.M)}px; min-height: 28px; font-size: {int(TypeSize.LABEL)}px; }}"
            f"QPushButton:hover {{ background: {colours.accent_hover.name()}; }}"
            f"QPushButton:focus {{ border-color: {colours.text.name()}; }}"
        )
        self.adjustSize()
