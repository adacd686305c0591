"""What is typed, as it leaves: cleaned, bounded, and with mentions at their places."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from startalk_desktop.core.errors import ActionRefused, RefusalCode
from startalk_desktop.core.texts import MAX_TEXT_BYTES, moved_mentions, printable, replacement
from startalk_desktop.model.message import Mention
from tests.core.world import LI, WANG

PIECES = st.text(alphabet="ab \t\n\x00\x1b\ufffe王😀", max_size=8)


@given(PIECES, PIECES, PIECES)
def test_a_mention_stays_on_its_word(before: str, between: str, after: str) -> None:
    typed = f"{before}@王芳{between}@李伟{after}"
    first = len(before)
    second = first + 3 + len(between)
    mentions = (Mention(LI, second, second + 3), Mention(WANG, first, first + 3))
    text = printable(typed)
    moved = moved_mentions(typed, mentions)
    assert [(one.jid, text[one.start : one.end]) for one in moved] == [
        (WANG, "@王芳"),
        (LI, "@李伟"),
    ]


def test_mentions_of_nothing_go() -> None:
    typed = "  @王芳 "
    for start, end in ((0, 2), (5, 9), (4, 4), (-3, 4), (9, 12), (6, 3)):
        assert moved_mentions(typed, (Mention(WANG, start, end),)) == ()
    many = tuple(Mention(WANG, 2, 5) for _ in range(1_000))
    assert len(moved_mentions(typed, many)) == 100
    assert moved_mentions(typed, ()) == ()


def test_an_edit_says_why_it_cant_be() -> None:
    assert replacement(" a\x00b ") == "ab"
    with pytest.raises(ActionRefused) as refused:
        replacement("\x00 \n")
    assert refused.value.code is RefusalCode.EMPTY
    with pytest.raises(ActionRefused) as refused:
        replacement("长" * MAX_TEXT_BYTES)
    assert refused.value.code is RefusalCode.TOO_LONG
