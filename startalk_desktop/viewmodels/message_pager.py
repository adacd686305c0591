"""Which part of a conversation is in memory: opening, paging both ways, and taking in what changes."""

from __future__ import annotations

import asyncio
from enum import Enum
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from startalk_desktop.core.ports import RequestFailed
from startalk_desktop.model.changes import MessagesChanged
from startalk_desktop.model.failure import Failure
from startalk_desktop.model.message import Message
from startalk_desktop.tasks import TaskScope
from startalk_desktop.viewmodels.coalescing import CoalescedTask
from startalk_desktop.viewmodels.gone import ACCOUNT_GONE, unless_gone
from startalk_desktop.viewmodels.message_window import cursor_of
from startalk_desktop.viewmodels.messages import MessageListModel

if TYPE_CHECKING:
    from startalk_desktop.core.conversation import ConversationHandle

PAGE = 50


class PastState(Enum):
    """What is above the oldest message in memory."""

    MORE = "more"
    LOADING = "loading"
    FAILED = "failed"  # the archive could not be asked; see `MessagePager.past_failure`
    BEGINNING = "beginning"  # nothing: the conversation starts here


class MessagePager(QObject):
    """Fills a `MessageListModel` from one conversation.

    Signals:
        past_changed: `past` is another state now.
        below_changed: there are messages newer than the window, or no longer.
        arrived(count, is_own): messages were added at the newest end, live.
        shown(row): another part was loaded; `row` is the store row to bring into view, or -1 for the end.
    """

    past_changed = Signal()
    below_changed = Signal()
    arrived = Signal(int, bool)
    shown = Signal(int)

    def __init__(
        self,
        handle: ConversationHandle,
        model: MessageListModel,
        scope: TaskScope,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._handle = handle
        self._model = model
        self._scope = scope
        self._past = PastState.MORE
        self._past_failure: Failure | None = None
        self._has_below = False
        self._is_paging_down = False
        self._is_following = True
        self._generation = 0
        self._added: set[int] = set()
        self._updated: set[int] = set()
        self._taking_in = CoalescedTask(
            scope, "take in messages", lambda: unless_gone(self._take_in())
        )

    @property
    def past(self) -> PastState:
        """What is above the oldest message in memory."""
        return self._past

    @property
    def past_failure(self) -> Failure | None:
        """Why the archive could not be asked, in state FAILED."""
        return self._past_failure

    @property
    def has_below(self) -> bool:
        """Whether the conversation goes on below the window."""
        return self._has_below

    def set_following(self, is_following: bool) -> None:
        """Whether the view stands at the newest message; where not, what is read there must not be trimmed away."""
        self._is_following = is_following

    async def show_latest(self) -> None:
        """Load the newest messages."""
        self._generation += 1
        generation = self._generation
        messages = await self._handle.latest(PAGE)
        if generation == self._generation:
            self._show(messages, has_below=False, target=-1)

    async def show_around(self, row: int) -> bool:
        """Load the messages around store row `row`; False where it no longer exists."""
        if self._model.row_of(row) is not None:
            self.shown.emit(row)
            return True
        self._generation += 1
        generation = self._generation
        messages = await self._handle.around(row, 2 * PAGE)
        if generation != self._generation:
            return True
        if all(message.row != row for message in messages):
            return False
        self._show(messages, has_below=True, target=row)
        await self._page_down()
        return True

    def want_older(self) -> None:
        """The view nears the top."""
        if self._past is PastState.MORE and self._model.oldest is not None:
            self._scope.start(self._page_up(), "page up")

    def want_newer(self) -> None:
        """The view nears the bottom."""
        if self._has_below and not self._is_paging_down:
            self._scope.start(unless_gone(self._page_down()), "page down")

    def retry_past(self) -> None:
        """Ask for the past again after it failed."""
        if self._past is PastState.FAILED:
            self._set_past(PastState.MORE)
            if self._model.oldest is None:
                self._scope.start(self._page_up(), "page up")
            else:
                self.want_older()

    def take(self, change: MessagesChanged) -> None:
        """Take in a change of this conversation, soon and together with others."""
        self._model.remove(change.removed)
        self._added.update(change.added)
        self._updated.update(change.updated)
        if self._added or self._updated:
            self._taking_in.request()

    async def fill(self) -> None:
        """Ask the archive where this machine has (nearly) nothing of the conversation yet."""
        if self._model.rowCount() < PAGE and self._past is PastState.MORE:
            await self._page_up()

    # the past

    async def _page_up(self) -> None:
        if self._past is PastState.LOADING:
            return
        generation = self._generation
        self._set_past(PastState.LOADING)
        outcome = PastState.MORE
        try:
            messages = await self._before()
            if not messages:
                has_more = await self._handle.fetch_older(PAGE)
                messages = await self._before()
                if not messages and not has_more:
                    outcome = PastState.BEGINNING
        except RequestFailed as error:
            self._past_failure = error.failure
            outcome = PastState.FAILED
            messages = []
        except ACCOUNT_GONE:
            outcome = PastState.FAILED
            messages = []
        except asyncio.CancelledError:
            self._set_past(PastState.MORE)
            raise
        if generation != self._generation:
            return
        self._model.add(messages)
        if self._model.trim_newest():
            self._set_below(True)
        self._set_past(outcome)

    async def _before(self) -> list[Message]:
        oldest = self._model.oldest
        if oldest is None:
            return await self._handle.latest(PAGE)
        return await self._handle.before(oldest, PAGE)

    # the present

    async def _page_down(self) -> None:
        newest = self._model.newest
        if newest is None or self._is_paging_down:
            return
        generation = self._generation
        self._is_paging_down = True
        try:
            messages = await self._handle.after(newest, PAGE)
        finally:
            self._is_paging_down = False
        if generation != self._generation:
            return
        self._model.add(messages)
        if self._model.trim_oldest() and self._past is PastState.BEGINNING:
            self._set_past(PastState.MORE)
        self._set_below(len(messages) == PAGE)

    async def _take_in(self) -> None:
        """One insert a turn: whatever changed since the last is read together."""
        await asyncio.sleep(0)
        added, self._added = self._added, set()
        updated, self._updated = self._updated, set()
        messages = await self._handle.by_rows(tuple(sorted(added | updated)))
        self._model.update([message for message in messages if message.row in updated])
        fresh = [message for message in messages if self._belongs(message)]
        newest = self._model.newest
        live = [message for message in fresh if newest is None or cursor_of(message) > newest]
        self._model.add(fresh)
        self._trim_after_live()
        if live:
            self.arrived.emit(len(live), any(message.is_outgoing for message in live))
        if len(fresh) < len(messages) and self._past is PastState.BEGINNING:
            self._set_past(PastState.MORE)

    def _belongs(self, message: Message) -> bool:
        """Whether a new message has its place inside the window, or right at its open end."""
        oldest, newest = self._model.oldest, self._model.newest
        if oldest is None or newest is None:
            return True
        place = cursor_of(message)
        if place > newest:
            return not self._has_below
        return place > oldest

    def _trim_after_live(self) -> None:
        if not self._is_following:
            if self._model.trim_newest():
                self._set_below(True)
        elif self._model.trim_oldest() and self._past is PastState.BEGINNING:
            self._set_past(PastState.MORE)

    def _show(self, messages: list[Message], *, has_below: bool, target: int) -> None:
        self._model.reset_to(messages)
        self._past_failure = None
        self._set_past(PastState.MORE)
        self._set_below(has_below)
        self.shown.emit(target)

    def _set_past(self, past: PastState) -> None:
        if past is not self._past:
            self._past = past
            self.past_changed.emit()

    def _set_below(self, has_below: bool) -> None:
        if has_below != self._has_below:
            self._has_below = has_below
            self.below_changed.emit()
