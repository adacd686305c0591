"""Pictures of messages as a conversation shows them: fetched by the account's rules, no larger than is shown."""

from __future__ import annotations

import asyncio
from typing import Final

from startalk_desktop.core import picture_files
from startalk_desktop.model.message import SharedFile
from startalk_desktop.store.account_store import AccountStore
from startalk_desktop.store.blobs import MAX_BLOB_BYTES
from startalk_desktop.store.sealed_streams import SealedFile

_AT_ONCE: Final = 2  # decoded


class ShownPictures:
    """Previews of pictures that are here; each is made once and kept as long as its picture."""

    def __init__(self, store: AccountStore) -> None:
        self._store = store
        self._turn = asyncio.Semaphore(_AT_ONCE)

    async def whole(self, sealed: SealedFile, file: SharedFile) -> bytes | None:
        """The picture as it is, or, where few programs know its kind, as one that they do know.

        None where it is no picture, or too large to be looked at.
        """
        async with self._turn:
            content = await self._content(sealed, file)
            return content and await asyncio.to_thread(picture_files.showable, content)

    async def _content(self, sealed: SealedFile, file: SharedFile) -> bytes | None:
        if not file.is_picture or sealed.size > picture_files.MAX_PICTURE_BYTES:
            return None
        await self._store.files.used(sealed)
        return await sealed.content()

    async def preview(self, sealed: SealedFile, file: SharedFile) -> bytes | None:
        """The picture no larger than a conversation shows it; None where it can't be decoded."""
        name = f"preview/{sealed.path.name}"
        kept = await self._store.blobs.get(name)
        if kept:
            return kept
        async with self._turn:
            content = await self._content(sealed, file)
            if content is None:
                return None
            made = await asyncio.to_thread(picture_files.preview, content)
        # What is its own preview need not be here twice.
        if made and len(made) <= MAX_BLOB_BYTES and made != content:
            await self._store.blobs.put(name, made, "image")
        return made
