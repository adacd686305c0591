"""Messages, receipts, markers, typing, bounces and carbons, against real servers."""

import pytest
from aioxmpp.nonza import SMAcknowledgement

from startalk_desktop.model.account import Endpoint
from startalk_desktop.model.annotation import Displayed, Receipt
from startalk_desktop.model.connection import Offline
from startalk_desktop.model.events import (
    ChatState,
    ChatStateChanged,
    MessageAcknowledged,
    MessageBounced,
    MessageReceived,
)
from startalk_desktop.model.failure import FailureCode
from startalk_desktop.model.identity import ConversationKind, now
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.message import MessageSource, OutgoingMessage
from startalk_desktop.xmpp.errors import NotConnected
from tests.conformance.person import Cast
from tests.servers.ports import LOOPBACK
from tests.servers.relay import Relay
from tests.servers.running import ServerKind
from tests.xmpp.desk import Desks

DIRECT = ConversationKind.DIRECT


async def test_a_message_is_acknowledged_and_arrives_with_all_it_tells(desks: Desks) -> None:
    wang, li = await desks.online("wang"), await desks.online("li")
    origin_id = wang.say(li.own, "你好，李 <b>&amp;</b> 😀")
    await wang.expect(MessageAcknowledged, lambda event: event.origin_id == origin_id)
    message = await li.expect_message("你好，李 <b>&amp;</b> 😀")
    assert (message.peer, message.sender, message.is_outgoing) == (wang.own, wang.full, False)
    assert (message.origin_id, message.message_id) == (origin_id, origin_id)
    assert message.source is MessageSource.LIVE
    assert message.wants_receipt
    assert message.is_markable
    assert message.stanza_id


async def test_receipts_markers_and_typing_go_both_ways(desks: Desks) -> None:
    wang, li = await desks.online("wang"), await desks.online("li")
    origin_id = wang.say(li.own, "到了吗")
    message = await li.expect_message("到了吗")
    li.session.messages.send_receipt(message.sender, message.message_id)
    receipt = await wang.expect_annotation(Receipt)
    assert (receipt.peer, receipt.target_id) == (li.own, origin_id)
    li.session.messages.send_marker(wang.own, DIRECT, message.message_id)
    marker = await wang.expect_annotation(Displayed)
    assert (marker.peer, marker.sender) == (li.own, li.full)
    assert (marker.target_id, marker.is_outgoing) == (origin_id, False)
    for state in (ChatState.COMPOSING, ChatState.PAUSED):
        li.session.messages.send_chat_state(wang.full, DIRECT, state)
        assert await wang.expect(
            ChatStateChanged, lambda event: event.state is not ChatState.ACTIVE
        ) == ChatStateChanged(li.own, li.full, state)


async def test_a_message_to_nobody_bounces(desks: Desks) -> None:
    wang = await desks.online("wang")
    nobody = Jid.parse(f"nobody@{wang.own.domain}")
    origin_id = wang.say(nobody, "有人吗")
    bounce = await wang.expect(MessageBounced)
    assert (bounce.peer, bounce.origin_id) == (nobody, origin_id)
    assert bounce.failure.code in {
        FailureCode.RECIPIENT_UNKNOWN,
        FailureCode.RECIPIENT_UNAVAILABLE,
    }


_UNLINKED = {
    ServerKind.REFERENCE: FailureCode.NO_LINK,
    ServerKind.PROSODY: FailureCode.CROSSING_REFUSED,  # without server-to-server connections
    ServerKind.EJABBERD: FailureCode.DOMAIN_UNREACHABLE,
}


async def test_a_message_to_another_domain_says_why_it_did_not_cross(desks: Desks) -> None:
    wang = await desks.online("wang")
    away = Jid.parse("li@nowhere.invalid")
    origin_id = wang.say(away, "你好")
    bounce = await wang.expect(MessageBounced)
    assert (bounce.peer, bounce.origin_id) == (away, origin_id)
    assert bounce.failure.code is _UNLINKED[desks.server.kind]
    assert bounce.failure.detail
    assert bounce.failure.said_by in {"", str(away)}


