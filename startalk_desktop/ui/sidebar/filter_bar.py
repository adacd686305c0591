"""The bar above the inbox: which conversations are listed. The common ones are chips, the others in a menu."""

from __future__ import annotations

from functools import partial
from typing import Final

from PySide6.QtCore import QCoreApplication, QPoint, Qt, Signal
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QMenu, QPushButton, QVBoxLayout, QWidget

from startalk_desktop.model.conversation import InboxFilter
from startalk_desktop.ui.presence_menu import mark_chosen
from startalk_desktop.ui.theme import Theme
from startalk_desktop.ui.tokens import Space
from startalk_desktop.ui.widgets.icon_button import IconButton

_CHIPS: Final = (InboxFilter.ALL, InboxFilter.UNREAD, InboxFilter.MENTIONS)
_ICONS: Final = {
    InboxFilter.ALL: "message",
    InboxFilter.UNREAD: "mail",
    InboxFilter.MENTIONS: "at",
    InboxFilter.PEOPLE: "user",
    InboxFilter.ROOMS: "room",
    InboxFilter.STARRED: "star",
    InboxFilter.ARCHIVED: "archive",
}


class FilterBar(QWidget):
    """Three chips, one more for what was chosen in the menu, and the menu; in 248 pixels.

    Signals:
        chosen(InboxFilter)
        mentions_asked: every message that names us, old ones too.
    """

    chosen = Signal(object)
    mentions_asked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._filter = InboxFilter.ALL
        self._chips = QButtonGroup(self)
        self.chips = {one: self._chip(one) for one in _CHIPS}
        self.all_chip = self.chips[InboxFilter.ALL]
        self.mentions_chip = self.chips[InboxFilter.MENTIONS]
        self.mentions_chip.setAccessibleName(self.tr("Where I am mentioned"))
        self.mentions_chip.setToolTip(self.tr("Where I am mentioned"))
        self.other_chip = QPushButton()
        self.other_chip.setProperty("look", "chip")
        self.other_chip.setCheckable(True)
        self.other_chip.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # the cross at its end
        self.other_chip.hide()
        self.more_button = IconButton(theme, "filter", self.tr("More filters"))
        self.list_button = QPushButton(self.tr("All mentions of me"))
        self.list_button.setProperty("look", "link")
        self._lay_out()
        self.other_chip.clicked.connect(lambda: self._on_chosen(InboxFilter.ALL))
        self.more_button.clicked.connect(self._open_menu)
        self.list_button.clicked.connect(self.mentions_asked)
        theme.changed.connect(self._dress)
        self._dress()
        self.choose(InboxFilter.ALL)

    def choose(self, chosen: InboxFilter) -> None:
        """Show what is chosen; nothing is told."""
        self._filter = chosen
        is_other = chosen not in self.chips
        # Room for one: the chip of a filter from the menu takes the place of the two beside "all".
        for one in _CHIPS[1:]:
            self.chips[one].setVisible(not is_other)
        self.other_chip.setVisible(is_other)
        if is_other:
            words = filter_name(chosen)
            self.other_chip.setText(words)
            self.other_chip.setAccessibleName(self.tr("{filter}: show all").format(filter=words))
            self.other_chip.setToolTip(self.tr("Show all again"))
            self._chips.setExclusive(False)
            for chip in self.chips.values():
                chip.setChecked(False)
            self._chips.setExclusive(True)
        else:
            self.chips[chosen].setChecked(True)
        self.other_chip.setChecked(is_other)
        self.list_button.setVisible(chosen is InboxFilter.MENTIONS)

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.XXS)
        for chip in (*self.chips.values(), self.other_chip):
            row.addWidget(chip)
        row.addStretch(1)
        row.addWidget(self.more_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.M, 0, Space.XS, Space.XS)
        column.setSpacing(Space.XXS)
        column.addLayout(row)
        column.addWidget(self.list_button, 0, Qt.AlignmentFlag.AlignLeft)

    def _chip(self, one: InboxFilter) -> QPushButton:
        chip = QPushButton(filter_name(one))
        chip.setCheckable(True)
        chip.setProperty("look", "chip")
        chip.clicked.connect(partial(self._on_chosen, one))
        self._chips.addButton(chip)
        return chip

    def _open_menu(self) -> None:
        menu = QMenu(self)
        menu.aboutToHide.connect(menu.deleteLater)
        group = QActionGroup(menu)
        for one in InboxFilter:
            if one in (InboxFilter.PEOPLE, InboxFilter.ARCHIVED):
                menu.addSeparator()
            action = menu.addAction(self._theme.icon(_ICONS[one]), filter_name(one))
            action.setCheckable(True)
            action.setChecked(one is self._filter)
            mark_chosen(action)
            action.triggered.connect(partial(self._on_chosen, one))
            group.addAction(action)
        corner = QPoint(self.more_button.width(), self.more_button.height())
        place = self.more_button.mapToGlobal(corner)
        menu.popup(place - QPoint(menu.sizeHint().width(), 0))

    def _on_chosen(self, chosen: InboxFilter, _is_checked: bool = False) -> None:
        self.choose(chosen)
        self.chosen.emit(chosen)

    def _dress(self) -> None:
        ink = self._theme.colours.accent_text
        self.list_button.setIcon(self._theme.icon("at", ink))
        self.other_chip.setIcon(self._theme.icon("close", ink))


