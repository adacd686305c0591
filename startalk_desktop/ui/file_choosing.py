"""Asking where to save, awaited: the static calls and `exec` of Qt's dialog would hold up every other task."""

from __future__ import annotations

import asyncio
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget


class SaveDialog(QFileDialog):
    """The system's dialog for a new file; text files, unless the name says otherwise."""

    def __init__(self, parent: QWidget, title: str, name: str) -> None:
        super().__init__(parent, title)
        self.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        self.setFileMode(QFileDialog.FileMode.AnyFile)
        self.setDefaultSuffix("txt")
        self.setNameFilters([self.tr("Text files (*.txt)"), self.tr("All files (*)")])
        self.selectFile(name)

    async def outcome(self) -> Path | None:
        """Open the dialog and wait for its end: the chosen file, or None."""
        ended: asyncio.Future[int] = asyncio.get_running_loop().create_future()

        def _on_finished(result: int) -> None:
            if not ended.done():
                ended.set_result(result)

        self.finished.connect(_on_finished)
        self.open()
        try:
            result = await ended
        finally:
            self.finished.disconnect(_on_finished)
            if self.isVisible():
                self.reject()
        files = self.selectedFiles()
        is_chosen = result == QFileDialog.DialogCode.Accepted and bool(files)
        return Path(files[0]) if is_chosen else None


async def choose_target(parent: QWidget, title: str, name: str) -> Path | None:
    """Ask for a file to write; None where nothing was chosen."""
    dialog = SaveDialog(parent, title, name)
    try:
        return await dialog.outcome()
    finally:
        dialog.deleteLater()
