"""Asking several accounts at once, and giving up."""

from __future__ import annotations

import asyncio
import gc
import warnings

import pytest

from startalk_desktop.core.merging import from_accounts
from startalk_desktop.model.identity import AccountId


async def test_an_account_that_fails_or_hangs_is_left_out(caplog: pytest.LogCaptureFixture) -> None:
    async def answer() -> str:
        return "here"

    async def fail() -> str:
        raise LookupError("gone")

    async def hang() -> str:
        await asyncio.Event().wait()
        return "never"

    questions = {AccountId("a"): answer(), AccountId("b"): fail(), AccountId("c"): hang()}
    assert await from_accounts(questions, patience=0.05) == {AccountId("a"): "here"}
    assert "b could not answer" in caplog.text
    assert "c took longer" in caplog.text


async def test_giving_up_before_anybody_was_asked_leaves_no_question_behind() -> None:
    async def answer() -> str:
        return "here"

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        asking = asyncio.ensure_future(from_accounts({AccountId("a"): answer()}))  # noqa: TID251
        # The first turn makes the questions' tasks, which have not begun when the second cancels them.
        asyncio.get_running_loop().call_soon(asking.cancel)
        with pytest.raises(asyncio.CancelledError):
            await asking
        gc.collect()
