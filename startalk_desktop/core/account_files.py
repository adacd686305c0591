"""The files of one account's messages: what is sent, what comes, what is here, and what is looked at."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from startalk_desktop.core.announcer import Announcer
from startalk_desktop.core.changes import ChangeHub
from startalk_desktop.core.downloading import MAX_FILE_BYTES, Downloading
from startalk_desktop.core.errors import (
    ActionRefused,
    FileRefused,
    RefusalCode,
    TransferCancelled,
)
from startalk_desktop.core.file_copies import FileCopies
from startalk_desktop.core.file_limits import UploadLimits
from startalk_desktop.core.file_preparing import PreparedFile, prepared_file
from startalk_desktop.core.file_safety import is_executable
from startalk_desktop.core.line import Line
from startalk_desktop.core.outbox import Outbox
from startalk_desktop.core.shown_pictures import ShownPictures
from startalk_desktop.core.texts import printable, sendable
from startalk_desktop.core.transfers import Carrier, Job, Transfers
from startalk_desktop.core.uploading import Uploading
from startalk_desktop.model.account import Account
from startalk_desktop.model.failure import Failure, FailureCode
from startalk_desktop.model.files import FileLimits, OutgoingFile
from startalk_desktop.model.identity import AccountId, ConversationKind
from startalk_desktop.model.jid import Jid, is_within
from startalk_desktop.model.message import Message, ReplyReference, SharedFile
from startalk_desktop.model.transfer import Transfer, TransferDirection
from startalk_desktop.store.account_store import AccountStore
from startalk_desktop.store.sealed_streams import SealedFile
from startalk_desktop.store.transfers import StoredTransfer, Upload
from startalk_desktop.tasks import TaskScope
from startalk_desktop.xmpp.errors import NotConnected, RequestFailed

MAX_FILES_AT_ONCE: Final = 100
"""Files that are sent in one go."""


class AccountFiles:
    """Joins what carries files, what keeps them, and what shows them.

    Args:
        account: as configured now.
    """

    def __init__(
        self,
        account: Callable[[], Account],
        line: Line,
        store: AccountStore,
        announcer: Announcer,
        changes: ChangeHub,
        outbox: Outbox,
        scope: TaskScope,
    ) -> None:
        self._account = account
        self._line = line
        self._store = store
        self._outbox = outbox
        self._scope = scope
        id_: AccountId = account().id
        self._limits = UploadLimits(id_, line, changes, scope)
        carriers: dict[TransferDirection, Carrier] = {
            TransferDirection.UP: Uploading(line, store, announcer, outbox, self._limits),
            TransferDirection.DOWN: Downloading(line, store),
        }
        self._transfers = Transfers(id_, line, store, changes, carriers.__getitem__, scope)
        self._copies = FileCopies(store, scope)
        self._pictures = ShownPictures(store)
        self._not_by_itself: set[tuple[int, int]] = (
            set()
        )  # pictures that could not be had, by row and index

    async def load(self) -> None:
        """Take up what the last run left behind, and remove what it should not have."""
        await self._store.files.begin()
        await self._copies.load()
        await self._transfers.load()

    def stream_began(self, *, is_new: bool) -> None:
        """Signed in."""
        if is_new:
            self._not_by_itself.clear()
            self._limits.stream_began()
        self._transfers.stream_began()

    def stop(self) -> None:
        """Begin nothing more."""
        self._transfers.stop()

    async def close(self) -> None:
        """Remove what is in the clear; the tasks have ended."""
        await self._copies.close()

    @property
    def limits(self) -> FileLimits:
        """What the upload service takes now."""
        return self._limits.now

    def transfers(self, peer: Jid) -> tuple[Transfer, ...]:
        """What is under way or failed in the conversation with `peer`."""
        return self._transfers.of(peer)

    # up

    async def send(
        self,
        peer: Jid,
        kind: ConversationKind,
        files: Sequence[OutgoingFile],
        caption: str = "",
        reply: ReplyReference | None = None,
    ) -> list[Message]:
        """Store a message for each of `files`, and send each when its file is up.

        Raises:
            FileRefused: one of them can't be sent; nothing was stored.
            ValueError: there are none or too many, or the caption is too long.
            StoreFull: there is no room to keep them.
        """
        if not 0 < len(files) <= MAX_FILES_AT_ONCE:
            raise ValueError(f"between 1 and {MAX_FILES_AT_ONCE} files are sent at once")
        caption = sendable(caption) if printable(caption) else ""
        ready: list[PreparedFile] = []
        try:
            for file in files:
                ready.append(await prepared_file(self._store, file))
                self._check_size(ready[-1].shared)
        except BaseException:
            for one in ready:
                if one.sealed is not None:
                    await self._store.files.forget(one.sealed.id)
            raise
        messages = []
        for number, one in enumerate(ready):
            id_ = secrets.token_hex(16)
            upload = Upload(id_, 0, one.source, one.sealed.id if one.sealed is not None else None)
            message = await self._outbox.send(
                peer,
                kind,
                "" if number else caption,
                reply=None if number else reply,
                files=(one.shared,),
                uploads=(upload,),
            )
            messages.append(message)
            stored = StoredTransfer(id_, peer, message.row, 0, True, one.source, "", 0, None, None)
            self._transfers.begin(stored, one.shared.size)
        return messages

    async def retry_message(self, row: int) -> bool:
        """Try again to bring up what message `row` waits for; False where it waits for nothing."""
        job = self._transfers.up_of(row)
        if job is not None:
            await self._transfers.retry(job.stored.id)
        return job is not None

    def discarded(self, row: int) -> None:
        """The message is gone, and what was carried for it need not be."""
        if (jobs := self._transfers.jobs_of(row)) and not self._scope.is_closed:
            self._scope.start(self._transfers.drop(jobs), "drop transfers")

    # both

    async def cancel(self, id: str) -> None:  # noqa: A002  the field's name in the model
        """Stop a transfer for good; a message that never left goes with its file."""
        job = self._transfers.job(id)
        if job is None:
            return
        if job.stored.is_up:
            await self._outbox.discard(job.stored.row)
        await self._transfers.drop([job])

    async def retry(self, id: str) -> None:  # noqa: A002
        """Try again now."""
        await self._transfers.retry(id)

    # down

    async def download(
        self, peer: Jid, row: int, index: int, limit: int = MAX_FILE_BYTES
    ) -> Job | None:
        """Bring a file here; None where it is here.

        Raises:
            ActionRefused: GONE.
        """
        _, file = await self._file(peer, row, index)
        if await self._store.files.sealed(row, index) is not None:
            return None
        if not file.url:
            raise ActionRefused(RefusalCode.GONE)
        stored = await self._store.transfers.add_download(secrets.token_hex(16), row, index, limit)
        if stored is None:
            raise ActionRefused(RefusalCode.GONE)
        return self._transfers.begin(stored, file.size)

    async def here(
        self, peer: Jid, row: int, index: int, limit: int = MAX_FILE_BYTES
    ) -> SealedFile:
        """A file on this machine, brought here first where that has to be.

        Raises:
            ActionRefused: GONE.
            NotConnected: it would have to be fetched, and we are offline.
            RequestFailed: it can't be had.
            TransferCancelled: somebody changed their mind.
        """
        sealed = await self._store.files.sealed(row, index)
        if sealed is not None:
            await self._store.files.used(sealed)
            return sealed
        await self._file(peer, row, index)
        self._line.require()
        job = await self.download(peer, row, index, limit)
        if job is not None:
            await job.ended.wait()
            if job.transfer.failure is not None:
                raise RequestFailed(job.transfer.failure)
        sealed = await self._store.files.sealed(row, index)
        if sealed is None:
            raise TransferCancelled
        return sealed

    async def open_copy(self, peer: Jid, row: int, index: int) -> Path:
        """A file in the clear, for other programs; raises as `here`, StoreDamaged and OSError."""
        _, file = await self._file(peer, row, index)
        return await self._copies.copy(await self.here(peer, row, index), file.name)

    async def save_copy(self, peer: Jid, row: int, index: int, target: Path) -> None:
        """The same at a place of the user's choice."""
        await self._copies.save(await self.here(peer, row, index), target)

    def is_copy(self, path: Path) -> bool:
        """Whether `path`, without links and steps upwards, is a copy that `open_copy` made."""
        return self._copies.holds(path)

    async def looks_executable(self, peer: Jid, row: int, index: int) -> bool:
        """Whether opening the file may run something, as far as can be told before it is here."""
        _, file = await self._file(peer, row, index)
        sealed = await self._store.files.sealed(row, index)
        return is_executable(file.name, await sealed.head() if sealed is not None else b"")

    async def picture(self, peer: Jid, row: int, index: int, *, is_whole: bool) -> bytes | None:
        """A picture to be shown; see `ConversationHandle.picture`."""
        _, file = await self._file(peer, row, index)
        if not file.is_picture:
            return None
        sealed = await self._store.files.sealed(row, index)
        if sealed is None:
            sealed = await self._picture_here(peer, row, index, file, is_asked_for=is_whole)
        if is_whole:
            return None if sealed is None else await self._pictures.whole(sealed, file)
        shown = None if sealed is None else await self._pictures.preview(sealed, file)
        return shown or file.thumbnail or None

    async def _picture_here(
        self, peer: Jid, row: int, index: int, file: SharedFile, *, is_asked_for: bool
    ) -> SealedFile | None:
        if not is_asked_for and not await self._loads_by_itself(row, index, file):
            return None
        limit = MAX_FILE_BYTES if is_asked_for else self._account().auto_download_limit
        try:
            return await self.here(peer, row, index, limit)
        except NotConnected:
            return None
        except (RequestFailed, ActionRefused, TransferCancelled):
            if not is_asked_for:
                # Nobody asked for it, so nobody is told; whoever asks gets it tried again.
                self._not_by_itself.add((row, index))
                failed = [job for job in self._transfers.jobs_of(row) if job.stored.index == index]
                await self._transfers.drop(failed)
            return None

    async def _loads_by_itself(self, row: int, index: int, file: SharedFile) -> bool:
        """Whether a picture is fetched because it is looked at: of a size that the account allows, and only from the
        own domain, since fetching tells a host who looks at it, and when.
        """
        limit = self._account().auto_download_limit
        is_small = limit > 0 and (file.size is None or file.size <= limit)
        if not is_small or file.is_attachment or not file.url or not self._line.is_up:
            return False
        if (row, index) in self._not_by_itself or self._transfers.jobs_of(row):
            return False
        host, domain = urlsplit(file.url).hostname or "", self._account().jid.domain
        is_ours = is_within(host, domain)
        return is_ours or await self._line.require().files.is_own(file.url)

    async def _file(self, peer: Jid, row: int, index: int) -> tuple[Message, SharedFile]:
        for message in await self._store.messages.by_rows([row]):
            if message.conversation.peer == peer and 0 <= index < len(message.files):
                return message, message.files[index]
        raise ActionRefused(RefusalCode.GONE)

    def _check_size(self, file: SharedFile) -> None:
        limit = self._limits.now.max_size
        if limit is not None and (file.size or 0) > limit:
            detail = f"the domain takes files of at most {limit} bytes"
            raise FileRefused(file.name, Failure(FailureCode.TOO_LARGE, detail))
