"""Edits, recalls and reactions: shown at once, told once they can be, again after breaks, taken back where refused."""

from __future__ import annotations

import pytest

from startalk_desktop.core import actions
from startalk_desktop.core.conversation import ConversationHandle
from startalk_desktop.core.errors import ActionRefused, RefusalCode
from startalk_desktop.model.annotation import Correction, Reactions, Retraction
from startalk_desktop.model.changes import ActionFailed
from startalk_desktop.model.events import AnnotationReceived, MessageBounced, PolicyChanged
from startalk_desktop.model.failure import Failure, FailureCode
from startalk_desktop.model.identity import ConversationId, now
from startalk_desktop.model.message import ActionKind, DeliveryState, Message
from startalk_desktop.model.policy import DomainPolicy
from tests.core.said import said
from tests.core.world import LI, WANG, World, until


@pytest.fixture
def no_undo(monkeypatch: pytest.MonkeyPatch) -> None:
    """Recalls are told at once."""
    monkeypatch.setattr(actions, "UNDO_SECONDS", 0)


async def conversation(world: World) -> ConversationHandle:
    """Ours with 王芳, online."""
    account = await world.online()
    world.domain().archive.clock = now()
    return world.app.conversation(await world.app.inbox.open_direct(account.id, WANG))


async def newest(handle: ConversationHandle) -> Message:
    return (await handle.latest(1))[0]


async def sent(handle: ConversationHandle, text: str) -> Message:
    """A message that the server has."""
    message = await handle.send(text)

    async def is_sent() -> Message | None:
        found = (await handle.by_rows((message.row,)))[0]
        return found if found.state is DeliveryState.SENT else None

    return await until(is_sent)


def told(world: World) -> list[tuple[ActionKind, str]]:
    """What the server was told, and of which message."""
    return [(one.action, one.target_id) for one in world.domain().told]


async def settled(handle: ConversationHandle, row: int) -> Message | None:
    found = await handle.by_rows((row,))
    return found[0] if found and found[0].pending is None else None


async def test_an_edit_shows_at_once_and_is_told(world: World) -> None:
    handle = await conversation(world)
    message = await sent(handle, "三点开会")
    world.domain().line.is_acknowledging = False
    await handle.edit(message.row, " 四点开会 ")
    shown = await newest(handle)
    assert (shown.text, shown.pending) == ("四点开会", ActionKind.EDIT)
    assert shown.edited_at is not None
    await until(lambda: len(world.domain().told) == 1)
    one = world.domain().told[0]
    assert (one.action, one.text, one.target_id) == (
        ActionKind.EDIT,
        "四点开会",
        message.message_id,
    )
    assert one.origin_id != message.origin_id
    world.domain().line.acknowledge(one.origin_id)
    await until(lambda: settled(handle, message.row))
    assert [version.text for version in await handle.versions(message.row)] == ["三点开会"]
    await handle.edit(message.row, "四点开会")
    assert len(world.domain().told) == 1, "nothing changed"


async def test_only_ones_own_is_edited_and_recalled(world: World) -> None:
    handle = await conversation(world)
    world.domain().incoming(WANG, "不是你的")
    message = await until(lambda: only(handle))
    for attempt in (handle.edit(message.row, "改"), handle.recall(message.row)):
        with pytest.raises(ActionRefused) as refused:
            await attempt
        assert refused.value.code is RefusalCode.NOT_YOURS
    for row in (message.row + 100, await row_elsewhere(world, handle)):
        with pytest.raises(ActionRefused) as refused:
            await handle.edit(row, "改")
        assert refused.value.code is RefusalCode.GONE
    assert world.domain().told == []


async def only(handle: ConversationHandle) -> Message | None:
    found = await handle.latest(2)
    return found[0] if len(found) == 1 else None


async def row_elsewhere(world: World, handle: ConversationHandle) -> int:
    other = world.app.conversation(ConversationId(handle.id.account, LI))
    return (await other.send("在别处")).row


async def test_a_recall_waits_and_can_be_undone(world: World) -> None:
    handle = await conversation(world)
    message = await sent(handle, "发错了")
    await handle.recall(message.row)
    shown = await newest(handle)
    assert shown.tombstone is not None
    assert shown.text == ""
    assert shown.tombstone.undo_until is not None
    assert 4_000_000 < shown.tombstone.undo_until - now() <= 5_000_000
    assert world.domain().told == []
    assert await handle.undo_recall(message.row)
    shown = await newest(handle)
    assert (shown.text, shown.tombstone, shown.pending) == ("发错了", None, None)
    assert not await handle.undo_recall(message.row)
    assert world.domain().told == []


