"""A session over its life: resumed, begun anew, refused, ended; on a real server behind a line that breaks."""

import asyncio
import gc
import logging
from dataclasses import replace
from itertools import pairwise

import aioxmpp
import pytest

from startalk_desktop.model.account import Endpoint
from startalk_desktop.model.connection import (
    CatchingUp,
    Connecting,
    ConnectStep,
    Offline,
    Online,
    Refused,
    WaitingToRetry,
)
from startalk_desktop.model.events import (
    ConnectionChanged,
    MessageAcknowledged,
    MessageReceived,
    PresenceChanged,
    RosterItemChanged,
    RosterReceived,
    SessionStarted,
    SubscriptionRequested,
)
from startalk_desktop.model.failure import FailureCode
from startalk_desktop.model.identity import ConversationKind, now
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.message import OutgoingMessage
from startalk_desktop.model.presence import Availability
from startalk_desktop.model.roster import Subscription
from startalk_desktop.xmpp import connector
from startalk_desktop.xmpp.attempt import LineOpener
from startalk_desktop.xmpp.discovery import Discovery, SrvRecord, Target
from startalk_desktop.xmpp.errors import NotConnected, RequestFailed
from tests.servers.ports import LOOPBACK, HeldPorts
from tests.servers.relay import Relay
from tests.servers.running import RunningServer
from tests.xmpp.fake_servers import listening, saying
from tests.xmpp.recording import live, settings_for, until


def message(peer: Jid, text: str) -> OutgoingMessage:
    return OutgoingMessage(peer, ConversationKind.DIRECT, text, origin_id=f"origin-{text}")


async def test_states_from_start_to_end(server: RunningServer) -> None:
    async with live(await settings_for(server, "states")) as one:
        started = await one.signed_in()
        assert started.jid.bare == Jid.parse("states@acme.example")
        assert not started.is_resumed
        assert isinstance(one.session.state, CatchingUp)
        assert started.features == one.session.capabilities
        one.session.caught_up()
        assert isinstance(one.session.state, Online)
        await one.session.close()
        assert isinstance(one.session.state, Offline)
        assert isinstance(one.told.states[-1], Offline)
        assert [type(state).__name__ for state in one.told.states] == [
            *["Connecting"] * 3,
            "SigningIn",
            "CatchingUp",
            "Online",
            "Offline",
        ]
        with pytest.raises(NotConnected):
            one.session.messages.send(message(Jid.parse("wang@acme.example"), "zu spät"))
        with pytest.raises(RuntimeError):
            one.session.start()


async def test_wrong_password_is_refused_and_not_tried_again(server: RunningServer) -> None:
    settings = replace(await settings_for(server, "refused"), password="falsch")
    async with Relay(server.c2s_port) as relay:
        settings = replace(settings, endpoint=Endpoint(LOOPBACK, relay.port))
        async with live(settings) as one:
            refused = await one.told.wait_for_state(Refused)
            assert refused.failure.code is FailureCode.PASSWORD
            one.told.clear()
            one.session.network_changed()
            with pytest.raises(TimeoutError):
                await one.told.wait_for(ConnectionChanged, timeout=2 * settings.longest_retry)


async def test_certificate_refusal_is_tried_again_on_another_network(
    server: RunningServer,
) -> None:
    settings = replace(await settings_for(server, "hotel"), extra_ca_pem="")
    async with live(settings) as one:
        refused = await one.told.wait_for_state(Refused)
        assert refused.failure.code is FailureCode.CERTIFICATE_UNTRUSTED
        assert refused.certificate is not None
        one.told.clear()
        one.session.network_changed()
        await one.told.wait_for_state(Connecting)
        await one.told.wait_for_state(Refused)


