"""Tokens and theme: contrast that can be read, icons that are there, a switch that reaches everything."""

from __future__ import annotations

import re
from itertools import product
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QSize
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QMenu

from startalk_desktop.resources import resources_folder
from startalk_desktop.ui import theme as theme_module
from startalk_desktop.ui import tokens
from startalk_desktop.ui.icons import IconLibrary
from startalk_desktop.ui.stylesheet import build_stylesheet
from startalk_desktop.ui.theme import Theme, ThemeMode
from startalk_desktop.ui.tokens import Colours, contrast
from tests.ui.loop import application

TEXT = 4.5
LARGE_OR_LINE = 3.0
SEEN = 1.6  # a filled badge; what it says is in the text on it
THEMES = {"light": tokens.light(), "dark": tokens.dark()}
ICONS = sorted(path.stem for path in (resources_folder() / "icons").glob("*.svg"))
SOURCES = Path(tokens.__file__).parent


@pytest.mark.parametrize("colours", THEMES.values(), ids=THEMES.keys())
@pytest.mark.parametrize(
    ("ink", "behind"),
    [
        *product(
            ("text", "text_muted", "accent_text", "danger"),
            ("sidebar", "chat", "surface", "bubble", "selected", "hover", "field", "raised"),
        ),
        ("text", "rail"),
        ("text_muted", "rail"),
        ("text", "raised"),
        ("text", "warning_surface"),
        ("text", "danger_surface"),
        ("warning", "warning_surface"),
        ("danger", "danger_surface"),
        ("on_accent", "accent"),
        ("on_accent", "accent_hover"),
        ("on_accent", "accent_pressed"),
        ("on_accent", "danger_fill"),
        ("text", "selection"),
    ],
)
def test_text_can_be_read(colours: Colours, ink: str, behind: str) -> None:
    assert contrast(getattr(colours, ink), getattr(colours, behind)) >= TEXT


@pytest.mark.parametrize("colours", THEMES.values(), ids=THEMES.keys())
@pytest.mark.parametrize(
    "behind", ["sidebar", "chat", "surface", "hover", "selected", "raised", "field"]
)
def test_pins_stars_and_rims_can_be_seen(colours: Colours, behind: str) -> None:
    """What WCAG 2.1 asks for in what is no text (1.4.11)."""
    assert contrast(colours.text_faint, getattr(colours, behind)) >= LARGE_OR_LINE


@pytest.mark.parametrize("colours", THEMES.values(), ids=THEMES.keys())
def test_every_company_hue_can_be_read_everywhere(colours: Colours) -> None:
    assert len(colours.companies) >= 8
    steps = ("00", "33", "66", "99", "cc", "ff")
    own = ["#" + "".join(parts) for parts in product(steps, repeat=3)]
    for hue in (*colours.companies, *map(colours.company, own)):
        assert contrast(hue.on_solid, hue.solid) >= TEXT
        assert contrast(colours.text, hue.tint) >= TEXT
        assert contrast(hue.on_tint_muted, hue.tint) >= TEXT
        assert contrast(hue.text, hue.tint) >= TEXT
        assert contrast(hue.text, colours.bubble) >= TEXT
        assert contrast(colours.accent_text, hue.tint) >= LARGE_OR_LINE  # a link, also underlined
        assert contrast(colours.danger, hue.tint) >= LARGE_OR_LINE
        for surface in (colours.surface, colours.chat, colours.sidebar, colours.selected):
            assert contrast(hue.text, surface) >= TEXT
        for surface in (colours.rail, colours.sidebar, colours.surface):
            assert contrast(hue.solid, surface) >= SEEN
        assert hue.tint != colours.chat != hue.solid


def test_contrast_is_that_of_wcag() -> None:
    assert contrast(QColor("black"), QColor("white")) == pytest.approx(21)
    assert contrast(QColor("#777777"), QColor("white")) == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("colours", THEMES.values(), ids=THEMES.keys())
def test_the_stylesheet_has_no_placeholder_left(colours: Colours) -> None:
    sheet = build_stylesheet(colours, "/controls")
    assert "$" not in sheet
    assert sheet.count("{") == sheet.count("}")


