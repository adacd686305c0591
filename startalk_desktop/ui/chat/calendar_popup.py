"""A month to pick a day from.

It lies over the window instead of being a popup of the system: that one would be closed together with the menu
that it is opened from.
"""

from __future__ import annotations

from PySide6.QtCore import (
    QDate,
    QDateTime,
    QEvent,
    QLocale,
    QObject,
    QPoint,
    QRectF,
    Qt,
    QTime,
    Signal,
)
from PySide6.QtGui import QColor, QFont, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from startalk_desktop.model.identity import Timestamp
from startalk_desktop.ui.theme import Theme
from startalk_desktop.ui.tokens import Radius, Space, TypeSize
from startalk_desktop.ui.widgets.float_card import SHADOW, paint_float_card
from startalk_desktop.ui.widgets.icon_button import IconButton

_CELL = 36
_WEEKS = 6
_DAYS = 7


class CalendarPopup(QWidget):
    """Days up to today; goes when one is chosen, on Escape and on a click beside it.

    Signals:
        chosen(QDate)
    """

    chosen = Signal(QDate)

    def __init__(self, theme: Theme, locale: QLocale, day: QDate, parent: QWidget) -> None:
        super().__init__(parent.window())
        self._theme = theme
        self._focus_before = parent.window().focusWidget()
        self._card = QWidget(self)
        self._locale = locale
        self._month = QLabel()
        self._month.setFont(theme.font(TypeSize.BODY, QFont.Weight.DemiBold))
        self._earlier = IconButton(theme, "chevron-left", self.tr("Earlier month"))
        self._later = IconButton(theme, "chevron-right", self.tr("Later month"))
        self._earlier.clicked.connect(lambda: self._step(-1))
        self._later.clicked.connect(lambda: self._step(1))
        self.days = _Days(theme, locale, min(day, QDate.currentDate()))
        self.days.picked.connect(self._on_picked)
        self.days.moved.connect(self._show_month)
        head = QHBoxLayout()
        head.addWidget(self._earlier)
        head.addStretch(1)
        head.addWidget(self._month)
        head.addStretch(1)
        head.addWidget(self._later)
        names = QGridLayout()
        names.setSpacing(0)
        for column in range(_DAYS):
            number = (locale.firstDayOfWeek().value - 1 + column) % _DAYS + 1
            name = QLabel(locale.dayName(number, QLocale.FormatType.NarrowFormat))
            name.setProperty("look", "caption")
            name.setAlignment(Qt.AlignmentFlag.AlignCenter)
            name.setFixedWidth(_CELL)
            names.addWidget(name, 0, column)
        layout = QVBoxLayout(self._card)
        layout.setContentsMargins(
            SHADOW + Space.M, SHADOW + Space.S, SHADOW + Space.M, SHADOW + Space.M
        )
        layout.setSpacing(Space.XS)
        layout.addLayout(head)
        layout.addLayout(names)
        layout.addWidget(self.days)
        self._show_month()

    def show_at(self, at: QPoint) -> None:
        """Open below the global point, inside the window."""
        host = self.window()
        self.setGeometry(host.rect())
        size = self._card.sizeHint()
        point = host.mapFromGlobal(at) - QPoint(SHADOW, SHADOW)
        left = max(0, min(point.x(), self.width() - size.width()))
        top = max(0, min(point.y(), self.height() - size.height()))
        self._card.setGeometry(left, top, size.width(), size.height())
        host.installEventFilter(self)
        self.show()
        self.raise_()
        self.days.setFocus(Qt.FocusReason.PopupFocusReason)

    def dismiss(self) -> None:
        """Go, with no day chosen; the keyboard goes back to where it was."""
        if self.isHidden():
            return
        self.hide()
        if self._focus_before is not None:
            self._focus_before.setFocus(Qt.FocusReason.PopupFocusReason)
        self.deleteLater()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A window of another size has another place for it: it goes."""
        if event.type() == QEvent.Type.Resize:
            self.dismiss()
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape closes; nothing else goes through to the window."""
        if event.key() == Qt.Key.Key_Escape:
            self.dismiss()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click beside it closes it."""
        if not self._card.geometry().contains(event.position().toPoint()):
            self.dismiss()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The card with its shadow."""
        painter = QPainter(self)
        card = QRectF(self._card.geometry()).adjusted(SHADOW, SHADOW, -SHADOW, -SHADOW)
        paint_float_card(painter, card, self._theme, Radius.LARGE)
        painter.end()

    def _step(self, months: int) -> None:
        self.days.set_day(self.days.day.addMonths(months))

    def _show_month(self) -> None:
        day = self.days.day
        today = QDate.currentDate()
        self._month.setText(self._locale.toString(day, self.tr("MMMM yyyy")))
        is_latest = (day.year(), day.month()) >= (today.year(), today.month())
        self._later.setEnabled(not is_latest)

    def _on_picked(self, day: QDate) -> None:
        self.dismiss()
        self.chosen.emit(day)


