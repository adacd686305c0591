"""The parts of one account, put together over its store: what each is given of the others, and nothing of a session."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection

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
from startalk_desktop.core.doubts import Doubts
from startalk_desktop.core.evidence import ArchiveEvidence
from startalk_desktop.core.fallbacks import Fallbacks
from startalk_desktop.core.history import History
from startalk_desktop.core.line import Line
from startalk_desktop.core.linked_sync import LinkedSync
from startalk_desktop.core.names import Names
from startalk_desktop.core.organisation_sync import OrganisationSync
from startalk_desktop.core.outbox import Outbox
from startalk_desktop.core.own_presence import AccountPresence
from startalk_desktop.core.people import People
from startalk_desktop.core.pictures import Pictures
from startalk_desktop.core.policies import Policies
from startalk_desktop.core.presence_board import PresenceBoard
from startalk_desktop.core.presence_watch import PresenceWatch
from startalk_desktop.core.private_talks import PrivateTalks
from startalk_desktop.core.read_positions import ReadPositions
from startalk_desktop.core.reading import Reading
from startalk_desktop.core.receipts import Receipts
from startalk_desktop.core.room_invitations import RoomInvitations
from startalk_desktop.core.room_ruling import RoomRuling
from startalk_desktop.core.rooms import Rooms
from startalk_desktop.core.sync import ArchiveSync
from startalk_desktop.core.writing import Writing
from startalk_desktop.model.account import Account
from startalk_desktop.model.archive import ArchivePage
from startalk_desktop.model.changes import PeopleChanged
from startalk_desktop.model.identity import AccountId, Timestamp, now
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.policy import DomainPolicy
from startalk_desktop.store.account_store import AccountStore
from startalk_desktop.tasks import TaskScope

CompanyTold = Callable[[AccountId, str], Awaitable[None]]


class AccountParts:
    """All that one account is made of. What has nothing to do with a session goes on without one.

    Attributes:
        account: as it is set now.
        store: its database, open.

    Args:
        company_told: called with what the server says that the company is called.
        scope: for the tasks of all of them.
    """

    def __init__(
        self,
        account: Account,
        store: AccountStore,
        changes: ChangeHub,
        company_told: CompanyTold,
        scope: TaskScope,
        clock: Callable[[], Timestamp] = now,
    ) -> None:
        self.account = account
        self.store = store
        self._changes = changes
        self._company_told = company_told
        self._scope = scope
        self._clock = clock
        self.line = Line()
        self.lines = ConversationLines(account.id, store, changes, scope)
        self.announcer = Announcer(account.id, changes, self.lines)
        self._add_people()
        self._add_rooms()
        self._add_what_is_kept()
        self._add_archive()
        self._add_ways_out()

    def _add_people(self) -> None:
        id_, own, store, changes, scope = self._basics
        names = Names(id_, store, changes, scope)
        self.presence = PresenceBoard()
        self.people = People(id_, own, store, names, changes, self.lines)
        self.fallbacks = Fallbacks(id_, self.line, self.people, changes, scope)
        self.watch = PresenceWatch(
            own,
            self.line,
            self.presence,
            self.people.is_told_of,
            self.people.is_colleague,
            self.people_changed,
            scope,
        )
        self.avatars = Avatars(id_, self.line, store, changes, scope, self._is_room)
        self.cards = AccountCards(
            id_, own, self.line, store, self.avatars, changes, scope, self._clock
        )
        self.attention = AccountAttention(store)
        self.own_presence = AccountPresence(self.line, store)
        self.organisation = OrganisationSync(
            self.line, store, self.people, self.on_company_told, scope
        )
        self.linked = LinkedSync(self.line, store, self.people, scope)

    def _add_rooms(self) -> None:
        id_, own, store, changes, scope = self._basics
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
            id_, self.line, self.rooms, self.people, changes, self._preferred_nick
        )
        self.block_list = BlockList(
            id_,
            own,
            self.line,
            store,
            changes,
            self.lines,
            self.rooms.real_address,
            scope,
            self._clock,
        )
        self.invitations = RoomInvitations(
            id_, own, self.line, store, self.rooms, self.is_blocked, changes, scope, self._clock
        )
        self.typing = ChatStates(self._get_account, self.line, changes, self.rooms.is_room)

    def _add_what_is_kept(self) -> None:
        """Of the domain, and for the account's other devices."""
        id_, _, store, changes, scope = self._basics
        self.arrangements = Arrangements(
            self.line, store, self.lines, self.people, scope, self._clock
        )
        self.policies = Policies(id_, self.line, store, changes, scope)
        self.pictures = Pictures(self.line, store, scope)

    def _add_archive(self) -> None:
        _, own, store, _, scope = self._basics
        reader = ArchiveReader(
            self.line,
            store,
            self.announcer,
            self.own_names,
            self.block_list.heard_page,
            self._on_archived,
        )
        self.history = History(own, self.line, store, reader, scope)
        self.sync = ArchiveSync(own, self.line, store, reader, self.history, scope)
        self._doubts = Doubts(self.line, self.sync, ArchiveEvidence(own, store, reader))
        self.positions = ReadPositions(own, self.line, store, self.announcer, self.sync, scope)
        self.receipts = Receipts(self._get_account, self.line)
        self.reading = Reading(self._get_account, self.line, store, self.announcer, self.positions)

    def _add_ways_out(self) -> None:
        id_, own, store, changes, scope = self._basics
        self.outbox = Outbox(
            own,
            self.line,
            store,
            self.announcer,
            self._doubts,
            self.rooms.is_joined,
            self.talks.is_there,
            self._on_settled,
            self._on_discarded,
            scope,
        )
        self.files = AccountFiles(
            self._get_account, self.line, store, self.announcer, changes, self.outbox, scope
        )
        self.action_queue = ActionQueue(
            id_,
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
            self.action_queue,
            self.rooms,
            lambda: self.policy,
            self.talks.is_there,
        )
        self.writing = Writing(self.line, self.outbox, self.actions, self.files, self.typing)

    @property
    def _basics(self) -> tuple[AccountId, Jid, AccountStore, ChangeHub, TaskScope]:
        """What nearly every part is made of."""
        return self.account.id, self.account.jid, self.store, self._changes, self._scope

    async def load(self) -> None:
        """Take up what the store has.

        Raises:
            StoreError: it can't be read.
        """
        for part in (
            self.lines,
            self.rooms,
            self.talks,
            self.people,
            self.organisation,
            self.policies,
            self.pictures,
            self.attention,
            self.own_presence,
            self.block_list,
            self.cards,
            self.positions,
            self.files,
            self.outbox,
            self.action_queue,
        ):
            await part.load()

    @property
    def policy(self) -> DomainPolicy:
        """What the domain allows, as last heard."""
        return self.policies.policy

    def own_names(self) -> list[str]:
        """What we are called; who writes one of these in a room means us."""
        return sorted({self.people.own_name, *self.rooms.own_nicks()} - {""})

    def is_blocked(self, sender: Jid) -> bool:
        """Whether this person, or this occupant of a room, is blocked."""
        real = self.rooms.real_address(sender)
        return self.block_list.is_blocked(sender) or (
            real is not None and self.block_list.is_blocked(real)
        )

    def people_changed(self, jids: frozenset[Jid]) -> None:
        """Tell of them, where there are any."""
        if jids:
            self._changes.announce(PeopleChanged(self.account.id, jids))

    async def on_company_told(self, name: str) -> None:
        """The server says what the company is called."""
        await self._company_told(self.account.id, name)

    # small joints

    async def _on_archived(self, page: ArchivePage, peers: Collection[Jid]) -> None:
        await self.outbox.seen(page.messages)
        await self.action_queue.seen(page.messages, page.annotations)
        await self.positions.messages_came(peers)
        await self.invitations.found(page.invitations)

    def _on_settled(self) -> None:
        self.action_queue.wake()

    def _on_discarded(self, row: int) -> None:
        self.files.discarded(row)

    def _is_room(self, jid: Jid) -> bool:
        return self.rooms.is_room(jid)

    async def _caught_up(self) -> None:
        await self.sync.caught_up()

    def _get_account(self) -> Account:
        return self.account

    def _preferred_nick(self) -> str:
        jid = self.account.jid
        return nicks.usable(self.people.own_name, jid.local or jid.domain)
