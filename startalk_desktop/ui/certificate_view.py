"""A certificate that nothing vouches for: what it says, its fingerprint, and the decision."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from startalk_desktop.model.connection import CertificateInfo
from startalk_desktop.model.failure import Failure
from startalk_desktop.ui.failure_texts import failure_text
from startalk_desktop.ui.theme import Theme
from startalk_desktop.ui.time_texts import TimeTexts
from startalk_desktop.ui.tokens import Space, TypeSize
from startalk_desktop.ui.widgets.dialog import button_row, grow_to_content

_PAIRS_A_LINE = 16
_DETAIL_WIDTH = 280  # what a value has at least


class CertificateView(QWidget):
    """The question whether to trust one certificate; the safe answer is the default."""

    accepted = Signal()
    refused = Signal()

    def __init__(self, theme: Theme, times: TimeTexts) -> None:
        super().__init__()
        self._times = times
        self._theme = theme
        self._icon = QLabel()
        heading = QLabel(self.tr("Is this your company's server?"))
        heading.setProperty("look", "heading")
        heading.setWordWrap(True)
        self._reason = QLabel()
        self._reason.setTextFormat(Qt.TextFormat.PlainText)
        self._reason.setWordWrap(True)
        advice = QLabel(
            self.tr(
                "Ask your admin for the fingerprint and compare it. If it differs, somebody may be "
                "listening: do not go on."
            )
        )
        advice.setProperty("look", "muted")
        advice.setWordWrap(True)
        self._fingerprint = QLabel()
        mono = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        mono.setPixelSize(TypeSize.SMALL)
        self._fingerprint.setFont(mono)
        self._fingerprint.setStyleSheet("font-family: monospace;")
        self._fingerprint.setAccessibleName(self.tr("Fingerprint"))
        self._details = QGridLayout()
        self._details.setHorizontalSpacing(Space.L)
        self._details.setVerticalSpacing(Space.XS)
        self._details.setColumnStretch(1, 1)
        card = QFrame()
        card.setProperty("look", "card")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(Space.M, Space.M, Space.M, Space.M)
        inside.setSpacing(Space.S)
        caption = QLabel(self.tr("Fingerprint (SHA-256)"))
        caption.setProperty("look", "section")
        inside.addWidget(caption)
        inside.addWidget(self._fingerprint)
        inside.addLayout(self._details)
        refuse = QPushButton(self.tr("Don't connect"))
        refuse.setProperty("look", "primary")
        refuse.setDefault(True)
        refuse.clicked.connect(self.refused)
        accept = QPushButton(self.tr("Trust this certificate"))
        accept.setProperty("look", "danger")
        accept.setAutoDefault(False)
        accept.clicked.connect(self.accepted)
        self.setFocusProxy(refuse)
        buttons = button_row(accept, refuse)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(Space.XL, Space.XL, Space.XL, Space.L)
        layout.setSpacing(Space.M)
        layout.addWidget(self._icon)
        layout.addWidget(heading)
        layout.addWidget(self._reason)
        layout.addWidget(card)
        layout.addWidget(advice)
        layout.addStretch()
        layout.addLayout(buttons)
        theme.changed.connect(self._dress)
        self._dress()

    def show_certificate(self, certificate: CertificateInfo, failure: Failure) -> None:
        """Ask about `certificate`, which was refused because of `failure`."""
        self._reason.setText(failure_text(failure))
        pairs = certificate.fingerprint_sha256.split(":")
        lines = [
            " ".join(pairs[start : start + _PAIRS_A_LINE])
            for start in range(0, len(pairs), _PAIRS_A_LINE)
        ]
        self._fingerprint.setText("\n".join(lines))
        self._fingerprint.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        while (item := self._details.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        issuer = self.tr("itself") if certificate.is_self_signed else certificate.issuer
        rows = (
            (self.tr("For"), ", ".join(certificate.names) or certificate.subject),
            (self.tr("Issued by"), issuer),
            (self.tr("Valid from"), self._times.date(certificate.valid_from)),
            (self.tr("Valid until"), self._times.date(certificate.valid_until)),
        )
        for number, (name, value) in enumerate(rows):
            caption, text = QLabel(name), QLabel(value)
            caption.setProperty("look", "caption")
            caption.setAlignment(Qt.AlignmentFlag.AlignTop)
            text.setFont(self._theme.font(TypeSize.SMALL))
            text.setTextFormat(Qt.TextFormat.PlainText)
            text.setWordWrap(True)
            # A dialog that is on the screen already does not grow for wrapped lines by itself.
            text.setMinimumHeight(text.heightForWidth(_DETAIL_WIDTH))
            self._details.addWidget(caption, number, 0)
            self._details.addWidget(text, number, 1)
        grow_to_content(self.window())

    def _dress(self) -> None:
        ratio = self.devicePixelRatioF()
        self._icon.setPixmap(self._theme.pixmap("shield", 40, self._theme.colours.warning, ratio))
