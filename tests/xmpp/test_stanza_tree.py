"""Stanzas as trees: what comes out of a stream's bytes, and what is refused without breaking the stream."""

import gc
from typing import Any

import aioxmpp
import aioxmpp.xml
import pytest
from aioxmpp.stanza import StanzaError

from startalk_desktop.xmpp.stanza_tree import (
    MAX_STANZA_CHARACTERS,
    MAX_STANZA_DEPTH,
    StanzaTreeParser,
    TreeMessage,
    TreePresence,
    install,
)

HEADER = (
    b"<?xml version='1.0'?><stream:stream xmlns='jabber:client' version='1.0' id='1' from='acme.example' "
    b"xmlns:stream='http://etherx.jabber.org/streams'>"
)
MUC_X = "<x xmlns='http://jabber.org/protocol/muc#user'><item role='visitor'/></x>"


class Stream:
    """The reading half of an XML stream."""

    def __init__(self) -> None:
        self.stanzas: list[Any] = []
        self.refused: list[Exception] = []
        parser = StanzaTreeParser()
        for kind in (aioxmpp.Message, aioxmpp.Presence, aioxmpp.IQ):
            parser.add_class(kind, self.stanzas.append)
        processor = aioxmpp.xml.XMPPXMLProcessor()
        processor.stanza_parser = parser
        processor.on_exception = self.refused.append
        self._reader = aioxmpp.xml.make_parser()
        self._reader.setContentHandler(processor)
        self._reader.feed(HEADER)

    def feed(self, xml: str, step: int = 1 << 20) -> Any:
        content = xml.encode()
        for start in range(0, len(content), step):
            self._reader.feed(content[start : start + step])
        return self.stanzas[-1] if self.stanzas else None


@pytest.fixture
def stream() -> Stream:
    return Stream()


@pytest.mark.parametrize("step", [1, 7, 100_000])
def test_a_message_comes_as_a_tree_however_it_is_cut(stream: Stream, step: int) -> None:
    message = stream.feed(
        "<message from='li@acme.example/手机😀' to='wang@acme.example' type='chat' id='m1' xml:lang='zh'>"
        "<body>你好 &lt;b&gt; &amp; 😀</body><x xmlns='urn:x' a='1'>one<y/>two</x></message>",
        step,
    )
    assert isinstance(message, TreeMessage)
    assert isinstance(message, aioxmpp.Message)
    assert message.type_ is aioxmpp.MessageType.CHAT
    assert str(message.from_) == "li@acme.example/手机😀"
    assert (str(message.to), message.id_) == ("wang@acme.example", "m1")
    assert message.tree.findtext("{jabber:client}body") == "你好 <b> & 😀"
    x = message.tree.find("{urn:x}x")
    assert x is not None
    assert (x.get("a"), x.text, x[0].tail) == ("1", "one", "two")
    assert message.tree.get("{http://www.w3.org/XML/1998/namespace}lang") == "zh"


@pytest.mark.parametrize(
    ("kind", "expected"), [("", "normal"), ("shout", "normal"), ("error", "error")]
)
def test_the_type_is_known_to_aioxmpp(stream: Stream, kind: str, expected: str) -> None:
    message = stream.feed(f"<message type='{kind}'/>" if kind else "<message/>")
    assert message.type_.value == expected
    assert message.from_ is None


def test_presence_in_a_room_comes_as_a_tree_and_other_presence_as_ever(stream: Stream) -> None:
    in_room = stream.feed(f"<presence from='rd@conference.acme.example/李'>{MUC_X}</presence>")
    assert isinstance(in_room, TreePresence)
    assert in_room.type_ is aioxmpp.PresenceType.AVAILABLE
    gone = stream.feed(
        f"<presence from='rd@conference.acme.example/李' type='unavailable'>{MUC_X}</presence>"
    )
    assert isinstance(gone, TreePresence)
    assert gone.type_ is aioxmpp.PresenceType.UNAVAILABLE
    plain = stream.feed(
        "<presence from='li@acme.example/a'><show>away</show><status xml:lang='zh'>开会</status>"
        "<priority>5</priority><x xmlns='vcard-temp:x:update'><photo>ab</photo></x></presence>"
    )
    assert not isinstance(plain, TreePresence)
    assert (plain.show, plain.priority) == (aioxmpp.PresenceShow.AWAY, 5)
    assert plain.status.any() == "开会"


