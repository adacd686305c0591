"""Blocking (XEP-0191)."""

import pytest
from slixmpp import JID
from slixmpp.exceptions import IqError

from tests.conformance.person import Cast, Person
from tests.servers.running import Quirk, RunningServer

BLOCKING = "urn:xmpp:blocking"


async def expect_push(person: Person, command: str, address: str) -> None:
    """Take the push that tells a resource of a change: "block" or "unblock"."""

    def matches(stanza: object) -> bool:
        found = getattr(stanza, "xml").find(f"{{{BLOCKING}}}{command}/{{{BLOCKING}}}item")  # noqa: B009
        return found is not None and found.get("jid") == address

    await person.expect(f"a push of {command} {address}", matches)


async def test_list_is_kept(cast: Cast) -> None:
    account = await cast.account("王芳")
    wang = await cast.online(account)
    assert await wang["xep_0191"].get_blocked_jids() == set()
    await wang["xep_0191"].block([JID("spam@beta.example"), JID("广告@beta.example")])
    await wang.sign_out()
    again = await cast.online(account)
    assert await again["xep_0191"].get_blocked_jids() == {
        JID("spam@beta.example"),
        JID("广告@beta.example"),
    }
    await again["xep_0191"].unblock(JID("spam@beta.example"))
    assert await again["xep_0191"].get_blocked_jids() == {JID("广告@beta.example")}


async def test_change_is_pushed_to_other_resources(cast: Cast) -> None:
    account = await cast.account("王芳")
    desk, phone = await cast.online(account, "desk"), await cast.online(account, "phone")
    await phone["xep_0191"].get_blocked()
    await desk["xep_0191"].get_blocked()
    await desk["xep_0191"].block(JID("spam@beta.example"))
    await expect_push(phone, "block", "spam@beta.example")
    await desk["xep_0191"].unblock(JID("spam@beta.example"))
    await expect_push(phone, "unblock", "spam@beta.example")


async def test_blocked_sender_does_not_get_through(cast: Cast) -> None:
    wang, li = await cast.online("王芳"), await cast.online("李雷")
    await wang["xep_0191"].block(JID(li.bare))
    li.chat(wang.bare, "骚扰")
    li.chat(wang.jid, "骚扰")
    await li.settle()
    await wang.fence(wang)
    assert not wang.messages("骚扰")
    with pytest.raises(IqError) as refusal:
        await li["xep_0199"].send_ping(wang.jid)
    assert refusal.value.condition == "service-unavailable"

    await wang["xep_0191"].unblock(JID(li.bare))
    li.chat(wang.bare, "和好")
    await wang.expect_message("和好")


async def test_blocked_message_waits_nowhere(cast: Cast) -> None:
    account = await cast.account("王芳")
    wang, li = await cast.online(account), await cast.online("李雷")
    await wang["xep_0191"].block(JID(li.bare))
    await wang.sign_out()
    li.chat(account.address, "骚扰")
    await li.settle()
    again = await cast.online(account)
    await again.fence(again)
    assert not again.messages("骚扰")


async def test_nothing_goes_to_whom_one_blocks(cast: Cast, server: RunningServer) -> None:
    """XEP-0191 section 3.2: an outgoing stanza is answered by <blocked/>."""
    wang, li = await cast.online("王芳"), await cast.online("李雷")
    await wang["xep_0191"].block(JID(li.bare))
    wang.chat(li.jid, "给你")
    error = await wang.expect_message(type="error")
    assert error["error"]["condition"] == "not-acceptable"
    says_so = error.xml.find(f".//{{{BLOCKING}:errors}}blocked") is not None
    assert says_so == (Quirk.BLOCKED_WITHOUT_SAYING_SO not in server.quirks)
    await wang["xep_0191"].unblock(JID(li.bare))
    await wang.fence(li)
    assert not li.messages("给你")


async def test_blocking_hides_presence(cast: Cast, server: RunningServer) -> None:
    """XEP-0191 section 3.2: the blocked contact sees one leave, and unblocking brings one back."""
    wang, li = await cast.online("王芳"), await cast.online("李雷")
    await cast.befriend(wang, li)
    await wang["xep_0191"].block(JID(li.bare))
    if Quirk.BLOCKING_SHOWS_NO_LEAVING not in server.quirks:
        await li.expect_presence("unavailable", from_=wang.jid)
    wang.client.send_presence(pshow="dnd")
    await wang.settle()
    await li.fence(li)
    assert not [presence for presence in li.presences(wang.jid) if presence["type"] == "dnd"]
    await wang["xep_0191"].unblock(JID(li.bare))
    if Quirk.BLOCKING_SHOWS_NO_LEAVING not in server.quirks:
        await li.expect(
            "presence", lambda stanza: stanza.name == "presence" and stanza["type"] == "dnd"
        )


async def test_whole_domain_can_be_blocked(cast: Cast) -> None:
    acme, beta = cast.server.domains
    wang = await cast.online("王芳", domain=acme)
    li = await cast.online("李雷", domain=beta)
    await wang["xep_0191"].block(JID(beta))
    li.chat(wang.jid, "骚扰")
    await li.settle()
    await wang.fence(wang)
    assert not wang.messages("骚扰")


async def test_empty_unblock_clears_the_list(cast: Cast) -> None:
    wang = await cast.online("王芳")
    await wang["xep_0191"].block([JID("a@beta.example"), JID("b@beta.example")])
    iq = wang.client.make_iq_set()
    iq.enable("unblock")
    await iq.send()
    assert await wang["xep_0191"].get_blocked_jids() == set()


async def test_empty_block_is_a_bad_request(cast: Cast) -> None:
    wang = await cast.online("王芳")
    iq = wang.client.make_iq_set()
    iq.enable("block")
    with pytest.raises(IqError) as refusal:
        await iq.send()
    assert refusal.value.condition == "bad-request"
