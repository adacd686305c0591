"""What one domain lets across to others: whom its admin has named, how far that goes, and how much it was.

Nothing crosses unless both domains name each other; each side narrows the link for its own people.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import msgspec
from lxml import etree

from . import namespaces as ns
from .config import LinkConfig
from .domain import Domain
from .iq import Component
from .jid import Jid, normalise_local
from .pubsub import PubSub
from .stanza import E, Element, StanzaError, elements


@dataclass(slots=True)
class LinkCounts:
    """Stanzas since the start."""

    sent: int = 0
    received: int = 0
    refused: int = 0


class Links:
    """The links of one domain. Each stanza is checked by the configuration of that moment."""

    def __init__(self, domain: Domain) -> None:
        self.counts: defaultdict[str, LinkCounts] = defaultdict(LinkCounts)  # by partner
        self._domain = domain
        self._units: tuple[object, frozenset[Jid]] = (None, frozenset())  # the last answer

    @property
    def title(self) -> str:
        """The name of the company, for people."""
        return self._domain.config.title or self._domain.name

    def configured(self) -> Iterator[LinkConfig]:
        """All links, those that are cut included."""
        return _configured(self._domain.config.links)

    def find(self, host: str) -> LinkConfig | None:
        """The link to a domain or to one of its services, open or cut."""
        return _link_to(host, self.configured())

    def is_open(self, host: str) -> bool:
        """Our own side lets something across."""
        link = self.find(host)
        return link is not None and not link.cut

    def check_sending(self, sender: Jid, to: Jid) -> LinkConfig:
        """The link by which a stanza may leave; raises the `StanzaError` that its sender deserves."""
        link = self.find(to.domain)
        if link is None or link.cut:
            partner = to.domain if link is None else name_of(link)
            self._refuse(link, not_opened(self.title, partner))
        elif not self._is_reached(link, sender):
            words = f"the link from {self.title} to {name_of(link)} is not for you"
            self._refuse(link, _not_reached(words))
        else:
            self.counts[link.domain].sent += 1
            return link
        raise AssertionError  # pragma: no cover - one of the above has raised

    def check_receiving(self, sender: Jid, to: Jid) -> None:
        """Raise the `StanzaError` for a stanza of a partner that may not come in."""
        link = self.find(sender.domain)
        if link is None or link.cut:
            partner = sender.domain if link is None else name_of(link)
            self._refuse(link, not_opened(self.title, partner))
        elif not self._is_reached(link, to):  # be there such an address or not
            words = f"the link from {self.title} to {name_of(link)} does not reach this address"
            self._refuse(link, _not_reached(words))
        else:
            self.counts[link.domain].received += 1

    def table(self) -> Iterator[str]:
        """A line for each link, for the administrator."""
        for link in self.configured():
            counts, state = self.counts[link.domain], "cut" if link.cut else "open"
            numbers = f"{counts.sent} sent, {counts.received} received, {counts.refused} refused"
            yield f"{self._domain.name} - {link.domain}: {state}, {numbers}"

    async def publish(self, *, is_anew: bool = False) -> None:
        """Tell the domain's own people who is linked, on the node of docs/xep-links.md; `is_anew`: once more."""
        told = E(ns.LINKS, "links")
        for link in self.configured():
            if not link.cut:
                attributes = {"jid": link.domain, "name": link.name or None}
                told.append(E(ns.LINKS, "domain", attributes))
        if isinstance(self._pubsub, PubSub):
            await self._pubsub.publish(ns.LINKS, "links", told, is_anew=is_anew)

    async def change(self, links: tuple[LinkConfig | str, ...]) -> None:
        """Have other links from now on; who followed the linked tree and is not linked any more is told before."""

        def is_gone(who: Jid) -> bool:
            link = _link_to(who.domain, _configured(links))
            return who.domain != self._domain.name and (link is None or link.cut)

        if isinstance(self._pubsub, PubSub):
            await self._pubsub.let_go(is_gone)
        self._domain.config = msgspec.structs.replace(self._domain.config, links=links)

    @property
    def _pubsub(self) -> Component | None:
        return self._domain.components.get(f"pubsub.{self._domain.name}")

    def _refuse(self, link: LinkConfig | None, error: StanzaError) -> None:
        if link is not None:
            self.counts[link.domain].refused += 1
        raise error

    # Narrowing

    def _is_reached(self, link: LinkConfig, ours: Jid) -> bool:
        """Whether the link is for one of our addresses. Services, which have no local part, serve all links."""
        if not ours.local or not (link.people or link.units):
            return True
        named = {
            Jid.parse(each) if "@" in each else Jid(normalise_local(each), self._domain.name)
            for each in link.people
        }
        return ours.bare in named or ours.bare in self._people_in(link.units)

    def _people_in(self, units: tuple[str, ...]) -> frozenset[Jid]:
        """Who sits in units of the organisation tree, or below them."""
        if not units or not isinstance(self._pubsub, PubSub):
            return frozenset()
        store = self._pubsub.engine.store
        node = store.find(Jid("", f"pubsub.{self._domain.name}"), ns.ORG)
        index = None if node is None else next(iter(store.items(node, ["index"])), None)
        if node is None or index is None:
            return frozenset()
        key = units, index.payload  # which has a hash of each unit, so says when one has changed
        if self._units[0] != key:
            wanted = _with_those_below(units, etree.fromstring(index.payload))
            people = {
                Jid.parse(member.get("jid", "")).bare
                for item in store.items(node, wanted)
                for member in elements(etree.fromstring(item.payload))
            }
            self._units = key, frozenset(people)
        return self._units[1]


def _configured(links: tuple[LinkConfig | str, ...]) -> Iterator[LinkConfig]:
    return (LinkConfig(each) if isinstance(each, str) else each for each in links)


def _link_to(host: str, links: Iterable[LinkConfig]) -> LinkConfig | None:
    for link in links:
        if host == link.domain or host.endswith(f".{link.domain}"):
            return link
    return None


def name_of(link: LinkConfig) -> str:
    """What people call a partner."""
    return link.name or link.domain


def not_opened(who: str, whom: str) -> StanzaError:
    """What is answered where one side has no link."""
    words = f"{who} has not opened a link to {whom}"
    return StanzaError("remote-server-not-found", words, application=E(ns.LINKS, "not-linked"))


def _not_reached(words: str) -> StanzaError:
    return StanzaError("not-allowed", words, application=E(ns.LINKS, "not-reached"))


def _with_those_below(units: tuple[str, ...], index: Element) -> list[str]:
    parents = {unit.get("id", ""): unit.get("parent", "") for unit in elements(index)}
    wanted = set(units)
    while more := {id_ for id_, parent in parents.items() if parent in wanted} - wanted:
        wanted |= more
    return sorted(wanted)
