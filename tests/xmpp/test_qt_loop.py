"""The same session on Qt's loop, as the program runs it."""

import os
from collections.abc import Callable, Coroutine
from dataclasses import replace
from typing import Any

import pytest
import qasync
from PySide6.QtWidgets import QApplication

from startalk_desktop.model.account import Endpoint
from startalk_desktop.model.connection import Online, WaitingToRetry
from startalk_desktop.model.events import MessageReceived, PresenceChanged, RosterReceived
from startalk_desktop.model.failure import FailureCode
from startalk_desktop.model.identity import ConversationKind
from startalk_desktop.model.message import OutgoingMessage
from startalk_desktop.xmpp.errors import SignInFailed
from startalk_desktop.xmpp.probe import probe_sign_in
from tests.servers.ports import LOOPBACK
from tests.servers.prosody import RunningProsody
from tests.servers.relay import Relay
from tests.xmpp.recording import live, settings_for

pytestmark = pytest.mark.prosody

Work = Callable[[], Coroutine[Any, Any, None]]


@pytest.fixture
def on_qt_loop() -> Callable[[Work], None]:
    """Runs a coroutine on a loop of Qt's, without a screen."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QApplication.instance() or QApplication([])

    def run(work: Work) -> None:
        with qasync.QSelectorEventLoop(application) as loop:
            loop.run_until_complete(work())

    return run


def test_sign_in_send_break_resume_end(
    prosody: RunningProsody, on_qt_loop: Callable[[Work], None]
) -> None:
    async def work() -> None:
        settings = await settings_for(prosody, "qt")
        peer_settings = await settings_for(prosody, "qt-peer")
        async with Relay(prosody.c2s_port) as relay, live(peer_settings) as peer:
            await peer.told.wait_for(PresenceChanged)
            through_relay = replace(settings, endpoint=Endpoint(LOOPBACK, relay.port))
            async with live(through_relay) as one:
                await one.told.wait_for(RosterReceived)
                one.session.caught_up()
                one.told.clear()
                relay.cut()
                await one.told.wait_for_state(WaitingToRetry)
                message = OutgoingMessage(
                    peer_settings.jid, ConversationKind.DIRECT, "你好", "origin-qt"
                )
                one.session.messages.send(message)
                assert (await one.signed_in()).is_resumed
                await one.told.wait_for_state(Online)
                heard = await peer.told.wait_for(MessageReceived)
                assert heard.message.text == "你好"

    on_qt_loop(work)


def test_direct_tls_and_a_refused_certificate(
    prosody: RunningProsody, on_qt_loop: Callable[[Work], None]
) -> None:
    async def work() -> None:
        settings = await settings_for(prosody, "qt")
        direct = Endpoint(LOOPBACK, prosody.direct_tls_port, is_direct_tls=True)
        settings = replace(settings, endpoint=direct)
        result = await probe_sign_in(settings, lambda _state: None)
        assert result.jid.bare == settings.jid
        with pytest.raises(SignInFailed) as caught:
            await probe_sign_in(replace(settings, extra_ca_pem=""), lambda _state: None)
        assert caught.value.failure.code is FailureCode.CERTIFICATE_UNTRUSTED
        assert caught.value.certificate is not None

    on_qt_loop(work)