async def test_waiting_tells_when_and_why_and_grows(server: RunningServer) -> None:
    settings = await settings_for(server, "waiting")
    held = HeldPorts(1)
    try:
        settings = replace(
            settings,
            endpoint=Endpoint(LOOPBACK, held.numbers[0]),
            first_retry=0.05,
            longest_retry=0.4,
        )
        async with live(settings) as one:
            before = now()
            await one.told.wait_for(
                ConnectionChanged, lambda e: getattr(e.state, "attempt", 0) >= 4
            )
            waits = [state for state in one.told.states if isinstance(state, WaitingToRetry)]
    finally:
        held.release()
    assert [wait.attempt for wait in waits[:4]] == [1, 2, 3, 4]
    assert all(wait.failure.code is FailureCode.REFUSED_PORT for wait in waits)
    assert all(before < wait.retry_at for wait in waits)
    assert all(early.retry_at < late.retry_at for early, late in pairwise(waits))


async def test_network_change_ends_a_wait(server: RunningServer) -> None:
    settings = await settings_for(server, "impatient")
    async with Relay(server.c2s_port) as relay:
        settings = replace(
            settings,
            endpoint=Endpoint(LOOPBACK, relay.port),
            first_retry=3600.0,
            longest_retry=3600.0,
        )
        async with live(settings) as one:
            await one.signed_in()
            relay.cut()
            await one.told.wait_for_state(WaitingToRetry)
            one.told.clear()
            one.session.network_changed()
            await one.signed_in()


async def test_cut_line_is_resumed_with_nothing_lost_nor_out_of_order(
    server: RunningServer,
) -> None:
    peer_settings = await settings_for(server, "empfänger")
    settings = await settings_for(server, "resuming")
    async with Relay(server.c2s_port) as relay, live(peer_settings) as peer:
        await peer.told.wait_for(PresenceChanged)
        settings = replace(settings, endpoint=Endpoint(LOOPBACK, relay.port))
        async with live(settings) as one:
            await one.signed_in()
            await one.told.wait_for(RosterReceived)
            one.session.caught_up()
            relay.swallow()
            for number in range(5):
                one.session.messages.send(message(peer_settings.jid, f"第{number}"))
            await until(lambda: relay.swallowed_bytes > 500)
            one.told.clear()
            relay.cut()
            resumed = await one.signed_in()
            assert resumed.is_resumed
            assert isinstance(one.session.state, Online), (
                "a resumed session has nothing to catch up"
            )
            one.session.messages.send(message(peer_settings.jid, "第5"))
            await one.told.wait_for(MessageAcknowledged, lambda e: e.origin_id == "origin-第5")
            acknowledged = [
                e.origin_id for e in one.told.events if isinstance(e, MessageAcknowledged)
            ]
            assert acknowledged == [f"origin-第{number}" for number in range(6)]
            await peer.told.wait_for(MessageReceived, lambda e: e.message.text == "第5")
            texts = [e.message.text for e in peer.told.events if isinstance(e, MessageReceived)]
            assert texts == [f"第{number}" for number in range(6)]


async def test_messages_sent_during_a_break_go_out_after_it(server: RunningServer) -> None:
    settings = await settings_for(server, "offline-writer")
    async with Relay(server.c2s_port) as relay:
        settings = replace(
            settings,
            endpoint=Endpoint(LOOPBACK, relay.port),
            first_retry=3600.0,
            longest_retry=3600.0,
        )
        async with live(settings) as one:
            await one.signed_in()
            relay.cut()
            await one.told.wait_for_state(WaitingToRetry)
            one.session.messages.send(message(settings.jid, "später"))
            one.session.network_changed()
            await one.told.wait_for(MessageAcknowledged)


async def test_dead_line_is_noticed_after_a_network_change(server: RunningServer) -> None:
    settings = await settings_for(server, "half-open")
    async with Relay(server.c2s_port) as relay:
        settings = replace(
            settings, endpoint=Endpoint(LOOPBACK, relay.port), quick_probe_timeout=0.3
        )
        async with live(settings) as one:
            await one.signed_in()
            one.session.network_changed()
            one.session.network_changed()
            with pytest.raises(TimeoutError):
                await one.told.wait_for_state(WaitingToRetry, timeout=0.6)
            one.told.clear()
            relay.swallow()
            one.session.network_changed()
            waiting = await one.told.wait_for_state(WaitingToRetry, timeout=3.0)
            assert waiting.retry_at <= now(), "the next attempt had to wait"
            relay.cut()
            assert (await one.signed_in()).is_resumed


