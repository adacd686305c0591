"""Edits, recalls and reactions of ours that the server does not have yet, as rows."""

from __future__ import annotations

from dataclasses import dataclass

from startalk_desktop.model.message import ActionKind
from startalk_desktop.store.content import Content, decoded_emojis
from startalk_desktop.store.showing import PendingAction
from startalk_desktop.store.sqlcipher import Connection, Row

_COLUMNS = "id, conversation, row, kind, origin_id, text, detail, made_at, due_at"


@dataclass(frozen=True, slots=True)
class ActionRow:
    """A row of `action`."""

    id: int
    conversation: int
    row: int
    origin_id: str
    detail: str
    action: PendingAction


class ActionTable:
    """The rows of `action`, within the transaction that `connection` is in."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(
        self, conversation: int, row: int, origin_id: str, action: PendingAction, detail: str
    ) -> None:
        """Put `action` on the message in `row` at the end; the same origin id again changes nothing."""
        self._connection.execute(
            "INSERT INTO action (conversation, row, kind, origin_id, text, detail, made_at, due_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (origin_id) DO NOTHING",
            (
                conversation,
                row,
                action.kind.value,
                origin_id,
                action.text,
                detail,
                action.made_at,
                action.due_at,
            ),
        )

    def on(self, row: int) -> list[ActionRow]:
        """What is done to the message in `row`, in the order in which it was."""
        return self._select("WHERE row = ? ORDER BY id", (row,))

    def named(self, origin_id: str) -> ActionRow | None:
        """The action of this origin id."""
        found = self._select("WHERE origin_id = ?", (origin_id,)) if origin_id else []
        return found[0] if found else None

    def forget(self, action: ActionRow) -> None:
        """Delete it; its text is overwritten."""
        self._connection.execute("DELETE FROM action WHERE id = ?", (action.id,))

    def forget_on(self, row: int) -> None:
        """Delete all that is done to the message in `row`."""
        self._connection.execute("DELETE FROM action WHERE row = ?", (row,))

    def join(self, kept: int, gone: int) -> None:
        """Two rows have turned out to be one message."""
        self._connection.execute("UPDATE action SET row = ? WHERE row = ?", (kept, gone))

    def _select(self, rest: str, parameters: tuple[str | int, ...]) -> list[ActionRow]:
        rows = self._connection.execute(
            f"SELECT {_COLUMNS} FROM action {rest}",  # noqa: S608  the callers' constants
            parameters,
        )
        return [action_row(row) for row in rows]


def action_row(row: Row) -> ActionRow:
    """The row of `action` in `row`, which has all its columns."""
    number, conversation, message, kind, origin_id, text, detail, made_at, due_at = row
    is_reaction = kind == ActionKind.REACT.value
    action = PendingAction(
        ActionKind(kind),
        made_at,
        due_at,
        text,
        () if is_reaction else Content.decoded(detail).mentions,
        decoded_emojis(detail) if is_reaction else (),
    )
    return ActionRow(number, conversation, message, origin_id, detail, action)


ACTION_COLUMNS = ", ".join(f"a.{name}" for name in _COLUMNS.split(", "))
"""Of the table `action` by the name `a`, for `action_row`."""
