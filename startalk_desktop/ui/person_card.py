"""A person's card: who they are, where they sit, how to reach them, and what one can do about them."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QPushButton, QVBoxLayout, QWidget

from startalk_desktop.core.cards import CardView, Phone
from startalk_desktop.ui.chat.chip import CompanyChip
from startalk_desktop.ui.directory.texts import joined, through_text
from startalk_desktop.ui.presence_texts import presence_text
from startalk_desktop.ui.theme import Theme
from startalk_desktop.ui.tokens import Size, Space, TypeSize
from startalk_desktop.ui.widgets.avatar import AvatarFace, AvatarWidget
from startalk_desktop.ui.widgets.dialog import AwaitedDialog, grow_to_content
from startalk_desktop.ui.widgets.fact_rows import FactRows
from startalk_desktop.ui.widgets.icon_button import IconButton
from startalk_desktop.ui.widgets.link_label import LinkLabel
from startalk_desktop.viewmodels.people_model import PeopleGroup
from startalk_desktop.viewmodels.person import PersonViewModel

_WIDTH = 440
_MOST_ROOMS = 6
_COPY = 26


class PersonCard(AwaitedDialog):
    """The card; it follows what becomes known.

    Signals:
        message_asked, edit_asked: these close the card.
        unit_asked: where they sit is to be shown in the organisation; closes the card.
        person_asked(address): somebody else's card is to be shown; closes this one.
        group_asked(group): the people around them are to be shown; closes the card.
        star_asked(bool): whether they are to be starred.
        remark_asked, report_asked
        block_asked(bool): whether they are to be blocked.
        room_asked(ConversationId): closes the card.
        copied: something is on the clipboard.
    """

    message_asked = Signal()
    unit_asked = Signal()
    edit_asked = Signal()
    person_asked = Signal(object)
    group_asked = Signal(object)
    star_asked = Signal(bool)
    remark_asked = Signal()
    report_asked = Signal()
    block_asked = Signal(bool)
    room_asked = Signal(object)
    copied = Signal()

    def __init__(self, theme: Theme, person: PersonViewModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._person = person
        self._revealed: set[str] = set()
        self.setFixedWidth(_WIDTH)
        self._avatar = AvatarWidget(theme, Size.AVATAR_LARGE)
        self.name_label = _centred("heading")
        self._title = _centred("muted")
        self._presence = _centred("caption")
        self._blocked = _centred("danger")
        self._blocked.setText(self.tr("Blocked: you hear nothing of them"))
        self._company = CompanyChip(theme)
        self._domain = _centred("caption")
        self.rows = FactRows(theme)
        self.write_button = QPushButton(self.tr("Send a message"))
        self.write_button.setProperty("look", "primary")
        self.write_button.setDefault(True)
        self.write_button.clicked.connect(lambda: self._end_with(self.message_asked))
        self.edit_button = QPushButton(self.tr("Edit my card"))
        self.edit_button.setProperty("look", "primary")
        self.edit_button.clicked.connect(lambda: self._end_with(self.edit_asked))
        self.close_button = QPushButton(self.tr("Close"))
        self.close_button.setAutoDefault(False)
        self.close_button.clicked.connect(self.reject)
        self.more_button = IconButton(theme, "more", self.tr("More"))
        self.more_button.clicked.connect(self._open_menu)
        self.star_button = IconButton(theme, "star", self.tr("Star"))
        self.star_button.clicked.connect(lambda: self.star_asked.emit(not person.card.is_starred))
        self._lay_out()
        person.changed.connect(self._show)
        theme.changed.connect(self._show)
        self._show()
        first = self.edit_button if person.is_self else self.write_button
        first.setFocus()

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(Space.S)
        buttons.addWidget(self.more_button)
        buttons.addWidget(self.star_button)
        buttons.addWidget(self.close_button, 1)
        buttons.addWidget(self.write_button, 1)
        buttons.addWidget(self.edit_button, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(Space.XL, Space.XL, Space.XL, Space.XL)
        layout.setSpacing(Space.XS)
        layout.addWidget(self._avatar, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addSpacing(Space.S)
        for label in (self.name_label, self._title, self._presence, self._blocked):
            layout.addWidget(label)
        layout.addSpacing(Space.XS)
        layout.addWidget(self._company, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addWidget(self._domain)
        layout.addSpacing(Space.L)
        layout.addWidget(self.rows)
        layout.addSpacing(Space.L)
        layout.addStretch(1)
        layout.addLayout(buttons)

    def _link_row(self, name: str, text: str, tip: str, signal: object, *values: object) -> None:
        """A row that leads somewhere: closes the card and emits `signal`."""
        link = LinkLabel(self._theme, text)
        link.setFont(self._theme.font(TypeSize.LABEL))
        link.setContentsMargins(Space.XXS, 0, 0, 0)  # as buttons have it for their focus ring
        link.setAccessibleName(f"{name}: {text}")
        link.setToolTip(tip)
        link.clicked.connect(lambda: self._end_with(signal, *values))
        self.rows.add(name, link)

    def _end_with(self, signal: object, *values: object) -> None:
        self.accept()
        signal.emit(*values)  # type: ignore[attr-defined]  # a bound signal has no type of its own

    def _show(self) -> None:
        card, account, presence = self._person.card, self._person.account, self._person.presence
        shown = card.remark or card.name
        self.setWindowTitle(shown)
        face = AvatarFace(shown, str(card.jid), image=self._person.image)
        self._avatar.show_face(face, presence.availability)
        self.name_label.setText(shown)
        self._say(self._title, card.title)
        self._say(self._presence, presence_text(presence))
        self._blocked.setVisible(card.is_blocked)
        self._company.say(account.company, account.hue)
        is_foreign = card.jid.domain != account.jid.domain
        way = joined(card.jid.domain, through_text(account.company)) if is_foreign else ""
        self._say(self._domain, way)
        is_self = self._person.is_self
        self.write_button.setVisible(not is_self)
        self.edit_button.setVisible(is_self)
        self.more_button.setVisible(not is_self)
        self.star_button.setVisible(not is_self)
        words = self.tr("Remove the star") if card.is_starred else self.tr("Star")
        self.star_button.set_name(words)
        self.star_button.set_icon("star-on" if card.is_starred else "star")
        self.star_button.set_colour("accent_text" if card.is_starred else None)
        self._show_rows()
        if self.isVisible():
            grow_to_content(self)

    @staticmethod
    def _say(label: QLabel, text: str) -> None:
        label.setText(text)
        label.setVisible(bool(text))

    def _show_rows(self) -> None:
        card = self._person.card
        self.rows.clear()
        if card.remark:
            self.rows.add_text(self.tr("Name"), card.name)
        if not self._person.is_self:
            self.rows.add(self.tr("Remark"), self._remark_row(card.remark))
        self._show_place(card)
        for phone in card.phones:
            self.rows.add(self.tr("Phone"), self._phone_row(phone))
        for address in card.emails:
            self.rows.add(self.tr("E-mail"), self._copy_row(address))
        self.rows.add_text(self.tr("About"), card.note)
        self.rows.add_text(self.tr("Website"), card.url)
        if self._person.shared_rooms:
            self.rows.add(self.tr("Rooms you share"), self._rooms_row())
        self.rows.add_text(self.tr("Address"), str(card.jid))
        if not self._person.is_self:
            self.rows.add_text(self.tr("Reached as"), str(self._person.account.jid))

    def _show_place(self, card: CardView) -> None:
        if card.unit_path:
            path = " › ".join(card.unit_path)
            tip = self.tr("Show in the organisation")
            self._link_row(self.tr("Unit"), path, tip, self.unit_asked)
        for manager in card.circle.managers:
            name = " · ".join(part for part in (manager.name, manager.title) if part)
            tip = self.tr("Show the card")
            self._link_row(self.tr("Reports to"), name, tip, self.person_asked, manager.jid)
        groups = (
            (self.tr("Reports"), card.circle.report_count, PeopleGroup.REPORTS),
            (self.tr("Same unit"), card.circle.unit_count, PeopleGroup.UNIT),
        )
        for name, count, group in groups:
            if count:
                people = self.tr("%n person(s)", "", count)
                self._link_row(name, people, self.tr("Show them"), self.group_asked, group)

    def _remark_row(self, remark: str) -> QWidget:
        words = remark or self.tr("Add a name that only you see")
        button = self._link(words)
        button.setAccessibleName(self.tr("Change the remark name"))
        button.clicked.connect(self.remark_asked)
        return button

    def _phone_row(self, phone: Phone) -> QWidget:
        if phone.number in self._revealed:
            return self._copy_row(phone.number)
        show = self.tr("Show")
        button = self._link(f"{phone.masked}   {show}")
        button.setAccessibleName(self.tr("Show the phone number"))
        button.clicked.connect(lambda: self._reveal(phone.number))
        return button

    def _reveal(self, number: str) -> None:
        self._revealed.add(number)
        self._show_rows()

    def _copy_row(self, text: str) -> QWidget:
        label = QLabel(text)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setFont(self._theme.font(TypeSize.LABEL))
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        button = IconButton(self._theme, "copy", self.tr("Copy {text}").format(text=text))
        button.clicked.connect(lambda: self._copy(text))
        button.setFixedSize(_COPY, _COPY)
        label.setContentsMargins(Space.XXS, 0, 0, 0)
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(Space.XS)
        line.addWidget(label)
        line.addWidget(button)
        line.addStretch(1)
        return row

    def _rooms_row(self) -> QWidget:
        column = QWidget()
        lines = QVBoxLayout(column)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(0)
        rooms = self._person.shared_rooms
        for room in rooms[:_MOST_ROOMS]:
            button = self._link(room.name)
            button.clicked.connect(lambda _on=False, room=room: self._end_in(room.id))
            lines.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        if len(rooms) > _MOST_ROOMS:
            more = QLabel(self.tr("and %n more", "", len(rooms) - _MOST_ROOMS))
            more.setProperty("look", "caption")
            lines.addWidget(more)
        return column

    def _end_in(self, room: object) -> None:
        self.accept()
        self.room_asked.emit(room)

    def _link(self, text: str) -> QPushButton:
        button = QPushButton(text.replace("&", "&&"))
        button.setProperty("look", "fact")
        button.setAutoDefault(False)
        button.setCursor(Qt.CursorShape.PointingHandCursor)
        return button

    def _copy(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)
        self.copied.emit()

    def _open_menu(self) -> None:
        menu = QMenu(self)
        menu.aboutToHide.connect(menu.deleteLater)
        is_blocked = self._person.card.is_blocked
        words = self.tr("Unblock") if is_blocked else self.tr("Block…")
        block = menu.addAction(self._theme.icon("ban"), words)
        block.triggered.connect(lambda: self.block_asked.emit(not is_blocked))
        if not is_blocked:
            report = menu.addAction(self._theme.icon("flag"), self.tr("Report…"))
            report.triggered.connect(self.report_asked)
        menu.popup(self.more_button.mapToGlobal(self.more_button.rect().bottomLeft()))


def _centred(look: str) -> QLabel:
    label = QLabel()
    label.setProperty("look", look)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
    label.setWordWrap(True)
    return label
