"""File upload (XEP-0363) at `upload.<domain>`: slots over XMPP, the bytes over HTTPS."""

from __future__ import annotations

import asyncio
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import quote

from aiohttp import web

from . import namespaces as ns
from .checks import read_number, require
from .database import Documents
from .domain import Domain
from .forms import form
from .iq import Component, IqContext
from .stanza import E, Element, StanzaError

_CHUNK = 256 * 1024  # bytes
_SLOT_LIFE = timedelta(minutes=5)
_QUOTA = 20  # files of the largest size, for each account
_LONGEST_NAME = 255
# What a browser may show by itself; everything else is for saving, because it could run.
_PASSIVE = ("image/png", "image/jpeg", "image/gif", "image/webp", "text/plain", "audio/", "video/")


@dataclass(slots=True)
class _Slot:
    """A place for a file, and then the file in it."""

    size: int  # bytes
    media_type: str
    expires: datetime  # of the right to write
    owner: str  # bare address
    is_stored: bool = False

    def is_usable(self, now: datetime) -> bool:
        """There is a file, or it may still come."""
        return self.is_stored or self.expires > now


class Uploads(Component):
    """The slots and files of one domain."""

    def __init__(self, domain: Domain) -> None:
        super().__init__(domain, "store", "file", "File upload")
        # By token, which is in the address: whoever knows it may write the file once, then read it.
        self._slots = Documents(domain.database, "upload", _Slot)
        limit = {"max-file-size": domain.limits.upload_bytes}
        self.forms.append(form("result", ns.UPLOAD, limit))
        self.serve({("get", ns.UPLOAD, "request"): self._offer}, ns.UPLOAD)
        file = "/files/{token}/{name}"
        domain.routes.extend([web.put(file, self._put), web.get(file, self._get)])

    async def _offer(self, context: IqContext) -> Element:
        request, who = context.payload, context.sender
        is_own = who.domain == self.domain.name and bool(who.local)
        require(is_own, "forbidden", "only the domain's own people may upload")
        name, size = request.get("filename", ""), read_number("size", request.get("size", ""))
        is_name = 0 < len(name) <= _LONGEST_NAME and "/" not in name and name.isprintable()
        require(is_name, "bad-request", f"a file name has 1 to {_LONGEST_NAME} plain characters")
        media_type = request.get("content-type") or "application/octet-stream"
        is_type = media_type.isascii() and media_type.isprintable() and len(media_type) < 128
        require(is_type, "bad-request", "the content type is none")
        limit = self.domain.limits.upload_bytes
        if not 0 < size <= limit:
            largest = E(ns.UPLOAD, "max-file-size", None, str(limit))
            too_large = E(ns.UPLOAD, "file-too-large", None, largest)
            raise StanzaError("not-acceptable", f"a file has 1 to {limit} bytes", "", too_large)
        now, most = self.domain.clock(), limit * _QUOTA
        for old in [old for old, slot in self._slots.items() if not slot.is_usable(now)]:
            self._slots.drop(old)
        used = sum(slot.size for slot in self._slots.values() if slot.owner == who.bare)
        has_room = used + size <= most
        require(has_room, "resource-constraint", f"your files would have more than {most} bytes")
        token = secrets.token_urlsafe(24)
        self._slots.put(token, _Slot(size, media_type, now + _SLOT_LIFE, who.bare))
        folder = f"{self.domain.doors.http_url}/{self.domain.name}/files/{token}"
        url = {"url": f"{folder}/{quote(name, safe='')}"}
        return E(ns.UPLOAD, "slot", None, E(ns.UPLOAD, "put", url), E(ns.UPLOAD, "get", url))

    def clear(self) -> None:
        """Forget every file, as an administrator does who makes room."""
        for token in list(self._slots):
            self._slots.drop(token)

    # Over HTTPS

    def _find(self, request: web.Request) -> tuple[str, _Slot]:
        token = request.match_info["token"]
        slot = self._slots.get(token)
        if slot is None or not slot.is_usable(self.domain.clock()):
            raise web.HTTPNotFound(text="there is no such file")
        return token, slot

    async def _put(self, request: web.Request) -> web.Response:
        """Take the bytes of a slot, once."""
        token, slot = self._find(request)
        if slot.is_stored:
            raise web.HTTPConflict(text="the file is there already")
        if request.content_length != slot.size:
            raise web.HTTPRequestEntityTooLarge(slot.size, request.content_length or 0)
        partial = self.domain.folder / f"{token}.{id(request)}.part"
        try:
            with await asyncio.to_thread(partial.open, "wb") as file:
                async for chunk in request.content.iter_chunked(_CHUNK):
                    await asyncio.to_thread(file.write, chunk)
            partial.replace(self.domain.folder / token)
        finally:
            partial.unlink(missing_ok=True)
        slot.is_stored = True
        self._slots.put(token, slot)
        return web.Response(status=201)

    async def _get(self, request: web.Request) -> web.FileResponse:
        """Give a file out; HEAD is the same without the bytes."""
        token, slot = self._find(request)
        if not slot.is_stored:
            raise web.HTTPNotFound(text="the file isn't there yet")
        shown = "inline" if slot.media_type.startswith(_PASSIVE) else "attachment"
        name = quote(request.match_info["name"], safe="")
        headers = {
            "Content-Type": slot.media_type,
            "Content-Disposition": f"{shown}; filename*=UTF-8''{name}",
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "X-Content-Type-Options": "nosniff",
        }
        return web.FileResponse(self.domain.folder / token, chunk_size=_CHUNK, headers=headers)


def install(domain: Domain) -> None:
    """Offer slots at `upload.<domain>`."""
    domain.components[f"upload.{domain.name}"] = Uploads(domain)
