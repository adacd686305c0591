"""Offering space for files (XEP-0363) at `upload.<domain>`; `http` takes and serves the bytes."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import quote

from startalk_desktop.refserver import namespaces as ns
from startalk_desktop.refserver.domain import Domain
from startalk_desktop.refserver.forms import form
from startalk_desktop.refserver.iq import Component, IqContext
from startalk_desktop.refserver.jid import Jid
from startalk_desktop.refserver.stanza import E, Element, StanzaError, to_xmpp_time

_TABLES = """
CREATE TABLE IF NOT EXISTS uploads (
    token TEXT PRIMARY KEY,   -- in the address; whoever knows it may read the file
    key TEXT NOT NULL,        -- whoever knows it may write the file, once
    owner TEXT NOT NULL,
    size INTEGER NOT NULL,    -- bytes
    media_type TEXT NOT NULL,
    expires REAL NOT NULL,    -- of the right to write, seconds since 1970
    is_stored INTEGER NOT NULL DEFAULT 0
);
"""
_SLOT_LIFE = timedelta(minutes=5)
_QUOTA = 20  # files of the largest size, for each account
_LONGEST_NAME = 255
_ANY_TYPE = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class Upload:
    """A slot, or the file in it; `size` in bytes."""

    token: str
    key: str
    size: int
    media_type: str
    is_stored: bool


class Uploads:
    """The slots and files of one domain."""

    def __init__(self, domain: Domain) -> None:
        self._domain = domain
        domain.database.script(_TABLES)

    def offer(self, owner: Jid, size: int, media_type: str) -> Upload:
        """Make a slot; raises `StanzaError` for a file that is too large or one too many."""
        limit, database, now = (
            self._domain.limits.upload_bytes,
            self._domain.database,
            self._domain.clock(),
        )
        if not 0 < size <= limit:
            largest = E(ns.UPLOAD, "max-file-size", {}, str(limit))
            too_large = E(ns.UPLOAD, "file-too-large", {}, largest)
            text = f"a file has 1 to {limit} bytes"
            raise StanzaError("not-acceptable", text, application=too_large)
        database.execute("DELETE FROM uploads WHERE NOT is_stored AND expires < ?", now.timestamp())
        row = database.query_one(
            "SELECT coalesce(sum(size), 0) AS used FROM uploads WHERE owner = ?", str(owner)
        )
        if row is not None and row["used"] + size > limit * _QUOTA:
            retry = E(ns.UPLOAD, "retry", {"stamp": to_xmpp_time(now + timedelta(days=1))})
            text = f"your files would have more than {limit * _QUOTA} bytes"
            raise StanzaError("resource-constraint", text, application=retry)
        slot = Upload(secrets.token_urlsafe(24), secrets.token_urlsafe(24), size, media_type, False)
        database.execute(
            "INSERT INTO uploads (token, key, owner, size, media_type, expires)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            slot.token,
            slot.key,
            str(owner),
            size,
            media_type,
            (now + _SLOT_LIFE).timestamp(),
        )
        return slot

    def find(self, token: str) -> Upload | None:
        """A stored file, or a slot that may still be filled."""
        row = self._domain.database.query_one(
            "SELECT * FROM uploads WHERE token = ? AND (is_stored OR expires >= ?)",
            token,
            self._domain.clock().timestamp(),
        )
        if row is None:
            return None
        return Upload(
            row["token"], row["key"], row["size"], row["media_type"], bool(row["is_stored"])
        )

    def mark_stored(self, upload: Upload) -> None:
        """The bytes have arrived."""
        self._domain.database.execute(
            "UPDATE uploads SET is_stored = 1 WHERE token = ?", upload.token
        )


class UploadComponent(Component):
    """Answers requests for slots."""

    def __init__(self, domain: Domain) -> None:
        super().__init__(domain, "store", "file", "File upload")
        self._domain = domain
        self._uploads = Uploads(domain)
        limit = {"max-file-size": domain.limits.upload_bytes}
        self.forms.append(form("result", ns.UPLOAD, limit))
        self.serve({("get", ns.UPLOAD, "request"): self._offer}, ns.UPLOAD)

    async def _offer(self, context: IqContext) -> Element:
        request, who = context.payload, context.sender
        if who.domain != self._domain.name or not who.local:
            raise StanzaError("forbidden", "only the domain's own people may upload")
        name, size = request.get("filename", ""), request.get("size", "")
        if not 0 < len(name) <= _LONGEST_NAME or "/" in name or not name.isprintable():
            raise StanzaError(
                "bad-request", f"a file name has 1 to {_LONGEST_NAME} plain characters"
            )
        if not (size.isascii() and size.isdigit() and len(size) < 16):
            raise StanzaError("bad-request", "the size must be a number of bytes")
        media_type = request.get("content-type") or _ANY_TYPE
        if not (media_type.isascii() and media_type.isprintable() and len(media_type) < 128):
            raise StanzaError("bad-request", "the content type is none")
        upload = self._uploads.offer(who.bare, int(size), media_type)
        path = f"{self._domain.name}/files/{upload.token}/{quote(name, safe='')}"
        url = f"{self._domain.http_url}/{path}"
        header = E(ns.UPLOAD, "header", {"name": "Authorization"}, f"Bearer {upload.key}")
        put = E(ns.UPLOAD, "put", {"url": url}, header)
        return E(ns.UPLOAD, "slot", {}, put, E(ns.UPLOAD, "get", {"url": url}))


def install(domain: Domain) -> None:
    """Offer slots at `upload.<domain>`."""
    domain.components[f"upload.{domain.name}"] = UploadComponent(domain)
