"""The directory: every company's organisation tree, and a field that finds the people in all of them."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QMenu,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from startalk_desktop.core.directory import FoundPerson
from startalk_desktop.model.identity import AccountId
from startalk_desktop.model.jid import Jid
from startalk_desktop.ui.directory.choice_bar import ChoiceBar
from startalk_desktop.ui.directory.found_delegate import FoundDelegate
from startalk_desktop.ui.directory.group_bar import GroupBar
from startalk_desktop.ui.directory.texts import group_text
from startalk_desktop.ui.directory.tree_view import ChosenPerson, OrgTreeView
from startalk_desktop.ui.theme import Theme
from startalk_desktop.ui.tokens import Space
from startalk_desktop.ui.widgets.empty_state import EmptyState
from startalk_desktop.ui.widgets.search_field import SearchField
from startalk_desktop.viewmodels.directory_model import DirectoryModel
from startalk_desktop.viewmodels.people_model import FoundKind, PeopleGroup, PeopleModel, PeopleRole

_REST_MS = 200


class DirectoryPane(QWidget):
    """The tree, and above it a field that finds people in all companies.

    Signals:
        person_chosen(account, address): to be written to.
        stranger_chosen(account, address, name): the same, of somebody whom only the server knows.
        card_asked(account, address): to have their card shown.
        room_asked(account, addresses): to have a room with all of them.
        send_asked([(account, address), …]): to send one message to each.
        faults_asked(account): to read what is wrong with a company's tree.
        people_shown(addresses by account): who is on screen now.
        reveal_asked(account, address): to be shown where they sit.
        star_asked(account, address, is_starred): to be starred, or no longer.
        left: Escape in the empty field.
    """

    person_chosen = Signal(object, object)
    stranger_chosen = Signal(object, object, str)
    card_asked = Signal(object, object)
    room_asked = Signal(object, object)
    send_asked = Signal(object)
    faults_asked = Signal(object)
    people_shown = Signal(object)
    reveal_asked = Signal(object, object)
    star_asked = Signal(object, object, bool)
    left = Signal()

    def __init__(
        self,
        theme: Theme,
        tree_model: DirectoryModel,
        people_model: PeopleModel,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self.tree_model = tree_model
        self._people = people_model
        self.setProperty("look", "sidebar")
        self.field = SearchField(theme, self.tr("Name, pinyin, title, unit or phone"))
        self.tree = OrgTreeView(theme, tree_model)
        self.list = _FoundList(theme, people_model)
        self.list.setAccessibleName(self.tr("People found"))
        self.bar = ChoiceBar(theme)
        self.group_bar = GroupBar(theme)
        self._empty = EmptyState(theme, "users", "")
        self._pages = QStackedLayout()
        for page in (self.tree, self.list, self._empty):
            self._pages.addWidget(page)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MS)
        self._lay_out()
        self._connect(tree_model, people_model)
        self._on_settled()

    def start(self) -> None:
        """Give the field the keyboard."""
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    async def reveal(self, account: AccountId, jid: Jid) -> bool:
        """Show where somebody sits: open the tree down to them. False where they are in none.

        Raises:
            AccountUnknown, AccountNotOpen
        """
        row = await self.tree_model.reveal(account, jid)
        if row is None:
            return False
        self.field.clear()
        self._pages.setCurrentWidget(self.tree)
        self.tree.stand_on(row)
        self.tree.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def show_group(self, account: AccountId, jid: Jid, group: PeopleGroup, name: str) -> None:
        """Show the people around somebody, who is called `name`."""
        self.field.clear()
        self._people.set_group((account, jid, group))
        self.group_bar.say(group_text(group, name))
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def leave_group(self) -> None:
        """Show the tree again."""
        self._people.set_group(None)
        self.start()

    def chosen(self) -> list[ChosenPerson]:
        """Who is chosen, in the tree or among those who were found."""
        return self.list.chosen() if self._is_finding else self.tree.chosen()

    # inside

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, Space.M, 0, 0)
        layout.setSpacing(Space.S)
        head = QVBoxLayout()
        head.setContentsMargins(Space.M, 0, Space.M, 0)
        head.addWidget(self.field)
        layout.addLayout(head)
        layout.addWidget(self.group_bar)
        layout.addLayout(self._pages, 1)
        layout.addWidget(self.bar)

    def _connect(self, tree_model: DirectoryModel, people_model: PeopleModel) -> None:
        self.field.textChanged.connect(people_model.set_text)
        self.field.moved_down.connect(self._enter_results)
        self.field.left.connect(self._leave)
        self.group_bar.left.connect(self.leave_group)
        self.list.left.connect(self._leave)
        self.tree.person_activated.connect(self.person_chosen)
        self.tree.menu_asked.connect(self._open_tree_menu)
        self.tree.chosen_changed.connect(self._show_choice)
        self.tree.faults_asked.connect(self.faults_asked)
        self.tree.people_shown.connect(self.people_shown)
        self.list.activated.connect(self._choose_found)
        self.list.clicked.connect(self._on_found_clicked)
        self.list.customContextMenuRequested.connect(self._open_found_menu)
        self.list.selectionModel().selectionChanged.connect(lambda *_: self._show_choice())
        self.list.verticalScrollBar().valueChanged.connect(lambda _: self._rest.start())
        self.bar.left.connect(self.choose_nobody)
        self.bar.room_asked.connect(self._ask_for_room)
        self.bar.send_asked.connect(lambda: self.send_asked.emit(self.chosen()))
        self._rest.timeout.connect(self._tell_found)
        people_model.settled.connect(self._on_settled)
        for signal in (tree_model.modelReset, tree_model.rowsInserted, tree_model.rowsRemoved):
            signal.connect(self._on_settled)

    @property
    def _is_finding(self) -> bool:
        return self._pages.currentWidget() is self.list

    def _enter_results(self) -> None:
        if self._is_finding:
            if self._people.rowCount():
                self.list.setCurrentIndex(self._people.index(0))
                self.list.setFocus(Qt.FocusReason.TabFocusReason)
        else:
            if not self.tree.currentIndex().isValid() and self.tree_model.rowCount():
                self.tree.setCurrentIndex(self.tree_model.index(0, 0))
            self.tree.setFocus(Qt.FocusReason.TabFocusReason)

    def _leave(self) -> None:
        if self._people.group is not None:
            self.leave_group()
        else:
            self.left.emit()

    def _on_settled(self) -> None:
        if self._people.group is None:
            self.group_bar.say("")
        is_asked = self._people.group is not None or bool(self._people.text)
        if is_asked and self._people.rowCount():
            self._pages.setCurrentWidget(self.list)
            self._rest.start()
        elif is_asked:
            self._empty.say(
                self.tr("Nobody found"),
                self.tr(
                    "Try a part of the name, its pinyin, a title, a unit, a phone number or an address."
                ),
            )
            self._pages.setCurrentWidget(self._empty)
        elif self.tree_model.rowCount() == 0:
            self._empty.say(
                self.tr("No company yet"),
                self.tr(
                    "Add a company, and its people appear here as they sit in the organisation."
                ),
            )
            self._pages.setCurrentWidget(self._empty)
        else:
            self._pages.setCurrentWidget(self.tree)
        self._show_choice()

    def _tell_found(self) -> None:
        if self._is_finding and self.isVisible():
            self.people_shown.emit(self.list.people_on_screen())

    def hideEvent(self, event: QHideEvent) -> None:
        """Nobody is on screen any more."""
        super().hideEvent(event)
        self.people_shown.emit({})

    # choosing several

    def _show_choice(self) -> None:
        chosen = self.chosen()
        self.bar.set_chosen(len(chosen), len({account for account, _ in chosen}))

    def choose_nobody(self) -> None:
        """Nobody is chosen any more."""
        self.tree.clearSelection()
        self.list.clearSelection()

    def _ask_for_room(self) -> None:
        chosen = self.chosen()
        if chosen:
            self.room_asked.emit(chosen[0][0], [jid for _, jid in chosen])

    # found people

    def _on_found_clicked(self, index: QModelIndex) -> None:
        if index.data(PeopleRole.KIND) == FoundKind.SERVER:
            self._people.search_server(index.data(PeopleRole.COMPANY).id)

    def _choose_found(self, index: QModelIndex) -> None:
        found: FoundPerson | None = index.data(PeopleRole.FOUND)
        if found is None:
            self._people.search_server(index.data(PeopleRole.COMPANY).id)
        elif index.data(PeopleRole.KIND) == FoundKind.SERVER_PERSON:
            self.stranger_chosen.emit(found.account, found.person.jid, found.person.name)
        else:
            self.person_chosen.emit(found.account, found.person.jid)

    # menus

    def _open_found_menu(self, place: QPoint) -> None:
        index = self.list.indexAt(place)
        found: FoundPerson | None = index.data(PeopleRole.FOUND) if index.isValid() else None
        if found is not None:
            is_placed = bool(found.person.unit_ids)
            at = self.list.viewport().mapToGlobal(place)
            self._open_menu((found.account, found.person.jid), at, can_reveal=is_placed)

    def _open_tree_menu(self, row: int, place: QPoint) -> None:
        person = self.tree_model.person_at(row)
        if person is not None:
            is_gathered = self.tree_model.is_gathered(row)
            self._open_menu(person, place, can_reveal=is_gathered)
            return
        people = self.tree_model.people_rows_below(row)
        if people:
            menu = self._menu()
            choose = menu.addAction(
                self._theme.icon("select"), self.tr("Choose everybody right below")
            )
            choose.triggered.connect(lambda: self.tree.choose_rows(people))
            menu.popup(place)

    def _open_menu(self, person: ChosenPerson, place: QPoint, *, can_reveal: bool) -> None:
        account, jid = person
        is_starred = self.tree_model.is_starred(account, jid)
        menu = self._menu()
        write = menu.addAction(self._theme.icon("message"), self.tr("Send a message"))
        card = menu.addAction(self._theme.icon("user"), self.tr("Show the card"))
        write.triggered.connect(lambda: self.person_chosen.emit(account, jid))
        card.triggered.connect(lambda: self.card_asked.emit(account, jid))
        words = self.tr("Remove the star") if is_starred else self.tr("Star")
        star = menu.addAction(self._theme.icon("star"), words)
        star.triggered.connect(lambda: self.star_asked.emit(account, jid, not is_starred))
        if can_reveal:
            place_of = menu.addAction(
                self._theme.icon("organisation"), self.tr("Show in the organisation")
            )
            place_of.triggered.connect(lambda: self.reveal_asked.emit(account, jid))
        if len(self.chosen()) > 1:
            menu.addSeparator()
            each = menu.addAction(self._theme.icon("send"), self.tr("Send to each chosen…"))
            each.triggered.connect(self.bar.send_asked)
            room = menu.addAction(self._theme.icon("room"), self.tr("Start a room with them"))
            room.setEnabled(self.bar.room_button.isEnabled())
            room.triggered.connect(self.bar.room_asked)
        menu.popup(place)

    def _menu(self) -> QMenu:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        return menu


class _FoundList(QListView):
    """Whom the text means; Enter or a double click writes, Ctrl and Shift choose several.

    `left` tells of Escape where nobody is chosen but the one that is stood on.
    """

    left = Signal()

    def __init__(self, theme: Theme, model: PeopleModel) -> None:
        super().__init__()
        self._people = model
        self.setModel(model)
        self.setItemDelegate(FoundDelegate(theme, self))
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        theme.changed.connect(self.viewport().update)

    def chosen(self) -> list[ChosenPerson]:
        """Who is chosen, from the top."""
        rows = sorted(self.selectedIndexes(), key=QModelIndex.row)
        found = [index.data(PeopleRole.FOUND) for index in rows]
        return list(dict.fromkeys((one.account, one.person.jid) for one in found if one))

    def people_on_screen(self) -> dict[AccountId, set[Jid]]:
        """Who is seen."""
        shown: dict[AccountId, set[Jid]] = {}
        for row in range(self._people.rowCount()):
            index = self._people.index(row, 0)
            found: FoundPerson | None = index.data(PeopleRole.FOUND)
            is_person = index.data(PeopleRole.KIND) != FoundKind.ADDRESS
            if found and is_person and self.visualRect(index).intersects(self.viewport().rect()):
                shown.setdefault(found.account, set()).add(found.person.jid)
        return shown

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter on a row is the same on every system; Escape chooses nobody."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.activated.emit(self.currentIndex())
        elif event.key() == Qt.Key.Key_Escape and len(self.chosen()) > 1:
            self.clearSelection()
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)
