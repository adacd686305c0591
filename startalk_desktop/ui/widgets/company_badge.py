"""A company's badge: the rounded square of the rail, wherever companies are told apart at a glance."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from startalk_desktop.model.account import Hue
from startalk_desktop.ui.theme import Theme
from startalk_desktop.ui.tokens import Size
from startalk_desktop.ui.widgets.avatar import initials

_ROUNDNESS = 0.31
_LETTERS = 0.38


class CompanyBadge(QWidget):
    """The initials of one company on its colour."""

    def __init__(
        self,
        theme: Theme,
        company: str,
        colour: Hue,
        side: int = Size.RAIL_BADGE,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._company = company
        self._colour = colour
        self._side = side
        self.setAccessibleName(company)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def show_company(self, company: str, colour: Hue) -> None:
        """Be the badge of another company."""
        self._company, self._colour = company, colour
        self.setAccessibleName(company)
        self.update()

    def sizeHint(self) -> QSize:
        """A square."""
        return QSize(self._side, self._side)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the badge."""
        hue = self._theme.colours.company(self._colour)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(hue.solid)
        rect = QRectF(0, 0, self._side, self._side)
        radius = self._side * _ROUNDNESS
        painter.drawRoundedRect(rect, radius, radius)
        font = self._theme.font(weight=QFont.Weight.DemiBold)
        font.setPixelSize(max(9, round(self._side * _LETTERS)))
        painter.setFont(font)
        painter.setPen(hue.on_solid)
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, initials(self._company))
        painter.end()
