"""Entering, configuring and ruling rooms (XEP-0045), as the tests do it."""

import secrets
import xml.etree.ElementTree as ET
from collections.abc import Mapping

from slixmpp import JID
from slixmpp.stanza import Presence
from slixmpp.xmlstream.stanzabase import StanzaBase

from tests.conformance.person import Cast, Person

MUC = "http://jabber.org/protocol/muc"
MUC_USER = f"{MUC}#user"
MUC_ADMIN = f"{MUC}#admin"
MUC_OWNER = f"{MUC}#owner"
FORMS = "jabber:x:data"

PRIVATE = {"membersonly": "1", "whois": "anyone", "publicroom": "0", "persistentroom": "1"}
"""The settings of a company's team room: for members, who see each other's addresses."""


class RoomRefusedError(Exception):
    """The room did not let somebody in; `condition` is the error's."""

    def __init__(self, condition: str) -> None:
        super().__init__(condition)
        self.condition = condition


def new_room(cast: Cast) -> JID:
    """An address no room has yet."""
    return JID(f"room-{secrets.token_hex(4)}@{cast.server.addresses().conference}")


def statuses(presence: StanzaBase) -> set[str]:
    """The status codes of a room's presence or message (XEP-0045 15.6)."""
    return {
        status.attrib["code"]
        for status in presence.xml.findall(f"{{{MUC_USER}}}x/{{{MUC_USER}}}status")
    }


def occupant(presence: StanzaBase) -> ET.Element:
    """The item that tells role, affiliation and perhaps the real address of an occupant."""
    item: ET.Element | None = presence.xml.find(f"{{{MUC_USER}}}x/{{{MUC_USER}}}item")
    assert item is not None
    return item


async def enter(
    person: Person,
    room: JID,
    nick: str,
    *,
    password: str | None = None,
    history: int | None = 0,
) -> Presence:
    """Enter a room and return the own presence in it, which comes after everybody else's.

    `history` is how many past messages to ask for, None leaves it to the room. Raises `RoomRefusedError`.
    """
    presence = person.client.make_presence(pto=f"{room}/{nick}")
    join = ET.SubElement(presence.xml, f"{{{MUC}}}x")
    if history is not None:
        ET.SubElement(join, f"{{{MUC}}}history", maxstanzas=str(history))
    if password is not None:
        ET.SubElement(join, f"{{{MUC}}}password").text = password
    presence.send()

    def is_answer(stanza: StanzaBase) -> bool:
        if not isinstance(stanza, Presence) or stanza["from"].bare != room:
            return False
        return stanza["type"] == "error" or "110" in statuses(stanza)

    answer: Presence = await person.expect(f"entry to {room}", is_answer)
    if answer["type"] == "error":
        raise RoomRefusedError(answer["error"]["condition"])
    return answer


async def create_room(
    owner: Person, room: JID, nick: str = "王芳", settings: Mapping[str, str] | None = None
) -> None:
    """Make a room, open it with these settings (fields of XEP-0045 15.5.4 without the prefix), and stay in it."""
    presence = await enter(owner, room, nick)
    assert "201" in statuses(presence), "201 tells that the room is new"
    await configure(owner, room, settings or {})
    await owner.expect("the new room's subject", lambda stanza: is_subject(stanza, room))


async def configure(owner: Person, room: JID, settings: Mapping[str, str]) -> None:
    """Submit a configuration; an empty one accepts the room as it is (XEP-0045 10.1.2)."""
    iq = owner.client.make_iq_set(ito=room)
    query = ET.SubElement(iq.xml, f"{{{MUC_OWNER}}}query")
    form = ET.SubElement(query, f"{{{FORMS}}}x", type="submit")
    if settings:
        fields = {"FORM_TYPE": f"{MUC}#roomconfig"}
        fields |= {f"muc#roomconfig_{name}": value for name, value in settings.items()}
        for name, value in fields.items():
            field = ET.SubElement(form, f"{{{FORMS}}}field", var=name)
            ET.SubElement(field, f"{{{FORMS}}}value").text = value
    await iq.send()


async def rule(ruler: Person, room: JID, **item: str) -> None:
    """Change one role or affiliation: ``nick="李雷", role="none"`` kicks, ``jid=…, affiliation="outcast"`` bans."""
    iq = ruler.client.make_iq_set(ito=room)
    query = ET.SubElement(iq.xml, f"{{{MUC_ADMIN}}}query")
    ET.SubElement(query, f"{{{MUC_ADMIN}}}item", item)
    await iq.send()


def leave(person: Person, room: JID, nick: str) -> None:
    """Leave a room."""
    person.client.send_presence(pto=f"{room}/{nick}", ptype="unavailable")


def say(person: Person, room: JID, body: str) -> str:
    """Send a message to everybody in the room; returns its id."""
    return person.chat(room, body, "groupchat")


def is_subject(stanza: StanzaBase, room: JID) -> bool:
    """Whether it is a room's subject: a <subject/> and no <body/> (XEP-0045 7.2.15)."""
    return (
        stanza.name == "message"
        and stanza["from"].bare == room
        and stanza.xml.find("{jabber:client}subject") is not None
        and stanza.xml.find("{jabber:client}body") is None
    )
