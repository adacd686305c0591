"""Staff out of a table: columns, and what is said of rows that are wrong."""

from pathlib import Path

import pytest

from startalk_desktop.admin.csv_source import read_csv
from startalk_desktop.admin.entry_reader import EntryReader
from startalk_desktop.admin.staff import Problems, StaffEntry, Visibility


def read(tmp_path: Path, content: str, separator: str = "/") -> tuple[list[StaffEntry], list[str]]:
    path = tmp_path / "staff.csv"
    path.write_text(content, encoding="utf-8")
    problems = Problems()
    entries = read_csv(path, EntryReader("acme.example", problems, separator), problems)
    return entries, [line.removeprefix(f"{path}:") for line in problems.lines()]


def test_all_columns_are_read(tmp_path: Path) -> None:
    header = "Unit ID,Address,NAME,unit,job_title,mobile,E-Mail,sort,visibility"
    entries, problems = read(
        tmp_path, f"{header}\nrd, Wang ,王芳, 总部 / 研发 ,总监,139,w@acme.example,7,linked\n"
    )
    assert problems == []
    (entry,) = entries
    assert str(entry.jid) == "wang@acme.example"
    assert entry.path == ("总部", "研发")
    assert (entry.name, entry.title, entry.phone, entry.email) == (
        "王芳",
        "总监",
        "139",
        "w@acme.example",
    )
    assert (entry.unit_id, entry.order, entry.visibility) == ("rd", 7, Visibility.LINKED)
    assert entry.origin.line == 2


def test_a_manager_is_an_address_of_the_domain(tmp_path: Path) -> None:
    entries, problems = read(
        tmp_path, "账号,姓名,部门,直属上级\nwang,王芳,总部,Li\nli,李伟,总部,\n"
    )
    assert problems == []
    assert [entry.manager for entry in entries] == [entries[1].jid, None]
    _, problems = read(
        tmp_path,
        "address,name,unit,manager\nwang,王芳,总部,li@beta.example\nli,李伟,总部,li\nma,马,总部,a b\n",
    )
    assert [problem.split(": ")[0] for problem in problems] == ["2:4", "3:4", "4:4"]


def test_chinese_headers_are_known(tmp_path: Path) -> None:
    entries, problems = read(tmp_path, "账号;姓名;部门;职务;可见性\nwang;王芳;总部;总监;隐藏\n")
    assert problems == []
    assert entries[0].visibility is Visibility.HIDDEN


def test_another_unit_separator(tmp_path: Path) -> None:
    entries, _ = read(tmp_path, "address,name,unit\nwang,王芳,总部>R/D\n", separator=">")
    assert entries[0].path == ("总部", "R/D")


@pytest.mark.parametrize(
    ("row", "place", "words"),
    [
        (",王芳,总部,,,", "2:1", "no address"),
        ("a b,王芳,总部,,,", "2:1", "can't be an address"),
        ("wang@beta.example,王芳,总部,,,", "2:1", "no address of acme.example"),
        ("wang@acme.example/desk,王芳,总部,,,", "2:1", "no address of acme.example"),
        ("wang,,总部,,,", "2:2", "no name"),
        ("wang,王芳,,,,", "2:3", "no name"),
        ("wang,王芳,总部//研发,,,", "2:3", "A/B/C"),
        (f"wang,王芳,{'/'.join('x' * 40)},,,", "2:3", "40 levels"),
        ("wang,王芳,总部,index,,", "2:4", "can't be the id"),
        ("wang,王芳,总部,,-1,", "2:5", "no whole number"),
        ("wang,王芳,总部,,,hiden", "2:6", "company, linked or hidden"),
        (f"wang,{'长' * 600},总部,,,", "2:2", "600 characters"),
        ("wang,1.39E+10,总部,,,", "2:2", "format the column as text"),
        ("wang,王芳,总部,,,,more", "2:7", "more cells"),
    ],
)
def test_a_wrong_row_is_told_by_line_and_column(
    tmp_path: Path, row: str, place: str, words: str
) -> None:
    entries, problems = read(tmp_path, f"address,name,unit,unit id,order,visibility\n{row}\n")
    assert entries == [] or "more cells" in words
    assert len(problems) == 1
    assert problems[0].startswith(f"{place}: ")
    assert words in problems[0]


@pytest.mark.parametrize(
    ("header", "words"),
    [
        ("address,name", "no column 'unit'"),
        ("address,name,unit,salary", "'salary' is unknown"),
        ("address,name,unit,jid", "two columns 'address'"),
        ("", "empty"),
    ],
)
def test_a_wrong_header_is_told(tmp_path: Path, header: str, words: str) -> None:
    entries, problems = read(tmp_path, f"{header}\n")
    assert entries == []
    assert any(words in problem for problem in problems)


def test_many_problems_are_counted(tmp_path: Path) -> None:
    _, problems = read(tmp_path, "address,name,unit\n" + "a b,王芳,总部\n" * 50)
    assert len(problems) == 21
    assert problems[-1] == "… and 30 more like these"
