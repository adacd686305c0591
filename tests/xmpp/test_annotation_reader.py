"""What is said about earlier messages, who may claim it, and what of it is made up."""

import logging
from typing import TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from startalk_desktop.model.annotation import (
    Annotation,
    Correction,
    Reactions,
    Retraction,
)
from startalk_desktop.model.events import AnnotationReceived, MessageReceived, SessionEvent
from startalk_desktop.model.identity import ConversationKind
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.message import MessageSource, Tombstone
from startalk_desktop.xmpp.archive_reader import ArchiveVantage, read_result
from startalk_desktop.xmpp.content_reader import Contents
from startalk_desktop.xmpp.message_envelope import RoomView
from startalk_desktop.xmpp.message_reader import Vantage, read_live
from startalk_desktop.xmpp.xep_0444_reactions import MAX_EMOJIS, is_emoji
from tests.xmpp.stanzas import LI, NOW, OWN, ROOM, carbon, chat, element, groupchat, result

VIEW = RoomView(
    nick="王芳",
    stamps_ids=True,
    real_addresses={"李": LI, "王芳": OWN},
    stamps_occupants=True,
    own_occupant_id="mine",
)
VANTAGE = Vantage(own=OWN, now=NOW, stamps_ids=True, rooms={ROOM: VIEW})
SECOND = 1_000_000

RETRACT = "<retract xmlns='urn:xmpp:message-retract:1' id='t1'/>"
RETRACT_FALLBACK = "<fallback xmlns='urn:xmpp:fallback:0' for='urn:xmpp:message-retract:1'/>"
FIRST_RETRACT = (
    "<apply-to xmlns='urn:xmpp:fasten:0' id='t1'><retract xmlns='urn:xmpp:message-retract:0'/></apply-to>"
    "<fallback xmlns='urn:xmpp:fallback:0'/>"
)
REPLACE = "<replace xmlns='urn:xmpp:message-correct:0' id='t1'/>"
DISPLAYED = "<displayed xmlns='urn:xmpp:chat-markers:0' id='t1'/>"
RECEIPT = "<received xmlns='urn:xmpp:receipts' id='t1'/>"
MODERATION = (
    "<retract xmlns='urn:xmpp:message-retract:1' id='t1'>"
    "<moderated xmlns='urn:xmpp:message-moderate:1' by='{by}'/><reason>广告</reason></retract>"
)
FIRST_MODERATION = (
    "<apply-to xmlns='urn:xmpp:fasten:0' id='t1'><moderated xmlns='urn:xmpp:message-moderate:0' by='{by}'>"
    "<retract xmlns='urn:xmpp:message-retract:0'/><reason>广告</reason></moderated></apply-to>"
)

AnnotationT = TypeVar("AnnotationT", bound=Annotation)


def reactions(*emojis: str, target_id: str = "t1") -> str:
    inner = "".join(f"<reaction>{emoji}</reaction>" for emoji in emojis)
    return f"<reactions xmlns='urn:xmpp:reactions:0' id='{target_id}'>{inner}</reactions>"


def occupant_id(value: str) -> str:
    return f"<occupant-id xmlns='urn:xmpp:occupant-id:0' id='{value}'/>"


def read(xml: str) -> list[SessionEvent]:
    return read_live(element(xml), VANTAGE)


def annotation(xml: str, kind: type[AnnotationT]) -> AnnotationT:
    (event,) = read(xml)
    assert isinstance(event, AnnotationReceived)
    assert isinstance(event.annotation, kind)
    return event.annotation


def archived(xml: str, archive: Jid = OWN, room: RoomView | None = None) -> Contents:
    read_one = read_result(element(result(xml)), archive, ArchiveVantage(OWN, NOW, room))
    assert read_one is not None
    return read_one.contents


