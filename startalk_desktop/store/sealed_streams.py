"""Sealed files as the loop sees them: every step is done in a thread, and steps are large enough to be worth one."""

from __future__ import annotations

import asyncio
import errno
import os
import threading
from collections.abc import AsyncGenerator, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final, TypeVar

from startalk_desktop.store.errors import StoreFull, StoreUnreachable
from startalk_desktop.store.sealed_files import SealedReader, SealedWriter, write_all

ResultT = TypeVar("ResultT")
ClosableT = TypeVar("ClosableT", SealedReader, SealedWriter)

STEP_BYTES: Final = 512 * 1024
"""How much is written or read in one step."""

MAX_WHOLE_BYTES: Final = 128 * 1024 * 1024
"""A file longer than this is never read into memory."""

_NO_ROOM: Final = frozenset({errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)})
_FLAGS: Final = getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)


@dataclass(frozen=True, slots=True)
class SealedFile:
    """A file on this machine, whole, and checked when it was written.

    Attributes:
        id: the database's.
        path: where it lies, encrypted.
        key: what opens it.
        size: bytes of content.
        sha256: of the content, as lower-case hex.
    """

    id: int
    path: Path
    key: bytes
    size: int
    sha256: str

    async def chunks(self) -> AsyncGenerator[bytes, None]:
        """The content in pieces.

        Raises:
            StoreDamaged: it is not what was written.
            StoreUnreachable: it can't be read.
        """
        reader = await _made(lambda: SealedReader(self.path, self.key))
        # The next piece is opened while the last is used.
        coming = _begun(lambda: reader.read(STEP_BYTES))
        try:
            while piece := await _ended(coming):
                coming = _begun(lambda: reader.read(STEP_BYTES))
                yield piece
        finally:
            # Without a pause: who is cancelled may not come back. Closing waits for a read that is under way.
            reader.close()
            coming.add_done_callback(lambda done: done.cancelled() or done.exception())

    async def head(self, size: int = 512) -> bytes:
        """The first `size` bytes, or what there is. Raises as `chunks`."""

        def read() -> bytes:
            with SealedReader(self.path, self.key) as reader:
                return reader.read(size)[:size]

        return await in_thread(read)

    async def content(self) -> bytes:
        """All of it. Raises as `chunks`, and ValueError where it is longer than `MAX_WHOLE_BYTES`."""
        if self.size > MAX_WHOLE_BYTES:
            raise ValueError(f"{self.size} bytes are too many to be in memory")

        def read() -> bytes:
            with SealedReader(self.path, self.key) as reader:
                return b"".join(reader.pieces(STEP_BYTES))

        return await in_thread(read)


class SealedSink:
    """Takes the content of a new file; `open` or `resume` it, and end with `finish` or `close`.

    Every method may raise StoreFull or StoreUnreachable.
    """

    def __init__(self, writer: SealedWriter) -> None:
        self._writer = writer
        self._pending = bytearray()

    @classmethod
    async def open(cls, path: Path, key: bytes) -> SealedSink:
        """Begin the file at `path`."""
        return cls(await _made(lambda: SealedWriter(path, key)))

    @classmethod
    async def resume(cls, path: Path, key: bytes) -> SealedSink:
        """Go on with the file at `path`. Raises StoreDamaged where it is not what was written."""
        return cls(await _made(lambda: SealedWriter.resume(path, key)))

    @property
    def size(self) -> int:
        """Bytes of content so far."""
        return self._writer.size + len(self._pending)

    async def write(self, content: bytes) -> None:
        """Append `content`; only one call at a time."""
        self._pending += content
        if len(self._pending) >= STEP_BYTES:
            await self._flush()

    async def finish(self) -> str:
        """Write all to the disk; returns the content's SHA-256 as hex."""
        await self._flush()
        return await in_thread(self._writer.finish)

    async def close(self) -> None:
        """Leave it unfinished, with all that came written, to be resumed or deleted."""
        try:
            await self._flush()
        finally:
            self._writer.close()

    async def _flush(self) -> None:
        content, self._pending = bytes(self._pending), bytearray()
        if content:
            await in_thread(lambda: self._writer.write(content))


class SourceUnreadable(Exception):  # noqa: N818  named for what happened
    """A file of the user's, outside the store, is gone, no plain file, or can't be read."""


