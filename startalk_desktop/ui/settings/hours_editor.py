"""Choosing hours that come again every week: on which days, from when until when."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QLocale, Qt, QTime, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QTimeEdit,
    QVBoxLayout,
    QWidget,
)

from startalk_desktop.model.attention import DailyHours
from startalk_desktop.ui.theme import Theme
from startalk_desktop.ui.tokens import Space
from startalk_desktop.ui.widgets.switch import Switch

_DAYS = 7


class HoursEditor(QWidget):
    """A switch with its words; what is chosen shows below while it is on.

    Signals:
        edited: the user changed something; `hours` is what was chosen.
    """

    edited = Signal()

    def __init__(
        self,
        theme: Theme,
        locale: QLocale,
        title: str,
        detail: str,
        usual: DailyHours,
        chosen: DailyHours | None,
        make: Callable[[int, int, frozenset[int]], DailyHours],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._make = make
        self._locale = locale
        shown = chosen or usual
        self.switch = Switch(theme, title)
        self.switch.setAccessibleDescription(detail)
        self.switch.setChecked(chosen is not None)
        self.start = self._time(shown.start_minute, self.tr("From"))
        self.end = self._time(shown.end_minute, self.tr("To"))
        self.days = [self._day(number, number in shown.days) for number in range(_DAYS)]
        self._note = QLabel()
        self._note.setProperty("look", "caption")
        self._details = QWidget()
        self._lay_out(title, detail)
        self._details.setVisible(self.switch.isChecked())
        self.switch.toggled.connect(self._on_switched)
        for edit in (self.start, self.end):
            edit.timeChanged.connect(self._on_edited)
        for day in self.days:
            day.toggled.connect(self._on_edited)
        self._say_night()

    @property
    def hours(self) -> DailyHours | None:
        """What is chosen; None while it is off, or without any day."""
        days = frozenset(number for number, day in enumerate(self.days) if day.isChecked())
        if not self.switch.isChecked() or not days:
            return None
        return self._make(_minute(self.start), _minute(self.end), days)

    def _lay_out(self, title: str, detail: str) -> None:
        name = QLabel(title)
        name.setBuddy(self.switch)
        words = QLabel(detail)
        words.setProperty("look", "caption")
        words.setWordWrap(True)
        lines = QVBoxLayout()
        lines.setSpacing(Space.XXS)
        lines.addWidget(name)
        lines.addWidget(words)
        head = QHBoxLayout()
        head.setSpacing(Space.L)
        head.addLayout(lines, 1)
        head.addWidget(self.switch)
        times = QHBoxLayout()
        times.setSpacing(Space.S)
        times.addWidget(QLabel(self.tr("From")))
        times.addWidget(self.start)
        times.addWidget(QLabel(self.tr("To")))
        times.addWidget(self.end)
        times.addWidget(self._note, 1)
        days = QHBoxLayout()
        days.setSpacing(Space.XS)
        for day in self.days:
            days.addWidget(day)
        days.addStretch(1)
        inner = QVBoxLayout(self._details)
        inner.setContentsMargins(0, 0, 0, Space.S)
        inner.setSpacing(Space.S)
        inner.addLayout(times)
        inner.addLayout(days)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, Space.XS, 0, Space.XS)
        layout.setSpacing(Space.S)
        layout.addLayout(head)
        layout.addWidget(self._details)

    def _time(self, minute: int, name: str) -> QTimeEdit:
        edit = QTimeEdit(QTime(minute // 60 % 24, minute % 60))
        edit.setLocale(self._locale)
        edit.setDisplayFormat(self._locale.timeFormat(QLocale.FormatType.ShortFormat))
        edit.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        edit.setAccessibleName(name)
        return edit

    def _day(self, number: int, is_on: bool) -> QPushButton:
        # Qt counts days from 1, Monday, as we do from 0.
        button = QPushButton(self._locale.dayName(number + 1, QLocale.FormatType.ShortFormat))
        button.setAccessibleName(self._locale.dayName(number + 1))
        button.setProperty("look", "chip")
        button.setCheckable(True)
        button.setAutoDefault(False)
        button.setChecked(is_on)
        return button

    def _on_switched(self, is_on: bool) -> None:
        self._details.setVisible(is_on)
        self.edited.emit()

    def _on_edited(self) -> None:
        self._say_night()
        self.edited.emit()

    def _say_night(self) -> None:
        is_night = _minute(self.end) <= _minute(self.start)
        self._note.setText(self.tr("of the next day") if is_night else "")


def _minute(edit: QTimeEdit) -> int:
    time = edit.time()
    return time.hour() * 60 + time.minute()
