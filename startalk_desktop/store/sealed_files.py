"""Encrypted files: written and read in pieces, so that no file is ever in memory as a whole.

Each file has a random key of its own, which the database keeps. The content is cut into chunks, each sealed by
AES-256-GCM as the STREAM construction says (Hoang, Reyhanitabar, Rogaway and Vizár, "Online Authenticated-Encryption
and its Nonce-Reuse Misuse-Resistance", 2015): the nonce is a random prefix, the chunk's number, and whether it is the
last. A file that was cut off, put in another order, appended to, or mixed with another is not read.

Everything here blocks.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import struct
import threading
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Final, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from startalk_desktop.store.errors import StoreDamaged

KEY_BYTES: Final = 32
CHUNK_BYTES: Final = 64 * 1024
"""Of content, in each chunk but the last."""

_PREFIX_BYTES: Final = 7
_TAG_BYTES: Final = 16
_SEALED_BYTES: Final = CHUNK_BYTES + _TAG_BYTES
_MAX_CHUNKS: Final = 2**32
_FLAGS: Final = getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)


def new_key() -> bytes:
    """A key for one file."""
    return secrets.token_bytes(KEY_BYTES)


def new_name() -> str:
    """A name for one file, which says nothing."""
    return secrets.token_hex(16)


class _Cipher:
    def __init__(self, key: bytes, prefix: bytes) -> None:
        self._cipher = AESGCM(key)
        self._prefix = prefix

    def seal(self, number: int, content: bytes | memoryview, *, is_last: bool) -> bytes:
        return self._cipher.encrypt(self._nonce(number, is_last), content, None)

    def open(self, number: int, sealed: bytes, *, is_last: bool) -> bytes:
        try:
            return self._cipher.decrypt(self._nonce(number, is_last), sealed, None)
        except InvalidTag as error:
            raise StoreDamaged("a file beside the database is damaged") from error

    def _nonce(self, number: int, is_last: bool) -> bytes:
        if number >= _MAX_CHUNKS:
            raise ValueError("a file this long can't be sealed")
        return self._prefix + struct.pack(">IB", number, is_last)


class SealedWriter:
    """Writes one file from its start, or on from where an earlier writer of it was broken off.

    Attributes:
        size: bytes of content so far.
    """

    def __init__(self, path: Path, key: bytes) -> None:
        """Raises OSError: the file can't be made, or is there already."""
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | _FLAGS, 0o600)
        self._start(
            os.fdopen(descriptor, "r+b", buffering=0), key, secrets.token_bytes(_PREFIX_BYTES)
        )
        self._file.write(self._prefix)

    @classmethod
    def resume(cls, path: Path, key: bytes) -> Self:
        """Go on with a file that was not finished; what is not a whole chunk of it is written again.

        Raises:
            OSError: it can't be opened.
            StoreDamaged: it is not what was written.
        """
        self = cls.__new__(cls)
        file = path.open("r+b", buffering=0)
        try:
            self._start(file, key, _read_prefix(file))
            while len(sealed := _read_exactly(file, _SEALED_BYTES)) == _SEALED_BYTES:
                content = self._cipher.open(self._number, sealed, is_last=False)
                self._hash.update(content)
                self.size += len(content)
                self._number += 1
            file.truncate(_PREFIX_BYTES + self._number * _SEALED_BYTES)
            file.seek(0, os.SEEK_END)
        except BaseException:
            file.close()
            raise
        return self

    def _start(self, file: BinaryIO, key: bytes, prefix: bytes) -> None:
        self._file = file
        self._prefix = prefix
        self._cipher = _Cipher(key, prefix)
        self._hash = hashlib.sha256()
        self._pending = b""
        self._number = 0
        self._lock = (
            threading.Lock()
        )  # closing waits for a write: its descriptor may be another file's then
        self.size = 0

    def write(self, content: bytes) -> None:
        """Append `content`. Raises OSError where the disk is full or fails."""
        with self._lock:
            self._append(content)

    def _append(self, content: bytes) -> None:
        self._hash.update(content)
        self.size += len(content)
        # The last chunk is sealed as such, so one is always kept back.
        if self._pending:
            content = self._pending + content
        start, view = 0, memoryview(content)
        sealed = []
        while len(view) - start > CHUNK_BYTES:
            chunk = view[start : start + CHUNK_BYTES]
            sealed.append(self._cipher.seal(self._number, chunk, is_last=False))
            self._number += 1
            start += CHUNK_BYTES
        self._pending = content[start:]
        if sealed:
            write_all(self._file, b"".join(sealed))

    def finish(self) -> str:
        """Write what is left, make sure that it is on the disk, close; returns the content's SHA-256 as hex."""
        with self._lock, self._file:
            last = self._cipher.seal(self._number, self._pending, is_last=True)
            write_all(self._file, last)
            os.fsync(self._file.fileno())
        return self._hash.hexdigest()

    def close(self) -> None:
        """Leave the file unfinished, to be resumed or deleted."""
        with self._lock:
            self._file.close()


class SealedReader:
    """Reads one finished file. Use it as a context manager."""

    def __init__(self, path: Path, key: bytes) -> None:
        """Raises OSError: the file can't be opened. StoreDamaged: it is cut off."""
        self._file = path.open("rb", buffering=0)
        try:
            self._cipher = _Cipher(key, _read_prefix(self._file))
        except BaseException:
            self._file.close()
            raise
        self._next = _read_exactly(self._file, _SEALED_BYTES)
        self._number = 0
        self._has_ended = False
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def read(self, at_least: int) -> bytes:
        """The next bytes: whole chunks of together `at_least` so many, fewer at the end, none after it.

        Raises:
            StoreDamaged: the file is not what was written.
        """
        chunks, size = [], 0
        with self._lock:
            while size < at_least and not self._has_ended:
                sealed, self._next = self._next, _read_exactly(self._file, _SEALED_BYTES)
                self._has_ended = not self._next
                chunks.append(self._cipher.open(self._number, sealed, is_last=self._has_ended))
                size += len(chunks[-1])
                self._number += 1
        return b"".join(chunks)

    def pieces(self, at_least: int) -> Iterator[bytes]:
        """All that is left, in pieces as `read` gives them."""
        while piece := self.read(at_least):
            yield piece

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._file.close()


def _read_prefix(file: BinaryIO) -> bytes:
    prefix = _read_exactly(file, _PREFIX_BYTES)
    if len(prefix) != _PREFIX_BYTES:
        raise StoreDamaged("a file beside the database is cut off")
    return prefix


def _read_exactly(file: BinaryIO, size: int) -> bytes:
    """`size` bytes, fewer only at the end of the file."""
    pieces = file.read(size) or b""
    while len(pieces) < size and (piece := file.read(size - len(pieces))):
        pieces += piece
    return pieces


def write_all(file: BinaryIO, content: bytes | bytearray) -> None:
    """Write all of `content` to an unbuffered file."""
    view = memoryview(content)
    while view:
        view = view[file.write(view) :]