def test_a_refusal_of_a_room_keeps_its_error(stream: Stream) -> None:
    refusal = stream.feed(
        "<presence from='rd@conference.acme.example/李' type='error'><x xmlns='http://jabber.org/protocol/muc'/>"
        "<error type='cancel'><conflict xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></presence>"
    )
    assert not isinstance(refusal, TreePresence)
    assert refusal.error.condition is aioxmpp.ErrorCondition.CONFLICT


def test_requests_are_aioxmpps(stream: Stream) -> None:
    answer = stream.feed(
        "<iq type='get' id='p' from='acme.example'><ping xmlns='urn:xmpp:ping'/></iq>"
    )
    assert isinstance(answer, aioxmpp.IQ)


@pytest.mark.parametrize(
    "xml",
    [
        "<message from='a b@@'><body>x</body></message>",
        "<message from='li@acme.example/'/>",
        f"<presence from='@'>{MUC_X}</presence>",
        "<message>"
        + "<a xmlns='urn:a'>" * MAX_STANZA_DEPTH
        + "</a>" * MAX_STANZA_DEPTH
        + "</message>",
        f"<message><body>{'x' * (MAX_STANZA_CHARACTERS + 1)}</body></message>",
        f"<message><x xmlns='urn:x' a='{'x' * (MAX_STANZA_CHARACTERS + 1)}'/></message>",
        f"<presence><x xmlns='urn:x'/>{'x' * MAX_STANZA_CHARACTERS}</presence>",
    ],
    ids=["sender", "resource", "occupant", "depth", "text", "attribute", "presence"],
)
def test_a_bad_stanza_is_refused_and_counted_and_the_next_one_is_read(
    stream: Stream, xml: str
) -> None:
    stream.feed(xml, 65_536)
    (error,) = stream.refused
    # aioxmpp counts a stanza that was refused so (XEP-0198), by the part that it gets.
    assert isinstance(error, StanzaError)
    assert isinstance(error.partial_obj, aioxmpp.stanza.StanzaBase)
    assert stream.stanzas == []
    assert stream.feed("<message id='next'/>").id_ == "next"


def test_a_broken_presence_is_refused_by_aioxmpps_parser_as_ever(stream: Stream) -> None:
    stream.feed("<presence from='li@acme.example/a'><priority>high</priority></presence>")
    assert len(stream.refused) == 1
    assert stream.feed("<message id='next'/>").id_ == "next"


async def test_installing_keeps_what_was_registered_and_can_be_undone() -> None:
    stream = aioxmpp.protocol.XMLStream(aioxmpp.JID.fromstr("acme.example"))
    before = set(stream.stanza_parser.get_class_map())
    install(stream)
    assert set(stream.stanza_parser.get_class_map()) == before
    stream.stanza_parser.add_class(aioxmpp.Message, print)
    assert TreeMessage in stream.stanza_parser.get_class_map()
    stream.stanza_parser.remove_class(aioxmpp.Message)
    assert set(stream.stanza_parser.get_class_map()) == before
    stream._closing_future.cancel()


@pytest.mark.filterwarnings("error::pytest.PytestUnraisableExceptionWarning")
def test_a_line_that_breaks_within_an_answer_ends_without_a_word() -> None:
    stream = Stream()
    stream.feed(
        "<iq from='acme.example' id='1' type='result'><query xmlns='http://jabber.org/protocol/disco#info'>"
        "<identity category='server' type='im'>"
    )
    del stream
    gc.collect()


@pytest.mark.filterwarnings("error::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("place", range(20, 140, 20))
def test_nor_does_it_where_garbage_was_looked_for_meanwhile(place: int) -> None:
    """What was looked at before is put away in another order."""
    answer = (
        "<iq from='acme.example' id='1' type='result'><query xmlns='http://jabber.org/protocol/disco#info'>"
        "<identity category='server' type='im'>"
    )
    stream = Stream()
    stream.feed(answer[:place])
    gc.collect(0)
    stream.feed(answer[place:])
    del stream
    gc.collect()


def test_a_stanza_that_a_break_cuts_off_goes_quietly() -> None:
    parser = StanzaTreeParser()
    came: list[Any] = []
    parser.add_class(aioxmpp.IQ, came.append)
    parsing = parser()
    next(parsing)
    disco = "http://jabber.org/protocol/disco#info"
    of_client = {(None, "type"): "result", (None, "id"): "1"}
    for event in (
        ("start", "jabber:client", "iq", of_client),
        ("start", disco, "query", {}),
        ("start", disco, "feature", {(None, "var"): "a"}),
    ):
        parsing.send(event)
    parsing.close()
    del parsing
    gc.collect()
    assert came == []
