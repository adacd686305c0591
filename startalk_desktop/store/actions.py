"""What we do to messages that are sent already: shown at once, and queued until the server has it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from startalk_desktop.model.annotation import Correction, Reactions, Retraction
from startalk_desktop.model.identity import ConversationKind, Timestamp, now
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.message import ActionKind, DeliveryState, Mention, MessageSource
from startalk_desktop.store.action_table import ACTION_COLUMNS, ActionRow, ActionTable, action_row
from startalk_desktop.store.annotator import Annotator
from startalk_desktop.store.content import Content, encoded_emojis
from startalk_desktop.store.database import Database
from startalk_desktop.store.jids import jid_of
from startalk_desktop.store.lines import Line, Lines
from startalk_desktop.store.mentions import MentionRule
from startalk_desktop.store.outcome import RecordOutcome
from startalk_desktop.store.recorder import Recorder
from startalk_desktop.store.said import SaidKind, SaidTable, said_of
from startalk_desktop.store.showing import PendingAction
from startalk_desktop.store.sqlcipher import Connection

_UNSENT = (DeliveryState.QUEUED, DeliveryState.FAILED)


@dataclass(frozen=True, slots=True)
class OutgoingAction:
    """An edit, recall or reaction of ours that the server does not have yet."""

    id: int
    peer: Jid
    conversation_kind: ConversationKind
    kind: ActionKind
    row: int  # of the message that it is done to
    origin_id: str
    text: str  # of an edit
    mentions: tuple[Mention, ...]  # likewise
    emojis: tuple[str, ...]  # of a reaction: all that we then have under the message
    due_at: Timestamp  # not to be sent before


class ActionQueries:
    """The queue of what we do to messages. Several things done to one message take effect in their order."""

    def __init__(self, database: Database, own: Jid | None = None) -> None:
        self._database = database
        self._own = own

    async def add(
        self,
        row: int,
        kind: ActionKind,
        *,
        text: str = "",
        mentions: Sequence[Mention] = (),
        emojis: Sequence[str] = (),
        origin_id: str,
        due_at: Timestamp,
        is_handed_out: bool = False,
    ) -> RecordOutcome:
        """Do something to the message in `row`: it shows at once, as pending, and is queued to be told.

        What nobody has yet (a message queued or failed) is changed or deleted itself, and nothing is queued. Nothing
        happens to a message that is gone, nor where an edit or recall would be of somebody else's message.

        Args:
            row: which message.
            kind: what is done to it.
            text: of an edit, the new text.
            mentions: who is named in it.
            emojis: of a reaction, all that we then have under the message.
            origin_id: of the stanza that will tell it.
            due_at: when to send it; a recall can be undone until then.
            is_handed_out: a session has the queued message already, so that it may be under way.
        """
        content = Content(mentions=tuple(mentions))

        def write(connection: Connection) -> RecordOutcome:
            found = connection.execute(
                "SELECT conversation, is_outgoing, state FROM message"
                " WHERE row = ? AND is_hidden = 0 AND is_retracted = 0",
                (row,),
            ).fetchone()
            if found is None or not (found[1] or kind is ActionKind.REACT):
                return RecordOutcome()
            recorder = Recorder(connection, own=self._own)
            line = recorder.lines.by_id(found[0])
            annotator = recorder.annotator
            is_untold = DeliveryState(found[2]) in _UNSENT and not is_handed_out
            if is_untold and kind is ActionKind.RECALL:
                recorder.delete(line, row)
            elif is_untold and kind is ActionKind.EDIT:
                stored = annotator.shown.face(row)
                if stored is not None:
                    kept = replace(stored.base.content, mentions=content.mentions, is_styled=True)
                    annotator.shown.rewrite(line, row, text, kept)
            else:
                detail = encoded_emojis(emojis) if kind is ActionKind.REACT else content.encoded()
                action = PendingAction(kind, now(), due_at, text)
                ActionTable(connection).add(line.id, row, origin_id, action, detail or "")
                annotator.shown.refresh(line, row)
            return annotator.finish()

        return await self._database.write(write)

    async def pending(self) -> list[OutgoingAction]:
        """What the server does not have yet, as far as we know, by when it is due."""

        def read(connection: Connection) -> list[OutgoingAction]:
            rows = connection.execute(
                f"SELECT {ACTION_COLUMNS}, c.peer, c.kind FROM action a"  # noqa: S608  constants
                " JOIN conversation c ON c.id = a.conversation ORDER BY a.due_at, a.id"
            )
            return [
                _outgoing(action_row(row[:-2]), jid_of(row[-2]), ConversationKind(row[-1]))
                for row in rows
            ]

        return await self._database.read(read)

    async def done(self, origin_id: str) -> RecordOutcome:
        """Note that the server has it. A recall is for good from now on: the text is gone from this machine, too."""

        def write(connection: Connection) -> RecordOutcome:
            action = ActionTable(connection).named(origin_id)
            if action is None:
                return RecordOutcome()
            lines = Lines(connection)
            line = lines.by_id(action.conversation)
            annotator = Annotator(connection, lines, own=self._own)
            annotation = _annotation(connection, line, action, self._own or line.peer)
            line.may_be_named = True
            annotator.acknowledged(line, action, said_of(annotation, MentionRule()))
            return annotator.finish()

        return await self._database.write(write)

    async def failed(
        self, origin_id: str, row: int | None = None
    ) -> tuple[RecordOutcome, int, ActionKind] | None:
        """Take back here what did not get through: the message shows as it would without it.

        Args:
            origin_id: which action.
            row: of the message, where the server has acknowledged the action, and its refusal came after that. A
                recall that was acknowledged can't be taken back: the text is gone.

        Returns what changed, on which row, and what had been done; None where nothing of this id is known.
        """

        def write(connection: Connection) -> tuple[RecordOutcome, int, ActionKind] | None:
            action = ActionTable(connection).named(origin_id)
            if action is not None:
                return self._without(connection, action), action.row, action.action.kind
            return None if row is None else self._unsaid(connection, origin_id, row)

        return await self._database.write(write)

    async def cancel(self, row: int, kind: ActionKind) -> RecordOutcome:
        """Take back the newest action of this kind on the message in `row`, which was not told to anybody yet."""

        def write(connection: Connection) -> RecordOutcome:
            some = [one for one in ActionTable(connection).on(row) if one.action.kind is kind]
            return self._without(connection, some[-1]) if some else RecordOutcome()

        return await self._database.write(write)

    def _without(self, connection: Connection, action: ActionRow) -> RecordOutcome:
        lines = Lines(connection)
        line = lines.by_id(action.conversation)
        annotator = Annotator(connection, lines, own=self._own)
        ActionTable(connection).forget(action)
        annotator.shown.refresh(line, action.row)
        return annotator.finish()

    def _unsaid(
        self, connection: Connection, origin_id: str, row: int
    ) -> tuple[RecordOutcome, int, ActionKind] | None:
        table = SaidTable(connection)
        said = [
            one
            for one in table.about(row)
            if one.speaker.is_outgoing and one.origin_id == origin_id
        ]
        place = connection.execute(
            "SELECT conversation FROM message WHERE row = ?", (row,)
        ).fetchone()
        if not said or place is None:
            return None
        table.forget(said)
        lines = Lines(connection)
        annotator = Annotator(connection, lines, own=self._own)
        annotator.shown.refresh(lines.by_id(place[0]), row)
        is_edit = said[0].kind is SaidKind.CORRECTION
        return annotator.finish(), row, ActionKind.EDIT if is_edit else ActionKind.REACT


def _outgoing(row: ActionRow, peer: Jid, kind: ConversationKind) -> OutgoingAction:
    action = row.action
    return OutgoingAction(
        id=row.id,
        peer=peer,
        conversation_kind=kind,
        kind=action.kind,
        row=row.row,
        origin_id=row.origin_id,
        text=action.text,
        mentions=action.mentions,
        emojis=action.emojis,
        due_at=action.due_at,
    )


def _annotation(
    connection: Connection, line: Line, row: ActionRow, own: Jid
) -> Correction | Retraction | Reactions:
    """What others get to see of an action of ours."""
    names = connection.execute(
        "SELECT stanza_id, origin_id, message_id FROM message WHERE row = ?", (row.row,)
    ).fetchone() or ("", "", "")
    stanza_id, origin_id, message_id = names
    action = row.action
    if action.kind is ActionKind.EDIT:
        target_id = message_id or origin_id
    else:
        is_room = line.kind is ConversationKind.ROOM
        target_id = stanza_id if is_room else origin_id or message_id
    common = {
        "peer": line.peer,
        "conversation_kind": line.kind,
        "source": MessageSource.LIVE,
        "sender": own,
        "is_outgoing": True,
        "at": action.made_at,
        "target_id": target_id,
        "origin_id": row.origin_id,
        "message_id": row.origin_id,
    }
    match action.kind:
        case ActionKind.EDIT:
            return Correction(**common, text=action.text, mentions=action.mentions)
        case ActionKind.RECALL:
            return Retraction(**common)
        case ActionKind.REACT:
            return Reactions(**common, emojis=action.emojis)
