"""A stream over a connection (RFC 6120 section 4): headers, the elements between, errors and the end."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Mapping
from xml.sax.saxutils import quoteattr

from lxml import etree

from . import namespaces as ns
from .config import Limits
from .connection import Connection
from .parser import StreamError, StreamEvent, StreamHeader, StreamParser
from .stanza import Element, serialise

_log = logging.getLogger(__name__)


class XmlStream:
    """Owns a connection until it ends. What is on the other side is the matter of a subclass.

    Attributes:
        namespace: that of the stanzas.
        connection: what carries the stream, and the next one after TLS or SASL.
    """

    namespace = ns.CLIENT

    def __init__(self, connection: Connection, limits: Limits) -> None:
        self.connection = connection
        self._limits = limits
        self.is_finished = False
        self.restart(is_trusted=False)

    # What a subclass says

    async def serve(self) -> None:
        """Do what the other side asks, element by element, until `next` raises `EOFError`."""
        raise NotImplementedError

    async def leave(self) -> None:
        """Do what is left to do at the end, before the connection is closed."""

    def names(self) -> Mapping[str, str]:
        """The attributes of our header: who speaks to whom, and the id of the stream."""
        raise NotImplementedError

    # The life of a stream

    async def run(self) -> None:
        """Serve until either side ends the stream; what goes wrong ends it with an error."""
        try:
            await self.serve()
        except EOFError:
            pass
        except TimeoutError:
            self.finish("connection-timeout")
        except StreamError as error:
            self.finish(error.condition, error.text)
        except OSError as error:
            _log.debug("a connection failed: %s", error)
        except Exception:
            self.finish("internal-server-error")
            raise
        finally:
            await self.leave()
            self.is_finished = True
            self.connection.close()

    def restart(self, *, is_trusted: bool) -> None:
        """Expect another stream header; what was said in the old stream is void."""
        limits = self._limits
        size = limits.stanza_bytes if is_trusted else limits.unauthenticated_stanza_bytes
        self._parser = StreamParser(stanza_bytes=size, depth=limits.stanza_depth)
        self._events: deque[StreamEvent] = deque()
        self._is_open = False  # our own header is sent

    def finish(self, condition: str = "", text: str = "") -> None:
        """End the stream and the connection, with an error if there is a condition."""
        if self.is_finished:
            return
        if not self._is_open:
            self.send_header()
        if condition:
            described = StreamError(condition, text).describe(ns.STREAM_ERRORS)
            self.send(in_stream("error", *described))
        self.write(b"</stream:stream>")
        self.is_finished = True
        self.connection.close()

    # Writing

    def write(self, content: bytes) -> None:
        """Send bytes."""
        if not self.is_finished:
            self.connection.write(content)

    def send(self, element: Element) -> None:
        """Send a child of the stream."""
        self.write(serialise(element))

    def send_header(self) -> None:
        """Open our direction of the stream."""
        self._is_open = True
        names = "".join(f" {key}={quoteattr(name)}" for key, name in self.names().items() if name)
        self.write(
            f"<?xml version='1.0'?><stream:stream xmlns='{self.namespace}'"
            f" xmlns:stream='{ns.STREAM}'{names} version='1.0' xml:lang='en'>".encode()
        )

    # Reading

    async def next_header(self) -> StreamHeader:
        """The header of the other side; raises `StreamError` for one of something else."""
        header = await self._next_event()
        expected = f"{{{ns.STREAM}}}stream", self.namespace
        if not isinstance(header, StreamHeader) or (header.tag, header.namespace) != expected:
            raise StreamError("invalid-namespace", f"this is no stream of {self.namespace}")
        return header

    async def next(self) -> Element:
        """The next child of the stream; raises `EOFError` where either side has ended it."""
        event = await self._next_event()
        if isinstance(event, Element):
            return event
        self.finish()
        raise EOFError

    async def _next_event(self) -> StreamEvent:
        while not self._events and not self.is_finished:
            received = await self.connection.read()
            if not received:
                raise EOFError
            self._events.extend(self._parser.feed(received))
        if self.is_finished:
            raise EOFError
        return self._events.popleft()


def in_stream(tag: str, *children: Element) -> Element:
    """An element of the stream itself, with the prefix that some implementations go by."""
    made = etree.Element(f"{{{ns.STREAM}}}{tag}", nsmap={"stream": ns.STREAM})
    made.extend(children)
    return made
