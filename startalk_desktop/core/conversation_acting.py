"""Acting on what is in one conversation: editing, recalling, reacting, deleting here."""

from __future__ import annotations

from collections.abc import Sequence

from startalk_desktop.core.abilities import Abilities
from startalk_desktop.core.conversation_part import ConversationPart
from startalk_desktop.model.message import Mention, Message


class ActingPart(ConversationPart):
    """What `ConversationHandle` does to messages.

    It shows at once, as a change of the message; `Message.pending` is set until the server has it. What does not
    get through is taken back and told by `ActionFailed`.
    """

    def abilities(self, message: Message) -> Abilities:
        """What may be done to `message` now; cheap enough for every menu."""
        return self._runtime.actions.abilities(message)

    async def edit(self, row: int, text: str, mentions: Sequence[Mention] = ()) -> None:
        """Give an own message another text (XEP-0308); one that still waits goes out with it.

        Raises:
            ActionRefused: NOT_YOURS, NOT_EDITABLE, GONE, EMPTY, TOO_LONG.
        """
        await self._runtime.actions.edit(self.id.peer, row, text, mentions)

    async def recall(self, row: int) -> None:
        """Take an own message back for everybody (XEP-0424), after `actions.UNDO_SECONDS`.

        A message that never left is dropped at once, without anything to undo.

        Raises:
            ActionRefused: NOT_YOURS, NOT_EDITABLE, GONE, UNSUPPORTED, or TOO_LATE by the domain's policy.
        """
        await self._runtime.actions.recall(self.id.peer, row)

    async def undo_recall(self, row: int) -> bool:
        """Leave message `row` as it was; False where that is too late."""
        return await self._runtime.actions.undo_recall(row)

    async def moderate(self, row: int, reason: str = "") -> None:
        """Take somebody's message out of the room for everybody (XEP-0425).

        Raises:
            ActionRefused: NOT_ALLOWED where we are no moderator, UNSUPPORTED where the room can't, GONE.
            NotConnected, RequestFailed: as the room says.
        """
        await self._runtime.actions.moderate(self.id.peer, row, reason)

    async def react(self, row: int, emoji: str, is_on: bool) -> None:
        """Put `emoji` under a message, or take it away (XEP-0444).

        Raises:
            ActionRefused: GONE, NOT_ALLOWED, UNSUPPORTED; TOO_LONG for too many; EMPTY for no emoji.
        """
        await self._runtime.actions.react(self.id.peer, row, emoji, is_on=is_on)

    async def own_last_editable(self) -> Message | None:
        """The newest own message that can be edited; None where there is none near."""
        return await self._runtime.actions.last_editable(self.id.peer)

    async def delete_here(self, row: int) -> None:
        """Take one message off this machine."""
        runtime = self._runtime
        runtime.announcer.committed(await runtime.store.messages.delete_here(row))
        runtime.files.discarded(row)
