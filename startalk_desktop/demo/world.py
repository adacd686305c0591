"""The demo's world: three companies, their people and rooms, and what was said in the last weeks.

Everything follows from one seed, so that two demos show the same world.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from startalk_desktop.demo import dialogues
from startalk_desktop.demo.dialogues import Dialogue
from startalk_desktop.demo.organisation import (
    DemoPerson,
    DemoUnit,
    laboratory,
    studio,
    travel_company,
)

_WEEKS_OF_HISTORY = 8
_WORKDAY_HOURS = (9, 18)


@dataclass(frozen=True, slots=True)
class DemoMessage:
    """One archived message; `sender` is a login of the company."""

    sender: str
    text: str
    sent_at: datetime


@dataclass(frozen=True, slots=True)
class DemoChat:
    """What the demo's user and one colleague, of the company or of a partner, wrote to each other, oldest first."""

    colleague: DemoPerson
    messages: tuple[DemoMessage, ...]


@dataclass(frozen=True, slots=True)
class DemoRoom:
    """A room, its members (logins, the demo's user among them) and its archive, oldest first."""

    name: str
    title: str
    subject: str
    members: tuple[str, ...]
    messages: tuple[DemoMessage, ...]


@dataclass(frozen=True, slots=True)
class DemoLink:
    """One side of a link: how far a company opens it, and who talks over it.

    Attributes:
        partner: the other domain.
        units: ids of those whose people the partner reaches and sees, with all below them.
        people: logins of those whom it reaches besides.
        chats: of the demo's user with people of the partner.
        envoys: logins of our people whom the demo's user at the partner talks with.
    """

    partner: str
    units: tuple[str, ...]
    people: tuple[str, ...] = ()
    chats: tuple[DemoChat, ...] = ()
    envoys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DemoCompany:
    """One domain and all that is on it."""

    domain: str
    name: str
    user: DemoPerson
    units: tuple[DemoUnit, ...]
    chats: tuple[DemoChat, ...]
    rooms: tuple[DemoRoom, ...]
    replies: tuple[str, ...]
    links: tuple[DemoLink, ...] = ()

    @property
    def people(self) -> Iterator[DemoPerson]:
        """Everybody, the demo's user included."""
        return (person for unit in self.units for person in unit.people)

    @property
    def message_count(self) -> int:
        """How many messages the archives hold."""
        chats = [*self.chats, *(chat for link in self.links for chat in link.chats)]
        in_chats = sum(len(chat.messages) for chat in chats)
        return in_chats + sum(len(room.messages) for room in self.rooms)


@dataclass(frozen=True, slots=True)
class _Plan:
    """How much is said in a company, and in which words."""

    chat_count: int
    dialogues_a_chat: tuple[int, int]
    direct: tuple[Dialogue, ...]
    in_rooms: tuple[Dialogue, ...]
    rooms: tuple[tuple[str, str, str], ...]
    replies: tuple[str, ...]
    is_chinese: bool


_TRAVEL = _Plan(
    chat_count=26,
    dialogues_a_chat=(3, 12),
    direct=dialogues.DIRECT_ZH,
    in_rooms=dialogues.ROOM_ZH,
    rooms=(
        ("infra-oncall", "基础架构值班", "本周值班：周一到周日见置顶排班表"),
        ("search-rank", "搜索推荐项目组", "每日站会 10:00"),
        ("golden-week", "黄金周保障", "只发与保障有关的消息"),
        ("tech-notice", "技术中心公告", "公告群，讨论请到各项目群"),
    ),
    replies=dialogues.REPLIES_ZH,
    is_chinese=True,
)
_STUDIO = _Plan(
    chat_count=9,
    dialogues_a_chat=(2, 6),
    direct=dialogues.DIRECT_EN,
    in_rooms=dialogues.ROOM_EN,
    rooms=(
        ("studio", "Studio", "Everything that concerns everybody"),
        ("harbour-rebrand", "Harbour rebrand", "Presentation on the 12th"),
    ),
    replies=dialogues.REPLIES_EN,
    is_chinese=False,
)
_LABS = _Plan(
    chat_count=14,
    dialogues_a_chat=(2, 9),
    direct=dialogues.DIRECT_EN,
    in_rooms=dialogues.ROOM_EN,
    rooms=(
        ("release", "Release train", "Next cut: Thursday"),
        ("field-sensors", "Field sensors", "Gateways, gaps and gossip"),
        ("lunch", "Lunch", "Be kind, bring snacks"),
    ),
    replies=dialogues.REPLIES_EN,
    is_chinese=False,
)


