"""A signed-in person: slixmpp, and every message, presence, request and stream error it was sent.

Nothing here waits for a time to pass: a test expects a stanza, with a deadline, or proves that none came by one
sent after it (`fence`).
"""

import asyncio
import itertools
import secrets
import ssl
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from slixmpp import JID, ClientXMPP
from slixmpp.plugins.xep_0198.stanza import RequestAck
from slixmpp.stanza import Iq, Message, Presence, StreamError
from slixmpp.xmlstream.stanzabase import StanzaBase

from tests.servers.running import RunningServer

DEADLINE_SECONDS = 10.0
"""How long an expected thing may take; only a failing test waits as long."""

_PLUGINS = (
    "xep_0004", "xep_0030", "xep_0045", "xep_0054", "xep_0059", "xep_0060", "xep_0084", "xep_0092", "xep_0115",
    "xep_0163", "xep_0191", "xep_0199", "xep_0203", "xep_0280", "xep_0297", "xep_0313", "xep_0334", "xep_0359",
    "xep_0363",
)  # fmt: skip

_ADMIN_PASSWORD = "管理员 secret"


class SignInRefusedError(Exception):
    """The server refused the account or the password; `condition` is its SASL condition (RFC 6120 6.5)."""

    def __init__(self, condition: str) -> None:
        super().__init__(condition)
        self.condition = condition


@dataclass(frozen=True)
class Account:
    """An account that exists on the server under test."""

    address: str
    password: str = field(repr=False)

    @property
    def local(self) -> str:
        """The part before the @."""
        return self.address.partition("@")[0]

    @property
    def domain(self) -> str:
        """The part after the @."""
        return self.address.partition("@")[2]


@dataclass(frozen=True)
class Route:
    """How to reach a server: by STARTTLS at `port`, or by TLS from the first byte."""

    host: str
    port: int
    ca_file: Path | None
    is_direct_tls: bool = False

    @classmethod
    def to(cls, server: RunningServer, *, is_direct_tls: bool = False) -> Self:
        """The plain way to `server`."""
        port = server.direct_tls_port if is_direct_tls else server.c2s_port
        return cls(server.host, port, server.ca_file, is_direct_tls)


