"""Brings together what is said about messages and the messages themselves, whichever comes first."""

from __future__ import annotations

from dataclasses import replace

from startalk_desktop.model.annotation import Annotation
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.message import ActionKind
from startalk_desktop.store.action_table import ActionRow, ActionTable
from startalk_desktop.store.lines import Line, Lines
from startalk_desktop.store.mentions import MentionRule
from startalk_desktop.store.outcome import RecordOutcome
from startalk_desktop.store.readers import ReaderTable
from startalk_desktop.store.said import Said, SaidKind, SaidTable, said_of
from startalk_desktop.store.shown_writer import ShownWriter
from startalk_desktop.store.sqlcipher import Connection
from startalk_desktop.store.targets import Candidate, TargetFinder

_MAX_ANSWERS = 200
"""Of one name that are looked at again when a message of that name comes."""

_NAMED = (
    "EXISTS (SELECT 1 FROM annotation WHERE peer = ?1 AND target_id = ?N)"
    " OR EXISTS (SELECT 1 FROM message WHERE conversation = ?2 AND reply_to <> '' AND reply_to = ?N)"
)
_IS_NAMED = f"SELECT {' OR '.join(_NAMED.replace('?N', name) for name in ('?3', '?4', '?5'))}"


class Annotator:
    """Works within the transaction that `connection` is in; `lines` are those of the same transaction.

    What is said waits until its message is here. Whenever a message comes, or more of its names become known, all that
    was said of these names is looked at again: so the outcome does not depend on the order.

    Args:
        connection: the writer's.
        lines: the conversations that are touched.
        rule: how we are named.
        own: the own address.
    """

    def __init__(
        self,
        connection: Connection,
        lines: Lines,
        rule: MentionRule | None = None,
        own: Jid | None = None,
    ) -> None:
        self._connection = connection
        self._lines = lines
        self._rule = rule or MentionRule()
        self._said = SaidTable(connection)
        self._targets = TargetFinder(connection)
        self._actions = ActionTable(connection)
        self.readers = ReaderTable(connection)
        self.shown = ShownWriter(connection, own)
        self._stale: dict[int, Line] = {}  # rows of which something else may have to be shown

    def finish(self) -> RecordOutcome:
        """Bring messages and conversations up to date and say what changed. Call it once, last."""
        # Once for each message, however much is said of it at once.
        for row, line in self._stale.items():
            self.shown.refresh(line, row)
        self._said.trim()
        return self._lines.finish()

    def record(self, annotation: Annotation) -> None:
        """Take in what somebody says; saying it again changes nothing."""
        said = said_of(annotation, self._rule)
        if not said.target_id or (said.kind is SaidKind.MODERATION and not said.is_room):
            return
        if not annotation.is_outgoing and annotation.sender.bare != annotation.peer:
            return  # nobody else has a say in this conversation
        line = self._lines.get(annotation.peer)
        if line is not None:
            line.may_be_named = True
            if said.speaker.is_outgoing and (done := self._action_of(line, said)) is not None:
                self.acknowledged(line, done, said)
                return
        found = None if line is None else self._targets.find(line, said)
        copies = self._said.copies(said, None if found is None else found.row)
        merged = said
        if copies:
            merged = copies[0]
            for copy in (said, *copies[1:]):
                merged = merged.merged(copy)
            if merged == copies[0]:
                return
            self._said.forget(copies[1:])
        if line is not None and merged.speaker != said.speaker:
            found = self._targets.find(line, merged)
        self._settle(line, merged, found)

    def named(self, line: Line, names: tuple[str, str, str]) -> None:
        """A message is new, or has got a name or an author: what waited for that comes true.

        `names` are its stanza id, its origin id and its id attribute, each ``""`` where it has none.
        """
        if not line.may_be_named or not self._is_named(line, names):
            return
        some = self._said.named(str(line.peer), names)
        # Recalls first: they take away what else is said.
        if recalls := [one for one in some if one.is_recall]:
            for said in recalls:
                self._look_again(line, said)
            some = self._said.named(str(line.peer), names)
        for said in some:
            if not said.is_recall:
                self._look_again(line, said)
        answers = self._connection.execute(
            "SELECT row, reply_to, answers FROM message WHERE conversation = ?"  # noqa: S608  a constant
            f" AND reply_to <> '' AND reply_to IN (?, ?, ?) LIMIT {_MAX_ANSWERS}",
            (line.id, *names),
        ).fetchall()
        for answer, name, answered in answers:
            self._link(line, answer, name, answered)

    def answers(self, line: Line, row: int, name: str) -> None:
        """The new message in `row` says that it answers the one called `name`."""
        line.may_be_named = True
        self._link(line, row, name, None)

    def join(self, line: Line, kept: int, gone: int) -> None:
        """Two rows have turned out to be one message; `gone` is about to be deleted."""
        for said in self._said.about(gone):
            self._said.point(said, kept)
        self._connection.execute("UPDATE message SET answers = ? WHERE answers = ?", (kept, gone))
        self._actions.join(kept, gone)
        self.readers.join(line, kept, gone)
        stored = self.shown.face(kept)
        if stored is not None and stored.is_gone:
            self._said.forget_about(kept)
        else:
            self._stale[kept] = line

    def forsake(self, line: Line, row: int) -> None:
        """The message in `row` is about to be deleted with its identity: what was said of it waits again."""
        for said in self._said.about(row):
            self._said.point(said, None)
        changed = self._connection.execute(
            "UPDATE message SET answers = NULL, revision = revision + 1 WHERE answers = ? RETURNING row",
            (row,),
        ).fetchall()
        line.updated.update(one[0] for one in changed)
        self._actions.forget_on(row)

    def acknowledged(self, line: Line, done: ActionRow, said: Said) -> None:
        """The server has what we did to a message: `said` is that, as others get it."""
        self._actions.forget(done)
        stored = self.shown.face(done.row)
        if stored is None:
            return
        if done.action.kind is ActionKind.RECALL:
            self.shown.retract(line, done.row, said.tombstone)
        elif not stored.is_gone:
            copies = self._said.copies(said, done.row)
            kept = copies[0].merged(said) if copies else self._after_ours(said, done.row)
            self._said.keep(replace(kept, target=done.row))
            self._stale[done.row] = line

    def _after_ours(self, said: Said, row: int) -> Said:
        """`said`, later than what we said of the message before: the archive's clock may be ahead of ours."""
        if said.stamped_at is not None:
            return said
        before = [
            one.at
            for one in self._said.about(row)
            if one.kind is said.kind and one.speaker.is_outgoing
        ]
        return replace(said, heard_at=max(said.at, max(before, default=0) + 1))

    def _is_named(self, line: Line, names: tuple[str, str, str]) -> bool:
        """Whether anything goes by one of these names: nearly never, so this is asked first, and quickly."""
        found = self._connection.execute(_IS_NAMED, (str(line.peer), line.id, *names)).fetchone()
        return found is not None and bool(found[0])

    def _action_of(self, line: Line, said: Said) -> ActionRow | None:
        """What we did here and nobody knew that the server has, until this copy of it came."""
        for origin_id in dict.fromkeys((said.origin_id, said.message_id)):
            done = self._actions.named(origin_id)
            if done is not None and done.conversation == line.id:
                return done
        return None

    def _look_again(self, line: Line, said: Said) -> None:
        target = self._targets.find(line, said)
        if said.target != (None if target is None else target.row):
            self._settle(line, said, target)

    def _settle(self, line: Line | None, said: Said, found: Candidate | None) -> None:
        """Let `said` be about the message `found`, or wait."""
        before = said.target
        said = replace(said, target=None if found is None else found.row)
        if line is None or found is None:
            self._said.keep(said)
        else:
            self._apply(line, said, found)
        if line is not None and before is not None and before != said.target:
            self._stale[before] = line

    def _apply(self, line: Line, said: Said, found: Candidate) -> None:
        match said.kind:
            case SaidKind.RECEIPT:
                self.readers.delivered(line, found.row)
            case SaidKind.DISPLAYED if said.speaker.is_outgoing:
                self._lines.read_up_to(line, found.sent_at, found.row)
            case SaidKind.DISPLAYED:
                self.readers.read(line, said.speaker, found.row, found.sent_at)
            case SaidKind.RETRACTION | SaidKind.MODERATION:
                self.shown.retract(line, found.row, said.tombstone)
            case SaidKind.CORRECTION | SaidKind.REACTIONS:
                stored = self.shown.face(found.row)
                if stored is not None and not stored.is_gone:
                    self._said.keep(said)
                    self._stale[found.row] = line
                    return
        # Nothing more can follow from it.
        self._said.forget([said])

    def _link(self, line: Line, row: int, name: str, known: int | None) -> None:
        answered = self._targets.answered(line, name)
        if answered == row:
            answered = None
        if answered == known:
            return
        self._connection.execute(
            "UPDATE message SET answers = ?, revision = revision + 1 WHERE row = ?", (answered, row)
        )
        line.updated.add(row)
        line.is_touched = True
        stored = None if answered is None else self.shown.face(answered)
        if answered is not None and stored is not None and stored.is_retracted:
            self.shown.forget_quotes(line, answered)
