"""The numbers and colours of the design: spacing, type, radii, and the colours of both themes.

Nothing else in the program names a colour or a distance. All lengths are device-independent pixels.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from typing import Final

from PySide6.QtGui import QColor

from startalk_desktop.model.account import Hue
from startalk_desktop.model.company_colours import PALETTE, seen_as, with_luminance


class Space(IntEnum):
    """Distances between things."""

    XXS = 2
    XS = 4
    S = 8
    M = 12
    L = 16
    XL = 24
    XXL = 32


class Radius(IntEnum):
    """Corners."""

    SMALL = 6
    MEDIUM = 10
    LARGE = 14
    BUBBLE = 16
    BUBBLE_JOINED = 5  # where a bubble continues another of the same sender


class TypeSize(IntEnum):
    """Heights of text."""

    CAPTION = 11
    SMALL = 12
    LABEL = 13
    BODY = 14
    TITLE = 16
    HEADING = 20
    DISPLAY = 26


class Size(IntEnum):
    """Extents that several parts agree on."""

    RAIL = 76
    RAIL_BADGE = 42
    HEADER = 60
    AVATAR_LARGE = 88
    AVATAR_LIST = 44
    AVATAR_BUBBLE = 34
    AVATAR_SMALL = 28
    ICON = 20
    ICON_SMALL = 16
    CONTROL = 36
    SIDEBAR_MIN = 248
    SIDEBAR_DEFAULT = 320
    SIDEBAR_MAX = 460
    CONVERSATION_MIN = 420
    BUBBLE_MAX = 580
    CHAT_COLUMN_MAX = 960


@dataclass(frozen=True, slots=True)
class CompanyColours:
    """One company's hue in one theme."""

    solid: QColor  # a filled badge
    on_solid: QColor  # text on it
    text: QColor  # the hue as text or line on a surface
    tint: QColor  # the own bubbles and the composer's chip
    on_tint_muted: QColor  # times and ticks on the tint


@dataclass(frozen=True, slots=True)
class Colours:
    """The colours of one theme, by what they are for."""

    is_dark: bool
    rail: QColor
    sidebar: QColor
    chat: QColor
    surface: QColor  # header, composer, cards, dialogs
    raised: QColor  # menus, tooltips, toasts
    bubble: QColor
    field: QColor
    line: QColor
    line_strong: QColor
    hover: QColor
    selected: QColor
    text: QColor
    text_muted: QColor
    text_faint: (
        QColor  # small icons, rims, what can't be used now: below the contrast that text needs
    )
    accent: QColor  # filled controls
    accent_hover: QColor
    accent_pressed: QColor
    on_accent: QColor
    accent_text: QColor  # links, focus, active icons
    selection: QColor  # behind selected text
    success: QColor
    warning: QColor
    warning_surface: QColor
    danger: QColor
    danger_fill: QColor  # with `on_accent` on it
    warning_fill: QColor  # a dot, never behind text
    danger_surface: QColor
    shadow: QColor
    companies: tuple[CompanyColours, ...]

    def company(self, hue: Hue) -> CompanyColours:
        """The colours of a company by what it is marked with; see `Hue`."""
        if isinstance(hue, int):
            return self.companies[hue % len(self.companies)]
        return _own_colours(hue, self.surface.name(), self.text.name(), is_dark=self.is_dark)


def mix(over: QColor, under: QColor, share: float) -> QColor:
    """`share` (0 to 1) of `over` painted on `under`, as one opaque colour."""

    def part(top: int, bottom: int) -> int:
        return round(top * share + bottom * (1 - share))

    return QColor(
        part(over.red(), under.red()),
        part(over.green(), under.green()),
        part(over.blue(), under.blue()),
    )


def contrast(first: QColor, second: QColor) -> float:
    """The contrast ratio of WCAG 2.1 (1 to 21)."""
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: QColor) -> float:
    def linear(channel: float) -> float:
        return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(part) for part in (colour.redF(), colour.greenF(), colour.blueF()))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


# The palette's entries as text, in the light theme and in the dark one.
_AS_TEXT = (
    ("#1d4fd0", "#7aa8ff"),
    ("#086a50", "#45d0a4"),
    ("#6d2fd9", "#b79aff"),
    ("#ad3d0c", "#ff9a63"),
    ("#ad1455", "#ff86b5"),
    ("#0a667f", "#4cc9e6"),
    ("#835700", "#e9b949"),
    ("#453dd0", "#9c9aff"),
    ("#426b0c", "#a6d65a"),
    ("#435267", "#a9b8cc"),
)


