"""What the server is told: its ports, limits and domains, in code or from a TOML file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path


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
    unacknowledged_stanzas: int = 10_000
    resumption_seconds: float = 300.0
    upload_bytes: int = 100 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class DomainConfig:
    """One domain: its name, the domains it trusts, and accounts to create at the start."""

    name: str
    title: str = ""
    links: tuple[str, ...] = ()
    accounts: Mapping[str, str] = field(default_factory=dict)  # local part → password


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
