"""vcard-temp (XEP-0054): the card of each account, which everybody may read."""

from __future__ import annotations

from lxml import etree

from startalk_desktop.refserver import namespaces as ns
from startalk_desktop.refserver.domain import Domain
from startalk_desktop.refserver.iq import IqContext
from startalk_desktop.refserver.stanza import E, Element, StanzaError, serialise

_LARGEST_CARD = 128 * 1024  # bytes, a picture included


def install(domain: Domain) -> None:
    """Let the accounts of `domain` have cards."""
    database = domain.database
    database.script("CREATE TABLE IF NOT EXISTS vcard (local TEXT PRIMARY KEY, card BLOB NOT NULL)")

    async def show(context: IqContext) -> Element:
        row = database.query_one("SELECT card FROM vcard WHERE local = ?", context.target.local)
        if row is not None:
            return etree.fromstring(row["card"])
        if context.is_own:
            return E(ns.VCARD, "vCard")
        raise StanzaError("item-not-found", "the account has no card")

    async def change(context: IqContext) -> None:
        card = serialise(context.payload)
        if len(card) > _LARGEST_CARD:
            raise StanzaError("policy-violation", f"a card has at most {_LARGEST_CARD} bytes")
        database.execute("INSERT OR REPLACE INTO vcard VALUES (?, ?)", context.target.local, card)

    request = f"{{{ns.VCARD}}}vCard"
    domain.on_iq("get", request, show, target="account")
    domain.on_iq("set", request, change, target="account", own_only=True)
    domain.add_feature(ns.VCARD, target="account")
    domain.add_feature(ns.VCARD, target="domain")
