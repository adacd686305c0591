"""Publish-subscribe (XEP-0060): what the organisation tree rests on.

The publisher is an administrator of the domain: Prosody lets nobody else create nodes.
"""

import asyncio

import pytest
from slixmpp.exceptions import IqError

from tests.conformance.person import Cast
from tests.conformance.pubsub import (
    EVENT,
    affiliations,
    create_node,
    delete_node,
    event_notes,
    expect_event,
    fetch_items,
    find_event,
    new_node,
    note,
    publish,
    retract,
    set_affiliation,
    subscribe,
    unsubscribe,
)

LASTING = {"persist_items": "1", "max_items": "100"}


@pytest.fixture
def service(cast: Cast) -> str:
    """The address of the publish-subscribe service."""
    return cast.server.addresses().pubsub


async def test_service_is_found(cast: Cast, service: str) -> None:
    hr = await cast.admin()
    items = await hr["xep_0030"].get_items(jid=cast.server.domain)
    assert service in {item[0] for item in items["disco_items"]["items"]}
    info = await hr["xep_0030"].get_info(jid=service, cached=False)
    assert ("pubsub", "service") in {identity[:2] for identity in info["disco_info"]["identities"]}


async def test_items_are_kept_and_fetched(cast: Cast, service: str) -> None:
    hr, li = await cast.admin(), await cast.online("李雷")
    node = new_node()
    await create_node(hr, service, node, LASTING)
    for number in range(5):
        await publish(hr, service, node, note(f"部门 {number}"), f"unit{number}")
    assert await fetch_items(li, service, node) == {
        f"unit{number}": f"部门 {number}" for number in range(5)
    }
    assert await fetch_items(li, service, node, "unit3", "unit1") == {
        "unit3": "部门 3",
        "unit1": "部门 1",
    }


async def test_publishing_again_replaces(cast: Cast, service: str) -> None:
    hr = await cast.admin()
    node = new_node()
    await create_node(hr, service, node, LASTING)
    await publish(hr, service, node, note("旧"), "index")
    await publish(hr, service, node, note("新"), "index")
    assert await fetch_items(hr, service, node) == {"index": "新"}


async def test_service_makes_up_an_id(cast: Cast, service: str) -> None:
    hr = await cast.admin()
    node = new_node()
    await create_node(hr, service, node, LASTING)
    item_id = await publish(hr, service, node, note("无名"))
    assert await fetch_items(hr, service, node) == {item_id: "无名"}


async def test_subscriber_is_told_of_each_item(cast: Cast, service: str) -> None:
    hr, li, han = await cast.admin(), await cast.online("李雷"), await cast.online("韩梅梅")
    node = new_node()
    await create_node(hr, service, node, LASTING)
    assert await subscribe(li, service, node) == "subscribed"
    await publish(hr, service, node, note("研发部"), "rd")
    items = await expect_event(li, node)
    assert event_notes(items) == {"rd": "研发部"}
    await hr.fence(han)
    assert not [stanza for stanza in han.inbox if find_event(stanza, node) is not None]


async def test_event_comes_from_the_service(cast: Cast, service: str) -> None:
    hr, li = await cast.admin(), await cast.online("李雷")
    node = new_node()
    await create_node(hr, service, node, LASTING)
    await subscribe(li, service, node)
    await publish(hr, service, node, note("研发部"), "rd")
    stanza = await li.expect("an event", lambda stanza: find_event(stanza, node) is not None)
    assert stanza["from"] == service


async def test_retraction_is_told_and_done(cast: Cast, service: str) -> None:
    hr, li = await cast.admin(), await cast.online("李雷")
    node = new_node()
    await create_node(hr, service, node, LASTING)
    await publish(hr, service, node, note("研发部"), "rd")
    await subscribe(li, service, node)
    await li.settle()
    li.inbox.clear()
    await retract(hr, service, node, "rd")
    items = await expect_event(li, node)
    assert [item.get("id") for item in items.findall(f"{{{EVENT}}}retract")] == ["rd"]
    assert await fetch_items(li, service, node) == {}


async def test_unsubscribed_is_told_nothing(cast: Cast, service: str) -> None:
    hr, li, han = await cast.admin(), await cast.online("李雷"), await cast.online("韩梅梅")
    node = new_node()
    await create_node(hr, service, node, LASTING)
    for person in (li, han):
        await subscribe(person, service, node)
    await unsubscribe(li, service, node)
    await publish(hr, service, node, note("研发部"), "rd")
    await expect_event(han, node)
    await hr.fence(li)
    assert not [stanza for stanza in li.inbox if find_event(stanza, node) is not None]


async def test_deleted_node_is_gone(cast: Cast, service: str) -> None:
    hr, li = await cast.admin(), await cast.online("李雷")
    node = new_node()
    await create_node(hr, service, node, {**LASTING, "notify_delete": "1"})
    await publish(hr, service, node, note("研发部"), "rd")
    await subscribe(li, service, node)
    await delete_node(hr, service, node)
    await expect_event(li, node, "delete")
    with pytest.raises(IqError) as refusal:
        await fetch_items(li, service, node)
    assert refusal.value.condition == "item-not-found"


async def test_node_exists_once(cast: Cast, service: str) -> None:
    hr = await cast.admin()
    node = new_node()
    await create_node(hr, service, node)
    with pytest.raises(IqError) as refusal:
        await create_node(hr, service, node)
    assert refusal.value.condition == "conflict"


