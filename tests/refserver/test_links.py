"""Links between domains on two servers: who proves what to whom, and what is said where nothing may cross."""

from __future__ import annotations

from pathlib import Path

import pytest

from startalk_desktop.refserver import Limits
from tests.refserver.linked import ACME, BETA, Pair, bodies, linked, refusal, until


async def say(pair: Pair, text: str = "你好") -> None:
    """Say something from 王芳 of Acme to 李 of Beta, and be answered."""
    fang, li = await pair.person("王芳", ACME), await pair.person("李", BETA)
    await fang.send(f"<message to='{li.bare}' type='chat' id='1'><body>{text}</body></message>")
    heard = await li.expect(bodies(text))
    assert heard.get("from") == fang.jid
    await li.send(f"<message to='{fang.jid}' type='chat'><body>{text}!</body></message>")
    assert (await fang.expect(bodies(f"{text}!"))).get("from") == li.jid


async def test_messages_cross_with_certificates_on_both_sides(tmp_path: Path) -> None:
    async with linked(tmp_path) as pair:
        await say(pair)


async def test_a_stream_closes_after_silence_and_opens_again(tmp_path: Path) -> None:
    async with linked(tmp_path, limits=Limits(link_idle_seconds=0.2)) as pair:
        await say(pair, "一")
        await until(lambda: not pair.acme.links.open_streams)
        fang, li = await pair.person("王芳", ACME), await pair.person("李", BETA)
        await fang.send(f"<message to='{li.bare}' type='chat'><body>二</body></message>")
        await li.expect(bodies("二"))


async def test_who_has_not_opened_a_link_tells_its_own_people(tmp_path: Path) -> None:
    async with linked(tmp_path, acme={"cut": True}) as pair:
        fang = await pair.person("王芳", ACME)
        for to in (f"李@{BETA}", BETA, f"new@conference.{BETA}"):
            await fang.send(f"<message to='{to}'><body>x</body></message>")
            words = "Acme has not opened a link to Beta"
            assert await refusal(fang) == ("remote-server-not-found", words)


async def test_who_is_not_linked_hears_the_same_about_every_address(tmp_path: Path) -> None:
    async with linked(tmp_path) as pair:
        await pair.unlink(BETA)
        fang, _li = await pair.person("王芳", ACME), await pair.person("李", BETA)
        for to in (f"李@{BETA}", f"nobody@{BETA}", BETA, f"pubsub.{BETA}"):
            await fang.send(f"<iq to='{to}' type='get' id='1'><ping xmlns='urn:xmpp:ping'/></iq>")
            words = "Beta has not opened a link to Acme"
            assert await refusal(fang) == ("remote-server-not-found", words)


async def test_a_strangers_certificate_lets_nobody_in(tmp_path: Path) -> None:
    async with linked(tmp_path, is_trusting=False) as pair:
        fang = await pair.person("王芳", ACME)
        await fang.send(f"<message to='李@{BETA}'><body>x</body></message>")
        condition, words = await refusal(fang)
        assert condition == "remote-server-not-found"
        assert words == "the servers of Acme and Beta do not trust each other's certificates"


async def test_a_server_that_is_away_is_told_and_tried_again(tmp_path: Path) -> None:
    async with linked(tmp_path) as pair:
        await pair.beta.stop()
        fang = await pair.person("王芳", ACME)
        for _ in range(2):  # the second at once, while the route rests
            await fang.send(f"<message to='李@{BETA}'><body>x</body></message>")
            assert (await refusal(fang))[1] == "the server of Beta can't be found"


@pytest.mark.parametrize("side", [ACME, BETA])
async def test_a_cut_ends_everything_at_once(tmp_path: Path, side: str) -> None:
    async with linked(tmp_path) as pair:
        await say(pair)
        await pair.link(side, cut=True)
        servers = pair.acme, pair.beta
        await until(lambda: not any(server.links.open_streams for server in servers))
        fang, li = await pair.person("王芳", ACME), await pair.person("李", BETA)
        for client, other in ((fang, li), (li, fang)):
            await client.send(f"<message to='{other.bare}'><body>x</body></message>")
            names = ("Acme", "Beta") if side == ACME else ("Beta", "Acme")
            words = "{} has not opened a link to {}".format(*names)
            assert await refusal(client) == ("remote-server-not-found", words)
        await pair.link(side)
        speakers = (fang, li) if side == ACME else (li, fang)
        for client, other in (speakers, reversed(speakers)):
            await client.send(f"<message to='{other.bare}'><body>wieder</body></message>")
            await other.expect(bodies("wieder"))
