"""The right side of the window: the open conversation, or what stands there when none is."""

from __future__ import annotations

from collections.abc import Coroutine
from typing import Any

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QWidget

from startalk_desktop.core.errors import AccountNotOpen, AccountUnknown
from startalk_desktop.core.startalk import Startalk
from startalk_desktop.model.identity import AccountId, ConversationId
from startalk_desktop.model.room import RoomMember
from startalk_desktop.tasks import TaskScope
from startalk_desktop.ui.chat.conversation_view import ConversationView
from startalk_desktop.ui.crossing_guard import CrossingGuard
from startalk_desktop.ui.emoji.shelf import EmojiShelf
from startalk_desktop.ui.file_commands import FileCommands
from startalk_desktop.ui.members_panel import MembersPanel
from startalk_desktop.ui.message_commands import MessageCommands
from startalk_desktop.ui.room_commands import RoomCommands
from startalk_desktop.ui.theme import Theme
from startalk_desktop.ui.time_texts import TimeTexts
from startalk_desktop.ui.tokens import Size
from startalk_desktop.ui.widgets.empty_state import EmptyState
from startalk_desktop.viewmodels.avatars import AvatarImages
from startalk_desktop.viewmodels.conversation import ConversationViewModel, SendMode
from startalk_desktop.viewmodels.members_model import MembersModel
from startalk_desktop.viewmodels.shown_pictures import ShownPictures

_TWO_COLUMNS = 660  # pixels that a conversation and its members take side by side
_PASTED = 200  # characters of pasted text that the guard shows


