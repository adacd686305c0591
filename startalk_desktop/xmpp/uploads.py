"""Slots for files on the domain's upload service (XEP-0363). The transfer itself is not done here."""

from __future__ import annotations

import logging
from typing import Final
from urllib.parse import urlsplit

import aioxmpp
from aioxmpp.httpupload import xso as upload_xso

from startalk_desktop.model.failure import Failure, FailureCode
from startalk_desktop.model.files import UploadService, UploadSlot
from startalk_desktop.model.jid import Jid
from startalk_desktop.xmpp.addresses import to_wire
from startalk_desktop.xmpp.context import SessionContext
from startalk_desktop.xmpp.disco import Disco
from startalk_desktop.xmpp.errors import RequestFailed

_log = logging.getLogger(__name__)

NAMESPACE: Final = "urn:xmpp:http:upload:0"
ALLOWED_HEADERS: Final = frozenset({"authorization", "cookie", "expires"})
"""Section 5: a service may ask for no others."""

_MAX_HEADER_CHARACTERS: Final = 8192


class UploadClient:
    """Finds the service and asks it for slots."""

    def __init__(self, context: SessionContext, disco: Disco) -> None:
        self._context = context
        self._disco = disco

    async def service(self) -> UploadService | None:
        """The domain's service, or None where it has none.

        Raises:
            RequestFailed: the domain does not tell of its services.
            NotConnected: there is no session.
        """
        for jid, info in (await self._disco.services()).items():
            if NAMESPACE in info.features:
                size = next(iter(info.fields.get("max-file-size", ())), "")
                return UploadService(str(jid), int(size) if _is_number(size) else None)
        return None

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
        return UploadSlot(
            put_url=checked_url(answer.put.url),
            get_url=checked_url(answer.get.url),
            headers=allowed_headers(tuple(answer.put.headers.items())),
        )


def checked_url(url: str | None) -> str:
    """`url`, if it leads to a host over HTTPS (section 9.3) and carries no password of somebody's.

    Raises:
        RequestFailed: it does not.
    """
    try:
        parts = urlsplit(url or "")
        is_good = parts.scheme == "https" and bool(parts.hostname) and parts.username is None
        is_good = is_good and (parts.port is None or parts.port > 0)
    except ValueError:
        is_good = False
    if not url or not is_good or any(character.isspace() for character in url):
        raise _refused("the upload service gave an address that is not safe to use")
    return url


def allowed_headers(headers: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    """Those of `headers` that a service may ask for, with line breaks taken out (section 5)."""
    return tuple(
        (name, value.replace("\r", "").replace("\n", "")[:_MAX_HEADER_CHARACTERS])
        for name, value in headers
        if name.lower() in ALLOWED_HEADERS
    )


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 16


def _refused(detail: str) -> RequestFailed:
    return RequestFailed(Failure(FailureCode.SERVER_ERROR, detail))
