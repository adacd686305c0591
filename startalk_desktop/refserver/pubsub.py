"""Publish-subscribe (XEP-0060): the engine of nodes, and the service at `pubsub.<domain>`.

`pep` puts the same engine behind every account (XEP-0163).
"""

from __future__ import annotations

import uuid
from collections.abc import Awaitable, Callable, Iterable, Mapping
from copy import deepcopy
from dataclasses import replace
from typing import Literal

from lxml import etree

from startalk_desktop.refserver import namespaces as ns
from startalk_desktop.refserver.domain import Domain
from startalk_desktop.refserver.forms import Answers, Field, form, submitted
from startalk_desktop.refserver.iq import Component, IqContext, IqHandler, Service
from startalk_desktop.refserver.jid import InvalidJidError, Jid
from startalk_desktop.refserver.pubsub_store import NODE_FORM, Item, Node, NodeConfig, PubSubStore
from startalk_desktop.refserver.rsm import PageRequest, page_of
from startalk_desktop.refserver.stanza import (
    E,
    Element,
    StanzaError,
    child,
    local_name,
    serialise,
)

PUBLISH_OPTIONS = ns.PUBSUB + "#publish-options"
_MOST_ITEMS_AT_ONCE = 1000
_MOST_BYTES_AT_ONCE = 4 * 1024 * 1024
_MOST_NODES = 1000  # of one service
_LONGEST_NAME = 1023
_FEATURES = (
    "access-open access-presence access-whitelist auto-create config-node config-node-max create-and-configure"
    " create-nodes delete-items delete-nodes item-ids last-published member-affiliation meta-data"
    " modify-affiliations outcast-affiliation persistent-items publish publish-options"
    " publisher-affiliation purge-nodes retract-items retrieve-items rsm subscribe"
)
_AFFILIATIONS = ("owner", "publisher", "member", "outcast", "none")

Operation = Callable[[IqContext, Element], Awaitable[Element | None]]


def pubsub_error(condition: str, specific: str, text: str = "") -> StanzaError:
    """An error with one of the specific conditions of XEP-0060 section 7.2 and others."""
    return StanzaError(condition, text, application=E(ns.PUBSUB_ERRORS, specific))


