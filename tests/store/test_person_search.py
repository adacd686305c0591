"""How people are ranked and marked: by how well they match, then by how close they are."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from startalk_desktop.model.identity import ConversationKind
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.organisation import (
    Member,
    OrgIndex,
    Person,
    PersonField,
    PersonMark,
    UnitContent,
    UnitHead,
)
from startalk_desktop.store import person_index
from startalk_desktop.store.account_store import AccountStore
from startalk_desktop.store.person_marks import marks_of
from startalk_desktop.store.person_search import terms_of
from tests.store.building import ACCOUNT, KEY, received

OWN = Jid.parse("me@acme.example")
NAME = PersonField.NAME


def somebody(local: str, name: str, title: str = "", phone: str = "") -> Member:
    return Member(Jid(local, "acme.example"), name, title, phone, f"{local}.mail@acme.example")


UNITS = (
    UnitContent("hq", "", "总部", (somebody("far", "王芳"), somebody("boss", "李总", "总监"))),
    UnitContent("rd", "hq", "R&D 研发中心", (somebody("chief", "赵六"),)),
    UnitContent(
        "sw",
        "rd",
        "软件部",
        (
            Member(OWN, "我"),
            somebody("near", "王芳", "工程师"),
            somebody("ouyang", "欧阳娜娜", "Test engineer", "+86 138-0000-1234"),
        ),
    ),
    UnitContent("hw", "rd", "硬件部", (somebody("met", "王芳"), somebody("dan", "单于"))),
)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[AccountStore]:
    opened = await AccountStore.open(tmp_path / "a.db", KEY, ACCOUNT, own=OWN)
    heads = tuple(
        UnitHead(unit.id, unit.parent, unit.name, order, unit.id, 0)
        for order, unit in enumerate(UNITS)
    )
    await opened.directory.apply_index(OrgIndex("Acme", "1", heads))
    await opened.directory.put_units(UNITS)
    yield opened
    await opened.close()


async def found(store: AccountStore, text: str) -> list[str]:
    return [hit.person.jid.local for hit in await store.directory.find(text, 20, OWN)]


async def test_the_close_come_first_among_equal_matches(store: AccountStore) -> None:
    assert await found(store, "王芳") == ["near", "far", "met"]
    met = Jid("met", "acme.example")
    await store.messages.record([received("早", 1, peer=met, message_id="m1")])
    assert await found(store, "王芳") == ["met", "near", "far"]
    assert await found(store, "wangf") == ["met", "near", "far"]
    assert [jid for jid, _ in await store.directory.recent(5)] == [met]
    room = Jid("room", "rooms.acme.example")
    await store.conversations.ensure(room, ConversationKind.ROOM, "")
    assert [jid for jid, _ in await store.directory.recent(5)] == [met]


async def test_a_better_match_comes_before_a_closer_one(store: AccountStore) -> None:
    assert (await found(store, "李"))[0] == "boss"
    hits = await store.directory.find("总", 20, OWN)
    assert next(hit.person.jid.local for hit in hits) == "boss", "the name before titles and units"
    assert [hit.rank for hit in hits] == sorted(hit.rank for hit in hits)


async def test_units_find_all_below_them(store: AccountStore) -> None:
    assert set(await found(store, "研发中心")) == {"chief", "me", "near", "ouyang", "met", "dan"}
    assert await found(store, "王 软件部") == ["near"]
    assert await found(store, "R&D 单于") == ["dan"]
    assert await found(store, "软件部 赵") == []


@pytest.mark.parametrize(
    "text", ["oynn", "ouyangnana", "ouyang", "test eng", "138 0000 1234", "00001234", "ouyang.mail"]
)
async def test_one_is_found_by_all_that_is_known(store: AccountStore, text: str) -> None:
    assert await found(store, text) == ["ouyang"]


async def test_a_domain_finds_nobody_by_itself(store: AccountStore) -> None:
    assert await found(store, "acme") == []
    assert await found(store, "example") == []
    assert await found(store, "near@acme.exa") == ["near"]


async def test_the_way_down_to_a_unit(store: AccountStore) -> None:
    assert await store.directory.unit_path("sw") == ("hq", "rd", "sw")
    assert await store.directory.unit_path("gone") == ()


OUYANG = Person(
    Jid("ouyang.nn", "acme.example"), "欧阳娜娜", "Test engineer", "+86 138-0000-1234",
    "nana@acme.example", ("sw",), ("总部", "R&D 研发中心"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("娜娜", [(NAME, 2, 4)]),
        ("ouyang", [(NAME, 0, 2)]),
        ("ouy", [(NAME, 0, 2)]),
        ("yangna", [(NAME, 1, 3)]),
        ("oyn", [(NAME, 0, 3)]),
        ("ou yang", [(NAME, 0, 2)]),
        ("ENGINEER", [(PersonField.TITLE, 5, 13)]),
        ("研发", [(PersonField.UNIT, 9, 11)]),
        ("13800001234", [(PersonField.PHONE, 4, 17)]),
        ("nana@acme", [(PersonField.EMAIL, 0, 9)]),
        ("acme", []),
        ("欧 test", [(NAME, 0, 1), (PersonField.TITLE, 0, 4)]),
    ],
)
def test_what_matches_is_marked(text: str, marks: list[tuple[PersonField, int, int]]) -> None:
    assert marks_of(OUYANG, terms_of(text)) == tuple(PersonMark(*mark) for mark in marks)


@given(st.text(max_size=12), st.text(max_size=8))
def test_marks_are_within_the_text(name: str, query: str) -> None:
    person = Person(Jid("a", "b.example"), name, name, name, name)
    for mark in marks_of(person, terms_of(query)):
        assert 0 <= mark.start < mark.end
        assert mark.end <= max(len(name), len(str(person.jid)))


async def test_who_came_or_was_renamed_meanwhile_is_found(store: AccountStore) -> None:
    assert await found(store, "新来") == []
    changed = UnitContent("hq", "", "总部", (somebody("far", "王芳芳"), somebody("new", "新来的")))
    await store.directory.put_unit(changed)
    assert await found(store, "新来") == ["new"]
    assert await found(store, "boss") == []
    assert "far" in await found(store, "芳芳")
    await store.directory.clear()
    assert await found(store, "王芳") == []


@pytest.mark.parametrize(
    "text", ["王芳", "wang", "a", "far", "1234", "@acme", "o", "zzz", "\0", "é", "部"]
)
async def test_narrowing_down_leaves_nobody_out(
    store: AccountStore, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    narrowed = await found(store, text)
    monkeypatch.setattr(person_index, "_MOST_NARROWED", 0)
    await store.directory.put_units(UNITS)  # so that it is made anew
    assert await found(store, text) == narrowed
