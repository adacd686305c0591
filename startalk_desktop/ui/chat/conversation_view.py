"""One conversation on screen: header, messages, and the composer, over one view-model."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QDate, QEvent, QObject, QPoint, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from startalk_desktop.model.message import Message
from startalk_desktop.ui.chat.calendar_popup import CalendarPopup, start_of
from startalk_desktop.ui.chat.choosing import Choosing
from startalk_desktop.ui.chat.commands import Command
from startalk_desktop.ui.chat.composer import Composer
from startalk_desktop.ui.chat.composer_files import ComposerFiles
from startalk_desktop.ui.chat.drop_overlay import DropOverlay
from startalk_desktop.ui.chat.event_texts import fold_text
from startalk_desktop.ui.chat.find_panel import FindPanel
from startalk_desktop.ui.chat.floats import Floats
from startalk_desktop.ui.chat.head_notice import HeadNotice
from startalk_desktop.ui.chat.header import ConversationHeader
from startalk_desktop.ui.chat.links import is_openable
from startalk_desktop.ui.chat.message_texts import describe_message
from startalk_desktop.ui.chat.message_wishes import MessageWishes
from startalk_desktop.ui.chat.picture_viewer import PictureViewer
from startalk_desktop.ui.chat.room_gate import RoomGate
from startalk_desktop.ui.chat.selectable_view import SelectableMessageView
from startalk_desktop.ui.chat.transfer_texts import spoken_progress
from startalk_desktop.ui.emoji.shelf import EmojiShelf
from startalk_desktop.ui.files.files_panel import FilesPanel
from startalk_desktop.ui.theme import Theme
from startalk_desktop.ui.time_texts import TimeTexts
from startalk_desktop.viewmodels.avatars import AvatarImages
from startalk_desktop.viewmodels.conversation import ConversationViewModel
from startalk_desktop.viewmodels.pictures import PicturePlace
from startalk_desktop.viewmodels.shown_pictures import ShownPictures


class ConversationView(QWidget):
    """Shows one conversation at a time.

    Signals:
        card_asked(address): somebody's card.
        members_asked, menu_asked: the header's buttons.
        copied: something was copied to the clipboard.
        command_asked(Command, list of Message): something that takes more than the view; see `MessageCommands`.
        file_asked(FileCommand, message, index): the same for one of its files; see `FileCommands`.
    """

    card_asked = Signal(object)
    members_asked = Signal()
    menu_asked = Signal(QPoint)
    copied = Signal()
    command_asked = Signal(object, object)
    file_asked = Signal(object, object, int)

    def __init__(
        self,
        theme: Theme,
        times: TimeTexts,
        images: AvatarImages,
        pictures: ShownPictures,
        shelf: EmojiShelf,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._times = times
        self._model: ConversationViewModel | None = None
        self._is_opening = False  # until its first messages are shown
        self.setProperty("look", "chat")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.header = ConversationHeader(theme, images)
        self.messages = SelectableMessageView(theme, times, images)
        self.messages.set_pictures(pictures.previews, pictures.thumbnails)
        self.head_notice = HeadNotice(theme, self.messages)
        self.composer = Composer(theme)
        self.composer.use(shelf, images)
        self.gate = RoomGate(theme)
        self.floats = Floats(theme, self.messages)
        self.choosing = Choosing(theme, self.messages)
        self.viewer: PictureViewer | None = None  # made when it is first asked for
        self._pictures = pictures
        self.wishes = MessageWishes(theme, self.messages, self.choosing, shelf)
        self.finder = FindPanel(theme, times)
        self.files = FilesPanel(theme, times, pictures.previews, pictures.thumbnails)
        self._lay_out()
        self.overlay = DropOverlay(theme, self)
        self.intake = ComposerFiles(theme, times.locale, self.composer, self.overlay)
        self._connect()

    def _lay_out(self) -> None:
        middle = QHBoxLayout()
        middle.setContentsMargins(0, 0, 0, 0)
        middle.setSpacing(0)
        middle.addWidget(self.messages, 1)
        middle.addWidget(self.finder)
        middle.addWidget(self.files)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.header)
        layout.addWidget(_line())
        layout.addWidget(self.finder.bar)
        layout.addLayout(middle, 1)
        layout.addWidget(_line())
        layout.addWidget(self.gate)
        layout.addWidget(self.composer)
        layout.addWidget(self.choosing.bar)
        self.choosing.bar.hide()

    def _connect(self) -> None:
        view = self.messages
        view.older_wanted.connect(self._on_older_wanted)
        view.newer_wanted.connect(self._on_newer_wanted)
        view.seen.connect(self._on_seen)
        view.end_left.connect(self._on_end_left)
        view.sender_chosen.connect(self.card_asked)
        view.mention_chosen.connect(self.card_asked)
        view.fold_chosen.connect(self._on_fold_chosen)
        wishes = self.wishes
        wishes.composer_wanted.connect(self.focus_composer)
        wishes.command_asked.connect(self.command_asked)
        wishes.link_opened.connect(self.open_link)
        wishes.file_asked.connect(self.file_asked)
        wishes.pictures_asked.connect(self.show_pictures)
        self.files.pictures_asked.connect(self.show_pictures)
        self.files.command_asked.connect(self.file_asked)
        self.files.link_opened.connect(self.open_link)
        self.files.forward_asked.connect(self._on_forward)
        self.files.message_asked.connect(self._on_message_asked)
        self.files.opened.connect(self._on_files_shown)
        self.files.closed.connect(self._on_files_shown)
        wishes.typed.connect(self.composer.type_on)
        wishes.day_asked.connect(self.pick_day)
        wishes.copied.connect(self.copied)
        self.head_notice.retry_chosen.connect(self._on_retry_chosen)
        self.composer.sent.connect(self._on_sent)
        self.header.card_asked.connect(self._on_header_card)
        self.header.members_asked.connect(self.members_asked)
        self.header.files_asked.connect(self.toggle_files)
        self.header.find_asked.connect(self.finder.open)
        self.header.menu_asked.connect(self._on_header_menu)
        self.choosing.began.connect(self._on_choosing_began)
        self.choosing.ended.connect(self._on_choosing_ended)
        self.gate.shown_changed.connect(self._show_foot)
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
        self._is_opening = True
        self.header.follow(model)
        self.composer.follow(model)
        self.gate.follow(model)
        self.choosing.follow(model)
        self.wishes.follow(model)
        self.finder.follow(model)
        self.files.follow(model)
        self.intake.follow(model)
        self.messages.set_transfers(model.transfers if model is not None else None)
        if model is None:
            if self.viewer is not None:
                self.viewer.dismiss()
            self.floats.follow(None)
            return
        model.pager.past_changed.connect(self._on_past_changed)
        model.pager.arrived.connect(self._on_arrived)
        model.pager.shown.connect(self._on_shown)
        model.header_changed.connect(self._on_header_changed)
        model.messages.set_describer(self._describe, lambda fold: fold_text(fold, self._times))
        self.messages.show_messages(model.messages, model.account, is_room=model.is_room)
        self.floats.follow(model)
        self._on_past_changed()

    def toggle_files(self) -> None:
        """Show or hide what was shared in this conversation."""
        if not self.files.is_open:
            self.files.open()
        else:
            self.files.close_down()

    def show_pictures(self, message: Message, places: Sequence[PicturePlace], index: int) -> None:
        """Show pictures of `message` over the window, from `index` on, and the conversation's around them."""
        if self._model is not None:
            viewer = self._made_viewer()
            viewer.open(self._model, self._model.new_roll(message, places, index, viewer))

    def focus_composer(self) -> None:
        """Write, if one may; else read."""
        if self.composer.text.isEnabled() and self.composer.isVisible():
            self.composer.text.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self.gate.button.isVisible():
            self.gate.button.setFocus(Qt.FocusReason.OtherFocusReason)
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

    def _describe(self, message: Message, name: str) -> str:
        """What assistive technology says of a message, and of its files on their way."""
        words = [describe_message(message, name, self._times)]
        board = self._model.transfers if self._model is not None else None
        for index in range(len(message.files)):
            transfer = board.transfer(message.row, index) if board is not None else None
            if transfer is not None:
                words.append(spoken_progress(transfer, self._times.locale))
        return ", ".join(words)

    # events

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep the notice above the messages in place."""
        if watched is self.messages and event.type() == QEvent.Type.Resize:
            self.head_notice.place()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The composer may grow to a share of the height; hits are listed where there is room."""
        super().resizeEvent(event)
        self.composer.fit_to(self.height())
        self.finder.fit_to(self.width())
        self.files.fit_to(self.width())
        self._on_files_shown()

    def changeEvent(self, event: QEvent) -> None:
        """When the window becomes active, what is in sight has been seen."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow():
            self.messages.look_around_soon()

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
            self._is_opening = False
            self.messages.jump_to_end()
        else:
            is_opening, self._is_opening = self._is_opening, False
            is_reading_on = self._model is not None and row == self._model.messages.first_unread
            self.messages.jump_to(row, highlight=not (is_opening and is_reading_on))

    def _on_seen(self, row: int) -> None:
        if self._model is not None:
            self._model.note_seen(row)

    def _on_fold_chosen(self, row: int) -> None:
        if self._model is not None:
            self._model.events.toggle(row)

    def _on_end_left(self, is_left: bool) -> None:
        if self._model is not None:
            self._model.pager.set_following(not is_left)

    def _on_header_changed(self) -> None:
        if self._model is not None:
            self.messages.set_account(self._model.account)
            self.messages.look_around_soon()  # what came may be unread, and in sight

    def _on_sent(self) -> None:
        self.messages.jump_to_end()

    def _on_files_shown(self) -> None:
        """Where there is no room beside them, the files stand in the messages' place."""
        is_open = self.files.is_open
        self.header.files_button.setChecked(is_open)
        self.messages.setVisible(not (is_open and self.files.is_narrow))

    def _made_viewer(self) -> PictureViewer:
        """It lies over the whole window, so there has to be one by now."""
        viewer = self.viewer
        if viewer is None:
            pictures = self._pictures
            viewer = PictureViewer(
                self._theme, self._times, pictures.previews, pictures.originals, self
            )
            viewer.command_asked.connect(self.file_asked)
            viewer.link_opened.connect(self.open_link)
            viewer.forward_asked.connect(self._on_forward)
            self.viewer = viewer
        return viewer

    def _on_message_asked(self, row: int) -> None:
        if self._model is not None:
            if self.files.is_narrow:
                self.files.close_down()
            self._model.jump_to(row)

    def _on_forward(self, message: Message) -> None:
        self.command_asked.emit(Command.FORWARD, [message])

    def _on_choosing_began(self) -> None:
        self.choosing.bar.show()
        self._show_foot()
        self.messages.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_choosing_ended(self) -> None:
        self.choosing.bar.hide()
        self._show_foot()
        self.focus_composer()

    def _show_foot(self) -> None:
        """Where one writes; or why one can't; or what is done with what is chosen."""
        is_choosing = not self.choosing.bar.isHidden()
        self.composer.setVisible(not self.gate.is_shut and not is_choosing)
        self.gate.setVisible(self.gate.is_shut and not is_choosing)

    # menus; `popup` returns at once, a nested loop would hold up everything else

    def _on_header_card(self) -> None:
        if self._model is not None and not self._model.is_room:
            self.card_asked.emit(self._model.id.peer)
        else:
            self.members_asked.emit()

    def _on_header_menu(self) -> None:
        button = self.header.menu_button
        self.menu_asked.emit(button.mapToGlobal(QPoint(0, button.height())))


def _line() -> QFrame:
    line = QFrame()
    line.setProperty("look", "line")
    line.setFixedHeight(1)
    return line
