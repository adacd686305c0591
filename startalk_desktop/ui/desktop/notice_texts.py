"""Words of a notice."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from startalk_desktop.core.notices import Notice
from startalk_desktop.model.identity import ConversationKind


def notice_title(notice: Notice) -> str:
    """Who or which room, and in which company; while names are hidden only the company."""
    if not notice.conversation_name:
        return notice.company
    return f"{notice.conversation_name} · {notice.company}"


def notice_body(notice: Notice) -> str:
    """What was said, by whom in a room, and how many there were; only that something was, where content is hidden."""
    words = _something(notice) if notice.is_content_hidden or not notice.excerpt else notice.excerpt
    if notice.kind is ConversationKind.ROOM and notice.sender_name:
        words = QCoreApplication.translate("Notice", "{name}: {text}").format(
            name=notice.sender_name, text=words
        )
    if notice.count > 1 and not notice.is_content_hidden:
        more = QCoreApplication.translate("Notice", "and %n more before it", "", notice.count - 1)
        words = f"{words}\n{more}"
    return words


def _something(notice: Notice) -> str:
    if notice.is_mention:
        return QCoreApplication.translate("Notice", "You were mentioned")
    if notice.is_content_hidden:
        return QCoreApplication.translate("Notice", "%n new message(s)", "", notice.count)
    return QCoreApplication.translate("Notice", "A file")
