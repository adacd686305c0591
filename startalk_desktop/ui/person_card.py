"""A person's card: who they are, where they sit, how to reach them, and in which company."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from startalk_desktop.ui.presence_texts import presence_text
from startalk_desktop.ui.theme import Theme
from startalk_desktop.ui.tokens import Size, Space, TypeSize
from startalk_desktop.ui.widgets.avatar import AvatarFace, AvatarWidget
from startalk_desktop.ui.widgets.dialog import AwaitedDialog
from startalk_desktop.ui.widgets.elided_label import ElidedLabel
from startalk_desktop.ui.widgets.link_label import LinkLabel
from startalk_desktop.viewmodels.person import PersonViewModel

_LARGEST_AVATAR = 1_000_000  # bytes


class PersonCard(AwaitedDialog):
    """The card; it follows what the directory learns. `message_asked` starts a conversation.

    `unit_asked` comes from the line that says where they sit: it is to be shown in the organisation.
    """

    message_asked = Signal()
    unit_asked = Signal()

    def __init__(self, theme: Theme, person: PersonViewModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._person = person
        self.setFixedWidth(400)
        self._avatar = AvatarWidget(theme, Size.AVATAR_LARGE)
        self._name = QLabel()
        self._name.setProperty("look", "heading")
        self._title = QLabel()
        self._title.setProperty("look", "muted")
        self._presence = QLabel()
        self._presence.setProperty("look", "caption")
        for label in (self._name, self._title, self._presence):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            label.setWordWrap(True)
        self._company = QLabel()
        self._company.setTextFormat(Qt.TextFormat.PlainText)
        self._company.setFont(theme.font(TypeSize.SMALL))
        self._rows = QGridLayout()
        self._rows.setHorizontalSpacing(Space.L)
        self._rows.setVerticalSpacing(Space.S)
        self._rows.setColumnStretch(1, 1)
        self._write = QPushButton(self.tr("Send a message"))
        self._write.setProperty("look", "primary")
        self._write.setDefault(True)
        self._write.clicked.connect(self._on_write)
        close = QPushButton(self.tr("Close"))
        close.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.setSpacing(Space.S)
        buttons.addWidget(close, 1)
        buttons.addWidget(self._write, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(Space.XL, Space.XL, Space.XL, Space.XL)
        layout.setSpacing(Space.XS)
        layout.addWidget(self._avatar, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addSpacing(Space.S)
        layout.addWidget(self._name)
        layout.addWidget(self._title)
        layout.addWidget(self._presence)
        layout.addSpacing(Space.XS)
        layout.addWidget(self._company, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addSpacing(Space.L)
        layout.addLayout(self._rows)
        layout.addSpacing(Space.L)
        layout.addLayout(buttons)
        person.changed.connect(self._show)
        theme.changed.connect(self._show)
        self._show()

    def _place_link(self, path: str) -> LinkLabel:
        link = LinkLabel(self._theme, path)
        link.setToolTip(self.tr("Show in the organisation"))
        link.clicked.connect(self._on_unit)
        return link

    def _on_unit(self) -> None:
        self.accept()
        self.unit_asked.emit()

    def _on_write(self) -> None:
        self.accept()
        self.message_asked.emit()

    def _show(self) -> None:
        known, account = self._person.person, self._person.account
        self.setWindowTitle(known.name)
        face = AvatarFace(known.name, str(known.jid), image=_image(self._person.avatar))
        self._avatar.show_face(face, self._person.presence.availability)
        self._name.setText(known.name)
        self._title.setText(known.title)
        self._title.setVisible(bool(known.title))
        presence = presence_text(self._person.presence)
        self._presence.setText(presence)
        self._presence.setVisible(bool(presence))
        hue = self._theme.colours.company(account.colour)
        self._company.setText(account.company)
        self._company.setStyleSheet(
            f"background: {hue.tint.name()}; color: {hue.text.name()}; border-radius: 6px;"
            f" padding: {int(Space.XXS)}px {int(Space.S)}px;"
        )
        self._write.setVisible(not self._person.is_self)
        self._show_rows(
            (self.tr("Unit"), " / ".join(known.unit_path)),
            (self.tr("Phone"), known.phone),
            (self.tr("E-mail"), known.email),
            (self.tr("Address"), str(known.jid)),
            (self.tr("Reached as"), str(account.jid)),
        )

    def _show_rows(self, *rows: tuple[str, str]) -> None:
        while (item := self._rows.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        shown = [(name, value) for name, value in rows if value]
        for number, (name, value) in enumerate(shown):
            caption = QLabel(name)
            caption.setProperty("look", "muted")
            is_place = name == self.tr("Unit") and bool(self._person.person.unit_ids)
            text = self._place_link(value) if is_place else ElidedLabel(value)
            text.setFont(self._theme.font(TypeSize.LABEL))
            text.setAccessibleName(f"{name}: {value}")
            if not is_place:
                text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self._rows.addWidget(caption, number, 0)
            self._rows.addWidget(text, number, 1)


def _image(picture: bytes | None) -> QImage | None:
    """Decode a published picture; anything large or broken shows the initials instead."""
    if picture is None or len(picture) > _LARGEST_AVATAR:
        return None
    image = QImage.fromData(picture)
    return None if image.isNull() else image
