"""Publish-subscribe (XEP-0060): the engine of nodes, and the service at `pubsub.<domain>`.

`pep` puts the same engine behind every account (XEP-0163).
"""

from __future__ import annotations

import uuid
from collections.abc import Awaitable, Callable, Iterable

from lxml import etree

from startalk_desktop.refserver import namespaces as ns
from startalk_desktop.refserver.domain import Domain
from startalk_desktop.refserver.forms import Answers, Field, form, submitted
from startalk_desktop.refserver.iq import IqContext, IqKind, Service
from startalk_desktop.refserver.jid import InvalidJidError, Jid
from startalk_desktop.refserver.pubsub_store import NODE_FORM, Item, NodeConfig, PubSubStore
from startalk_desktop.refserver.rsm import PageRequest, page_of
from startalk_desktop.refserver.stanza import E, Element, StanzaError, child, serialise

PUBLISH_OPTIONS = ns.PUBSUB + "#publish-options"
_MOST_ITEMS_AT_ONCE = 1000
_LONGEST_NAME = 1023
_FEATURES = (
    "access-open access-presence access-whitelist auto-create config-node create-and-configure"
    " create-nodes delete-items delete-nodes item-ids last-published manage-affiliations"
    " manage-subscriptions member-affiliation meta-data modify-affiliations multi-items"
    " outcast-affiliation persistent-items publish publish-options publisher-affiliation"
    " purge-nodes retract-items retrieve-affiliations retrieve-default retrieve-items"
    " retrieve-subscriptions rsm subscribe"
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
        return self.domain.accounts.exists(who.local) if who.domain == self.domain.name else False

    def is_contact(self, _service: Jid, _who: Jid) -> bool:
        """Whether `who` sees the presence of the owner, for the access model "presence"."""
        return False

    def affiliation(self, service: Jid, node: str, who: Jid) -> str:
        """What `who` is to a node: owner, publisher, member, outcast or none."""
        return self.store.affiliations(service, node).get(who.bare, "none")

    def audience(self, service: Jid, node: str) -> Iterable[Jid]:
        """Who is told of changes."""
        return self.store.subscribers(service, node)

    # Registration

    def serve(self, service: Service) -> None:
        """Answer the pubsub requests to `service`."""
        asked: dict[str, Operation] = {
            "items": self._retrieve,
            "subscriptions": self._own_subscriptions,
            "affiliations": self._own_affiliations,
            "default": self._default,
        }
        ordered: dict[str, Operation] = {
            "create": self._create,
            "publish": self._publish,
            "retract": self._retract,
            "subscribe": self._subscribe,
            "unsubscribe": self._unsubscribe,
        }
        owner_asked: dict[str, Operation] = {
            "configure": self._configuration,
            "default": self._default,
            "affiliations": self._affiliations,
            "subscriptions": self._subscriptions,
        }
        owner_ordered: dict[str, Operation] = {
            "configure": self._configure,
            "delete": self._delete,
            "purge": self._purge,
            "affiliations": self._affiliate,
        }
        self._dispatch(service, "get", ns.PUBSUB, asked)
        self._dispatch(service, "set", ns.PUBSUB, ordered)
        self._dispatch(service, "get", ns.PUBSUB_OWNER, owner_asked)
        self._dispatch(service, "set", ns.PUBSUB_OWNER, owner_ordered)
        service.add_feature(ns.PUBSUB)
        for feature in _FEATURES.split():
            service.add_feature(f"{ns.PUBSUB}#{feature}")

    def _dispatch(
        self, service: Service, kind: IqKind, namespace: str, operations: dict[str, Operation]
    ) -> None:
        async def answer(context: IqContext) -> Element | None:
            for part in context.payload.iterchildren("*"):
                name = etree.QName(part)
                if name.namespace == namespace and name.localname in operations:
                    return await operations[name.localname](context, part)
            raise StanzaError("feature-not-implemented", "no such pubsub request")

        service.on_iq(kind, f"{{{namespace}}}pubsub", answer)

    # Permission

    def may_read(self, service: Jid, node: str, config: NodeConfig, who: Jid) -> bool:
        """Whether the node's access model lets `who` in."""
        try:
            self.check_read(service, node, config, who)
        except StanzaError:
            return False
        return True

    def check_read(self, service: Jid, node: str, config: NodeConfig, who: Jid) -> None:
        """Raise the error that XEP-0060 section 6.5.9 wants for those who may not read."""
        affiliation = self.affiliation(service, node, who)
        if affiliation == "outcast":
            raise StanzaError("forbidden")
        if affiliation != "none" or config.access_model == "open":
            return
        if config.access_model == "presence":
            if not self.is_contact(service, who):
                raise pubsub_error("not-authorized", "presence-subscription-required")
        else:
            raise pubsub_error("not-allowed", "closed-node")

    def _open(self, context: IqContext, part: Element) -> tuple[Jid, str, NodeConfig]:
        service, node = context.target.bare, part.get("node")
        if not node:
            raise pubsub_error("bad-request", "nodeid-required")
        config = self.store.config(service, node)
        if config is None:
            raise StanzaError("item-not-found", f"there is no node {node[:80]!r}")
        return service, node, config

    def _open_as_owner(self, context: IqContext, part: Element) -> tuple[Jid, str, NodeConfig]:
        service, node, config = self._open(context, part)
        if self.affiliation(service, node, context.sender) != "owner":
            raise StanzaError("forbidden", "only an owner of the node may do this")
        return service, node, config

    def _check_publish(self, service: Jid, node: str, config: NodeConfig, who: Jid) -> None:
        affiliation = self.affiliation(service, node, who)
        if affiliation in ("owner", "publisher"):
            return
        subscribed = {who, who.bare} & self.store.subscribers(service, node).keys()
        if affiliation != "outcast" and (
            config.publish_model == "open" or (config.publish_model == "subscribers" and subscribed)
        ):
            return
        raise StanzaError("forbidden", "you may not publish to this node")

    # Nodes

    def create(self, service: Jid, node: str, owner: Jid, config: NodeConfig) -> None:
        """Create a node; raises `StanzaError` if it exists already."""
        if self.store.config(service, node) is not None:
            raise StanzaError("conflict", f"the node {node[:80]!r} exists")
        self.store.save(service, node, config)
        self.store.affiliate(service, node, owner.bare, "owner")

    async def _create(self, context: IqContext, part: Element) -> Element | None:
        service = context.target.bare
        if not self.may_create(service, context.sender):
            raise StanzaError("forbidden", "you may not create nodes here")
        node = part.get("node") or uuid.uuid4().hex
        if len(node) > _LONGEST_NAME:
            raise StanzaError(
                "not-acceptable", f"a node's name has at most {_LONGEST_NAME} characters"
            )
        sent = child(context.payload, ns.PUBSUB, "configure")
        answers = None if sent is None else submitted(sent, NODE_FORM.form_type)
        self.create(service, node, context.sender, self.default_config.changed(answers or {}))
        return E(ns.PUBSUB, "pubsub", {}, E(ns.PUBSUB, "create", {"node": node}))

    async def _delete(self, context: IqContext, part: Element) -> None:
        service, node, config = self._open_as_owner(context, part)
        audience = list(self.audience(service, node))
        self.store.delete(service, node)
        if config.notify_delete:
            await self._notify(service, audience, E(ns.PUBSUB_EVENT, "delete", {"node": node}))

    async def _purge(self, context: IqContext, part: Element) -> None:
        service, node, _config = self._open_as_owner(context, part)
        self.store.purge(service, node)
        event = E(ns.PUBSUB_EVENT, "purge", {"node": node})
        await self._notify(service, self.audience(service, node), event)

    async def _configuration(self, context: IqContext, part: Element) -> Element:
        _service, node, config = self._open_as_owner(context, part)
        shown = NODE_FORM.show(config)
        return E(
            ns.PUBSUB_OWNER, "pubsub", {}, E(ns.PUBSUB_OWNER, "configure", {"node": node}, shown)
        )

    async def _configure(self, context: IqContext, part: Element) -> None:
        service, node, config = self._open_as_owner(context, part)
        answers = submitted(part, NODE_FORM.form_type)
        if answers is not None:  # a cancelled form is fine too
            self.store.save(service, node, config.changed(answers))

    async def _default(self, _context: IqContext, part: Element) -> Element:
        namespace = etree.QName(part).namespace or ns.PUBSUB
        shown = NODE_FORM.show(self.default_config)
        return E(namespace, "pubsub", {}, E(namespace, "default", {}, shown))

    # Items

    async def _publish(self, context: IqContext, part: Element) -> Element:
        service, node = context.target.bare, part.get("node")
        if not node:
            raise pubsub_error("bad-request", "nodeid-required")
        item = _read_item(part)
        options = child(context.payload, ns.PUBSUB, "publish-options")
        answers = None if options is None else submitted(options, PUBLISH_OPTIONS)
        config = self.store.config(service, node)
        if config is None:
            if not self.may_create(service, context.sender):
                raise StanzaError("item-not-found", f"there is no node {node[:80]!r}")
            config = self.default_config.changed(answers or {})
            self.create(service, node, context.sender, config)
        self._check_publish(service, node, config, context.sender)
        _check_preconditions(config, answers or {})
        await self.publish(service, node, config, item)
        published = E(ns.PUBSUB, "publish", {"node": node}, E(ns.PUBSUB, "item", {"id": item.id}))
        return E(ns.PUBSUB, "pubsub", {}, published)

    async def publish(self, service: Jid, node: str, config: NodeConfig, item: Item) -> None:
        """Store an item and tell the audience."""
        self.store.publish(service, node, config, item)
        await self._notify(
            service, self.audience(service, node), _items_event(node, item, config.deliver_payloads)
        )

    async def _retract(self, context: IqContext, part: Element) -> None:
        service, node, config = self._open(context, part)
        self._check_publish(service, node, config, context.sender)
        ids = _item_ids(part)
        if not ids:
            raise pubsub_error("bad-request", "item-required")
        gone = [id_ for id_ in ids if self.store.retract(service, node, id_)]
        if not gone:
            raise StanzaError("item-not-found", "the node has no such item")
        if config.notify_retract or part.get("notify") in ("1", "true"):
            event = E(ns.PUBSUB_EVENT, "items", {"node": node})
            event.extend(E(ns.PUBSUB_EVENT, "retract", {"id": id_}) for id_ in gone)
            await self._notify(service, self.audience(service, node), event)

    async def _retrieve(self, context: IqContext, part: Element) -> Element:
        service, node, config = self._open(context, part)
        self.check_read(service, node, config, context.sender)
        described = None
        if ids := _item_ids(part):
            if len(ids) > _MOST_ITEMS_AT_ONCE:
                raise StanzaError(
                    "policy-violation", f"at most {_MOST_ITEMS_AT_ONCE} items at once"
                )
        else:
            cap = _MOST_ITEMS_AT_ONCE
            request = PageRequest.of(context.payload, cap=cap, usual=cap)
            ids = self.store.item_ids(service, node)
            if (newest := part.get("max_items")) is not None:
                if not newest.isdigit() or int(newest) < 1:
                    raise StanzaError("bad-request", "max_items must be a positive number")
                ids = ids[-int(newest) :]
            page, described = page_of(ids, request)
            ids = ids[page]
        found = E(ns.PUBSUB, "items", {"node": node})
        for item in self.store.items(service, node, ids):
            found.append(E(ns.PUBSUB, "item", {"id": item.id}, etree.fromstring(item.payload)))
        return E(ns.PUBSUB, "pubsub", {}, found, described)

    # Subscriptions

    async def _subscribe(self, context: IqContext, part: Element) -> Element:
        service, node, config = self._open(context, part)
        who = _own_address(context, part)
        self.check_read(service, node, config, context.sender)
        subid = self.store.subscribe(service, node, who)
        last = self.store.last_item(service, node)
        if last is not None and config.send_last_published_item != "never":
            await self._notify(service, [who], _items_event(node, last, config.deliver_payloads))
        attributes = {"node": node, "jid": str(who), "subid": subid, "subscription": "subscribed"}
        return E(ns.PUBSUB, "pubsub", {}, E(ns.PUBSUB, "subscription", attributes))

    async def _unsubscribe(self, context: IqContext, part: Element) -> None:
        service, node, _config = self._open(context, part)
        if not self.store.unsubscribe(service, node, _own_address(context, part)):
            raise pubsub_error("unexpected-request", "not-subscribed")

    async def _own_subscriptions(self, context: IqContext, part: Element) -> Element:
        service, only = context.target.bare, part.get("node")
        listed = E(ns.PUBSUB, "subscriptions", {"node": only})
        for node in [only] if only else self.store.nodes(service):
            for jid, subid in self.store.subscribers(service, node).items():
                if jid.bare == context.sender.bare:
                    attributes = {"node": node, "jid": str(jid), "subid": subid}
                    attributes["subscription"] = "subscribed"
                    listed.append(E(ns.PUBSUB, "subscription", attributes))
        return E(ns.PUBSUB, "pubsub", {}, listed)

    async def _subscriptions(self, context: IqContext, part: Element) -> Element:
        service, node, _config = self._open_as_owner(context, part)
        listed = E(ns.PUBSUB_OWNER, "subscriptions", {"node": node})
        for jid in self.store.subscribers(service, node):
            attributes = {"jid": str(jid), "subscription": "subscribed"}
            listed.append(E(ns.PUBSUB_OWNER, "subscription", attributes))
        return E(ns.PUBSUB_OWNER, "pubsub", {}, listed)

    # Affiliations

    async def _own_affiliations(self, context: IqContext, part: Element) -> Element:
        service, only = context.target.bare, part.get("node")
        listed = E(ns.PUBSUB, "affiliations", {"node": only})
        for node in [only] if only else self.store.nodes(service):
            affiliation = self.affiliation(service, node, context.sender)
            if affiliation != "none":
                attributes = {"node": node, "affiliation": affiliation}
                listed.append(E(ns.PUBSUB, "affiliation", attributes))
        return E(ns.PUBSUB, "pubsub", {}, listed)

    async def _affiliations(self, context: IqContext, part: Element) -> Element:
        service, node, _config = self._open_as_owner(context, part)
        listed = E(ns.PUBSUB_OWNER, "affiliations", {"node": node})
        for jid, affiliation in self.store.affiliations(service, node).items():
            attributes = {"jid": str(jid), "affiliation": affiliation}
            listed.append(E(ns.PUBSUB_OWNER, "affiliation", attributes))
        return E(ns.PUBSUB_OWNER, "pubsub", {}, listed)

    async def _affiliate(self, context: IqContext, part: Element) -> None:
        service, node, _config = self._open_as_owner(context, part)
        changes = {
            _read_jid(entry).bare: entry.get("affiliation", "")
            for entry in part.iterchildren(f"{{{ns.PUBSUB_OWNER}}}affiliation")
        }
        if not changes or set(changes.values()) - set(_AFFILIATIONS):
            raise StanzaError("bad-request", f"each entry needs one of {', '.join(_AFFILIATIONS)}")
        after = {**self.store.affiliations(service, node), **changes}
        if "owner" not in after.values():
            raise StanzaError("not-acceptable", "a node must keep an owner")
        for who, affiliation in changes.items():
            self.store.affiliate(service, node, who, affiliation)
        config = self.store.config(service, node)
        for who in self.store.subscribers(service, node):
            if config is not None and not self.may_read(service, node, config, who):
                self.store.unsubscribe(service, node, who)

    # Events

    async def send_last_item(self, service: Jid, node: str, config: NodeConfig, to: Jid) -> None:
        """Tell one address the newest item."""
        item = self.store.last_item(service, node)
        if item is not None:
            await self._notify(service, [to], _items_event(node, item, config.deliver_payloads))

    async def _notify(self, service: Jid, audience: Iterable[Jid], event: Element) -> None:
        for jid in list(audience):
            wrapped = E(ns.PUBSUB_EVENT, "event", {}, etree.fromstring(serialise(event)))
            addresses = {"from": str(service), "to": str(jid), "type": "headline"}
            await self.domain.route(
                E(ns.CLIENT, "message", {**addresses, "id": uuid.uuid4().hex}, wrapped)
            )


class PubSubComponent:
    """The pubsub service of a domain, with discovery of its nodes (XEP-0060 section 5)."""

    name = "Publish-subscribe"

    def __init__(self, domain: Domain, host: Jid) -> None:
        self._domain = domain
        self._host = host
        self.engine = NodeEngine(domain)
        self._service = Service()
        self.engine.serve(self._service)
        self._service.add_identity("pubsub", "service", self.name)
        self._service.add_items(self._items)
        self._service.on_iq("get", f"{{{ns.DISCO_INFO}}}query", self._answer_info)

    async def receive(self, stanza: Element, sender: Jid) -> None:
        """Answer an IQ; the service takes nothing else."""
        target = Jid.parse(stanza.get("to", ""))
        if stanza.tag != f"{{{ns.CLIENT}}}iq":
            if stanza.tag == f"{{{ns.CLIENT}}}message" and stanza.get("type") != "error":
                raise StanzaError("service-unavailable")
            return
        if target != self._host:
            raise StanzaError("item-not-found", f"the service's address is {self._host}")
        reply = await self._service.answer_stanza(stanza, sender, target)
        if reply is not None:
            await self._domain.route(reply)

    async def _answer_info(self, context: IqContext) -> Element:
        node = context.payload.get("node")
        if not node:
            return self._service.info()
        config = self.engine.store.config(self._host, node)
        if config is None:
            raise StanzaError("item-not-found", f"there is no node {node[:80]!r}")
        info = E(ns.DISCO_INFO, "query", {"node": node})
        info.append(E(ns.DISCO_INFO, "identity", {"category": "pubsub", "type": "leaf"}))
        info.append(E(ns.DISCO_INFO, "feature", {"var": ns.PUBSUB}))
        title = Field("pubsub#title", config.title)
        info.append(form("result", ns.PUBSUB + "#meta-data", [title]))
        return info

    def _items(self, context: IqContext) -> list[Element]:
        node, store = context.payload.get("node"), self.engine.store
        listed: list[dict[str, str | None]] = []
        for name in [node] if node else store.nodes(self._host):
            config = store.config(self._host, name)
            if config is None:
                raise StanzaError("item-not-found", f"there is no node {name[:80]!r}")
            if node:
                self.engine.check_read(self._host, name, config, context.sender)
                ids = store.item_ids(self._host, name)
                listed += [{"jid": str(self._host), "name": id_} for id_ in ids]
            elif self.engine.may_read(self._host, name, config, context.sender):
                title = config.title or None
                listed.append({"jid": str(self._host), "node": name, "name": title})
        return [E(ns.DISCO_ITEMS, "item", attributes) for attributes in listed]


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


def _items_event(node: str, item: Item, has_payload: bool) -> Element:
    payload = etree.fromstring(item.payload) if has_payload else None
    told = E(ns.PUBSUB_EVENT, "item", {"id": item.id}, payload)
    return E(ns.PUBSUB_EVENT, "items", {"node": node}, told)


def _check_preconditions(config: NodeConfig, answers: Answers) -> None:
    if config.changed(answers) != config:
        raise pubsub_error("conflict", "precondition-not-met", "the node is configured otherwise")


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
    domain.add_component(host, PubSubComponent(domain, Jid("", host)))
