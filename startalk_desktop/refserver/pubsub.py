"""Publish-subscribe (XEP-0060): the engine of nodes, and the service at `pubsub.<domain>`.

`pep` puts the same engine behind every account (XEP-0163).
"""

from __future__ import annotations

import uuid
from collections.abc import Awaitable, Callable, Iterable
from copy import deepcopy

from . import namespaces as ns
from .checks import found, read_number, require
from .domain import Domain
from .forms import Answers, submitted
from .iq import Component, IqContext, IqHandlers, Service
from .jid import InvalidJidError, Jid, jid_of
from .pubsub_store import MOST_ITEMS, Item, Node, NodeConfig, PubSubStore
from .stanza import (
    E,
    Element,
    StanzaError,
    child,
    elements,
    local_name,
    message_from,
    parse,
    serialise,
)

_MOST_IDS_AT_ONCE = 1000
_MOST_BYTES_AT_ONCE = 4 * 1024 * 1024
_MOST_NODES = 1000  # of one service
_LONGEST_NAME = 1023
_MOST_SUBSCRIBERS = 10_000  # of one domain, to one node
_FEATURES = (
    "access-open access-presence access-whitelist auto-create config-node config-node-max"
    " create-and-configure create-nodes delete-items delete-nodes item-ids last-published"
    " member-affiliation modify-affiliations outcast-affiliation persistent-items publish"
    " publish-options publisher-affiliation retract-items retrieve-items subscribe"
)
_AFFILIATIONS = ("owner", "publisher", "member", "outcast", "none")

