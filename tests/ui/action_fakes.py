"""What `core` lets one do to messages, in memory: the parts of the fakes that act, find and forward."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from startalk_desktop.core.abilities import Abilities, Standing, abilities_of
from startalk_desktop.core.errors import ActionRefused, CrossingForbidden, RefusalCode
from startalk_desktop.core.forwarding import Crossing
from startalk_desktop.model.changes import ReadersChanged
from startalk_desktop.model.identity import AccountId, ConversationId, Timestamp, now
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.message import (
    DeliveryState,
    ForwardedMessage,
    Mention,
    Message,
    MessageCursor,
    MessageVersion,
    Reaction,
    SearchHit,
    Tombstone,
)
from startalk_desktop.model.policy import DomainPolicy, LeavePolicy
from startalk_desktop.model.read_position import RoomReader
from startalk_desktop.model.room import Role
from startalk_desktop.store.search_query import SearchKind
from tests.ui.composing_fakes import WritingHandle

if TYPE_CHECKING:
    from tests.ui.fakes import FakeStartalk

UNDO_SECONDS = 5
_SECOND = 1_000_000
_ALL = SearchKind(0)


@dataclass
class Deeds:
    """What was done, and what the fake does next."""

    refusal: RefusalCode | None = None
    moderated: list[tuple[int, str]] = field(default_factory=list)
    versions: dict[int, list[MessageVersion]] = field(default_factory=dict)
    readers: dict[ConversationId, list[RoomReader]] = field(default_factory=dict)
    policies: dict[AccountId, DomainPolicy] = field(default_factory=dict)
    copies: dict[AccountId, Path] = field(
        default_factory=dict
    )  # where those for other programs are
    withdrawn: dict[int, Message] = field(default_factory=dict)
    pictures: dict[str, bytes] = field(default_factory=dict)
    can_moderate: bool = True
    forwards: list[tuple[tuple[str, ...], tuple[ConversationId, ...], bool]] = field(
        default_factory=list
    )


class ActingHandle(WritingHandle):
    """What `FakeHandle` gets besides reading and writing."""

    def abilities(self, message: Message) -> Abilities:
        it, deeds = self._it, self._world.deeds
        roles = [one.role for one in it.occupants if one.is_self]
        is_moderator = bool(roles) and roles[0] is Role.MODERATOR
        policy = deeds.policies.get(self.id.account, DomainPolicy())
        known = replace(
            message,
            stanza_id=message.stanza_id or f"s{message.row}",
            message_id=message.message_id or f"m{message.row}",
        )
        standing = Standing(it.line.kind, policy, now(), is_moderator, deeds.can_moderate)
        return abilities_of(known, standing)

    async def edit(self, row: int, text: str, mentions: Sequence[Mention] = ()) -> None:
        before = self._message(row)
        await super().edit(row, text, mentions)
        version = MessageVersion(before.text, before.edited_at or before.sent_at)
        self._world.deeds.versions.setdefault(row, []).append(version)

    async def recall(self, row: int) -> None:
        message = self._message(row)
        self._world.deeds.withdrawn[row] = message
        tombstone = Tombstone(now(), undo_until=now() + UNDO_SECONDS * _SECOND)
        self._world.change(self.id, row, text="", tombstone=tombstone)

    async def undo_recall(self, row: int) -> bool:
        before = self._world.deeds.withdrawn.pop(row, None)
        if before is not None:
            self._world.change(self.id, row, text=before.text, tombstone=None)
        return before is not None

    async def moderate(self, row: int, reason: str = "") -> None:
        self._message(row)
        self._world.deeds.moderated.append((row, reason))
        tombstone = Tombstone(now(), by=self._own_address(), reason=reason)
        self._world.change(self.id, row, text="", tombstone=tombstone)

    async def react(self, row: int, emoji: str, is_on: bool) -> None:
        message = self._message(row)
        own = self._own_address()
        reactions = [one for one in message.reactions if one.emoji != emoji]
        others = tuple(
            sender
            for one in message.reactions
            if one.emoji == emoji
            for sender in one.senders
            if sender != own
        )
        if is_on or others:
            senders = (*others, own) if is_on else others
            reactions.append(Reaction(emoji, senders, is_on))
        self._world.change(self.id, row, reactions=tuple(reactions))

    async def versions(self, row: int) -> list[MessageVersion]:
        return self._world.deeds.versions.get(row, [])

    async def readers(self) -> list[RoomReader]:
        return self._world.deeds.readers.get(self.id, [])

    async def find(
        self,
        text: str = "",
        *,
        sender: Jid | None = None,
        kinds: SearchKind = _ALL,
        since: Timestamp | None = None,
        until: Timestamp | None = None,
        limit: int = 50,
        before: MessageCursor | None = None,
    ) -> list[SearchHit]:
        hits = []
        for message in reversed(self._it.messages):
            at = message.text.casefold().find(text.casefold())
            place = MessageCursor(message.sent_at, message.row)
            if (
                at < 0
                or (sender is not None and sender not in _addresses(message))
                or (since is not None and message.sent_at < since)
                or (until is not None and message.sent_at >= until)
                or (before is not None and place >= before)
                or (SearchKind.LINKS in kinds and "https://" not in message.text)
                or (SearchKind.MENTIONS in kinds and not message.is_mention)
                or (SearchKind.FILES in kinds and not message.files)
            ):
                continue
            marks = ((at, at + len(text)),) if text else ()
            hits.append(SearchHit(message, message.text, marks))
        return hits[:limit]

    async def row_at(self, at: Timestamp) -> int | None:
        messages = self._it.messages
        later = [message for message in messages if message.sent_at >= at]
        if later:
            return later[0].row
        return messages[-1].row if messages else None

    async def mentions(self, limit: int = 50, before: MessageCursor | None = None) -> list[Message]:
        return [message for message in reversed(self._it.messages) if message.is_mention][:limit]

    def _message(self, row: int) -> Message:
        refusal = self._world.deeds.refusal
        if refusal is not None:
            raise ActionRefused(refusal)
        found = next((one for one in self._it.messages if one.row == row), None)
        if found is None:
            raise ActionRefused(RefusalCode.GONE)
        return found

    def _own_address(self) -> Jid:
        return self._world.accounts.get(self.id.account).jid


class FakeForwarding:
    """`core.forwarding.Forwarding`."""

    def __init__(self, world: FakeStartalk) -> None:
        self._world = world

    def check(self, source: AccountId, target: AccountId) -> Crossing:
        if source == target:
            return Crossing.FREE
        policy = self._world.deeds.policies.get(source, DomainPolicy())
        return Crossing.FORBIDDEN if policy.leaving is LeavePolicy.FORBID else Crossing.ASK

    async def sources_of(self, paths: Sequence[Path]) -> frozenset[AccountId]:
        return frozenset(
            account
            for account, folder in self._world.deeds.copies.items()
            if any(path.is_relative_to(folder) for path in paths)
        )

    async def forward(
        self, messages: Sequence[Message], targets: Sequence[ConversationId], *, merged: bool
    ) -> None:
        for target in targets:
            if self.check(messages[0].conversation.account, target.account) is Crossing.FORBIDDEN:
                raise CrossingForbidden(messages[0].conversation.account, target.account)
        texts = tuple(message.text for message in messages)
        self._world.deeds.forwards.append((texts, tuple(targets), merged))
        for target in targets:
            cards = tuple(ForwardedMessage(one.sender_name, one.text) for one in messages)
            for group in [cards] if merged else [(card,) for card in cards]:
                self._world.say(
                    target, "", is_outgoing=True, state=DeliveryState.QUEUED, forwards=group
                )


class FakeSearch:
    def __init__(self, world: FakeStartalk) -> None:
        self._world = world

    async def messages(
        self, text: str, accounts: Collection[AccountId] | None = None, limit: int = 50
    ) -> list[SearchHit]:
        hits = []
        for key, it in self._world.conversations.items():
            if accounts is not None and key.account not in accounts:
                continue
            for message in it.messages:
                at = message.text.casefold().find(text.casefold())
                if text and at >= 0:
                    hits.append(SearchHit(message, message.text, ((at, at + len(text)),)))
        hits.sort(key=lambda hit: -hit.message.sent_at)
        return hits[:limit]

    async def mentions(
        self, accounts: Collection[AccountId] | None = None, limit: int = 50
    ) -> list[SearchHit]:
        hits = [
            SearchHit(message, message.text, ())
            for key, it in self._world.conversations.items()
            for message in it.messages
            if message.is_mention and (accounts is None or key.account in accounts)
        ]
        hits.sort(key=lambda hit: -hit.message.sent_at)
        return hits[:limit]


def set_readers(world: FakeStartalk, room: ConversationId, *readers: RoomReader) -> None:
    """Tell how far people of the room have read."""
    world.deeds.readers[room] = list(readers)
    world.changes.announce(ReadersChanged(room))


def _addresses(message: Message) -> set[Jid | None]:
    return {message.sender, message.sender.bare, message.sender_real_jid}
