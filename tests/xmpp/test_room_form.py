"""A room's settings as the form of its service, and the self-ping's answers: rules only."""

from typing import Any

import aioxmpp
import pytest
from aioxmpp.forms import Data, DataType, Field
from hypothesis import given
from hypothesis import strategies as st

from startalk_desktop.model.failure import Failure, FailureCode
from startalk_desktop.model.room import RoomSettings
from startalk_desktop.xmpp import room_form, xep_0410_self_ping, xep_0486_room_avatars
from startalk_desktop.xmpp.errors import NotConnected, RequestFailed
from tests.xmpp.stanzas import ROOM

PREFIX = "muc#roomconfig_"


def form(**values: str) -> Data:
    shown = Data(type_=DataType.FORM)
    for name, value in values.items():
        shown.fields.append(Field(type_=None, var=PREFIX + name, values=[value]))
    return shown


def answers(answer: Data) -> dict[str, str]:
    return {field.var.removeprefix(PREFIX): field.values[0] for field in answer.fields}


def test_only_what_is_offered_is_read() -> None:
    assert room_form.read(form()) == RoomSettings()
    shown = form(roomname="研发", membersonly="1", publicroom="false", whois="anyone", mam="true")
    assert room_form.read(shown) == RoomSettings(
        name="研发", is_members_only=True, is_public=False, is_anonymous=False, has_archive=True
    )


def test_a_password_that_is_not_asked_for_is_none() -> None:
    assert room_form.read(form(passwordprotectedroom="0", roomsecret="x")).password == ""
    assert room_form.read(form(passwordprotectedroom="1", roomsecret="x")).password == "x"


def test_a_field_without_a_value_or_a_name_is_no_trouble() -> None:
    shown = form(roomname="研发")
    shown.fields.append(Field(type_=None, var=f"{PREFIX}roomdesc", values=[]))
    shown.fields.append(Field(type_=None, var=None, values=["x"]))
    assert room_form.read(shown) == RoomSettings(name="研发", description="")


def test_only_what_is_offered_and_wanted_is_answered() -> None:
    shown = form(roomname="", membersonly="0", whois="moderators", enablearchiving="0")
    answer = answers(room_form.filled(shown, RoomSettings.private("研发")))
    assert answer == {
        "FORM_TYPE": room_form.FORM_TYPE,
        "roomname": "研发",
        "membersonly": "1",
        "whois": "anyone",
        "enablearchiving": "1",
    }
    assert answers(room_form.filled(shown, RoomSettings())) == {"FORM_TYPE": room_form.FORM_TYPE}


@given(
    st.builds(
        RoomSettings,
        name=st.none() | st.text(max_size=20),
        is_public=st.none() | st.booleans(),
        is_members_only=st.none() | st.booleans(),
        is_anonymous=st.none() | st.booleans(),
        has_archive=st.none() | st.booleans(),
        members_may_invite=st.none() | st.booleans(),
        password=st.none() | st.text(max_size=5),
    )
)
def test_what_is_answered_is_what_is_read(wanted: RoomSettings) -> None:
    everything = form(
        **dict.fromkeys(
            "roomname publicroom membersonly whois mam allowinvites passwordprotectedroom"
            " roomsecret".split(),
            "",
        )
    )
    answer = room_form.filled(everything, wanted)
    assert room_form.read(answer) == wanted


class Asked:
    """A session that answers a ping as the test says."""

    def __init__(self, answer: Exception | None) -> None:
        self.answer = answer

    async def request(self, iq: aioxmpp.IQ, timeout: float) -> Any:
        assert str(iq.to) == f"{ROOM}/王芳"
        if self.answer is not None:
            raise self.answer


@pytest.mark.parametrize(
    ("condition", "is_inside"),
    [
        ("service-unavailable", True),
        ("feature-not-implemented", True),
        ("item-not-found", True),
        ("remote-server-not-found", None),
        ("remote-server-timeout", None),
        ("not-acceptable", False),
        ("not-allowed", False),
        ("bad-request", False),
        ("gone", False),
    ],
)
async def test_what_the_answer_to_a_self_ping_says(condition: str, is_inside: bool | None) -> None:
    refused = RequestFailed(Failure(FailureCode.NOT_ALLOWED), condition)
    asked: Any = Asked(refused)
    assert await xep_0410_self_ping.is_inside(asked, ROOM, "王芳") is is_inside


async def test_no_answer_says_nothing() -> None:
    asked: Any = Asked(None)
    assert await xep_0410_self_ping.is_inside(asked, ROOM, "王芳") is True
    asked = Asked(RequestFailed(Failure(FailureCode.TIMEOUT)))
    assert await xep_0410_self_ping.is_inside(asked, ROOM, "王芳") is None
    with pytest.raises(NotConnected):
        await xep_0410_self_ping.is_inside(
            Asked(NotConnected(Failure(FailureCode.CONNECTION_LOST))),  # type: ignore[arg-type]
            ROOM,
            "王芳",
        )


@pytest.mark.parametrize(
    ("text", "sha1"), [("AB" * 20, "ab" * 20), (" ", ""), ("x" * 40, ""), ("ab", "")]
)
def test_a_hash_is_one_or_none(text: str, sha1: str) -> None:
    assert xep_0486_room_avatars.as_hash(text) == sha1
    told = {"muc#roominfo_avatarhash": (text,)}
    assert xep_0486_room_avatars.announced(told) == sha1
