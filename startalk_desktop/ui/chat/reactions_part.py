"""The emoji that people put under a message, each with how many."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPen

from startalk_desktop.model.message import Reaction
from startalk_desktop.ui.chat.hits import Hit, HitKind
from startalk_desktop.ui.chat.parts import Look, paint_rounded
from startalk_desktop.ui.chat.text_block import TextBlock
from startalk_desktop.ui.theme import Theme
from startalk_desktop.ui.tokens import TypeSize, mix

_CHIP: Final = 26.0
_PAD: Final = 8.0
_GAP: Final = 4.0
_SHOWN: Final = 24
_EMOJI_LIMIT: Final = 16  # characters; more is no emoji


class ReactionsPart:
    """Chips in rows; ours stand out. A click puts ours there, or takes it back."""

    def __init__(self, reactions: Sequence[Reaction], width: float, theme: Theme) -> None:
        self._emoji_font = theme.font(TypeSize.BODY)
        self._count_font = theme.font(TypeSize.SMALL, QFont.Weight.DemiBold)
        self._chips: list[tuple[QRectF, Reaction]] = []
        emoji = QFontMetricsF(self._emoji_font)
        count = QFontMetricsF(self._count_font)
        x = y = natural = 0.0
        for reaction in reactions[:_SHOWN]:
            across = math.ceil(
                2 * _PAD
                + emoji.horizontalAdvance(reaction.emoji[:_EMOJI_LIMIT])
                + 4
                + count.horizontalAdvance(str(len(reaction.senders)))
            )
            if x and x + across > width:
                x, y = 0.0, y + _CHIP + _GAP
            self._chips.append((QRectF(x, y, across, _CHIP), reaction))
            x += across + _GAP
            natural = max(natural, x - _GAP)
        self._size = QSizeF(natural, y + _CHIP)
        self.last_line_width = x - _GAP

    @property
    def size(self) -> QSizeF:
        """All rows."""
        return self._size

    def fit(self, width: float) -> None:
        """Chips stay where they are."""

    def paint(self, painter: QPainter, at: QPointF, look: Look) -> None:
        """The chips."""
        for rect, reaction in self._chips:
            is_lively = look.hovered == Hit(HitKind.REACTION, reaction.emoji)
            self._paint_chip(painter, rect.translated(at), reaction, look, is_lively=is_lively)

    def hit(self, point: QPointF) -> Hit | None:
        """The chip."""
        for rect, reaction in self._chips:
            if rect.contains(point):
                return Hit(HitKind.REACTION, reaction.emoji)
        return None

    def texts(self) -> Iterator[tuple[QPointF, TextBlock]]:
        """None."""
        yield from ()

    def _paint_chip(
        self, painter: QPainter, rect: QRectF, reaction: Reaction, look: Look, *, is_lively: bool
    ) -> None:
        share = 0.26 if reaction.is_own else 0.1
        fill = mix(look.accent, look.fill, share + (0.08 if is_lively else 0.0))
        paint_rounded(painter, rect, _CHIP / 2, fill)
        if reaction.is_own:
            painter.setPen(QPen(look.accent, 1.2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(rect.adjusted(0.6, 0.6, -0.6, -0.6), _CHIP / 2, _CHIP / 2)
        shown = reaction.emoji[:_EMOJI_LIMIT]
        inner = rect.adjusted(_PAD, 0, -_PAD, 0)
        painter.setPen(look.ink)
        painter.setFont(self._emoji_font)
        painter.drawText(inner, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)
        painter.setFont(self._count_font)
        painter.drawText(
            inner,
            Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
            str(len(reaction.senders)),
        )
