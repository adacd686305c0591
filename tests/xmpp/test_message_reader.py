"""Who may claim what in a live message or a carbon."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from startalk_desktop.model.annotation import Displayed, Receipt
from startalk_desktop.model.events import (
    AnnotationReceived,
    ChatState,
    ChatStateChanged,
    MessageBounced,
    MessageReceived,
    RoomAffiliationChanged,
    RoomConfigured,
    RoomInvitationReceived,
    RoomSubjectChanged,
    SessionEvent,
)
from startalk_desktop.model.failure import Failure, FailureCode
from startalk_desktop.model.identity import ConversationKind
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.message import MessageKind, MessageSource, ReceivedMessage
from startalk_desktop.model.room import Affiliation
from startalk_desktop.xmpp.message_envelope import RoomView
from startalk_desktop.xmpp.message_fields import MAX_ID_CHARACTERS, MAX_TEXT_CHARACTERS
from startalk_desktop.xmpp.message_reader import Vantage, read_live
from tests.xmpp.stanzas import LI, NOW, OWN, ROOM, carbon, chat, element, groupchat, result

HOUR = 3_600_000_000
VIEW = RoomView(nick="王芳", stamps_ids=True, real_addresses={"李": LI, "王芳": OWN})
VANTAGE = Vantage(own=OWN, now=NOW, stamps_ids=True, rooms={ROOM: VIEW})


def read(xml: str, vantage: Vantage = VANTAGE) -> list[SessionEvent]:
    return read_live(element(xml), vantage)


def message(xml: str, vantage: Vantage = VANTAGE) -> ReceivedMessage:
    found = [event.message for event in read(xml, vantage) if isinstance(event, MessageReceived)]
    assert len(found) == 1
    return found[0]


def stanza_id(by: object, value: str = "s1") -> str:
    return f"<stanza-id xmlns='urn:xmpp:sid:0' by='{by}' id='{value}'/>"


def delay(sender: object, stamp: str = "2023-11-14T21:13:20Z") -> str:
    claimed = f"from='{sender}'" if sender else ""
    return f"<delay xmlns='urn:xmpp:delay' {claimed} stamp='{stamp}'/>"


def muc_user(inner: str) -> str:
    return f"<x xmlns='http://jabber.org/protocol/muc#user'>{inner}</x>"


class TestDirect:
    def test_a_message_is_read_with_all_it_tells(self) -> None:
        inner = (
            "<origin-id xmlns='urn:xmpp:sid:0' id='o1'/><request xmlns='urn:xmpp:receipts'/>"
            "<markable xmlns='urn:xmpp:chat-markers:0'/>"
        )
        assert message(chat("你好，王芳", inner + stanza_id(OWN))) == ReceivedMessage(
            peer=LI,
            conversation_kind=ConversationKind.DIRECT,
            source=MessageSource.LIVE,
            sender=LI.with_resource("phone"),
            is_outgoing=False,
            text="你好，王芳",
            sent_at=NOW,
            stanza_id="s1",
            origin_id="o1",
            message_id="m1",
            wants_receipt=True,
            is_markable=True,
        )

    def test_what_has_no_sender_is_from_the_own_account(self) -> None:
        assert message(chat(**{"from": ""})).is_outgoing

    @pytest.mark.parametrize(
        "sender", ["@", "li@@acme.example", "a b@acme.example", "li@acme.example/"]
    )
    def test_a_sender_that_is_no_address_is_not_taken_for_the_own_account(
        self, sender: str
    ) -> None:
        assert read(chat(**{"from": sender})) == []

    def test_a_message_to_somebody_else_is_dropped(self) -> None:
        assert read(chat(to="zhao@acme.example")) == []

    def test_a_note_to_oneself_is_outgoing(self) -> None:
        note = message(chat(**{"from": f"{OWN}/phone"}))
        assert note.is_outgoing
        assert note.peer == OWN

    @pytest.mark.parametrize("kind", ["headline", "groupchat"])
    def test_other_kinds_from_people_are_no_chat(self, kind: str) -> None:
        assert read(chat(type=kind)) == []

    def test_an_announcement_of_the_own_domain_is_read(self) -> None:
        announcement = message(chat("停机维护", type="headline", **{"from": "acme.example"}))
        assert announcement.peer == Jid("", "acme.example")

    def test_an_unknown_type_is_ignored_and_none_is_normal(self) -> None:
        assert read(chat(type="shout")) == []
        assert message(chat(type="")).text == "你好"

    def test_of_several_bodies_the_one_without_a_language_counts(self) -> None:
        assert message(chat("", "<body xml:lang='en'>hi</body><body>嗨</body>")).text == "嗨"
        assert (
            message(chat("", "<body xml:lang='en'>hi</body><body xml:lang='zh'>嗨</body>")).text
            == "hi"
        )

    def test_an_empty_body_is_no_message(self) -> None:
        assert read(chat("", "<body/>")) == []

    def test_an_absurdly_long_text_is_cut(self) -> None:
        text = message(chat("长" * (MAX_TEXT_CHARACTERS + 10))).text
        assert len(text) == MAX_TEXT_CHARACTERS
        assert text.endswith("长…")

    def test_absurdly_long_ids_are_none(self) -> None:
        long = "x" * (MAX_ID_CHARACTERS + 1)
        read_message = message(
            chat(
                inner=f"<origin-id xmlns='urn:xmpp:sid:0' id='{long}'/>" + stanza_id(OWN, long),
                id=long,
            )
        )
        assert (read_message.message_id, read_message.origin_id, read_message.stanza_id) == (
            "",
            "",
            "",
        )

    def test_pubsub_events_and_archive_results_are_not_for_this_reader(self) -> None:
        event = "<event xmlns='http://jabber.org/protocol/pubsub#event'/>"
        assert read(chat("spoof", event)) == []
        assert read(chat("spoof", result(chat()))) == []


class TestStanzaIds:
    def test_an_id_by_somebody_else_is_not_believed(self) -> None:
        assert message(chat(inner=stanza_id(LI))).stanza_id == ""

    def test_an_id_is_not_believed_where_the_archive_does_not_stamp(self) -> None:
        assert message(chat(inner=stanza_id(OWN)), Vantage(own=OWN, now=NOW)).stanza_id == ""

    def test_two_ids_by_one_archive_are_not_believed(self) -> None:
        assert message(chat(inner=stanza_id(OWN, "a") + stanza_id(OWN, "b"))).stanza_id == ""

    @pytest.mark.parametrize("hint", ["no-store", "no-permanent-store"])
    def test_what_asks_not_to_be_archived_has_no_place_in_the_archive(self, hint: str) -> None:
        inner = f"<{hint} xmlns='urn:xmpp:hints'/>" + stanza_id(OWN)
        assert message(chat(inner=inner)).stanza_id == ""

    def test_the_right_one_among_others_counts(self) -> None:
        assert message(chat(inner=stanza_id(LI, "x") + stanza_id(OWN, "y"))).stanza_id == "y"

    def test_a_full_address_is_not_the_archive(self) -> None:
        assert message(chat(inner=stanza_id(f"{OWN}/desk"))).stanza_id == ""

    def test_a_room_stamps_only_its_own(self) -> None:
        assert message(groupchat(inner=stanza_id(ROOM))).stanza_id == "s1"
        assert message(groupchat(inner=stanza_id(OWN))).stanza_id == ""
        assert message(chat(inner=stanza_id(ROOM))).stanza_id == ""

    def test_a_room_that_does_not_announce_stamping_may_pass_on_what_occupants_wrote(self) -> None:
        vantage = Vantage(own=OWN, now=NOW, rooms={ROOM: RoomView("王芳")})
        assert message(groupchat(inner=stanza_id(ROOM)), vantage).stanza_id == ""


class TestDelays:
    @pytest.mark.parametrize("sender", ["acme.example", OWN])
    def test_the_own_server_says_when(self, sender: object) -> None:
        assert message(chat(inner=delay(sender))).sent_at == NOW - HOUR

    @pytest.mark.parametrize("sender", [None, LI, "evil.example", ROOM])
    def test_nobody_else_does(self, sender: object) -> None:
        assert message(chat(inner=delay(sender))).sent_at == NOW

    def test_a_room_says_when_in_the_room(self) -> None:
        assert message(groupchat(inner=delay(ROOM))).sent_at == NOW - HOUR
        assert message(groupchat(inner=delay("acme.example"))).sent_at == NOW

    def test_the_future_is_now(self) -> None:
        assert message(chat(inner=delay("acme.example", "2199-01-01T00:00:00Z"))).sent_at == NOW

    @given(st.text(alphabet=st.characters(codec="ascii", exclude_characters="<&'"), max_size=40))
    def test_no_stamp_breaks_reading(self, stamp: str) -> None:
        printable = "".join(character for character in stamp if character.isprintable())
        assert 0 <= message(chat(inner=delay("acme.example", printable))).sent_at <= NOW


class TestCarbons:
    def test_a_copy_of_a_received_message(self) -> None:
        copy = message(carbon(chat(to=f"{OWN}/phone", inner=stanza_id(OWN))))
        assert (copy.peer, copy.is_outgoing, copy.source) == (LI, False, MessageSource.CARBON)
        assert copy.stanza_id == "s1"

    def test_a_copy_of_a_sent_message(self) -> None:
        copy = message(carbon(chat(to=str(LI), **{"from": f"{OWN}/phone"}), "sent"))
        assert (copy.peer, copy.is_outgoing) == (LI, True)

    @pytest.mark.parametrize(
        "sender", ["evil@evil.example", "li@acme.example", f"{OWN}/desk", "acme.example", "@"]
    )
    def test_only_the_own_bare_address_may_copy(self, sender: str) -> None:
        assert read(carbon(chat(), sender=sender)) == []

    def test_a_sent_message_of_somebody_else_is_no_sent_message(self) -> None:
        assert read(carbon(chat(to=str(OWN)), "sent")) == []

    def test_a_received_message_to_somebody_else_is_not_ours(self) -> None:
        assert read(carbon(chat(to="zhao@acme.example"))) == []

    def test_a_carbon_in_a_carbon_is_not_opened(self) -> None:
        assert read(carbon(carbon(chat()))) == []

    def test_rooms_are_not_copied(self) -> None:
        assert read(carbon(groupchat())) == []
        muc_user = "<x xmlns='http://jabber.org/protocol/muc#user'/>"
        assert read(carbon(chat(inner=muc_user, **{"from": f"{ROOM}/李"}))) == []

    def test_an_empty_carbon_is_dropped(self) -> None:
        assert read(carbon("")) == []

    def test_a_marker_of_another_device_is_our_own(self) -> None:
        marker = "<displayed xmlns='urn:xmpp:chat-markers:0' id='m9'/>"
        sender = OWN.with_resource("phone")
        sent = chat("", marker, to=str(LI), **{"from": str(sender)})
        (event,) = read(carbon(sent, "sent"))
        assert event == AnnotationReceived(
            Displayed(
                peer=LI,
                conversation_kind=ConversationKind.DIRECT,
                source=MessageSource.CARBON,
                sender=sender,
                is_outgoing=True,
                at=NOW,
                target_id="m9",
                message_id="m1",
            )
        )

    def test_receipts_and_typing_of_another_device_are_not_news(self) -> None:
        inner = (
            "<received xmlns='urn:xmpp:receipts' id='m9'/>"
            "<composing xmlns='http://jabber.org/protocol/chatstates'/>"
        )
        assert read(carbon(chat("", inner, to=str(LI), **{"from": f"{OWN}/phone"}), "sent")) == []

    @given(
        st.sampled_from(["li@acme.example/x", "evil@evil.example", "", f"{OWN}/phone", str(OWN)]),
        st.sampled_from(["received", "sent"]),
        st.sampled_from([str(OWN), str(LI), "evil.example"]),
    )
    def test_whatever_is_claimed_outgoing_means_from_us(
        self, sender: str, kind: str, to: str
    ) -> None:
        for event in read(carbon(chat(to=to, **{"from": sender}), kind)):
            assert isinstance(event, MessageReceived)
            assert event.message.is_outgoing == (event.message.sender.bare == OWN)
            assert OWN in (event.message.sender.bare, Jid.parse(to).bare)


class TestRooms:
    def test_somebody_says_something(self) -> None:
        said = message(groupchat())
        assert (said.peer, said.sender, said.sender_real_jid) == (
            ROOM,
            ROOM.with_resource("李"),
            LI,
        )
        assert (said.source, said.is_outgoing) == (MessageSource.LIVE, False)
        assert said.conversation_kind is ConversationKind.ROOM
        assert not said.wants_receipt

    def test_the_echo_is_our_own(self) -> None:
        echo = message(groupchat(inner="<origin-id xmlns='urn:xmpp:sid:0' id='o1'/>", nick="王芳"))
        assert (echo.source, echo.is_outgoing, echo.origin_id) == (MessageSource.ECHO, True, "o1")

    def test_an_origin_id_of_ours_in_another_mouth_makes_no_echo(self) -> None:
        said = message(groupchat(inner="<origin-id xmlns='urn:xmpp:sid:0' id='o1'/>"))
        assert not said.is_outgoing

    def test_another_device_of_ours_under_another_nick_is_us(self) -> None:
        view = RoomView("王芳", real_addresses={"王芳 (2)": OWN})
        vantage = Vantage(own=OWN, now=NOW, rooms={ROOM: view})
        assert message(groupchat(nick="王芳 (2)"), vantage).is_outgoing

    def test_what_was_said_before_we_came_is_not_ours_though_under_our_nick(self) -> None:
        said = message(groupchat(inner=delay(ROOM), nick="王芳"))
        assert not said.is_outgoing
        assert said.sender_real_jid is None

    def test_a_room_that_we_are_not_in_says_nothing(self) -> None:
        assert read(groupchat(), Vantage(own=OWN, now=NOW)) == []

    def test_a_message_of_the_room_itself_is_an_event(self) -> None:
        assert message(groupchat("This room is logged", nick="")).kind is MessageKind.EVENT

    @pytest.mark.parametrize("code", [104, 170, 171, 172, 173, 174])
    def test_new_settings_are_told_and_are_no_message(self, code: int) -> None:
        status = muc_user(f"<status code='{code}'/>")
        assert read(groupchat("", status, nick="")) == [RoomConfigured(ROOM)]

    def test_only_the_room_tells_of_its_settings(self) -> None:
        status = muc_user("<status code='104'/>")
        assert read(groupchat("", status)) == []
        assert read(groupchat("", muc_user("<status code='100'/>"), nick="")) == []

    def test_who_is_not_there_may_become_something_else(self) -> None:
        inner = muc_user(
            f"<item affiliation='member' jid='{LI}/x'><actor nick='王芳'/><reason>来</reason></item>"
        )
        told = RoomAffiliationChanged(ROOM, LI, Affiliation.MEMBER, "王芳", "来")
        assert read(chat("", inner, **{"from": str(ROOM), "type": ""})) == [told]
        assert read(chat("", inner, **{"from": f"{ROOM}/李", "type": ""})) == []

    @pytest.mark.parametrize(
        "item", ["", "<item/>", f"<item jid='{LI}'/>", "<item affiliation='none'/>"]
    )
    def test_what_says_nothing_of_anybody_is_nothing(self, item: str) -> None:
        assert read(chat("", muc_user(item), **{"from": str(ROOM)})) == []

    def test_the_subject_at_entry_is_told_but_not_kept(self) -> None:
        assert read(groupchat("", "<subject>研发部</subject>")) == [
            RoomSubjectChanged(ROOM, "研发部", "李")
        ]

    def test_a_change_of_subject_is_told_and_kept(self) -> None:
        told, kept = read(groupchat("", "<subject>新</subject>" + stanza_id(ROOM)))
        assert told == RoomSubjectChanged(ROOM, "新", "李", is_archived=True)
        assert isinstance(kept, MessageReceived)
        assert kept.message.kind is MessageKind.SUBJECT

    def test_an_empty_subject_takes_it_away(self) -> None:
        assert read(groupchat("", "<subject/>", nick="")) == [RoomSubjectChanged(ROOM, "")]

    def test_a_message_with_a_subject_is_no_change_of_subject(self) -> None:
        events = read(groupchat("看这个", "<subject>x</subject>"))
        assert [type(event) for event in events] == [MessageReceived]

    def test_typing_of_others_is_told_and_ours_is_not(self) -> None:
        typing = "<composing xmlns='http://jabber.org/protocol/chatstates'/>"
        told = ChatStateChanged(ROOM, ROOM.with_resource("李"), ChatState.COMPOSING)
        assert read(groupchat("", typing)) == [told]
        assert read(groupchat("", typing, nick="王芳")) == []

    @pytest.mark.parametrize(
        "nick", ["&lt;b&gt;王&lt;/b&gt;", "a&amp;b", "&lt;script&gt;", "../../etc"]
    )
    def test_markup_in_a_nick_is_just_a_nick(self, nick: str) -> None:
        written = nick.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
        assert message(groupchat(nick=nick)).sender.resource == written


class TestPrivateMessagesInRooms:
    """XEP-0045 section 7.5: from an occupant to us alone, through the room."""

    ELSEWHERE = Jid.parse("rd@rooms.gamma.example")
    HIDDEN = Vantage(OWN, NOW, True, {ROOM: RoomView(nick="王芳", stamps_occupants=True)})

    def private(self, **attributes: str) -> str:
        return chat(inner=muc_user(""), **{"from": f"{ROOM}/李", **attributes})

    def test_with_a_person_where_the_room_tells_who_it_is(self) -> None:
        found = message(self.private())
        assert (found.peer, found.sender) == (LI, ROOM.with_resource("李"))
        assert found.conversation_kind is ConversationKind.DIRECT
        assert found.sender_real_jid == LI

    def test_with_the_occupant_where_it_does_not(self) -> None:
        occupant_id = "<occupant-id xmlns='urn:xmpp:occupant-id:0' id='o-1'/>"
        found = message(
            chat(inner=muc_user("") + occupant_id, **{"from": f"{ROOM}/李"}), self.HIDDEN
        )
        assert found.peer == found.sender == ROOM.with_resource("李")
        assert (found.sender_real_jid, found.occupant_id) == (None, "o-1")

    def test_a_foreign_room_can_not_put_words_into_a_colleagues_mouth(self) -> None:
        view = RoomView(nick="王芳", real_addresses={"李": LI})
        vantage = Vantage(OWN, NOW, True, {self.ELSEWHERE: view})
        found = message(self.private(**{"from": f"{self.ELSEWHERE}/李"}), vantage)
        assert found.peer == self.ELSEWHERE.with_resource("李")

    def test_nor_in_ours(self) -> None:
        view = RoomView(nick="王芳", real_addresses={"李": OWN})
        found = message(self.private(), Vantage(OWN, NOW, True, {ROOM: view}))
        assert found.peer == ROOM.with_resource("李")
        assert not found.is_outgoing

    def test_what_comes_late_was_said_by_whoever_had_the_nick(self) -> None:
        found = message(chat(inner=muc_user("") + delay(ROOM), **{"from": f"{ROOM}/李"}))
        assert (found.peer, found.sender_real_jid) == (ROOM.with_resource("李"), None)

    def test_out_of_a_room_that_we_are_not_in_it_is_nothing(self) -> None:
        assert read(self.private(**{"from": f"{self.ELSEWHERE}/李"})) == []

    def test_ours_from_another_device(self) -> None:
        sent = chat(inner=muc_user(""), **{"from": f"{OWN}/phone", "to": f"{ROOM}/李"})
        found = message(carbon(sent, "sent"), self.HIDDEN)
        assert (found.peer, found.is_outgoing) == (ROOM.with_resource("李"), True)
        assert message(carbon(sent, "sent")).peer == LI

    def test_a_copy_of_what_we_get_ourselves_is_none(self) -> None:
        assert read(carbon(self.private())) == []

    @pytest.mark.parametrize(
        "invitation",
        [
            muc_user("<invite from='boss@acme.example'/>"),
            "<x xmlns='jabber:x:conference' jid='trap@conference.acme.example'/>",
        ],
    )
    def test_an_occupant_can_not_invite_in_a_rooms_or_persons_name(self, invitation: str) -> None:
        assert read(chat("", invitation, **{"from": f"{ROOM}/李", "type": ""})) == []


class TestSignals:
    def test_a_receipt(self) -> None:
        receipt = "<received xmlns='urn:xmpp:receipts' id='o1'/>"
        (event,) = read(chat("", receipt))
        assert isinstance(event, AnnotationReceived)
        assert isinstance(event.annotation, Receipt)
        assert (event.annotation.peer, event.annotation.target_id) == (LI, "o1")

    def test_a_receipt_without_an_id_says_nothing(self) -> None:
        assert read(chat("", "<received xmlns='urn:xmpp:receipts'/>")) == []

    def test_a_marker(self) -> None:
        marker = "<displayed xmlns='urn:xmpp:chat-markers:0' id='o1'/>"
        (event,) = read(chat("", marker))
        assert isinstance(event, AnnotationReceived)
        displayed = event.annotation
        assert isinstance(displayed, Displayed)
        assert (displayed.peer, displayed.sender) == (LI, LI.with_resource("phone"))
        assert (displayed.target_id, displayed.is_outgoing) == ("o1", False)

    def test_typing(self) -> None:
        typing = "<composing xmlns='http://jabber.org/protocol/chatstates'/>"
        assert read(chat("", typing)) == [
            ChatStateChanged(LI, LI.with_resource("phone"), ChatState.COMPOSING)
        ]

    def test_typing_that_comes_late_is_over(self) -> None:
        typing = "<composing xmlns='http://jabber.org/protocol/chatstates'/>"
        assert read(chat("", typing + delay("acme.example"))) == []

    def test_a_chat_state_of_another_namespace_is_none(self) -> None:
        assert read(chat("", "<composing xmlns='urn:other'/>")) == []


class TestBounces:
    def bounce(self, condition: str, **attributes: str) -> str:
        error = (
            "<error type='cancel'>"
            f"<{condition} xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>"
            "<text xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'>不在</text></error>"
        )
        return chat("还在吗", error, type="error", **attributes)

    @pytest.mark.parametrize(
        ("condition", "code"),
        [
            ("service-unavailable", FailureCode.RECIPIENT_UNAVAILABLE),
            ("item-not-found", FailureCode.RECIPIENT_UNKNOWN),
            ("remote-server-not-found", FailureCode.DOMAIN_UNREACHABLE),
            ("forbidden", FailureCode.NOT_ALLOWED),
            ("no-such-condition", FailureCode.SERVER_ERROR),
        ],
    )
    def test_the_reason_is_told(self, condition: str, code: FailureCode) -> None:
        (event,) = read(self.bounce(condition, id="o1"))
        assert isinstance(event, MessageBounced)
        assert (event.peer, event.origin_id, event.failure.code) == (LI, "o1", code)
        assert (event.failure.detail, event.failure.said_by) == ("不在", str(LI))

    @pytest.mark.parametrize(
        ("sender", "code"),
        [
            ("maria@beta.example/phone", FailureCode.CROSSING_REFUSED),
            ("team@conference.acme.example", FailureCode.NOT_ALLOWED),
            (str(ROOM), FailureCode.NOT_ALLOWED),
        ],
    )
    def test_what_another_company_does_not_allow_is_told_apart(
        self, sender: str, code: FailureCode
    ) -> None:
        (event,) = read(self.bounce("forbidden", **{"from": sender}))
        assert isinstance(event, MessageBounced)
        assert event.failure == Failure(code, "不在", sender.partition("/")[0])

    def test_a_partners_room_that_we_are_in_refuses_as_a_room(self) -> None:
        room = Jid("team", "conference.beta.example")
        vantage = replace(VANTAGE, rooms={room: RoomView(nick="王芳")})
        (event,) = read(self.bounce("forbidden", **{"from": str(room)}), vantage)
        assert isinstance(event, MessageBounced)
        assert event.failure.code is FailureCode.NOT_ALLOWED

    @pytest.mark.parametrize(
        ("more", "code"),
        [
            ("not-linked", FailureCode.NO_LINK),
            ("not-reached", FailureCode.LINK_LIMITED),
            ("something-new", FailureCode.CROSSING_REFUSED),
        ],
    )
    def test_a_server_that_knows_its_links_is_understood(
        self, more: str, code: FailureCode
    ) -> None:
        error = (
            "<error type='cancel'><not-allowed xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>"
            f"<{more} xmlns='urn:startalk:links:1'><x/></{more}></error>"
        )
        (event,) = read(chat("", error, type="error", **{"from": "maria@beta.example"}))
        assert isinstance(event, MessageBounced)
        assert event.failure == Failure(code, "not-allowed")

    def test_a_block_is_told_as_one(self) -> None:
        error = (
            "<error type='cancel'><not-acceptable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>"
            "<blocked xmlns='urn:xmpp:blocking:errors'/></error>"
        )
        (event,) = read(chat("", error, type="error"))
        assert isinstance(event, MessageBounced)
        assert event.failure.code is FailureCode.BLOCKED

    def test_without_an_id_it_tells_nothing(self) -> None:
        assert read(self.bounce("forbidden", id="")) == []

    def test_an_error_without_an_error_is_still_a_bounce(self) -> None:
        (event,) = read(chat(type="error"))
        assert isinstance(event, MessageBounced)

    def test_an_occupant_can_not_bounce_what_was_said_in_the_room(self) -> None:
        (event,) = read(self.bounce("forbidden", **{"from": f"{ROOM}/李"}))
        assert isinstance(event, MessageBounced)
        assert event.peer == ROOM.with_resource("李")
        (event,) = read(self.bounce("forbidden", **{"from": str(ROOM)}))
        assert isinstance(event, MessageBounced)

    def test_the_bounced_text_is_no_message_of_theirs(self) -> None:
        assert not any(isinstance(e, MessageReceived) for e in read(self.bounce("forbidden")))


class TestInvitations:
    def mediated(self, sender: str = str(ROOM), inviter: str = "li@acme.example/phone") -> str:
        x = (
            "<x xmlns='http://jabber.org/protocol/muc#user'>"
            f"<invite from='{inviter}'><reason>来聊</reason></invite></x>"
            f"<x xmlns='jabber:x:conference' jid='{ROOM}'/>"
        )
        return chat("You are invited", x, type="", **{"from": sender})

    def test_by_the_room(self) -> None:
        inviter = LI.with_resource("phone")
        assert read(self.mediated()) == [RoomInvitationReceived(ROOM, inviter, "来聊", NOW)]

    def test_by_a_person(self) -> None:
        x = f"<x xmlns='jabber:x:conference' jid='{ROOM}' reason='来聊'/>"
        inviter = LI.with_resource("phone")
        told = RoomInvitationReceived(ROOM, inviter, "来聊", NOW, is_direct=True)
        assert read(chat("", x)) == [told]
        # The server may hand it to another device, and send us a copy.
        assert read(carbon(chat("", x), "received")) == [told]
        assert read(carbon(chat("", x), "sent")) == []

    def test_an_occupant_can_not_speak_for_the_room(self) -> None:
        vantage = Vantage(own=OWN, now=NOW)
        assert not any(
            isinstance(event, RoomInvitationReceived) and event.sender == LI
            for event in read(self.mediated(f"{ROOM}/mallory", str(LI)), vantage)
        )

    @pytest.mark.parametrize("room", ["", "conference.acme.example", f"{ROOM}/nick", "@"])
    def test_an_invitation_to_what_is_no_room_is_none(self, room: str) -> None:
        assert read(chat("", f"<x xmlns='jabber:x:conference' jid='{room}'/>")) == []
