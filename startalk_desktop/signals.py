"""Ending in order when the system or a terminal asks for it (SIGTERM, SIGINT), not only when the window is closed."""

from __future__ import annotations

import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from PySide6.QtCore import QSocketNotifier

_ENDING = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def closed_by_signals(close: Callable[[], object]) -> Iterator[None]:
    """While inside, a signal that asks the program to end calls `close` on the loop.

    Qt's loop sleeps outside of Python, where no signal handler runs; a byte on a socket wakes it.
    """

    def on_signal(_number: int, _frame: FrameType | None) -> None:
        close()

    reader, writer = socket.socketpair()
    with reader, writer:
        reader.setblocking(False)
        writer.setblocking(False)
        notifier = QSocketNotifier(reader.fileno(), QSocketNotifier.Type.Read)
        notifier.activated.connect(lambda *_arguments: reader.recv(64))
        before = {number: signal.signal(number, on_signal) for number in _ENDING}
        woken_before = signal.set_wakeup_fd(writer.fileno(), warn_on_full_buffer=False)
        try:
            yield
        finally:
            signal.set_wakeup_fd(woken_before)
            for number, handler in before.items():
                signal.signal(number, handler)
            notifier.setEnabled(False)