async def test_stalled_server_is_noticed_by_itself(server: RunningServer) -> None:
    settings = await settings_for(server, "stalled")
    async with Relay(server.c2s_port) as relay:
        settings = replace(
            settings,
            endpoint=Endpoint(LOOPBACK, relay.port),
            idle_probe_after=0.8,
            probe_timeout=0.8,
        )
        async with live(settings) as one:
            await one.signed_in()
            await one.told.wait_for(RosterReceived)
            with pytest.raises(TimeoutError):
                await one.told.wait_for_state(WaitingToRetry, timeout=2.5)
            relay.swallow()
            await one.told.wait_for_state(WaitingToRetry, timeout=5.0)
            relay.cut()
            await one.told.wait_for(SessionStarted, lambda e: e.is_resumed)


async def test_a_message_into_a_dead_line_does_not_wait_for_idleness(server: RunningServer) -> None:
    settings = await settings_for(server, "unheard", idle_probe_after=3600.0, probe_timeout=0.8)
    async with Relay(server.c2s_port) as relay:
        settings = replace(settings, endpoint=Endpoint(LOOPBACK, relay.port))
        async with live(settings) as one:
            await one.signed_in()
            await one.told.wait_for(RosterReceived)
            with pytest.raises(TimeoutError):
                await one.told.wait_for_state(WaitingToRetry, timeout=1.0)
            relay.swallow()
            one.session.messages.send(message(settings.jid, "hört mich wer"))
            await one.told.wait_for_state(WaitingToRetry, timeout=3.0)
            relay.cut()
            await one.told.wait_for(MessageAcknowledged)


async def test_requests_fail_where_there_is_no_session(server: RunningServer) -> None:
    settings = await settings_for(server, "nobody")
    held = HeldPorts(1)
    try:
        endpoint = Endpoint(LOOPBACK, held.numbers[0])
        async with live(replace(settings, endpoint=endpoint)) as one:
            await one.told.wait_for_state(WaitingToRetry)
            with pytest.raises(NotConnected):
                await one.session.roster.set_name(Jid.parse("li@acme.example"), "李")
    finally:
        held.release()


async def test_error_answer_is_typed(server: RunningServer) -> None:
    async with live(await settings_for(server, "asking")) as one:
        await one.signed_in()
        with pytest.raises(RequestFailed) as caught:
            await one.session.rooms.info(Jid.parse("no-such-room@conference.acme.example"))
        assert caught.value.failure.code is FailureCode.RECIPIENT_UNKNOWN
        assert caught.value.condition == "item-not-found"


async def test_roster_and_presence_between_two(server: RunningServer) -> None:
    ours, theirs = await settings_for(server, "王芳二"), await settings_for(server, "李雷二")
    async with live(ours) as wang, live(theirs) as li:
        await wang.told.wait_for(RosterReceived)
        await li.told.wait_for(RosterReceived)
        await wang.session.roster.set_name(theirs.jid, "李雷")
        item = (await wang.told.wait_for(RosterItemChanged)).item
        assert item is not None
        assert (item.jid, item.name, item.subscription) == (theirs.jid, "李雷", Subscription.NONE)

        await wang.session.roster.subscribe(theirs.jid)
        asked = await li.told.wait_for(SubscriptionRequested)
        assert asked.jid == ours.jid
        await li.session.roster.approve(ours.jid)
        await wang.told.wait_for(
            RosterItemChanged,
            lambda e: e.item is not None and e.item.subscription == Subscription.TO,
        )
        await wang.told.wait_for(PresenceChanged, lambda e: e.presence.jid.bare == theirs.jid)
        li.session.presence.set_own(Availability.BUSY, "开会")
        busy = await wang.told.wait_for(
            PresenceChanged, lambda e: e.presence.availability is Availability.BUSY
        )
        assert busy.presence.status == "开会"
        await li.session.close()
        gone = await wang.told.wait_for(
            PresenceChanged, lambda e: e.presence.availability is Availability.OFFLINE
        )
        assert gone.presence.jid.bare == theirs.jid

        await wang.session.roster.remove(theirs.jid)
        removed = await wang.told.wait_for(RosterItemChanged, lambda e: e.removed is not None)
        assert removed.removed == theirs.jid


