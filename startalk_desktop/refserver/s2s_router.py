"""Between the domains of this process and all others: one door in, a route out for each pair of hosts."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Iterator
from typing import TYPE_CHECKING
from weakref import WeakSet

from . import dialback
from .config import LinkConfig
from .connection import Connection
from .domain import Domain
from .jid import Jid, jid_of
from .links import Links
from .parser import StreamError
from .s2s_incoming import IncomingStream
from .s2s_route import Route
from .s2s_stream import OutgoingStream, offers_external
from .stanza import Element, StanzaError, error_reply, presence
from .tasks import TaskScope

if TYPE_CHECKING:
    from .server import ReferenceServer


class LinkRouter:
    """Carries stanzas between domains, hosted here or elsewhere, as far as their links let it."""

    def __init__(self, server: ReferenceServer) -> None:
        self.port = 0  # known once it listens
        self.limits = server.config.limits
        self.links: dict[str, Links] = {}  # by domain
        self.tasks = TaskScope("links")
        self._server = server
        self._listener: asyncio.Server | None = None
        self._incoming: set[IncomingStream] = set()
        self._connections: WeakSet[Connection] = WeakSet()
        self._routes: dict[tuple[str, str], Route] = {}
        self._contexts: dict[tuple[str, bool, bool], ssl.SSLContext] = {}

    async def start(self) -> None:
        """Let the domains know their partners, and listen; raises `OSError` where that can't be."""
        config = self._server.config
        for domain in self._server.domains.values():
            self.links[domain.name] = Links(domain)
            await self.links[domain.name].publish()
        if config.s2s_port is not None:
            loop = asyncio.get_running_loop()
            listener = await loop.create_server(self._accept, config.host, config.s2s_port)
            self._listener, self.port = listener, listener.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Say goodbye to all servers."""
        listener, self._listener = self._listener, None  # so that nothing is sent any more
        if listener is not None:
            listener.close()
        for route in self._routes.values():
            route.close("system-shutdown")
        for stream in list(self._incoming):
            stream.finish("system-shutdown")
        await self.tasks.close(grace=5.0)
        for connection in list(self._connections):
            connection.abort()
        await asyncio.sleep(0)  # in which the sockets are closed

    @property
    def open_streams(self) -> int:
        """How many streams there are, in both directions."""
        return len(self._incoming) + sum(route.is_open for route in self._routes.values())

    def serving(self, host: str) -> Domain | None:
        """The domain that a host is, or is a component of."""
        for domain in self._server.domains.values():
            if host == domain.name or host in domain.components:
                return domain
        return None

    async def change(self, name: str, links: tuple[LinkConfig | str, ...]) -> None:
        """Give a domain other links. What they no longer allow ends at once; raises `LookupError`."""
        domain = self._server.domain(name)
        own, is_other = self.links[domain.name], links != domain.config.links
        await own.change(links)
        for (local, remote), route in self._routes.items():
            route.forgive()
            if self.serving(local) is domain and not own.is_open(remote):
                route.close("policy-violation", "the link is closed")
        for stream in list(self._incoming):
            theirs = [their for our, their in stream.pairs if self.serving(our) is domain]
            if not all(map(own.is_open, theirs)):
                stream.finish("policy-violation", "the link is closed")
        for account in domain.online_accounts():
            for contact in domain.roster.watched(account.local):
                if contact.domain != domain.name and not own.is_open(contact.domain):
                    for session in domain.sessions_of(account):
                        session.deliver(presence("unavailable", contact, session.jid))
        await own.publish(is_anew=is_other)  # who is reached may have changed, too

    def table(self) -> Iterator[str]:
        """A line for each link of each domain, for the administrator."""
        for links in self.links.values():
            yield from links.table()

    # Stanzas

    async def forward(self, origin: Domain, stanza: Element, to: Jid) -> None:
        """Carry a stanza to another domain; raises `StanzaError` where it may not or can't go."""
        sender = jid_of(stanza, "from")
        link = self.links[origin.name].check_sending(sender, to)
        hosted = self.serving(to.domain)
        if hosted is not None:
            self.links[hosted.name].check_receiving(sender, to)
            await hosted.route(stanza)
        elif self._listener is None:
            raise StanzaError("remote-server-not-found", "this server has no door to others")
        else:
            self._route(origin, sender.domain, to.domain).send(stanza, link)

    async def receive(self, stanza: Element) -> None:
        """Take a stanza that another server has sent for a host of ours."""
        sender, to = jid_of(stanza, "from"), jid_of(stanza, "to")
        domain = self.serving(to.domain)
        if domain is None:
            return
        links = self.links[domain.name]
        try:
            links.check_receiving(sender, to)
        except StanzaError as error:
            link = links.find(sender.domain)
            if link is not None and stanza.get("type") not in ("error", "result", "unavailable"):
                route = self._route(domain, to.domain, sender.domain)
                route.send(error_reply(stanza, error), link)
        else:
            await domain.route(stanza)

    def is_heard(self, local: str, remote: str) -> None:
        """A server has come in, so it can be reached, too."""
        route = self._routes.get((local, remote))
        if route is not None:
            route.forgive()

    def _route(self, domain: Domain, local: str, remote: str) -> Route:
        known = self._routes.get((local, remote))
        if known is None:
            known = self._routes[local, remote] = Route(self, domain, local, remote)
        return known

    # Streams

    def _accept(self) -> Connection:
        def on_open(connection: Connection) -> None:
            self._connections.add(connection)
            stream = IncomingStream(self, connection)
            self._incoming.add(stream)
            self.tasks.start(self._serve(stream), "incoming stream")

        return Connection(on_open, self.limits.write_buffer_bytes)

    async def _serve(self, stream: IncomingStream) -> None:
        try:
            await stream.run()
        finally:
            self._incoming.discard(stream)

    async def connect(
        self, domain: Domain, local: str, remote: str, link: LinkConfig
    ) -> OutgoingStream:
        """A stream that stanzas can be sent over.

        Raises `OSError` where there is no server or its certificate won't do, `LinkRefusedError` where we are not let
        in, `StreamError` and `EOFError`.
        """
        stream, features = await self._approach(domain, local, remote, link)
        try:
            if link.dialback and not offers_external(features):
                secret = domain.database.secret("dialback")
                key = dialback.dialback_key(secret, remote, local, stream.id)
                await dialback.ask_to_be_let_in(stream, key)
            else:
                await stream.show_certificate(features)
        except BaseException:
            stream.finish()
            raise
        return stream

    async def verify(self, domain: Domain, local: str, remote: str, key: str, id_: str) -> bool:
        """Ask the domain that a server claims to be whether the key is its own (XEP-0220)."""
        link = self.links[domain.name].find(remote)
        if link is None:
            return False
        try:
            stream, _features = await self._approach(domain, local, remote, link)
            try:
                return await dialback.is_vouched_for(stream, key, id_)
            finally:
                stream.finish()
        except (EOFError, OSError, StreamError):
            return False

    async def _approach(
        self, domain: Domain, local: str, remote: str, link: LinkConfig
    ) -> tuple[OutgoingStream, Element]:
        """A stream over TLS that is not let in yet, and what the other side offers."""
        connection = Connection(lambda _connection: None, self.limits.write_buffer_bytes)
        self._connections.add(connection)
        loop = asyncio.get_running_loop()
        await loop.create_connection(lambda: connection, link.host or remote, link.port)
        stream = OutgoingStream(connection, self.limits, local, remote)
        context = self.context(domain, is_server=False, is_verifying=not link.dialback)
        try:
            return stream, await stream.start_tls(context)
        except BaseException:
            stream.finish()
            raise

    def context(self, domain: Domain, *, is_server: bool, is_verifying: bool) -> ssl.SSLContext:
        """The TLS context of a domain for streams between servers; raises `OSError`."""
        key = domain.name, is_server, is_verifying
        if key not in self._contexts:
            self._contexts[key] = self._server.link_context(
                domain, is_server=is_server, is_verifying=is_verifying
            )
        return self._contexts[key]
