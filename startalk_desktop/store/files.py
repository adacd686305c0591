"""Files that only this user may read, replaced as a whole, and destroyed for good. All of it blocks."""

from __future__ import annotations

import os
import secrets
import shutil
from contextlib import suppress
from pathlib import Path

_BLOCK = 1024 * 1024
_CLOSE_ON_EXEC = getattr(os, "O_CLOEXEC", 0)


def make_private_folder(folder: Path) -> None:
    """Make `folder` and what is missing above it, for this user alone."""
    for missing in reversed([folder, *folder.parents]):
        # `parents=True` would give the folders above the usual mode.
        if not missing.exists():
            with suppress(FileExistsError):
                missing.mkdir(mode=0o700)
    if folder.stat().st_mode & 0o077:
        folder.chmod(0o700)


def make_private_file(path: Path) -> None:
    """Make an empty file for this user alone where there is none."""
    os.close(os.open(path, os.O_RDWR | os.O_CREAT | _CLOSE_ON_EXEC, 0o600))
    if path.stat().st_mode & 0o077:
        path.chmod(0o600)


def replace_file(path: Path, content: bytes) -> None:
    """Put `content` in place of the file at `path`: a crash leaves the old content or the new."""
    beside = path.with_name(f"{path.name}.{secrets.token_hex(4)}.new")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _CLOSE_ON_EXEC, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def destroy_folder(folder: Path) -> None:
    """Overwrite and delete every file in `folder`, then the folder. Destroy the key first.

    Without its key the content is noise already; overwriting is for the case that the key was copied before. A disk
    that moves blocks around by itself (SSD) may keep old ones all the same.

    Raises:
        OSError: something could not be deleted; the rest was.
    """
    if not folder.exists():
        return
    failures: list[OSError] = []
    for path in sorted(folder.rglob("*")):
        if path.is_symlink() or not path.is_file():
            continue
        try:
            _overwrite(path)
            path.unlink()
        except OSError as error:
            failures.append(error)
    try:
        shutil.rmtree(folder)
    except OSError as error:
        failures.append(error)
    if failures:
        raise failures[0]


def _overwrite(path: Path) -> None:
    size = path.stat().st_size
    with path.open("r+b", buffering=0) as file:
        for start in range(0, size, _BLOCK):
            file.write(os.urandom(min(_BLOCK, size - start)))
        os.fsync(file.fileno())


def folder_size(folder: Path) -> int:
    """How many bytes the files in `folder` have; 0 where there is none. What comes or goes meanwhile may be missing."""
    size = 0
    for path in folder.rglob("*"):
        with suppress(FileNotFoundError):
            if path.is_file() and not path.is_symlink():
                size += path.stat().st_size
    return size