class ConversationStage(QWidget):
    """Opens one conversation at a time, and a panel with its members beside it.

    Signals:
        opened(ConversationId or None): another conversation is shown.
        unlock_asked(account id): the open conversation's company is locked.
        add_company_asked, switcher_asked: from what stands there when nothing is open.
        said(text, name of a way on, what it does): for the window's toast.
    """

    opened = Signal(object)
    unlock_asked = Signal(object)
    add_company_asked = Signal()
    switcher_asked = Signal()
    said = Signal(str, str, object)

    def __init__(
        self,
        startalk: Startalk,
        theme: Theme,
        times: TimeTexts,
        images: AvatarImages,
        shelf: EmojiShelf,
        scope: TaskScope,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._startalk = startalk
        self._scope = scope
        self._turn = 0
        self._open_id: ConversationId | None = None
        self._model: ConversationViewModel | None = None
        self.setMinimumWidth(Size.CONVERSATION_MIN)
        self.pictures = ShownPictures(startalk, scope, self)
        self.view = ConversationView(theme, times, images, self.pictures, shelf)
        self.guard = CrossingGuard(theme, startalk.accounts, startalk.forwarding, self)
        self.view.composer.crossing_check = self._may_cross
        self.view.composer.sources_of = self.guard.sources_of
        self.commands = MessageCommands(startalk, theme, times, self.guard, scope, self)
        self.file_commands = FileCommands(startalk, theme, scope, self)
        self.rooms = RoomCommands(startalk, theme, images, scope, self)
        self.members = MembersPanel(theme, images)
        self.members.hide()
        self.members_line = QFrame()
        self.members_line.setProperty("look", "line")
        self.members_line.setFixedWidth(1)
        self.members_line.hide()
        self._welcome = EmptyState(
            theme,
            "building",
            self.tr("Add your first company"),
            self.tr(
                "Sign in with the address that the company gave you. "
                "You can add as many companies as you work for."
            ),
            self.tr("Add a company"),
        )
        self._nothing = EmptyState(
            theme,
            "message",
            self.tr("Pick a conversation"),
            self.tr("Or press Ctrl+K and type the name of anybody in any of your companies."),
            self.tr("Jump to…"),
        )
        self._locked = EmptyState(
            theme,
            "lock",
            self.tr("This company is locked"),
            self.tr("Its messages can't be read before it is unlocked."),
            self.tr("Unlock"),
        )
        self._pages = QStackedWidget()
        for page in (self._welcome, self._nothing, self._locked, self.view):
            page.setProperty("look", "chat")
            page.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
            self._pages.addWidget(page)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._pages, 1)
        layout.addWidget(self.members_line)
        layout.addWidget(self.members)
        self._welcome.action_chosen.connect(self.add_company_asked)
        self._nothing.action_chosen.connect(self.switcher_asked)
        self._locked.action_chosen.connect(self._on_unlock)
        self.view.members_asked.connect(self.toggle_members)
        self.view.command_asked.connect(self.commands.do)
        self.view.file_asked.connect(self.file_commands.do)
        self.file_commands.said.connect(self.said)
        self.commands.said.connect(self.said)
        self.commands.conversation_wanted.connect(self.open)
        self.rooms.said.connect(lambda text: self.said.emit(text, "", None))
        self.rooms.conversation_wanted.connect(self.open)
        self.view.gate.rejoin_asked.connect(self.rooms.rejoin)
        self.view.gate.elsewhere_asked.connect(self.rooms.go_elsewhere)
        self.members.closed.connect(self.hide_members)
        self.members.add_asked.connect(self._on_add_asked)
        self.members.banned_asked.connect(self._on_banned_asked)
        self.members.member_chosen.connect(self._on_member_chosen)
        self.members.menu_asked.connect(self._on_member_menu)
        self.show_nothing()

    @property
    def model(self) -> ConversationViewModel | None:
        """The open conversation."""
        return self._model

    @property
    def is_reading(self) -> bool:
        """Whether a conversation is on screen."""
        return self._model is not None and self._pages.currentWidget() is self.view

    def open(self, conversation: ConversationId, row: int | None = None) -> None:
        """Show `conversation`, at the message of store row `row` where that is given."""
        self._turn += 1
        if self._model is not None and self._model.id == conversation:
            if row is not None:
                self._model.jump_to(row)
            self.view.focus_composer()
            return
        self._start(self._open(conversation, row, self._turn), "open a conversation")

    def close_conversation(self) -> None:
        """Show no conversation; what was open is forgotten."""
        self._turn += 1
        self._drop()
        self._open_id = None
        self.show_nothing()
        self.opened.emit(None)

    def show_nothing(self) -> None:
        """Show what fits when nothing is open: a welcome before the first company."""
        if self._model is None:
            has_accounts = bool(self._startalk.accounts.all())
            self._pages.setCurrentWidget(self._nothing if has_accounts else self._welcome)
            if not has_accounts:
                self._welcome.setFocus(Qt.FocusReason.OtherFocusReason)

    def accounts_changed(self) -> None:
        """An account was added, removed, locked or unlocked."""
        accounts = self._startalk.accounts
        for account in accounts.all():
            if accounts.is_locked(account.id):
                self.pictures.forget(account.id)
        if self._model is None and self._open_id is not None and self._is_readable(self._open_id):
            self.open(self._open_id)
        elif self._model is None and self._pages.currentWidget() is not self._locked:
            self.show_nothing()
        elif self._open_id is not None and not self._is_known(self._open_id):
            self.close_conversation()

    def toggle_members(self) -> None:
        """Show or hide who is in the room."""
        if self.members.isVisible():
            self.hide_members()
            return
        model = self._model
        if model is None or not model.is_room:
            return
        handle = self._startalk.conversation(model.id)
        startalk = self._startalk
        self.members.show_room(
            MembersModel(handle, startalk.directory, startalk.changes, self._scope, self)
        )
        self._show_room_facts()
        self.members.show()
        self._fit_members()
        if self._pages.isHidden():
            self.members.list.setFocus(Qt.FocusReason.OtherFocusReason)
        self.view.header.members_button.setChecked(True)

    def hide_members(self) -> None:
        """Hide who is in the room."""
        self.members.hide()
        self._fit_members()
        self.members.show_room(None)
        self.view.header.members_button.setChecked(False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Two columns stand side by side where there is room for both."""
        super().resizeEvent(event)
        self._fit_members()

    def _fit_members(self) -> None:
        has_members = not self.members.isHidden()
        is_narrow = self.width() < _TWO_COLUMNS
        self.members.set_alone(is_narrow)
        self.members_line.setVisible(has_members and not is_narrow)
        self._pages.setVisible(not (has_members and is_narrow))

    async def shut(self) -> None:
        """Keep the open conversation's draft; nothing is shown any more."""
        self._turn += 1
        model, self._model = self._model, None
        self.view.show_conversation(None)
        self.commands.follow(None)
        self.hide_members()
        self.rooms.close()
        if model is not None:
            await model.close()
        await self.pictures.close()

    async def _open(self, conversation: ConversationId, row: int | None, turn: int) -> None:
        try:
            line = await self._startalk.conversation(conversation).info()
        except AccountNotOpen:
            self._open_id = conversation
            self._show_locked()
            return
        except (AccountUnknown, LookupError):
            self.close_conversation()
            return
        if turn != self._turn:
            return  # another was chosen meanwhile
        self._drop()
        model = ConversationViewModel(self._startalk, line, self._scope, self)
        self._model, self._open_id = model, conversation
        model.standing_changed.connect(self._on_standing_changed)
        model.occupants_changed.connect(self._show_room_facts)
        self.view.show_conversation(model)
        self.commands.follow(model)
        self._pages.setCurrentWidget(self.view)
        self.view.focus_composer()
        self.opened.emit(conversation)
        await model.open(row)

    def _show_room_facts(self) -> None:
        model = self._model
        if model is not None and model.is_room:
            can_invite = model.room.abilities.can_invite
            self.members.show_facts(hides_people=model.room.hides_people, can_invite=can_invite)

    def show_nick(self, nick: str) -> None:
        """Show who has that nick in the open room."""
        if not self.members.isVisible():
            self.toggle_members()
        members = self.members.model
        if members is None:
            return
        if members.is_loaded:
            self.members.show_nick(nick)
        else:
            members.loaded.connect(
                lambda: self.members.show_nick(nick), Qt.ConnectionType.SingleShotConnection
            )

    def _on_add_asked(self) -> None:
        if self._model is not None:
            self.rooms.add_people(self._model.conversation)

    def _on_banned_asked(self) -> None:
        if self._model is not None:
            self.rooms.show_banned(self._model.conversation)

    def _on_member_chosen(self, member: RoomMember) -> None:
        if self._model is None:
            return
        if member.jid is not None:
            self.rooms.card_wanted.emit(self._model.id.account, member.jid)
        elif not member.is_self:
            self.rooms.write_to_member(self._model.id, member)

    def _on_member_menu(self, member: RoomMember, at: QPoint) -> None:
        if self._model is not None:
            self.rooms.show_member_menu(self._model.id, member, at)

    def _drop(self) -> None:
        model, self._model = self._model, None
        if model is None:
            return
        model.standing_changed.disconnect(self._on_standing_changed)
        model.occupants_changed.disconnect(self._show_room_facts)
        self.view.show_conversation(None)
        self.commands.follow(None)
        self.hide_members()
        self._start(_end(model), "close a conversation")

    def _on_standing_changed(self) -> None:
        if self._model is None:
            return
        mode = self._model.standing.mode
        if mode is SendMode.LOCKED:
            self._show_locked()
        elif mode is SendMode.GONE:
            self.close_conversation()

    def _show_locked(self) -> None:
        self._drop()
        self._pages.setCurrentWidget(self._locked)
        self._locked.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_unlock(self) -> None:
        if self._open_id is not None:
            self.unlock_asked.emit(self._open_id.account)

    async def _may_cross(self, source: AccountId, target: AccountId, what: str) -> bool:
        """Whether what was copied or dragged may go from one company's messages into another's."""
        try:
            return await self.guard.may_cross(source, target, what)
        except (AccountUnknown, AccountNotOpen):
            return False  # nobody can tell any more whether it may

    def _is_known(self, conversation: ConversationId) -> bool:
        return conversation.account in {account.id for account in self._startalk.accounts.all()}

    def _is_readable(self, conversation: ConversationId) -> bool:
        return self._is_known(conversation) and not self._startalk.accounts.is_locked(
            conversation.account
        )

    def _start(self, work: Coroutine[Any, Any, None], name: str) -> None:
        if self._scope.is_closed:
            work.close()
        else:
            self._scope.start(work, name)


async def _end(model: ConversationViewModel) -> None:
    await model.close()
    model.deleteLater()