class NodeEngine:
    """Answers pubsub requests about the nodes of the queried bare address.

    What differs between a pubsub service and an account's nodes is in the methods that
    `pep.PepEngine` replaces.
    """

    default_config = NodeConfig()

    def __init__(self, domain: Domain) -> None:
        self.domain = domain
        self.store = PubSubStore(domain.database)

    # What PEP replaces

    def may_create(self, _service: Jid, who: Jid) -> bool:
        """Whether `who` may create nodes."""
        return who.domain == self.domain.name and self.domain.accounts.exists(who.local)

    def is_contact(self, _service: Jid, _who: Jid) -> bool:
        """Whether `who` sees the presence of the owner, for the access model "presence"."""
        return False

    def affiliation(self, node: Node, who: Jid) -> str:
        """What `who` is to a node: owner, publisher, member, outcast or none."""
        return self.store.affiliations(node).get(who.bare, "none")

    def audience(self, node: Node) -> list[Jid]:
        """Who is told of changes: subscribers that may still read."""
        return [jid for jid in self.store.subscribers(node) if self.may_read(node, jid)]

    # Registration

    def serve(self, service: Service) -> None:
        """Answer the pubsub requests to `service`."""
        operations: dict[tuple[Literal["get", "set"], str], dict[str, Operation]] = {
            ("get", ns.PUBSUB): {"items": self._retrieve},
            ("set", ns.PUBSUB): {
                "create": self._create,
                "publish": self._publish,
                "retract": self._retract,
                "subscribe": self._subscribe,
                "unsubscribe": self._unsubscribe,
            },
            ("get", ns.PUBSUB_OWNER): {
                "configure": self._show_config,
                "affiliations": self._show_affiliations,
            },
            ("set", ns.PUBSUB_OWNER): {
                "configure": self._configure,
                "delete": self._delete,
                "purge": self._purge,
                "affiliations": self._affiliate,
            },
        }
        for (kind, namespace), named in operations.items():
            service.serve({(kind, namespace, "pubsub"): _dispatcher(named)}, ns.PUBSUB)
        service.features.update(f"{ns.PUBSUB}#{feature}" for feature in _FEATURES.split())

    # Permission

    def may_read(self, node: Node, who: Jid) -> bool:
        """Whether the node's access model lets `who` in."""
        try:
            self.check_read(node, who)
        except StanzaError:
            return False
        return True

    def check_read(self, node: Node, who: Jid) -> None:
        """Raise the error that XEP-0060 section 6.5.9 wants for those who may not read."""
        affiliation, model = self.affiliation(node, who), node.config.access_model
        if affiliation == "outcast":
            raise StanzaError("forbidden")
        if affiliation != "none" or model == "open":
            return
        if model != "presence":
            raise pubsub_error("not-allowed", "closed-node")
        if not self.is_contact(node.service, who):
            raise pubsub_error("not-authorized", "presence-subscription-required")

    def find(self, service: Jid, name: str | None) -> Node:
        """A node by its name; raises `StanzaError`."""
        if not name:
            raise pubsub_error("bad-request", "nodeid-required")
        node = self.store.find(service, name)
        if node is None:
            raise StanzaError("item-not-found", f"there is no node {name[:80]!r}")
        return node

    def _find_owned(self, context: IqContext, part: Element) -> Node:
        node = self.find(context.target.bare, part.get("node"))
        if self.affiliation(node, context.sender) != "owner":
            raise StanzaError("forbidden", "only an owner of the node may do this")
        return node

    def _check_publish(self, node: Node, who: Jid) -> None:
        affiliation, model = self.affiliation(node, who), node.config.publish_model
        if affiliation in ("owner", "publisher"):
            return
        if affiliation != "outcast" and model == "open":
            return
        if model == "subscribers" and {who, who.bare} & set(self.audience(node)):
            return
        raise StanzaError("forbidden", "you may not publish to this node")

    # Nodes

    async def _create(self, context: IqContext, part: Element) -> Element:
        sent = child(context.payload, ns.PUBSUB, "configure")
        answers = None if sent is None else submitted(sent, NODE_FORM.form_type)
        name = part.get("node") or uuid.uuid4().hex
        if self.store.find(context.target.bare, name) is not None:
            raise StanzaError("conflict", f"the node {name[:80]!r} exists")
        self._make(context, name, answers or {})
        return E(ns.PUBSUB, "pubsub", {}, E(ns.PUBSUB, "create", {"node": name}))

    def _make(self, context: IqContext, name: str, answers: Answers) -> Node:
        service = context.target.bare
        if not self.may_create(service, context.sender):
            raise StanzaError("forbidden", "you may not create nodes here")
        if len(name) > _LONGEST_NAME or len(self.store.nodes(service)) >= _MOST_NODES:
            raise StanzaError("not-acceptable", "the name is too long, or there are too many nodes")
        node = Node(service, name, self.default_config.changed(answers))
        self.store.save(node)
        self.store.affiliate(node, context.sender.bare, "owner")
        return node

    async def _delete(self, context: IqContext, part: Element) -> None:
        node = self._find_owned(context, part)
        audience = self.audience(node)
        self.store.delete(node)
        if node.config.notify_delete:
            await self._notify(node, audience, E(ns.PUBSUB_EVENT, "delete", {"node": node.name}))

    async def _purge(self, context: IqContext, part: Element) -> None:
        node = self._find_owned(context, part)
        self.store.purge(node)
        event = E(ns.PUBSUB_EVENT, "purge", {"node": node.name})
        await self._notify(node, self.audience(node), event)

    async def _show_config(self, context: IqContext, part: Element) -> Element:
        node = self._find_owned(context, part)
        form = NODE_FORM.show(node.config)
        shown = E(ns.PUBSUB_OWNER, "configure", {"node": node.name}, form)
        return E(ns.PUBSUB_OWNER, "pubsub", {}, shown)

    async def _configure(self, context: IqContext, part: Element) -> None:
        node = self._find_owned(context, part)
        answers = submitted(part, NODE_FORM.form_type)
        if answers is not None:  # a cancelled form is fine too
            self.store.save(replace(node, config=node.config.changed(answers)))

    # Items

    async def _publish(self, context: IqContext, part: Element) -> Element:
        service, name, item = context.target.bare, part.get("node"), _read_item(part)
        options = child(context.payload, ns.PUBSUB, "publish-options")
        answers = None if options is None else submitted(options, PUBLISH_OPTIONS)
        node = self.store.find(service, name) if name else None
        if node is None and name and self.may_create(service, context.sender):
            node = self._make(context, name, answers or {})
        node = node or self.find(service, name)
        self._check_publish(node, context.sender)
        if node.config.changed(answers or {}) != node.config:
            text = "the node is configured otherwise"
            raise pubsub_error("conflict", "precondition-not-met", text)
        self.store.publish(node, item)
        await self._notify(node, self.audience(node), _items_event(node, item))
        published = E(ns.PUBSUB, "publish", {"node": name}, E(ns.PUBSUB, "item", {"id": item.id}))
        return E(ns.PUBSUB, "pubsub", {}, published)

    async def _retract(self, context: IqContext, part: Element) -> None:
        node = self.find(context.target.bare, part.get("node"))
        self._check_publish(node, context.sender)
        ids = _item_ids(part)
        if not ids:
            raise pubsub_error("bad-request", "item-required")
        gone = [id_ for id_ in ids if self.store.retract(node, id_)]
        if not gone:
            raise StanzaError("item-not-found", "the node has no such item")
        if node.config.notify_retract or part.get("notify") in ("1", "true"):
            event = E(ns.PUBSUB_EVENT, "items", {"node": node.name})
            event.extend(E(ns.PUBSUB_EVENT, "retract", {"id": id_}) for id_ in gone)
            await self._notify(node, self.audience(node), event)

    async def _retrieve(self, context: IqContext, part: Element) -> Element:
        node = self.find(context.target.bare, part.get("node"))
        self.check_read(node, context.sender)
        ids, described = _item_ids(part)[:_MOST_ITEMS_AT_ONCE], None
        if not ids:
            most = _MOST_ITEMS_AT_ONCE
            request = PageRequest.of(context.payload, cap=most, usual=most)
            ids = self.store.item_ids(node)
            if (newest := part.get("max_items")) is not None:
                if not newest.isascii() or not newest.isdigit() or int(newest) < 1:
                    raise StanzaError("bad-request", "max_items must be a positive number")
                ids = ids[-int(newest) :]
            page, described = page_of(ids, request)
            ids = ids[page]
        found, items = E(ns.PUBSUB, "items", {"node": node.name}), self.store.items(node, ids)
        if sum(len(item.payload) for item in items) > _MOST_BYTES_AT_ONCE:
            raise StanzaError("policy-violation", "that is too much at once: ask for fewer items")
        for item in items:
            found.append(E(ns.PUBSUB, "item", {"id": item.id}, etree.fromstring(item.payload)))
        return E(ns.PUBSUB, "pubsub", {}, found, described)

    # People

    async def _subscribe(self, context: IqContext, part: Element) -> Element:
        node = self.find(context.target.bare, part.get("node"))
        who = _own_address(context, part)
        self.check_read(node, who)
        self.store.subscribe(node, who)
        if node.config.send_last_published_item != "never":
            await self.send_last_item(node, who)
        attributes = {"node": node.name, "jid": str(who), "subscription": "subscribed"}
        return E(ns.PUBSUB, "pubsub", {}, E(ns.PUBSUB, "subscription", attributes))

    async def _unsubscribe(self, context: IqContext, part: Element) -> None:
        node = self.find(context.target.bare, part.get("node"))
        if not self.store.unsubscribe(node, _own_address(context, part)):
            raise pubsub_error("unexpected-request", "not-subscribed")

    async def _show_affiliations(self, context: IqContext, part: Element) -> Element:
        node = self._find_owned(context, part)
        listed = E(ns.PUBSUB_OWNER, "affiliations", {"node": node.name})
        for jid, affiliation in self.store.affiliations(node).items():
            attributes = {"jid": str(jid), "affiliation": affiliation}
            listed.append(E(ns.PUBSUB_OWNER, "affiliation", attributes))
        return E(ns.PUBSUB_OWNER, "pubsub", {}, listed)

    async def _affiliate(self, context: IqContext, part: Element) -> None:
        node = self._find_owned(context, part)
        entries = part.iterchildren(f"{{{ns.PUBSUB_OWNER}}}affiliation")
        changes = {_read_jid(entry).bare: entry.get("affiliation", "") for entry in entries}
        if not changes or set(changes.values()) - set(_AFFILIATIONS):
            raise StanzaError("bad-request", f"each entry needs one of {', '.join(_AFFILIATIONS)}")
        if "owner" not in {**self.store.affiliations(node), **changes}.values():
            raise StanzaError("not-acceptable", "a node must keep an owner")
        for who, affiliation in changes.items():
            self.store.affiliate(node, who, affiliation)

    # Events

    async def send_last_item(self, node: Node, to: Jid) -> None:
        """Tell one address the newest item."""
        item = self.store.last_item(node)
        if item is not None:
            await self._notify(node, [to], _items_event(node, item))

    async def _notify(self, node: Node, audience: Iterable[Jid], event: Element) -> None:
        for jid in audience:
            wrapped = E(ns.PUBSUB_EVENT, "event", {}, deepcopy(event))
            addresses = {"from": str(node.service), "to": str(jid), "type": "headline"}
            attributes = {**addresses, "id": uuid.uuid4().hex}
            await self.domain.route(E(ns.CLIENT, "message", attributes, wrapped))


