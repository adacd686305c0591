"""Every way in which something can stay undone has its sentence; what is a mistake of ours is not hidden behind one."""

import pytest

from startalk_desktop.core.errors import (
    AccountNotOpen,
    AccountUnknown,
    ActionRefused,
    RefusalCode,
)
from startalk_desktop.core.ports import RequestFailed
from startalk_desktop.model.failure import Failure, FailureCode
from startalk_desktop.model.identity import AccountId
from startalk_desktop.store.errors import NoKeyring, StoreFull
from startalk_desktop.ui.failure_texts import failure_text
from startalk_desktop.ui.undone import request_text, say_undone

_ACCOUNT = AccountId("acme")
_DAMAGED = Failure(FailureCode.STORE_DAMAGED)
_FORBIDDEN = Failure(FailureCode.NOT_ALLOWED)


async def _fail(error: Exception | None) -> None:
    if error is not None:
        raise error


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (None, []),
        (RequestFailed(_FORBIDDEN), [request_text(_FORBIDDEN)]),
        (ActionRefused(RefusalCode.GONE), ["The message is no longer there."]),
        (AccountNotOpen(_ACCOUNT), ["This company is locked"]),
        (AccountNotOpen(_ACCOUNT, _DAMAGED), [failure_text(_DAMAGED)]),
        (AccountUnknown(_ACCOUNT), ["You have left this company"]),
        (StoreFull("disk"), ["It could not be done on this computer: disk"]),
        (NoKeyring("none"), ["It could not be done on this computer: none"]),
    ],
)
async def test_what_was_not_done_is_said(error: Exception | None, words: list[str]) -> None:
    said: list[str] = []
    await say_undone(_fail(error), said.append)
    assert said == words


async def test_a_room_s_refusal_is_said_in_the_words_of_whoever_asked() -> None:
    said: list[str] = []
    await say_undone(_fail(RequestFailed(_FORBIDDEN)), said.append, lambda failure: failure.code)
    assert said == [FailureCode.NOT_ALLOWED]


async def test_a_mistake_of_ours_is_not_taken_for_a_refusal() -> None:
    said: list[str] = []
    with pytest.raises(KeyError):
        await say_undone(_fail(KeyError("row")), said.append)
    assert said == []
