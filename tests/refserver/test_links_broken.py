"""Streams between servers that break: nothing that was on its way vanishes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from startalk_desktop.refserver import Limits
from startalk_desktop.refserver.s2s_incoming import IncomingStream
from startalk_desktop.refserver.s2s_route import Route
from tests.refserver.client import Client
from tests.refserver.linked import ACME, BETA, Pair, bodies, linked, refusal, until

BROKE_OFF = ("remote-server-timeout", "the server of Beta broke off the connection")


async def speaking(pair: Pair) -> tuple[Client, Client]:
    """王芳 of Acme, who has just said something to 李 of Beta."""
    fang, li = await pair.person("王芳", ACME), await pair.person("李", BETA)
    await say(fang, li, "一")
    await li.expect(bodies("一"))
    return fang, li


async def say(sender: Client, receiver: Client, text: str) -> None:
    await sender.send(f"<message to='{receiver.bare}' type='chat'><body>{text}</body></message>")


def way_out(pair: Pair) -> Route:
    return pair.acme.links._routes[ACME, BETA]


def way_in(pair: Pair) -> IncomingStream:
    (stream,) = pair.beta.links._incoming
    return stream


def doubtful(pair: Pair) -> int:
    stream = way_out(pair)._stream
    return 0 if stream is None else len(stream._doubtful)


async def test_what_was_not_acknowledged_is_given_back_and_nothing_else(tmp_path: Path) -> None:
    async with linked(tmp_path) as pair:
        fang, li = await speaking(pair)
        await until(lambda: not doubtful(pair))
        way_in(pair).connection.stall()  # so what is sent now is in no program's hands
        await say(fang, li, "二")
        await say(fang, li, "三")
        await until(lambda: doubtful(pair) == 2)
        way_in(pair).connection.abort()
        for _ in range(2):
            assert await refusal(fang) == BROKE_OFF
        assert not fang.arrived
        await say(fang, li, "四")
        await li.expect(bodies("四"))
        assert not li.arrived


async def test_a_server_that_has_vanished_is_noticed(tmp_path: Path) -> None:
    async with linked(tmp_path, limits=Limits(link_seconds=0.5)) as pair:
        fang, li = await speaking(pair)
        await until(lambda: not doubtful(pair))
        way_in(pair).connection.swallow()  # neither hears nor says anything, and closes nothing
        await say(fang, li, "二")
        words = "the server of Beta does not answer"
        assert await refusal(fang) == ("remote-server-timeout", words)


@pytest.mark.parametrize("is_late", [False, True])
async def test_without_acknowledgements_what_was_sent_just_now_is_given_back(
    tmp_path: Path, is_late: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Streams that are let in by dialback are those that have none."""
    if is_late:
        monkeypatch.setattr("startalk_desktop.refserver.s2s_stream._DOUBT", 0.0)
    both: dict[str, Any] = {"dialback": True}
    async with linked(tmp_path, acme=both, beta=both, is_trusting=False) as pair:
        fang, _li = await speaking(pair)
        stream = way_out(pair)._stream
        assert stream is not None
        assert not stream._is_counting
        for each in list(pair.beta.links._incoming):
            each.connection.abort()
        if is_late:
            await until(lambda: not way_out(pair).is_open)
            assert not fang.arrived
        else:
            assert await refusal(fang) == BROKE_OFF


async def test_who_acknowledges_more_than_was_sent_is_believed_nothing(tmp_path: Path) -> None:
    async with linked(tmp_path) as pair:
        fang, li = await speaking(pair)
        await until(lambda: not doubtful(pair))
        way_in(pair)._handled = 7
        await say(fang, li, "二")
        assert await refusal(fang) == BROKE_OFF


async def test_what_a_partner_does_not_acknowledge_is_bounded(tmp_path: Path) -> None:
    async with linked(tmp_path, limits=Limits(write_buffer_bytes=5_000)) as pair:
        fang, li = await speaking(pair)
        await until(lambda: not doubtful(pair))
        way_in(pair).connection.stall()
        for _ in range(2):
            await say(fang, li, "x" * 2_000)
        assert not fang.arrived
        await say(fang, li, "y" * 2_000)
        words = "too much waits for the other server"
        assert await refusal(fang) == ("resource-constraint", words)
        way_in(pair).connection.recover()
        await until(lambda: not doubtful(pair))
        await say(fang, li, "z")
        await li.expect(bodies("z"))


async def test_a_cut_gives_back_what_the_socket_has_not_taken(tmp_path: Path) -> None:
    async with linked(tmp_path) as pair:
        fang, li = await speaking(pair)
        await until(lambda: not doubtful(pair))
        stream = way_out(pair)._stream
        assert stream is not None
        stream.connection.stall()  # our own: it hands nothing on
        await say(fang, li, "二")
        await pair.link(ACME, cut=True)
        assert await refusal(fang) == ("remote-server-timeout", "the link was closed")


async def test_a_cut_gives_nothing_back_that_has_gone(tmp_path: Path) -> None:
    async with linked(tmp_path) as pair:
        fang, _li = await speaking(pair)
        await pair.link(ACME, cut=True)
        await until(lambda: not way_out(pair).is_open)
        assert not fang.arrived
