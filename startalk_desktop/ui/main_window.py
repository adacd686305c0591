"""The main window: rail, sidebar and stage put together, shortcuts, and what is remembered of the layout."""

from __future__ import annotations

import asyncio

from PySide6.QtCore import QByteArray, QEvent, Qt, QTimer, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QGuiApplication,
    QKeySequence,
    QMoveEvent,
    QResizeEvent,
    QShortcut,
)
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMainWindow, QSplitter, QVBoxLayout, QWidget

from startalk_desktop.core.startalk import Startalk
from startalk_desktop.model.attention import Disturbance
from startalk_desktop.model.changes import (
    AccountsChanged,
    AttentionChanged,
    Change,
    ConversationsChanged,
    OwnPresenceChanged,
)
from startalk_desktop.model.failure import Failure, FailureCode
from startalk_desktop.model.identity import AccountId
from startalk_desktop.tasks import TaskScope
from startalk_desktop.ui.attention_texts import quiet_text
from startalk_desktop.ui.banners import Banners
from startalk_desktop.ui.conversation_stage import ConversationStage
from startalk_desktop.ui.directory.wishes import DirectoryWishes
from startalk_desktop.ui.directory_pane import DirectoryPane
from startalk_desktop.ui.emoji.shelf import EmojiShelf
from startalk_desktop.ui.failure_texts import failure_text
from startalk_desktop.ui.invitation_card import InvitationCard
from startalk_desktop.ui.layout_store import LayoutStore
from startalk_desktop.ui.move_card import MoveCard
from startalk_desktop.ui.search_pane import SearchPane
from startalk_desktop.ui.settings.general_page import CLOSES_TO_TRAY
from startalk_desktop.ui.sidebar.inbox_list import InboxList
from startalk_desktop.ui.sidebar.mentions_pane import MentionsPane
from startalk_desktop.ui.sidebar.rail import Rail
from startalk_desktop.ui.sidebar.sidebar import Page, Sidebar
from startalk_desktop.ui.switcher import SwitcherOverlay
from startalk_desktop.ui.theme import Theme
from startalk_desktop.ui.time_texts import TimeTexts
from startalk_desktop.ui.tokens import Size
from startalk_desktop.ui.widgets.toast import Toast
from startalk_desktop.ui.window_actions import WindowActions
from startalk_desktop.viewmodels.avatars import AvatarImages
from startalk_desktop.viewmodels.connections import ConnectionTroubles
from startalk_desktop.viewmodels.directory_model import DirectoryModel
from startalk_desktop.viewmodels.inbox import InboxModel
from startalk_desktop.viewmodels.invitations import Invitations
from startalk_desktop.viewmodels.mentions_model import MentionsModel
from startalk_desktop.viewmodels.own_presence import OwnPresenceModel
from startalk_desktop.viewmodels.people_model import PeopleModel
from startalk_desktop.viewmodels.rail import RailModel
from startalk_desktop.viewmodels.search_model import SearchModel
from startalk_desktop.viewmodels.server_moves import ServerMoves
from startalk_desktop.viewmodels.switcher_model import SwitcherModel

_KEEP_LAYOUT_MS = 800
_COMPANY_KEYS = 9


