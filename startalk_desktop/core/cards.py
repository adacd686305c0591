"""The card of a person: what the company's directory says, what they say of themselves, and what is between us."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from startalk_desktop.core.account_cards import OwnCard
from startalk_desktop.core.accounts import Accounts
from startalk_desktop.model.card import Card
from startalk_desktop.model.identity import AccountId, ConversationId
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.organisation import Circle


@dataclass(frozen=True, slots=True)
class Phone:
    """A number, to be shown `masked` until somebody asks for it."""

    number: str
    masked: str


@dataclass(frozen=True, slots=True)
class CardView:
    """All that a card shows. What the directory says counts before what a person says of themselves."""

    account: AccountId
    jid: Jid  # bare
    name: str
    remark: str  # what the user calls them
    nickname: str
    title: str
    company: str
    unit_path: tuple[str, ...]  # from the root down
    phones: tuple[Phone, ...]
    emails: tuple[str, ...]
    note: str
    url: str
    shared_rooms: tuple[ConversationId, ...]  # in which both are now
    avatar: bytes | None  # undecoded: hostile
    is_blocked: bool
    is_starred: bool = False
    circle: Circle = field(default_factory=Circle)


class Cards:
    """Cards by company. `PeopleChanged` tells when somebody's has changed; then it is to be asked for again."""

    def __init__(self, accounts: Accounts) -> None:
        self._accounts = accounts

    async def card(self, account: AccountId, jid: Jid) -> CardView:
        """What is known of `jid` at once; what is newer is fetched behind it.

        Raises:
            AccountUnknown, AccountNotOpen
        """
        runtime = self._accounts.runtime(account)
        jid = jid.bare
        person = await runtime.people.person(jid)
        known = await runtime.people.name_from_store(jid)
        card = await runtime.cards.of(jid)
        settings = await runtime.store.arrangements.get(jid)
        rooms = runtime.rooms.rooms_with(jid)
        return CardView(
            account=account,
            jid=jid,
            name=known or card.full_name or card.nickname or person.name,
            remark=settings.remark,
            nickname=card.nickname,
            title=person.title or card.title,
            company=runtime.account.company,
            unit_path=person.unit_path or ((card.unit,) if card.unit else ()),
            phones=tuple(
                Phone(number, masked(number)) for number in _distinct([person.phone, *card.phones])
            ),
            emails=tuple(_distinct([person.email, *card.emails])),
            note=card.note,
            url=card.url,
            shared_rooms=tuple(ConversationId(account, room) for room in rooms),
            avatar=await runtime.avatars.of(jid),
            is_blocked=runtime.block_list.is_blocked(jid),
            is_starred=settings.is_starred,
            circle=await runtime.people.circle(jid),
        )

    async def own(self, account: AccountId) -> OwnCard:
        """What we say of ourselves in a company.

        Raises:
            AccountUnknown, AccountNotOpen
        """
        return await self._accounts.runtime(account).cards.own()

    async def save_own(self, account: AccountId, card: Card, avatar: bytes | None = None) -> None:
        """Say `card` of ourselves and show `avatar`, a PNG; None leaves the picture, ``b""`` takes it away.

        It is told now or, where the account is offline, at the next sign-in.

        Raises:
            AccountUnknown, AccountNotOpen
            ValueError: the picture is no PNG, or too large.
            RequestFailed: the server refused; it is tried again at the next sign-in.
        """
        await self._accounts.runtime(account).cards.save_own(card, avatar)


def masked(number: str) -> str:
    """`number` with only its first three and last two digits, or with none where there are fewer than eight."""
    digits = [place for place, character in enumerate(number) if character.isdigit()]
    shown = {*digits[:3], *digits[-2:]} if len(digits) >= 8 else set()
    hidden = set(digits) - shown
    return "".join("•" if place in hidden else one for place, one in enumerate(number))


def _distinct(values: Iterable[str]) -> list[str]:
    """What is there, each once, however it is spaced."""
    found: dict[str, str] = {}
    for value in values:
        if value:
            found.setdefault("".join(value.split()).replace("-", "").casefold(), value)
    return list(found.values())
