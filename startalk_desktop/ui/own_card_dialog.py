"""Editing the user's own card in one company, with its picture."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import (
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QSlider,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from startalk_desktop.core.account_cards import MAX_FIELD_CHARACTERS, MAX_NOTE_CHARACTERS
from startalk_desktop.model.failure import Failure
from startalk_desktop.tasks import TaskScope
from startalk_desktop.ui.chat.chip import CompanyChip
from startalk_desktop.ui.failure_texts import FailureContext, failure_text
from startalk_desktop.ui.theme import Theme
from startalk_desktop.ui.tokens import Size, Space
from startalk_desktop.ui.widgets.avatar import AvatarFace, AvatarWidget
from startalk_desktop.ui.widgets.avatar_crop import AvatarCrop
from startalk_desktop.ui.widgets.dialog import AwaitedDialog, button_row, grow_to_content
from startalk_desktop.viewmodels.own_card import AVATAR_SIDE, OwnCardModel, read_picture

_WIDTH: Final = 480
_ZOOM_STEPS: Final = 100  # of the slider, for a zoom of 1
_NOTE_HEIGHT: Final = 76


class OwnCardDialog(AwaitedDialog):
    """Two pages: the card, and the crop of a new picture. It stays open while the server refuses."""

    def __init__(
        self, theme: Theme, model: OwnCardModel, scope: TaskScope, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._model = model
        self._scope = scope
        self._new_picture: QImage | None = None
        self._is_picture_removed = False
        self.setWindowTitle(self.tr("My card"))
        self.setFixedWidth(_WIDTH)
        self._avatar = AvatarWidget(theme, Size.AVATAR_LARGE)
        self.pages = QStackedWidget()
        self.pages.addWidget(self._card_page(theme))
        self.pages.addWidget(self._crop_page(theme))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(Space.XL, Space.XL, Space.XL, Space.L)
        layout.addWidget(self.pages)
        model.loaded.connect(self._show)
        model.saved.connect(self.accept)
        model.failed.connect(self._on_failed)
        model.gone.connect(self.reject)
        self._show()
        self.full_name.setFocus()

    # the card

    def _card_page(self, theme: Theme) -> QWidget:
        heading = QLabel(
            self.tr("What people at {company} see of you").format(
                company=self._model.account.company
            )
        )
        heading.setProperty("look", "title")
        heading.setTextFormat(Qt.TextFormat.PlainText)
        heading.setWordWrap(True)
        chip = CompanyChip(theme)
        chip.say(str(self._model.account.jid), self._model.account.hue)
        self.change_button = QPushButton(self.tr("Choose a picture…"))
        self.remove_button = QPushButton(self.tr("Remove the picture"))
        self.remove_button.setProperty("look", "link")
        for button in (self.change_button, self.remove_button):
            button.setAutoDefault(False)
        self.change_button.clicked.connect(self._on_choose)
        self.remove_button.clicked.connect(self._on_remove)
        beside = QVBoxLayout()
        beside.addStretch()
        beside.addWidget(self.change_button, 0, Qt.AlignmentFlag.AlignLeft)
        beside.addWidget(self.remove_button, 0, Qt.AlignmentFlag.AlignLeft)
        beside.addStretch()
        picture = QHBoxLayout()
        picture.setSpacing(Space.L)
        picture.addWidget(self._avatar)
        picture.addLayout(beside, 1)
        self.full_name = _field()
        self.nickname = _field()
        self.title = _field()
        self.phones = _field()
        self.emails = _field()
        self.website = _field()
        for several in (self.phones, self.emails):
            several.setPlaceholderText(self.tr("Several are parted by commas"))
        self.note = QPlainTextEdit()
        self.note.setTabChangesFocus(True)
        self.note.setFixedHeight(_NOTE_HEIGHT)
        self.full_name.ensurePolished()
        line_height = self.full_name.sizeHint().height()
        form = QFormLayout()
        form.setHorizontalSpacing(Space.L)
        form.setVerticalSpacing(Space.S)
        for words, field in (
            (self.tr("Name"), self.full_name),
            (self.tr("Nickname"), self.nickname),
            (self.tr("Title"), self.title),
            (self.tr("Phone"), self.phones),
            (self.tr("E-mail"), self.emails),
            (self.tr("Website"), self.website),
            (self.tr("About me"), self.note),
        ):
            field.setAccessibleName(words)
            label = QLabel(words)
            label.setBuddy(field)
            label.setMinimumHeight(line_height)  # in the middle of the first line
            form.addRow(label, field)
        self._hint = QLabel()
        self._hint.setProperty("look", "danger")
        self._hint.setWordWrap(True)
        self._hint.hide()
        note = QLabel(self.tr("What the company's directory says of you counts before it."))
        note.setProperty("look", "caption")
        note.setWordWrap(True)
        self.save_button = QPushButton(self.tr("Save"))
        self.save_button.setProperty("look", "primary")
        self.save_button.setDefault(True)
        self.save_button.clicked.connect(self._on_save)
        cancel = QPushButton(self.tr("Cancel"))
        cancel.setAutoDefault(False)
        cancel.clicked.connect(self.reject)
        return _page(
            heading, chip, picture, form, note, self._hint, button_row(cancel, self.save_button)
        )

    def _show(self) -> None:
        card = self._model.card
        self.full_name.setText(card.full_name)
        self.full_name.setPlaceholderText(self._model.name)
        self.nickname.setText(card.nickname)
        self.title.setText(card.title)
        self.phones.setText(", ".join(card.phones))
        self.emails.setText(", ".join(card.emails))
        self.website.setText(card.url)
        self.note.setPlainText(card.note)
        self._show_picture()

    def _show_picture(self) -> None:
        kept = None if self._is_picture_removed else self._model.image
        image = self._new_picture or kept
        address = str(self._model.account.jid)
        self._avatar.show_face(AvatarFace(self._model.name, address, image=image))
        self.remove_button.setVisible(image is not None)

    def _on_remove(self) -> None:
        self._new_picture = None
        self._is_picture_removed = True
        self._show_picture()

    def _on_save(self) -> None:
        self._hint.hide()
        self.save_button.setEnabled(False)
        card = replace(
            self._model.card,
            full_name=self.full_name.text().strip(),
            nickname=self.nickname.text().strip(),
            title=self.title.text().strip(),
            phones=_several(self.phones.text()),
            emails=_several(self.emails.text()),
            url=self.website.text().strip(),
            note=self.note.toPlainText().strip()[:MAX_NOTE_CHARACTERS],
        )
        is_removed = self._is_picture_removed and self._new_picture is None
        self._model.save(card, self._new_picture, is_avatar_removed=is_removed)

    def _on_failed(self, failure: Failure) -> None:
        self.save_button.setEnabled(True)
        self._say(failure_text(failure, FailureContext.REQUEST))

    def _say(self, words: str) -> None:
        self._hint.setText(words)
        self._hint.show()
        grow_to_content(self)

    # the picture

    def _crop_page(self, theme: Theme) -> QWidget:
        heading = QLabel(self.tr("Choose the part to show"))
        heading.setProperty("look", "title")
        self.crop = AvatarCrop(theme)
        self.zoom = QSlider(Qt.Orientation.Horizontal)
        self.zoom.setRange(_ZOOM_STEPS, 4 * _ZOOM_STEPS)
        self.zoom.setAccessibleName(self.tr("Zoom"))
        self.zoom.valueChanged.connect(lambda value: self.crop.set_zoom(value / _ZOOM_STEPS))
        self.crop.zoomed.connect(lambda zoom: self.zoom.setValue(round(zoom * _ZOOM_STEPS)))
        self.crop_button = QPushButton(self.tr("Use this part"))
        self.crop_button.setProperty("look", "primary")
        self.crop_button.setAutoDefault(False)
        self.crop_button.clicked.connect(self._on_cropped)
        back = QPushButton(self.tr("Back"))
        back.setAutoDefault(False)
        back.clicked.connect(lambda: self.pages.setCurrentIndex(0))
        page = _page(heading, button_row(back, self.crop_button))
        layout = page.layout()
        if isinstance(layout, QVBoxLayout):
            layout.insertStretch(1, 1)
            layout.insertWidget(2, self.crop, 0, Qt.AlignmentFlag.AlignHCenter)
            self.zoom.setFixedWidth(self.crop.sizeHint().width())
            layout.insertWidget(3, self.zoom, 0, Qt.AlignmentFlag.AlignHCenter)
            layout.insertStretch(4, 1)
        return page

    def show_picture(self, image: QImage) -> None:
        """Let a part of `image` be chosen."""
        self.crop.show_image(image)
        self.pages.setCurrentIndex(1)
        self.crop.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_choose(self) -> None:
        dialog = QFileDialog(self, self.tr("Choose a picture"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilter(self.tr("Pictures (*.png *.jpg *.jpeg *.webp *.bmp *.gif)"))
        dialog.fileSelected.connect(self._on_file)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _on_file(self, file: str) -> None:
        self._scope.start(self._read(Path(file)), "read a picture")

    async def _read(self, file: Path) -> None:
        image = await read_picture(file)
        if image is None:
            self._say(self.tr("This file is no picture that can be used."))
        else:
            self.show_picture(image)

    def _on_cropped(self) -> None:
        self._new_picture = self.crop.cropped(AVATAR_SIDE)
        self._is_picture_removed = False
        self.pages.setCurrentIndex(0)
        self._show_picture()
        self.save_button.setFocus(Qt.FocusReason.OtherFocusReason)


def _field() -> QLineEdit:
    field = QLineEdit()
    field.setMaxLength(MAX_FIELD_CHARACTERS)
    return field


def _several(text: str) -> tuple[str, ...]:
    parts = text.replace("，", ",").replace(";", ",").split(",")
    return tuple(part.strip() for part in parts if part.strip())


def _page(*parts: QWidget | QHBoxLayout | QFormLayout) -> QWidget:
    page = QWidget()
    layout = QVBoxLayout(page)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(Space.M)
    for part in parts:
        if isinstance(part, QWidget):
            layout.addWidget(part)
        else:
            layout.addLayout(part)
    return page
