"""Exactly once over real sockets: seen at the receiving desk and in the domain's archive."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from startalk_desktop.model.account import Account
from startalk_desktop.model.connection import Online
from startalk_desktop.model.identity import ConversationId
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.message import DeliveryState
from startalk_desktop.refserver.faults import Faults
from tests.core.live import ACME, Desk, Office, office
from tests.core.world import until

ANDY = Jid.parse(f"andy@{ACME}")
WANG = Jid.parse(f"王芳@{ACME}")

BREAKS = ["none", "cut before", "cut after", "half-open", "restart"]


@pytest.mark.parametrize("can_resume", [True, False], ids=["resumed", "anew"])
@pytest.mark.parametrize("kind", BREAKS)
async def test_each_message_arrives_once(tmp_path: Path, kind: str, can_resume: bool) -> None:
    async with office(tmp_path, resumption_seconds=60.0 if can_resume else 0.0) as place:
        mine, theirs = await place.desk(), await place.desk()
        own, peer = await mine.add(ANDY), await theirs.add(WANG)
        await mine.online(own)
        await theirs.online(peer)
        faults = Faults(place.server)
        conversation = await mine.app.inbox.open_direct(own.id, WANG)
        handle = mine.app.conversation(conversation)
        sent = [f"第{number}条" for number in range(6)]
        for text in sent[:2]:
            await handle.send(text)
        match kind:
            case "cut before":
                faults.cut(str(ANDY))
            case "half-open":
                faults.half_open(str(ANDY))
        for text in sent[2:4]:
            await handle.send(text)
        match kind:
            case "cut after":
                faults.cut(str(ANDY))
            case "restart":
                await mine.stop()
                await mine.start()
                handle = mine.app.conversation(conversation)
        if kind == "half-open":
            # What a silent line takes a minute to show, a network change shows at once.
            mine.app.accounts.network_changed()
            await until(lambda: mine.app.accounts.state(own.id) != Online(), 20)
        for text in sent[4:]:
            await handle.send(text)
        await until(partial(all_arrived, mine, own, len(sent)), 40)
        await until(partial(has_texts, theirs, peer, sent), 20)
        await mine.online(own)
        assert await fresh_copy(place, tmp_path) == sent, "what the archive has"


async def all_arrived(desk: Desk, account: Account, count: int) -> bool:
    own = [m for m in await desk.messages(account, WANG) if m.is_outgoing]
    return len(own) == count and all(
        m.state in (DeliveryState.SENT, DeliveryState.DELIVERED) for m in own
    )


async def has_texts(desk: Desk, account: Account, texts: list[str]) -> bool:
    found = await desk.texts(account, ANDY)
    assert len(found) <= len(texts), found
    return found == texts


async def fresh_copy(place: Office, folder: Path) -> list[str]:
    """What a new machine of the sender's finds in the archive."""
    desk = await place.desk()
    account = await desk.add(ANDY)
    await desk.online(account)
    return await desk.texts(account, WANG)


async def test_a_bounce_says_why(tmp_path: Path) -> None:
    async with office(tmp_path) as place:
        desk = await place.desk()
        own = await desk.add(ANDY)
        await desk.online(own)
        nobody = Jid.parse(f"nobody@{ACME}")
        conversation = await desk.app.inbox.open_direct(own.id, nobody)
        await desk.app.conversation(conversation).send("有人吗？")

        async def has_failed() -> bool:
            return [m.state for m in await desk.messages(own, nobody)] == [DeliveryState.FAILED]

        await until(has_failed)
        failure = (await desk.messages(own, nobody))[0].failure
        assert failure is not None
        await desk.stop()
        await desk.start()
        await desk.online(own)
        handle = desk.app.conversation(ConversationId(own.id, nobody))
        assert not await handle.fetch_older()
        assert await has_failed(), "the archive's copy must not unsay the bounce"
