"""Times and days in the user's words. All from local time; messages carry UTC microseconds."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QDate, QDateTime, QLocale, QTime

from startalk_desktop.model.identity import Timestamp


class TimeTexts:
    """Says when something was.

    Args:
        locale: the language of the window, which may differ from the system's.
    """

    def __init__(self, locale: QLocale) -> None:
        self._locale = locale

    @property
    def locale(self) -> QLocale:
        """The language of the window."""
        return self._locale

    def clock(self, at: Timestamp) -> str:
        """The time of day, as short as the language has it."""
        return self._format_time(_local(at).time())

    def is_today(self, at: Timestamp) -> bool:
        """Whether it is on this day, by the machine's clock."""
        return _local(at).date() == QDate.currentDate()

    def weekday(self, at: Timestamp) -> str:
        """The short name of the day."""
        return self._locale.toString(_local(at).date(), "ddd")

    def day(self, at: Timestamp) -> str:
        """The day, for a separator: today, yesterday, or the date with its weekday."""
        date = _local(at).date()
        today = QDate.currentDate()
        if date == today:
            return QCoreApplication.translate("TimeTexts", "Today")
        if date == today.addDays(-1):
            return QCoreApplication.translate("TimeTexts", "Yesterday")
        if date.year() == today.year():
            return self._locale.toString(
                date, QCoreApplication.translate("TimeTexts", "dddd, MMMM d")
            )
        return self._locale.toString(date, QCoreApplication.translate("TimeTexts", "MMMM d, yyyy"))

    def month(self, at: Timestamp) -> str:
        """The month with its year, for the head of what was sent in it."""
        words = QCoreApplication.translate("TimeTexts", "MMMM yyyy")
        return self._locale.toString(_local(at).date(), words)

    def in_list(self, at: Timestamp) -> str:
        """As short as possible, for a line of the inbox."""
        moment = _local(at)
        today = QDate.currentDate()
        age = moment.date().daysTo(today)
        if age <= 0:
            return self._format_time(moment.time())
        if age == 1:
            return QCoreApplication.translate("TimeTexts", "Yesterday")
        if age < 7:
            return self._locale.toString(moment.date(), "ddd")
        if moment.date().year() == today.year():
            return self._locale.toString(
                moment.date(), QCoreApplication.translate("TimeTexts", "MMM d")
            )
        return self._locale.toString(moment.date(), QLocale.FormatType.ShortFormat)

    def date(self, at: Timestamp) -> str:
        """The whole date, without the time."""
        return self._locale.toString(_local(at).date(), QLocale.FormatType.LongFormat)

    def whole(self, at: Timestamp) -> str:
        """Everything, for a tooltip."""
        return self._locale.toString(_local(at), QLocale.FormatType.LongFormat)

    def _format_time(self, time: QTime) -> str:
        return self._locale.toString(time, QLocale.FormatType.ShortFormat)


def _local(at: Timestamp) -> QDateTime:
    return QDateTime.fromMSecsSinceEpoch(at // 1000)