async def test_others_see_what_we_are(server: RunningServer) -> None:
    """disco#info by the hash that our presence carried, version, ping: asked as another client would."""
    settings = await settings_for(server, "looked-at")
    async with live(settings) as asked, live(settings) as asking:
        full = (await asked.signed_in()).jid
        await asking.told.wait_for(PresenceChanged, lambda e: e.presence.jid == full)
        client = asking.session._client
        presences = []
        client.stream.on_presence_received.connect(lambda p: presences.append(p) and None)
        asked.session.presence.set_own(Availability.AWAY)
        await until(lambda: any(str(p.from_) == str(full) for p in presences))
        caps = next(p for p in presences if str(p.from_) == str(full)).xep0115_caps
        address = aioxmpp.JID.fromstr(str(full))
        info = await client.send(
            aioxmpp.IQ(
                type_=aioxmpp.IQType.GET,
                to=address,
                payload=aioxmpp.disco.xso.InfoQuery(node=f"{caps.node}#{caps.ver}"),
            )
        )
        assert [(i.category, i.type_, i.name) for i in info.identities] == [
            ("client", "pc", "Startalk Desktop")
        ]
        assert "urn:xmpp:receipts" in info.features
        version = await client.send(
            aioxmpp.IQ(type_=aioxmpp.IQType.GET, to=address, payload=aioxmpp.version.xso.Query())
        )
        assert version.name == "Startalk Desktop"
        await client.send(
            aioxmpp.IQ(type_=aioxmpp.IQType.GET, to=address, payload=aioxmpp.ping.xso.Ping())
        )


async def test_roster_push_from_a_stranger_is_refused(server: RunningServer) -> None:
    victim, attacker = (
        await settings_for(server, "opfer"),
        await settings_for(server, "angreifer"),
    )
    async with live(victim) as one, live(attacker) as other:
        await one.told.wait_for(RosterReceived)
        full = (await one.signed_in()).jid
        await other.signed_in()
        item = aioxmpp.roster.xso.Item(aioxmpp.JID.fromstr("boss@acme.example"), name="boss")
        push = aioxmpp.IQ(
            type_=aioxmpp.IQType.SET,
            to=aioxmpp.JID.fromstr(str(full)),
            payload=aioxmpp.roster.xso.Query(items=[item]),
        )
        with pytest.raises(aioxmpp.XMPPCancelError):
            await other.session._client.send(push)
        assert not any(isinstance(event, RosterItemChanged) for event in one.told.events)