class Person:
    """One client session of an account."""

    def __init__(
        self, account: Account, resource: str, route: Route, plugins: Iterable[str] = ()
    ) -> None:
        self.account = account
        self.route = route
        self.inbox: list[StanzaBase] = []
        self._arrival = asyncio.Event()
        context = ssl.create_default_context(cafile=route.ca_file)
        address = f"{account.address}/{resource}" if resource else account.address
        self.client = ClientXMPP(address, account.password, ssl_context=context)
        self.client.enable_direct_tls = route.is_direct_tls
        self.client.enable_starttls = not route.is_direct_tls
        self.client.auto_authorize = None
        self.client.auto_subscribe = False
        for plugin in (*_PLUGINS, *plugins):
            self.client.register_plugin(plugin)
        self.client.add_filter("in", self._capture)

    @property
    def jid(self) -> JID:
        """The full address the server bound."""
        return self.client.boundjid

    @property
    def bare(self) -> str:
        """The bare address."""
        return str(self.client.boundjid.bare)

    def __getitem__(self, plugin: str) -> Any:
        """A slixmpp plugin, say ``person["xep_0313"]``."""
        return self.client.plugin[plugin]

    async def sign_in(self) -> None:
        """Connect, secure, authenticate and bind; or resume, where XEP-0198 was on.

        Raises `SignInRefusedError`, `ssl.SSLError` or `OSError`; `TimeoutError` past the deadline.
        """
        outcome: asyncio.Future[None] = asyncio.get_running_loop().create_future()

        def succeed(_: object) -> None:
            if not outcome.done():
                outcome.set_result(None)

        def fail(error: Exception) -> None:
            if not outcome.done():
                outcome.set_exception(error)

        handlers: dict[str, Callable[[Any], None]] = {
            "session_start": succeed,
            "session_resumed": succeed,
            "failed_auth": lambda failure: fail(SignInRefusedError(failure["condition"])),
            "connection_failed": lambda error: fail(_as_error(error)),
            "ssl_invalid_chain": fail,
            "disconnected": lambda reason: fail(_as_error(reason)),
        }
        for event, handler in handlers.items():
            self.client.add_event_handler(event, handler)
        try:
            self.client.connect(self.route.host, self.route.port)
            async with asyncio.timeout(DEADLINE_SECONDS):
                await outcome
        finally:
            self.client.cancel_connection_attempt()
            for event, handler in handlers.items():
                self.client.del_event_handler(event, handler)

    async def come_online(self, priority: int = 0, **presence: Any) -> None:
        """Fetch the roster, send initial presence and wait until the server has reflected it.

        The roster makes this an "interested resource" (RFC 6121 2.2), without which no server tells of
        subscriptions.
        """
        await self.client.get_roster()
        self.client.send_presence(ppriority=priority, **presence)
        await self.expect_presence(from_=self.jid)

    async def sign_out(self) -> None:
        """End the stream in good order and leave no task behind; doing it twice is harmless."""
        self.client.cancel_connection_attempt()
        if self.client.is_connected():
            await self.client.disconnect(wait=2.0)
        sender = self.client._run_out_filters
        if sender is not None:
            sender.cancel()
            await asyncio.gather(sender, return_exceptions=True)

    @asynccontextmanager
    async def awaiting(self, event: str) -> AsyncIterator[None]:
        """Leave only once slixmpp has fired `event`, say "session_resumed", inside or after the block."""
        fired = asyncio.Event()

        def on_event(_: object) -> None:
            fired.set()

        with self.client.event_handler(event, on_event):
            yield
            async with asyncio.timeout(DEADLINE_SECONDS):
                await fired.wait()

    # -- what arrives

    async def expect(
        self, what: str, matches: Callable[[StanzaBase], bool], seconds: float = DEADLINE_SECONDS
    ) -> Any:
        """Take the first stanza that matches out of the inbox, waiting for it if need be."""
        try:
            async with asyncio.timeout(seconds):
                while True:
                    for index, stanza in enumerate(self.inbox):
                        if matches(stanza):
                            return self.inbox.pop(index)
                    self._arrival.clear()
                    await self._arrival.wait()
        except TimeoutError:
            raise AssertionError(
                f"{self.jid} waited {seconds:.0f} s for {what}; there came:\n{self._inbox_text()}"
            ) from None

    async def expect_message(
        self, body: str | None = None, *, from_: JID | str | None = None, **attributes: str
    ) -> Message:
        """Take a message with this body, sender and attributes (``type="chat"``)."""

        def matches(stanza: StanzaBase) -> bool:
            return (
                isinstance(stanza, Message)
                and (body is None or stanza["body"] == body)
                and (from_ is None or stanza["from"] == from_)
                and all(stanza[name] == value for name, value in attributes.items())
            )

        return await self.expect(f"a message {body!r} from {from_} {attributes}", matches)

    async def expect_presence(
        self, type_: str = "available", *, from_: JID | str | None = None
    ) -> Presence:
        """Take a presence of this type ("available", "subscribe", "error", …), whatever its <show/>."""

        def matches(stanza: StanzaBase) -> bool:
            return (
                isinstance(stanza, Presence)
                and stanza._get_attr("type", "available") == type_
                and (from_ is None or stanza["from"] == from_)
            )

        return await self.expect(f"presence {type_} from {from_}", matches)

    async def expect_roster_push(self, contact: str, **item: str) -> Iq:
        """Take a roster push about `contact` whose item has these attributes (RFC 6121 2.1.6)."""

        def matches(stanza: StanzaBase) -> bool:
            if not isinstance(stanza, Iq) or stanza["type"] != "set":
                return False
            pushed = stanza.xml.find("{jabber:iq:roster}query/{jabber:iq:roster}item")
            return (
                pushed is not None
                and pushed.get("jid") == contact
                and all(pushed.get(name) == value for name, value in item.items())
            )

        return await self.expect(f"a roster push of {contact} {item}", matches)

    async def expect_stream_error(self) -> StreamError:
        """Take the stream error the server ends with (RFC 6120 4.9)."""
        return await self.expect("a stream error", lambda stanza: isinstance(stanza, StreamError))

    def messages(self, body: str | None = None) -> list[Message]:
        """The messages in the inbox, with this body if one is given."""
        return [
            stanza
            for stanza in self.inbox
            if isinstance(stanza, Message) and (body is None or stanza["body"] == body)
        ]

    def presences(self, from_: JID | str | None = None) -> list[Presence]:
        """The presences in the inbox, from this sender if one is given."""
        return [
            stanza
            for stanza in self.inbox
            if isinstance(stanza, Presence) and (from_ is None or stanza["from"] == from_)
        ]

    # -- what is sent

    def chat(self, to: JID | str, body: str, type_: str = "chat") -> str:
        """Send a message; returns its id."""
        message = self.client.make_message(mto=to, mbody=body, mtype=type_)
        message["id"] = secrets.token_hex(8)
        message.send()
        return str(message["id"])

    async def fence(self, receiver: "Person") -> None:
        """Wait until all that this person sent to `receiver` before has arrived there.

        A server delivers in order from one full address to another (RFC 6120 10.1), so what was not received
        before the fence never will be.
        """
        mark = secrets.token_hex(8)
        self.chat(receiver.jid, mark)
        await receiver.expect_message(mark)

    async def settle(self) -> None:
        """Wait until the server has answered a ping sent after all else (XEP-0199)."""
        await self["xep_0199"].send_ping(JID(self.account.domain), timeout=DEADLINE_SECONDS)

    def _capture(self, stanza: StanzaBase) -> StanzaBase:
        is_request = isinstance(stanza, Iq) and stanza["type"] in {"get", "set"}
        if is_request or isinstance(stanza, (Message, Presence, StreamError, RequestAck)):
            self.inbox.append(stanza)
            self._arrival.set()
        return stanza

    def _inbox_text(self) -> str:
        return "\n".join(str(stanza) for stanza in self.inbox) or "(nothing)"


