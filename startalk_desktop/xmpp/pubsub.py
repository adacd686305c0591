"""Reading and writing nodes of publish-subscribe services (XEP-0060), the own account's among them (XEP-0163)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from xml.etree.ElementTree import Element

import aioxmpp
from aioxmpp import forms
from aioxmpp.pubsub import xso as pubsub_xso

from startalk_desktop.model.failure import Failure, FailureCode
from startalk_desktop.model.jid import Jid
from startalk_desktop.xmpp import namespaces as ns
from startalk_desktop.xmpp.addresses import to_wire
from startalk_desktop.xmpp.context import SessionContext
from startalk_desktop.xmpp.errors import RequestFailed
from startalk_desktop.xmpp.stanza_tree import XmlNode

_EVENT: Final = f"{{{ns.PUBSUB_EVENT}}}event"
_EVENT_ITEMS: Final = f"{{{ns.PUBSUB_EVENT}}}items"
_EVENT_ENDS: Final = frozenset({f"{{{ns.PUBSUB_EVENT}}}delete", f"{{{ns.PUBSUB_EVENT}}}purge"})
_EVENT_SUBSCRIPTION: Final = f"{{{ns.PUBSUB_EVENT}}}subscription"
_EVENT_ITEM: Final = f"{{{ns.PUBSUB_EVENT}}}item"
_EVENT_RETRACT: Final = f"{{{ns.PUBSUB_EVENT}}}retract"
_NODE_CONFIG: Final = "http://jabber.org/protocol/pubsub#node_config"
_PUBLISH_OPTIONS: Final = "http://jabber.org/protocol/pubsub#publish-options"


@dataclass(frozen=True, slots=True)
class PublishedItem:
    """An item of a node. `payload` is an element tree, or aioxmpp's object where it knows the payload's kind."""

    id: str
    payload: Any


@dataclass(frozen=True, slots=True)
class NodeEvent:
    """What a service announces of one of its nodes.

    `announced` are items that came without their payloads; `is_emptied`: the node was deleted or purged;
    `is_unsubscribed`: it is announced to us no more.
    """

    node: str
    published: tuple[tuple[str, Element], ...] = ()
    retracted: tuple[str, ...] = ()
    announced: tuple[str, ...] = ()
    is_emptied: bool = False
    is_unsubscribed: bool = False


def read_event(message: Element) -> NodeEvent | None:
    """The event in `message`; who sent it has to be judged by the caller."""
    event = message.find(_EVENT)
    if event is None:
        return None
    for part in event:
        if part.tag in _EVENT_ENDS:
            return NodeEvent(part.get("node", ""), is_emptied=True)
        if part.tag == _EVENT_SUBSCRIPTION and part.get("subscription") == "none":
            return NodeEvent(part.get("node", ""), is_unsubscribed=True)
        if part.tag == _EVENT_ITEMS:
            return _items_event(part)
    return None


def _items_event(part: Element) -> NodeEvent:
    items = part.findall(_EVENT_ITEM)
    return NodeEvent(
        node=part.get("node", ""),
        published=tuple((item.get("id", ""), item[0]) for item in items if len(item) == 1),
        retracted=tuple(item.get("id", "") for item in part.iterfind(_EVENT_RETRACT)),
        announced=tuple(item.get("id", "") for item in items if not len(item)),
    )


class PubSub:
    """Requests to a service, or, where `service` is the own address, to the own account.

    Every method raises `RequestFailed`: the service refused, or has no such node (condition ``item-not-found``).
    """

    def __init__(self, context: SessionContext) -> None:
        self._context = context

    async def items(
        self, service: Jid, node: str, ids: Sequence[str] = (), newest: int | None = None
    ) -> tuple[PublishedItem, ...]:
        """The items of `node`: those with `ids`, or the `newest` so many, or all that the service gives."""
        wanted = pubsub_xso.Items(node, max_items=newest)
        wanted.items.extend(pubsub_xso.Item(item_id) for item_id in ids)
        answer = await self._ask(aioxmpp.IQType.GET, service, pubsub_xso.Request(wanted))
        found = answer.payload if isinstance(answer, pubsub_xso.Request) else None
        if not isinstance(found, pubsub_xso.Items) or found.node != node:
            detail = f"{service} answered with something else than items of {node}"
            raise RequestFailed(Failure(FailureCode.SERVER_ERROR, detail))
        return tuple(
            PublishedItem(item.id_ or "", payload)
            for item in found.items
            if (payload := _payload(item)) is not None
        )

    async def publish(
        self, service: Jid, node: str, item_id: str, payload: XmlNode, options: Mapping[str, str]
    ) -> None:
        """Publish one item. The node must have, or gets, what `options` say (section 7.1.5)."""
        item = pubsub_xso.Item(item_id)
        item.unregistered_payload.append(payload)
        publish = pubsub_xso.Publish()
        publish.node = node
        publish.item = item
        request = pubsub_xso.Request(publish)
        if options:
            request.publish_options = pubsub_xso.PublishOptions()
            request.publish_options.data = _form(_PUBLISH_OPTIONS, options)
        await self._ask(aioxmpp.IQType.SET, service, request)

    async def configure(self, service: Jid, node: str, config: Mapping[str, str]) -> None:
        """Make `node` be as `config` says; it is created if need be (sections 8.1.3 and 8.2)."""
        form = _form(_NODE_CONFIG, config)
        creation = pubsub_xso.Create()
        creation.node = node
        create = pubsub_xso.Request(creation)
        create.configure = pubsub_xso.Configure()
        create.configure.data = form
        try:
            await self._ask(aioxmpp.IQType.SET, service, create)
        except RequestFailed as error:
            if error.condition != "conflict":
                raise
            change = pubsub_xso.OwnerConfigure(node=node)
            change.data = form
            await self._ask(aioxmpp.IQType.SET, service, pubsub_xso.OwnerRequest(change))

    async def retract(self, service: Jid, node: str, item_id: str) -> None:
        """Take one item away and tell the subscribers."""
        retract = pubsub_xso.Retract()
        retract.node = node
        retract.item = pubsub_xso.Item(item_id)
        retract.notify = True
        await self._ask(aioxmpp.IQType.SET, service, pubsub_xso.Request(retract))

    async def subscribe(self, service: Jid, node: str) -> None:
        """Follow `node` with the bare own address, so that there is one subscription for all devices and sessions."""
        subscribe = pubsub_xso.Subscribe(to_wire(self._context.own), node=node)
        await self._ask(aioxmpp.IQType.SET, service, pubsub_xso.Request(subscribe))

    async def _ask(self, kind: aioxmpp.IQType, service: Jid, payload: object) -> Any:
        to = None if service == self._context.own else to_wire(service)
        return await self._context.request(aioxmpp.IQ(type_=kind, to=to, payload=payload))


def _payload(item: pubsub_xso.Item) -> Any:
    if item.registered_payload is not None:
        return item.registered_payload
    return item.unregistered_payload[0] if len(item.unregistered_payload) else None


def _form(kind: str, values: Mapping[str, str]) -> forms.Data:
    form = forms.Data(type_=forms.DataType.SUBMIT)
    form.fields.append(forms.Field(type_=forms.FieldType.HIDDEN, var="FORM_TYPE", values=[kind]))
    for name, value in values.items():
        form.fields.append(forms.Field(type_=None, var=name, values=[value]))
    return form
