"""Writes what is shown of a message, in step with all that is said of it, within one transaction."""

from __future__ import annotations

from dataclasses import dataclass, replace

from startalk_desktop.model.identity import Timestamp
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.message import Tombstone
from startalk_desktop.store.action_table import ActionTable
from startalk_desktop.store.content import Content, Marks, Version
from startalk_desktop.store.lines import Line
from startalk_desktop.store.said import SaidTable
from startalk_desktop.store.showing import earlier_stone, shown_of
from startalk_desktop.store.sqlcipher import Connection
from startalk_desktop.store.word_index import WordIndex


@dataclass(frozen=True, slots=True)
class StoredFace:
    """A message as the database has it now."""

    text: str
    content: str | None
    is_mention: bool
    marks: str | None
    original: str | None
    sent_at: Timestamp
    word_key: int
    is_hidden: bool
    is_retracted: bool

    @property
    def is_gone(self) -> bool:
        """Whether it has no text any more, and never will."""
        return self.is_hidden or self.is_retracted

    @property
    def searchable(self) -> str:
        """What its words are in the index."""
        return Content.decoded(self.content).searchable(self.text)

    @property
    def base(self) -> Version:
        """What it was when it came."""
        if self.original is not None:
            return Version.decoded(self.original, self.sent_at)
        return Version(self.text, Content.decoded(self.content), self.is_mention, self.sent_at)


class ShownWriter:
    """Works within the transaction that `connection` is in.

    Args:
        connection: the writer's.
        own: the own address, for the names under reactions.
    """

    def __init__(self, connection: Connection, own: Jid | None) -> None:
        self._connection = connection
        self._own = own
        self._said = SaidTable(connection)
        self._actions = ActionTable(connection)
        self._words = WordIndex(connection)

    def face(self, row: int) -> StoredFace | None:
        """The message in `row`, if there is one."""
        found = self._connection.execute(
            "SELECT text, content, is_mention, marks, original, sent_at, word_key, is_hidden, is_retracted"
            " FROM message WHERE row = ?",
            (row,),
        ).fetchone()
        if found is None:
            return None
        text, content, is_mention, marks, original, sent_at, key, is_hidden, is_retracted = found
        return StoredFace(
            text,
            content,
            bool(is_mention),
            marks,
            original,
            sent_at,
            key,
            bool(is_hidden),
            bool(is_retracted),
        )

    def refresh(self, line: Line, row: int) -> None:
        """Show of the message in `row` what now follows from what is said of it."""
        stored = self.face(row)
        if stored is None or stored.is_gone:
            return
        base = stored.base
        actions = [one.action for one in self._actions.on(row)]
        shown = shown_of(base, self._said.about(row), actions, self._own or line.peer)
        version = shown.version
        is_as_it_came = replace(version, since=base.since) == base
        new = replace(
            stored,
            text=version.text,
            content=version.content.encoded(),
            is_mention=version.is_mention,
            marks=shown.marks.encoded(),
            original=None if is_as_it_came else base.encoded(),
        )
        if new != stored:
            self._write(line, row, stored, new)

    def rewrite(self, line: Line, row: int, text: str, content: Content) -> None:
        """Change what the message in `row` itself is; nobody else has it yet."""
        stored = self.face(row)
        if stored is None or stored.is_gone:
            return
        base = replace(stored.base, text=text, content=content)
        if stored.original is not None:
            new = replace(stored, original=base.encoded())
        else:
            new = replace(stored, text=text, content=content.encoded())
        if new != stored:
            self._write(line, row, stored, new)

    def retract(self, line: Line, row: int, stone: Tombstone) -> None:
        """Take the message in `row` back for good: its texts are overwritten, here and where answers quote it."""
        stored = self.face(row)
        if stored is None or stored.is_hidden:
            return
        known = Marks.decoded(stored.marks).tombstone if stored.is_retracted else None
        left = earlier_stone(replace(stone, undo_until=None), known)
        if left == known:
            return
        self._empty(line, row, stored, "is_retracted = 1", Marks(tombstone=left).encoded())
        self._actions.forget_on(row)
        line.updated.add(row)
        self.forget_quotes(line, row)

    def hide(self, line: Line, row: int) -> None:
        """Delete the message in `row` from this machine; its identity stays, so that no copy brings it back."""
        stored = self.face(row)
        if stored is None or stored.is_hidden:
            return
        self._empty(line, row, stored, "is_hidden = 1", None)
        line.removed.add(row)
        self._touch_answers(line, row)

    def forget_quotes(self, line: Line, row: int) -> None:
        """Overwrite what answers to the message in `row` quote of it."""
        answers = self._connection.execute(
            "SELECT row, content, original FROM message WHERE answers = ?", (row,)
        ).fetchall()
        for answer, content, original in answers:
            base = None if original is None else Version.decoded(original, 0)
            self._connection.execute(
                "UPDATE message SET content = ?, original = ? WHERE row = ?",
                (
                    _without_quote(Content.decoded(content)).encoded(),
                    None
                    if base is None
                    else replace(base, content=_without_quote(base.content)).encoded(),
                    answer,
                ),
            )
        self._touch_answers(line, row)

    def _write(self, line: Line, row: int, old: StoredFace, new: StoredFace) -> None:
        content = Content.decoded(new.content)
        kinds = content.kinds(new.text, is_mention=new.is_mention)
        self._connection.execute(
            "UPDATE message SET text = ?, content = ?, is_mention = ?, kinds = ?, marks = ?, original = ?,"
            " revision = revision + 1 WHERE row = ?",
            (
                new.text,
                new.content,
                new.is_mention,
                kinds,
                new.marks,
                new.original,
                row,
            ),
        )
        if old.searchable != new.searchable:
            self._words.remove(old.word_key, old.searchable, line.id)
            self._words.add(old.word_key, new.searchable, line.id)
        line.updated.add(row)
        line.is_touched = True
        line.has_to_recount |= old.is_mention != new.is_mention
        if old.text != new.text or _is_stone(old) != _is_stone(new):
            self._touch_answers(line, row)

    def _empty(
        self, line: Line, row: int, stored: StoredFace, what: str, marks: str | None
    ) -> None:
        if not stored.is_gone:
            self._words.remove(stored.word_key, stored.searchable, line.id)
        self._connection.execute(
            f"UPDATE message SET {what}, text = '', content = NULL, original = NULL, marks = ?,"  # noqa: S608
            " kinds = 0, is_mention = 0, is_unread = 0, reply_to = '', answers = NULL,"
            " revision = revision + 1 WHERE row = ?",
            (marks, row),
        )
        self._said.forget_about(row)
        line.has_to_recount = line.is_touched = True

    def _touch_answers(self, line: Line, row: int) -> None:
        """Answers show what they answer, so they have changed, too."""
        changed = self._connection.execute(
            "UPDATE message SET revision = revision + 1 WHERE answers = ? AND is_hidden = 0 RETURNING row",
            (row,),
        ).fetchall()
        line.updated.update(one[0] for one in changed)
        line.is_touched |= bool(changed)


def _is_stone(face: StoredFace) -> bool:
    return Marks.decoded(face.marks).tombstone is not None


def _without_quote(content: Content) -> Content:
    if content.reply is None or not content.reply.quote:
        return content
    return replace(content, reply=replace(content.reply, quote=""))
