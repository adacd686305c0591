"""The first passwords of new accounts, in a file that only its owner can read; they are written nowhere else."""

from __future__ import annotations

import csv
import io
import os
import secrets
import stat
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from startalk_desktop.admin.outcome import ExitCode, Stop
from startalk_desktop.model.jid import Jid

_MODE: Final = 0o600
_HEADER: Final = ("address", "password")
_LETTERS: Final = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without those that are taken for one another when read from paper."""
_GROUPS, _LENGTH = 4, 5


def new_password() -> str:
    """A password of 99 random bits that can be typed from paper."""
    return "-".join(
        "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH)) for _ in range(_GROUPS)
    )


class PasswordFile:
    """A table of addresses and passwords. What is kept is on disk when `keep` returns.

    A file of an earlier run is carried on with, so that a run that broke off loses no password.

    Raises:
        Stop: the file can't be written, others can read it, or it holds something else.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_NOFOLLOW", 0)
            descriptor = os.open(path, flags, _MODE)
        except OSError as error:
            raise self._wrong(f"it can't be written: {error.strerror}") from None
        self._file = os.fdopen(descriptor, "r+", encoding="utf-8", newline="")
        try:
            self._known = self._read()
        except BaseException:
            self._file.close()
            raise
        self._before = frozenset(self._known)
        self._is_rewritten = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            if self._is_rewritten:
                self._rewrite()
        finally:
            self._file.close()

    def of(self, jid: Jid) -> str | None:
        """The password that is kept for `jid`."""
        return self._known.get(jid)

    def is_from_before(self, jid: Jid) -> bool:
        """Whether an earlier run kept one for `jid`."""
        return jid in self._before

    def keep(self, jid: Jid, password: str) -> None:
        """Write the password of `jid`, now."""
        if self._known.get(jid) != password:
            self._known[jid] = password
            self._append([(str(jid), password)])

    def drop(self, jid: Jid) -> None:
        """The account was not made with it: the password goes, at the end at the latest."""
        if jid not in self._before and self._known.pop(jid, None) is not None:
            self._is_rewritten = True

    def _read(self) -> dict[Jid, str]:
        status = os.fstat(self._file.fileno())
        if os.name == "posix" and (not stat.S_ISREG(status.st_mode) or status.st_mode & 0o077):
            raise self._wrong(f"others can read it; remove it, or run: chmod 600 {self._path}")
        rows = list(csv.reader(io.StringIO(self._file.read())))
        if not rows:
            self._append([_HEADER])
            return {}
        if tuple(rows[0]) != _HEADER:
            raise self._wrong("it holds something else; name another file")
        return {Jid.parse(row[0]): row[1] for row in rows[1:] if len(row) == len(_HEADER)}

    def _append(self, rows: list[tuple[str, str]]) -> None:
        csv.writer(self._file).writerows(rows)
        self._file.flush()
        os.fsync(self._file.fileno())

    def _rewrite(self) -> None:
        self._file.seek(0)
        self._file.truncate()
        self._append([_HEADER, *((str(jid), password) for jid, password in self._known.items())])

    def _wrong(self, text: str) -> Stop:
        return Stop(ExitCode.USAGE, f"{self._path}: {text}")
