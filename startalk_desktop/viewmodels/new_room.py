"""A room in the making: its company, its people, and what the domain answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal, SignalInstance

from startalk_desktop.core.ports import RequestFailed
from startalk_desktop.model.account import Account
from startalk_desktop.model.failure import Failure, FailureCode
from startalk_desktop.model.identity import AccountId
from startalk_desktop.model.jid import Jid
from startalk_desktop.tasks import TaskScope
from startalk_desktop.viewmodels.gone import ACCOUNT_GONE
from startalk_desktop.viewmodels.line import is_signed_in
from startalk_desktop.viewmodels.people_choice import PeopleChoiceModel

if TYPE_CHECKING:
    from startalk_desktop.core.startalk import Startalk

_NAMED: Final = 3


@dataclass(frozen=True, slots=True)
class RoomPlan:
    """What is wished for."""

    account: AccountId
    name: str
    members: tuple[Jid, ...] = ()
    is_public: bool = False
    topic: str = ""


class NewRoom(QObject):
    """Makes one room. `people` is who can be asked in.

    Signals:
        created(ConversationId)
        failed(Failure): there is no room.
        busy_changed: the domain is being asked, or has answered.
    """

    created = Signal(object)
    failed = Signal(object)
    busy_changed = Signal()

    def __init__(self, startalk: Startalk, scope: TaskScope, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._startalk = startalk
        self._scope = scope
        self._is_busy = False
        self._is_closed = False
        self.people = PeopleChoiceModel(startalk, scope, self)

    def close(self) -> None:
        """Nobody waits for an answer any more; a room that is being made is made all the same."""
        self._is_closed = True
        self.people.close()

    @property
    def companies(self) -> list[Account]:
        """The accounts that are signed in, in the order of the rail."""
        accounts = self._startalk.accounts
        return [
            account
            for account in accounts.all()
            if not accounts.is_locked(account.id) and is_signed_in(accounts.state(account.id))
        ]

    @property
    def is_busy(self) -> bool:
        """Whether the domain is being asked."""
        return self._is_busy

    def proposed_name(self) -> str:
        """A name made of those who are chosen; empty without any."""
        names = [one.name for one in self.people.chosen[:_NAMED]]
        if len(self.people.chosen) > _NAMED:
            names.append("…")
        return ", ".join(names)

    def create(self, plan: RoomPlan) -> None:
        """Make the room; `created` or `failed` follows."""
        if not self._is_busy:
            self._set_busy(True)
            self._scope.start(self._create(plan), "make a room")

    async def _create(self, plan: RoomPlan) -> None:
        try:
            room = await self._startalk.rooms.create(
                plan.account,
                plan.name,
                members=plan.members,
                is_public=plan.is_public,
                topic=plan.topic,
            )
        except RequestFailed as error:
            self._end(self.failed, error.failure)
        except ACCOUNT_GONE:
            self._end(self.failed, Failure(FailureCode.CONNECTION_LOST))
        else:
            self._end(self.created, room)

    def _end(self, signal: SignalInstance, outcome: object) -> None:
        if not self._is_closed:
            self._set_busy(False)
            signal.emit(outcome)

    def _set_busy(self, is_busy: bool) -> None:
        self._is_busy = is_busy
        self.busy_changed.emit()
