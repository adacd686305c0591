"""Files as they leave: named harmlessly, pictures without metadata, everything sealed before it counts as sent."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePath
from typing import BinaryIO, Final

from startalk_desktop.core import film_metadata, matroska_metadata, picture_files, tiff_metadata
from startalk_desktop.core.errors import FileRefused
from startalk_desktop.core.file_safety import sanitised
from startalk_desktop.core.film_metadata import Blank
from startalk_desktop.core.picture_metadata import NotStripped
from startalk_desktop.model.failure import Failure, FailureCode
from startalk_desktop.model.files import OutgoingFile
from startalk_desktop.model.message import SharedFile
from startalk_desktop.store.account_store import AccountStore
from startalk_desktop.store.sealed_streams import (
    SealedFile,
    SealedSink,
    SourceUnreadable,
    seal_file,
)
from startalk_desktop.xmpp import file_facts

TIFF_ENDINGS: Final = frozenset({".tif", ".tiff"})
"""Of names; what cameras call otherwise and build in the same way keeps what it says."""

FILM_ENDINGS: Final = film_metadata.ENDINGS | matroska_metadata.ENDINGS
"""Of the names of films that lose what they say; which family one is of, its first bytes tell."""

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
    """What was found at a path: `content` only of a picture; of a film, what to overwrite in it."""

    shared: SharedFile
    content: bytes | None
    blanks: tuple[Blank, ...] = ()


async def prepared_file(store: AccountStore, file: OutgoingFile) -> PreparedFile:
    """`file`, made ready. What is changed, and what is in memory, is sealed now; a large file where its turn comes.

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
        raise FileRefused(file.name, Failure(FailureCode.FILE_SPEAKS, str(error))) from error
    if found.content is not None:
        sealed = await _sealed(store, found.content)
    elif found.blanks and file.path is not None:
        try:
            sealed = await _sealed_film(store, file.path, found.blanks)
        except SourceUnreadable as error:
            failure = Failure(FailureCode.FILE_UNREADABLE, str(error))
            raise FileRefused(file.name, failure) from error
    else:
        return PreparedFile(found.shared, None, str(file.path))
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


async def _sealed_film(store: AccountStore, path: Path, blanks: Sequence[Blank]) -> SealedFile:
    new = await store.files.new()
    try:
        size, sha256 = await seal_file(path, new.path, new.key, blanks)
    except BaseException:
        await store.files.forget(new.id)
        raise
    return await store.files.keep(new, size, sha256)


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
        return _read_other(file, replace(shared, is_attachment=True), content)
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


def _read_other(file: OutgoingFile, shared: SharedFile, content: bytes | None) -> _Read:
    """TIFFs and films: they are changed where they speak, and not looked at."""
    ending = PurePath(shared.name).suffix.lower()
    is_tiff, is_film = ending in TIFF_ENDINGS, ending in FILM_ENDINGS
    size = shared.size or 0
    if not file.strips_metadata or not (is_tiff or is_film):
        return _Read(shared, content)
    quiet = replace(shared, modified_at=None)
    with _opened(file.path, content) as opened:
        head = opened.read(_HEAD)
        if is_film and (find := _finder(head)) is not None:
            blanks = find(opened, size)
            if content is None:
                return _Read(quiet, None, tuple(blanks))
            changed = bytearray(content)
            for place, zeros in blanks:
                changed[place : place + len(zeros)] = zeros
            return _Read(quiet, bytes(changed))
        if is_tiff and tiff_metadata.is_tiff(head):
            if size > picture_files.MAX_PICTURE_BYTES:
                raise NotStripped("the picture is too large to be looked through")
            blank = tiff_metadata.blanked(head + opened.read(picture_files.MAX_PICTURE_BYTES))
            told = replace(quiet, media_type="image/tiff", width=blank.width, height=blank.height)
            return _Read(told, blank.content)
    return _Read(shared, content)


def _finder(head: bytes) -> Callable[[BinaryIO, int], list[Blank]] | None:
    """What knows films that begin so."""
    if film_metadata.is_film(head):
        return film_metadata.blanks
    return matroska_metadata.blanks if matroska_metadata.is_matroska(head) else None


def _opened(path: Path | None, content: bytes | None) -> BinaryIO:
    return path.open("rb") if path is not None else io.BytesIO(content or b"")


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
