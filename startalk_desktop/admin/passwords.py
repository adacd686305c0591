"""The administrator's own password: from a file, the system's keyring, or a person; never from the command line."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import Final

import keyring
from keyring.errors import KeyringError

from startalk_desktop.admin.outcome import ExitCode, Stop
from startalk_desktop.admin.terminal import Terminal
from startalk_desktop.model.jid import Jid

SERVICE: Final = "startalk-admin"
"""The keyring's name for what is kept here; the window's own keys are elsewhere."""

_OTHERS: Final = 0o077


def read_secret(path: Path, what: str) -> str:
    """The first line of a file that only its owner can read.

    Raises:
        Stop: it can't be read, is empty, or others may read it.
    """
    try:
        mode = path.stat().st_mode
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Stop(ExitCode.USAGE, f"{path}: the {what} can't be read: {error}") from None
    if os.name == "posix" and mode & _OTHERS:
        raise Stop(ExitCode.USAGE, f"{path}: others can read the {what}; run: chmod 600 {path}")
    secret = text.partition("\n")[0].rstrip("\r")
    if not secret:
        raise Stop(ExitCode.USAGE, f"{path}: there is no {what} on the first line")
    return secret


async def account_password(account: Jid, file: Path | None, terminal: Terminal) -> str:
    """The password of `account`.

    Raises:
        Stop: there is none to be had.
    """
    if file is not None:
        return read_secret(file, "password")
    kept = await asyncio.to_thread(_from_keyring, account)
    if kept:
        return kept
    if not terminal.has_person:
        raise Stop(
            ExitCode.USAGE,
            f"no password for {account}: give --password-file, or keep it with"
            f" 'startalk-admin password --account {account}'",
        )
    return terminal.secret(f"Password of {account}")


async def keep_password(account: Jid, password: str) -> None:
    """Keep it in the system's keyring.

    Raises:
        Stop: there is no keyring that keeps secrets.
    """
    try:
        if await asyncio.to_thread(lambda: keyring.get_keyring().priority) < 1:
            raise Stop(
                ExitCode.USAGE, "this machine has no keyring that is safe; use --password-file"
            )
        await asyncio.to_thread(keyring.set_password, SERVICE, str(account), password)
    except KeyringError as error:
        raise Stop(ExitCode.USAGE, f"the keyring did not take the password: {error}") from None


def _from_keyring(account: Jid) -> str | None:
    try:
        return keyring.get_password(SERVICE, str(account))
    except KeyringError:
        return None  # none here, or locked: a person is asked in its place
