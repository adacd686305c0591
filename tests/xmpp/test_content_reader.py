"""What a message says besides its text: what it answers, whom it names, what it passes on and points to."""

import pytest

from startalk_desktop.model.annotation import Correction
from startalk_desktop.model.events import AnnotationReceived, MessageReceived, SessionEvent
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.message import (
    ForwardedMessage,
    Mention,
    ReceivedMessage,
    ReplyReference,
    SharedFile,
)
from startalk_desktop.xmpp import web_addresses
from startalk_desktop.xmpp.message_envelope import RoomView
from startalk_desktop.xmpp.message_fields import MAX_TEXT_CHARACTERS
from startalk_desktop.xmpp.message_reader import Vantage, read_live
from startalk_desktop.xmpp.xep_0066_oob import MAX_FILES
from startalk_desktop.xmpp.xep_0297_forwarding import MAX_FORWARDS
from startalk_desktop.xmpp.xep_0372_references import MAX_MENTIONS
from tests.xmpp.stanzas import LI, NOW, OWN, ROOM, chat, element, groupchat

VIEW = RoomView(nick="王芳", stamps_ids=True, real_addresses={"李": LI, "王芳": OWN})
VANTAGE = Vantage(own=OWN, now=NOW, stamps_ids=True, rooms={ROOM: VIEW})
URL = "https://files.acme.example/a/图.png"


def read(xml: str) -> list[SessionEvent]:
    return read_live(element(xml), VANTAGE)


def message(xml: str) -> ReceivedMessage:
    (event,) = read(xml)
    assert isinstance(event, MessageReceived)
    return event.message


def fallback(name: str, start: int, end: int) -> str:
    return f"<fallback xmlns='urn:xmpp:fallback:0' for='{name}'><body start='{start}' end='{end}'/></fallback>"


def reply(target_id: str = "t1", to: str = "li@acme.example/phone") -> str:
    author = f" to='{to}'" if to else ""
    return f"<reply xmlns='urn:xmpp:reply:0' id='{target_id}'{author}/>"


def mention(start: int | str, end: int | str, uri: str = f"xmpp:{OWN}", more: str = "") -> str:
    return (
        f"<reference xmlns='urn:xmpp:reference:0' type='mention' begin='{start}' end='{end}' "
        f"uri='{uri}' {more}/>"
    )


def forwarded(
    text: str, sender: str = "zhao@beta.example/x", nick: str = "赵", more: str = ""
) -> str:
    author = f" from='{sender}'" if sender else ""
    name = f"<nick xmlns='http://jabber.org/protocol/nick'>{nick}</nick>" if nick else ""
    body = f"<body>{text}</body>" if text else ""
    return (
        f"<forwarded xmlns='urn:xmpp:forward:0'>{more}"
        f"<message xmlns='jabber:client'{author}>{body}{name}</message></forwarded>"
    )


def oob(url: str = URL, description: str = "") -> str:
    desc = f"<desc>{description}</desc>" if description else ""
    return f"<x xmlns='jabber:x:oob'><url>{url}</url>{desc}</x>"


class TestReplies:
    def test_the_quotation_is_no_part_of_the_text(self) -> None:
        body = "&gt; 早上好\n&gt; 大家\n好"
        answer = message(chat(body, reply() + fallback("urn:xmpp:reply:0", 0, 11)))
        assert answer.text == "好"
        assert answer.reply == ReplyReference("t1", LI, "早上好\n大家")

    def test_without_a_marked_quotation_the_text_is_whole(self) -> None:
        assert message(chat("&gt; 早\n好", reply())).text == "> 早\n好"

    def test_a_quotation_of_no_reply_stays(self) -> None:
        answer = message(chat("&gt; 早\n好", fallback("urn:xmpp:reply:0", 0, 4)))
        assert (answer.text, answer.reply) == ("> 早\n好", None)

    def test_an_answer_that_is_all_quotation_says_it(self) -> None:
        answer = message(chat("&gt; 早", reply() + fallback("urn:xmpp:reply:0", 0, 3)))
        assert answer.text == "> 早"
        assert answer.reply == ReplyReference("t1", LI)

    def test_the_author_in_a_room_is_an_occupant(self) -> None:
        answer = message(groupchat("好", reply(to=f"{ROOM}/李")))
        assert answer.reply == ReplyReference("t1", ROOM.with_resource("李"))

    @pytest.mark.parametrize("to", ["", "@@"])
    def test_an_author_that_is_none_is_left_out(self, to: str) -> None:
        assert message(chat("好", reply(to=to))).reply == ReplyReference("t1")

    @pytest.mark.parametrize("target_id", ["", "x" * 513])
    def test_an_answer_to_nothing_is_none(self, target_id: str) -> None:
        assert message(chat("好", reply(target_id))).reply is None


