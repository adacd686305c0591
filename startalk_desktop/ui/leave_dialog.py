"""Leaving a company: what is destroyed here, for good, and what stays on its server."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from startalk_desktop.model.account import Account
from startalk_desktop.model.leaving import LeaveSummary, StaysOnServer
from startalk_desktop.ui.theme import Theme
from startalk_desktop.ui.time_texts import TimeTexts
from startalk_desktop.ui.tokens import Size, Space
from startalk_desktop.ui.widgets.company_badge import CompanyBadge
from startalk_desktop.ui.widgets.dialog import AwaitedDialog, button_row, plain_label

_WIDTH = 500


class LeaveDialog(AwaitedDialog):
    """Escape, Enter and closing all stay; only the red button leaves."""

    def __init__(
        self,
        theme: Theme,
        times: TimeTexts,
        account: Account,
        summary: LeaveSummary,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._times = times
        self.setFixedWidth(_WIDTH)
        title = self.tr("Leave {company}?").format(company=account.company)
        self.setWindowTitle(title)
        self.destroyed_words = self._destroyed(summary)
        self.staying_words = self._staying(summary)
        self.warning = self._unsent(summary)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(Space.XL, Space.XL, Space.XL, Space.L)
        layout.setSpacing(Space.M)
        layout.addLayout(self._head(title, account))
        layout.addWidget(
            self._block(
                "trash", self.tr("Destroyed on this computer, for good"), self.destroyed_words
            )
        )
        if self.warning:
            warning = plain_label(self.warning, "danger")
            layout.addWidget(warning)
        stays = self.tr("Stays on the server of {company}").format(company=account.company)
        layout.addWidget(self._block("globe", stays, self.staying_words))
        layout.addWidget(
            plain_label(
                self.tr(
                    "The key is destroyed first: from that moment nothing of it can be read, even if the files "
                    "could be restored."
                ),
                "caption",
            )
        )
        layout.addSpacing(Space.XS)
        layout.addStretch(1)
        layout.addLayout(self._buttons())

    def _head(self, title: str, account: Account) -> QHBoxLayout:
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(plain_label(title, "title"))
        words.addWidget(plain_label(str(account.jid), "caption"))
        head = QHBoxLayout()
        head.setSpacing(Space.M)
        head.addWidget(CompanyBadge(self._theme, account.company, account.hue))
        head.addLayout(words, 1)
        return head

    def _block(self, icon: str, title: str, words: list[str]) -> QWidget:
        card = QFrame()
        card.setProperty("look", "card")
        sign = QLabel()
        ratio = self.devicePixelRatioF()
        ink = self._theme.colours.text_muted
        sign.setPixmap(self._theme.pixmap(icon, int(Size.ICON), ink, ratio))
        lines = QVBoxLayout()
        lines.setSpacing(Space.XXS)
        lines.addWidget(plain_label(title, "section"))
        for one in words:
            lines.addWidget(plain_label(one))
        row = QHBoxLayout(card)
        row.setContentsMargins(Space.L, Space.M, Space.L, Space.M)
        row.setSpacing(Space.M)
        row.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(lines, 1)
        return card

    def _destroyed(self, summary: LeaveSummary) -> list[str]:
        words = []
        counts = summary.counts
        size = self._times.locale.formattedDataSize(summary.bytes_here, 1)
        if counts is None:
            words.append(
                self.tr("Everything that is kept of it: it is locked, so it can't be counted")
            )
        else:
            parts = [
                self.tr("%Ln message(s)", "", counts.messages),
                self.tr("%Ln conversation(s)", "", counts.conversations),
                self.tr("%Ln file(s)", "", counts.files),
                self.tr("%Ln person(s)", "", counts.people),
            ]
            words.append(self.tr(", ", "between the things of a list").join(parts))
            if counts.drafts:
                words.append(self.tr("%Ln draft(s)", "", counts.drafts))
        words.append(self.tr("{size} of files, the password and the key").format(size=size))
        return words

    def _unsent(self, summary: LeaveSummary) -> str:
        unsent = summary.counts.unsent if summary.counts is not None else 0
        return (
            self.tr("%Ln message(s) of yours did not reach the server yet.", "", unsent)
            if unsent
            else ""
        )

    def _staying(self, summary: LeaveSummary) -> list[str]:
        names = {
            StaysOnServer.ACCOUNT: self.tr("Your account: you can sign in again"),
            StaysOnServer.ARCHIVE: self.tr("The archive of your messages"),
            StaysOnServer.ROOMS: self.tr(
                "What was said in rooms, and your place in %n room(s)", "", summary.room_count
            ),
            StaysOnServer.CONTACTS: self.tr("Your contacts"),
            StaysOnServer.CARD: self.tr("Your card and picture"),
            StaysOnServer.SETTINGS: self.tr("Pins, stars, remarks, and whom you block"),
        }
        return [names[one] for one in StaysOnServer if one in summary.stays]

    def _buttons(self) -> QHBoxLayout:
        self.cancel = QPushButton(self.tr("Stay"))
        self.cancel.setDefault(True)
        self.cancel.clicked.connect(self.reject)
        self.leave = QPushButton(self.tr("Leave and erase"))
        self.leave.setProperty("look", "danger")
        self.leave.setAutoDefault(False)
        self.leave.clicked.connect(self.accept)
        return button_row(self.cancel, self.leave)
