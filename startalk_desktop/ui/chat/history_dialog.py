"""What an edited message said before: each text with its time, the newest on top."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from startalk_desktop.model.message import Message, MessageVersion
from startalk_desktop.ui.chat.message_dialog import MessageDialog
from startalk_desktop.ui.theme import Theme
from startalk_desktop.ui.time_texts import TimeTexts
from startalk_desktop.ui.tokens import Space
from startalk_desktop.ui.widgets.scroll_gap import keep_off_bar

_MOST_CHARACTERS = 4000  # of one text; a label lays all of it out at once


class HistoryDialog(MessageDialog):
    """The texts of one message; loading until `show_versions`."""

    def __init__(self, theme: Theme, times: TimeTexts, parent: QWidget, message: Message) -> None:
        self._area = QScrollArea()
        super().__init__(theme, parent, self._area, "history")
        self._times = times
        self._message = message
        self.texts: list[str] = []
        self.set_title(self.tr("Edit history"))
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def show_versions(self, versions: Sequence[MessageVersion]) -> None:
        """Show the earlier texts, given oldest first, below the present one."""
        if not versions:
            self.say_empty(
                self.tr("No earlier text is known"),
                self.tr("The message was edited before it came to this computer."),
            )
            return
        column = QWidget()
        layout = QVBoxLayout(column)
        layout.setContentsMargins(0, 0, 0, 0)
        keep_off_bar(self._area, layout)
        layout.setSpacing(Space.S)
        message = self._message
        since = message.edited_at or message.sent_at
        layout.addWidget(self._card(self.tr("Now"), since, message.text))
        for number in range(len(versions) - 1, -1, -1):
            version = versions[number]
            name = self.tr("First") if number == 0 else self.tr("Version {n}").format(n=number + 1)
            layout.addWidget(self._card(name, version.since, version.text))
        layout.addStretch(1)
        self._area.setWidget(column)
        self.show_page()

    def _card(self, name: str, since: int, text: str) -> QFrame:
        self.texts.append(text)
        card = QFrame()
        card.setProperty("look", "card")
        head = QLabel(f"{name} · {self._times.day(since)} {self._times.clock(since)}")
        head.setToolTip(self._times.whole(since))
        head.setProperty("look", "caption")
        head.setWordWrap(True)
        shown = text if len(text) <= _MOST_CHARACTERS else text[:_MOST_CHARACTERS] + "…"
        body = QLabel(shown)
        body.setTextFormat(Qt.TextFormat.PlainText)
        body.setWordWrap(True)
        body.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        layout = QVBoxLayout(card)
        layout.setContentsMargins(Space.M, Space.S, Space.M, Space.M)
        layout.setSpacing(Space.XS)
        layout.addWidget(head)
        layout.addWidget(body)
        return card
