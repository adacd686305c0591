"""What a person does to messages that are there: edit, recall and undo, remove as a moderator, react."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Final

from startalk_desktop.core import abilities
from startalk_desktop.core.abilities import Abilities, Standing
from startalk_desktop.core.action_queue import ActionQueue
from startalk_desktop.core.announcer import Announcer
from startalk_desktop.core.errors import ActionRefused, RefusalCode
from startalk_desktop.core.line import Line
from startalk_desktop.core.outbox import Outbox
from startalk_desktop.core.rooms import Rooms
from startalk_desktop.core.texts import moved_mentions, printable, replacement
from startalk_desktop.model.identity import now
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.message import ActionKind, DeliveryState, Mention, Message
from startalk_desktop.model.policy import DomainPolicy
from startalk_desktop.store.account_store import AccountStore

UNDO_SECONDS: Final = 5
"""For so long a recall is told to nobody, so that it can be undone."""

_SECOND: Final = 1_000_000
_EMOJI_CHARACTERS: Final = 32
_REACTIONS_LIMIT: Final = 20
_EDITABLE_WITHIN: Final = 200


class Actions:
    """The actions of one account. What is done shows at once; `ActionQueue` tells it.

    Every method raises `ActionRefused` where the rules of `core.abilities` do not allow it.

    Args:
        policy: what the domain allows now.
        is_there: whether an occupant of a room is who they were; to others nothing is told.
    """

    def __init__(
        self,
        line: Line,
        store: AccountStore,
        announcer: Announcer,
        outbox: Outbox,
        queue: ActionQueue,
        rooms: Rooms,
        policy: Callable[[], DomainPolicy],
        is_there: Callable[[Jid], bool],
    ) -> None:
        self._line = line
        self._store = store
        self._announcer = announcer
        self._outbox = outbox
        self._queue = queue
        self._rooms = rooms
        self._policy = policy
        self._is_there = is_there
        self._turn = asyncio.Lock()

    def abilities(self, message: Message) -> Abilities:
        """What may be done to `message` now."""
        peer = message.conversation.peer
        can = abilities.abilities_of(message, self._standing(peer))
        return can if self._is_reached(peer) else Abilities(can_forward=can.can_forward)

    async def edit(self, peer: Jid, row: int, text: str, mentions: Sequence[Mention] = ()) -> None:
        """Give an own message another text."""
        replaced = replacement(text)
        moved = moved_mentions(text, mentions)
        async with self._held(row):
            message = await self._message(peer, row)
            _refuse(abilities.refusal_of_edit(message))
            if (message.text, message.mentions) == (replaced, moved):
                return
            await self._add(row, ActionKind.EDIT, text=replaced, mentions=moved)
            if self._outbox.is_unsent(row):
                await self._outbox.rewritten(row)

    async def recall(self, peer: Jid, row: int) -> None:
        """Take an own message back for everybody. It is told after `UNDO_SECONDS`; one that never left is gone."""
        async with self._held(row):
            message = await self._message(peer, row)
            _refuse(abilities.refusal_of_recall(message, self._standing(peer)))
            if self._outbox.is_unsent(row):
                await self._outbox.discard(row)
                return
            if message.state is DeliveryState.QUEUED:
                self._outbox.hold(row)  # until the recall is told or undone
            await self._add(row, ActionKind.RECALL, seconds=UNDO_SECONDS)

    async def undo_recall(self, row: int) -> bool:
        """Leave the message as it was; False where the recall was told already."""
        is_undone = await self._queue.cancel_recall(row)
        if is_undone:
            self._outbox.release(row)
        return is_undone

    async def moderate(self, peer: Jid, row: int, reason: str = "") -> None:
        """Take a message out of a room for everybody, as its moderator.

        Raises:
            NotConnected, RequestFailed: as the room says.
        """
        message = await self._message(peer, row)
        _refuse(abilities.refusal_of_moderation(message, self._standing(peer)))
        await self._line.require().rooms.moderate(peer, message.stanza_id, reason)

    async def react(self, peer: Jid, row: int, emoji: str, *, is_on: bool) -> None:
        """Put `emoji` under a message, or take it away."""
        emoji = printable(emoji)
        if not emoji or len(emoji) > _EMOJI_CHARACTERS or len(emoji.split()) > 1:
            raise ActionRefused(RefusalCode.EMPTY)
        async with self._turn:
            message = await self._message(peer, row)
            _refuse(abilities.refusal_of_reaction(message, self._standing(peer)))
            own = [reaction.emoji for reaction in message.reactions if reaction.is_own]
            others = [one for one in own if one != emoji]
            wanted = [*others, emoji] if is_on else others
            if set(wanted) == set(own):
                return
            if len(wanted) > _REACTIONS_LIMIT:
                raise ActionRefused(RefusalCode.TOO_LONG)
            await self._add(row, ActionKind.REACT, emojis=wanted)

    async def last_editable(self, peer: Jid) -> Message | None:
        """The newest own message that can be edited; None where there is none near."""
        for message in reversed(await self._store.messages.latest(peer, _EDITABLE_WITHIN)):
            if abilities.refusal_of_edit(message) is None:
                return message
        return None

    async def answerable(self, peer: Jid, row: int) -> Message:
        """The message `row`, which can be answered.

        Raises:
            ActionRefused: it can't.
        """
        message = await self._message(peer, row)
        _refuse(abilities.refusal_of_reaction(message, self._standing(peer)))
        return message

    def _is_reached(self, peer: Jid) -> bool:
        return peer.is_bare or self._is_there(peer)

    async def _message(self, peer: Jid, row: int) -> Message:
        if not self._is_reached(peer):
            raise ActionRefused(RefusalCode.NOT_ALLOWED)
        for message in await self._store.messages.by_rows([row]):
            if message.conversation.peer == peer:
                return message
        raise ActionRefused(RefusalCode.GONE)

    async def _add(
        self,
        row: int,
        kind: ActionKind,
        *,
        text: str = "",
        mentions: Sequence[Mention] = (),
        emojis: Sequence[str] = (),
        seconds: float = 0,
    ) -> None:
        outcome = await self._store.actions.add(
            row,
            kind,
            text=text,
            mentions=mentions,
            emojis=emojis,
            origin_id=secrets.token_hex(16),
            due_at=now() + round(seconds * _SECOND),
            is_handed_out=not self._outbox.is_unsent(row),
        )
        self._announcer.committed(outcome)
        self._queue.wake()

    @asynccontextmanager
    async def _held(self, row: int) -> AsyncIterator[None]:
        """Nothing else is done meanwhile, and the message, where it waits to be sent, goes on waiting."""
        async with self._turn:
            is_held = self._outbox.hold(row)
            try:
                yield
            finally:
                if is_held:
                    self._outbox.release(row)

    def _standing(self, peer: Jid) -> Standing:
        return Standing(
            self._rooms.kind_of(peer),
            self._policy(),
            now(),
            is_moderator=self._rooms.is_moderator(peer),
            can_moderate=self._rooms.can_moderate(peer),
        )


def _refuse(code: RefusalCode | None) -> None:
    if code is not None:
        raise ActionRefused(code)
