"""What is said about messages, as rows: kept until nothing more can follow from it, and bounded in number."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from enum import StrEnum

from startalk_desktop.model.annotation import (
    Annotation,
    Correction,
    Displayed,
    Reactions,
    Receipt,
    Retraction,
)
from startalk_desktop.model.identity import ConversationKind, Timestamp
from startalk_desktop.model.message import MessageSource, Tombstone
from startalk_desktop.store.authorship import Speaker, is_same_person
from startalk_desktop.store.content import Content, decoded_emojis, encoded_emojis
from startalk_desktop.store.jids import jid_of
from startalk_desktop.store.mentions import MentionRule
from startalk_desktop.store.ordering import NEAR, sane, settled
from startalk_desktop.store.sqlcipher import Connection, Row

_MAX_EMOJIS = 64  # of one person under one message

_KEPT = {"correction": 50, "reactions": 4, "retraction": 4, "moderation": 4}
"""How many sayings of one person about one message are kept. One would do but for corrections, were it not for the
times: a copy out of the archive may show that the one thought newest was not."""

_KEPT_REACTIONS = 1_000
"""Under one message, of all people together: somebody who comes back under ever new names must not fill the disk."""

_WAITING_OF_PERSON = 200
_WAITING_WITH_PEER = 2_000
_WAITING = 20_000
"""So many wait for their messages at most; those that have waited longest go first."""


class SaidKind(StrEnum):
    """What sort of thing is said."""

    CORRECTION = "correction"
    RETRACTION = "retraction"
    MODERATION = "moderation"
    REACTIONS = "reactions"
    RECEIPT = "receipt"
    DISPLAYED = "displayed"


@dataclass(frozen=True, slots=True)
class Said:
    """A row of `annotation`: an `Annotation` of which several copies may have come."""

    id: int  # 0: not stored yet
    peer: str
    is_room: bool
    kind: SaidKind
    target_id: str
    target: int | None
    speaker: Speaker
    heard_at: Timestamp | None  # by our clock, where it came otherwise than out of an archive
    stamped_at: Timestamp | None  # by the archive's
    stanza_id: str
    origin_id: str
    message_id: str
    text: str = ""
    detail: str = ""
    is_mention: bool = False

    @property
    def at(self) -> Timestamp:
        """When it was said. The archive's time is better than ours, and ours orders more finely where they are near."""
        if self.stamped_at is None or self.heard_at is None:
            return self.stamped_at or self.heard_at or 0
        return settled(self.heard_at, self.stamped_at)

    @property
    def order(self) -> tuple[Timestamp, str, str, str, str, str]:
        """What is said later is greater, and no two different things are equal, in whatever order they came."""
        return (self.at, self.stanza_id, self.origin_id, self.message_id, self.text, self.detail)

    @property
    def is_recall(self) -> bool:
        """Whether it takes a message back."""
        return self.kind in (SaidKind.RETRACTION, SaidKind.MODERATION)

    @property
    def person(self) -> str:
        """Who says it; the same for the same person."""
        return self.speaker.person(is_room=self.is_room)

    @property
    def content(self) -> Content:
        """What belongs to a correction's text."""
        return Content.decoded(self.detail)

    @property
    def emojis(self) -> tuple[str, ...]:
        """The set that a reaction leaves."""
        return decoded_emojis(self.detail)

    @property
    def tombstone(self) -> Tombstone:
        """What a retraction leaves."""
        by, reason = json.loads(self.detail) if self.detail else (None, "")
        return Tombstone(self.at, None if by is None else jid_of(by), reason)

    def is_copy_of(self, other: Said) -> bool:
        """Whether both are one saying, come by different ways. They are of one kind and about one message."""
        if self.stanza_id and self.stanza_id == other.stanza_id:
            return True
        if not is_same_person(self.speaker, other.speaker, is_room=self.is_room):
            return False
        is_own = self.speaker.is_outgoing
        # Others may give two sayings one id; what they say first must not be taken for what they say next.
        if not is_own and (self.text, self.detail) != (other.text, other.detail):
            return False
        if self.origin_id and self.origin_id == other.origin_id:
            return True
        is_contradicted = bool(self.stanza_id and other.stanza_id) or bool(
            self.origin_id and other.origin_id
        )
        return bool(self.message_id) and self.message_id == other.message_id and not is_contradicted

    def merged(self, copy: Said) -> Said:
        """This with what `copy` tells besides."""
        return replace(
            self,
            speaker=self.speaker.with_known(copy.speaker),
            heard_at=_earlier(self.heard_at, copy.heard_at),
            stamped_at=_stamp(self.stamped_at, copy.stamped_at),
            stanza_id=self.stanza_id or copy.stanza_id,
            origin_id=self.origin_id or copy.origin_id,
            message_id=self.message_id or copy.message_id,
            is_mention=self.is_mention or copy.is_mention,
        )


