"""Writing in one conversation: sending, drafts, and telling that we type."""

from __future__ import annotations

from collections.abc import Sequence

from startalk_desktop.core.conversation_part import ConversationPart
from startalk_desktop.model.message import Mention, Message


class WritingPart(ConversationPart):
    """What `ConversationHandle` writes."""

    async def send(
        self, text: str, *, reply_to: int | None = None, mentions: Sequence[Mention] = ()
    ) -> Message:
        """Store `text` as the next message and send it when it can be sent; returns it as stored.

        Args:
            text: what to say.
            reply_to: the row of the message that it answers.
            mentions: who is named where in `text`.

        Raises:
            ValueError: there is nothing to send, or it is longer than `texts.MAX_TEXT_BYTES`.
            ActionRefused: nothing names the answered message to others, or it is gone.
        """
        kind = (await self._line()).kind
        return await self._runtime.writing.send(
            self.id.peer, kind, text, answers=reply_to, mentions=mentions
        )

    async def send_as_file(self, text: str) -> Message:
        """Send `text`, of any length, as a file ``message.txt`` through the domain's upload service.

        Raises:
            ValueError: there is nothing to send.
            NotConnected: the account is offline; nothing was sent.
            RequestFailed: TOO_LARGE for the service, UNSUPPORTED where the domain has none; nothing was sent.
        """
        kind = (await self._line()).kind
        return await self._runtime.writing.send_as_file(self.id.peer, kind, text)

    async def retry(self, row: int) -> None:
        """Send a failed message again; where its file did not go up, that first."""
        if not await self._runtime.files.retry_message(row):
            await self._runtime.outbox.retry(row)

    async def discard(self, row: int) -> None:
        """Drop a message that has not been sent."""
        await self._runtime.outbox.discard(row)

    async def set_draft(self, text: str, reply_to: int | None = None) -> None:
        """Keep what is typed but not sent, and the row of the message that it answers; empty where there is nothing."""
        await self._runtime.store.conversations.set_draft(self.id.peer, text, reply_to)
        self._runtime.lines.touch({self.id.peer})

    def set_typing(self, is_typing: bool) -> None:
        """Tell the peer that we type, or stopped; call it as often as is handy, only changes are sent."""
        self._runtime.typing.set_own(self.id.peer, is_typing)