def _companies(surface: QColor, text: QColor, *, is_dark: bool) -> tuple[CompanyColours, ...]:
    hues = []
    for solid, (on_light, on_dark) in zip(PALETTE, _AS_TEXT, strict=True):
        tint = mix(QColor(solid), surface, 0.34 if is_dark else 0.13)
        hues.append(
            CompanyColours(
                solid=QColor(solid),
                on_solid=QColor("#ffffff"),
                text=QColor(on_dark if is_dark else on_light),
                tint=tint,
                on_tint_muted=mix(text, tint, 0.66),
            )
        )
    return tuple(hues)


_READ_ON_LIGHT: Final = 0.11
_READ_ON_DARK: Final = 0.42
"""The greatest and the least luminance of a company's own colour as text, on whatever surface."""

_LIGHT_TINT: Final = 0.84
_DARK_TINT: Final = 0.05
"""The greatest luminances of tints: a light one is still seen on the chat, and on a dark one text can be read."""


@lru_cache(maxsize=64)
def _own_colours(colour: str, surface: str, text: str, *, is_dark: bool) -> CompanyColours:
    """What a company's own colour becomes in a theme: whatever it is, what is written in it or on it can be read."""
    solid = seen_as(colour)
    lowest, highest = (_READ_ON_DARK, 1.0) if is_dark else (0.0, _READ_ON_LIGHT)
    ink = with_luminance(solid, lowest, highest)
    mixed = mix(QColor(solid), QColor(surface), 0.34 if is_dark else 0.13)
    tint = QColor(with_luminance(mixed.name(), 0.0, _DARK_TINT if is_dark else _LIGHT_TINT))
    black, white = QColor("#000000"), QColor("#ffffff")
    on_solid = max(white, black, key=lambda one: contrast(one, QColor(solid)))
    return CompanyColours(QColor(solid), on_solid, QColor(ink), tint, mix(QColor(text), tint, 0.66))


def light() -> Colours:
    """The light theme."""
    text = QColor("#151a21")
    surface = QColor("#ffffff")
    return Colours(
        is_dark=False,
        rail=QColor("#e6eaf0"),
        sidebar=QColor("#ffffff"),
        chat=QColor("#f1f3f7"),
        surface=surface,
        raised=QColor("#ffffff"),
        bubble=QColor("#ffffff"),
        field=QColor("#f1f3f7"),
        line=QColor("#e4e8ee"),
        line_strong=QColor("#cdd4de"),
        hover=QColor("#f3f5f9"),
        selected=QColor("#e5edfc"),
        text=text,
        text_muted=QColor("#5a6574"),
        text_faint=QColor("#788494"),
        accent=QColor("#2b5fdc"),
        accent_hover=QColor("#2454c8"),
        accent_pressed=QColor("#1e48ae"),
        on_accent=QColor("#ffffff"),
        accent_text=QColor("#2356cf"),
        selection=QColor("#b7d0ff"),
        success=QColor("#15803d"),
        warning=QColor("#8f5200"),
        warning_surface=QColor("#fff4dc"),
        danger=QColor("#c02626"),
        danger_fill=QColor("#d92f33"),
        warning_fill=QColor("#eaa40c"),
        danger_surface=QColor("#fdecec"),
        shadow=QColor(16, 24, 40, 36),
        companies=_companies(surface, text, is_dark=False),
    )


def dark() -> Colours:
    """The dark theme."""
    text = QColor("#e9edf2")
    surface = QColor("#171b21")
    return Colours(
        is_dark=True,
        rail=QColor("#0c0f13"),
        sidebar=QColor("#171b21"),
        chat=QColor("#101318"),
        surface=surface,
        raised=QColor("#242a33"),
        bubble=QColor("#222831"),
        field=QColor("#20262e"),
        line=QColor("#262c35"),
        line_strong=QColor("#3a4350"),
        hover=QColor("#1e242c"),
        selected=QColor("#23314a"),
        text=text,
        text_muted=QColor("#9aa5b3"),
        text_faint=QColor("#737f8f"),
        accent=QColor("#3461d8"),
        accent_hover=QColor("#3e6de6"),
        accent_pressed=QColor("#2d57c6"),
        on_accent=QColor("#ffffff"),
        accent_text=QColor("#86adff"),
        selection=QColor("#2f5597"),
        success=QColor("#46c97a"),
        warning=QColor("#f2b84b"),
        warning_surface=QColor("#2f2715"),
        danger=QColor("#ff8585"),
        danger_fill=QColor("#d92f33"),
        warning_fill=QColor("#eaa40c"),
        danger_surface=QColor("#361c1f"),
        shadow=QColor(0, 0, 0, 120),
        companies=_companies(surface, text, is_dark=True),
    )
