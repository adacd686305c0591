"""Finds out what became of messages that a stream had in hand when it ended, before they may go out again."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from typing import Final

from startalk_desktop.core.archive_reader import ArchiveMissing
from startalk_desktop.core.evidence import ArchiveEvidence
from startalk_desktop.core.lane import Entry, Lane
from startalk_desktop.core.line import Line
from startalk_desktop.core.sync import ArchiveSync
from startalk_desktop.model.failure import Failure, FailureCode
from startalk_desktop.xmpp.errors import RequestFailed

_log = logging.getLogger(__name__)

_FIRST_RETRY: Final = 2.0
_LONGEST_RETRY: Final = 60.0


@dataclass(slots=True)
class Findings:
    """What is known now; each doubted entry is in one of them.

    Attributes:
        arrived: the server has these.
        lost: these are for a person to decide about, and why.
        unsent: no server has these: they go out again.
    """

    arrived: list[Entry] = field(default_factory=list)
    lost: list[tuple[Entry, Failure]] = field(default_factory=list)
    unsent: list[Entry] = field(default_factory=list)


class Doubts:
    """Asks the archive. Where there is none nobody can know."""

    def __init__(self, line: Line, sync: ArchiveSync, evidence: ArchiveEvidence) -> None:
        self._line = line
        self._sync = sync
        self._evidence = evidence

    async def find_out(self, lane: Lane, may_ask: Callable[[], bool]) -> Findings | None:
        """Settle every doubt of `lane`; None where the line breaks first: the next sign-in begins anew.

        Args:
            lane: in which something is in doubt.
            may_ask: whether it still matters; asked before each try.
        """
        stream, delay = self._line.stream, _FIRST_RETRY
        while self._line.stream == stream and may_ask():
            doubted = [entry for entry in lane if entry.is_in_doubt]
            try:
                await self._sync.caught_up()
                found = await self._evidence.find(
                    lane.peer, lane.kind, [entry.message for entry in doubted]
                )
            except ArchiveMissing:
                return _without_archive(doubted)
            except RequestFailed as error:
                _log.info("can't tell yet what became of messages to %s: %s", lane.peer, error)
                await asyncio.sleep(delay)
                delay = min(delay * 2, _LONGEST_RETRY)
            else:
                return _by_archive(doubted, found, stream) if self._line.stream == stream else None
        return None


def _by_archive(doubted: Sequence[Entry], found: Collection[str], stream: int) -> Findings:
    findings = Findings()
    for entry in doubted:
        if entry.message.origin_id in found:
            findings.arrived.append(entry)
        elif entry.handed_in == stream:
            # It may still come out of this very stream: sending it again could double it.
            findings.lost.append((entry, Failure(FailureCode.TIMEOUT)))
        else:
            findings.unsent.append(entry)
    return findings


def _without_archive(doubted: Sequence[Entry]) -> Findings:
    findings = Findings()
    for entry in doubted:
        if entry.is_insisted and entry.handed_in is None:
            findings.unsent.append(entry)
        else:
            findings.lost.append((entry, Failure(FailureCode.CONNECTION_LOST)))
    return findings
