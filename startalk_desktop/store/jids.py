"""Addresses as they are stored."""

from __future__ import annotations

from functools import lru_cache

from startalk_desktop.model.jid import Jid


@lru_cache(maxsize=16_384)
def jid_of(text: str) -> Jid:
    """The address that was written as `text`; no second normalisation."""
    bare, _, resource = text.partition("/")
    local, _, domain = bare.rpartition("@")
    return Jid(local, domain, resource)
