"""A desktop's notification server on a bus of its own, as the program meets it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from jeepney import (
    DBusAddress,
    HeaderFields,
    MessageType,
    message_bus,
    new_error,
    new_method_return,
    new_signal,
)
from jeepney.io.asyncio import DBusConnection, open_dbus_connection

from tests.ui.waiting import until

SERVICE = "org.freedesktop.Notifications"
PATH = "/org/freedesktop/Notifications"
LOGIND = "org.freedesktop.login1"

CONFIG = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:tmpdir=/tmp</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/>
<allow own="*"/></policy></busconfig>
"""


@dataclass
class Shown:
    """What a program asked to show."""

    id: int
    replaces: int
    icon: str
    title: str
    body: str
    actions: list[str]
    hints: dict[str, tuple[str, Any]]


@dataclass
class NotificationServer:
    """Answers as the specification says, and sends what a user does."""

    address: str  # of the bus
    capabilities: tuple[str, ...] = ("body", "body-markup", "actions", "inline-reply", "sound")
    shown: list[Shown] = field(default_factory=list)
    closed: list[int] = field(default_factory=list)
    idle_milliseconds: int = 0
    session: dict[str, tuple[str, Any]] = field(default_factory=dict)  # logind's properties of ours
    asked: list[str] = field(default_factory=list)  # of them
    _connection: DBusConnection | None = None

    async def serve(self) -> None:
        async with await open_dbus_connection(self.address) as connection:
            names = (SERVICE, "org.freedesktop.ScreenSaver", "org.gnome.Mutter.IdleMonitor", LOGIND)
            for serial, name in enumerate(names, 100):
                await connection.send(message_bus.RequestName(name), serial=serial)
            self._connection = connection
            while True:
                message = await connection.receive()
                if message.header.message_type is MessageType.method_call:
                    await self._answer(connection, message)

    async def _answer(self, connection: DBusConnection, message: Any) -> None:
        match message.header.fields[HeaderFields.member]:
            case "GetCapabilities":
                reply = new_method_return(message, "as", (list(self.capabilities),))
            case "Notify":
                _, replaces, icon, title, body, actions, hints, _ = message.body
                id_ = replaces or len(self.shown) + 1
                self.shown.append(Shown(id_, replaces, icon, title, body, actions, hints))
                reply = new_method_return(message, "u", (id_,))
            case "CloseNotification":
                self.closed.append(message.body[0])
                reply = new_method_return(message)
            case "GetIdletime":
                reply = new_method_return(message, "t", (self.idle_milliseconds,))
            case "Get" if self._knows(message.body[1]):
                reply = new_method_return(message, "v", (self.session[message.body[1]],))
            case _:
                reply = new_error(message, "org.freedesktop.DBus.Error.UnknownMethod")
        await connection.send(reply)

    def _knows(self, name: str) -> bool:
        self.asked.append(name)
        return name in self.session

    async def click(self, id_: int, action: str) -> None:
        await self._signal("ActivationToken", "us", (id_, f"token-{id_}"))
        await self._signal("ActionInvoked", "us", (id_, action))

    async def reply(self, id_: int, text: str) -> None:
        await self._signal("NotificationReplied", "us", (id_, text))

    async def dismiss(self, id_: int) -> None:
        await self._signal("NotificationClosed", "uu", (id_, 2))

    async def lock_screen(self, is_locked: bool) -> None:
        name = "org.freedesktop.ScreenSaver"
        await self._signal("ActiveChanged", "b", (is_locked,), "/org/freedesktop/ScreenSaver", name)

    async def hint_locked(self, is_locked: bool, session: str = "_31") -> None:
        """Somebody's session is locked, says logind; ours, if it is not told of another."""
        if session == "_31":
            self.session["LockedHint"] = ("b", is_locked)
        changed = {"LockedHint": ("b", is_locked)}
        await self._signal(
            "PropertiesChanged", "sa{sv}as", (f"{LOGIND}.Session", changed, []),
            f"/org/freedesktop/login1/session/{session}", "org.freedesktop.DBus.Properties",
        )  # fmt: skip

    async def _signal(
        self, member: str, signature: str, body: tuple[object, ...], path: str = PATH,
        interface: str = SERVICE,
    ) -> None:  # fmt: skip
        assert self._connection is not None
        address = DBusAddress(path, interface=interface)
        await self._connection.send(new_signal(address, member, signature, body))


@asynccontextmanager
async def notification_server(folder: Any) -> AsyncIterator[NotificationServer]:
    """A private bus with a server on it."""
    config = folder / "bus.conf"
    config.write_text(CONFIG, encoding="utf-8")
    bus = await asyncio.create_subprocess_exec(
        "dbus-daemon", f"--config-file={config}", "--nofork", "--print-address",
        stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert bus.stdout is not None
    address = (await bus.stdout.readline()).decode().strip()
    server = NotificationServer(address)
    serving = asyncio.ensure_future(server.serve())  # noqa: TID251  a test's own server
    try:
        await until(lambda: server._connection is not None, "the server has its names")
        yield server
    finally:
        serving.cancel()
        await asyncio.gather(serving, return_exceptions=True)
        bus.terminate()
        await bus.wait()