Operation = Callable[[IqContext, Element], Awaitable[Element | None]]
NodeOperation = Callable[[IqContext, Element, Node], Awaitable[Element | None]]


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

    def is_known_to(self, _node: Node, _who: Jid) -> bool:
        """Whether `who` may learn that there is such a node."""
        return True

    def is_contact(self, _service: Jid, _who: Jid) -> bool:
        """Whether `who` sees the presence of the owner, for the access model "presence"."""
        return False

    def audience(self, node: Node) -> list[Jid]:
        """Who is told of changes: subscribers that may still read."""
        return [jid for jid in node.subscribers if self.may_read(node, jid)]

    # Registration

    def serve(self, service: Service) -> None:
        """Answer the pubsub requests to `service`, and list its nodes."""

        def on_node(do: NodeOperation, check: Callable[[Node, Jid], None]) -> Operation:
            """An operation on a node that exists, by who passes the check."""

            async def operate(context: IqContext, part: Element) -> Element | None:
                node = self._find(context, part.get("node"))
                check(node, context.sender)
                return await do(context, part, node)

            return operate

        own, read = self._check_own, self.check_read
        operations: dict[tuple[str | None, str], Operation] = {
            ("get", f"{{{ns.PUBSUB}}}items"): on_node(self._retrieve, read),
            ("set", f"{{{ns.PUBSUB}}}create"): self._create,
            ("set", f"{{{ns.PUBSUB}}}publish"): self._publish,
            ("set", f"{{{ns.PUBSUB}}}retract"): on_node(self._retract, self._check_publish),
            ("set", f"{{{ns.PUBSUB}}}subscribe"): on_node(self._subscribe, read),
            ("set", f"{{{ns.PUBSUB}}}unsubscribe"): on_node(self._unsubscribe, lambda *_: None),
            ("get", f"{{{ns.PUBSUB_OWNER}}}configure"): on_node(self._show_config, own),
            ("set", f"{{{ns.PUBSUB_OWNER}}}configure"): on_node(self._configure, own),
            ("set", f"{{{ns.PUBSUB_OWNER}}}delete"): on_node(self._delete, own),
            ("get", f"{{{ns.PUBSUB_OWNER}}}affiliations"): on_node(self._show_affiliations, own),
            ("set", f"{{{ns.PUBSUB_OWNER}}}affiliations"): on_node(self._affiliate, own),
        }

        async def answer(context: IqContext) -> Element | None:
            """Do what one of the request's children asks for, and tell what comes of it."""
            for part in elements(context.payload):
                operation = operations.get((context.iq.get("type"), str(part.tag)))
                if operation is not None:
                    told = await operation(context, part)
                    return None if told is None else context.reply(told)
            raise StanzaError("feature-not-implemented", "no such pubsub request")

        requests: IqHandlers = {
            ("get", ns.PUBSUB, "pubsub"): answer,
            ("set", ns.PUBSUB, "pubsub"): answer,
            ("get", ns.PUBSUB_OWNER, "pubsub"): answer,
            ("set", ns.PUBSUB_OWNER, "pubsub"): answer,
            ("get", ns.DISCO_ITEMS, "query"): self._answer_items,
        }
        features = (f"{ns.PUBSUB}#{feature}" for feature in _FEATURES.split())
        service.serve(requests, ns.PUBSUB, *features)

    async def _answer_items(self, context: IqContext) -> Element:
        """The nodes that the asker may read, or the items of one of them (section 5)."""
        name, service = context.payload.get("node"), context.target.bare
        if name:
            node = self._find(context, name)
            self.check_read(node, context.sender)
            listed = [{"jid": service, "name": item.id} for item in self.store.items(node)]
        else:
            nodes = [
                each for each in self.store.nodes(service) if self.may_read(each, context.sender)
            ]
            listed = [{"jid": service, "node": node.name} for node in nodes]
        items = (E(ns.DISCO_ITEMS, "item", attributes) for attributes in listed)
        return E(ns.DISCO_ITEMS, "query", {"node": name}, *items)

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
        affiliation, model = node.affiliations.get(who.bare), node.config.access_model
        require(affiliation != "outcast", "forbidden")
        if affiliation is not None or model == "open":
            return
        if model == "whitelist":
            raise pubsub_error("not-allowed", "closed-node")
        if not self.is_contact(node.service, who):
            raise pubsub_error("not-authorized", "presence-subscription-required")

    def _check_publish(self, node: Node, who: Jid) -> None:
        may_publish = node.affiliations.get(who.bare) in ("owner", "publisher")
        require(may_publish, "forbidden", "you may not publish to this node")

    def _check_own(self, node: Node, who: Jid) -> None:
        is_owner = node.affiliations.get(who.bare) == "owner"
        require(is_owner, "forbidden", "only an owner of the node may do this")

    def _find(self, context: IqContext, name: str | None) -> Node:
        """The node that a request is about, for those who may know of it."""
        if not name:
            raise pubsub_error("bad-request", "nodeid-required")
        node = self.store.find(context.target.bare, name)
        is_known = node is not None and self.is_known_to(node, context.sender)
        return found(node if is_known else None, f"there is no node {name[:80]!r}")

    # Nodes

    async def _create(self, context: IqContext, part: Element) -> Element:
        sent = child(context.payload, ns.PUBSUB, "configure")
        answers = None if sent is None else submitted(sent, NodeConfig.FORM_TYPE)
        name = part.get("node") or uuid.uuid4().hex
        self._check_create(context)  # before it is said what there is
        is_new = self.store.find(context.target.bare, name) is None
        require(is_new, "conflict", f"the node {name[:80]!r} exists")
        self._make(context, name, answers or {})
        return E(ns.PUBSUB, "create", {"node": name})

    def _make(self, context: IqContext, name: str, answers: Answers) -> Node:
        self._check_create(context)
        service = context.target.bare
        fits = len(name) <= _LONGEST_NAME and len(self.store.nodes(service)) < _MOST_NODES
        require(fits, "not-acceptable", "the name is too long, or there are too many nodes")
        owner = {context.sender.bare: "owner"}
        node = Node(service, name, self.default_config.changed(answers), owner)
        self.store.save(node)
        return node

    def _check_create(self, context: IqContext) -> None:
        may_create = self.may_create(context.target.bare, context.sender)
        require(may_create, "forbidden", "you may not create nodes here")

    async def _delete(self, _context: IqContext, _part: Element, node: Node) -> None:
        audience = self.audience(node)
        self.store.delete(node)
        await self._notify(node, audience, E(ns.PUBSUB_EVENT, "delete", {"node": node.name}))

    async def _show_config(self, _context: IqContext, _part: Element, node: Node) -> Element:
        return E(ns.PUBSUB_OWNER, "configure", {"node": node.name}, node.config.to_form())

    async def _configure(self, _context: IqContext, part: Element, node: Node) -> None:
        answers = submitted(part, NodeConfig.FORM_TYPE)
        if answers is not None:  # a cancelled form is fine too
            node.config = node.config.changed(answers)
            self.store.save(node)

    async def _show_affiliations(self, _context: IqContext, _part: Element, node: Node) -> Element:
        listed = ({"jid": who, "affiliation": has} for who, has in node.affiliations.items())
        entries = (E(ns.PUBSUB_OWNER, "affiliation", attributes) for attributes in listed)
        return E(ns.PUBSUB_OWNER, "affiliations", {"node": node.name}, *entries)

    async def _affiliate(self, _context: IqContext, part: Element, node: Node) -> None:
        changes = {jid_of(entry).bare: entry.get("affiliation", "") for entry in elements(part)}
        is_sound = bool(changes) and set(changes.values()) <= set(_AFFILIATIONS)
        require(is_sound, "bad-request", f"each entry needs one of {', '.join(_AFFILIATIONS)}")
        after = {who: has for who, has in {**node.affiliations, **changes}.items() if has != "none"}
        require("owner" in after.values(), "not-acceptable", "a node must keep an owner")
        node.affiliations = after
        self.store.save(node)

    # Items

    async def _publish(self, context: IqContext, part: Element) -> Element:
        service, name, item = context.target.bare, part.get("node"), _read_item(part)
        options = child(context.payload, ns.PUBSUB, "publish-options")
        form_type = ns.PUBSUB + "#publish-options"
        answers = (None if options is None else submitted(options, form_type)) or {}
        node = self.store.find(service, name) if name else None
        if node is None and name and self.may_create(service, context.sender):
            node = self._make(context, name, answers)
        if node is None or not self.is_known_to(node, context.sender):
            node = self._find(context, name)
        self._check_publish(node, context.sender)
        if node.config.changed(answers) != node.config:
            text = "the node is configured otherwise"
            raise pubsub_error("conflict", "precondition-not-met", text)
        await self.put(node, item)
        return E(ns.PUBSUB, "publish", {"node": name}, E(ns.PUBSUB, "item", {"id": item.id}))

    async def put(self, node: Node, item: Item) -> None:
        """Store an item, and tell of it."""
        self.store.publish(node, item)
        await self._notify(node, self.audience(node), _items_event(node, item))

    async def _retract(self, _context: IqContext, part: Element, node: Node) -> None:
        ids = _item_ids(part)
        if not ids:
            raise pubsub_error("bad-request", "item-required")
        gone = [id_ for id_ in ids if self.store.retract(node, id_)]
        require(bool(gone), "item-not-found", "the node has no such item")
        retracted = (E(ns.PUBSUB_EVENT, "retract", {"id": id_}) for id_ in gone)
        event = E(ns.PUBSUB_EVENT, "items", {"node": node.name}, *retracted)
        await self._notify(node, self.audience(node), event)

    async def _retrieve(self, _context: IqContext, part: Element, node: Node) -> Element:
        newest = read_number("max_items", part.get("max_items", str(MOST_ITEMS)))
        items = self.store.items(node, _item_ids(part)[:_MOST_IDS_AT_ONCE], newest)
        is_bearable = sum(len(item.payload) for item in items) <= _MOST_BYTES_AT_ONCE
        require(is_bearable, "policy-violation", "that is too much at once: ask for fewer items")
        shown = (E(ns.PUBSUB, "item", {"id": id_}, parse(xml)) for id_, xml in items)
        return E(ns.PUBSUB, "items", {"node": node.name}, *shown)

    # Subscriptions and events

    async def _subscribe(self, context: IqContext, part: Element, node: Node) -> Element:
        who = _own_address(context, part)
        like = sum(each.domain == who.domain for each in node.subscribers)
        has_room = who in node.subscribers or like < _MOST_SUBSCRIBERS
        require(has_room, "resource-constraint", "too many follow this node already")
        node.subscribers[who] = None
        self.store.save(node)
        if node.config.send_last_published_item != "never":
            await self.send_last_item(node, who)
        attributes = {"node": node.name, "jid": who, "subscription": "subscribed"}
        return E(ns.PUBSUB, "subscription", attributes)

    async def _unsubscribe(self, context: IqContext, part: Element, node: Node) -> None:
        who = _own_address(context, part)
        if who not in node.subscribers:
            raise pubsub_error("unexpected-request", "not-subscribed")
        del node.subscribers[who]
        self.store.save(node)

    async def let_go(self, node: Node, gone: Iterable[Jid]) -> None:
        """End subscriptions, and tell whose they were (XEP-0060 section 8.8.4)."""
        gone = [who for who in gone if node.subscribers.pop(who, who) is None]
        if gone:
            self.store.save(node)
        for who in gone:
            attributes = {"node": node.name, "jid": who, "subscription": "none"}
            await self._notify(node, [who], E(ns.PUBSUB_EVENT, "subscription", attributes))

    async def send_last_item(self, node: Node, to: Jid) -> None:
        """Tell one address the newest item."""
        for item in self.store.items(node, newest=1):
            await self._notify(node, [to], _items_event(node, item))

    async def _notify(self, node: Node, audience: Iterable[Jid], event: Element) -> None:
        for jid in audience:
            told = E(ns.PUBSUB_EVENT, "event", None, deepcopy(event))
            await self.domain.route(message_from(node.service, jid, "headline", told))


