"""Own messages on their way out: stored first, sent in order, and each exactly once across breaks and restarts."""

from __future__ import annotations

import asyncio
import logging
import secrets
import time
from collections.abc import Callable, Sequence
from typing import Final

from startalk_desktop.core.announcer import Announcer
from startalk_desktop.core.doubts import Doubts, Findings
from startalk_desktop.core.lane import Entry, Lane
from startalk_desktop.core.line import Line
from startalk_desktop.core.references import outgoing_of
from startalk_desktop.core.texts import MAX_TEXT_BYTES, sendable
from startalk_desktop.model.failure import Failure, FailureCode
from startalk_desktop.model.identity import ConversationKind, now
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.message import (
    DeliveryState,
    ForwardedMessage,
    Mention,
    Message,
    OutgoingMessage,
    ReceivedMessage,
    ReplyReference,
    SharedFile,
)
from startalk_desktop.store.account_store import AccountStore
from startalk_desktop.store.outcome import RecordOutcome
from startalk_desktop.store.transfers import Upload
from startalk_desktop.tasks import TaskScope
from startalk_desktop.xmpp.errors import NotConnected

_log = logging.getLogger(__name__)

__all__ = ["MAX_TEXT_BYTES", "Outbox", "sendable"]

_PROBE_AFTER: Final = 30.0
_DOUBT_AFTER: Final = 180.0
_LOOK_EVERY: Final = 10.0
_UNCERTAIN = frozenset({FailureCode.TIMEOUT, FailureCode.CONNECTION_LOST})


