"""Leaving a company for good: its key goes first, and with it all that the key encrypts; then the files."""

from __future__ import annotations

import asyncio
from pathlib import Path

from startalk_desktop.store.errors import StoreUnreachable
from startalk_desktop.store.files import destroy_folder
from startalk_desktop.store.keys import KeyVault


async def erase(vault: KeyVault, name: str, folder: Path) -> None:
    """Destroy the key and the secret called `name`, then the files in `folder`, whose store has to be closed.

    Raises:
        KeyVaultError: the key could not be destroyed; nothing else was done.
        StoreUnreachable: the content is lost as asked, but some files could not be deleted.
    """
    await vault.destroy(name)
    await vault.destroy_secret(name)
    await erase_files(folder)


async def erase_files(folder: Path) -> None:
    """Overwrite and delete the files of a closed store whose key is destroyed.

    Raises:
        StoreUnreachable: some could not be deleted.
    """
    try:
        await asyncio.to_thread(destroy_folder, folder)
    except OSError as error:
        raise StoreUnreachable("some files could not be deleted; delete them by hand") from error
