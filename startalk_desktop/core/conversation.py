"""One conversation in use: what the SDK and the window hold of it."""

from __future__ import annotations

from startalk_desktop.core.conversation_acting import ActingPart
from startalk_desktop.core.conversation_arranging import ArrangingPart
from startalk_desktop.core.conversation_files import FilesPart
from startalk_desktop.core.conversation_reading import ReadingPart
from startalk_desktop.core.conversation_room import RoomPart
from startalk_desktop.core.conversation_writing import WritingPart
from startalk_desktop.model.conversation import Conversation
from startalk_desktop.model.jid import Jid


class ConversationHandle(ReadingPart, WritingPart, ActingPart, ArrangingPart, FilesPart, RoomPart):
    """What can be done in one conversation: reading and finding, writing, files, acting on what is there, arranging
    it, and being in a room and ruling it.

    It holds no messages; it may be kept while its account is locked and unlocked. Every method raises
    `AccountUnknown` or `AccountNotOpen` where the account is gone or its store is closed.
    """

    async def info(self) -> Conversation:
        """The conversation's line in the inbox; a conversation with a person begins when it is first asked for."""
        return await self._line()

    # who is there

    def typing(self) -> tuple[Jid, ...]:
        """Who types now: a person's bare address, or a room's occupant."""
        return self._runtime.typing.who(self.id.peer)