class TestDirect:
    def test_a_recall_is_told_with_who_and_when(self) -> None:
        stanza = chat(
            "撤回了一条消息",
            RETRACT + RETRACT_FALLBACK + "<origin-id xmlns='urn:xmpp:sid:0' id='o1'/>",
        )
        assert annotation(stanza, Retraction) == Retraction(
            peer=LI,
            conversation_kind=ConversationKind.DIRECT,
            source=MessageSource.LIVE,
            sender=LI.with_resource("phone"),
            is_outgoing=False,
            at=NOW,
            target_id="t1",
            origin_id="o1",
            message_id="m1",
        )

    @pytest.mark.parametrize("body", ["", "撤回了"])
    def test_the_first_generation_of_recalls_is_read(self, body: str) -> None:
        assert annotation(chat(body, FIRST_RETRACT), Retraction).target_id == "t1"

    @pytest.mark.parametrize("inner", [RETRACT, FIRST_RETRACT, REPLACE, reactions("👍")])
    def test_by_carbon_it_is_of_our_other_device(self, inner: str) -> None:
        sent = chat("改", inner, to=str(LI), **{"from": f"{OWN}/phone"})
        events = read(carbon(sent, "sent"))
        assert isinstance(events[0], AnnotationReceived)
        said = events[0].annotation
        assert (said.peer, said.is_outgoing, said.source) == (LI, True, MessageSource.CARBON)
        assert read(carbon(sent, "sent", sender="mallory@acme.example")) == []

    def test_a_recall_of_nothing_is_a_message(self) -> None:
        (event,) = read(chat("撤回了", "<retract xmlns='urn:xmpp:message-retract:1'/>"))
        assert isinstance(event, MessageReceived)

    def test_an_edit(self) -> None:
        edit = annotation(chat("改好了", REPLACE), Correction)
        assert (edit.target_id, edit.text, edit.peer) == ("t1", "改好了", LI)

    def test_reactions_are_all_that_there_are_now(self) -> None:
        told = annotation(chat("", reactions("👍", "❤️", "👍")), Reactions)
        assert (told.target_id, told.emojis) == ("t1", ("👍", "❤️"))
        assert annotation(chat("", reactions()), Reactions).emojis == ()

    def test_reactions_with_their_fallback_are_no_message(self) -> None:
        marked = "<fallback xmlns='urn:xmpp:fallback:0' for='urn:xmpp:reactions:0'/>"
        unnamed = "<fallback xmlns='urn:xmpp:fallback:0'/>"
        for fallback in (marked, unnamed):
            assert len(read(chat("👍", reactions("👍") + fallback))) == 1

    def test_reactions_beside_a_text_are_both(self) -> None:
        assert len(read(chat("好", reactions("👍")))) == 2

    def test_words_are_no_reactions(self) -> None:
        told = annotation(
            chat("", reactions("笨蛋", "👍", "x", "", "👍" * 40, "&lt;b&gt;")), Reactions
        )
        assert told.emojis == ("👍",)

    def test_a_flood_of_reactions_ends(self) -> None:
        many = reactions(*(chr(0x1F600 + n) for n in range(60)))
        assert len(annotation(chat("", many), Reactions).emojis) == MAX_EMOJIS

    @pytest.mark.parametrize("target_id", ["", "x" * 513])
    def test_reactions_to_nothing_are_none(self, target_id: str) -> None:
        assert read(chat("", reactions("👍", target_id=target_id))) == []

    def test_nobody_moderates_a_conversation_of_two(self) -> None:
        for form in (MODERATION, FIRST_MODERATION):
            assert read(chat("", form.format(by=LI))) == []

    def test_a_receipt_of_our_own_device_tells_nothing(self) -> None:
        sent = chat("", RECEIPT, to=str(LI), **{"from": f"{OWN}/phone"})
        assert read(carbon(sent, "sent")) == []

    def test_an_error_is_none(self) -> None:
        assert not any(
            isinstance(event, AnnotationReceived)
            for inner in (RETRACT, REPLACE, reactions("👍"), DISPLAYED, RECEIPT)
            for event in read(chat("x", inner, type="error"))
        )


