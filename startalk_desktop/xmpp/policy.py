"""What the account's own domain allows its people (``urn:startalk:policy:1``): asking once, and following changes."""

from __future__ import annotations

import logging

from startalk_desktop.model.events import PolicyChanged
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.policy import DomainPolicy
from startalk_desktop.xmpp.context import SessionContext
from startalk_desktop.xmpp.disco import Disco
from startalk_desktop.xmpp.domain_node import DomainNode
from startalk_desktop.xmpp.policy_reader import ITEM_ID, NODE, PolicyRefused, read_policy
from startalk_desktop.xmpp.pubsub import NodeEvent, PubSub

_log = logging.getLogger(__name__)


class PolicyClient:
    """Reads the policy of the account's own domain; no other service's counts."""

    def __init__(self, context: SessionContext, disco: Disco, pubsub: PubSub) -> None:
        self._context = context
        self._node = DomainNode(context, disco, pubsub, NODE)

    async def fetch(self) -> DomainPolicy:
        """The policy, or the defaults where the domain publishes none. From then on changes are announced.

        Raises:
            RequestFailed: the domain has a policy and does not show it.
            NotConnected: there is no session.
        """
        return await self._node.find(ITEM_ID, read_policy) or DomainPolicy()

    def take_event(self, event: NodeEvent, sender: Jid) -> None:
        """Tell of a change that the domain's pubsub service, and nobody else, announces."""
        if not self._node.is_of(event, sender):
            return
        for item_id, payload in event.published:
            if item_id != ITEM_ID:
                continue
            try:
                self._context.emit(PolicyChanged(read_policy(payload)))
            except PolicyRefused as error:
                _log.warning("a change of the policy was left out: %s", error)
        if ITEM_ID in event.retracted:
            self._context.emit(PolicyChanged(DomainPolicy()))
