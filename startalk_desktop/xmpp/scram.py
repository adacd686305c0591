"""SCRAM (RFC 5802, RFC 7677) as a calculation, without I/O: what to say, and whether the server knows the password too.

aiosasl's own SCRAM derives the key on the loop with whatever iteration count the server names; a hostile one could
hang the client with it. Here the count is bounded, and the caller derives the key in a thread.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from aiosasl.stringprep import saslprep  # type: ignore[import-untyped]

HASHES: Final = MappingProxyType({"SCRAM-SHA-256": "sha256", "SCRAM-SHA-1": "sha1"})
"""What we speak, the preferred first."""

LEAST_ITERATIONS: Final = 4096  # RFC 7677 section 4
MOST_ITERATIONS: Final = 1_000_000
"""More takes longer than anybody waits at sign-in; servers use 4,096 to some ten thousand."""

_GS2_HEADER: Final = "n,,"  # no channel binding: the standard library has no exporter for it
_NONCE_BYTES: Final = 18


class ScramError(Exception):
    """The server's part of the exchange is malformed or dishonest."""


class ServerSignatureError(ScramError):
    """The server could not prove that it knows the password: somebody else may have answered."""


@dataclass(frozen=True, slots=True)
class Derivation:
    """What the salted password is derived from; the same for each sign-in until the password is changed."""

    hash_name: str
    salt: bytes
    iterations: int

    def salted_password(self, password: str) -> bytes:
        """``SaltedPassword`` of RFC 5802. It is slow on purpose: call it in a thread.

        Raises:
            ValueError: `password` has characters that no password may have (RFC 4013).
        """
        prepared = saslprep(password).encode()
        return hashlib.pbkdf2_hmac(self.hash_name, prepared, self.salt, self.iterations)


class ScramClient:
    """One exchange: `first_message`, `challenge`, `final_message`, `verify`, in this order.

    Args:
        mechanism: a key of `HASHES`.
        name: the local part of the address.
        nonce: random text of our own; given in tests only.
    """

    def __init__(self, mechanism: str, name: str, nonce: str | None = None) -> None:
        self._hash_name = HASHES[mechanism]
        prepared = saslprep(name, allow_unassigned=True)
        escaped = prepared.replace("=", "=3D").replace(",", "=2C")
        self._nonce = nonce or base64.b64encode(secrets.token_bytes(_NONCE_BYTES)).decode()
        self._first_bare = f"n={escaped},r={self._nonce}"
        self._server_first = ""
        self._full_nonce = ""
        self._server_signature = b""

    def first_message(self) -> bytes:
        """``client-first-message``."""
        return (_GS2_HEADER + self._first_bare).encode()

    def challenge(self, message: bytes) -> Derivation:
        """Read ``server-first-message``.

        Raises:
            ScramError: it is malformed, answers somebody else's nonce, or asks for too little or too much work.
        """
        fields = _fields(message)
        try:
            nonce, salt = fields["r"], base64.b64decode(fields["s"], validate=True)
            iterations = int(fields["i"])
        except (KeyError, ValueError) as error:
            raise ScramError("the server's challenge is malformed") from error
        if "m" in fields:
            raise ScramError("the server demands an extension")
        if not nonce.startswith(self._nonce) or len(nonce) == len(self._nonce):
            raise ScramError("the server answered to another nonce")
        if not LEAST_ITERATIONS <= iterations <= MOST_ITERATIONS:
            raise ScramError(f"the server asks for {iterations} iterations")
        self._full_nonce = nonce
        self._server_first = message.decode()
        return Derivation(self._hash_name, salt, iterations)

    def final_message(self, salted_password: bytes) -> bytes:
        """``client-final-message``."""
        binding = base64.b64encode(_GS2_HEADER.encode()).decode()
        without_proof = f"c={binding},r={self._full_nonce}"
        signed = f"{self._first_bare},{self._server_first},{without_proof}".encode()
        client_key = hmac.digest(salted_password, b"Client Key", self._hash_name)
        stored_key = hashlib.new(self._hash_name, client_key).digest()
        signature = hmac.digest(stored_key, signed, self._hash_name)
        proof = bytes(ours ^ theirs for ours, theirs in zip(client_key, signature, strict=True))
        server_key = hmac.digest(salted_password, b"Server Key", self._hash_name)
        self._server_signature = hmac.digest(server_key, signed, self._hash_name)
        return f"{without_proof},p={base64.b64encode(proof).decode()}".encode()

    def verify(self, message: bytes) -> None:
        """Check ``server-final-message``.

        Raises:
            ServerSignatureError: it does not prove that the server knows the password.
        """
        try:
            signature = base64.b64decode(_fields(message)["v"], validate=True)
        except (ScramError, KeyError, binascii.Error) as error:
            raise ServerSignatureError("the server gave no proof") from error
        if not self._server_signature or not hmac.compare_digest(signature, self._server_signature):
            raise ServerSignatureError("the server's proof is wrong")


def _fields(message: bytes) -> dict[str, str]:
    try:
        parts = message.decode().split(",")
    except UnicodeDecodeError as error:
        raise ScramError("the server's message is no text") from error
    return {name: value for name, _, value in (part.partition("=") for part in parts)}