class TestRooms:
    @pytest.mark.parametrize("inner", [RETRACT, REPLACE, reactions("👍"), DISPLAYED])
    def test_it_says_who_it_is_as_far_as_the_room_tells(self, inner: str) -> None:
        stamp = f"<stanza-id xmlns='urn:xmpp:sid:0' by='{ROOM}' id='s1'/>"
        events = read(groupchat("改", inner + occupant_id("li-1") + stamp))
        assert isinstance(events[0], AnnotationReceived)
        said = events[0].annotation
        assert (said.peer, said.conversation_kind) == (ROOM, ConversationKind.ROOM)
        assert (said.sender, said.sender_real_jid) == (ROOM.with_resource("李"), LI)
        assert (said.occupant_id, said.stanza_id, said.is_outgoing) == ("li-1", "s1", False)

    def test_our_own_comes_back(self) -> None:
        echo = annotation(groupchat("改", REPLACE, nick="王芳"), Correction)
        assert (echo.is_outgoing, echo.source) == (True, MessageSource.ECHO)

    @pytest.mark.parametrize("inner", [RETRACT, REPLACE, reactions("👍"), DISPLAYED])
    def test_what_comes_late_is_not_ours_by_nick(self, inner: str) -> None:
        late = f"<delay xmlns='urn:xmpp:delay' from='{ROOM}' stamp='2023-11-14T21:13:20Z'/>"
        events = read(groupchat("改", inner + late, nick="王芳"))
        assert isinstance(events[0], AnnotationReceived)
        said = events[0].annotation
        assert (said.is_outgoing, said.sender_real_jid) == (False, None)
        assert said.at == NOW - 3_600 * SECOND

    def test_what_comes_late_is_ours_by_occupant_id(self) -> None:
        late = f"<delay xmlns='urn:xmpp:delay' from='{ROOM}' stamp='2023-11-14T21:13:20Z'/>"
        said = annotation(
            groupchat("改", REPLACE + late + occupant_id("mine"), nick="谁"), Correction
        )
        assert said.is_outgoing

    def test_two_occupant_ids_are_none(self) -> None:
        inner = REPLACE + occupant_id("mine") + occupant_id("li-1")
        said = annotation(groupchat("改", inner), Correction)
        assert (said.occupant_id, said.is_outgoing) == ("", False)

    def test_occupant_ids_count_only_where_the_room_announces_them(self) -> None:
        view = RoomView("王芳", own_occupant_id="mine")
        (event,) = read_live(
            element(groupchat("改", REPLACE + occupant_id("mine"))),
            Vantage(own=OWN, now=NOW, rooms={ROOM: view}),
        )
        assert isinstance(event, AnnotationReceived)
        assert (event.annotation.occupant_id, event.annotation.is_outgoing) == ("", False)

    @pytest.mark.parametrize("form", [MODERATION, FIRST_MODERATION])
    def test_the_room_removes(self, form: str) -> None:
        said = annotation(groupchat("", form.format(by=f"{ROOM}/李"), nick=""), Retraction)
        assert (said.is_moderation, said.moderator, said.reason) == (True, LI, "广告")
        assert (said.target_id, said.sender) == ("t1", ROOM)

    @pytest.mark.parametrize("form", [MODERATION, FIRST_MODERATION])
    def test_a_moderator_that_is_not_known_is_the_occupant_or_nobody(self, form: str) -> None:
        said = annotation(groupchat("", form.format(by=f"{ROOM}/谁"), nick=""), Retraction)
        assert said.moderator == ROOM.with_resource("谁")
        said = annotation(groupchat("", form.format(by="@@"), nick=""), Retraction)
        assert (said.is_moderation, said.moderator) == (True, None)

    @pytest.mark.parametrize("form", [MODERATION, FIRST_MODERATION])
    def test_an_occupant_is_not_the_room(self, form: str, caplog: pytest.LogCaptureFixture) -> None:
        with caplog.at_level(logging.WARNING):
            assert read(groupchat("撤回了", form.format(by=f"{ROOM}/李"))) == []
        assert "not by the room" in caplog.text

    def test_a_room_takes_back_nothing_of_its_own(self) -> None:
        assert read(groupchat("", RETRACT, nick="")) == []

    @pytest.mark.parametrize("inner", [reactions("👍"), DISPLAYED])
    def test_a_room_neither_reads_nor_reacts(self, inner: str) -> None:
        assert read(groupchat("", inner, nick="")) == []

    def test_a_room_has_no_receipts(self) -> None:
        assert read(groupchat("", RECEIPT)) == []

    def test_a_room_that_we_are_not_in_says_nothing(self) -> None:
        assert read(groupchat("改", REPLACE, **{"from": "x@conference.acme.example/李"})) == []


