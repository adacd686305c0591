"""A picture has several QR codes that may lead to a company: which one?"""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from startalk_desktop.ui.tokens import Size, Space
from startalk_desktop.ui.widgets.dialog import button_row
from startalk_desktop.ui.widgets.plain_tip import plain_tip


class CodeChoice(QWidget):
    """`chosen` carries what the code says; `cancelled`: none of them."""

    chosen = Signal(str)
    cancelled = Signal()

    def __init__(self) -> None:
        super().__init__()
        heading = QLabel(self.tr("Which code is your company's?"))
        heading.setProperty("look", "heading")
        hint = QLabel(
            self.tr("The picture has several. Take the one with your company's name in it.")
        )
        hint.setProperty("look", "muted")
        hint.setWordWrap(True)
        self.codes = QListWidget()
        self.codes.setProperty("look", "sections")
        self.codes.setAccessibleName(self.tr("QR codes"))
        self.codes.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.codes.itemActivated.connect(lambda item: self.chosen.emit(item.text()))
        self.go_on = QPushButton(self.tr("Continue"))
        self.go_on.setProperty("look", "primary")
        self.go_on.clicked.connect(self._on_go_on)
        cancel = QPushButton(self.tr("Back"))
        cancel.setAutoDefault(False)
        cancel.clicked.connect(self.cancelled)
        buttons = button_row(cancel, self.go_on)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(Space.XL, Space.XL, Space.XL, Space.L)
        layout.setSpacing(Space.M)
        for part in (heading, hint, self.codes):
            layout.addWidget(part)
        layout.addLayout(buttons)

    def show_codes(self, codes: tuple[str, ...]) -> None:
        """Offer `codes`."""
        self.codes.clear()
        for code in codes:
            item = QListWidgetItem(code)
            item.setSizeHint(QSize(0, Size.CONTROL))
            item.setToolTip(plain_tip(code))
            self.codes.addItem(item)
        self.codes.setCurrentRow(0)
        self.codes.setFocus()

    def _on_go_on(self) -> None:
        item = self.codes.currentItem()
        if item is not None:
            self.chosen.emit(item.text())
