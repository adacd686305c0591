"""The account's session as the services of one account see it: there or not, signed in or not, and since when."""

from __future__ import annotations

from startalk_desktop.core.ports import NotConnected, SessionPort
from startalk_desktop.model.failure import Failure, FailureCode


class Line:
    """Holds the session of the moment.

    Attributes:
        is_up: signed in, and everything that came before has been taken in. False at once when the line breaks.
        stream: counts sign-ins that were no resumption. What was learnt, joined or asked in one stream is
            nothing in the next.
    """

    def __init__(self) -> None:
        self._session: SessionPort | None = None
        self.is_up = False
        self.stream = 0

    @property
    def session(self) -> SessionPort | None:
        """The session of the moment."""
        return self._session

    @property
    def has_session(self) -> bool:
        """Whether there is a session, connected or trying."""
        return self._session is not None

    def require(self) -> SessionPort:
        """The session, signed in.

        Raises:
            NotConnected: it is not.
        """
        if self._session is None or not self.is_up:
            raise NotConnected(Failure(FailureCode.CONNECTION_LOST))
        return self._session

    def attach(self, session: SessionPort) -> None:
        """Take `session`, which is about to be started."""
        self._session = session
        self.is_up = False

    def detach(self, session: SessionPort) -> None:
        """Let go of `session`, if it is still the one."""
        if self._session is session:
            self._session = None
            self.is_up = False

    def network_changed(self) -> None:
        """Probe the line, or try again, at once."""
        if self._session is not None:
            self._session.network_changed()