async def test_a_recall_is_told_when_its_time_comes(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "UNDO_SECONDS", 1)
    handle = await conversation(world)
    message = await sent(handle, "发错了")
    await handle.recall(message.row)
    await until(lambda: told(world) == [(ActionKind.RECALL, message.origin_id)])
    await until(lambda: settled(handle, message.row))
    assert not await handle.undo_recall(message.row)
    shown = await newest(handle)
    assert shown.tombstone is not None
    assert shown.tombstone.undo_until is None


async def test_a_recall_too_late_is_refused(world: World) -> None:
    handle = await conversation(world)
    message = await sent(handle, "发错了")
    world.domain().line.emit(PolicyChanged(DomainPolicy(recall_seconds=0)))
    await until(lambda: not handle.abilities(message).can_recall)
    with pytest.raises(ActionRefused) as refused:
        await handle.recall(message.row)
    assert refused.value.code is RefusalCode.TOO_LATE
    assert handle.abilities(message).can_edit


@pytest.mark.usefixtures("no_undo")
async def test_reactions_are_told_as_a_whole(world: World) -> None:
    handle = await conversation(world)
    world.domain().incoming(WANG, "搞定")
    message = await until(lambda: only(handle))
    for emoji, is_on in (
        ("👍", True),
        ("👨‍👩‍👧", True),
        ("👍", True),
        ("👍", False),
        ("🎉", False),
    ):
        await handle.react(message.row, emoji, is_on)
    await until(lambda: settled(handle, message.row))
    found = world.domain().told
    assert {one.target_id for one in found} == {message.origin_id}
    assert found[-1].emojis == ("👨‍👩‍👧",)
    shown = await newest(handle)
    assert [(one.emoji, one.is_own) for one in shown.reactions] == [("👨‍👩‍👧", True)]
    for nothing in ("", "  ", "a b", "x" * 100):
        with pytest.raises(ActionRefused):
            await handle.react(message.row, nothing, is_on=True)


@pytest.mark.usefixtures("no_undo")
async def test_what_is_done_offline_waits_in_order_and_survives_a_restart(world: World) -> None:
    handle = await conversation(world)
    first, second = await sent(handle, "一"), await sent(handle, "二")
    world.domain().line.break_line()
    await handle.edit(first.row, "壹")
    await handle.react(second.row, "👍", is_on=True)
    await handle.recall(second.row)
    await world.stop()
    world.domain().signs_in_by_itself = False
    await world.start()
    handle = world.app.conversation(handle.id)
    shown = await handle.latest()
    assert [message.text for message in shown] == ["壹", ""]
    assert [message.pending for message in shown] == [ActionKind.EDIT, ActionKind.RECALL]
    world.domain().signs_in_by_itself = True
    world.domain().line.sign_in()
    await until(lambda: settled(handle, second.row))
    await until(lambda: settled(handle, first.row))
    found = told(world)
    assert found[0] == (ActionKind.EDIT, first.message_id)
    assert found[-1] == (ActionKind.RECALL, second.origin_id)


async def test_it_is_told_again_until_it_is_known_to_have_come(world: World) -> None:
    handle = await conversation(world)
    message = await sent(handle, "三点")
    line = world.domain().line
    line.reaches_server = False
    await handle.edit(message.row, "四点")
    line.break_line()
    line.sign_in()
    await until(lambda: len(world.domain().told) == 1)
    await until(lambda: settled(handle, message.row))
    line.is_acknowledging = False
    await handle.edit(message.row, "五点")
    await until(lambda: len(world.domain().told) == 2)
    line.break_line()
    line.sign_in()
    await until(lambda: settled(handle, message.row))
    ids = {one.origin_id for one in world.domain().told}
    assert len(ids) == 2, "the same twice is the same"
    assert (await newest(handle)).text == "五点"


async def test_a_resumed_stream_repeats_by_itself(world: World) -> None:
    handle = await conversation(world)
    message = await sent(handle, "三点")
    line = world.domain().line
    line.is_acknowledging = False
    await handle.edit(message.row, "四点")
    await until(lambda: len(world.domain().told) == 1)
    line.break_line()
    line.sign_in(is_resumed=True)
    line.is_acknowledging = True
    await handle.react(message.row, "👍", is_on=True)
    await until(lambda: len(world.domain().told) == 2)
    assert [one.action for one in world.domain().told] == [ActionKind.EDIT, ActionKind.REACT]


