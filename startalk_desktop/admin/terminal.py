"""What is written for the person, or the log, that runs a command: results to the output, the rest to the errors."""

from __future__ import annotations

import getpass
import sys
from typing import TextIO


class Terminal:
    """Where a run writes and asks."""

    def __init__(
        self,
        output: TextIO | None = None,
        errors: TextIO | None = None,
        answers: TextIO | None = None,
    ) -> None:
        self._output = output or sys.stdout
        self._errors = errors or sys.stderr
        self._input = answers or sys.stdin

    @property
    def has_person(self) -> bool:
        """Whether there is somebody to ask."""
        return self._input.isatty()

    def say(self, text: str = "") -> None:
        """Write a result."""
        self._output.write(f"{text}\n")
        self._output.flush()

    def note(self, text: str) -> None:
        """Write what is no result: progress, a warning, why it went wrong."""
        self._errors.write(f"{text}\n")
        self._errors.flush()

    def confirm(self, question: str) -> bool:
        """Ask; only a yes is one."""
        self._errors.write(f"{question} [y/N] ")
        self._errors.flush()
        return self._input.readline().strip().casefold() in {"y", "yes"}

    def secret(self, question: str) -> str:
        """Ask for what must not be seen."""
        return getpass.getpass(f"{question}: ")
