"""What the owner of a publish-subscribe node sees and decides (XEP-0060 section 8)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import aioxmpp
from aioxmpp.disco import xso as disco_xso
from aioxmpp.pubsub import xso as pubsub_xso

from startalk_desktop.model.jid import Jid, JidError
from startalk_desktop.xmpp.addresses import to_model, to_wire
from startalk_desktop.xmpp.context import SessionContext


class NodeOwner:
    """Requests to a service about nodes that are the account's own.

    Every method raises `RequestFailed`: the account is no owner, or there is no such node (``item-not-found``).
    """

    def __init__(self, context: SessionContext) -> None:
        self._context = context

    async def config(self, service: Jid, node: str) -> Mapping[str, str]:
        """How the node is configured, by field (section 8.2)."""
        question = pubsub_xso.OwnerRequest(pubsub_xso.OwnerConfigure(node=node))
        answer = await self._ask(aioxmpp.IQType.GET, service, question)
        shown = getattr(answer, "payload", None)
        form = shown.data if isinstance(shown, pubsub_xso.OwnerConfigure) else None
        fields = form.fields if form is not None else ()
        return {field.var: "".join(field.values[:1]) for field in fields if field.var}

    async def item_ids(self, service: Jid, node: str) -> frozenset[str]:
        """The ids of all items that the node holds (section 5.5)."""
        question = disco_xso.ItemsQuery(node=node)
        answer = await self._ask(aioxmpp.IQType.GET, service, question)
        items = answer.items if isinstance(answer, disco_xso.ItemsQuery) else ()
        return frozenset(item.name for item in items if item.name)

    async def affiliations(self, service: Jid, node: str) -> dict[Jid, str]:
        """Who is what to the node (section 8.9.1)."""
        question = pubsub_xso.OwnerRequest(pubsub_xso.OwnerAffiliations(node))
        answer = await self._ask(aioxmpp.IQType.GET, service, question)
        shown = getattr(answer, "payload", None)
        listed = shown.affiliations if isinstance(shown, pubsub_xso.OwnerAffiliations) else ()
        found: dict[Jid, str] = {}
        for entry in listed:
            try:
                found[to_model(entry.jid)] = entry.affiliation
            except JidError:
                continue  # somebody whom no account of ours can be
        return found

    async def affiliate(self, service: Jid, node: str, changes: Mapping[Jid, str]) -> None:
        """Make people what `changes` say; ``none`` takes an affiliation away (section 8.9.2)."""
        entries = [pubsub_xso.OwnerAffiliation(to_wire(jid), kind) for jid, kind in changes.items()]
        change = pubsub_xso.OwnerAffiliations(node, affiliations=entries)
        await self._ask(aioxmpp.IQType.SET, service, pubsub_xso.OwnerRequest(change))

    async def _ask(self, kind: aioxmpp.IQType, service: Jid, payload: object) -> Any:
        return await self._context.request(
            aioxmpp.IQ(type_=kind, to=to_wire(service), payload=payload)
        )
