"""The domain's organisation tree (``urn:startalk:org:1``) on its pubsub service: fetching it, and following changes."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from typing import Final, ParamSpec, TypeVar

from startalk_desktop.model.events import (
    OrgIndexChanged,
    OrgTreeAnnounced,
    OrgTreeWithdrawn,
    OrgUnitChanged,
)
from startalk_desktop.model.failure import Failure, FailureCode
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.organisation import OrgIndex, TreeFault, UnitContent
from startalk_desktop.xmpp.context import SessionContext
from startalk_desktop.xmpp.disco import Disco
from startalk_desktop.xmpp.domain_node import DomainNode
from startalk_desktop.xmpp.errors import TreeUnreadable
from startalk_desktop.xmpp.org_names import INDEX_ID, NODE
from startalk_desktop.xmpp.org_reader import OrgRefused, read_index, read_unit
from startalk_desktop.xmpp.pubsub import NodeEvent, PublishedItem, PubSub
from startalk_desktop.xmpp.stanza_tree import XmlNode

_log = logging.getLogger(__name__)

BATCH: Final = 15
"""Units that are asked for at once: an answer of some thirty kilobytes, which does not hold up a message.

Servers take items of 256 kB at most; so many of the largest still fit into the largest stanza that is read.
"""

_READ_AT_ONCE: Final = 100
"""Elements that are read on the loop: up to a frame, where addresses are Chinese. More are read in a thread."""

_P = ParamSpec("_P")
_R = TypeVar("_R")


class OrganisationClient:
    """Reads the tree of the account's own domain."""

    def __init__(self, context: SessionContext, disco: Disco, pubsub: PubSub) -> None:
        self._context = context
        self._pubsub = pubsub
        self._domain = context.own.domain
        self._node = DomainNode(context, disco, pubsub, NODE)

    async def fetch_index(self) -> OrgIndex | None:
        """The tree without its people, or None where the domain publishes none. From then on changes are announced.

        Raises:
            RequestFailed: the domain has a tree and does not show it.
            TreeUnreadable: what it publishes is none.
            NotConnected: there is no session.
        """
        payload = await self._node.find(INDEX_ID, _as_it_is)
        if payload is None:
            return None
        try:
            return await read_without_stalling(payload, read_index, payload)
        except OrgRefused as error:
            raise TreeUnreadable(Failure(FailureCode.UNSUPPORTED, str(error))) from error

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
                if item.id in wanted:
                    wanted.discard(item.id)
                    found.append(await self._read_unit(item))
        return tuple(found)

    def take_event(self, event: NodeEvent, sender: Jid) -> None:
        """Tell of a change that the domain's pubsub service, and nobody else, announces.

        A publisher's index comes last, so that units without payloads need not be told of.
        """
        if not self._node.is_of(event, sender):
            return
        if event.is_emptied:
            self._context.emit(OrgTreeWithdrawn())
        if INDEX_ID in event.announced:
            self._context.emit(OrgTreeAnnounced())
        for item_id, payload in event.published:
            try:
                self._take_item(item_id, payload)
            except OrgRefused as error:
                _log.warning("a change of the tree was left out: %s", error)

    def _take_item(self, item_id: str, payload: XmlNode) -> None:
        if len(payload) > _READ_AT_ONCE:
            if item_id == INDEX_ID:
                self._context.emit(OrgTreeAnnounced())
        elif item_id == INDEX_ID:
            self._context.emit(OrgIndexChanged(read_index(payload)))
        else:
            self._context.emit(OrgUnitChanged(read_unit(item_id, payload, self._domain)))

    async def _read_unit(self, item: PublishedItem) -> UnitContent:
        try:
            return await read_without_stalling(
                item.payload, read_unit, item.id, item.payload, self._domain
            )
        except OrgRefused as error:
            _log.warning("a unit was left out: %s", error)
            return UnitContent(item.id, "", item.id, (), ((TreeFault.NOT_A_TREE, 1),))


def _as_it_is(payload: XmlNode) -> XmlNode:
    return payload


async def read_without_stalling(
    payload: XmlNode, read: Callable[_P, _R], *args: _P.args, **kwargs: _P.kwargs
) -> _R:
    """Read at once what is short, in a thread what is long, and let the window be drawn in between."""
    if len(payload) > _READ_AT_ONCE:
        return await asyncio.to_thread(read, *args, **kwargs)
    await asyncio.sleep(0)
    return read(*args, **kwargs)
