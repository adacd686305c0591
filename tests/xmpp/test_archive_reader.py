"""What an archive's result may claim, and which results count at all."""

import logging

import pytest
from hypothesis import given
from hypothesis import strategies as st

from startalk_desktop.model.events import RoomInvitationReceived
from startalk_desktop.model.identity import ConversationKind
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.message import MessageKind, MessageSource, ReceivedMessage
from startalk_desktop.xmpp.archive_reader import ArchivedResult, ArchiveVantage, read_result
from startalk_desktop.xmpp.content_reader import Contents
from startalk_desktop.xmpp.message_envelope import RoomView
from startalk_desktop.xmpp.message_fields import timestamp
from tests.xmpp.stanzas import LI, NOW, OWN, ROOM, chat, element, groupchat, result

DAY = 24 * 3_600_000_000


def read(xml: str, archive: Jid = OWN, room: RoomView | None = None) -> ArchivedResult | None:
    return read_result(element(xml), archive, ArchiveVantage(OWN, NOW, room))


def contents(inner: str, archive: Jid = OWN, room: RoomView | None = None) -> Contents:
    read_one = read(result(inner), archive, room)
    assert read_one is not None
    return read_one.contents


def message(inner: str, archive: Jid = OWN, room: RoomView | None = None) -> ReceivedMessage:
    read_one = contents(inner, archive, room).message
    assert read_one is not None
    return read_one


def muc_user(jid: str) -> str:
    return f"<x xmlns='http://jabber.org/protocol/muc#user'><item jid='{jid}'/></x>"


DIRECT = f"<x xmlns='jabber:x:conference' jid='{ROOM}' reason='来聊'/>"


def mediated() -> str:
    invite = f"<invite from='{LI}'><reason>来聊</reason></invite>"
    return f"<x xmlns='http://jabber.org/protocol/muc#user'>{invite}</x>"


def invitation(inner: str) -> RoomInvitationReceived | None:
    read_one = read(result(inner))
    assert read_one is not None
    assert read_one.contents == Contents()
    return read_one.invitation


class TestOwnArchive:
    def test_a_received_message(self) -> None:
        inner = "<origin-id xmlns='urn:xmpp:sid:0' id='o1'/><request xmlns='urn:xmpp:receipts'/>"
        assert message(chat("你好", inner)) == ReceivedMessage(
            peer=LI,
            conversation_kind=ConversationKind.DIRECT,
            source=MessageSource.ARCHIVE,
            sender=LI.with_resource("phone"),
            is_outgoing=False,
            text="你好",
            sent_at=NOW,
            stanza_id="a1",
            origin_id="o1",
            message_id="m1",
        )

    def test_a_sent_message(self) -> None:
        sent = message(chat(to=str(LI), **{"from": f"{OWN}/phone"}))
        assert (sent.peer, sent.is_outgoing) == (LI, True)

    def test_a_message_between_others_is_a_lie(self) -> None:
        read_one = read(result(chat(to="zhao@acme.example")))
        assert read_one is not None
        assert read_one.contents == Contents()

    def test_its_place_counts_where_it_is_no_message_we_keep(self) -> None:
        assert read(result(chat(""))) == ArchivedResult("a1", NOW, Contents())
        assert read(result(chat(type="error"))) == ArchivedResult("a1", NOW, Contents())
        assert read(result(groupchat())) == ArchivedResult("a1", NOW, Contents())

    def test_the_archives_own_id_counts_and_none_inside(self) -> None:
        inner = f"<stanza-id xmlns='urn:xmpp:sid:0' by='{OWN}' id='forged'/>"
        assert message(chat(inner=inner)).stanza_id == "a1"

    def test_the_archives_own_time_counts_and_none_inside(self) -> None:
        inner = "<delay xmlns='urn:xmpp:delay' from='acme.example' stamp='2001-01-01T00:00:00Z'/>"
        assert message(chat(inner=inner)).sent_at == NOW

    def test_a_private_message_out_of_a_room_is_with_the_occupant(self) -> None:
        occupant = ROOM.with_resource("李")
        received = message(chat(inner=muc_user(""), **{"from": str(occupant)}))
        assert (received.peer, received.is_outgoing) == (occupant, False)
        sent = message(chat(inner=muc_user(""), **{"from": f"{OWN}/x", "to": str(occupant)}))
        assert (sent.peer, sent.is_outgoing) == (occupant, True)

    def test_an_invitation_through_the_room_is_no_message(self) -> None:
        told = RoomInvitationReceived(ROOM, LI, "来聊", NOW)
        assert invitation(chat(inner=mediated(), **{"from": str(ROOM)})) == told

    def test_an_invitation_by_a_person_is_no_message_whatever_text_it_has(self) -> None:
        sender = LI.with_resource("phone")
        told = RoomInvitationReceived(ROOM, sender, "来聊", NOW, is_direct=True)
        assert invitation(chat("Come!", DIRECT)) == told

    @pytest.mark.parametrize(
        "inner",
        [
            chat(inner=DIRECT, to="zhao@acme.example"),
            chat(inner=DIRECT, type="error"),
            chat(inner=DIRECT, **{"from": "@"}),
            chat(inner=DIRECT + muc_user(""), **{"from": f"{ROOM}/李"}),
            chat(inner=mediated(), **{"from": f"{ROOM}/李"}),
            chat(inner="<x xmlns='jabber:x:conference' jid='conference.acme.example'/>"),
        ],
    )
    def test_an_invitation_that_nobody_can_have_sent_us_is_nothing(self, inner: str) -> None:
        assert read(result(inner)) == ArchivedResult("a1", NOW)

    def test_our_own_invitation_is_what_we_wrote(self) -> None:
        sent = chat("Come!", DIRECT, to=str(LI), **{"from": f"{OWN}/phone"})
        read_one = read(result(sent))
        assert read_one is not None
        assert read_one.invitation is None
        assert read_one.contents.message is not None
        assert read_one.contents.message.text == "Come!"

    @pytest.mark.parametrize(
        "xml",
        [
            "<result xmlns='urn:xmpp:mam:2' queryid='q1' id='a1'/>",
            result(chat(), archive_id=""),
            result(chat(), archive_id="x" * 600),
            result(""),
            result(chat(), stamp="yesterday"),
            result(chat(), stamp="2023-11-16T22:13:20Z"),
            result(chat(), stamp="1969-01-01T00:00:00Z"),
        ],
    )
    def test_what_is_malformed_is_dropped(self, xml: str, caplog: pytest.LogCaptureFixture) -> None:
        with caplog.at_level(logging.WARNING):
            assert read(xml) is None
        assert "malformed" in caplog.text

    def test_a_clock_that_is_a_little_ahead_is_believed(self) -> None:
        read_one = read(result(chat(), stamp="2023-11-14T23:00:00Z"))
        assert read_one is not None
        assert NOW < read_one.at < NOW + DAY


