"""Finding people in one account's organisation: what matches, how well, and who is closest to us."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import lru_cache

from startalk_desktop.model.jid import Jid
from startalk_desktop.model.organisation import PersonHit
from startalk_desktop.store import people
from startalk_desktop.store.person_index import PersonIndex
from startalk_desktop.store.sqlcipher import Connection, Row, SqlValue
from startalk_desktop.store.words import fold

_MAX_TERMS = 8
_NUMBER = re.compile(r"\+?[\d\s()./-]{4,}")
_LEVELS = 3
"""How close somebody can be: 3 met lately, 2 in a unit of ours, 1 in our company; 0 is elsewhere."""

# instr() takes the text as it is; nothing in it has a meaning of its own.
_MATCH = "instr(p.name_key, ?{n}) OR instr(p.spelling, ?{n}) OR instr(p.initials, ?{n}) OR instr(p.rest_key, ?{n})"
_MATCH_UNIT = (
    " OR p.jid IN (SELECT jid FROM member WHERE unit IN (SELECT value FROM json_each(?{u})))"
)
_NARROWED = "p.id IN (SELECT value FROM json_each(?{n}))"

# 0 the whole name, 1 to 3 how a name begins, written or spelled, 4 and 5 inside a name, 6 anything else.
_FINENESS = """CASE
    WHEN NOT (instr(p.name_key, ?6) OR instr(p.spelling, ?6) OR instr(p.initials, ?6)) THEN 6
    WHEN p.name_key = ?1 THEN 0
    WHEN instr(p.name_key, ?1) = 1 THEN 1
    WHEN instr(p.spelling || ' ', ?2 || ' ') THEN 2
    WHEN instr(p.spelling, ?2) OR instr(p.initials, ?2) THEN 3
    WHEN instr(p.name_key, ?6) THEN 4
    WHEN instr(p.spelling, ?6) THEN 5
    ELSE 6 END"""
_COARSENESS = (
    "CASE fineness WHEN 0 THEN 0 WHEN 1 THEN 1 WHEN 2 THEN 1 WHEN 3 THEN 1 WHEN 6 THEN 3 ELSE 2 END"
)
_CLOSENESS = """CASE
    WHEN p.id IN (SELECT key FROM json_each(?4)) THEN 3
    WHEN p.id IN (SELECT value FROM json_each(?5)) THEN 2
    WHEN substr(p.jid, -length(?7)) = ?7 THEN 1
    ELSE 0 END"""

_RECENT = """
    SELECT peer, max(last_at, draft_at) AS at FROM conversation
    WHERE kind = 'direct' AND at > 0 ORDER BY at DESC, id DESC LIMIT ?
"""
_CLOSE = 50


def recent(connection: Connection, limit: int) -> list[tuple[str, int]]:
    """Whom we wrote with lately, by address, and when; the last first."""
    return [(row[0], row[1]) for row in connection.execute(_RECENT, (limit,))]


def find(
    connection: Connection, index: PersonIndex, text: str, limit: int, own: Jid
) -> list[PersonHit]:
    """The best `limit` matches: each word of `text` is in what is known of the person, or in the name of a unit above.

    `index` holds what `connection` shows. How well it matches comes first, then how close the person is: met lately, in
    a unit of `own`, in the company.
    """
    terms = terms_of(text)
    if not terms:
        return []
    met, neighbours = _close(connection, own)
    parameters: list[SqlValue] = [
        f" {' '.join(terms)}",
        f" {''.join(terms)}",
        limit,
        json.dumps(met),
        json.dumps(neighbours),
        terms[0],
        f"@{own.domain}",
    ]
    units = index.units
    conditions = []
    plain = []
    for term in terms:
        named = _units_named(units, term)
        if units and len(named) == len(units):
            continue  # everybody is in some unit
        parameters.append(people.address_key(term))
        condition = _MATCH.format(n=len(parameters))
        if named:
            parameters.append(json.dumps(named))
            condition += _MATCH_UNIT.format(u=len(parameters))
        else:
            plain.append(people.address_key(term))
        conditions.append(f"({condition})")
    candidates = index.narrowed(plain)
    if candidates is not None:
        parameters.append(json.dumps(candidates))
        conditions.insert(0, _NARROWED.format(n=len(parameters)))
    # The keys alone are put in order, and only of the best everything is read.
    rows: list[Row] = connection.execute(
        f"SELECT id, coarseness * {_LEVELS + 1} + {_LEVELS} - closeness FROM ("  # noqa: S608  constants
        f" SELECT *, {_COARSENESS} AS coarseness FROM ("
        f" SELECT p.id, p.name, p.spelling, {_FINENESS} AS fineness, {_CLOSENESS} AS closeness"
        f" FROM person p WHERE {' AND '.join(conditions) or '1'}))"
        " ORDER BY coarseness, closeness DESC,"
        " CASE closeness WHEN 3 THEN -(SELECT value FROM json_each(?4) WHERE key = id) END,"
        " fineness, length(name), spelling, id LIMIT ?3",
        tuple(parameters),
    ).fetchall()
    ranks = {row[0]: int(row[1]) for row in rows}
    found = people.persons(connection, people.by_ids(connection, list(ranks)), units)
    return [
        PersonHit(person, rank, terms) for person, rank in zip(found, ranks.values(), strict=True)
    ]


def _close(connection: Connection, own: Jid) -> tuple[dict[int, int], list[int]]:
    """Who is close, by their rows: whom we met lately, with when, and who is in a unit of ours."""
    met = dict(recent(connection, _CLOSE))
    marks = ",".join("?" * len(met))
    rows = connection.execute(
        f"SELECT id, jid FROM person WHERE jid IN ({marks})",  # noqa: S608  question marks
        tuple(met),
    ).fetchall()
    neighbours = connection.execute(
        "SELECT DISTINCT p.id FROM member mine JOIN member m ON m.unit = mine.unit"
        " JOIN person p ON p.jid = m.jid WHERE mine.jid = ?",
        (str(own),),
    ).fetchall()
    return {row[0]: met[row[1]] for row in rows}, [row[0] for row in neighbours]


def terms_of(text: str) -> tuple[str, ...]:
    """The folded words of a query; a number is one of them, however it is divided."""
    if _NUMBER.fullmatch(text.strip()):
        text = re.sub(r"\D", "", text)
    return tuple(fold(text).split()[:_MAX_TERMS])


def _units_named(units: Mapping[str, people.Place], term: str) -> list[str]:
    """The units whose name has `term`, and all below them."""
    if len(term) < 2 and term.isascii():
        return []  # a letter is in most names
    wanted = [unit for unit, place in units.items() if term in _folded(place.name)]
    if not wanted:
        return []
    below: dict[str, list[str]] = {}
    for unit, place in units.items():
        below.setdefault(place.parent, []).append(unit)
    found: dict[str, None] = {}
    while wanted:
        unit = wanted.pop()
        if unit not in found:
            found[unit] = None
            wanted += below.get(unit, ())
    return list(found)


@lru_cache(maxsize=8_192)
def _folded(name: str) -> str:
    return fold(name)
