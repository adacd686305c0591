"""All that one session can do beside being connected, put together; and who gets which message.

There is one listener for messages. It asks, in this order: is it a result of an archive, an event of a pubsub node, or
something to be read by `message_reader`?
"""

from __future__ import annotations

import logging
from collections.abc import Callable

import aioxmpp

from startalk_desktop.model.events import MessageBounced
from startalk_desktop.model.identity import Timestamp, now
from startalk_desktop.xmpp import message_fields as fields
from startalk_desktop.xmpp import namespaces as ns
from startalk_desktop.xmpp.archive import ArchiveClient
from startalk_desktop.xmpp.blocking import BlockingClient
from startalk_desktop.xmpp.bookmarks import Bookmarks
from startalk_desktop.xmpp.cards import CardClient
from startalk_desktop.xmpp.context import SessionContext
from startalk_desktop.xmpp.conversation_settings import ConversationSettingsClient
from startalk_desktop.xmpp.declined_invitations import DeclinedInvitations
from startalk_desktop.xmpp.disco import Disco
from startalk_desktop.xmpp.file_transfer import FileClient
from startalk_desktop.xmpp.group_delimiter import GroupDelimiterClient
from startalk_desktop.xmpp.linked_files import LinkedFiles
from startalk_desktop.xmpp.linked_trees import LinkedTreeClient
from startalk_desktop.xmpp.links_publishing import LinksPublisher
from startalk_desktop.xmpp.message_reader import Vantage, read_live
from startalk_desktop.xmpp.messages import MessageChannel
from startalk_desktop.xmpp.org_publishing import OrganisationPublisher
from startalk_desktop.xmpp.organisation import OrganisationClient
from startalk_desktop.xmpp.own_presence import OwnState
from startalk_desktop.xmpp.policy import PolicyClient
from startalk_desktop.xmpp.pubsub import PubSub, read_event
from startalk_desktop.xmpp.read_positions import ReadPositionClient
from startalk_desktop.xmpp.room_admin import RoomAdmin
from startalk_desktop.xmpp.room_facts import RoomFacts
from startalk_desktop.xmpp.rooms import RoomClient
from startalk_desktop.xmpp.stanza_tree import TreeMessage
from startalk_desktop.xmpp.trust import Trust
from startalk_desktop.xmpp.uploads import UploadClient
from startalk_desktop.xmpp.user_search import UserSearchClient
from startalk_desktop.xmpp.xep_0133_administration import ServerAdministration

_log = logging.getLogger(__name__)


class Capabilities:
    """The capability modules of one session.

    Args:
        context: what they share.
        trust: makes the account's rules of trust.
        clock: tells the time.
    """

    def __init__(
        self,
        context: SessionContext,
        trust: Callable[[], Trust],
        clock: Callable[[], Timestamp] = now,
    ) -> None:
        self._context = context
        self._clock = clock
        pubsub = PubSub(context)
        self.disco = Disco(context)
        self._bookmarks = Bookmarks(context, pubsub)
        self.messages = MessageChannel(context, lambda room: room in self.rooms.views)
        facts = RoomFacts(context, self.disco)
        self.archive = ArchiveClient(context, facts, clock)
        self.room_admin = RoomAdmin(context)
        self.own = OwnState()
        self.rooms = RoomClient(
            context, self.disco, facts, self._bookmarks, self.room_admin, self.own
        )
        self.organisation = OrganisationClient(context, self.disco, pubsub)
        self.publishing = OrganisationPublisher(context, self.disco, pubsub)
        self.links_publishing = LinksPublisher(context, pubsub)
        self.administration = ServerAdministration(context)
        self.policy = PolicyClient(context, self.disco, pubsub)
        self.read_positions = ReadPositionClient(context, pubsub)
        self.conversation_settings = ConversationSettingsClient(context, pubsub, self._bookmarks)
        self.invitations = DeclinedInvitations(context, pubsub)
        self.blocking = BlockingClient(context)
        self.uploads = UploadClient(context, self.disco)
        self.linked_trees = LinkedTreeClient(context, self.disco, pubsub)
        linked_files = LinkedFiles(context, self.disco, self.linked_trees)
        self.files = FileClient(self.uploads, trust, linked_files)
        self.cards = CardClient(context, pubsub)
        self.group_delimiter = GroupDelimiterClient(context)
        self.user_search = UserSearchClient(context, self.disco)
        context.client.stream.on_message_received.connect(context.guard(self._on_message))

    def _on_message(self, message: aioxmpp.Message) -> None:
        if not isinstance(message, TreeMessage):
            raise TypeError("stanza_tree was not installed in the stream that this came by")
        tree, own = message.tree, self._context.own
        # RFC 6120 section 8.1.2.1: what has no sender is from the own account.
        sender = fields.address(tree.get("from")) if tree.get("from") else own
        if sender is None:
            _log.warning("dropped a message whose sender is no address")
            return
        if self.archive.take_result(message, sender):
            return
        event = read_event(tree)
        if event is not None:
            self._bookmarks.take_event(event, sender)
            self.organisation.take_event(event, sender)
            self.linked_trees.take_event(event, sender)
            self.policy.take_event(event, sender)
            self.read_positions.take_event(event, sender)
            self.conversation_settings.take_event(event, sender)
            self.invitations.take_event(event, sender)
            self.cards.take_event(event, sender)
            return
        features = self._context.features
        vantage = Vantage(
            own=own,
            now=self._clock(),
            stamps_ids=ns.STANZA_IDS in features or ns.MAM in features,
            rooms=self.rooms.views,
        )
        for session_event in read_live(tree, vantage):
            if isinstance(session_event, MessageBounced) and not self._is_news(session_event):
                continue
            self._context.emit(session_event)

    def _is_news(self, bounce: MessageBounced) -> bool:
        """Whether whoever hears of events has to know of this error."""
        if self.room_admin.take_bounce(bounce):
            return False
        if not self.messages.is_credible(bounce):
            _log.warning("dropped an error about a message that was not sent to %s", bounce.peer)
            return False
        return True
