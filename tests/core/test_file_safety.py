"""Names that strangers give files, and files that could run."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from startalk_desktop.core.file_safety import MAX_NAME_BYTES, is_executable, sanitised


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("合同 2026.pdf", "合同 2026.pdf"),
        ("../../etc/passwd", "passwd"),
        ("..\\..\\windows\\system32\\cmd.exe", "cmd.exe"),
        ("C:\\a\\b.txt", "b.txt"),
        ("a/b/", "file"),
        ("", "file"),
        (".", "file"),
        ("...", "file"),
        (".bashrc", "bashrc"),
        ("a\0b\n\tc.txt", "abc.txt"),
        ("photo\u202egnp.exe", "photognp.exe"),
        ("\u2066x\u2069.pdf\u200f", "x.pdf"),
        ("a.txt. . ", "a.txt"),
        ("a.txt:evil.exe", "a.txt_evil.exe"),
        ('a<b>c"d|e?f*.txt', "a_b_c_d_e_f_.txt"),
        ("CON", "_CON"),
        ("con.txt", "_con.txt"),
        ("nul .tar.gz", "_nul .tar.gz"),
        ("COM1.log", "_COM1.log"),
        ("lpt³", "_lpt³"),
        ("CONIN$", "_CONIN$"),
        ("console.log", "console.log"),
        ("e\u0301.txt", "é.txt"),
        ("\ud800.txt", "txt"),
    ],
)
def test_a_name_leads_nowhere(name: str, safe: str) -> None:
    assert sanitised(name) == safe


def test_a_long_name_keeps_its_ending() -> None:
    safe = sanitised("长" * 500 + ".pdf")
    assert safe.endswith("长.pdf")
    assert len(safe.encode()) <= MAX_NAME_BYTES
    assert len(sanitised("x." + "y" * 900).encode()) <= MAX_NAME_BYTES


@given(st.text(max_size=400))
def test_any_name_is_one_that_every_system_takes(name: str) -> None:
    safe = sanitised(name)
    assert 0 < len(safe.encode()) <= MAX_NAME_BYTES
    assert safe.isprintable()
    assert not set(safe) & set('/\\<>:"|?*')
    assert safe == safe.strip(" .")
    assert sanitised(safe) == safe


@pytest.mark.parametrize(
    "name",
    ["a.exe", "a.PDF.EXE", "a.pdf.lnk", "run.sh", "x.desktop", "a.scr ", "a.exe.", "a\u202efdp.js",
     "账单.docm", "a.msi", "a.vbs", "tool.app", "a.jar"],
)  # fmt: skip
def test_what_could_run_by_its_name(name: str) -> None:
    assert is_executable(name)


@pytest.mark.parametrize(
    "head", [b"MZ\x90", b"\x7fELF\2", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe", b"#!/bin/sh\n"]
)
def test_what_could_run_whatever_its_name_says(head: bytes) -> None:
    assert is_executable("照片.jpg", head)


@pytest.mark.parametrize(
    "name", ["a.pdf", "exe", "sh", "notes.txt", "a.docx", "图.png", "a.zip", ""]
)
def test_what_could_not(name: str) -> None:
    assert not is_executable(name, b"%PDF-1.7")
