"""Servers that answer as no proper one would, on loopback, a script of bytes each."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

from tests.servers.certificates import KeyPair
from tests.servers.ports import LOOPBACK

HEADER = (
    b"<?xml version='1.0'?><stream:stream xmlns='jabber:client' "
    b"xmlns:stream='http://etherx.jabber.org/streams' id='1' from='acme.example' version='1.0'>"
)
STARTTLS = b"<stream:features><starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/></stream:features>"
PROCEED = b"<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>"

Script = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def listening(script: Script) -> AsyncIterator[int]:
    """Run `script` for each connection; gives the port."""
    tasks: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        tasks.add(task)
        try:
            with suppress(ConnectionError, ssl.SSLError, asyncio.IncompleteReadError):
                await script(reader, writer)
        except asyncio.CancelledError:
            pass  # the end of the test; asyncio's streams log a cancelled handler as an error
        finally:
            writer.transport.abort()
            tasks.discard(task)

    server = await asyncio.start_server(serve, LOOPBACK, 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for task in tasks:
            task.cancel()
        await server.wait_closed()
        if tasks:
            await asyncio.wait(tasks)


def saying(*answers: bytes, stays: bool = True) -> Script:
    """A server that says one thing after each thing it hears, then listens on, or hangs up."""

    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for answer in answers:
            if not await reader.read(65_536):
                return
            writer.write(answer)
            await writer.drain()
        while stays and await reader.read(65_536):
            pass

    return script


def over_tls(pair: KeyPair, inner: Script) -> Script:
    """A server that begins with TLS and then follows `inner`."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pair.certificate_file, pair.key_file)

    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await writer.start_tls(context)
        await inner(reader, writer)

    return script


def over_starttls(pair: KeyPair, inner: Script) -> Script:
    """A server that does STARTTLS properly and then follows `inner`."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pair.certificate_file, pair.key_file)

    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for answer in (HEADER + STARTTLS, PROCEED):
            await reader.read(65_536)
            writer.write(answer)
        await writer.drain()
        await writer.start_tls(context)
        await inner(reader, writer)

    return script
