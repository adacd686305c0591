"""Asking the domain's user directory for people (XEP-0055), by form or by the older fields."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Final

import aioxmpp
from aioxmpp import xso
from lxml import etree

from startalk_desktop.model.failure import Failure, FailureCode
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.organisation import Member
from startalk_desktop.xmpp.addresses import to_wire
from startalk_desktop.xmpp.context import SessionContext
from startalk_desktop.xmpp.disco import Disco
from startalk_desktop.xmpp.errors import RequestFailed
from startalk_desktop.xmpp.message_payloads import payload
from startalk_desktop.xmpp.user_search_reader import (
    DATA_FORMS,
    MOST_FOUND,
    NAMESPACE,
    SearchFields,
    read_fields,
    read_found,
)

_LONGEST_TEXT: Final = 100
_MOST_QUESTIONS: Final = 4
"""All fields of one request have to match (XEP-0055 section 2.1), so that one text takes a request a field."""

_BY_NAME: Final = ("fn", "name", "nick", "user", "username", "last", "first", "email")
_BY_ADDRESS: Final = ("email", "user", "username", "jid")


@aioxmpp.IQ.as_payload_class
class SearchQuery(xso.XSO):
    """The element ``<query xmlns="jabber:iq:search"/>``, its children as they are."""

    TAG = (NAMESPACE, "query")

    children = xso.Collector()


class UserSearchClient:
    """Finds people whom no tree and no contact list names. Nothing is asked until somebody searches."""

    def __init__(self, context: SessionContext, disco: Disco) -> None:
        self._context = context
        self._disco = disco
        self._fields: dict[Jid, SearchFields] = {}
        context.on_ended.append(self._fields.clear)

    async def is_offered(self) -> bool:
        """Whether the domain has a directory to search.

        Raises:
            RequestFailed: the domain does not tell.
            NotConnected: there is no session.
        """
        return await self._service() is not None

    async def find(self, text: str) -> tuple[Member, ...]:
        """People of the own domain whom its directory knows by `text`: their name, or how they sign in or are mailed.

        Raises:
            RequestFailed: UNSUPPORTED where the domain has none to search, or another refusal.
            NotConnected: there is no session.
        """
        wanted = " ".join(text[:_LONGEST_TEXT].replace("*", " ").split())
        if not wanted:
            return ()
        service = await self._service()
        if service is None:
            raise RequestFailed(Failure(FailureCode.UNSUPPORTED))
        offered = await self._offered(service)
        found = await self._ask_all(service, _questions(offered, f"{wanted}*"))
        if not found and not offered.has_wildcard:
            # Many know the asterisk without a word about it; some take it for a letter.
            found = await self._ask_all(service, _questions(offered, wanted))
        return found

    async def _ask_all(self, service: Jid, questions: Sequence[SearchQuery]) -> tuple[Member, ...]:
        """Whom any of `questions` finds; one that is refused does not spoil the others."""
        answers = await asyncio.gather(
            *(self._ask(service, question) for question in questions), return_exceptions=True
        )
        failures = [one for one in answers if isinstance(one, BaseException)]
        for failure in failures:
            if len(failures) == len(answers) or not isinstance(failure, RequestFailed):
                raise failure
        found: dict[Jid, Member] = {}
        for answer in answers:
            for member in answer if isinstance(answer, tuple) else ():
                found.setdefault(member.jid, member)
        return tuple(sorted(found.values(), key=lambda one: (one.name, one.jid)))[:MOST_FOUND]

    async def _service(self) -> Jid | None:
        services = await self._disco.services()
        offering = [jid for jid, info in services.items() if NAMESPACE in info.features]
        return min(
            offering,
            key=lambda jid: (not services[jid].has_identity("directory", "user"), jid),
            default=None,
        )

    async def _offered(self, service: Jid) -> SearchFields:
        known = self._fields.get(service)
        if known is None:
            answer = await self._request(service, aioxmpp.IQType.GET, SearchQuery())
            known = self._fields[service] = read_fields(answer)
        return known

    async def _ask(self, service: Jid, question: SearchQuery) -> tuple[Member, ...]:
        answer = await self._request(service, aioxmpp.IQType.SET, question)
        return await asyncio.to_thread(read_found, answer, self._context.own.domain)

    async def _request(
        self, service: Jid, kind: aioxmpp.IQType, query: SearchQuery
    ) -> list[etree._Element]:
        iq = aioxmpp.IQ(type_=kind, to=to_wire(service), payload=query)
        answer = await self._context.request(iq)
        return list(answer.children) if isinstance(answer, SearchQuery) else []


def _questions(offered: SearchFields, pattern: str) -> list[SearchQuery]:
    """One request for each of the fields that may hold what is looked for."""
    if offered.is_form and offered.switches and "search" in offered.names:
        switches = dict.fromkeys(offered.switches, "1")
        return [_form({"search": pattern, **switches})]
    liked = _BY_ADDRESS if "@" in pattern else _BY_NAME
    by_lower = {name.lower(): name for name in offered.names}
    names = [by_lower[name] for name in liked if name in by_lower][:_MOST_QUESTIONS]
    if offered.is_form:
        return [_form({name: pattern}) for name in names]
    return [_legacy(name, pattern) for name in names]


def _legacy(name: str, text: str) -> SearchQuery:
    query = SearchQuery()
    element = payload(NAMESPACE, name)
    element.text = text
    query.children.append(element)
    return query


def _form(values: dict[str, str]) -> SearchQuery:
    form = payload(DATA_FORMS, "x", type="submit")
    for name, value in {"FORM_TYPE": NAMESPACE, **values}.items():
        field = etree.SubElement(form, f"{{{DATA_FORMS}}}field", {"var": name})
        if name == "FORM_TYPE":
            field.set("type", "hidden")
        etree.SubElement(field, f"{{{DATA_FORMS}}}value").text = value
    query = SearchQuery()
    query.children.append(form)
    return query
