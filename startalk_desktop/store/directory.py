"""The organisation tree of one account's domain, and finding people in it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import TypeVar

from startalk_desktop.model.identity import Timestamp
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.linked import LinkedDomain, domain_of, linked_id
from startalk_desktop.model.organisation import (
    Member,
    OrgIndex,
    Person,
    PersonHit,
    UnitContent,
    UnitHead,
)
from startalk_desktop.store import people, person_search, spelling
from startalk_desktop.store.database import Database
from startalk_desktop.store.jids import jid_of
from startalk_desktop.store.person_index import PersonIndex
from startalk_desktop.store.sqlcipher import Connection, Row
from startalk_desktop.store.tree import MAX_DEPTH, without_circles

T = TypeVar("T")

AFTER_ALL = 2 * 10**9
"""Places of linked domains: after every unit that the own domain can publish."""

_HEAD = "SELECT id, parent, name, position, content_hash, count FROM unit"
_PUT_HEAD = (
    "INSERT INTO unit (id, parent, name, position, content_hash, count) VALUES (?, ?, ?, ?, ?, ?)"
    " ON CONFLICT DO UPDATE SET parent = excluded.parent, name = excluded.name,"
    " position = excluded.position, content_hash = excluded.content_hash, count = excluded.count"
)
_NAME_SETTING = "directory.name"
_REVISION_SETTING = "directory.revision"
_CHANGES_SETTING = "directory.changes"
_SPELLING_SETTING = "directory.spelling"


class DirectoryQueries:
    """Units, members and people. Everybody is found by name, pinyin, title, address, phone and e-mail."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._index: tuple[str, PersonIndex] | None = None  # with the change that it was made after

    # -- writing

    async def apply_index(self, index: OrgIndex) -> tuple[str, ...]:
        """The tree is now `index`; units that it names no longer go, with their members. Returns their ids.

        A parent that would close a circle is left out, so that its unit becomes a root.
        """

        def write(connection: Connection) -> tuple[str, ...]:
            parents = without_circles({unit.id: unit.parent for unit in index.units})
            known = {one for one in _unit_ids(connection) if not domain_of(one)}
            removed = tuple(sorted(known - parents.keys()))
            _remove_units(connection, removed)
            connection.executemany(
                _PUT_HEAD,
                [
                    (
                        unit.id,
                        parents[unit.id],
                        unit.name,
                        unit.order,
                        unit.content_hash,
                        unit.count,
                    )
                    for unit in index.units
                ],
            )
            connection.executemany(
                "INSERT OR REPLACE INTO setting VALUES (?, ?)",
                [(_NAME_SETTING, index.name), (_REVISION_SETTING, index.revision)],
            )
            _keep_spelling(connection)
            return removed

        return await self._change(write)

    async def put_units(
        self, units: Sequence[UnitContent], content_hash: str | None = None
    ) -> frozenset[Jid]:
        """Store the members of `units`. Returns whoever is, or was, in one of them.

        Each counts as having the content that the index last named, unless `content_hash` says which it has.
        """

        def write(connection: Connection) -> frozenset[Jid]:
            changed: set[str] = set()
            for unit in units:
                changed |= _put_unit(connection, unit, content_hash)
            people.refresh(connection, changed)
            return frozenset(map(jid_of, changed))

        return await self._change(write)

    async def put_unit(self, unit: UnitContent, content_hash: str | None = None) -> frozenset[Jid]:
        """Store the members of one unit, as `put_units` does."""
        return await self.put_units([unit], content_hash)

    async def put_links(self, links: Sequence[LinkedDomain]) -> bool:
        """The own domain is linked to `links`, and to no other; whether that is news. Each is a unit on top."""

        def write(connection: Connection) -> bool:
            wanted = {linked_id(link.domain, ""): link for link in links}
            domains = {link.domain for link in links}
            known = {row[0]: row[2] for row in connection.execute(_HEAD) if domain_of(row[0])}
            gone = [one for one in known if domain_of(one) not in domains]
            _remove_units(connection, gone)
            for order, (unit_id, link) in enumerate(wanted.items()):
                connection.execute(
                    "INSERT INTO unit (id, parent, name, position, content_hash, count) VALUES (?, '', ?, ?, '', 0)"
                    " ON CONFLICT DO UPDATE SET name = excluded.name, position = excluded.position",
                    (unit_id, link.name, AFTER_ALL + order),
                )
            is_same = all(known.get(one) == link.name for one, link in wanted.items())
            return bool(gone) or not is_same

        return await self._change(write)

    async def apply_linked_index(self, domain: str, index: OrgIndex) -> bool:
        """The linked part of a partner's tree is now `index`; whether that is news. Without a link nothing is kept."""

        def write(connection: Connection) -> bool:
            top = linked_id(domain, "")
            known = {
                row[0]: tuple(row)
                for row in connection.execute(_HEAD).fetchall()
                if domain_of(row[0]) == domain
            }
            if top not in known:
                return False
            parents = without_circles({unit.id: unit.parent for unit in index.units})
            count = sum(unit.count for unit in index.units if not parents[unit.id])
            wanted = {top: (*known[top][:5], count)}
            for unit in index.units:
                unit_id, parent = linked_id(domain, unit.id), linked_id(domain, parents[unit.id])
                place = (unit.name, unit.order, unit.content_hash, unit.count)
                wanted[unit_id] = (unit_id, parent, *place)
            if wanted == known:
                return False
            _remove_units(connection, known.keys() - wanted.keys())
            connection.executemany(_PUT_HEAD, list(wanted.values()))
            return True

        return await self._change(write)

    async def clear(self) -> None:
        """Forget the whole tree: the domain publishes none any more."""

        def write(connection: Connection) -> None:
            _remove_units(connection, [one for one in _unit_ids(connection) if not domain_of(one)])
            connection.execute(
                "DELETE FROM setting WHERE key IN (?, ?)", (_NAME_SETTING, _REVISION_SETTING)
            )

        await self._change(write)

    async def _change(self, write: Callable[[Connection], T]) -> T:
        """Write to the tree, and count it, so that what was read of it before is read again."""

        def counted(connection: Connection) -> T:
            connection.execute(
                "INSERT INTO setting VALUES (?, '1') ON CONFLICT DO UPDATE SET value = value + 1",
                (_CHANGES_SETTING,),
            )
            return write(connection)

        return await self._database.write(counted)

    # -- the tree

    async def unit_hashes(self) -> dict[str, str]:
        """By unit, the hash under which its members were stored. Units without stored members are not in it.

        Those of linked domains are.
        """
        rows = await self._database.read(
            lambda connection: connection.execute(
                "SELECT id, loaded_hash FROM unit WHERE loaded_hash IS NOT NULL"
            ).fetchall()
        )
        return {row[0]: row[1] for row in rows}

    async def name_and_revision(self) -> tuple[str, str] | None:
        """The published name of the organisation and the revision of the stored index; None where there is none."""

        def read(connection: Connection) -> tuple[str, str] | None:
            values = {
                row[0]: row[1]
                for row in connection.execute(
                    "SELECT key, value FROM setting WHERE key IN (?, ?)",
                    (_NAME_SETTING, _REVISION_SETTING),
                )
            }
            if _REVISION_SETTING not in values:
                return None
            return values.get(_NAME_SETTING, ""), values[_REVISION_SETTING]

        return await self._database.read(read)

    async def root_units(self) -> list[UnitHead]:
        """The units without a parent, or whose parent is not in the index, in order."""
        return await self._heads(
            "WHERE parent = '' OR parent NOT IN (SELECT id FROM unit) ORDER BY position, name"
        )

    async def child_units(self, unit_id: str) -> list[UnitHead]:
        """The units right below `unit_id`, in order."""
        return await self._heads("WHERE parent = ? ORDER BY position, name", unit_id)

    async def members(self, unit_id: str) -> list[Member]:
        """The people in the unit itself, in order."""
        return await self._database.read(
            lambda connection: [
                _member(row)
                for row in connection.execute(
                    "SELECT jid, name, title, phone, email, position, manager FROM member"
                    " WHERE unit = ? ORDER BY position, name, jid",
                    (unit_id,),
                )
            ]
        )

    # -- people

    async def person(self, jid: Jid) -> Person | None:
        """Somebody in the tree."""
        return (await self.persons([jid])).get(jid.bare)

    async def persons(self, jids: Iterable[Jid]) -> dict[Jid, Person]:
        """Those of `jids` (taken bare) who are in the tree."""
        wanted = sorted({str(jid.bare) for jid in jids})
        found = await self._database.read(
            lambda connection: people.persons(connection, people.by_jids(connection, wanted))
        )
        return {person.jid: person for person in found}

    async def reports(self, jid: Jid, limit: int) -> list[Person]:
        """Who reports to somebody, in any unit, by name."""
        return await self._database.read(
            lambda connection: people.reports(connection, str(jid.bare), limit)
        )

    async def unit_mates(self, jid: Jid, limit: int) -> list[Person]:
        """Who else is in a unit that somebody is in, by unit and in its order, each once."""
        return await self._database.read(
            lambda connection: people.unit_mates(connection, str(jid.bare), limit)
        )

    async def circle_counts(self, jid: Jid) -> tuple[int, int]:
        """How many people report to somebody, and how many others are in their units."""
        return await self._database.read(
            lambda connection: people.circle_counts(connection, str(jid.bare))
        )

    async def people_count(self) -> int:
        """How many people are stored, each once however many units they are in."""
        row = await self._database.read(
            lambda connection: connection.execute("SELECT count(*) FROM person").fetchone()
        )
        return int(row[0]) if row else 0

    async def find(self, text: str, limit: int, own: Jid) -> list[PersonHit]:
        """The best `limit` matches, as `person_search.find` says."""
        return await self._database.read(
            lambda connection: person_search.find(
                connection, self._indexed(connection), text, limit, own
            )
        )

    def _indexed(self, connection: Connection) -> PersonIndex:
        """What is in the database now, read once after each change of it; on a reader's thread."""
        row = connection.execute(
            "SELECT value FROM setting WHERE key = ?", (_CHANGES_SETTING,)
        ).fetchone()
        change = row[0] if row is not None else ""
        if self._index is None or self._index[0] != change:
            self._index = (change, PersonIndex(connection))
        return self._index[1]

    async def find_people(self, text: str, limit: int) -> list[Person]:
        """The people of `find`, whoever we are."""
        return [hit.person for hit in await self.find(text, limit, Jid("", ""))]

    async def recent(self, limit: int) -> list[tuple[Jid, Timestamp]]:
        """Whom we wrote with lately, and when, the last first, whether they are in the tree or not."""
        return await self._database.read(
            lambda connection: [
                (jid_of(jid), at) for jid, at in person_search.recent(connection, limit)
            ]
        )

    async def unit_path(self, unit_id: str) -> tuple[str, ...]:
        """The ids from the root down to `unit_id`; empty where it is not in the tree."""
        return await self._database.read(lambda connection: _id_path(connection, unit_id))

    async def _heads(self, rest: str, *values: str) -> list[UnitHead]:
        rows: list[Row] = await self._database.read(
            lambda connection: connection.execute(f"{_HEAD} {rest}", values).fetchall()
        )
        return [UnitHead(*row) for row in rows]


