"""Small documents from web servers: over verified HTTPS, within limits, a few redirects followed."""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING, Final
from urllib.parse import urljoin

from startalk_desktop.model.failure import Failure, FailureCode
from startalk_desktop.xmpp import web, web_addresses
from startalk_desktop.xmpp.errors import RequestFailed

if TYPE_CHECKING:
    import aiohttp

MAX_REDIRECTS: Final = 3
_SECONDS: Final = 15.0
_CHUNK: Final = 64 * 1024
_OK: Final = 200
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_GONE: Final = frozenset({404, 410})


async def fetch_document(
    url: str, limit: int, tls: ssl.SSLContext, *, home: tuple[str, int] | None
) -> bytes:
    """What is at `url`, if it is no longer than `limit` bytes.

    Args:
        url: https only, and so is whatever it leads to.
        limit: bytes.
        tls: verifies the servers.
        home: the one host and port that may be in a private network, because a person named it: companies keep
            servers in their own. Nothing else there is asked, be it that a server leads to it.

    Raises:
        RequestFailed: an address is not safe or leads into a private network (`NOT_ALLOWED`), there is nothing
            (`RECIPIENT_UNKNOWN`), it is longer (`TOO_LARGE`), or the server can't be reached or does not do its work.
    """
    for _ in range(1 + MAX_REDIRECTS):
        place = web_addresses.origin(url)
        if place is None:
            raise RequestFailed(Failure(FailureCode.NOT_ALLOWED, "the address is not safe"))
        exchange = web.Exchange(
            "GET",
            url,
            tls,
            is_private_allowed=place == home,
            seconds=_SECONDS,
            headers={"Accept-Encoding": "identity"},
        )
        async with web.carried_out(exchange) as answer:
            if answer.status not in _REDIRECTS:
                return await _read(answer, limit)
            url = urljoin(url, answer.headers.get("Location", ""))
    raise RequestFailed(Failure(FailureCode.SERVER_ERROR, "the document is always elsewhere"))


async def _read(answer: aiohttp.ClientResponse, limit: int) -> bytes:
    if answer.status != _OK:
        code = FailureCode.RECIPIENT_UNKNOWN if answer.status in _GONE else FailureCode.SERVER_ERROR
        raise RequestFailed(Failure(code, f"the web server answered {answer.status}"))
    if answer.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise RequestFailed(Failure(FailureCode.SERVER_ERROR, "it came packed, unasked"))
    content = bytearray()
    async for chunk in answer.content.iter_chunked(_CHUNK):
        content += chunk
        if len(content) > limit:
            detail = f"the document has more than {limit} bytes"
            raise RequestFailed(Failure(FailureCode.TOO_LARGE, detail))
    return bytes(content)
