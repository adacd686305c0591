"""One conversation on screen: header, messages, and the composer, over one view-model."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QDate, QEvent, QObject, QPoint, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QKeyEvent, QKeySequence, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from startalk_desktop.model.message import Message
from startalk_desktop.ui.chat.calendar_popup import CalendarPopup, day_of, start_of
from startalk_desktop.ui.chat.choosing import Choosing
from startalk_desktop.ui.chat.commands import Command, command_of, is_allowed
from startalk_desktop.ui.chat.composer import Composer
from startalk_desktop.ui.chat.find_panel import FindPanel
from startalk_desktop.ui.chat.floats import Floats
from startalk_desktop.ui.chat.head_notice import HeadNotice
from startalk_desktop.ui.chat.header import ConversationHeader
from startalk_desktop.ui.chat.hover_toolbar import MORE, REACT, REPLY
from startalk_desktop.ui.chat.links import is_openable
from startalk_desktop.ui.chat.message_menu import QUICK_EMOJI, FailedMenu, MenuFacts, MessageMenu
from startalk_desktop.ui.chat.message_texts import describe_message
from startalk_desktop.ui.chat.selectable_view import SelectableMessageView
from startalk_desktop.ui.chat.transcript import code_of
from startalk_desktop.ui.clipboard import copy_text
from startalk_desktop.ui.emoji.picker import EmojiPicker
from startalk_desktop.ui.emoji.shelf import EmojiShelf
from startalk_desktop.ui.theme import Theme
from startalk_desktop.ui.time_texts import TimeTexts
from startalk_desktop.viewmodels.avatars import AvatarImages
from startalk_desktop.viewmodels.conversation import ConversationViewModel


class ConversationView(QWidget):
    """Shows one conversation at a time.

    Signals:
        card_asked(address): somebody's card.
        members_asked, menu_asked: the header's buttons.
        copied: something was copied to the clipboard.
        command_asked(Command, list of Message): something that takes more than the view; see `MessageCommands`.
    """

    card_asked = Signal(object)
    members_asked = Signal()
    menu_asked = Signal(QPoint)
    copied = Signal()
    command_asked = Signal(object, object)

    def __init__(
        self,
        theme: Theme,
        times: TimeTexts,
        images: AvatarImages,
        shelf: EmojiShelf,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._times = times
        self._shelf = shelf
        self._model: ConversationViewModel | None = None
        self.setProperty("look", "chat")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.header = ConversationHeader(theme, images)
        self.messages = SelectableMessageView(theme, times, images)
        self.head_notice = HeadNotice(theme, self.messages)
        self.composer = Composer(theme)
        self.composer.use(shelf, images)
        self.floats = Floats(theme, self.messages)
        self.choosing = Choosing(theme, self.messages)
        self.finder = FindPanel(theme, times)
        self._picker: EmojiPicker | None = None
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        middle = QHBoxLayout()
        middle.setContentsMargins(0, 0, 0, 0)
        middle.setSpacing(0)
        middle.addWidget(self.messages, 1)
        middle.addWidget(self.finder)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.header)
        layout.addWidget(_line())
        layout.addWidget(self.finder.bar)
        layout.addLayout(middle, 1)
        layout.addWidget(_line())
        layout.addWidget(self.composer)
        layout.addWidget(self.choosing.bar)
        self.choosing.bar.hide()

    def _connect(self) -> None:
        view = self.messages
        view.older_wanted.connect(self._on_older_wanted)
        view.newer_wanted.connect(self._on_newer_wanted)
        view.seen.connect(self._on_seen)
        view.end_left.connect(self._on_end_left)
        view.link_chosen.connect(self.open_link)
        view.menu_asked.connect(self._on_message_menu)
        view.failed_chosen.connect(self._on_failed_menu)
        view.sender_chosen.connect(self.card_asked)
        view.typed.connect(self.composer.type_on)
        view.mention_chosen.connect(self.card_asked)
        view.file_chosen.connect(self.open_link)
        view.quote_chosen.connect(self._on_quote_chosen)
        view.code_copied.connect(self._on_code_copied)
        view.hover_action_chosen.connect(self._on_hover_action)
        view.reaction_chosen.connect(self._on_reaction_chosen)
        view.versions_asked.connect(lambda row: self._do_to(row, Command.HISTORY))
        view.readers_asked.connect(lambda row: self._do_to(row, Command.READERS))
        view.undo_recall_asked.connect(lambda row: self._do_to(row, Command.UNDO_RECALL))
        view.set_actions_of(self._toolbar_actions)
        view.viewport().installEventFilter(self)
        self.head_notice.retry_chosen.connect(self._on_retry_chosen)
        self.composer.sent.connect(self._on_sent)
        self.header.card_asked.connect(self._on_header_card)
        self.header.members_asked.connect(self.members_asked)
        self.header.find_asked.connect(self.finder.open)
        self.header.menu_asked.connect(self._on_header_menu)
        self.choosing.began.connect(self._on_choosing_began)
        self.choosing.ended.connect(self._on_choosing_ended)
        self.choosing.command_chosen.connect(self.do)
        self.finder.closed.connect(self.focus_composer)
        view.installEventFilter(self)

    @property
    def model(self) -> ConversationViewModel | None:
        """What is shown."""
        return self._model

    def show_conversation(self, model: ConversationViewModel | None) -> None:
        """Show another conversation. The caller opens and closes the view-model."""
        if self._model is not None:
            self._model.pager.past_changed.disconnect(self._on_past_changed)
            self._model.pager.arrived.disconnect(self._on_arrived)
            self._model.pager.shown.disconnect(self._on_shown)
            self._model.header_changed.disconnect(self._on_header_changed)
        self._model = model
        self.header.follow(model)
        self.composer.follow(model)
        self.choosing.follow(model)
        self.finder.follow(model)
        if model is None:
            self.floats.follow(None)
            return
        model.pager.past_changed.connect(self._on_past_changed)
        model.pager.arrived.connect(self._on_arrived)
        model.pager.shown.connect(self._on_shown)
        model.header_changed.connect(self._on_header_changed)
        model.messages.set_describer(
            lambda message, name: describe_message(message, name, self._times)
        )
        self.messages.show_messages(model.messages, model.account, is_room=model.is_room)
        self.floats.follow(model)
        self._on_past_changed()

    def focus_composer(self) -> None:
        """Write, if one may; else read."""
        if self.composer.text.isEnabled() and self.composer.isVisible():
            self.composer.text.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.messages.setFocus(Qt.FocusReason.OtherFocusReason)

    def open_link(self, target: str) -> None:
        """Open a link with the system's program for it; nothing but addresses of the allowed schemes."""
        if is_openable(target):
            QDesktopServices.openUrl(QUrl(target))

    def pick_day(self, at: QPoint | None = None, day: QDate | None = None) -> None:
        """Ask for a day, below the global point `at` or the header, and go to it."""
        model = self._model
        if model is None:
            return
        button = self.header.menu_button
        place = at or button.mapToGlobal(QPoint(0, button.height()))
        popup = CalendarPopup(self._theme, self._times.locale, day or QDate.currentDate(), self)
        popup.chosen.connect(lambda day: model.jump_to_time(start_of(day)))
        popup.show_at(place)

    # commands

    def do(self, command: Command, messages: Sequence[Message]) -> None:
        """Do something to messages, oldest first; what takes more than this view is asked of others."""
        model = self._model
        if model is None or not messages:
            return
        message = messages[0]
        if command is Command.REPLY:
            model.composing.reply_to(message)
            self.focus_composer()
        elif command is Command.EDIT:
            model.composing.edit(message)
            self.focus_composer()
        elif command is Command.SELECT:
            self.choosing.begin(message)
        elif command is Command.REACT:
            self._pick_reaction(message)
        else:
            self.command_asked.emit(command, list(messages))

    def react(self, message: Message, emoji: str) -> None:
        """Put `emoji` under `message`, or take it away where it is there."""
        if self._model is not None:
            self._shelf.note_used(emoji)
            self._model.actions.toggle_reaction(message, emoji)

    def _pick_reaction(self, message: Message, at: QPoint | None = None) -> None:
        """Ask for an emoji: a few by the global point `at`, or all over the message."""
        if self._picker is not None:
            self._picker.deleteLater()
        picker = self._picker = EmojiPicker(self._theme, self._shelf, self)
        picker.chosen.connect(lambda emoji: self.react(message, emoji))
        if at is not None:
            picker.open_at(at, is_compact=True)
            return
        row = self._model.messages.row_of(message.row) if self._model is not None else None
        centre = self.messages.rect().center()
        if row is not None:
            centre = self.messages.visualRect(self.messages.model().index(row, 0)).center()
        picker.open_at(self.messages.viewport().mapToGlobal(centre))

    def _take_key(self, event: QKeyEvent) -> bool:
        """A key on the message that the keyboard stands on, where it is a command that may be done to it."""
        model, index = self._model, self.messages.currentIndex()
        if event.matches(QKeySequence.StandardKey.Copy) and self.messages.has_selection:
            self._copy_selection()
            return True
        command = command_of(event)
        if model is None or command is None or not index.isValid():
            return False
        if self.choosing.is_on:
            if command is Command.DELETE:
                self.choosing.delete()
            return True
        message = self.messages.message_at(index.row())
        if not is_allowed(command, message, model.actions.abilities(message)):
            return False
        self.do(command, [message])
        return True

    # events

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep the notice in place, and take the keys of commands."""
        if watched is self.messages and event.type() == QEvent.Type.Resize:
            self.head_notice.place()
        is_taken = False
        if watched is self.messages and event.type() == QEvent.Type.KeyPress:
            is_taken = isinstance(event, QKeyEvent) and self._take_key(event)
        elif event.type() == QEvent.Type.MouseButtonPress and isinstance(event, QMouseEvent):
            is_taken = self._take_day_click(event)
        return is_taken or super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The composer may grow to a share of the height; hits are listed where there is room."""
        super().resizeEvent(event)
        self.composer.fit_to(self.height())
        self.finder.fit_to(self.width())

    def changeEvent(self, event: QEvent) -> None:
        """When the window becomes active, what is in sight has been seen."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow():
            self.messages.look_around_soon()

    def _take_day_click(self, event: QMouseEvent) -> bool:
        """A click on a day between messages asks for another day."""
        row = self.messages.row_at(event.position().y())
        if row < 0 or event.button() != Qt.MouseButton.LeftButton or self.choosing.is_on:
            return False
        day = self.messages.layout_of(row).day
        if day is None or not day.contains(event.position() - self.messages.row_corner(row)):
            return False
        at = day.translated(self.messages.row_corner(row)).bottomLeft().toPoint()
        shown = day_of(self.messages.message_at(row).sent_at)
        self.pick_day(self.messages.viewport().mapToGlobal(at), shown)
        return True

    # the messages' wishes

    def _on_quote_chosen(self, row: int) -> None:
        if self._model is not None:
            self._model.jump_to(row)

    def _on_code_copied(self, code: str) -> None:
        self._copy(code)

    def _toolbar_actions(self, message: Message) -> Sequence[str]:
        if self._model is None:
            return ()
        abilities = self._model.actions.abilities(message)
        offers = ((REACT, abilities.can_react), (REPLY, abilities.can_reply), (MORE, True))
        return tuple(action for action, is_offered in offers if is_offered)

    def _on_hover_action(self, message: Message, action: str, at: QPoint) -> None:
        if action == REACT:
            self._pick_reaction(message, at)
        elif action == REPLY:
            self.do(Command.REPLY, [message])
        else:
            self._on_message_menu(message, "", at)

    def _on_reaction_chosen(self, row: int, emoji: str) -> None:
        message = self._message(row)
        if message is not None:
            self.react(message, emoji)

    def _do_to(self, row: int, command: Command) -> None:
        message = self._message(row)
        if message is not None:
            self.do(command, [message])

    def _message(self, store_row: int) -> Message | None:
        """The message of that store row, if it is in sight or near."""
        shown = self._model.messages if self._model is not None else None
        row = shown.row_of(store_row) if shown is not None else None
        return shown.message(row) if shown is not None and row is not None else None

    # the pager's news

    def _on_past_changed(self) -> None:
        if self._model is not None:
            pager = self._model.pager
            self.head_notice.show_past(pager.past, pager.past_failure, self._model.account.company)
            self.messages.look_around_soon()
            self.head_notice.place()

    def _on_older_wanted(self) -> None:
        if self._model is not None:
            self._model.pager.want_older()

    def _on_newer_wanted(self) -> None:
        if self._model is not None:
            self._model.pager.want_newer()

    def _on_retry_chosen(self) -> None:
        if self._model is not None:
            self._model.pager.retry_past()

    def _on_arrived(self, _count: int, is_own: bool) -> None:
        if is_own:
            self.messages.jump_to_end()

    def _on_shown(self, row: int) -> None:
        if row < 0:
            self.messages.jump_to_end()
        else:
            is_reading_on = self._model is not None and row == self._model.messages.first_unread
            self.messages.jump_to(row, highlight=not is_reading_on)

    def _on_seen(self, row: int) -> None:
        if self._model is not None:
            self._model.note_seen(row)

    def _on_end_left(self, is_left: bool) -> None:
        if self._model is not None:
            self._model.pager.set_following(not is_left)

    def _on_header_changed(self) -> None:
        if self._model is not None:
            self.messages.set_account(self._model.account)
            self.messages.look_around_soon()  # what came may be unread, and in sight

    def _on_sent(self) -> None:
        self.messages.jump_to_end()

    def _on_choosing_began(self) -> None:
        self.composer.hide()
        self.choosing.bar.show()
        self.messages.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_choosing_ended(self) -> None:
        self.choosing.bar.hide()
        self.composer.show()
        self.focus_composer()

    # menus; `popup` returns at once, a nested loop would hold up everything else

    def _on_header_card(self) -> None:
        if self._model is not None and not self._model.is_room:
            self.card_asked.emit(self._model.id.peer)
        else:
            self.members_asked.emit()

    def _on_header_menu(self) -> None:
        button = self.header.menu_button
        self.menu_asked.emit(button.mapToGlobal(QPoint(0, button.height())))

    def _on_message_menu(self, message: Message, target: str, at: QPoint) -> None:
        model = self._model
        if model is None or self.choosing.is_on:
            return
        facts = MenuFacts(
            message,
            model.actions.abilities(message),
            model.is_room,
            has_selection=self.messages.has_selection,
            link=target,
            code=code_of(message),
        )
        quick = tuple(self._shelf.frequent(QUICK_EMOJI))
        menu = MessageMenu(self._theme, self, facts, quick)
        menu.chosen.connect(lambda command: self.do(command, [message]))
        menu.emoji_chosen.connect(lambda emoji: self.react(message, emoji))
        menu.selection_copied.connect(self._copy_selection)
        menu.text_copied.connect(self._copy)
        menu.link_opened.connect(self.open_link)
        menu.popup(at)

    def _on_failed_menu(self, message: Message, at: QPoint) -> None:
        menu = FailedMenu(self._theme, self)
        menu.chosen.connect(lambda command: self.do(command, [message]))
        menu.popup(at)

    def _copy_selection(self) -> None:
        self._copy(self.messages.selected_text())

    def _copy(self, text: str) -> None:
        """Copied text says of which company it is, so that pasting it elsewhere asks first."""
        if self._model is not None and text:
            copy_text(text, self._model.account.id)
            self.copied.emit()


def _line() -> QFrame:
    line = QFrame()
    line.setProperty("look", "line")
    line.setFixedHeight(1)
    return line