def filter_name(chosen: InboxFilter) -> str:
    """The filter in a word."""
    match chosen:
        case InboxFilter.ALL:
            return QCoreApplication.translate("InboxFilter", "All")
        case InboxFilter.UNREAD:
            return QCoreApplication.translate("InboxFilter", "Unread")
        case InboxFilter.MENTIONS:
            return QCoreApplication.translate("InboxFilter", "@ me")
        case InboxFilter.PEOPLE:
            return QCoreApplication.translate("InboxFilter", "People")
        case InboxFilter.ROOMS:
            return QCoreApplication.translate("InboxFilter", "Rooms")
        case InboxFilter.STARRED:
            return QCoreApplication.translate("InboxFilter", "Starred")
        case InboxFilter.ARCHIVED:
            return QCoreApplication.translate("InboxFilter", "Archived")


def emptiness_of(chosen: InboxFilter) -> tuple[str, str, str]:
    """What stands where a filter lists nothing: title, advice, icon."""
    icon = _ICONS[chosen]
    match chosen:
        case InboxFilter.UNREAD:
            return (
                QCoreApplication.translate("InboxFilter", "You have read everything"),
                QCoreApplication.translate("InboxFilter", "What comes next will be here."),
                "check-double",
            )
        case InboxFilter.MENTIONS:
            return (
                QCoreApplication.translate("InboxFilter", "No unread mentions"),
                QCoreApplication.translate(
                    "InboxFilter", "Earlier ones are under “All mentions of me”."
                ),
                icon,
            )
        case InboxFilter.PEOPLE:
            return (
                QCoreApplication.translate("InboxFilter", "No conversations with people"),
                QCoreApplication.translate("InboxFilter", "Write to anybody in the directory."),
                icon,
            )
        case InboxFilter.ROOMS:
            return (
                QCoreApplication.translate("InboxFilter", "No rooms"),
                QCoreApplication.translate("InboxFilter", "Join one with Ctrl+J."),
                icon,
            )
        case InboxFilter.STARRED:
            return (
                QCoreApplication.translate("InboxFilter", "Nothing is starred"),
                QCoreApplication.translate(
                    "InboxFilter", "Star a conversation in its menu, and find it here."
                ),
                icon,
            )
        case InboxFilter.ARCHIVED:
            return (
                QCoreApplication.translate("InboxFilter", "Nothing is archived"),
                QCoreApplication.translate(
                    "InboxFilter",
                    "Archived conversations wait here until somebody writes in them again.",
                ),
                icon,
            )
        case _:
            return (
                QCoreApplication.translate("InboxFilter", "No conversations yet"),
                QCoreApplication.translate(
                    "InboxFilter", "Write to anybody in the directory, or join a room."
                ),
                icon,
            )
