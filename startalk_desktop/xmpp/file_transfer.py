"""Carrying files to the own domain's upload service (XEP-0363), and from wherever a message points to.

Files pass through in pieces and are never in memory as a whole. What a message points to is the word of whoever sent
it. So only HTTPS is spoken, within limits of size and time, and nothing in a private network is asked for anything,
unless it is the own domain's upload service, or that of a domain which the own one is linked to.
"""

from __future__ import annotations

import asyncio
import logging
import re
import ssl
from collections.abc import AsyncIterable, AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Final
from urllib.parse import urljoin

from startalk_desktop.model.failure import Failure, FailureCode
from startalk_desktop.model.files import Downloaded, DownloadInfo, UploadService
from startalk_desktop.xmpp import file_facts, web, web_addresses
from startalk_desktop.xmpp.errors import RequestFailed, SignInFailed
from startalk_desktop.xmpp.linked_files import LinkedFiles
from startalk_desktop.xmpp.trust import Trust
from startalk_desktop.xmpp.uploads import UploadClient

if TYPE_CHECKING:
    import aiohttp

_log = logging.getLogger(__name__)

MAX_REDIRECTS: Final = 3
STALL_SECONDS: Final = 45.0
"""How long nothing at all may move, in either direction."""

Progress = Callable[[int, int | None], None]
"""Bytes that are through, and bytes in all where that is known. It must not raise."""

Sink = Callable[[bytes], Awaitable[None]]
"""Takes the next bytes of a download."""

_CHUNK: Final = 256 * 1024
_SLOWEST: Final = 4 * 1024  # bytes a second on the whole; who is slower is cut off
_BASE_SECONDS: Final = 60.0
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_STORED: Final = frozenset({200, 201, 204})
_WHOLE: Final = 200
_PART: Final = 206
_BROKEN: Final = 500  # and what is above
_CONTENT_RANGE: Final = re.compile(r"bytes (\d{1,15})-\d{1,15}/(?:\d{1,15}|\*)", re.ASCII)
_UNKNOWN_TYPE: Final = "application/octet-stream"
_STATUS_CODES: Final = MappingProxyType(
    {
        401: FailureCode.NOT_ALLOWED,
        403: FailureCode.NOT_ALLOWED,
        404: FailureCode.RECIPIENT_UNKNOWN,
        410: FailureCode.RECIPIENT_UNKNOWN,
        413: FailureCode.TOO_LARGE,
        429: FailureCode.POLICY,
        507: FailureCode.POLICY,
    }
)
# A server was not trusted; or, where it has several addresses, so at the first, and the last can't be reached.
_CURED_BY_PIN: Final = frozenset(
    {
        FailureCode.CERTIFICATE_UNTRUSTED,
        FailureCode.CERTIFICATE_NAME,
        FailureCode.CERTIFICATE_EXPIRED,
        FailureCode.REFUSED_PORT,
        FailureCode.NO_ROUTE,
    }
)


