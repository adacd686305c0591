"""The files of one conversation on their way: how each stands, and what a person does about it."""

from __future__ import annotations

from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from startalk_desktop.core.errors import ActionRefused
from startalk_desktop.core.ports import RequestFailed
from startalk_desktop.model.transfer import Transfer, TransferDirection, TransferState
from startalk_desktop.store.errors import StoreError
from startalk_desktop.tasks import TaskScope
from startalk_desktop.viewmodels.coalescing import CoalescedTask
from startalk_desktop.viewmodels.gone import ACCOUNT_GONE

if TYPE_CHECKING:
    from startalk_desktop.core.conversation import ConversationHandle

_ENDED = (TransferState.DONE, TransferState.CANCELLED)


class TransferBoard(QObject):
    """Follows one conversation's transfers; its owner hands the changes in.

    Signals:
        changed(store row): a file of that message came further, stopped, failed, or is through.
        arrived(store row, index): that file is here now.
        request_failed(Failure): what was asked for could not even begin.
        refused(RefusalCode), store_failed(reason): nor could this.
    """

    changed = Signal(int)
    arrived = Signal(int, int)
    request_failed = Signal(object)
    refused = Signal(object)
    store_failed = Signal(str)

    def __init__(
        self, handle: ConversationHandle, scope: TaskScope, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._handle = handle
        self._scope = scope
        self._transfers: dict[tuple[int, int], Transfer] = {}
        self._here: dict[tuple[int, int], bool] = {}
        self._unknown: set[tuple[int, int]] = set()
        self._looking = CoalescedTask(scope, "look which files are here", self._look)

    def restore(self) -> None:
        """Take up what is on its way already."""
        try:
            found = self._handle.transfers()
        except ACCOUNT_GONE:
            return
        for transfer in found:
            self.take(transfer)

    def take(self, transfer: Transfer) -> None:
        """One stands differently now."""
        key = transfer.row, transfer.index
        if transfer.state in _ENDED:
            self._transfers.pop(key, None)
        else:
            self._transfers[key] = transfer
        self.changed.emit(transfer.row)
        is_down = transfer.direction is TransferDirection.DOWN
        if is_down and transfer.state is TransferState.DONE:
            self._here[key] = True
            self.arrived.emit(*key)

    def transfer(self, row: int, index: int) -> Transfer | None:
        """How file `index` of message `row` gets on; None where it is not on its way."""
        return self._transfers.get((row, index))

    def is_here(self, row: int, index: int) -> bool | None:
        """Whether the file is on this machine; None while that is looked up."""
        key = row, index
        known = self._here.get(key)
        if known is None and not self._scope.is_closed and key not in self._unknown:
            self._unknown.add(key)
            self._looking.request()
        return known

    @property
    def waiting_up(self) -> tuple[Transfer, ...]:
        """What should go up and does not at present."""
        return tuple(
            one
            for one in self._transfers.values()
            if one.direction is TransferDirection.UP and one.state is TransferState.WAITING
        )

    # what a person does

    def download(self, row: int, index: int) -> None:
        """Bring the file here."""
        self._start(self._handle.download(row, index), "download a file")

    def cancel(self, row: int, index: int) -> None:
        """Stop it for good. A message whose file does not go up is gone, too."""
        transfer = self._transfers.get((row, index))
        if transfer is not None:
            self._start(self._handle.cancel_transfer(transfer.id), "cancel a transfer")

    def retry(self, row: int, index: int) -> None:
        """Try again now."""
        transfer = self._transfers.get((row, index))
        if transfer is not None:
            self._start(self._handle.retry_transfer(transfer.id), "retry a transfer")

    def _start(self, work: Coroutine[Any, Any, None], name: str) -> None:
        if self._scope.is_closed:
            work.close()
        else:
            self._scope.start(self._tell_failure(work), name)

    async def _look(self) -> None:
        while self._unknown:
            row, index = key = next(iter(self._unknown))
            try:
                self._here[key] = await self._handle.is_here(row, index)
            except ACCOUNT_GONE:
                self._unknown.clear()
                return
            self._unknown.discard(key)
            self.changed.emit(row)

    async def _tell_failure(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except RequestFailed as error:
            self.request_failed.emit(error.failure)
        except ActionRefused as error:
            self.refused.emit(error.code)
        except ACCOUNT_GONE:
            return  # locked or removed meanwhile: `AccountsChanged` tells
        except StoreError as error:
            self.store_failed.emit(str(error))
