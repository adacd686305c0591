"""Asking where to save and what to open, awaited: `exec` of Qt's dialog would hold up every other task."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from startalk_desktop.ui.widgets.dialog import ended


class FileDialog(QFileDialog):
    """The system's dialog, whose end is awaited."""

    async def outcome(self) -> tuple[Path, ...]:
        """Open the dialog and wait for its end: the chosen files, none where it was given up."""
        return tuple(map(Path, self.selectedFiles())) if await ended(self) else ()


class SaveDialog(FileDialog):
    """Asks for a new file; a text file, unless `name` has another ending."""

    def __init__(self, parent: QWidget, title: str, name: str) -> None:
        super().__init__(parent, title)
        self.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        self.setFileMode(QFileDialog.FileMode.AnyFile)
        everything = self.tr("All files (*)")
        if name.endswith(".txt"):
            self.setDefaultSuffix("txt")
            self.setNameFilters([self.tr("Text files (*.txt)"), everything])
        else:
            self.setNameFilters([everything])
        self.selectFile(name)


class OpenDialog(FileDialog):
    """Asks for files that are there."""

    def __init__(self, parent: QWidget, title: str) -> None:
        super().__init__(parent, title)
        self.setAcceptMode(QFileDialog.AcceptMode.AcceptOpen)
        self.setFileMode(QFileDialog.FileMode.ExistingFiles)


class PictureDialog(FileDialog):
    """Asks for a picture that is there."""

    def __init__(self, parent: QWidget, title: str) -> None:
        super().__init__(parent, title)
        self.setAcceptMode(QFileDialog.AcceptMode.AcceptOpen)
        self.setFileMode(QFileDialog.FileMode.ExistingFile)
        self.setNameFilters(
            [self.tr("Pictures (*.png *.jpg *.jpeg *.webp *.gif *.bmp)"), self.tr("All files (*)")]
        )


async def choose_target(parent: QWidget, title: str, name: str) -> Path | None:
    """Ask for a file to write; None where nothing was chosen."""
    dialog = SaveDialog(parent, title, name)
    try:
        chosen = await dialog.outcome()
    finally:
        dialog.deleteLater()
    return chosen[0] if chosen else None


async def choose_files(parent: QWidget, title: str) -> tuple[Path, ...]:
    """Ask for files to read; none where that was given up."""
    dialog = OpenDialog(parent, title)
    try:
        return await dialog.outcome()
    finally:
        dialog.deleteLater()


async def choose_picture(parent: QWidget, title: str) -> Path | None:
    """Ask for a file with a picture; None where nothing was chosen."""
    dialog = PictureDialog(parent, title)
    try:
        chosen = await dialog.outcome()
    finally:
        dialog.deleteLater()
    return chosen[0] if chosen else None
