"""The guard between companies: what leaves one for another is named, with both, before it goes.

It remembers nothing: the next time it asks again. Forwarding, pasting and dropping all ask here.
"""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from startalk_desktop.model.account import Account
from startalk_desktop.ui.theme import Theme
from startalk_desktop.ui.tokens import Size, Space
from startalk_desktop.ui.widgets.company_badge import CompanyBadge
from startalk_desktop.ui.widgets.dialog import AwaitedDialog, button_row, plain_label
from startalk_desktop.ui.widgets.elided_label import ElidedLabel

_WIDTH = 540  # both addresses stand whole
_ARROW = 20
_MOST_LINES = 4
_NAME_ON_BUTTON = 220  # the whole name stands above


class CrossingDialog(AwaitedDialog):
    """Shows from where to where, and what.

    Args:
        theme: colours and icons.
        parent: the window that asks.
        source: the account whose company the content is of.
        target: the account in whose company it would arrive.
        what: what leaves, in the user's words.
        is_forbidden: the company forbids it; there is nothing to accept then.
    """

    def __init__(
        self,
        theme: Theme,
        parent: QWidget,
        source: Account,
        target: Account,
        what: str,
        *,
        is_forbidden: bool = False,
    ) -> None:
        super().__init__(parent)
        self.setFixedWidth(_WIDTH)
        title = (
            self.tr("{company} does not allow this").format(company=source.company)
            if is_forbidden
            else self.tr("This leaves {company}").format(company=source.company)
        )
        self.setWindowTitle(title)
        heading = plain_label(title, "title")
        self.sentence = plain_label(self._words(source, target, is_forbidden=is_forbidden))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(Space.XL, Space.XL, Space.XL, Space.L)
        layout.setSpacing(Space.M)
        layout.addWidget(heading)
        layout.addWidget(_way(theme, source, target))
        layout.addWidget(self.sentence)
        if what:
            layout.addWidget(_what(what))
        layout.addSpacing(Space.S)
        layout.addStretch(1)
        self.cancel = QPushButton(self.tr("Close") if is_forbidden else self.tr("Cancel"))
        self.cancel.setDefault(True)
        self.cancel.clicked.connect(self.reject)
        self.go_on = QPushButton()
        words = self.tr("Send to {company}")
        company = self.go_on.fontMetrics().elidedText(
            target.company, Qt.TextElideMode.ElideMiddle, _NAME_ON_BUTTON
        )
        self.go_on.setText(words.format(company=company).replace("&", "&&"))
        self.go_on.setAccessibleName(words.format(company=target.company))
        self.go_on.setProperty("look", "danger")
        self.go_on.setAutoDefault(False)
        self.go_on.clicked.connect(self.accept)
        self.go_on.setVisible(not is_forbidden)
        layout.addLayout(button_row(self.cancel, self.go_on))
        self.cancel.setFocus()

    def _words(self, source: Account, target: Account, *, is_forbidden: bool) -> str:
        if is_forbidden:
            words = self.tr(
                "The IT of {source} has decided that nothing of it may be carried into another company, "
                "so this can't go to {target}."
            )
        else:
            words = self.tr(
                "People of {target} will be able to read it, and {source} can't take it back. "
                "It goes out in your name there: {address}."
            )
        return words.format(source=source.company, target=target.company, address=str(target.jid))


async def ask_crossing(
    theme: Theme, parent: QWidget, source: Account, target: Account, what: str
) -> bool:
    """Ask whether `what` may go from the company of `source` into that of `target`; True if so."""
    return await _decide(CrossingDialog(theme, parent, source, target, what))


async def say_forbidden(
    theme: Theme, parent: QWidget, source: Account, target: Account, what: str
) -> None:
    """Say that the company of `source` lets nothing go into that of `target`."""
    await _decide(CrossingDialog(theme, parent, source, target, what, is_forbidden=True))


async def _decide(dialog: CrossingDialog) -> bool:
    try:
        return await dialog.outcome()
    finally:
        dialog.deleteLater()


def _way(theme: Theme, source: Account, target: Account) -> QWidget:
    """Both companies, and an arrow from the one to the other."""
    card = QFrame()
    card.setProperty("look", "card")
    row = QHBoxLayout(card)
    row.setContentsMargins(Space.L, Space.M, Space.L, Space.M)
    row.setSpacing(Space.M)
    arrow = QLabel()
    arrow.setPixmap(
        theme.pixmap("forward", _ARROW, theme.colours.text_muted, card.devicePixelRatioF())
    )
    arrow.setAccessibleName(QCoreApplication.translate("CrossingDialog", "into"))
    row.addWidget(_company(theme, source), 1)
    row.addWidget(arrow)
    row.addWidget(_company(theme, target), 1)
    return card


def _company(theme: Theme, account: Account) -> QWidget:
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(Space.S)
    name = ElidedLabel(account.company)
    name.setFont(theme.font(weight=QFont.Weight.DemiBold))
    address = ElidedLabel(str(account.jid))
    address.setProperty("look", "caption")
    words = QVBoxLayout()
    words.setSpacing(0)
    words.addWidget(name)
    words.addWidget(address)
    row.addWidget(CompanyBadge(theme, account.company, account.hue, Size.CONTROL))
    row.addLayout(words, 1)
    return holder


def _what(what: str) -> QLabel:
    lines = what.splitlines()
    shown = "\n".join(lines[:_MOST_LINES]) + ("\n…" if len(lines) > _MOST_LINES else "")
    return plain_label(shown, "muted")
