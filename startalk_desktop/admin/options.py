"""The parts of the command line that several commands share, and what they mean."""

from __future__ import annotations

import argparse
import asyncio
from pathlib import Path

from startalk_desktop.admin.outcome import ExitCode, Stop
from startalk_desktop.admin.passwords import account_password
from startalk_desktop.admin.terminal import Terminal
from startalk_desktop.model.account import Endpoint
from startalk_desktop.model.jid import Jid, JidError
from startalk_desktop.xmpp.settings import SessionSettings

_PORT = 5222


def add_account(parser: argparse.ArgumentParser) -> None:
    """Who signs in, and where."""
    group = parser.add_argument_group("signing in")
    group.add_argument(
        "--account",
        required=True,
        type=address,
        metavar="ADDRESS",
        help="an administrator of the domain, such as hr@acme.example",
    )
    group.add_argument(
        "--password-file",
        type=Path,
        metavar="FILE",
        help="holds the password on its first line, mode 600; without it the keyring is looked into"
        " ('startalk-admin password' puts it there), then you are asked",
    )
    group.add_argument(
        "--server",
        type=endpoint,
        metavar="HOST[:PORT]",
        help="where the server is, if DNS does not say so",
    )
    group.add_argument(
        "--direct-tls", action="store_true", help="the port of --server expects TLS at once"
    )
    group.add_argument(
        "--ca-file", type=Path, metavar="FILE", help="a private authority to trust, in PEM"
    )
    group.add_argument(
        "--pin",
        default="",
        metavar="SHA256",
        help="accept exactly the certificate with this fingerprint",
    )


def add_source(parser: argparse.ArgumentParser) -> None:
    """Where staff is read from."""
    group = parser.add_argument_group("reading a table")
    group.add_argument("--encoding", metavar="NAME", help="of the table; found out if not given")
    group.add_argument(
        "--separator", metavar="CHARACTER", help="between cells; found out if not given"
    )
    group.add_argument(
        "--unit-separator",
        default="/",
        metavar="CHARACTER",
        help="between the names of a unit's path (default: %(default)s)",
    )


async def settings_of(options: argparse.Namespace, terminal: Terminal) -> SessionSettings:
    """How to sign in.

    Raises:
        Stop: a file can't be read, or there is no password.
    """
    ca = await asyncio.to_thread(read_ca, options.ca_file)
    found: Endpoint | None = options.server
    if options.direct_tls:
        if found is None:
            raise Stop(ExitCode.USAGE, "--direct-tls says how to reach --server; give both")
        found = Endpoint(found.host, found.port, is_direct_tls=True)
    return SessionSettings(
        jid=options.account,
        password=await account_password(options.account, options.password_file, terminal),
        endpoint=found,
        resource_prefix="startalk-admin",
        extra_ca_pem=ca,
        pinned_sha256=options.pin,
    )


def address(text: str) -> Jid:
    """A person's bare address, for `argparse`."""
    try:
        jid = Jid.parse(text)
    except JidError as error:
        raise argparse.ArgumentTypeError(str(error)) from None
    if not jid.local or not jid.is_bare:
        raise argparse.ArgumentTypeError(f"{text!r} is not like name@domain")
    return jid


def port(text: str) -> int:
    """A port, for `argparse`."""
    if not text.isascii() or not text.isdigit() or not 0 < int(text[:6]) < 65536:
        raise argparse.ArgumentTypeError(f"{text!r} is no port")
    return int(text)


def endpoint(text: str) -> Endpoint:
    """``host``, ``host:port`` or ``[v6]:port``, for `argparse`."""
    host, colon, port = text.rpartition(":")
    if not colon or text.endswith("]"):
        host, port = text, f"{_PORT}"
    host = host.removeprefix("[").removesuffix("]")
    if not host or not port.isascii() or not port.isdigit() or not 0 < int(port) < 65536:
        raise argparse.ArgumentTypeError(f"{text!r} is not like host:port")
    return Endpoint(host, int(port))


def read_ca(path: Path | None) -> str:
    """The text of a private authority's file; nothing where none was given.

    Raises:
        Stop: the file can't be read.
    """
    if path is None:
        return ""
    try:
        return path.read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError) as error:
        raise Stop(ExitCode.USAGE, f"{path}: the authority can't be read: {error}") from None
