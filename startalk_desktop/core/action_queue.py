"""Edits, recalls and reactions of ours on their way: stored first, told in order, again until the server has them."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from startalk_desktop.core.announcer import Announcer
from startalk_desktop.core.changes import ChangeHub
from startalk_desktop.core.line import Line
from startalk_desktop.core.outbox import Outbox
from startalk_desktop.core.references import outgoing_of, target_of
from startalk_desktop.model.annotation import Annotation
from startalk_desktop.model.changes import ActionFailed
from startalk_desktop.model.failure import Failure, FailureCode
from startalk_desktop.model.identity import (
    AccountId,
    ConversationId,
    ConversationKind,
    Timestamp,
    now,
)
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.message import ActionKind, DeliveryState, Message, ReceivedMessage
from startalk_desktop.store.account_store import AccountStore
from startalk_desktop.store.actions import OutgoingAction
from startalk_desktop.xmpp.errors import NotConnected

_SECOND: Final = 1_000_000
_TOLD_LIMIT: Final = 1_000
_UNCERTAIN = frozenset({FailureCode.TIMEOUT, FailureCode.CONNECTION_LOST})


class ActionQueue:
    """What one account does to messages that are sent, until the server has it.

    The store has the queue. An action is told when it is due, its message is on the server and has the id by which
    it is named, and what was done before to the same message has been told. After a break it is told again under
    the same origin id until it is acknowledged: doing the same twice changes nothing.

    Args:
        is_joined: whether we are in a room now.
        is_there: whether an occupant of a room is who they were.
    """

    def __init__(
        self,
        account: AccountId,
        line: Line,
        store: AccountStore,
        announcer: Announcer,
        changes: ChangeHub,
        outbox: Outbox,
        is_joined: Callable[[Jid], bool],
        is_there: Callable[[Jid], bool],
    ) -> None:
        self._account = account
        self._line = line
        self._store = store
        self._announcer = announcer
        self._changes = changes
        self._outbox = outbox
        self._is_joined = is_joined
        self._is_there = is_there
        self._pending: dict[str, OutgoingAction] = {}
        self._handed: dict[str, int] = {}  # the stream that has it in hand, by origin id
        self._told: OrderedDict[str, OutgoingAction] = OrderedDict()  # lately, by origin id
        self._news = asyncio.Event()
        self._turn = asyncio.Lock()
        self._alarm: asyncio.TimerHandle | None = None

    async def load(self) -> None:
        """Take up what the last run of the program left behind."""
        self._pending = {one.origin_id: one for one in await self._store.actions.pending()}
        for action in self._pending.values():
            if action.kind is ActionKind.RECALL:
                self._outbox.hold(action.row)
        self.wake()

    def wake(self) -> None:
        """There may be something to tell now: an action is new, or its message has come further."""
        self._news.set()

    async def run(self) -> None:
        """Work until cancelled."""
        while True:
            await self._news.wait()
            self._news.clear()
            await self.tell()

    async def tell(self, *, is_all_due: bool = False) -> None:
        """Hand out what may go now; `is_all_due`: also what would wait for somebody to change their mind."""
        async with self._turn:
            pending = await self._store.actions.pending()
            self._pending = {one.origin_id: one for one in pending}
            self._handed = {
                id_: stream for id_, stream in self._handed.items() if id_ in self._pending
            }
            at = now()
            self._set_alarm([one.due_at for one in pending if one.due_at > at])
            if pending and self._line.is_up:
                due = [one for one in pending if is_all_due or one.due_at <= at]
                await self._tell_due(due, {one.row for one in pending} - {one.row for one in due})

    async def cancel_recall(self, row: int) -> bool:
        """Forget the recall of message `row`, unless it was told or is due."""
        async with self._turn:
            for action in await self._store.actions.pending():
                is_it = action.row == row and action.kind is ActionKind.RECALL
                if is_it and action.origin_id not in self._handed and action.due_at > now():
                    outcome = await self._store.actions.cancel(row, ActionKind.RECALL)
                    self._announcer.committed(outcome)
                    self.wake()
                    return True
        return False

    # what the session tells

    async def acknowledged(self, origin_id: str) -> bool:
        """The server has it; False where `origin_id` is no action's."""
        if origin_id not in self._pending:
            return False
        await self._done(origin_id)
        return True

    async def bounced(self, origin_id: str, failure: Failure) -> bool:
        """It came back: what was shown here is taken back; False where `origin_id` is no action's.

        Servers acknowledge that they have it before they, or others, refuse it. Only of a recall that was
        acknowledged is nothing left to be shown again.
        """
        async with self._turn:
            told = self._told.get(origin_id)
            row = None if told is None else told.row
            failed = await self._store.actions.failed(origin_id, row)
            self._forget(origin_id)
        if failed is not None:
            self._announcer.committed(failed[0])
        if told is not None:
            conversation = ConversationId(self._account, told.peer)
            self._changes.announce(ActionFailed(conversation, told.row, told.kind, failure))
        return told is not None

    async def seen(
        self, messages: Sequence[ReceivedMessage], annotations: Sequence[Annotation]
    ) -> None:
        """Copies came from the server and are stored: what is among them has arrived."""
        if not self._pending:
            return
        for annotation in annotations:
            if annotation.is_outgoing and annotation.origin_id in self._pending:
                await self._done(annotation.origin_id)
        if any(message.is_outgoing for message in messages):
            self.wake()  # an echo brings the id by which a room names the message

    def close(self) -> None:
        """Wait for nothing more."""
        if self._alarm is not None:
            self._alarm.cancel()

    # moving on

    async def _tell_due(self, due: Sequence[OutgoingAction], waiting_rows: set[int]) -> None:
        rows = [action.row for action in due]
        # What was recalled and then deleted here is to be taken back from the others all the same.
        found = await self._store.messages.by_rows(rows, with_hidden=True)
        targets = {message.row: message for message in found}
        blocked = set(waiting_rows)
        for action in due:
            if self._handed.get(action.origin_id) == self._line.stream:
                continue
            message = None if action.row in blocked else targets.get(action.row)
            is_told = message is not None and await self._hand_out(action, message)
            if not is_told:
                blocked.add(action.row)

    def _may_tell(self, action: OutgoingAction) -> bool:
        if not action.peer.is_bare:
            return self._is_there(action.peer)
        return action.conversation_kind is ConversationKind.DIRECT or self._is_joined(action.peer)

    async def _hand_out(self, action: OutgoingAction, message: Message) -> bool:
        """Tell `action`; False where its time has not come."""
        if not self._may_tell(action):
            return False
        if message.state in (DeliveryState.QUEUED, DeliveryState.FAILED):
            if action.kind is ActionKind.RECALL and self._never_left(message):
                await self._outbox.discard(message.row)
            return False
        target_id = target_of(action.kind, message, action.conversation_kind)
        if not target_id:
            return False
        try:
            await self._send(action, message, target_id)
        except NotConnected:
            return False
        self._handed[action.origin_id] = self._line.stream
        self._told[action.origin_id] = action
        if len(self._told) > _TOLD_LIMIT:
            self._told.popitem(last=False)
        return True

    def _never_left(self, message: Message) -> bool:
        if message.state is DeliveryState.QUEUED:
            return self._outbox.is_unsent(message.row)
        return message.failure is None or message.failure.code not in _UNCERTAIN

    async def _send(self, action: OutgoingAction, message: Message, target_id: str) -> None:
        peer, kind = action.peer, action.conversation_kind
        outgoing = await outgoing_of(self._store, message, kind)
        messages = self._line.require().messages
        match action.kind:
            case ActionKind.EDIT:
                correction = replace(
                    outgoing,
                    text=action.text,
                    mentions=action.mentions,
                    origin_id=action.origin_id,
                )
                messages.send_correction(correction, target_id)
            case ActionKind.RECALL:
                messages.send_retraction(peer, kind, target_id, action.origin_id)
            case ActionKind.REACT:
                messages.send_reactions(peer, kind, target_id, action.emojis, action.origin_id)

    def _set_alarm(self, moments: Sequence[Timestamp]) -> None:
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None
        if moments:
            seconds = max(0.0, (min(moments) - now()) / _SECOND)
            self._alarm = asyncio.get_running_loop().call_later(seconds, self.wake)

    async def _done(self, origin_id: str) -> None:
        async with self._turn:
            self._announcer.committed(await self._store.actions.done(origin_id))
            self._forget(origin_id)

    def _forget(self, origin_id: str) -> None:
        self._pending.pop(origin_id, None)
        self._handed.pop(origin_id, None)
