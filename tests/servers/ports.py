"""Free ports of the loopback interface, held until the server that was promised them has ended.

A port that is merely *found* free can be given to somebody else before the server binds it: to another test
worker, or to any outgoing connection of the machine. So the socket that found it stays bound, without ever
listening: Linux then neither hands the port out again nor uses it for an outgoing connection, yet lets another
socket that sets ``SO_REUSEADDR`` (every server here does) bind it and listen.
"""

import socket
from types import TracebackType
from typing import Self

LOOPBACK = "127.0.0.1"


class HeldPorts:
    """A set of loopback TCP ports that nobody else is given until they are released."""

    def __init__(self, count: int) -> None:
        self._sockets: list[socket.socket] = []
        try:
            for _ in range(count):
                self._sockets.append(_bound_socket())
        except OSError:
            self.release()
            raise

    @property
    def numbers(self) -> tuple[int, ...]:
        """The port numbers, in the order they were found."""
        return tuple(held.getsockname()[1] for held in self._sockets)

    def release(self) -> None:
        """Give the ports back to the system; doing it twice is harmless."""
        for held in self._sockets:
            held.close()
        self._sockets.clear()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.release()


def _bound_socket() -> socket.socket:
    held = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    # Bound without the option, so that no socket shares the port; set after, so that the server may.
    held.bind((LOOPBACK, 0))
    held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    return held
