"""What a company is marked with: its own colour, as far as it can be shown, or an entry of the palette.

A company may say any colour. It is brought to a lightness at which it can be seen on light and dark surfaces alike,
and it is worn only where it can be told from what other companies wear.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Final, TypeAlias

from startalk_desktop.model.account import Account, Hue

# Blue, emerald, violet, orange, pink, cyan, brass, indigo, moss, slate. Neighbours differ much, because companies get
# them in this order.
PALETTE: Final = (
    "#2563eb", "#0a7a5c", "#7c3aed", "#c2450f", "#be185d",
    "#0b7490", "#946200", "#4f46e5", "#4d7c0f", "#4a5a70",
)  # fmt: skip

DARKEST: Final = 0.07
LIGHTEST: Final = 0.45
"""Luminances of WCAG 2.1 between which a badge is seen on both themes' surfaces."""

_ALIKE: Final = 0.06
"""Colours no further apart in OKLab are taken for the same at a glance; the palette's nearest are just beyond."""

_Linear: TypeAlias = tuple[float, float, float]


def seen_as(hue: Hue) -> str:
    """The colour of a company's badge, ``#rrggbb``."""
    return (
        PALETTE[hue % len(PALETTE)]
        if isinstance(hue, int)
        else with_luminance(hue, DARKEST, LIGHTEST)
    )


def with_luminance(colour: str, lowest: float, highest: float) -> str:
    """`colour` (``#rrggbb``), made as much darker or lighter as brings its luminance, 0 to 1, between the two."""
    linear = _linear(colour)
    before = luminance(linear)
    if before > highest:
        linear = _each(linear, highest / before, 0.0)
    elif before < lowest:
        share = (lowest - before) / (1.0 - before)
        linear = _each(linear, 1.0 - share, share)
    else:
        return colour
    return "#" + "".join(f"{_channel(part):02x}" for part in linear)


def luminance(linear: _Linear) -> float:
    """The relative luminance of WCAG 2.1 of linear red, green and blue."""
    red, green, blue = linear
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def are_alike(first: str, second: str) -> bool:
    """Whether two colours can't be told apart at a glance."""
    return distance(first, second) <= _ALIKE


def distance(first: str, second: str) -> float:
    """How far apart two colours look, in OKLab; white is 1 from black."""
    pairs = zip(_oklab(_linear(first)), _oklab(_linear(second)), strict=True)
    return float(sum((one - other) ** 2 for one, other in pairs) ** 0.5)


def free_entry(used: Collection[int], worn: Sequence[str]) -> int:
    """The first entry of the palette that is not `used` and not like a colour that is `worn`; else one not `used`."""
    unused = [entry for entry in range(len(used) + len(PALETTE)) if entry not in used]
    for entry in unused:
        if not any(are_alike(seen_as(entry), colour) for colour in worn):
            return entry
    return unused[0]


def settled(accounts: Sequence[Account]) -> list[Account]:
    """The same accounts, each with its company's own colour where it has one that no other has before it.

    Who wears its colour keeps it, and then those that stand higher in the rail are served first. One whose colour is
    taken has an entry of the palette, as one that has none; where that one is like a colour which is worn now, another.
    """
    entries = {one.id: one.colour for one in accounts if not one.brand}
    worn: dict[object, str] = {}
    result = {one.id: replace(one, wears_brand=False) for one in accounts}
    waiting = [one for one in accounts if one.brand]
    refused = []
    for account in sorted(waiting, key=lambda one: (not one.wears_brand, one.position, one.id)):
        colour = seen_as(account.brand)
        taken = [*worn.values(), *map(seen_as, entries.values())]
        if any(are_alike(colour, other) for other in taken):
            refused.append(account)
        else:
            worn[account.id] = colour
            result[account.id] = replace(account, wears_brand=True)
    for account in refused:
        entry = account.colour
        if any(are_alike(seen_as(entry), other) for other in worn.values()):
            used = {one.colour for one in result.values() if one.id != account.id}
            entry = free_entry(used, list(worn.values()))
        result[account.id] = replace(account, colour=entry, wears_brand=False)
    return [result[one.id] for one in accounts]


def _linear(colour: str) -> _Linear:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return _to_linear(red), _to_linear(green), _to_linear(blue)


def _to_linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4


def _channel(linear: float) -> int:
    linear = min(max(linear, 0.0), 1.0)
    shown = 12.92 * linear if linear <= 0.0031308 else 1.055 * linear ** (1 / 2.4) - 0.055
    return round(shown * 255)


def _each(linear: _Linear, factor: float, more: float) -> _Linear:
    red, green, blue = linear
    return red * factor + more, green * factor + more, blue * factor + more


def _oklab(linear: _Linear) -> _Linear:
    """OKLab of linear sRGB (Björn Ottosson, 2020)."""
    red, green, blue = linear
    long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    middle = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    return (
        0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short,
    )
