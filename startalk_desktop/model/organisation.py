"""The organisation tree of one domain (``urn:startalk:org:1``) and the people in it."""

from __future__ import annotations

from dataclasses import dataclass

from startalk_desktop.model.jid import Jid


@dataclass(frozen=True, slots=True)
class UnitHead:
    """A unit as the index names it. `parent` is empty for a root."""

    id: str
    parent: str
    name: str
    order: int
    content_hash: str
    count: int  # people in the unit itself and below, as published


@dataclass(frozen=True, slots=True)
class OrgIndex:
    """The item ``index``: the tree without its people."""

    name: str
    revision: str
    units: tuple[UnitHead, ...]


@dataclass(frozen=True, slots=True)
class Member:
    """A person's place in one unit."""

    jid: Jid
    name: str
    title: str = ""
    phone: str = ""
    email: str = ""
    order: int = 0


@dataclass(frozen=True, slots=True)
class UnitContent:
    """One unit's item: its people."""

    id: str
    parent: str
    name: str
    members: tuple[Member, ...]


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody the directory of one account knows, with where they sit."""

    jid: Jid
    name: str
    title: str = ""
    phone: str = ""
    email: str = ""
    unit_ids: tuple[str, ...] = ()
    unit_path: tuple[str, ...] = ()  # names from the root to the first unit
