"""Message Archive Management (XEP-0313): what is kept, and the answers to queries about it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from lxml import etree

from . import namespaces as ns
from .archive_store import ArchiveFilter
from .checks import require
from .domain import Domain
from .forms import Answers, first, submitted
from .iq import IqContext, Service
from .jid import InvalidJidError, Jid
from .rsm import PageRequest, page_set
from .stanza import E, Element, StanzaError, delay, message_from

_LARGEST_PAGE = 250
_USUAL_PAGE = 50


def serve_archives(
    service: Service, permit: Callable[[IqContext], None], *, own_only: bool = False
) -> None:
    """Answer queries about archives whose owner is the queried bare address.

    `permit` raises `StanzaError` for those who may not read.
    """

    async def query(context: IqContext) -> Element:
        permit(context)
        asked, owner = context.payload, context.target.bare
        request = PageRequest.of(asked, cap=_LARGEST_PAGE, usual=_USUAL_PAGE)
        wanted = _read_filter(submitted(asked, ns.MAM) or {})
        page = service.domain.archive.page(owner, wanted, request)
        for entry in page.entries:
            kept = etree.fromstring(entry.stanza)
            forwarded = E(ns.FORWARD, "forwarded", None, delay(entry.at, owner), kept)
            attributes = {"id": entry.id, "queryid": asked.get("queryid")}
            result = E(ns.MAM, "result", attributes, forwarded)
            message = message_from(owner, context.sender, None, result)
            if context.session is not None:
                context.session.deliver(message)
            else:
                await service.domain.route(message)
        described = page_set([entry.id for entry in page.entries], page.count)
        return E(ns.MAM, "fin", {"complete": "true" if page.is_complete else None}, described)

    features = (ns.MAM, ns.STANZA_ID, ns.RETRACTION)
    service.serve({("set", ns.MAM, "query"): query}, *features, own_only=own_only)


def _read_filter(answers: Answers) -> ArchiveFilter:
    for name in answers:
        is_known = name in ("with", "start", "end")
        require(is_known, "feature-not-implemented", f"no filter by {name[:40]!r}")
    peer = first(answers, "with")
    try:
        return ArchiveFilter(
            peer=Jid.parse(peer) if peer else None,
            start=_read_time(first(answers, "start")),
            end=_read_time(first(answers, "end")),
        )
    except InvalidJidError as error:
        raise StanzaError("bad-request", error.text) from error


def _read_time(text: str | None) -> datetime | None:
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise StanzaError("bad-request", f"{text[:40]!r} is no XEP-0082 date and time") from error
    require(moment.tzinfo is not None, "bad-request", f"{text[:40]!r} has no time zone")
    return moment


def install(domain: Domain) -> None:
    """Give every account of `domain` an archive that only its owner reads."""
    serve_archives(domain.account, lambda _context: None, own_only=True)