class TestMentions:
    def test_the_place_is_that_in_the_text_as_it_is_kept(self) -> None:
        body = "&gt; 早上好\n@王芳 看"
        inner = reply() + fallback("urn:xmpp:reply:0", 0, 6) + mention(6, 9)
        named = message(chat(body, inner))
        assert named.mentions == (Mention(OWN, 0, 3),)
        assert named.text[0:3] == "@王芳"

    def test_a_mention_inside_a_quotation_is_none(self) -> None:
        inner = reply() + fallback("urn:xmpp:reply:0", 0, 6) + mention(2, 5) + mention(4, 7)
        assert message(chat("&gt; 早上好\n看看看", inner)).mentions == ()

    def test_an_address_may_be_percent_encoded_or_full(self) -> None:
        inner = mention(0, 1, "xmpp:%E6%9D%8E@acme.example/phone?message")
        assert message(chat("李", inner)).mentions == (Mention(Jid("李", "acme.example"), 0, 1),)

    @pytest.mark.parametrize(
        ("start", "end"), [(0, 9), (2, 1), (1, 1), ("", 1), ("x", 1), (-1, 1), ("1.0", 2)]
    )
    def test_a_place_outside_the_text_is_none(self, start: int | str, end: int | str) -> None:
        assert message(chat("王芳呢", mention(start, end))).mentions == ()

    @pytest.mark.parametrize(
        "uri", ["", "xmpp:", f"http:{OWN}", f"{OWN}", "xmpp:@", f"xmpp://guest@x/{OWN}", "xmpp:%FF"]
    )
    def test_what_is_no_persons_address_is_none(self, uri: str) -> None:
        assert message(chat("王芳", mention(0, 2, uri))).mentions == ()

    def test_what_refers_to_another_message_is_none(self) -> None:
        assert message(chat("王芳", mention(0, 2, more="anchor='xmpp:x@y'"))).mentions == ()

    def test_occupants_are_the_people_behind_them(self) -> None:
        inner = "".join(
            mention(n, n + 1, f"xmpp:{ROOM}/{nick}") for n, nick in enumerate(("李", "王芳", "谁"))
        )
        named = message(groupchat("abc", inner))
        assert named.mentions == (Mention(LI, 0, 1), Mention(OWN, 1, 2))

    def test_of_late_messages_nobody_knows_who_had_the_nick(self) -> None:
        late = f"<delay xmlns='urn:xmpp:delay' from='{ROOM}' stamp='2023-11-14T21:13:20Z'/>"
        named = message(groupchat("abc", mention(0, 1, f"xmpp:{ROOM}/李") + late))
        assert named.mentions == ()

    def test_a_flood_ends(self) -> None:
        assert len(message(chat("王芳", mention(0, 2) * 500)).mentions) == MAX_MENTIONS


class TestForwards:
    def test_what_is_passed_on_is_told_with_who_and_when(self) -> None:
        stamp = "<delay xmlns='urn:xmpp:delay' stamp='2023-11-14T21:13:20Z'/>"
        inner = forwarded("合同好了", more=stamp) + fallback("urn:xmpp:forward:0", 2, 12)
        passed_on = message(chat("看看\n赵:\n&gt; 合同好了", inner))
        assert passed_on.forwards == (
            ForwardedMessage(
                "赵", "合同好了", Jid.parse("zhao@beta.example/x"), NOW - 3_600_000_000
            ),
        )
        assert passed_on.text == "看看"

    def test_alone_it_is_a_message(self) -> None:
        passed_on = message(chat("", forwarded("嗨", nick="")))
        assert passed_on.text == ""
        assert passed_on.forwards[0].author_name == "x"

    def test_nobody_is_nobody(self) -> None:
        assert message(chat("", forwarded("嗨", sender="@@", nick=" \n"))).forwards == (
            ForwardedMessage("", "嗨"),
        )

    def test_what_has_no_text_is_nothing(self) -> None:
        assert read(chat("", forwarded(""))) == []
        assert read(chat("", "<forwarded xmlns='urn:xmpp:forward:0'/>")) == []

    def test_the_fallback_of_a_forward_that_is_none_stays(self) -> None:
        inner = forwarded("") + fallback("urn:xmpp:forward:0", 0, 2)
        assert message(chat("看看", inner)).text == "看看"

    def test_a_flood_ends(self) -> None:
        assert len(message(chat("", forwarded("嗨") * 300)).forwards) == MAX_FORWARDS
        long = message(chat("", forwarded("长" * 30_000) * 5)).forwards
        assert sum(len(one.text) for one in long) == MAX_TEXT_CHARACTERS
        assert long[-1].text.endswith("…")

    def test_a_time_to_come_is_now(self) -> None:
        stamp = "<delay xmlns='urn:xmpp:delay' stamp='2123-11-14T21:13:20Z'/>"
        assert message(chat("", forwarded("嗨", more=stamp))).forwards[0].sent_at == NOW