def _read_item(part: Element) -> Item:
    items = list(elements(part))
    if len(items) != 1:
        raise pubsub_error("bad-request", "item-required" if not items else "invalid-payload")
    payloads = list(elements(items[0]))
    if len(payloads) != 1:
        raise pubsub_error("bad-request", "invalid-payload" if payloads else "payload-required")
    id_ = items[0].get("id") or uuid.uuid4().hex
    fits = len(id_) <= _LONGEST_NAME
    require(fits, "not-acceptable", f"an item's id has at most {_LONGEST_NAME} characters")
    return Item(id_, serialise(payloads[0]))


def _item_ids(part: Element) -> list[str]:
    return [item.get("id", "") for item in elements(part)]


def _items_event(node: Node, item: Item) -> Element:
    payload = parse(item.payload) if node.config.deliver_payloads else None
    told = E(ns.PUBSUB_EVENT, "item", {"id": item.id}, payload)
    return E(ns.PUBSUB_EVENT, "items", {"node": node.name}, told)


def _own_address(context: IqContext, part: Element) -> Jid:
    try:
        who = jid_of(part)
    except InvalidJidError as error:
        raise pubsub_error("bad-request", "invalid-jid", error.text) from error
    if who not in (context.sender, context.sender.bare):
        raise pubsub_error("bad-request", "invalid-jid", "subscribe with your own address")
    return who


