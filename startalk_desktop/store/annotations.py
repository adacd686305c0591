"""What is said about messages: taking it in, and reading what messages were before and how far others have read."""

from __future__ import annotations

from collections.abc import Sequence

from startalk_desktop.model.annotation import Annotation
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.message import MessageVersion
from startalk_desktop.model.read_position import RoomReader
from startalk_desktop.store.action_table import ActionTable
from startalk_desktop.store.annotator import Annotator
from startalk_desktop.store.database import Database
from startalk_desktop.store.lines import Lines
from startalk_desktop.store.mentions import MentionRule
from startalk_desktop.store.outcome import RecordOutcome
from startalk_desktop.store.readers import readers_of
from startalk_desktop.store.said import SaidTable
from startalk_desktop.store.showing import earlier_texts, versions_of
from startalk_desktop.store.shown_writer import ShownWriter
from startalk_desktop.store.sqlcipher import Connection


class AnnotationQueries:
    """Edits, recalls, reactions, receipts and markers. What comes before its message waits for it."""

    def __init__(self, database: Database, own: Jid | None = None) -> None:
        self._database = database
        self._own = own

    async def record(
        self,
        batch: Sequence[Annotation],
        *,
        own_name_hints: Sequence[str] = (),
        own: Jid | None = None,
    ) -> RecordOutcome:
        """Take in what came, in one transaction. A copy of it again changes nothing, nor does what nobody but a
        message's author may say.

        A marker of our own moves the read position, whichever device it is from.

        Args:
            batch: in any order.
            own_name_hints: texts (own name, own nick) whose use in an edited text is a mention.
            own: the own address, in place of the one that the store was opened with.
        """

        def write(connection: Connection) -> RecordOutcome:
            whose = own or self._own
            rule = MentionRule(own_name_hints, whose)
            annotator = Annotator(connection, Lines(connection), rule, whose)
            for annotation in batch:
                annotator.record(annotation)
            return annotator.finish()

        return await self._database.write(write)

    async def versions(self, row: int) -> list[MessageVersion]:
        """The texts that the message in `row` had before the present one, oldest first."""

        def read(connection: Connection) -> list[MessageVersion]:
            stored = ShownWriter(connection, None).face(row)
            if stored is None or stored.is_gone:
                return []
            actions = [one.action for one in ActionTable(connection).on(row)]
            return earlier_texts(
                versions_of(stored.base, SaidTable(connection).about(row), actions)
            )

        return await self._database.read(read)

    async def readers(self, peer: Jid) -> list[RoomReader]:
        """How far each other person has read in the room `peer`, furthest first."""
        return await self._database.read(lambda connection: readers_of(connection, peer))
