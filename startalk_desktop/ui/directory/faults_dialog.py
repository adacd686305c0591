"""What is wrong with a company's published organisation, for whoever can have it mended."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from startalk_desktop.core.directory import Company
from startalk_desktop.ui.directory.texts import fault_text, faults_line
from startalk_desktop.ui.tokens import Space
from startalk_desktop.ui.widgets.dialog import AwaitedDialog, button_row, plain_label

_WIDTH = 460


class FaultsDialog(AwaitedDialog):
    """Lists each kind of mistake and what became of it; the list can be copied for an administrator."""

    def __init__(self, company: Company, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFixedWidth(_WIDTH)
        self.setWindowTitle(company.name)
        self.lines = [fault_text(fault, count) for fault, count in company.faults]
        heading = plain_label(faults_line(company.faults), "title")
        hint = self.tr(
            "What {company} publishes is shown as far as it is sound. Whoever publishes it can mend the rest."
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(Space.XL, Space.XL, Space.XL, Space.L)
        layout.setSpacing(Space.S)
        layout.addWidget(heading)
        layout.addWidget(plain_label(hint.format(company=company.name), "muted"))
        layout.addSpacing(Space.XS)
        for line in self.lines:
            layout.addLayout(_point(line))
        layout.addSpacing(Space.S)
        layout.addStretch(1)
        self.copy_button = QPushButton(self.tr("Copy"))
        self.copy_button.setAutoDefault(False)
        close = QPushButton(self.tr("Close"))
        close.setProperty("look", "primary")
        close.setDefault(True)
        buttons = button_row(self.copy_button, close)
        layout.addLayout(buttons)
        self.copy_button.clicked.connect(self._copy)
        close.clicked.connect(self.accept)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText("\n".join(self.lines))


def _point(line: str) -> QHBoxLayout:
    """One point of a list; what does not fit on its first line goes on below the words, not below the dot."""
    row = QHBoxLayout()
    row.setSpacing(Space.S)
    row.addWidget(QLabel("•"), 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(plain_label(line), 1)
    return row
