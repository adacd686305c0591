"""The window's menus: of a company, of a conversation, of what can be begun, of how the window looks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QLabel, QMenu, QWidget, QWidgetAction

from startalk_desktop.model.account import Account
from startalk_desktop.model.conversation import Conversation, NotifyLevel
from startalk_desktop.model.identity import ConversationKind
from startalk_desktop.model.room import RoomAbilities
from startalk_desktop.ui.theme import Theme
from startalk_desktop.ui.tokens import Space
from startalk_desktop.viewmodels.line import LineSignal

NO_ABILITIES = RoomAbilities()
PIN_KEY: Final = "Ctrl+P"
STAR_KEY: Final = "Ctrl+D"
MUTE_KEY: Final = "Ctrl+M"
UNREAD_KEY: Final = "Ctrl+U"
ARCHIVE_KEY: Final = "Del"
REMARK_KEY: Final = "F2"


class WindowMenu(QMenu):
    """A menu that is made for one use and goes after it. `popup` returns at once: there is no nested loop."""

    def __init__(self, theme: Theme, window: QWidget) -> None:
        super().__init__(window)
        self._theme = theme
        self.aboutToHide.connect(self.deleteLater)

    def add_title(self, text: str) -> None:
        """Say what the next choices are about."""
        title = QLabel(text)
        title.setTextFormat(Qt.TextFormat.PlainText)
        title.setProperty("look", "section")
        title.setContentsMargins(Space.S, Space.S, Space.M, Space.XS)
        action = QWidgetAction(self)
        action.setText(text)
        action.setDefaultWidget(title)
        action.setEnabled(False)  # neither the pointer nor the arrows stop here
        self.addAction(action)

    def add(self, icon: str, text: str, act: Callable[[], object], shortcut: str = "") -> QAction:
        """Add a choice; `shortcut` is shown, and works elsewhere."""
        shown = f"{text}\t{shortcut}" if shortcut else text
        action = self.addAction(self._theme.icon(icon), shown)
        action.triggered.connect(lambda _checked=False: act())
        return action


class AccountMenu(WindowMenu):
    """What can be done with one company."""

    def show_for(
        self,
        account: Account,
        signal: LineSignal,
        *,
        act: Callable[[str], None],
        at: QPoint,
        fill_presence: Callable[[QMenu], None],
        missing: tuple[str, ...] = (),
    ) -> None:
        """Show it; `act` gets the name of what was chosen.

        Args:
            account: the company.
            signal: how its line is.
            act: does it.
            at: where, on the screen.
            fill_presence: adds what one can be to its people.
            missing: says what does not work while chat does; the settings have more about that.
        """
        for words in missing:
            self.add("warning", words, lambda: act("settings"))
        if missing:
            self.addSeparator()
        if signal is LineSignal.LOCKED:
            self.add("unlock", self.tr("Unlock"), lambda: act("unlock"))
        else:
            presence = self.addMenu(self._theme.icon("user"), self.tr("My presence"))
            fill_presence(presence)
            self.add("clock", self.tr("Work hours…"), lambda: act("settings"))
            self.add("edit", self.tr("My card…"), lambda: act("card"))
            self.addSeparator()
            if signal is LineSignal.OFFLINE or not account.is_enabled:
                self.add("log-in", self.tr("Sign in"), lambda: act("sign_in"))
            else:
                self.add("log-out", self.tr("Go offline here"), lambda: act("sign_out"))
            self.add("lock", self.tr("Lock now"), lambda: act("lock"))
        self.addSeparator()
        self.add("copy", self.tr("Copy my address"), lambda: act("copy_address"))
        self.add("settings", self.tr("Settings and privacy…"), lambda: act("settings"))
        self.addSeparator()
        self.add("trash", self.tr("Leave this company…"), lambda: act("leave"))
        self.popup(at)


class ConversationMenu(WindowMenu):
    """What can be done with one conversation."""

    def show_for(
        self,
        line: Conversation,
        *,
        act: Callable[[str], None],
        at: QPoint,
        is_open: bool = False,
        abilities: RoomAbilities = NO_ABILITIES,
    ) -> None:
        """Show it; `act` gets the name of what was chosen. In the open conversation one can move as well.

        Args:
            line: the conversation.
            act: does it.
            at: where, on the screen.
            is_open: whether it is the open one.
            abilities: what we may do, where it is a room.
        """
        if is_open:
            self.add("search", self.tr("Find in this conversation"), lambda: act("find"), "Ctrl+F")
            self.add("image", self.tr("Files and pictures"), lambda: act("files"))
            self.add("calendar", self.tr("Go to a day…"), lambda: act("day"))
            if line.unread_count:
                self.add("arrow-up", self.tr("Go to the first unread"), lambda: act("unread"))
            if line.mention_count:
                self.add("at", self.tr("Go to the next mention of me"), lambda: act("mention"))
            self.addSeparator()
        self._add_arranging(line, act)
        self._add_noise(line, act)
        self.addSeparator()
        if line.kind is ConversationKind.ROOM:
            self._add_room(line, abilities, act)
        else:
            self.add("user", self.tr("Show the card"), lambda: act("card"))
            self.add("edit", self.tr("Remark name…"), lambda: act("remark"), REMARK_KEY)
            if line.id.peer.is_bare:
                self.add("user-plus", self.tr("Add people…"), lambda: act("add_people"))
            self.addSeparator()
            if line.is_blocked:
                self.add("ban", self.tr("Unblock"), lambda: act("unblock"))
            else:
                self.add("ban", self.tr("Block…"), lambda: act("block"))
                self.add("flag", self.tr("Report…"), lambda: act("report"))
        self.addSeparator()
        self.add("trash", self.tr("Remove from this computer…"), lambda: act("remove"))
        self.popup(at)

    def _add_arranging(self, line: Conversation, act: Callable[[str], None]) -> None:
        if line.is_pinned:
            self.add("pin", self.tr("Unpin"), lambda: act("unpin"), PIN_KEY)
        else:
            self.add("pin", self.tr("Pin to the top"), lambda: act("pin"), PIN_KEY)
        if line.is_starred:
            self.add("star", self.tr("Remove the star"), lambda: act("unstar"), STAR_KEY)
        else:
            self.add("star", self.tr("Star"), lambda: act("star"), STAR_KEY)
        if line.is_unread:
            self.add("check-double", self.tr("Mark as read"), lambda: act("read"), UNREAD_KEY)
        else:
            self.add("mail", self.tr("Mark as unread"), lambda: act("mark_unread"), UNREAD_KEY)
        if line.is_hidden:
            self.add("undo", self.tr("Bring back from the archive"), lambda: act("unhide"))
        else:
            self.add("archive", self.tr("Archive"), lambda: act("hide"), ARCHIVE_KEY)

    def _add_noise(self, line: Conversation, act: Callable[[str], None]) -> None:
        if line.mute_until is not None:
            self.add("bell", self.tr("Unmute"), lambda: act("unmute"), MUTE_KEY)
        else:
            mute = self._submenu("bell-off", self.tr("Mute (mentions still notify)"))
            for name, text in (
                ("mute_hour", self.tr("For an hour")),
                ("mute_tomorrow", self.tr("Until tomorrow")),
                ("mute_always", self.tr("Until I unmute it")),
            ):
                mute.addAction(text).triggered.connect(lambda _on=False, name=name: act(name))
        notify = self._submenu("bell", self.tr("Notify me of"))
        group = QActionGroup(notify)
        for level, text in (
            (NotifyLevel.ALL, self.tr("Every message")),
            (NotifyLevel.MENTIONS, self.tr("Mentions of me only")),
            (NotifyLevel.NONE, self.tr("Nothing")),
        ):
            action = notify.addAction(text)
            action.setCheckable(True)
            action.setChecked(level is line.notify)
            group.addAction(action)
            action.triggered.connect(lambda _on=False, level=level: act(f"notify:{level.value}"))

    def _submenu(self, icon: str, text: str) -> QMenu:
        menu = self.addMenu(text)
        menu.setIcon(self._theme.icon(icon))
        return menu

    def _add_room(
        self, line: Conversation, abilities: RoomAbilities, act: Callable[[str], None]
    ) -> None:
        self.add("users", self.tr("Members"), lambda: act("members"))
        if abilities.can_invite:
            self.add("user-plus", self.tr("Add people…"), lambda: act("add_people"))
        if abilities.can_rename or abilities.can_set_topic:
            self.add("settings", self.tr("Room settings…"), lambda: act("room_settings"))
        if line.is_joined:
            self.addSeparator()
            self.add("log-out", self.tr("Leave the room…"), lambda: act("leave_room"))


class NewMenu(WindowMenu):
    """What can be begun."""

    def show_for(self, *, act: Callable[[str], None], at: QPoint) -> None:
        """Show it; `act` gets the name of what was chosen."""
        self.add("organisation", self.tr("Write to somebody"), lambda: act("person"), "Ctrl+N")
        self.add("users", self.tr("New room…"), lambda: act("new_room"), "Ctrl+Shift+N")
        self.add("room", self.tr("Join a room…"), lambda: act("room"), "Ctrl+J")
        self.add("building", self.tr("Add a company…"), lambda: act("company"))
        self.popup(at)
