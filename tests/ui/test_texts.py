"""Words: every failure has some, every word is translated, times are said as people say them."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale

from startalk_desktop.model.failure import Failure, FailureCode
from startalk_desktop.ui.failure_texts import FailureContext, explain, failure_text, has_words
from startalk_desktop.ui.languages import wanted_language
from startalk_desktop.ui.time_texts import TimeTexts

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("code", list(FailureCode))
@pytest.mark.parametrize("context", list(FailureContext))
def test_every_failure_says_what_is_wrong_and_what_to_do(
    code: FailureCode, context: FailureContext
) -> None:
    assert has_words(code)
    text = explain(Failure(code, "raw detail of the server"), context)
    assert text.problem.endswith(".")
    assert text.advice.endswith(".")
    assert "raw detail" not in str(text)


def test_failures_of_one_context_differ_from_each_other() -> None:
    said = {failure_text(Failure(code)) for code in FailureCode}
    assert len(said) == len(FailureCode)


def test_nothing_is_left_untranslated() -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "tools" / "translations.py"), "check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_translations_keep_every_placeholder() -> None:
    source = (ROOT / "translations" / "startalk_zh_CN.ts").read_text("utf-8")
    pairs = re.findall(
        r"<source>(.*?)</source>.*?<translation>(.*?)</translation>", source, re.DOTALL
    )
    assert len(pairs) > 250
    for text, translation in pairs:
        wanted = sorted(re.findall(r"\{\w*\}|%n", text))
        assert sorted(re.findall(r"\{\w*\}|%n", translation)) == wanted, text


@pytest.mark.parametrize(
    ("choice", "system", "expected"),
    [
        ("zh_CN", "en_US", "zh_CN"),
        ("", "zh_CN", "zh_CN"),
        ("", "zh_TW", "zh_CN"),
        ("", "en_GB", "en"),
        ("", "de_DE", "en"),
        ("klingon", "en_US", "en"),
    ],
)
def test_the_language_is_the_users_else_the_systems_else_english(
    choice: str, system: str, expected: str
) -> None:
    assert wanted_language(choice, QLocale(system)) == expected


def _at(moment: datetime) -> int:
    return int(moment.timestamp() * 1_000_000)


def test_times_are_as_short_as_their_age_allows() -> None:
    times = TimeTexts(QLocale("en_GB"))
    noon = datetime.now().astimezone().replace(hour=12, minute=5)
    assert times.in_list(_at(noon)) == "12:05"
    assert times.in_list(_at(noon - timedelta(days=1))) == "Yesterday"
    assert times.in_list(_at(noon - timedelta(days=3))) == (noon - timedelta(days=3)).strftime("%a")
    assert "2001" in times.day(_at(noon.replace(year=2001, month=3, day=4)))
    assert times.day(_at(noon)) == "Today"
