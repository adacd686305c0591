"""Writing in a conversation of the world in memory: sending, editing, and long texts as files."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from startalk_desktop.core.errors import ActionRefused, RefusalCode
from startalk_desktop.core.outbox import MAX_TEXT_BYTES
from startalk_desktop.core.ports import RequestFailed
from startalk_desktop.model.failure import Failure, FailureCode
from startalk_desktop.model.identity import ConversationId
from startalk_desktop.model.message import DeliveryState, Mention, Message, Quote, SharedFile

if TYPE_CHECKING:
    from tests.ui.fakes import FakeConversation, FakeStartalk


@dataclass
class Pen:
    """What the fake does with what is written, for a test to set and to read."""

    edit_refusal: RefusalCode | None = None
    file_failure: FailureCode | None = None
    uploads: asyncio.Event | None = None  # an upload waits for it
    edits: list[tuple[int, str, tuple[Mention, ...]]] = field(default_factory=list)


class WritingHandle:
    """What `FakeHandle` gets besides reading."""

    _world: FakeStartalk
    id: ConversationId

    @property
    def _it(self) -> FakeConversation:
        raise NotImplementedError

    async def send(
        self, text: str, *, reply_to: int | None = None, mentions: Sequence[Mention] = ()
    ) -> Message:
        if not text.strip():
            raise ValueError("there is nothing to send")
        if len(text.encode()) > MAX_TEXT_BYTES:
            raise ValueError("a file, please")
        answered = [m for m in self._it.messages if m.row == reply_to]
        quote = None
        if answered:
            quote = Quote(answered[0].text, answered[0].row, answered[0].sender)
        return self._world.say(
            self.id, text, is_outgoing=True, state=DeliveryState.QUEUED, reply=quote,
            mentions=tuple(mentions),
        )  # fmt: skip

    async def send_as_file(self, text: str) -> Message:
        pen = self._world.pen
        if pen.uploads is not None:
            await pen.uploads.wait()
        if pen.file_failure is not None:
            raise RequestFailed(Failure(pen.file_failure))
        file = SharedFile("https://files.example/message.txt", "message.txt", "text/plain")
        return self._world.say(
            self.id, file.url, is_outgoing=True, state=DeliveryState.QUEUED, files=(file,)
        )

    async def edit(self, row: int, text: str, mentions: Sequence[Mention] = ()) -> None:
        pen = self._world.pen
        if pen.edit_refusal is not None:
            raise ActionRefused(pen.edit_refusal)
        pen.edits.append((row, text, tuple(mentions)))
        at = max(m.sent_at for m in self._it.messages)
        self._world.change(self.id, row, text=text, mentions=tuple(mentions), edited_at=at)

    async def own_last_editable(self) -> Message | None:
        own = (m for m in reversed(self._it.messages) if m.is_outgoing and m.tombstone is None)
        return next(own, None)

    async def set_draft(self, text: str, reply_to: int | None = None) -> None:
        it = self._it
        it.line = replace(it.line, draft=text, draft_reply_row=reply_to)
        self._world.touch(self.id)
