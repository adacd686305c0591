"""What the server is told: its ports, limits and domains, in code or from a TOML file.

A file needs no more than a domain; every key is a field of the classes below:

    state = "server-state"              # a folder; without it everything is gone at the end
    port = 5222
    [[domain]]
    name = "acme.example"
    links = ["beta.example"]            # only where beta names acme, too
    accounts = { wang = "a password" }
    [[domain.links]]                    # in place of the list above, where more is to be said
    domain = "beta.example"
    people = ["wang"]
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

import msgspec

from .jid import InvalidJidError, Jid

Count = Annotated[int, msgspec.Meta(ge=0)]
Seconds = Annotated[float, msgspec.Meta(ge=0)]
CertificateFault = Literal["wrong-name", "expired", "untrusted"]


class ConfigError(Exception):
    """The configuration can't be used; the message says where and what to do."""


class Limits(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What one client may take. Sizes in bytes, times in seconds."""

    stanza_bytes: Count = 262_144
    unauthenticated_stanza_bytes: Count = 10_240
    stanza_depth: Count = 64
    write_buffer_bytes: Count = 8 * 1024 * 1024
    sign_in_seconds: Seconds = 60.0
    sign_in_attempts: Count = 5
    resources: Count = 10
    roster_items: Count = 20_000
    offline_messages: Count = 1_000
    unacknowledged_bytes: Count = 16 * 1024 * 1024
    resumption_seconds: Seconds = 300.0
    upload_bytes: Count = 100 * 1024 * 1024
    link_seconds: Seconds = 20.0  # until a partner's server has let us in
    link_idle_seconds: Seconds = 600.0
    link_queue: Count = 1_000  # stanzas that wait meanwhile


class LinkConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A domain that may be reached, if it names us, too; and how far.

    `people` and `units` narrow the link to some of our own side: local parts, addresses of rooms, and ids of units
    of the organisation tree with those below them.
    """

    domain: str
    name: str = ""  # of the company, for people
    host: str = ""  # where its server listens; without one, at the domain itself
    port: Count = 5269
    people: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    dialback: bool = False  # its certificate proves nothing: ask back (XEP-0220)
    cut: bool = False  # nothing crosses for now


class DomainConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One domain: its name, the domains it trusts, and accounts to create at the start."""

    name: str
    title: str = ""
    colour: str = ""  # the company's, as #rrggbb, for its nav document
    links: tuple[LinkConfig | str, ...] = ()  # a name alone is a link to everybody
    accounts: Mapping[str, str] = {}  # local part → password
    admins: tuple[str, ...] = ()  # local parts of who may make accounts
    certificate: CertificateFault | None = None  # a wrong one, for tests of clients


class ServerConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One process. A port of 0 is a free one; without `state` everything is gone at the end."""

    domains: Annotated[tuple[DomainConfig, ...], msgspec.Meta(min_length=1)] = msgspec.field(
        name="domain"
    )
    host: str = "127.0.0.1"
    port: Count = 0
    direct_tls_port: Count = 0
    http_port: Count = 0
    s2s_port: Count | None = None  # for servers of linked domains; without it there are none
    trust: Path | None = None  # the authorities (PEM) that sign for them, beside our own
    state: Path | None = None
    limits: Limits = Limits()
    scram_iterations: Count = 4096


class Doors(msgspec.Struct, frozen=True):
    """Where clients find the server, once it listens."""

    host: str = ""
    port: int = 0
    direct_tls_port: int = 0
    http_url: str = ""  # "https://localhost:5443"


def load_config(path: Path) -> ServerConfig:
    """Read a TOML file; raises `ConfigError`. A relative `state` is taken from the file's folder."""
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
        config = msgspec.convert(document, ServerConfig, dec_hook=lambda _path, text: Path(text))
    except OSError as error:
        raise ConfigError(f"{path} can't be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} is no TOML: {error}") from error
    except msgspec.ValidationError as error:
        raise ConfigError(f"{path} won't do: {error}") from error
    names = [domain.name for domain in config.domains]
    for name in names:
        try:
            host = Jid.parse(name)
        except InvalidJidError as error:
            raise ConfigError(f"{path}: {name!r} can't be a domain: {error}") from error
        if host != name:
            raise ConfigError(f"{path}: {name!r} is no domain; did you mean {host.domain!r}?")
        if names.count(name) > 1:
            raise ConfigError(f"{path}: {name} is there twice")
    for domain in config.domains:
        _check_links(path, domain)
    state = path.parent / config.state if config.state else None
    trust = path.parent / config.trust if config.trust else None
    return msgspec.structs.replace(config, state=state, trust=trust)


def _check_links(path: Path, domain: DomainConfig) -> None:
    for link in domain.links:
        partner, people = (link, ()) if isinstance(link, str) else (link.domain, link.people)
        try:
            if Jid.parse(partner) != partner or "@" in partner or partner == domain.name:
                raise ConfigError(f"{path}: {domain.name} can't be linked to {partner!r}")
            for person in people:
                Jid.parse(person if "@" in person else f"{person}@{domain.name}")
        except InvalidJidError as error:
            raise ConfigError(
                f"{path}: the link of {domain.name} to {partner!r}: {error}"
            ) from error
