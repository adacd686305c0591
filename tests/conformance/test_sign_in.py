"""Signing in: SASL (RFC 6120 6), certificates (RFC 6120 13.7), resource binding (RFC 6120 7)."""

import dataclasses
import ssl
from pathlib import Path

import pytest

from tests.conformance.person import Account, Cast, Person, Route, SignInRefusedError
from tests.conformance.raw_stream import RawStream
from tests.servers.certificates import CertificateAuthority
from tests.servers.running import Quirk, RunningServer

both_ways = pytest.mark.parametrize("is_direct_tls", [False, True], ids=["starttls", "direct-tls"])


@both_ways
async def test_right_password_signs_in(cast: Cast, is_direct_tls: bool) -> None:
    route = Route.to(cast.server, is_direct_tls=is_direct_tls)
    wang = await cast.connect("王芳", "desk", route=route)
    assert wang.bare == wang.account.address
    assert wang.jid.resource
    await wang.settle()


async def test_both_domains_sign_in(cast: Cast, server: RunningServer) -> None:
    for domain in server.domains:
        wang = await cast.connect("王芳", domain=domain)
        assert wang.jid.domain == domain


SCRAM = {"SCRAM-SHA-1", "SCRAM-SHA-256"}


async def test_each_offered_mechanism_signs_in(cast: Cast, server: RunningServer) -> None:
    account = await cast.account("王芳")
    first = await cast.connect(account)
    offered = first["feature_mechanisms"].mech_list & {*SCRAM, "PLAIN"}
    scram = offered & SCRAM
    assert len(scram) == 1 if Quirk.ONE_SCRAM_HASH in server.quirks else scram == SCRAM
    for mechanism in offered:
        wang = Person(account, "desk", Route.to(server))
        wang["feature_mechanisms"].use_mech = mechanism
        try:
            await wang.sign_in()
            assert wang["feature_mechanisms"].mech.name == mechanism
        finally:
            await wang.sign_out()


async def test_wrong_password_is_refused(cast: Cast) -> None:
    right = await cast.account("王芳")
    with pytest.raises(SignInRefusedError) as refusal:
        await cast.connect(Account(right.address, "wrong"))
    assert refusal.value.condition == "not-authorized"


async def test_unknown_account_is_refused_like_a_wrong_password(
    cast: Cast, server: RunningServer
) -> None:
    nobody = Account(f"nobody@{server.domain}", "secret")
    with pytest.raises(SignInRefusedError) as refusal:
        await cast.connect(nobody)
    assert refusal.value.condition == "not-authorized"


@both_ways
async def test_certificate_for_another_name_is_refused(
    cast: Cast, server: RunningServer, is_direct_tls: bool
) -> None:
    anybody = Account(f"wang@{server.misnamed_domain}", "secret")
    with pytest.raises(ssl.SSLCertVerificationError, match=r"[Hh]ostname mismatch"):
        await cast.connect(anybody, route=Route.to(server, is_direct_tls=is_direct_tls))


@both_ways
async def test_expired_certificate_is_refused(
    cast: Cast, server: RunningServer, is_direct_tls: bool
) -> None:
    anybody = Account(f"wang@{server.expired_domain}", "secret")
    with pytest.raises(ssl.SSLCertVerificationError, match="expired"):
        await cast.connect(anybody, route=Route.to(server, is_direct_tls=is_direct_tls))


async def test_unknown_authority_is_refused(
    cast: Cast, server: RunningServer, tmp_path: Path
) -> None:
    stranger = CertificateAuthority(tmp_path)
    route = dataclasses.replace(Route.to(server), ca_file=stranger.ca_file)
    with pytest.raises(ssl.SSLCertVerificationError, match="certificate"):
        await cast.connect("王芳", route=route)


async def test_nothing_but_tls_is_offered_in_the_clear(server: RunningServer) -> None:
    async with RawStream.in_the_clear(server) as stream:
        features = await stream.open(server.domain)
    assert features.find("{urn:ietf:params:xml:ns:xmpp-tls}starttls") is not None
    assert features.find("{urn:ietf:params:xml:ns:xmpp-sasl}mechanisms") is None


async def test_resource_is_made_up_where_none_is_asked_for(cast: Cast) -> None:
    account = await cast.account("王芳")
    wang = Person(account, "", Route.to(cast.server))
    try:
        await wang.sign_in()
        assert wang.jid.resource
    finally:
        await wang.sign_out()


async def test_second_session_of_a_resource_ends_the_first(cast: Cast) -> None:
    """RFC 6120 7.7.2.2: servers here all choose to end the older session."""
    account = await cast.account("王芳")
    older = await cast.online(account, "desk")
    newer = await cast.online(account, "desk")
    error = await older.expect_stream_error()
    assert error["condition"] == "conflict"
    assert newer.jid.resource == "desk"
    await newer.fence(newer)


async def test_two_resources_live_side_by_side(cast: Cast) -> None:
    account = await cast.account("王芳")
    desk = await cast.online(account, "desk")
    phone = await cast.online(account, "phone")
    await desk.fence(phone)
    await phone.fence(desk)