class TestRoomArchive:
    def test_what_somebody_said(self) -> None:
        said = message(groupchat(inner=muc_user(f"{LI}/phone")), ROOM)
        assert (said.peer, said.sender) == (ROOM, ROOM.with_resource("李"))
        assert (said.sender_real_jid, said.is_outgoing) == (LI, False)
        assert said.conversation_kind is ConversationKind.ROOM

    def test_ours_is_what_the_room_says_is_ours(self) -> None:
        assert message(groupchat(inner=muc_user(f"{OWN}/x")), ROOM).is_outgoing
        assert not message(groupchat(nick="王芳"), ROOM).is_outgoing

    def test_nobody_is_invited_out_of_a_rooms_archive(self) -> None:
        read_one = read(result(groupchat("", mediated())), ROOM)
        assert read_one is not None
        assert read_one.invitation is None

    def test_what_is_from_elsewhere_is_a_lie(self) -> None:
        read_one = read(result(chat(type="groupchat")), ROOM)
        assert read_one is not None
        assert read_one.contents == Contents()

    def test_a_chat_is_not_what_was_said_in_the_room(self) -> None:
        read_one = read(result(chat(**{"from": f"{ROOM}/李"})), ROOM)
        assert read_one is not None
        assert read_one.contents == Contents()

    def test_a_change_of_subject_is_kept(self) -> None:
        assert message(groupchat("", "<subject>新</subject>"), ROOM).kind is MessageKind.SUBJECT

    def test_an_occupant_id_counts_where_the_room_announces_that_it_stamps_them(self) -> None:
        stamped = groupchat(inner="<occupant-id xmlns='urn:xmpp:occupant-id:0' id='o1'/>")
        assert message(stamped, ROOM).occupant_id == ""
        assert message(stamped, ROOM, RoomView("")).occupant_id == ""
        said = message(stamped, ROOM, RoomView("", stamps_occupants=True))
        assert (said.occupant_id, said.is_outgoing) == ("o1", False)

    def test_ours_is_what_has_our_occupant_id(self) -> None:
        stamped = groupchat(inner="<occupant-id xmlns='urn:xmpp:occupant-id:0' id='o1'/>")
        view = RoomView("", stamps_occupants=True, own_occupant_id="o1")
        assert message(stamped, ROOM, view).is_outgoing
        assert not message(groupchat(), ROOM, view).is_outgoing


class TestTimes:
    @pytest.mark.parametrize(
        ("text", "micros"),
        [
            ("2023-11-14T22:13:20Z", NOW),
            ("2023-11-14T22:13:20.5Z", NOW + 500_000),
            ("2023-11-14T22:13:20.123456789Z", NOW + 123_456),
            ("2023-11-15T06:13:20+08:00", NOW),
            ("2023-11-14T22:13:20", NOW),
            ("1970-01-01T00:00:00Z", 0),
        ],
    )
    def test_times_are_read_to_the_microsecond(self, text: str, micros: int) -> None:
        assert timestamp(text) == micros

    @pytest.mark.parametrize(
        "text",
        [None, "", "now", "1969-12-31T23:59:59Z", "9999-99-99T00:00:00Z", "0001-01-01T00:00:00+14:00",
         "2023-11-14T22:13:20Z" + " " * 100],
    )  # fmt: skip
    def test_what_is_no_time_is_none(self, text: str | None) -> None:
        assert timestamp(text) is None

    @given(st.text(max_size=40))
    def test_no_text_breaks_it(self, text: str) -> None:
        found = timestamp(text)
        assert found is None or found >= 0
