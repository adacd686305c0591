"""What follows from each event of a session, once everything that came before it is stored."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Sequence

from startalk_desktop.core.account_parts import AccountParts
from startalk_desktop.model import events
from startalk_desktop.model.annotation import Annotation
from startalk_desktop.model.message import ReceivedMessage
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


class EventApplier:
    """Hands each event to the part that it concerns; `Ingest` calls it, one event at a time and in order.

    Args:
        parts: of the account.
        session_started: takes up a sign-in.
    """

    def __init__(
        self,
        parts: AccountParts,
        session_started: Callable[[events.SessionStarted], Awaitable[None]],
    ) -> None:
        self._parts = parts
        self._session_started = session_started

    async def record(
        self, messages: Sequence[ReceivedMessage], annotations: Sequence[Annotation]
    ) -> None:
        """Store what came live, messages before what is said about them; tell of it, and acknowledge it.

        What is by people who are blocked is passed over.
        """
        parts = self._parts
        names = parts.own_names()
        all_said: list[ReceivedMessage | Annotation] = [*messages, *annotations]
        heard = parts.block_list.heard
        messages, annotations = heard(messages), heard(annotations)
        if messages:
            outcome = await parts.store.messages.record(messages, own_name_hints=names)
            parts.announcer.committed(outcome)
            await parts.positions.messages_came(outcome.added.keys() | outcome.updated.keys())
        if annotations:
            parts.announcer.committed(
                await parts.store.annotations.record(annotations, own_name_hints=names)
            )
        await parts.sync.note_live(all_said)
        parts.talks.came(messages)
        parts.receipts.acknowledge(messages)
        parts.typing.messages_came(messages)
        await parts.outbox.seen(messages)
        await parts.action_queue.seen(messages, annotations)

    async def apply(self, event: events.SessionEvent) -> None:
        """Do what follows from any other event."""
        match event:
            case events.SessionStarted():
                await self._session_started(event)
            case events.MessageAcknowledged():
                if not await self._parts.action_queue.acknowledged(event.origin_id):
                    await self._parts.outbox.acknowledged(event.origin_id)
            case events.MessageBounced():
                if not await self._parts.action_queue.bounced(event.origin_id, event.failure):
                    await self._parts.outbox.bounced(event.origin_id, event.failure)
            case events.ReadPositionChanged():
                await self._parts.positions.changed(event.position)
            case events.PolicyChanged():
                await self._parts.policies.changed(event.policy)
            case _:
                if not await self._apply_to_rooms(event):
                    await self._apply_to_people(event)

    async def _apply_to_rooms(self, event: events.SessionEvent) -> bool:
        """Do what follows, where `event` is about a room; False where it is not."""
        match event:
            case events.RoomJoined():
                await self._room_joined(event)
            case events.RoomLeft():
                self._parts.sync.room_left(event.room)
                await self._parts.rooms.left(event)
                if not self._parts.rooms.is_member(event.room):
                    self._parts.invitations.tell()
            case events.RoomOccupantChanged() | events.RoomSubjectChanged():
                await self._parts.rooms.keep_news(event.room)
            case events.RoomAffiliationChanged():
                await self._parts.rooms.affiliation_changed(event)
            case events.RoomConfigured():
                await self._parts.rooms.configured(event)
            case events.RoomBookmarkChanged():
                await self._parts.rooms.bookmark_changed(event)
            case events.RoomInvitationReceived():
                await self._parts.invitations.take(event)
            case events.RoomInvitationsDeclined():
                await self._parts.invitations.declined_elsewhere(event)
            case _:
                return False
        return True

    async def _room_joined(self, event: events.RoomJoined) -> None:
        if not self._parts.rooms.is_joined(event.room):
            return
        await self._parts.rooms.joined(event)
        self._parts.sync.room_joined(event.room)
        self._parts.outbox.room_joined(event.room)
        self._parts.action_queue.wake()
        if event.info is not None and event.info.avatar_hash:
            await self._parts.avatars.changed(event.room, event.info.avatar_hash)

    async def _apply_to_people(self, event: events.SessionEvent) -> None:
        match event:
            case events.RosterReceived():
                await self._parts.people.roster_received(event.items)
            case events.RosterItemChanged():
                await self._parts.people.roster_item_changed(event.item, event.removed)
            case events.PresenceAsked():
                await self._parts.watch.asked(event.jid)
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
                await self._parts.arrangements.changed(event)
            case events.BlockListChanged():
                await self._parts.block_list.changed(event)
            case events.AvatarChanged():
                await self._parts.avatars.changed(event.jid, event.sha1)
            case _:
                _log.debug("%s is of no interest", type(event).__name__)

    async def _apply_to_tree(self, event: TreeEvent) -> None:
        match event:
            case events.OrgIndexChanged():
                self._parts.organisation.index_changed(event.index)
            case events.OrgUnitChanged():
                await self._parts.organisation.unit_changed(event.unit)
            case events.OrgTreeAnnounced():
                self._parts.organisation.tree_announced()
            case events.OrgTreeWithdrawn():
                await self._parts.organisation.tree_withdrawn()
            case events.LinksChanged():
                self._parts.linked.links_changed(event.links)
            case events.LinkedTreeChanged():
                self._parts.linked.tree_changed(event.domain, is_withdrawn=event.is_withdrawn)

    async def _subscription_requested(self, event: events.SubscriptionRequested) -> None:
        """Colleagues may see whether we are there; nobody else is answered."""
        if not await self._parts.people.is_listed(event.jid.bare):
            _log.info("a stranger asks for our presence and is not answered")
            return
        try:
            await self._parts.line.require().roster.approve(event.jid.bare)
        except RequestFailed as error:
            _log.info("a colleague could not be let see our presence: %s", error)