class MainWindow(QMainWindow):
    """One window for all companies. `closing` asks for the shutdown; the window is gone from the screen by then."""

    closing = Signal()

    def __init__(
        self,
        startalk: Startalk,
        theme: Theme,
        times: TimeTexts,
        layout: LayoutStore,
        scope: TaskScope,
    ) -> None:
        super().__init__()
        self._startalk = startalk
        self._layout_store = layout
        self._times = times
        self._is_closing = False
        self._is_quitting = False
        self.has_tray = False  # there is an icon to come back by, when the window is closed
        self.setWindowTitle("Startalk")
        self.setMinimumSize(900, 600)
        accounts, changes = startalk.accounts, startalk.changes
        images = AvatarImages(startalk.directory, changes, scope, self)
        self.rail_model = RailModel(
            accounts, startalk.inbox, startalk.attention, startalk.services, changes, self
        )
        self.inbox_model = InboxModel(startalk, scope, self)
        self._troubles = ConnectionTroubles(accounts, changes, self)
        self._tree = DirectoryModel(accounts, startalk.directory, changes, scope, self)
        self._people = PeopleModel(accounts, startalk.directory, changes, scope, self)
        self._found = SearchModel(
            accounts, startalk.inbox, startalk.directory, startalk.search, scope, self
        )
        self._mentions = MentionsModel(
            accounts, startalk.inbox, startalk.directory, startalk.search, scope, self
        )
        self._targets = SwitcherModel(
            accounts, startalk.inbox, startalk.directory, changes, scope, self
        )
        self.own_presence = OwnPresenceModel(startalk, self)
        self.rail = Rail(theme, self.rail_model, self.own_presence, times)
        self.inbox = InboxList(theme, times, self.inbox_model, images)
        self.directory = DirectoryPane(theme, self._tree, self._people)
        self.search = SearchPane(theme, times, self._found)
        self.mentions = MentionsPane(theme, times, self._mentions)
        self.sidebar = Sidebar(
            theme, self.inbox_model, self.inbox, self.mentions, self.directory, self.search
        )
        self.banners = Banners(theme, self._troubles)
        self.invitations = Invitations(startalk, scope, self)
        self.invitation = InvitationCard(theme, self.invitations)
        self._moves = ServerMoves(startalk, scope, self)
        self.move_card = MoveCard(theme, self._moves)
        self.shelf = EmojiShelf(layout, self)
        self.stage = ConversationStage(startalk, theme, times, images, self.shelf, scope)
        self.images = images
        self._lay_out()
        self.switcher = SwitcherOverlay(theme, self._targets, self)
        self.toast = Toast(theme, self)
        self.actions_of = WindowActions(self, startalk, theme, times, layout, scope)
        self.directory_wishes = DirectoryWishes(self, startalk, theme, self.actions_of.run)
        self._keep_timer = QTimer(self)
        self._keep_timer.setSingleShot(True)
        self._keep_timer.setInterval(_KEEP_LAYOUT_MS)
        self._keep_timer.timeout.connect(self._keep_layout)
        self._connect()
        self.sidebar.show_companies(has_any=bool(startalk.accounts.all()))
        self.directory_wishes.connect_pane()
        self._add_shortcuts()
        self._subscription = changes.subscribe(self._on_change)
        self._restore_layout()
        self.inbox_model.refresh()
        prepared = asyncio.to_thread(self.stage.view.messages.prepare)
        scope.start(prepared, "prepare to find links")
        self.inbox.setFocus(Qt.FocusReason.OtherFocusReason)

    # life

    def closeEvent(self, event: QCloseEvent) -> None:
        """Go from the screen: into the tray where that was chosen, else for good.

        Then the layout is kept and the shutdown begins; the loop goes on until that is done.
        """
        if self.has_tray and not self._is_quitting and self._closes_to_tray():
            event.ignore()
            self.hide()
            return
        event.accept()
        if self._is_closing:
            return
        self._is_closing = True
        self._keep_layout()
        self.setEnabled(False)
        self.closing.emit()

    def quit(self) -> None:
        """Close for good, also where closing would leave the program in the tray."""
        self._is_quitting = True
        if not self.close():
            raise RuntimeError("the window does not close")

    def come_up(self) -> None:
        """Be on the screen, before other windows."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()

    def _closes_to_tray(self) -> bool:
        return self._layout_store.load(CLOSES_TO_TRAY) != b"no"

    async def shut(self) -> None:
        """End what the window does: keep the draft, and hear no more changes."""
        self._subscription.cancel()
        self._keep_timer.stop()
        await self.stage.shut()
        for model in (
            self.rail_model,
            self.inbox_model,
            self._troubles,
            self._tree,
            self._people,
            self._targets,
            self.invitations,
            self._moves,
            self.images,
            self.own_presence,
        ):
            model.close()

    def say_mistake(self) -> None:
        """Say that something went wrong that nobody foresaw; the log has it."""
        self.toast.say(failure_text(Failure(FailureCode.INTERNAL)))

    # choosing

    def choose_account(self, account: AccountId | None) -> None:
        """Limit the lists to one company, or show all."""
        found = next((one for one in self._startalk.accounts.all() if one.id == account), None)
        chosen = found.id if found is not None else None
        self.inbox.delegate.shows_company = chosen is None
        self.inbox_model.set_account(chosen)
        self._tree.set_account(chosen)
        self._people.set_account(chosen)
        self._found.set_account(chosen)
        self._mentions.set_account(chosen)
        self.sidebar.show_account(found)
        self._say_quiet()
        self._layout_store.save("account", (chosen or "").encode())

    def show_page(self, page: Page) -> None:
        """Show a page of the sidebar, ready to be typed into."""
        self.sidebar.show_page(page)
        if page is Page.DIRECTORY:
            self.directory.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        elif page is Page.SEARCH:
            self.search.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.search.field.selectAll()
        else:
            self.inbox.setFocus(Qt.FocusReason.ShortcutFocusReason)

    # inside

    def _lay_out(self) -> None:
        # From the outside in: what is full is dressed again each time that it moves into something else.
        whole = QWidget()
        self.setCentralWidget(whole)
        row = QHBoxLayout(whole)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.rail)
        line = QFrame()
        line.setProperty("look", "line")
        line.setFixedWidth(1)
        row.addWidget(line)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setHandleWidth(1)
        self.splitter.setChildrenCollapsible(False)
        row.addWidget(self.splitter, 1)
        self.splitter.addWidget(self.sidebar)
        right = QWidget()
        right.setMinimumWidth(Size.CONVERSATION_MIN)
        self.splitter.addWidget(right)
        self.splitter.setStretchFactor(0, 0)
        self.splitter.setStretchFactor(1, 1)
        self.splitter.setSizes([Size.SIDEBAR_DEFAULT, 4 * Size.SIDEBAR_DEFAULT])
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.banners)
        column.addWidget(self.move_card)
        column.addWidget(self.invitation)
        column.addWidget(self.stage, 1)

    def _connect(self) -> None:
        actions = self.actions_of
        self.rail.account_chosen.connect(self.choose_account)
        self.rail.menu_asked.connect(actions.companies.show_menu)
        self.rail.add_asked.connect(actions.add_company)
        self.rail.settings_asked.connect(actions.show_settings)
        self.rail.presence_asked.connect(actions.companies.show_presence_menu)
        self.inbox.conversation_chosen.connect(self.stage.open)
        self.inbox.menu_asked.connect(actions.show_conversation_menu)
        self.inbox.command_asked.connect(actions.arranging.do)
        self.sidebar.new_asked.connect(actions.show_new_menu)
        self.sidebar.switcher_asked.connect(self.switcher.open)
        self.directory.person_chosen.connect(actions.write_to)
        self.directory.stranger_chosen.connect(actions.write_to)
        self.directory.card_asked.connect(actions.show_card)
        self.directory.left.connect(lambda: self.show_page(Page.CHATS))
        self.search.hit_chosen.connect(self.stage.open)
        self.mentions.hit_chosen.connect(self.stage.open)
        self.search.left.connect(lambda: self.show_page(Page.CHATS))
        self.switcher.chosen.connect(actions.go_to)
        self.switcher.closed.connect(self.stage.view.focus_composer)
        self.banners.repair_asked.connect(actions.repair)
        self.stage.opened.connect(self._on_opened)
        self.stage.unlock_asked.connect(actions.unlock)
        self.stage.add_company_asked.connect(actions.add_company)
        self.stage.switcher_asked.connect(self.switcher.open)
        self.stage.rooms.card_wanted.connect(actions.show_card)
        self.invitation.card_asked.connect(actions.show_card)
        self.invitations.joined.connect(self.stage.open)
        self.stage.view.card_asked.connect(actions.show_card_here)
        self.stage.view.menu_asked.connect(actions.show_open_menu)
        self.stage.view.copied.connect(lambda: self.toast.say(self.tr("Copied")))
        self.stage.said.connect(self.toast.say)
        self.splitter.splitterMoved.connect(lambda *_moved: self._keep_timer.start())

    def _add_shortcuts(self) -> None:
        for keys, act in (
            ("Ctrl+K", self.switcher.open),
            ("Ctrl+F", self._find),
            ("Ctrl+Shift+F", lambda: self.show_page(Page.SEARCH)),
            ("Ctrl+N", lambda: self.show_page(Page.DIRECTORY)),
            ("Ctrl+J", self.actions_of.join_room),
            ("Ctrl+Shift+N", self.actions_of.create_room),
            ("Alt+Down", lambda: self._step(1)),
            ("Alt+Up", lambda: self._step(-1)),
            ("Ctrl+,", self.actions_of.show_settings),
            ("Ctrl+Q", self.quit),
        ):
            QShortcut(QKeySequence(keys), self, act)
        for number in range(_COMPANY_KEYS):
            QShortcut(
                QKeySequence(f"Ctrl+{number + 1}"),
                self,
                lambda number=number: self._choose_company(number),
            )

    def _find(self) -> None:
        """Find in the open conversation, or in all where none is open."""
        if self.stage.is_reading:
            self.stage.view.finder.open()
        else:
            self.show_page(Page.SEARCH)

    def _choose_company(self, number: int) -> None:
        if number < self.rail_model.rowCount():
            self.rail.choose(self.rail_model.account_at(number))

    def _step(self, step: int) -> None:
        neighbour = self.inbox.neighbour(step)
        if neighbour is not None:
            self.stage.open(neighbour)

    def _on_opened(self, conversation: object) -> None:
        self.inbox.mark(conversation)  # type: ignore[arg-type]  # a signal's argument

    def _on_change(self, change: Change) -> None:
        if isinstance(change, ConversationsChanged) and self.mentions.isVisible():
            self._mentions.refresh()
        elif isinstance(change, AttentionChanged | OwnPresenceChanged):
            self._say_quiet()
        elif isinstance(change, AccountsChanged):
            known = {account.id for account in self._startalk.accounts.all()}
            self.sidebar.show_companies(has_any=bool(known))
            self.stage.accounts_changed()
            if self.inbox_model.account is not None and self.inbox_model.account not in known:
                self.rail.choose(None)
            elif self.inbox_model.account is not None:
                self.sidebar.show_account(self._startalk.accounts.get(self.inbox_model.account))

    def _say_quiet(self) -> None:
        account = self.inbox_model.account
        is_known = account in {one.id for one in self._startalk.accounts.all()}
        state = self._startalk.attention.state(account) if account and is_known else Disturbance()
        self.sidebar.say_quiet(quiet_text(state, self._times))

    # layout

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Remember the size, when it rests."""
        super().resizeEvent(event)
        self._keep_timer.start()

    def moveEvent(self, event: QMoveEvent) -> None:
        """Remember the place, when it rests."""
        super().moveEvent(event)
        self._keep_timer.start()

    def changeEvent(self, event: QEvent) -> None:
        """Remember whether it is maximised."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.WindowStateChange:
            self._keep_timer.start()

    def _keep_layout(self) -> None:
        self._layout_store.save("geometry", bytes(self.saveGeometry().data()))
        self._layout_store.save("splitter", bytes(self.splitter.saveState().data()))

    def _restore_layout(self) -> None:
        geometry = self._layout_store.load("geometry")
        if geometry is None or not self.restoreGeometry(QByteArray(geometry)):
            screen = QGuiApplication.primaryScreen().availableGeometry()
            self.resize(min(1200, screen.width()), min(780, screen.height()))
        splitter = self._layout_store.load("splitter")
        if splitter is not None:
            self.splitter.restoreState(QByteArray(splitter))
        account = (self._layout_store.load("account") or b"").decode(errors="replace")
        self.rail.choose(AccountId(account) if account else None)
        self.choose_account(AccountId(account) if account else None)
