"""Carrying a plan out, in a sequence that is safe to break off anywhere.

Units first, then the index that names them, then what it names no longer: a client never sees an index naming what is
not there. A repetition compares with what the node holds by then, and sends what is left.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import Final, TypeVar

from startalk_desktop.admin.connection import Connection
from startalk_desktop.admin.outcome import ExitCode, Stop
from startalk_desktop.admin.plan import Plan
from startalk_desktop.model.failure import FailureCode
from startalk_desktop.model.jid import Jid
from startalk_desktop.xmpp.errors import NotConnected, RequestFailed
from startalk_desktop.xmpp.org_names import INDEX_ID
from startalk_desktop.xmpp.org_publishing import PublishedTree

ItemT = TypeVar("ItemT")

_AT_ONCE: Final = 8
"""Requests on their way together: enough that the line is busy, too few for a server's rate limits."""

_READERS_AT_ONCE: Final = 50
"""Prosody writes all of a node's readers anew for each one: with ten thousand of them this takes two seconds."""


@dataclass(frozen=True, slots=True)
class Access:
    """Who may read the node: everybody who reaches the service, or only `readers`."""

    model: str
    readers: frozenset[Jid] = frozenset()


class Publication:
    """One node, read and written."""

    def __init__(
        self, connection: Connection, service: Jid, node: str, progress: Callable[[str], None]
    ) -> None:
        self._connection = connection
        self._service = service
        self._node = node
        self._progress = progress

    async def fetch(self) -> PublishedTree:
        """What the node holds.

        Raises:
            Stop: the server does not show it to us.
        """
        publisher = self._connection.session.publishing
        return await self._ask(lambda: publisher.fetch(self._service, self._node))

    async def carry_out(self, plan: Plan, published: PublishedTree, access: Access) -> None:
        """Do what `plan` says, if need be for the first time.

        Raises:
            Stop: the server did not let us, or the line broke for good.
        """
        publisher = self._connection.session.publishing
        service, node = self._service, self._node
        items = plan.units_after + len(plan.removals) + 1
        await self._ask(
            lambda: publisher.prepare(service, node, access.model, published.config, items)
        )
        await let_read(self._connection, service, node, access, self._progress)
        await self._each(
            plan.puts, "units sent", lambda unit: publisher.put_unit(service, node, unit)
        )
        await self._check_kept({unit.id for unit in plan.puts})
        if plan.index is not None:
            index = plan.index
            await self._ask(lambda: publisher.put_index(service, node, index))
            await self._check_kept({INDEX_ID, *(unit.id for unit in index.units)})
        await self._each(
            plan.removals, "items taken away", lambda item: publisher.remove(service, node, item)
        )

    async def _check_kept(self, expected: set[str]) -> None:
        """A service that keeps fewer items than there are drops the oldest without a word."""
        if not expected:
            return
        publisher = self._connection.session.publishing
        kept = await self._ask(lambda: publisher.item_ids(self._service, self._node))
        if missing := expected - kept:
            raise Stop(
                ExitCode.NOT_PERMITTED,
                f"{self._service} dropped {len(missing)} of {len(expected)} items: it keeps too few items a node."
                " Raise the limit (pubsub_max_items of Prosody, max_items_node of ejabberd; see docs/servers.md)"
                " and run this again",
            )

    async def _each(
        self, items: Sequence[ItemT], what: str, ask: Callable[[ItemT], Awaitable[None]]
    ) -> None:
        left = iter(items)
        stops: list[Stop] = []
        done = 0

        async def work() -> None:
            nonlocal done
            for item in left:
                try:
                    await self._ask(partial(ask, item))
                except Stop as stop:
                    stops.append(stop)
                if stops:
                    return
                done += 1
                if done % 100 == 0 or done == len(items):
                    self._progress(f"{what}: {done} of {len(items)}")

        await asyncio.gather(*(work() for _ in range(_AT_ONCE)))
        if stops:
            raise stops[0]

    async def _ask(self, ask: Callable[[], Awaitable[ItemT]]) -> ItemT:
        return await asked(self._connection, self._service, ask)


async def usual_service(connection: Connection) -> Jid:
    """The domain's pubsub service, the first if there are several.

    Raises:
        Stop: there is none.
    """
    try:
        services = await connection.steady(connection.session.publishing.services)
    except RequestFailed as error:
        raise Stop(
            ExitCode.NOT_PERMITTED, f"the domain does not tell its services: {error}"
        ) from None
    if not services:
        raise Stop(
            ExitCode.NOT_PERMITTED,
            "the domain has no publish-subscribe service; docs/servers.md says how it gets one",
        )
    return services[0]


async def let_read(
    connection: Connection,
    service: Jid,
    node: str,
    access: Access,
    progress: Callable[[str], None],
) -> None:
    """Bring the readers of a closed node up to date.

    Raises:
        Stop: the server did not let us, or the line broke for good.
    """
    if access.model != "whitelist":
        return
    publisher = connection.session.publishing
    present = await asked(connection, service, lambda: publisher.readers(service, node))
    changes = {
        **dict.fromkeys(sorted(access.readers - present), True),
        **dict.fromkeys(sorted(present - access.readers), False),
    }
    left, done = iter(changes.items()), 0
    while batch := dict(islice(left, _READERS_AT_ONCE)):
        await asked(connection, service, partial(publisher.set_readers, service, node, batch))
        done += len(batch)
        if done % 500 == 0 or done == len(changes):
            progress(f"readers brought up to date: {done} of {len(changes)}")


async def asked(connection: Connection, service: Jid, ask: Callable[[], Awaitable[ItemT]]) -> ItemT:
    """What `ask` returns, which puts a question to `service`.

    Raises:
        Stop: the server did not let us, or the line broke for good.
    """
    try:
        return await connection.steady(ask)
    except NotConnected as error:
        raise _broken(f"the line to the server broke ({error})") from None
    except RequestFailed as error:
        raise _refused(service, error) from None


def _broken(text: str) -> Stop:
    return Stop(ExitCode.STOPPED_HALFWAY, f"{text}; run the same command again to carry on")


def _refused(service: Jid, error: RequestFailed) -> Stop:
    code, text = error.failure.code, f"{service}: {error}"
    if code in (FailureCode.TIMEOUT, FailureCode.SERVER_ERROR, FailureCode.POLICY):
        return _broken(f"{text}, which may pass")
    if code is FailureCode.NOT_ALLOWED:
        text += "; the account has to be an administrator, or an owner of the node (docs/admin.md)"
    return Stop(ExitCode.NOT_PERMITTED, text)
