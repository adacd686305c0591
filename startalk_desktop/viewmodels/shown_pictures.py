"""Where the window gets pictures from: thumbnails, what a conversation shows, and originals, each with bounds."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication

from startalk_desktop.core.errors import ActionRefused
from startalk_desktop.model.identity import AccountId
from startalk_desktop.tasks import TaskScope
from startalk_desktop.viewmodels.pictures import PictureImages, PictureLimits, PicturePlace

if TYPE_CHECKING:
    from startalk_desktop.core.startalk import Startalk

_MEGABYTE: Final = 1024 * 1024
_SHOWN_SIDE: Final = 420  # the largest place for a picture in a message
_PREVIEWS: Final = 40 * _MEGABYTE  # at one pixel a point
_PATIENCE: Final = 0.4  # seconds: what is looked at is wanted again with each frame
_THUMBNAILS: Final = PictureLimits(side=256, kept_bytes=12 * _MEGABYTE)
_ORIGINALS: Final = PictureLimits(side=4096, kept_bytes=128 * _MEGABYTE)


class ShownPictures(QObject):
    """One for the window.

    Attributes:
        thumbnails: what came with a message.
        previews: pictures as large as a message shows them; only what is here or may come by itself.
        originals: pictures to be looked at, fetched where they have to be.
    """

    def __init__(self, startalk: Startalk, scope: TaskScope, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._startalk = startalk
        scope = self._scope = scope.child("pictures")
        ratio = _pixel_ratio()
        limits = PictureLimits(math.ceil(_SHOWN_SIDE * ratio), round(_PREVIEWS * ratio), _PATIENCE)
        self.thumbnails = PictureImages(self._thumbnail, scope, self, _THUMBNAILS)
        self.previews = PictureImages(self._preview, scope, self, limits)
        self.originals = PictureImages(self._original, scope, self, _ORIGINALS)

    async def close(self) -> None:
        """Fetch nothing any more."""
        await self._scope.close()

    def forget(self, account: AccountId) -> None:
        """Drop the pictures of an account that was locked or removed."""
        for images in (self.thumbnails, self.previews, self.originals):
            images.forget(account)

    async def _thumbnail(self, place: PicturePlace) -> bytes | None:
        return place.file.thumbnail

    async def _preview(self, place: PicturePlace) -> bytes | None:
        handle = self._startalk.conversation(place.conversation)
        try:
            if place.index < 0:
                return await handle.picture(place.file.url)
            content = await handle.picture(place.row, place.index)
        except ActionRefused:
            return None  # the message is gone
        # Where the picture is not here, its thumbnail comes in its place: that one is shown as such.
        return content if content != place.file.thumbnail else None

    async def _original(self, place: PicturePlace) -> bytes | None:
        handle = self._startalk.conversation(place.conversation)
        try:
            if place.index < 0:
                return await handle.picture(place.file.url)
            return await handle.picture(place.row, place.index, full=True)
        except ActionRefused:
            return None


def _pixel_ratio() -> float:
    """The highest of all screens."""
    app = QGuiApplication.instance()
    return app.devicePixelRatio() if isinstance(app, QGuiApplication) else 1.0
