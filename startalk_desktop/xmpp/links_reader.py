"""Which domains the own one is linked to, as it says itself (``urn:startalk:links:1``). Pure functions."""

from __future__ import annotations

from itertools import islice
from typing import Final

from startalk_desktop.model.jid import Jid, JidError
from startalk_desktop.model.linked import LinkedDomain
from startalk_desktop.model.org_tree import clean_text
from startalk_desktop.xmpp.stanza_tree import XmlNode

NAMESPACE: Final = "urn:startalk:links:1"
NODE: Final = NAMESPACE
ITEM_ID: Final = "links"

MOST_LINKS: Final = 50
"""Domains; each is asked for a tree at every sign-in."""

_LINKS: Final = f"{{{NAMESPACE}}}links"
_DOMAIN: Final = f"{{{NAMESPACE}}}domain"
_MOST_ELEMENTS: Final = 1_000


class LinksRefused(ValueError):  # noqa: N818  named for what happened
    """The item is no list of links."""


def read_links(payload: XmlNode, own: str) -> tuple[LinkedDomain, ...]:
    """The linked domains in `payload`, each once: what is no domain, or the `own` one, is left out.

    Raises:
        LinksRefused: it is no such list.
    """
    if payload.tag != _LINKS:
        raise LinksRefused(f"{payload.tag} is no list of links")
    found: dict[str, LinkedDomain] = {}
    for element in islice(payload, _MOST_ELEMENTS):
        domain = _domain(element.get("jid")) if element.tag == _DOMAIN else ""
        if domain and domain != own and domain not in found:
            name = clean_text(element.get("name") or "")
            found[domain] = LinkedDomain(domain, name or domain)
        if len(found) >= MOST_LINKS:
            break
    return tuple(found.values())


def _domain(text: str | None) -> str:
    try:
        jid = Jid.parse(text or "")
    except JidError:
        return ""
    return "" if jid.local or jid.resource else jid.domain
