"""Presence (RFC 6121 section 4)."""

import asyncio

from tests.conformance.person import Cast


async def test_subscriber_sees_changes_and_the_end(cast: Cast) -> None:
    wang = await cast.online("王芳")
    li = await cast.online("李雷")
    await cast.befriend(wang, li)

    li.client.send_presence(pshow="dnd", pstatus="在开会", ppriority=3)
    change = await wang.expect(
        "dnd", lambda stanza: stanza.name == "presence" and stanza["type"] == "dnd"
    )
    assert change["from"] == li.jid
    assert change["status"] == "在开会"
    assert change["priority"] == 3

    li.client.send_presence(ptype="unavailable", pstatus="下班")
    gone = await wang.expect_presence("unavailable", from_=li.jid)
    assert gone["status"] == "下班"


async def test_cut_connection_is_seen_as_unavailable(cast: Cast) -> None:
    wang = await cast.online("王芳")
    li = await cast.online("李雷")
    await cast.befriend(wang, li)
    li.client.transport.abort()
    await wang.expect_presence("unavailable", from_=li.jid)


async def test_newcomer_learns_who_is_there(cast: Cast) -> None:
    """RFC 6121 4.2.2: the server probes the contacts."""
    wang = await cast.online("王芳")
    li = await cast.online("李雷")
    await cast.befriend(wang, li)
    account = wang.account
    await wang.sign_out()
    await li.expect_presence("unavailable", from_=wang.jid)

    again = await cast.online(account)
    await again.expect_presence(from_=li.jid)
    await li.expect_presence(from_=again.jid)


async def test_own_resources_see_each_other(cast: Cast) -> None:
    account = await cast.account("王芳")
    desk = await cast.online(account, "desk")
    phone = await cast.online(account, "phone")
    await desk.expect_presence(from_=phone.jid)
    await phone.expect_presence(from_=desk.jid)
    await phone.sign_out()
    await desk.expect_presence("unavailable", from_=phone.jid)


async def test_strangers_see_nothing(cast: Cast) -> None:
    wang = await cast.online("王芳")
    li = await cast.online("李雷")
    li.client.send_presence(pshow="chat")
    await li.settle()
    await li.fence(wang)
    assert wang.presences(li.jid) == []


async def test_probing_a_stranger_reveals_nothing(cast: Cast) -> None:
    """RFC 6121 4.3.2: no answer, or a refusal without a resource."""
    wang = await cast.online("王芳")
    li = await cast.online("李雷")
    wang.client.send_presence(pto=li.bare, ptype="probe")
    await wang.settle()
    await li.fence(wang)
    assert wang.presences(li.jid) == []


async def test_directed_presence_reaches_only_its_addressee_and_is_taken_back(cast: Cast) -> None:
    """RFC 6121 4.6: and who got it is told of the end, too."""
    wang = await cast.online("王芳")
    li = await cast.online("李雷")
    han = await cast.online("韩梅梅")
    wang.client.send_presence(pto=li.jid, pshow="away")
    shown = await li.expect(
        "directed presence", lambda stanza: stanza.name == "presence" and stanza["type"] == "away"
    )
    assert shown["from"] == wang.jid

    await wang.sign_out()
    await li.expect_presence("unavailable", from_=wang.jid)
    await li.fence(han)
    assert han.presences(wang.jid) == []


async def test_unavailable_resource_gets_no_broadcasts(cast: Cast) -> None:
    account = await cast.account("王芳")
    wang = await cast.online(account, "desk")
    li = await cast.online("李雷")
    await cast.befriend(wang, li)
    wang.client.send_presence(ptype="unavailable")
    await li.expect_presence("unavailable", from_=wang.jid)
    await wang.settle()
    wang.inbox.clear()
    li.client.send_presence(pshow="away")
    await li.settle()
    await li.fence(wang)
    assert wang.presences(li.jid) == []


async def test_many_resources_of_a_contact_are_told_apart(cast: Cast) -> None:
    wang = await cast.online("王芳")
    account = await cast.account("李雷")
    desk = await cast.online(account, "desk")
    await cast.befriend(wang, desk)
    phones = await asyncio.gather(*(cast.online(account, f"phone{n}") for n in range(3)))
    for phone in phones:
        await wang.expect_presence(from_=phone.jid)
    await phones[1].sign_out()
    await wang.expect_presence("unavailable", from_=phones[1].jid)
