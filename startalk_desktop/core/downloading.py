"""Carries files of messages down, into the sealed store: bounded, resumed, checked against what the message says."""

from __future__ import annotations

import asyncio
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Final

from startalk_desktop.core.line import Line
from startalk_desktop.core.transfers import Job, Progress
from startalk_desktop.model.failure import Failure, FailureCode
from startalk_desktop.model.message import SharedFile
from startalk_desktop.store.account_store import AccountStore
from startalk_desktop.store.errors import StoreDamaged, StoreUnreachable
from startalk_desktop.store.kept_files import NewFile
from startalk_desktop.store.sealed_streams import SealedFile, SealedSink
from startalk_desktop.xmpp.errors import RequestFailed

MAX_FILE_BYTES: Final = 4 * 1024**3
"""No file longer than this is fetched, whatever anybody says."""

KEPT_BYTES: Final = 8 * 1024**3
"""So much is kept of an account; beyond it, what was not looked at for longest goes."""

_SPARE_BYTES: Final = 64 * 1024**2  # that a download leaves free on the disk
_ATTEMPTS: Final = 6
_PASSING: Final = frozenset(
    {
        FailureCode.CONNECTION_LOST,
        FailureCode.HOST_UNKNOWN,
        FailureCode.NO_ROUTE,
        FailureCode.POLICY,
        FailureCode.REFUSED_PORT,
        FailureCode.SERVER_ERROR,
        FailureCode.TIMEOUT,
    }
)


class Downloading:
    """The `Carrier` of the way down."""

    def __init__(self, line: Line, store: AccountStore, *, kept_bytes: int = KEPT_BYTES) -> None:
        self._line = line
        self._store = store
        self._kept_bytes = kept_bytes

    async def carry(self, job: Job, progress: Progress) -> None:
        """Bring the file here, unless one of the same content is here already."""
        stored = job.stored
        found = await self._store.messages.by_rows([stored.row])
        if not found or stored.index >= len(found[0].files):
            raise RequestFailed(Failure(FailureCode.RECIPIENT_UNKNOWN, "the message is gone"))
        file = found[0].files[stored.index]
        sealed = await self._store.files.with_hash(file.sha256) if file.sha256 else None
        if sealed is None:
            sealed = await self._fetch(job, file, progress)
        await self._store.files.add(stored.row, stored.index, sealed.id)
        if await self._store.files.sealed(stored.row, stored.index) is None:
            await self._store.files.forget(sealed.id)  # the message was taken back meanwhile

    async def finish(self, job: Job) -> None:
        """Forget the transfer; what else is here may be too much now."""
        await self._store.transfers.remove(job.stored.id)
        await self._store.files.drop_oldest(self._kept_bytes)

    async def failed(self, job: Job, failure: Failure) -> None:
        """What came so far is of no use."""
        del failure
        await self._store.transfers.set_part(job.stored.id, None)
        await self._store.files.sweep()

    async def retried(self, job: Job) -> None:
        """Nothing shows it but the transfer."""

    def waits(self, failure: Failure) -> None:
        """It says nothing of the next file."""

    def is_hopeless(self, failure: Failure, attempts: int) -> bool:
        """What may pass is tried some times more."""
        return failure.code not in _PASSING or attempts >= _ATTEMPTS

    async def _fetch(self, job: Job, file: SharedFile, progress: Progress) -> SealedFile:
        limit = await self._limit(job, file)
        progress(0, file.size)
        files = self._line.require().files
        new, sink = await self._opened(job, file)
        try:
            info = await files.download(file.url, limit, sink.write, progress, sink.size)
        except BaseException as error:
            await sink.close()
            if _is_too_large(error) and file.size is not None:
                raise _damaged("there is more of it than the message says") from error
            raise
        sha256 = await sink.finish()
        # A part goes with the transfer; what is whole, with its message.
        if file.size is not None and info.size != file.size:
            raise _damaged("it has not the size that the message says")
        if file.sha256 and sha256 != file.sha256:
            raise _damaged("it has not the hash that the message says")
        return await self._store.files.keep(new, info.size, sha256)

    async def _opened(self, job: Job, file: SharedFile) -> tuple[NewFile, SealedSink]:
        """Where to go on, or to begin; only what can be checked in the end is put together from parts."""
        part = None
        if job.stored.part is not None and file.sha256:
            part = await self._store.files.part(job.stored.part)
        if part is not None:
            try:
                return part, await SealedSink.resume(part.path, part.key)
            except (StoreDamaged, StoreUnreachable):
                part = None
        new = await self._store.files.new()
        await self._store.transfers.set_part(job.stored.id, new.id)
        job.stored = replace(job.stored, part=new.id)
        return new, await SealedSink.open(new.path, new.key)

    async def _limit(self, job: Job, file: SharedFile) -> int:
        """How many bytes may come."""
        allowed = min(job.stored.byte_limit, MAX_FILE_BYTES)
        told = file.size
        if told is not None and told > allowed:
            detail = f"the file has {told} bytes, {allowed} are allowed"
            raise RequestFailed(Failure(FailureCode.TOO_LARGE, detail))
        if told is not None and not await asyncio.to_thread(
            _has_room, self._store.files.folder, told
        ):
            raise RequestFailed(Failure(FailureCode.DISK_FULL))
        return allowed if told is None else told


def _has_room(folder: Path, size: int) -> bool:
    nearest = next(place for place in (folder, *folder.parents) if place.exists())
    return shutil.disk_usage(nearest).free >= size + _SPARE_BYTES


def _is_too_large(error: BaseException) -> bool:
    return isinstance(error, RequestFailed) and error.failure.code is FailureCode.TOO_LARGE


def _damaged(detail: str) -> RequestFailed:
    return RequestFailed(Failure(FailureCode.FILE_DAMAGED, detail))
