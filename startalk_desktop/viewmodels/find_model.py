"""Finding in one conversation: what is asked for, the hits, and on which of them one stands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from startalk_desktop.model.identity import Timestamp
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.message import Message, MessageCursor, SearchHit
from startalk_desktop.store.search_query import SearchKind
from startalk_desktop.tasks import TaskScope
from startalk_desktop.viewmodels.coalescing import CoalescedTask
from startalk_desktop.viewmodels.gone import ACCOUNT_GONE
from startalk_desktop.viewmodels.hits_model import HitsModel, SearchRole
from startalk_desktop.viewmodels.message_window import cursor_of
from startalk_desktop.viewmodels.messages import sender_address

if TYPE_CHECKING:
    from startalk_desktop.core.conversation import ConversationHandle

_PAGE = 100
ANYTHING = SearchKind(0)


@dataclass(frozen=True, slots=True)
class FindQuestion:
    """What is looked for. Times are microseconds, `until` is exclusive."""

    text: str = ""
    sender: Jid | None = None
    kinds: SearchKind = ANYTHING
    since: Timestamp | None = None
    until: Timestamp | None = None

    @property
    def is_empty(self) -> bool:
        """Whether it asks for nothing: then nothing is found, rather than everything."""
        return self == FindQuestion()


class FindModel(HitsModel):
    """Hits in one conversation, newest first. One stands on a hit and moves to older and newer ones.

    Signals:
        current_changed(row): one stands on the message of that store row now.
    """

    current_changed = Signal(int)

    def __init__(
        self,
        handle: ConversationHandle,
        name_of: Callable[[Message], str],
        scope: TaskScope,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._handle = handle
        self._name_of = name_of
        self._question = FindQuestion()
        self._answered = FindQuestion()
        self._current = -1
        self._has_more = False
        self._wanted = 0
        self._reading = CoalescedTask(scope, "find in a conversation", self._read)

    @property
    def question(self) -> FindQuestion:
        """What is looked for."""
        return self._question

    @property
    def current(self) -> int:
        """On which hit one stands; -1 where there is none."""
        return self._current

    @property
    def has_more(self) -> bool:
        """Whether there are older hits than those that are read."""
        return self._has_more

    @property
    def is_settled(self) -> bool:
        """Whether the hits answer the question as it stands."""
        return self._question == self._answered

    def ask(self, **changes: Any) -> None:
        """Look for something else: fields of `FindQuestion` that change."""
        asked = replace(self._question, **changes)
        asked = replace(asked, text=asked.text.strip())
        if asked != self._question:
            self._question = asked
            self._reading.request()

    def go_to(self, row: int) -> None:
        """Stand on hit `row`."""
        if 0 <= row < self.rowCount():
            self._current = row
            self.current_changed.emit(self.place(row)[1])

    def older(self) -> None:
        """Go to the next older hit; more are read where these end."""
        if self._current + 1 < self.rowCount():
            self.go_to(self._current + 1)
        elif self._has_more:
            self._wanted = self._current + 1
            self._reading.request()

    def newer(self) -> None:
        """Go to the next newer hit."""
        self.go_to(self._current - 1)

    def told(self, message: Message, role: int) -> Any:
        """In one conversation a hit is told by its sender."""
        match role:
            case SearchRole.TITLE:
                return self._name_of(message)
            case SearchRole.ADDRESS:
                return str(sender_address(message))
            case SearchRole.SENDER | SearchRole.COMPANY:
                return ""
            case SearchRole.COLOUR:
                return 0
            case SearchRole.IS_ROOM:
                return False
        return None

    async def _read(self) -> None:
        question = self._question
        is_more = question == self._answered and self._wanted > 0
        known = list(self._hits) if is_more else []
        before = cursor_of(known[-1].message) if known else None
        hits = [] if question.is_empty else await self._find(question, before)
        if question != self._question:
            return  # another question came meanwhile; its reading follows
        self._answered = question
        self._has_more = len(hits) == _PAGE
        target, self._wanted = (self._wanted, 0) if is_more else (0, 0)
        self._current = -1
        self.show_hits([*known, *hits])
        self.go_to(min(target, self.rowCount() - 1))

    async def _find(self, question: FindQuestion, before: MessageCursor | None) -> list[SearchHit]:
        try:
            return await self._handle.find(
                question.text,
                sender=question.sender,
                kinds=question.kinds,
                since=question.since,
                until=question.until,
                limit=_PAGE,
                before=before,
            )
        except ACCOUNT_GONE:
            return []
