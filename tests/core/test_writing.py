"""Answers, mentions, drafts that answer, and texts that are too long for a message."""

from __future__ import annotations

import pytest

from startalk_desktop.core.conversation import ConversationHandle
from startalk_desktop.core.errors import ActionRefused, RefusalCode
from startalk_desktop.core.texts import MAX_TEXT_BYTES
from startalk_desktop.model.failure import FailureCode
from startalk_desktop.model.identity import ConversationId, now
from startalk_desktop.model.message import Mention, Message
from startalk_desktop.xmpp.errors import NotConnected, RequestFailed
from tests.core.world import LI, WANG, World, until


async def with_question(world: World) -> tuple[ConversationHandle, Message]:
    """王芳 asked something."""
    account = await world.online()
    world.domain().archive.clock = now()
    world.domain().incoming(WANG, "几点？")
    handle = world.app.conversation(ConversationId(account.id, WANG))
    return handle, await until(lambda: first(handle))


async def first(handle: ConversationHandle) -> Message | None:
    found = await handle.latest()
    return found[0] if found else None


async def test_an_answer_names_and_quotes_what_it_answers(world: World) -> None:
    handle, question = await with_question(world)
    stored = await handle.send("三点", reply_to=question.row)
    assert stored.reply is not None
    assert (stored.reply.row, stored.reply.text) == (question.row, "几点？")
    await until(lambda: len(world.domain().received) == 1)
    reply = world.domain().received[0].reply
    assert reply is not None
    assert (reply.target_id, reply.author, reply.quote) == (question.origin_id, WANG, "几点？")


async def test_an_answer_keeps_what_it_answers_across_a_restart(world: World) -> None:
    handle, question = await with_question(world)
    world.domain().line.break_line()
    mention = Mention(WANG, 0, 3)
    await handle.send("@王芳 三点", reply_to=question.row, mentions=[mention])
    await world.stop()
    await world.online()
    await until(lambda: len(world.domain().received) == 1)
    arrived = world.domain().received[0]
    assert arrived.reply is not None
    assert (arrived.reply.target_id, arrived.reply.quote) == (question.origin_id, "几点？")
    assert arrived.mentions == (mention,)


async def test_only_what_is_there_can_be_answered(world: World) -> None:
    handle, question = await with_question(world)
    elsewhere = world.app.conversation(ConversationId(handle.id.account, LI))
    for row in (question.row + 9,):
        with pytest.raises(ActionRefused) as refused:
            await handle.send("?", reply_to=row)
        assert refused.value.code is RefusalCode.GONE
    with pytest.raises(ActionRefused):
        await elsewhere.send("?", reply_to=question.row)
    world.domain().line.break_line()
    waiting = await handle.send("等着")
    with pytest.raises(ActionRefused) as refused:
        await handle.send("?", reply_to=waiting.row)
    assert refused.value.code is RefusalCode.NOT_ALLOWED


async def test_mentions_go_along_at_their_places(world: World) -> None:
    handle, _ = await with_question(world)
    stored = await handle.send("  好的 @王芳 ", mentions=[Mention(WANG, 5, 8)])
    assert stored.text == "好的 @王芳"
    assert stored.mentions == (Mention(WANG, 3, 6),)
    await until(lambda: len(world.domain().received) == 1)
    assert world.domain().received[0].mentions == stored.mentions


async def test_a_draft_remembers_what_it_answers(world: World) -> None:
    handle, question = await with_question(world)
    await handle.set_draft("三", question.row)
    assert (await handle.info()).draft == "三"
    await handle.set_draft("")
    assert (await handle.info()).draft == ""


async def test_a_text_too_long_goes_as_a_file(world: World) -> None:
    handle, _ = await with_question(world)
    long = "长" * MAX_TEXT_BYTES
    with pytest.raises(ValueError, match="send it as a file"):
        await handle.send(long)
    stored = await handle.send_as_file(f" {long}\n")
    assert [file.name for file in stored.files] == ["message.txt"]
    url = stored.files[0].url
    assert world.domain().files[url].content.decode() == long
    await until(lambda: [one.files for one in world.domain().received] == [stored.files])


async def test_why_a_file_does_not_go(world: World) -> None:
    handle, _ = await with_question(world)
    domain = world.domain()
    domain.upload_limit = 10
    with pytest.raises(RequestFailed) as failed:
        await handle.send_as_file("长" * 100)
    assert failed.value.failure.code is FailureCode.TOO_LARGE
    domain.has_upload = False
    with pytest.raises(RequestFailed) as failed:
        await handle.send_as_file("长")
    assert failed.value.failure.code is FailureCode.UNSUPPORTED
    domain.line.break_line()
    with pytest.raises(NotConnected):
        await handle.send_as_file("长")
    with pytest.raises(ValueError, match="nothing to send"):
        await handle.send_as_file(" \n")
    assert [one.text for one in await handle.latest()] == ["几点？"]
