"""The server's half of SASL: SCRAM (RFC 5802, RFC 7677) and PLAIN (RFC 4616).

A mechanism is a generator: it yields challenges, is sent responses, and returns who signed in. A
wrong password and an unknown name take the same way to the same `not-authorized`.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
from collections.abc import Callable, Generator
from dataclasses import dataclass
from functools import partial

from startalk_desktop.refserver.accounts import Accounts, Credential
from startalk_desktop.refserver.jid import InvalidJidError, normalise_local


class SaslError(Exception):
    """The exchange has failed with this condition (RFC 6120 section 6.5)."""

    def __init__(self, condition: str, text: str = "") -> None:
        super().__init__(f"{condition}: {text}" if text else condition)
        self.condition = condition
        self.text = text


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The outcome: an account's local part, and what goes into `<success/>`."""

    local: str
    final: bytes = b""


# The first challenge is empty: a client that sent an initial response has answered it already.
Exchange = Generator[bytes, bytes, SignedIn]


def plain(accounts: Accounts) -> Exchange:
    """The password itself; to be offered inside TLS only."""
    parts = _text((yield b"")).split("\0")
    if len(parts) != 3:
        raise SaslError("malformed-request", "PLAIN needs two NUL characters")
    authorization, name, password = parts
    local = _local_of(name)
    known = accounts.credential(local, "sha256") or accounts.decoy(local, "sha256")
    derived = Credential.derive(password, "sha256", known.salt, known.iterations)
    if not hmac.compare_digest(derived.stored_key, known.stored_key):
        raise SaslError("not-authorized")
    _check_authorization(authorization, local)
    return SignedIn(local)


def scram(accounts: Accounts, hash_name: str, nonce: Callable[[], str] | None = None) -> Exchange:
    """A proof of the password. `nonce` makes the server's part of the nonce, for test vectors."""
    header, authorization, bare_first, fields = _client_first(_text((yield b"")))
    local = _local_of(fields["n"].replace("=2C", ",").replace("=3D", "="))
    known = accounts.credential(local, hash_name) or accounts.decoy(local, hash_name)
    full_nonce = fields["r"] + (nonce or partial(secrets.token_urlsafe, 18))()
    salt = base64.b64encode(known.salt).decode()
    server_first = f"r={full_nonce},s={salt},i={known.iterations}"
    client_final = _text((yield server_first.encode()))
    without_proof, comma, _ = client_final.rpartition(",p=")
    answer = _fields(client_final)
    if not comma or not {"c", "r", "p"} <= answer.keys():
        raise SaslError("malformed-request", "the final message lacks c, r or p")
    if answer["r"] != full_nonce or _decoded(answer["c"]) != header.encode():
        raise SaslError("not-authorized")
    said = f"{bare_first},{server_first},{without_proof}".encode()
    if not _proof_fits(known, _decoded(answer["p"]), said, hash_name):
        raise SaslError("not-authorized")
    _check_authorization(authorization, local)
    signature = hmac.digest(known.server_key, said, hash_name)
    return SignedIn(local, b"v=" + base64.b64encode(signature))


MECHANISMS: dict[str, Callable[[Accounts], Exchange]] = {
    "SCRAM-SHA-256": partial(scram, hash_name="sha256"),
    "SCRAM-SHA-1": partial(scram, hash_name="sha1"),
    "PLAIN": plain,
}


def _client_first(message: str) -> tuple[str, str, str, dict[str, str]]:
    """The GS2 header, the authorization identity in it, the rest, and the rest's fields."""
    flag, _, rest = message.partition(",")
    authorization, comma, bare = rest.partition(",")
    fields = _fields(bare)
    if not comma or "m" in fields or not {"n", "r"} <= fields.keys():
        raise SaslError("malformed-request", "the first message is not as RFC 5802 has it")
    if flag not in ("n", "y"):
        raise SaslError("malformed-request", "channel binding is not offered")
    header = message[: len(message) - len(bare)]
    return header, authorization.removeprefix("a="), bare, fields


def _proof_fits(known: Credential, proof: bytes, said: bytes, hash_name: str) -> bool:
    signature = hmac.digest(known.stored_key, said, hash_name)
    if len(proof) != len(signature):
        return False
    client_key = bytes(a ^ b for a, b in zip(proof, signature, strict=True))
    return hmac.compare_digest(hashlib.new(hash_name, client_key).digest(), known.stored_key)


def _fields(message: str) -> dict[str, str]:
    return {part[:1]: part[2:] for part in message.split(",") if part[1:2] == "="}


def _local_of(name: str) -> str:
    try:
        return normalise_local(name)
    except InvalidJidError as error:
        raise SaslError("not-authorized") from error


def _check_authorization(authorization: str, local: str) -> None:
    if authorization and authorization.partition("@")[0] != local:
        raise SaslError("invalid-authzid", "one can only act as oneself")


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise SaslError("malformed-request", "this is not base64") from error


def _text(message: bytes) -> str:
    try:
        return message.decode()
    except UnicodeDecodeError as error:
        raise SaslError("malformed-request", "this is not UTF-8") from error
