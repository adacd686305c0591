"""Who can be named in a conversation, found by name, nick or pinyin as it is typed behind an ``@``."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from startalk_desktop.model.conversation import Conversation
from startalk_desktop.model.identity import ConversationKind
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.message import Mention, Message
from startalk_desktop.store.spelling import Spelling, spelling_of
from startalk_desktop.viewmodels.gone import ACCOUNT_GONE

if TYPE_CHECKING:
    from startalk_desktop.core.startalk import Startalk

_SPEAKERS_FROM: Final = 200  # messages
_PEOPLE_LIMIT: Final = 5_000
_NOT_SPELLED: Final = Spelling("", "")


@dataclass(frozen=True, slots=True)
class MentionCandidate:
    """Somebody who can be named."""

    name: str  # what is written, without the @
    jid: Jid | None  # bare; None where the room hides it, so that just the name is written
    nick: str = ""  # in the room, where it differs from the name
    is_here: bool = True  # in the room now


@dataclass(frozen=True, slots=True)
class _Entry:
    """Somebody with all that finds them, folded; each name and reading has its own mark before it."""

    who: MentionCandidate
    names: str
    spelled: str
    address: str

    @classmethod
    def of(cls, who: MentionCandidate, spellings: Mapping[str, Spelling]) -> _Entry:
        read = [spellings.get(one, _NOT_SPELLED) for one in (who.name, who.nick)]
        return cls(
            who,
            f"\n{who.name}\n{who.nick}".casefold(),
            "".join(one.initials + one.full for one in read),
            f".{who.jid.local}".casefold() if who.jid is not None else "",
        )


class MentionCandidates:
    """The people of one conversation: who is there now, and who wrote lately and is known by a real address.

    `refresh` brings them up to date, off the loop; `find` answers at once from what it brought.
    """

    def __init__(self, startalk: Startalk, conversation: Conversation) -> None:
        self._directory = startalk.directory
        self._account = startalk.accounts.get(conversation.id.account)
        self._conversation = conversation
        self._handle = startalk.conversation(conversation.id)
        self._entries: tuple[_Entry, ...] = ()
        self._spellings: dict[str, Spelling] = {}

    async def refresh(self) -> None:
        """Read who is there and who wrote lately, and how their names are spelled in pinyin.

        Raises:
            AccountUnknown, AccountNotOpen, StoreClosed
        """
        speakers: list[Message] = []
        if self._conversation.kind is ConversationKind.ROOM:
            speakers = await self._handle.latest(_SPEAKERS_FROM)
        people = self._gathered(speakers)
        names = [name for who in people for name in (who.name, who.nick)]
        unknown = {name for name in names if name and name not in self._spellings}
        if unknown:
            self._spellings.update(await asyncio.to_thread(_spelled, frozenset(unknown)))
        self._entries = tuple(_Entry.of(who, self._spellings) for who in people)

    def find(self, query: str, limit: int) -> list[MentionCandidate]:
        """Who is meant by what is typed so far; the best match first, then who wrote last.

        In a room nothing typed finds everybody; with one person it finds nobody.
        """
        folded = query.casefold()
        if not folded:
            is_room = self._conversation.kind is ConversationKind.ROOM
            return [entry.who for entry in self._entries[:limit]] if is_room else []
        begins, word, part = f"\n{folded}", f" {folded}", f".{folded}"
        ranks: tuple[list[MentionCandidate], ...] = ([], [], [], [], [])
        for entry in self._entries:
            if begins in entry.names:
                ranks[0].append(entry.who)
            elif word in entry.names:
                ranks[1].append(entry.who)
            elif word in entry.spelled:
                ranks[2].append(entry.who)
            elif part in entry.address:
                ranks[3].append(entry.who)
            elif not folded.isascii() and folded in entry.names:
                ranks[4].append(entry.who)
        return [who for rank in ranks for who in rank][:limit]

    def named_in(self, text: str) -> tuple[Mention, ...]:
        """Whom `text` names with an ``@`` and the full name, of those who are known now."""
        if "@" not in text:
            return ()
        names: dict[str, list[Jid]] = {}
        for who in self._gathered(()):
            if who.jid is not None:
                names.setdefault(who.name, []).append(who.jid)
        found = []
        at = text.find("@")
        while at >= 0:
            rest = text[at + 1 : at + 1 + 200]
            fitting = [name for name in names if rest.startswith(name)]
            end = at + 1
            if fitting:
                name = max(fitting, key=len)
                end += len(name)
                # Of two who are called the same, none can be left out: nobody else knows whom it means.
                found += [Mention(jid, at, end) for jid in names[name]]
            at = text.find("@", end)
        return tuple(found)

    def _gathered(self, messages: list[Message] | tuple[()]) -> tuple[MentionCandidate, ...]:
        """Everybody once, who wrote last first."""
        if self._conversation.kind is not ConversationKind.ROOM:
            peer = self._conversation.id.peer
            return (MentionCandidate(self._directory.name(self._account.id, peer), peer),)
        try:
            occupants = self._handle.occupants()[:_PEOPLE_LIMIT]
        except ACCOUNT_GONE:
            occupants = ()
        found: dict[Jid | str, MentionCandidate] = {}
        for who in occupants:
            if not who.is_self and who.real_jid != self._account.jid:
                name = self._name(who.real_jid) or who.nick
                nick = who.nick if who.nick != name else ""
                found.setdefault(
                    who.real_jid or who.nick, MentionCandidate(name, who.real_jid, nick)
                )
        lately: dict[Jid | str, None] = {}
        for message in reversed(messages):
            jid = message.sender_real_jid
            key: Jid | str = jid or message.sender.resource
            if message.is_outgoing or jid == self._account.jid or key in lately:
                continue
            if jid is not None and key not in found:
                found[key] = MentionCandidate(self._name(jid), jid, is_here=False)
            if key in found:
                lately[key] = None
        order = {key: place for place, key in enumerate(lately)}
        ranked = sorted(found, key=lambda key: order.get(key, len(order)))
        return tuple(found[key] for key in ranked)

    def _name(self, jid: Jid | None) -> str:
        return self._directory.name(self._account.id, jid) if jid is not None else ""


def _spelled(names: frozenset[str]) -> dict[str, Spelling]:
    return {name: spelling_of(name) for name in names}
