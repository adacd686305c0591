"""Everything that was shared in the open conversation, beside its messages: pictures, files, links, by month."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from startalk_desktop.model.changes import MessagesChanged
from startalk_desktop.model.message import Message
from startalk_desktop.ui.chat.commands import FileCommand
from startalk_desktop.ui.chat.conversation_files import ConversationFiles
from startalk_desktop.ui.chat.links import LinkFinder
from startalk_desktop.ui.files.shelf_menu import ShelfMenu
from startalk_desktop.ui.files.shelf_view import ShelfView
from startalk_desktop.ui.theme import Theme
from startalk_desktop.ui.time_texts import TimeTexts
from startalk_desktop.ui.tokens import Size, Space
from startalk_desktop.ui.widgets.empty_state import EmptyState
from startalk_desktop.ui.widgets.icon_button import IconButton
from startalk_desktop.ui.widgets.search_field import SearchField
from startalk_desktop.viewmodels.conversation import ConversationViewModel
from startalk_desktop.viewmodels.files_model import FileItem, FilesModel, Shelf
from startalk_desktop.viewmodels.pictures import PictureImages, PicturePlace

_WIDTH = 348
_NARROW = 780  # below this width of the conversation the panel stands in the messages' place
_PAUSE_MS = 180
_LINKS = 20  # of one message


class FilesPanel(QWidget):
    """Follows the open conversation; it reads nothing before it is opened.

    Signals:
        closed, opened
        pictures_asked(message, list of PicturePlace, index): to be shown large.
        command_asked(FileCommand, message, index)
        link_opened(address), message_asked(store row), forward_asked(message)
    """

    closed = Signal()
    opened = Signal()
    pictures_asked = Signal(object, object, int)
    command_asked = Signal(object, object, int)
    link_opened = Signal(str)
    message_asked = Signal(int)
    forward_asked = Signal(object)

    def __init__(
        self,
        theme: Theme,
        times: TimeTexts,
        pictures: PictureImages,
        thumbnails: PictureImages,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._conversation: ConversationViewModel | None = None
        self._model: FilesModel | None = None
        self._links = LinkFinder()
        self._files = ConversationFiles(self)
        self._files.set_pictures(pictures, thumbnails)
        self._is_open = False
        self.is_narrow = False
        self.setProperty("look", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.view = ShelfView(theme, times, self._files)
        self.view.setAccessibleName(self.tr("Files and pictures"))
        self.field = SearchField(theme, self.tr("Search by name"))
        self.tabs: dict[Shelf, QPushButton] = {}
        self.empty = EmptyState(theme, "image", "")
        self._pages = QStackedLayout()
        self._asking = QTimer(self)
        self._asking.setSingleShot(True)
        self._asking.setInterval(_PAUSE_MS)
        self._asking.timeout.connect(self._ask)
        self._lay_out()
        self.view.chosen.connect(self._on_chosen)
        self.view.menu_asked.connect(self._on_menu)
        self.view.drag_asked.connect(self._on_drag)
        self.field.textChanged.connect(lambda _text: self._asking.start())
        self.field.moved_down.connect(self._enter_list)
        self.field.left.connect(self.close_down)
        self.hide()

    @property
    def is_open(self) -> bool:
        """Whether it is shown, where a conversation is."""
        return self._is_open

    @property
    def model(self) -> FilesModel | None:
        """What is shown; None while the panel is closed."""
        return self._model

    def follow(self, conversation: ConversationViewModel | None) -> None:
        """Another conversation is open; the panel stays as it is, open or not."""
        self._end()
        self._conversation = conversation
        if conversation is not None and self._is_open:
            self._begin(conversation)

    def open(self, shelf: Shelf = Shelf.PICTURES) -> None:
        """Show what there is."""
        if self._conversation is None:
            return
        self.tabs[shelf].setChecked(True)
        if not self._is_open:
            self._is_open = True
            self._begin(self._conversation)
            self.show()
            self.opened.emit()
        self._ask()
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def close_down(self) -> None:
        """Show nothing any more."""
        if self._is_open:
            self._is_open = False
            self._end()
            self.hide()
            self.closed.emit()

    def fit_to(self, width: int) -> None:
        """The conversation is `width` wide."""
        self.is_narrow = width < _NARROW
        if self.is_narrow:
            self.setMinimumWidth(0)
            self.setMaximumWidth(16_777_215)
        else:
            self.setFixedWidth(_WIDTH)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape closes."""
        if event.key() == Qt.Key.Key_Escape:
            self.close_down()
        else:
            super().keyPressEvent(event)

    # inside

    def _lay_out(self) -> None:
        title = QLabel(self.tr("Files and pictures"))
        title.setProperty("look", "title")
        close = IconButton(self._theme, "close", self.tr("Close"))
        close.set_name(self.tr("Close"), "Esc")
        close.clicked.connect(self.close_down)
        head = QHBoxLayout()
        head.setContentsMargins(Space.L, Space.S, Space.S, 0)
        head.addWidget(title, 1)
        head.addWidget(close)
        tabs = QWidget()
        tabs.setProperty("look", "tabs")
        tabs.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        line = QHBoxLayout(tabs)
        line.setContentsMargins(Space.XXS, Space.XXS, Space.XXS, Space.XXS)
        line.setSpacing(Space.XXS)
        group = QButtonGroup(self)
        for shelf, words in (
            (Shelf.PICTURES, self.tr("Pictures")),
            (Shelf.FILES, self.tr("Files")),
            (Shelf.LINKS, self.tr("Links")),
        ):
            button = QPushButton(words)
            button.setCheckable(True)
            button.setAutoDefault(False)
            button.setProperty("look", "tab")
            button.clicked.connect(self._ask)
            group.addButton(button)
            line.addWidget(button)
            self.tabs[shelf] = button
        self.tabs[Shelf.PICTURES].setChecked(True)
        tools = QVBoxLayout()
        tools.setContentsMargins(Space.M, Space.S, Space.M, Space.XS)
        tools.setSpacing(Space.S)
        tools.addWidget(tabs)
        tools.addWidget(self.field)
        self._pages.addWidget(self.empty)
        self._pages.addWidget(self.view)
        column = QVBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addLayout(tools)
        column.addLayout(self._pages, 1)
        edge = QFrame()
        edge.setProperty("look", "line")
        edge.setFixedWidth(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(edge)
        row.addLayout(column, 1)
        self.setMinimumHeight(4 * Size.CONTROL)

    @property
    def _shelf(self) -> Shelf:
        return next(shelf for shelf, button in self.tabs.items() if button.isChecked())

    def _begin(self, conversation: ConversationViewModel) -> None:
        self.field.clear()
        self._files.follow(conversation.account)
        self._files.set_transfers(conversation.transfers)
        model = conversation.new_files(self._shelf, self._links_in, self)
        self._model = model
        model.settled.connect(self._on_settled)
        conversation.messages_changed.connect(self._on_messages_changed)
        self.view.show_files(model)
        model.refresh()

    def _end(self) -> None:
        model, self._model = self._model, None
        if model is None:
            return
        if self._conversation is not None:
            self._conversation.messages_changed.disconnect(self._on_messages_changed)
        model.end()
        self.view.show_files(None)
        self._files.set_transfers(None)
        model.deleteLater()

    def _ask(self) -> None:
        self._asking.stop()
        if self._model is not None:
            self._model.ask(self._shelf, self.field.text())

    def _links_in(self, message: Message) -> tuple[str, ...]:
        found = [link.target for link in self._links.find(message.text)][:_LINKS]
        return tuple(dict.fromkeys(found))

    def _on_settled(self) -> None:
        model = self._model
        if model is None:
            return
        self._pages.setCurrentWidget(self.view if model.rowCount() else self.empty)
        if model.question:
            self.empty.say(
                self.tr("Nothing of that name"), self.tr("Search for another part of it.")
            )
            return
        title, text = {
            Shelf.PICTURES: (
                self.tr("No pictures yet"),
                self.tr("Pictures that are sent in this conversation will be here."),
            ),
            Shelf.FILES: (
                self.tr("No files yet"),
                self.tr("Files that are sent in this conversation will be here."),
            ),
            Shelf.LINKS: (
                self.tr("No links yet"),
                self.tr("Links that are sent in this conversation will be here."),
            ),
        }[model.shelf]
        self.empty.say(title, text)

    def _on_messages_changed(self, change: MessagesChanged) -> None:
        model = self._model
        if model is None:
            return
        if change.removed:
            model.removed(frozenset(change.removed))
        is_at_top = self.view.verticalScrollBar().value() == 0
        if (change.added or change.updated) and is_at_top and not model.is_reading:
            model.renew()

    def _enter_list(self) -> None:
        if self._model is not None and self._model.rowCount():
            self.view.setCurrentIndex(self._model.index(0))
            self.view.setFocus(Qt.FocusReason.TabFocusReason)

    # what is chosen

    def _on_chosen(self, item: FileItem) -> None:
        file = item.file
        if file is None:
            self.link_opened.emit(item.link)
        elif self._model is not None and self._model.shelf is Shelf.PICTURES:
            message = item.message
            place = PicturePlace(message.conversation, message.row, item.index, file)
            self.pictures_asked.emit(message, [place], 0)
        else:
            self.command_asked.emit(FileCommand.OPEN, item.message, item.index)

    def _on_menu(self, item: FileItem, at: QPoint) -> None:
        conversation = self._conversation
        if conversation is None:
            return
        is_picture = self._model is not None and self._model.shelf is Shelf.PICTURES
        can_forward = conversation.actions.abilities(item.message).can_forward
        menu = ShelfMenu(
            self._theme, self.view, item, is_picture=is_picture, can_forward=can_forward
        )
        menu.command_asked.connect(
            lambda command: self.command_asked.emit(command, item.message, item.index)
        )
        menu.link_opened.connect(self.link_opened)
        menu.message_asked.connect(lambda: self.message_asked.emit(item.message.row))
        menu.forward_asked.connect(lambda: self.forward_asked.emit(item.message))
        menu.popup(at)

    def _on_drag(self, item: FileItem) -> None:
        if item.index >= 0:
            self.command_asked.emit(FileCommand.DRAG, item.message, item.index)