async def test_what_is_refused_is_taken_back_and_told(world: World) -> None:
    handle = await conversation(world)
    message = await sent(handle, "三点")
    world.domain().bounces["四点"] = FailureCode.NOT_ALLOWED
    await handle.edit(message.row, "四点")
    failed = await until(
        lambda: [change for change in world.changes if isinstance(change, ActionFailed)]
    )
    assert (failed[0].conversation, failed[0].row, failed[0].action) == (
        handle.id,
        message.row,
        ActionKind.EDIT,
    )
    assert failed[0].failure.code is FailureCode.NOT_ALLOWED
    shown = await newest(handle)
    assert (shown.text, shown.pending, shown.edited_at) == ("三点", None, None)


async def test_what_is_refused_after_it_was_taken_is_taken_back_too(world: World) -> None:
    handle = await conversation(world)
    message = await sent(handle, "三点")
    await handle.edit(message.row, "四点")
    await handle.react(message.row, "👍", is_on=True)
    await until(lambda: settled(handle, message.row))
    for one in world.domain().told:
        failure = Failure(FailureCode.RECIPIENT_UNKNOWN)
        world.domain().line.emit(MessageBounced(WANG, one.origin_id, failure))
    await until(
        lambda: (
            [change.action for change in world.changes if isinstance(change, ActionFailed)]
            == [ActionKind.EDIT, ActionKind.REACT]
        )
    )
    shown = await newest(handle)
    assert (shown.text, shown.edited_at, shown.reactions) == ("三点", None, ())
    assert shown.state is DeliveryState.SENT


async def test_what_never_left_is_changed_and_dropped_itself(world: World) -> None:
    handle = await conversation(world)
    line = world.domain().line
    line.break_line()
    kept, dropped = await handle.send("一"), await handle.send("二")
    await handle.edit(kept.row, "壹")
    await handle.recall(dropped.row)
    assert [message.text for message in await handle.latest()] == ["壹"]
    line.sign_in()
    await until(lambda: [one.text for one in world.domain().received] == ["壹"])
    shown = await until(lambda: settled(handle, kept.row))
    assert shown.edited_at is None
    assert world.domain().told == []


@pytest.mark.parametrize("has_arrived", [True, False])
@pytest.mark.parametrize("is_restarted", [True, False])
async def test_an_edit_of_what_may_have_left(
    world: World, *, has_arrived: bool, is_restarted: bool
) -> None:
    """Whether the server had the message or not: in the end everybody has the new text."""
    handle = await conversation(world)
    line = world.domain().line
    line.is_acknowledging = False
    line.reaches_server = has_arrived
    message = await handle.send("三点")
    await handle.edit(message.row, "四点")
    assert (await newest(handle)).text == "四点"
    line.break_line()
    if is_restarted:
        await world.stop()
        await world.start()
        handle = world.app.conversation(handle.id)
    else:
        line.sign_in()
    await until(lambda: settled(handle, message.row))
    await until(lambda: is_in_state(handle, message.row, DeliveryState.SENT))
    assert len(world.domain().received) == 1, "exactly once"
    texts = [world.domain().received[0].text, *(one.text for one in world.domain().told)]
    assert texts[-1] == "四点"
    assert (await newest(handle)).text == "四点"


async def is_in_state(handle: ConversationHandle, row: int, state: DeliveryState) -> bool:
    return [message.state for message in await handle.by_rows((row,))] == [state]


@pytest.mark.parametrize("has_arrived", [True, False])
@pytest.mark.parametrize("is_restarted", [True, False])
@pytest.mark.usefixtures("no_undo")
async def test_a_recall_of_what_may_have_left(
    world: World, *, has_arrived: bool, is_restarted: bool
) -> None:
    """What the server had is taken back; what it did not have never reaches it."""
    handle = await conversation(world)
    line = world.domain().line
    line.is_acknowledging = False
    line.reaches_server = has_arrived
    message = await handle.send("发错了")
    await handle.recall(message.row)
    assert (await newest(handle)).text == ""
    line.break_line()
    if is_restarted:
        await world.stop()
        await world.start()
        handle = world.app.conversation(handle.id)
    else:
        line.sign_in()
    if has_arrived:
        await until(lambda: told(world) == [(ActionKind.RECALL, message.origin_id)])
        await until(lambda: settled(handle, message.row))
        assert (await newest(handle)).tombstone is not None
    else:
        await until(lambda: is_gone(handle, message.row))
        assert world.domain().told == []
    assert len(world.domain().received) == has_arrived
    await sent(handle, "这条是对的")
    assert world.domain().received[-1].text == "这条是对的"


async def is_gone(handle: ConversationHandle, row: int) -> bool:
    return not await handle.by_rows((row,))


