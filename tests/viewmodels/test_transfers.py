"""How files on their way are told, and what a person does about them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from startalk_desktop.core.errors import AccountNotOpen, ActionRefused, RefusalCode
from startalk_desktop.core.ports import RequestFailed
from startalk_desktop.model.failure import Failure, FailureCode
from startalk_desktop.model.identity import AccountId, ConversationId
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.transfer import Transfer, TransferDirection, TransferState
from startalk_desktop.store.errors import StoreFull
from startalk_desktop.tasks import TaskScope
from startalk_desktop.viewmodels.transfers import TransferBoard
from tests.ui.waiting import settle, until

CHAT = ConversationId(AccountId("a"), Jid("li", "acme.example"))
DOWN = Transfer("t1", CHAT, 7, 0, TransferDirection.DOWN, TransferState.RUNNING, 10, 100)
UP = Transfer("t2", CHAT, 8, 0, TransferDirection.UP, TransferState.WAITING, 0, 100)


class Handle:
    def __init__(self, *known: Transfer) -> None:
        self.known = known
        self.asked: list[tuple[object, ...]] = []
        self.error: Exception | None = None
        self.here = {(9, 0)}

    def transfers(self) -> tuple[Transfer, ...]:
        return self.known

    async def download(self, row: int, index: int) -> None:
        self._ask("download", row, index)

    async def cancel_transfer(self, name: str) -> None:
        self._ask("cancel", name)

    async def retry_transfer(self, name: str) -> None:
        self._ask("retry", name)

    async def is_here(self, row: int, index: int) -> bool:
        self._ask("is here", row, index)
        return (row, index) in self.here

    def _ask(self, *what: object) -> None:
        self.asked.append(what)
        if self.error is not None:
            raise self.error


def board_of(handle: Handle, scope: TaskScope) -> TransferBoard:
    return TransferBoard(handle, scope)  # type: ignore[arg-type]  a handle's part


async def test_what_is_on_its_way_is_known_until_it_ends(scope: TaskScope) -> None:
    board = board_of(Handle(DOWN, UP), scope)
    told: list[int] = []
    arrived: list[tuple[int, int]] = []
    board.changed.connect(told.append)
    board.arrived.connect(lambda *where: arrived.append(where))
    board.restore()
    assert board.transfer(7, 0) == DOWN
    assert board.waiting_up == (UP,)
    board.take(replace(DOWN, done=50))
    assert board.transfer(7, 0) == replace(DOWN, done=50)
    board.take(replace(UP, state=TransferState.DONE))
    assert board.waiting_up == ()
    assert arrived == []  # it was here before
    board.take(replace(DOWN, state=TransferState.DONE))
    assert board.transfer(7, 0) is None
    assert arrived == [(7, 0)]
    assert told == [7, 8, 7, 8, 7]
    assert board.is_here(7, 0) is True


async def test_wishes_name_the_transfer(scope: TaskScope) -> None:
    handle = Handle(DOWN, UP)
    board = board_of(handle, scope)
    board.restore()
    board.cancel(8, 0)
    board.retry(7, 0)
    board.cancel(99, 0)
    board.download(5, 1)
    await settle()
    assert handle.asked == [("cancel", "t2"), ("retry", "t1"), ("download", 5, 1)]


async def test_whether_a_file_is_here_is_looked_up_once(scope: TaskScope) -> None:
    handle = Handle()
    board = board_of(handle, scope)
    assert board.is_here(9, 0) is None
    assert board.is_here(9, 0) is None
    assert board.is_here(9, 1) is None
    await until(lambda: board.is_here(9, 1) is not None, "both are known")
    assert board.is_here(9, 0) is True
    assert board.is_here(9, 1) is False
    assert len(handle.asked) == 2


@pytest.mark.parametrize(
    ("error", "signal", "value"),
    [
        (
            RequestFailed(Failure(FailureCode.TIMEOUT)),
            "request_failed",
            Failure(FailureCode.TIMEOUT),
        ),
        (ActionRefused(RefusalCode.GONE), "refused", RefusalCode.GONE),
        (StoreFull("no room"), "store_failed", "no room"),
        (AccountNotOpen(AccountId("a")), "", None),
    ],
)
async def test_what_can_not_be_done_is_told(
    scope: TaskScope, error: Exception, signal: str, value: object
) -> None:
    handle = Handle()
    handle.error = error
    board = board_of(handle, scope)
    told: list[tuple[str, object]] = []
    for name in ("request_failed", "refused", "store_failed"):
        getattr(board, name).connect(lambda what, name=name: told.append((name, what)))
    board.download(1, 0)
    await settle()
    assert told == ([(signal, value)] if signal else [])
