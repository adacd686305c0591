"""One open account: its parts, and the session that feeds them; nothing is shared with other accounts."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Final

from startalk_desktop.core.account_parts import AccountParts, CompanyTold
from startalk_desktop.core.changes import ChangeHub
from startalk_desktop.core.event_applier import EventApplier
from startalk_desktop.core.failures import failure_of
from startalk_desktop.core.ingest import Ingest
from startalk_desktop.core.ports import SessionFactory, SessionSettings
from startalk_desktop.core.room_board import RoomPresenceEvent
from startalk_desktop.core.session_keeper import SessionKeeper
from startalk_desktop.model import events
from startalk_desktop.model.account import Account
from startalk_desktop.model.changes import ConnectionStateChanged
from startalk_desktop.model.connection import (
    CatchingUp,
    ConnectionState,
    Offline,
    Online,
    Refused,
)
from startalk_desktop.model.failure import Failure
from startalk_desktop.model.identity import Timestamp, now
from startalk_desktop.store.account_store import AccountStore
from startalk_desktop.store.errors import StoreError
from startalk_desktop.tasks import TaskScope

_log = logging.getLogger(__name__)

_INGEST: Final = "ingest"
_FLUSH_PATIENCE: Final = 3.0


class AccountRuntime(AccountParts):
    """Feeds an account's parts with what its session tells. Make it with `begin`, end it with `close`."""

    def __init__(
        self,
        account: Account,
        store: AccountStore,
        changes: ChangeHub,
        session_factory: SessionFactory,
        company_told: CompanyTold,
        clock: Callable[[], Timestamp] = now,
    ) -> None:
        scope = TaskScope(f"account {account.id}", self._on_task_failed)
        super().__init__(account, store, changes, company_told, scope, clock)
        self.state: ConnectionState = Offline()
        # Sign-ins wait in the queue behind what came before; only the last of several is taken up.
        self._starts_waiting = 0
        self._is_signed_in = False
        self._is_new_stream = False
        self._is_broken = False
        applier = EventApplier(self, self._session_started)
        self._ingest = Ingest(applier.record, applier.apply, self.sync.live_lost)
        self._sessions = SessionKeeper(
            f"session {account.id}",
            self.line,
            session_factory,
            self._deliver,
            self._on_task_failed,
        )

    @classmethod
    async def begin(
        cls,
        account: Account,
        store: AccountStore,
        changes: ChangeHub,
        session_factory: SessionFactory,
        company_told: CompanyTold,
        clock: Callable[[], Timestamp] = now,
    ) -> AccountRuntime:
        """An account over its open `store`, which it closes in the end; offline so far.

        Raises:
            StoreError: the store can't be read.
        """
        runtime = cls(account, store, changes, session_factory, company_told, clock)
        await runtime.load()
        runtime._scope.start(runtime._ingest.run(), _INGEST)
        runtime._scope.start(runtime.outbox.watch(), "watch outbox")
        runtime._scope.start(runtime.rooms.keeper.watch(), "watch rooms")
        runtime._scope.start(runtime.action_queue.run(), "tell actions")
        runtime._scope.start(runtime.arrangements.run(), "end mutes")
        return runtime

    # the session

    async def sign_in(self, settings: SessionSettings) -> None:
        """Start a session, instead of the one there may be."""
        await self._end_session()
        if self._is_broken:
            return
        self._sessions.start(settings)

    async def sign_out(self) -> None:
        """End the session."""
        await self._say_the_rest()
        await self._end_session()
        self._set_state(Offline())

    def refuse(self, failure: Failure) -> None:
        """There can be no session until somebody has done something about `failure`."""
        self._set_state(Refused(failure))

    async def close(self) -> None:
        """Refuse input, stop sends, end the stream, take in what was delivered, end tasks, close the store."""
        self.outbox.stop()
        self.files.stop()
        await self._say_the_rest()
        await self._end_session()
        await self._flush()
        self.action_queue.close()
        await self._scope.close()
        await self._close_files()
        self.state = Offline()
        await self.store.close()

    async def _close_files(self) -> None:
        try:
            await self.files.close()
        except StoreError as error:
            _log.error("account %s: copies of files may be left: %s", self.account.id, error)

    async def _flush(self) -> None:
        """Take in what the session delivered, within a few seconds."""
        if self._is_broken:
            return
        try:
            async with asyncio.timeout(_FLUSH_PATIENCE):
                await self._ingest.idle()
        except TimeoutError:
            _log.warning("account %s: not all that came could be stored in time", self.account.id)

    async def _say_the_rest(self) -> None:
        """Nobody will be here to undo a recall, or to read on: what waits for that need not wait any more."""
        if not self.line.is_up or self._is_broken:
            return
        try:
            await self.action_queue.tell(is_all_due=True)
            await self.positions.flush()
            await self.arrangements.flush()
        except StoreError as error:
            _log.error("account %s: not everything could be told: %s", self.account.id, error)

    async def _end_session(self) -> None:
        self._is_signed_in = False
        await self._sessions.end()
        self._forget_stream()

    # what the session tells

    def _deliver(self, event: events.SessionEvent) -> None:
        try:
            self._route(event)
        except Exception:  # noqa: BLE001  a bug of ours must not break the session
            _log.exception("%s could not be taken in", type(event).__name__)

    def _route(self, event: events.SessionEvent) -> None:
        """What only memory keeps is done at once; what the store has to know waits its turn."""
        match event:
            case events.ConnectionChanged():
                if not isinstance(event.state, CatchingUp | Online):
                    self.line.is_up = self._is_signed_in = False
                self._set_state(event.state)
            case events.SessionStarted():
                self._is_signed_in = True
                self._starts_waiting += 1
                if not event.is_resumed:
                    self._is_new_stream = True
                    self._forget_stream()
                self._ingest.deliver(event)
            case (
                events.RoomJoined()
                | events.RoomLeft()
                | events.RoomOccupantChanged()
                | events.RoomSubjectChanged()
            ):
                self._route_room(event)
            case events.MessageReceived():
                self.rooms.keeper.heard(event.message.peer)
                self._ingest.deliver(event)
            case events.ChatStateChanged():
                if not self.is_blocked(event.sender):
                    self.typing.take(event)
            case events.PresenceChanged():
                self.watch.heard(event.presence)
                if self.presence.take(event.presence):
                    self.people_changed(frozenset({event.presence.jid.bare}))
            case _:
                self._ingest.deliver(event)

    def _route_room(self, event: RoomPresenceEvent) -> None:
        self.rooms.take(event)
        is_lasting = False
        if not isinstance(event, events.RoomSubjectChanged):
            self.talks.take(event)
            # In a room of hundreds somebody always comes or goes; the store has to know little of it.
            is_lasting = not isinstance(event, events.RoomOccupantChanged)
        if is_lasting or self.rooms.has_news(event.room):
            self._ingest.deliver(event)

    async def _session_started(self, event: events.SessionStarted) -> None:
        self._starts_waiting -= 1
        if self._starts_waiting or not self._is_signed_in:
            return  # a later sign-in follows, or the line broke again
        is_new, self._is_new_stream = self._is_new_stream, False
        if is_new:
            self.line.stream += 1
        self.line.is_up = True
        self.sync.stream_began(is_resumed=not is_new)
        if is_new:
            for part in (
                self.organisation,
                self.fallbacks,
                self.linked,
                self.watch,
                self.rooms,
                self.invitations,
                self.avatars,
                self.cards,
                self.block_list,
                self.pictures,
                self.policies,
            ):
                part.stream_began()
        else:
            self.rooms.stream_resumed()
        self.outbox.stream_began()
        self.files.stream_began(is_new=is_new)
        self.action_queue.wake()
        self.reading.stream_began()
        self.positions.stream_began(is_resumed=not is_new)
        self.arrangements.stream_began(is_resumed=not is_new)
        if event.company_name:
            await self.on_company_told(event.company_name)

    def _forget_stream(self) -> None:
        self.people_changed(self.presence.clear())
        self.typing.clear()
        self.rooms.clear()

    def _set_state(self, state: ConnectionState) -> None:
        if self._is_broken or state == self.state:
            return
        self.state = state
        self._changes.announce(ConnectionStateChanged(self.account.id, state))

    def _on_task_failed(self, name: str, failure: BaseException) -> None:
        """A task's end that can't be lived with ends the account's session; other accounts go on."""
        is_fatal = name.endswith(f"/{_INGEST}") or isinstance(failure, StoreError)
        if not is_fatal or self._is_broken or self._scope.is_closed:
            return
        self._set_state(Refused(failure_of(failure)))
        self._is_broken = True
        self._scope.start(self._end_session(), "end session after failure")
