"""Asking what others are and can (XEP-0030), each once a session."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

import aioxmpp
from aioxmpp.disco import xso as disco_xso

from startalk_desktop.model.failure import Failure, FailureCode
from startalk_desktop.model.jid import Jid
from startalk_desktop.xmpp.addresses import to_model, to_wire
from startalk_desktop.xmpp.context import SessionContext
from startalk_desktop.xmpp.errors import NotConnected, RequestFailed

MAX_ITEMS: Final = 5000
"""Items that are read of one answer."""

_MAX_SERVICES: Final = 30


@dataclass(frozen=True, slots=True)
class Identity:
    """What an entity says that it is."""

    category: str
    type: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Info:
    """An answer to disco#info. `fields` are those of all its forms (XEP-0128), by name."""

    identities: tuple[Identity, ...]
    features: frozenset[str]
    fields: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))

    def has_identity(self, category: str, kind: str) -> bool:
        """Whether it says that it is a `category` of type `kind`."""
        return any(i.category == category and i.type == kind for i in self.identities)


@dataclass(frozen=True, slots=True)
class Item:
    """A part of an entity."""

    jid: Jid
    name: str


class Disco:
    """Look-ups; what was found is remembered until the session ends."""

    def __init__(self, context: SessionContext) -> None:
        self._context = context
        self._services: Mapping[Jid, Info] | None = None
        self._sessions_ended = 0
        self._turn = asyncio.Lock()
        context.on_ended.append(self._forget)

    async def info(self, jid: Jid) -> Info:
        """What `jid` is now.

        Raises:
            RequestFailed: it does not exist, or does not say.
        """
        answer = await self._ask(jid, disco_xso.InfoQuery())
        if not isinstance(answer, disco_xso.InfoQuery):
            raise _nonsense(jid)
        return Info(
            identities=tuple(
                Identity(i.category, i.type_, i.name or "") for i in answer.identities
            ),
            features=frozenset(answer.features),
            fields=MappingProxyType(
                {
                    field.var: tuple(map(str, field.values))
                    for form in answer.exts
                    for field in form.fields
                    if field.var
                }
            ),
        )

    async def items(self, jid: Jid) -> tuple[Item, ...]:
        """The parts of `jid`, as far as they have addresses; no more than `MAX_ITEMS`.

        Raises:
            RequestFailed: it does not exist, or does not say.
        """
        answer = await self._ask(jid, disco_xso.ItemsQuery())
        if not isinstance(answer, disco_xso.ItemsQuery):
            raise _nonsense(jid)
        found = []
        for item in answer.items[:MAX_ITEMS]:
            try:
                found.append(Item(to_model(item.jid), item.name or ""))
            except ValueError:
                continue
        return tuple(found)

    async def services(self, *, is_anew: bool = False) -> Mapping[Jid, Info]:
        """The services of the own domain, with what they are; `is_anew`: as it is now. Those that don't answer are
        left out.

        Whoever asks while somebody else's question is under way shares the answer.

        Raises:
            RequestFailed: the domain does not tell.
            NotConnected: the session ended meanwhile.
        """
        async with self._turn:
            if self._services is not None and not is_anew:
                return self._services
            session = self._sessions_ended
            found = await self._find_services()
            if session == self._sessions_ended:
                self._services = found  # what an ended session found out is nothing to the next one
            return found

    async def pubsub_services(self) -> list[Jid]:
        """The own domain's services for publishing (XEP-0060), the one with the usual name first.

        Raises:
            RequestFailed: the domain does not tell.
        """
        usual = Jid("", f"pubsub.{self._context.own.domain}")
        services = await self.services()
        found = [jid for jid, info in services.items() if info.has_identity("pubsub", "service")]
        return sorted(found, key=lambda jid: (jid != usual, jid))

    async def _find_services(self) -> Mapping[Jid, Info]:
        items = await self.items(Jid("", self._context.own.domain))
        hosts = [item.jid for item in items if not item.jid.local][:_MAX_SERVICES]
        answers = await asyncio.gather(*map(self.info, hosts), return_exceptions=True)
        found: dict[Jid, Info] = {}
        for host, answer in zip(hosts, answers, strict=True):
            if isinstance(answer, Info):
                found[host] = answer
            elif isinstance(answer, NotConnected) or not isinstance(answer, RequestFailed):
                raise answer  # a line that broke says nothing about who is there
        return MappingProxyType(found)

    async def _ask(self, jid: Jid, query: object) -> object:
        to = None if jid == self._context.own else to_wire(jid)
        iq = aioxmpp.IQ(type_=aioxmpp.IQType.GET, to=to, payload=query)
        return await self._context.request(iq)

    def _forget(self) -> None:
        self._services = None
        self._sessions_ended += 1


def _nonsense(jid: Jid) -> RequestFailed:
    return RequestFailed(
        Failure(
            FailureCode.SERVER_ERROR, f"{jid} does not say what it is in a way that makes sense"
        )
    )
