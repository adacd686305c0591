"""Arranging one conversation: pinning, muting, archiving away, remarks; blocking and reporting its people."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from startalk_desktop.core.conversation_part import ConversationPart
from startalk_desktop.core.errors import ActionRefused, RefusalCode
from startalk_desktop.core.texts import printable
from startalk_desktop.model.conversation import (
    FOREVER,
    MAX_REMARK_CHARACTERS,
    ConversationSettings,
    NotifyLevel,
)
from startalk_desktop.model.identity import ConversationKind, Timestamp
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.message import Message
from startalk_desktop.model.reporting import (
    MAX_REPORT_CHARACTERS,
    MAX_REPORTED_MESSAGES,
    Report,
    ReportReason,
)


class ArrangingPart(ConversationPart):
    """What `ConversationHandle` arranges. It shows at once, and follows the user to their other devices."""

    async def set_pinned(self, is_pinned: bool) -> None:
        """Keep the conversation on top of the inbox, or no longer (XEP-0469)."""
        await self._change(lambda known: replace(known, is_pinned=is_pinned))

    async def set_starred(self, is_starred: bool) -> None:
        """Let it be one of the starred, or no longer."""
        await self._change(lambda known: replace(known, is_starred=is_starred))

    async def set_hidden(self, is_hidden: bool) -> None:
        """Archive it away until its next message, or bring it back."""
        if is_hidden:
            await self._runtime.arrangements.hide(self.id.peer, self._kind)
        else:
            await self._change(lambda known: replace(known, hiding=None))

    async def mute(self, until: Timestamp | None) -> None:
        """Notify of messages that name us only, until then (FOREVER: until it is taken back); None takes it back."""
        await self._change(lambda known: replace(known, mute_until=until))

    async def set_muted(self, is_muted: bool) -> None:
        """Mute until it is taken back, or take it back."""
        await self.mute(FOREVER if is_muted else None)

    async def set_notify(self, level: NotifyLevel) -> None:
        """Notify of these messages while it is not muted (XEP-0492)."""
        await self._change(lambda known: replace(known, notify=level))

    async def set_remark(self, text: str) -> None:
        """Call the person `text`; empty: as everybody does."""
        remark = " ".join(printable(text).split())[:MAX_REMARK_CHARACTERS]
        await self._change(lambda known: replace(known, remark=remark))

    async def mark_unread(self) -> None:
        """Let it look unread, until it is read again on any device."""
        await self._runtime.arrangements.mark_unread(self.id.peer, self._kind)

    # blocking

    async def block(self, who: Jid | None = None) -> None:
        """Hear nothing more of the person, or of `who` in a room: a real address, or an occupant's.

        Raises:
            ActionRefused: UNSUPPORTED, nobody was named in a room.
            RequestFailed: the server refused; nobody is blocked.
        """
        await self._runtime.block_list.block({self._person(who): None})

    async def unblock(self, who: Jid | None = None) -> None:
        """Hear of them again.

        Raises:
            ActionRefused: UNSUPPORTED, nobody was named in a room.
            RequestFailed: the server refused; the block stays.
        """
        await self._runtime.block_list.unblock(self._person(who))

    async def report(self, rows: Sequence[int], reason: ReportReason, text: str = "") -> bool:
        """Block who wrote the messages `rows`, and report these to the server's operators (XEP-0377).

        Returns:
            Whether the report is passed on; False where the server takes none, and the block is all.

        Raises:
            ActionRefused: NOT_ALLOWED, there is nobody else's message among them; in a conversation with a person
                no rows are needed.
            RequestFailed: the server refused; nobody is blocked.
        """
        runtime = self._runtime
        messages = await runtime.store.messages.by_rows(list(rows)[:MAX_REPORTED_MESSAGES])
        named: dict[Jid, list[tuple[Jid, str]]] = {}
        if self._kind is ConversationKind.DIRECT:
            named[self.id.peer] = []
        for message in messages:
            if message.conversation == self.id and not message.is_outgoing:
                ids = named.setdefault(self._author(message), [])
                if message.stanza_id:
                    ids.append((self._archive, message.stanza_id))
        if not named:
            raise ActionRefused(RefusalCode.NOT_ALLOWED)
        said = printable(text)[:MAX_REPORT_CHARACTERS]
        return await runtime.block_list.block(
            {who: Report(reason, said, tuple(ids)) for who, ids in named.items()}
        )

    @property
    def _kind(self) -> ConversationKind:
        return self._runtime.rooms.kind_of(self.id.peer)

    @property
    def _archive(self) -> Jid:
        is_room = self._kind is ConversationKind.ROOM
        return self.id.peer if is_room else self._runtime.account.jid

    def _person(self, who: Jid | None) -> Jid:
        if who is None:
            if self._kind is ConversationKind.ROOM:
                raise ActionRefused(RefusalCode.UNSUPPORTED)
            return self.id.peer
        return self._runtime.rooms.real_address(who) or who

    def _author(self, message: Message) -> Jid:
        if self._kind is ConversationKind.DIRECT:
            return self.id.peer
        known = message.sender_real_jid or self._runtime.rooms.real_address(message.sender)
        return known or message.sender

    async def _change(self, edit: Callable[[ConversationSettings], ConversationSettings]) -> None:
        await self._runtime.arrangements.change(self.id.peer, self._kind, edit)
