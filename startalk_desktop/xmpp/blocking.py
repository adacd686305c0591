"""Whom the account wants to hear nothing of, kept and enforced by its server (XEP-0191); reports of them (XEP-0377)."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable, Mapping
from typing import Any, Final

import aioxmpp
from aioxmpp import xso
from aioxmpp.blocking import xso as blocking_xso

from startalk_desktop.model.events import BlockListChanged
from startalk_desktop.model.failure import Failure, FailureCode
from startalk_desktop.model.jid import Jid, JidError
from startalk_desktop.model.reporting import Report
from startalk_desktop.xmpp import xep_0377_reporting as reporting
from startalk_desktop.xmpp.addresses import to_model, to_wire
from startalk_desktop.xmpp.context import SessionContext, guard
from startalk_desktop.xmpp.errors import RequestFailed
from startalk_desktop.xmpp.message_payloads import payload

_log = logging.getLogger(__name__)

MAX_ENTRIES: Final = 20_000
"""Entries of the list that are read."""

_NAMESPACE: Final = "urn:xmpp:blocking"


# aioxmpp's items are addresses without anything inside; those that have more are written as trees.
blocking_xso.BlockCommand.startalk_items = xso.Collector()


class BlockingClient:
    """Reads, changes and follows the list."""

    def __init__(self, context: SessionContext) -> None:
        self._context = context
        for command in (blocking_xso.BlockCommand, blocking_xso.UnblockCommand):
            context.client.stream.register_iq_request_handler(
                aioxmpp.IQType.SET, command, self._on_push
            )

    @property
    def takes_reports(self) -> bool:
        """Whether the server passes reports on to somebody; valid while signed in."""
        return reporting.NAMESPACE in self._context.features

    async def fetch(self) -> frozenset[Jid]:
        """The whole list; from then on its changes are told.

        Raises:
            RequestFailed: the server keeps none.
            NotConnected: there is no session.
        """
        answer = await self._ask(aioxmpp.IQType.GET, blocking_xso.BlockList())
        if not isinstance(answer, blocking_xso.BlockList):
            detail = "the answer is no list of whom one blocks"
            raise RequestFailed(Failure(FailureCode.SERVER_ERROR, detail))
        return _addresses(answer.items)

    async def block(self, reports: Mapping[Jid, Report | None]) -> None:
        """Hear nothing more of these, and tell the server's operators what is to be reported of each.

        Raises:
            RequestFailed: the server refused.
            NotConnected: there is no session.
        """
        command = blocking_xso.BlockCommand()
        for jid, report in reports.items():
            item = payload(_NAMESPACE, "item", jid=str(_wire(jid)))
            if report is not None and self.takes_reports:
                item.append(reporting.write(report))
            command.startalk_items.append(item)
        await self._ask(aioxmpp.IQType.SET, command)

    async def unblock(self, jids: Iterable[Jid]) -> None:
        """Hear of these again.

        Raises:
            RequestFailed: the server refused.
            NotConnected: there is no session.
        """
        wanted = [_wire(jid) for jid in jids]
        if wanted:  # without any, the server would unblock everybody (XEP-0191 section 3.5)
            await self._ask(aioxmpp.IQType.SET, blocking_xso.UnblockCommand(wanted))

    async def _ask(self, kind: aioxmpp.IQType, payload: object) -> Any:
        return await self._context.request(aioxmpp.IQ(type_=kind, payload=payload))

    def _on_push(self, iq: aioxmpp.IQ) -> asyncio.Future[None]:
        """Take a push at once, in its place among the stanzas; the future is the answer to it."""
        answer: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        if iq.from_ is not None and not self._is_own(iq.from_):
            error = aioxmpp.XMPPCancelError(aioxmpp.ErrorCondition.SERVICE_UNAVAILABLE)
            answer.set_exception(error)
            return answer
        answer.set_result(None)
        guard(self._apply)(iq.payload)
        return answer

    def _is_own(self, sender: aioxmpp.JID) -> bool:
        try:
            return to_model(sender) == self._context.own
        except JidError:
            return False

    def _apply(self, command: Any) -> None:
        named = _addresses(command.items)
        if isinstance(command, blocking_xso.BlockCommand):
            self._context.emit(BlockListChanged(blocked=named))
        else:
            self._context.emit(BlockListChanged(unblocked=named if command.items else None))


def _wire(jid: Jid) -> aioxmpp.JID:
    try:
        return to_wire(jid)
    except JidError as error:
        raise RequestFailed(Failure(FailureCode.NOT_ALLOWED, str(error))) from error


def _addresses(items: Iterable[aioxmpp.JID]) -> frozenset[Jid]:
    found: set[Jid] = set()
    for item in items:
        if len(found) >= MAX_ENTRIES:
            _log.warning("more than %d blocked addresses; the rest is left out", MAX_ENTRIES)
            break
        try:
            found.add(to_model(item))
        except JidError as error:
            _log.warning("a blocked address that is none was left out: %s", error)
    return frozenset(found)
