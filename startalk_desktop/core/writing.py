"""What a person writes, on its way into the outbox: answers and mentions prepared, long texts made files."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Sequence
from typing import Final

from startalk_desktop.core.account_files import AccountFiles
from startalk_desktop.core.actions import Actions
from startalk_desktop.core.chat_states import ChatStates
from startalk_desktop.core.line import Line
from startalk_desktop.core.outbox import Outbox
from startalk_desktop.core.references import reply_to
from startalk_desktop.core.texts import moved_mentions, printable
from startalk_desktop.model.files import OutgoingFile
from startalk_desktop.model.identity import ConversationKind
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.message import Mention, Message, ReplyReference, SharedFile

TEXT_FILE_NAME: Final = "message.txt"
_TEXT_TYPE: Final = "text/plain; charset=utf-8"
_PIECE: Final = 256 * 1024  # bytes


class Writing:
    """Sends what was typed in one account's conversations."""

    def __init__(
        self,
        line: Line,
        outbox: Outbox,
        actions: Actions,
        files: AccountFiles,
        typing: ChatStates,
    ) -> None:
        self._line = line
        self._files = files
        self._outbox = outbox
        self._actions = actions
        self._typing = typing

    async def send(
        self,
        peer: Jid,
        kind: ConversationKind,
        text: str,
        *,
        answers: int | None = None,
        mentions: Sequence[Mention] = (),
    ) -> Message:
        """Store `text` as the newest message, in answer to the message in row `answers`, and send it when that can be.

        Raises:
            ValueError: there is nothing to send, or it is too long.
            ActionRefused: the answered message is gone, or nothing names it to others.
        """
        reply = await self._reply(peer, kind, answers)
        message = await self._outbox.send(
            peer, kind, text, reply=reply, mentions=moved_mentions(text, mentions)
        )
        self._typing.message_sent(peer)
        return message

    async def send_files(
        self,
        peer: Jid,
        kind: ConversationKind,
        files: Sequence[OutgoingFile],
        caption: str = "",
        *,
        answers: int | None = None,
    ) -> list[Message]:
        """Store a message for each file, the first with `caption` and in answer to the message in row `answers`.

        Raises:
            FileRefused, ValueError, StoreFull: as `AccountFiles.send` says.
            ActionRefused: the answered message is gone, or nothing names it to others.
        """
        reply = await self._reply(peer, kind, answers)
        messages = await self._files.send(peer, kind, files, caption, reply)
        self._typing.message_sent(peer)
        return messages

    async def send_as_file(self, peer: Jid, kind: ConversationKind, text: str) -> Message:
        """Upload `text` to the domain's upload service, and send where it is.

        Raises:
            ValueError: there is nothing to send.
            NotConnected: the account is offline; nothing was sent.
            RequestFailed: TOO_LARGE for the service, UNSUPPORTED where the domain has none, or another refusal;
                nothing was sent.
        """
        content = printable(text).encode()
        if not content:
            raise ValueError("there is nothing to send")
        files = self._line.require().files
        url = await files.upload(TEXT_FILE_NAME, _TEXT_TYPE, len(content), _pieces(content))
        shared = SharedFile(
            url,
            TEXT_FILE_NAME,
            "text/plain",
            len(content),
            sha256=hashlib.sha256(content).hexdigest(),
            is_attachment=True,
        )
        message = await self._outbox.send(peer, kind, "", files=(shared,))
        self._typing.message_sent(peer)
        return message

    async def _reply(
        self, peer: Jid, kind: ConversationKind, answers: int | None
    ) -> ReplyReference | None:
        if answers is None:
            return None
        return reply_to(await self._actions.answerable(peer, answers), kind)


async def _pieces(content: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(content), _PIECE):
        yield content[start : start + _PIECE]
