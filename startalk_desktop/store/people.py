"""Everybody in an organisation once, prepared for being found: what `directory.py` does inside its transactions."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from startalk_desktop.model.organisation import Person
from startalk_desktop.store.jids import jid_of
from startalk_desktop.store.spelling import spelling_of
from startalk_desktop.store.sqlcipher import Connection, Row
from startalk_desktop.store.tree import MAX_DEPTH
from startalk_desktop.store.words import fold

_PERSON = "SELECT p.jid, p.name, p.title, p.phone, p.email FROM person p"

# Whoever is in several units is described by the first of them that says something.
_MEMBERSHIPS = """
    SELECT m.name, m.title, m.phone, m.email FROM member m JOIN unit u ON u.id = m.unit
    WHERE m.jid = ? ORDER BY u.position, u.id
"""


def refresh(connection: Connection, jids: Collection[str]) -> None:
    """Bring the people with these addresses in step with the units that they are in."""
    for jid in sorted(jids):
        places = connection.execute(_MEMBERSHIPS, (jid,)).fetchall()
        if not places:
            connection.execute("DELETE FROM person WHERE jid = ?", (jid,))
            continue
        name, title, phone, email = (
            next((place[field] for place in places if place[field]), "") for field in range(4)
        )
        known = connection.execute(
            "SELECT name, title, phone, email FROM person WHERE jid = ?", (jid,)
        ).fetchone()
        if known == (name, title, phone, email):
            continue
        spelling = spelling_of(name)
        connection.execute(
            "INSERT INTO person (jid, name, title, phone, email, name_key, spelling, initials, rest_key)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (jid) DO UPDATE SET name = excluded.name,"
            " title = excluded.title, phone = excluded.phone, email = excluded.email,"
            " name_key = excluded.name_key, spelling = excluded.spelling, initials = excluded.initials,"
            " rest_key = excluded.rest_key",
            (
                jid,
                name,
                title,
                phone,
                email,
                f" {fold(name)}",
                spelling.full,
                spelling.initials,
                rest_key(jid, title, phone, email),
            ),
        )


def respell(connection: Connection) -> None:
    """Prepare everybody anew for being found, as this version of the program does it."""
    prepared = [
        (spelling.full, spelling.initials, rest_key(jid, title, phone, email), row)
        for row, jid, name, title, phone, email in connection.execute(
            "SELECT id, jid, name, title, phone, email FROM person"
        ).fetchall()
        for spelling in [spelling_of(name)]
    ]
    connection.executemany(
        "UPDATE person SET spelling = ?, initials = ?, rest_key = ? WHERE id = ?", prepared
    )


def rest_key(jid: str, title: str, phone: str, email: str) -> str:
    """What people are found by besides their names. Everybody's domain is the same and finds nobody by itself."""
    addresses = (address_key(fold(jid)), address_key(fold(email)))
    return "\n".join((fold(title), *addresses, fold(phone), _digits(phone)))


def address_key(folded: str) -> str:
    """`folded` with what follows an ``@`` in characters that nobody types, so that just ``li@acme`` finds it."""
    local, at, domain = folded.partition("@")
    return (
        local + at + "".join(chr(0xE000 + ord(one)) if ord(one) < 0x80 else one for one in domain)
    )


def by_jids(connection: Connection, jids: Sequence[str]) -> list[Row]:
    """The rows of the people with these addresses, for `persons`."""
    marks = ",".join("?" * len(jids))
    return connection.execute(f"{_PERSON} WHERE p.jid IN ({marks})", jids).fetchall()


def by_ids(connection: Connection, ids: Sequence[int]) -> list[Row]:
    """The rows of the people with these numbers, in their order, for `persons`."""
    marks = ",".join("?" * len(ids))
    rows = connection.execute(
        f"SELECT p.id, p.jid, p.name, p.title, p.phone, p.email FROM person p WHERE p.id IN ({marks})",  # noqa: S608
        ids,
    ).fetchall()
    found = {row[0]: row[1:] for row in rows}
    return [found[one] for one in ids]


class Place(NamedTuple):
    """Where a unit is: its parent, its name, and its position in the tree."""

    parent: str
    name: str
    position: int


def units(connection: Connection) -> dict[str, Place]:
    """All units by id."""
    rows = connection.execute("SELECT id, parent, name, position FROM unit")
    return {row[0]: Place(*row[1:]) for row in rows}


def persons(
    connection: Connection, rows: Sequence[Row], known: Mapping[str, Place] | None = None
) -> list[Person]:
    """The people in `rows`, in their order, with the units that they are in; `known` are all units, if at hand."""
    if not rows:
        return []
    places = units(connection) if known is None else known
    marks = ",".join("?" * len(rows))
    memberships: dict[str, dict[str, str]] = {}
    for jid, unit, manager in connection.execute(
        f"SELECT jid, unit, manager FROM member WHERE jid IN ({marks})",  # noqa: S608  question marks
        [row[0] for row in rows],
    ):
        if unit in places:
            memberships.setdefault(jid, {})[unit] = manager
    found: list[Person] = []
    for jid, name, title, phone, email in rows:
        told = memberships.get(jid, {})
        ids = sorted(told, key=lambda unit: (places[unit].position, unit))
        path = _path(ids[0], places) if ids else ()
        managers = tuple(jid_of(one) for one in dict.fromkeys(told[unit] for unit in ids) if one)
        found.append(
            Person(jid_of(jid), name, title, phone, email, tuple(ids), path, managers=managers)
        )
    return found


_REPORTS = """
    FROM person p WHERE p.jid IN (SELECT jid FROM member WHERE manager = ?1 AND manager <> '')
"""
_MATES = """
    FROM member mine JOIN member m ON m.unit = mine.unit
    JOIN unit u ON u.id = m.unit JOIN person p ON p.jid = m.jid
    WHERE mine.jid = ?1 AND m.jid <> ?1
"""


def reports(connection: Connection, jid: str, limit: int) -> list[Person]:
    """Who reports to `jid`, by name."""
    rows = connection.execute(
        f"SELECT p.jid, p.name, p.title, p.phone, p.email {_REPORTS} ORDER BY p.spelling, p.name, p.jid LIMIT ?2",
        (jid, limit),
    ).fetchall()
    return persons(connection, rows)


def unit_mates(connection: Connection, jid: str, limit: int) -> list[Person]:
    """Who else is in the units of `jid`, in the order of the tree."""
    rows = connection.execute(
        f"SELECT p.jid, p.name, p.title, p.phone, p.email {_MATES}"
        " GROUP BY p.jid ORDER BY min(u.position), m.position, p.name, p.jid LIMIT ?2",
        (jid, limit),
    ).fetchall()
    return persons(connection, rows)


def circle_counts(connection: Connection, jid: str) -> tuple[int, int]:
    """How many report to `jid`, and how many others are in their units."""
    counts = connection.execute(
        f"SELECT (SELECT count(*) {_REPORTS}), (SELECT count(DISTINCT m.jid) {_MATES})", (jid,)
    ).fetchall()
    return int(counts[0][0]), int(counts[0][1])


def _path(unit_id: str, places: Mapping[str, Place]) -> tuple[str, ...]:
    """The names from the root down to a unit."""
    names: list[str] = []
    while unit_id in places and len(names) < MAX_DEPTH:
        names.append(places[unit_id].name)
        unit_id = places[unit_id].parent
    return tuple(reversed(names))


def _digits(phone: str) -> str:
    """A phone number as it is typed in a hurry."""
    return "".join(character for character in phone if character.isdigit())
