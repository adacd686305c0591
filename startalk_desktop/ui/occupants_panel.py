"""Who is in a room: the member list beside a conversation."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QListView, QVBoxLayout, QWidget

from startalk_desktop.model.presence import Availability
from startalk_desktop.model.room import Affiliation, Occupant, Role
from startalk_desktop.ui.row_delegate import Index, RowDelegate, RowFace
from startalk_desktop.ui.theme import Theme
from startalk_desktop.ui.tokens import Size, Space
from startalk_desktop.ui.widgets.avatar import AvatarFace
from startalk_desktop.ui.widgets.icon_button import IconButton
from startalk_desktop.viewmodels.occupants_model import OccupantRole, OccupantsModel

_WIDTH = 260


class OccupantsPanel(QWidget):
    """The list; `person_chosen` carries the address of somebody who was double-clicked."""

    person_chosen = Signal(object)
    closed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model: OccupantsModel | None = None
        self.setProperty("look", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedWidth(_WIDTH)
        self._title = QLabel()
        self._title.setProperty("look", "title")
        close = IconButton(theme, "close", self.tr("Close the member list"))
        close.clicked.connect(self.closed)
        self.list = QListView()
        self.list.setItemDelegate(_OccupantDelegate(theme, self.list))
        self.list.setUniformItemSizes(True)
        self.list.setMouseTracking(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setAccessibleName(self.tr("Members"))
        self.list.activated.connect(self._on_activated)
        head = QHBoxLayout()
        head.setContentsMargins(Space.L, 0, Space.S, 0)
        head.addWidget(self._title, 1)
        head.addWidget(close)
        holder = QWidget()
        holder.setLayout(head)
        holder.setFixedHeight(Size.HEADER)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(holder)
        layout.addWidget(self.list, 1)

    def show_room(self, model: OccupantsModel | None) -> None:
        """Show the people of `model`'s room; the panel closes the model it showed before."""
        if self._model is not None:
            self._model.modelReset.disconnect(self._count)
            self._model.close()
        self._model = model
        self.list.setModel(model)
        if model is not None:
            model.modelReset.connect(self._count)
            self._count()

    def _count(self) -> None:
        if self._model is not None:
            self._title.setText(self.tr("%n member(s)", "", self._model.rowCount()))

    def _on_activated(self, index: QModelIndex) -> None:
        jid = index.data(OccupantRole.JID)
        if jid is not None:
            self.person_chosen.emit(jid)


class _OccupantDelegate(RowDelegate):
    def face(self, index: Index) -> RowFace:
        occupant: Occupant = index.data(OccupantRole.OCCUPANT)
        name, jid = index.data(OccupantRole.NAME), index.data(OccupantRole.JID)
        presence = index.data(OccupantRole.PRESENCE)
        details = []
        if occupant.is_self:
            details.append(self.tr("You"))
        if name != occupant.nick:
            details.append(occupant.nick)
        return RowFace(
            title=name,
            detail=" · ".join(details),
            avatar=AvatarFace(name, str(jid or occupant.nick)),
            availability=presence.availability if presence else Availability.UNKNOWN,
            trailing=self._standing(occupant),
        )

    def _standing(self, occupant: Occupant) -> str:
        match occupant.affiliation, occupant.role:
            case Affiliation.OWNER, _:
                return self.tr("Owner")
            case Affiliation.ADMIN, _:
                return self.tr("Admin")
            case _, Role.MODERATOR:
                return self.tr("Moderator")
            case _, Role.VISITOR:
                return self.tr("Visitor")
        return ""