async def test_unknown_node_is_an_error(cast: Cast, service: str) -> None:
    hr = await cast.admin()
    for attempt in (fetch_items, subscribe):
        with pytest.raises(IqError) as refusal:
            await attempt(hr, service, new_node())
        assert refusal.value.condition == "item-not-found"


async def test_only_publishers_publish(cast: Cast, service: str) -> None:
    hr, li = await cast.admin(), await cast.online("李雷")
    node = new_node()
    await create_node(hr, service, node, {**LASTING, "publish_model": "publishers"})
    with pytest.raises(IqError) as refusal:
        await publish(li, service, node, note("冒充"), "rd")
    assert refusal.value.condition == "forbidden"
    await set_affiliation(hr, service, node, li.bare, "publisher")
    await publish(li, service, node, note("授权"), "rd")
    assert await fetch_items(hr, service, node) == {"rd": "授权"}


async def test_only_the_owner_retracts_and_deletes(cast: Cast, service: str) -> None:
    hr, li = await cast.admin(), await cast.online("李雷")
    node = new_node()
    await create_node(hr, service, node, LASTING)
    await publish(hr, service, node, note("研发部"), "rd")
    with pytest.raises(IqError) as refusal:
        await retract(li, service, node, "rd")
    assert refusal.value.condition == "forbidden"
    with pytest.raises(IqError) as refusal:
        await delete_node(li, service, node)
    assert refusal.value.condition == "forbidden"


async def test_whitelisted_node_is_for_members(cast: Cast, service: str) -> None:
    hr, li, han = await cast.admin(), await cast.online("李雷"), await cast.online("韩梅梅")
    node = new_node()
    await create_node(hr, service, node, {**LASTING, "access_model": "whitelist"})
    await publish(hr, service, node, note("内部"), "rd")
    for attempt in (fetch_items, subscribe):
        with pytest.raises(IqError) as refusal:
            await attempt(han, service, node)
        assert refusal.value.condition in {"not-allowed", "forbidden"}

    await set_affiliation(hr, service, node, li.bare, "member")
    assert await fetch_items(li, service, node) == {"rd": "内部"}
    assert await subscribe(li, service, node) == "subscribed"
    await publish(hr, service, node, note("更新"), "rd")
    items = await expect_event(li, node)
    assert "rd" in event_notes(items)


async def test_only_the_newest_items_are_kept(cast: Cast, service: str) -> None:
    hr = await cast.admin()
    node = new_node()
    await create_node(hr, service, node, {"persist_items": "1", "max_items": "2"})
    for number in range(4):
        await publish(hr, service, node, note(f"{number}"), f"i{number}")
    assert set(await fetch_items(hr, service, node)) == {"i2", "i3"}


async def test_a_node_holds_a_whole_organisation(cast: Cast, service: str) -> None:
    """Hundreds of units, and any batch of them in one request."""
    hr, li = await cast.admin(), await cast.online("李雷")
    node = new_node()
    await create_node(hr, service, node, {"persist_items": "1", "max_items": "1000"})
    units = {f"unit{number}": f"部门 {number}" for number in range(300)}
    await asyncio.gather(
        *(publish(hr, service, node, note(text), item_id) for item_id, text in units.items())
    )
    assert await fetch_items(li, service, node) == units
    wanted = list(units)[40:90]
    assert set(await fetch_items(li, service, node, *wanted)) == set(wanted)


async def test_nodes_are_listed(cast: Cast, service: str) -> None:
    hr = await cast.admin()
    node = new_node()
    await create_node(hr, service, node)
    items = await hr["xep_0030"].get_items(jid=service)
    assert node in {item[1] for item in items["disco_items"]["items"]}


async def test_items_of_a_node_are_listed(cast: Cast, service: str) -> None:
    """A publisher learns what is there without fetching it (XEP-0060 5.5)."""
    hr = await cast.admin()
    node = new_node()
    await create_node(hr, service, node, LASTING)
    for item_id in ("rd", "hr"):
        await publish(hr, service, node, note("部门"), item_id)
    items = await hr["xep_0030"].get_items(jid=service, node=node)
    assert {item[2] for item in items["disco_items"]["items"]} == {"rd", "hr"}


async def test_events_may_leave_the_payload_out(cast: Cast, service: str) -> None:
    """A large item is not sent to everybody at once (XEP-0060 16.4.4, pubsub#deliver_payloads)."""
    hr, li = await cast.admin(), await cast.online("李雷")
    node = new_node()
    await create_node(hr, service, node, {**LASTING, "deliver_payloads": "0"})
    await subscribe(li, service, node)
    await publish(hr, service, node, note("研发部"), "rd")
    items = await expect_event(li, node)
    assert event_notes(items) == {"rd": None}
    assert await fetch_items(li, service, node, "rd") == {"rd": "研发部"}


async def test_an_owner_sees_who_may_read(cast: Cast, service: str) -> None:
    hr, li = await cast.admin(), await cast.online("李雷")
    node = new_node()
    await create_node(hr, service, node, {**LASTING, "access_model": "whitelist"})
    await set_affiliation(hr, service, node, li.bare, "member")
    assert (await affiliations(hr, service, node))[li.bare] == "member"
    await set_affiliation(hr, service, node, li.bare, "none")
    assert li.bare not in await affiliations(hr, service, node)
