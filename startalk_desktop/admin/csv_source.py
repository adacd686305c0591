"""Staff out of a table: which columns there are, and what a row has to say (documented in ``docs/admin.md``)."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

from startalk_desktop.admin.entry_reader import EntryReader
from startalk_desktop.admin.staff import Origin, Problems, StaffEntry
from startalk_desktop.admin.table_file import Row, TableError, read_table

COLUMNS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "address": ("address", "jid", "account", "login", "user", "账号", "帐号", "地址"),
        "name": ("name", "full name", "display name", "姓名", "名字"),
        "unit": ("unit", "department", "unit path", "部门", "单位"),
        "unit id": ("unit id", "department id", "部门编号", "单位编号"),
        "title": ("title", "job title", "position", "职务", "职位"),
        "phone": ("phone", "telephone", "mobile", "电话", "手机"),
        "email": ("email", "e-mail", "mail", "邮箱", "邮件"),
        "manager": ("manager", "reports to", "supervisor", "上级", "直属上级", "汇报对象", "经理"),
        "order": ("order", "sort", "排序", "顺序"),
        "visibility": ("visibility", "可见性", "可见"),
    }
)
"""What a column may be called in the first row; case, blanks and underscores make no difference."""

_REQUIRED: Final = ("address", "name", "unit")
_NAMES: Final = {name: column for column, names in COLUMNS.items() for name in names}


def read_csv(
    path: Path,
    entries: EntryReader,
    problems: Problems,
    encoding: str | None = None,
    separator: str | None = None,
) -> list[StaffEntry]:
    """Everybody in the table that can be understood; what can't be is in `problems`.

    Raises:
        OSError: the file can't be read.
    """
    source = str(path)
    try:
        table = read_table(path, _known, encoding, separator)
    except TableError as error:
        problems.add(Origin(source, error.line), str(error))
        return []
    if not table.rows:
        problems.add(Origin(source), "the table is empty")
        return []
    header, *rows = table.rows
    places = _places(header, source, problems)
    if len(problems):
        return []
    found = (entries.read(*_cells(row, places, header, source, problems)) for row in rows)
    return [entry for entry in found if entry is not None]


def _column(cell: str) -> str | None:
    return _NAMES.get(" ".join(cell.replace("_", " ").split()).casefold())


def _known(cells: tuple[str, ...]) -> int:
    return sum(_column(cell) is not None for cell in cells)


def _places(header: Row, source: str, problems: Problems) -> dict[str, int]:
    """Where each column is, from 0."""
    places: dict[str, int] = {}
    for place, cell in enumerate(header.cells):
        column = _column(cell)
        origin = Origin(source, header.line, place + 1)
        if column is None and cell.strip():
            problems.add(
                origin,
                f"the column {cell.strip()!r} is unknown; known are {', '.join(COLUMNS)}."
                " Remove it, so that nothing is published by mistake",
            )
        elif column in places:
            problems.add(origin, f"there are two columns {column!r}; keep one of them")
        elif column is not None:
            places[column] = place
    for missing in [column for column in _REQUIRED if column not in places]:
        problems.add(
            Origin(source, header.line),
            f"the first row names no column {missing!r}"
            f" (or {', '.join(COLUMNS[missing][1:])}); add it",
        )
    return places


def _cells(
    row: Row, places: Mapping[str, int], header: Row, source: str, problems: Problems
) -> tuple[dict[str, str], dict[str, Origin]]:
    if len(row.cells) > len(header.cells) and any(row.cells[len(header.cells) :]):
        problems.add(
            Origin(source, row.line, len(header.cells) + 1),
            "the row has more cells than the first one; is a separator inside a cell without quotes?",
        )
    cells = {column: "".join(row.cells[place : place + 1]) for column, place in places.items()}
    origins = {column: Origin(source, row.line, place + 1) for column, place in places.items()}
    return cells, {"": Origin(source, row.line), **origins}
