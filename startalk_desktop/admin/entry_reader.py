"""One entry out of the texts that a source has for it, checked; the same for every source."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from startalk_desktop.admin.staff import Origin, Problems, StaffEntry, Visibility
from startalk_desktop.model.jid import Jid, JidError
from startalk_desktop.model.org_tree import MAX_CHARACTERS, clean_text
from startalk_desktop.xmpp.org_names import INDEX_ID, MAX_ID_CHARACTERS, MAX_ORDER

MAX_DEPTH: Final = 32
"""Levels of units; clients show no more."""

_VISIBILITIES: Final = {
    "": Visibility.COMPANY,
    "company": Visibility.COMPANY,
    "公司": Visibility.COMPANY,
    "linked": Visibility.LINKED,
    "互联": Visibility.LINKED,
    "hidden": Visibility.HIDDEN,
    "隐藏": Visibility.HIDDEN,
}


_ROUNDED: Final = re.compile(r"\d[.,]\d+E\+?\d+", re.IGNORECASE)


class EntryReader:
    """Reads entries of the staff of one domain.

    Args:
        domain: whose staff it is; completes addresses that are only the part before the @.
        problems: gets what is wrong.
        separator: stands between the names of a unit's path.
    """

    def __init__(self, domain: str, problems: Problems, separator: str = "/") -> None:
        self._domain = domain
        self._problems = problems
        self._separator = separator

    def read(self, cells: Mapping[str, str], origins: Mapping[str, Origin]) -> StaffEntry | None:
        """The entry with these `cells`, or None where something needed is missing or wrong.

        `origins` has the place of each cell, and under ``""`` that of the whole.
        """
        before = len(self._problems)
        jid = self._address(cells.get("address", ""), _of(origins, "address"))
        texts = {
            field: self._text(cells.get(field, ""), _of(origins, field))
            for field in ("name", "title", "phone", "email")
        }
        if not texts["name"]:
            self._problems.add(_of(origins, "name"), "there is no name; everybody needs one")
        path = self._path(cells.get("unit", ""), _of(origins, "unit"))
        unit_id = self._unit_id(cells.get("unit id", ""), _of(origins, "unit id"))
        manager = self._manager(cells.get("manager", ""), _of(origins, "manager"), jid)
        order = self._order(cells.get("order", ""), _of(origins, "order"))
        visibility = self._visibility(cells.get("visibility", ""), _of(origins, "visibility"))
        if jid is None or visibility is None or len(self._problems) > before:
            return None
        return StaffEntry(
            jid=jid,
            path=path,
            origin=origins[""],
            unit_id=unit_id,
            order=order,
            manager=manager,
            visibility=visibility,
            **texts,
        )

    def _address(self, cell: str, origin: Origin) -> Jid | None:
        if not cell.strip():
            self._problems.add(
                origin, "there is no address; write the name before the @, or all of it"
            )
            return None
        return self._own_address(cell, origin)

    def _manager(self, cell: str, origin: Origin, person: Jid | None) -> Jid | None:
        jid = self._own_address(cell, origin) if cell.strip() else None
        if jid is not None and jid == person:
            self._problems.add(origin, f"{jid} can't report to themselves; leave it empty")
        return jid

    def _own_address(self, cell: str, origin: Origin) -> Jid | None:
        text = cell.strip()
        try:
            jid = Jid.parse(text if "@" in text else f"{text}@{self._domain}")
        except JidError as error:
            self._problems.add(origin, f"{text!r} can't be an address: {error}")
            return None
        if not jid.is_bare or jid.domain != self._domain:
            self._problems.add(
                origin,
                f"{text!r} is no address of {self._domain}; only its own people can be listed",
            )
            return None
        return jid

    def _text(self, cell: str, origin: Origin) -> str:
        if _ROUNDED.fullmatch(cell.strip()):
            self._problems.add(
                origin,
                f"{cell.strip()!r} is what a spreadsheet made of a long number; format the column as text"
                " and enter the number again",
            )
        if len(cell) > MAX_CHARACTERS:
            self._problems.add(
                origin, f"{len(cell)} characters; at most {MAX_CHARACTERS} are shown"
            )
        return clean_text(cell)

    def _path(self, cell: str, origin: Origin) -> tuple[str, ...]:
        names = tuple(
            clean_text(part) for part in cell.strip().strip(self._separator).split(self._separator)
        )
        if not all(names):
            self._problems.add(
                origin,
                f"a unit has no name; write the path like A{self._separator}B{self._separator}C",
            )
        if len(names) > MAX_DEPTH:
            self._problems.add(origin, f"{len(names)} levels of units; clients show {MAX_DEPTH}")
        return names

    def _unit_id(self, cell: str, origin: Origin) -> str:
        unit_id = cell.strip()
        if (
            len(unit_id) > MAX_ID_CHARACTERS
            or unit_id == INDEX_ID
            or unit_id != clean_text(unit_id)
        ):
            self._problems.add(
                origin,
                f"{unit_id[:40]!r} can't be the id of a unit: at most {MAX_ID_CHARACTERS} characters,"
                f" one line, and not {INDEX_ID!r}",
            )
        return unit_id

    def _order(self, cell: str, origin: Origin) -> int | None:
        text = cell.strip()
        if not text:
            return None
        if not (text.isascii() and text.isdigit() and len(text) < 10 and int(text) <= MAX_ORDER):
            self._problems.add(
                origin, f"{text[:40]!r} is no whole number from 0; leave it empty or write one"
            )
            return None
        return int(text)

    def _visibility(self, cell: str, origin: Origin) -> Visibility | None:
        visibility = _VISIBILITIES.get(cell.strip().casefold())
        if visibility is None:
            # Never guessed: somebody who was to be hidden must not be published by a typing error.
            self._problems.add(
                origin,
                f"{cell.strip()[:40]!r} is unknown; write company, linked or hidden, or nothing",
            )
        return visibility


def _of(origins: Mapping[str, Origin], field: str) -> Origin:
    return origins.get(field, origins[""])
