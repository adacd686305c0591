"""Carrying messages on to other conversations, and the guard that stands between companies."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Final

from startalk_desktop.core.account_runtime import AccountRuntime
from startalk_desktop.core.accounts import Accounts
from startalk_desktop.core.errors import ActionRefused, CrossingForbidden, RefusalCode
from startalk_desktop.core.texts import MAX_TEXT_BYTES
from startalk_desktop.model.identity import AccountId, ConversationId
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.message import ForwardedMessage, Message, MessageKind, SharedFile
from startalk_desktop.model.policy import LeavePolicy

MAX_FORWARDED: Final = 100
"""Messages carried at once."""

_CARD_BYTES: Final = MAX_TEXT_BYTES // 2


class Crossing(StrEnum):
    """What carrying something from one account into another takes."""

    FREE = "free"  # it stays in the company
    ASK = "ask"  # a person has to say yes, each time
    FORBIDDEN = "forbidden"  # the company it would leave does not allow it


class Forwarding:
    """Forwards messages. It asks nobody: who calls it has asked where `check` says ASK."""

    def __init__(self, accounts: Accounts) -> None:
        self._accounts = accounts

    def check(self, source: AccountId, target: AccountId) -> Crossing:
        """What it takes to carry something out of `source` into `target`.

        Raises:
            AccountUnknown
            AccountNotOpen: `source` is locked, so nobody can tell what its domain allows.
        """
        if source == target:
            return Crossing.FREE
        policy = self._accounts.runtime(source).policy
        return Crossing.FORBIDDEN if policy.leaving is LeavePolicy.FORBID else Crossing.ASK

    async def sources_of(self, paths: Sequence[Path]) -> frozenset[AccountId]:
        """Whose files these are: those that lie where an account's copies for other programs do."""

        def resolved() -> list[Path]:
            return [path.resolve() for path in paths]

        real = await asyncio.to_thread(resolved)
        return frozenset(
            runtime.account.id
            for runtime in self._accounts.open_runtimes()
            if any(runtime.files.is_copy(path) for path in real)
        )

    async def forward(
        self, messages: Sequence[Message], targets: Sequence[ConversationId], *, merged: bool
    ) -> None:
        """Send `messages`, in the order given, to each of `targets`: as one card, or as a message each.

        They go through the outbox like anything that is written. Files travel as their links. Who wrote what goes
        along by name; the address only where it stays in the company.

        Raises:
            CrossingForbidden: a domain's policy forbids one of the crossings; nothing was sent anywhere.
            ActionRefused: GONE where one is recalled, NOT_ALLOWED where one is no message of a person or
                its file is still going up, TOO_LONG where they are too many or too long; nothing was sent anywhere.
            AccountUnknown, AccountNotOpen
        """
        if len(messages) > MAX_FORWARDED:
            raise ActionRefused(RefusalCode.TOO_LONG)
        for message in messages:
            if message.tombstone is not None:
                raise ActionRefused(RefusalCode.GONE)
            if message.kind is not MessageKind.TEXT or not all(file.url for file in message.files):
                raise ActionRefused(RefusalCode.NOT_ALLOWED)
            for target in targets:
                source = message.conversation.account
                if self.check(source, target.account) is Crossing.FORBIDDEN:
                    raise CrossingForbidden(source, target.account)
        parcels = [
            (target, await self._packed(messages, target.account, merged=merged))
            for target in targets
        ]
        for target, packed in parcels:
            runtime = self._accounts.runtime(target.account)
            kind = runtime.rooms.kind_of(target.peer)
            for parcel in packed:
                await runtime.outbox.send(
                    target.peer, kind, parcel.text, forwards=parcel.forwards, files=parcel.files
                )

    async def _packed(
        self, messages: Sequence[Message], target: AccountId, *, merged: bool
    ) -> list[_Parcel]:
        cards = [await self._card(message, target) for message in messages]
        if merged and len(messages) > 1:
            card = tuple(one for forwards in cards for one in forwards)
            if _bytes(card) > _CARD_BYTES:
                raise ActionRefused(RefusalCode.TOO_LONG)
            return [_Parcel("", card)]
        return [_parcel_of(message, card) for message, card in zip(messages, cards, strict=True)]

    async def _card(self, message: Message, target: AccountId) -> tuple[ForwardedMessage, ...]:
        """What is carried: the message, or, where that is a card itself, what is in the card."""
        source = message.conversation.account
        if message.forwards:
            inner = message.forwards
        else:
            runtime = self._accounts.runtime(source)
            name = await _author_name(runtime, message)
            author = _author(runtime, message)
            text = _text_with_links(message)
            inner = (ForwardedMessage(name, text, author, message.sent_at),)
        if source == target:
            return inner
        # The names of colleagues go with what they said; their addresses are the company's.
        return tuple(replace(one, author=None) for one in inner)


@dataclass(frozen=True, slots=True)
class _Parcel:
    text: str
    forwards: tuple[ForwardedMessage, ...] = ()
    files: tuple[SharedFile, ...] = ()


def _parcel_of(message: Message, card: tuple[ForwardedMessage, ...]) -> _Parcel:
    """A message of its own; one too long to be said twice, as card and as text for other clients, goes as text."""
    if _bytes(card) > _CARD_BYTES:
        return _Parcel(_text_with_links(message), files=message.files)
    return _Parcel("", card, message.files)


def _text_with_links(message: Message) -> str:
    """The text, and below it the links of files that it does not name."""
    links = [file.url for file in message.files if file.url not in message.text]
    return "\n".join(part for part in (message.text, *links) if part)


def _bytes(card: Sequence[ForwardedMessage]) -> int:
    return sum(len(one.text.encode()) + len(one.author_name.encode()) for one in card)


def _author(runtime: AccountRuntime, message: Message) -> Jid:
    if message.is_outgoing:
        return runtime.account.jid
    if message.sender_real_jid is not None:
        return message.sender_real_jid
    return message.sender if runtime.rooms.is_room(message.sender.bare) else message.sender.bare


async def _author_name(runtime: AccountRuntime, message: Message) -> str:
    author = _author(runtime, message)
    if author.resource:
        return author.resource  # an occupant whom the room gives no address
    known = await runtime.people.name_from_store(author)
    nick = message.sender.resource if runtime.rooms.is_room(message.sender.bare) else ""
    return known or nick or author.local or author.domain
