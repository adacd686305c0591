"""The own card and picture: published for other people with slixmpp, on real servers, and nothing of others' lost."""

import pytest
from lxml import etree
from slixmpp import JID

from startalk_desktop.model.card import Card, avatar_of
from startalk_desktop.model.events import AvatarChanged
from startalk_desktop.model.jid import Jid
from startalk_desktop.xmpp import xep_0292_vcard4 as vcard4
from startalk_desktop.xmpp.card_reader import read_card
from startalk_desktop.xmpp.card_writer import write_card
from tests.conformance.person import Cast
from tests.conformance.pubsub import publish
from tests.conformance.test_cards import PNG
from tests.xmpp.desk import Desks
from tests.xmpp.stanzas import element

CARD = Card(
    full_name="王芳",
    nickname="芳",
    title="研发总监 & CTO",
    organisation="Acme 公司",
    unit="研发部",
    emails=("wang@acme.example", "fang@home.example"),
    phones=("+86 138 0013 8000", "8001"),
    note="在北京\n周三不在",
    url="https://acme.example/wang",
)
AVATAR = avatar_of(PNG)


async def test_a_stranger_reads_it(desks: Desks, cast: Cast) -> None:
    wang, li = await desks.online("wang"), await cast.online("李雷")
    other = await desks.online("zhao")
    await wang.session.cards.own.publish_card(CARD)
    await wang.session.cards.own.publish_avatar(AVATAR, CARD)
    assert await other.session.cards.card(wang.own) == CARD
    assert await wang.session.cards.card(wang.own) == CARD
    assert await other.session.cards.avatar(wang.own) == AVATAR
    # And so does who knows the old kind only.
    answer = await li["xep_0054"].get_vcard(JID(str(wang.own)), cached=False)
    assert answer["vcard_temp"]["FN"] == "王芳"
    assert answer["vcard_temp"]["TITLE"] == "研发总监 & CTO"


async def test_slixmpp_reads_the_new_kind(desks: Desks, cast: Cast) -> None:
    wang = await desks.online("wang")
    li = await cast.online("李雷", plugins=("xep_0292",))
    await wang.session.cards.own.publish_card(CARD)
    items = await li["xep_0060"].get_items(JID(str(wang.own)), vcard4.NODE)
    found = items.xml.find(f".//{{{vcard4.NAMESPACE}}}vcard")
    assert found is not None
    texts = {child.tag.rpartition("}")[2]: "".join(child.itertext()) for child in found}
    assert texts["fn"] == "王芳"
    assert texts["org"] == "Acme 公司研发部"


async def test_the_other_devices_hear_of_a_picture(desks: Desks) -> None:
    desk = await desks.online("wang")
    phone = await desks.online(desk.settings)
    await phone.session.cards.own.publish_avatar(AVATAR, CARD)
    await desk.expect(AvatarChanged, AvatarChanged(desk.own, AVATAR.sha1).__eq__)
    await phone.session.cards.own.publish_avatar(None, CARD)
    await desk.expect(AvatarChanged, AvatarChanged(desk.own, "").__eq__)
    assert await desk.session.cards.avatar(desk.own) is None


async def test_editing_takes_nothing_of_other_clients_away(desks: Desks, cast: Cast) -> None:
    wang = await desks.online("wang")
    own = wang.session.cards.own
    await own.publish_card(CARD)
    edited = Card(full_name="王芳芳", phones=("8001",))
    await own.publish_card(edited)
    assert await wang.session.cards.card(wang.own) == edited


async def test_a_card_that_somebody_published_with_slixmpp_is_read(
    desks: Desks, cast: Cast
) -> None:
    li = await cast.online("李雷", plugins=("xep_0292",))
    vcard = vcard4.write(CARD, None)
    payload = element(etree.tostring(vcard).decode())
    options = {"access_model": "open", "persist_items": "1"}
    await publish(li, None, vcard4.NODE, payload, vcard4.ITEM_ID, options)
    wang = await desks.online("wang")
    assert await wang.session.cards.card(Jid.parse(li.bare)) == CARD


def test_both_kinds_say_what_they_were_given() -> None:
    assert vcard4.read(vcard4.write(CARD, None)) == CARD
    assert read_card(write_card(None, CARD, AVATAR, keeps_photo=False)) == CARD
    assert vcard4.read(vcard4.write(Card(), None)) == Card()


@pytest.mark.parametrize("edited", [Card(), CARD, Card(phones=("8001",), emails=CARD.emails[1:])])
def test_what_others_say_in_it_stays(edited: Card) -> None:
    former = vcard4.write(CARD, None)
    for tel in former.iterfind(f"{{{vcard4.NAMESPACE}}}tel"):
        tel.insert(
            0, etree.fromstring(f"<parameters xmlns='{vcard4.NAMESPACE}'><type/></parameters>")
        )
    former.append(
        etree.fromstring(f"<bday xmlns='{vcard4.NAMESPACE}'><date>1985-01-01</date></bday>")
    )
    written = vcard4.write(edited, former)
    assert vcard4.read(written) == edited
    assert written.findtext("{*}bday/{*}date") == "1985-01-01"
    kept = {
        "".join(tel.itertext())
        for tel in written.iterfind("{*}tel")
        if tel.find("{*}parameters") is not None
    }
    assert kept == {f"tel:{number}" for number in edited.phones}


def test_the_old_kind_keeps_the_picture_and_what_it_does_not_know() -> None:
    former = write_card(None, CARD, AVATAR, keeps_photo=False)
    former.append(etree.fromstring("<BDAY xmlns='vcard-temp'>1985-01-01</BDAY>"))
    kept = write_card(former, Card(full_name="王"), None, keeps_photo=True)
    assert kept.findtext("{vcard-temp}BDAY") == "1985-01-01"
    assert kept.find("{vcard-temp}PHOTO") is not None
    assert write_card(former, CARD, None, keeps_photo=False).find("{vcard-temp}PHOTO") is None


@pytest.mark.parametrize(
    ("inner", "expected"),
    [
        ("", Card()),
        ("<fn/>", Card()),
        ("<fn><uri>王</uri></fn>", Card(full_name="王")),
        ("<role><text>CTO</text></role>", Card(title="CTO")),
        ("<tel><uri>TEL:+1</uri></tel><tel><text> 2 </text></tel>", Card(phones=("+1", "2"))),
        ("<tel><uri>tel:</uri></tel>", Card()),
        (f"<fn><text>{'长' * 900}</text></fn>", Card(full_name="长" * 500)),
        ("<email><text>a@b</text></email>" * 30, Card(emails=("a@b",) * 10)),
    ],
)
def test_a_card_is_read_with_distrust(inner: str, expected: Card) -> None:
    assert vcard4.read(element(f"<vcard xmlns='{vcard4.NAMESPACE}'>{inner}</vcard>")) == expected


def test_what_is_no_card_is_none() -> None:
    assert vcard4.read(element("<vcard xmlns='urn:other'/>")) is None
