"""Files in a conversation of the world in memory: sending, fetching, opening, and the service in between."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from startalk_desktop.core.errors import ActionRefused, FileRefused, RefusalCode
from startalk_desktop.core.file_safety import is_executable
from startalk_desktop.core.ports import RequestFailed
from startalk_desktop.model.changes import FilesChanged, TransferChanged
from startalk_desktop.model.failure import Failure
from startalk_desktop.model.files import FileKind, FileLimits, OutgoingFile
from startalk_desktop.model.identity import AccountId, ConversationId
from startalk_desktop.model.message import DeliveryState, Message, MessageCursor, Quote, SharedFile
from startalk_desktop.model.transfer import Transfer, TransferDirection, TransferState

if TYPE_CHECKING:
    from tests.ui.fakes import FakeConversation, FakeStartalk


@dataclass
class Post:
    """What the fake's files do, for a test to set and to read."""

    limits: dict[AccountId, FileLimits] = field(default_factory=dict)
    refusal: FileRefused | None = None
    sent: list[tuple[tuple[OutgoingFile, ...], str, int | None]] = field(default_factory=list)
    transfers: dict[str, Transfer] = field(default_factory=dict)
    here: set[tuple[int, int]] = field(default_factory=set)
    contents: dict[tuple[int, int], bytes] = field(default_factory=dict)
    failure: Failure | None = None  # of the next download
    folder: Path | None = None  # copies go there
    asked: list[tuple[str, int, int]] = field(default_factory=list)


class FilesHandle:
    """What `FakeHandle` gets for files."""

    _world: FakeStartalk
    id: ConversationId

    @property
    def _it(self) -> FakeConversation:
        raise NotImplementedError

    async def send_files(
        self, files: Sequence[OutgoingFile], caption: str = "", reply_to: int | None = None
    ) -> list[Message]:
        post = self._world.post
        if post.refusal is not None:
            raise post.refusal
        post.sent.append((tuple(files), caption, reply_to))
        answered = [m for m in self._it.messages if m.row == reply_to]
        sent = []
        for number, file in enumerate(files):
            size = file.path.stat().st_size if file.path else len(file.content or b"")
            shared = SharedFile("", file.name, file.media_type, size)
            quote = Quote(answered[0].text, answered[0].row) if answered and not number else None
            message = self._world.say(
                self.id, "" if number else caption, is_outgoing=True, state=DeliveryState.QUEUED,
                files=(shared,), reply=quote,
            )  # fmt: skip
            if shared.is_picture:
                content = file.path.read_bytes() if file.path else file.content
                post.contents[message.row, 0] = content or b""
            post.here.add((message.row, 0))
            begin(self._world, message, TransferDirection.UP, total=size)
            sent.append(message)
        return sent

    def limits(self) -> FileLimits:
        self._world.accounts.require_open(self.id.account)
        return self._world.post.limits.get(self.id.account, FileLimits())

    def transfers(self) -> tuple[Transfer, ...]:
        found = self._world.post.transfers.values()
        return tuple(one for one in found if one.conversation == self.id)

    async def cancel_transfer(self, name: str) -> None:
        transfer = self._world.post.transfers[name]
        if transfer.direction is TransferDirection.UP:
            await self.discard(transfer.row)
        change(self._world, transfer, state=TransferState.CANCELLED)

    async def discard(self, row: int) -> None:
        raise NotImplementedError

    async def retry_transfer(self, name: str) -> None:
        change(
            self._world, self._world.post.transfers[name], state=TransferState.RUNNING, failure=None
        )

    async def download(self, row: int, index: int) -> None:
        post = self._world.post
        post.asked.append(("download", row, index))
        if (row, index) not in post.here:
            begin(self._world, self._one(row), TransferDirection.DOWN, index)

    async def is_here(self, row: int, index: int) -> bool:
        return (row, index) in self._world.post.here

    async def open_copy(self, row: int, index: int) -> Path:
        post = self._world.post
        post.asked.append(("open", row, index))
        self._fetch(row, index)
        if post.folder is None:
            raise OSError(28, "No space left on device")
        target = post.folder / self._one(row).files[index].name
        target.write_bytes(post.contents.get((row, index), b"content"))
        return target

    async def save_copy(self, row: int, index: int, target: Path) -> None:
        self._fetch(row, index)
        target.write_bytes(self._world.post.contents.get((row, index), b"content"))  # noqa: ASYNC240

    async def looks_executable(self, row: int, index: int) -> bool:
        content = self._world.post.contents.get((row, index), b"")
        return is_executable(self._one(row).files[index].name, content[:16])

    async def files(
        self,
        kind: FileKind = FileKind.ANY,
        before: MessageCursor | None = None,
        limit: int = 50,
    ) -> list[tuple[Message, int]]:
        self._world.accounts.require_open(self.id.account)
        found: list[tuple[Message, int]] = []
        for message in reversed(self._it.messages):
            if before is not None and MessageCursor(message.sent_at, message.row) >= before:
                continue
            if len(found) >= limit:
                break
            found += [
                (message, index)
                for index, file in enumerate(message.files)
                if kind is FileKind.ANY or file.is_picture == (kind is FileKind.PICTURES)
            ]
        return found

    async def picture(self, row: int | str, index: int = 0, full: bool = False) -> bytes | None:
        deeds, post = self._world.deeds, self._world.post
        if isinstance(row, str):
            return deeds.pictures.get(row)
        file = self._one(row).files[index]
        content = post.contents.get((row, index)) or deeds.pictures.get(file.url)
        is_own = f".{self._world.accounts.get(self.id.account).jid.domain}/" in file.url
        if content is not None and (full or is_own or (row, index) in post.here):
            return content
        return None if full else file.thumbnail or None

    def _one(self, row: int) -> Message:
        found = next((one for one in self._it.messages if one.row == row), None)
        if found is None:
            raise ActionRefused(RefusalCode.GONE)
        return found

    def _fetch(self, row: int, index: int) -> None:
        post = self._world.post
        if (row, index) in post.here:
            return
        if post.failure is not None:
            raise RequestFailed(post.failure)
        post.here.add((row, index))


def begin(
    world: FakeStartalk,
    message: Message,
    direction: TransferDirection,
    index: int = 0,
    *,
    done: int = 0,
    total: int | None = None,
    state: TransferState = TransferState.RUNNING,
    failure: Failure | None = None,
) -> Transfer:
    """A file of `message` is on its way."""
    name = f"{direction}-{message.row}-{index}"
    transfer = Transfer(
        name, message.conversation, message.row, index, direction, state, done,
        total if total is not None else message.files[index].size, failure,
    )  # fmt: skip
    world.post.transfers[name] = transfer
    world.changes.announce(TransferChanged(message.conversation, transfer))
    return transfer


def change(world: FakeStartalk, transfer: Transfer, **fields: object) -> Transfer:
    """The transfer got on."""
    moved = replace(transfer, **fields)  # type: ignore[arg-type]
    if moved.state in (TransferState.DONE, TransferState.CANCELLED):
        world.post.transfers.pop(moved.id, None)
    else:
        world.post.transfers[moved.id] = moved
    if moved.state is TransferState.DONE:
        world.post.here.add((moved.row, moved.index))
    world.changes.announce(TransferChanged(moved.conversation, moved))
    return moved


def set_limits(world: FakeStartalk, account: AccountId, limits: FileLimits) -> None:
    """What the domain takes is another."""
    world.post.limits[account] = limits
    world.changes.announce(FilesChanged(account))