class TestArchives:
    @pytest.mark.parametrize(
        "inner", [RETRACT, FIRST_RETRACT, REPLACE, reactions("👍"), DISPLAYED, RECEIPT]
    )
    def test_the_own_archive_has_them(self, inner: str) -> None:
        contents = archived(chat("改", inner + "<fallback xmlns='urn:xmpp:fallback:0'/>"))
        (said,) = contents.annotations
        assert (said.source, said.stanza_id, said.at) == (MessageSource.ARCHIVE, "a1", NOW)
        assert (said.peer, said.is_outgoing, said.target_id) == (LI, False, "t1")

    @pytest.mark.parametrize("inner", [RETRACT, REPLACE, reactions("👍"), DISPLAYED])
    def test_a_rooms_archive_has_them(self, inner: str) -> None:
        stanza = groupchat("改", inner + occupant_id("mine"), nick="王芳")
        (said,) = archived(stanza, ROOM).annotations
        assert (said.is_outgoing, said.occupant_id) == (False, "")
        (said,) = archived(stanza, ROOM, VIEW).annotations
        assert (said.is_outgoing, said.occupant_id) == (True, "mine")

    def test_a_rooms_archive_has_what_moderators_did(self) -> None:
        stanza = groupchat("", MODERATION.format(by=f"{LI}/x"), nick="")
        (said,) = archived(stanza, ROOM).annotations
        assert isinstance(said, Retraction)
        assert (said.is_moderation, said.moderator) == (True, LI)

    def test_an_occupant_in_a_rooms_archive_is_not_the_room(self) -> None:
        assert archived(groupchat("", MODERATION.format(by=LI)), ROOM) == Contents()

    def test_what_is_between_others_is_a_lie(self) -> None:
        assert archived(chat("改", REPLACE, to="zhao@acme.example")) == Contents()

    @pytest.mark.parametrize(
        "left",
        [
            "<retracted xmlns='urn:xmpp:message-retract:1' id='x' stamp='2023-11-14T23:13:20Z'/>",
            "<retracted xmlns='urn:xmpp:message-retract:0' stamp='2023-11-14T23:13:20Z'/>",
        ],
    )
    def test_what_the_author_took_back_is_a_tombstone(self, left: str) -> None:
        vantage = ArchiveVantage(OWN, NOW + 7_200 * SECOND)
        read_one = read_result(element(result(chat("", left))), OWN, vantage)
        assert read_one is not None
        message = read_one.contents.message
        assert message is not None
        assert (message.text, message.tombstone) == ("", Tombstone(NOW + 3_600 * SECOND))
        assert (message.message_id, message.stanza_id) == ("m1", "a1")

    @pytest.mark.parametrize(
        "left",
        [
            "<retracted xmlns='urn:xmpp:message-retract:1'><moderated xmlns='urn:xmpp:message-moderate:1' by='{by}'/>"
            "<reason>广告</reason></retracted>",
            "<moderated xmlns='urn:xmpp:message-moderate:0' by='{by}'><retracted xmlns='urn:xmpp:message-retract:0'/>"
            "<reason>广告</reason></moderated>",
        ],
    )
    def test_what_a_moderator_removed_is_a_tombstone(self, left: str) -> None:
        message = archived(groupchat("", left.format(by=f"{LI}/x")), ROOM).message
        assert message is not None
        assert message.tombstone == Tombstone(NOW, LI, "广告")
        assert message.sender == ROOM.with_resource("李")
        unnamed = archived(groupchat("", left.format(by="")), ROOM).message
        assert unnamed is not None
        assert unnamed.tombstone == Tombstone(NOW, ROOM, "广告")
        direct = archived(chat("", left.format(by=LI))).message
        assert direct is not None
        assert direct.tombstone == Tombstone(NOW)

    @pytest.mark.parametrize("stamp", ["1999-01-01T00:00:00Z", "2999-01-01T00:00:00Z", "gestern"])
    def test_a_time_that_can_not_be_is_that_of_the_message(self, stamp: str) -> None:
        left = f"<retracted xmlns='urn:xmpp:message-retract:1' stamp='{stamp}'/>"
        message = archived(chat("", left)).message
        assert message is not None
        assert message.tombstone == Tombstone(NOW)

    def test_a_message_that_has_its_text_is_not_gone(self) -> None:
        left = "<retracted xmlns='urn:xmpp:message-retract:1'/>"
        message = archived(chat("还在", left)).message
        assert message is not None
        assert (message.text, message.tombstone) == ("还在", None)

    def test_only_an_archive_has_tombstones(self) -> None:
        left = "<retracted xmlns='urn:xmpp:message-retract:1'/>"
        assert read(chat("", left)) == []
        (event,) = read(chat("在", left))
        assert isinstance(event, MessageReceived)
        assert event.message.tombstone is None


