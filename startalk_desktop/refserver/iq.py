"""Answering IQ requests, and service discovery (XEP-0030) of who answers them.

A `Service` is what one kind of address offers: the accounts of a domain, the domain itself, a
component, a room. A module gives it a table of handlers and need not think of errors: a handler
returns a payload or raises `StanzaError`.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from . import namespaces as ns
from .checks import require
from .jid import Jid
from .stanza import E, Element, StanzaError, elements, error_reply, iq_result, local_name, named_as

if TYPE_CHECKING:
    from .domain import Domain
    from .session import Session

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class IqContext:
    """One request. `session` is the sender's, if it is a client of the same domain."""

    sender: Jid
    target: Jid
    iq: Element
    payload: Element
    session: Session | None = None

    @property
    def is_own(self) -> bool:
        """The sender asks about its own account."""
        return self.sender.bare == self.target.bare

    def reply(self, *parts: Element | None) -> Element:
        """An answer with the name of the question, as most have it."""
        return named_as(self.payload, *parts)


IqKind = Literal["get", "set"]
IqHandler = Callable[[IqContext], Awaitable[Element | None]]
# By kind, namespace and tag of the request.
IqHandlers = Mapping[tuple[IqKind, str, str], IqHandler]
ItemsProvider = Callable[[IqContext], Iterable[Element]]


class Service:
    """The handlers, identities, features and items of one kind of address."""

    def __init__(self, domain: Domain, category: str, kind: str, name: str = "") -> None:
        self.domain = domain
        self.name = name  # for people
        self.identities = [{"category": category, "type": kind, "name": name or None}]
        self.features: set[str] = set()
        self.forms: list[Element] = []  # XEP-0128
        self.items: list[ItemsProvider] = []  # asked each time for disco#items
        self._handlers: dict[tuple[str, str], tuple[IqHandler, bool]] = {}
        disco: IqHandlers = {
            ("get", ns.DISCO_INFO, "query"): self._answer_info,
            ("get", ns.DISCO_ITEMS, "query"): self._answer_items,
        }
        self.serve(disco, ns.DISCO_INFO, ns.DISCO_ITEMS)

    def serve(self, handlers: IqHandlers, *features: str, own_only: bool = False) -> None:
        """Let handlers answer, in place of earlier ones of the same requests; announce features.

        With `own_only`, anybody but the owner of the target account gets the same answer as from
        an account that doesn't exist.
        """
        for (kind, namespace, tag), handler in handlers.items():
            self._handlers[kind, f"{{{namespace}}}{tag}"] = handler, own_only
        self.features.update(features)

    async def receive_iq(self, iq: Element, sender: Jid, target: Jid) -> None:
        """Answer a request; results and errors mean nothing here."""
        if iq.get("type") in ("get", "set"):
            payload, session = next(elements(iq)), self.domain.session(sender)
            answer = await self.answer(IqContext(sender, target, iq, payload, session))
            await self.domain.route(answer)

    async def answer(self, context: IqContext) -> Element:
        """The result or error that `context.iq` deserves. It raises nothing."""
        key = context.iq.get("type", ""), str(context.payload.tag)
        handler, own_only = self._handlers.get(key, (_refuse, False))
        try:
            if own_only and not context.is_own:
                handler = _refuse
            return iq_result(context.iq, await handler(context))
        except StanzaError as error:
            return error_reply(context.iq, error)
        except Exception:  # noqa: BLE001 - a module's bug must not end the session that met it
            _log.exception("handler of %s failed", key)
            return error_reply(context.iq, StanzaError("internal-server-error"))

    def info(self) -> Element:
        """The disco#info result for the address itself."""
        identities = (E(ns.DISCO_INFO, "identity", each) for each in self.identities)
        features = (E(ns.DISCO_INFO, "feature", {"var": each}) for each in sorted(self.features))
        return E(ns.DISCO_INFO, "query", None, *identities, *features, *deepcopy(self.forms))

    async def _answer_info(self, context: IqContext) -> Element:
        require(not context.payload.get("node"), "item-not-found")
        return self.info()

    async def _answer_items(self, context: IqContext) -> Element:
        require(not context.payload.get("node"), "item-not-found")
        items = (item for provider in self.items for item in provider(context))
        return context.reply(*items)


class Component(Service):
    """A service on a host of its own, such as `conference.acme.example`, that takes IQs only."""

    async def receive(self, stanza: Element, sender: Jid, to: Jid) -> None:
        """Take a stanza for an address of the host; a `StanzaError` becomes the reply."""
        if local_name(stanza) == "iq":
            await self.receive_iq(stanza, sender, to)
        require(local_name(stanza) != "message", "service-unavailable")


async def _refuse(_context: IqContext) -> None:
    raise StanzaError("service-unavailable")