def _earlier(one: Timestamp | None, other: Timestamp | None) -> Timestamp | None:
    return min((at for at in (one, other) if at is not None), default=None)


def _stamp(one: Timestamp | None, other: Timestamp | None) -> Timestamp | None:
    """Of two stamps that are near, the one that was moved up to keep an archive's order tells more."""
    if one is not None and other is not None and abs(one - other) < NEAR:
        return max(one, other)
    return _earlier(one, other)


def said_of(annotation: Annotation, rule: MentionRule) -> Said:
    """`annotation` as it is stored; `rule` tells whether a correction's text names us."""
    kind, text, detail, is_mention = SaidKind.RECEIPT, "", "", False
    match annotation:
        case Correction():
            kind, text = SaidKind.CORRECTION, annotation.text
            content = Content(annotation.mentions, is_styled=annotation.is_styled)
            detail = content.encoded() or ""
            is_mention = not annotation.is_outgoing and rule.names_us(text, annotation.mentions)
        case Retraction():
            by = annotation.moderator if annotation.is_moderation else None
            kind = SaidKind.MODERATION if annotation.is_moderation else SaidKind.RETRACTION
            detail = json.dumps([None if by is None else str(by), annotation.reason])
        case Reactions():
            kind = SaidKind.REACTIONS
            detail = encoded_emojis(list(dict.fromkeys(annotation.emojis))[:_MAX_EMOJIS])
        case Receipt():
            kind = SaidKind.RECEIPT
        case Displayed():
            kind = SaidKind.DISPLAYED
        case _:
            raise TypeError(f"{type(annotation).__name__} is no annotation that can be stored")
    at = sane(annotation.at)
    is_stamped = annotation.source is MessageSource.ARCHIVE
    return Said(
        0,
        str(annotation.peer),
        annotation.conversation_kind is ConversationKind.ROOM,
        kind,
        annotation.target_id,
        None,
        Speaker.of(annotation),
        None if is_stamped else at,
        at if is_stamped else None,
        annotation.stanza_id,
        annotation.origin_id,
        annotation.message_id,
        text,
        detail,
        is_mention,
    )


_COLUMNS = (
    "id, peer, is_room, kind, target_id, target, sender, sender_real, occupant_id, is_outgoing, heard_at, stamped_at,"
    " stanza_id, origin_id, message_id, text, detail, is_mention"
)