def build_world(until: datetime, seed: int = 2015) -> tuple[DemoCompany, ...]:
    """Build the three companies, with a history that ends shortly before `until` (with a time zone).

    The studio works for the laboratory, and the two are linked; the travel company stays apart.
    """
    chance = random.Random(seed)  # noqa: S311  a stage set, not a secret
    travel = travel_company(chance, "yuanhang.example", headcount=6_500)
    design = studio(chance, "brightwell.example")
    sensors = laboratory(chance, "hexalabs.example")
    apart = _company(
        chance, until, "yuanhang.example", "远航旅行", travel, ("d4-1-1", "林悦"), _TRAVEL
    )
    agency = _company(
        chance, until, "brightwell.example", "Brightwell", design, ("u2", "Yue Lin"), _STUDIO
    )
    client = _company(
        chance, until, "hexalabs.example", "Hexa Labs", sensors, ("u3", "Yue Lin"), _LABS
    )
    return (apart, *_linked(chance, until, agency, client))


def _linked(
    chance: random.Random, until: datetime, agency: DemoCompany, client: DemoCompany
) -> tuple[DemoCompany, DemoCompany]:
    """The two with a link: the studio's product designers talk with the laboratory's app and sales people."""
    apps = next(unit for unit in client.units if unit.name == "Apps")
    known = {chat.colleague.login for chat in client.chats}
    envoy = next(person for person in apps.people[1:] if person.login not in known)
    logins = (envoy.login, agency.user.login)
    scripts = dialogues.ACROSS_EN
    said = _history(chance, until, logins, scripts, len(scripts), _STUDIO, in_turn=True)
    ours = DemoLink(
        client.domain,
        _units_named(agency, "Product Design", "Client Services"),
        chats=(DemoChat(envoy, said),),
    )
    theirs = DemoLink(
        agency.domain,
        _units_named(client, "Sales", "Apps"),
        people=(client.user.login,),
        envoys=(envoy.login,),
    )
    return replace(agency, links=(ours,)), replace(client, links=(theirs,))


def _units_named(company: DemoCompany, *names: str) -> tuple[str, ...]:
    return tuple(unit.id for unit in company.units if unit.name in names)


def _company(
    chance: random.Random,
    until: datetime,
    domain: str,
    name: str,
    units: list[DemoUnit],
    user_place: tuple[str, str],
    plan: _Plan,
) -> DemoCompany:
    home_id, user_name = user_place
    home = next(unit for unit in units if unit.id == home_id)
    user = DemoPerson(
        "lin.yue", user_name, home.people[-1].title, "+1 555-0100 ext. 2015", f"lin.yue@{domain}"
    )
    # Somebody else may have been given the same user name.
    for unit in units:
        unit.people = [person for person in unit.people if person.login != user.login]
    home.people.append(user)
    colleagues = _acquaintances(chance, units, home, user, plan.chat_count)
    chats = [_chat(chance, until, colleague, user, plan) for colleague in colleagues]
    rooms = [_room(chance, until, room, colleagues, user, plan) for room in plan.rooms]
    return DemoCompany(domain, name, user, tuple(units), tuple(chats), tuple(rooms), plan.replies)


