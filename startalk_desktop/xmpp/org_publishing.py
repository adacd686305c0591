"""Writing the domain's organisation tree (``urn:startalk:org:1``): what a publisher asks of the pubsub service."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from startalk_desktop.model.jid import Jid
from startalk_desktop.model.organisation import OrgIndex, UnitContent
from startalk_desktop.xmpp.context import SessionContext
from startalk_desktop.xmpp.disco import Disco
from startalk_desktop.xmpp.errors import RequestFailed
from startalk_desktop.xmpp.org_names import INDEX_ID, NODE_CONFIG
from startalk_desktop.xmpp.org_reader import OrgRefused, read_index, read_unit
from startalk_desktop.xmpp.org_writer import index_payload, unit_payload
from startalk_desktop.xmpp.pubsub import PublishedItem, PubSub
from startalk_desktop.xmpp.pubsub_owner import NodeOwner

_log = logging.getLogger(__name__)

ACCESS_MODEL: Final = "pubsub#access_model"
MAX_ITEMS: Final = "pubsub#max_items"

_AT_ONCE: Final = 15
_SAME: Final[Mapping[str, str]] = MappingProxyType({"true": "1", "false": "0"})


@dataclass(frozen=True, slots=True)
class PublishedTree:
    """What a node holds.

    Attributes:
        index: None where there is none, or none that can be read.
        units: by id, those that can be read, the index naming them or not.
        item_ids: of all items, the index among them.
        config: how the node is configured; empty where there is no node.
    """

    index: OrgIndex | None = None
    units: Mapping[str, UnitContent] = field(default_factory=lambda: MappingProxyType({}))
    item_ids: frozenset[str] = frozenset()
    config: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


class OrganisationPublisher:
    """Reads all of a tree's node, and writes it item by item. Every method raises `RequestFailed`."""

    def __init__(self, context: SessionContext, disco: Disco, pubsub: PubSub) -> None:
        self._context = context
        self._disco = disco
        self._pubsub = pubsub
        self._owner = NodeOwner(context)

    async def services(self) -> list[Jid]:
        """The domain's pubsub services, the one with the usual name first."""
        return await self._disco.pubsub_services()

    async def fetch(self, service: Jid, node: str) -> PublishedTree:
        """All that `node` holds, with distrust; an empty tree where there is no such node."""
        try:
            config = await self._owner.config(service, node)
        except RequestFailed as error:
            if error.condition == "item-not-found":
                return PublishedTree()
            raise
        ids = await self._owner.item_ids(service, node)
        index: OrgIndex | None = None
        if INDEX_ID in ids:
            items = await self._pubsub.items(service, node, [INDEX_ID])
            index = next(map(_index, items), None)
        wanted = sorted(ids - {INDEX_ID})
        units: dict[str, UnitContent] = {}
        for start in range(0, len(wanted), _AT_ONCE):
            batch = wanted[start : start + _AT_ONCE]
            for item in await self._pubsub.items(service, node, batch):
                unit = self._unit(item)
                if unit is not None:
                    units[unit.id] = unit
        return PublishedTree(index, units, ids, config)

    async def prepare(
        self, service: Jid, node: str, access_model: str, config: Mapping[str, str], items: int
    ) -> None:
        """Make `node` be as one with so many `items` has to be; nothing is asked where `config` says that it is."""
        wanted = {**NODE_CONFIG, ACCESS_MODEL: access_model}
        if any(not _is_met(name, value, config, items) for name, value in wanted.items()):
            await self._pubsub.configure(service, node, wanted)

    async def item_ids(self, service: Jid, node: str) -> frozenset[str]:
        """What the node holds now."""
        return await self._owner.item_ids(service, node)

    async def readers(self, service: Jid, node: str) -> frozenset[Jid]:
        """Who may read a whitelisted node, beside its owners and publishers."""
        known = await self._owner.affiliations(service, node)
        return frozenset(jid for jid, kind in known.items() if kind == "member")

    async def set_readers(self, service: Jid, node: str, changes: Mapping[Jid, bool]) -> None:
        """Let people read a whitelisted node, or no longer."""
        kinds = {jid: "member" if may_read else "none" for jid, may_read in changes.items()}
        await self._owner.affiliate(service, node, kinds)

    async def put_unit(self, service: Jid, node: str, unit: UnitContent) -> None:
        """Publish one unit."""
        await self._pubsub.publish(service, node, unit.id, unit_payload(unit), {})

    async def put_index(self, service: Jid, node: str, index: OrgIndex) -> None:
        """Publish the index; to be done when every unit is there that it names."""
        await self._pubsub.publish(service, node, INDEX_ID, index_payload(index), {})

    async def remove(self, service: Jid, node: str, item_id: str) -> None:
        """Take one item away; that it is gone already is no failure."""
        try:
            await self._pubsub.retract(service, node, item_id)
        except RequestFailed as error:
            if error.condition != "item-not-found":
                raise

    def _unit(self, item: PublishedItem) -> UnitContent | None:
        try:
            return read_unit(item.id, item.payload, self._context.own.domain)
        except OrgRefused as error:
            _log.info("an item of the tree is written anew: %s", error)
            return None


def _index(item: PublishedItem) -> OrgIndex | None:
    try:
        return read_index(item.payload)
    except OrgRefused as error:
        _log.info("the index is written anew: %s", error)
        return None


def _is_met(name: str, value: str, config: Mapping[str, str], items: int) -> bool:
    present = config.get(name)
    if present is None:
        # Servers don't show what they don't know; a node that is not there shows nothing at all.
        return bool(config)
    present = _SAME.get(present, present)
    if name == MAX_ITEMS and value == "max":
        # A server may tell "max" as the number that it stands for.
        return present == "max" or (present.isdigit() and int(present) >= items)
    return present == value
