"""Pictures and cards: from real servers, and what is not believed."""

import base64
import hashlib
import xml.etree.ElementTree as ET

import pytest
from lxml import etree
from slixmpp import JID

from startalk_desktop.model.card import Avatar, Card
from startalk_desktop.model.events import AvatarChanged
from startalk_desktop.model.jid import Jid
from startalk_desktop.xmpp.card_reader import MAX_VALUES, photo_of, read_card
from startalk_desktop.xmpp.errors import RequestFailed
from tests.conformance.person import Cast, Person
from tests.conformance.pubsub import publish
from tests.conformance.test_cards import PNG
from tests.xmpp.desk import Desks
from tests.xmpp.stanzas import element

SHA1 = hashlib.sha1(PNG, usedforsecurity=False).hexdigest()
OPEN = {"access_model": "open", "persist_items": "1"}


async def publish_avatar(person: Person, sha1: str = SHA1) -> None:
    """Publish for everybody to see, as XEP-0084 section 4 says: data first."""
    data = ET.Element("{urn:xmpp:avatar:data}data")
    data.text = base64.b64encode(PNG).decode()
    metadata = ET.Element("{urn:xmpp:avatar:metadata}metadata")
    info = {"bytes": str(len(PNG)), "id": sha1, "type": "image/png"}
    ET.SubElement(metadata, "{urn:xmpp:avatar:metadata}info", info)
    await publish(person, None, "urn:xmpp:avatar:data", data, sha1, OPEN)
    await publish(person, None, "urn:xmpp:avatar:metadata", metadata, sha1, OPEN)


async def test_a_picture_is_fetched_by_a_stranger(desks: Desks, cast: Cast) -> None:
    li = await cast.online("李雷")
    await publish_avatar(li)
    wang = await desks.online("wang")
    assert await wang.session.cards.avatar(Jid.parse(li.bare)) == Avatar(SHA1, "image/png", PNG)


async def test_a_picture_in_the_card_will_do(desks: Desks, cast: Cast) -> None:
    li = await cast.online("李雷")
    card = li["xep_0054"].make_vcard()
    card["PHOTO"]["TYPE"] = "image/png"
    card["PHOTO"]["BINVAL"] = PNG
    await li["xep_0054"].publish_vcard(card)
    wang = await desks.online("wang")
    assert await wang.session.cards.avatar(Jid.parse(li.bare)) == Avatar(SHA1, "image/png", PNG)


async def test_a_picture_that_is_not_what_it_says_is_refused(desks: Desks, cast: Cast) -> None:
    li = await cast.online("李雷")
    await publish_avatar(li, "0" * 40)
    wang = await desks.online("wang")
    with pytest.raises(RequestFailed):
        await wang.session.cards.avatar(Jid.parse(li.bare))


async def test_who_has_no_picture_has_none(desks: Desks) -> None:
    wang, li = await desks.online("wang"), await desks.online("li")
    assert await wang.session.cards.avatar(li.own) is None
    assert await wang.session.cards.avatar(wang.own) is None


async def test_a_new_picture_of_our_own_is_announced(desks: Desks, cast: Cast) -> None:
    account = await cast.account("wang")
    wang = await desks.online(account)
    other = await cast.online(account, "phone")
    await publish_avatar(other)
    assert await wang.expect(AvatarChanged) == AvatarChanged(wang.own, SHA1)


async def test_a_card_is_read(desks: Desks, cast: Cast) -> None:
    li = await cast.online("李雷")
    card = li["xep_0054"].make_vcard()
    card["FN"] = "李雷"
    card["TITLE"] = "研发总监 & CTO"
    await li["xep_0054"].publish_vcard(card)
    wang = await desks.online("wang")
    read = await wang.session.cards.card(Jid.parse(JID(li.bare).bare))
    assert (read.full_name, read.title) == ("李雷", "研发总监 & CTO")


async def test_who_has_no_card_has_an_empty_one(desks: Desks) -> None:
    wang = await desks.online("wang")
    assert await wang.session.cards.card(wang.own) == Card()


def vcard(inner: str) -> etree._Element:
    return etree.fromstring(f"<vCard xmlns='vcard-temp'>{inner}</vCard>")


def test_all_fields_are_read() -> None:
    assert read_card(
        vcard(
            "<FN> 王芳 </FN><NICKNAME>芳芳</NICKNAME><ROLE>工程师</ROLE><DESC>你好</DESC>"
            "<ORG><ORGNAME>Acme</ORGNAME><ORGUNIT>R&amp;D</ORGUNIT></ORG>"
            "<EMAIL><WORK/><USERID>w@acme.example</USERID></EMAIL><EMAIL><USERID/></EMAIL>"
            "<TEL><NUMBER>+86 10</NUMBER></TEL><TEL><NUMBER>139</NUMBER></TEL>"
        )
    ) == Card(
        "王芳", "芳芳", "工程师", "Acme", "R&D", ("w@acme.example",), ("+86 10", "139"), "你好"
    )


def test_an_endless_card_ends() -> None:
    card = read_card(vcard("<TEL><NUMBER>1</NUMBER></TEL>" * 1000 + f"<FN>{'长' * 100_000}</FN>"))
    assert len(card.phones) == MAX_VALUES
    assert len(card.full_name) == 500


def test_what_is_of_another_namespace_is_no_field() -> None:
    assert read_card(vcard("<FN xmlns='urn:other'>王芳</FN>")) == Card()


@pytest.mark.parametrize(
    "inner",
    [
        "",
        "<PHOTO/>",
        "<PHOTO><TYPE>image/svg+xml</TYPE><BINVAL>AAAA</BINVAL></PHOTO>",
        "<PHOTO><TYPE>image/png</TYPE><BINVAL/></PHOTO>",
        "<PHOTO><EXTVAL>https://evil.example/track.png</EXTVAL></PHOTO>",
        f"<PHOTO><TYPE>image/png</TYPE><BINVAL>{'A' * 900_000}</BINVAL></PHOTO>",
    ],
)
def test_a_photo_that_can_not_be_drawn_is_none(inner: str) -> None:
    assert photo_of(vcard(inner)) is None


def test_a_photo_is_found() -> None:
    photo = "<PHOTO><TYPE>image/PNG</TYPE><BINVAL>AAAA</BINVAL></PHOTO>"
    assert photo_of(vcard(photo)) == ("image/png", "AAAA")
    assert photo_of(element(f"<vCard xmlns='vcard-temp'>{photo}</vCard>")) == ("image/png", "AAAA")