class Cast:
    """The people of one test: every account is new, and everybody is signed out at the end."""

    def __init__(self, server: RunningServer) -> None:
        self.server = server
        self._people: list[Person] = []
        self._numbers = itertools.count(1)

    async def account(self, name: str, domain: str | None = None) -> Account:
        """Make a new account whose local part begins with `name`."""
        local = f"{name}-{secrets.token_hex(4)}"
        password = f"密码 {secrets.token_hex(8)}"
        address = await self.server.create_account(local, password, domain)
        return Account(address, password)

    async def admin(self) -> Person:
        """Sign the administrator of the first domain in, with presence."""
        local, _, domain = self.server.admin_address.partition("@")
        await self.server.create_account(local, _ADMIN_PASSWORD, domain)
        return await self.online(
            Account(self.server.admin_address, _ADMIN_PASSWORD), f"hr-{secrets.token_hex(4)}"
        )

    async def connect(
        self,
        who: Account | str,
        resource: str = "",
        *,
        domain: str | None = None,
        route: Route | None = None,
        plugins: Iterable[str] = (),
    ) -> Person:
        """Sign somebody in without sending presence; a name stands for a new account."""
        account = who if isinstance(who, Account) else await self.account(who, domain)
        person = Person(
            account,
            resource or f"desk{next(self._numbers)}",
            route or Route.to(self.server),
            plugins,
        )
        self._people.append(person)
        await person.sign_in()
        return person

    async def online(
        self, who: Account | str, resource: str = "", *, priority: int = 0, **options: Any
    ) -> Person:
        """Sign somebody in, fetch the roster and send initial presence."""
        person = await self.connect(who, resource, **options)
        await person.come_online(priority)
        return person

    async def befriend(self, one: Person, other: Person) -> None:
        """Let both see each other's presence, by the handshake of RFC 6121 section 3."""
        for asker, granter in ((one, other), (other, one)):
            asker.client.send_presence_subscription(pto=granter.bare, ptype="subscribe")
            await granter.expect_presence("subscribe", from_=asker.bare)
            granter.client.send_presence_subscription(pto=asker.bare, ptype="subscribed")
            await asker.expect_presence("subscribed", from_=granter.bare)
            await asker.expect_presence(from_=granter.jid)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await asyncio.gather(*(person.sign_out() for person in self._people))


def _as_error(reason: object) -> Exception:
    return reason if isinstance(reason, Exception) else ConnectionError(f"disconnected: {reason}")
