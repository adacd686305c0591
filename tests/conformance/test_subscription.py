"""Presence subscriptions (RFC 6121 section 3)."""

from tests.conformance.person import Cast
from tests.conformance.test_roster import get_roster, items, remove_item
from tests.servers.running import Quirk, RunningServer


async def test_handshake_step_by_step(cast: Cast) -> None:
    wang = await cast.online("王芳")
    li = await cast.online("李雷")

    wang.client.send_presence_subscription(pto=li.bare, ptype="subscribe")
    await wang.expect_roster_push(li.bare, subscription="none", ask="subscribe")
    request = await li.expect_presence("subscribe")
    assert request["from"] == wang.bare, "a request comes from the bare address (RFC 6121 3.1.2)"

    li.client.send_presence_subscription(pto=wang.bare, ptype="subscribed")
    await li.expect_roster_push(wang.bare, subscription="from")
    await wang.expect_presence("subscribed", from_=li.bare)
    push = await wang.expect_roster_push(li.bare, subscription="to")
    assert push.xml[0][0].get("ask") is None
    await wang.expect_presence(from_=li.jid)

    li.client.send_presence_subscription(pto=wang.bare, ptype="subscribe")
    await wang.expect_presence("subscribe", from_=li.bare)
    wang.client.send_presence_subscription(pto=li.bare, ptype="subscribed")
    await wang.expect_roster_push(li.bare, subscription="both")
    await li.expect_roster_push(wang.bare, subscription="both")
    await li.expect_presence(from_=wang.jid)


async def test_request_waits_for_the_next_sign_in(cast: Cast) -> None:
    """RFC 6121 3.1.3 and 3.1.6: kept until the contact answers, delivered at each initial presence."""
    absent = await cast.account("李雷")
    wang = await cast.online("王芳")
    wang.client.send_presence_subscription(pto=absent.address, ptype="subscribe")
    await wang.settle()

    for _ in range(2):
        li = await cast.online(absent)
        await li.expect_presence("subscribe", from_=wang.bare)
        assert wang.bare not in items(await get_roster(li)), "a request is no roster item yet"
        await li.sign_out()

    li = await cast.online(absent)
    await li.expect_presence("subscribe", from_=wang.bare)
    li.client.send_presence_subscription(pto=wang.bare, ptype="subscribed")
    await wang.expect_presence("subscribed", from_=li.bare)
    await wang.expect_presence(from_=li.jid)
    await li.sign_out()

    li = await cast.online(absent)
    await wang.expect_presence(from_=li.jid)
    await li.settle()
    assert not [presence for presence in li.presences() if presence["type"] == "subscribe"]


async def test_refusal_is_told(cast: Cast) -> None:
    wang = await cast.online("王芳")
    li = await cast.online("李雷")
    wang.client.send_presence_subscription(pto=li.bare, ptype="subscribe")
    await wang.expect_roster_push(li.bare, ask="subscribe")
    await li.expect_presence("subscribe")
    li.client.send_presence_subscription(pto=wang.bare, ptype="unsubscribed")
    await wang.expect_presence("unsubscribed", from_=li.bare)
    push = await wang.expect_roster_push(li.bare, subscription="none")
    assert push.xml[0][0].get("ask") is None


async def test_unsubscribe_stops_presence(cast: Cast, server: RunningServer) -> None:
    wang = await cast.online("王芳")
    li = await cast.online("李雷")
    await cast.befriend(wang, li)

    wang.client.send_presence_subscription(pto=li.bare, ptype="unsubscribe")
    await wang.expect_roster_push(li.bare, subscription="from")
    await li.expect_roster_push(wang.bare, subscription="to")
    if Quirk.UNSUBSCRIBING_IS_SILENT not in server.quirks:
        await wang.expect_presence("unavailable", from_=li.jid)

    li.client.send_presence(pshow="dnd")
    await li.settle()
    await li.fence(wang)
    assert not [presence for presence in wang.presences(li.jid) if presence["type"] == "dnd"]


async def test_cancelling_a_grant_stops_presence(cast: Cast) -> None:
    wang = await cast.online("王芳")
    li = await cast.online("李雷")
    await cast.befriend(wang, li)

    li.client.send_presence_subscription(pto=wang.bare, ptype="unsubscribed")
    await wang.expect_presence("unsubscribed", from_=li.bare)
    await wang.expect_roster_push(li.bare, subscription="from")
    await li.expect_roster_push(wang.bare, subscription="to")


async def test_removing_a_contact_ends_both_subscriptions(
    cast: Cast, server: RunningServer
) -> None:
    """RFC 6121 2.5.2."""
    wang = await cast.online("王芳")
    li = await cast.online("李雷")
    await cast.befriend(wang, li)

    await remove_item(wang, li.bare)
    await wang.expect_roster_push(li.bare, subscription="remove")
    await li.expect_roster_push(wang.bare, subscription="none")
    await li.expect_presence("unavailable", from_=wang.jid)
    if Quirk.UNSUBSCRIBING_IS_SILENT not in server.quirks:
        await wang.expect_presence("unavailable", from_=li.jid)


async def test_subscription_across_domains_of_one_server(cast: Cast) -> None:
    acme, beta = cast.server.domains
    wang = await cast.online("王芳", domain=acme)
    li = await cast.online("李雷", domain=beta)
    await cast.befriend(wang, li)
    li.client.send_presence(pshow="away", pstatus="开会")
    away = await wang.expect(
        "away", lambda stanza: stanza.name == "presence" and stanza["type"] == "away"
    )
    assert away["status"] == "开会"