class _Days(QWidget):
    """Six weeks around one month; arrows move, Enter picks.

    Signals:
        picked(QDate)
        moved: another day is the current one.
    """

    picked = Signal(QDate)
    moved = Signal()

    def __init__(self, theme: Theme, locale: QLocale, day: QDate) -> None:
        super().__init__()
        self._theme = theme
        self._locale = locale
        self._day = day
        self._hovered: QDate | None = None
        self.setFixedSize(_DAYS * _CELL, _WEEKS * _CELL)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self._tell()

    @property
    def day(self) -> QDate:
        """Where one stands."""
        return self._day

    def set_day(self, day: QDate) -> None:
        """Stand on another day, not after today."""
        self._day = min(day, QDate.currentDate())
        self._tell()
        self.moved.emit()
        self.update()

    def day_at(self, point: QPoint) -> QDate:
        """The day whose cell `point` is in."""
        return self._first().addDays(point.y() // _CELL * _DAYS + point.x() // _CELL)

    def cell_of(self, day: QDate) -> QPoint:
        """The middle of the cell of `day`."""
        number = self._first().daysTo(day)
        half = _CELL // 2
        return QPoint(number % _DAYS * _CELL + half, number // _DAYS * _CELL + half)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows, pages of months, Enter."""
        days = {
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Up: -_DAYS,
            Qt.Key.Key_Down: _DAYS,
        }
        months = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}
        key = Qt.Key(event.key())
        if key in days:
            self.set_day(self._day.addDays(days[key]))
        elif key in months:
            self.set_day(self._day.addMonths(months[key]))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.picked.emit(self._day)
        else:
            super().keyPressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show what would be picked."""
        self._hovered = self.day_at(event.position().toPoint())
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing would be picked."""
        super().leaveEvent(event)
        self._hovered = None
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Pick."""
        day = self.day_at(event.position().toPoint())
        if self.rect().contains(event.position().toPoint()) and day <= QDate.currentDate():
            self.picked.emit(day)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the days; those of other months are quiet, those to come are faint."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._theme.font(TypeSize.LABEL))
        day = self._first()
        for _ in range(_WEEKS * _DAYS):
            self._paint_day(painter, day)
            day = day.addDays(1)
        painter.end()

    def _paint_day(self, painter: QPainter, day: QDate) -> None:
        colours = self._theme.colours
        today = QDate.currentDate()
        middle = self.cell_of(day)
        painter.setPen(Qt.PenStyle.NoPen)
        ink: QColor = colours.text if day.month() == self._day.month() else colours.text_muted
        if day > today:
            ink = colours.text_faint
        radius = _CELL // 2 - 2
        if day == self._day:
            painter.setBrush(colours.accent)
            painter.drawEllipse(middle, radius, radius)
            ink = colours.on_accent
        elif day == self._hovered and day <= today:
            painter.setBrush(colours.selected)
            painter.drawEllipse(middle, radius, radius)
        elif day == today:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(colours.accent_text)
            painter.drawEllipse(middle, radius, radius)
        painter.setPen(ink)
        cell = self.rect().adjusted(0, 0, 0, 0)
        cell.setRect(middle.x() - _CELL // 2, middle.y() - _CELL // 2, _CELL, _CELL)
        painter.drawText(cell, Qt.AlignmentFlag.AlignCenter, str(day.day()))

    def _first(self) -> QDate:
        """The first day that is shown: the first of a week, before or on the first of the month."""
        first = QDate(self._day.year(), self._day.month(), 1)
        shift = (first.dayOfWeek() - self._locale.firstDayOfWeek().value) % _DAYS
        return first.addDays(-shift)

    def _tell(self) -> None:
        self.setAccessibleName(self._locale.toString(self._day, QLocale.FormatType.LongFormat))


def start_of(day: QDate) -> Timestamp:
    """The first moment of a local day, in microseconds."""
    return QDateTime(day, QTime(0, 0)).toMSecsSinceEpoch() * 1000


def day_of(at: Timestamp) -> QDate:
    """The local day of a moment."""
    return QDateTime.fromMSecsSinceEpoch(at // 1000).date()
