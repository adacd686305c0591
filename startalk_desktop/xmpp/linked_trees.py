"""What may be seen of linked domains' trees: the node ``urn:startalk:org:1#linked`` of each (docs/xep-org.md).

Which domains these are, the own domain says (``urn:startalk:links:1``), and nobody else. A partner's tree is taken from
the usual host of its pubsub service, and speaks of the partner's people only.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from functools import partial

from startalk_desktop.model.events import LinkedTreeChanged, LinksChanged
from startalk_desktop.model.failure import Failure, FailureCode
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.linked import LinkedDomain
from startalk_desktop.model.organisation import OrgIndex, UnitContent
from startalk_desktop.xmpp.context import SessionContext
from startalk_desktop.xmpp.disco import Disco
from startalk_desktop.xmpp.domain_node import ABSENT, DomainNode
from startalk_desktop.xmpp.errors import NotConnected, RequestFailed, TreeUnreadable
from startalk_desktop.xmpp.links_reader import ITEM_ID, NODE, LinksRefused, read_links
from startalk_desktop.xmpp.org_names import INDEX_ID, LINKED_NODE
from startalk_desktop.xmpp.org_reader import OrgRefused, read_index, read_unit
from startalk_desktop.xmpp.organisation import read_without_stalling
from startalk_desktop.xmpp.pubsub import NodeEvent, PubSub

_log = logging.getLogger(__name__)


class LinkedTreeClient:
    """Reads the links of the own domain, and the linked part of the partners' trees."""

    def __init__(self, context: SessionContext, disco: Disco, pubsub: PubSub) -> None:
        self._context = context
        self._pubsub = pubsub
        self._read = partial(read_links, own=context.own.domain)
        self._node = DomainNode(context, disco, pubsub, NODE)
        self._links: tuple[LinkedDomain, ...] | None = None  # as they are in this session
        self._followed: set[str] = set()
        context.on_ended.append(self._forget)

    async def links(self) -> tuple[LinkedDomain, ...]:
        """The domains that the own one is linked to now. Raises as `fetch_links`."""
        return await self.fetch_links() if self._links is None else self._links

    async def fetch_links(self) -> tuple[LinkedDomain, ...]:
        """The domains that the own one is linked to. From then on changes are announced.

        Raises:
            RequestFailed: the domain does not tell.
            NotConnected: there is no session.
        """
        links = await self._node.find(ITEM_ID, self._read) or ()
        self._keep(links)
        return links

    async def follow(self, domain: str) -> bool:
        """Have a partner announce changes of the linked part of its tree; False where it does not.

        Raises:
            NotConnected: there is no session.
        """
        self._followed.add(domain)  # what it says meanwhile counts
        try:
            await self._pubsub.subscribe(_service(domain), LINKED_NODE)
        except NotConnected:
            raise
        except RequestFailed as error:
            _log.info("%s does not announce changes of its tree: %s", domain, error)
            self._followed.discard(domain)
            return False
        return True

    async def fetch_index(self, domain: str) -> OrgIndex | None:
        """The linked part of a partner's tree without its people; None where it publishes none.

        Raises:
            RequestFailed: the partner can't be reached, or does not show it.
            TreeUnreadable: what it publishes is none.
            NotConnected: there is no session.
        """
        try:
            items = await self._pubsub.items(_service(domain), LINKED_NODE, [INDEX_ID])
        except NotConnected:
            raise
        except RequestFailed as error:
            if error.condition in ABSENT - {"remote-server-not-found"}:
                return None
            raise
        payload = next((item.payload for item in items if item.id == INDEX_ID), None)
        if payload is None:
            return None
        try:
            return await read_without_stalling(payload, read_index, payload)
        except OrgRefused as error:
            raise TreeUnreadable(Failure(FailureCode.UNSUPPORTED, str(error))) from error

    async def fetch_units(self, domain: str, ids: Sequence[str]) -> tuple[UnitContent, ...]:
        """A partner's units with `ids`, few of them, as far as they exist and can be read.

        Raises:
            RequestFailed, NotConnected
        """
        found: list[UnitContent] = []
        wanted = set(ids)
        for item in await self._pubsub.items(_service(domain), LINKED_NODE, ids):
            if item.id not in wanted:
                continue
            wanted.discard(item.id)
            try:
                found.append(
                    await read_without_stalling(
                        item.payload, read_unit, item.id, item.payload, domain
                    )
                )
            except OrgRefused as error:
                _log.warning("a unit of %s was left out: %s", domain, error)
        return tuple(found)

    def take_event(self, event: NodeEvent, sender: Jid) -> None:
        """Tell of a change of the links that the domain's pubsub service announces, or a partner's of its tree."""
        if event.node == LINKED_NODE:
            self._take_tree_event(event, sender)
        if not self._node.is_of(event, sender):
            return
        if event.is_emptied or ITEM_ID in event.retracted:
            self._tell(())
        for item_id, payload in event.published:
            if item_id != ITEM_ID:
                continue
            try:
                self._tell(self._read(payload))
            except LinksRefused as error:
                _log.warning("a change of the links was left out: %s", error)

    def _take_tree_event(self, event: NodeEvent, sender: Jid) -> None:
        """A publisher's index comes last, and with it the rest can be asked for."""
        domain = next((each for each in self._followed if _service(each) == sender), None)
        if domain is None:
            return
        ids = {*event.announced, *event.retracted, *(item_id for item_id, _ in event.published)}
        is_withdrawn = event.is_emptied or event.is_unsubscribed
        if is_withdrawn or INDEX_ID in ids:
            self._context.emit(LinkedTreeChanged(domain, is_withdrawn))

    def _tell(self, links: tuple[LinkedDomain, ...]) -> None:
        self._keep(links)
        self._context.emit(LinksChanged(links))

    def _keep(self, links: tuple[LinkedDomain, ...]) -> None:
        self._links = links
        self._followed &= {link.domain for link in links}

    def _forget(self) -> None:
        self._links = None
        self._followed.clear()


def _service(domain: str) -> Jid:
    return Jid("", f"pubsub.{domain}")