async def seal_file(
    source: Path, target: Path, key: bytes, changes: Sequence[tuple[int, bytes]] = ()
) -> tuple[int, str]:
    """Seal what is in the file `source`, read once; returns its size and SHA-256. Cancelling stops it soon.

    Args:
        source: a file of the user's.
        target: a new file.
        key: of the new file.
        changes: in order, at which byte of the content these bytes take the place of what is there.

    Raises:
        SourceUnreadable, StoreFull, StoreUnreachable
    """
    is_cancelled = threading.Event()

    def seal() -> tuple[int, str]:
        with _opened(source) as file:
            writer = SealedWriter(target, key)
            try:
                while not is_cancelled.is_set() and (piece := _read(file)):
                    writer.write(_changed(piece, writer.size, changes))
            except BaseException:
                writer.close()
                raise
            return writer.size, writer.finish()

    return await in_thread(seal, is_cancelled)


async def unseal_file(source: SealedFile, target: Path, *, mode: int = 0o666) -> None:
    """Write the content of `source` to a new file at `target`. Cancelling stops it soon.

    Raises:
        FileExistsError: there is a file already.
        OSError: it can't be written.
        StoreDamaged: `source` is not what was written; nothing is left at `target`.
    """
    is_cancelled = threading.Event()

    def unseal() -> None:
        reader = SealedReader(source.path, source.key)
        with reader:
            descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _FLAGS, mode)
            try:
                with os.fdopen(descriptor, "wb", buffering=0) as file:
                    for piece in reader.pieces(STEP_BYTES):
                        if is_cancelled.is_set():
                            break
                        write_all(file, piece)
            except BaseException:
                target.unlink(missing_ok=True)
                raise

    await in_thread(unseal, is_cancelled, is_translated=False)


async def in_thread(
    work: Callable[[], ResultT],
    is_cancelled: threading.Event | None = None,
    *,
    is_translated: bool = True,
) -> ResultT:
    """Run `work` in a thread, with the disk's errors as those of a store.

    Who is cancelled waits until the thread is through all the same: nobody else may touch its file before.
    """

    return await _ended(_begun(work, is_translated=is_translated), is_cancelled)


def _begun(work: Callable[[], ResultT], *, is_translated: bool = True) -> asyncio.Future[ResultT]:
    """`work` in a thread."""

    def run() -> ResultT:
        try:
            return work()
        except OSError as error:
            if not is_translated:
                raise
            if error.errno in _NO_ROOM:
                raise StoreFull("the disk is full; free some space and try again") from error
            raise StoreUnreachable("a file beside the database can't be used") from error

    return asyncio.get_running_loop().run_in_executor(None, run)


async def _ended(
    future: asyncio.Future[ResultT], is_cancelled: threading.Event | None = None
) -> ResultT:
    """What the thread found; see `in_thread`."""
    try:
        return await asyncio.shield(future)
    except asyncio.CancelledError:
        if is_cancelled is not None:
            is_cancelled.set()
        await asyncio.wait([future])
        future.exception()
        raise


async def _made(make: Callable[[], ClosableT]) -> ClosableT:
    """What `make` gives, in a thread; it is closed where nobody waits for it any more."""
    made: list[ClosableT] = []
    try:
        await in_thread(lambda: made.append(make()))
    except asyncio.CancelledError:
        for one in made:
            one.close()
        raise
    return made[0]


@contextmanager
def _opened(source: Path) -> Iterator[BinaryIO]:
    try:
        # Opening a pipe would wait for who writes to it.
        if not source.is_file():
            raise SourceUnreadable(f"{source.name} is no file, or is gone")
        file = source.open("rb", buffering=0)
    except OSError as error:
        raise SourceUnreadable(str(error)) from error
    with file:
        yield file


def _changed(piece: bytes, start: int, changes: Sequence[tuple[int, bytes]]) -> bytes:
    """`piece`, which begins at byte `start` of the file, with those `changes` that touch it."""
    end = start + len(piece)
    touching = [one for one in changes if one[0] < end and one[0] + len(one[1]) > start]
    if not touching:
        return piece
    changed = bytearray(piece)
    for place, content in touching:
        begin, until = max(place, start), min(place + len(content), end)
        changed[begin - start : until - start] = content[begin - place : until - place]
    return bytes(changed)


def _read(file: BinaryIO) -> bytes:
    try:
        return file.read(STEP_BYTES)
    except OSError as error:
        raise SourceUnreadable(str(error)) from error
