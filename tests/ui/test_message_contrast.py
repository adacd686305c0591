"""What is written in bubbles can be read: on every surface there, in both themes, in each company's colours."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor

from startalk_desktop.ui import tokens
from startalk_desktop.ui.chat.parts import Look
from startalk_desktop.ui.theme import Theme, ThemeMode
from startalk_desktop.ui.tokens import contrast, mix
from tests.ui.loop import application

READABLE = 4.5  # WCAG 2.1 AA


@pytest.mark.parametrize("mode", [ThemeMode.LIGHT, ThemeMode.DARK])
@pytest.mark.parametrize("is_own", [False, True])
@pytest.mark.parametrize("hue", range(10))
def test_words_on_the_surfaces_of_a_bubble_can_be_read(
    mode: ThemeMode, is_own: bool, hue: int
) -> None:
    theme = Theme(application(), mode)
    colours = theme.colours
    company = colours.company(hue)
    fill = company.tint if is_own else colours.bubble
    look = Look(theme, company, is_own, fill, 1.0)
    mention = Look(theme, company, False, mix(colours.warning_fill, colours.bubble, 0.1), 1.0)
    written: list[tuple[QColor, QColor]] = [
        (look.ink, look.surface()),
        (look.muted, look.surface()),
        (look.accent, look.surface()),
        (look.accent, fill),
        (look.muted, mix(look.accent, fill, 0.08)),
        (look.ink, mix(look.accent, fill, 0.34)),
        (mention.muted, mention.fill),
        (mention.accent, mention.fill),
        (look.muted, colours.chat),
    ]
    for ink, behind in written:
        assert contrast(ink, behind) >= READABLE, (ink.name(), behind.name())
    theme.deleteLater()


def test_both_themes_have_the_companies_that_are_tried() -> None:
    assert len(tokens.light().companies) == len(tokens.dark().companies) == 10
