"""Finding a room of a company and joining it."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListView,
    QPushButton,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from startalk_desktop.model.failure import Failure
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.room import RoomInfo
from startalk_desktop.ui.failure_texts import failure_text
from startalk_desktop.ui.room_texts import entry_refusal_text
from startalk_desktop.ui.row_delegate import Index, RowDelegate, RowFace
from startalk_desktop.ui.theme import Theme
from startalk_desktop.ui.tokens import Space
from startalk_desktop.ui.widgets.avatar import AvatarFace
from startalk_desktop.ui.widgets.dialog import (
    AwaitedDialog,
    button_row,
    grow_to_content,
    plain_label,
)
from startalk_desktop.ui.widgets.empty_state import EmptyState
from startalk_desktop.ui.widgets.search_field import SearchField
from startalk_desktop.ui.widgets.spinner import Spinner
from startalk_desktop.viewmodels.rooms_model import RoomsModel, RoomsRole, RoomsState


class RoomsDialog(AwaitedDialog):
    """A company's public rooms, and a way in by name; `joined` carries the `ConversationId`."""

    joined = Signal(object)

    def __init__(self, theme: Theme, model: RoomsModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._model = model
        self.setWindowTitle(self.tr("Join a room"))
        self.resize(520, 560)
        self.company = QComboBox()
        self.company.setAccessibleName(self.tr("Company"))
        for account in model.companies:
            self.company.addItem(account.company, account.id)
        self.company.setVisible(self.company.count() > 1)
        self.field = SearchField(theme, self.tr("Find a room, or type its name or address"))
        self.list = QListView()
        self.list.setModel(model)
        self.list.setItemDelegate(_RoomDelegate(theme, self.list))
        self.list.setUniformItemSizes(True)
        self.list.setMouseTracking(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setAccessibleName(self.tr("Rooms"))
        self._empty = EmptyState(theme, "room", "")
        loading = QWidget()
        QHBoxLayout(loading).addWidget(Spinner(theme, 28), 0, Qt.AlignmentFlag.AlignCenter)
        self._loading = loading
        self._pages = QStackedLayout()
        for page in (self.list, self._empty, loading):
            self._pages.addWidget(page)
        self._problem = QLabel()
        self._problem.setProperty("look", "danger")
        self._problem.setTextFormat(Qt.TextFormat.PlainText)
        self._problem.setWordWrap(True)
        self._problem.hide()
        self.password = QLineEdit()
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.password.setPlaceholderText(self.tr("The room's password"))
        self.password.setAccessibleName(self.tr("The room's password"))
        self.password.hide()
        self._protected: Jid | None = None
        self.is_new_wanted = False
        self.new = QPushButton(self.tr("New room…"))
        self.new.setAutoDefault(False)
        self.join = QPushButton(self.tr("Join"))
        self.join.setProperty("look", "primary")
        self.join.setDefault(True)
        close = QPushButton(self.tr("Cancel"))
        self._lay_out(close)
        close.clicked.connect(self.reject)
        self.new.clicked.connect(self._on_new)
        self.join.clicked.connect(self._on_join)
        self.list.activated.connect(self._on_activated)
        self.field.textChanged.connect(self._on_text_changed)
        self.field.moved_down.connect(self._enter_list)
        self.company.currentIndexChanged.connect(self._on_company_chosen)
        self.list.selectionModel().selectionChanged.connect(self._on_chosen)
        model.state_changed.connect(self._update)
        model.modelReset.connect(self._update)
        model.joined.connect(self._on_joined)
        model.join_failed.connect(self._on_join_failed)
        model.password_wanted.connect(self._on_password_wanted)
        self._on_company_chosen()
        self.field.setFocus()

    def choose_company(self, account: object) -> None:
        """List the rooms of this account first."""
        row = self.company.findData(account)
        if row >= 0:
            self.company.setCurrentIndex(row)

    def _lay_out(self, close: QPushButton) -> None:
        buttons = button_row(close, self.join, left=(self.new,))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(Space.L, Space.L, Space.L, Space.L)
        layout.setSpacing(Space.M)
        layout.addWidget(plain_label(self.windowTitle(), "title"))
        layout.addWidget(self.company)
        layout.addWidget(self.field)
        layout.addLayout(self._pages, 1)
        layout.addWidget(self.password)
        layout.addWidget(self._problem)
        layout.addLayout(buttons)

    def _on_company_chosen(self) -> None:
        account = self.company.currentData()
        if account is not None:
            self._model.set_account(account)

    def _on_text_changed(self, text: str) -> None:
        self._forget_password()
        self._model.set_text(text)

    def _enter_list(self) -> None:
        if self._model.rowCount():
            self.list.setCurrentIndex(self._model.index(0))
            self.list.setFocus(Qt.FocusReason.TabFocusReason)

    def _on_activated(self, index: QModelIndex) -> None:
        self._model.join_row(index.row())

    def _on_join(self) -> None:
        self._problem.hide()
        index = self.list.currentIndex()
        if self._protected is not None:
            self._model.join_with(self._protected, self.password.text())
        elif index.isValid():
            self._model.join_row(index.row())
        elif self.field.text().strip():
            self._model.join_named(self.field.text())

    def _on_joined(self, conversation: object) -> None:
        self.accept()
        self.joined.emit(conversation)

    def _on_new(self) -> None:
        self.is_new_wanted = True
        self.reject()

    def _on_chosen(self) -> None:
        self._forget_password()
        self._update()

    def _forget_password(self) -> None:
        self._problem.hide()
        self._protected = None
        self.password.clear()
        self.password.hide()

    def _on_password_wanted(self, room: Jid, is_wrong: bool) -> None:
        self._protected = room
        self.password.show()
        self.password.setFocus()
        self.password.selectAll()
        if is_wrong:
            self._problem.setText(self.tr("That is not the room's password."))
            self._problem.show()
        grow_to_content(self)

    def _on_join_failed(self, failure: Failure) -> None:
        self.field.setFocus()  # which the button took along when it went grey
        self._problem.setText(entry_refusal_text(failure))
        self._problem.show()
        grow_to_content(self)

    def _update(self) -> None:
        has_choice = self.list.currentIndex().isValid() or bool(self.field.text().strip())
        self.join.setEnabled(has_choice and not self._model.is_joining)
        is_inside = bool(self.list.currentIndex().data(RoomsRole.IS_JOINED))
        self.join.setText(self.tr("Open") if is_inside else self.tr("Join"))
        if self._model.state is RoomsState.LOADING or self._model.is_joining:
            self._pages.setCurrentWidget(self._loading)
        elif self._model.state is RoomsState.FAILED and self._model.failure is not None:
            self._empty.say(self.tr("The rooms can't be listed"), failure_text(self._model.failure))
            self._pages.setCurrentWidget(self._empty)
        elif self._model.rowCount() == 0:
            is_asked = bool(self.field.text().strip())
            self._empty.say(
                self.tr("No such room") if is_asked else self.tr("No public rooms"),
                self.tr("A room that is not listed can be joined by its name or address."),
            )
            self._pages.setCurrentWidget(self._empty)
        else:
            self._pages.setCurrentWidget(self.list)


class _RoomDelegate(RowDelegate):
    def face(self, index: Index) -> RowFace:
        room: RoomInfo = index.data(RoomsRole.INFO)
        name = room.name or room.jid.local
        people = "" if room.occupant_count is None else self.tr("%n here", "", room.occupant_count)
        if index.data(RoomsRole.IS_JOINED):
            joined = self.tr("✓ Joined")
            people = f"{joined} · {people}" if people else joined
        return RowFace(
            title=name,
            detail=room.description or room.subject or str(room.jid),
            avatar=AvatarFace(name, str(room.jid), is_room=True),
            trailing=people,
        )
