"""Reading a nav document: ours, and that of the original Startalk; hostile until checked.

Ours is the object `startalk`: `domain`, and, all optional, `name`, `host`, `port`, `directTlsPort`, `colour` and
`logo`. The original has `baseaddess` (so spelled) with `xmpp`, `xmppport`, `domain` and `domainhost`; keys are often
missing. A key that is missing says nothing; one whose value can't be meant makes the whole document worthless.
"""

from __future__ import annotations

import ipaddress
import json
import re
from typing import Any, Final
from urllib.parse import urljoin

from startalk_desktop.model.account import Endpoint
from startalk_desktop.model.failure import Failure, FailureCode
from startalk_desktop.model.jid import Jid, JidError
from startalk_desktop.model.nav import NavDocument
from startalk_desktop.xmpp import web_addresses
from startalk_desktop.xmpp.errors import RequestFailed

CLIENT_PORT: Final = 5222
_MAX_PORT: Final = 65_535
_MAX_HOST: Final = 253
_MAX_NAME: Final = 80
_LABEL: Final = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)", re.ASCII)
_COLOUR: Final = re.compile(r"#[0-9a-fA-F]{6}", re.ASCII)


class NavUnreadable(RequestFailed):
    """What is there is no nav document, or says what can't be meant."""

    def __init__(self, detail: str) -> None:
        super().__init__(Failure(FailureCode.UNSUPPORTED, detail))


def read_nav(content: bytes, url: str) -> NavDocument:
    """The document in `content`, that came from `url`.

    Raises:
        NavUnreadable
    """
    try:
        document = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise NavUnreadable(f"no JSON: {type(error).__name__}") from None
    if not isinstance(document, dict):
        raise NavUnreadable("no JSON object")
    own = document.get("startalk")
    if isinstance(own, dict):
        return _read_own(own, url)
    original = document.get("baseaddess")
    if isinstance(original, dict):
        return _read_original(original, url)
    raise NavUnreadable("it has neither startalk nor baseaddess")


def _read_own(own: dict[str, Any], url: str) -> NavDocument:
    host = _host(own.get("host"), "host")
    direct = _port(own.get("directTlsPort"), "directTlsPort")
    port = _port(own.get("port"), "port")
    domain = _domain(own.get("domain"), "domain")
    if not domain:
        raise NavUnreadable("it names no domain")
    endpoint = None
    if host or direct or port:
        endpoint = Endpoint(host or domain, direct or port or CLIENT_PORT, bool(direct))
    colour = own.get("colour")
    return NavDocument(
        url,
        domain,
        _name(own.get("name")),
        endpoint,
        colour.lower() if isinstance(colour, str) and _COLOUR.fullmatch(colour) else "",
        _link(own.get("logo"), url),
    )


def _read_original(addresses: dict[str, Any], url: str) -> NavDocument:
    domain = _domain(addresses.get("domain"), "domain") or _domain(
        addresses.get("domainhost"), "domainhost"
    )
    if not domain:
        raise NavUnreadable("it names no domain")
    host = _host(addresses.get("xmpp"), "xmpp")
    port = _port(addresses.get("xmppport"), "xmppport")
    endpoint = Endpoint(host or domain, port or CLIENT_PORT) if host or port else None
    return NavDocument(url, domain, endpoint=endpoint)


def _domain(value: object, key: str) -> str:
    text = _text(value, key)
    if not text:
        return ""
    try:
        jid = Jid.parse(text)
    except JidError:
        raise NavUnreadable(f"{key} is no domain") from None
    if jid.local or jid.resource:
        raise NavUnreadable(f"{key} is no domain")
    _host(jid.domain, key)
    return jid.domain


def _host(value: object, key: str) -> str:
    """A host's name or IP address, as sockets take it; "" where there is none, or only a wildcard."""
    text = _text(value, key).rstrip(".").lower()
    if not text:
        return ""
    try:
        address = ipaddress.ip_address(text.strip("[]"))
    except ValueError:
        pass
    else:
        return "" if address.is_unspecified else str(address)
    try:
        name = text.encode("idna").decode("ascii") if not text.isascii() else text
    except UnicodeError:
        raise NavUnreadable(f"{key} is no host") from None
    if len(name) > _MAX_HOST or not all(_LABEL.fullmatch(label) for label in name.split(".")):
        raise NavUnreadable(f"{key} is no host")
    return name


def _port(value: object, key: str) -> int | None:
    """A port; the original writes some as text. None where there is none, or 0."""
    if value is None or value == "":
        return None
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= 5:
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= _MAX_PORT:
        raise NavUnreadable(f"{key} is no port")
    return value or None


def _text(value: object, key: str) -> str:
    if value is None:
        return ""
    if not isinstance(value, str) or len(value) > web_addresses.MAX_CHARACTERS:
        raise NavUnreadable(f"{key} is no name")
    return value.strip()


def _name(value: object) -> str:
    """What may be shown of a name: one line of printable characters."""
    if not isinstance(value, str):
        return ""
    shown = "".join(c if c.isprintable() else " " for c in value[: 4 * _MAX_NAME])
    return " ".join(shown.split())[:_MAX_NAME]


def _link(value: object, url: str) -> str:
    """An address that may be relative to that of the document; "" where it is not safe to follow."""
    if not isinstance(value, str) or not value:
        return ""
    try:
        link = urljoin(url, value)
    except ValueError:
        return ""
    return link if web_addresses.is_safe(link) else ""
