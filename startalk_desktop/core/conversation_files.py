"""Files of one conversation: sending, fetching, opening, and looking at pictures."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import overload

from startalk_desktop.core.conversation_part import ConversationPart
from startalk_desktop.model.files import FileKind, FileLimits, OutgoingFile
from startalk_desktop.model.message import Message, MessageCursor
from startalk_desktop.model.transfer import Transfer


class FilesPart(ConversationPart):
    """What `ConversationHandle` does with files. How they get on is told by `TransferChanged`."""

    async def send_files(
        self, files: Sequence[OutgoingFile], caption: str = "", reply_to: int | None = None
    ) -> list[Message]:
        """Store a message for each of `files` and send each once its file is with the domain's upload service.

        Until then the message waits, across restarts, and later texts go before it. Caption and answer are the first
        one's.

        Raises:
            FileRefused: one of them can't be sent; nothing was stored.
            ValueError: there are none or more than `account_files.MAX_FILES_AT_ONCE`, or the caption is too long.
            ActionRefused: nothing names the answered message to others, or it is gone.
            StoreFull: this machine has no room for them.
        """
        kind = (await self._line()).kind
        return await self._runtime.writing.send_files(
            self.id.peer, kind, files, caption, answers=reply_to
        )

    def limits(self) -> FileLimits:
        """What the domain's upload service takes now; `FilesChanged` tells when that changes."""
        return self._runtime.files.limits

    def transfers(self) -> tuple[Transfer, ...]:
        """The conversation's files that are under way or failed."""
        return self._runtime.files.transfers(self.id.peer)

    async def cancel_transfer(self, id: str) -> None:  # noqa: A002  the field's name in the model
        """Stop a transfer for good. A message whose file has not gone up is deleted: it never left."""
        await self._runtime.files.cancel(id)

    async def retry_transfer(self, id: str) -> None:  # noqa: A002
        """Try a transfer that failed or waits again, now."""
        await self._runtime.files.retry(id)

    async def download(self, row: int, index: int) -> None:
        """Bring file `index` of message `row` to this machine, encrypted; nothing happens where it is here.

        It goes on after a break and a restart.

        Raises:
            ActionRefused: GONE.
        """
        await self._runtime.files.download(self.id.peer, row, index)

    async def is_here(self, row: int, index: int) -> bool:
        """Whether the file is on this machine, so that it can be opened offline."""
        return await self._runtime.store.files.sealed(row, index) is not None

    async def open_copy(self, row: int, index: int) -> Path:
        """A copy of the file in the clear, to be opened by another program, fetched first where it has to be.

        It lies in a folder that only this user may enter, under a harmless form of its name, and is removed after an
        hour, at the end, or at the next start.

        Raises:
            ActionRefused: GONE.
            NotConnected: it would have to be fetched, and we are offline.
            RequestFailed: it can't be had; FILE_DAMAGED where it is not what the message says.
            TransferCancelled: the download was stopped.
            StoreDamaged, OSError: it can't be read or written.
        """
        return await self._runtime.files.open_copy(self.id.peer, row, index)

    async def save_copy(self, row: int, index: int, target: Path) -> None:
        """Write the file to `target`, in place of what is there. Raises as `open_copy`."""
        await self._runtime.files.save_copy(self.id.peer, row, index, target)

    async def looks_executable(self, row: int, index: int) -> bool:
        """Whether opening the file may run something: by its name, and by its content where it is here."""
        return await self._runtime.files.looks_executable(self.id.peer, row, index)

    async def files(
        self,
        kind: FileKind = FileKind.ANY,
        before: MessageCursor | None = None,
        limit: int = 50,
    ) -> list[tuple[Message, int]]:
        """The conversation's files, newest first: messages, and which of their files.

        Args:
            kind: which files.
            before: only of messages above this.
            limit: about how many; those of one message come together.
        """
        return await self._runtime.store.files.list(self.id.peer, kind, before, limit)

    @overload
    async def picture(self, row: int, index: int = 0, full: bool = False) -> bytes | None: ...
    @overload
    async def picture(self, row: str) -> bytes | None: ...

    async def picture(self, row: int | str, index: int = 0, full: bool = False) -> bytes | None:
        """A picture, undecoded, or None where it can't be had (now).

        Args:
            row: the message whose picture it is; or the address of one that a text names: it is fetched once, with
                its host learning our network address, and kept in the account's store.
            index: which of the message's files.
            full: as it is, fetched where it has to be. Otherwise no larger than a conversation shows it: the picture
                itself where it is here or loads by itself (`Account.auto_download_limit`, and only from the own
                domain's service), else the thumbnail that came with the message.

        Raises:
            ActionRefused: GONE.
        """
        if isinstance(row, str):
            return await self._runtime.pictures.of(row)
        return await self._runtime.files.picture(self.id.peer, row, index, is_whole=full)
