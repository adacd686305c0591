"""Searching for people of the domain (XEP-0055), by the names of their accounts and what their cards say."""

from __future__ import annotations

import json
from collections.abc import Iterator

from lxml import etree

from . import namespaces as ns
from .domain import Domain
from .forms import Answers, first, form, submitted
from .iq import Component, IqContext
from .stanza import E, Element, StanzaError

_FIELDS = ("fn", "user", "email")
_HELP = "Fill in a field; * at the end stands for whatever follows."
_MOST_FOUND = 100


def install(domain: Domain) -> None:
    """Let people of the domain search on a host of its own."""
    host = Component(domain, "directory", "user", "People")
    domain.components[f"search.{domain.name}"] = host

    async def tell_fields(context: IqContext) -> Element:
        _check_colleague(domain, context)
        help_text = E(ns.SEARCH, "instructions", None, _HELP)
        asked = form("form", ns.SEARCH, dict.fromkeys(_FIELDS, ""))
        return E(ns.SEARCH, "query", None, help_text, asked)

    async def search(context: IqContext) -> Element:
        _check_colleague(domain, context)
        answers = submitted(context.payload, ns.SEARCH)
        if answers is None or not any(first(answers, name) for name in _FIELDS):
            raise StanzaError("not-acceptable", "fill in one of " + ", ".join(_FIELDS))
        found = [person for person in _people(domain) if _is_meant(person, answers)]
        return E(ns.SEARCH, "query", None, _result(found[:_MOST_FOUND]))

    host.serve({("get", ns.SEARCH, "query"): tell_fields}, ns.SEARCH)
    host.serve({("set", ns.SEARCH, "query"): search})


def _check_colleague(domain: Domain, context: IqContext) -> None:
    if context.sender.domain != domain.name:
        raise StanzaError("forbidden", f"only people of {domain.name} search here")


def _people(domain: Domain) -> Iterator[dict[str, str]]:
    rows = domain.database.query("SELECT key, value FROM vcard")
    cards = {row["key"]: etree.fromstring(json.loads(row["value"])) for row in rows}
    for local in domain.accounts.names:
        card = cards.get(local)
        said = {
            name: card.findtext(path, "", {"c": ns.VCARD}) if card is not None else ""
            for name, path in (("fn", "c:FN"), ("email", "c:EMAIL/c:USERID"))
        }
        name = said["fn"] or domain.accounts.display_name(local)
        yield {**said, "fn": name, "user": local, "jid": f"{local}@{domain.name}"}


def _is_meant(person: dict[str, str], answers: Answers) -> bool:
    """Whether every field that was filled in fits."""
    wanted = {name: (first(answers, name) or "").casefold() for name in _FIELDS}
    return all(
        person[name].casefold().startswith(text[:-1])
        if text.endswith("*")
        else person[name].casefold() == text
        for name, text in wanted.items()
        if text
    )


def _result(people: list[dict[str, str]]) -> Element:
    names = ("jid", *_FIELDS)
    reported = E(ns.DATA_FORMS, "reported")
    reported.extend(E(ns.DATA_FORMS, "field", {"var": name}) for name in names)
    made = form("result", ns.SEARCH, {})
    made.append(reported)
    for person in people:
        item = E(ns.DATA_FORMS, "item")
        for name in names:
            value = E(ns.DATA_FORMS, "value", None, person[name])
            item.append(E(ns.DATA_FORMS, "field", {"var": name}, value))
        made.append(item)
    return made
