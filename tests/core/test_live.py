"""The core over real sockets: several companies at once, exactly once, rooms, catching up."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from startalk_desktop.model.account import Account
from startalk_desktop.model.identity import ConversationId
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.message import DeliveryState
from tests.core.live import ACME, BETA, GAMMA, Desk, office
from tests.core.world import until


def at(local: str, domain: str) -> Jid:
    return Jid.parse(f"{local}@{domain}")


async def test_three_domains_at_once(tmp_path: Path) -> None:
    async with office(tmp_path) as place:
        mine, theirs = await place.desk(), await place.desk()
        domains = (ACME, BETA, GAMMA)
        own = {domain: await mine.add(at("andy", domain)) for domain in domains}
        peers = {domain: await theirs.add(at("王芳", domain)) for domain in domains}
        for domain in domains:
            await mine.online(own[domain])
            await theirs.online(peers[domain])
        for domain in domains:
            conversation = await mine.app.inbox.open_direct(own[domain].id, at("王芳", domain))
            await mine.app.conversation(conversation).send(f"你好 {domain}")
        for domain in domains:
            await until(partial(says, theirs, peers[domain], at("andy", domain), f"你好 {domain}"))
        await until(lambda: theirs.app.inbox.unread_count() == 3)
        inbox = await theirs.app.inbox.conversations()
        assert {line.id.peer for line in inbox} == {at("andy", domain) for domain in domains}
        for domain in domains:
            await until(
                partial(in_state, mine, own[domain], at("王芳", domain), DeliveryState.DELIVERED)
            )
            line = ConversationId(peers[domain].id, at("andy", domain))
            newest = (await theirs.app.conversation(line).latest(1))[0]
            await theirs.app.conversation(line).mark_read(newest.row)
            await until(
                partial(in_state, mine, own[domain], at("王芳", domain), DeliveryState.READ)
            )
        await until(lambda: theirs.app.inbox.unread_count() == 0)


async def says(desk: Desk, account: Account, peer: Jid, *texts: str) -> bool:
    return await desk.texts(account, peer) == list(texts)


async def in_state(desk: Desk, account: Account, peer: Jid, *states: DeliveryState) -> bool:
    return [m.state for m in await desk.messages(account, peer)] == list(states)
