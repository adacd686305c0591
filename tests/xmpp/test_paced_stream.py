"""Feeding the XML stream: in turns, within limits, and with every end explained."""

import asyncio
from collections.abc import Callable

import aioxmpp
import pytest
from aioxmpp.errors import StreamError, StreamErrorCondition

from startalk_desktop.xmpp import paced_stream
from startalk_desktop.xmpp.paced_stream import CHUNK_BYTES, PacedStream
from tests.xmpp.fake_servers import HEADER
from tests.xmpp.recording import until

FEATURES = b"<stream:features/>"


class FakeTransport(asyncio.Transport):
    """Notes what the stream does with its transport."""

    def __init__(self) -> None:
        super().__init__()
        self.written = b""
        self.pauses = 0
        self.is_reading = True
        self.is_closed = False

    def write(self, data: object) -> None:
        self.written += bytes(data)  # type: ignore[call-overload]

    def can_write_eof(self) -> bool:
        return False

    def pause_reading(self) -> None:
        self.pauses += 1
        self.is_reading = False

    def resume_reading(self) -> None:
        self.is_reading = True

    def is_closing(self) -> bool:
        return self.is_closed

    def close(self) -> None:
        self.is_closed = True

    abort = close


class Opened:
    """An opened stream, the stanzas that came out of it, and why it ended."""

    def __init__(self) -> None:
        self.transport = FakeTransport()
        self.stream = PacedStream("acme.example")
        self.stanzas: list[aioxmpp.Message] = []
        self.ends: list[Exception | None] = []
        self.stream.stanza_parser.add_class(aioxmpp.Message, self.stanzas.append)
        self.stream.on_closing.connect(lambda reason: self.ends.append(reason) and None)
        self.stream.connection_made(self.transport)
        self.stream.data_received(HEADER + FEATURES)

    def end(self) -> None:
        self.stream.connection_lost(None)


@pytest.fixture
async def opened() -> Opened:
    return Opened()


def messages(count: int, text: str = "你好") -> bytes:
    return b"".join(
        f"<message from='li@acme.example' id='{n}'><body>{text}</body></message>".encode()
        for n in range(count)
    )


async def test_a_big_page_comes_in_turns_in_order_while_reading_pauses(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paced_stream, "TURN_BUDGET", 0.0)  # one chunk a turn
    page = messages(200)
    opened.stream.data_received(page)
    assert len(opened.stanzas) < 200
    assert not opened.transport.is_reading
    turns = 0
    while not opened.transport.is_reading:
        turns += 1
        await asyncio.sleep(0)
    assert turns >= len(page) // CHUNK_BYTES - 1
    assert [stanza.id_ for stanza in opened.stanzas] == [str(n) for n in range(200)]
    opened.end()


async def test_what_comes_meanwhile_waits_its_turn(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paced_stream, "TURN_BUDGET", 0.0)
    page = messages(60)
    opened.stream.data_received(page[:3000])
    opened.stream.data_received(page[3000:])
    await until(lambda: opened.transport.is_reading)
    assert [stanza.id_ for stanza in opened.stanzas] == [str(n) for n in range(60)]
    opened.end()


async def test_nothing_is_parsed_while_the_reader_is_behind(opened: Opened) -> None:
    opened.stream.is_congested = lambda: len(opened.stanzas) >= 10
    opened.stream.data_received(messages(500))
    for _ in range(50):
        await asyncio.sleep(0)
    assert 10 <= len(opened.stanzas) < 10 + CHUNK_BYTES // 60
    assert not opened.transport.is_reading
    opened.stream.is_congested = lambda: False
    await until(lambda: len(opened.stanzas) == 500)
    opened.end()


async def test_the_end_of_the_line_follows_what_came_before_it(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paced_stream, "TURN_BUDGET", 0.0)
    opened.stream.data_received(messages(100))
    opened.stream.eof_received()
    opened.stream.connection_lost(None)
    await until(lambda: bool(opened.ends))
    assert len(opened.stanzas) == 100


@pytest.mark.parametrize(
    "end",
    [
        lambda one: one.stream.connection_lost(None),
        lambda one: one.stream.connection_lost(ConnectionResetError("cut")),
        lambda one: (one.stream.eof_received(), one.stream.connection_lost(None)),
    ],
)
async def test_an_end_that_was_not_our_wish_has_a_reason(
    opened: Opened, end: Callable[[Opened], object]
) -> None:
    waiting = opened.stream.error_future()
    end(opened)
    with pytest.raises(ConnectionError):
        await waiting
    assert isinstance(opened.ends[0], ConnectionError)


async def test_our_own_end_has_none(opened: Opened) -> None:
    opened.stream.close()
    opened.stream.data_received(b"</stream:stream>")
    opened.end()
    await until(lambda: bool(opened.ends))
    assert opened.ends == [None]


async def test_a_stanza_without_end_is_cut_off(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paced_stream, "LARGEST_STANZA", 20_000)
    opened.stream.data_received(messages(1, "x" * 15_000))
    await until(lambda: opened.transport.is_reading and len(opened.stanzas) == 1)
    opened.stream.data_received(b"<message><body>")
    for _ in range(30):
        opened.stream.data_received(b"x" * 1000)
    await until(lambda: opened.transport.is_closed)
    opened.end()
    await until(lambda: bool(opened.ends))
    assert isinstance(opened.ends[0], StreamError)
    assert opened.ends[0].condition is StreamErrorCondition.POLICY_VIOLATION
    assert b"policy-violation" in opened.transport.written


@pytest.mark.parametrize(
    "hostile",
    [
        b"<!DOCTYPE a [<!ENTITY b 'c'>]>",
        b"<!-- a comment -->",
        b"<?php echo 1 ?>",
        b"<message>&evil;</message>",
        b"<message></presence>",
        b"<unheard-of/>",
        b"\xff\xfe\x00",
    ],
)
async def test_what_has_no_place_in_xmpp_ends_the_stream(opened: Opened, hostile: bytes) -> None:
    opened.stream.data_received(hostile)
    await until(lambda: opened.transport.is_closed)
    opened.stream.data_received(messages(3))
    assert opened.stanzas == []
    opened.end()
    await until(lambda: bool(opened.ends))
    assert isinstance(opened.ends[0], StreamError)


async def test_anything_received_is_a_sign_of_life(opened: Opened) -> None:
    sign = opened.stream.sign_of_life()
    assert not sign.done()
    opened.stream.data_received(b" ")
    assert sign.done()
    last = opened.stream.sign_of_life()
    opened.end()
    assert last.done()