class SaidTable:
    """The rows of `annotation`, within the transaction that `connection` is in."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._has_new_waiting: set[tuple[str, str]] = set()

    def named(self, peer: str, names: tuple[str, ...]) -> list[Said]:
        """What is said of a message that is called one of `names`."""
        return self._select(
            f"peer = ? AND target_id IN ({','.join('?' * len(names))})", (peer, *names)
        )

    def copies(self, said: Said, row: int | None) -> list[Said]:
        """What is kept of the same saying, come by other ways; `row` is the message that it is about, if known."""
        like = "kind = ? AND (person = ? OR stanza_id = ? OR origin_id = ?)"
        values = (said.kind.value, said.person, said.stanza_id or None, said.origin_id or None)
        some = self._select(
            f"peer = ? AND target_id = ? AND {like}", (said.peer, said.target_id, *values)
        )
        if row is not None:
            ids = {one.id for one in some}
            about = self._select(f"target = ? AND {like}", (row, *values))
            some += [one for one in about if one.id not in ids]
        return [one for one in some if one.is_copy_of(said)]

    def about(self, row: int) -> list[Said]:
        """What is said of the message in `row`."""
        return self._select("target = ?", (row,))

    def keep(self, said: Said) -> None:
        """Store `said`; too many of one person's about one message push out the oldest of them."""
        if said.id:
            self.forget([said])
        elif said.kind is SaidKind.REACTIONS and self._is_full(said):
            return
        self._connection.execute(
            f"INSERT INTO annotation ({_COLUMNS}, person) VALUES (?{',?' * 18})",  # noqa: S608  constants
            (*_row_of(said), said.person),
        )
        if said.target is None:
            self._has_new_waiting.add((said.peer, said.person))
        limit = _KEPT.get(said.kind.value, 1)
        mine = self._select(
            "peer = ? AND target_id = ? AND kind = ? AND person = ?",
            (said.peer, said.target_id, said.kind.value, said.person),
        )
        if len(mine) > limit:
            mine.sort(key=lambda one: one.order)
            # A message is taken back once; of the rest the newest count.
            self.forget(mine[limit:] if said.is_recall else mine[:-limit])

    def forget(self, some: list[Said]) -> None:
        """Delete them; what was said is overwritten."""
        for said in some:
            self._connection.execute("DELETE FROM annotation WHERE id = ?", (said.id,))

    def forget_about(self, row: int) -> None:
        """Delete all that is said of the message in `row`."""
        self._connection.execute("DELETE FROM annotation WHERE target = ?", (row,))

    def point(self, said: Said, target: int | None) -> None:
        """Note that `said` is about the message in `target`; None: about none that is here."""
        self._connection.execute("UPDATE annotation SET target = ? WHERE id = ?", (target, said.id))
        if target is None:
            self._has_new_waiting.add((said.peer, said.person))

    def trim(self) -> None:
        """Let go of what has waited longest where too much waits. Call it last."""
        for peer, person in self._has_new_waiting:
            self._trim(
                "peer = ? AND person = ? AND target IS NULL", (peer, person), _WAITING_OF_PERSON
            )
        for peer in {peer for peer, _ in self._has_new_waiting}:
            self._trim("peer = ? AND target IS NULL", (peer,), _WAITING_WITH_PEER)
        if self._has_new_waiting:
            self._trim("target IS NULL", (), _WAITING)

    def _is_full(self, said: Said) -> bool:
        found = self._connection.execute(
            "SELECT count(*) FROM annotation WHERE peer = ? AND target_id = ? AND kind = ?",
            (said.peer, said.target_id, said.kind.value),
        ).fetchone()
        return found is not None and found[0] >= _KEPT_REACTIONS

    def _trim(self, which: str, parameters: tuple[str, ...], limit: int) -> None:
        count = self._connection.execute(
            f"SELECT count(*) FROM annotation WHERE {which}",  # noqa: S608  the callers' constants
            parameters,
        ).fetchone()
        if count is not None and count[0] > limit:
            self._connection.execute(
                "DELETE FROM annotation WHERE id IN (SELECT id FROM annotation"  # noqa: S608
                f" WHERE {which} ORDER BY id LIMIT ?)",
                (*parameters, count[0] - limit),
            )

    def _select(self, which: str, parameters: tuple[str | int | None, ...]) -> list[Said]:
        rows = self._connection.execute(
            f"SELECT {_COLUMNS} FROM annotation WHERE {which}",  # noqa: S608  the callers' constants
            parameters,
        )
        return [_said(row) for row in rows]


def _row_of(said: Said) -> tuple[str | int | None, ...]:
    who = said.speaker
    return (
        said.id or None,
        said.peer,
        said.is_room,
        said.kind.value,
        said.target_id,
        said.target,
        who.sender,
        who.real,
        who.occupant_id,
        who.is_outgoing,
        said.heard_at,
        said.stamped_at,
        said.stanza_id,
        said.origin_id,
        said.message_id,
        said.text,
        said.detail,
        said.is_mention,
    )


def _said(row: Row) -> Said:
    return Said(
        row[0],
        row[1],
        bool(row[2]),
        SaidKind(row[3]),
        row[4],
        row[5],
        Speaker(row[6], row[7], row[8], bool(row[9])),
        row[10],
        row[11],
        row[12],
        row[13],
        row[14],
        row[15],
        row[16],
        bool(row[17]),
    )