def _unit_ids(connection: Connection) -> list[str]:
    return [row[0] for row in connection.execute("SELECT id FROM unit")]


def _remove_units(connection: Connection, ids: Collection[str]) -> None:
    """Take units away, and people who are in no other one."""
    gone: set[str] = set()
    for unit_id in ids:
        gone.update(_jids_in(connection, unit_id))
        connection.execute("DELETE FROM unit WHERE id = ?", (unit_id,))
    people.refresh(connection, gone)


def _member(row: Row) -> Member:
    jid, name, title, phone, email, order, manager = row
    return Member(
        jid_of(jid), name, title, phone, email, order, jid_of(manager) if manager else None
    )


def _id_path(connection: Connection, unit_id: str) -> tuple[str, ...]:
    path: list[str] = []
    while unit_id and len(path) < MAX_DEPTH:
        row = connection.execute("SELECT parent FROM unit WHERE id = ?", (unit_id,)).fetchone()
        if row is None:
            break
        path.append(unit_id)
        unit_id = row[0]
    return tuple(reversed(path))


def _put_unit(connection: Connection, unit: UnitContent, content_hash: str | None) -> set[str]:
    """Store one unit's members; the addresses of all whose membership may have changed."""
    connection.execute(
        "INSERT INTO unit (id, parent, name, position, content_hash, loaded_hash, count)"
        " VALUES (?1, ?2, ?3, 0, '', ifnull(?5, ''), ?4)"
        " ON CONFLICT DO UPDATE SET loaded_hash = ifnull(?5, content_hash)",
        (unit.id, _safe_parent(connection, unit), unit.name, len(unit.members), content_hash),
    )
    changed = _jids_in(connection, unit.id)
    connection.execute("DELETE FROM member WHERE unit = ?", (unit.id,))
    connection.executemany(
        "INSERT OR REPLACE INTO member (unit, jid, position, name, title, phone, email, manager)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                unit.id,
                str(one.jid.bare),
                one.order,
                one.name,
                one.title,
                one.phone,
                one.email,
                str(one.manager or ""),
            )
            for one in unit.members
        ],
    )
    return changed | {str(one.jid.bare) for one in unit.members}


def _keep_spelling(connection: Connection) -> None:
    """Spell anew what an earlier version of the program spelled."""
    row = connection.execute(
        "SELECT value FROM setting WHERE key = ?", (_SPELLING_SETTING,)
    ).fetchone()
    if row is None or row[0] != spelling.REVISION:
        people.respell(connection)
        connection.execute(
            "INSERT OR REPLACE INTO setting VALUES (?, ?)", (_SPELLING_SETTING, spelling.REVISION)
        )


def _safe_parent(connection: Connection, unit: UnitContent) -> str:
    parents = {row[0]: row[1] for row in connection.execute("SELECT id, parent FROM unit")}
    return without_circles({**parents, unit.id: parents.get(unit.id, unit.parent)})[unit.id]


def _jids_in(connection: Connection, unit_id: str) -> set[str]:
    return {
        row[0] for row in connection.execute("SELECT jid FROM member WHERE unit = ?", (unit_id,))
    }
