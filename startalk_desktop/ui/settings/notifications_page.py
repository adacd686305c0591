"""Settings of notifications, for all companies."""

from __future__ import annotations

from startalk_desktop.core.attention import Attention
from startalk_desktop.ui.settings.quiet_rows import QuietRows, Run
from startalk_desktop.ui.settings.rows import SettingsPage
from startalk_desktop.ui.theme import Theme
from startalk_desktop.ui.time_texts import TimeTexts


class NotificationsPage(SettingsPage):
    """What a notice shows and sounds like, and when there is none."""

    def __init__(self, theme: Theme, times: TimeTexts, attention: Attention, run: Run) -> None:
        super().__init__(theme, "")
        self.heading.setText(self.tr("Notifications"))
        self.content = self.add_switch(
            self.tr("Show what was said"),
            self.tr("Without it, a notification tells that somebody wrote, and not what."),
            is_on=not attention.content_hidden,
            act=lambda is_on: run(attention.set_content_hidden(not is_on), "hide content"),
        )
        self.sound = self.add_switch(
            self.tr("Sound"),
            "",
            is_on=not attention.is_silent,
            act=lambda is_on: run(attention.set_silent(not is_on), "silence notifications"),
        )
        self.add_section(self.tr("Quiet, in all companies"))
        self.quiet = QuietRows(self, times, attention, None, run)
        self.end()