async def test_the_same_resource_elsewhere_ends_the_session_for_good(
    server: RunningServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("startalk_desktop.xmpp.session.secrets.token_hex", lambda _bytes: "same")
    settings = await settings_for(server, "twice")
    async with live(settings) as first:
        await first.signed_in()
        async with live(settings) as second:
            await second.signed_in()
            refused = await first.told.wait_for_state(Refused)
            assert refused.failure.code is FailureCode.RESOURCE_CONFLICT


async def test_a_session_that_can_not_be_resumed_begins_anew(server: RunningServer) -> None:
    settings = await settings_for(server, "begin-anew")
    async with Relay(server.c2s_port) as relay:
        settings = replace(
            settings,
            endpoint=Endpoint(LOOPBACK, relay.port),
            first_retry=3600.0,
            longest_retry=3600.0,
        )
        async with live(settings) as one:
            first = await one.signed_in()
            await one.told.wait_for(RosterReceived)
            one.session.caught_up()
            ends: list[None] = []
            one.session._context.on_ended.append(lambda: ends.append(None))
            relay.cut()
            await one.told.wait_for_state(WaitingToRetry)
            assert ends == []
            one.session._client.stream._sm_id = "a session that the server has never had"
            one.told.clear()
            one.session.network_changed()
            second = await one.signed_in()
            assert not second.is_resumed
            assert second.jid == first.jid, (
                "the resource changed, and with it who others think we are"
            )
            assert ends == [None]
            assert isinstance(one.session.state, CatchingUp)
            await one.told.wait_for(PresenceChanged, lambda e: e.presence.jid == second.jid)


async def test_thirty_breaks_leave_nothing_behind(server: RunningServer) -> None:
    settings = await settings_for(server, "flapping", first_retry=0.01, longest_retry=0.02)
    async with Relay(server.c2s_port) as relay:
        settings = replace(settings, endpoint=Endpoint(LOOPBACK, relay.port))
        async with live(settings) as one:
            await one.told.wait_for(RosterReceived)
            await until(lambda: len(one.scope) == 1)
            tasks = len(asyncio.all_tasks())
            for _ in range(30):
                one.told.clear()
                relay.cut()
                assert (await one.signed_in()).is_resumed
            await until(lambda: len(one.scope) == 1 and len(asyncio.all_tasks()) <= tasks)


async def test_closing_amid_an_attempt_is_prompt(server: RunningServer) -> None:
    settings = await settings_for(server, "hurried")
    async with (
        listening(saying()) as port,
        live(replace(settings, endpoint=Endpoint(LOOPBACK, port))) as one,
    ):
        await one.told.wait_for(
            ConnectionChanged, lambda e: getattr(e.state, "step", None) is ConnectStep.SECURING
        )
        async with asyncio.timeout(1.0):
            await one.session.close()
        assert isinstance(one.told.states[-1], Offline)


async def test_who_waits_for_an_answer_hears_of_the_end_before_they_are_ended(
    server: RunningServer,
) -> None:
    """Else the answer that never came would be an error that nobody took, which Python prints."""
    settings = await settings_for(server, "unanswered")
    async with Relay(server.c2s_port) as relay:
        settings = replace(settings, endpoint=Endpoint(LOOPBACK, relay.port))
        async with live(settings) as one:
            await one.told.wait_for(PresenceChanged)
            relay.swallow()
            ping = aioxmpp.IQ(type_=aioxmpp.IQType.GET, payload=aioxmpp.ping.xso.Ping())
            asking = asyncio.ensure_future(one.session._context.request(ping))  # noqa: TID251
            await until(lambda: relay.swallowed_bytes)
            await one.session.close(0.05)
            asking.cancel()
            relay.cut()
            with pytest.raises(NotConnected):
                await asking


async def test_who_gave_up_leaves_no_error_behind(
    server: RunningServer, caplog: pytest.LogCaptureFixture
) -> None:
    settings = await settings_for(server, "impatient")
    async with Relay(server.c2s_port) as relay:
        settings = replace(settings, endpoint=Endpoint(LOOPBACK, relay.port))
        async with live(settings) as one:
            await one.told.wait_for(PresenceChanged)
            relay.swallow()
            ping = aioxmpp.IQ(type_=aioxmpp.IQType.GET, payload=aioxmpp.ping.xso.Ping())
            with pytest.raises(RequestFailed):
                await one.session._context.request(ping, timeout=0.05)
            await one.session.close(0.05)
            relay.cut()
            gc.collect()
            assert "never retrieved" not in caplog.text


async def test_a_target_that_stays_silent_does_not_eat_all_the_time(
    server: RunningServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connector, "_TARGET_HEAD_START", 0.2)
    settings = await settings_for(server, "patient", endpoint=None)

    async def targets(_domain: str) -> tuple[Target, ...]:
        return (
            Target(LOOPBACK, dead.numbers[0]),
            Target(LOOPBACK, silent),
            Target(LOOPBACK, server.c2s_port),
        )

    class EmptyDns:
        async def lookup(self, _name: str) -> tuple[SrvRecord, ...]:
            return ()

    dead = HeldPorts(1)
    try:
        async with listening(saying()) as silent:
            opener = LineOpener(settings, Discovery(EmptyDns(), targets))
            async with live(settings, opener=opener) as one, asyncio.timeout(5.0):
                await one.signed_in()
    finally:
        dead.release()


async def test_a_life_in_order_leaves_nothing_on_the_terminal(
    server: RunningServer, caplog: pytest.LogCaptureFixture
) -> None:
    async with live(await settings_for(server, "quiet")) as one:
        await one.told.wait_for(PresenceChanged)
    assert [r.getMessage() for r in caplog.records if r.levelno >= logging.WARNING] == []
