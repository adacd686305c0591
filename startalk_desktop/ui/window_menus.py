"""The window's menus: of a company, of a conversation, of what can be begun, of how the window looks."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from startalk_desktop.model.account import Account
from startalk_desktop.model.conversation import Conversation
from startalk_desktop.model.identity import ConversationKind
from startalk_desktop.model.room import RoomAbilities
from startalk_desktop.ui.theme import Theme, ThemeMode
from startalk_desktop.viewmodels.line import LineSignal

NO_ABILITIES = RoomAbilities()


class WindowMenu(QMenu):
    """A menu that is made for one use and goes after it. `popup` returns at once: there is no nested loop."""

    def __init__(self, theme: Theme, window: QWidget) -> None:
        super().__init__(window)
        self._theme = theme
        self.aboutToHide.connect(self.deleteLater)

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
    ) -> None:
        """Show it; `act` gets the name of what was chosen."""
        if signal is LineSignal.LOCKED:
            self.add("unlock", self.tr("Unlock"), lambda: act("unlock"))
        elif signal is LineSignal.OFFLINE or not account.is_enabled:
            self.add("log-in", self.tr("Sign in"), lambda: act("sign_in"))
            self.add("lock", self.tr("Lock"), lambda: act("lock"))
        else:
            self.add("log-out", self.tr("Sign out"), lambda: act("sign_out"))
            self.add("lock", self.tr("Lock"), lambda: act("lock"))
        self.add("copy", self.tr("Copy my address"), lambda: act("copy_address"))
        self.add("eye", self.tr("Privacy…"), lambda: act("privacy"))
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
            self.add("calendar", self.tr("Go to a day…"), lambda: act("day"))
            if line.unread_count:
                self.add("arrow-up", self.tr("Go to the first unread"), lambda: act("unread"))
            if line.mention_count:
                self.add("at", self.tr("Go to the next mention of me"), lambda: act("mention"))
            self.addSeparator()
        if line.is_pinned:
            self.add("pin", self.tr("Unpin"), lambda: act("unpin"))
        else:
            self.add("pin", self.tr("Pin to the top"), lambda: act("pin"))
        if line.is_muted:
            self.add("bell", self.tr("Unmute"), lambda: act("unmute"))
        else:
            self.add("bell-off", self.tr("Mute (mentions still notify)"), lambda: act("mute"))
        if line.kind is ConversationKind.ROOM:
            self._add_room(line, abilities, act)
        else:
            self.add("user", self.tr("Show the card"), lambda: act("card"))
            if line.id.peer.is_bare:
                self.add("user-plus", self.tr("Add people…"), lambda: act("add_people"))
        self.addSeparator()
        self.add("trash", self.tr("Remove from this computer…"), lambda: act("remove"))
        self.popup(at)

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


class SettingsMenu(WindowMenu):
    """How the window looks and speaks."""

    def show_for(
        self, mode: ThemeMode, language: str, *, act: Callable[[str], None], at: QPoint
    ) -> None:
        """Show it; `act` gets ``theme:…`` or ``language:…``."""
        self.addSection(self.tr("Appearance"))
        self._choices(
            "theme",
            mode.value,
            (
                (ThemeMode.SYSTEM.value, self.tr("Like the system")),
                (ThemeMode.LIGHT.value, self.tr("Light")),
                (ThemeMode.DARK.value, self.tr("Dark")),
            ),
            act,
        )
        self.addSection(self.tr("Language"))
        self._choices(
            "language",
            language,
            (("", self.tr("Like the system")), ("en", "English"), ("zh_CN", "简体中文")),
            act,
        )
        self.popup(at - QPoint(0, self.sizeHint().height()))

    def _choices(
        self,
        name: str,
        current: str,
        choices: tuple[tuple[str, str], ...],
        act: Callable[[str], None],
    ) -> None:
        group = QActionGroup(self)
        for value, text in choices:
            action = self.addAction(text)
            action.setCheckable(True)
            action.setChecked(value == current)
            group.addAction(action)
            action.triggered.connect(lambda _checked=False, value=value: act(f"{name}:{value}"))
