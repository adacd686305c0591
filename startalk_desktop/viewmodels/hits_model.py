"""Found messages as a list: what the search over everything, the search in one conversation and mentions have alike."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from startalk_desktop.model.identity import ConversationId
from startalk_desktop.model.message import Message, SearchHit

_NOWHERE = QModelIndex()
Index = QModelIndex | QPersistentModelIndex


class SearchRole(IntEnum):
    """What a hit tells."""

    CONVERSATION = Qt.ItemDataRole.UserRole + 1  # ConversationId
    ROW = Qt.ItemDataRole.UserRole + 2  # int: the message's row
    TITLE = Qt.ItemDataRole.UserRole + 3  # str: the conversation's name, or the sender's in one
    SENDER = Qt.ItemDataRole.UserRole + 4  # str: empty for own messages
    IS_OUTGOING = Qt.ItemDataRole.UserRole + 5  # bool
    EXCERPT = Qt.ItemDataRole.UserRole + 6  # str
    MARKS = Qt.ItemDataRole.UserRole + 7  # tuple[tuple[int, int], ...] in the excerpt
    SENT_AT = Qt.ItemDataRole.UserRole + 8  # int, microseconds
    COMPANY = Qt.ItemDataRole.UserRole + 9  # str; empty where it needs no telling
    COLOUR = Qt.ItemDataRole.UserRole + 10  # Hue: what the company is marked with
    IS_ROOM = Qt.ItemDataRole.UserRole + 11  # bool
    ADDRESS = Qt.ItemDataRole.UserRole + 12  # str: whose picture it wears
    DOMAIN = Qt.ItemDataRole.UserRole + 13  # str: of a person or room of another company, else ""


class HitsModel(QAbstractListModel):
    """Hits, newest first; `settled` tells when they answer what was asked last."""

    settled = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._hits: list[SearchHit] = []

    def place(self, row: int) -> tuple[ConversationId, int]:
        """The conversation and the message's row of hit `row`."""
        message = self._hits[row].message
        return message.conversation, message.row

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """How many hits there are."""
        return 0 if parent.isValid() else len(self._hits)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What a hit tells; see `SearchRole`."""
        if not index.isValid():
            return None
        hit = self._hits[index.row()]
        message = hit.message
        match role:
            case Qt.ItemDataRole.DisplayRole | SearchRole.EXCERPT:
                return hit.excerpt
            case SearchRole.MARKS:
                return hit.marks
            case SearchRole.CONVERSATION:
                return message.conversation
            case SearchRole.ROW:
                return message.row
            case SearchRole.SENT_AT:
                return message.sent_at
            case SearchRole.IS_OUTGOING:
                return message.is_outgoing
        return self.told(message, role)

    def told(self, message: Message, role: int) -> Any:
        """What `role` is for a hit in `message`: title, sender, company, picture."""
        raise NotImplementedError

    def show_hits(self, hits: Sequence[SearchHit]) -> None:
        """Show these, and tell that they are there; the same again leaves place and choice in the list alone."""
        if list(hits) != self._hits:
            self.beginResetModel()
            self._hits = list(hits)
            self.endResetModel()
        self.settled.emit()
