"""Exceptions of store and vault as the codes that a person is told by."""

from __future__ import annotations

from startalk_desktop.model.failure import Failure, FailureCode
from startalk_desktop.store.errors import (
    KeyringLocked,
    KeyVaultError,
    StoreDamaged,
    StoreError,
    WrongKey,
)


def failure_of(error: BaseException) -> Failure:
    """The code for an error that closed an account; what is not of the environment is a bug of ours."""
    match error:
        case KeyringLocked():
            return Failure(FailureCode.KEYRING_LOCKED, str(error))
        case WrongKey() | KeyVaultError():
            return Failure(FailureCode.KEY_MISSING, str(error))
        case StoreDamaged() | StoreError():
            return Failure(FailureCode.STORE_DAMAGED, str(error))
        case _:
            return Failure(FailureCode.INTERNAL, type(error).__name__)
