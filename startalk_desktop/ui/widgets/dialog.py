"""Dialogs that are awaited. A nested event loop would wedge every other task, so nothing here has one."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from startalk_desktop.ui.tokens import Space


async def ended(dialog: QDialog) -> bool:
    """Open the dialog and wait for its end: True if it was accepted.

    Cancelling the waiting task closes the dialog. The dialog is not deleted: read its fields, then
    call `deleteLater`.
    """
    end: asyncio.Future[bool] = asyncio.get_running_loop().create_future()

    def _on_finished(result: int) -> None:
        if not end.done():
            end.set_result(result == QDialog.DialogCode.Accepted)

    dialog.finished.connect(_on_finished)
    dialog.open()
    try:
        return await end
    finally:
        dialog.finished.disconnect(_on_finished)
        if dialog.isVisible():
            dialog.reject()


def plain_label(text: str, look: str = "") -> QLabel:
    """Words that wrap and are no markup, whatever is in them; `look` is the stylesheet's."""
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    if look:
        label.setProperty("look", look)
    return label


def button_row(*buttons: QWidget, left: tuple[QWidget, ...] = ()) -> QHBoxLayout:
    """The last line of a dialog: `buttons` at the right, and what stands at the `left`."""
    row = QHBoxLayout()
    row.setSpacing(Space.S)
    for part in left:
        row.addWidget(part)
    row.addStretch()
    for part in buttons:
        row.addWidget(part)
    return row


def side_of(part: QWidget) -> Qt.AlignmentFlag:
    """How a part stands in a dialog: choices are as wide as their words, or their focus would frame a whole line."""
    if isinstance(part, QCheckBox | QRadioButton):
        return Qt.AlignmentFlag.AlignLeft
    return Qt.AlignmentFlag(0)


class AwaitedDialog(QDialog):
    """A window-modal dialog whose end is awaited."""

    def open(self) -> None:
        """Show it as high as its content needs, and no higher unless it was given a size of its own."""
        has_own_size = self.testAttribute(Qt.WidgetAttribute.WA_Resized)
        super().open()
        if has_own_size:
            grow_to_content(self)
        else:
            self.resize(self.width(), content_height(self))

    async def outcome(self) -> bool:
        """Open it and wait for its end, as `ended` does: True if it was accepted."""
        return await ended(self)

    def lay_out(
        self, parts: Iterable[QWidget], buttons: QHBoxLayout, spacing: int = Space.M
    ) -> None:
        """One part below the other, and the buttons at the bottom."""
        layout = QVBoxLayout(self)
        layout.setContentsMargins(Space.XL, Space.XL, Space.XL, Space.L)
        layout.setSpacing(spacing)
        for part in parts:
            layout.addWidget(part, 0, side_of(part))
        layout.addSpacing(Space.S)
        layout.addStretch(1)
        layout.addLayout(buttons)


def content_height(window: QWidget) -> int:
    """How high a window has to be for its content at its width.

    `adjustSize` measures text that wraps at a width of its own, and stops at two thirds of the screen.
    """
    layout = window.layout()
    if layout is None:
        return window.height()
    layout.activate()
    if layout.hasHeightForWidth():
        return layout.totalHeightForWidth(window.width())
    return layout.totalSizeHint().height()


def grow_to_content(window: QWidget) -> None:
    """Make a window as high as its content needs, where it is lower."""
    window.resize(window.width(), max(window.height(), content_height(window)))


class ConfirmDialog(AwaitedDialog):
    """A question with two answers; Escape and closing mean no."""

    def __init__(
        self,
        parent: QWidget,
        *,
        title: str,
        text: str,
        confirm: str,
        is_dangerous: bool = False,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setMinimumWidth(400)
        body = plain_label(text)
        body.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        cancel = QPushButton(self.tr("Cancel"))
        accept = QPushButton(confirm)
        accept.setProperty("look", "danger" if is_dangerous else "primary")
        (cancel if is_dangerous else accept).setDefault(True)
        cancel.clicked.connect(self.reject)
        accept.clicked.connect(self.accept)
        self.lay_out((plain_label(title, "title"), body), button_row(cancel, accept))


async def confirm(
    parent: QWidget, *, title: str, text: str, accept: str, is_dangerous: bool = False
) -> bool:
    """Ask a question; True if `accept` was chosen."""
    dialog = ConfirmDialog(
        parent, title=title, text=text, confirm=accept, is_dangerous=is_dangerous
    )
    try:
        return await dialog.outcome()
    finally:
        dialog.deleteLater()
