"""Tables as Excel and others write them: encodings, separators, quotes, and what is said of broken ones."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from startalk_desktop.admin.table_file import TableError, detect_encoding, read_table

ROWS = [("address", "name", "unit"), ("wang", "王芳", "总部/研发"), ("zoe", "Zoë Müller", "总部")]


def known(cells: tuple[str, ...]) -> int:
    return sum(cell in {"address", "name", "unit"} for cell in cells)


def text(separator: str = ",", rows: list[tuple[str, ...]] = ROWS) -> str:
    return "".join(separator.join(row) + "\r\n" for row in rows)


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030"],
)
def test_what_excel_writes_is_read(tmp_path: Path, encoding: str, separator: str) -> None:
    path = tmp_path / "staff.csv"
    path.write_bytes(text(separator).encode(encoding))
    table = read_table(path, known)
    assert [row.cells for row in table.rows] == ROWS
    assert [row.line for row in table.rows] == [1, 2, 3]
    assert table.separator == separator


def test_gbk_of_old_programs_is_read(tmp_path: Path) -> None:
    path = tmp_path / "staff.csv"
    path.write_bytes(text(rows=ROWS[:2]).encode("gb2312"))
    assert read_table(path, known).rows[1].cells == ROWS[1]


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1", "cp1251"])
def test_a_western_encoding_is_not_taken_for_chinese(encoding: str) -> None:
    words = "Müller,Zoë,Grün" if encoding != "cp1251" else "Ж"
    with pytest.raises(TableError, match="--encoding"):
        detect_encoding(f"address,name,unit\r\nmueller,{words}\r\n".encode(encoding))


def test_an_encoding_can_be_named(tmp_path: Path) -> None:
    path = tmp_path / "staff.csv"
    path.write_bytes("address;name;unit\r\nzoe;Zoë Müller;Büro\r\n".encode("cp1252"))
    assert read_table(path, known, encoding="cp1252").rows[1].cells == ("zoe", "Zoë Müller", "Büro")
    with pytest.raises(TableError, match="no encoding"):
        read_table(path, known, encoding="utf-99")
    with pytest.raises(TableError, match="not utf-8") as refused:
        read_table(path, known, encoding="utf-8")
    assert refused.value.line == 2


def test_excels_own_first_line_says_the_separator(tmp_path: Path) -> None:
    path = tmp_path / "staff.csv"
    path.write_text("sep=;\naddress;name;unit\nwang;王, 芳;总部\n", encoding="utf-8")
    table = read_table(path, known)
    assert [(row.line, row.cells[1]) for row in table.rows] == [(2, "name"), (3, "王, 芳")]


def test_cells_with_quotes_and_lines_keep_their_places(tmp_path: Path) -> None:
    path = tmp_path / "staff.csv"
    path.write_text(
        'address,name,unit\n\nwang,"王, 芳","总部\n研发"\n\nli,"Li ""the"" Wei",总部\n',
        encoding="utf-8",
    )
    rows = read_table(path, known).rows
    assert [row.line for row in rows] == [1, 3, 6]
    assert rows[1].cells == ("wang", "王, 芳", "总部\n研发")
    assert rows[2].cells[1] == 'Li "the" Wei'


def test_a_broken_cell_is_told_by_its_line(tmp_path: Path) -> None:
    path = tmp_path / "staff.csv"
    path.write_text('address,name,unit\nwang,"王芳"x,总部\n', encoding="utf-8")
    with pytest.raises(TableError, match="quotes") as refused:
        read_table(path, known)
    assert refused.value.line == 2


@pytest.mark.parametrize("content", [b"\xff\xff\xff", b"ab\0", b"\x80\x81\0"])
def test_what_is_no_text_is_refused(content: bytes) -> None:
    with pytest.raises(TableError):
        detect_encoding(content)


@given(st.binary(max_size=200))
def test_any_bytes_are_refused_or_can_be_decoded(content: bytes) -> None:
    try:
        encoding = detect_encoding(content)
    except TableError:
        return
    content.decode(encoding, errors="replace")


@given(st.lists(st.text("总部研发王芳李伟人事财务招聘", min_size=2), min_size=2))
def test_chinese_in_gb18030_is_known(words: list[str]) -> None:
    assert detect_encoding(("a,b\n" + ",".join(words)).encode("gb18030")) in {"gb18030", "utf-8"}
