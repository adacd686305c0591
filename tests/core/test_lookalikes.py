"""Names that can be taken for one another."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from startalk_desktop.core.lookalikes import keys_of, marked, skeleton
from startalk_desktop.core.room_members import members_of
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.room import Affiliation, Occupant, Role, RoomAffiliation, RoomMember

WANG = Jid.parse("wang@acme.example")
LI = Jid.parse("li@acme.example")
ZHAO = Jid.parse("zhao@acme.example")


def member(
    nick: str | None,
    jid: Jid | None = None,
    affiliation: Affiliation = Affiliation.NONE,
    name: str = "",
) -> RoomMember:
    return RoomMember(jid, nick, affiliation, Role.PARTICIPANT, is_here=True, name=name)


def marks(*members: RoomMember) -> list[str | None]:
    return [one.looks_like for one in marked(members)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("paypal", "раураl"),  # Cyrillic
        ("Admin", "Adm\u0131n"),  # dotless i
        ("liu", "Iiu"),  # capital i
        ("modern", "modem"),
        ("王芳", "王\u200b芳"),  # without a width
        ("王芳", "王芳\ufe0f"),
        ("wang fang", "wang\u00a0fang"),
        ("wang fang", " wang  fang "),
        ("José", "Jose\u0301"),
        ("Ωmega", "\u2126mega"),
        ("⼟木", "土木"),  # a radical
        ("Wang", "wANG"),
    ],
)
def test_they_look_alike(one: str, other: str) -> None:
    assert one != other
    assert keys_of(one) & keys_of(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("王芳", "王方"), ("李雷", "李磊"), ("anna", "hanna"), ("wang", "wang 2"), ("", "x")],
)
def test_they_do_not(one: str, other: str) -> None:
    assert not keys_of(one) & keys_of(other)


@given(st.text(max_size=300))
@example("0" * 196 + "mÀÀÀ")
def test_any_name_has_one_look(name: str) -> None:
    assert skeleton(skeleton(name)) == skeleton(name)
    assert len(keys_of(name)) <= 2


def test_who_uses_a_colleagues_name_is_marked_and_the_colleague_is_not() -> None:
    real = member("王芳", WANG, Affiliation.MEMBER, name="王芳")
    assert marks(real, member("王\u200b芳", LI, Affiliation.OWNER, name="李雷")) == [None, "王芳"]


def test_a_colleague_who_is_not_there_is_one_whose_name_can_be_used() -> None:
    absent = RoomMember(WANG, None, Affiliation.MEMBER, name="王芳")
    assert marks(absent, member("王芳", LI)) == [None, "王芳"]


def test_among_strangers_whom_the_room_has_raised_is_the_real_one() -> None:
    assert marks(member("Admin", WANG, Affiliation.OWNER), member("Аdmin", LI)) == [None, "Admin"]


def test_among_equals_all_are_marked() -> None:
    assert marks(member("anna"), member("аnna")) == ["аnna", "anna"]
    both = [member(f"王芳 {number}", jid, name="王芳") for number, jid in enumerate((WANG, LI))]
    assert marks(*both) == ["王芳", "王芳"]


def test_one_person_under_two_nicks_is_no_impostor() -> None:
    assert marks(member("王芳", WANG), member("王\u200b芳", WANG)) == [None, None]


def test_two_that_share_a_name_with_a_third_are_both_marked() -> None:
    real = member("wf", WANG, name="王芳")
    assert marks(real, member("王芳", LI), member("王\u2060芳", ZHAO)) == [None, "王芳", "王芳"]


def test_members_are_occupants_and_lists_put_together() -> None:
    occupants = [
        Occupant("赵", Affiliation.NONE, Role.PARTICIPANT),
        Occupant("wf", Affiliation.OWNER, Role.MODERATOR, WANG, is_self=True),
    ]
    listed = [
        RoomAffiliation(WANG, Affiliation.OWNER),
        RoomAffiliation(LI, Affiliation.MEMBER, nick="lei"),
        RoomAffiliation(ZHAO, Affiliation.MEMBER),
    ]
    found = members_of(occupants, listed, {WANG: "王芳", ZHAO: "赵云"})
    assert [
        (one.shown_name, one.jid, one.nick, one.affiliation, one.is_here, one.is_self)
        for one in found
    ] == [
        ("王芳", WANG, "wf", Affiliation.OWNER, True, True),
        ("lei", LI, None, Affiliation.MEMBER, False, False),
        ("赵云", ZHAO, None, Affiliation.MEMBER, False, False),
        ("赵", None, "赵", Affiliation.NONE, True, False),
    ]
