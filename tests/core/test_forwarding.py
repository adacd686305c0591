"""Carrying messages on, within a company and across, and the guard between companies."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from startalk_desktop.core.errors import ActionRefused, CrossingForbidden, RefusalCode
from startalk_desktop.core.forwarding import MAX_FORWARDED, Crossing
from startalk_desktop.model.account import Account
from startalk_desktop.model.annotation import Retraction
from startalk_desktop.model.events import AnnotationReceived, MessageReceived, PolicyChanged
from startalk_desktop.model.files import OutgoingFile
from startalk_desktop.model.identity import ConversationId, now
from startalk_desktop.model.message import Message, SharedFile
from startalk_desktop.model.policy import DomainPolicy, LeavePolicy
from tests.core.fakes import SECOND
from tests.core.said import said
from tests.core.world import LI, ME_AT_ACME, ME_AT_BETA, WANG, World, until

PICTURE = SharedFile("https://upload.acme.example/whiteboard.png", "whiteboard.png", "image/png")


async def written(world: World, *texts: str) -> tuple[Account, list[Message]]:
    """王芳 has written `texts` at acme, and we an answer."""
    account = await world.online()
    # A minute ago: what we answer, by our own clock, comes after it.
    world.domain().archive.clock = now() - 60 * SECOND
    for text in texts:
        world.domain().incoming(WANG, text)
    handle = world.app.conversation(ConversationId(account.id, WANG))

    async def all_here() -> list[Message]:
        found = await handle.latest()
        return found if len(found) == len(texts) else []

    await until(all_here)
    await handle.send("收到")
    await until(lambda: len(world.domain().received) == 1)
    return account, await handle.latest()


async def test_what_a_crossing_takes(world: World) -> None:
    acme, beta = await world.online(ME_AT_ACME), await world.online(ME_AT_BETA)
    check = world.app.forwarding.check
    assert check(acme.id, acme.id) is Crossing.FREE
    assert check(acme.id, beta.id) is Crossing.ASK
    world.domain(ME_AT_ACME).line.emit(PolicyChanged(DomainPolicy(leaving=LeavePolicy.FORBID)))
    await until(lambda: check(acme.id, beta.id) is Crossing.FORBIDDEN)
    assert check(acme.id, acme.id) is Crossing.FREE
    assert check(beta.id, acme.id) is Crossing.ASK, "what comes in is not the company's"


async def test_a_copy_for_other_programs_is_known_for_whose_it_is(
    world: World, tmp_path: Path
) -> None:
    acme, beta = await world.online(ME_AT_ACME), await world.online(ME_AT_BETA)
    handle = world.app.conversation(ConversationId(acme.id, WANG))
    sources_of = world.app.forwarding.sources_of
    assert await sources_of([tmp_path / "copy.pdf"]) == frozenset()
    [stored] = await handle.send_files([OutgoingFile(None, b"%PDF-1.7 plans", "plans.pdf")])
    copy = await handle.open_copy(stored.row, 0)
    link = tmp_path / "innocent.pdf"
    link.symlink_to(copy)
    around = copy.parent / ".." / copy.parent.name / copy.name
    for path in (copy, link, around):
        assert await sources_of([tmp_path / "own.txt", path]) == {acme.id}
    outside = tmp_path / "own.txt"
    assert await sources_of([outside, copy.parent / ".." / ".." / outside.name]) == frozenset()
    assert beta.id not in await sources_of([copy])


async def test_one_by_one_and_as_a_card(world: World) -> None:
    account, messages = await written(world, "图纸好了", "三点开会")
    target = ConversationId(account.id, LI)
    domain = world.domain()
    await world.app.forwarding.forward(messages[:2], [target], merged=False)
    await until(lambda: len(domain.received) == 3)
    single = domain.received[1:]
    assert [one.peer for one in single] == [LI, LI]
    assert [[inner.text for inner in one.forwards] for one in single] == [
        ["图纸好了"],
        ["三点开会"],
    ]
    first = single[0].forwards[0]
    assert (first.author_name, first.author, first.sent_at) == ("王芳", WANG, messages[0].sent_at)
    await world.app.forwarding.forward(messages, [target], merged=True)
    await until(lambda: len(domain.received) == 4)
    card = domain.received[3].forwards
    assert [(one.author_name, one.text) for one in card] == [
        ("王芳", "图纸好了"),
        ("王芳", "三点开会"),
        ("andy", "收到"),
    ]
    assert card[2].author == ME_AT_ACME
    stored = await world.app.conversation(target).latest()
    assert [len(one.forwards) for one in stored] == [1, 1, 3]
    await world.app.forwarding.forward(stored[2:], [target], merged=True)
    await until(lambda: len(domain.received) == 5)
    assert domain.received[4].forwards == card, "a card that is passed on stays that card"


async def test_files_travel_as_links_and_addresses_stay(world: World) -> None:
    _, messages = await written(world, "图纸好了")
    beta = await world.online(ME_AT_BETA)
    domain = world.domain(ME_AT_ACME)
    sent = domain.incoming(WANG, "", is_live=False)
    domain.line.emit(MessageReceived(replace(sent, files=(PICTURE,))))
    handle = world.app.conversation(messages[0].conversation)

    async def has_picture() -> Message | None:
        return next((one for one in await handle.latest() if one.files), None)

    picture = await until(has_picture)
    await world.app.forwarding.forward(
        [messages[0], picture], [ConversationId(beta.id, LI)], merged=False
    )
    arrived = world.domain(ME_AT_BETA).received
    await until(lambda: len(arrived) == 2)
    assert arrived[1].forwards[0].text == PICTURE.url
    assert [file.url for file in arrived[1].files] == [PICTURE.url]
    assert [one.forwards[0].author for one in arrived] == [None, None]
    assert arrived[0].forwards[0].author_name == "王芳"
    assert len(domain.received) == 1


async def test_nothing_leaves_where_one_crossing_is_forbidden(world: World) -> None:
    acme, messages = await written(world, "图纸好了")
    beta = await world.online(ME_AT_BETA)
    world.domain(ME_AT_ACME).policy = DomainPolicy(leaving=LeavePolicy.FORBID)
    world.domain(ME_AT_ACME).line.emit(PolicyChanged(DomainPolicy(leaving=LeavePolicy.FORBID)))
    await until(lambda: world.app.forwarding.check(acme.id, beta.id) is Crossing.FORBIDDEN)
    targets = [ConversationId(acme.id, LI), ConversationId(beta.id, LI)]
    with pytest.raises(CrossingForbidden) as forbidden:
        await world.app.forwarding.forward(messages, targets, merged=True)
    assert (forbidden.value.source, forbidden.value.target) == (acme.id, beta.id)
    assert len(world.domain(ME_AT_ACME).received) == 1
    assert world.domain(ME_AT_BETA).received == []
    await world.app.forwarding.forward(messages, targets[:1], merged=True)


async def test_what_can_not_be_carried(world: World) -> None:
    account, messages = await written(world, "撤回吧", "长" * 9_000, "长" * 9_000)
    target = [ConversationId(account.id, LI)]
    world.domain().line.emit(AnnotationReceived(said(Retraction, WANG, messages[0].origin_id)))
    handle = world.app.conversation(messages[0].conversation)

    async def recalled() -> Message | None:
        found = await handle.by_rows((messages[0].row,))
        return found[0] if found[0].tombstone else None

    gone = await until(recalled)
    for wrong, code in (
        ([messages[3], gone], RefusalCode.GONE),
        ([messages[3]] * (MAX_FORWARDED + 1), RefusalCode.TOO_LONG),
        (messages[1:3], RefusalCode.TOO_LONG),
    ):
        with pytest.raises(ActionRefused) as refused:
            await world.app.forwarding.forward(wrong, target, merged=True)
        assert refused.value.code is code
    assert len(world.domain().received) == 1


async def test_a_very_long_text_goes_as_text(world: World) -> None:
    account, messages = await written(world, "长" * 15_000)
    await world.app.forwarding.forward(messages[:1], [ConversationId(account.id, LI)], merged=False)
    await until(lambda: len(world.domain().received) == 2)
    assert world.domain().received[1].text == "长" * 15_000
    assert world.domain().received[1].forwards == ()
