"""Pins, mutes, stars and remarks between the devices of one account, against real servers."""

import secrets
import xml.etree.ElementTree as ET

import pytest

from startalk_desktop.model.conversation import (
    FOREVER,
    ConversationSettings,
    MessageMark,
    NotifyLevel,
)
from startalk_desktop.model.events import ConversationSettingsChanged, RoomBookmarkChanged
from startalk_desktop.model.identity import ConversationKind
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.room import RoomBookmark
from startalk_desktop.xmpp.arrangement import NODE
from startalk_desktop.xmpp.errors import RequestFailed
from startalk_desktop.xmpp.pubsub import PubSub
from tests.conformance.person import Account, Cast
from tests.conformance.pubsub import publish
from tests.xmpp.desk import Desk, Desks
from tests.xmpp.stanzas import NOW

DIRECT, IN_ROOM = ConversationKind.DIRECT, ConversationKind.ROOM
FULL = ConversationSettings(
    True,
    True,
    MessageMark(NOW, "s1"),
    NotifyLevel.MENTIONS,
    mute_until=NOW + 1,
    remark="老王 & 小李",
    unread=MessageMark(NOW, "s2"),
)


def room_of(desk: Desk, desks: Desks) -> Jid:
    return Jid.parse(f"rd-{secrets.token_hex(3)}@{desks.server.addresses().conference}")


async def test_what_one_device_chose_the_other_knows(desks: Desks) -> None:
    desk = await desks.online("wang")
    phone = await desks.online(desk.settings)
    li, room = Jid.parse(f"li@{desk.own.domain}"), room_of(desk, desks)
    assert await desk.session.conversation_settings.fetch() == ()
    muted = ConversationSettings(mute_until=FOREVER)
    for peer, kind, settings in (
        (li, DIRECT, FULL),
        (room, IN_ROOM, muted),
        (room, IN_ROOM, FULL),
        (li, DIRECT, muted),
    ):
        await phone.session.conversation_settings.publish(peer, kind, settings)
        expected = ConversationSettingsChanged(peer, kind, settings)
        await desk.expect(ConversationSettingsChanged, expected.__eq__)
    assert set(await desk.session.conversation_settings.fetch()) == {
        (li, DIRECT, muted),
        (room, IN_ROOM, FULL),
    }


async def test_nothing_chosen_any_more_leaves_nothing_behind(desks: Desks) -> None:
    desk = await desks.online("wang")
    phone = await desks.online(desk.settings)
    li, room = Jid.parse(f"li@{desk.own.domain}"), room_of(desk, desks)
    for peer, kind in ((li, DIRECT), (room, IN_ROOM)):
        await desk.session.conversation_settings.publish(peer, kind, FULL)
        await desk.session.conversation_settings.publish(peer, kind, ConversationSettings())
        gone = ConversationSettingsChanged(peer, kind, ConversationSettings())
        await phone.expect(ConversationSettingsChanged, gone.__eq__)
    assert await desk.session.conversation_settings.fetch() == ()
    # The room stays on the list all the same, and a person who never was on it is none to take off.
    assert [bookmark.room for bookmark in await desk.session.rooms.bookmarks()] == [room]
    await desk.session.conversation_settings.publish(li, DIRECT, ConversationSettings())


async def test_the_bookmark_and_its_settings_do_not_harm_each_other(desks: Desks) -> None:
    desk = await desks.online("wang")
    room = room_of(desk, desks)
    bookmark = RoomBookmark(room, "研发", "王", is_autojoin=True, password="p")
    await desk.session.rooms.set_bookmark(bookmark)
    await desk.session.conversation_settings.publish(room, IN_ROOM, FULL)
    assert await desk.session.rooms.bookmarks() == (bookmark,)
    renamed = RoomBookmark(room, "研发二部", "王", is_autojoin=True)
    await desk.session.rooms.set_bookmark(renamed)
    assert await desk.session.rooms.bookmarks() == (renamed,)
    assert await desk.session.conversation_settings.fetch() == ((room, IN_ROOM, FULL),)


async def test_a_room_without_a_bookmark_gets_one(desks: Desks) -> None:
    desk = await desks.online("wang")
    one, other = room_of(desk, desks), room_of(desk, desks)
    settings = desk.session.conversation_settings
    await settings.publish(one, IN_ROOM, FULL, is_joined=True)
    await settings.publish(other, IN_ROOM, FULL, is_joined=False)
    kept = {mark.room: mark.is_autojoin for mark in await desk.session.rooms.bookmarks()}
    assert kept == {one: True, other: False}


async def test_after_signing_in_anew_they_are_still_there_and_nobody_elses(desks: Desks) -> None:
    desk, li = await desks.online("wang"), await desks.online("li")
    await desk.session.conversation_settings.publish(li.own, DIRECT, FULL)
    await desk.session.close()
    again = await desks.online(desk.settings)
    assert await again.session.conversation_settings.fetch() == ((li.own, DIRECT, FULL),)
    with pytest.raises(RequestFailed):
        await PubSub(li.session._context).items(desk.own, NODE)


async def test_another_clients_pin_and_mute_of_a_room_are_read(desks: Desks, cast: Cast) -> None:
    desk = await desks.online("wang")
    phone = await cast.online(
        Account(str(desk.own), desk.settings.password), plugins=("xep_0402", "xep_0469", "xep_0492")
    )
    room = room_of(desk, desks)
    item = phone["xep_0402"].stanza.Conference()
    item["autojoin"] = False
    item["extensions"].enable("pinned")
    item["extensions"]["notify"].configure("never")
    await publish(phone, None, "urn:xmpp:bookmarks:1", ET.fromstring(str(item)), str(room))
    changed = await desk.expect(ConversationSettingsChanged)
    assert changed.settings == ConversationSettings(is_pinned=True, notify=NotifyLevel.NONE)
    await desk.expect(RoomBookmarkChanged, lambda event: event.room == room)


async def test_settings_by_somebody_else_change_nothing(desks: Desks, cast: Cast) -> None:
    wang, mallory = await desks.online("wang"), await cast.connect("mallory")
    for node in (NODE, "urn:xmpp:bookmarks:1"):
        mallory.client.send_raw(
            f"<message to='{wang.full}'><event xmlns='http://jabber.org/protocol/pubsub#event'><items node='{node}'>"
            f"<item id='li@{wang.own.domain}'><conversation xmlns='{NODE}'><starred/></conversation></item>"
            "</items></event></message>"
        )
    mark = secrets.token_hex(4)
    mallory.chat(str(wang.full), mark)
    await wang.expect_message(mark)
    assert wang.seen(ConversationSettingsChanged) == []
