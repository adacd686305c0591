"""The button that takes a QR code from a picture file, the clipboard or the screen."""

from __future__ import annotations

import sys
from collections.abc import Callable

from PySide6.QtCore import QMimeData, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QIcon, QImage
from PySide6.QtWidgets import QFileDialog, QMenu, QPushButton, QWidget

from startalk_desktop.ui.chat.file_intake import Intake, intake_of
from startalk_desktop.ui.theme import Theme
from startalk_desktop.ui.tokens import Size

_VANISHING_MS = 250
"""So long a window manager may take to fade our windows out; nothing tells when it has."""

_PICTURES = "*.png *.jpg *.jpeg *.gif *.webp *.bmp"


class QrButton(QPushButton):
    """Signals:
    file_chosen(str): the path of a picture.
    images_taken(list of QImage): of each screen, or of the clipboard.
    text_taken(str): the clipboard had no picture but text, which may be a link.
    refused(str): there is nothing to look at; says why, and what to do.
    """

    file_chosen = Signal(str)
    images_taken = Signal(object)
    text_taken = Signal(str)
    refused = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setText(self.tr("Scan a QR code…"))
        self._theme = theme
        self.setProperty("look", "link")
        self.setAutoDefault(False)
        self.choices = QMenu(self)
        for icon, text, act in (
            ("image", self.tr("From a picture…"), self._ask_for_file),
            ("copy", self.tr("From the clipboard"), self.take_clipboard),
            ("screen", self.tr("From the screen"), self._take_screen),
        ):
            self.choices.addAction(theme.icon(icon), text).triggered.connect(_quietly(act))
        self.setMenu(self.choices)
        theme.changed.connect(self._dress)
        self._dress()

    def take_clipboard(self) -> None:
        """Take what was copied: a picture, a picture file, or else text."""
        if not self.take(QGuiApplication.clipboard().mimeData()):
            text = QGuiApplication.clipboard().text().strip()
            if text:
                self.text_taken.emit(text)
            else:
                self.refused.emit(
                    self.tr(
                        "There is no picture on the clipboard. Copy the QR code, or a screenshot of it, and try again."
                    )
                )

    def take(self, content: QMimeData | None) -> bool:
        """Take the picture or the picture file in `content`; whether there is one."""
        intake = intake_of(content) if content is not None else Intake()
        if intake.paths:
            self.file_chosen.emit(str(intake.paths[0]))
        elif intake.image is not None:
            self.images_taken.emit([intake.image])
        return bool(intake)

    def _dress(self) -> None:
        ink, ratio = self._theme.colours.accent_text, self.devicePixelRatioF()
        self.setIcon(QIcon(self._theme.pixmap("qr", Size.ICON_SMALL, ink, ratio)))
        self.setIconSize(QSize(Size.ICON_SMALL, Size.ICON_SMALL))

    def _ask_for_file(self) -> None:
        chooser = QFileDialog(self, self.tr("Picture with a QR code"))
        chooser.setFileMode(QFileDialog.FileMode.ExistingFile)
        chooser.setNameFilter(self.tr("Pictures ({kinds})").format(kinds=_PICTURES))
        chooser.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chooser.fileSelected.connect(self.file_chosen)
        chooser.open()

    def _take_screen(self) -> None:
        """Look at what is on the screens, our own windows out of the way."""
        if QGuiApplication.platformName().startswith("wayland"):
            self.refused.emit(
                self.tr(
                    "This desktop does not let programs look at the screen (Wayland). Take a screenshot of the QR code,"
                    " copy it, and choose “From the clipboard”."
                )
            )
            return
        ours = [self.window()]
        while (above := ours[-1].parentWidget()) is not None:
            ours.append(above.window())
        for window in ours:
            window.setWindowOpacity(0.0)
        QTimer.singleShot(_VANISHING_MS, self, lambda: self._grab(ours))

    def _grab(self, ours: list[QWidget]) -> None:
        try:
            images = [screen.grabWindow(0).toImage() for screen in QGuiApplication.screens()]
        finally:
            for window in ours:
                window.setWindowOpacity(1.0)
        self._taken(images)

    def _taken(self, images: list[QImage]) -> None:
        seen = [image for image in images if not image.isNull()]
        if seen:
            self.images_taken.emit(seen)
        elif sys.platform == "darwin":
            self.refused.emit(
                self.tr(
                    "macOS does not let Startalk look at the screen. Allow it in System Settings, under Privacy &"
                    " Security, Screen Recording; or copy a screenshot and choose “From the clipboard”."
                )
            )
        else:
            self.refused.emit(
                self.tr(
                    "The screen can't be looked at here. Take a screenshot of the QR code, copy it, and choose “From"
                    " the clipboard”."
                )
            )


def _quietly(act: Callable[[], None]) -> Callable[[bool], None]:
    """What a menu calls with whether it is checked."""
    return lambda _on: act()
