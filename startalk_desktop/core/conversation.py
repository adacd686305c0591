"""One conversation in use: what the SDK and the window hold of it."""

from __future__ import annotations

from startalk_desktop.core.conversation_acting import ActingPart
from startalk_desktop.core.conversation_reading import ReadingPart
from startalk_desktop.core.conversation_room import RoomPart
from startalk_desktop.core.conversation_writing import WritingPart
from startalk_desktop.model.conversation import Conversation
from startalk_desktop.model.jid import Jid


class ConversationHandle(ReadingPart, WritingPart, ActingPart, RoomPart):
    """What can be done in one conversation: reading and finding, writing, acting on what is there, ruling a room.

    It holds no messages; it may be kept while its account is locked and unlocked. Every method raises
    `AccountUnknown` or `AccountNotOpen` where the account is gone or its store is closed.
    """

    async def info(self) -> Conversation:
        """The conversation's line in the inbox; a conversation with a person begins when it is first asked for."""
        return await self._line()

    async def set_pinned(self, is_pinned: bool) -> None:
        """Keep the conversation on top of the inbox, or no longer."""
        await self._runtime.store.conversations.set_pinned(self.id.peer, is_pinned)
        self._runtime.lines.touch({self.id.peer})

    async def set_muted(self, is_muted: bool) -> None:
        """Notify of messages that name us only, or again of all."""
        await self._runtime.store.conversations.set_muted(self.id.peer, is_muted)
        self._runtime.lines.touch({self.id.peer})

    def typing(self) -> tuple[Jid, ...]:
        """Who types now: a person's bare address, or a room's occupant."""
        return self._runtime.typing.who(self.id.peer)
