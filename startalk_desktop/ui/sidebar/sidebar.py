"""The pane at the left: which company, and the pages chats, directory and search."""

from __future__ import annotations

from enum import IntEnum

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from startalk_desktop.model.account import Account
from startalk_desktop.ui.sidebar.filter_bar import FilterBar, emptiness_of
from startalk_desktop.ui.sidebar.inbox_list import InboxList
from startalk_desktop.ui.sidebar.mentions_pane import MentionsPane
from startalk_desktop.ui.theme import Theme
from startalk_desktop.ui.tokens import Size, Space
from startalk_desktop.ui.widgets.elided_label import ElidedLabel
from startalk_desktop.ui.widgets.empty_state import EmptyState
from startalk_desktop.ui.widgets.icon_button import IconButton
from startalk_desktop.viewmodels.inbox import InboxModel


class Page(IntEnum):
    """What the sidebar shows."""

    CHATS = 0
    DIRECTORY = 1
    SEARCH = 2


class Sidebar(QWidget):
    """Holds the pages and switches between them.

    Signals:
        new_asked(global position): the button that begins something.
        switcher_asked: the button that jumps anywhere.
        page_changed(page)
    """

    new_asked = Signal(QPoint)
    switcher_asked = Signal()
    page_changed = Signal(int)

    def __init__(
        self,
        theme: Theme,
        model: InboxModel,
        inbox: InboxList,
        mentions: MentionsPane,
        directory: QWidget,
        search: QWidget,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._model = model
        self.setProperty("look", "sidebar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setMinimumWidth(Size.SIDEBAR_MIN)
        self._title = ElidedLabel()
        self._title.setProperty("look", "title")
        self._address = ElidedLabel()
        self._address.setProperty("look", "caption")
        self._quiet = ElidedLabel()
        self._quiet.setProperty("look", "caption")
        self._quiet.hide()
        self.new_button = IconButton(theme, "edit", self.tr("New conversation"))
        self.new_button.clicked.connect(self._on_new)
        self.switcher_button = IconButton(theme, "command", self.tr("Jump to…"))
        self.switcher_button.set_name(self.tr("Jump to…"), "Ctrl+K")
        self.switcher_button.clicked.connect(self.switcher_asked)
        self._empty = EmptyState(theme, "message", self.tr("No conversations yet"))
        self._inbox = inbox
        self._mentions = mentions
        self.filter = FilterBar(theme)
        self._lists = QStackedWidget()
        self._blank = QWidget()  # before the first company: the welcome says what to do
        self._has_companies = True
        for one in (inbox, self._empty, mentions, self._blank):
            self._lists.addWidget(one)
        self._chats = QWidget()
        column = QVBoxLayout(self._chats)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.filter)
        column.addWidget(self._lists, 1)
        self.pages = QStackedWidget()
        for page in (self._chats, directory, search):
            self.pages.addWidget(page)
        self._tabs = QButtonGroup(self)
        self._lay_out()
        self._tabs.idClicked.connect(self.show_page)
        model.loaded.connect(self._show_emptiness)
        self.filter.chosen.connect(model.set_filter)
        self.filter.mentions_asked.connect(self.show_mentions)
        mentions.left.connect(self.show_conversations)
        self.show_account(None)

    def show_account(self, account: Account | None) -> None:
        """Name the company that the lists are limited to, or all."""
        self._title.setText(account.company if account else self.tr("All companies"))
        self._address.setText(str(account.jid) if account else "")
        self._show_caption()
        self._say_emptiness()

    def show_companies(self, *, has_any: bool) -> None:
        """Offer lists and filters only where there is a company."""
        self._has_companies = has_any
        self.filter.setVisible(has_any)
        self._show_emptiness()

    def say_quiet(self, words: str) -> None:
        """Say why the chosen company does not disturb now, and until when; empty where it may."""
        self._quiet.setText(words)
        self._show_caption()

    def show_mentions(self) -> None:
        """Show every message that names us."""
        self.filter.hide()
        self._lists.setCurrentWidget(self._mentions)
        self._mentions.start()

    def show_conversations(self) -> None:
        """Show the conversations again."""
        self.filter.show()
        self._lists.setCurrentWidget(self._inbox)
        self._show_emptiness()
        self._inbox.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_page(self, page: int) -> None:
        """Show chats, directory or search."""
        self.pages.setCurrentIndex(page)
        button = self._tabs.button(page)
        if button is not None:
            button.setChecked(True)
        self.page_changed.emit(page)

    @property
    def page(self) -> Page:
        """What is shown."""
        return Page(self.pages.currentIndex())

    def _show_caption(self) -> None:
        """One line below the name: that it is quiet, else the address."""
        self._quiet.setVisible(bool(self._quiet.text()))
        self._address.setVisible(bool(self._address.text()) and not self._quiet.text())

    def _lay_out(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addStretch()
        words.addWidget(self._title)
        words.addWidget(self._address)
        words.addWidget(self._quiet)
        words.addStretch()
        head = QWidget()
        head.setFixedHeight(Size.HEADER)
        row = QHBoxLayout(head)
        row.setContentsMargins(Space.L, 0, Space.S, 0)
        row.setSpacing(Space.XXS)
        row.addLayout(words, 1)
        row.addWidget(self.switcher_button)
        row.addWidget(self.new_button)
        tabs = QWidget()
        tabs.setProperty("look", "tabs")
        tabs.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        line = QHBoxLayout(tabs)
        line.setContentsMargins(3, 3, 3, 3)
        line.setSpacing(Space.XXS)
        for page, name in (
            (Page.CHATS, self.tr("Chats")),
            (Page.DIRECTORY, self.tr("Directory")),
            (Page.SEARCH, self.tr("Search")),
        ):
            button = QPushButton(name)
            button.setCheckable(True)
            button.setProperty("look", "tab")
            self._tabs.addButton(button, page)
            line.addWidget(button, 1)
        holder = QHBoxLayout()
        holder.setContentsMargins(Space.M, 0, Space.M, Space.S)
        holder.addWidget(tabs)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(head)
        layout.addLayout(holder)
        layout.addWidget(self.pages, 1)
        self._tabs.button(Page.CHATS).setChecked(True)

    def _show_emptiness(self) -> None:
        if self._has_companies and self._lists.currentWidget() is self._mentions:
            return
        self._say_emptiness()
        if not self._has_companies:
            self._lists.setCurrentWidget(self._blank)
            return
        has_lines = self._model.rowCount() > 0
        self._lists.setCurrentWidget(self._inbox if has_lines else self._empty)

    def _say_emptiness(self) -> None:
        self._empty.say(*emptiness_of(self._model.filter))

    def _on_new(self) -> None:
        self.new_asked.emit(self.new_button.mapToGlobal(QPoint(0, self.new_button.height())))
