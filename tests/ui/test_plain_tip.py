"""What a company or a server writes is text wherever it is shown, tool tips included."""

import pytest
from PySide6.QtGui import QTextDocument
from pytestqt.qtbot import QtBot

from startalk_desktop.ui.widgets.elided_label import ElidedLabel
from startalk_desktop.ui.widgets.plain_tip import plain_tip

MARKUP = '<b>王芳</b> <img src="file:///etc/passwd"> &amp; more'


@pytest.mark.parametrize("text", [MARKUP, "plain", "a < b & c > d"])
def test_a_tip_shows_each_letter(text: str) -> None:
    tip = plain_tip(text)
    assert tip.startswith("<p>"), "else Qt would show our escapes"
    document = QTextDocument()
    document.setHtml(tip)
    assert document.toPlainText() == text


def test_no_text_is_no_tip() -> None:
    assert plain_tip("") == ""


def test_a_name_with_markup_that_has_no_room(qtbot: QtBot) -> None:
    label = ElidedLabel(MARKUP)
    qtbot.addWidget(label)
    label.resize(60, 20)
    label.grab()
    assert label.text() == MARKUP
    document = QTextDocument()
    document.setHtml(label.toolTip())
    assert document.toPlainText() == MARKUP
