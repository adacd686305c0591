"""Authentication on a secured line (RFC 6120 section 6).

SCRAM-SHA-256, else SCRAM-SHA-1, and the server has to prove that it knows the password too. PLAIN only where the
settings allow it, the line is verified TLS (there is no other line here), the server offers no SCRAM, and it never
offered one to this session before: else somebody who can strip a list of mechanisms gets the password.
"""

from __future__ import annotations

import asyncio
from types import MappingProxyType
from typing import Any, Final

from aioxmpp import nonza, protocol
from aioxmpp.security_layer import SASLMechanisms

from startalk_desktop.model.failure import Failure, FailureCode
from startalk_desktop.model.jid import Jid
from startalk_desktop.xmpp.connector import Line
from startalk_desktop.xmpp.errors import SignInFailed
from startalk_desktop.xmpp.scram import (
    HASHES,
    Derivation,
    ScramClient,
    ScramError,
    ServerSignatureError,
)

_PLAIN: Final = "PLAIN"

# RFC 6120 section 6.5.
_CODES: Final = MappingProxyType(
    {
        "account-disabled": FailureCode.ACCOUNT_DISABLED,
        "credentials-expired": FailureCode.PASSWORD,
        "encryption-required": FailureCode.MECHANISM,
        "invalid-authzid": FailureCode.PASSWORD,
        "invalid-mechanism": FailureCode.MECHANISM,
        "mechanism-too-weak": FailureCode.MECHANISM,
        "not-authorized": FailureCode.PASSWORD,
    }
)


class Authenticator:
    """Signs one account in, again and again; it remembers what it derived, so that a reconnect costs nothing."""

    def __init__(self, own: Jid, password: str, *, allow_plain: bool) -> None:
        self._own = own
        self._password = password
        self._allow_plain = allow_plain
        self._has_seen_scram = False
        self._derived: tuple[Derivation, bytes] | None = None

    async def sign_in(self, line: Line) -> Any:
        """Authenticate on `line`; returns the stream features that the server offers after it.

        Raises:
            SignInFailed: the server refused, has no mechanism that we accept, or could not prove itself.
            ConnectionError: the line broke.
        """
        mechanism = self._choose(line.features)
        # aioxmpp logs what it sends at debug level; passwords and proofs must not be in it.
        with line.stream.mute():
            if mechanism == _PLAIN:
                await self._plain(line.stream)
            else:
                await self._scram(line.stream, mechanism)
        return await protocol.reset_stream_and_get_features(line.stream)

    def _choose(self, features: Any) -> str:
        try:
            offered = features[SASLMechanisms].get_mechanism_list()
        except KeyError:
            failure = Failure(FailureCode.SERVER_TOO_OLD, "the server offers no SASL")
            raise SignInFailed(failure) from None
        for mechanism in HASHES:
            if mechanism in offered:
                self._has_seen_scram = True
                return mechanism
        if _PLAIN in offered and self._allow_plain and not self._has_seen_scram:
            return _PLAIN
        raise SignInFailed(Failure(FailureCode.MECHANISM, f"offered: {', '.join(offered)}"))

    async def _plain(self, stream: protocol.XMLStream) -> None:
        if "\0" in self._password:
            raise SignInFailed(Failure(FailureCode.PASSWORD, "a password can't contain a NUL"))
        credentials = f"\0{self._own.local}\0{self._password}".encode()
        answer = await _say(stream, nonza.SASLAuth(mechanism=_PLAIN, payload=credentials))
        if not isinstance(answer, nonza.SASLSuccess):
            raise _broken("a challenge to PLAIN")

    async def _scram(self, stream: protocol.XMLStream, mechanism: str) -> None:
        try:
            exchange = ScramClient(mechanism, self._own.local)
            opening = nonza.SASLAuth(mechanism=mechanism, payload=exchange.first_message())
            answer = await _say(stream, opening)
            salted = await self._salted(exchange.challenge(_challenge_of(answer)))
            answer = await _say(stream, nonza.SASLResponse(payload=exchange.final_message(salted)))
            exchange.verify(answer.payload or b"")
            if isinstance(answer, nonza.SASLChallenge):
                # RFC 5802 allows the proof in a challenge of its own, answered by nothing.
                answer = await _say(stream, nonza.SASLResponse(payload=b""))
                if not isinstance(answer, nonza.SASLSuccess):
                    raise _broken("a second challenge")
        except ServerSignatureError as error:
            failure = Failure(FailureCode.SERVER_SIGNATURE, str(error))
            raise SignInFailed(failure) from error
        except ScramError as error:
            raise SignInFailed(Failure(FailureCode.MECHANISM, str(error))) from error

    async def _salted(self, derivation: Derivation) -> bytes:
        if self._derived is not None and self._derived[0] == derivation:
            return self._derived[1]
        try:
            salted = await asyncio.to_thread(derivation.salted_password, self._password)
        except ValueError as error:
            raise SignInFailed(Failure(FailureCode.PASSWORD, str(error))) from error
        self._derived = (derivation, salted)
        return salted


def _challenge_of(answer: Any) -> bytes:
    if not isinstance(answer, nonza.SASLChallenge):
        # Success before any proof: whoever answers so does not need to know the password.
        raise ServerSignatureError("the server skipped the proof")
    return answer.payload or b""


async def _say(stream: protocol.XMLStream, word: Any) -> Any:
    answer = await protocol.send_and_wait_for(
        stream, [word], [nonza.SASLChallenge, nonza.SASLFailure, nonza.SASLSuccess]
    )
    if isinstance(answer, nonza.SASLFailure):
        condition = str(answer.condition[1])
        code = _CODES.get(condition, FailureCode.SERVER_ERROR)
        detail = f"{condition}: {answer.text}" if answer.text else condition
        raise SignInFailed(Failure(code, detail))
    return answer


def _broken(what: str) -> SignInFailed:
    return SignInFailed(Failure(FailureCode.MECHANISM, f"the server sent {what}"))
