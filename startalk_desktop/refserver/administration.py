"""What administrators do from afar: making accounts (XEP-0133 section 4.1) by a command of two steps (XEP-0050)."""

from __future__ import annotations

import secrets

from . import namespaces as ns
from .domain import Domain
from .forms import Answers, first, form, submitted
from .iq import IqContext
from .jid import Jid
from .stanza import E, Element, StanzaError

ADD_USER = f"{ns.ADMIN}#add-user"
_ASKED = ("accountjid", "password", "password-verify")


def install(domain: Domain) -> None:
    """Let the administrators whom the configuration names give commands to the domain."""
    admins = {f"{local}@{domain.name}" for local in domain.config.admins}

    async def command(context: IqContext) -> Element:
        if context.payload.get("node") != ADD_USER:
            raise StanzaError("item-not-found", "there is no such command")
        if context.sender.bare not in admins:
            raise StanzaError("forbidden", f"{context.sender.bare} is no administrator")
        if context.payload.get("action") == "cancel":
            return _step(context, "canceled")
        answers = submitted(context.payload, ns.ADMIN)
        if answers is None:
            return _step(context, "executing", form("form", ns.ADMIN, dict.fromkeys(_ASKED, "")))
        _add_user(domain, answers)
        return _step(context, "completed")

    domain.host.serve({("set", ns.COMMANDS, "command"): command}, ns.COMMANDS)


def _add_user(domain: Domain, answers: Answers) -> None:
    address, password, again = (first(answers, name) or "" for name in _ASKED)
    jid = Jid.parse(address)
    if not jid.local or jid.resource or jid.domain != domain.name:
        raise StanzaError("bad-request", f"{address} is no address of {domain.name}")
    if not password or password != again:
        raise StanzaError("not-acceptable", "there have to be two equal passwords")
    if domain.accounts.exists(jid.local):
        raise StanzaError("conflict", f"{jid} already exists")
    domain.accounts.create(jid.local, password)


def _step(context: IqContext, status: str, *parts: Element) -> Element:
    session = context.payload.get("sessionid") or secrets.token_hex(8)
    attributes = {"node": ADD_USER, "sessionid": session, "status": status}
    return E(ns.COMMANDS, "command", attributes, *parts)
