"""What a person's card shows."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from startalk_desktop.core.accounts import Accounts
from startalk_desktop.core.changes import ChangeHub
from startalk_desktop.core.directory import Directory
from startalk_desktop.core.errors import AccountNotOpen, AccountUnknown
from startalk_desktop.core.presence_board import PresenceSummary
from startalk_desktop.model.account import Account
from startalk_desktop.model.changes import Change, DirectoryChanged, PeopleChanged
from startalk_desktop.model.identity import AccountId
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.organisation import Person
from startalk_desktop.tasks import TaskScope
from startalk_desktop.viewmodels.coalescing import CoalescedTask


class PersonViewModel(QObject):
    """One person as one account knows them; `changed` tells to show them again."""

    changed = Signal()

    def __init__(
        self,
        accounts: Accounts,
        directory: Directory,
        changes: ChangeHub,
        scope: TaskScope,
        account: AccountId,
        jid: Jid,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._accounts = accounts
        self._directory = directory
        self._account = account
        self._jid = jid.bare
        self._person = Person(self._jid, directory.name(account, self._jid))
        self._avatar: bytes | None = None
        self._reading = CoalescedTask(scope, "person", self._read)
        self._subscription = changes.subscribe(self._on_change)
        self._reading.request()

    def close(self) -> None:
        """Hear no more changes."""
        self._subscription.cancel()

    @property
    def account(self) -> Account:
        """The account through which the person is reached."""
        return self._accounts.get(self._account)

    @property
    def person(self) -> Person:
        """What is known by now; at least address and name."""
        return self._person

    @property
    def avatar(self) -> bytes | None:
        """The picture as published, not decoded yet: hostile."""
        return self._avatar

    @property
    def presence(self) -> PresenceSummary:
        """Whether they are there."""
        return self._directory.presence(self._account, self._jid)

    @property
    def is_self(self) -> bool:
        """Whether it is the user: one does not write to oneself from a card."""
        return self._jid == self.account.jid

    def _on_change(self, change: Change) -> None:
        match change:
            case PeopleChanged(account=self._account, jids=jids) if self._jid in jids:
                self._reading.request()
            case DirectoryChanged(account=self._account):
                self._reading.request()
            case _:
                pass

    async def _read(self) -> None:
        try:
            self._person = await self._directory.person(self._account, self._jid)
            self.changed.emit()
            self._avatar = await self._directory.avatar(self._account, self._jid)
        except (AccountNotOpen, AccountUnknown):
            return
        self.changed.emit()
