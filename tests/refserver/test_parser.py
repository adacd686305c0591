import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from startalk_desktop.refserver import namespaces as ns
from startalk_desktop.refserver.parser import (
    StreamEnd,
    StreamError,
    StreamEvent,
    StreamHeader,
    StreamParser,
)

HEADER = (
    f"<?xml version='1.0'?><stream:stream xmlns='{ns.CLIENT}' xmlns:stream='{ns.STREAM}' to='a'>"
)
MESSAGE = (
    "<message to='b'><body>你好 &amp; <![CDATA[<再见>]]></body>"
    "<x xmlns='y' n='李雷 &amp; &lt;co>'>1<z/>2</x></message>"
)


def parser(stanza_bytes: int = 10_000, depth: int = 5) -> StreamParser:
    return StreamParser(stanza_bytes=stanza_bytes, depth=depth)


def fed(text: str, step: int = 10_000) -> list[StreamEvent]:
    made = parser()
    content = text.encode()
    events: list[StreamEvent] = []
    for start in range(0, len(content), step):
        events += made.feed(content[start : start + step])
    return events


@pytest.mark.parametrize("step", [1, 2, 3, 7, 64, 10_000])
def test_any_cut_of_the_bytes_gives_the_same_events(step: int) -> None:
    header, message, presence, end = fed(HEADER + MESSAGE + "<presence/></stream:stream>", step)
    assert header == StreamHeader(f"{{{ns.STREAM}}}stream", {"to": "a"}, ns.CLIENT)
    assert isinstance(message, etree._Element)
    assert message.findtext(f"{{{ns.CLIENT}}}body") == "你好 & <再见>"
    x = message.find("{y}x")
    assert x is not None
    assert x.get("n") == "李雷 & <co>"
    assert x.text == "1"
    assert x[0].tail == "2"
    assert isinstance(presence, etree._Element)
    assert presence.tag == f"{{{ns.CLIENT}}}presence"
    assert end == StreamEnd()


@pytest.mark.parametrize("step", [1, 10_000])
def test_a_stanza_is_there_with_its_last_byte(step: int) -> None:
    assert len(fed(HEADER + MESSAGE, step)) == 2
    assert len(fed((HEADER + MESSAGE)[:-1], step)) == 1


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("<!DOCTYPE a><a>", "restricted-xml"),
        ("<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>", "restricted-xml"),
        ("<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a>", "restricted-xml"),
        (f"{HEADER}<!-- c -->", "restricted-xml"),
        (f"{HEADER}<message><!-- c --></message>", "restricted-xml"),
        (f"{HEADER}<?php x?>", "restricted-xml"),
        (f"{HEADER}<message><body>&nbsp;</body></message>", "not-well-formed"),
        (f"{HEADER}<message><body></message>", "not-well-formed"),
        (f"{HEADER}<message a='1' a='2'/>", "not-well-formed"),
        (f"{HEADER}<message a=1/>", "not-well-formed"),
        (f"{HEADER}<x:message/>", "bad-namespace-prefix"),
        (f"{HEADER}<message>&#0;</message>", "not-well-formed"),
        (f"{HEADER}<message>\x01</message>", "not-well-formed"),
        (f"{HEADER}hello<presence/>", "bad-format"),
        (f"{HEADER}{'<a>' * 6}", "policy-violation"),
        (f"{HEADER}<message>{'x' * 20_000}", "policy-violation"),
        (f"{HEADER}<message a='{'x' * 20_000}", "policy-violation"),
        (" " * 20_000, "policy-violation"),
        (f"{HEADER}<{'a' * 600}/>", "policy-violation"),
        (f"{HEADER}<a xmlns:b='{'u' * 600}'/>", "policy-violation"),
        (HEADER + "".join(f"<a{number}/>" for number in range(5_000)), "policy-violation"),
        (HEADER + "".join(f"<a b{number}='1'/>" for number in range(5_000)), "policy-violation"),
    ],
)
@pytest.mark.parametrize("step", [1, 10_000])
def test_forbidden_xml_ends_the_stream(text: str, condition: str, step: int) -> None:
    with pytest.raises(StreamError) as caught:
        fed(text, step)
    assert caught.value.condition == condition


def test_bytes_that_are_not_utf8_are_refused() -> None:
    with pytest.raises(StreamError, match="not-well-formed"):
        parser().feed(HEADER.encode() + b"<message>\xff\xfe</message>")


def test_another_encoding_is_not_believed() -> None:
    latin = "<?xml version='1.0' encoding='latin-1'?><a>é</a>".encode("latin-1")
    with pytest.raises(StreamError, match="not-well-formed"):
        parser().feed(latin)


def test_many_small_stanzas_are_no_large_one() -> None:
    events = fed(HEADER + "<presence/>" * 5_000)
    assert len(events) == 5_001


def test_whitespace_between_stanzas_keeps_the_stream_alive() -> None:
    assert len(fed(f"{HEADER} \n <presence/> ")) == 2


_FRAGMENTS = st.sampled_from(
    ["<a>", "</a>", "<b c='", "'/>", "&amp;", "&x;", "<!--", "-->", "<![CDATA[", "]]>", "<?", "?>", "王",
     "<!DOCTYPE", "xmlns=''", "\x00", "]]", "<stream:stream>", "</stream:stream>", " "]
)  # fmt: skip


@given(st.lists(_FRAGMENTS | st.text(max_size=5), max_size=30), st.integers(1, 50))
def test_nothing_but_a_stream_error_comes_of_any_input(parts: list[str], step: int) -> None:
    content = (HEADER + "".join(parts)).encode(errors="replace")
    made = parser()
    with contextlib.suppress(StreamError):
        for start in range(0, len(content), step):
            made.feed(content[start : start + step])
