"""The files of one account on their way: so many at once, again after a break or a restart, and told as they go."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Final, Protocol

from startalk_desktop.core.changes import ChangeHub
from startalk_desktop.core.line import Line
from startalk_desktop.model.changes import TransferChanged
from startalk_desktop.model.failure import Failure, FailureCode
from startalk_desktop.model.identity import AccountId, ConversationId
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.transfer import Transfer, TransferDirection, TransferState
from startalk_desktop.store.account_store import AccountStore
from startalk_desktop.store.errors import StoreClosed, StoreError, StoreFull
from startalk_desktop.store.sealed_streams import SourceUnreadable
from startalk_desktop.store.transfers import StoredTransfer
from startalk_desktop.tasks import TaskScope
from startalk_desktop.xmpp.errors import NotConnected, RequestFailed

_log = logging.getLogger(__name__)

AT_ONCE: Final = MappingProxyType({TransferDirection.UP: 2, TransferDirection.DOWN: 3})

_TOLD_EVERY: Final = 0.1  # seconds
_FIRST_RETRY: Final = 2.0
_LONGEST_RETRY: Final = 300.0


@dataclass(slots=True, eq=False)
class Job:
    """One transfer in this run of the program.

    Attributes:
        transfer: as it is told.
        stored: as it is kept.
        due: not before then, in monotonic seconds.
        attempts: how many have failed one after another.
        is_ready: going up: it is there, and waits for those that were sent before it.
        ended: done when it is DONE, FAILED or CANCELLED.
    """

    transfer: Transfer
    stored: StoredTransfer
    due: float = 0.0
    attempts: int = 0
    told_at: float = 0.0
    is_ready: bool = False
    task: asyncio.Task[None] | None = None
    ended: asyncio.Event = field(default_factory=asyncio.Event)


Progress = Callable[[int, int | None], None]


class Carrier(Protocol):
    """Carries files in one direction: see `uploading` and `downloading`."""

    async def carry(self, job: Job, progress: Progress) -> None:
        """Bring the file where it should be, as far as that can be done alone.

        Raises:
            RequestFailed, NotConnected, SourceUnreadable, StoreError
        """
        ...

    async def finish(self, job: Job) -> None:
        """Do what has to be done in order; the transfer is forgotten afterwards."""
        ...

    async def failed(self, job: Job, failure: Failure) -> None:
        """Only a person can set it going again."""
        ...

    async def retried(self, job: Job) -> None:
        """A person did."""
        ...

    def waits(self, failure: Failure) -> None:
        """It is tried again later."""
        ...

    def is_hopeless(self, failure: Failure, attempts: int) -> bool:
        """Whether trying again by itself, after so many attempts, would be of no use."""
        ...


class Transfers:
    """The queue of both directions.

    Files that go up to one conversation arrive there in the order in which they were sent; one that failed, or waits
    because something was the matter, holds up none.
    """

    def __init__(
        self,
        account: AccountId,
        line: Line,
        store: AccountStore,
        changes: ChangeHub,
        carriers: Callable[[TransferDirection], Carrier],
        scope: TaskScope,
    ) -> None:
        self._account = account
        self._line = line
        self._store = store
        self._changes = changes
        self._carriers = carriers
        self._scope = scope
        self._jobs: dict[str, Job] = {}  # in the order they were asked for
        self._finishing = asyncio.Lock()
        self._alarm: asyncio.TimerHandle | None = None
        self._is_accepting = True

    async def load(self) -> None:
        """Take up what the last run of the program left behind."""
        for stored in await self._store.transfers.pending():
            self._add(stored)

    def stream_began(self) -> None:
        """Signed in: what waits is tried at once."""
        for job in self._jobs.values():
            if job.transfer.state is TransferState.WAITING:
                self._again(job)
        self._pump()

    def stop(self) -> None:
        """Begin nothing more."""
        self._is_accepting = False
        if self._alarm is not None:
            self._alarm.cancel()

    # what is asked for

    def of(self, peer: Jid) -> tuple[Transfer, ...]:
        """What is under way or failed in the conversation with `peer`."""
        return tuple(job.transfer for job in self._jobs.values() if job.stored.peer == peer)

    def begin(self, stored: StoredTransfer, total: int | None) -> Job:
        """Take up a transfer of `total` bytes that was just stored, or again one that is here."""
        known = self._jobs.get(stored.id)
        if known is None:
            known = self._add(stored, total)
            self._tell(known)
        else:
            known.stored = stored
            if known.transfer.state is TransferState.FAILED:
                self._again(known)
        self._pump()
        return known

    async def retry(self, id: str) -> None:  # noqa: A002  the field's name in the model
        """Try again now what failed or waits."""
        job = self._jobs.get(id)
        if job is None or job.task is not None or job.is_ready:
            return
        if job.transfer.state is TransferState.FAILED:
            await self._store.transfers.failed(id, None)
            await self._carriers(job.transfer.direction).retried(job)
        self._again(job)
        self._pump()

    def job(self, id: str) -> Job | None:  # noqa: A002
        """The transfer of this id, if it is under way or failed."""
        return self._jobs.get(id)

    def up_of(self, row: int) -> Job | None:
        """What goes up for message `row`."""
        found = (job for job in self._jobs.values() if job.stored.is_up and job.stored.row == row)
        return next(found, None)

    async def drop(self, jobs: Iterable[Job]) -> None:
        """Stop these for good, and tell that they are CANCELLED; what they were for is the caller's."""
        for job in tuple(jobs):
            if self._jobs.pop(job.stored.id, None) is None:
                continue
            if job.task is not None and job.task is not asyncio.current_task():
                job.task.cancel()
                await asyncio.wait([job.task])
            await self._store.transfers.remove(job.stored.id)
            self._change(job, TransferState.CANCELLED)
            job.ended.set()
        await self._store.files.sweep()
        await self._finish_ready()
        self._pump()

    def jobs_of(self, row: int) -> list[Job]:
        """Both ways, of message `row`."""
        return [job for job in self._jobs.values() if job.stored.row == row]

    # moving on

    def _pump(self) -> None:
        """Begin what may begin now, and look again when the next may."""
        if not self._is_accepting or not self._line.is_up:
            return
        at = time.monotonic()
        waiting = [
            job
            for job in self._jobs.values()
            if job.transfer.state is TransferState.WAITING and job.task is None
        ]
        for direction, most in AT_ONCE.items():
            running = sum(
                job.task is not None and job.transfer.direction is direction
                for job in self._jobs.values()
            )
            due = [job for job in waiting if job.transfer.direction is direction and job.due <= at]
            for job in due[: max(0, most - running)]:
                self._change(job, TransferState.RUNNING)
                job.task = self._scope.start(self._run(job), f"carry a file {direction.value}")
        self._set_alarm([job.due for job in waiting if job.due > at])

    async def _run(self, job: Job) -> None:
        carrier = self._carriers(job.transfer.direction)
        try:
            await carrier.carry(job, lambda done, total: self._progress(job, done, total))
        except StoreClosed:
            return
        except Exception as error:  # noqa: BLE001  a bug of ours must not leave a file hanging either
            if not isinstance(error, RequestFailed | SourceUnreadable | StoreError):
                _log.exception("a file could not be carried")
            await self._failed(job, carrier, error)
        else:
            job.is_ready = True
        finally:
            job.task = None
        await self._finish_ready()
        self._pump()

    async def _failed(self, job: Job, carrier: Carrier, error: Exception) -> None:
        if job.stored.id not in self._jobs:
            return
        failure = failure_of(error)
        if isinstance(error, NotConnected) or not carrier.is_hopeless(failure, job.attempts):
            delay = min(_FIRST_RETRY * 2**job.attempts, _LONGEST_RETRY)
            if not isinstance(error, NotConnected):
                job.attempts += 1
                carrier.waits(failure)
            job.due = time.monotonic() + delay
            self._change(job, TransferState.WAITING, failure)
            return
        _log.info("a file does not go %s: %s", job.transfer.direction.value, failure.code)
        await self._store.transfers.failed(job.stored.id, failure)
        await carrier.failed(job, failure)
        self._change(job, TransferState.FAILED, failure)
        job.ended.set()

    async def _finish_ready(self) -> None:
        """End what is through, each when those before it in its conversation have ended or can't."""
        async with self._finishing:
            blocked: set[Jid] = set()
            for job in tuple(self._jobs.values()):
                is_gone = job.stored.id not in self._jobs
                if is_gone or (job.stored.is_up and job.stored.peer in blocked):
                    continue
                if job.is_ready:
                    await self._carriers(job.transfer.direction).finish(job)
                    self._jobs.pop(job.stored.id, None)
                    self._change(job, TransferState.DONE)
                    job.ended.set()
                elif job.stored.is_up and job.transfer.failure is None:
                    blocked.add(job.stored.peer)

    def _again(self, job: Job) -> None:
        job.due, job.attempts = 0.0, 0
        job.ended.clear()
        self._change(job, TransferState.WAITING)

    def _progress(self, job: Job, done: int, total: int | None) -> None:
        job.transfer = replace(job.transfer, done=done, total=total or job.transfer.total)
        if time.monotonic() - job.told_at >= _TOLD_EVERY:
            self._tell(job)

    # bookkeeping

    def _add(self, stored: StoredTransfer, total: int | None = None) -> Job:
        direction = TransferDirection.UP if stored.is_up else TransferDirection.DOWN
        state = TransferState.WAITING if stored.failure is None else TransferState.FAILED
        conversation = ConversationId(self._account, stored.peer)
        transfer = Transfer(
            stored.id,
            conversation,
            stored.row,
            stored.index,
            direction,
            state,
            0,
            total,
            stored.failure,
        )
        job = self._jobs[stored.id] = Job(transfer, stored)
        if state is TransferState.FAILED:
            job.ended.set()
        return job

    def _change(self, job: Job, state: TransferState, failure: Failure | None = None) -> None:
        job.transfer = replace(job.transfer, state=state, failure=failure)
        self._tell(job)

    def _tell(self, job: Job) -> None:
        job.told_at = time.monotonic()
        self._changes.announce(TransferChanged(job.transfer.conversation, job.transfer))

    def _set_alarm(self, moments: list[float]) -> None:
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None
        if moments:
            seconds = max(0.0, min(moments) - time.monotonic())
            self._alarm = asyncio.get_running_loop().call_later(seconds, self._pump)


def failure_of(error: Exception) -> Failure:
    """Why a transfer did not get on."""
    match error:
        case RequestFailed():
            return error.failure
        case StoreFull():
            return Failure(FailureCode.DISK_FULL, str(error))
        case SourceUnreadable() | StoreError():
            return Failure(FailureCode.FILE_UNREADABLE, str(error))
        case _:
            return Failure(FailureCode.INTERNAL, type(error).__name__)
