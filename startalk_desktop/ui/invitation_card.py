"""A card over the conversation: who asks us into which room of which company, and two answers."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from startalk_desktop.model.failure import Failure
from startalk_desktop.ui.chat.chip import CompanyChip
from startalk_desktop.ui.chat.event_texts import short
from startalk_desktop.ui.room_texts import kind_text, refusal_text
from startalk_desktop.ui.theme import Theme
from startalk_desktop.ui.tokens import Space
from startalk_desktop.ui.widgets.asking_card import AskingCard
from startalk_desktop.ui.widgets.avatar import AvatarFace, AvatarWidget
from startalk_desktop.ui.widgets.dialog import button_row
from startalk_desktop.ui.widgets.elided_label import ElidedLabel
from startalk_desktop.viewmodels.invitations import Invitation, Invitations

_AVATAR = 40


class InvitationCard(AskingCard):
    """Shows the first invitation, and how many wait behind it. `card_asked` carries account and inviter."""

    card_asked = Signal(object, object)

    def __init__(self, theme: Theme, model: Invitations, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._model = model
        self._shown: Invitation | None = None
        self._problem: tuple[Invitation, str] | None = None
        self._avatar = AvatarWidget(theme, _AVATAR)
        self.title = ElidedLabel()
        self.title.setProperty("look", "title")
        self._chip = CompanyChip(theme)
        self.detail = QLabel()
        self.detail.setProperty("look", "muted")
        self.reason = QLabel()
        for label in (self.detail, self.reason):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        self.problem = QLabel()
        self.problem.setProperty("look", "danger")
        self.problem.setTextFormat(Qt.TextFormat.PlainText)
        self.problem.setWordWrap(True)
        self.more = QLabel()
        self.more.setProperty("look", "caption")
        self.who = QPushButton(self.tr("Who is this?"))
        self.who.setProperty("look", "link")
        self.decline = QPushButton(self.tr("Decline"))
        self.join = QPushButton()
        self.join.setProperty("look", "primary")
        self._lay_out()
        self.who.clicked.connect(self._on_who)
        self.decline.clicked.connect(self._on_decline)
        self.join.clicked.connect(self._on_join)
        model.changed.connect(self._show)
        model.failed.connect(self._on_failed)
        self._show()

    def _lay_out(self) -> None:
        first = QHBoxLayout()
        first.setSpacing(Space.S)
        first.addWidget(self.title)
        first.addWidget(self._chip)
        first.addStretch(1)
        first.addWidget(self.more)
        words = QVBoxLayout()
        words.addLayout(first)
        for part in (self.detail, self.reason, self.problem):
            words.addWidget(part)
        self.lay_out(self._avatar, words, button_row(self.decline, self.join, left=(self.who,)))

    def _show(self) -> None:
        waiting = self._model.waiting()
        self._shown = waiting[0] if waiting else None
        self.setVisible(self._shown is not None)
        if self._shown is None:
            return
        one = self._shown
        account = self._model.account_of(one)
        room = short(one.room_name)
        name = short(self._model.inviter_name(one))
        if name and not one.is_hearsay:
            title = self.tr("{name} invites you to {room}").format(name=name, room=room)
        else:
            title = self.tr("You are invited to {room}").format(room=room)
        self._avatar.show_face(AvatarFace(room, str(one.room), is_room=True))
        self.title.setText(title)
        self.setAccessibleName(title)
        self._chip.say(account.company, account.hue)
        self.detail.setText(self._details(one))
        self.reason.setText(f"“{' '.join(one.reason.split())}”" if one.reason.strip() else "")
        self.reason.setVisible(bool(one.reason.strip()))
        is_refused = self._problem is not None and self._problem[0].room == one.room
        self.problem.setText(self._problem[1] if is_refused and self._problem else "")
        self.problem.setVisible(is_refused)
        self.more.setText(self.tr("%n more", "", len(waiting) - 1))
        self.more.setVisible(len(waiting) > 1)
        self.who.setVisible(not one.is_from_room)
        is_joining = self._model.is_joining(one)
        self.join.setText(self.tr("Joining…") if is_joining else self.tr("Join"))
        self.join.setEnabled(not is_joining)
        self.decline.setEnabled(not is_joining)

    def _details(self, one: Invitation) -> str:
        """Where from by the whole address, since a name is easily taken, and what the room says of itself."""
        if one.is_from_room:
            parts = [self.tr("The room hides who invites")]
        elif one.is_hearsay:
            said = self.tr("{server} says that {address} invites you")
            parts = [said.format(server=one.room.domain, address=one.inviter.bare)]
        else:
            parts = [str(one.inviter.bare)]
        if one.is_from_stranger:
            parts.append(self.tr("not in the company's directory"))
        info = one.info
        if info is not None:
            parts.append(kind_text(info))
            if info.occupant_count is not None:
                parts.append(self.tr("%n here", "", info.occupant_count))
            if info.description:
                parts.append(short(info.description))
        else:
            parts.append(str(one.room))
        return " · ".join(parts)

    def _on_who(self) -> None:
        if self._shown is not None:
            self.card_asked.emit(self._shown.account, self._shown.inviter.bare)

    def _on_join(self) -> None:
        if self._shown is not None:
            self._problem = None
            self._model.join(self._shown)

    def _on_decline(self) -> None:
        if self._shown is not None:
            self._problem = None
            self._model.decline(self._shown)

    def _on_failed(self, invitation: Invitation, failure: Failure) -> None:
        self._problem = (invitation, refusal_text(failure))
        self._show()
