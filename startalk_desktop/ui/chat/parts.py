"""The interface of what a bubble is stacked of, and what the moment adds to its picture."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Protocol

from PySide6.QtCore import QPointF, QRectF, QSizeF
from PySide6.QtGui import QColor, QImage, QPainter, QPixmap

from startalk_desktop.model.transfer import Transfer
from startalk_desktop.ui.chat.hits import Hit
from startalk_desktop.ui.chat.message_parts import Picture
from startalk_desktop.ui.chat.text_block import TextBlock
from startalk_desktop.ui.theme import Theme
from startalk_desktop.ui.tokens import CompanyColours, mix
from startalk_desktop.viewmodels.pictures import PictureState

PART_GAP: Final = 7.0
"""Between two parts of a bubble."""


@dataclass(frozen=True, slots=True)
class PictureLook:
    """What is there of a picture now; `thumbnail` is what came with its message."""

    state: PictureState
    image: QImage | None = None
    thumbnail: QImage | None = None


class FileSource(Protocol):
    """Knows what is here of a conversation's files, and has pictures fetched that may be."""

    def look(self, row: int, picture: Picture) -> PictureLook:
        """What is there of a picture of the message of that store row."""

    def scaled(
        self,
        image: QImage,
        size: QSizeF,
        ratio: float,
        corners: tuple[float, ...],
        *,
        is_cut: bool = False,
    ) -> QPixmap:
        """`image` for `size`, as `ScaledPictures` has it."""

    def transfer(self, row: int, index: int) -> Transfer | None:
        """How file `index` of that message gets on, where it is on its way."""

    def is_here(self, row: int, index: int) -> bool | None:
        """Whether the file is on this machine; None while that is not known."""

    def spin(self) -> float:
        """By how many degrees what turns is turned now; whoever asks is painted again soon."""


@dataclass(slots=True)
class Look:
    """What of the moment and of the message's side shows in the picture."""

    theme: Theme
    company: CompanyColours
    is_own: bool
    fill: QColor  # the bubble's
    ratio: float
    selection: tuple[int, int] | None = None  # UTF-16 positions in the message's shown text
    is_hovered: bool = False  # the mouse is on the message, or the keyboard's focus
    hovered: Hit | None = None  # what is under the mouse
    files: FileSource | None = None

    @property
    def ink(self) -> QColor:
        """Text."""
        return self.theme.colours.text

    @property
    def muted(self) -> QColor:
        """What is said beside the text."""
        return self.company.on_tint_muted if self.is_own else self.theme.colours.text_muted

    @property
    def accent(self) -> QColor:
        """Links and what is active."""
        return self.company.text if self.is_own else self.theme.colours.accent_text

    def surface(self, strength: float = 1.0) -> QColor:
        """A surface upon the bubble's; stronger under the mouse."""
        if self.is_own:
            return mix(self.company.text, self.fill, 0.06 * strength)
        return mix(self.theme.colours.line_strong, self.fill, min(1.0, 0.4 * strength))

    @property
    def selected(self) -> QColor:
        """Behind selected text."""
        return self.theme.colours.selection


class Part(Protocol):
    """A rectangle of a bubble. Points are relative to its own top left corner."""

    @property
    def size(self) -> QSizeF:
        """What it takes; until `fit` the width that it would like."""

    def fit(self, width: float) -> None:
        """The bubble is `width` wide inside, at least what the part asked for."""

    def paint(self, painter: QPainter, at: QPointF, look: Look) -> None:
        """Paint it with its corner at `at`."""

    def hit(self, point: QPointF) -> Hit | None:
        """What can be clicked at `point`."""

    def texts(self) -> Iterator[tuple[QPointF, TextBlock]]:
        """Its texts that can be selected, and where each stands."""


def paint_rounded(painter: QPainter, rect: QRectF, radius: float, fill: QColor) -> None:
    """A rounded surface without a line around it."""
    painter.setPen(fill)
    painter.setBrush(fill)
    painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
