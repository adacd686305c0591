"""Files in the clear for other programs: copies in a folder that only this user may enter, and not for long."""

from __future__ import annotations

import asyncio
import logging
import os
import secrets
import shutil
import stat
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from startalk_desktop.core.file_safety import sanitised
from startalk_desktop.store.account_store import AccountStore
from startalk_desktop.store.sealed_streams import SealedFile, unseal_file
from startalk_desktop.tasks import TaskScope

_log = logging.getLogger(__name__)

KEPT_SECONDS: Final = 3600.0

_SETTING: Final = "files.copies"


class FileCopies:
    """The copies of one account. They are removed after an hour, when the account is closed, and, where that could not
    be, at the next start: the store remembers where they are.
    """

    def __init__(
        self, store: AccountStore, scope: TaskScope, *, kept_seconds: float = KEPT_SECONDS
    ) -> None:
        self._store = store
        self._scope = scope
        self._kept_seconds = kept_seconds
        self._folder: Path | None = None
        self._real_folder: Path | None = (
            None  # its name without links, as a file manager may tell it
        )
        self._turn = asyncio.Lock()

    async def load(self) -> None:
        """Remove what an earlier run of the program left behind."""
        left = await self._store.settings.get(_SETTING)
        if not left:
            return
        if await asyncio.to_thread(_removed, Path(left)):
            await self._store.settings.set(_SETTING, "")

    async def copy(self, file: SealedFile, name: str) -> Path:
        """A copy of `file` under a harmless form of `name`, for reading only.

        Raises:
            StoreDamaged: the file is not what was written.
            OSError: the copy can't be written.
        """
        folder = await self._place()
        inner = folder / secrets.token_hex(4)
        await asyncio.to_thread(inner.mkdir, 0o700)
        target = inner / sanitised(name)
        try:
            await unseal_file(file, target, mode=0o600)
            await asyncio.to_thread(target.chmod, 0o400)
        except BaseException:
            await asyncio.to_thread(_removed, inner)
            raise
        self._scope.start(self._remove_later(inner), "remove a copy")
        return target

    async def save(self, file: SealedFile, target: Path) -> None:
        """Write a copy of `file` to `target`, in place of what is there; a failure leaves that as it was.

        Raises:
            StoreDamaged: the file is not what was written.
            OSError: the copy can't be written.
        """
        beside = target.with_name(f".{secrets.token_hex(8)}.part")
        await unseal_file(file, beside)
        try:
            await asyncio.to_thread(beside.replace, target)
        except BaseException:
            await asyncio.to_thread(lambda: beside.unlink(missing_ok=True))
            raise

    def holds(self, path: Path) -> bool:
        """Whether `path`, without links and steps upwards, lies among the copies."""
        return self._real_folder is not None and path.is_relative_to(self._real_folder)

    async def close(self) -> None:
        """Remove all copies."""
        folder, self._folder = self._folder, None
        if folder is not None and await asyncio.to_thread(_removed, folder):
            await self._store.settings.set(_SETTING, "")

    async def _place(self) -> Path:
        async with self._turn:
            if self._folder is None:
                # Remembered before anything is in it.
                made = await asyncio.to_thread(lambda: tempfile.mkdtemp(prefix="startalk-"))
                folder = Path(made)
                self._real_folder = await asyncio.to_thread(folder.resolve)
                await self._store.settings.set(_SETTING, str(folder))
                self._folder = folder
            return self._folder

    async def _remove_later(self, inner: Path) -> None:
        await asyncio.sleep(self._kept_seconds)
        await asyncio.to_thread(_removed, inner)


def _removed(folder: Path) -> bool:
    """Whether the folder is gone; a program that holds a file in it may forbid that."""
    shutil.rmtree(folder, onerror=_insist)
    if folder.exists():
        _log.warning("copies of files could not be removed yet")
        return False
    return True


def _insist(remove: Callable[..., Any], path: str, error: Any) -> None:
    """Windows removes nothing that is for reading only."""
    del error
    try:
        os.chmod(path, stat.S_IWRITE | stat.S_IREAD)  # noqa: PTH101  as rmtree names it
        remove(path)
    except OSError as failure:
        _log.info("a copy is still in use: %s", failure.strerror)
