"""Pictures that messages point to: fetched when first shown, kept in the account's encrypted store, not for ever."""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
from collections import OrderedDict
from typing import Final

from startalk_desktop.core.line import Line
from startalk_desktop.store.account_store import AccountStore
from startalk_desktop.store.blobs import MAX_BLOB_BYTES
from startalk_desktop.tasks import TaskScope
from startalk_desktop.xmpp.errors import NotConnected, RequestFailed

_log = logging.getLogger(__name__)

CACHE_BYTES: Final = 200 * 1024 * 1024
CACHE_COUNT: Final = 2_000
_FETCHES_AT_ONCE: Final = 3
_MISSING_LIMIT: Final = 2_000
_INDEX: Final = "pictures"


class Pictures:
    """Pictures by https address.

    What is shown least recently goes first when the cache is full. An address that gave nothing is asked for
    again in the next stream only. The content is whatever the address gave: who shows it decodes it with care.
    """

    def __init__(
        self,
        line: Line,
        store: AccountStore,
        scope: TaskScope,
        *,
        cache_bytes: int = CACHE_BYTES,
        cache_count: int = CACHE_COUNT,
    ) -> None:
        self._line = line
        self._store = store
        self._scope = scope
        self._cache_bytes = cache_bytes
        self._cache_count = cache_count
        self._kept: OrderedDict[str, int] = OrderedDict()  # bytes by blob name, least recent first
        self._missing: set[str] = set()
        self._fetching: dict[str, asyncio.Task[bytes | None]] = {}
        self._turn = asyncio.Semaphore(_FETCHES_AT_ONCE)

    async def load(self) -> None:
        """Learn from the store what is kept."""
        self._kept = _index_from(await self._store.settings.get(_INDEX))

    async def of(self, url: str) -> bytes | None:
        """The picture at `url`, or None where there is none, it is too large, or it can't be had now."""
        name = _name(url)
        if name in self._kept:
            content = await self._store.blobs.get(name)
            if content:
                self._kept.move_to_end(name)
                return content
        if name in self._missing or not self._line.is_up:
            return None
        task = self._fetching.get(name)
        if task is None:
            task = self._scope.start(self._fetch(url, name), "fetch a picture")
            task.add_done_callback(lambda _: self._fetching.pop(name, None))
            self._fetching[name] = task
        return await asyncio.shield(task)

    def stream_began(self) -> None:
        """A new stream: what could not be had may be there now."""
        self._missing.clear()

    async def _fetch(self, url: str, name: str) -> bytes | None:
        async with self._turn:
            try:
                found = await self._line.require().files.fetch(url, MAX_BLOB_BYTES)
            except NotConnected:
                return None
            except RequestFailed as error:
                _log.info("a picture could not be fetched: %s", error.failure.code)
                self._note_missing(name)
                return None
        if not found.content or not _is_picture(found.media_type):
            self._note_missing(name)
            return None
        await self._keep(name, found.content, found.media_type)
        return found.content

    async def _keep(self, name: str, content: bytes, media_type: str) -> None:
        await self._store.blobs.put(name, content, media_type)
        self._kept[name] = len(content)
        self._kept.move_to_end(name)
        size = sum(self._kept.values())
        while size > self._cache_bytes or len(self._kept) > self._cache_count:
            oldest, its_size = self._kept.popitem(last=False)
            size -= its_size
            await self._store.blobs.remove(oldest)
        await self._store.settings.set(_INDEX, json.dumps(self._kept))

    def _note_missing(self, name: str) -> None:
        if len(self._missing) < _MISSING_LIMIT:
            self._missing.add(name)


def _is_picture(media_type: str) -> bool:
    """Pixels only: an SVG is a program that draws, and may ask for more files."""
    kind, _, name = media_type.partition(";")[0].strip().casefold().partition("/")
    return kind == "image" and not name.startswith("svg")


def _name(url: str) -> str:
    return f"picture/{hashlib.sha256(url.encode()).hexdigest()}"


def _index_from(text: str | None) -> OrderedDict[str, int]:
    try:
        kept = json.loads(text) if text else {}
        return OrderedDict((str(name), int(size)) for name, size in kept.items())
    except (ValueError, TypeError, AttributeError):
        _log.warning("the index of pictures can't be read")
        return OrderedDict()