async def test_an_undone_recall_of_what_may_have_left_goes_on(world: World) -> None:
    handle = await conversation(world)
    line = world.domain().line
    line.is_acknowledging = line.reaches_server = False
    message = await handle.send("还是发吧")
    await handle.recall(message.row)
    later = await handle.send("第二条")
    line.break_line()
    line.sign_in()
    assert await handle.undo_recall(message.row)
    await until(lambda: is_in_state(handle, later.row, DeliveryState.SENT))
    assert [one.text for one in world.domain().received] == ["还是发吧", "第二条"]
    assert [one.text for one in await handle.latest()] == ["还是发吧", "第二条"]


async def test_deleting_here_what_is_being_recalled_recalls_it(world: World) -> None:
    handle = await conversation(world)
    message = await sent(handle, "发错了")
    await handle.recall(message.row)
    await handle.delete_here(message.row)
    assert await handle.latest() == []
    await world.stop()
    assert told(world) == [(ActionKind.RECALL, message.origin_id)]


async def test_closing_leaves_no_recall_untold(world: World) -> None:
    handle = await conversation(world)
    message = await sent(handle, "发错了")
    await handle.recall(message.row)
    await world.stop()
    assert told(world) == [(ActionKind.RECALL, message.origin_id)]
    await world.start()
    handle = world.app.conversation(handle.id)
    await until(lambda: settled(handle, message.row))
    assert (await newest(handle)).tombstone is not None


async def test_others_edit_recall_and_react_only_what_is_theirs(world: World) -> None:
    handle = await conversation(world)
    line = world.domain().line
    own = await sent(handle, "我的")
    theirs = world.domain().incoming(WANG, "王芳的")
    await until(lambda: count(handle, 2))
    for forged in (
        said(Correction, WANG, own.message_id, text="伪造"),
        said(Retraction, WANG, own.origin_id),
        said(Correction, LI, theirs.message_id, text="伪造"),
        said(Retraction, LI, theirs.origin_id),
    ):
        line.emit(AnnotationReceived(forged))
    line.emit(AnnotationReceived(said(Reactions, WANG, own.origin_id, emojis=("👍",))))
    line.emit(AnnotationReceived(said(Correction, WANG, theirs.message_id, text="改过的")))
    await until(lambda: has_texts(handle, "我的", "改过的"))
    found = await handle.latest()
    assert [one.tombstone for one in found] == [None, None]
    assert [one.senders for one in found[0].reactions] == [(WANG,)]
    line.emit(AnnotationReceived(said(Retraction, WANG, theirs.origin_id)))
    await until(lambda: has_texts(handle, "我的", ""))
    with pytest.raises(ActionRefused) as refused:
        await handle.react((await newest(handle)).row, "👍", is_on=True)
    assert refused.value.code is RefusalCode.GONE


async def count(handle: ConversationHandle, number: int) -> bool:
    return len(await handle.latest()) == number


async def has_texts(handle: ConversationHandle, *texts: str) -> bool:
    return [message.text for message in await handle.latest()] == list(texts)


async def test_what_was_said_before_we_came_is_in_the_archive(world: World) -> None:
    domain = world.domain()
    domain.incoming(WANG, "一", is_live=False)
    edited = domain.incoming(WANG, "二", is_live=False)
    recalled = domain.incoming(WANG, "三", is_live=False)
    domain.archive.annotate(said(Correction, WANG, edited.message_id, text="贰"))
    domain.archive.annotate(said(Reactions, WANG, edited.origin_id, emojis=("👍",)))
    domain.archive.annotate(said(Retraction, WANG, recalled.origin_id))
    account = await world.online()
    handle = world.app.conversation(ConversationId(account.id, WANG))
    await until(lambda: has_texts(handle, "一", "贰", ""))
    found = await handle.latest()
    assert [one.emoji for one in found[1].reactions] == ["👍"]
    assert found[2].tombstone is not None


async def test_the_last_editable_is_the_newest_own_text(world: World) -> None:
    handle = await conversation(world)
    assert await handle.own_last_editable() is None
    first, second = await sent(handle, "一"), await sent(handle, "二")
    world.domain().incoming(WANG, "三")
    await until(lambda: count(handle, 3))
    found = await handle.own_last_editable()
    assert found is not None
    assert found.row == second.row
    await handle.recall(second.row)
    found = await handle.own_last_editable()
    assert found is not None
    assert found.row == first.row


async def test_moderation_needs_a_room(world: World) -> None:
    handle = await conversation(world)
    world.domain().incoming(WANG, "一")
    message = await until(lambda: only(handle))
    with pytest.raises(ActionRefused) as refused:
        await handle.moderate(message.row)
    assert refused.value.code is RefusalCode.NOT_ALLOWED
