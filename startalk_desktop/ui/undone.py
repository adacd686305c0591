"""What a window says when something that was asked of it could not be done."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from PySide6.QtCore import QCoreApplication

from startalk_desktop.core.errors import AccountNotOpen, AccountUnknown, ActionRefused
from startalk_desktop.core.ports import RequestFailed
from startalk_desktop.model.failure import Failure
from startalk_desktop.store.errors import KeyVaultError, StoreError
from startalk_desktop.ui.action_texts import refusal_text
from startalk_desktop.ui.failure_texts import FailureContext, failure_text, quoting

Say = Callable[[str], object]
"""Takes a sentence, as a toast does."""


def request_text(failure: Failure) -> str:
    """Why a server did not do what was asked of it, and what it says itself."""
    return quoting(failure, FailureContext.REQUEST)


def store_text(reason: object) -> str:
    """That this computer did not do it; the reason is the store's."""
    return QCoreApplication.translate(
        "Undone", "It could not be done on this computer: {reason}"
    ).format(reason=reason)


async def say_undone(
    work: Coroutine[Any, Any, object],
    say: Say,
    words: Callable[[Failure], str] = request_text,
) -> None:
    """Do `work`; where it could not be done, say why. What is no such refusal is raised on.

    Args:
        work: what was asked for.
        say: takes the reason.
        words: for what a server refused.
    """
    try:
        await work
    except RequestFailed as error:
        say(words(error.failure))
    except ActionRefused as error:
        say(refusal_text(error.code))
    except AccountNotOpen as error:
        say(failure_text(error.failure) if error.failure else _locked())
    except AccountUnknown:
        say(QCoreApplication.translate("Undone", "You have left this company"))
    except (StoreError, KeyVaultError) as error:
        say(store_text(error))


def _locked() -> str:
    return QCoreApplication.translate("Undone", "This company is locked")
