"""The process: ports, certificates, the domains behind them, and the links between domains."""

from __future__ import annotations

import asyncio
import functools
import ssl
import tempfile
from pathlib import Path
from typing import Self

from .certificates import CertificateAuthority
from .config import CertificateFault, Doors, ServerConfig
from .connection import Connection
from .database import Database
from .domain import Domain
from .faults import Faults
from .http import HttpServer
from .jid import InvalidJidError, Jid
from .modules import install_modules
from .s2s_router import LinkRouter
from .stream import ClientStream
from .tasks import TaskScope


class ReferenceServer:
    """Serves the domains of a configuration: `async with ReferenceServer(config) as server`."""

    def __init__(self, config: ServerConfig) -> None:
        self.config = config
        self.port = self.direct_tls_port = self.http_port = 0  # known once it listens
        self.domains: dict[str, Domain] = {}
        self.streams: set[ClientStream] = set()
        self.faults = Faults(self)
        self.is_stopping = False
        self.tls_contexts: dict[str, ssl.SSLContext] = {}  # by domain
        self._temporary: tempfile.TemporaryDirectory[str] | None = None
        self._folder = self._state_folder()
        self._authority = CertificateAuthority(self._folder)
        self.ca_file = self._authority.ca_file  # the certificate (PEM) that clients have to trust
        self._listeners: list[asyncio.Server] = []
        self._http = HttpServer(self.domains)
        self._tasks = TaskScope("clients")
        self.links = LinkRouter(self)

    async def __aenter__(self) -> Self:
        try:
            await self.start()
        except BaseException:
            await self.stop()
            raise
        return self

    async def __aexit__(self, *_failure: object) -> None:
        await self.stop()

    async def start(self) -> None:
        """Open the databases and listen; raises `OSError` where a port or folder can't be had."""
        config, loop, folder = self.config, asyncio.get_running_loop(), self._folder
        uploads = folder / "uploads"
        uploads.mkdir(mode=0o700, exist_ok=True)
        for each in config.domains:
            database = Database(folder / f"{each.name}.sqlite" if config.state else None)
            domain = Domain(
                each,
                database,
                forward=self.links.forward,
                folder=uploads,
                limits=config.limits,
                scram_iterations=config.scram_iterations,
            )
            self.domains[domain.name] = domain
            install_modules(domain)
            for local, password in each.accounts.items():
                domain.accounts.create(local, password)
            self.renew_certificate(domain.name, each.certificate)
        for port, tls in ((config.port, None), (config.direct_tls_port, self._choosing_context())):
            make = functools.partial(self._new_connection, is_tls=tls is not None)
            self._listeners.append(await loop.create_server(make, config.host, port, ssl=tls))
        self.port, self.direct_tls_port = (
            listener.sockets[0].getsockname()[1] for listener in self._listeners
        )
        self.http_port = await self._http.start(
            config.host, config.http_port, self._choosing_context()
        )
        await self.links.start()
        url = f"https://localhost:{self.http_port}"
        for domain in self.domains.values():
            domain.doors = Doors(config.host, self.port, self.direct_tls_port, url)

    async def stop(self) -> None:
        """Say goodbye to all clients, then close everything."""
        self.is_stopping = True
        for listener in self._listeners:
            listener.close()
        await self._http.stop()
        await self.links.stop()
        for domain in self.domains.values():
            await (
                domain.end_sessions()
            )  # all of them, before a linked domain that is told is closed
        for domain in self.domains.values():
            await domain.close()
        for stream in list(self.streams):
            stream.finish("system-shutdown", "")
        await self._tasks.close(grace=5.0)
        if self._temporary is not None:
            self._temporary.cleanup()

    async def reload_links(self, config: ServerConfig) -> None:
        """Take over the links of a configuration that was read again. What they no longer allow ends at once."""
        for each in config.domains:
            if each.name in self.domains:
                await self.links.change(each.name, each.links)

    def domain(self, name: str) -> Domain:
        """A hosted domain; raises `LookupError`."""
        found = self.hosted(name)
        if found is None:
            raise LookupError(f"this server doesn't host {name}")
        return found

    def hosted(self, name: str) -> Domain | None:
        """The domain of that name in whatever spelling, if it is here."""
        try:
            return self.domains.get(Jid.parse(name).domain)
        except InvalidJidError:
            return None

    @property
    def default_domain(self) -> Domain:
        """Who speaks where no domain was asked for."""
        return next(iter(self.domains.values()))

    # Certificates

    def renew_certificate(self, domain: str, fault: CertificateFault | None = None) -> None:
        """Make the domain a new certificate, or a wrong one; new connections get it."""
        found = self.domain(domain)
        names = [found.name, *found.components, "localhost"]
        self.tls_contexts[found.name] = self._authority.context(names, fault)

    def link_context(
        self, domain: Domain, *, is_server: bool, is_verifying: bool
    ) -> ssl.SSLContext:
        """A new context of a domain for a stream to or from another server; raises `OSError`."""
        return self._authority.link_context(
            [domain.name, *domain.components],
            self.config.trust,
            is_server=is_server,
            is_verifying=is_verifying,
        )

    def _choosing_context(self) -> ssl.SSLContext:
        """A context that presents the certificate of the name that the client asks for (SNI)."""

        def choose(connection: ssl.SSLObject, name: str | None, _context: ssl.SSLContext) -> None:
            domain = self.links.serving(name or "") or self.default_domain
            connection.context = self.tls_contexts[domain.name]

        chooser = self._authority.context(["localhost"])
        chooser.sni_callback = choose
        return chooser

    def _state_folder(self) -> Path:
        if self.config.state is None:
            self._temporary = tempfile.TemporaryDirectory(prefix="startalk-refserver-")
            return Path(self._temporary.name)
        self.config.state.mkdir(mode=0o700, parents=True, exist_ok=True)
        return self.config.state

    # Clients

    def _new_connection(self, *, is_tls: bool) -> Connection:
        def on_open(connection: Connection) -> None:
            stream = ClientStream(self, connection, is_tls=is_tls)
            self.streams.add(stream)
            self._tasks.start(self._serve(stream), "client stream")

        return Connection(on_open, self.config.limits.write_buffer_bytes)

    async def _serve(self, stream: ClientStream) -> None:
        try:
            await stream.run()
        finally:
            self.streams.discard(stream)
