"""What of the clipboard, or of what is dropped, is to be sent as files; nothing of it is read here."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PySide6.QtCore import QCoreApplication, QMimeData
from PySide6.QtGui import QImage

_MOST_URLS: Final = 1_000
_NAMED: Final = 3


@dataclass(frozen=True, slots=True)
class Intake:
    """Files by their paths, or one picture; both may be missing."""

    paths: tuple[Path, ...] = ()
    image: QImage | None = None

    def __bool__(self) -> bool:
        return bool(self.paths) or self.image is not None

    @property
    def words(self) -> str:
        """What it is, for a question about it."""
        if not self.paths:
            return QCoreApplication.translate("Intake", "A picture")
        names = [path.name for path in self.paths[:_NAMED]]
        if len(self.paths) > _NAMED:
            more = len(self.paths) - _NAMED
            words = QCoreApplication.translate("MessageTexts", "and {count} more")
            names.append(words.format(count=more))
        return "\n".join(names)


def has_files(content: QMimeData) -> bool:
    """Whether `content` is something to send as files rather than as text; cheap enough for each move of a drag."""
    if any(url.isLocalFile() for url in content.urls()[:_MOST_URLS]):
        return True
    # Office programs offer a picture of what was copied beside its text.
    return content.hasImage() and not content.hasText()


def intake_of(content: QMimeData) -> Intake:
    """The files or the picture in `content`."""
    paths = tuple(
        Path(url.toLocalFile()) for url in content.urls()[:_MOST_URLS] if url.isLocalFile()
    )
    if paths:
        return Intake(paths)
    if content.hasImage() and not content.hasText():
        image = content.imageData()
        if isinstance(image, QImage) and not image.isNull():
            return Intake(image=image)
    return Intake()