class TestFiles:
    def test_an_address_that_is_all_of_the_text_is_the_file(self) -> None:
        shared = message(chat(URL, oob()))
        assert shared.text == ""
        assert shared.files == (SharedFile(URL, "图.png", "image/png"),)

    def test_with_a_text_the_marked_address_is_taken_out(self) -> None:
        shared = message(chat(f"看图\n{URL}", oob() + fallback("jabber:x:oob", 2, 3 + len(URL))))
        assert (shared.text, len(shared.files)) == ("看图", 1)

    def test_an_address_that_the_text_has_is_a_link_there(self) -> None:
        shared = message(chat(f"看 {URL} 吧", oob()))
        assert (shared.text, shared.files) == (f"看 {URL} 吧", ())

    def test_an_address_beside_a_text_is_a_file(self) -> None:
        assert len(message(chat("看图", oob())).files) == 1

    def test_several_files_may_be_all_of_the_text(self) -> None:
        other = "https://files.acme.example/b.pdf"
        shared = message(chat(f"{URL}\n{other}", oob() + oob(other, "合同.pdf")))
        assert shared.text == ""
        assert [file.name for file in shared.files] == ["图.png", "合同.pdf"]

    @pytest.mark.parametrize(
        "url",
        ["http://files.acme.example/a.png", "file:///etc/passwd", "javascript:alert(1)", "https://u:p@x.example/",
         "https:///a", "https://x.example:0/", "https://x.example:99999/", "https://[::1", "https://x.example/a b",
         "https://x.example/\u202efdp.exe", "https://x.example/" + "a" * web_addresses.MAX_CHARACTERS],
    )  # fmt: skip
    def test_an_unsafe_address_stays_a_text(self, url: str) -> None:
        shared = message(chat(url, oob(url)))
        assert (shared.text, shared.files) == (url, ())

    def test_a_name_leads_nowhere(self) -> None:
        names = [
            message(chat("看", oob("https://x.example/a.txt", name))).files[0].name
            for name in ("../../etc/passwd", "C:\\x\\y.exe", "a\u202egpj.exe", " ", "長" * 999)
        ]
        assert names == ["passwd", "y.exe", "agpj.exe", "a.txt", "長" * 255]

    def test_a_flood_ends(self) -> None:
        many = "".join(oob(f"https://x.example/{n}") for n in range(100))
        assert len(message(chat("看", many)).files) == MAX_FILES


class TestStylesAndEdits:
    def test_marks_are_styles_unless_the_sender_says_otherwise(self) -> None:
        assert message(chat("*嗨*")).is_styled
        assert not message(chat("*嗨*", "<unstyled xmlns='urn:xmpp:styling:0'/>")).is_styled

    def test_an_edit_keeps_what_it_answers_and_whom_it_names(self) -> None:
        inner = (
            "<replace xmlns='urn:xmpp:message-correct:0' id='m0'/>"
            "<unstyled xmlns='urn:xmpp:styling:0'/>"
            + reply()
            + fallback("urn:xmpp:reply:0", 0, 4)
            + mention(4, 7)
        )
        (event,) = read(chat("&gt; 早\n@王芳 看", inner))
        assert isinstance(event, AnnotationReceived)
        edit = event.annotation
        assert isinstance(edit, Correction)
        assert (edit.target_id, edit.text, edit.is_styled) == ("m0", "@王芳 看", False)
        assert edit.reply == ReplyReference("t1", LI, "早")
        assert edit.mentions == (Mention(OWN, 0, 3),)

    def test_an_edit_to_a_file_says_where_it_is(self) -> None:
        (event,) = read(chat(URL, "<replace xmlns='urn:xmpp:message-correct:0' id='m0'/>" + oob()))
        assert isinstance(event, AnnotationReceived)
        assert isinstance(event.annotation, Correction)
        assert event.annotation.text == URL

    def test_an_edit_to_nothing_is_none(self) -> None:
        assert read(chat("", "<replace xmlns='urn:xmpp:message-correct:0' id='m0'/>")) == []

    @pytest.mark.parametrize("target_id", ["", "x" * 513])
    def test_an_edit_of_nothing_is_a_message(self, target_id: str) -> None:
        inner = f"<replace xmlns='urn:xmpp:message-correct:0' id='{target_id}'/>"
        assert message(chat("嗨", inner)).text == "嗨"

    def test_the_originals_markup_stays_text(self) -> None:
        markup = '[obj type="image" value="https://x.example/a.png" width=1 height=1]'
        assert message(chat(markup)).text == markup
