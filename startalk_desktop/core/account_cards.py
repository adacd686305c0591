"""Cards of one account's people: fetched when first asked for, kept in its encrypted store; and the own one."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from startalk_desktop.core.avatars import Avatars
from startalk_desktop.core.card_text import card_from, text_of
from startalk_desktop.core.changes import ChangeHub
from startalk_desktop.core.line import Line
from startalk_desktop.core.texts import printable
from startalk_desktop.model.card import Card, avatar_of
from startalk_desktop.model.changes import PeopleChanged
from startalk_desktop.model.identity import AccountId, Timestamp, now
from startalk_desktop.model.jid import Jid
from startalk_desktop.store.account_store import AccountStore
from startalk_desktop.tasks import TaskScope
from startalk_desktop.xmpp.errors import NotConnected, RequestFailed

_log = logging.getLogger(__name__)

MAX_AVATAR_BYTES: Final = 512 * 1024
MAX_FIELD_CHARACTERS: Final = 500
MAX_NOTE_CHARACTERS: Final = 4000
MAX_VALUES: Final = 10

_PNG: Final = b"\x89PNG\r\n\x1a\n"
_FETCHES_AT_ONCE: Final = 2
_ASKED_LIMIT: Final = 10_000
_ASK_AGAIN: Final[Timestamp] = 10 * 60 * 1_000_000
_ASK_OWN_AGAIN: Final[Timestamp] = 2 * 1_000_000
_UNTOLD: Final = "own-card.untold"
_CARD, _AVATAR = "card", "avatar"


@dataclass(frozen=True, slots=True)
class OwnCard:
    """What we say of ourselves; `is_untold`: the server does not have it yet."""

    card: Card
    avatar: bytes | None
    is_untold: bool = False


class AccountCards:
    """What the store has is given at once; a newer card is fetched behind it, and `PeopleChanged` tells of it.

    Nobody's card is followed: of thousands of colleagues all would come at each sign-in.
    """

    def __init__(
        self,
        account: AccountId,
        own: Jid,
        line: Line,
        store: AccountStore,
        avatars: Avatars,
        changes: ChangeHub,
        scope: TaskScope,
        clock: Callable[[], Timestamp] = now,
    ) -> None:
        self._account = account
        self._own = own
        self._line = line
        self._store = store
        self._avatars = avatars
        self._changes = changes
        self._scope = scope
        self._clock = clock
        self._asked: dict[Jid, Timestamp] = {}  # in this stream
        self._turn = asyncio.Semaphore(_FETCHES_AT_ONCE)
        self._telling = asyncio.Lock()
        self._untold: frozenset[str] = frozenset()

    async def load(self) -> None:
        """Take up what an earlier run could not tell any more."""
        kept = await self._store.settings.get(_UNTOLD) or ""
        self._untold = frozenset(kept.split()) & {_CARD, _AVATAR}

    async def of(self, jid: Jid) -> Card:
        """The card of `jid` as it is known; empty where nothing is."""
        jid = jid.bare
        if self._line.is_up and self._is_due(jid):
            self._asked[jid] = self._clock()
            self._scope.start(self._fetch(jid), f"card of {jid}")
        kept = await self._store.blobs.get(_name(jid))
        return card_from(kept.decode(errors="replace")) if kept else Card()

    def _is_due(self, jid: Jid) -> bool:
        """Whether it is time to ask for the card; our own is edited elsewhere, and asked for to be edited."""
        if jid == self._own and _CARD in self._untold:
            return False
        asked = self._asked.get(jid)
        if asked is None:
            return len(self._asked) < _ASKED_LIMIT
        return self._clock() - asked >= (_ASK_OWN_AGAIN if jid == self._own else _ASK_AGAIN)

    def stream_began(self) -> None:
        """A new stream: cards are asked for anew, and what was saved meanwhile has to be told."""
        self._asked.clear()
        if self._untold:
            self._scope.start(self._tell_later(), "tell own card")

    # the own one

    async def own(self) -> OwnCard:
        """Our own card and picture."""
        card = await self.of(self._own)
        return OwnCard(card, await self._avatars.of(self._own), bool(self._untold))

    async def save_own(self, card: Card, avatar: bytes | None) -> None:
        """Say `card` of ourselves and show `avatar`; None leaves the picture, ``b""`` takes it away.

        It is kept here at once, and told now or, where the line is down, at the next sign-in.

        Raises:
            ValueError: the picture is no PNG, or larger than `MAX_AVATAR_BYTES`.
            RequestFailed: the server refused; it is tried again at the next sign-in.
        """
        if avatar and not (avatar.startswith(_PNG) and len(avatar) <= MAX_AVATAR_BYTES):
            raise ValueError(f"a picture is a PNG of at most {MAX_AVATAR_BYTES} bytes")
        text = text_of(_clean(card))
        await self._store.blobs.put(_name(self._own), text.encode(), "application/json")
        untold = {_CARD}
        if avatar is not None:
            await self._avatars.keep_own(self._own, avatar)
            untold.add(_AVATAR)
        await self._note_untold(self._untold | untold)
        self._changes.announce(PeopleChanged(self._account, frozenset({self._own})))
        try:
            await self._tell()
        except NotConnected:
            _log.debug("the own card is told at the next sign-in")

    async def _tell_later(self) -> None:
        try:
            await self._tell()
        except (NotConnected, RequestFailed) as error:
            _log.info("the own card could not be told: %s", error)

    async def _tell(self) -> None:
        async with self._telling:
            publisher = self._line.require().cards.own
            while self._untold:
                kept = await self._store.blobs.get(_name(self._own))
                content = await self._store.blobs.get(f"avatar/{self._own}")
                card = card_from(kept.decode(errors="replace")) if kept else Card()
                told = self._untold
                if _CARD in told:
                    await publisher.publish_card(card)
                if _AVATAR in told:
                    await publisher.publish_avatar(avatar_of(content) if content else None, card)
                is_same = kept == await self._store.blobs.get(
                    _name(self._own)
                ) and content == await self._store.blobs.get(f"avatar/{self._own}")
                if is_same:
                    await self._note_untold(self._untold - told)

    async def _note_untold(self, untold: frozenset[str]) -> None:
        self._untold = untold
        await self._store.settings.set(_UNTOLD, " ".join(sorted(untold)))

    # others'

    async def _fetch(self, jid: Jid) -> None:
        async with self._turn:
            try:
                card = await self._line.require().cards.card(jid)
            except NotConnected:
                return
            except RequestFailed as error:
                _log.debug("no card of %s: %s", jid, error)
                return
        if jid == self._own and _CARD in self._untold:
            return
        text = text_of(card).encode()
        if text != (await self._store.blobs.get(_name(jid)) or text_of(Card()).encode()):
            await self._store.blobs.put(_name(jid), text, "application/json")
            self._changes.announce(PeopleChanged(self._account, frozenset({jid})))


def _clean(card: Card) -> Card:
    """`card` without what XML can't carry, and not too long."""

    def line(text: str) -> str:
        return " ".join(printable(text).split())[:MAX_FIELD_CHARACTERS]

    def several(texts: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(cleaned for text in texts if (cleaned := line(text))))[
            :MAX_VALUES
        ]

    return Card(
        full_name=line(card.full_name),
        nickname=line(card.nickname),
        title=line(card.title),
        organisation=line(card.organisation),
        unit=line(card.unit),
        emails=several(card.emails),
        phones=several(card.phones),
        note=printable(card.note)[:MAX_NOTE_CHARACTERS],
        url=line(card.url),
    )


def _name(jid: Jid) -> str:
    return f"card/{jid}"
