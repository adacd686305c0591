"""Addresses: what is one, what is not, and that there is one form of each."""

import precis_i18n
import pytest
from hypothesis import given
from hypothesis import strategies as st

from startalk_desktop.model.jid import Jid, JidError


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("wang@acme.example", Jid("wang", "acme.example")),
        ("Wang@Acme.Example/Desk", Jid("wang", "acme.example", "Desk")),
        ("王芳@acme.example", Jid("王芳", "acme.example")),
        ("acme.example", Jid("", "acme.example")),
        (
            "room@conference.acme.example/王芳 @ home/2",
            Jid("room", "conference.acme.example", "王芳 @ home/2"),
        ),
        ("a@BÜCHER.example", Jid("a", "bücher.example")),
        ("a@[::1]", Jid("a", "[::1]")),
        ("a@acme.example.", Jid("a", "acme.example")),
    ],
)
def test_parse_gives_the_one_form(text: str, expected: Jid) -> None:
    assert Jid.parse(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "@acme.example",
        "wang@",
        "wang@acme.example/",
        "wang fang@acme.example",
        "wang@-acme.example",
        "wang@acme..example",
        "a<b@acme.example",
        "\u202egnaw@acme.example",
        "wang\x00@acme.example",
        "x" * 1024 + "@acme.example",
        "wang@acme.example/" + "r" * 1024,
    ],
)
def test_what_is_no_address_is_refused_with_a_reason(text: str) -> None:
    with pytest.raises(JidError, match=r"\w"):
        Jid.parse(text)


@given(st.text(max_size=60))
def test_any_text_is_refused_or_has_a_stable_form(text: str) -> None:
    try:
        jid = Jid.parse(text)
    except JidError:
        return
    assert Jid.parse(str(jid)) == jid


@given(st.from_regex(r"[A-Za-z0-9._-]{1,40}", fullmatch=True))
def test_a_plain_name_is_what_the_profile_makes_of_it(name: str) -> None:
    expected = precis_i18n.get_profile("UsernameCaseMapped").enforce(name)
    assert Jid.parse(f"{name}@acme.example").local == expected


def test_bare_and_resource() -> None:
    full = Jid.parse("wang@acme.example/desk")
    assert str(full.bare) == "wang@acme.example"
    assert full.bare.is_bare
    assert not full.is_bare
    assert full.bare.with_resource("desk") == full


def test_a_name_with_a_dot_between_its_parts_is_a_nick() -> None:
    assert Jid.parse("a@b.example/买买提·艾力").resource == "买买提·艾力"
    assert Jid.parse("a@b.example/·艾力").resource == "·艾力"


@pytest.mark.parametrize("nick", ["·", "··", "a·\x07", "·" * 600, "a·\ue000"])
def test_and_nothing_else_is_let_in_with_it(nick: str) -> None:
    with pytest.raises(JidError):
        Jid.parse(f"a@b.example/{nick}")
