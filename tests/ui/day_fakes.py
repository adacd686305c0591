"""The working day in memory: arranging conversations, being left alone, presence, cards, blocking, leaving."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from startalk_desktop.core.account_cards import OwnCard
from startalk_desktop.core.cards import CardView, Phone, masked
from startalk_desktop.core.disturbance import disturbance
from startalk_desktop.core.own_presence import ShownPresence
from startalk_desktop.model.attention import (
    AttentionSettings,
    Disturbance,
    QuietHours,
    WorkHours,
)
from startalk_desktop.model.card import Card
from startalk_desktop.model.changes import (
    AttentionChanged,
    BlockListChanged,
    OwnPresenceChanged,
    PeopleChanged,
)
from startalk_desktop.model.conversation import FOREVER, NotifyLevel
from startalk_desktop.model.failure import Failure
from startalk_desktop.model.identity import AccountId, ConversationId, Timestamp, now
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.presence import Availability, OwnPresence
from startalk_desktop.model.reporting import ReportReason
from startalk_desktop.xmpp.errors import RequestFailed

if TYPE_CHECKING:
    from tests.ui.fakes import FakeConversation, FakeStartalk


@dataclass
class Day:
    """What was done, and what the fake does next."""

    reports: list[tuple[ConversationId, tuple[int, ...], ReportReason, str]] = field(
        default_factory=list
    )
    takes_reports: bool = True
    refusal: Failure | None = None


class ArrangingHandle:
    """What `FakeHandle` gets besides reading, writing and acting."""

    _world: FakeStartalk
    id: ConversationId

    @property
    def _it(self) -> FakeConversation:
        raise NotImplementedError

    async def set_pinned(self, is_pinned: bool) -> None:
        self._world.update_line(self.id, is_pinned=is_pinned)

    async def set_starred(self, is_starred: bool) -> None:
        self._world.update_line(self.id, is_starred=is_starred)

    async def set_hidden(self, is_hidden: bool) -> None:
        self._world.update_line(self.id, is_hidden=is_hidden)

    async def mute(self, until: Timestamp | None) -> None:
        self._world.update_line(self.id, mute_until=until)

    async def set_muted(self, is_muted: bool) -> None:
        await self.mute(FOREVER if is_muted else None)

    async def set_notify(self, level: NotifyLevel) -> None:
        self._world.update_line(self.id, notify=level)

    async def set_remark(self, text: str) -> None:
        real = self._world.directory.name(self.id.account, self.id.peer)
        self._world.update_line(self.id, remark=text, name=text or real)
        people = PeopleChanged(self.id.account, frozenset({self.id.peer}))
        self._world.changes.announce(people)

    async def mark_unread(self) -> None:
        self._world.update_line(self.id, is_marked_unread=True)

    async def block(self, who: Jid | None = None) -> None:
        await self._world.blocking.block(self.id.account, who or self.id.peer)

    async def unblock(self, who: Jid | None = None) -> None:
        await self._world.blocking.unblock(self.id.account, who or self.id.peer)

    async def report(self, rows: Sequence[int], reason: ReportReason, text: str = "") -> bool:
        self._world.day.reports.append((self.id, tuple(rows), reason, text))
        await self.block()
        return self._world.day.takes_reports


class FakeBlocking:
    def __init__(self, world: FakeStartalk) -> None:
        self._world = world
        self._blocked: set[tuple[AccountId, Jid]] = set()

    def is_blocked(self, account: AccountId, jid: Jid) -> bool:
        return (account, jid.bare) in self._blocked

    def all(self, account: AccountId) -> tuple[Jid, ...]:
        return tuple(sorted(jid for key, jid in self._blocked if key == account))

    async def block(self, account: AccountId, jid: Jid) -> None:
        self._change(account, jid, is_blocked=True)

    async def unblock(self, account: AccountId, jid: Jid) -> None:
        self._change(account, jid, is_blocked=False)

    def _change(self, account: AccountId, jid: Jid, *, is_blocked: bool) -> None:
        if self._world.day.refusal is not None:
            raise RequestFailed(self._world.day.refusal)
        change = self._blocked.add if is_blocked else self._blocked.discard
        change((account, jid.bare))
        self._world.changes.announce(BlockListChanged(account))
        key = ConversationId(account, jid.bare)
        if key in self._world.conversations:
            self._world.update_line(key, is_blocked=is_blocked)


class FakeAttention:
    def __init__(self, world: FakeStartalk) -> None:
        self._world = world
        self._chosen: dict[AccountId | None, AttentionSettings] = {}
        self.content_hidden = False
        self.names_hidden = False
        self.is_silent = False
        self.is_screen_locked = False
        self.at: Timestamp | None = None  # the present, where a test wants one

    def state(self, account: AccountId) -> Disturbance:
        chosen = [self.settings(None)]
        if self._world.is_open(account):
            chosen.append(self.settings(account))
        return disturbance(chosen, self.at or now())

    def settings(self, account: AccountId | None) -> AttentionSettings:
        if account is not None:
            self._world.accounts.require_open(account)
        return self._chosen.get(account, AttentionSettings())

    async def set_do_not_disturb(self, account: AccountId | None, until: Timestamp | None) -> None:
        self._choose(account, replace(self.settings(account), do_not_disturb_until=until))

    async def set_quiet_hours(self, account: AccountId | None, hours: QuietHours | None) -> None:
        self._choose(account, replace(self.settings(account), quiet_hours=hours))

    async def set_work_hours(self, account: AccountId, hours: WorkHours | None) -> None:
        self._choose(account, replace(self.settings(account), work_hours=hours))

    async def set_content_hidden(self, is_hidden: bool) -> None:
        self.content_hidden = is_hidden
        self._world.changes.announce(AttentionChanged(None))

    async def set_silent(self, is_silent: bool) -> None:
        self.is_silent = is_silent
        self._world.changes.announce(AttentionChanged(None))

    def set_screen_locked(self, is_locked: bool) -> None:
        self.is_screen_locked = is_locked

    def _choose(self, account: AccountId | None, settings: AttentionSettings) -> None:
        self._chosen[account] = settings
        self._world.changes.announce(AttentionChanged(account))


class FakePresences:
    def __init__(self, world: FakeStartalk) -> None:
        self._world = world
        self._chosen: dict[AccountId, OwnPresence] = {}
        self.away_after_minutes = 5
        self.idle_seconds: Callable[[], float | None] | None = None

    def watch_idle(self, idle_seconds: Callable[[], float | None]) -> None:
        self.idle_seconds = idle_seconds

    def chosen(self, account: AccountId) -> OwnPresence:
        self._world.accounts.require_open(account)
        return self._chosen.get(account, OwnPresence())

    def shown(self, account: AccountId) -> ShownPresence:
        return ShownPresence(self.chosen(account))

    async def set(
        self, account: AccountId | None, availability: Availability, status: str = ""
    ) -> None:
        for one in self._world.accounts.all():
            if account in (None, one.id) and self._world.is_open(one.id):
                self._chosen[one.id] = OwnPresence(availability, status)
                self._world.changes.announce(OwnPresenceChanged(one.id))

    async def set_away_after(self, minutes: int) -> None:
        self.away_after_minutes = minutes


class FakeCards:
    def __init__(self, world: FakeStartalk) -> None:
        self._world = world
        self.cards: dict[tuple[AccountId, Jid], Card] = {}
        self.shared: dict[tuple[AccountId, Jid], tuple[ConversationId, ...]] = {}
        self.own_avatars: dict[AccountId, bytes] = {}
        self.refusal: Failure | None = None

    async def card(self, account: AccountId, jid: Jid) -> CardView:
        self._world.accounts.require_open(account)
        person = await self._world.directory.person(account, jid)
        card = self.cards.get((account, jid), Card())
        line = self._world.conversations.get(ConversationId(account, jid))
        numbers = dict.fromkeys(one for one in (person.phone, *card.phones) if one)
        return CardView(
            account=account,
            jid=jid,
            name=person.name,
            remark=line.line.remark if line is not None else "",
            nickname=card.nickname,
            title=person.title or card.title,
            company=self._world.accounts.get(account).company,
            unit_path=person.unit_path,
            phones=tuple(Phone(number, masked(number)) for number in numbers),
            emails=tuple(dict.fromkeys(one for one in (person.email, *card.emails) if one)),
            note=card.note,
            url=card.url,
            shared_rooms=self.shared.get((account, jid), ()),
            avatar=await self._world.directory.avatar(account, jid),
            is_blocked=self._world.blocking.is_blocked(account, jid),
            is_starred=await self._world.directory.is_starred(account, jid),
            circle=await self._world.directory.circle(account, jid),
        )

    async def own(self, account: AccountId) -> OwnCard:
        own = self._world.accounts.get(account).jid
        card = self.cards.get((account, own), Card())
        return OwnCard(card, self.own_avatars.get(account))

    async def save_own(self, account: AccountId, card: Card, avatar: bytes | None = None) -> None:
        if self.refusal is not None:
            raise RequestFailed(self.refusal)
        own = self._world.accounts.get(account).jid
        self.cards[account, own] = card
        if avatar is not None:
            self.own_avatars[account] = avatar
        self._world.changes.announce(PeopleChanged(account, frozenset({own})))
