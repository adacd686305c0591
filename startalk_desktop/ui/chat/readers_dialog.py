"""Who in a room has read a message, and who not yet."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QListView,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from startalk_desktop.ui.chat.message_dialog import MessageDialog
from startalk_desktop.ui.row_delegate import Index, RowDelegate, RowFace
from startalk_desktop.ui.theme import Theme
from startalk_desktop.ui.time_texts import TimeTexts
from startalk_desktop.ui.tokens import Space
from startalk_desktop.ui.widgets.avatar import AvatarFace
from startalk_desktop.ui.widgets.empty_state import EmptyState
from startalk_desktop.viewmodels.room_readers import ReaderLine

_LINE = Qt.ItemDataRole.UserRole + 1


class ReadersDialog(MessageDialog):
    """Two lists behind two tabs; loading until `show_readers`."""

    def __init__(self, theme: Theme, times: TimeTexts, parent: QWidget) -> None:
        page = QWidget()
        super().__init__(theme, parent, page, "eye")
        self.set_title(self.tr("Who has read this"))
        self.read = _People(
            theme,
            times,
            self.tr("Have read it"),
            self.tr("Nobody yet"),
            self.tr("Readers are shown where the room tells."),
        )
        self.waiting = _People(
            theme,
            times,
            self.tr("Have not read it yet"),
            self.tr("Nobody is left"),
            self.tr("Everybody who is here has read it."),
        )
        self._stack = QStackedWidget()
        self._stack.addWidget(self.read)
        self._stack.addWidget(self.waiting)
        self._tabs = QButtonGroup(self)
        tabs = QWidget()
        tabs.setProperty("look", "tabs")
        tabs.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = QHBoxLayout(tabs)
        row.setContentsMargins(3, 3, 3, 3)
        row.setSpacing(Space.XXS)
        for number in range(2):
            button = QPushButton()
            button.setCheckable(True)
            button.setAutoDefault(False)
            button.setProperty("look", "tab")
            self._tabs.addButton(button, number)
            row.addWidget(button, 1)
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(Space.S)
        layout.addWidget(tabs)
        layout.addWidget(self._stack, 1)
        self._tabs.idClicked.connect(self.show_tab)
        self.show_tab(0)

    def show_tab(self, number: int) -> None:
        """Show who has read it (0), or who has not (1)."""
        self._tabs.button(number).setChecked(True)
        self._stack.setCurrentIndex(number)

    def show_readers(self, read: Sequence[ReaderLine], waiting: Sequence[ReaderLine]) -> None:
        """Show these people."""
        self.read.show_lines(read)
        self.waiting.show_lines(waiting)
        self._tabs.button(0).setText(self.tr("Read · {count}").format(count=len(read)))
        self._tabs.button(1).setText(self.tr("Not yet · {count}").format(count=len(waiting)))
        self.show_page()


class _People(QStackedWidget):
    def __init__(self, theme: Theme, times: TimeTexts, name: str, title: str, text: str) -> None:
        super().__init__()
        self._model = QStandardItemModel(self)
        self._list = QListView()
        self._list.setAccessibleName(name)
        self._list.setModel(self._model)
        self._list.setItemDelegate(_ReaderDelegate(theme, times, self._list))
        self._list.setUniformItemSizes(True)
        self._list.setSelectionMode(QListView.SelectionMode.NoSelection)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.addWidget(self._list)
        self.addWidget(EmptyState(theme, "users", title, text))

    @property
    def names(self) -> list[str]:
        """Who is listed."""
        return [self._model.item(row).text() for row in range(self._model.rowCount())]

    def show_lines(self, lines: Sequence[ReaderLine]) -> None:
        self._model.clear()
        for line in lines:
            item = QStandardItem(line.name)
            item.setEditable(False)
            item.setData(line, _LINE)
            self._model.appendRow(item)
        self.setCurrentIndex(0 if lines else 1)


class _ReaderDelegate(RowDelegate):
    def __init__(self, theme: Theme, times: TimeTexts, parent: QWidget) -> None:
        super().__init__(theme, parent)
        self._times = times

    def face(self, index: Index) -> RowFace:
        line: ReaderLine = index.data(_LINE)
        detail = ""
        if line.read_up_to is not None:
            detail = self.tr("Read up to {time}").format(time=self._times.in_list(line.read_up_to))
        address = line.address
        return RowFace(line.name, detail, AvatarFace(line.name, str(address)))
