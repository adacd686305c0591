"""The organisation tree of one domain (``urn:startalk:org:1``) and the people in it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from startalk_desktop.model.jid import Jid


class TreeFault(StrEnum):
    """What is wrong with a published tree. What is at fault is left out or put elsewhere, and the rest is shown."""

    NOT_A_TREE = "not-a-tree"  # an item holds something else than its id promises
    TOO_LARGE = "too-large"  # more than can be meant; the rest is left out
    UNIT_WITHOUT_ID = "unit-without-id"
    UNIT_TWICE = "unit-twice"
    UNIT_WITHOUT_PLACE = (
        "unit-without-place"  # its parent is missing, or is below it: put at the top
    )
    UNIT_MISSING = "unit-missing"  # the index names it, and there is no such item
    PERSON_WITHOUT_ADDRESS = "person-without-address"
    PERSON_TWICE = "person-twice"  # in one and the same unit
    PERSON_ELSEWHERE = "person-elsewhere"  # the address is on a domain that is not the tree's
    MANAGER_UNUSABLE = (
        "manager-unusable"  # no address of the tree's domain, or the person themselves
    )


Faults = tuple[tuple[TreeFault, int], ...]
"""How often each fault was found; empty for a sound tree."""


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
    faults: Faults = ()


@dataclass(frozen=True, slots=True)
class Member:
    """A person's place in one unit."""

    jid: Jid
    name: str
    title: str = ""
    phone: str = ""
    email: str = ""
    order: int = 0
    manager: Jid | None = None  # whom they report to in this place


@dataclass(frozen=True, slots=True)
class UnitContent:
    """One unit's item: its people."""

    id: str
    parent: str
    name: str
    members: tuple[Member, ...]
    faults: Faults = ()


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
    managers: tuple[Jid, ...] = ()  # whom they report to, that of the first unit first


@dataclass(frozen=True, slots=True)
class Circle:
    """Who is around somebody in the organisation; `managers` are those of them who are in the tree."""

    managers: tuple[Person, ...] = ()
    report_count: int = 0
    unit_count: int = 0  # others in the same units


class TreeSource(StrEnum):
    """Where what a company's tree shows comes from."""

    ORGANISATION = "organisation"  # published by the domain
    CONTACT_LIST = "contact-list"  # its groups, own or shared by the server
    NONE = "none"


class PersonField(StrEnum):
    """By what somebody was found."""

    NAME = "name"
    TITLE = "title"
    UNIT = "unit"
    PHONE = "phone"
    EMAIL = "email"
    ADDRESS = "address"


@dataclass(frozen=True, slots=True)
class PersonMark:
    """A part of a field that matches, in characters."""

    field: PersonField
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class PersonHit:
    """Somebody found: how good the match is (0 is best), and the folded words that were looked for."""

    person: Person
    rank: int = 100
    terms: tuple[str, ...] = ()
