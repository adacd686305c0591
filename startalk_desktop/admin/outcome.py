"""How a run ends: exit codes for scripts, and the exception that ends a run with one."""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """What a script learns. They are documented in ``docs/admin.md`` and don't change their meaning."""

    DONE = 0  # done, or nothing to do
    REFUSED_BY_CHECKS = 1  # the data are wrong or would do harm; nothing was sent
    USAGE = 2  # the command line is wrong, or a file of it can't be read
    NOT_CONNECTED = 3  # the server can't be reached or does not let us sign in; nothing was sent
    STOPPED_HALFWAY = 4  # some of it is published; the same command again carries on
    NOT_PERMITTED = 5  # the server does not let us do it, or is not configured for it
    DECLINED = 6  # a person said no
    BUG = 70  # of this program; what it says about it is on the standard error
    INTERRUPTED = 130  # Ctrl-C, as shells count it


class Stop(Exception):  # noqa: N818  named for what it does
    """Ends the run with `code`; the text says what happened and what to do."""

    def __init__(self, code: ExitCode, text: str) -> None:
        super().__init__(text)
        self.code = code
