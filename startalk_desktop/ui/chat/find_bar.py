"""Finding in the open conversation: words, whose, of what kind, when; and moving from hit to hit."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QDate, QLocale, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QPushButton, QVBoxLayout, QWidget

from startalk_desktop.model.jid import Jid
from startalk_desktop.store.search_query import SearchKind
from startalk_desktop.ui.chat.calendar_popup import CalendarPopup, day_of, start_of
from startalk_desktop.ui.theme import Theme
from startalk_desktop.ui.tokens import Space
from startalk_desktop.ui.widgets.field_keys import FieldKeys
from startalk_desktop.ui.widgets.icon_button import IconButton
from startalk_desktop.ui.widgets.search_field import SearchField
from startalk_desktop.viewmodels.find_model import ANYTHING, FindModel

_MOST_SENDERS = 30


class FindBar(QWidget):
    """Follows one `FindModel`; hidden until it is opened.

    The keyboard stays in the field: Enter and Up go to earlier hits, with Shift and Down to later ones.

    Signals:
        left: Escape, or the cross.
    """

    left = Signal()

    def __init__(self, theme: Theme, locale: QLocale, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._locale = locale
        self._model: FindModel | None = None
        self._senders: Sequence[tuple[str, Jid]] = ()
        self.setProperty("look", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.field = SearchField(theme, self.tr("Find in this conversation"))
        self.count = QLabel()
        self.count.setProperty("look", "muted")
        self.older_button = IconButton(theme, "chevron-up", self.tr("Earlier hit"))
        self.older_button.set_name(self.tr("Earlier hit"), "Enter")
        self.newer_button = IconButton(theme, "chevron-down", self.tr("Later hit"))
        self.newer_button.set_name(self.tr("Later hit"), "Shift+Enter")
        self.close_button = IconButton(theme, "close", self.tr("Close"))
        self.close_button.set_name(self.tr("Close"), "Esc")
        self.sender_chip = _chip()
        self.kind_chip = _chip()
        self.time_chip = _chip()
        self._lay_out()
        self.field.textChanged.connect(lambda text: self._ask(text=text))
        FieldKeys(self.field, self._take_key)
        self.older_button.clicked.connect(self._older)
        self.newer_button.clicked.connect(self._newer)
        self.close_button.clicked.connect(self.left)
        self.sender_chip.clicked.connect(self._choose_sender)
        self.kind_chip.clicked.connect(self._choose_kind)
        self.time_chip.clicked.connect(self._choose_time)
        self._show_state()

    def open(self, model: FindModel, senders: Sequence[tuple[str, Jid]]) -> None:
        """Look for something in a conversation that these people write in; each is a name and an address."""
        self.close_down()
        self._model = model
        self._senders = senders[:_MOST_SENDERS]
        model.settled.connect(self._show_state)
        model.current_changed.connect(self._show_state)
        self.field.clear()
        self._show_state()
        self.show()
        self.start()

    def start(self) -> None:
        """Give the field the keyboard, with its text ready to be replaced."""
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    def close_down(self) -> None:
        """Forget what is looked for."""
        if self._model is not None:
            self._model.settled.disconnect(self._show_state)
            self._model.current_changed.disconnect(self._show_state)
        self._model = None
        self.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape closes, wherever in the bar the keyboard is."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _take_key(self, event: QKeyEvent) -> bool:
        is_back = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                (self._newer if is_back else self._older)()
            case Qt.Key.Key_Up:
                self._older()
            case Qt.Key.Key_Down:
                self._newer()
            case Qt.Key.Key_Escape:
                self.left.emit()
            case _:
                return False
        return True

    def _lay_out(self) -> None:
        first = QHBoxLayout()
        first.setSpacing(Space.XS)
        first.addWidget(self.field, 1)
        first.addSpacing(Space.S)
        first.addWidget(self.count)
        for button in (self.older_button, self.newer_button, self.close_button):
            first.addWidget(button)
        second = QHBoxLayout()
        second.setSpacing(Space.S)
        for chip in (self.sender_chip, self.kind_chip, self.time_chip):
            second.addWidget(chip)
        second.addStretch(1)
        inner = QVBoxLayout()
        inner.setContentsMargins(Space.XL, Space.S, Space.M, Space.S)
        inner.setSpacing(Space.S)
        inner.addLayout(first)
        inner.addLayout(second)
        line = QFrame()
        line.setProperty("look", "line")
        line.setFixedHeight(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(inner)
        layout.addWidget(line)

    def _ask(self, **changes: object) -> None:
        if self._model is not None:
            self._model.ask(**changes)
            self._show_state()

    def _older(self) -> None:
        if self._model is not None:
            self._model.older()

    def _newer(self) -> None:
        if self._model is not None:
            self._model.newer()

    # filters

    def _choose_sender(self) -> None:
        choices: list[tuple[str, dict[str, object]]] = [(self.tr("Anybody"), {"sender": None})]
        choices += [(name, {"sender": address}) for name, address in self._senders]
        self._offer(self.sender_chip, choices)

    def _choose_kind(self) -> None:
        kinds = (
            ANYTHING,
            SearchKind.LINKS,
            SearchKind.FILES,
            SearchKind.PICTURES,
            SearchKind.MENTIONS,
        )
        self._offer(self.kind_chip, [(self._kind_words(kind), {"kinds": kind}) for kind in kinds])

    def _choose_time(self) -> None:
        today = QDate.currentDate()
        choices: list[tuple[str, dict[str, object]]] = [
            (self.tr("Any time"), {"since": None, "until": None})
        ]
        for name, days in (
            (self.tr("Today"), 0),
            (self.tr("Last 7 days"), 6),
            (self.tr("Last 30 days"), 29),
            (self.tr("Last year"), 364),
        ):
            choices.append((name, {"since": start_of(today.addDays(-days)), "until": None}))
        menu = self._offer(self.time_chip, choices)
        menu.addSeparator()
        menu.addAction(self.tr("From a day on…"), lambda: self._pick_day(is_until=False))
        menu.addAction(self.tr("Up to a day…"), lambda: self._pick_day(is_until=True))

    def _offer(self, chip: QPushButton, choices: Sequence[tuple[str, dict[str, object]]]) -> QMenu:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        question = self._model.question if self._model is not None else None
        for name, changes in choices:
            action = menu.addAction(name)
            action.setCheckable(True)
            action.setChecked(
                question is not None
                and all(getattr(question, field) == value for field, value in changes.items())
            )
            action.triggered.connect(lambda _checked=False, changes=changes: self._ask(**changes))
        menu.popup(chip.mapToGlobal(QPoint(0, chip.height() + Space.XS)))
        return menu

    def _pick_day(self, *, is_until: bool) -> None:
        popup = CalendarPopup(self._theme, self._locale, QDate.currentDate(), self)
        if is_until:
            popup.chosen.connect(lambda day: self._ask(until=start_of(day.addDays(1))))
        else:
            popup.chosen.connect(lambda day: self._ask(since=start_of(day)))
        popup.show_at(self.time_chip.mapToGlobal(QPoint(0, self.time_chip.height() + Space.XS)))

    # words

    def _show_state(self, *_arguments: object) -> None:
        model = self._model
        self.count.setText(self._count_words())
        has_hits = model is not None and model.rowCount() > 0
        self.older_button.setEnabled(
            model is not None
            and has_hits
            and (model.current + 1 < model.rowCount() or model.has_more)
        )
        self.newer_button.setEnabled(model is not None and model.current > 0)
        question = model.question if model is not None else None
        sender = question.sender if question is not None else None
        name = next((name for name, address in self._senders if address == sender), "")
        kinds = question.kinds if question is not None else ANYTHING
        times = self._time_words()
        for chip, words, is_set in (
            (
                self.sender_chip,
                self.tr("From: {who}").format(who=name or self.tr("Anybody")),
                bool(name),
            ),
            (self.kind_chip, self._kind_words(kinds), bool(kinds)),
            (self.time_chip, times or self.tr("Any time"), bool(times)),
        ):
            chip.setText(f"{words}  ▾")
            chip.setChecked(is_set)

    def _count_words(self) -> str:
        model = self._model
        if model is None or model.question.is_empty:
            return ""
        count = model.rowCount()
        if count == 0:
            return self.tr("Nothing found") if model.is_settled else ""
        total = f"{count}+" if model.has_more else str(count)
        return self.tr("{n} of {total}").format(n=model.current + 1, total=total)

    def _kind_words(self, kinds: SearchKind) -> str:
        words = {
            SearchKind.LINKS: self.tr("Links"),
            SearchKind.FILES: self.tr("Files"),
            SearchKind.PICTURES: self.tr("Pictures"),
            SearchKind.MENTIONS: self.tr("Mentions of me"),
        }
        return words.get(kinds, self.tr("Everything"))

    def _time_words(self) -> str:
        question = self._model.question if self._model is not None else None
        if question is None:
            return ""
        first = self._day(day_of(question.since)) if question.since is not None else ""
        last = ""
        if question.until is not None:
            last = self._day(day_of(question.until).addDays(-1))
        if first and last:
            return f"{first} – {last}"
        if first:
            return self.tr("Since {day}").format(day=first)
        return self.tr("Until {day}").format(day=last) if last else ""

    def _day(self, day: QDate) -> str:
        return self._locale.toString(day, QLocale.FormatType.ShortFormat)


def _chip() -> QPushButton:
    chip = QPushButton()
    chip.setCheckable(True)
    chip.setAutoDefault(False)
    chip.setProperty("look", "chip")
    return chip
