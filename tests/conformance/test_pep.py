"""Personal eventing (XEP-0163): what an account publishes about itself."""

import asyncio

import pytest
from slixmpp import JID
from slixmpp.exceptions import IqError
from slixmpp.xmlstream.stanzabase import StanzaBase

from tests.conformance.person import DEADLINE_SECONDS, Cast, Person
from tests.conformance.pubsub import (
    EVENT,
    create_node,
    event_notes,
    expect_event,
    fetch_items,
    find_event,
    new_node,
    note,
    publish,
    retract,
)
from tests.servers.running import Quirk, RunningServer


async def follow(person: Person, node: str) -> None:
    """Announce interest in a node by capabilities (XEP-0115), and wait until the server knows.

    The interest makes capabilities that no server has met, so it asks what they stand for.
    """
    answered = asyncio.Event()

    def note_answer(stanza: StanzaBase) -> StanzaBase:
        query = stanza.xml.find("{http://jabber.org/protocol/disco#info}query")
        if query is not None and stanza["type"] == "result":
            answered.set()
        return stanza

    person.client.add_filter("out", note_answer)
    await announce(person, node)
    async with asyncio.timeout(DEADLINE_SECONDS):
        await answered.wait()
    person.client.del_filter("out", note_answer)
    await person.settle()


async def announce(person: Person, node: str) -> None:
    """Send presence with interest in a node."""
    person["xep_0163"].add_interest(node)
    await person["xep_0115"].update_caps(broadcast=False)
    await person.come_online()


async def test_contact_is_told_of_what_it_follows(cast: Cast) -> None:
    wang, li = await cast.online("王芳"), await cast.online("李雷")
    await cast.befriend(wang, li)
    node, other = new_node(), new_node()
    await follow(li, node)
    await publish(wang, None, other, note("没人看"), "current")
    await publish(wang, None, node, note("在路上"), "current")
    stanza = await li.expect("an event", lambda stanza: find_event(stanza, node) is not None)
    assert stanza["from"] == wang.bare
    items = find_event(stanza, node)
    assert items is not None
    assert event_notes(items) == {"current": "在路上"}
    assert not [stanza for stanza in li.inbox if find_event(stanza, other) is not None]


async def test_own_other_resources_are_told(cast: Cast, server: RunningServer) -> None:
    account = await cast.account("王芳")
    desk, phone = await cast.online(account, "desk"), await cast.online(account, "phone")
    node = new_node()
    await follow(phone, node)
    await publish(desk, None, node, note("已读到这里"), "mark")
    await desk.fence(phone)
    events = [
        event_notes(found)
        for stanza in phone.inbox
        if (found := find_event(stanza, node)) is not None
    ]
    assert events[0] == {"mark": "已读到这里"}
    assert len(events) == (2 if Quirk.OWN_PEP_EVENT_COMES_TWICE in server.quirks else 1)


async def test_last_item_awaits_the_newcomer(cast: Cast) -> None:
    """XEP-0163 4.3.3: sent when a follower comes online, whose capabilities the server has met before."""
    wang, li = await cast.online("王芳"), await cast.online("李雷")
    await cast.befriend(wang, li)
    node = new_node()
    await follow(li, node)
    await li.sign_out()
    await publish(wang, None, node, note("早就说了"), "current")
    again = await cast.connect(li.account)
    await announce(again, node)
    assert event_notes(await expect_event(again, node)) == {"current": "早就说了"}


async def test_stranger_is_told_nothing_and_may_not_read(cast: Cast) -> None:
    """XEP-0163 section 7: by default a node is for who sees one's presence."""
    wang, li = await cast.online("王芳"), await cast.online("李雷")
    node = new_node()
    await follow(li, node)
    await publish(wang, None, node, note("私事"), "current")
    await wang.fence(li)
    assert not [stanza for stanza in li.inbox if find_event(stanza, node) is not None]
    with pytest.raises(IqError) as refusal:
        await fetch_items(li, JID(wang.bare), node)
    assert refusal.value.condition in {"not-authorized", "forbidden", "item-not-found"}


async def test_private_storage_by_options(cast: Cast) -> None:
    """XEP-0223: whitelist and persistent, for bookmarks and the like."""
    account = await cast.account("王芳")
    wang, li = await cast.online(account), await cast.online("李雷")
    await cast.befriend(wang, li)
    node = new_node()
    options = {"persist_items": "true", "access_model": "whitelist"}
    await publish(wang, None, node, note("书签"), "a", options)
    with pytest.raises(IqError):
        await fetch_items(li, JID(account.address), node)
    await wang.sign_out()
    again = await cast.online(account)
    assert await fetch_items(again, None, node) == {"a": "书签"}


