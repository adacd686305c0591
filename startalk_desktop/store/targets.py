"""Finds the message that somebody says something about: by the name they give it, and only one they may mean.

How a message is named depends on what is said (XEP-0308, 0424, 0444: the id attribute, the sender's origin id, in rooms
the room's stanza id), and clients differ. So any of its names is taken; what counts is that no two messages can be
meant, and that an edit or a recall comes from the message's author.
"""

from __future__ import annotations

from dataclasses import dataclass

from startalk_desktop.model.identity import Timestamp
from startalk_desktop.store import identity
from startalk_desktop.store.authorship import Speaker, is_same_person
from startalk_desktop.store.jids import jid_of
from startalk_desktop.store.lines import Line
from startalk_desktop.store.said import Said, SaidKind
from startalk_desktop.store.sqlcipher import Connection

_MAX_CANDIDATES = 16
"""By each name: somebody who gives all their messages one id must not make it slow to look for it."""

_COLUMNS = "row, sent_at, sender, sender_real, occupant_id, is_outgoing"
# The conditions `<> ''` repeat those of the partial indexes, which are not used without.
_BY_STANZA = f"SELECT {_COLUMNS}, 1 FROM message WHERE stanza_id = ?1 AND stanza_id <> '' AND conversation = ?2"  # noqa: S608
_BY_NAME = " UNION ALL ".join(
    f"SELECT * FROM (SELECT {_COLUMNS}, 0 FROM message"  # noqa: S608  constants
    f" WHERE {name} = ?1 AND {name} <> '' AND {author} LIMIT {_MAX_CANDIDATES})"
    for name in ("origin_id", "message_id")
    # Those of the likely author first, so that no flood of others' hides them.
    for author in ("author = ?3 AND conversation = ?2", "conversation = ?2")
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A message that may be meant."""

    row: int
    sent_at: Timestamp
    speaker: Speaker
    is_by_stanza: bool  # named by the id that the archive gave it, which nobody else can give


class TargetFinder:
    """Looks within the transaction that `connection` is in."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def find(self, line: Line, said: Said) -> Candidate | None:
        """The message that `said` is about, if it is here and `said` may be said of it."""
        if not said.target_id:
            return None
        if said.kind is SaidKind.MODERATION:
            # Only the room's own word is a moderation, and it names a message by the id that it gave it.
            found = (
                self._candidates(line, said.target_id, "", is_stanza_only=True)
                if said.is_room
                else []
            )
        else:
            author = identity.author_of(
                line.kind, jid_of(said.speaker.sender), said.speaker.is_outgoing
            )
            found = self._candidates(line, said.target_id, author)
        meant = [one for one in found if _may_be_meant(one, said)]
        if said.kind in (SaidKind.RECEIPT, SaidKind.DISPLAYED):
            return _newest(meant)
        return _only(meant)

    def answered(self, line: Line, name: str) -> int | None:
        """The row that an answer calls `name`."""
        found = _only(self._candidates(line, name, "")) if name else None
        return None if found is None else found.row

    def newest(self, line: Line, name: str) -> Candidate | None:
        """The newest message that somebody may mean by `name`."""
        return _newest(self._candidates(line, name, "")) if name else None

    def _candidates(
        self, line: Line, name: str, author: str, *, is_stanza_only: bool = False
    ) -> list[Candidate]:
        sql = _BY_STANZA if is_stanza_only else f"{_BY_STANZA} UNION ALL {_BY_NAME}"
        parameters = (name, line.id) if is_stanza_only else (name, line.id, author)
        found: dict[int, Candidate] = {}
        for (
            row,
            sent_at,
            sender,
            real,
            occupant_id,
            is_outgoing,
            is_by_stanza,
        ) in self._connection.execute(sql, parameters):
            speaker = Speaker(sender, real, occupant_id, bool(is_outgoing))
            found.setdefault(row, Candidate(row, sent_at, speaker, bool(is_by_stanza)))
        return list(found.values())


def _may_be_meant(candidate: Candidate, said: Said) -> bool:
    match said.kind:
        case SaidKind.CORRECTION | SaidKind.RETRACTION:
            return is_same_person(said.speaker, candidate.speaker, is_room=said.is_room)
        case SaidKind.RECEIPT:
            return candidate.speaker.is_outgoing and not said.is_room
        case SaidKind.DISPLAYED:
            return said.is_room or said.speaker.is_outgoing or candidate.speaker.is_outgoing
        case _:
            return True


def _only(candidates: list[Candidate]) -> Candidate | None:
    by_stanza = [one for one in candidates if one.is_by_stanza]
    if by_stanza:
        return by_stanza[0]
    return candidates[0] if len(candidates) == 1 else None


def _newest(candidates: list[Candidate]) -> Candidate | None:
    by_stanza = [one for one in candidates if one.is_by_stanza]
    return max(by_stanza or candidates, key=lambda one: (one.sent_at, one.row), default=None)
