"""Asking for a file with a picture, awaited: the static calls and `exec` of Qt's dialog would hold up all else."""

from __future__ import annotations

import asyncio
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget


class PictureDialog(QFileDialog):
    """The system's dialog for a picture that is there."""

    def __init__(self, parent: QWidget, title: str) -> None:
        super().__init__(parent, title)
        self.setAcceptMode(QFileDialog.AcceptMode.AcceptOpen)
        self.setFileMode(QFileDialog.FileMode.ExistingFile)
        self.setNameFilters(
            [self.tr("Pictures (*.png *.jpg *.jpeg *.webp *.gif *.bmp)"), self.tr("All files (*)")]
        )

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


async def choose_picture(parent: QWidget, title: str) -> Path | None:
    """Ask for a file with a picture; None where nothing was chosen."""
    dialog = PictureDialog(parent, title)
    try:
        return await dialog.outcome()
    finally:
        dialog.deleteLater()
