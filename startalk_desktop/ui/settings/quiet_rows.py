"""The rows about being left alone, of one company or of all: do not disturb, and quiet hours."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any, Final

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QComboBox

from startalk_desktop.core.attention import Attention
from startalk_desktop.model.attention import QuietHours
from startalk_desktop.model.conversation import FOREVER
from startalk_desktop.model.identity import AccountId, Timestamp, now
from startalk_desktop.ui.attention_texts import moment_text
from startalk_desktop.ui.moments import HOUR, tomorrow_morning
from startalk_desktop.ui.settings.hours_editor import HoursEditor
from startalk_desktop.ui.settings.rows import SettingsPage
from startalk_desktop.ui.time_texts import TimeTexts

Run = Callable[[Coroutine[Any, Any, None], str], None]

USUAL_NIGHT: Final = QuietHours(22 * 60, 8 * 60)
_KEEP: Final = "keep"


class QuietRows:
    """Adds its rows to a page, and keeps at once what is chosen in them."""

    def __init__(
        self,
        page: SettingsPage,
        times: TimeTexts,
        attention: Attention,
        account: AccountId | None,
        run: Run,
    ) -> None:
        self._times = times
        self._attention = attention
        self._account = account
        self._run = run
        chosen = attention.settings(account)
        self.disturb = self._add_do_not_disturb(page, chosen.do_not_disturb_until)
        self.quiet = HoursEditor(
            page.theme,
            times.locale,
            QCoreApplication.translate("QuietRows", "Quiet hours"),
            QCoreApplication.translate("QuietRows", "No notifications in these hours, every week."),
            USUAL_NIGHT,
            chosen.quiet_hours,
            QuietHours,
        )
        self.quiet.edited.connect(self._on_quiet)
        page.column.addWidget(self.quiet)

    def _add_do_not_disturb(self, page: SettingsPage, until: Timestamp | None) -> QComboBox:
        is_on = until is not None and until > now()
        choices: tuple[tuple[object, str], ...] = (
            (None, QCoreApplication.translate("QuietRows", "Off")),
            ("hour", QCoreApplication.translate("QuietRows", "For an hour")),
            ("tomorrow", QCoreApplication.translate("QuietRows", "Until tomorrow")),
            ("always", QCoreApplication.translate("QuietRows", "Until I turn it off")),
        )
        present: object = None
        if is_on and until is not None:
            present = "always" if until >= FOREVER else _KEEP
            if present == _KEEP:
                words = QCoreApplication.translate("QuietRows", "Until {time}")
                text = words.format(time=moment_text(until, self._times))
                choices = (*choices, (_KEEP, text))
        return page.add_choice(
            QCoreApplication.translate("QuietRows", "Do not disturb"),
            QCoreApplication.translate(
                "QuietRows", "No notifications. Colleagues see you as busy."
            ),
            choices,
            present,
            self._on_disturb,
        )

    def _on_disturb(self, value: object) -> None:
        if value == _KEEP:
            return
        at = now()
        until = {"hour": at + HOUR, "tomorrow": tomorrow_morning(at), "always": FOREVER}.get(
            str(value)
        )
        self._run(
            self._attention.set_do_not_disturb(self._account, until), "choose not to be disturbed"
        )

    def _on_quiet(self) -> None:
        hours = self.quiet.hours
        chosen = hours if isinstance(hours, QuietHours) else None
        self._run(self._attention.set_quiet_hours(self._account, chosen), "choose quiet hours")