async def test_open_node_is_for_everybody(cast: Cast) -> None:
    """As avatars are published, so that colleagues who are no contacts see them."""
    account = await cast.account("王芳")
    wang, li = await cast.online(account), await cast.online("李雷")
    node = new_node()
    options = {"persist_items": "true", "access_model": "open"}
    await publish(wang, None, node, note("公开"), "a", options)
    await wang.sign_out()
    assert await fetch_items(li, JID(account.address), node) == {"a": "公开"}


async def test_options_that_do_not_hold_are_refused(cast: Cast) -> None:
    """XEP-0060 7.1.5: a publish whose preconditions are not met changes nothing."""
    wang = await cast.online("王芳")
    node = new_node()
    await publish(wang, None, node, note("公开"), "a", {"access_model": "open"})
    with pytest.raises(IqError) as refusal:
        await publish(wang, None, node, note("私密"), "a", {"access_model": "whitelist"})
    assert refusal.value.condition == "conflict"
    assert await fetch_items(wang, None, node) == {"a": "公开"}


async def test_retraction_is_told(cast: Cast, server: RunningServer) -> None:
    account = await cast.account("王芳")
    desk, phone = await cast.online(account, "desk"), await cast.online(account, "phone")
    node = new_node()
    await follow(phone, node)
    await publish(desk, None, node, note("暂存"), "a", {"persist_items": "true"})
    await expect_event(phone, node)
    await retract(desk, None, node, "a")
    assert await fetch_items(desk, None, node) == {}
    if Quirk.PEP_RETRACTION_IS_SILENT in server.quirks:
        await desk.fence(phone)
        assert not [stanza for stanza in phone.inbox if retracted(stanza, node)]
        return
    await phone.expect("a retraction", lambda stanza: retracted(stanza, node) == ["a"])


def retracted(stanza: StanzaBase, node: str) -> list[str]:
    """The ids of the items an event says are no more."""
    items = find_event(stanza, node)
    if items is None:
        return []
    return [item.attrib["id"] for item in items.findall(f"{{{EVENT}}}retract")]


async def test_marks_of_what_was_read(cast: Cast, server: RunningServer) -> None:
    """XEP-0490: private, one item a conversation and no limit to them, told to one's other resources."""
    account, li = await cast.account("王芳"), await cast.online("李雷")
    desk, phone = await cast.online(account, "desk"), await cast.online(account, "phone")
    node = "urn:xmpp:mds:displayed:0"
    options = {
        "persist_items": "true",
        "max_items": "max",
        "send_last_published_item": "never",
        "access_model": "whitelist",
    }
    if Quirk.FEW_PUBLISH_OPTIONS in server.quirks:
        with pytest.raises(IqError):
            await publish(desk, None, node, note("读到 0"), "room0@conference.example", options)
        await create_node(desk, None, node, options)
        options = {"persist_items": "true", "access_model": "whitelist"}
    await follow(phone, node)
    marks = {f"room{number}@conference.example": f"读到 {number}" for number in range(30)}
    for conversation, text in marks.items():
        await publish(desk, None, node, note(text), conversation, options)
    marks["room3@conference.example"] = "读到更后"
    await publish(desk, None, node, note("读到更后"), "room3@conference.example", options)
    await desk.fence(phone)
    told: dict[str, str | None] = {}
    for stanza in phone.inbox:
        if (items := find_event(stanza, node)) is not None:
            told |= event_notes(items)
    assert told == marks
    assert await fetch_items(phone, None, node) == marks
    await retract(desk, None, node, "room7@conference.example")
    del marks["room7@conference.example"]
    assert await fetch_items(phone, None, node) == marks
    with pytest.raises(IqError):
        await fetch_items(li, JID(account.address), node)

    await phone.sign_out()
    again = await cast.connect(account, "phone")
    await announce(again, node)
    await again.settle()
    await desk.fence(again)
    assert not [stanza for stanza in again.inbox if find_event(stanza, node) is not None]


async def test_nobody_publishes_for_another(cast: Cast) -> None:
    wang, li = await cast.online("王芳"), await cast.online("李雷")
    await cast.befriend(wang, li)
    node = new_node()
    await publish(wang, None, node, note("本人"), "a")
    with pytest.raises(IqError) as refusal:
        await publish(li, JID(wang.bare), node, note("冒充"), "a")
    assert refusal.value.condition in {"forbidden", "not-allowed"}
