"""Small questions to the server: ping (XEP-0199), version (0092), time (0202), who it is (0030)."""

from __future__ import annotations

from datetime import UTC
from importlib.metadata import version
from typing import TYPE_CHECKING

from startalk_desktop.refserver import namespaces as ns
from startalk_desktop.refserver.iq import IqContext
from startalk_desktop.refserver.stanza import E, Element, StanzaError

if TYPE_CHECKING:
    from startalk_desktop.refserver.domain import Domain


def install(domain: Domain) -> None:
    """Answer for the domain, and for an account to its owner and to who sees its presence."""

    async def pong(_context: IqContext) -> None:
        return None

    async def tell_version(_context: IqContext) -> Element:
        return E(
            ns.VERSION,
            "query",
            None,
            E(ns.VERSION, "name", None, "Startalk reference server"),
            E(ns.VERSION, "version", None, version("startalk-desktop")),
        )

    async def tell_time(_context: IqContext) -> Element:
        now = domain.clock().astimezone(UTC)
        return E(
            ns.TIME,
            "time",
            None,
            E(ns.TIME, "tzo", None, "+00:00"),
            E(ns.TIME, "utc", None, now.strftime("%Y-%m-%dT%H:%M:%SZ")),
        )

    async def nothing(_context: IqContext) -> None:
        return None

    async def account_info(context: IqContext) -> Element:
        if not context.is_own and not domain.roster.is_seen_by(context.target, context.sender):
            raise StanzaError("service-unavailable")
        if context.payload.get("node"):
            raise StanzaError("item-not-found")
        return domain.services["account"].info()

    domain.on_iq("get", f"{{{ns.PING}}}ping", pong, target="domain")
    domain.on_iq("get", f"{{{ns.PING}}}ping", pong, target="account", own_only=True)
    domain.on_iq("get", f"{{{ns.VERSION}}}query", tell_version, target="domain")
    domain.on_iq("get", f"{{{ns.TIME}}}time", tell_time, target="domain")
    domain.on_iq("get", f"{{{ns.DISCO_INFO}}}query", account_info, target="account")
    # RFC 3921's session, which old clients still ask for after binding.
    domain.on_iq("set", f"{{{ns.LEGACY_SESSION}}}session", nothing, target="domain")
    domain.on_iq("set", f"{{{ns.LEGACY_SESSION}}}session", nothing, target="account", own_only=True)
    for feature in (ns.PING, ns.VERSION, ns.TIME):
        domain.add_feature(feature, target="domain")
