"""A client stream written by hand, for what no proper library would send."""

import asyncio
import ssl
import xml.etree.ElementTree as ET
from types import TracebackType
from typing import Self

from tests.conformance.person import DEADLINE_SECONDS
from tests.servers.running import RunningServer

STREAMS = "http://etherx.jabber.org/streams"
STREAM_ERRORS = "urn:ietf:params:xml:ns:xmpp-streams"

_CHUNK_BYTES = 65_536


class RawStream:
    """One connection; use as ``async with RawStream.over_tls(server) as stream``."""

    def __init__(self, host: str, port: int, tls: ssl.SSLContext | None, name: str | None) -> None:
        self._host = host
        self._port = port
        self._tls = tls
        self._name = name
        self._parser = ET.XMLPullParser(("start", "end"))
        self._depth = 0

    @classmethod
    def in_the_clear(cls, server: RunningServer) -> Self:
        """A stream at the STARTTLS port, before TLS."""
        return cls(server.host, server.c2s_port, None, None)

    @classmethod
    def over_tls(cls, server: RunningServer) -> Self:
        """A stream at the direct TLS port."""
        context = ssl.create_default_context(cafile=server.ca_file)
        return cls(server.host, server.direct_tls_port, context, server.domain)

    async def __aenter__(self) -> Self:
        self._reader, self._writer = await asyncio.open_connection(
            self._host, self._port, ssl=self._tls, server_hostname=self._name
        )
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._writer.transport.abort()

    async def open(self, domain: str) -> ET.Element:
        """Send a stream header and return the features."""
        self.send(
            f"<?xml version='1.0'?><stream:stream to='{domain}' version='1.0' "
            f"xmlns='jabber:client' xmlns:stream='{STREAMS}'>"
        )
        features = await self.next_element()
        assert features is not None
        assert features.tag == f"{{{STREAMS}}}features"
        return features

    def send(self, text: str) -> None:
        """Send text as it is."""
        self._writer.write(text.encode())

    async def next_element(self) -> ET.Element | None:
        """Return the next child of the stream, or None where the server ends it."""
        async with asyncio.timeout(DEADLINE_SECONDS):
            while True:
                for event, element in self._parser.read_events():
                    self._depth += 1 if event == "start" else -1
                    if event == "end" and self._depth == 1:
                        return element
                try:
                    chunk = await self._reader.read(_CHUNK_BYTES)
                except ConnectionError:
                    return None
                if not chunk:
                    return None
                self._parser.feed(chunk)

    async def refusal(self) -> str | None:
        """Return the condition of the stream error the server ends with, None if it ends without one."""
        condition: str | None = None
        while (element := await self.next_element()) is not None:
            if element.tag == f"{{{STREAMS}}}error":
                condition = element[0].tag.removeprefix(f"{{{STREAM_ERRORS}}}")
        return condition
