"""What the user is to others, in each company and over all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from startalk_desktop.model.changes import (
    AccountsChanged,
    AttentionChanged,
    Change,
    ConnectionStateChanged,
    OwnPresenceChanged,
)
from startalk_desktop.model.identity import AccountId
from startalk_desktop.model.presence import Availability, OwnPresence
from startalk_desktop.viewmodels.gone import ACCOUNT_GONE
from startalk_desktop.viewmodels.line import is_signed_in

if TYPE_CHECKING:
    from startalk_desktop.core.startalk import Startalk


class OwnPresenceModel(QObject):
    """`changed` tells to look again."""

    changed = Signal()

    def __init__(self, startalk: Startalk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._startalk = startalk
        self._subscription = startalk.changes.subscribe(self._on_change)

    def close(self) -> None:
        """Hear no more changes."""
        self._subscription.cancel()

    def chosen(self, account: AccountId | None) -> OwnPresence:
        """What was chosen for a company; over all, what they have in common, else the most available, without text."""
        if account is not None:
            try:
                return self._startalk.presence.chosen(account)
            except ACCOUNT_GONE:
                return OwnPresence()
        each = self._each()
        if not each:
            return OwnPresence()
        if all(one == each[0] for one in each):
            return each[0]
        return OwnPresence(max(one.availability for one in each))

    def shown(self, account: AccountId | None = None) -> Availability:
        """What a dot shows for a company, or for all: the most available that people see; offline where none is up."""
        every = [one.id for one in self._startalk.accounts.all()]
        seen = []
        for one in every if account is None else [account]:
            try:
                if is_signed_in(self._startalk.accounts.state(one)):
                    seen.append(self._startalk.presence.shown(one).presence.availability)
            except ACCOUNT_GONE:
                continue
        return max(seen, default=Availability.OFFLINE)

    def _each(self) -> list[OwnPresence]:
        found = []
        for account in self._startalk.accounts.all():
            try:
                found.append(self._startalk.presence.chosen(account.id))
            except ACCOUNT_GONE:
                continue
        return found

    def _on_change(self, change: Change) -> None:
        told = OwnPresenceChanged | AccountsChanged | ConnectionStateChanged | AttentionChanged
        if isinstance(change, told):
            self.changed.emit()