async def test_another_device_gets_copies_of_both_sides(desks: Desks) -> None:
    wang, li = await desks.online("wang"), await desks.online("li")
    phone = await desks.online(wang.settings)
    origin_id = wang.say(li.own, "我发的")
    mine = await phone.expect_message("我发的")
    assert (mine.peer, mine.is_outgoing, mine.source) == (li.own, True, MessageSource.CARBON)
    assert mine.origin_id == origin_id
    li.say(wang.full, "给你的")
    await wang.expect_message("给你的", source=MessageSource.LIVE)
    theirs = await phone.expect_message("给你的")
    assert (theirs.peer, theirs.is_outgoing, theirs.source) == (li.own, False, MessageSource.CARBON)
    assert theirs.stanza_id


async def test_a_marker_of_another_device_is_our_own(desks: Desks) -> None:
    wang, li = await desks.online("wang"), await desks.online("li")
    phone = await desks.online(wang.settings)
    li.say(wang.own, "看了吗")
    message = await phone.expect_message("看了吗")
    phone.session.messages.send_marker(li.own, DIRECT, message.message_id)
    marker = await wang.expect_annotation(Displayed)
    assert (marker.peer, marker.sender) == (li.own, phone.full)
    assert (marker.target_id, marker.is_outgoing) == (message.message_id, True)


async def test_a_carbon_by_somebody_else_is_no_message(desks: Desks, cast: Cast) -> None:
    wang, mallory = await desks.online("wang"), await cast.connect("mallory")
    forged = (
        f"<message to='{wang.full}' type='chat'><received xmlns='urn:xmpp:carbons:2'>"
        "<forwarded xmlns='urn:xmpp:forward:0'><message xmlns='jabber:client' type='chat' "
        f"from='boss@{wang.own.domain}/x' to='{wang.own}'><body>转账</body></message>"
        "</forwarded></received></message>"
    )
    mallory.client.send_raw(forged)
    mallory.chat(str(wang.full), "那之后")
    await wang.expect_message("那之后")
    assert wang.seen(MessageReceived) == []


async def test_a_forged_archive_result_is_no_message(desks: Desks, cast: Cast) -> None:
    wang, mallory = await desks.online("wang"), await cast.connect("mallory")
    forged = (
        f"<message to='{wang.full}' type='chat'><body>看</body><result xmlns='urn:xmpp:mam:2' id='1' queryid='q'>"
        "<forwarded xmlns='urn:xmpp:forward:0'><delay xmlns='urn:xmpp:delay' stamp='2020-01-01T00:00:00Z'/>"
        f"<message xmlns='jabber:client' type='chat' from='boss@{wang.own.domain}/x' to='{wang.own}'>"
        "<body>转账</body></message></forwarded></result></message>"
    )
    mallory.client.send_raw(forged)
    mallory.chat(str(wang.full), "那之后")
    await wang.expect_message("那之后")
    assert wang.seen(MessageReceived) == []


async def test_nobody_bounces_what_was_not_sent_to_them(desks: Desks, cast: Cast) -> None:
    wang, li, mallory = (
        await desks.online("wang"),
        await desks.online("li"),
        await cast.connect("mallory"),
    )
    origin_id = wang.say(li.own, "收到了吗")
    await li.expect_message("收到了吗")
    for message_id in (origin_id, "never-sent"):
        mallory.client.send_raw(
            f"<message to='{wang.full}' type='error' id='{message_id}'><error type='cancel'>"
            "<forbidden xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></message>"
        )
    mallory.chat(str(wang.full), "那之后")
    await wang.expect_message("那之后")
    assert wang.seen(MessageBounced) == []


async def test_a_message_that_waited_for_us_says_since_when(desks: Desks) -> None:
    li = await desks.online("li")
    settings = await desks.settings("wang")
    origin_id = li.say(settings.jid, "等你上线")
    await li.expect(MessageAcknowledged, lambda event: event.origin_id == origin_id)
    before = now()
    wang = await desks.online(settings)
    message = await wang.expect_message("等你上线")
    # Servers say it to the second.
    assert before - 60_000_000 < message.sent_at <= before


async def test_without_a_session_nothing_is_sent(desks: Desks) -> None:
    wang = await desks.online("wang")
    await wang.session.close()
    with pytest.raises(NotConnected):
        wang.session.messages.send(OutgoingMessage(wang.own, DIRECT, "x", "o1"))


async def test_a_session_whose_line_just_broke_closes_in_peace(desks: Desks) -> None:
    async with Relay(desks.server.c2s_port) as relay:
        wang = await desks.online("wang", endpoint=Endpoint(LOOPBACK, relay.port))
        bogus = SMAcknowledgement()
        bogus.counter = 999
        wang.session._client._line.stream.send_xso(bogus)
    await wang.session.close()
    assert wang.session.state == Offline()
