"""What a room is called, shows and allows; and its end."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from startalk_desktop.model.failure import Failure
from startalk_desktop.ui.create_room_dialog import LONGEST_NAME, LONGEST_TOPIC
from startalk_desktop.ui.room_texts import refusal_text
from startalk_desktop.ui.theme import Theme
from startalk_desktop.ui.tokens import Space
from startalk_desktop.ui.widgets.avatar import AvatarFace, AvatarWidget
from startalk_desktop.ui.widgets.dialog import (
    AwaitedDialog,
    button_row,
    grow_to_content,
    plain_label,
    side_of,
)
from startalk_desktop.viewmodels.room_settings import RoomSettingsModel, RoomWish, read_avatar

_AVATAR: Final = 72
_DESCRIPTION_HEIGHT: Final = 64


class RoomSettingsDialog(AwaitedDialog):
    """Only what we may change can be changed, and only what we may do is shown.

    Signals:
        picture_asked: a file with a picture is to be chosen; `take_picture` has it.
        banned_asked, leave_asked, destroy_asked: the dialog is closed.
    """

    picture_asked = Signal()
    banned_asked = Signal()
    leave_asked = Signal()
    destroy_asked = Signal()

    def __init__(
        self, theme: Theme, model: RoomSettingsModel, name: str, face: AvatarFace, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._model = model
        self._name = name
        self._face = face
        self._avatar: bytes | None = None
        self.setWindowTitle(self.tr("Room settings"))
        self.setMinimumWidth(500)
        self._picture = AvatarWidget(theme, _AVATAR)
        self._picture.show_face(face)
        self.change_picture = QPushButton(self.tr("Change the picture…"))
        self.change_picture.setProperty("look", "compact")
        self.remove_picture = QPushButton(self.tr("Remove"))
        self.remove_picture.setProperty("look", "link")
        self.name = QLineEdit(name)
        self.name.setMaxLength(LONGEST_NAME)
        self.topic = QLineEdit(model.topic)
        self.topic.setMaxLength(LONGEST_TOPIC)
        self.description = QPlainTextEdit()
        self.description.setFixedHeight(_DESCRIPTION_HEIGHT)
        self.description.setTabChangesFocus(True)
        self.private = QRadioButton(self.tr("Private: only members find it and may come in"))
        self.public = QRadioButton(self.tr("Public: everybody finds it and may join"))
        self.may_invite = QCheckBox(self.tr("Members may invite others"))
        self.may_set_topic = QCheckBox(self.tr("Everybody may change the topic"))
        self._problem = QLabel()
        self._problem.setProperty("look", "danger")
        self._problem.setWordWrap(True)
        self._problem.setTextFormat(Qt.TextFormat.PlainText)
        self._problem.hide()
        self.banned = QPushButton(self.tr("Banned people…"))
        self.banned.setProperty("look", "link")
        self.leave = QPushButton(self.tr("Leave the room…"))
        self.end = QPushButton(self.tr("Close it for everybody…"))
        self.end.setProperty("look", "danger")
        self.save = QPushButton(self.tr("Save"))
        self.save.setProperty("look", "primary")
        self.save.setDefault(True)
        self._cancel = QPushButton(self.tr("Cancel"))
        for button in (
            self.banned, self.leave, self.end, self._cancel, self.change_picture, self.remove_picture,
        ):  # fmt: skip
            button.setAutoDefault(False)
        self._lay_out()
        self._connect()
        self._show()
        model.load()

    def take_picture(self, content: bytes | None) -> None:
        """Show a picture to be set; None: the file is none."""
        if content is None:
            self._say(self.tr("This file is no picture that can be used."))
            return
        self._avatar = content
        image = QImage.fromData(content)
        face = AvatarFace(self._face.name, self._face.address, is_room=True, image=image)
        self._picture.show_face(face)
        self.remove_picture.setVisible(bool(content))

    def _lay_out(self) -> None:
        picture = QHBoxLayout()
        picture.setSpacing(Space.M)
        picture.addWidget(self._picture)
        picture.addWidget(self.change_picture)
        picture.addWidget(self.remove_picture)
        picture.addStretch()
        line = QFrame()
        line.setProperty("look", "line")
        line.setFixedHeight(1)
        ends = QHBoxLayout()
        ends.setSpacing(Space.S)
        ends.addWidget(self.leave)
        ends.addWidget(self.end)
        ends.addStretch()
        buttons = button_row(self._cancel, self.save)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(Space.XL, Space.L, Space.XL, Space.L)
        layout.setSpacing(Space.S)
        layout.addWidget(plain_label(self.windowTitle(), "title"))
        layout.addLayout(picture)
        for caption, field in (
            (self.tr("Name"), self.name),
            (self.tr("Topic"), self.topic),
            (self.tr("Description"), self.description),
        ):
            label = QLabel(caption)
            label.setProperty("look", "section")
            label.setBuddy(field)
            field.setAccessibleName(caption)
            layout.addWidget(label)
            layout.addWidget(field)
        layout.addSpacing(Space.XS)
        for switch in (self.private, self.public, self.may_invite, self.may_set_topic):
            layout.addWidget(switch, 0, side_of(switch))
        banned = QHBoxLayout()
        banned.addWidget(self.banned)
        banned.addStretch()
        layout.addLayout(banned)
        layout.addWidget(self._problem)
        layout.addSpacing(Space.S)
        layout.addWidget(line)
        layout.addSpacing(Space.XS)
        layout.addLayout(ends)
        layout.addSpacing(Space.M)
        layout.addStretch(1)
        layout.addLayout(buttons)

    def _connect(self) -> None:
        self._cancel.clicked.connect(self.reject)
        self.save.clicked.connect(self._save)
        self.change_picture.clicked.connect(self.picture_asked)
        self.remove_picture.clicked.connect(lambda: self.take_picture(b""))
        self.banned.clicked.connect(lambda: self._end(self.banned_asked.emit))
        self.leave.clicked.connect(lambda: self._end(self.leave_asked.emit))
        self.end.clicked.connect(lambda: self._end(self.destroy_asked.emit))
        self._model.loaded.connect(self._show)
        self._model.failed.connect(self._on_failed)
        self._model.saved.connect(self.accept)
        self.name.textChanged.connect(self._show_savable)

    def _show(self) -> None:
        can, set_now = self._model.abilities, self._model.settings
        self.name.setEnabled(can.can_rename)
        self.topic.setEnabled(can.can_set_topic)
        for picture_button in (self.change_picture, self.remove_picture):
            picture_button.setVisible(can.can_set_avatar)
        self.remove_picture.setVisible(can.can_set_avatar and self._face.image is not None)
        is_open = set_now is not None
        self.description.setEnabled(is_open and set_now is not None)
        for part in (self.private, self.public, self.may_invite, self.may_set_topic):
            part.setVisible(is_open)
        self.banned.setVisible(can.can_ban)
        self.end.setVisible(can.can_destroy)
        self.save.setVisible(can.can_rename or can.can_set_topic)
        if set_now is not None:
            self._show_settings()
        self._show_savable()
        grow_to_content(self)

    def _show_settings(self) -> None:
        set_now = self._model.settings
        if set_now is None:
            return
        if set_now.name:
            self.name.setText(set_now.name)
        self.description.setPlainText(set_now.description or "")
        self.private.setChecked(bool(set_now.is_members_only))
        self.public.setChecked(not set_now.is_members_only)
        for box, value in (
            (self.may_invite, set_now.members_may_invite),
            (self.may_set_topic, set_now.anyone_may_set_topic),
        ):
            box.setVisible(value is not None)
            box.setChecked(bool(value))

    def _save(self) -> None:
        if not self.save.isEnabled():
            return
        self._problem.hide()
        can, set_now = self._model.abilities, self._model.settings
        topic = " ".join(self.topic.text().split())
        wish = RoomWish(
            topic=topic if can.can_set_topic else None,
            avatar=self._avatar if can.can_set_avatar else None,
        )
        if set_now is not None:
            wish = RoomWish(
                self.name.text().strip(),
                wish.topic,
                self.description.toPlainText().strip(),
                self.private.isChecked(),
                self.may_invite.isChecked() if set_now.members_may_invite is not None else None,
                self.may_set_topic.isChecked()
                if set_now.anyone_may_set_topic is not None
                else None,
                wish.avatar,
            )
        self._model.save(wish)
        self._show_savable()

    def _show_savable(self) -> None:
        self.save.setEnabled(bool(self.name.text().strip()) and not self._model.is_busy)

    def _end(self, ask: Callable[[], object]) -> None:
        self.reject()
        ask()

    def _on_failed(self, failure: Failure) -> None:
        self._say(refusal_text(failure))
        self._show_savable()

    def _say(self, problem: str) -> None:
        self._problem.setText(problem)
        self._problem.show()
        grow_to_content(self)


async def load_picture(path: Path) -> bytes | None:
    """The picture of a file, small; None where it is none or can't be read."""
    try:
        return await asyncio.to_thread(read_avatar, path)
    except OSError:
        return None
