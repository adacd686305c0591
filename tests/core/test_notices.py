"""What deserves a notice, also in muted conversations, and when one is taken back."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from startalk_desktop.core.notices import Notice, Notices
from startalk_desktop.model.annotation import Correction, Reactions, Retraction
from startalk_desktop.model.events import AnnotationReceived
from startalk_desktop.model.identity import ConversationId, now
from startalk_desktop.tasks import TaskScope
from tests.core.said import said
from tests.core.world import LI, WANG, World, until


class Board:
    """Where notices hang."""

    def __init__(self, world: World) -> None:
        self.heard: list[Notice] = []
        self.withdrawn: list[tuple[ConversationId, int]] = []
        self.scope = TaskScope("test")
        self.notices = Notices(
            world.app.accounts,
            world.app.changes,
            self.scope,
            lambda _: False,
            self.heard.append,
            lambda conversation, row: self.withdrawn.append((conversation, row)),
        )

    @property
    def excerpts(self) -> list[str]:
        return [notice.excerpt for notice in self.heard]


@pytest.fixture
async def board(world: World) -> AsyncIterator[Board]:
    await world.online()
    world.domain().archive.clock = now()
    board = Board(world)
    yield board
    board.notices.close()
    await board.scope.close()


async def test_a_muted_conversation_is_silent_unless_we_are_named(
    world: World, board: Board
) -> None:
    domain = world.domain()
    account = world.app.accounts.all()[0]
    domain.incoming(WANG, "一")
    await until(lambda: board.excerpts == ["一"])
    handle = world.app.conversation(ConversationId(account.id, WANG))
    await handle.set_muted(True)
    assert (await handle.info()).is_muted
    domain.incoming(WANG, "二")
    domain.incoming(LI, "三")
    await until(lambda: board.excerpts == ["一", "三"])
    await handle.set_muted(False)
    domain.incoming(WANG, "四")
    await until(lambda: board.excerpts == ["一", "三", "四"])


async def test_edits_and_reactions_are_silent(world: World, board: Board) -> None:
    domain = world.domain()
    message = domain.incoming(WANG, "三点")
    await until(lambda: board.excerpts == ["三点"])
    for note in (
        said(Correction, WANG, message.message_id, text="四点"),
        said(Reactions, WANG, message.origin_id, emojis=("👍",)),
    ):
        domain.line.emit(AnnotationReceived(note))
    domain.incoming(LI, "到了吗")
    await until(lambda: board.excerpts == ["三点", "到了吗"])
    assert board.withdrawn == []


async def test_what_is_recalled_is_taken_off(world: World, board: Board) -> None:
    domain = world.domain()
    message = domain.incoming(WANG, "发错了")
    await until(lambda: board.excerpts == ["发错了"])
    domain.line.emit(AnnotationReceived(said(Retraction, WANG, message.origin_id)))
    shown = board.heard[0]
    await until(lambda: board.withdrawn == [(shown.conversation, shown.row)])
    domain.incoming(WANG, "看这条")
    second = await until(lambda: board.heard[1:])
    await world.app.conversation(shown.conversation).delete_here(second[0].row)
    await until(lambda: len(board.withdrawn) == 2)


async def test_what_comes_recalled_does_not_stay(world: World, board: Board) -> None:
    domain = world.domain()
    message = domain.incoming(WANG, "发错了")
    domain.line.emit(AnnotationReceived(said(Retraction, WANG, message.origin_id)))
    domain.incoming(WANG, "对的")
    await until(lambda: board.excerpts[-1:] == ["对的"])
    shown = {notice.row for notice in board.heard if notice.excerpt == "发错了"}
    await until(lambda: shown <= {row for _, row in board.withdrawn})
