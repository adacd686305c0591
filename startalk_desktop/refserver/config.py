"""What the server is told: its ports, limits and domains, in code or from a TOML file.

A file needs no more than a domain; every key is a field of the classes below:

    state = "server-state"              # a folder; without it everything is gone at the end
    port = 5222
    [[domain]]
    name = "acme.example"
    links = ["beta.example"]            # only where beta names acme, too
    accounts = { wang = "a password" }
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any, Literal, TypeVar, get_args

from startalk_desktop.refserver.jid import InvalidJidError, Jid

_Table = TypeVar("_Table", bound=Any)
CertificateFault = Literal["wrong-name", "expired", "untrusted"]


class ConfigError(Exception):
    """The configuration can't be used; the message says where and what to do."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one client may take. Sizes in bytes, times in seconds."""

    stanza_bytes: int = 262_144
    unauthenticated_stanza_bytes: int = 10_240
    stanza_depth: int = 64
    write_buffer_bytes: int = 8 * 1024 * 1024
    sign_in_seconds: float = 60.0
    sign_in_attempts: int = 5
    resources: int = 10
    roster_items: int = 20_000
    offline_messages: int = 1_000
    unacknowledged_bytes: int = 16 * 1024 * 1024
    resumption_seconds: float = 300.0
    upload_bytes: int = 100 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class DomainConfig:
    """One domain: its name, the domains it trusts, and accounts to create at the start."""

    name: str
    title: str = ""
    links: tuple[str, ...] = ()
    accounts: Mapping[str, str] = field(default_factory=dict)  # local part → password
    certificate: CertificateFault | None = None  # a wrong one, for tests of clients


@dataclass(frozen=True, slots=True)
class ServerConfig:
    """One process. A port of 0 is a free one; without `state` everything is gone at the end."""

    domains: tuple[DomainConfig, ...]
    host: str = "127.0.0.1"
    port: int = 0
    direct_tls_port: int = 0
    http_port: int = 0
    state: Path | None = None
    limits: Limits = field(default_factory=Limits)
    scram_iterations: int = 4096


def load_config(path: Path) -> ServerConfig:
    """Read a TOML file; raises `ConfigError`. A relative `state` is taken from the file's folder."""
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"{path} can't be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} is no TOML: {error}") from error
    tables = document.pop("domain", None)
    if not isinstance(tables, list) or not tables:
        raise ConfigError(f"{path} names no domain: add a [[domain]] table with a name")
    domains = tuple(
        _build(DomainConfig, table, f"{path}, [[domain]] number {number}")
        for number, table in enumerate(tables, 1)
    )
    limits = _build(Limits, document.pop("limits", {}), f"{path}, [limits]")
    config = _build(ServerConfig, {**document, "domains": domains, "limits": limits}, str(path))
    for number, domain in enumerate(domains):
        _check_name(domain.name, {each.name for each in domains[:number]}, path)
    return replace(config, state=path.parent / config.state) if config.state else config


def _check_name(name: str, earlier: set[str], path: Path) -> None:
    try:
        host = Jid.parse(name)
    except InvalidJidError as error:
        raise ConfigError(f"{path}: {name!r} can't be a domain: {error}") from error
    if str(host) != name:
        raise ConfigError(f"{path}: {name!r} is no domain; did you mean {host.domain!r}?")
    if name in earlier:
        raise ConfigError(f"{path}: {name} is there twice")


def _build(kind: type[_Table], table: object, where: str) -> _Table:
    """Make a dataclass of a TOML table, with an error that says which key is wrong and why."""
    if not isinstance(table, dict):
        raise ConfigError(f"{where}: a table is needed here")
    known = {each.name: each for each in fields(kind)}
    for key in table.keys() - known.keys():
        raise ConfigError(f"{where}: {key!r} is unknown; known are {', '.join(known)}")
    if "name" in known and "name" not in table:
        raise ConfigError(f"{where}: 'name' is missing")
    values = {key: _read(str(known[key].type), table[key], f"{where}, {key}") for key in table}
    made: _Table = kind(**values)
    return made


# How values of TOML are read, by the annotation of the field: which will do, as what, and what to say.
_READERS: dict[str, tuple[Callable[[Any], bool], Callable[[Any], object], str]] = {
    "int": (lambda value: type(value) is int and value >= 0, int, "a whole number"),
    "float": (lambda value: type(value) in (int, float) and value >= 0, float, "a number"),
    "str": (lambda value: isinstance(value, str), str, "a text"),
    "Path | None": (lambda value: isinstance(value, str), Path, "a text"),
    "tuple[str, ...]": (
        lambda value: isinstance(value, list) and all(isinstance(each, str) for each in value),
        tuple,
        "a list of texts",
    ),
    "Mapping[str, str]": (
        lambda value: (
            isinstance(value, dict) and all(isinstance(each, str) for each in value.values())
        ),
        dict,
        "a table of texts",
    ),
    "CertificateFault | None": (
        lambda value: value in get_args(CertificateFault),
        str,
        f"one of {', '.join(get_args(CertificateFault))}",
    ),
}


def _read(annotation: str, value: object, where: str) -> object:
    if annotation not in _READERS:
        return value  # read already
    will_do, convert, needed = _READERS[annotation]
    if not will_do(value):
        raise ConfigError(f"{where}: {value!r} won't do; {needed} is needed")
    return convert(value)
