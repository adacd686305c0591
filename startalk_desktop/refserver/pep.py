"""Personal eventing (XEP-0163): every account is a pubsub service for those who see its presence.

Avatars (XEP-0084), bookmarks (XEP-0402) and the like are nodes here; the server knows none of them.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib

from . import namespaces as ns
from .domain import Domain
from .forms import field_values
from .jid import Jid, jid_of
from .pubsub import NodeEngine
from .pubsub_store import Node, NodeConfig
from .stanza import E, Element, child

_MOST_KNOWN_CAPS = 10_000
_HASHES = {"sha-1": hashlib.sha1, "sha-256": hashlib.sha256}


class CapsCache:
    """What clients announce in their presence (XEP-0115): which nodes each wants to be notified of."""

    def __init__(self, domain: Domain) -> None:
        self._domain = domain
        self._proved: dict[tuple[str, str], frozenset[str]] = {}
        self._clients: dict[Jid, tuple[str, asyncio.Future[frozenset[str]]]] = {}

    async def wanted_nodes(self, account: Jid, presence: Element, client: Jid) -> frozenset[str]:
        """The nodes with `+notify` among the client's features; it is asked once, if need be."""
        caps = child(presence, ns.CAPS, "c")
        if caps is None:
            return frozenset()
        node, ver, method = (caps.get(name, "") for name in ("node", "ver", "hash"))
        if (method, ver) in self._proved:
            return self._proved[method, ver]
        known_ver, answer = self._clients.get(client, (None, None))
        if answer is None or known_ver != ver:
            answer = asyncio.get_running_loop().create_future()
            self._clients[client] = ver, answer
            info = await self._ask(account, client, f"{node}#{ver}")
            wanted = _notified(info)
            # Only what the hash proves may stand for other clients with the same hash.
            if verification_string(info, method) == ver and len(self._proved) < _MOST_KNOWN_CAPS:
                self._proved[method, ver] = wanted
            answer.set_result(wanted)
        return await answer

    def forget(self, client: Jid) -> None:
        """The client has gone."""
        self._clients.pop(client, None)

    async def _ask(self, account: Jid, client: Jid, node: str) -> Element:
        question = E(ns.DISCO_INFO, "query", {"node": node})
        addresses = {"type": "get", "from": account, "to": client}
        try:
            answer = await self._domain.ask(E(ns.CLIENT, "iq", addresses, question))
        except TimeoutError:
            return question  # which tells of no feature
        info = child(answer, ns.DISCO_INFO, "query")
        return question if info is None else info


def _features(info: Element) -> list[str]:
    return [feature.get("var", "") for feature in info.findall(f"{{{ns.DISCO_INFO}}}feature")]


def _notified(info: Element) -> frozenset[str]:
    wanted = (name for name in _features(info) if name.endswith("+notify"))
    return frozenset(name.removesuffix("+notify") for name in wanted)


def verification_string(info: Element, method: str) -> str | None:
    """The `ver` of a disco#info result (XEP-0115 section 5.1); None for an unknown hash."""
    if method not in _HASHES:
        return None
    keys = ("category", "type", f"{{{ns.XML}}}lang", "name")
    identities = info.findall(f"{{{ns.DISCO_INFO}}}identity")
    parts = sorted("/".join(found.get(key, "") for key in keys) for found in identities)
    parts += sorted(_features(info))
    forms = [dict(field_values(found)) for found in info.findall(f"{{{ns.DATA_FORMS}}}x")]
    for fields in sorted(forms, key=lambda fields: fields.get("FORM_TYPE", [""])):
        parts += fields.pop("FORM_TYPE", [])
        for name in sorted(fields):
            parts += [name, *sorted(fields[name])]
    text = "".join(part + "<" for part in parts)
    return base64.b64encode(_HASHES[method](text.encode()).digest()).decode()


class PepEngine(NodeEngine):
    """The nodes of accounts; interested resources of contacts are told without subscribing."""

    default_config = NodeConfig(
        access_model="presence", max_items=1, send_last_published_item="on_sub_and_presence"
    )

    def __init__(self, domain: Domain) -> None:
        super().__init__(domain)
        self._caps = CapsCache(domain)
        # For each account: the clients whose presence it gets, with the nodes that they want.
        self._clients: dict[Jid, dict[Jid, frozenset[str]]] = {}

    def may_create(self, service: Jid, who: Jid) -> bool:
        """Only the account itself has nodes."""
        return who.bare == service

    def is_contact(self, service: Jid, who: Jid) -> bool:
        """Subscribers of the account's presence are contacts."""
        return self.domain.roster.is_seen_by(service, who)

    def audience(self, node: Node) -> list[Jid]:
        """Interested clients that may read the node, and who subscribed in so many words."""
        interested = [
            client
            for client, wanted in self._clients.get(node.service, {}).items()
            if node.name in wanted and self.may_read(node, client)
        ]
        return list(dict.fromkeys([*interested, *super().audience(node)]))

    async def observe(self, account: Jid, presence: Element) -> None:
        """Learn of a client's coming, going and interests."""
        client = jid_of(presence, "from")
        if not client.resource:
            return
        clients = self._clients.setdefault(account, {})
        if presence.get("type") is None:
            self.domain.tasks.start(self._welcome(account, presence, client), f"caps of {client}")
        else:
            clients.pop(client, None)
            self._caps.forget(client)

    async def _welcome(self, account: Jid, presence: Element, client: Jid) -> None:
        clients = self._clients[account]
        before = clients.setdefault(client, frozenset())
        wanted = await self._caps.wanted_nodes(account, presence, client)
        if client not in clients:
            return  # gone while it was asked
        clients[client] = wanted
        for name in sorted(wanted - before):
            node = self.store.find(account, name)
            if node is None or not self.may_read(node, client):
                continue
            if node.config.send_last_published_item == "on_sub_and_presence":
                await self.send_last_item(node, client)


def install(domain: Domain) -> None:
    """Make every account of `domain` a pubsub service."""
    engine = PepEngine(domain)
    engine.serve(domain.account)
    domain.account.identities.append({"category": "pubsub", "type": "pep", "name": None})
    domain.presence_observers.append(engine.observe)
