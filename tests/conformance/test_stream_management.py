"""Stream management (XEP-0198): acknowledgements, and a session that outlives its connection."""

import dataclasses

from slixmpp.plugins.xep_0198.stanza import RequestAck
from slixmpp.stanza import Message

from tests.conformance.archive import fetch_page
from tests.conformance.person import Cast, Person, Route
from tests.servers.relay import Relay

MANAGED = ("xep_0198",)


async def managed(cast: Cast, name: str, relay: Relay | None = None) -> Person:
    """Somebody with stream management on, connected through a relay if there is one."""
    route = Route.to(cast.server)
    if relay is not None:
        route = dataclasses.replace(route, port=relay.port)
    return await cast.online(name, route=route, plugins=MANAGED)


async def acknowledge_all(person: Person) -> None:
    """Wait until the server has acknowledged everything sent so far."""
    management = person["xep_0198"]
    while management.unacked_queue:
        async with person.awaiting("stanza_acked"):
            management.request_ack()


async def lose_connection(person: Person, relay: Relay) -> None:
    """Cut the connection as a network would."""
    async with person.awaiting("disconnected"):
        relay.cut()


async def resume(person: Person) -> None:
    """Connect again; fails if the server begins another session instead of resuming this one."""
    before = person.jid
    async with person.awaiting("session_resumed"):
        await person.sign_in()
    assert person.jid == before


def bodies(person: Person) -> list[str]:
    """The texts of the messages in the inbox, in order of arrival."""
    return [stanza["body"] for stanza in person.inbox if isinstance(stanza, Message)]


async def test_sent_stanzas_are_acknowledged(cast: Cast) -> None:
    wang = await managed(cast, "王芳")
    li = await cast.online("李雷")
    for number in range(12):
        wang.chat(li.jid, f"第 {number} 条")
    await acknowledge_all(wang)
    await wang.fence(li)
    assert len(bodies(li)) == 12


async def test_server_asks_for_acknowledgement(cast: Cast) -> None:
    wang = await managed(cast, "王芳")
    li = await cast.online("李雷")
    wang.inbox.clear()
    li.chat(wang.jid, "收到请回")
    await wang.expect("<r/>", lambda stanza: isinstance(stanza, RequestAck))


async def test_session_resumes_after_a_cut(cast: Cast) -> None:
    async with Relay(cast.server.c2s_port) as relay:
        wang = await managed(cast, "王芳", relay)
        li = await cast.online("李雷")
        await cast.befriend(wang, li)
        await lose_connection(wang, relay)
        await resume(wang)
        await wang.fence(li)
        await li.fence(wang)
        assert not [p for p in li.presences(wang.jid) if p["type"] == "unavailable"]
        await wang.sign_out()


async def test_nothing_is_lost_and_nothing_doubled(cast: Cast) -> None:
    """What went into a dead network both ways arrives once each after resumption."""
    async with Relay(cast.server.c2s_port) as relay:
        wang = await managed(cast, "王芳", relay)
        li = await cast.online("李雷")
        before = [f"之前 {number}" for number in range(5)]
        during = [f"断网时 {number}" for number in range(10)]
        after = [f"之后 {number}" for number in range(5)]

        for text in before:
            wang.chat(li.jid, text)
            li.chat(wang.jid, text)
        await wang.fence(li)
        await li.fence(wang)

        relay.swallow()
        for text in during:
            wang.chat(li.jid, text)
            li.chat(wang.jid, text)
        await wang.client.waiting_queue.join()
        await li.settle()
        await lose_connection(wang, relay)
        await resume(wang)

        for text in after:
            wang.chat(li.jid, text)
            li.chat(wang.jid, text)
        await wang.fence(li)
        await li.fence(wang)
        assert bodies(li) == before + during + after
        assert bodies(wang) == before + during + after
        await wang.sign_out()


async def test_messages_sent_while_away_arrive_at_resumption(cast: Cast) -> None:
    async with Relay(cast.server.c2s_port) as relay:
        wang = await managed(cast, "王芳", relay)
        li = await cast.online("李雷")
        await lose_connection(wang, relay)
        texts = [f"离线 {number}" for number in range(3)]
        for text in texts:
            li.chat(wang.jid, text)
        await li.settle()
        await wang.sign_in()
        for text in texts:
            await wang.expect_message(text)
        await wang.fence(wang)
        assert bodies(wang) == []
        await wang.sign_out()


async def test_session_is_taken_over_from_a_dead_connection(cast: Cast) -> None:
    """The usual case on a train: the server still believes in the old connection."""
    async with Relay(cast.server.c2s_port) as relay:
        wang = await managed(cast, "王芳", relay)
        li = await cast.online("李雷")
        relay.swallow()
        texts = [f"隧道里 {number}" for number in range(3)]
        for text in texts:
            li.chat(wang.jid, text)
        await li.settle()
        async with wang.awaiting("disconnected"):
            wang.client.abort()
        wang.route = Route.to(cast.server)
        await resume(wang)
        await wang.fence(li)
        await li.fence(wang)
        assert bodies(wang) == texts
        await wang.sign_out()


async def test_nobody_resumes_anothers_session(cast: Cast) -> None:
    async with Relay(cast.server.c2s_port) as relay:
        wang = await managed(cast, "王芳", relay)
        await lose_connection(wang, relay)
        thief = await managed(cast, "李雷", relay)
        await lose_connection(thief, relay)
        thief["xep_0198"].sm_id = wang["xep_0198"].sm_id
        async with thief.awaiting("sm_failed"):
            await thief.sign_in()
        assert thief.bare == thief.account.address
        await resume(wang)
        for person in (wang, thief):
            await person.sign_out()


async def test_unknown_session_is_not_resumed(cast: Cast) -> None:
    """XEP-0198 section 5: <failed/>, and the client binds anew."""
    async with Relay(cast.server.c2s_port) as relay:
        wang = await managed(cast, "王芳", relay)
        await lose_connection(wang, relay)
        wang["xep_0198"].sm_id = "no-such-session"
        async with wang.awaiting("sm_failed"):
            await wang.sign_in()
        await wang.come_online()
        await wang.fence(wang)
        await wang.sign_out()


async def test_orderly_end_leaves_nothing_to_resume(cast: Cast) -> None:
    """RFC 6120 4.4 and XEP-0198: closing the stream ends the session, so messages go to the archive and wait."""
    wang = await managed(cast, "王芳")
    li = await cast.online("李雷")
    await cast.befriend(wang, li)
    await wang.sign_out()
    await li.expect_presence("unavailable", from_=wang.jid)
    li.chat(wang.bare, "改天说")
    await li.settle()
    again = await cast.online(wang.account)
    await again.expect_message("改天说")
    assert (await fetch_page(again)).bodies == ["改天说"]
