"""The company that somebody is about to sign in to: its logo and name, and the domain that proves it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QImage, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from startalk_desktop.model.nav import FoundCompany
from startalk_desktop.ui.theme import Theme
from startalk_desktop.ui.tokens import Space
from startalk_desktop.ui.widgets.avatar import hue_of, initials
from startalk_desktop.ui.widgets.elided_label import ElidedLabel
from startalk_desktop.ui.widgets.plain_tip import plain_tip

_SIDE = 48
_ROUNDNESS = 0.31
_LETTERS = 0.36
_INSET = 6


class CompanyCard(QFrame):
    """`other_asked`: it is not this one."""

    other_asked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "card")
        self._tile = _Tile(theme)
        self.name = ElidedLabel()
        self.name.setProperty("look", "title")
        self.domain = QLabel()
        self.domain.setProperty("look", "muted")
        self.domain.setTextFormat(Qt.TextFormat.PlainText)
        self.domain.setWordWrap(True)
        self.other = QPushButton(self.tr("Another company"))
        self.other.setProperty("look", "link")
        self.other.setAutoDefault(False)
        self.other.clicked.connect(self.other_asked)
        words = QVBoxLayout()
        words.setSpacing(Space.XXS)
        words.addStretch()
        words.addWidget(self.name)
        words.addWidget(self.domain)
        words.addStretch()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(Space.M, Space.M, Space.M, Space.M)
        layout.setSpacing(Space.M)
        layout.addWidget(self._tile)
        layout.addLayout(words, 1)
        layout.addWidget(self.other)

    def show_company(self, company: FoundCompany, logo: QImage | None) -> None:
        """Show `company`; the domain stands beside every name, since a name is easily taken."""
        document = company.document
        name = (document.name if document is not None else "") or company.domain
        self.name.setText(name)
        self.setAccessibleName(name)
        self.domain.setText(company.domain if name != company.domain else "")
        self.domain.setVisible(name != company.domain)
        endpoint = document.endpoint if document is not None else None
        server = self.tr("Server: {host}").format(host=endpoint.host) if endpoint else ""
        self.setToolTip(plain_tip(server))
        colour = document.colour if document is not None else ""
        self._tile.show_company(name, company.domain, colour, logo)


class _Tile(QWidget):
    """A logo on white, or initials on the company's colour."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._name = self._domain = self._colour = ""
        self._logo: QImage | None = None
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def show_company(self, name: str, domain: str, colour: str, logo: QImage | None) -> None:
        self._name, self._domain, self._colour, self._logo = name, domain, colour, logo
        self.update()

    def sizeHint(self) -> QSize:
        """A square."""
        return QSize(_SIDE, _SIDE)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        rect = QRectF(0, 0, _SIDE, _SIDE)
        shape = QPainterPath()
        shape.addRoundedRect(rect, _SIDE * _ROUNDNESS, _SIDE * _ROUNDNESS)
        if self._logo is not None:
            painter.fillPath(shape, Qt.GlobalColor.white)
            painter.setClipPath(shape)
            inner = rect.adjusted(_INSET, _INSET, -_INSET, -_INSET)
            size = self._logo.size().scaled(
                inner.size().toSize(), Qt.AspectRatioMode.KeepAspectRatio
            )
            target = QRectF(0, 0, size.width(), size.height())
            target.moveCenter(rect.center())
            painter.drawImage(target, self._logo)
        else:
            hue = self._theme.colours.company(self._colour or hue_of(self._domain))
            painter.fillPath(shape, hue.solid)
            font = self._theme.font(weight=QFont.Weight.DemiBold)
            font.setPixelSize(round(_SIDE * _LETTERS))
            painter.setFont(font)
            painter.setPen(hue.on_solid)
            painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, initials(self._name))
        painter.end()
