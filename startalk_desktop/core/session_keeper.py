"""The life of one account's session: started, replaced and ended, so that only the one of the moment is heard."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Final

from startalk_desktop.core.line import Line
from startalk_desktop.core.ports import SessionFactory, SessionPort, SessionSettings
from startalk_desktop.model.events import SessionEvent
from startalk_desktop.tasks import FailureObserver, TaskScope

_log = logging.getLogger(__name__)

_CLOSE_PATIENCE: Final = 3.0


class SessionKeeper:
    """Keeps at most one session, on `line`.

    Args:
        name: what the session's tasks are named for.
        deliver: gets what the session of the moment tells.
        on_failure: is told of tasks of the session that failed.
    """

    def __init__(
        self,
        name: str,
        line: Line,
        factory: SessionFactory,
        deliver: Callable[[SessionEvent], None],
        on_failure: FailureObserver,
    ) -> None:
        self._name = name
        self._line = line
        self._factory = factory
        self._deliver = deliver
        self._on_failure = on_failure
        self._scope: TaskScope | None = None

    def start(self, settings: SessionSettings) -> None:
        """Start a session; the one before has to have been ended."""
        scope = TaskScope(self._name, self._on_failure)
        holder: list[SessionPort] = []

        def deliver(event: SessionEvent) -> None:
            # What a session that was let go still says counts for nothing.
            if holder and self._line.session is holder[0]:
                self._deliver(event)

        session = self._factory(settings, deliver, scope)
        holder.append(session)
        self._scope = scope
        self._line.attach(session)
        session.start()

    async def end(self) -> None:
        """End the session, if there is one, within a few seconds."""
        session, scope = self._line.session, self._scope
        self._line.is_up = False
        self._scope = None
        if session is not None:
            try:
                async with asyncio.timeout(_CLOSE_PATIENCE + 1):
                    await session.close(_CLOSE_PATIENCE)
            except TimeoutError:
                _log.warning("%s did not end in time", self._name)
            self._line.detach(session)
        if scope is not None:
            await scope.close()
