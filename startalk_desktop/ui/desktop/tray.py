"""The icon in the tray: what is unread, and a menu to come back, to be left alone, and to quit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QPointF, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QFont, QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from startalk_desktop.model.changes import (
    AccountsChanged,
    AttentionChanged,
    Change,
    ConversationsChanged,
)
from startalk_desktop.model.conversation import FOREVER
from startalk_desktop.model.identity import now
from startalk_desktop.ui.moments import HOUR, tomorrow_morning
from startalk_desktop.ui.theme import Theme

if TYPE_CHECKING:
    from startalk_desktop.core.startalk import Startalk
    from startalk_desktop.ui.main_window import MainWindow

_SIDES: Final = (16, 22, 24, 32, 48, 64)
_PAUSE_MS: Final = 150
_MOST: Final = 99


class Tray(QObject):
    """Shown while it lives; it also counts on the taskbar's or dock's own badge.

    Attributes:
        icon: what the desktop shows.
    """

    def __init__(self, window: MainWindow, startalk: Startalk, theme: Theme) -> None:
        super().__init__(window)
        self._window = window
        self._startalk = startalk
        self._theme = theme
        self._unread = -1
        self._is_quiet = False
        self.icon = QSystemTrayIcon(self)
        self.menu = QMenu()
        self.menu.addAction(self.tr("Open Startalk")).triggered.connect(self._come_up)
        self.menu.addSeparator()
        self.pause = self.menu.addMenu(self.tr("Pause notifications"))
        for words, act in (
            (self.tr("For an hour"), lambda: self._pause(now() + HOUR)),
            (self.tr("Until tomorrow"), lambda: self._pause(tomorrow_morning(now()))),
            (self.tr("Until I turn them on"), lambda: self._pause(FOREVER)),
        ):
            self.pause.addAction(words).triggered.connect(lambda _on=False, act=act: act())
        self.resume = self.menu.addAction(self.tr("Disturb me again"))
        self.resume.triggered.connect(lambda _on=False: self._pause(None))
        self.menu.addSeparator()
        self.menu.addAction(self.tr("Quit")).triggered.connect(lambda _on=False: window.quit())
        self.icon.setContextMenu(self.menu)
        self.icon.activated.connect(self._on_activated)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PAUSE_MS)
        self._timer.timeout.connect(self.refresh)
        theme.changed.connect(self._repaint)
        self._subscription = startalk.changes.subscribe(self._on_change)
        self.refresh()
        self.icon.show()

    def close(self) -> None:
        """Go from the tray."""
        self._subscription.cancel()
        self._timer.stop()
        self.icon.hide()
        self.menu.deleteLater()
        _show_on_dock(0)

    def refresh(self) -> None:
        """Look at what is unread, and whether one is to be left alone."""
        until = self._startalk.attention.settings(None).do_not_disturb_until
        is_quiet = until is not None and until > now()
        self.pause.menuAction().setVisible(not is_quiet)
        self.resume.setVisible(is_quiet)
        unread = self._startalk.inbox.unread_count()
        if (unread, is_quiet) != (self._unread, self._is_quiet):
            self._unread, self._is_quiet = unread, is_quiet
            self._repaint()
            _show_on_dock(unread)
            words = self.tr("%n unread message(s)", "", unread) if unread else ""
            self.icon.setToolTip("Startalk" + (f"\n{words}" if words else ""))

    def _repaint(self) -> None:
        self.icon.setIcon(app_icon(self._theme, self._unread, is_quiet=self._is_quiet))

    def _come_up(self) -> None:
        self._window.come_up()

    def _pause(self, until: int | None) -> None:
        attention = self._startalk.attention
        self._window.actions_of.run(
            attention.set_do_not_disturb(None, until), "choose not to be disturbed"
        )

    def _on_activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason is not QSystemTrayIcon.ActivationReason.Trigger:
            return
        if self._window.isVisible() and self._window.isActiveWindow():
            self._window.hide()
        else:
            self._come_up()

    def _on_change(self, change: Change) -> None:
        told = ConversationsChanged | AccountsChanged | AttentionChanged
        if isinstance(change, told) and not self._timer.isActive():
            self._timer.start()


def app_icon(theme: Theme, unread: int = 0, *, is_quiet: bool = False) -> QIcon:
    """The program's sign, with how much is unread; paler while nobody may disturb."""
    icon = QIcon()
    for side in _SIDES:
        icon.addPixmap(_paint(theme, side, unread, is_quiet=is_quiet))
    return icon


def _paint(theme: Theme, side: int, unread: int, *, is_quiet: bool) -> QPixmap:
    colours = theme.colours
    pixmap = QPixmap(QSize(side, side))
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colours.text_faint if is_quiet else colours.accent)
    painter.drawRoundedRect(QRectF(0, 0, side, side), side * 0.26, side * 0.26)
    glyph = round(side * 0.66)
    corner = QPointF((side - glyph) / 2, (side - glyph) / 2)
    sign = "moon" if is_quiet else "message"
    painter.drawPixmap(corner, theme.pixmap(sign, glyph, colours.on_accent, 1.0))
    if unread > 0:
        _paint_count(painter, theme, side, unread)
    painter.end()
    return pixmap


def _paint_count(painter: QPainter, theme: Theme, side: int, unread: int) -> None:
    colours = theme.colours
    text = str(unread) if unread <= _MOST else "99+"
    extent = side * 0.62
    width = max(extent, extent * (0.5 + 0.34 * len(text)))
    badge = QRectF(side - width, side - extent, width, extent)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colours.danger_fill)
    painter.drawRoundedRect(badge, extent / 2, extent / 2)
    font = theme.font(weight=QFont.Weight.Bold)
    font.setPixelSize(max(7, round(extent * 0.74)))
    painter.setFont(font)
    painter.setPen(colours.on_accent)
    painter.drawText(badge, Qt.AlignmentFlag.AlignCenter, text)


def _show_on_dock(unread: int) -> None:
    app = QGuiApplication.instance()
    if isinstance(app, QGuiApplication):
        app.setBadgeNumber(unread)
