"""Signing in to a real server, once, and all the ways that it does not come to that."""

import asyncio
from dataclasses import replace

import pytest

from startalk_desktop.model.account import Endpoint
from startalk_desktop.model.connection import Connecting, ConnectionState, ConnectStep, SigningIn
from startalk_desktop.model.failure import FailureCode
from startalk_desktop.model.jid import Jid
from startalk_desktop.xmpp.errors import SignInFailed
from startalk_desktop.xmpp.probe import probe_sign_in
from startalk_desktop.xmpp.settings import SessionSettings
from tests.servers.ports import HeldPorts
from tests.servers.running import RunningServer
from tests.xmpp.recording import settings_for, until


def ignore(_state: ConnectionState) -> None:
    return


async def failure_of(settings: SessionSettings) -> SignInFailed:
    with pytest.raises(SignInFailed) as caught:
        await probe_sign_in(settings, ignore)
    return caught.value


async def test_right_password_tells_each_step(server: RunningServer) -> None:
    settings = await settings_for(server, "王芳")
    states: list[ConnectionState] = []
    result = await probe_sign_in(settings, states.append)
    assert result.jid.bare == settings.jid
    assert result.jid.resource.startswith("startalk.")
    assert "urn:xmpp:mam:2" in result.features
    assert states == [
        Connecting(ConnectStep.DISCOVERING, "acme.example"),
        Connecting(ConnectStep.REACHING, "127.0.0.1"),
        Connecting(ConnectStep.SECURING, "127.0.0.1"),
        SigningIn(),
    ]


async def test_direct_tls(server: RunningServer) -> None:
    settings = await settings_for(server, "王芳")
    direct = Endpoint(server.host, server.direct_tls_port, is_direct_tls=True)
    result = await probe_sign_in(replace(settings, endpoint=direct), ignore)
    assert result.jid.bare == settings.jid


async def test_wrong_password(server: RunningServer) -> None:
    settings = await settings_for(server, "王芳")
    failed = await failure_of(replace(settings, password="falsch"))
    assert failed.failure.code is FailureCode.PASSWORD


async def test_unknown_account_fails_like_a_wrong_password(server: RunningServer) -> None:
    settings = await settings_for(server, "王芳")
    failed = await failure_of(replace(settings, jid=Jid.parse("niemand@acme.example")))
    assert failed.failure.code is FailureCode.PASSWORD


async def test_domain_that_is_not_served_there(server: RunningServer) -> None:
    settings = await settings_for(server, "王芳")
    failed = await failure_of(replace(settings, jid=Jid.parse("wang@gamma.example")))
    assert failed.failure.code is FailureCode.DOMAIN_NOT_SERVED


async def test_untrusted_certificate_is_shown(server: RunningServer) -> None:
    settings = await settings_for(server, "王芳")
    failed = await failure_of(replace(settings, extra_ca_pem=""))
    assert failed.failure.code is FailureCode.CERTIFICATE_UNTRUSTED
    assert failed.certificate is not None
    assert "acme.example" in failed.certificate.names
    assert not failed.certificate.is_self_signed


@pytest.mark.parametrize("is_direct_tls", [False, True])
async def test_right_chain_for_another_name(server: RunningServer, is_direct_tls: bool) -> None:
    settings = await settings_for(server, "王芳")
    port = server.direct_tls_port if is_direct_tls else server.c2s_port
    failed = await failure_of(
        replace(
            settings,
            jid=Jid.parse(f"wang@{server.misnamed_domain}"),
            endpoint=Endpoint(server.host, port, is_direct_tls),
        )
    )
    assert failed.failure.code is FailureCode.CERTIFICATE_NAME
    assert failed.certificate is not None
    assert server.misnamed_domain not in failed.certificate.names


async def test_expired_certificate(server: RunningServer) -> None:
    settings = await settings_for(server, "王芳")
    jid = Jid.parse(f"wang@{server.expired_domain}")
    failed = await failure_of(replace(settings, jid=jid))
    assert failed.failure.code is FailureCode.CERTIFICATE_EXPIRED
    assert failed.certificate is not None


async def test_pin_accepts_exactly_that_certificate(server: RunningServer) -> None:
    settings = replace(await settings_for(server, "王芳"), extra_ca_pem="")
    refused = await failure_of(settings)
    assert refused.certificate is not None
    pinned = replace(settings, pinned_sha256=refused.certificate.fingerprint_sha256)
    assert (await probe_sign_in(pinned, ignore)).jid.bare == settings.jid


async def test_another_certificate_than_the_pinned_is_refused_though_its_chain_is_good(
    server: RunningServer,
) -> None:
    settings = await settings_for(server, "王芳")
    failed = await failure_of(replace(settings, pinned_sha256=":".join(["AB"] * 32)))
    assert failed.failure.code is FailureCode.CERTIFICATE_CHANGED
    assert failed.certificate is not None
    assert "acme.example" in failed.certificate.names


async def test_direct_tls_to_a_port_that_expects_starttls(server: RunningServer) -> None:
    settings = await settings_for(server, "王芳")
    endpoint = Endpoint(server.host, server.c2s_port, is_direct_tls=True)
    failed = await failure_of(replace(settings, endpoint=endpoint))
    assert failed.failure.code in {FailureCode.TLS_FAILED, FailureCode.CONNECTION_LOST}


async def test_starttls_to_a_port_that_expects_tls(server: RunningServer) -> None:
    settings = await settings_for(server, "王芳")
    endpoint = Endpoint(server.host, server.direct_tls_port)
    failed = await failure_of(replace(settings, endpoint=endpoint))
    assert failed.failure.code in {FailureCode.NOT_XMPP, FailureCode.CONNECTION_LOST}


async def test_closed_port(server: RunningServer) -> None:
    settings = await settings_for(server, "王芳")
    held = HeldPorts(1)
    try:
        endpoint = Endpoint(server.host, held.numbers[0])
        failed = await failure_of(replace(settings, endpoint=endpoint))
    finally:
        held.release()
    assert failed.failure.code is FailureCode.REFUSED_PORT


async def test_unknown_host(server: RunningServer) -> None:
    settings = await settings_for(server, "王芳")
    endpoint = Endpoint("no-such-host.invalid", 5222)
    failed = await failure_of(replace(settings, endpoint=endpoint))
    assert failed.failure.code in {FailureCode.HOST_UNKNOWN, FailureCode.NO_ROUTE}


@pytest.mark.parametrize(
    "step", [ConnectStep.DISCOVERING, ConnectStep.REACHING, ConnectStep.SECURING, None]
)
async def test_cancelled_at_any_step_it_ends_at_once_and_leaves_nothing(
    server: RunningServer, step: ConnectStep | None
) -> None:
    settings = await settings_for(server, "王芳")
    reached = asyncio.Event()

    def note(state: ConnectionState) -> None:
        if isinstance(state, SigningIn) if step is None else getattr(state, "step", None) is step:
            reached.set()

    before = asyncio.all_tasks()
    attempt = asyncio.get_running_loop().create_task(probe_sign_in(settings, note))
    await reached.wait()
    attempt.cancel()
    async with asyncio.timeout(1.0):
        with pytest.raises(asyncio.CancelledError):
            await attempt
        await until(lambda: not asyncio.all_tasks() - before)
