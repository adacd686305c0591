"""Links between domains on two servers: who proves what to whom, and what is said where nothing may cross."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from startalk_desktop.refserver import Limits
from startalk_desktop.refserver import namespaces as ns
from tests.refserver.client import Client
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
            answer = "remote-server-timeout", "the server of Beta can't be reached"
            assert await refusal(fang) == answer


async def test_a_server_that_no_name_leads_to_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lookup(host: str, *_: object, **__: object) -> object:
        raise socket.gaierror(socket.EAI_NONAME, f"{host} is not known")

    async with linked(tmp_path) as pair:
        fang = await pair.person("王芳", ACME)
        await pair.link(ACME, host="beta.nowhere")
        monkeypatch.setattr(socket, "getaddrinfo", lookup)
        await fang.send(f"<message to='李@{BETA}'><body>x</body></message>")
        answer = "remote-server-not-found", "the server of Beta can't be found"
        assert await refusal(fang) == answer


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


async def test_where_both_say_so_asking_back_is_enough(tmp_path: Path) -> None:
    both = {"dialback": True}
    async with linked(tmp_path, acme=both, beta=both, is_trusting=False) as pair:
        await say(pair)


async def test_one_side_cant_choose_to_ask_back(tmp_path: Path) -> None:
    async with linked(tmp_path, acme={"dialback": True}, is_trusting=False) as pair:
        fang, li = await pair.person("王芳", ACME), await pair.person("李", BETA)
        await fang.send(f"<message to='{li.bare}'><body>x</body></message>")
        assert (await refusal(fang))[0].startswith("remote-server-")
        assert not li.take("message")


async def test_a_link_is_narrowed_to_people_and_units(tmp_path: Path) -> None:
    """Acme lets 王芳 and the unit "rd" with what is below it across, in both directions, and counts."""
    async with linked(tmp_path, acme={"people": ("王芳",), "units": ("rd",)}) as pair:
        fang, li = await pair.person("王芳", ACME), await pair.person("李", BETA)
        engineer, tester, other = [await pair.person(n, ACME) for n in ("eng", "tester", "other")]
        await publish_tree(
            engineer, {"rd": ("", "eng"), "qa": ("rd", "tester"), "hq": ("", "other")}
        )
        for one in (fang, engineer, tester):
            await one.send(f"<message to='{li.bare}'><body>{one.bare}</body></message>")
            await li.expect(bodies(one.bare))
            await li.send(f"<message to='{one.bare}'><body>{one.bare}</body></message>")
            await one.expect(bodies(one.bare))
        await other.send(f"<message to='{li.bare}'><body>x</body></message>")
        assert await refusal(other) == ("not-allowed", "the link from Acme to Beta is not for you")
        for address in (other.bare, f"nobody@{ACME}", f"room@conference.{ACME}"):
            await li.send(f"<message to='{address}'><body>x</body></message>")
            words = "the link from Acme to Beta does not reach this address"
            assert await refusal(li) == ("not-allowed", words)
        assert not other.take("message")
        counts = pair.acme.links.links[ACME].counts[BETA]
        assert (counts.sent, counts.received, counts.refused) == (3, 3, 4)
        table = f"{ACME} - {BETA}: open, 3 sent, 3 received, 4 refused"
        assert list(pair.acme.links.table()) == [table]


async def test_who_moves_out_of_a_unit_is_reached_no_more(tmp_path: Path) -> None:
    async with linked(tmp_path, acme={"units": ("rd",)}) as pair:
        fang, li = await pair.person("王芳", ACME), await pair.person("李", BETA)
        await publish_tree(fang, {"rd": ("", "王芳")})
        await fang.send(f"<message to='{li.bare}'><body>x</body></message>")
        await li.expect(bodies("x"))
        await publish_tree(fang, {"rd": ("", "li"), "hq": ("", "王芳")})
        await fang.send(f"<message to='{li.bare}'><body>x</body></message>")
        assert (await refusal(fang))[0] == "not-allowed"


async def publish_tree(client: Client, units: dict[str, tuple[str, str]]) -> None:
    """Publish units by id, each with its parent and one member, and the index last."""
    org, index = ns.ORG, ""
    items = {}
    for unit, (parent, member) in units.items():
        index += f"<unit id='{unit}' parent='{parent}' name='{unit}' hash='{member}'/>"
        items[unit] = f"<unit xmlns='{org}' id='{unit}'><member jid='{member}@{ACME}'/></unit>"
    items["index"] = f"<index xmlns='{org}' name='Acme'>{index}</index>"
    for id_, payload in items.items():
        item = f"<publish node='{org}'><item id='{id_}'>{payload}</item></publish>"
        await client.ask("set", f"pubsub.{ACME}", f"<pubsub xmlns='{ns.PUBSUB}'>{item}</pubsub>")
