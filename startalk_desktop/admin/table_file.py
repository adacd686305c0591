"""A table out of a text file, whatever wrote it: the encoding and the separator are told from the content.

Excel writes UTF-8 with a byte order mark, UTF-16 ("Unicode text"), or the encoding of the country, which is GB18030
(GBK, GB 2312) in China; and it separates cells by what the country's settings say: comma, semicolon or tab.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

MAX_BYTES: Final = 64 * 1024 * 1024
_SEPARATORS: Final = ",;\t"
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_ADVICE: Final = "save the table as 'CSV UTF-8', or name the encoding with --encoding"


class TableError(ValueError):
    """The file is no table; the message says where and why, and what to do. `line` is 0 where it is unknown."""

    def __init__(self, text: str, line: int = 0) -> None:
        super().__init__(text)
        self.line = line


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of one row and the line of the file on which it begins, from 1."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A file as it was understood; `rows` has the header first and no empty row."""

    rows: tuple[Row, ...]
    encoding: str
    separator: str


def read_table(
    path: Path,
    is_header: Callable[[tuple[str, ...]], int],
    encoding: str | None = None,
    separator: str | None = None,
) -> Table:
    """Read `path`; `is_header` counts the known names in a row, by which the separator is found.

    Raises:
        TableError: it is too large, in no encoding that is known, or not well formed.
        OSError: it can't be read.
    """
    if path.stat().st_size > MAX_BYTES:
        raise TableError(f"more than {MAX_BYTES // 1024**2} MB; that is no list of staff")
    content = path.read_bytes()
    found = encoding or detect_encoding(content)
    text = _decoded(content, found)
    first_line = 1
    declared = _declared_separator(text)
    if declared:
        text, first_line = text.partition("\n")[2], 2
    chosen = separator or declared or _guess_separator(text, is_header)
    rows = tuple(row for row in _rows(text, chosen, first_line) if any(map(str.strip, row.cells)))
    return Table(rows, found, chosen)


def detect_encoding(content: bytes) -> str:
    """The encoding of `content`, as Python names it.

    Raises:
        TableError: it is none of UTF-8, UTF-16 and GB18030.
    """
    for mark, name in _MARKS:
        if content.startswith(mark):
            return name
    if b"\0" in content:
        return _utf_16_without_mark(content)
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        if _is_gb18030(content):
            return "gb18030"
        raise TableError(f"neither UTF-8 nor GB18030: {_ADVICE}") from None
    return "utf-8"


def _utf_16_without_mark(content: bytes) -> str:
    # The separators and the line ends of a table are ASCII: one byte of each such pair is zero.
    zeros_first, zeros_second = content[::2].count(0), content[1::2].count(0)
    if len(content) % 2 == 0 and zeros_first != zeros_second:
        return "utf-16-be" if zeros_first > zeros_second else "utf-16-le"
    raise TableError(f"there are zero bytes in it: {_ADVICE}")


def _is_gb18030(content: bytes) -> bool:
    """Whether it is, and not some Western encoding that happens to decode.

    Chinese words are pairs of high bytes; in a Western text a lone high byte stands before a letter.
    """
    try:
        content.decode("gb18030")
    except UnicodeDecodeError:
        return False
    pairs = lone = 0
    position = 0
    while position < len(content) - 1:
        if content[position] < 0x80:
            position += 1
            continue
        if content[position + 1] >= 0xA1:
            pairs += 1
        elif not 0x30 <= content[position + 1] <= 0x39:  # the four-byte characters
            lone += 1
        position += 2
    return pairs > lone


def _decoded(content: bytes, encoding: str) -> str:
    try:
        text = content.decode(encoding)
    except LookupError:
        raise TableError(f"there is no encoding {encoding!r}") from None
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise TableError(f"this is not {encoding}: {_ADVICE}", line) from None
    return text.removeprefix("\ufeff")


def _declared_separator(text: str) -> str:
    """Excel's own first line, ``sep=;``."""
    line = text.partition("\n")[0].strip()
    is_declared = line.casefold().startswith("sep=") and len(line) == len("sep=") + 1
    return line[-1] if is_declared else ""


def _guess_separator(text: str, is_header: Callable[[tuple[str, ...]], int]) -> str:
    line = text.lstrip("\r\n").partition("\n")[0]

    def known(separator: str) -> int:
        cells = next(csv.reader([line], delimiter=separator), [])
        return is_header(tuple(cells))

    return max(_SEPARATORS, key=known)


def _rows(text: str, separator: str, first_line: int) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    begins = first_line
    try:
        for cells in reader:
            yield Row(begins, tuple(cells))
            begins = reader.line_num + first_line
    except csv.Error as error:
        raise TableError(f"a cell is not well formed ({error}); check its quotes", begins) from None
