"""Whether the people on screen are there: asked of the few who are looked at, and given up when they are not.

Stock servers tell presence to subscribers only (RFC 6121 section 4.3), and a subscription is a request that a person
has to answer and that changes two contact lists. So nobody is subscribed to for being looked at. Who is subscribed or
shares a group with us is known anyway. Anybody else of the own company is shown our presence and asked for theirs
(section 4.6, and docs/protocol.md): their program answers by itself if it can, and all others pass over it, so that
they stay unknown.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Collection
from typing import Final

from startalk_desktop.core.line import Line
from startalk_desktop.core.ports import NotConnected
from startalk_desktop.core.presence_board import PresenceBoard
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.presence import Availability, Presence
from startalk_desktop.tasks import TaskScope

_log = logging.getLogger(__name__)

_ASKED_AT_ONCE: Final = 80
_PAUSE: Final = 0.05
"""Seconds between two questions."""
_LINGER: Final = 8.0
"""Seconds that somebody who left the screen is still followed: lists are scrolled to and fro."""
_ANSWERED_AT_ONCE: Final = 300
_ANSWERS_A_SECOND: Final = 20

IsColleague = Callable[[Jid], Awaitable[bool]]


class PresenceWatch:
    """Both sides: what we ask, and whom we answer; for one account, anew in each stream."""

    def __init__(
        self,
        own: Jid,
        line: Line,
        board: PresenceBoard,
        is_told: Callable[[Jid], bool],
        is_colleague: IsColleague,
        people_changed: Callable[[frozenset[Jid]], None],
        scope: TaskScope,
    ) -> None:
        self._own = own
        self._line = line
        self._board = board
        self._is_told = is_told
        self._is_colleague = is_colleague
        self._people_changed = people_changed
        self._scope = scope
        self._shown: OrderedDict[Jid, None] = OrderedDict()
        self._asked: dict[Jid, float] = {}  # when they were last on screen, monotonic seconds
        self._answered: set[Jid] = set()
        self._answers: tuple[int, int] = (0, 0)  # the second, and how many were given in it
        self._task: asyncio.Task[None] | None = None

    # asking

    def show(self, jids: Collection[Jid]) -> None:
        """These people, by bare address, are on screen now, and nobody else."""
        now = time.monotonic()
        for jid in self._shown.keys() & self._asked.keys():
            self._asked[jid] = now
        colleagues = (jid for jid in jids if jid.domain == self._own.domain and jid != self._own)
        self._shown = OrderedDict.fromkeys(jid for jid in colleagues if not self._is_told(jid))
        if self._task is None and (self._shown or self._asked) and not self._scope.is_closed:
            self._task = self._scope.start(self._follow(), "ask for presence")
            self._task.add_done_callback(self._on_ended)

    def stream_began(self) -> None:
        """A new stream: what was asked in the last one is over, and is asked again."""
        self._asked.clear()
        self._answered.clear()
        self.show(tuple(self._shown))

    def _on_ended(self, _task: asyncio.Task[None]) -> None:
        self._task = None

    async def _follow(self) -> None:
        """Ask and give up, one at a time, until nothing is left to do."""
        while self._line.is_up and (self._asked or self._shown):
            try:
                did = self._give_up() or self._ask()
            except NotConnected:
                return
            if not did and self._asked.keys() <= self._shown.keys():
                return  # all on screen are asked; the next `show` goes on
            await asyncio.sleep(_PAUSE if did else _LINGER / 4)

    def _ask(self) -> bool:
        if len(self._asked) >= _ASKED_AT_ONCE:
            return False
        jid = next((one for one in self._shown if one not in self._asked), None)
        if jid is None:
            return False
        self._asked[jid] = time.monotonic()
        return self._line.require().presence.ask(jid)

    def _give_up(self) -> bool:
        long_ago = time.monotonic() - _LINGER
        jid = next(
            (one for one, at in self._asked.items() if one not in self._shown and at < long_ago),
            None,
        )
        if jid is None:
            return False
        del self._asked[jid]
        if not self._is_told(jid):
            if not any(one.bare == jid for one in self._answered):
                self._line.require().presence.hide_from(jid)
            if self._board.forget(jid):
                self._people_changed(frozenset({jid}))
        return True

    # answering

    async def asked(self, jid: Jid) -> None:
        """Somebody's client asks whether we are there: colleagues are told, and nobody else."""
        if jid in self._answered or not self._may_answer():
            return
        if not await self._is_colleague(jid.bare):
            _log.info("a stranger asks for our presence and is not answered")
            return
        try:
            if self._line.require().presence.show_to(jid):
                self._answered.add(jid)
        except NotConnected:
            return  # the question ended with the line

    def heard(self, presence: Presence) -> None:
        """Whoever goes, or gives up asking, is told no more."""
        if presence.availability is not Availability.OFFLINE or presence.jid not in self._answered:
            return
        self._answered.discard(presence.jid)
        if (session := self._line.session) is not None:
            session.presence.forget(presence.jid)

    def _may_answer(self) -> bool:
        second = int(time.monotonic())
        given = self._answers[1] if self._answers[0] == second else 0
        if given >= _ANSWERS_A_SECOND or len(self._answered) >= _ANSWERED_AT_ONCE:
            return False
        self._answers = (second, given + 1)
        return True