class PubSubComponent(Component):
    """The pubsub service of a domain, with discovery of its nodes (XEP-0060 section 5)."""

    def __init__(self, domain: Domain, host: Jid) -> None:
        super().__init__(domain, "pubsub", "service", "Publish-subscribe")
        self._host = host
        self._engine = NodeEngine(domain)
        self._engine.serve(self)
        self.items.append(self._items)
        self.serve({("get", ns.DISCO_INFO, "query"): self._answer_info})

    async def receive(self, stanza: Element, sender: Jid, to: Jid) -> None:
        """Answer an IQ; the service takes nothing else."""
        if to != self._host:
            raise StanzaError("item-not-found", f"the service's address is {self._host}")
        await super().receive(stanza, sender, to)

    async def _answer_info(self, context: IqContext) -> Element:
        name = context.payload.get("node")
        if not name:
            return self.info()
        node = self._engine.find(self._host, name)
        info = E(ns.DISCO_INFO, "query", {"node": name})
        info.append(E(ns.DISCO_INFO, "identity", {"category": "pubsub", "type": "leaf"}))
        info.append(E(ns.DISCO_INFO, "feature", {"var": ns.PUBSUB}))
        title = Field("pubsub#title", node.config.title)
        info.append(form("result", ns.PUBSUB + "#meta-data", [title]))
        return info

    def _items(self, context: IqContext) -> list[Element]:
        name, store = context.payload.get("node"), self._engine.store
        listed: list[dict[str, str | None]]
        if name:
            node = self._engine.find(self._host, name)
            self._engine.check_read(node, context.sender)
            listed = [{"jid": str(self._host), "name": id_} for id_ in store.item_ids(node)]
        else:
            listed = [
                {"jid": str(self._host), "node": node.name, "name": node.config.title or None}
                for node in store.nodes(self._host)
                if self._engine.may_read(node, context.sender)
            ]
        return [E(ns.DISCO_ITEMS, "item", attributes) for attributes in listed]


