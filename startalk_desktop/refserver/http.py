"""What the domains serve over HTTPS, on one port for all: uploaded files, nav and host-meta documents."""

from __future__ import annotations

import asyncio
import hmac
import ssl
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote

from aiohttp import web

from startalk_desktop.refserver.domain import Domain
from startalk_desktop.refserver.nav import Doors, host_meta_json, host_meta_xml, nav_document
from startalk_desktop.refserver.upload import Upload, Uploads

_CHUNK = 256 * 1024  # bytes
_PATIENCE = 30.0  # seconds for the next bytes of an upload
# What a browser may show by itself; everything else is for saving, because it could run.
_PASSIVE = ("image/png", "image/jpeg", "image/gif", "image/webp", "text/plain", "audio/", "video/")
_OPEN_TO_ALL = {"Access-Control-Allow-Origin": "*"}


class HttpServer:
    """One listener; a request is told apart by its path or host. `domains` fills before `start`."""

    def __init__(self, domains: Mapping[str, Domain]) -> None:
        self._domains = domains
        self._uploads: dict[str, Uploads] = {}
        self._doors = Doors("", 0, 0)
        self._folder = Path()
        self._runner: web.AppRunner | None = None

    async def start(
        self, host: str, port: int, tls: ssl.SSLContext, *, doors: Doors, folder: Path
    ) -> int:
        """Listen; return the port, which is a free one for 0. Files are kept in `folder`."""
        self._doors, self._folder = doors, folder
        await asyncio.to_thread(folder.mkdir, mode=0o700, parents=True, exist_ok=True)
        self._uploads = {name: Uploads(domain) for name, domain in self._domains.items()}
        application = web.Application()
        application.add_routes(
            [
                web.get("/.well-known/host-meta", self._host_meta_xml),
                web.get("/.well-known/host-meta.json", self._host_meta_json),
                web.get("/nav", self._nav),
                web.get("/{domain}/nav", self._nav),
                web.put("/{domain}/files/{token}/{name}", self._put),
                web.get("/{domain}/files/{token}/{name}", self._get),
            ]
        )
        self._runner = web.AppRunner(application, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        await web.TCPSite(self._runner, host, port, ssl_context=tls).start()
        return int(self._runner.addresses[0][1])

    async def stop(self) -> None:
        """Close the listener and what it serves."""
        if self._runner is not None:
            await self._runner.cleanup()

    # Documents

    def _domain_of(self, request: web.Request) -> Domain:
        """The domain in the path, or else of the host asked, or else the first."""
        named = request.match_info.get("domain")
        if named is not None:
            if named not in self._domains:
                raise web.HTTPNotFound(text="there is no such domain here")
            return self._domains[named]
        first = next(iter(self._domains.values()))
        return self._domains.get(request.url.host or "", first)

    async def _nav(self, request: web.Request) -> web.Response:
        return web.json_response(nav_document(self._domain_of(request), self._doors))

    async def _host_meta_json(self, request: web.Request) -> web.Response:
        document = host_meta_json(self._domain_of(request), self._doors)
        return web.json_response(document, headers=_OPEN_TO_ALL)

    async def _host_meta_xml(self, request: web.Request) -> web.Response:
        return web.Response(
            body=host_meta_xml(self._domain_of(request)),
            headers={"Content-Type": "application/xrd+xml", **_OPEN_TO_ALL},
        )

    # Files

    def _upload_of(self, request: web.Request) -> tuple[Uploads, Upload]:
        uploads = self._uploads[self._domain_of(request).name]
        upload = uploads.find(request.match_info["token"])
        if upload is None:
            raise web.HTTPNotFound(text="there is no such file")
        return uploads, upload

    async def _put(self, request: web.Request) -> web.Response:
        """Take the bytes of a slot, once, by the one who has its key (XEP-0363 section 7)."""
        uploads, upload = self._upload_of(request)
        given = request.headers.get("Authorization", "").encode()
        if not hmac.compare_digest(given, f"Bearer {upload.key}".encode()):
            raise web.HTTPForbidden(text="the slot is for somebody else")
        if upload.is_stored:
            raise web.HTTPConflict(text="the file is there already")
        if request.content_length is None:
            raise web.HTTPLengthRequired(text="say the file's length")
        if request.content_length != upload.size:
            raise web.HTTPRequestEntityTooLarge(upload.size, request.content_length)
        path = self._folder / upload.token
        partial = path.with_suffix(f".{id(request)}.part")
        try:
            await self._receive(request, partial, upload.size)
            partial.replace(path)
        finally:
            partial.unlink(missing_ok=True)
        uploads.mark_stored(upload)
        return web.Response(status=201)

    async def _receive(self, request: web.Request, path: Path, size: int) -> None:
        """Write the request's body to `path` as it comes."""
        received = 0
        with await asyncio.to_thread(path.open, "wb") as file:
            while received < size:
                try:
                    async with asyncio.timeout(_PATIENCE):
                        chunk = await request.content.read(_CHUNK)
                except TimeoutError:
                    raise web.HTTPRequestTimeout(text="the upload came to a stop") from None
                if not chunk:
                    raise web.HTTPBadRequest(text="the upload ended too soon")
                received += len(chunk)
                await asyncio.to_thread(file.write, chunk)

    async def _get(self, request: web.Request) -> web.FileResponse:
        """Give a file out, whole or in ranges; HEAD is the same without the bytes."""
        _uploads, upload = self._upload_of(request)
        path = self._folder / upload.token
        if not upload.is_stored or not path.exists():
            raise web.HTTPNotFound(text="the file isn't there yet")
        shown = "inline" if upload.media_type.startswith(_PASSIVE) else "attachment"
        name = quote(request.match_info["name"], safe="")
        headers = {
            "Content-Type": upload.media_type,
            "Content-Disposition": f"{shown}; filename*=UTF-8''{name}",
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "private, max-age=31536000, immutable",
        }
        return web.FileResponse(path, chunk_size=_CHUNK, headers=headers)
