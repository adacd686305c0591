"""Words of a notice."""

from __future__ import annotations

from PySide6.QtCore import QObject

from startalk_desktop.core.notices import Notice
from startalk_desktop.model.identity import ConversationKind
from startalk_desktop.ui.directory.texts import joined


class NoticeTexts(QObject):
    """Says what a notice may show, in the window's language."""

    def title(self, notice: Notice) -> str:
        """Who or which room, and in which company; while names are hidden only the company."""
        if not notice.conversation_name:
            return notice.company
        return joined(notice.conversation_name, notice.domain, notice.company)

    def body(self, notice: Notice) -> str:
        """What was said, by whom in a room, and how many there were; only that something was, where it is hidden."""
        is_told = bool(notice.excerpt) and not notice.is_content_hidden
        words = notice.excerpt if is_told else self._something(notice)
        if notice.kind is ConversationKind.ROOM and notice.sender_name:
            words = self.tr("{name}: {text}").format(name=notice.sender_name, text=words)
        if notice.count > 1 and not notice.is_content_hidden:
            more = self.tr("and %n more before it", "", notice.count - 1)
            words = f"{words}\n{more}"
        return words

    def _something(self, notice: Notice) -> str:
        if notice.is_mention:
            return self.tr("You were mentioned")
        if notice.is_content_hidden:
            return self.tr("%n new message(s)", "", notice.count)
        return self.tr("A file")