class TestEmoji:
    @pytest.mark.parametrize(
        "emoji",
        ["👍", "👍🏽", "❤️", "❤", "👨‍👩‍👧‍👦", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "🇨🇳", "1️⃣", "#⃣", "©️", "‼️", "ℹ️",
         "🏳️‍🌈", "👩🏻‍❤️‍💋‍👩🏽", "🧑‍🚀", "\U0001fae9", "㊗️"],
    )  # fmt: skip
    def test_a_picture_is_one(self, emoji: str) -> None:
        assert is_emoji(emoji)

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "a",
            "好",
            "👍👍",
            "👍 ",
            "1",
            "\u200d",
            "👍\u200d",
            "👍a",
            "🇨",
            ":)",
            "\u202e👍",
            "👍\u0301",
        ],
    )
    def test_a_word_is_none(self, text: str) -> None:
        assert not is_emoji(text)

    @given(st.text(max_size=5), st.characters(categories=["L", "Z", "Cc"]), st.text(max_size=5))
    def test_nothing_with_a_letter_or_a_space_passes(
        self, before: str, it: str, after: str
    ) -> None:
        assert it == "ℹ" or not is_emoji(before + it + after)


XML = st.recursive(
    st.builds(
        lambda name, target_id: (
            f"<{name[1]} xmlns='{name[0]}' id='{target_id}' by='{OWN}' for='{name[0]}'/>"
        ),
        st.sampled_from(
            [
                ("urn:xmpp:message-retract:1", "retract"),
                ("urn:xmpp:message-retract:0", "retract"),
                ("urn:xmpp:message-retract:1", "retracted"),
                ("urn:xmpp:message-moderate:1", "moderated"),
                ("urn:xmpp:message-correct:0", "replace"),
                ("urn:xmpp:reactions:0", "reactions"),
                ("urn:xmpp:reply:0", "reply"),
                ("urn:xmpp:fallback:0", "fallback"),
                ("urn:xmpp:fasten:0", "apply-to"),
                ("urn:xmpp:forward:0", "forwarded"),
                ("jabber:x:oob", "x"),
                ("urn:xmpp:reference:0", "reference"),
            ]
        ),
        st.sampled_from(["", "t1", "x" * 600]),
    ),
    lambda inner: st.lists(inner, max_size=4).map(
        lambda parts: (
            f"<apply-to xmlns='urn:xmpp:fasten:0' id='t1'>{''.join(parts)}</apply-to>{''.join(parts)}"
        )
    ),
    max_leaves=12,
)


@given(XML, st.sampled_from(["", "嗨"]), st.booleans())
def test_nothing_that_is_made_up_breaks_it(inner: str, body: str, is_room: bool) -> None:
    stanza = groupchat(body, inner) if is_room else chat(body, inner)
    for event in read(stanza):
        if isinstance(event, AnnotationReceived):
            assert event.annotation.target_id == "t1"
            assert not (isinstance(event.annotation, Retraction) and event.annotation.is_moderation)
        else:
            assert isinstance(event, MessageReceived)
            assert event.message.text or event.message.files or event.message.forwards
    archived(stanza, ROOM if is_room else OWN)