class Outbox:
    """The messages of one account that no server is known to have.

    Each conversation has a lane. A message that was handed to a stream which then ended without acknowledging it
    is in doubt: the lane stands still until the archive has told whether the server has it. Found ones are SENT,
    the others go out again with the same origin id, in their old order. Where there is no archive nobody can
    know, and the message is marked FAILED with CONNECTION_LOST, for a person to decide.

    A message whose files still go up is withheld: it is stored, but in no lane, so that later texts don't wait for it.

    Args:
        is_joined: whether we are in a room now; its lane waits for that.
        is_there: whether an occupant of a room is who they were; what is for another is sent to nobody.
        on_settled: called whenever it has become known what became of messages.
        on_discarded: called with the row of a message that was dropped.
    """

    def __init__(
        self,
        own: Jid,
        line: Line,
        store: AccountStore,
        announcer: Announcer,
        doubts: Doubts,
        is_joined: Callable[[Jid], bool],
        is_there: Callable[[Jid], bool],
        on_settled: Callable[[], None],
        on_discarded: Callable[[int], None],
        scope: TaskScope,
    ) -> None:
        self._own = own
        self._line = line
        self._store = store
        self._announcer = announcer
        self._doubts = doubts
        self._is_joined = is_joined
        self._is_there = is_there
        self._on_settled = on_settled
        self._on_discarded = on_discarded
        self._scope = scope
        self._lanes: dict[Jid, Lane] = {}
        self._entries: dict[str, Entry] = {}  # by origin id
        self._withheld: set[int] = set()  # rows
        self._admitting: set[int] = set()  # rows on their way from there to the entries
        self._is_accepting = True

    async def load(self) -> None:
        """Take up what the last run of the program left behind: all of it is in doubt but what was withheld."""
        self._withheld = {one.row for one in await self._store.transfers.pending() if one.is_up}
        kinds = {line.id.peer: line.kind for line in await self._store.conversations.all()}
        for message in await self._store.outbox.pending():
            peer = message.conversation.peer
            lane = self._lane(peer, kinds.get(peer, ConversationKind.DIRECT))
            outgoing = await outgoing_of(self._store, message, lane.kind)
            self._add(lane, message, outgoing, is_in_doubt=True)

    # what a person does

    async def send(
        self,
        peer: Jid,
        kind: ConversationKind,
        text: str,
        *,
        reply: ReplyReference | None = None,
        mentions: Sequence[Mention] = (),
        forwards: Sequence[ForwardedMessage] = (),
        files: Sequence[SharedFile] = (),
        uploads: Sequence[Upload] = (),
    ) -> Message:
        """Store a message as the newest of the conversation, and send it as soon as that can be.

        One with `uploads` is withheld until `admit`.

        Raises:
            ValueError: there is nothing to send, or the text is too long.
            RuntimeError: the account is being closed.
        """
        outgoing = OutgoingMessage(
            peer,
            kind,
            sendable(text) if text or not (forwards or files) else "",
            secrets.token_hex(16),
            reply,
            tuple(mentions),
            tuple(forwards),
            tuple(files),
        )
        lane = self._lane(peer, kind)
        async with lane.turn:
            if not self._is_accepting:
                raise RuntimeError("the account is being closed")
            message = await self._store.outbox.enqueue(outgoing, self._own, now(), uploads)
            if uploads:
                self._withheld.add(message.row)
            else:
                self._add(lane, message, outgoing, is_in_doubt=False)
        self._announcer.committed(
            RecordOutcome(added={peer: (message.row,)}, peers=frozenset({peer}))
        )
        self._advance(lane)
        return message

    async def admit(self, row: int) -> None:
        """Let a withheld message go, as it is stored now. Nobody has it yet, so there is nothing to find out."""
        if row not in self._withheld:
            return
        self._withheld.discard(row)
        self._admitting.add(row)
        try:
            for message in await self._store.messages.by_rows([row]):
                await self._admit(message)
        finally:
            self._admitting.discard(row)

    async def _admit(self, message: Message) -> None:
        line = await self._store.conversations.get(message.conversation.peer)
        if message.state is not DeliveryState.QUEUED or line is None:
            return
        lane = self._lane(line.id.peer, line.kind)
        async with lane.turn:
            outgoing = await outgoing_of(self._store, message, lane.kind)
            if message.row not in self._admitting:
                return  # discarded meanwhile
            self._add(lane, message, outgoing, is_in_doubt=False)
        self._advance(lane)

    async def retry(self, row: int) -> None:
        """Send a failed message again, behind what waits already; one of unknown fate is looked for first.

        Nothing happens where the message did not fail.
        """
        for message in await self._store.messages.by_rows([row]):
            line = await self._store.conversations.get(message.conversation.peer)
            if message.state is not DeliveryState.FAILED or line is None:
                return
            lane = self._lane(line.id.peer, line.kind)
            async with lane.turn:
                if message.origin_id in self._entries:
                    return
                is_uncertain = message.failure is not None and message.failure.code in _UNCERTAIN
                outgoing = await outgoing_of(self._store, message, lane.kind)
                self._add(lane, message, outgoing, is_in_doubt=is_uncertain, is_insisted=True)
                self._announcer.committed(await self._store.outbox.retry(row))
            self._advance(lane)

    async def discard(self, row: int) -> None:
        """Drop a message that failed or still waits; nothing happens to one that a stream has in hand."""
        if (entry := self._entry(row)) is not None:
            if entry.handed_in is not None:
                return
            self._forget(entry.message.origin_id)
        self._withheld.discard(row)
        self._admitting.discard(row)
        self._announcer.committed(await self._store.outbox.discard(row))
        self._on_discarded(row)

    # what actions need to know

    def is_unsent(self, row: int) -> bool:
        """Whether it is certain that no server has message `row`, which still waits here."""
        if row in self._withheld:
            return True
        entry = self._entry(row)
        return entry is not None and entry.is_unsent

    def hold(self, row: int) -> bool:
        """Let message `row` and what is behind it wait; False where nothing of it waits here."""
        entry = self._entry(row)
        if entry is not None:
            entry.holds += 1
        return entry is not None

    def release(self, row: int) -> None:
        """End a `hold`."""
        entry = self._entry(row)
        if entry is not None and entry.holds:
            entry.holds -= 1
            self._advance(entry.lane)

    async def rewritten(self, row: int) -> None:
        """The stored message, which never left, is another now: it goes out as that."""
        entry = self._entry(row)
        if entry is not None:
            for message in await self._store.messages.by_rows([row]):
                entry.outgoing = await outgoing_of(self._store, message, entry.lane.kind)

    # what the session tells

    def stream_began(self) -> None:
        """Signed in. A resumed stream itself repeats what it has in hand; what others had is in doubt."""
        for lane in self._lanes.values():
            lane.doubt_streams_before(self._line.stream)
            self._advance(lane)

    def room_joined(self, room: Jid) -> None:
        """We are in `room`: its lane may go on."""
        if lane := self._lanes.get(room):
            self._advance(lane)

    async def acknowledged(self, origin_id: str) -> None:
        """The server has the message."""
        self._forget(origin_id)
        self._announcer.committed(await self._store.outbox.mark_sent(origin_id, now()))
        self._on_settled()

    async def bounced(self, origin_id: str, failure: Failure) -> None:
        """The message came back."""
        self._forget(origin_id)
        self._announcer.committed(await self._store.outbox.mark_failed(origin_id, failure))
        self._on_settled()

    async def seen(self, messages: Sequence[ReceivedMessage]) -> None:
        """Copies came from the server and are stored: what is among them has arrived."""
        if not self._entries:
            return
        for message in messages:
            entry = self._entries.get(message.origin_id) or self._entries.get(message.message_id)
            # Nobody else can know the random id of a message that did not get out.
            if entry is not None and message.peer == entry.lane.peer:
                origin_id = entry.message.origin_id
                self._forget(origin_id)
                self._announcer.committed(
                    await self._store.outbox.mark_sent(origin_id, message.sent_at)
                )
                self._on_settled()

    def stop(self) -> None:
        """Accept and hand out nothing more."""
        self._is_accepting = False

    async def watch(self) -> None:
        """Look after messages that stay unacknowledged on a line that seems to live; runs until cancelled."""
        while True:
            await asyncio.sleep(_LOOK_EVERY)
            self.look(time.monotonic())

    def look(self, at: float) -> None:
        """What `watch` does every few seconds; `at` is monotonic seconds."""
        handed = [entry for entry in self._entries.values() if entry.handed_in is not None]
        if not handed or not self._line.is_up:
            return
        age = at - min(entry.handed_at for entry in handed)
        if age > _PROBE_AFTER:
            self._line.network_changed()
        if age > _DOUBT_AFTER:
            for lane in self._lanes.values():
                if lane.doubt_older_than(at - _DOUBT_AFTER):
                    self._advance(lane)

    # moving on

    def _advance(self, lane: Lane) -> None:
        """Hand out what may go, in order; first find out about what is in doubt."""
        if lane.is_settling or not self._may_send(lane):
            return
        if not lane.peer.is_bare and (lane.has_doubts or not self._is_there(lane.peer)):
            lane.is_settling = True
            self._scope.start(self._give_up(lane), f"give up {lane.peer}")
            return
        if lane.has_doubts:
            lane.is_settling = True
            self._scope.start(self._settle(lane), f"settle {lane.peer}")
            return
        for entry in lane:
            if entry.is_unsent and (entry.holds or not self._hand_out(entry)):
                return

    def _may_send(self, lane: Lane) -> bool:
        if not self._is_accepting or not self._line.is_up:
            return False
        return lane.kind is ConversationKind.DIRECT or self._is_joined(lane.peer)

    def _hand_out(self, entry: Entry) -> bool:
        try:
            self._line.require().messages.send(entry.outgoing)
        except NotConnected:
            return False
        entry.handed_in = self._line.stream
        entry.handed_at = time.monotonic()
        return True

    async def _settle(self, lane: Lane) -> None:
        try:
            findings = await self._doubts.find_out(lane, lambda: self._may_send(lane))
            if findings is not None:
                await self._take(findings)
        finally:
            lane.is_settling = False
        self._advance(lane)

    async def _give_up(self, lane: Lane) -> None:
        """What was for an occupant and did not surely get there is for a person to decide about: by now somebody
        else may have the nick, and few archives keep what would tell.
        """
        try:
            for entry in lane:
                if entry.handed_in != self._line.stream and not entry.is_insisted:
                    code = (
                        FailureCode.CONNECTION_LOST
                        if entry.is_in_doubt
                        else FailureCode.RECIPIENT_UNAVAILABLE
                    )
                    await self.bounced(entry.message.origin_id, Failure(code))
                elif entry.is_insisted and entry.is_in_doubt:
                    entry.is_in_doubt = False
                elif entry.is_insisted and not self._is_there(lane.peer):
                    gone = Failure(FailureCode.RECIPIENT_UNAVAILABLE)
                    await self.bounced(entry.message.origin_id, gone)
        finally:
            lane.is_settling = False
        self._advance(lane)

    async def _take(self, findings: Findings) -> None:
        for entry in findings.unsent:
            entry.is_in_doubt = False
        for entry in findings.arrived:
            origin_id = entry.message.origin_id
            self._forget(origin_id)
            self._announcer.committed(await self._store.outbox.mark_sent(origin_id))
        for entry, failure in findings.lost:
            await self.bounced(entry.message.origin_id, failure)
        self._on_settled()

    # bookkeeping

    def _lane(self, peer: Jid, kind: ConversationKind) -> Lane:
        lane = self._lanes.get(peer)
        if lane is None:
            lane = self._lanes[peer] = Lane(peer, kind)
        return lane

    def _entry(self, row: int) -> Entry | None:
        found = (entry for entry in self._entries.values() if entry.message.row == row)
        return next(found, None)

    def _add(
        self,
        lane: Lane,
        message: Message,
        outgoing: OutgoingMessage,
        *,
        is_in_doubt: bool,
        is_insisted: bool = False,
    ) -> None:
        self._entries[message.origin_id] = lane.add(
            message, outgoing, is_in_doubt=is_in_doubt, is_insisted=is_insisted
        )

    def _forget(self, origin_id: str) -> None:
        entry = self._entries.pop(origin_id, None)
        if entry is not None:
            entry.lane.remove(entry)
