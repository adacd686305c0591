"""What the dialogs about one message share: a heading, a page that may load or be empty, and buttons."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from startalk_desktop.ui.theme import Theme
from startalk_desktop.ui.tokens import Space
from startalk_desktop.ui.widgets.dialog import AwaitedDialog, button_row
from startalk_desktop.ui.widgets.empty_state import EmptyState
from startalk_desktop.ui.widgets.spinner import Spinner

_WIDTH = 460
_HEIGHT = 480


class MessageDialog(AwaitedDialog):
    """Shows that it loads until `show_page` or `say_empty`.

    Args:
        theme: colours and icons.
        parent: the window above which it opens.
        page: what it shows when there is something.
        icon: stands where there is nothing.
    """

    def __init__(self, theme: Theme, parent: QWidget, page: QWidget, icon: str) -> None:
        super().__init__(parent)
        self.resize(_WIDTH, _HEIGHT)
        self._heading = QLabel()
        self._heading.setProperty("look", "title")
        self._heading.setTextFormat(Qt.TextFormat.PlainText)
        self._heading.setWordWrap(True)
        loading = QWidget()
        QHBoxLayout(loading).addWidget(Spinner(theme, 28), 0, Qt.AlignmentFlag.AlignCenter)
        self._page = page
        self._loading = loading
        self._empty = EmptyState(theme, icon, "")
        self._pages = QStackedWidget()
        for one in (loading, page, self._empty):
            self._pages.addWidget(one)
        close = QPushButton(self.tr("Close"))
        close.setDefault(True)
        close.clicked.connect(self.reject)
        self.buttons = button_row(close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(Space.L, Space.L, Space.L, Space.L)
        layout.setSpacing(Space.M)
        layout.addWidget(self._heading)
        layout.addWidget(self._pages, 1)
        layout.addLayout(self.buttons)

    def set_title(self, title: str) -> None:
        """Say what it is about."""
        self.setWindowTitle(title)
        self._heading.setText(title)

    @property
    def is_loading(self) -> bool:
        """Whether what it shows is still being read."""
        return self._pages.currentWidget() is self._loading

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to show."""
        return self._pages.currentWidget() is self._empty

    def show_page(self) -> None:
        """There is something to show."""
        self._pages.setCurrentWidget(self._page)

    def say_empty(self, title: str, text: str = "") -> None:
        """There is nothing to show, and this is why."""
        self._empty.say(title, text)
        self._pages.setCurrentWidget(self._empty)
