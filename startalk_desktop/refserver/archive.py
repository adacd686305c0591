"""Message Archive Management (XEP-0313): what is kept, and the answers to queries about it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

from lxml import etree

from startalk_desktop.refserver import namespaces as ns
from startalk_desktop.refserver.archive_store import ArchiveFilter, ArchiveStore, Entry
from startalk_desktop.refserver.domain import Domain
from startalk_desktop.refserver.forms import Answers, Field, first, form, submitted
from startalk_desktop.refserver.iq import IqContext, IqHandlers, Service
from startalk_desktop.refserver.jid import InvalidJidError, Jid
from startalk_desktop.refserver.messages import ArchiveEvent
from startalk_desktop.refserver.rsm import PageRequest, page_set
from startalk_desktop.refserver.stanza import E, Element, StanzaError, child, to_xmpp_time

EXTENDED = ns.MAM + "#extended"
_LARGEST_PAGE = 250
_USUAL_PAGE = 50
_MOST_IDS = 250
_FIELDS = {
    "with": "jid-single",
    "start": "text-single",
    "end": "text-single",
    "before-id": "text-single",
    "after-id": "text-single",
    "ids": "list-multi",
}


class ArchiveQueries:
    """Answers queries about archives whose owner is the queried bare address."""

    def __init__(self, domain: Domain, store: ArchiveStore) -> None:
        self._domain = domain
        self._store = store

    def serve(
        self, service: Service, permit: Callable[[IqContext], None], *, own_only: bool = False
    ) -> None:
        """Register with a service; `permit` raises `StanzaError` for those who may not read."""

        async def fields(context: IqContext) -> Element:
            permit(context)
            shown = form("form", ns.MAM, [Field(name, kind=kind) for name, kind in _FIELDS.items()])
            return E(ns.MAM, "query", {}, shown)

        async def query(context: IqContext) -> Element:
            permit(context)
            return await self._query(context)

        async def metadata(context: IqContext) -> Element:
            permit(context)
            return self._metadata(context)

        service.serve(
            {
                ("get", ns.MAM, "query"): fields,
                ("set", ns.MAM, "query"): query,
                ("get", ns.MAM, "metadata"): metadata,
            },
            *(ns.MAM, EXTENDED, ns.STANZA_ID, ns.RETRACTION),
            own_only=own_only,
        )

    async def _query(self, context: IqContext) -> Element:
        query, owner = context.payload, context.target.bare
        request = PageRequest.of(query, cap=_LARGEST_PAGE, usual=_USUAL_PAGE)
        page = self._store.page(owner, _read_filter(submitted(query, ns.MAM) or {}), request)
        entries = page.entries
        if child(query, ns.MAM, "flip-page") is not None:
            entries = entries[::-1]
        for message in self._results(context, entries):
            await self._deliver(context.sender, message)
        complete = "true" if page.is_complete else None
        described = page_set([entry.id for entry in page.entries], page.index, page.count)
        return E(ns.MAM, "fin", {"complete": complete}, described)

    def _results(self, context: IqContext, entries: list[Entry]) -> Iterator[Element]:
        addresses = {"to": str(context.sender), "from": str(context.target.bare)}
        for entry in entries:
            kept = etree.fromstring(entry.stanza)
            stamp = E(ns.DELAY, "delay", {"stamp": to_xmpp_time(entry.at)})
            attributes = {"id": entry.id, "queryid": context.payload.get("queryid")}
            forwarded = E(ns.FORWARD, "forwarded", {}, stamp, kept)
            yield E(ns.CLIENT, "message", addresses, E(ns.MAM, "result", attributes, forwarded))

    async def _deliver(self, reader: Jid, message: Element) -> None:
        session = self._domain.session(reader)
        if session is None:
            await self._domain.route(message)
        else:
            session.deliver(message)

    def _metadata(self, context: IqContext) -> Element:
        answer = E(ns.MAM, "metadata")
        ends = self._store.ends(context.target.bare)
        for tag, entry in zip(("start", "end"), ends or (), strict=False):
            answer.append(E(ns.MAM, tag, {"id": entry.id, "timestamp": to_xmpp_time(entry.at)}))
        return answer


async def _preferences(context: IqContext) -> Element:
    """Answer for the preferences (XEP-0441): everything is kept, and that can't be changed."""
    jids = context.payload.iter(f"{{{ns.MAM}}}jid")
    if context.payload.get("default", "always") != "always" or next(jids, None) is not None:
        raise StanzaError("feature-not-implemented", "this server keeps all messages")
    lists = (E(ns.MAM, tag) for tag in ("always", "never"))
    return E(ns.MAM, "prefs", {"default": "always"}, *lists)


def _read_filter(answers: Answers) -> ArchiveFilter:
    for name in answers:
        if name not in _FIELDS:
            raise StanzaError("feature-not-implemented", f"no filter by {name[:40]!r}")
    peer, ids = first(answers, "with"), tuple(answers.get("ids", ()))
    if len(ids) > _MOST_IDS:
        raise StanzaError("policy-violation", f"at most {_MOST_IDS} ids in one query")
    return ArchiveFilter(
        peer=_read_jid(peer) if peer else None,
        start=_read_time(first(answers, "start")),
        end=_read_time(first(answers, "end")),
        after_id=first(answers, "after-id") or None,
        before_id=first(answers, "before-id") or None,
        ids=ids,
    )


def _read_jid(text: str) -> Jid:
    try:
        return Jid.parse(text)
    except InvalidJidError as error:
        raise StanzaError("bad-request", str(error)) from error


def _read_time(text: str | None) -> datetime | None:
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise StanzaError("bad-request", f"{text[:40]!r} is no XEP-0082 date and time with a zone")
    return moment


def install(domain: Domain) -> None:
    """Give every account of `domain` an archive that only its owner reads."""
    store = ArchiveStore(domain.database)

    def keep(event: ArchiveEvent) -> str:
        return store.add(event.owner, event.peer, event.stanza, domain.clock())

    domain.archive_hooks.append(keep)
    ArchiveQueries(domain, store).serve(domain.account, permit=lambda _: None, own_only=True)
    preferences: IqHandlers = {(kind, ns.MAM, "prefs"): _preferences for kind in ("get", "set")}
    domain.account.serve(preferences, own_only=True)
