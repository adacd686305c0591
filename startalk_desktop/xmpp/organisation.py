"""The domain's organisation tree (``urn:startalk:org:1``) on its pubsub service: fetching it, and following changes."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from typing import Final

from startalk_desktop.model.events import OrgIndexChanged, OrgUnitChanged
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.organisation import OrgIndex, UnitContent
from startalk_desktop.xmpp.context import SessionContext
from startalk_desktop.xmpp.disco import Disco
from startalk_desktop.xmpp.domain_node import DomainNode
from startalk_desktop.xmpp.org_reader import INDEX_ID, NODE, OrgRefused, read_index, read_unit
from startalk_desktop.xmpp.pubsub import NodeEvent, PubSub

_log = logging.getLogger(__name__)

BATCH: Final = 20
"""Units that are asked for at once: an answer of some ten kilobytes, which does not hold up a message."""


class OrganisationClient:
    """Reads the tree of the account's own domain."""

    def __init__(self, context: SessionContext, disco: Disco, pubsub: PubSub) -> None:
        self._context = context
        self._pubsub = pubsub
        self._node = DomainNode(context, disco, pubsub, NODE)

    async def fetch_index(self) -> OrgIndex | None:
        """The tree without its people, or None where the domain publishes none. From then on changes are announced.

        Raises:
            RequestFailed: the domain has a tree and does not show it.
            NotConnected: there is no session.
        """
        return await self._node.find(INDEX_ID, read_index)

    async def fetch_units(self, ids: Sequence[str]) -> tuple[UnitContent, ...]:
        """The units with `ids`, as far as they exist, in no order.

        Raises:
            RequestFailed: the domain publishes no tree, or does not show it.
            NotConnected: there is no session.
        """
        found: list[UnitContent] = []
        for start in range(0, len(ids), BATCH):
            batch = ids[start : start + BATCH]
            wanted = set(batch)
            for item in await self._pubsub.items(self._node.service, NODE, batch):
                if item.id not in wanted:
                    continue
                wanted.discard(item.id)
                try:
                    found.append(read_unit(item.id, item.payload))
                except OrgRefused as error:
                    _log.warning("a unit was left out: %s", error)
                # Some 20 µs a person: a unit at a time, so that the window is drawn in between.
                await asyncio.sleep(0)
        return tuple(found)

    def take_event(self, event: NodeEvent, sender: Jid) -> None:
        """Tell of a change that the domain's pubsub service, and nobody else, announces."""
        if not self._node.is_of(event, sender):
            return
        for item_id, payload in event.published:
            try:
                if item_id == INDEX_ID:
                    self._context.emit(OrgIndexChanged(read_index(payload)))
                else:
                    self._context.emit(OrgUnitChanged(read_unit(item_id, payload)))
            except OrgRefused as error:
                _log.warning("a change of the tree was left out: %s", error)
