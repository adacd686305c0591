"""What is written is read back as what it was, whatever it carries; and what other clients are told of it."""

from xml.etree.ElementTree import Element, fromstring

import aioxmpp
import aioxmpp.xml
from hypothesis import given
from hypothesis import strategies as st

from startalk_desktop.model.events import MessageReceived
from startalk_desktop.model.identity import ConversationKind
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.message import (
    ForwardedMessage,
    Mention,
    OutgoingMessage,
    ReceivedMessage,
    ReplyReference,
    SharedFile,
)
from startalk_desktop.xmpp import message_writer
from startalk_desktop.xmpp.message_reader import Vantage, read_live
from startalk_desktop.xmpp.xep_0425_moderation import FIRST, NAMESPACE, request
from startalk_desktop.xmpp.xep_0461_replies import MAX_QUOTE_CHARACTERS, quotation, unquoted
from tests.xmpp.stanzas import LI, NOW, OWN

DIRECT = ConversationKind.DIRECT
BODY = "{jabber:client}body"

# As XML can carry it; a parser makes a line feed of every line's end (XML 1.0 section 2.11).
words = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"], include_characters="\n"),
    max_size=30,
)
said = words.filter(str.strip)


def wire(message: OutgoingMessage) -> Element:
    """The stanza as 李's server would get it, if it said who it is from."""
    stanza = fromstring(aioxmpp.xml.serialize_single_xso(message_writer.spoken(message)))
    stanza.set("from", f"{LI}/phone")
    return stanza


def arrived(message: OutgoingMessage) -> ReceivedMessage:
    (event,) = [
        event
        for event in read_live(wire(message), Vantage(own=OWN, now=NOW))
        if isinstance(event, MessageReceived)
    ]
    return event.message


@st.composite
def messages(draw: st.DrawFn) -> OutgoingMessage:
    text = draw(said)
    places = st.tuples(st.integers(0, len(text)), st.integers(0, len(text)))
    mentions = draw(st.lists(places.filter(lambda place: place[0] < place[1]), max_size=3))
    quote = draw(words.filter(lambda quote: quote == quote.removesuffix("\n")))
    forwards = draw(st.lists(said, max_size=3))
    files = draw(st.integers(0, 3))
    return OutgoingMessage(
        peer=OWN,
        conversation_kind=DIRECT,
        text=text,
        origin_id="o1",
        reply=draw(st.sampled_from([None, ReplyReference("t1", LI, quote)])),
        mentions=tuple(Mention(Jid("王芳%?#", "acme.example"), *place) for place in mentions),
        forwards=tuple(ForwardedMessage("赵 云", text, LI, NOW) for text in forwards),
        files=tuple(
            SharedFile(f"https://files.acme.example/~{n}", f"图 {n}.png", "image/png")
            for n in range(files)
        ),
    )


@given(messages())
def test_what_is_written_is_read_back(message: OutgoingMessage) -> None:
    read = arrived(message)
    assert read.text == message.text
    assert read.reply == message.reply
    assert read.forwards == message.forwards
    assert read.files == message.files
    assert read.mentions == message.mentions
    assert (read.origin_id, read.message_id) == ("o1", "o1")


@given(words)
def test_a_quotation_is_read_back(quote: str) -> None:
    assert unquoted(quotation(quote)) == quote


def test_a_long_quotation_is_cut() -> None:
    quoted = unquoted(quotation("长" * 99_999))
    assert len(quoted) == MAX_QUOTE_CHARACTERS
    assert quoted.endswith("…")


def test_the_body_says_all_of_it_to_a_plain_client() -> None:
    message = OutgoingMessage(
        OWN,
        DIRECT,
        "看看",
        "o1",
        reply=ReplyReference("t1", LI, "合同呢\n在吗"),
        forwards=(ForwardedMessage("赵云", "好了\n在这"), ForwardedMessage("", "嗯")),
        files=(SharedFile("https://x.example/a.pdf"),),
    )
    assert wire(message).findtext(BODY) == (
        "> 合同呢\n> 在吗\n看看\n赵云:\n> 好了\n> 在这\n:\n> 嗯\nhttps://x.example/a.pdf"
    )


def test_a_file_without_a_text_is_its_address_and_nothing_else() -> None:
    message = OutgoingMessage(
        OWN, DIRECT, "", "o1", files=(SharedFile("https://x.example/a.pdf", "合同.pdf"),)
    )
    stanza = wire(message)
    assert stanza.findtext(BODY) == "https://x.example/a.pdf"
    marked = stanza.find("{urn:xmpp:fallback:0}fallback")
    assert marked is not None
    assert marked.get("for") == "urn:xmpp:sfs:0"
    assert stanza.findtext("{jabber:x:oob}x/{jabber:x:oob}url") == "https://x.example/a.pdf"
    read = arrived(message)
    assert (read.text, read.files[0].name) == ("", "合同.pdf")


def test_a_forward_without_a_text_is_read_back() -> None:
    message = OutgoingMessage(OWN, DIRECT, "", "o1", forwards=(ForwardedMessage("赵云", "好了"),))
    assert (arrived(message).text, arrived(message).forwards) == ("", message.forwards)


def test_a_moderation_is_asked_for_as_the_room_knows_it() -> None:
    newest = request({NAMESPACE, FIRST}, "s1", "广告")
    first = request({FIRST}, "s1", "")
    assert aioxmpp.xml.serialize_single_xso(newest) == (
        '<moderate xmlns="urn:xmpp:message-moderate:1" id="s1"><retract xmlns="urn:xmpp:message-retract:1"/>'
        "<reason>广告</reason></moderate>"
    )
    assert aioxmpp.xml.serialize_single_xso(first) == (
        '<apply-to xmlns="urn:xmpp:fasten:0" id="s1"><moderate xmlns="urn:xmpp:message-moderate:0">'
        '<retract xmlns="urn:xmpp:message-retract:0"/></moderate></apply-to>'
    )
    assert request(set(), "s1", "广告") is None
