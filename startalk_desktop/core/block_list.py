"""Whom one account wants to hear nothing of: blocked here at once, then by its server (XEP-0191)."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from startalk_desktop.core.announcer import ConversationLines
from startalk_desktop.core.changes import ChangeHub
from startalk_desktop.core.line import Line
from startalk_desktop.model.annotation import Annotation
from startalk_desktop.model.archive import ArchivePage
from startalk_desktop.model.changes import BlockListChanged
from startalk_desktop.model.events import BlockListChanged as ListChanged
from startalk_desktop.model.failure import FailureCode
from startalk_desktop.model.identity import AccountId, Timestamp, now
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.message import ReceivedMessage
from startalk_desktop.model.reporting import Report
from startalk_desktop.store.account_store import AccountStore
from startalk_desktop.store.block_list import BlockEntry, BlockState
from startalk_desktop.tasks import TaskScope
from startalk_desktop.xmpp.errors import NotConnected, RequestFailed

_log = logging.getLogger(__name__)

SaidT = TypeVar("SaidT", ReceivedMessage, Annotation)


class BlockList:
    """The list, as the server has it and as it was changed here. What is changed while offline is told at sign-in.

    Where the server can't block, it is done here alone. What a blocked person said before stays; what they say later,
    in rooms too, is not taken in, and does not come back when the block ends: servers keep nothing of it, and where one
    does, an archive counts as known all the same, so that nothing is asked for in vain.

    Args:
        real_address: of an occupant, where it is known.
    """

    def __init__(
        self,
        account: AccountId,
        own: Jid,
        line: Line,
        store: AccountStore,
        changes: ChangeHub,
        lines: ConversationLines,
        real_address: Callable[[Jid], Jid | None],
        scope: TaskScope,
        clock: Callable[[], Timestamp] = now,
    ) -> None:
        self._account = account
        self._own = own
        self._line = line
        self._store = store
        self._changes = changes
        self._lines = lines
        self._real_address = real_address
        self._scope = scope
        self._clock = clock
        self._blocked: dict[Jid, Timestamp] = {}
        self._turn = asyncio.Lock()

    async def load(self) -> None:
        """Take up the list as it was last known."""
        self._blocked = _blocking(await self._store.blocked.all())

    # asking

    def all(self) -> tuple[Jid, ...]:
        """Every entry: people, and maybe whole domains and single occupants."""
        return tuple(sorted(self._blocked))

    def is_blocked(self, jid: Jid) -> bool:
        """Whether an entry of the list means `jid` (XEP-0191 section 2)."""
        return self._since(jid) is not None

    def heard(self, said: Sequence[SaidT]) -> list[SaidT]:
        """What of `said` is not by somebody who was blocked when they said it."""
        return [one for one in said if not self._is_dropped(one)] if self._blocked else list(said)

    def heard_page(self, page: ArchivePage) -> ArchivePage:
        """The page without what `heard` leaves out."""
        if not self._blocked:
            return page
        messages, annotations = self.heard(page.messages), self.heard(page.annotations)
        return replace(page, messages=tuple(messages), annotations=tuple(annotations))

    def _is_dropped(self, one: ReceivedMessage | Annotation) -> bool:
        if one.is_outgoing:
            return False
        at = one.at if isinstance(one, Annotation) else one.sent_at
        real = one.sender_real_jid or self._real_address(one.sender)
        for who in (one.sender, real):
            since = self._since(who) if who is not None else None
            if since is not None and at >= since:
                return True
        return False

    def _since(self, jid: Jid) -> Timestamp | None:
        if jid.bare == self._own:
            return None
        domain = Jid("", jid.domain)
        forms = {jid, jid.bare, domain, domain.with_resource(jid.resource)}
        return min((self._blocked[form] for form in forms if form in self._blocked), default=None)

    # changing

    async def block(self, reports: Mapping[Jid, Report | None]) -> bool:
        """Hear nothing more of these; whether what is to be reported of them was, or will be, passed on.

        Raises:
            RequestFailed: the server refused; then nobody is blocked.
        """
        await self._store.blocked.block(reports.items(), self._clock())
        await self._reload()
        has_reports = any(report is not None for report in reports.values())
        takes_reports = not has_reports or not self._line.is_up or self._server_takes_reports()
        await self._settle(reports.keys())
        return takes_reports

    async def unblock(self, jid: Jid) -> None:
        """Hear of `jid` again.

        Raises:
            RequestFailed: the server refused; then the block stays.
        """
        await self._store.blocked.unblock(jid)
        await self._reload()
        await self._settle({jid})

    async def changed(self, event: ListChanged) -> None:
        """A device of ours changed the list."""
        await self._store.blocked.follow(
            self._clock(), added=event.blocked, removed=event.unblocked
        )
        await self._reload()

    def stream_began(self) -> None:
        """A new stream: the server's list counts, but for what it was not told yet."""
        self._scope.start(self._catch_up(), "catch up on blocks")

    async def _catch_up(self) -> None:
        try:
            blocked = await self._line.require().blocking.fetch()
        except NotConnected:
            return
        except RequestFailed as error:
            _log.info("the account keeps no list of whom it blocks: %s", error)
            return
        await self._store.blocked.follow(self._clock(), added=blocked, removed=None)
        await self._reload()
        try:
            await self._settle(None)
        except RequestFailed as error:
            _log.info("the server refused a block: %s", error)

    async def _settle(self, wanted: Collection[Jid] | None) -> None:
        """Tell the server what it does not know of `wanted`, or of all.

        Raises:
            RequestFailed: the last refusal, after all have been tried.
        """
        refusal: RequestFailed | None = None
        async with self._turn:
            for entry in await self._store.blocked.all():
                if entry.state is BlockState.KNOWN or (wanted and entry.jid not in wanted):
                    continue
                try:
                    await self._tell(entry)
                except NotConnected:
                    return
                except RequestFailed as error:
                    if error.failure.code is FailureCode.UNSUPPORTED:
                        _log.info("the server blocks nobody; it is done here alone")
                        return
                    await self._store.blocked.give_up(entry)
                    await self._reload()
                    refusal = error
                else:
                    await self._store.blocked.settle(entry)
        if refusal is not None:
            raise refusal

    async def _tell(self, entry: BlockEntry) -> None:
        blocking = self._line.require().blocking
        if entry.state is BlockState.REMOVING:
            await blocking.unblock([entry.jid])
        else:
            await blocking.block({entry.jid: entry.report})

    def _server_takes_reports(self) -> bool:
        try:
            return self._line.require().blocking.takes_reports
        except NotConnected:
            return True

    async def _reload(self) -> None:
        before, self._blocked = self._blocked, _blocking(await self._store.blocked.all())
        changed = before.keys() ^ self._blocked.keys()
        if changed:
            self._lines.touch(frozenset(jid.bare for jid in changed))
            self._changes.announce(BlockListChanged(self._account))


def _blocking(entries: Iterable[BlockEntry]) -> dict[Jid, Timestamp]:
    return {entry.jid: entry.since for entry in entries if entry.state is not BlockState.REMOVING}
