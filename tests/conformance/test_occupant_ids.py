"""Occupant ids (XEP-0421): who in a room is the same as before, whatever the nick."""

import xml.etree.ElementTree as ET

from slixmpp.xmlstream.stanzabase import StanzaBase

from tests.conformance.archive import fetch_page
from tests.conformance.person import Cast
from tests.conformance.rooms import create_room, enter, leave, new_room, say
from tests.servers.running import Quirk, RunningServer

OCCUPANT_ID = "urn:xmpp:occupant-id:0"


def occupant_ids(stanza: ET.Element) -> list[str]:
    """All occupant ids on a presence or message."""
    return [found.attrib["id"] for found in stanza.findall(f"{{{OCCUPANT_ID}}}occupant-id")]


def only_id(stanza: StanzaBase) -> str:
    """The occupant id, of which there is one."""
    [found] = occupant_ids(stanza.xml)
    return found


async def is_announced(cast: Cast, server: RunningServer) -> bool:
    """Whether rooms give ids, by what a room says of itself."""
    han = await cast.online("韩梅梅")
    room = new_room(cast)
    await create_room(han, room, "韩梅梅")
    info = await han["xep_0030"].get_info(jid=room, cached=False)
    announced = OCCUPANT_ID in info["disco_info"]["features"]
    assert announced == (Quirk.NO_OCCUPANT_IDS not in server.quirks)
    return announced


async def test_occupant_keeps_its_id(cast: Cast, server: RunningServer) -> None:
    """On presence and messages, under another nick, and when it comes again."""
    if not await is_announced(cast, server):
        return
    wang, li = await cast.online("王芳"), await cast.online("李雷")
    room = new_room(cast)
    await create_room(wang, room, "王芳")
    own = only_id(await enter(li, room, "李雷"))
    assert own not in li.bare
    assert only_id(await wang.expect_presence(from_=f"{room}/李雷")) == own
    assert only_id(await li.expect_presence(from_=f"{room}/王芳")) != own

    li.client.send_presence(pto=f"{room}/小李")
    assert only_id(await wang.expect_presence(from_=f"{room}/小李")) == own
    say(li, room, "还是我")
    assert only_id(await wang.expect_message("还是我")) == own
    li.chat(f"{room}/王芳", "悄悄话")
    assert only_id(await wang.expect_message("悄悄话")) == own

    leave(li, room, "小李")
    await wang.expect_presence("unavailable", from_=f"{room}/小李")
    await enter(li, room, "老李")
    assert only_id(await wang.expect_presence(from_=f"{room}/老李")) == own


async def test_another_room_gives_another_id(cast: Cast, server: RunningServer) -> None:
    if not await is_announced(cast, server):
        return
    wang = await cast.online("王芳")
    ids = {only_id(await enter(wang, new_room(cast), "王芳")) for _ in range(2)}
    assert len(ids) == 2


async def test_forged_id_is_replaced(cast: Cast, server: RunningServer) -> None:
    if not await is_announced(cast, server):
        return
    wang, li = await cast.online("王芳"), await cast.online("李雷")
    room = new_room(cast)
    await create_room(wang, room, "王芳")
    own = only_id(await enter(li, room, "李雷"))
    message = li.client.make_message(mto=room, mbody="冒充", mtype="groupchat")
    ET.SubElement(message.xml, f"{{{OCCUPANT_ID}}}occupant-id", id="forged")
    message.send()
    assert only_id(await wang.expect_message("冒充")) == own
    await wang.settle()
    page = await fetch_page(wang, room, before="", maximum=5)
    assert occupant_ids(page.results[-1].message) == [own]
