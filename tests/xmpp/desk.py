"""A signed-in session of the client, and every event it delivered, for tests against real servers."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any, TypeVar

from startalk_desktop.model.account import Endpoint
from startalk_desktop.model.annotation import Annotation
from startalk_desktop.model.events import (
    AnnotationReceived,
    MessageReceived,
    SessionEvent,
    SessionStarted,
)
from startalk_desktop.model.identity import ConversationKind
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.message import OutgoingMessage, ReceivedMessage
from startalk_desktop.tasks import TaskScope
from startalk_desktop.xmpp.session import AccountSession
from startalk_desktop.xmpp.settings import SessionSettings
from tests.conformance.person import Account
from tests.servers.running import RunningServer

DEADLINE_SECONDS = 15.0
"""How long an expected event may take; only a failing test waits as long."""

EventT = TypeVar("EventT")
AnnotationT = TypeVar("AnnotationT", bound=Annotation)


class Desk:
    """One session and the events it delivered that no test has taken yet."""

    def __init__(self, settings: SessionSettings) -> None:
        self.settings = settings
        self.events: list[SessionEvent] = []
        self.failures: list[str] = []
        self._arrival = asyncio.Event()
        self.scope = TaskScope(str(settings.jid), lambda name, _: self.failures.append(name))
        self.session = AccountSession(settings, self._deliver, self.scope)

    @property
    def own(self) -> Jid:
        """The bare address."""
        return self.settings.jid

    @property
    def full(self) -> Jid:
        """The address that the server bound the session to."""
        return self.session._context.own_full

    async def expect(
        self, kind: type[EventT], matches: Callable[[EventT], bool] = lambda _: True
    ) -> EventT:
        """Take the first event of `kind` that matches, waiting for it if need be."""
        try:
            async with asyncio.timeout(DEADLINE_SECONDS):
                while True:
                    for index, event in enumerate(self.events):
                        if isinstance(event, kind) and matches(event):
                            del self.events[index]
                            return event
                    self._arrival.clear()
                    await self._arrival.wait()
        except TimeoutError:
            seen = "\n".join(map(str, self.events)) or "(nothing)"
            raise AssertionError(
                f"{self.own} waited for {kind.__name__}; there came:\n{seen}"
            ) from None

    async def expect_message(self, text: str, **attributes: Any) -> ReceivedMessage:
        """Take a message with this text and these attributes."""

        def matches(event: MessageReceived) -> bool:
            message = event.message
            return message.text == text and all(
                getattr(message, name) == value for name, value in attributes.items()
            )

        return (await self.expect(MessageReceived, matches)).message

    async def expect_annotation(
        self, kind: type[AnnotationT], matches: Callable[[AnnotationT], bool] = lambda _: True
    ) -> AnnotationT:
        """Take the first annotation of `kind` that matches, waiting for it if need be."""

        def fits(event: AnnotationReceived) -> bool:
            return isinstance(event.annotation, kind) and matches(event.annotation)

        annotation = (await self.expect(AnnotationReceived, fits)).annotation
        assert isinstance(annotation, kind)
        return annotation

    def seen(self, kind: type[EventT]) -> list[EventT]:
        """What came of `kind` and was not taken."""
        return [event for event in self.events if isinstance(event, kind)]

    def say(self, peer: Jid, text: str, kind: ConversationKind = ConversationKind.DIRECT) -> str:
        """Send a message; returns its origin id."""
        origin_id = secrets.token_hex(8)
        self.session.messages.send(OutgoingMessage(peer, kind, text, origin_id))
        return origin_id

    async def fence(self, other: "Desk") -> None:
        """Wait until all that was sent to `other` before has arrived there (RFC 6120 section 10.1)."""
        mark = secrets.token_hex(8)
        self.say(other.full, mark)
        await other.expect_message(mark)

    def _deliver(self, event: SessionEvent) -> None:
        self.events.append(event)
        self._arrival.set()


class Desks:
    """The sessions of one test; all are closed at its end, and none may have had a failing task."""

    def __init__(self, server: RunningServer) -> None:
        self.server = server
        self._desks: list[Desk] = []

    async def settings(self, who: Account | str, **changes: Any) -> SessionSettings:
        """How to sign in as `who`; a name stands for a new account."""
        if isinstance(who, str):
            password = secrets.token_hex(8)
            local = f"{who}-{secrets.token_hex(4)}"
            who = Account(await self.server.create_account(local, password), password)
        settings = SessionSettings(
            jid=Jid.parse(who.address),
            password=who.password,
            endpoint=Endpoint(self.server.host, self.server.c2s_port),
            extra_ca_pem=self.server.ca_file.read_text(encoding="ascii"),
        )
        return replace(settings, **changes)

    async def online(self, who: Account | SessionSettings | str, **changes: Any) -> Desk:
        """Sign in and wait until the server has our presence."""
        settings = (
            replace(who, **changes)
            if isinstance(who, SessionSettings)
            else await self.settings(who, **changes)
        )
        desk = Desk(settings)
        self._desks.append(desk)
        desk.session.start()
        await desk.expect(SessionStarted)
        # Presence goes to all resources of ours, this one included: then messages to the bare address come, too.
        mark = secrets.token_hex(8)
        desk.say(desk.full, mark)
        await desk.expect_message(mark)
        return desk

    async def close(self) -> None:
        """Close them all."""
        await asyncio.gather(*(desk.session.close() for desk in self._desks))
        for desk in self._desks:
            await desk.scope.close()
        assert [name for desk in self._desks for name in desk.failures] == []


@asynccontextmanager
async def desks_on(server: RunningServer) -> AsyncIterator[Desks]:
    """Sessions on `server` for the length of an ``async with``."""
    desks = Desks(server)
    try:
        yield desks
    finally:
        await desks.close()
