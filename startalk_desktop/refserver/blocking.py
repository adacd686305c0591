"""Blocking (XEP-0191): what an account doesn't want to hear of, kept and enforced by its domain; and reports that come
with a block (XEP-0377), which are logged for who runs the domain."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from startalk_desktop.refserver import namespaces as ns
from startalk_desktop.refserver.iq import IqContext
from startalk_desktop.refserver.jid import InvalidJidError, Jid
from startalk_desktop.refserver.stanza import E, Element, StanzaError, child, elements

if TYPE_CHECKING:
    from startalk_desktop.refserver.domain import Domain

_log = logging.getLogger(__name__)

_MOST_REPORTS = 1000

_SCHEMA = """
CREATE TABLE IF NOT EXISTS blocked (
    local TEXT NOT NULL,
    jid TEXT NOT NULL,
    PRIMARY KEY (local, jid)
) WITHOUT ROWID;
"""


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
        domain.database.script(_SCHEMA)
        self.reports: deque[Report] = deque(maxlen=_MOST_REPORTS)
        self._blocked: dict[str, set[str]] = {}
        for row in domain.database.query("SELECT local, jid FROM blocked"):
            self._blocked.setdefault(row["local"], set()).add(row["jid"])
        for kind, tag, handler in (
            ("get", "blocklist", self._answer_list),
            ("set", "block", self._answer_block),
            ("set", "unblock", self._answer_unblock),
        ):
            domain.on_iq(
                "get" if kind == "get" else "set",
                f"{{{ns.BLOCKING}}}{tag}",
                handler,
                target="account",
                own_only=True,
            )
        domain.add_feature(ns.BLOCKING, target="domain")
        domain.add_feature(ns.BLOCKING, target="account")
        domain.add_feature(ns.REPORTING, target="domain")

    def is_blocked(self, local: str, other: Jid) -> bool:
        """The account doesn't want to hear of `other`; section 2 lists the forms an entry has."""
        entries = self._blocked.get(local)
        own = Jid(local, self._domain.name), self._domain.jid  # oneself and one's own server
        if not entries or other.bare in own:
            return False
        forms = {str(other), str(other.bare), other.domain, f"{other.domain}/{other.resource}"}
        return not entries.isdisjoint(forms)

    def check_outgoing(self, sender: Jid, to: Jid) -> None:
        """Raise the error of section 3.5 if the sender has blocked the one it writes to."""
        if self.is_blocked(sender.local, to):
            raise StanzaError(
                "not-acceptable",
                f"you have blocked {to}",
                kind="cancel",
                application=E(ns.BLOCKING_ERRORS, "blocked"),
            )

    async def _answer_list(self, context: IqContext) -> Element:
        if context.session is not None:
            context.session.wants_block_pushes = True
        entries = sorted(self._blocked.get(context.sender.local, ()))
        return _with_items("blocklist", entries)

    async def _answer_block(self, context: IqContext) -> None:
        wanted = _items(context.payload)
        if not wanted:
            raise StanzaError("bad-request", "<block/> needs at least one item")
        account = context.sender.bare
        if account in wanted:
            raise StanzaError("not-allowed", "one can't block oneself")
        reports = list(_reports(account, context.payload))
        for jid in wanted:  # while they may still hear of it
            await self._domain.presence.send_own_to_matching(account, jid, available=False)
        self._domain.database.execute_many(
            "INSERT OR IGNORE INTO blocked VALUES (?, ?)",
            [(account.local, str(jid)) for jid in wanted],
        )
        self._blocked.setdefault(account.local, set()).update(map(str, wanted))
        self._push(account, "block", [str(jid) for jid in wanted])
        for report in reports:
            _log.warning("%s reports %s: %s", report.account, report.reported, report.reason)
            self.reports.append(report)

    async def _answer_unblock(self, context: IqContext) -> None:
        account = context.sender.bare
        entries = self._blocked.get(account.local, set())
        unwanted = _items(context.payload)
        gone = {str(jid) for jid in unwanted} & entries if unwanted else set(entries)
        self._domain.database.execute_many(
            "DELETE FROM blocked WHERE local = ? AND jid = ?",
            [(account.local, jid) for jid in gone],
        )
        entries -= gone
        self._push(account, "unblock", [str(jid) for jid in unwanted])
        for entry in sorted(gone):
            matching = Jid.parse(entry)
            await self._domain.presence.send_own_to_matching(account, matching, available=True)

    def _push(self, account: Jid, tag: str, entries: list[str]) -> None:
        for session in self._domain.sessions_of(account):
            if session.wants_block_pushes:
                session.push(_with_items(tag, entries))


def _items(payload: Element) -> list[Jid]:
    try:
        return [Jid.parse(item.get("jid", "")) for item in elements(payload)]
    except InvalidJidError as error:
        raise StanzaError("jid-malformed", str(error)) from error


def _reports(account: Jid, command: Element) -> Iterator[Report]:
    for item, jid in zip(elements(command), _items(command), strict=True):
        report = child(item, ns.REPORTING, "report")
        if report is None:
            continue
        reason = report.get("reason", "")
        if not reason:
            raise StanzaError("bad-request", "a report needs a reason")
        text = child(report, ns.REPORTING, "text")
        ids = [found.get("id", "") for found in report.findall(f"{{{ns.STANZA_ID}}}stanza-id")]
        said = (text.text or "") if text is not None else ""
        yield Report(account, jid, reason, said, tuple(ids))


def _with_items(tag: str, entries: list[str]) -> Element:
    return E(ns.BLOCKING, tag, None, *(E(ns.BLOCKING, "item", {"jid": entry}) for entry in entries))