def _dispatcher(operations: Mapping[str, Operation]) -> IqHandler:
    """Answer by the operation that is named like one of the request's children."""

    async def answer(context: IqContext) -> Element | None:
        for part in context.payload.iterchildren("*"):
            if local_name(part) in operations:
                return await operations[local_name(part)](context, part)
        raise StanzaError("feature-not-implemented", "no such pubsub request")

    return answer


def _read_item(part: Element) -> Item:
    items = list(part.iterchildren(f"{{{ns.PUBSUB}}}item"))
    if len(items) != 1:
        raise pubsub_error("bad-request", "item-required" if not items else "invalid-payload")
    payloads = list(items[0].iterchildren("*"))
    if len(payloads) != 1:
        raise pubsub_error("bad-request", "invalid-payload" if payloads else "payload-required")
    id_ = items[0].get("id") or uuid.uuid4().hex
    if len(id_) > _LONGEST_NAME:
        raise StanzaError("not-acceptable", f"an item's id has at most {_LONGEST_NAME} characters")
    return Item(id_, serialise(payloads[0]))


def _item_ids(part: Element) -> list[str]:
    return [item.get("id", "") for item in part.iterchildren(f"{{{ns.PUBSUB}}}item")]


def _items_event(node: Node, item: Item) -> Element:
    payload = etree.fromstring(item.payload) if node.config.deliver_payloads else None
    told = E(ns.PUBSUB_EVENT, "item", {"id": item.id}, payload)
    return E(ns.PUBSUB_EVENT, "items", {"node": node.name}, told)


def _read_jid(entry: Element) -> Jid:
    try:
        return Jid.parse(entry.get("jid", ""))
    except InvalidJidError as error:
        raise pubsub_error("bad-request", "invalid-jid", str(error)) from error


def _own_address(context: IqContext, part: Element) -> Jid:
    who = _read_jid(part)
    if who not in (context.sender, context.sender.bare):
        raise pubsub_error("bad-request", "invalid-jid", "subscribe with your own address")
    return who


def install(domain: Domain) -> None:
    """Serve nodes at `pubsub.<domain>`."""
    host = f"pubsub.{domain.name}"
    domain.components[host] = PubSubComponent(domain, Jid("", host))
