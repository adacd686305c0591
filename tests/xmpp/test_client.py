"""What aioxmpp's client is kept from doing."""

from collections.abc import Callable

import aioxmpp
import pytest

from startalk_desktop.model.failure import FailureCode
from startalk_desktop.model.jid import Jid
from startalk_desktop.xmpp.client import SessionClient
from startalk_desktop.xmpp.context import guard
from startalk_desktop.xmpp.errors import SignInFailed
from startalk_desktop.xmpp.settings import SessionSettings

SETTINGS = SessionSettings(Jid.parse("王芳@acme.example"), "geheim", extra_ca_pem="PEM")


async def test_a_server_can_not_call_us_by_another_name() -> None:
    client = SessionClient(SETTINGS, "desk")
    client._check_address()
    client._local_jid = aioxmpp.JID.fromstr("李雷@acme.example/desk")
    with pytest.raises(SignInFailed) as caught:
        client._check_address()
    assert caught.value.failure.code is FailureCode.SERVER_ERROR


@pytest.mark.parametrize("call", [SessionClient.start, SessionClient.stop])
async def test_it_never_connects_by_itself(call: Callable[[SessionClient], None]) -> None:
    with pytest.raises(NotImplementedError):
        call(SessionClient(SETTINGS, "desk"))


async def test_a_session_without_a_line_ends_at_once_and_asks_nobody() -> None:
    client = SessionClient(SETTINGS, "desk")
    assert not await client.is_alive(1.0)
    client.cut_line("nothing to cut")
    await client.drop_line()
    client.forget()
    await client.shut_down(1.0)
    assert not client.running


def test_a_password_is_in_no_repr() -> None:
    assert "geheim" not in repr(SETTINGS)
    assert "PEM" not in repr(SETTINGS)


@pytest.mark.parametrize("answer", [True, "text", None])
def test_a_guarded_listener_stays_connected(answer: object) -> None:
    signal = aioxmpp.callbacks.AdHocSignal()
    calls: list[object] = []

    def listener(value: object) -> object:
        calls.append(value)
        return answer

    signal.connect(guard(listener))
    signal(1)
    signal(2)
    assert calls == [1, 2]


def test_a_guarded_listener_that_raises_is_logged_and_stays_connected(
    caplog: pytest.LogCaptureFixture,
) -> None:
    signal = aioxmpp.callbacks.AdHocSignal()
    calls: list[object] = []

    def listener(value: object) -> None:
        calls.append(value)
        raise ValueError("hostile")

    signal.connect(guard(listener))
    signal(1)
    signal(2)
    assert calls == [1, 2]
    assert "hostile" in caplog.text
