"""Pictures of rooms (XEP-0486): in their cards (XEP-0054), with the hash told to everybody (XEP-0153)."""

import base64
import hashlib
import xml.etree.ElementTree as ET

import pytest
from slixmpp import JID
from slixmpp.exceptions import IqError
from slixmpp.stanza import Presence
from slixmpp.xmlstream.stanzabase import StanzaBase

from tests.conformance.person import Cast, Person
from tests.conformance.rooms import create_room, enter, new_room
from tests.servers.running import Quirk

VCARD = "vcard-temp"
PHOTO = "{vcard-temp:x:update}x/{vcard-temp:x:update}photo"
PICTURE = bytes.fromhex("89504e470d0a1a0a") + bytes(100)


async def set_card(person: Person, room: JID) -> None:
    iq = person.client.make_iq_set(ito=room)
    photo = ET.SubElement(ET.SubElement(iq.xml, f"{{{VCARD}}}vCard"), f"{{{VCARD}}}PHOTO")
    ET.SubElement(photo, f"{{{VCARD}}}TYPE").text = "image/png"
    ET.SubElement(photo, f"{{{VCARD}}}BINVAL").text = base64.b64encode(PICTURE).decode()
    await iq.send()


def announces(stanza: StanzaBase, room: JID) -> bool:
    """Whether it is the room's own presence, and tells the picture's hash."""
    return (
        isinstance(stanza, Presence)
        and stanza["from"].full == room
        and stanza.xml.findtext(PHOTO) == hashlib.sha1(PICTURE).hexdigest()
    )


async def test_a_picture_is_set_by_the_owner_and_told_to_all(cast: Cast) -> None:
    wang, li = await cast.online("王芳"), await cast.online("李雷")
    room = new_room(cast)
    await create_room(wang, room)
    await enter(li, room, "李雷")
    if Quirk.ROOMS_HAVE_NO_CARD in cast.server.quirks:
        with pytest.raises(IqError) as caught:
            await set_card(wang, room)
        assert caught.value.condition == "service-unavailable"
        return
    with pytest.raises(IqError) as caught:
        await set_card(li, room)
    assert caught.value.condition in {"forbidden", "not-allowed"}
    await set_card(wang, room)
    await li.expect("the picture's hash", lambda stanza: announces(stanza, room))
    iq = li.client.make_iq_get(ito=room)
    ET.SubElement(iq.xml, f"{{{VCARD}}}vCard")
    answer = await iq.send()
    kept = answer.xml.findtext(f"{{{VCARD}}}vCard/{{{VCARD}}}PHOTO/{{{VCARD}}}BINVAL")
    assert base64.b64decode(kept) == PICTURE
    zhao = await cast.online("赵云")
    await enter(zhao, room, "赵云")
    await zhao.expect("the picture's hash", lambda stanza: announces(stanza, room))