class _ServiceEngine(NodeEngine):
    """The nodes of the domain: of those, a linked domain sees what is meant for it."""

    def is_known_to(self, node: Node, who: Jid) -> bool:
        """For strangers, all nodes but one don't exist."""
        return who.domain == self.domain.name or node.name == ns.ORG_LINKED

    def may_read(self, node: Node, who: Jid) -> bool:
        """As for everybody who may know of it."""
        return self.is_known_to(node, who) and super().may_read(node, who)


class PubSub(Component):
    """The publish-subscribe service of a domain."""

    def __init__(self, domain: Domain) -> None:
        super().__init__(domain, "pubsub", "service", "Publish-subscribe")
        self.engine = _ServiceEngine(domain)
        self.engine.serve(self)

    async def receive(self, stanza: Element, sender: Jid, to: Jid) -> None:
        """As a component; whom an event can't reach is told of no more."""
        if local_name(stanza) == "message" and stanza.get("type") == "error":
            error = child(stanza, ns.CLIENT, "error")
            node = self._linked_node()
            if node is not None and error is not None and error.get("type") != "wait":
                node.subscribers.pop(sender, None)
                self.engine.store.save(node)
        else:
            await super().receive(stanza, sender, to)

    def _linked_node(self) -> Node | None:
        return self.engine.store.find(Jid("", f"pubsub.{self.domain.name}"), ns.ORG_LINKED)

    async def let_go(self, is_gone: Callable[[Jid], bool]) -> None:
        """End what others follow of the linked tree, as a link ends."""
        node = self._linked_node()
        if node is not None:
            await self.engine.let_go(node, [who for who in node.subscribers if is_gone(who)])

    async def publish(
        self, name: str, id_: str, payload: Element, *, is_anew: bool = False
    ) -> None:
        """Publish in the name of the domain, on a node that is made if need be; nothing if it is there already.

        With `is_anew` it is told once more.
        """
        store, service = self.engine.store, Jid("", f"pubsub.{self.domain.name}")
        node = store.find(service, name)
        if node is None:
            config = NodeConfig(max_items=1, send_last_published_item="never")  # docs/xep-links.md
            node = Node(service, name, config, {self.domain.jid: "owner"})
            store.save(node)
        item = Item(id_, serialise(payload))
        if is_anew or item not in store.items(node, [id_]):
            await self.engine.put(node, item)


def install(domain: Domain) -> None:
    """Serve nodes at `pubsub.<domain>`."""
    domain.components[f"pubsub.{domain.name}"] = PubSub(domain)
