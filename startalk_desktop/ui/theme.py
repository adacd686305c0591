"""The theme: which colours, fonts and icons are in force, and the switch between light and dark."""

from __future__ import annotations

import sys
from enum import StrEnum

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontDatabase,
    QGuiApplication,
    QIcon,
    QPalette,
    QPixmap,
    QScreen,
)
from PySide6.QtWidgets import QApplication

from startalk_desktop.resources import resources_folder
from startalk_desktop.ui import tokens
from startalk_desktop.ui.icons import IconLibrary
from startalk_desktop.ui.stylesheet import build_stylesheet
from startalk_desktop.ui.tokens import Colours, TypeSize

# The first that a machine has is used; the Chinese ones follow for the glyphs that it lacks.
_LATIN_FAMILIES = (
    ".AppleSystemUIFont", "Segoe UI Variable Text", "Segoe UI", "Inter", "Noto Sans", "Ubuntu",
    "Cantarell", "Roboto", "DejaVu Sans",
)  # fmt: skip
_CHINESE_FAMILIES = (
    "PingFang SC", "Microsoft YaHei UI", "Microsoft YaHei", "Noto Sans CJK SC", "Source Han Sans SC",
    "WenQuanYi Micro Hei",
)  # fmt: skip
_EMOJI_FAMILIES = ("Apple Color Emoji", "Segoe UI Emoji", "Noto Color Emoji")


class ThemeMode(StrEnum):
    """What the user chose."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class Theme(QObject):
    """Colours, fonts and icons in force.

    Widgets that paint keep the theme and repaint on `changed`; all others are dressed by the stylesheet.
    """

    changed = Signal()

    def __init__(self, app: QApplication, mode: ThemeMode = ThemeMode.SYSTEM) -> None:
        super().__init__(app)
        self._app = app
        self._mode = mode
        self._icons = IconLibrary()
        self._families = _installed_families()
        self._colours = self._wanted_colours()
        self._ratios = _screen_ratios()
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._on_scheme_changed)
        app.screenAdded.connect(self._on_screen_added)
        for screen in QGuiApplication.screens():
            self._watch(screen)

    @property
    def colours(self) -> Colours:
        """The colours of the theme in force."""
        return self._colours

    @property
    def mode(self) -> ThemeMode:
        """What the user chose."""
        return self._mode

    def set_mode(self, mode: ThemeMode) -> None:
        """Follow the system, or stay light or dark."""
        self._mode = mode
        self.apply()

    def apply(self) -> None:
        """Dress the application: Fusion style, palette, stylesheet and font."""
        self._colours = self._wanted_colours()
        self._app.setStyle("Fusion")
        self._app.setFont(self.font())
        self._app.setPalette(_palette(self._colours))
        self._app.setStyleSheet(
            build_stylesheet(self._colours, (resources_folder() / "controls").as_posix())
        )
        self.changed.emit()

    def font(
        self, size: TypeSize = TypeSize.BODY, weight: QFont.Weight = QFont.Weight.Normal
    ) -> QFont:
        """A font of the type scale."""
        font = QFont()
        font.setFamilies(list(self._families))
        font.setPixelSize(int(size))
        font.setWeight(weight)
        font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
        return font

    def icon(self, name: str, colour: QColor | None = None, active: QColor | None = None) -> QIcon:
        """The icon `name` for a control; muted, and lively on hover or when checked, unless told otherwise."""
        colours = self._colours
        return self._icons.icon(
            name,
            colour or colours.text_muted,
            colours.line_strong,
            active or colour or colours.text,
            ratios=sorted(self._ratios),
        )

    def pixmap(self, name: str, size: int, colour: QColor, pixel_ratio: float) -> QPixmap:
        """The icon `name` for painting."""
        return self._icons.pixmap(name, size, colour, pixel_ratio)

    def _on_scheme_changed(self) -> None:
        if self._mode is ThemeMode.SYSTEM:
            self.apply()

    def _watch(self, screen: QScreen) -> None:
        screen.geometryChanged.connect(self._on_screen_changed)
        screen.logicalDotsPerInchChanged.connect(self._on_screen_changed)

    def _on_screen_added(self, screen: QScreen) -> None:
        self._watch(screen)
        self._on_screen_changed()

    def _on_screen_changed(self) -> None:
        """Let all icons be made anew if there is a screen for which they are not rendered yet."""
        ratios = _screen_ratios()
        if not ratios <= self._ratios:
            self._ratios |= ratios
            self.changed.emit()

    def _wanted_colours(self) -> Colours:
        if self._mode is ThemeMode.SYSTEM:
            is_dark = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
        else:
            is_dark = self._mode is ThemeMode.DARK
        return tokens.dark() if is_dark else tokens.light()


def _screen_ratios() -> frozenset[float]:
    return frozenset(screen.devicePixelRatio() for screen in QGuiApplication.screens())


def _installed_families() -> tuple[str, ...]:
    installed = set(QFontDatabase.families())
    stack = [
        family
        for families in (_LATIN_FAMILIES, _CHINESE_FAMILIES, _EMOJI_FAMILIES)
        for family in families
        if family in installed or (family.startswith(".") and sys.platform == "darwin")
    ]
    return tuple(stack) or ("Sans Serif",)


def _palette(colours: Colours) -> QPalette:
    palette = QPalette()
    role = QPalette.ColorRole
    for which, colour in (
        (role.Window, colours.surface),
        (role.WindowText, colours.text),
        (role.Base, colours.surface),
        (role.AlternateBase, colours.hover),
        (role.Text, colours.text),
        (role.PlaceholderText, colours.text_muted),
        (role.Button, colours.field),
        (role.ButtonText, colours.text),
        (role.BrightText, colours.danger),
        (role.Highlight, colours.selection),
        (role.HighlightedText, colours.text),
        (role.Link, colours.accent_text),
        (role.LinkVisited, colours.accent_text),
        (role.ToolTipBase, colours.raised),
        (role.ToolTipText, colours.text),
        (role.Accent, colours.accent),
        (role.Light, colours.line),
        (role.Midlight, colours.line),
        (role.Mid, colours.line_strong),
        (role.Dark, colours.line_strong),
        (role.Shadow, colours.line_strong),
    ):
        palette.setColor(which, colour)
    for which in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, which, colours.text_faint)
    return palette
