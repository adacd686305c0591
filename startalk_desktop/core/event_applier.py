"""What follows from each event of a session, once everything that came before it is stored."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from startalk_desktop.core.action_queue import ActionQueue
from startalk_desktop.core.announcer import Announcer
from startalk_desktop.core.arrangements import Arrangements
from startalk_desktop.core.avatars import Avatars
from startalk_desktop.core.block_list import BlockList
from startalk_desktop.core.chat_states import ChatStates
from startalk_desktop.core.line import Line
from startalk_desktop.core.linked_sync import LinkedSync
from startalk_desktop.core.organisation_sync import OrganisationSync
from startalk_desktop.core.outbox import Outbox
from startalk_desktop.core.people import People
from startalk_desktop.core.policies import Policies
from startalk_desktop.core.presence_watch import PresenceWatch
from startalk_desktop.core.private_talks import PrivateTalks
from startalk_desktop.core.read_positions import ReadPositions
from startalk_desktop.core.receipts import Receipts
from startalk_desktop.core.room_invitations import RoomInvitations
from startalk_desktop.core.rooms import Rooms
from startalk_desktop.core.sync import ArchiveSync
from startalk_desktop.model import events
from startalk_desktop.model.annotation import Annotation
from startalk_desktop.model.message import ReceivedMessage
from startalk_desktop.store.account_store import AccountStore
from startalk_desktop.xmpp.errors import RequestFailed

_log = logging.getLogger(__name__)

TreeEvent = (
    events.OrgIndexChanged
    | events.OrgUnitChanged
    | events.OrgTreeAnnounced
    | events.OrgTreeWithdrawn
    | events.LinksChanged
    | events.LinkedTreeChanged
)


@dataclass(frozen=True, slots=True, kw_only=True)
class EventApplier:
    """Hands each event to the service that it concerns; `Ingest` calls it, one event at a time and in order.

    Attributes:
        own_names: what we are called; who writes one of these in a room means us.
        session_started: takes up a sign-in.
    """

    store: AccountStore
    line: Line
    announcer: Announcer
    people: People
    organisation: OrganisationSync
    linked: LinkedSync
    watch: PresenceWatch
    avatars: Avatars
    arrangements: Arrangements
    block_list: BlockList
    rooms: Rooms
    invitations: RoomInvitations
    talks: PrivateTalks
    typing: ChatStates
    positions: ReadPositions
    policies: Policies
    receipts: Receipts
    sync: ArchiveSync
    outbox: Outbox
    actions: ActionQueue
    own_names: Callable[[], Sequence[str]]
    session_started: Callable[[events.SessionStarted], Awaitable[None]]

    async def record(
        self, messages: Sequence[ReceivedMessage], annotations: Sequence[Annotation]
    ) -> None:
        """Store what came live, messages before what is said about them; tell of it, and acknowledge it.

        What is by people who are blocked is passed over.
        """
        names = self.own_names()
        all_said: list[ReceivedMessage | Annotation] = [*messages, *annotations]
        messages, annotations = self.block_list.heard(messages), self.block_list.heard(annotations)
        if messages:
            outcome = await self.store.messages.record(messages, own_name_hints=names)
            self.announcer.committed(outcome)
            await self.positions.messages_came(outcome.added.keys() | outcome.updated.keys())
        if annotations:
            self.announcer.committed(
                await self.store.annotations.record(annotations, own_name_hints=names)
            )
        await self.sync.note_live(all_said)
        self.talks.came(messages)
        self.receipts.acknowledge(messages)
        self.typing.messages_came(messages)
        await self.outbox.seen(messages)
        await self.actions.seen(messages, annotations)

    async def apply(self, event: events.SessionEvent) -> None:
        """Do what follows from any other event."""
        match event:
            case events.SessionStarted():
                await self.session_started(event)
            case events.MessageAcknowledged():
                if not await self.actions.acknowledged(event.origin_id):
                    await self.outbox.acknowledged(event.origin_id)
            case events.MessageBounced():
                if not await self.actions.bounced(event.origin_id, event.failure):
                    await self.outbox.bounced(event.origin_id, event.failure)
            case events.ReadPositionChanged():
                await self.positions.changed(event.position)
            case events.PolicyChanged():
                await self.policies.changed(event.policy)
            case _:
                if not await self._apply_to_rooms(event):
                    await self._apply_to_people(event)

    async def _apply_to_rooms(self, event: events.SessionEvent) -> bool:
        """Do what follows, where `event` is about a room; False where it is not."""
        match event:
            case events.RoomJoined():
                await self._room_joined(event)
            case events.RoomLeft():
                self.sync.room_left(event.room)
                await self.rooms.left(event)
            case events.RoomOccupantChanged() | events.RoomSubjectChanged():
                await self.rooms.keep_news(event.room)
            case events.RoomAffiliationChanged():
                await self.rooms.affiliation_changed(event)
            case events.RoomConfigured():
                await self.rooms.configured(event)
            case events.RoomBookmarkChanged():
                await self.rooms.bookmark_changed(event)
            case events.RoomInvitationReceived():
                await self.invitations.take(event)
            case events.RoomInvitationsDeclined():
                await self.invitations.declined_elsewhere(event)
            case _:
                return False
        return True

    async def _room_joined(self, event: events.RoomJoined) -> None:
        if not self.rooms.is_joined(event.room):
            return
        await self.rooms.joined(event)
        self.sync.room_joined(event.room)
        self.outbox.room_joined(event.room)
        self.actions.wake()
        if event.info is not None and event.info.avatar_hash:
            await self.avatars.changed(event.room, event.info.avatar_hash)

    async def _apply_to_people(self, event: events.SessionEvent) -> None:
        match event:
            case events.RosterReceived():
                await self.people.roster_received(event.items)
            case events.RosterItemChanged():
                await self.people.roster_item_changed(event.item, event.removed)
            case events.PresenceAsked():
                await self.watch.asked(event.jid)
            case events.SubscriptionRequested():
                await self._subscription_requested(event)
            case (
                events.OrgIndexChanged()
                | events.OrgUnitChanged()
                | events.OrgTreeAnnounced()
                | events.OrgTreeWithdrawn()
                | events.LinksChanged()
                | events.LinkedTreeChanged()
            ):
                await self._apply_to_tree(event)
            case events.ConversationSettingsChanged():
                await self.arrangements.changed(event)
            case events.BlockListChanged():
                await self.block_list.changed(event)
            case events.AvatarChanged():
                await self.avatars.changed(event.jid, event.sha1)
            case _:
                _log.debug("%s is of no interest", type(event).__name__)

    async def _apply_to_tree(self, event: TreeEvent) -> None:
        match event:
            case events.OrgIndexChanged():
                self.organisation.index_changed(event.index)
            case events.OrgUnitChanged():
                await self.organisation.unit_changed(event.unit)
            case events.OrgTreeAnnounced():
                self.organisation.tree_announced()
            case events.OrgTreeWithdrawn():
                await self.organisation.tree_withdrawn()
            case events.LinksChanged():
                self.linked.links_changed(event.links)
            case events.LinkedTreeChanged():
                self.linked.tree_changed(event.domain, is_withdrawn=event.is_withdrawn)

    async def _subscription_requested(self, event: events.SubscriptionRequested) -> None:
        """Colleagues may see whether we are there; nobody else is answered."""
        if not await self.people.is_listed(event.jid.bare):
            _log.info("a stranger asks for our presence and is not answered")
            return
        try:
            await self.line.require().roster.approve(event.jid.bare)
        except RequestFailed as error:
            _log.info("a colleague could not be let see our presence: %s", error)
