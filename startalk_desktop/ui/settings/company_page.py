"""Settings of one company: when it may disturb, what of it works, what people see of the user, who is blocked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from startalk_desktop.core.errors import AccountNotOpen
from startalk_desktop.model.account import Account
from startalk_desktop.model.attention import WorkHours
from startalk_desktop.model.jid import Jid
from startalk_desktop.ui.chat.chip import CompanyChip
from startalk_desktop.ui.chat.shared_files import size_text
from startalk_desktop.ui.settings.hours_editor import HoursEditor
from startalk_desktop.ui.settings.quiet_rows import QuietRows, Run
from startalk_desktop.ui.settings.rows import SettingsPage, label
from startalk_desktop.ui.settings.service_rows import ServiceRows
from startalk_desktop.ui.theme import Theme
from startalk_desktop.ui.time_texts import TimeTexts
from startalk_desktop.ui.widgets.switch import Switch

if TYPE_CHECKING:
    from startalk_desktop.core.startalk import Startalk

USUAL_WORK: Final = WorkHours(9 * 60, 18 * 60)
MEGABYTE: Final = 1024 * 1024
ANY_PICTURE: Final = 4 * 1024 * MEGABYTE
"""No picture is larger."""

_MEGABYTES: Final = (1, 2, 5, 10, 25, 50)


class CompanyPage(SettingsPage):
    """What counts for one company alone; while it is locked, only its privacy."""

    def __init__(
        self, theme: Theme, times: TimeTexts, startalk: Startalk, account: Account, run: Run
    ) -> None:
        super().__init__(theme, account.company)
        self._startalk = startalk
        self._account = account
        self._run = run
        self._locale = times.locale
        chip = CompanyChip(theme)
        chip.say(str(account.jid), account.hue)
        self.column.addWidget(chip, 0, Qt.AlignmentFlag.AlignLeft)
        try:
            chosen = startalk.attention.settings(account.id)
        except AccountNotOpen:
            self.column.addWidget(label(self.tr("This company is locked."), "muted"))
        else:
            self.add_section(self.tr("When it may disturb"))
            self.work = HoursEditor(
                theme,
                times.locale,
                self.tr("Work hours"),
                self.tr("Outside of them it is quiet, and colleagues see that you are away."),
                USUAL_WORK,
                chosen.work_hours,
                WorkHours,
            )
            self.work.edited.connect(self._on_work)
            self.column.addWidget(self.work)
            self.quiet = QuietRows(self, times, startalk.attention, account.id, run)
        self.services = ServiceRows(theme, times, startalk, account.id, run)
        self.add_section(self.tr("Services"))
        self.column.addWidget(self.services)
        self._add_privacy()
        self._add_pictures()
        self._add_blocked()
        self.end()

    def _add_privacy(self) -> None:
        account = self._account
        self.add_section(self.tr("What people see of me"))
        self.receipts = self._add_privacy_switch(
            "sends_receipts",
            self.tr("Send read receipts (delivered)"),
            self.tr("Others see that a message has reached you."),
            is_on=account.sends_receipts,
        )
        self.markers = self._add_privacy_switch(
            "sends_markers",
            self.tr("Tell when I have read"),
            self.tr("Others see how far you have read. Your own devices always know."),
            is_on=account.sends_markers,
        )
        self.typing = self._add_privacy_switch(
            "sends_chat_states",
            self.tr("Tell when I type"),
            self.tr("In conversations with one person, they see that you are writing."),
            is_on=account.sends_chat_states,
        )

    def _add_privacy_switch(self, name: str, title: str, detail: str, *, is_on: bool) -> Switch:
        accounts, id_ = self._startalk.accounts, self._account.id
        return self.add_switch(
            title,
            detail,
            is_on=is_on,
            act=lambda is_on: self._run(accounts.set_privacy(id_, **{name: is_on}), "set privacy"),
        )

    def _add_pictures(self) -> None:
        """Up to which size pictures load before anybody asks for them."""
        current = min(self._account.auto_download_limit, ANY_PICTURE)
        offered = {0, ANY_PICTURE, current, *(count * MEGABYTE for count in _MEGABYTES)}
        accounts, id_ = self._startalk.accounts, self._account.id
        self.add_section(self.tr("Pictures"))
        self.pictures = self.add_choice(
            self.tr("Load pictures by themselves"),
            self.tr(
                "When you look at a message, and only from {company}'s own server, which then learns that you did. "
                "Others load when you click them."
            ).format(company=self._account.company),
            tuple((limit, self._limit_text(limit)) for limit in sorted(offered)),
            current,
            lambda limit: self._run(
                accounts.set_auto_download(id_, int(str(limit))), "choose which pictures load"
            ),
        )

    def _limit_text(self, limit: int) -> str:
        if limit == 0:
            return self.tr("Never")
        if limit == ANY_PICTURE:
            return self.tr("Always")
        return self.tr("Up to {size}").format(size=size_text(limit, self._locale))

    def _add_blocked(self) -> None:
        try:
            blocked = self._startalk.blocking.all(self._account.id)
        except AccountNotOpen:
            return
        if not blocked:
            return
        self.add_section(self.tr("People I block"))
        for jid in blocked:
            self._add_blocked_row(jid)

    def _add_blocked_row(self, jid: Jid) -> None:
        name = self._startalk.directory.name(self._account.id, jid)
        button = QPushButton(self.tr("Unblock"))
        button.setProperty("look", "compact")
        button.setAutoDefault(False)
        button.setAccessibleName(self.tr("Unblock {name}").format(name=name))
        row = self.add_row(name, str(jid), button)

        def unblock() -> None:
            self._run(self._startalk.blocking.unblock(self._account.id, jid), "unblock")
            row.hide()

        button.clicked.connect(unblock)

    def _on_work(self) -> None:
        hours = self.work.hours
        chosen = hours if isinstance(hours, WorkHours) else None
        work = self._startalk.attention.set_work_hours(self._account.id, chosen)
        self._run(work, "choose work hours")
