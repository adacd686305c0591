"""A node that a domain publishes for its people on its own pubsub service (XEP-0060): finding and following it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Final, TypeVar

from startalk_desktop.model.jid import Jid
from startalk_desktop.xmpp.context import SessionContext
from startalk_desktop.xmpp.disco import Disco
from startalk_desktop.xmpp.errors import NotConnected, RequestFailed
from startalk_desktop.xmpp.pubsub import NodeEvent, PubSub
from startalk_desktop.xmpp.stanza_tree import XmlNode

_log = logging.getLogger(__name__)

ABSENT: Final = frozenset(
    {"item-not-found", "feature-not-implemented", "service-unavailable", "remote-server-not-found"}
)
"""Conditions of errors that say that there is no such node."""

ReadT = TypeVar("ReadT")


class DomainNode:
    """One node of the account's own domain; nobody else's counts."""

    def __init__(self, context: SessionContext, disco: Disco, pubsub: PubSub, name: str) -> None:
        self._context = context
        self._disco = disco
        self._pubsub = pubsub
        self._name = name
        self._service: Jid | None = None

    @property
    def service(self) -> Jid:
        """Where the node is, or, before it was found, usually is."""
        return self._service or self._usual

    async def find(self, item_id: str, read: Callable[[XmlNode], ReadT]) -> ReadT | None:
        """The item as `read` understands it, or None where the domain publishes none. From then on it is followed.

        `read` raises ValueError for what it can't understand; that counts as none.

        Raises:
            RequestFailed: the domain has the node and does not show it.
            NotConnected: there is no session.
        """
        for service in await self._disco.pubsub_services():
            found = await self._item_at(service, item_id, read)
            if found is not None:
                self._service = service
                await self._follow(service)
                return found
        return None

    def is_of(self, event: NodeEvent, sender: Jid) -> bool:
        """Whether `event` tells of this node, by where it was found."""
        return event.node == self._name and sender == self._service

    @property
    def _usual(self) -> Jid:
        return Jid("", f"pubsub.{self._context.own.domain}")

    async def _item_at(
        self, service: Jid, item_id: str, read: Callable[[XmlNode], ReadT]
    ) -> ReadT | None:
        try:
            items = await self._pubsub.items(service, self._name, [item_id])
        except RequestFailed as error:
            if error.condition in ABSENT:
                return None
            raise
        for item in items:
            if item.id == item_id:
                try:
                    return read(item.payload)
                except ValueError as error:
                    _log.warning("%s of %s was left out: %s", self._name, service, error)
        return None

    async def _follow(self, service: Jid) -> None:
        try:
            await self._pubsub.subscribe(service, self._name)
        except NotConnected:
            raise
        except RequestFailed as error:
            # What was read is still good; it is read again at each sign-in.
            _log.warning("%s does not announce changes of %s: %s", service, self._name, error)
