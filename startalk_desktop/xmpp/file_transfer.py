"""Carrying files to the own domain's upload service (XEP-0363), and from wherever a message points to.

What a message points to is the word of whoever sent it. So only HTTPS is spoken, within limits of size and time, and
nothing in a private network is asked for anything, unless it is the own domain's upload service.
"""

from __future__ import annotations

import logging
import re
import ssl
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack
from types import MappingProxyType
from typing import TYPE_CHECKING, Final
from urllib.parse import urljoin

from startalk_desktop.model.failure import Failure, FailureCode
from startalk_desktop.model.files import Downloaded
from startalk_desktop.model.message import SharedFile
from startalk_desktop.xmpp import web, web_addresses
from startalk_desktop.xmpp.errors import RequestFailed, SignInFailed
from startalk_desktop.xmpp.trust import Trust
from startalk_desktop.xmpp.uploads import UploadClient

if TYPE_CHECKING:
    import aiohttp

_log = logging.getLogger(__name__)

MAX_REDIRECTS: Final = 3

Progress = Callable[[int, int], None]
"""Bytes that are through, and bytes in all. It must not raise."""

_CHUNK: Final = 64 * 1024
_SLOWEST: Final = 16 * 1024  # bytes a second; who is slower is cut off
_BASE_SECONDS: Final = 60.0
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_STORED: Final = frozenset({200, 201, 204})
_MEDIA_TYPE: Final = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,63}/[a-z0-9][a-z0-9!#$&^_.+-]{0,63}")
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
    """

    def __init__(self, uploads: UploadClient, trust: Callable[[], Trust]) -> None:
        self._uploads = uploads
        self._make_trust = trust
        self._trust: Trust | None = None

    async def upload(
        self, name: str, content_type: str, content: bytes, progress: Progress | None = None
    ) -> SharedFile:
        """Store `content` on the own domain's upload service, to be found by whoever gets its address.

        Raises:
            RequestFailed: there is no service (`UNSUPPORTED`), it does not take the file, or can't be reached.
            NotConnected: there is no session.
        """
        slot = await self._uploads.slot(name, len(content), content_type)
        headers = {
            **dict(slot.headers),
            "Content-Type": content_type,
            "Content-Length": str(len(content)),
        }
        async with AsyncExitStack() as stack:
            answer = await self._ask_own(
                stack,
                "PUT",
                slot.put_url,
                len(content),
                headers,
                lambda: _chunks(content, progress),
            )
            if answer.status not in _STORED:
                raise _refused(answer.status)
        return SharedFile(slot.get_url, name, content_type, len(content))

    async def download(self, url: str, limit: int) -> Downloaded:
        """Fetch `url`, of no more than `limit` bytes.

        Raises:
            RequestFailed: the address is not safe or leads into a private network (`NOT_ALLOWED`), the file is larger
                (`TOO_LARGE`) or gone (`RECIPIENT_UNKNOWN`), or its server can't be reached or does not do its work.
        """
        for _ in range(1 + MAX_REDIRECTS):
            if not web_addresses.is_safe(url):
                raise RequestFailed(Failure(FailureCode.NOT_ALLOWED, "the address is not safe"))
            async with AsyncExitStack() as stack:
                answer = await self._ask_anybody(stack, url, limit)
                if answer.status not in _REDIRECTS:
                    return await _read(answer, limit)
                url = urljoin(url, answer.headers.get("Location", ""))
        raise RequestFailed(Failure(FailureCode.SERVER_ERROR, "the file is always elsewhere"))

    async def _ask_anybody(
        self, stack: AsyncExitStack, url: str, size: int
    ) -> aiohttp.ClientResponse:
        headers = {"Accept-Encoding": "identity"}
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
            is_curable = code is FailureCode.NOT_ALLOWED or may_be_pinned
            if not is_curable or not await self._is_own(url):
                raise
        return await self._ask_own(stack, "GET", url, size, headers)

    async def _ask_own(
        self,
        stack: AsyncExitStack,
        method: str,
        url: str,
        size: int,
        headers: Mapping[str, str],
        content: Callable[[], AsyncIterator[bytes]] | None = None,
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

    async def _is_own(self, url: str) -> bool:
        try:
            return await self._uploads.is_own(url)
        except RequestFailed as error:
            _log.debug("the own upload service can't be asked where it is: %s", error)
            return False

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


async def _read(answer: aiohttp.ClientResponse, limit: int) -> Downloaded:
    """The content of `answer`, counted while it comes."""
    if answer.status != 200:
        raise _refused(answer.status)
    if answer.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise RequestFailed(Failure(FailureCode.SERVER_ERROR, "the file came packed, unasked"))
    too_large = RequestFailed(
        Failure(FailureCode.TOO_LARGE, f"the file has more than {limit} bytes")
    )
    if (answer.content_length or 0) > limit:
        raise too_large
    content = bytearray()
    async for chunk in answer.content.iter_chunked(_CHUNK):
        content += chunk
        if len(content) > limit:
            raise too_large
    return Downloaded(bytes(content), _media_type(answer.headers.get("Content-Type", "")))


def _media_type(header: str) -> str:
    kind = header.partition(";")[0].strip().lower()
    return kind if _MEDIA_TYPE.fullmatch(kind) else _UNKNOWN_TYPE


async def _chunks(content: bytes, progress: Progress | None) -> AsyncIterator[bytes]:
    for start in range(0, len(content), _CHUNK):
        yield content[start : start + _CHUNK]
        if progress is not None:
            progress(min(start + _CHUNK, len(content)), len(content))


def _seconds(size: int) -> float:
    return _BASE_SECONDS + size / _SLOWEST


def _refused(status: int) -> RequestFailed:
    code = _STATUS_CODES.get(status, FailureCode.SERVER_ERROR)
    return RequestFailed(Failure(code, f"the web server answered {status}"))
