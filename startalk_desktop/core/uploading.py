"""Carries files of messages up: sealed first, then to the domain's upload service; the message follows."""

from __future__ import annotations

import logging
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Final

from startalk_desktop.core.announcer import Announcer
from startalk_desktop.core.file_limits import UploadLimits
from startalk_desktop.core.line import Line
from startalk_desktop.core.outbox import Outbox
from startalk_desktop.core.transfers import Job, Progress
from startalk_desktop.model.failure import Failure, FailureCode
from startalk_desktop.model.message import Message, SharedFile
from startalk_desktop.store.account_store import AccountStore
from startalk_desktop.store.sealed_streams import SealedFile, SourceUnreadable, seal_file
from startalk_desktop.xmpp.errors import RequestFailed

_log = logging.getLogger(__name__)

_ANY_TYPE: Final = "application/octet-stream"
_HOPELESS: Final = frozenset(
    {
        FailureCode.TOO_LARGE,
        FailureCode.NOT_ALLOWED,
        FailureCode.FILE_UNREADABLE,
        FailureCode.DISK_FULL,
        FailureCode.INTERNAL,
    }
)


class Uploading:
    """The `Carrier` of the way up.

    What was sent is sealed in the store before anything leaves: the original may change or go, and where the way up
    has to be begun again, it is the same file that goes. The message is rewritten and let go only when the file is
    there, so that however often that is tried, the message goes once.
    """

    def __init__(
        self,
        line: Line,
        store: AccountStore,
        announcer: Announcer,
        outbox: Outbox,
        limits: UploadLimits,
    ) -> None:
        self._line = line
        self._store = store
        self._announcer = announcer
        self._outbox = outbox
        self._limits = limits

    async def carry(self, job: Job, progress: Progress) -> None:
        """Put the file where the domain keeps such; nothing is left to do where that was done in an earlier run."""
        message = await self._message(job)
        if message is None or job.stored.url:
            return
        file = message.files[job.stored.index]
        sealed = await self._store.files.sealed(job.stored.row, job.stored.index)
        if sealed is None:
            sealed = await self._seal(job, file)
        progress(0, sealed.size)
        limit = self._limits.now.max_size
        if limit is not None and sealed.size > limit:
            detail = f"the domain takes files of at most {limit} bytes"
            raise RequestFailed(Failure(FailureCode.TOO_LARGE, detail))
        url = await self._put(file, sealed, progress)
        await self._store.transfers.uploaded(job.stored.id, url)
        job.stored = replace(job.stored, url=url)
        self._limits.worked()

    async def finish(self, job: Job) -> None:
        """Let the message point to the file, and go."""
        self._announcer.committed(await self._store.transfers.finish_upload(job.stored.id))
        await self._outbox.admit(job.stored.row)

    async def failed(self, job: Job, failure: Failure) -> None:
        """The message failed with its file."""
        message = await self._message(job)
        if message is not None:
            outcome = await self._store.outbox.mark_failed(message.origin_id, failure)
            self._announcer.committed(outcome)

    async def retried(self, job: Job) -> None:
        """The message waits again."""
        self._announcer.committed(await self._store.outbox.retry(job.stored.row))

    def waits(self, failure: Failure) -> None:
        """The next file would meet the same."""
        self._limits.failed(failure)

    def is_hopeless(self, failure: Failure, attempts: int) -> bool:
        """A service that is missing, full or failing may come back; a file that is too large stays so."""
        del attempts
        return failure.code in _HOPELESS

    async def _put(self, file: SharedFile, sealed: SealedFile, progress: Progress) -> str:
        chunks = sealed.chunks()
        try:
            return await self._line.require().files.upload(
                file.name, file.media_type or _ANY_TYPE, sealed.size, chunks, progress
            )
        finally:
            with suppress(RuntimeError):  # who sent it may still be reading the last piece
                await chunks.aclose()

    async def _seal(self, job: Job, file: SharedFile) -> SealedFile:
        if not job.stored.source:
            raise SourceUnreadable("the file is no longer on this machine")
        new = await self._store.files.new()
        try:
            size, sha256 = await seal_file(Path(job.stored.source), new.path, new.key)
        except BaseException:
            await self._store.files.forget(new.id)
            raise
        if size == 0:
            await self._store.files.forget(new.id)
            raise SourceUnreadable("the file is empty")
        kept = await self._store.files.keep(new, size, sha256)
        told = replace(file, size=size, sha256=sha256)
        outcome = await self._store.transfers.sealed(job.stored.id, kept.id, told)
        self._announcer.committed(outcome)
        job.stored = replace(job.stored, source="")
        return kept

    async def _message(self, job: Job) -> Message | None:
        found = await self._store.messages.by_rows([job.stored.row])
        message = found[0] if found else None
        return message if message is not None and job.stored.index < len(message.files) else None
