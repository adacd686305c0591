"""Writing which domains the own one is linked to (``urn:startalk:links:1``): what `links_reader` reads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import Final

from lxml import etree
from lxml.etree import _Element as Element

from startalk_desktop.model.jid import Jid
from startalk_desktop.model.linked import LinkedDomain
from startalk_desktop.xmpp.context import SessionContext
from startalk_desktop.xmpp.errors import RequestFailed
from startalk_desktop.xmpp.links_reader import ITEM_ID, NAMESPACE, NODE, read_links
from startalk_desktop.xmpp.org_publishing import ACCESS_MODEL
from startalk_desktop.xmpp.pubsub import PubSub
from startalk_desktop.xmpp.pubsub_owner import NodeOwner

_CONFIG: Final[Mapping[str, str]] = MappingProxyType(
    {
        "pubsub#title": "Links",
        "pubsub#persist_items": "1",
        "pubsub#max_items": "1",
        "pubsub#publish_model": "publishers",
        "pubsub#send_last_published_item": "never",
        "pubsub#deliver_payloads": "1",
        "pubsub#notify_retract": "1",
        "pubsub#notify_delete": "1",
    }
)
"""How the node is configured, beside its access model; the item is small, so that changes carry it."""


@dataclass(frozen=True, slots=True)
class Readership:
    """Who may read a node: everybody who reaches the service, or only `people`, if `model` is ``whitelist``."""

    model: str = "open"
    people: frozenset[Jid] = frozenset()


class LinksPublisher:
    """Reads and writes the item with the links. Every method raises `RequestFailed`."""

    def __init__(self, context: SessionContext, pubsub: PubSub) -> None:
        self._pubsub = pubsub
        self._owner = NodeOwner(context)
        self._read = partial(read_links, own=context.own.domain)

    async def fetch(self, service: Jid) -> tuple[LinkedDomain, ...] | None:
        """The links that are published; None where there is no such item, or none that can be read."""
        try:
            items = await self._pubsub.items(service, NODE, [ITEM_ID])
        except RequestFailed as error:
            if error.condition == "item-not-found":
                return None
            raise
        for item in items:
            if item.id == ITEM_ID:
                try:
                    return self._read(item.payload)
                except ValueError:
                    return None  # and so it is written anew
        return None

    async def readership(self, service: Jid, node: str) -> Readership | None:
        """Who may read `node`; None where there is no such node."""
        try:
            config = await self._owner.config(service, node)
        except RequestFailed as error:
            if error.condition == "item-not-found":
                return None
            raise
        if config.get(ACCESS_MODEL) != "whitelist":
            return Readership(config.get(ACCESS_MODEL, "open"))
        known = await self._owner.affiliations(service, node)
        return Readership("whitelist", frozenset(jid for jid in known if known[jid] == "member"))

    async def prepare(self, service: Jid, access_model: str) -> None:
        """Make the node be as it has to be; it is created if need be."""
        await self._pubsub.configure(service, NODE, {**_CONFIG, ACCESS_MODEL: access_model})

    async def put(self, service: Jid, links: Iterable[LinkedDomain]) -> None:
        """Publish the links in place of what is there."""
        await self._pubsub.publish(service, NODE, ITEM_ID, links_payload(links), {})


def links_payload(links: Iterable[LinkedDomain]) -> Element:
    """The item ``links``."""
    namespaces: dict[str | None, str] = {None: NAMESPACE}
    payload = etree.Element(f"{{{NAMESPACE}}}links", nsmap=namespaces)  # type: ignore[arg-type]
    for link in links:
        told = {"jid": link.domain} | ({"name": link.name} if link.name != link.domain else {})
        etree.SubElement(payload, f"{{{NAMESPACE}}}domain", told)
    return payload
