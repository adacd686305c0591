"""Answering IQ requests, and service discovery (XEP-0030) of who answers them.

A `Service` is what one kind of address offers: the accounts of a domain, the domain itself, a
component, a room. A module registers handlers and features with it and need not think of errors:
it returns a payload or raises `StanzaError`.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from startalk_desktop.refserver import namespaces as ns
from startalk_desktop.refserver.jid import Jid
from startalk_desktop.refserver.stanza import (
    E,
    Element,
    StanzaError,
    copy_of,
    error_reply,
    first_payload,
    iq_result,
)

if TYPE_CHECKING:
    from startalk_desktop.refserver.session import Session

_log = logging.getLogger(__name__)

IqKind = Literal["get", "set"]


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


IqHandler = Callable[[IqContext], Awaitable[Element | None]]
ItemsProvider = Callable[[IqContext], list[Element]]


class Service:
    """The handlers, identities, features and items of one kind of address."""

    def __init__(self) -> None:
        self._handlers: dict[tuple[str, str], tuple[IqHandler, bool]] = {}
        self._identities: list[dict[str, str]] = []
        self._features: set[str] = {ns.DISCO_INFO, ns.DISCO_ITEMS}
        self._items: list[ItemsProvider] = []
        self._forms: list[Element] = []
        self.on_iq("get", f"{{{ns.DISCO_INFO}}}query", self._answer_info)
        self.on_iq("get", f"{{{ns.DISCO_ITEMS}}}query", self._answer_items)

    def on_iq(
        self, kind: IqKind, qname: str, handler: IqHandler, *, own_only: bool = False
    ) -> None:
        """Let `handler` answer requests of `qname` ("{namespace}tag"); a later one replaces it.

        With `own_only`, anybody but the owner of the target account gets the same answer as from
        an account that doesn't exist.
        """
        self._handlers[kind, qname] = handler, own_only

    def add_feature(self, feature: str) -> None:
        """Announce a feature."""
        self._features.add(feature)

    def add_identity(self, category: str, kind: str, name: str = "") -> None:
        """Announce an identity, such as `("pubsub", "pep")`."""
        self._identities.append({"category": category, "type": kind, "name": name})

    def add_items(self, provider: ItemsProvider) -> None:
        """Let `provider` add `<item/>` elements to disco#items; it is asked each time."""
        self._items.append(provider)

    def add_form(self, form: Element) -> None:
        """Announce an extension form (XEP-0128)."""
        self._forms.append(form)

    async def answer(self, context: IqContext) -> Element:
        """The result or error that `context.iq` deserves. It raises nothing."""
        key = context.iq.get("type", ""), str(context.payload.tag)
        try:
            handler, own_only = self._handlers.get(key, (_refuse, False))
            if own_only and not context.is_own:
                handler = _refuse
            return iq_result(context.iq, await handler(context))
        except StanzaError as error:
            return error_reply(context.iq, error)
        except Exception:  # noqa: BLE001 - a module's bug must not end the session that met it
            _log.exception("handler of %s failed", key)
            return error_reply(context.iq, StanzaError("internal-server-error"))

    async def answer_stanza(self, iq: Element, sender: Jid, target: Jid) -> Element | None:
        """For components: the reply to `iq`, or None where an IQ gets none (results, errors)."""
        if iq.get("type") not in ("get", "set"):
            return None
        payload = first_payload(iq)
        if payload is None:
            return error_reply(iq, StanzaError("bad-request", "an IQ needs one child element"))
        return await self.answer(IqContext(sender, target, iq, payload))

    def info(self, node: str | None = None) -> Element:
        """The disco#info result for the address itself."""
        query = E(ns.DISCO_INFO, "query", {"node": node})
        for identity in self._identities:
            query.append(
                E(
                    ns.DISCO_INFO,
                    "identity",
                    {key: value or None for key, value in identity.items()},
                )
            )
        for feature in sorted(self._features):
            query.append(E(ns.DISCO_INFO, "feature", {"var": feature}))
        for form in self._forms:
            query.append(copy_of(form))
        return query

    async def _answer_info(self, context: IqContext) -> Element:
        if context.payload.get("node"):
            raise StanzaError("item-not-found")
        return self.info()

    async def _answer_items(self, context: IqContext) -> Element:
        query = E(ns.DISCO_ITEMS, "query", {"node": context.payload.get("node")})
        for provider in self._items:
            for item in provider(context):
                query.append(item)
        return query


async def _refuse(_context: IqContext) -> None:
    raise StanzaError("service-unavailable")
