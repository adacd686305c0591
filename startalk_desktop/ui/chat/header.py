"""The head of a conversation: with whom, in which company, and what they do just now."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from startalk_desktop.core.presence_board import PresenceSummary
from startalk_desktop.model.linked import worn_domain
from startalk_desktop.ui.chat.chip import CompanyChip
from startalk_desktop.ui.directory.texts import joined
from startalk_desktop.ui.presence_texts import presence_text
from startalk_desktop.ui.room_texts import anonymity_text, kind_text
from startalk_desktop.ui.theme import Theme
from startalk_desktop.ui.tokens import Radius, Size, Space, TypeSize
from startalk_desktop.ui.widgets.avatar import AvatarFace, AvatarWidget
from startalk_desktop.ui.widgets.elided_label import ElidedLabel
from startalk_desktop.ui.widgets.icon_button import IconButton
from startalk_desktop.viewmodels.avatars import AvatarImages
from startalk_desktop.viewmodels.conversation import ConversationViewModel

_NAME_LEAST = 160  # with whom one talks counts before the company's whole name


class ConversationHeader(QWidget):
    """Follows one conversation.

    Signals:
        card_asked: the person's picture or name was clicked.
        members_asked, files_asked, find_asked, menu_asked
    """

    card_asked = Signal()
    members_asked = Signal()
    files_asked = Signal()
    find_asked = Signal()
    menu_asked = Signal()

    def __init__(self, theme: Theme, images: AvatarImages, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._images = images
        self._model: ConversationViewModel | None = None
        self.setProperty("look", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(Size.HEADER)
        self._avatar = AvatarWidget(theme, 38)
        self._name = ElidedLabel()
        self._name.setProperty("look", "title")
        self._name.keep(_NAME_LEAST)
        self._theme = theme
        self._muted = QLabel()
        self._muted.setToolTip(self.tr("Muted: only mentions notify"))
        self._chip = CompanyChip(theme)
        self._kind = QLabel()
        self.nicks = QLabel(self.tr("Nicknames"))
        self.nicks.setTextFormat(Qt.TextFormat.PlainText)
        self._line = ElidedLabel()
        self._line.setProperty("look", "muted")
        self._line.setFont(theme.font(TypeSize.LABEL))
        self.members_button = IconButton(theme, "users", self.tr("Members"))
        self.members_button.setCheckable(True)
        self.files_button = IconButton(theme, "image", self.tr("Files and pictures"))
        self.files_button.setCheckable(True)
        self.find_button = IconButton(theme, "search", self.tr("Find in this conversation"))
        self.find_button.set_name(self.tr("Find in this conversation"), "Ctrl+F")
        self.menu_button = IconButton(theme, "more", self.tr("More"))
        self.members_button.clicked.connect(self.members_asked)
        self.files_button.clicked.connect(self.files_asked)
        self.find_button.clicked.connect(self.find_asked)
        self.menu_button.clicked.connect(self.menu_asked)
        for part in (self._avatar, self._name):
            part.setCursor(Qt.CursorShape.PointingHandCursor)
            part.installEventFilter(self)
        words = QVBoxLayout()
        words.setSpacing(1)
        first = QHBoxLayout()
        first.setSpacing(Space.S)
        first.addWidget(self._name)
        first.addWidget(self._muted)
        first.addWidget(self._chip)
        first.addWidget(self._kind)
        first.addWidget(self.nicks)
        first.addStretch(1)
        words.addStretch()
        words.addLayout(first)
        words.addWidget(self._line)
        words.addStretch()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(Space.XL, 0, Space.M, 0)
        layout.setSpacing(Space.M)
        layout.addWidget(self._avatar)
        layout.addLayout(words, 1)
        layout.addWidget(self.members_button)
        layout.addWidget(self.files_button)
        layout.addWidget(self.find_button)
        layout.addWidget(self.menu_button)
        images.loaded.connect(self._show_name)
        theme.changed.connect(self._dress)
        self._dress()

    def follow(self, model: ConversationViewModel | None) -> None:
        """Show another conversation."""
        if self._model is not None:
            self._model.header_changed.disconnect(self._show_all)
            self._model.typing_changed.disconnect(self._show_line)
            self._model.occupants_changed.disconnect(self._show_all)
        self._model = model
        if model is not None:
            model.header_changed.connect(self._show_all)
            model.typing_changed.connect(self._show_line)
            model.occupants_changed.connect(self._show_all)
            self._show_all()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A click on picture or name asks for the card."""
        if (
            event.type() == QEvent.Type.MouseButtonRelease
            and isinstance(event, QMouseEvent)
            and event.button() == Qt.MouseButton.LeftButton
        ):
            self.card_asked.emit()
            return True
        return super().eventFilter(watched, event)

    def _show_all(self) -> None:
        self._show_name()
        self._show_kind()
        self._show_line()

    def _show_name(self) -> None:
        model = self._model
        if model is None:
            return
        name = model.conversation.name
        image = self._images.image(model.id.account, model.id.peer)
        face = AvatarFace(name, str(model.id.peer), model.is_room, image)
        self._avatar.show_face(face, model.availability)
        self._name.setText(name)
        self._chip.say(model.account.company, model.account.hue)
        self.members_button.setVisible(model.is_room)
        self._muted.setVisible(model.conversation.is_muted)

    def _show_kind(self) -> None:
        """Whether a room is private, and whether it hides who people are."""
        room = self._model.room if self._model is not None and self._model.is_room else None
        info = room.info if room is not None else None
        self._kind.setVisible(info is not None and info.is_members_only)
        self._kind.setToolTip(kind_text(info) if info is not None else "")
        words = anonymity_text(hides_people=room is not None and room.hides_people)
        self.nicks.setVisible(bool(words))
        self.nicks.setToolTip(words)
        self.nicks.setAccessibleDescription(words)

    def _dress(self) -> None:
        colours = self._theme.colours
        ratio = self.devicePixelRatioF()
        lock = self._theme.pixmap("lock", int(Size.ICON_SMALL), colours.text_faint, ratio)
        self._kind.setPixmap(lock)
        self.nicks.setStyleSheet(
            f"background: {colours.warning_surface.name()}; color: {colours.warning.name()};"
            f" border-radius: {int(Radius.SMALL)}px; padding: 2px {int(Space.S)}px;"
            f" font-size: {int(TypeSize.SMALL)}px; font-weight: 500;"
        )
        faint = self._theme.colours.text_faint
        size = int(Size.ICON_SMALL)
        self._muted.setPixmap(self._theme.pixmap("bell-off", size, faint, self.devicePixelRatioF()))

    def _show_line(self) -> None:
        model = self._model
        if model is None:
            return
        typing = model.typing_names()
        if typing:
            self._line.setText(self._typing_words(typing, is_room=model.is_room))
        elif model.is_room:
            self._line.setText(self._room_words(model))
        elif model.id.is_with_occupant:
            room = model.name_of_address(model.id.peer.bare)
            words = self.tr("Privately in {room} · the room hides who this is")
            self._line.setText(words.format(room=room))
        else:
            summary = PresenceSummary(model.availability, model.status_text)
            words = presence_text(summary)
            domain = worn_domain(model.id.peer, model.account.jid)
            self._line.setText(joined(domain, words) if words else str(model.id.peer))

    def _room_words(self, model: ConversationViewModel) -> str:
        count = len(model.occupants())
        here = self.tr("%n member(s) here", "", count) if count else ""
        words = joined(here, model.status_text)
        domain = worn_domain(model.id.peer, model.account.jid)
        return joined(domain, words) if words else str(model.id.peer)

    def _typing_words(self, names: tuple[str, ...], *, is_room: bool) -> str:
        if not is_room:
            return self.tr("typing…")
        if len(names) == 1:
            return self.tr("{name} is typing…").format(name=names[0])
        if len(names) == 2:
            return self.tr("{first} and {second} are typing…").format(
                first=names[0], second=names[1]
            )
        return self.tr("%n people are typing…", "", len(names))
