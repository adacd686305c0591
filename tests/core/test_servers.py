"""The core against each kind of server: exactly once, catching up, rooms."""

from __future__ import annotations

import secrets
from functools import partial

from startalk_desktop.model.account import Account
from startalk_desktop.model.connection import Online
from startalk_desktop.model.identity import ConversationId
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.message import DeliveryState
from tests.core.live import Desk, Desks, make_room, person
from tests.core.world import until
from tests.servers.relay import Relay
from tests.servers.running import RunningServer

SENT = (DeliveryState.SENT, DeliveryState.DELIVERED, DeliveryState.READ)


async def has_texts(desk: Desk, account: Account, peer: Jid, texts: list[str]) -> bool:
    return await desk.texts(account, peer) == texts


async def is_sent(desk: Desk, account: Account, peer: Jid, count: int) -> bool:
    own = [m for m in await desk.messages(account, peer) if m.is_outgoing]
    return len(own) == count and all(message.state in SENT for message in own)


async def test_once_across_a_dead_line_and_a_restart(server: RunningServer, desks: Desks) -> None:
    andy, wang = await person(server, "andy"), await person(server, "王芳")
    mine, theirs = await desks.desk(), await desks.desk()
    async with Relay(server.c2s_port) as relay:
        own, peer = await mine.add(andy, relay.port), await theirs.add(wang)
        await mine.online(own)
        await theirs.online(peer)
        handle = mine.app.conversation(await mine.app.inbox.open_direct(own.id, wang))
        await handle.send("一")
        relay.swallow()
        await handle.send("二")
        mine.app.accounts.network_changed()
        await until(lambda: mine.app.accounts.state(own.id) != Online(), 20)
        relay.cut()
        await handle.send("三")
        await mine.stop()
        await mine.start()
        handle = mine.app.conversation(handle.id)
        await handle.send("四")
        texts = ["一", "二", "三", "四"]
        await until(partial(is_sent, mine, own, wang, 4), 40)
        await until(partial(has_texts, theirs, peer, andy, texts), 20)
        fresh = await desks.desk()
        copy = await fresh.add(andy)
        await fresh.online(copy)
        assert await fresh.texts(copy, wang) == texts


async def test_a_new_machine_has_it_all(server: RunningServer, desks: Desks) -> None:
    andy, wang = await person(server, "andy"), await person(server, "王芳")
    mine = await desks.desk()
    own = await mine.add(andy)
    await mine.online(own)
    handle = mine.app.conversation(await mine.app.inbox.open_direct(own.id, wang))
    texts = [f"第{number}条" for number in range(130)]
    for text in texts:
        await handle.send(text)
    await until(partial(is_sent, mine, own, wang, len(texts)), 60)
    for address, other in ((andy, wang), (wang, andy)):
        fresh = await desks.desk()
        copy = await fresh.add(address)
        await fresh.online(copy)
        await until(partial(has_texts, fresh, copy, other, texts), 30)
        while await fresh.app.conversation(ConversationId(copy.id, other)).fetch_older():
            pass
        assert await fresh.texts(copy, other) == texts
        store = fresh.app.accounts.runtime(copy.id).store
        await until(partial(reaches_start, store, address))


async def reaches_start(store, own: Jid) -> bool:
    intervals = await store.archive.intervals(own)
    return len(intervals) == 1 and intervals[0].reaches_start


async def test_a_room_of_two(server: RunningServer, desks: Desks) -> None:
    andy, wang = await person(server, "andy"), await person(server, "王芳")
    room = Jid.parse(f"研发-{secrets.token_hex(3)}@{server.addresses().conference}")
    mine, theirs = await desks.desk(), await desks.desk()
    async with Relay(server.c2s_port) as relay:
        own, peer = await mine.add(andy, relay.port), await theirs.add(wang)
        await mine.online(own)
        await theirs.online(peer)
        here = mine.app.conversation(await make_room(mine.app, own.id, room, "安迪"))
        there = theirs.app.conversation(await theirs.app.inbox.join_room(peer.id, room, "王芳"))
        await until(lambda: {who.nick for who in here.occupants()} == {"安迪", "王芳"})
        await here.send("开会了")
        await until(partial(has_texts, theirs, peer, room, ["开会了"]))
        await there.send("来了")
        await until(partial(has_texts, mine, own, room, ["开会了", "来了"]))
        await until(partial(is_sent, mine, own, room, 1))
        await mine.stop()
        await there.send("你在吗？")
        await until(partial(is_sent, theirs, peer, room, 2))
        await mine.start()
        texts = ["开会了", "来了", "你在吗？"]
        await until(partial(has_texts, mine, own, room, texts), 20)
        here = mine.app.conversation(here.id)
        await until(lambda: here.own_nick() == "安迪")
        relay.swallow()
        await here.send("断线中")
        mine.app.accounts.network_changed()
        await until(lambda: mine.app.accounts.state(own.id) != Online(), 20)
        relay.cut()
        texts.append("断线中")
        await until(partial(has_texts, theirs, peer, room, texts), 40)
        await until(partial(is_sent, mine, own, room, 2), 20)
        assert await mine.texts(own, room) == texts
