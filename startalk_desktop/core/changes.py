"""How news leaves `core`: immutable changes, announced after the commit, merged within one turn of the loop."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Hashable
from dataclasses import replace

from startalk_desktop.model.changes import (
    AccountsChanged,
    AttentionChanged,
    BlockListChanged,
    Change,
    ConversationsChanged,
    DirectoryChanged,
    FilesChanged,
    MessagesChanged,
    NavChanged,
    OwnPresenceChanged,
    PeopleChanged,
    PolicyChanged,
    ReadersChanged,
    RoomChanged,
    ServicesChanged,
    TransferChanged,
)

_log = logging.getLogger(__name__)

ChangeCallback = Callable[[Change], None]


class Subscription:
    """One subscriber's registration; `cancel` ends it, and may be called at any time and again."""

    def __init__(self, hub: ChangeHub, callback: ChangeCallback) -> None:
        self._hub: ChangeHub | None = hub
        self.callback = callback

    @property
    def is_active(self) -> bool:
        """Whether the callback is still called."""
        return self._hub is not None

    def cancel(self) -> None:
        """Stop: the callback is not called again, not even for what was announced before."""
        if self._hub is not None:
            hub, self._hub = self._hub, None
            hub.forget(self)


class ChangeHub:
    """Tells subscribers what changed.

    Changes announced in one turn of the loop are delivered together in the next, in order of announcement;
    those of the same kind about the same thing are merged into one. A callback that raises is logged and stays
    subscribed.
    """

    def __init__(self) -> None:
        self._subscriptions: list[Subscription] = []
        self._pending: dict[Hashable, Change] = {}
        self._turn: asyncio.Handle | None = None

    def subscribe(self, callback: ChangeCallback) -> Subscription:
        """Call `callback` on the loop with every change from now on, until the subscription is cancelled."""
        subscription = Subscription(self, callback)
        self._subscriptions.append(subscription)
        return subscription

    def forget(self, subscription: Subscription) -> None:
        """Drop `subscription`; its `cancel` calls this."""
        if subscription in self._subscriptions:
            self._subscriptions.remove(subscription)

    def announce(self, change: Change) -> None:
        """Tell `change`, which is committed, to all subscribers in the next turn of the loop."""
        key = _merge_key(change)
        earlier = self._pending.get(key)
        self._pending[key] = change if earlier is None else _merged(earlier, change)
        if self._turn is None:
            self._turn = asyncio.get_running_loop().call_soon(self.flush)

    def flush(self) -> None:
        """Deliver now what is waiting."""
        if self._turn is not None:
            self._turn.cancel()
            self._turn = None
        pending, self._pending = self._pending, {}
        for change in pending.values():
            for subscription in tuple(self._subscriptions):
                if not subscription.is_active:
                    continue
                try:
                    subscription.callback(change)
                except Exception:  # noqa: BLE001  a subscriber that fails must not deafen the others
                    _log.exception("a subscriber failed on %s", type(change).__name__)


def _merge_key(change: Change) -> Hashable:
    """What two changes must share to be told as one; anything else is a key of its own."""
    match change:
        case AccountsChanged():
            return AccountsChanged
        case MessagesChanged():
            return MessagesChanged, change.conversation, change.is_history
        case ConversationsChanged() | DirectoryChanged() | PeopleChanged():
            return type(change), change.account
        case RoomChanged() | ReadersChanged():
            return type(change), change.conversation
        case PolicyChanged() | FilesChanged() | AttentionChanged():
            return type(change), change.account
        case OwnPresenceChanged() | BlockListChanged() | NavChanged() | ServicesChanged():
            return type(change), change.account
        case TransferChanged():
            return TransferChanged, change.transfer.id
        case _:
            return object()


def _merged(earlier: Change, later: Change) -> Change:
    match earlier, later:
        case MessagesChanged(), MessagesChanged():
            gone = set(later.removed)
            added = _union(earlier.added, later.added)
            updated = _union(earlier.updated, later.updated)
            return replace(
                later,
                added=tuple(row for row in added if row not in gone),
                updated=tuple(row for row in updated if row not in gone),
                removed=_union(earlier.removed, later.removed),
            )
        case ConversationsChanged(), ConversationsChanged():
            return replace(later, peers=earlier.peers | later.peers)
        case PeopleChanged(), PeopleChanged():
            return replace(later, jids=earlier.jids | later.jids)
        case DirectoryChanged(), DirectoryChanged():
            if earlier.units is None or later.units is None:
                return replace(later, units=None)
            return replace(later, units=earlier.units | later.units)
        case _:
            return later


def _union(first: tuple[int, ...], second: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(first + second))