class FileClient:
    """Uploads and downloads; several at once.

    Args:
        uploads: gives slots, and knows where the own domain keeps files.
        trust: makes the account's rules of trust. Web servers are verified by name; the certificate that a person
            consented to counts for the own domain's upload service, too.
        linked: knows where linked domains keep files; None where there are none.
    """

    def __init__(
        self, uploads: UploadClient, trust: Callable[[], Trust], linked: LinkedFiles | None = None
    ) -> None:
        self._uploads = uploads
        self._linked = linked
        self._make_trust = trust
        self._trust: Trust | None = None

    async def service(self) -> UploadService | None:
        """The own domain's upload service and its limits, None where it has none.

        Raises:
            RequestFailed: the domain does not tell of its services.
            NotConnected: there is no session.
        """
        return await self._uploads.service()

    async def is_own(self, url: str) -> bool:
        """Whether `url` leads to where the own domain keeps its files; False where that can't be found out."""
        try:
            return await self._uploads.is_own(url)
        except RequestFailed as error:
            _log.debug("the own upload service can't be asked where it is: %s", error)
            return False

    async def reach(self) -> None:
        """Find out whether the web server behind the own upload service can be reached; no file is sent.

        Raises:
            RequestFailed: it can't, or it fails, or there is no service.
            NotConnected: there is no session.
        """
        for host, port in await self._uploads.places():
            shown = f"[{host}]" if ":" in host else host
            async with AsyncExitStack() as stack:
                answer = await self._ask_own(stack, "HEAD", f"https://{shown}:{port}/", 0, {})
                if answer.status >= _BROKEN:
                    raise _refused(answer.status)

    async def upload(
        self,
        name: str,
        media_type: str,
        size: int,
        chunks: AsyncIterator[bytes],
        progress: Progress | None = None,
    ) -> str:
        """Store a file on the own domain's upload service, and return the address at which anybody finds it.

        Args:
            name: of the file, for who sees the address.
            media_type: what it is.
            size: how many bytes `chunks` give.
            chunks: the content in pieces; asked for as fast as the line takes them.
            progress: is told after each piece.

        Raises:
            RequestFailed: there is no service (`UNSUPPORTED`), it does not take the file (`TOO_LARGE`, `NOT_ALLOWED`),
                is full (`POLICY`), can't be reached, or nothing moved for `STALL_SECONDS` (`TIMEOUT`).
            NotConnected: there is no session.
        """
        slot = await self._uploads.slot(name, size, media_type)
        headers = {
            **dict(slot.headers),
            "Content-Type": media_type,
            "Content-Length": str(size),
        }
        async with _moving() as moved, AsyncExitStack() as stack:
            body = _Body(chunks, size, progress, moved)
            try:
                answer = await self._ask_own(
                    stack, "PUT", slot.put_url, size, headers, lambda: body
                )
            except RequestFailed:
                if body.failure is not None:
                    raise body.failure from None  # not the line's fault
                raise
            if answer.status not in _STORED:
                raise _refused(answer.status)
        return slot.get_url

    async def download(
        self,
        url: str,
        limit: int,
        sink: Sink,
        progress: Progress | None = None,
        offset: int = 0,
    ) -> DownloadInfo:
        """Fetch what is at `url` and not longer than `limit` bytes.

        Args:
            url: https only.
            limit: bytes of the whole file.
            sink: gets the bytes in order, those before `offset` left out; the next piece waits for it.
            progress: is told after each piece, counting from the file's start.
            offset: how many bytes are here already. Where the server can't begin there (RFC 9110 section 14), they
                come again and are passed over.

        Raises:
            RequestFailed: the address is not safe or leads into a private network (`NOT_ALLOWED`), the file is larger
                (`TOO_LARGE`) or gone (`RECIPIENT_UNKNOWN`), or its server can't be reached, breaks off
                (`CONNECTION_LOST`), stands still (`TIMEOUT`) or does not do its work.
        """
        async with _moving() as moved:
            for _ in range(1 + MAX_REDIRECTS):
                if not web_addresses.is_safe(url):
                    raise RequestFailed(Failure(FailureCode.NOT_ALLOWED, "the address is not safe"))
                async with AsyncExitStack() as stack:
                    answer = await self._ask_anybody(stack, url, limit, offset)
                    if answer.status not in _REDIRECTS:
                        return await _Reading(answer, limit, offset, sink, progress, moved).run()
                    url = urljoin(url, answer.headers.get("Location", ""))
        raise RequestFailed(Failure(FailureCode.SERVER_ERROR, "the file is always elsewhere"))

    async def fetch(self, url: str, limit: int) -> Downloaded:
        """The same for a file that is small enough to be in memory."""
        content = bytearray()

        async def take(piece: bytes) -> None:
            content.extend(piece)

        info = await self.download(url, limit, take)
        return Downloaded(bytes(content), info.media_type)

    async def _ask_anybody(
        self, stack: AsyncExitStack, url: str, size: int, offset: int
    ) -> aiohttp.ClientResponse:
        headers = {"Accept-Encoding": "identity"}
        if offset:
            headers["Range"] = f"bytes={offset}-"
        exchange = web.Exchange(
            "GET",
            url,
            await self._verifying(),
            is_private_allowed=False,
            seconds=_seconds(size),
            headers=headers,
        )
        try:
            return await stack.enter_async_context(web.carried_out(exchange))
        except RequestFailed as error:
            code = error.failure.code
            may_be_pinned = code in _CURED_BY_PIN and self._rules().pinned_digest
            is_inside = code is FailureCode.NOT_ALLOWED
            is_own = (is_inside or may_be_pinned) and await self.is_own(url)
            is_partners = is_inside and not is_own and await self._is_partners(url)
            if not is_own and not is_partners:
                raise
        if is_own:
            return await self._ask_own(stack, "GET", url, size, headers)
        exchange = replace(exchange, is_private_allowed=True)
        return await stack.enter_async_context(web.carried_out(exchange))

    async def _is_partners(self, url: str) -> bool:
        return self._linked is not None and await self._linked.keeps(url)

    async def _ask_own(
        self,
        stack: AsyncExitStack,
        method: str,
        url: str,
        size: int,
        headers: Mapping[str, str],
        content: Callable[[], AsyncIterable[bytes]] | None = None,
    ) -> aiohttp.ClientResponse:
        """Ask the own domain's upload service, wherever it is; first as one of many, then by the pinned certificate."""
        pin = self._rules().pinned_digest
        accepted: list[ssl.SSLContext | bytes] = [await self._verifying()]
        if pin:
            accepted.append(pin)
        for tls in accepted:
            exchange = web.Exchange(
                method,
                url,
                tls,
                is_private_allowed=True,
                seconds=_seconds(size),
                headers=headers,
                content=content() if content is not None else None,
            )
            try:
                return await stack.enter_async_context(web.carried_out(exchange))
            except RequestFailed as error:
                failed = error
                if error.failure.code not in _CURED_BY_PIN:
                    raise
        raise failed

    async def _verifying(self) -> ssl.SSLContext:
        try:
            return await self._rules().verifying_context(is_direct_tls=False)
        except SignInFailed as error:
            raise RequestFailed(error.failure) from error

    def _rules(self) -> Trust:
        if self._trust is None:
            try:
                self._trust = self._make_trust()
            except SignInFailed as error:
                raise RequestFailed(error.failure) from error
        return self._trust


