"""A D-Bus session or system bus, on our loop. jeepney gives the exact types that QtDBus for Python can't."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Final

from jeepney import DBusAddress, Message, MessageType, message_bus, new_method_call
from jeepney.bus_messages import MatchRule
from jeepney.io.asyncio import DBusConnection, DBusRouter, open_dbus_connection

from startalk_desktop.tasks import TaskScope

_log = logging.getLogger(__name__)

_PATIENCE: Final = 5.0  # seconds for an answer
_SIGNALS_WAITING: Final = 64

Body = tuple[Any, ...]


class BusError(Exception):
    """The bus can't be reached, or nobody there answers so."""


class SessionBus:
    """One connection. Made with `open`."""

    def __init__(self, connection: DBusConnection, router: DBusRouter, scope: TaskScope) -> None:
        self._connection = connection
        self._router = router
        self._scope = scope

    @classmethod
    async def open(cls, scope: TaskScope, bus: str = "SESSION") -> SessionBus:
        """Connect to ``SESSION``, ``SYSTEM``, or the bus at an address.

        Raises:
            BusError: there is no such bus.
        """
        try:
            async with asyncio.timeout(_PATIENCE):
                connection = await open_dbus_connection(bus)
        except (OSError, KeyError, ValueError, RuntimeError, EOFError) as error:
            raise BusError(f"no bus {bus}: {error}") from error
        router = DBusRouter(connection)
        await router.__aenter__()
        return cls(connection, router, scope.child("bus"))

    async def call(
        self,
        service: str,
        path: str,
        interface: str,
        member: str,
        signature: str = "",
        body: Body = (),
    ) -> Body:
        """Call a method, and wait for its answer.

        Raises:
            BusError: there is no such service or method, it refused, or it does not answer.
        """
        address = DBusAddress(path, bus_name=service, interface=interface)
        try:
            return await self._ask(new_method_call(address, member, signature or None, body))
        except BusError as error:
            raise BusError(f"{service} {member}: {error}") from error

    async def listen(
        self, service: str, interface: str, member: str, heard: Callable[[Body], None]
    ) -> None:
        """Tell `heard` of each signal `member` that `service` sends.

        Raises:
            BusError: the bus does not let us.
        """
        # The bus itself holds the sender against the service's name; here it would be a bare number.
        asked = MatchRule(type="signal", sender=service, interface=interface, member=member)
        await self._ask(message_bus.AddMatch(asked))
        rule = MatchRule(type="signal", interface=interface, member=member)
        queue: asyncio.Queue[Message] = asyncio.Queue(_SIGNALS_WAITING)
        self._scope.start(self._hear(rule, queue, heard), f"hear {interface}.{member}")

    async def close(self) -> None:
        """End the connection; who waits for an answer gets a `BusError`."""
        try:
            await self._router.__aexit__(None, None, None)
        except (OSError, EOFError) as error:
            _log.debug("the bus had gone before: %s", error)
        await self._scope.close()
        with suppress(OSError):
            await self._connection.close()

    async def _ask(self, message: Message) -> Body:
        # The router can't bear that an answer comes to somebody who waits no more: it is always waited for.
        asking = self._scope.start(self._reply_to(message), "ask")
        try:
            async with asyncio.timeout(_PATIENCE):
                reply = await asyncio.shield(asking)
        except TimeoutError as error:
            raise BusError("no answer") from error
        if isinstance(reply, BusError):
            raise reply
        if reply.header.message_type is MessageType.error:
            raise BusError(str(reply.body[0]) if reply.body else "refused")
        return tuple(reply.body)

    async def _reply_to(self, message: Message) -> Message | BusError:
        try:
            return await self._router.send_and_get_reply(message)
        except (OSError, RuntimeError, EOFError) as error:  # the router's own are RuntimeErrors
            return BusError(str(error) or type(error).__name__)

    async def _hear(
        self, rule: MatchRule, queue: asyncio.Queue[Message], heard: Callable[[Body], None]
    ) -> None:
        with self._router.filter(rule, queue=queue):
            while True:
                message = await queue.get()
                heard(tuple(message.body))
