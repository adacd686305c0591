"""Read on one device is read on all: XEP-0490, also where peers are told nothing."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from startalk_desktop.core.conversation import ConversationHandle
from startalk_desktop.model.account import Account
from startalk_desktop.model.events import ReadPositionChanged
from startalk_desktop.model.identity import ConversationId, now
from startalk_desktop.model.message import ReceivedMessage
from startalk_desktop.model.read_position import ReadPosition
from tests.core.world import LI, ME_AT_ACME, WANG, World, until


async def received(world: World, *texts: str) -> tuple[Account, ConversationHandle]:
    """王芳 has written `texts`; they are here, unread."""
    account = await world.online()
    world.domain().archive.clock = now()
    for text in texts:
        world.domain().incoming(WANG, text)
    await until(lambda: world.app.inbox.unread_count() == len(texts))
    return account, world.app.conversation(ConversationId(account.id, WANG))


def position(stanza_id: str) -> ReadPosition:
    return ReadPosition(WANG, stanza_id, ME_AT_ACME)


def ids(world: World) -> list[str]:
    return [stanza_id for stanza_id, _ in world.domain().archive.entries]


async def test_what_is_read_here_is_told_without_markers_too(world: World) -> None:
    account, handle = await received(world, "一", "二")
    await world.app.accounts.set_privacy(account.id, sends_markers=False)
    newest = (await handle.latest())[-1]
    await handle.mark_read(newest.row)
    await until(lambda: world.domain().published == [position(ids(world)[-1])])
    assert not [1 for what, _ in world.domain().line.log if what == "marker"]


async def test_many_positions_are_few_stanzas_and_the_last_one_is_told(world: World) -> None:
    _, handle = await received(world, *(f"{number}" for number in range(30)))
    for message in await handle.latest():
        await handle.mark_read(message.row)
    await until(lambda: position(ids(world)[-1]) in world.domain().published)
    assert len(world.domain().published) <= 2
    await handle.mark_read((await handle.latest())[-1].row)
    await asyncio.sleep(0)
    assert len(world.domain().published) <= 2, "all devices know"


async def test_what_is_read_elsewhere_is_read_here(world: World) -> None:
    _, handle = await received(world, "一", "二", "三")
    world.domain().line.emit(ReadPositionChanged(position(ids(world)[1])))
    await until(lambda: world.app.inbox.unread_count() == 1)
    # It never goes back, and nobody else's ids count.
    world.domain().line.emit(ReadPositionChanged(position(ids(world)[0])))
    foreign = replace(position(ids(world)[2]), archive=LI)
    world.domain().line.emit(ReadPositionChanged(foreign))
    world.domain().incoming(WANG, "四")
    await until(lambda: world.app.inbox.unread_count() == 2)
    assert (await handle.info()).unread_count == 2


async def test_a_position_ahead_of_us_waits_for_its_message(world: World) -> None:
    account, _ = await received(world, "一")
    domain = world.domain()
    message: ReceivedMessage = domain.incoming(WANG, "二", is_live=False)
    domain.line.emit(ReadPositionChanged(position(message.stanza_id)))
    domain.line.break_line()
    domain.line.sign_in()
    await until(lambda: world.app.inbox.unread_count() == 0)
    assert await world.texts(ConversationId(account.id, WANG)) == ["一", "二"]


async def test_positions_are_fetched_at_sign_in(world: World) -> None:
    domain = world.domain()
    domain.archive.clock = now()
    for text in ("一", "二", "三"):
        domain.incoming(WANG, text, is_live=False)
    domain.archive.clock = now()
    domain.read_positions[WANG] = position(ids(world)[1])
    await world.online()
    domain.incoming(WANG, "四")
    await until(lambda: world.app.inbox.unread_count() == 1)


async def test_what_was_read_offline_is_told_later_even_after_a_restart(world: World) -> None:
    _, handle = await received(world, "一", "二")
    domain = world.domain()
    domain.line.break_line()
    await handle.mark_read((await handle.latest())[-1].row)
    await world.stop()
    assert domain.published == []
    domain.read_positions[WANG] = position(ids(world)[0])
    await world.online()
    await until(lambda: domain.published == [position(ids(world)[1])])
    await world.stop()
    await world.online()
    await asyncio.sleep(0)
    assert len(domain.published) == 1, "once is enough"


async def test_what_was_read_further_elsewhere_is_not_taken_back(world: World) -> None:
    _, handle = await received(world, "一", "二", "三")
    domain = world.domain()
    domain.line.break_line()
    await handle.mark_read((await handle.latest())[0].row)
    domain.read_positions[WANG] = position(ids(world)[2])
    domain.line.sign_in()
    await until(lambda: world.app.inbox.unread_count() == 0)
    assert domain.read_positions[WANG] == position(ids(world)[2])
    assert domain.published == []


async def test_reading_old_messages_again_takes_nothing_back(world: World) -> None:
    _, handle = await received(world, "一", "二", "三")
    domain = world.domain()
    domain.line.emit(ReadPositionChanged(position(ids(world)[2])))
    await until(lambda: world.app.inbox.unread_count() == 0)
    await handle.mark_read((await handle.latest())[0].row)
    await world.stop()
    assert domain.published == []


async def test_a_position_whose_message_is_gone_from_here_is_left_behind(world: World) -> None:
    _, handle = await received(world, "一")
    domain = world.domain()
    await handle.mark_read((await handle.latest())[0].row)
    await until(lambda: domain.published == [position(ids(world)[0])])
    await world.app.inbox.remove(handle.id)
    domain.incoming(WANG, "二")
    # The list of conversations may still count what was removed.
    await until(lambda: has_texts(handle, "二"))
    await handle.mark_read((await handle.latest())[-1].row)
    await world.stop()
    assert domain.published[-1] == position(ids(world)[1])


async def has_texts(handle: ConversationHandle, *texts: str) -> bool:
    return [one.text for one in await handle.latest()] == list(texts)


async def test_closing_leaves_no_position_untold(world: World) -> None:
    _, handle = await received(world, "一", "二", "三")
    domain = world.domain()
    for message in await handle.latest():
        await handle.mark_read(message.row)
    await world.stop()
    assert domain.published[-1] == position(ids(world)[2])


async def test_a_domain_that_keeps_none_is_asked_once(world: World) -> None:
    _, handle = await received(world, "一")
    domain = world.domain()
    domain.line.failures = 1
    await handle.mark_read((await handle.latest())[0].row)
    await until(lambda: domain.line.failures == 0)
    await handle.mark_read((await handle.latest())[0].row)
    await world.stop()
    assert domain.published == []
