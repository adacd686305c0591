"""Blocking (XEP-0191): what an account doesn't want to hear of, kept and enforced by its domain; and reports that come
with a block (XEP-0377), which are logged for who runs the domain."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from . import namespaces as ns
from .checks import require
from .database import Documents
from .iq import IqContext, IqHandlers
from .jid import Jid, jid_of
from .stanza import E, Element, StanzaError, child, child_text, elements

if TYPE_CHECKING:
    from .domain import Domain

_log = logging.getLogger(__name__)

_MOST_REPORTS = 1000


@dataclass(frozen=True)
class Report:
    """Why an account blocked somebody, and which messages it names."""

    account: Jid
    reported: Jid
    reason: str
    text: str
    stanza_ids: tuple[str, ...]


class BlockList:
    """The blocked addresses of all accounts of a domain.

    Attributes:
        reports: the newest ones.
    """

    def __init__(self, domain: Domain) -> None:
        self._domain = domain
        self.reports: deque[Report] = deque(maxlen=_MOST_REPORTS)
        self._blocked = Documents(domain.database, "blocked", set[str])
        requests: IqHandlers = {
            ("get", ns.BLOCKING, "blocklist"): self._list,
            ("set", ns.BLOCKING, "block"): self._block,
            ("set", ns.BLOCKING, "unblock"): self._unblock,
        }
        domain.account.serve(requests, ns.BLOCKING, own_only=True)
        domain.host.features |= {ns.BLOCKING, ns.REPORTING}

    def is_blocked(self, local: str, other: Jid) -> bool:
        """The account doesn't want to hear of `other`; section 2 lists the forms an entry has."""
        entries = self._blocked.get(local)
        own = Jid(local, self._domain.name), self._domain.jid  # oneself and one's own server
        if not entries or other.bare in own:
            return False
        forms = {other, other.bare, other.domain, f"{other.domain}/{other.resource}"}
        return not entries.isdisjoint(forms)

    def check_outgoing(self, sender: Jid, to: Jid) -> None:
        """Raise the error of section 3.5 if the sender has blocked the one it writes to."""
        if self.is_blocked(sender.local, to):
            blocked = E(ns.BLOCKING_ERRORS, "blocked")
            raise StanzaError("not-acceptable", f"you have blocked {to}", "cancel", blocked)

    async def _list(self, context: IqContext) -> Element:
        if context.session is not None:
            context.session.wants_block_pushes = True
        return _with_items("blocklist", sorted(self._blocked.get(context.sender.local, ())))

    async def _block(self, context: IqContext) -> None:
        account, wanted = context.sender.bare, _items(context.payload)
        require(bool(wanted), "bad-request", "<block/> needs at least one item")
        require(account not in wanted, "not-allowed", "one can't block oneself")
        reports = list(_reports(account, context.payload))
        for jid in wanted:  # while they may still hear of it
            await self._domain.presence.send_own_to_matching(account, jid, available=False)
        self._blocked.put(account.local, self._blocked.get(account.local, set()).union(wanted))
        self._push(account, "block", wanted)
        for report in reports:
            _log.warning("%s reports %s: %s", report.account, report.reported, report.reason)
            self.reports.append(report)

    async def _unblock(self, context: IqContext) -> None:
        account, unwanted = context.sender.bare, _items(context.payload)
        before = self._blocked.get(account.local, set())
        self._blocked.put(account.local, before.difference(unwanted) if unwanted else set())
        self._push(account, "unblock", unwanted)
        for entry in sorted(before - self._blocked[account.local]):
            matching = Jid.parse(entry)
            await self._domain.presence.send_own_to_matching(account, matching, available=True)

    def _push(self, account: Jid, tag: str, entries: Iterable[str]) -> None:
        for session in self._domain.sessions_of(account):
            if session.wants_block_pushes:
                session.push(_with_items(tag, entries))


def _items(payload: Element) -> list[Jid]:
    return [jid_of(item) for item in elements(payload)]


def _reports(account: Jid, command: Element) -> Iterator[Report]:
    for item, jid in zip(elements(command), _items(command), strict=True):
        report = child(item, ns.REPORTING, "report")
        if report is None:
            continue
        reason, text = report.get("reason", ""), child_text(report, ns.REPORTING, "text")
        require(bool(reason), "bad-request", "a report needs a reason")
        ids = (stamp.get("id", "") for stamp in report.findall(f"{{{ns.STANZA_ID}}}stanza-id"))
        yield Report(account, jid, reason, text, tuple(ids))


def _with_items(tag: str, entries: Iterable[str]) -> Element:
    return E(ns.BLOCKING, tag, None, *(E(ns.BLOCKING, "item", {"jid": entry}) for entry in entries))
