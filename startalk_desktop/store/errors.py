"""What can go wrong with a store, as types. All of it is the environment's doing; a bug is any other exception."""

from __future__ import annotations


class StoreError(Exception):
    """A store could not do what was asked; the message says why and what to do."""


class StoreClosed(StoreError):  # noqa: N818  named for what happened
    """The store was closed before, or while, the work was done. Writes that were not started did not happen."""


class StoreDamaged(StoreError):  # noqa: N818  named for what happened
    """The file is no intact database of ours. What the servers have can be fetched again into a new one."""


class WrongKey(StoreError):  # noqa: N818  named for what happened
    """The key does not open this database (or the first page of the file is destroyed: encryption hides which)."""


class StoreTooNew(StoreError):  # noqa: N818  named for what happened
    """A newer version of the program wrote the database; this one must not touch it."""


class StoreFull(StoreError):  # noqa: N818  named for what happened
    """The disk is full; nothing of the write was kept."""


class StoreUnreachable(StoreError):  # noqa: N818  named for what happened
    """The file can't be opened, read or written: permissions, a failing disk, or another process holds it."""


class KeyVaultError(Exception):
    """Keys or passwords could not be kept or fetched."""


class NoKeyring(KeyVaultError):  # noqa: N818  named for what happened
    """This machine offers no safe keyring; a passphrase vault can be used instead."""


class KeyringLocked(KeyVaultError):  # noqa: N818  named for what happened
    """The keyring is there but did not give its secrets: locked, or the user refused."""


class WrongPassphrase(KeyVaultError):  # noqa: N818  named for what happened
    """The passphrase does not open the vault."""


class VaultDamaged(KeyVaultError):  # noqa: N818  named for what happened
    """The vault file is not one of ours or was changed; it can't be opened with any passphrase."""