def test_colours_are_named_in_the_tokens_only() -> None:
    """No `#rrggbb` outside of the tokens, but for the presence dots, which are the same in both themes."""
    allowed = {"tokens.py", "avatar.py"}
    found = [
        path.name
        for path in SOURCES.rglob("*.py")
        if path.name not in allowed and re.search(r'"#[0-9a-fA-F]{6}"', path.read_text("utf-8"))
    ]
    assert found == []


@pytest.mark.parametrize("name", ICONS)
@pytest.mark.parametrize("ratio", [1.0, 2.0])
def test_icons_render_in_the_colour_asked_for(theme: Theme, name: str, ratio: float) -> None:
    image = theme.pixmap(name, 24, QColor("#ff0000"), ratio).toImage()
    assert image.width() == 24 * ratio
    inked = [
        image.pixelColor(x, y)
        for x in range(image.width())
        for y in range(image.height())
        if image.pixelColor(x, y).alpha() > 200
    ]
    assert inked
    assert all(pixel.red() > 200 and pixel.green() < 60 for pixel in inked)


def test_icons_are_of_one_kind() -> None:
    for name in ICONS:
        source = (resources_folder() / "icons" / f"{name}.svg").read_text("utf-8")
        assert 'viewBox="0 0 24 24"' in source
        assert 'stroke-width="1.75"' in source
        assert "#" not in source


def test_every_icon_that_the_code_names_exists() -> None:
    named: set[str] = set()
    for path in SOURCES.rglob("*.py"):
        source = path.read_text("utf-8")
        named |= set(re.findall(r'(?:icon|pixmap)\(\s*"([a-z-]+)"', source))
        named |= set(re.findall(r'IconButton\(\s*theme,\s*"([a-z-]+)"', source))
        named |= set(re.findall(r'EmptyState\(\s*theme,\s*"([a-z-]+)"', source))
        named |= set(re.findall(r'self\.add\("([a-z-]+)"', source))
    assert len(named) > 15
    assert named <= set(ICONS)


def test_a_missing_icon_is_an_error_and_not_an_empty_picture(theme: Theme) -> None:
    with pytest.raises(FileNotFoundError):
        theme.pixmap("no-such-icon", 24, QColor("red"), 1.0)


def test_icons_are_rendered_once_for_all_themes(
    theme: Theme, monkeypatch: pytest.MonkeyPatch
) -> None:
    red = QColor("#fe0102")
    once = theme.pixmap("bell", 24, red, 1.0)
    monkeypatch.setattr(IconLibrary, "_render", None)
    assert Theme(application()).pixmap("bell", 24, red, 1.0).cacheKey() == once.cacheKey()


def test_icons_are_sharp_on_a_screen_that_comes_later(
    theme: Theme, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[bool] = []
    theme.changed.connect(lambda: told.append(True))
    app, size = application(), QSize(24, 24)
    assert theme.icon("bell").pixmap(size, 1.25).devicePixelRatio() == 1.0
    app.screenAdded.emit(app.primaryScreen())
    assert told == []
    monkeypatch.setattr(theme_module, "_screen_ratios", lambda: frozenset({1.0, 1.25}))
    app.screenAdded.emit(app.primaryScreen())
    assert told == [True]
    assert theme.icon("bell").pixmap(size, 1.25).width() == 30


def test_switching_the_theme_dresses_the_application_anew(theme: Theme) -> None:
    told: list[bool] = []
    theme.changed.connect(lambda: told.append(theme.colours.is_dark))
    theme.set_mode(ThemeMode.DARK)
    window = QApplication.palette().color(QPalette.ColorRole.Window)
    assert window == tokens.dark().surface
    theme.set_mode(ThemeMode.LIGHT)
    assert told == [True, False]


def test_a_menu_higher_than_the_screen_scrolls_in_one_column(theme: Theme) -> None:
    theme.apply()
    menu = QMenu()
    for number in range(80):
        menu.addAction(f"Choice {number}")
    actions = menu.actions()
    menu.popup(QPoint(0, 0))
    assert menu.actionGeometry(actions[0]).left() == menu.actionGeometry(actions[-1]).left()
    menu.close()
    menu.deleteLater()
