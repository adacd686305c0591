"""Choosing what one is to others: available, away, busy, with a text; in all companies or in one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QCoreApplication, QPointF, QSize, Qt
from PySide6.QtGui import QAction, QActionGroup, QFont, QIcon, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QMenu

from startalk_desktop.model.attention import Disturbance, DisturbanceReason
from startalk_desktop.model.presence import Availability, OwnPresence
from startalk_desktop.ui.presence_texts import availability_text
from startalk_desktop.ui.theme import Theme
from startalk_desktop.ui.tokens import Size
from startalk_desktop.ui.widgets.avatar import presence_colour

CHOICES: Final = (Availability.AVAILABLE, Availability.AWAY, Availability.BUSY)
_DOT: Final = 10.0
_SHOWN_STATUS: Final = 40

Act = Callable[[str], None]
"""Gets ``presence:…`` with the number of an availability, ``status``, ``dnd:hour``, ``dnd:tomorrow``,
``dnd:always`` or ``dnd:off``."""


def fill_presence_menu(
    menu: QMenu, theme: Theme, chosen: OwnPresence, quiet: Disturbance, act: Act
) -> None:
    """Add what one can be, the text, and for how long nobody may disturb."""
    group = QActionGroup(menu)
    for availability in CHOICES:
        icon = dot_icon(theme, availability)
        action = menu.addAction(icon, availability_text(availability))
        action.setCheckable(True)
        is_like = chosen.availability is Availability.FREE_FOR_CHAT
        shown = Availability.AVAILABLE if is_like else chosen.availability
        action.setChecked(availability is shown)
        mark_chosen(action)
        group.addAction(action)
        action.triggered.connect(lambda _on=False, one=availability: act(f"presence:{int(one)}"))
    menu.addSeparator()
    status = chosen.status.replace("&", "&&")
    if len(status) > _SHOWN_STATUS:
        status = status[:_SHOWN_STATUS] + "…"
    words = status or QCoreApplication.translate("PresenceMenu", "Set a status text…")
    menu.addAction(theme.icon("smile"), words).triggered.connect(lambda _on=False: act("status"))
    is_on = quiet.is_quiet and quiet.reason is DisturbanceReason.DO_NOT_DISTURB
    if is_on and chosen.availability is not Availability.BUSY:
        words = QCoreApplication.translate("PresenceMenu", "Disturb me again")
        menu.addAction(theme.icon("bell"), words).triggered.connect(
            lambda _on=False: act("dnd:off")
        )
        return
    pause = menu.addMenu(QCoreApplication.translate("PresenceMenu", "Pause notifications"))
    pause.setIcon(theme.icon("moon"))
    for name, words in (
        ("dnd:hour", QCoreApplication.translate("PresenceMenu", "For an hour")),
        ("dnd:tomorrow", QCoreApplication.translate("PresenceMenu", "Until tomorrow")),
        ("dnd:always", QCoreApplication.translate("PresenceMenu", "Until I turn them on")),
    ):
        pause.addAction(words).triggered.connect(lambda _on=False, name=name: act(name))


def mark_chosen(action: QAction) -> None:
    """Show a checked choice that has an icon, which hides the check, in heavier letters."""
    if action.isChecked():
        font = action.font()
        font.setWeight(QFont.Weight.Bold)
        action.setFont(font)


def dot_icon(theme: Theme, availability: Availability) -> QIcon:
    """The dot of an availability, for a menu; a ring where one is not there."""
    icon = QIcon()
    side = int(Size.ICON_SMALL)
    for ratio in (1.0, 2.0):
        pixmap = QPixmap(QSize(side, side) * ratio)
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colour = presence_colour(theme.colours, availability) or theme.colours.text_faint
        if availability <= Availability.EXTENDED_AWAY:
            painter.setPen(QPen(colour, 2.4))
        else:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour)
        painter.drawEllipse(QPointF(side / 2, side / 2), _DOT / 2, _DOT / 2)
        painter.end()
        icon.addPixmap(pixmap)
    return icon
