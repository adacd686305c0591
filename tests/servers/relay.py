"""A TCP relay between a client and a server, for breaking the connection the ways networks do."""

import asyncio
from types import TracebackType
from typing import Self

from tests.servers.ports import LOOPBACK

_CHUNK_BYTES = 65_536


class Relay:
    """Passes bytes both ways between its own loopback port and a server's.

    Use as ``async with Relay(server.c2s_port) as relay`` and connect to `relay.port`.
    """

    def __init__(self, server_port: int) -> None:
        self._server_port = server_port
        self._swallows = False
        self._writers: set[asyncio.StreamWriter] = set()
        self._listener: asyncio.Server | None = None
        self.swallowed_bytes = 0
        self.bytes_to_client = 0
        self.port = 0

    async def __aenter__(self) -> Self:
        self._listener = await asyncio.start_server(self._serve, LOOPBACK, 0)
        self.port = self._listener.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._listener is not None
        self._listener.close()
        self.cut()
        await self._listener.wait_closed()

    def swallow(self) -> None:
        """From now on take every byte and pass none, as a network does whose route has died.

        Neither side learns that the other has gone, until `cut`.
        """
        self._swallows = True

    def cut(self) -> None:
        """Break every connection at once; new ones pass bytes again."""
        for writer in self._writers:
            writer.transport.abort()
        self._writers.clear()
        self._swallows = False

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            server_reader, server_writer = await asyncio.open_connection(
                LOOPBACK, self._server_port
            )
        except OSError:
            writer.transport.abort()
            return
        self._writers |= {writer, server_writer}
        async with asyncio.TaskGroup() as pumps:
            pumps.create_task(self._pump(reader, server_writer), name="relay up")
            pumps.create_task(self._pump(server_reader, writer, is_down=True), name="relay down")

    async def _pump(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, is_down: bool = False
    ) -> None:
        try:
            while chunk := await reader.read(_CHUNK_BYTES):
                if self._swallows:
                    self.swallowed_bytes += len(chunk)
                    continue
                if is_down:
                    self.bytes_to_client += len(chunk)
                writer.write(chunk)
                await writer.drain()
        except ConnectionError:
            pass  # a broken connection is what the relay is for; the other half is closed below
        if not self._swallows:
            self._writers.discard(writer)
            writer.close()
