"""What every screen owes the eye: whole lines, hints that can be read, dialogs no higher than what is in them."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QIcon, QTextLayout, QTextOption
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QTextEdit,
    QVBoxLayout,
    QWidget,
)

from startalk_desktop.model.account import Account
from startalk_desktop.model.identity import AccountId
from startalk_desktop.model.jid import Jid
from startalk_desktop.ui.chat.chip import CompanyChip
from startalk_desktop.ui.chat.composer_field import ComposerField
from startalk_desktop.ui.chat.text_block import may_slant
from startalk_desktop.ui.crossing_dialog import CrossingDialog
from startalk_desktop.ui.settings.settings_dialog import SettingsDialog
from startalk_desktop.ui.theme import Theme, ThemeMode
from startalk_desktop.ui.tokens import contrast
from startalk_desktop.ui.widgets.dialog import AwaitedDialog, button_row, plain_label
from startalk_desktop.ui.widgets.elided_label import ElidedLabel
from startalk_desktop.ui.widgets.empty_state import EmptyState
from startalk_desktop.ui.widgets.scroll_gap import keep_off_bar
from tests.ui.screens import SCREENS, Studio
from tests.ui.waiting import settle, until

WELCOME = (
    "Sign in with the address that the company gave you. "
    "You can add as many companies as you work for."
)


def _lines(label: QLabel) -> list[float]:
    """How long each line of a label is."""
    layout = QTextLayout(label.text(), label.font())
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WordWrap)
    layout.setTextOption(option)
    layout.beginLayout()
    lengths = []
    while (line := layout.createLine()).isValid():
        line.setLineWidth(label.width())
        lengths.append(line.naturalTextWidth())
    layout.endLayout()
    return lengths


@pytest.mark.parametrize("width", [248, 320, 460, 900])
@pytest.mark.parametrize(
    "text", [WELCOME, "Pictures that are sent in this conversation will be here."]
)
def test_no_word_is_left_over_on_a_line_of_its_own(theme: Theme, width: int, text: str) -> None:
    state = EmptyState(theme, "building", "Add your first company", text)
    state.resize(width, 600)
    state.show()
    label = next(one for one in state.findChildren(QLabel) if one.text() == text)
    lengths = _lines(label)
    assert len(lengths) > 1
    assert lengths[-1] >= 0.4 * max(lengths)
    assert label.height() >= len(lengths) * label.fontMetrics().height()
    state.deleteLater()


@pytest.mark.parametrize("mode", [ThemeMode.LIGHT, ThemeMode.DARK])
@pytest.mark.parametrize("kind", [QLineEdit, QPlainTextEdit, QTextEdit])
def test_what_stands_in_an_empty_field_can_be_read(
    theme: Theme, mode: ThemeMode, kind: type[QWidget]
) -> None:
    theme.set_mode(mode)
    field = kind()
    field.ensurePolished()
    hint = field.palette().placeholderText().color()
    assert hint.alpha() == 255
    assert contrast(hint, theme.colours.field) >= 4.5
    field.deleteLater()


@pytest.mark.parametrize("times", [1, 4, 12])
async def test_a_dialog_is_no_higher_than_what_is_in_it(theme: Theme, times: int) -> None:
    dialog = AwaitedDialog()
    dialog.setMinimumWidth(400)
    text = plain_label("Files of this kind can run a program on this computer. " * times)
    button = QPushButton("Close")
    dialog.lay_out((plain_label("Open it?", "title"), text), button_row(button))
    dialog.open()
    layout = dialog.layout()
    assert layout is not None
    assert dialog.height() == layout.totalHeightForWidth(dialog.width())
    assert text.height() >= text.heightForWidth(text.width())
    dialog.close()
    dialog.deleteLater()


@pytest.mark.parametrize(
    ("text", "least"), [("Launch week", 0), ("Wilhelmina Featherstonehaugh-Smythe, room 4711", 160)]
)
def test_a_name_gives_way_only_so_far(theme: Theme, text: str, least: int) -> None:
    holder = QWidget()
    row = QHBoxLayout(holder)
    name, company = ElidedLabel(text), CompanyChip(theme)
    name.keep(160)
    company.say("International Consolidated Robotics and Automation Holdings", 1)
    row.addWidget(name)
    row.addWidget(company)
    holder.resize(260, 40)
    holder.show()
    assert name.width() >= (least or name.fontMetrics().horizontalAdvance(text))
    assert company.width() > 24
    holder.deleteLater()


def test_a_long_company_leaves_the_buttons_their_words(theme: Theme) -> None:
    source = Account(AccountId(1), Jid("a", "acme.example"), "Acme", 0, 0)
    name = "International Consolidated Robotics & Automation Holdings plc"
    target = Account(AccountId(2), Jid("b", "consolidated.example"), name, 1, 1)
    parent = QWidget()
    dialog = CrossingDialog(theme, parent, source, target, "2 messages")
    dialog.show()
    for button in (dialog.cancel, dialog.go_on):
        assert button.width() >= button.sizeHint().width()
    assert name in dialog.go_on.accessibleName()
    parent.deleteLater()


async def test_a_dialog_of_a_size_of_its_own_keeps_it(theme: Theme) -> None:
    dialog = AwaitedDialog()
    dialog.resize(420, 520)
    dialog.lay_out((plain_label("Who has read this", "title"),), button_row(QPushButton("Close")))
    dialog.open()
    assert dialog.height() == 520
    dialog.close()
    dialog.deleteLater()


@pytest.mark.parametrize(
    ("words", "slants"),
    [("Message recalled", True), ("消息已撤回", False), ("已被 Tom 移除", False)],
)
def test_chinese_is_not_slanted(words: str, slants: bool) -> None:
    assert may_slant(words) is slants


async def test_before_the_first_company_one_place_says_what_to_do(studio: Studio) -> None:
    accounts = studio.world.startalk.accounts
    for account in accounts.all():
        await accounts.remove(account.id)
    await settle()
    shown = [one for one in studio.window.findChildren(EmptyState) if one.isVisible()]
    assert len(shown) == 1
    assert not studio.window.sidebar.filter.isVisible()
    focused = studio.window.focusWidget()
    assert isinstance(focused, QPushButton)
    assert shown[0].isAncestorOf(focused)


async def test_what_scrolls_ends_where_the_rest_ends_until_there_is_a_bar(theme: Theme) -> None:
    area, column = QScrollArea(), QWidget()
    layout = QVBoxLayout(column)
    layout.setContentsMargins(0, 0, 0, 0)
    keep_off_bar(area, layout)
    area.setWidgetResizable(True)
    area.setWidget(column)
    area.resize(300, 200)
    area.show()
    await settle()
    assert layout.contentsMargins().right() == 0
    for _ in range(40):
        layout.addWidget(QLabel("A version"))
    await until(lambda: area.verticalScrollBar().maximum() > 0, "there is a bar")
    assert layout.contentsMargins().right() > 0
    area.deleteLater()


async def test_chosen_settings_keep_their_company_s_colour(studio: Studio) -> None:
    await SCREENS["settings-company"](studio)
    assert isinstance(studio.subject, SettingsDialog)
    sections = studio.subject.sections
    row = sections.currentRow()
    size = sections.iconSize()
    icon = sections.item(row).icon()
    normal, chosen = (
        icon.pixmap(size, mode).toImage().pixelColor(size.width() // 2, size.height() // 2)
        for mode in (QIcon.Mode.Normal, QIcon.Mode.Selected)
    )
    assert normal == chosen


@pytest.mark.parametrize("limit", [90, 117, 200, 263])
def test_a_full_field_shows_whole_lines(theme: Theme, limit: int) -> None:
    field = ComposerField()
    field.setFont(theme.font())
    field.ensurePolished()
    field.set_limit(limit)
    field.setPlainText("It is a long list\n" * 60)
    field.fit()
    margins = field.viewportMargins()
    inside = field.height() - margins.top() - margins.bottom() - 1
    assert field.height() <= limit
    assert inside % field.fontMetrics().lineSpacing() == 0
    field.deleteLater()
