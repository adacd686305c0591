"""Files as they leave: named harmlessly, pictures without metadata, everything sealed before it counts as sent."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from startalk_desktop.core import picture_files
from startalk_desktop.core.errors import FileRefused
from startalk_desktop.core.file_safety import sanitised
from startalk_desktop.core.picture_metadata import NotStripped
from startalk_desktop.model.failure import Failure, FailureCode
from startalk_desktop.model.files import OutgoingFile
from startalk_desktop.model.message import SharedFile
from startalk_desktop.store.account_store import AccountStore
from startalk_desktop.store.sealed_streams import SealedFile, SealedSink
from startalk_desktop.xmpp import file_facts

_HEAD: Final = 16  # bytes that tell a picture's kind


@dataclass(frozen=True, slots=True)
class PreparedFile:
    """A file that can be sent.

    Attributes:
        shared: what the message says of it; without an address, and without a hash where it is not sealed yet.
        sealed: the file itself, or None where it is large and still at `source`.
        source: its path, or ``""``.
    """

    shared: SharedFile
    sealed: SealedFile | None
    source: str


@dataclass(frozen=True, slots=True)
class _Read:
    """What was found at a path: `content` only of a picture."""

    shared: SharedFile
    content: bytes | None


async def prepared_file(store: AccountStore, file: OutgoingFile) -> PreparedFile:
    """`file`, made ready. Pictures, and what is in memory, are sealed now; a large file where its turn comes.

    Raises:
        FileRefused: it can't be sent as it is.
        StoreFull, StoreUnreachable
    """
    if (file.path is None) == (file.content is None):
        raise ValueError("a file is either a path or bytes")
    try:
        found = await asyncio.to_thread(_read, file)
    except OSError as error:
        detail = error.strerror or type(error).__name__
        raise FileRefused(file.name, Failure(FailureCode.FILE_UNREADABLE, detail)) from error
    except NotStripped as error:
        raise FileRefused(file.name, Failure(FailureCode.FILE_UNREADABLE, str(error))) from error
    if found.content is None:
        return PreparedFile(found.shared, None, str(file.path))
    sealed = await _sealed(store, found.content)
    shared = replace(found.shared, size=sealed.size, sha256=sealed.sha256)
    return PreparedFile(shared, sealed, "")


async def _sealed(store: AccountStore, content: bytes) -> SealedFile:
    new = await store.files.new()
    try:
        sink = await SealedSink.open(new.path, new.key)
        await sink.write(content)
        sha256 = await sink.finish()
    except BaseException:
        await store.files.forget(new.id)
        raise
    return await store.files.keep(new, len(content), sha256)


def _read(file: OutgoingFile) -> _Read:
    """Look at the file; in a thread."""
    content, modified_at = file.content, None
    if file.path is not None:
        # Opening a pipe would wait for who writes to it.
        if not file.path.is_file():
            raise FileNotFoundError("it is no file, or is gone")
        status = file.path.stat()
        size, modified_at = status.st_size, status.st_mtime_ns // 1000
        content = _picture_content(file.path, size, strips=file.strips_metadata)
    else:
        size = len(content or b"")
    if size == 0:
        raise OSError("it is empty")
    name = sanitised(file.name or (file.path.name if file.path is not None else ""))
    kind = file_facts.media_type(file.media_type) or file_facts.media_type_of(name)
    shared = SharedFile("", name, kind, size, modified_at=modified_at)
    picture = None
    if content is not None and len(content) <= picture_files.MAX_PICTURE_BYTES:
        picture = picture_files.prepared(content, strips_metadata=file.strips_metadata)
    if picture is None:
        return _Read(replace(shared, is_attachment=True), content)
    told = replace(
        shared,
        name=picture_files.fitting_name(name, picture.media_type),
        media_type=picture.media_type,
        width=picture.width,
        height=picture.height,
        thumbnail=picture.thumbnail,
        thumbnail_type=picture.thumbnail_type,
        modified_at=None if file.strips_metadata else modified_at,
    )
    return _Read(told, picture.content)


def _picture_content(path: Path, size: int, *, strips: bool) -> bytes | None:
    """The content of a picture by its own first bytes; None of everything else."""
    with path.open("rb") as opened:
        head = opened.read(_HEAD)
        if not picture_files.is_begun(head):
            return None
        if size > picture_files.MAX_PICTURE_BYTES:
            if strips:
                raise NotStripped("the picture is too large to be looked through")
            return None
        return head + opened.read(picture_files.MAX_PICTURE_BYTES - len(head))
