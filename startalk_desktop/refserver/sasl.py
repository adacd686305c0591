"""The server's half of SASL: SCRAM (RFC 5802, RFC 7677).

A mechanism is a generator: it yields challenges, is sent responses, and returns who signed in. A
wrong password and an unknown name take the same way to the same `not-authorized`.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass
from functools import partial

from scramp import ScramException, ScramMechanism
from scramp.utils import ServerError

from .accounts import SCRAM_MECHANISMS, Accounts, Credential
from .jid import normalise_local
from .stanza import ProtocolError

# What went wrong is not the form of a message but what it proves or names.
_UNAUTHORISED = {
    ServerError.INVALID_PROOF,
    ServerError.CHANNEL_BINDINGS_DONT_MATCH,
    ServerError.NO_RESOURCES,  # there can't be such a name
}


class SaslError(ProtocolError):
    """The exchange has failed with this condition (RFC 6120 section 6.5)."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The outcome: an account's local part, and what goes into `<success/>`."""

    local: str
    final: bytes = b""


# The first challenge is empty: a client that sent an initial response has answered it already.
Exchange = Generator[bytes, bytes, SignedIn]


def scram(accounts: Accounts, mechanism: str, nonce: str | None = None) -> Exchange:
    """A proof of the password. `nonce` is the server's part of the nonce, for test vectors."""
    local = ""

    def credential(name: str) -> Credential:
        nonlocal local
        local = normalise_local(name)
        return accounts.credential(local, mechanism) or accounts.decoy(local, mechanism)

    server = ScramMechanism(mechanism).make_server(credential, s_nonce=nonce)
    try:
        server.set_client_first(_text((yield b"")))
        server.set_client_final(_text((yield server.get_server_first().encode())))
    except ScramException as error:
        if error.server_error in _UNAUTHORISED:
            raise SaslError("not-authorized") from error
        raise SaslError("malformed-request", error.args[0]) from error
    return SignedIn(local, server.get_server_final().encode())


MECHANISMS: dict[str, Callable[[Accounts], Exchange]] = {
    name: partial(scram, mechanism=name) for name in SCRAM_MECHANISMS
}


def _text(message: bytes) -> str:
    try:
        return message.decode()
    except UnicodeDecodeError as error:
        raise SaslError("malformed-request", "this is not UTF-8") from error
