"""Slots for files on the domain's upload service (XEP-0363). The transfer itself is `file_transfer`'s."""

from __future__ import annotations

import asyncio
import logging
import math
from collections.abc import Mapping
from typing import Final

import aioxmpp
from aioxmpp.httpupload import xso as upload_xso

from startalk_desktop.model.failure import Failure, FailureCode
from startalk_desktop.model.files import UploadService, UploadSlot
from startalk_desktop.model.jid import Jid
from startalk_desktop.xmpp import web_addresses
from startalk_desktop.xmpp.addresses import to_wire
from startalk_desktop.xmpp.context import SessionContext
from startalk_desktop.xmpp.disco import Disco, Info
from startalk_desktop.xmpp.errors import RequestFailed

_log = logging.getLogger(__name__)

NAMESPACE: Final = "urn:xmpp:http:upload:0"
ALLOWED_HEADERS: Final = frozenset({"authorization", "cookie", "expires"})
"""Section 5: a service may ask for no others."""

_MAX_HEADER_CHARACTERS: Final = 8192
_MISSED_SECONDS: Final = 30.0
"""For so long a domain without a service is not asked again."""

_PROBE_NAME: Final = "probe.bin"
_PROBE_TYPE: Final = "application/octet-stream"


class UploadClient:
    """Finds the service and asks it for slots."""

    def __init__(self, context: SessionContext, disco: Disco) -> None:
        self._context = context
        self._disco = disco
        self._origins: set[tuple[str, int] | None] = set()
        self._missed_at = -math.inf
        context.on_ended.append(self._origins.clear)

    async def service(self) -> UploadService | None:
        """The domain's service, or None where it has none.

        Raises:
            RequestFailed: the domain does not tell of its services.
            NotConnected: there is no session.
        """
        found = _found(await self._disco.services())
        moment = asyncio.get_running_loop().time()
        if found is None and moment - self._missed_at > _MISSED_SECONDS:
            # It may have been down when it was asked.
            self._missed_at = moment
            found = _found(await self._disco.services(is_anew=True))
        return found

    async def slot(self, name: str, size: int, content_type: str) -> UploadSlot:
        """Where to put a file of `size` bytes.

        Raises:
            RequestFailed: there is no service, the file is too large for it, or it gave addresses or headers that
                it may not give.
            NotConnected: there is no session.
        """
        service = await self.service()
        if service is None:
            raise RequestFailed(Failure(FailureCode.UNSUPPORTED, "the domain takes no files"))
        if service.max_size is not None and size > service.max_size:
            detail = f"the domain takes files of at most {service.max_size} bytes"
            raise RequestFailed(Failure(FailureCode.TOO_LARGE, detail))
        request = upload_xso.Request(name, size, content_type)
        to = to_wire(Jid.parse(service.host))
        answer = await self._context.request(
            aioxmpp.IQ(type_=aioxmpp.IQType.GET, to=to, payload=request)
        )
        if not isinstance(answer, upload_xso.Slot) or answer.put is None or answer.get is None:
            raise _refused("the upload service's answer makes no sense")
        slot = UploadSlot(
            put_url=checked_url(answer.put.url),
            get_url=checked_url(answer.get.url),
            headers=allowed_headers(tuple(answer.put.headers.items())),
        )
        self._origins |= {web_addresses.origin(slot.put_url), web_addresses.origin(slot.get_url)}
        return slot

    async def is_own(self, url: str) -> bool:
        """Whether `url` leads to where the domain's service keeps its files.

        Raises: as `places`.
        """
        return web_addresses.origin(url) in await self.places()

    async def places(self) -> frozenset[tuple[str, int]]:
        """The hosts and ports where the domain's service keeps its files.

        They are known only from slots. Where there was none in this session yet, one is asked for and left unused.

        Raises:
            RequestFailed: there is no service, or it gives no slot.
            NotConnected: there is no session.
        """
        if not self._origins:
            await self.slot(_PROBE_NAME, 1, _PROBE_TYPE)
        return frozenset(origin for origin in self._origins if origin is not None)


def checked_url(url: str | None) -> str:
    """`url`, if it leads to a host over HTTPS (section 9.3) and carries no password of somebody's.

    Raises:
        RequestFailed: it does not.
    """
    if url is None or not web_addresses.is_safe(url):
        raise _refused("the upload service gave an address that is not safe to use")
    return url


def allowed_headers(headers: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    """Those of `headers` that a service may ask for, with line breaks taken out (section 5)."""
    return tuple(
        (name, value.replace("\r", "").replace("\n", "")[:_MAX_HEADER_CHARACTERS])
        for name, value in headers
        if name.lower() in ALLOWED_HEADERS
    )


def _found(services: Mapping[Jid, Info]) -> UploadService | None:
    for jid, info in services.items():
        if NAMESPACE in info.features:
            size = next(iter(info.fields.get("max-file-size", ())), "")
            return UploadService(str(jid), int(size) if _is_number(size) else None)
    return None


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 16


def _refused(detail: str) -> RequestFailed:
    return RequestFailed(Failure(FailureCode.SERVER_ERROR, detail))
