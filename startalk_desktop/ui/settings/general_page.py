"""General settings: how the window looks and speaks, and when the user counts as away."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from startalk_desktop.ui.layout_store import LayoutStore
from startalk_desktop.ui.settings.rows import SettingsPage
from startalk_desktop.ui.theme import Theme, ThemeMode

CLOSES_TO_TRAY: Final = "closes-to-tray"
"""The layout's name for whether closing the window leaves the program in the tray; ``no`` where it does not."""

_AWAY_AFTER: Final = (0, 5, 10, 15, 30, 60)


class GeneralPage(SettingsPage):
    """Appearance, language, presence and the tray.

    Args:
        away_after: minutes, as they are now; 0 is never.
        set_away_after: keeps others.
        said: is told what to say of a change that is not seen at once.
    """

    def __init__(
        self,
        theme: Theme,
        layout: LayoutStore,
        *,
        away_after: int,
        set_away_after: Callable[[int], object],
        said: Callable[[str], object],
        has_tray: bool,
    ) -> None:
        super().__init__(theme, "")
        self.heading.setText(self.tr("General"))
        self._layout = layout
        self._said = said
        self.appearance = self.add_choice(
            self.tr("Appearance"),
            "",
            (
                (ThemeMode.SYSTEM.value, self.tr("Like the system")),
                (ThemeMode.LIGHT.value, self.tr("Light")),
                (ThemeMode.DARK.value, self.tr("Dark")),
            ),
            theme.mode.value,
            self._on_theme,
        )
        self.language = self.add_choice(
            self.tr("Language"),
            self.tr("Takes effect at the next start."),
            (("", self.tr("Like the system")), ("en", "English"), ("zh_CN", "简体中文")),
            (layout.load("language") or b"").decode(errors="replace"),
            self._on_language,
        )
        self.add_section(self.tr("Presence"))
        minutes = sorted({*_AWAY_AFTER, away_after})
        self.away_after = self.add_choice(
            self.tr("Away when I do nothing"),
            self.tr("Colleagues see that nobody is at this computer."),
            tuple((one, self._minutes(one)) for one in minutes),
            away_after,
            lambda value: set_away_after(value if isinstance(value, int) else 0),
        )
        if has_tray:
            self.add_section(self.tr("Window"))
            self.tray = self.add_switch(
                self.tr("Stay in the tray when the window is closed"),
                self.tr("Messages keep coming. Quit from the tray's menu, or with Ctrl+Q."),
                is_on=layout.load(CLOSES_TO_TRAY) != b"no",
                act=lambda is_on: layout.save(CLOSES_TO_TRAY, b"yes" if is_on else b"no"),
            )
        self.end()

    def _minutes(self, minutes: int) -> str:
        return self.tr("After %n minute(s)", "", minutes) if minutes else self.tr("Never")

    def _on_theme(self, value: object) -> None:
        mode = ThemeMode(str(value))
        self._layout.save("theme", mode.value.encode())
        self.theme.set_mode(mode)

    def _on_language(self, value: object) -> None:
        self._layout.save("language", str(value).encode())
        self._said(self.tr("The language changes at the next start"))
