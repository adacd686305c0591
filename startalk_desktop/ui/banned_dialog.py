"""Who may not come into a room, why, and the way to let them in again."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, Qt, Signal
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QLabel,
    QListView,
    QPushButton,
    QStackedLayout,
    QStyleOptionViewItem,
    QToolTip,
    QVBoxLayout,
    QWidget,
)

from startalk_desktop.ui.room_texts import refusal_text
from startalk_desktop.ui.row_delegate import Index, RowDelegate, RowFace
from startalk_desktop.ui.theme import Theme
from startalk_desktop.ui.tokens import Space
from startalk_desktop.ui.widgets.avatar import AvatarFace
from startalk_desktop.ui.widgets.dialog import AwaitedDialog, button_row
from startalk_desktop.ui.widgets.empty_state import EmptyState
from startalk_desktop.ui.widgets.plain_tip import plain_tip
from startalk_desktop.ui.widgets.search_field import SearchField
from startalk_desktop.viewmodels.avatars import AvatarImages
from startalk_desktop.viewmodels.banned_model import BannedModel, BannedPerson, BannedRole

_SEARCH_FROM = 8  # people


class BannedDialog(AwaitedDialog):
    """The list of one room; stays open while bans are lifted.

    Signals:
        lift_asked(BannedPerson)
    """

    lift_asked = Signal(object)

    def __init__(
        self,
        theme: Theme,
        images: AvatarImages,
        model: BannedModel,
        room: str,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._model = model
        title = self.tr("Banned from {room}").format(room=room)
        self.setWindowTitle(title)
        self.resize(460, 480)
        heading = QLabel(title)
        heading.setProperty("look", "title")
        self.about = about = QLabel(
            self.tr("They can't come in, nor be invited, until the ban is lifted.")
        )
        about.setProperty("look", "muted")
        for label in (heading, about):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        self.field = SearchField(theme, self.tr("Find by name or address"))
        self.list = QListView()
        self.list.setModel(model)
        self._delegate = _BannedDelegate(theme, images, model, self.list)
        self.list.setItemDelegate(self._delegate)
        self.list.setUniformItemSizes(True)
        self.list.setMouseTracking(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setAccessibleName(title)
        self.nobody = EmptyState(theme, "users", "")
        self._pages = QStackedLayout()
        self._pages.addWidget(self.list)
        self._pages.addWidget(self.nobody)
        self.lift = QPushButton(self.tr("Lift the ban…"))
        self.lift.setProperty("look", "primary")
        self.lift.setDefault(True)
        self.close_button = QPushButton(self.tr("Close"))
        self.close_button.setAutoDefault(False)
        self._lay_out(heading, about)
        self._connect(images)
        self._show()

    def _lay_out(self, heading: QLabel, about: QLabel) -> None:
        buttons = button_row(self.close_button, self.lift)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(Space.L, Space.L, Space.L, Space.L)
        layout.setSpacing(Space.M)
        layout.addWidget(heading)
        layout.addWidget(about)
        layout.addWidget(self.field)
        layout.addLayout(self._pages, 1)
        layout.addLayout(buttons)

    def _connect(self, images: AvatarImages) -> None:
        self.close_button.clicked.connect(self.reject)
        self.lift.clicked.connect(self._on_lift)
        # Enter in the list is the default button's.
        self.list.doubleClicked.connect(self._ask)
        self.list.selectionModel().selectionChanged.connect(self._show_choice)
        self.field.textChanged.connect(self._model.set_text)
        self.field.moved_down.connect(self._enter_list)
        self.field.left.connect(self.reject)
        self._model.loaded.connect(self._show)
        self._model.modelReset.connect(self._show)
        images.loaded.connect(self.list.viewport().update)

    def _show(self) -> None:
        model = self._model
        self.field.setVisible(model.count >= _SEARCH_FROM or bool(self.field.text()))
        if model.failure is not None:
            self.nobody.say(self.tr("The list can't be shown"), refusal_text(model.failure))
        elif model.count:
            self.nobody.say(self.tr("Nobody of that name"), "", "search")
        else:
            self.nobody.say(self.tr("Nobody is banned"), "", "users")
        self.about.setVisible(model.count > 0)
        has_list = model.rowCount() > 0 or not model.is_loaded
        self._pages.setCurrentWidget(self.list if has_list else self.nobody)
        self._show_choice()

    def _show_choice(self) -> None:
        self.lift.setEnabled(bool(self.list.selectionModel().selectedIndexes()))

    def _enter_list(self) -> None:
        if self._model.rowCount():
            self.list.setCurrentIndex(self._model.index(0))
            self.list.setFocus(Qt.FocusReason.TabFocusReason)

    def _on_lift(self) -> None:
        for index in self.list.selectionModel().selectedIndexes():
            self._ask(index)

    def _ask(self, index: QModelIndex) -> None:
        person = index.data(BannedRole.PERSON)
        if person is not None:
            self.lift_asked.emit(person)


class _BannedDelegate(RowDelegate):
    def __init__(
        self, theme: Theme, images: AvatarImages, model: BannedModel, parent: QListView
    ) -> None:
        super().__init__(theme, parent)
        self._images = images
        self._model = model

    def face(self, index: Index) -> RowFace:
        person: BannedPerson = index.data(BannedRole.PERSON)
        image = self._images.image(self._model.account, person.jid)
        reason = " ".join(person.reason.split())
        return RowFace(
            title=person.name,
            detail=f"{person.jid} · “{reason}”" if reason else str(person.jid),
            avatar=AvatarFace(person.name, str(person.jid), image=image),
        )

    def helpEvent(
        self,
        event: QHelpEvent,
        view: QAbstractItemView,
        option: QStyleOptionViewItem,
        index: Index,
    ) -> bool:
        """The address and the reason in full."""
        person: BannedPerson | None = index.data(BannedRole.PERSON) if index.isValid() else None
        if event.type() != QEvent.Type.ToolTip or person is None:
            return bool(super().helpEvent(event, view, option, index))
        words = f"{person.jid}\n{person.reason}".strip()
        QToolTip.showText(event.globalPos(), plain_tip(words), view)
        return True
