"""One open account: its store, its session, and the services between them; nothing is shared with other accounts."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection
from typing import Final

from startalk_desktop.core import nicks
from startalk_desktop.core.account_attention import AccountAttention
from startalk_desktop.core.account_cards import AccountCards
from startalk_desktop.core.account_files import AccountFiles
from startalk_desktop.core.action_queue import ActionQueue
from startalk_desktop.core.actions import Actions
from startalk_desktop.core.announcer import Announcer, ConversationLines
from startalk_desktop.core.archive_reader import ArchiveReader
from startalk_desktop.core.arrangements import Arrangements
from startalk_desktop.core.avatars import Avatars
from startalk_desktop.core.block_list import BlockList
from startalk_desktop.core.changes import ChangeHub
from startalk_desktop.core.chat_states import ChatStates
from startalk_desktop.core.event_applier import EventApplier
from startalk_desktop.core.evidence import ArchiveEvidence
from startalk_desktop.core.failures import failure_of
from startalk_desktop.core.fallbacks import Fallbacks
from startalk_desktop.core.history import History
from startalk_desktop.core.ingest import Ingest
from startalk_desktop.core.line import Line
from startalk_desktop.core.linked_sync import LinkedSync
from startalk_desktop.core.names import Names
from startalk_desktop.core.organisation_sync import OrganisationSync
from startalk_desktop.core.outbox import Outbox
from startalk_desktop.core.own_presence import AccountPresence
from startalk_desktop.core.people import People
from startalk_desktop.core.pictures import Pictures
from startalk_desktop.core.policies import Policies
from startalk_desktop.core.ports import SessionFactory, SessionSettings
from startalk_desktop.core.presence_board import PresenceBoard
from startalk_desktop.core.presence_watch import PresenceWatch
from startalk_desktop.core.private_talks import PrivateTalks
from startalk_desktop.core.read_positions import ReadPositions
from startalk_desktop.core.reading import Reading
from startalk_desktop.core.receipts import Receipts
from startalk_desktop.core.room_board import RoomPresenceEvent
from startalk_desktop.core.room_invitations import RoomInvitations
from startalk_desktop.core.room_ruling import RoomRuling
from startalk_desktop.core.rooms import Rooms
from startalk_desktop.core.session_keeper import SessionKeeper
from startalk_desktop.core.sync import ArchiveSync
from startalk_desktop.core.writing import Writing
from startalk_desktop.model import events
from startalk_desktop.model.account import Account
from startalk_desktop.model.archive import ArchivePage
from startalk_desktop.model.changes import (
    ConnectionStateChanged,
    PeopleChanged,
)
from startalk_desktop.model.connection import (
    CatchingUp,
    ConnectionState,
    Offline,
    Online,
    Refused,
)
from startalk_desktop.model.failure import Failure
from startalk_desktop.model.identity import AccountId, Timestamp, now
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.policy import DomainPolicy
from startalk_desktop.store.account_store import AccountStore
from startalk_desktop.store.errors import StoreError
from startalk_desktop.tasks import TaskScope

_log = logging.getLogger(__name__)

_INGEST: Final = "ingest"
_FLUSH_PATIENCE: Final = 3.0

CompanyTold = Callable[[AccountId, str], Awaitable[None]]


class AccountRuntime:
    """Wires one account together and routes its session's events. Make it with `begin`, end it with `close`."""

    def __init__(
        self,
        account: Account,
        store: AccountStore,
        changes: ChangeHub,
        session_factory: SessionFactory,
        company_told: CompanyTold,
        clock: Callable[[], Timestamp] = now,
    ) -> None:
        self.account = account
        self.store = store
        self.state: ConnectionState = Offline()
        self._changes = changes
        self._company_told = company_told
        self._scope = TaskScope(f"account {account.id}", self._on_task_failed)
        # Sign-ins wait in the queue behind what came before; only the last of several is taken up.
        self._starts_waiting = 0
        self._is_signed_in = False
        self._is_new_stream = False
        self._is_broken = False

        own = account.jid
        scope = self._scope
        self.line = Line()
        self.lines = ConversationLines(account.id, store, changes, scope)
        self.announcer = Announcer(account.id, changes, self.lines)
        self.presence = PresenceBoard()
        names = Names(account.id, store, changes, scope)
        self.people = People(account.id, own, store, names, changes, self.lines)
        self.fallbacks = Fallbacks(account.id, self.line, self.people, changes, scope)
        self.watch = PresenceWatch(
            own,
            self.line,
            self.presence,
            self.people.is_told_of,
            self.people.is_colleague,
            self._people_changed,
            scope,
        )
        self.avatars = Avatars(account.id, self.line, store, changes, scope, self._is_room)
        self.cards = AccountCards(
            account.id, own, self.line, store, self.avatars, changes, scope, clock
        )
        self.attention = AccountAttention(store)
        self.own_presence = AccountPresence(self.line, store)
        self.organisation = OrganisationSync(
            self.line, store, self.people, self._on_company_told, scope
        )
        self.linked = LinkedSync(self.line, store, self.people, scope)
        self.rooms = Rooms(
            self._get_account,
            self.line,
            store,
            changes,
            self.lines,
            self.announcer,
            self._preferred_nick,
            self._caught_up,
            scope,
        )
        self.talks = PrivateTalks(own, self.rooms.board, store)
        self.ruling = RoomRuling(
            account.id,
            self.line,
            self.rooms,
            self.people,
            changes,
            self._preferred_nick,
        )
        self.arrangements = Arrangements(self.line, store, self.lines, self.people, scope, clock)
        self.block_list = BlockList(
            account.id,
            own,
            self.line,
            store,
            changes,
            self.lines,
            self.rooms.real_address,
            scope,
            clock,
        )
        self.invitations = RoomInvitations(
            account.id, own, self.line, store, self.rooms, self._is_blocked, changes, scope, clock
        )
        self.typing = ChatStates(self._get_account, self.line, changes, self.rooms.is_room)
        self.policies = Policies(account.id, self.line, store, changes, scope)
        self.pictures = Pictures(self.line, store, scope)
        reader = ArchiveReader(
            self.line,
            store,
            self.announcer,
            self._own_names,
            self.block_list.heard_page,
            self._on_archived,
        )
        self.history = History(own, self.line, store, reader, scope)
        self.sync = ArchiveSync(own, self.line, store, reader, self.history, scope)
        self._positions = ReadPositions(own, self.line, store, self.announcer, self.sync, scope)
        self.reading = Reading(self._get_account, self.line, store, self.announcer, self._positions)
        self.outbox = Outbox(
            own,
            self.line,
            store,
            self.announcer,
            self.sync,
            ArchiveEvidence(own, store, reader),
            self.rooms.is_joined,
            self.talks.is_there,
            self._on_settled,
            self._on_discarded,
            scope,
        )
        self.files = AccountFiles(
            self._get_account, self.line, store, self.announcer, changes, self.outbox, scope
        )
        self._action_queue = ActionQueue(
            account.id,
            self.line,
            store,
            self.announcer,
            changes,
            self.outbox,
            self.rooms.is_joined,
            self.talks.is_there,
        )
        self.actions = Actions(
            self.line,
            store,
            self.announcer,
            self.outbox,
            self._action_queue,
            self.rooms,
            lambda: self.policy,
            self.talks.is_there,
        )
        self.writing = Writing(self.line, self.outbox, self.actions, self.files, self.typing)
        applier = EventApplier(
            store=store,
            line=self.line,
            announcer=self.announcer,
            people=self.people,
            organisation=self.organisation,
            linked=self.linked,
            watch=self.watch,
            avatars=self.avatars,
            arrangements=self.arrangements,
            block_list=self.block_list,
            rooms=self.rooms,
            invitations=self.invitations,
            talks=self.talks,
            typing=self.typing,
            positions=self._positions,
            policies=self.policies,
            receipts=Receipts(self._get_account, self.line),
            sync=self.sync,
            outbox=self.outbox,
            actions=self._action_queue,
            own_names=self._own_names,
            session_started=self._session_started,
        )
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
        for part in (
            runtime.lines,
            runtime.rooms,
            runtime.talks,
            runtime.people,
            runtime.organisation,
            runtime.policies,
            runtime.pictures,
            runtime.attention,
            runtime.own_presence,
            runtime.block_list,
            runtime.cards,
            runtime._positions,
            runtime.files,
            runtime.outbox,
            runtime._action_queue,
        ):
            await part.load()
        runtime._scope.start(runtime._ingest.run(), _INGEST)
        runtime._scope.start(runtime.outbox.watch(), "watch outbox")
        runtime._scope.start(runtime.rooms.keeper.watch(), "watch rooms")
        runtime._scope.start(runtime._action_queue.run(), "tell actions")
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
        self._action_queue.close()
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
            await self._action_queue.tell(is_all_due=True)
            await self._positions.flush()
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
                if not self._is_blocked(event.sender):
                    self.typing.take(event)
            case events.PresenceChanged():
                self.watch.heard(event.presence)
                if self.presence.take(event.presence):
                    self._people_changed(frozenset({event.presence.jid.bare}))
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

    def _is_blocked(self, sender: Jid) -> bool:
        """Whether this person, or this occupant of a room, is blocked."""
        real = self.rooms.real_address(sender)
        return self.block_list.is_blocked(sender) or (
            real is not None and self.block_list.is_blocked(real)
        )

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
        self._action_queue.wake()
        self.reading.stream_began()
        self._positions.stream_began(is_resumed=not is_new)
        self.arrangements.stream_began(is_resumed=not is_new)
        if event.company_name:
            await self._on_company_told(event.company_name)

    # small joints

    @property
    def policy(self) -> DomainPolicy:
        """What the domain allows, as last heard."""
        return self.policies.policy

    async def _on_archived(self, page: ArchivePage, peers: Collection[Jid]) -> None:
        await self.outbox.seen(page.messages)
        await self._action_queue.seen(page.messages, page.annotations)
        await self._positions.messages_came(peers)
        await self.invitations.found(page.invitations)

    def _on_settled(self) -> None:
        self._action_queue.wake()

    def _on_discarded(self, row: int) -> None:
        self.files.discarded(row)

    def _forget_stream(self) -> None:
        self._people_changed(self.presence.clear())
        self.typing.clear()
        self.rooms.clear()

    def _people_changed(self, jids: frozenset[Jid]) -> None:
        if jids:
            self._changes.announce(PeopleChanged(self.account.id, jids))

    def _set_state(self, state: ConnectionState) -> None:
        if self._is_broken or state == self.state:
            return
        self.state = state
        self._changes.announce(ConnectionStateChanged(self.account.id, state))

    def _is_room(self, jid: Jid) -> bool:
        return self.rooms.is_room(jid)

    async def _caught_up(self) -> None:
        await self.sync.caught_up()

    def _get_account(self) -> Account:
        return self.account

    def _own_names(self) -> list[str]:
        return sorted({self.people.own_name, *self.rooms.own_nicks()} - {""})

    def _preferred_nick(self) -> str:
        jid = self.account.jid
        return nicks.usable(self.people.own_name, jid.local or jid.domain)

    async def _on_company_told(self, name: str) -> None:
        await self._company_told(self.account.id, name)

    def _on_task_failed(self, name: str, failure: BaseException) -> None:
        """A task's end that can't be lived with ends the account's session; other accounts go on."""
        is_fatal = name.endswith(f"/{_INGEST}") or isinstance(failure, StoreError)
        if not is_fatal or self._is_broken or self._scope.is_closed:
            return
        self._set_state(Refused(failure_of(failure)))
        self._is_broken = True
        self._scope.start(self._end_session(), "end session after failure")
