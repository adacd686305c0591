"""What a person's card shows, and what can be done with the person from there."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from startalk_desktop.core.cards import CardView
from startalk_desktop.core.presence_board import PresenceSummary
from startalk_desktop.model.account import Account
from startalk_desktop.model.changes import (
    ArrangementChanged,
    BlockListChanged,
    Change,
    ConversationsChanged,
    DirectoryChanged,
    PeopleChanged,
)
from startalk_desktop.model.conversation import Conversation
from startalk_desktop.model.identity import AccountId, ConversationId
from startalk_desktop.model.jid import Jid
from startalk_desktop.tasks import TaskScope
from startalk_desktop.viewmodels.avatars import decode
from startalk_desktop.viewmodels.coalescing import CoalescedTask
from startalk_desktop.viewmodels.gone import ACCOUNT_GONE

if TYPE_CHECKING:
    from startalk_desktop.core.startalk import Startalk


class PersonViewModel(QObject):
    """One person as one account knows them; `changed` tells to show them again."""

    changed = Signal()

    def __init__(
        self,
        startalk: Startalk,
        scope: TaskScope,
        account: AccountId,
        jid: Jid,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._startalk = startalk
        self._account = account
        self._jid = jid.bare
        self._card = _unknown(startalk, account, self._jid)
        self._image: QImage | None = None
        self._decoded: bytes | None = None
        self._rooms: tuple[Conversation, ...] = ()
        self._is_closed = False
        self._reading = CoalescedTask(scope, "person", self._read)
        self._subscription = startalk.changes.subscribe(self._on_change)
        self._reading.request()

    def close(self) -> None:
        """Hear no more changes, and tell of none; what is being read ends in nothing."""
        self._is_closed = True
        self._subscription.cancel()

    @property
    def account(self) -> Account:
        """The account through which the person is reached."""
        return self._startalk.accounts.get(self._account)

    @property
    def card(self) -> CardView:
        """What is known by now; at least address and name."""
        return self._card

    @property
    def image(self) -> QImage | None:
        """The picture, where there is a sound one."""
        return self._image

    @property
    def shared_rooms(self) -> tuple[Conversation, ...]:
        """The rooms in which both are now."""
        return self._rooms

    @property
    def presence(self) -> PresenceSummary:
        """Whether they are there."""
        return self._startalk.directory.presence(self._account, self._jid)

    @property
    def is_self(self) -> bool:
        """Whether it is the user: one does not write to oneself from a card."""
        return self._jid == self.account.jid

    async def line(self) -> Conversation:
        """The conversation with the person, begun if there is none.

        Raises:
            AccountUnknown, AccountNotOpen
        """
        conversation = await self._startalk.inbox.open_direct(self._account, self._jid)
        return await self._startalk.conversation(conversation).info()

    def _on_change(self, change: Change) -> None:
        match change:
            case PeopleChanged(account=self._account, jids=jids) if self._jid in jids:
                self._reading.request()
            case (
                ConversationsChanged(account=self._account, peers=peers)
                | ArrangementChanged(account=self._account, peers=peers)
            ) if self._jid in peers:
                self._reading.request()
            case DirectoryChanged(account=self._account) | BlockListChanged(account=self._account):
                self._reading.request()
            case _:
                pass

    async def _read(self) -> None:
        try:
            card = await self._startalk.cards.card(self._account, self._jid)
            rooms = [await self._room(one) for one in card.shared_rooms]
        except ACCOUNT_GONE:
            return
        if self._is_closed:
            return
        self._card, self._rooms = card, tuple(room for room in rooms if room is not None)
        self.changed.emit()
        if card.avatar != self._decoded:
            self._decoded = card.avatar
            self._image = await asyncio.to_thread(decode, card.avatar) if card.avatar else None
            if not self._is_closed:
                self.changed.emit()

    async def _room(self, conversation: ConversationId) -> Conversation | None:
        try:
            return await self._startalk.conversation(conversation).info()
        except LookupError:
            return None  # left meanwhile


def _unknown(startalk: Startalk, account: AccountId, jid: Jid) -> CardView:
    return CardView(
        account=account,
        jid=jid,
        name=startalk.directory.name(account, jid),
        remark="",
        nickname="",
        title="",
        company=startalk.accounts.get(account).company,
        unit_path=(),
        phones=(),
        emails=(),
        note="",
        url="",
        shared_rooms=(),
        avatar=None,
        is_blocked=False,
    )
