"""The state of an account's line, reduced to what a dot, a banner and a composer show."""

from __future__ import annotations

from enum import IntEnum

from startalk_desktop.model.connection import (
    CatchingUp,
    Connecting,
    ConnectionState,
    Offline,
    Online,
    Refused,
    SigningIn,
    WaitingToRetry,
)


class LineSignal(IntEnum):
    """What the line is like, for a glance."""

    OFFLINE = 0
    BUSY = 1  # connecting, signing in, catching up
    ONLINE = 2
    WAITING = 3  # lost or not reached; tries again by itself
    REFUSED = 4  # the user has to do something
    LOCKED = 5


def line_signal(state: ConnectionState, *, is_locked: bool) -> LineSignal:
    """The glance at `state`."""
    if is_locked:
        return LineSignal.LOCKED
    match state:
        case Offline():
            return LineSignal.OFFLINE
        case Connecting() | SigningIn() | CatchingUp():
            return LineSignal.BUSY
        case Online():
            return LineSignal.ONLINE
        case WaitingToRetry():
            return LineSignal.WAITING
        case Refused():
            return LineSignal.REFUSED


def is_signed_in(state: ConnectionState) -> bool:
    """Whether messages leave at once."""
    return isinstance(state, (CatchingUp, Online))
