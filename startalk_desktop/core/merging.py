"""Asking several accounts the same thing at once, so that none makes the others wait."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine, Mapping
from typing import Any, Final, TypeVar

from startalk_desktop.model.identity import AccountId

_log = logging.getLogger(__name__)

ResultT = TypeVar("ResultT")

PATIENCE: Final = 5.0
"""Seconds that a merged answer waits for its slowest account."""


async def from_accounts(
    questions: Mapping[AccountId, Coroutine[Any, Any, ResultT]], patience: float = PATIENCE
) -> dict[AccountId, ResultT]:
    """The answers of all accounts that gave one within `patience` seconds, in the order of `questions`.

    An account that raises or takes longer is logged and left out of the answer.
    """

    async def ask(
        account: AccountId, question: Coroutine[Any, Any, ResultT]
    ) -> tuple[AccountId, ResultT] | None:
        try:
            async with asyncio.timeout(patience):
                return account, await question
        except TimeoutError:
            _log.warning("account %s took longer than %.0f s to answer", account, patience)
        except Exception:  # noqa: BLE001  one broken account must not spoil the answer of the others
            _log.exception("account %s could not answer", account)
        return None

    try:
        answers = await asyncio.gather(*(ask(*item) for item in questions.items()))
    finally:
        for question in questions.values():
            question.close()  # one whose turn never came, because all of it was cancelled
    return dict(answer for answer in answers if answer is not None)
