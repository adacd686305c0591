"""A reference server with many rooms, a large one, and rooms in which much is said; serves until its input ends.

Prints one line of JSON: the port and the CA file. Argument: how many rooms the account ``many`` has on its list. The
account ``none`` has no rooms, ``large`` has one with 600 people, and in the rooms of ``flow`` people begin to speak
when that account has come into all of them.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import sys

from startalk_desktop.refserver import ReferenceServer
from startalk_desktop.refserver.config import DomainConfig, ServerConfig
from startalk_desktop.refserver.domain import Domain
from startalk_desktop.refserver.jid import Jid
from startalk_desktop.refserver.room_state import Room, RoomConfig
from startalk_desktop.refserver.rooms import Rooms
from startalk_desktop.refserver.stanza import E, Element

DOMAIN = "acme.example"
PASSWORD = "geheim"
ACCOUNTS = ("many", "none", "large", "flow")
LARGE_ROOM = f"large@conference.{DOMAIN}"
PEOPLE = 600
FLOW_ROOMS = 100
FLOW_RATE = 50  # messages a second
FLOW_SECONDS = 30

_GHOSTS = "ghosts.example"
_BOOKMARKS = "urn:xmpp:bookmarks:1"
_CLIENT = "jabber:client"
_PUBSUB = "http://jabber.org/protocol/pubsub"
_DATA = "jabber:x:data"
_SAID = "合同第 4 页的金额请再核对一遍,谢谢! Can you review it before noon?"


class Nobody:
    """Takes what is sent to invented occupants."""

    name = "Nobody"

    async def receive(self, stanza: Element, sender: Jid, to: Jid) -> None:
        """Drop it."""


async def seed(domain: Domain, count: int) -> list[Room]:
    """Make the rooms and the lists; returns those of ``flow``."""
    rooms = domain.components[f"conference.{DOMAIN}"]
    if not isinstance(rooms, Rooms):
        raise TypeError("the domain has other rooms than expected")
    domain.components[_GHOSTS] = Nobody()
    config = RoomConfig(is_persistent=True, is_members_only=True, whois="anyone")
    names = [f"room-{number:03}" for number in range(count)]
    for name in names:
        member = {Jid("many", DOMAIN): "member"}
        _people(rooms.create(name, config, member), 5)
    await _bookmark(domain, "many", names)
    _people(rooms.create("large", config, {Jid("large", DOMAIN): "member"}), PEOPLE - 1)
    flowing = [
        rooms.create(f"flow-{number:03}", config, {Jid("flow", DOMAIN): "member"})
        for number in range(FLOW_ROOMS)
    ]
    for room in flowing:
        _people(room, 5)
    await _bookmark(domain, "flow", [room.jid.local for room in flowing])
    return flowing


async def speak(rooms: Rooms, flowing: list[Room]) -> None:
    """Wait until ``flow`` is everywhere, then let people speak in all rooms in turn."""
    listener = Jid("flow", DOMAIN)
    while not all(_has(room, listener) for room in flowing):  # noqa: ASYNC110  as a person would look
        await asyncio.sleep(0.1)
    loop = asyncio.get_running_loop()
    began = loop.time()
    for number, room in zip(
        range(FLOW_RATE * FLOW_SECONDS), itertools.cycle(flowing), strict=False
    ):
        speaker = next(one for one in room.occupants.values() if one.jid.domain == _GHOSTS)
        client = next(iter(speaker.presences))
        message = E(
            _CLIENT,
            "message",
            {"from": str(client), "to": str(room.jid), "type": "groupchat", "id": f"m{number}"},
            E(_CLIENT, "body", {}, f"{_SAID} #{number}"),
        )
        await rooms.receive(message, client, room.jid)
        await asyncio.sleep(max(0.0, began + (number + 1) / FLOW_RATE - loop.time()))


def _has(room: Room, person: Jid) -> bool:
    return any(one.jid == person for one in room.occupants.values())


def _people(room: Room, count: int) -> None:
    for number in range(count):
        client = Jid(f"ghost{number:03}", _GHOSTS, "desk")
        room.affiliations[client.bare] = "member"
        room.admit(f"王芳 {number:03}", client, E(_CLIENT, "presence"))


async def _bookmark(domain: Domain, owner: str, names: list[str]) -> None:
    """Put rooms on an account's list, as its client does."""
    refusals: list[Element] = []

    def on_stanza(stanza: Element) -> None:
        if stanza.get("type") == "error":
            refusals.append(stanza)

    session = await domain.attach_local_user(owner, "clerk", on_stanza)
    for name in names:
        conference = E(_BOOKMARKS, "conference", {"name": name, "autojoin": "true"})
        item = E(_PUBSUB, "item", {"id": f"{name}@conference.{DOMAIN}"}, conference)
        publish = E(_PUBSUB, "publish", {"node": _BOOKMARKS}, item)
        options = E(_PUBSUB, "publish-options", None, _options())
        payload = E(_PUBSUB, "pubsub", None, publish, options)
        await session.send(E(_CLIENT, "iq", {"type": "set", "id": name}, payload))
    await session.close()
    if refusals:
        raise RuntimeError(f"the list of {owner} was refused")


def _options() -> Element:
    fields = {
        "FORM_TYPE": f"{_PUBSUB}#publish-options",
        "pubsub#persist_items": "true",
        "pubsub#max_items": "max",
        "pubsub#send_last_published_item": "never",
        "pubsub#access_model": "whitelist",
    }
    form = (
        E(_DATA, "field", {"var": name}, E(_DATA, "value", None, value))
        for name, value in fields.items()
    )
    return E(_DATA, "x", {"type": "submit"}, *form)


async def serve(count: int) -> None:
    """Run until the standard input ends."""
    accounts = dict.fromkeys(ACCOUNTS, PASSWORD)
    config = ServerConfig(domains=(DomainConfig(DOMAIN, title="Acme", accounts=accounts),))
    async with ReferenceServer(config) as server:
        domain = server.domain(DOMAIN)
        flowing = await seed(domain, count)
        rooms = domain.components[f"conference.{DOMAIN}"]
        assert isinstance(rooms, Rooms)
        domain.tasks.start(speak(rooms, flowing), "speak")
        sys.stdout.write(json.dumps({"port": server.port, "ca": str(server.ca_file)}) + "\n")
        sys.stdout.flush()
        await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
