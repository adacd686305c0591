"""What deserves a notice, also in muted conversations, and when one is taken back."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from functools import partial

import pytest

from startalk_desktop.core.discretion import SOUND_EVERY, Discretion
from startalk_desktop.core.notices import Notice, Notices
from startalk_desktop.model.annotation import Correction, Reactions, Retraction
from startalk_desktop.model.conversation import FOREVER, NotifyLevel
from startalk_desktop.model.events import AnnotationReceived, MessageReceived
from startalk_desktop.model.identity import ConversationId, ConversationKind, now
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.message import Mention, MessageSource, ReceivedMessage
from startalk_desktop.tasks import TaskScope
from tests.core.said import said
from tests.core.world import LI, ME_AT_ACME, WANG, World, until

ROOM = Jid.parse("rd@rooms.acme.example")


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
            discretion=Discretion(world.app.attention, world.now),
            clock=world.now,
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


async def test_who_names_us_in_a_muted_room_is_heard(world: World, board: Board) -> None:
    account = world.app.accounts.all()[0]
    room = await world.app.inbox.join_room(account.id, ROOM)
    await world.app.conversation(room).mute(FOREVER)
    said_there = partial(in_room, source=MessageSource.LIVE)
    line = world.domain().line
    line.emit(MessageReceived(said_there("大家好", 1)))
    line.emit(MessageReceived(said_there("请看", 2, mentions=(Mention(ME_AT_ACME, 0, 2),))))
    await until(lambda: board.excerpts == ["请看"])
    assert board.heard[0].is_mention
    # Nothing at all is another matter than muted.
    await world.app.conversation(room).set_notify(NotifyLevel.NONE)
    line.emit(MessageReceived(said_there("再看", 3, mentions=(Mention(ME_AT_ACME, 0, 2),))))
    await until(lambda: has_texts(world, room, ["大家好", "请看", "再看"]))
    await world.app.conversation(room).mute(None)
    await world.app.conversation(room).set_notify(NotifyLevel.ALL)
    line.emit(MessageReceived(said_there("都听见", 4)))
    await until(lambda: "都听见" in board.excerpts)


def in_room(
    text: str, number: int, *, source: MessageSource, mentions: tuple[Mention, ...] = ()
) -> ReceivedMessage:
    return ReceivedMessage(
        ROOM,
        ConversationKind.ROOM,
        source,
        ROOM.with_resource("老王"),
        False,
        text,
        now(),
        message_id=f"r{number}",
        stanza_id=f"r{number}",
        mentions=mentions,
    )


async def test_a_message_is_told_once_whichever_way_it_comes(world: World, board: Board) -> None:
    domain = world.domain()
    live = domain.incoming(WANG, "一", is_live=False)
    # What another device of ours got comes as a carbon, and is in the archive, too.
    carbon = replace(live, source=MessageSource.CARBON)
    domain.line.emit(MessageReceived(carbon))
    await until(lambda: board.excerpts == ["一"])
    domain.line.emit(MessageReceived(live))
    own = replace(
        carbon, is_outgoing=True, text="我说的", sender=ME_AT_ACME.with_resource("phone"),
        message_id="own", origin_id="own", stanza_id="",
    )  # fmt: skip
    domain.line.emit(MessageReceived(own))
    domain.line.break_line()
    domain.line.sign_in()
    domain.incoming(LI, "二")
    await until(lambda: board.excerpts == ["一", "二"])


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
    await until(lambda: (shown.conversation, shown.row) in board.withdrawn)
    domain.incoming(WANG, "看这条")
    second = await until(lambda: board.heard[1:])
    await world.app.conversation(shown.conversation).delete_here(second[0].row)
    await until(lambda: (shown.conversation, second[0].row) in board.withdrawn)


async def test_what_comes_recalled_does_not_stay(world: World, board: Board) -> None:
    domain = world.domain()
    message = domain.incoming(WANG, "发错了")
    domain.line.emit(AnnotationReceived(said(Retraction, WANG, message.origin_id)))
    domain.incoming(WANG, "对的")
    await until(lambda: board.excerpts[-1:] == ["对的"])
    shown = {notice.row for notice in board.heard if notice.excerpt == "发错了"}
    await until(lambda: shown <= {row for _, row in board.withdrawn})


async def test_a_company_that_is_quiet_says_nothing(world: World, board: Board) -> None:
    account = world.app.accounts.all()[0]
    domain = world.domain()
    await world.app.attention.set_do_not_disturb(account.id, FOREVER)
    domain.incoming(WANG, "一")
    await until(lambda: world.app.inbox.unread_count() == 1)
    world.app.changes.flush()
    await board.scope.drain()
    await world.app.attention.set_do_not_disturb(account.id, None)
    domain.incoming(LI, "二")
    await until(lambda: board.excerpts == ["二"])
    # Nothing is lost: it is unread.
    await until(lambda: world.app.inbox.unread_count() == 2)


async def has_texts(world: World, chat: ConversationId, texts: list[str]) -> bool:
    return await world.texts(chat) == texts


async def test_the_level_of_a_conversation_counts(world: World, board: Board) -> None:
    domain = world.domain()
    account = world.app.accounts.all()[0]
    await world.app.inbox.open_direct(account.id, WANG)
    handle = world.app.conversation(ConversationId(account.id, WANG))
    await handle.set_notify(NotifyLevel.NONE)
    domain.incoming(WANG, "一")
    domain.incoming(LI, "二")
    await until(lambda: board.excerpts == ["二"])
    await handle.set_notify(NotifyLevel.ALL)
    domain.incoming(WANG, "三")
    await until(lambda: board.excerpts == ["二", "三"])
    # A mute whose time has come is none, even before anybody has looked.
    await handle.mute(world.now() + 1_000_000)
    world.offset += 1_000_001
    domain.incoming(WANG, "四")
    await until(lambda: board.excerpts == ["二", "三", "四"])


async def test_a_notice_has_what_a_desktop_needs(world: World, board: Board) -> None:
    account = world.app.accounts.all()[0]
    world.domain().incoming(WANG, "一")
    notice = await until(lambda: board.heard[:1])
    [message] = await world.messages(notice[0].conversation)
    assert (notice[0].account, notice[0].reply_to) == (account.id, message.row)
    assert (notice[0].company, notice[0].colour) == (account.company, account.colour)
    assert (notice[0].is_silent, notice[0].is_content_hidden) == (False, False)


async def test_a_burst_is_one_sound(world: World, board: Board) -> None:
    for text in ("一", "二"):
        world.domain().incoming(WANG, text)
        await until(lambda: board.excerpts[-1:] == [text])  # noqa: B023  awaited at once
    world.offset += SOUND_EVERY
    world.domain().incoming(LI, "三")
    await until(lambda: len(board.heard) == 3)
    assert [notice.is_silent for notice in board.heard] == [False, True, False]
    await world.app.attention.set_silent(True)
    world.offset += SOUND_EVERY
    world.domain().incoming(LI, "四")
    await until(lambda: len(board.heard) == 4)
    assert board.heard[-1].is_silent


async def test_what_is_hidden_is_not_even_in_the_notice(world: World, board: Board) -> None:
    await world.app.attention.set_content_hidden(True)
    world.domain().incoming(WANG, "秘密")
    first = (await until(lambda: board.heard[:1]))[0]
    assert (first.excerpt, first.is_content_hidden) == ("", True)
    assert first.conversation_name
    await world.app.attention.set_content_hidden(False)
    world.app.attention.set_screen_locked(True)
    world.domain().incoming(WANG, "还是秘密")
    second = (await until(lambda: board.heard[1:]))[0]
    assert (second.excerpt, second.sender_name, second.conversation_name) == ("", "", "")
    assert second.company


async def test_what_was_read_elsewhere_is_taken_off(world: World, board: Board) -> None:
    world.domain().incoming(WANG, "一")
    notice = (await until(lambda: board.heard[:1]))[0]
    await world.app.conversation(notice.conversation).mark_read(notice.row)
    await until(lambda: board.withdrawn == [(notice.conversation, notice.row)])


async def test_a_locked_companys_notices_are_taken_off(world: World, board: Board) -> None:
    world.domain().incoming(WANG, "一")
    notice = (await until(lambda: board.heard[:1]))[0]
    await world.app.accounts.lock(notice.account)
    await until(lambda: board.withdrawn == [(notice.conversation, notice.row)])