def _acquaintances(
    chance: random.Random, units: list[DemoUnit], home: DemoUnit, user: DemoPerson, count: int
) -> list[DemoPerson]:
    """The own unit first, then people from anywhere."""
    near = [person for person in home.people if person is not user]
    far = [person for unit in units if unit is not home for person in unit.people]
    near_count = min(len(near), count // 2)
    return chance.sample(near, near_count) + chance.sample(far, count - near_count)


def _chat(
    chance: random.Random, until: datetime, colleague: DemoPerson, user: DemoPerson, plan: _Plan
) -> DemoChat:
    logins = (colleague.login, user.login)
    count = chance.randint(*plan.dialogues_a_chat)
    return DemoChat(colleague, _history(chance, until, logins, plan.direct, count, plan))


def _room(
    chance: random.Random,
    until: datetime,
    room: tuple[str, str, str],
    colleagues: Sequence[DemoPerson],
    user: DemoPerson,
    plan: _Plan,
) -> DemoRoom:
    name, title, subject = room
    members = [person.login for person in chance.sample(colleagues, min(len(colleagues), 12))]
    speakers = (*members, user.login)
    messages = _history(chance, until, speakers, plan.in_rooms, chance.randint(24, 60), plan)
    return DemoRoom(name, title, subject, speakers, messages)


def _history(
    chance: random.Random,
    until: datetime,
    logins: Sequence[str],
    scripts: tuple[Dialogue, ...],
    count: int,
    plan: _Plan,
    *,
    in_turn: bool = False,
) -> tuple[DemoMessage, ...]:
    """`count` dialogues at working hours of the last weeks; in a direct chat speakers keep their parts.

    They are any of `scripts`, or those `in_turn`.
    """
    starts = sorted(_work_moment(chance, until) for _ in range(count))
    messages: list[DemoMessage] = []
    earliest = datetime.min.replace(tzinfo=UTC)
    for number, start in enumerate(starts):
        script = scripts[number % len(scripts)] if in_turn else chance.choice(scripts)
        filling = _filling(chance, plan.is_chinese)
        parts = logins if len(logins) == 2 else chance.sample(list(logins), 4)
        moment = max(start, earliest)
        for speaker, line in script:
            moment += timedelta(
                seconds=chance.randint(6, 240), microseconds=chance.randrange(10**6)
            )
            if moment >= until:
                return tuple(messages)
            messages.append(DemoMessage(parts[speaker], line.format_map(filling), moment))
        earliest = moment + timedelta(minutes=2)
    return tuple(messages)


def _work_moment(chance: random.Random, until: datetime) -> datetime:
    """A moment of a working day before `until`; recent days are likelier."""
    while True:
        day = until - timedelta(days=int(_WEEKS_OF_HISTORY * 7 * chance.random() ** 1.6))
        if day.weekday() < 5 or day.date() == until.date():
            break
    opening, closing = _WORKDAY_HOURS
    moment = day.replace(hour=opening, minute=0, second=0, microsecond=0)
    moment += timedelta(minutes=chance.randrange((closing - opening) * 60))
    return min(moment, until - timedelta(minutes=chance.randint(4, 90)))


def _filling(chance: random.Random, is_chinese: bool) -> dict[str, str]:
    suffix = "" if is_chinese else "_en"
    return {
        "city": chance.choice(dialogues.FILLERS["city" + suffix]),
        "food": chance.choice(dialogues.FILLERS["food" + suffix]),
        "weekday": chance.choice(dialogues.FILLERS["weekday"]),
        "thing": chance.choice(dialogues.FILLERS["thing"]),
        "name": chance.choice(
            ("小陈", "小周", "思雨", "浩然")
            if is_chinese
            else ("Priya", "Marcus", "Freya", "Henry")
        ),
        "n": str(chance.randint(2, 19)),
        "q": str(chance.randint(1, 4)),
        "hour": str(chance.randint(9, 17)),
        "order": f"YH{chance.randrange(10**8):08d}",
    }
