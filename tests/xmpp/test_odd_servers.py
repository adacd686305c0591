"""Servers that answer as no proper one would: each is told apart, and none gets the password."""

import asyncio
import base64
import hashlib
import hmac
from pathlib import Path

import pytest

from startalk_desktop.model.account import Endpoint
from startalk_desktop.model.connection import ConnectionState
from startalk_desktop.model.failure import FailureCode
from startalk_desktop.model.jid import Jid
from startalk_desktop.xmpp.errors import SignInFailed
from startalk_desktop.xmpp.probe import probe_sign_in
from startalk_desktop.xmpp.settings import SessionSettings
from tests.servers.certificates import CertificateAuthority, KeyPair
from tests.servers.ports import LOOPBACK
from tests.xmpp.fake_servers import (
    HEADER,
    PROCEED,
    STARTTLS,
    Script,
    listening,
    over_starttls,
    saying,
)

PASSWORD = "Kirschbaum"
SALT = b"0123456789abcdef"


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> CertificateAuthority:
    return CertificateAuthority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="module")
def pair(authority: CertificateAuthority) -> KeyPair:
    return authority.issue("acme", ["acme.example"])


@pytest.fixture
def ca_pem(authority: CertificateAuthority) -> str:
    return Path(authority.ca_file).read_text()


def settings(port: int, ca_pem: str, **changes: object) -> SessionSettings:
    return SessionSettings(
        Jid.parse("王芳@acme.example"),
        PASSWORD,
        endpoint=Endpoint(LOOPBACK, port),
        extra_ca_pem=ca_pem,
        **{"connect_timeout": 5.0, "sign_in_timeout": 5.0, **changes},  # type: ignore[arg-type]
    )


def ignore(_state: ConnectionState) -> None:
    return


async def failure_with(script: Script, ca_pem: str, **changes: object) -> FailureCode:
    async with listening(script) as port:
        with pytest.raises(SignInFailed) as caught:
            await probe_sign_in(settings(port, ca_pem, **changes), ignore)
    return caught.value.failure.code


ERROR = "<stream:error><{} xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error>"


@pytest.mark.parametrize(
    ("script", "code"),
    [
        (saying(b"HTTP/1.1 400 Bad Request\r\n\r\n", stays=False), FailureCode.NOT_XMPP),
        (saying(b"SSH-2.0-OpenSSH_9.2\r\n"), FailureCode.NOT_XMPP),
        (saying(b"<html><body>hotel</body></html>"), FailureCode.NOT_XMPP),
        (saying(b"<!DOCTYPE a [<!ENTITY b 'c'>]>" + HEADER), FailureCode.NOT_XMPP),
        (saying(b"<?xml version='1.0'?>" + b" " * 40_000), FailureCode.NOT_XMPP),
        (saying(HEADER.replace(b"version='1.0'>", b">")), FailureCode.SERVER_TOO_OLD),
        (saying(HEADER + b"<stream:features/>"), FailureCode.TLS_MISSING),
        (
            saying(
                HEADER + b"<stream:features><mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>"
                b"<mechanism>PLAIN</mechanism></mechanisms></stream:features>"
            ),
            FailureCode.TLS_MISSING,
        ),
        (
            saying(
                HEADER + STARTTLS,
                b"<failure xmlns='urn:ietf:params:xml:ns:xmpp-tls'/></stream:stream>",
            ),
            FailureCode.TLS_FAILED,
        ),
        (saying(HEADER + ERROR.format("host-unknown").encode()), FailureCode.DOMAIN_NOT_SERVED),
        (saying(HEADER + ERROR.format("system-shutdown").encode()), FailureCode.SERVER_SHUTDOWN),
        (saying(HEADER, stays=False), FailureCode.CONNECTION_LOST),
        (saying(HEADER + b"</stream:stream>"), FailureCode.CONNECTION_LOST),
        (
            saying(HEADER + STARTTLS, PROCEED + b"<features/>", stays=False),
            FailureCode.CONNECTION_LOST,
        ),
        (saying(HEADER + STARTTLS, PROCEED, b"no handshake at all"), FailureCode.TLS_FAILED),
    ],
)
async def test_before_tls(script: Script, code: FailureCode, ca_pem: str) -> None:
    assert await failure_with(script, ca_pem) is code


async def test_silence_ends_in_time(ca_pem: str) -> None:
    code = await failure_with(saying(), ca_pem, connect_timeout=0.3)
    assert code is FailureCode.TIMEOUT


async def test_silence_within_tls_ends_in_time(ca_pem: str, pair: KeyPair) -> None:
    script = over_starttls(pair, saying())
    assert await failure_with(script, ca_pem, connect_timeout=0.5) is FailureCode.TIMEOUT


async def test_no_stream_within_tls(ca_pem: str, pair: KeyPair) -> None:
    script = over_starttls(pair, saying(b"<html><p>hotel</p></html>"))
    assert await failure_with(script, ca_pem) is FailureCode.NOT_XMPP


def mechanisms(*names: str) -> bytes:
    offered = "".join(f"<mechanism>{name}</mechanism>" for name in names)
    return (
        HEADER
        + f"<stream:features><mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>{offered}"
        "</mechanisms></stream:features>".encode()
    )


async def test_no_sasl_at_all(ca_pem: str, pair: KeyPair) -> None:
    script = over_starttls(pair, saying(HEADER + b"<stream:features/>"))
    assert await failure_with(script, ca_pem) is FailureCode.SERVER_TOO_OLD


