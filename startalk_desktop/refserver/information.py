"""Small questions to the server: ping (XEP-0199), version (0092), who it is (0030)."""

from __future__ import annotations

from importlib.metadata import version

from . import namespaces as ns
from .checks import require
from .domain import Domain
from .iq import IqContext, IqHandlers
from .stanza import E, Element


def install(domain: Domain) -> None:
    """Answer for the domain, and for an account to its owner and to who sees its presence."""

    async def pong(_context: IqContext) -> None:
        return None

    async def tell_version(context: IqContext) -> Element:
        parts = {"name": "Startalk reference server", "version": version("startalk-desktop")}
        return context.reply(*(E(ns.VERSION, tag, None, text) for tag, text in parts.items()))

    async def account_info(context: IqContext) -> Element:
        may_know = domain.roster.is_seen_by(context.target, context.sender)
        require(may_know, "service-unavailable")
        require(not context.payload.get("node"), "item-not-found")
        return domain.account.info()

    ping: IqHandlers = {("get", ns.PING, "ping"): pong}
    domain.host.serve({**ping, ("get", ns.VERSION, "query"): tell_version}, ns.PING, ns.VERSION)
    domain.account.serve(ping, own_only=True)
    domain.account.serve({("get", ns.DISCO_INFO, "query"): account_info})
