"""Blocking people and reporting them, against real servers and somebody with slixmpp."""

import secrets

import pytest
from slixmpp import JID

from startalk_desktop.model.events import BlockListChanged, MessageReceived
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.reporting import Report, ReportReason
from startalk_desktop.xmpp.errors import RequestFailed
from tests.conformance.person import Account, Cast
from tests.servers.running import ServerKind
from tests.xmpp.desk import Desks


async def test_who_is_blocked_does_not_get_through(desks: Desks, cast: Cast) -> None:
    wang, li = await desks.online("wang"), await cast.online("李雷")
    other = Jid.parse(li.bare)
    assert await wang.session.blocking.fetch() == frozenset()
    await wang.session.blocking.block({other: None})
    assert await wang.session.blocking.fetch() == {other}
    li.chat(str(wang.own), "骚扰")
    await li.settle()
    await wang.fence(wang)
    assert all(event.message.text != "骚扰" for event in wang.seen(MessageReceived))
    await wang.session.blocking.unblock([other])
    li.chat(str(wang.own), "和好")
    await wang.expect_message("和好")
    assert await wang.session.blocking.fetch() == frozenset()


async def test_the_other_devices_are_told(desks: Desks) -> None:
    desk = await desks.online("wang")
    phone = await desks.online(desk.settings)
    await phone.session.blocking.fetch()
    await desk.session.blocking.fetch()
    one, two = Jid.parse("spam@beta.example"), Jid.parse("广告@beta.example")
    await desk.session.blocking.block({one: None, two: None})
    seen: set[Jid] = set()
    while seen != {one, two}:
        seen |= (await phone.expect(BlockListChanged)).blocked
    await desk.session.blocking.unblock([one])
    changed = await phone.expect(BlockListChanged)
    assert changed == BlockListChanged(unblocked=frozenset({one}))
    assert await phone.session.blocking.fetch() == {two}
    await desk.session.blocking.unblock([])
    assert await phone.session.blocking.fetch() == {two}


async def test_another_client_unblocks_everybody(desks: Desks, cast: Cast) -> None:
    desk = await desks.online("wang")
    phone = await cast.online(Account(str(desk.own), desk.settings.password))
    await desk.session.blocking.fetch()
    await phone["xep_0191"].block([JID("spam@beta.example")])
    await desk.expect(BlockListChanged)
    phone.client.send_raw("<iq type='set' id='u1'><unblock xmlns='urn:xmpp:blocking'/></iq>")
    await desk.expect(BlockListChanged, lambda event: event.unblocked != frozenset())
    assert await desk.session.blocking.fetch() == frozenset()


async def test_a_report_goes_with_the_block_where_the_server_takes_it(desks: Desks) -> None:
    desk = await desks.online("wang")
    spam = Jid.parse("spam@beta.example")
    report = Report(ReportReason.SPAM, "广告 & 诈骗", ((desk.own, "s1"), (desk.own, "s2")))
    assert desk.session.blocking.takes_reports is (desks.server.kind is ServerKind.REFERENCE)
    await desk.session.blocking.block({spam: report})
    assert await desk.session.blocking.fetch() == {spam}


async def test_one_cannot_block_what_is_no_address(desks: Desks) -> None:
    desk = await desks.online("wang")
    with pytest.raises(RequestFailed):
        await desk.session.blocking.block({Jid("a" * 2000, "beta.example"): None})


async def test_a_block_by_somebody_else_is_none(desks: Desks, cast: Cast) -> None:
    wang, mallory = await desks.online("wang"), await cast.connect("mallory")
    mallory.client.send_raw(
        f"<iq type='set' id='m1' to='{wang.full}'><block xmlns='urn:xmpp:blocking'>"
        f"<item jid='li@{wang.own.domain}'/></block></iq>"
    )
    mark = secrets.token_hex(4)
    mallory.chat(str(wang.full), mark)
    await wang.expect_message(mark)
    assert wang.seen(BlockListChanged) == []