class _Body:
    """What is sent. Several attempts may begin with it, as long as none has taken anything of it.

    `failure`: what reading it came to, if it failed.
    """

    def __init__(
        self,
        pieces: AsyncIterator[bytes],
        size: int,
        progress: Progress | None,
        moved: Callable[[], None],
    ) -> None:
        self._pieces = pieces
        self._size = size
        self._progress = progress
        self._moved = moved
        self._done = 0
        self.failure: Exception | None = None

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while True:
            try:
                piece = await anext(self._pieces, b"")
            except Exception as error:
                self.failure = error
                raise
            if not piece:
                return
            self._moved()
            yield piece
            self._done += len(piece)
            self._moved()
            if self._progress is not None:
                self._progress(self._done, self._size)


class _Reading:
    """Takes one answer in, counted while it comes."""

    def __init__(
        self,
        answer: aiohttp.ClientResponse,
        limit: int,
        offset: int,
        sink: Sink,
        progress: Progress | None,
        moved: Callable[[], None],
    ) -> None:
        self._answer = answer
        self._limit = limit
        self._offset = offset
        self._sink = sink
        self._progress = progress
        self._moved = moved

    async def run(self) -> DownloadInfo:
        position = self._begin()
        length = self._answer.content_length
        total = None if length is None else position + length
        if (total or 0) > self._limit:
            raise self._too_large()
        async for chunk in self._answer.content.iter_chunked(_CHUNK):
            known = max(0, self._offset - position)
            position += len(chunk)
            if position > self._limit:
                raise self._too_large()
            self._moved()
            if known < len(chunk):
                await self._sink(chunk[known:] if known else chunk)
                self._moved()
            if self._progress is not None and position > self._offset:
                self._progress(position, total)
        if position < self._offset:
            raise RequestFailed(Failure(FailureCode.SERVER_ERROR, "the file has become shorter"))
        kind = file_facts.media_type(self._answer.headers.get("Content-Type", ""))
        return DownloadInfo(kind or _UNKNOWN_TYPE, position)

    def _begin(self) -> int:
        """Where in the file the answer begins."""
        answer = self._answer
        if answer.headers.get("Content-Encoding", "identity").lower() != "identity":
            raise RequestFailed(Failure(FailureCode.SERVER_ERROR, "the file came packed, unasked"))
        if answer.status == _WHOLE:
            return 0
        told = _CONTENT_RANGE.fullmatch(answer.headers.get("Content-Range", ""))
        if answer.status == _PART and self._offset and told:
            if int(told[1]) == self._offset:
                return self._offset
            raise RequestFailed(
                Failure(FailureCode.SERVER_ERROR, "another part came than asked for")
            )
        raise _refused(answer.status)

    def _too_large(self) -> RequestFailed:
        detail = f"the file has more than {self._limit} bytes"
        return RequestFailed(Failure(FailureCode.TOO_LARGE, detail))


@asynccontextmanager
async def _moving() -> AsyncIterator[Callable[[], None]]:
    """Give up where nothing moves; what it gives is to be called whenever something does."""
    loop = asyncio.get_running_loop()
    try:
        async with asyncio.timeout(STALL_SECONDS) as patience:

            def moved() -> None:
                if not patience.expired():
                    patience.reschedule(loop.time() + STALL_SECONDS)

            yield moved
    except TimeoutError as error:
        raise RequestFailed(Failure(FailureCode.TIMEOUT, "nothing moves")) from error


def _seconds(size: int) -> float:
    return _BASE_SECONDS + size / _SLOWEST


def _refused(status: int) -> RequestFailed:
    code = _STATUS_CODES.get(status, FailureCode.SERVER_ERROR)
    return RequestFailed(Failure(code, f"the web server answered {status}"))