async def test_no_mechanism_in_common(ca_pem: str, pair: KeyPair) -> None:
    script = over_starttls(pair, saying(mechanisms("DIGEST-MD5", "EXTERNAL", "SCRAM-SHA-1-PLUS")))
    assert await failure_with(script, ca_pem) is FailureCode.MECHANISM


async def test_plain_is_refused_where_settings_forbid_it(ca_pem: str, pair: KeyPair) -> None:
    script = over_starttls(pair, saying(mechanisms("PLAIN")))
    assert await failure_with(script, ca_pem, allow_plain=False) is FailureCode.MECHANISM


SASL = "xmlns='urn:ietf:params:xml:ns:xmpp-sasl'"


class ScramServer:
    """Plays a server of SCRAM-SHA-256 that lies in one way."""

    def __init__(self, lie: str) -> None:
        self._lie = lie
        self.heard: list[bytes] = []

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.heard.append(await reader.readuntil(b">"))
        self.heard.append(await reader.readuntil(b">"))
        writer.write(mechanisms("PLAIN", "SCRAM-SHA-1", "SCRAM-SHA-256"))
        first = await self._hear(reader)
        if self._lie == "success at once":
            writer.write(f"<success {SASL}/>".encode())
            await reader.read()
            return
        bare = first.partition(b",,")[2].decode()
        nonce = bare.partition("r=")[2]
        if self._lie == "another nonce":
            nonce = "x" * len(nonce)
        iterations = {"few iterations": 1, "many iterations": 2**31}.get(self._lie, 4096)
        salt = base64.b64encode(SALT).decode()
        challenge = f"r={nonce}server,s={salt},i={iterations}"
        writer.write(f"<challenge {SASL}>{_b64(challenge)}</challenge>".encode())
        final = (await self._hear(reader)).decode()
        salted = hashlib.pbkdf2_hmac("sha256", PASSWORD.encode(), SALT, iterations)
        key = hmac.digest(salted, b"Server Key", "sha256")
        signed = f"{bare},{challenge},{final.rpartition(',p=')[0]}".encode()
        proof = base64.b64encode(hmac.digest(key, signed, "sha256")).decode()
        answers = {
            "wrong proof": f"v={base64.b64encode(b'0' * 32).decode()}",
            "no proof": "",
            "error instead of proof": "e=other-error",
        }
        self.heard.append(final.encode())
        payload = answers.get(self._lie, f"v={proof}")
        if self._lie == "proof in a challenge":
            writer.write(f"<challenge {SASL}>{_b64(payload)}</challenge>".encode())
            self.heard.append(await reader.readuntil(b">"))
            payload = ""
        writer.write(f"<success {SASL}>{_b64(payload)}</success>".encode())
        self.heard.append(await reader.readuntil(b"<stream:stream"))

    async def _hear(self, reader: asyncio.StreamReader) -> bytes:
        text = await reader.readuntil(b"</")
        await reader.readuntil(b">")
        self.heard.append(text)
        return base64.b64decode(text[:-2].rpartition(b">")[2])


def _b64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


@pytest.mark.parametrize(
    ("lie", "code"),
    [
        ("wrong proof", FailureCode.SERVER_SIGNATURE),
        ("no proof", FailureCode.SERVER_SIGNATURE),
        ("error instead of proof", FailureCode.SERVER_SIGNATURE),
        ("success at once", FailureCode.SERVER_SIGNATURE),
        ("another nonce", FailureCode.MECHANISM),
        ("few iterations", FailureCode.MECHANISM),
        ("many iterations", FailureCode.MECHANISM),
    ],
)
async def test_lying_scram_server(lie: str, code: FailureCode, ca_pem: str, pair: KeyPair) -> None:
    server = ScramServer(lie)
    assert await failure_with(over_starttls(pair, server), ca_pem) is code
    assert not any(PASSWORD.encode() in words for words in server.heard)


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ("<failure {}><not-authorized/></failure>", FailureCode.PASSWORD),
        (
            "<failure {}><account-disabled/><text>gesperrt</text></failure>",
            FailureCode.ACCOUNT_DISABLED,
        ),
        ("<failure {}><temporary-auth-failure/></failure>", FailureCode.SERVER_ERROR),
        ("<failure {}><mechanism-too-weak/></failure>", FailureCode.MECHANISM),
        ("<challenge {}>bW9yZQ==</challenge>", FailureCode.MECHANISM),
    ],
)
async def test_plain_where_nothing_better_is_offered(
    answer: str, code: FailureCode, ca_pem: str, pair: KeyPair
) -> None:
    heard: list[bytes] = []

    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"version=")
        writer.write(mechanisms("PLAIN", "DIGEST-MD5"))
        words = await reader.readuntil(b"</auth>")
        heard.append(base64.b64decode(words[: -len(b"</auth>")].rpartition(b">")[2]))
        writer.write(answer.format(SASL).encode())
        await reader.read()

    assert await failure_with(over_starttls(pair, script), ca_pem) is code
    assert heard == [f"\0王芳\0{PASSWORD}".encode()]


@pytest.mark.parametrize("is_proof_in_success", [True, False])
async def test_the_proof_may_come_by_either_way(
    is_proof_in_success: bool, ca_pem: str, pair: KeyPair
) -> None:
    """The server of these tests proves itself where it does not lie, or they would prove nothing."""
    server = ScramServer("none" if is_proof_in_success else "proof in a challenge")
    await failure_with(over_starttls(pair, server), ca_pem)
    assert b"stream:stream" in server.heard[-1]
