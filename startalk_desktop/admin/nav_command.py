"""`startalk-admin nav`: the document that says where a company is, and the QR code that leads to it."""

from __future__ import annotations

import argparse
import asyncio
import io
import json
from pathlib import Path
from typing import Any, Final

from startalk_desktop.admin.options import read_ca
from startalk_desktop.admin.outcome import ExitCode, Stop
from startalk_desktop.admin.terminal import Terminal
from startalk_desktop.model.account import Endpoint
from startalk_desktop.model.nav import NavDocument
from startalk_desktop.model.way_in import (
    AddressWay,
    DomainWay,
    WayIn,
    WayInError,
    WayInProblem,
    understand,
    well_known_nav,
)
from startalk_desktop.xmpp.errors import RequestFailed
from startalk_desktop.xmpp.nav import NavFetcher
from startalk_desktop.xmpp.nav_reader import NavUnreadable, read_nav

_KINDS: Final = {".png": "png", ".svg": "svg", ".pdf": "pdf", ".eps": "eps"}
_PIXELS: Final = 12  # of a module, in a picture that is to be printed
_BORDER: Final = 4  # modules, as the standard asks for


async def write(options: argparse.Namespace, terminal: Terminal) -> ExitCode:
    """Write a nav document for the web server of a domain."""
    told: dict[str, Any] = {
        "domain": options.domain,
        "name": options.name,
        "host": options.host,
        "port": options.port,
        "directTlsPort": options.direct_tls_port,
        "colour": options.colour,
        "logo": options.logo,
    }
    own = {key: value for key, value in told.items() if value}
    content = json.dumps({"version": 1, "startalk": own}, ensure_ascii=False, indent=2) + "\n"
    try:
        document = read_nav(content.encode(), well_known_nav(options.domain))
    except NavUnreadable as error:
        raise Stop(ExitCode.USAGE, f"clients would refuse this document: {error}") from None
    for key, is_kept in (
        ("colour", document.colour or not options.colour),
        ("logo", document.logo_url or not options.logo),
    ):
        if not is_kept:
            raise Stop(ExitCode.USAGE, f"clients would pass over this {key}: {own[key]}")
    if options.out is None:
        terminal.say(content.rstrip())
    else:
        await asyncio.to_thread(_write, options.out, content.encode())
    terminal.note(f"serve it as {document.url}")
    return ExitCode.DONE


async def check(options: argparse.Namespace, terminal: Terminal) -> ExitCode:
    """Say what a client makes of a nav document."""
    way = _way(options.where)
    if isinstance(way, AddressWay):
        raise Stop(
            ExitCode.USAGE, f"{options.where} is somebody's address; give a domain or a link"
        )
    url = way.nav_url if isinstance(way, DomainWay) else way.url
    try:
        document = await NavFetcher().document(
            url, await asyncio.to_thread(read_ca, options.ca_file)
        )
    except NavUnreadable as error:
        raise Stop(ExitCode.REFUSED_BY_CHECKS, f"{url}: {error.failure.detail}") from None
    except RequestFailed as error:
        raise Stop(ExitCode.NOT_CONNECTED, f"{url} can't be had: {error}") from None
    for line in _lines(document):
        terminal.say(line)
    return ExitCode.DONE


async def qr(options: argparse.Namespace, terminal: Terminal) -> ExitCode:
    """Print the QR code, or write it as a picture."""
    import segno

    content = _content(_way(options.where), options.where)
    code = segno.make(content, micro=False)
    if options.out is None:
        drawn = io.StringIO()
        code.terminal(drawn, border=_BORDER, compact=True)
        terminal.say(drawn.getvalue().rstrip("\n"))
    else:
        kind = _KINDS.get(options.out.suffix.lower())
        if kind is None:
            kinds = ", ".join(_KINDS)
            raise Stop(ExitCode.USAGE, f"{options.out}: the name has to end in one of {kinds}")
        made = io.BytesIO()
        code.save(made, kind=kind, scale=_PIXELS, border=_BORDER)
        await asyncio.to_thread(_write, options.out, made.getvalue())
    terminal.note(f"the code says {content}")
    return ExitCode.DONE


def _way(where: str) -> WayIn:
    try:
        return understand(where)
    except WayInError as error:
        why = {
            WayInProblem.EMPTY: "that is nothing",
            WayInProblem.NOT_UNDERSTOOD: "that is neither a domain nor a link nor an xmpp: URI",
            WayInProblem.NOT_ENCRYPTED: "clients follow https only",
        }[error.problem]
        raise Stop(ExitCode.USAGE, f"{where!r}: {why}") from None


def _content(way: WayIn, where: str) -> str:
    """What the code says: a link as it is, a domain as that of its nav document, an ``xmpp:`` URI as it is."""
    if where.strip().lower().startswith("xmpp:"):
        return where.strip()
    match way:
        case AddressWay(jid):
            return f"xmpp:{jid}"
        case DomainWay():
            return way.nav_url
        case _:
            return way.url


def _lines(document: NavDocument) -> list[str]:
    lines = [f"domain  {document.domain}", f"server  {_place(document.endpoint)}"]
    for key, value in (
        ("name", document.name),
        ("colour", document.colour),
        ("logo", document.logo_url),
    ):
        if value:
            lines.append(f"{key:<7} {value}")
    return lines


def _place(endpoint: Endpoint | None) -> str:
    if endpoint is None:
        return "as DNS says"
    return f"{endpoint.host}:{endpoint.port}{' (direct TLS)' if endpoint.is_direct_tls else ''}"


def _write(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        raise Stop(ExitCode.USAGE, f"{path}: can't be written: {error.strerror}") from None
