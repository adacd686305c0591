"""Fetching one page of an archive and storing it: the only way that history comes in."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass

from startalk_desktop.core.announcer import Announcer
from startalk_desktop.core.line import Line
from startalk_desktop.model.archive import ArchivePage, ArchiveQuery
from startalk_desktop.model.failure import FailureCode
from startalk_desktop.model.jid import Jid
from startalk_desktop.store.account_store import AccountStore
from startalk_desktop.xmpp.errors import RequestFailed

ArchivedSeen = Callable[[ArchivePage, Collection[Jid]], Awaitable[None]]

_MISSING = frozenset(
    {
        FailureCode.UNSUPPORTED,
        FailureCode.RECIPIENT_UNKNOWN,
        FailureCode.NOT_ALLOWED,
        FailureCode.NO_LINK,
        FailureCode.LINK_LIMITED,
    }
)


class ArchiveMissing(RequestFailed):
    """There is no archive there, or it is not for us; asking again in this stream is of no use."""


class ArchiveForgot(RequestFailed):
    """The archive no longer has the message that was to be paged from: it keeps things for so long only."""


@dataclass(frozen=True, slots=True)
class FetchedPage:
    """A page that is in the store now; `is_new`: it had messages that the store did not."""

    page: ArchivePage
    is_new: bool


class ArchiveReader:
    """Fetches pages, stores each with its interval in one transaction, and tells what came.

    Args:
        own_names: what we are called; who writes one of these in a room means us.
        heard: a page without what is by people who are blocked.
        on_archived: is given each page after it is stored, and in whose conversations it changed something.
    """

    def __init__(
        self,
        line: Line,
        store: AccountStore,
        announcer: Announcer,
        own_names: Callable[[], Sequence[str]],
        heard: Callable[[ArchivePage], ArchivePage],
        on_archived: ArchivedSeen,
    ) -> None:
        self._line = line
        self._store = store
        self._announcer = announcer
        self._own_names = own_names
        self._heard = heard
        self._on_archived = on_archived

    async def fetch(self, query: ArchiveQuery) -> FetchedPage:
        """Ask, store, announce.

        Raises:
            As `ask`, and StoreError.
        """
        return await self.keep(query, await self.ask(query))

    async def ask(self, query: ArchiveQuery) -> ArchivePage:
        """The page, which `keep` has to be given next.

        Raises:
            ArchiveMissing: there is no archive.
            ArchiveForgot: the archive no longer knows the id that `query` pages from.
            NotConnected: the account is offline, or the line broke meanwhile.
            RequestFailed: any other refusal, or no answer in time.
        """
        try:
            return await self._line.require().archive.fetch(query)
        except RequestFailed as error:
            # XEP-0059 section 2.2 for the page's neighbour, XEP-0313 section 4 for the archive itself.
            if error.condition == "item-not-found" and (query.before or query.after):
                raise ArchiveForgot(error.failure, error.condition) from error
            if error.failure.code in _MISSING:
                raise ArchiveMissing(error.failure, error.condition) from error
            raise

    async def keep(self, query: ArchiveQuery, page: ArchivePage) -> FetchedPage:
        """Store the page that answered `query`, and tell what it brought."""
        page = self._heard(page)
        outcome = await self._store.messages.record_archive_page(
            query, page, own_name_hints=self._own_names()
        )
        self._announcer.committed(outcome, is_history=True)
        await self._on_archived(page, outcome.added.keys() | outcome.updated.keys())
        return FetchedPage(page, bool(outcome.added))
