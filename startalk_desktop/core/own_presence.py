"""What one account is to others: as chosen, and as time and the user's absence make it."""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from typing import Final

from startalk_desktop.core.line import Line
from startalk_desktop.core.ports import NotConnected, SessionPort
from startalk_desktop.model.attention import Disturbance, DisturbanceReason
from startalk_desktop.model.identity import Timestamp
from startalk_desktop.model.presence import Availability, OwnPresence
from startalk_desktop.store.account_store import AccountStore

_log = logging.getLogger(__name__)

_SETTING: Final = "presence"
_HERE: Final = frozenset({Availability.AVAILABLE, Availability.FREE_FOR_CHAT})


@dataclass(frozen=True, slots=True)
class ShownPresence:
    """What others are told."""

    presence: OwnPresence
    idle_since: Timestamp | None = None


class AccountPresence:
    """Keeps what was chosen, and tells a session once what it is to be.

    Attributes:
        chosen: by the user.
        shown: what others are told.
    """

    def __init__(self, line: Line, store: AccountStore) -> None:
        self._line = line
        self._store = store
        self._told: tuple[SessionPort, ShownPresence] | None = None
        self.chosen = OwnPresence()
        self.shown = ShownPresence(self.chosen)

    async def load(self) -> None:
        """Take up what was chosen in an earlier run."""
        kept = await self._store.settings.get(_SETTING)
        if kept is not None:
            self.chosen = _presence_from(kept)
            self.shown = ShownPresence(self.chosen)

    async def choose(self, presence: OwnPresence) -> None:
        """Choose, also for the runs to come."""
        self.chosen = presence
        kept = json.dumps([presence.availability.name, presence.status], ensure_ascii=False)
        await self._store.settings.set(_SETTING, kept)

    def show(self, disturbance: Disturbance, idle_since: Timestamp | None) -> bool:
        """Work out what others are told, and tell it the session of the moment; whether it is anything new."""
        before, self.shown = self.shown, shown_presence(self.chosen, disturbance, idle_since)
        session = self._line.session
        if session is not None and self._told != (session, self.shown):
            self._told = (session, self.shown)
            presence = self.shown.presence
            try:
                session.presence.set_own(
                    presence.availability, presence.status, self.shown.idle_since
                )
            except NotConnected:
                _log.debug("the presence is told at the next sign-in")
        return self.shown != before


def shown_presence(
    chosen: OwnPresence, disturbance: Disturbance, idle_since: Timestamp | None
) -> ShownPresence:
    """What others are told. A choice that says less than being here stays; being here is qualified."""
    availability = chosen.availability
    if availability is not Availability.BUSY:
        if disturbance.reason is DisturbanceReason.DO_NOT_DISTURB:
            availability = Availability.BUSY
        elif disturbance.reason is DisturbanceReason.OUTSIDE_WORK_HOURS:
            availability = Availability.EXTENDED_AWAY
        elif idle_since is not None and availability in _HERE:
            availability = Availability.AWAY
    return ShownPresence(OwnPresence(availability, chosen.status), idle_since)


def _presence_from(text: str) -> OwnPresence:
    try:
        name, status = json.loads(text)
        return OwnPresence(Availability[name], str(status))
    except (ValueError, KeyError, TypeError):
        _log.warning("the presence that was kept can't be read")
        return OwnPresence()
