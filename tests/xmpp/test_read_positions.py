"""Read positions between the devices of one account, against real servers; and what is no position."""

import secrets
import xml.etree.ElementTree as ET

import pytest

from startalk_desktop.model.events import ReadPositionChanged
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.read_position import ReadPosition
from startalk_desktop.xmpp.errors import RequestFailed
from startalk_desktop.xmpp.pubsub import PubSub
from startalk_desktop.xmpp.xep_0490_read_positions import NODE, read
from tests.conformance.person import Account, Cast
from tests.conformance.pubsub import publish
from tests.xmpp.desk import Desks
from tests.xmpp.stanzas import LI, OWN, ROOM, element


async def test_what_one_device_has_read_the_other_knows(desks: Desks) -> None:
    desk = await desks.online("wang")
    phone = await desks.online(desk.settings)
    assert await desk.session.read_positions.fetch() == ()
    room = Jid.parse(f"rd@{desks.server.addresses().conference}")
    li = Jid.parse(f"li@{desk.own.domain}")
    first = ReadPosition(li, "a1", desk.own)
    later = ReadPosition(li, "a2", desk.own)
    in_room = ReadPosition(room, "s1", room)
    for position in (first, in_room, later):
        await phone.session.read_positions.publish(position)
        expected = ReadPositionChanged(position)
        await desk.expect(ReadPositionChanged, expected.__eq__)
    # Who published it knows already.
    await desk.session.read_positions.publish(ReadPosition(room, "s2", room))
    await phone.expect(ReadPositionChanged)
    assert all(event.position.stanza_id == "s2" for event in phone.seen(ReadPositionChanged))
    fetched = await desk.session.read_positions.fetch()
    assert set(fetched) == {later, ReadPosition(room, "s2", room)}


async def test_after_signing_in_anew_they_are_still_there(desks: Desks) -> None:
    desk = await desks.online("wang")
    position = ReadPosition(Jid.parse(f"li@{desk.own.domain}"), "a1", desk.own)
    await desk.session.read_positions.publish(position)
    await desk.session.close()
    again = await desks.online(desk.settings)
    assert await again.session.read_positions.fetch() == (position,)


async def test_nobody_else_sees_them(desks: Desks) -> None:
    wang, li = await desks.online("wang"), await desks.online("li")
    await wang.session.read_positions.publish(ReadPosition(li.own, "a1", wang.own))
    with pytest.raises(RequestFailed):
        await PubSub(li.session._context).items(wang.own, NODE)


async def test_another_clients_position_is_read(desks: Desks, cast: Cast) -> None:
    desk = await desks.online("wang")
    phone = await cast.online(Account(str(desk.own), desk.settings.password))
    payload = ET.fromstring(
        f"<displayed xmlns='{NODE}'><stanza-id xmlns='urn:xmpp:sid:0' by='{desk.own}' id='a7'/></displayed>"
    )
    peer = f"li@{desk.own.domain}"
    await publish(phone, None, NODE, payload, peer)
    changed = await desk.expect(ReadPositionChanged)
    assert changed.position == ReadPosition(Jid.parse(peer), "a7", desk.own)


async def test_a_position_by_somebody_else_moves_nothing(desks: Desks, cast: Cast) -> None:
    wang, mallory = await desks.online("wang"), await cast.connect("mallory")
    mallory.client.send_raw(
        f"<message to='{wang.full}'><event xmlns='http://jabber.org/protocol/pubsub#event'><items node='{NODE}'>"
        f"<item id='li@{wang.own.domain}'><displayed xmlns='{NODE}'><stanza-id xmlns='urn:xmpp:sid:0' "
        f"by='{wang.own}' id='a9'/></displayed></item></items></event></message>"
    )
    mark = secrets.token_hex(4)
    mallory.chat(str(wang.full), mark)
    await wang.expect_message(mark)
    assert wang.seen(ReadPositionChanged) == []


def displayed(
    by: str = str(OWN), value: str = "a1", name: str = "displayed", count: int = 1
) -> str:
    inner = f"<stanza-id xmlns='urn:xmpp:sid:0' by='{by}' id='{value}'/>" * count
    return f"<{name} xmlns='{NODE}'>{inner}</{name}>"


def test_a_position_is_in_the_own_archive_or_the_rooms() -> None:
    assert read(str(LI), element(displayed()), OWN) == ReadPosition(LI, "a1", OWN)
    assert read(str(ROOM), element(displayed(str(ROOM))), OWN) == ReadPosition(ROOM, "a1", ROOM)


@pytest.mark.parametrize(
    ("item_id", "xml"),
    [
        ("", displayed()),
        ("@@", displayed()),
        (f"{ROOM}/李", displayed(str(ROOM))),
        (str(LI), displayed("zhao@acme.example")),
        (str(LI), displayed("")),
        (str(LI), displayed(value="")),
        (str(LI), displayed(value="x" * 600)),
        (str(LI), displayed(count=0)),
        (str(LI), displayed(count=2)),
        (str(LI), displayed(name="shown")),
    ],
)
def test_what_is_no_position_is_none(item_id: str, xml: str) -> None:
    assert read(item_id, element(xml), OWN) is None
