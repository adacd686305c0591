"""What people do with messages, over real sockets: two people, rooms, a second device, the archive, a forger."""

from __future__ import annotations

import secrets
from functools import partial

import pytest
from slixmpp import JID

from startalk_desktop.core import actions
from startalk_desktop.core.conversation import ConversationHandle
from startalk_desktop.model.account import Account
from startalk_desktop.model.connection import Online
from startalk_desktop.model.identity import ConversationId
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.message import DeliveryState, Message
from tests.conformance.person import Cast, Person
from tests.conformance.rooms import enter
from tests.core.live import Desk, Desks, make_room, person
from tests.core.world import until
from tests.servers.relay import Relay
from tests.servers.running import RunningServer

Shown = tuple[str, bool, bool, str, tuple[str, ...]]
"""Of a message: its text, whether it was edited, whether recalled, what it answers, its reactions."""


def shown(message: Message) -> Shown:
    return (
        message.text,
        message.edited_at is not None,
        message.tombstone is not None,
        "" if message.reply is None else message.reply.text,
        tuple(sorted(f"{one.emoji}{len(one.senders)}" for one in message.reactions)),
    )


class Side:
    """One person's conversation."""

    def __init__(self, desk: Desk, account: Account, peer: Jid) -> None:
        self.desk = desk
        self.account = account
        self.peer = peer

    @property
    def handle(self) -> ConversationHandle:
        return self.desk.app.conversation(ConversationId(self.account.id, self.peer))

    async def all(self) -> list[Message]:
        return await self.desk.messages(self.account, self.peer)

    async def shows(self, *expected: Shown) -> list[Message] | None:
        found = await self.all()
        return found if [shown(one) for one in found] == list(expected) else None

    async def settles_as(self, *expected: Shown) -> list[Message]:
        """Wait until exactly this is shown, and nothing is pending."""
        try:
            await until(partial(self.shows, *expected), 30)
            await until(self._has_nothing_pending, 30)
        except AssertionError:
            raise AssertionError(f"{[shown(one) for one in await self.all()]} {expected}") from None
        return await self.all()

    async def _has_nothing_pending(self) -> bool:
        return all(one.pending is None for one in await self.all())


def plain(*texts: str) -> list[Shown]:
    return [(text, False, False, "", ()) for text in texts]


@pytest.fixture(autouse=True)
def no_undo(monkeypatch: pytest.MonkeyPatch) -> None:
    """Recalls are told at once; that they wait is tried elsewhere."""
    monkeypatch.setattr(actions, "UNDO_SECONDS", 0)


async def two_sides(
    server: RunningServer, desks: Desks, port: int | None = None
) -> tuple[Side, Side]:
    """Two people who know each other, signed in."""
    andy, wang = await person(server, "andy"), await person(server, "王芳")
    mine, theirs = await desks.desk(), await desks.desk()
    own, peer = await mine.add(andy, port), await theirs.add(wang)
    await mine.online(own)
    await theirs.online(peer)
    await mine.app.inbox.open_direct(own.id, wang)
    await theirs.app.inbox.open_direct(peer.id, andy)
    return Side(mine, own, wang), Side(theirs, peer, andy)


async def in_a_room(server: RunningServer, desks: Desks) -> tuple[Side, Side]:
    """Two people in a room of their own."""
    andy, wang = await person(server, "andy"), await person(server, "王芳")
    room = Jid.parse(f"研发-{secrets.token_hex(3)}@{server.addresses().conference}")
    mine, theirs = await desks.desk(), await desks.desk()
    own, peer = await mine.add(andy), await theirs.add(wang)
    await mine.online(own)
    await theirs.online(peer)
    await make_room(mine.app, own.id, room, "安迪")
    await theirs.app.inbox.join_room(peer.id, room, "王芳")
    return Side(mine, own, room), Side(theirs, peer, room)


async def fresh_copy(desks: Desks, side: Side, nick: str = "") -> Side:
    """What a new machine of the same person makes of the archive alone."""
    desk = await desks.desk()
    account = await desk.add(side.account.jid)
    await desk.online(account)
    if nick:
        await desk.app.inbox.join_room(account.id, side.peer, nick)
    return Side(desk, account, side.peer)


async def converse(mine: Side, theirs: Side) -> list[Shown]:
    """Write, answer, edit, react, think again and recall; returns what both see in the end."""
    for text in ("三点开会", "带上图纸", "发错了"):
        await mine.handle.send(text)
    at_peer = await theirs.settles_as(*plain("三点开会", "带上图纸", "发错了"))
    await until(partial(are_named, mine, 3))
    at_home = await mine.all()
    await mine.handle.edit(at_home[0].row, "四点开会")
    await mine.handle.edit(at_home[0].row, "五点开会")
    await mine.handle.recall(at_home[2].row)
    await theirs.handle.send("好的", reply_to=at_peer[1].row)
    for emoji, is_on in (("👍", True), ("🎉", True), ("👍", False)):
        await theirs.handle.react(at_peer[1].row, emoji, is_on)
    await mine.handle.react(at_home[1].row, "🎉", is_on=True)
    ending: list[Shown] = [
        ("五点开会", True, False, "", ()),
        ("带上图纸", False, False, "", ("🎉2",)),
        ("", False, True, "", ()),
        ("好的", False, False, "带上图纸", ()),
    ]
    await theirs.settles_as(*ending)
    await mine.settles_as(*ending)
    versions = await theirs.handle.versions(at_peer[0].row)
    assert [one.text for one in versions] == ["三点开会", "四点开会"]
    return ending


async def are_named(side: Side, count: int) -> bool:
    """Whether the server has all of them, and, in a room, each has the id that the room stamped."""
    found = await side.all()
    is_direct = "@conference." not in str(side.peer)
    return len(found) == count and all(
        one.state is not DeliveryState.QUEUED and (is_direct or one.stanza_id) for one in found
    )


async def test_two_people(server: RunningServer, desks: Desks) -> None:
    mine, theirs = await two_sides(server, desks)
    ending = await converse(mine, theirs)
    for side in (mine, theirs):
        copy = await fresh_copy(desks, side)
        await copy.settles_as(*ending)
        found = await copy.all()
        assert [one.text for one in await copy.handle.versions(found[0].row)] == [
            "三点开会",
            "四点开会",
        ]


async def test_a_room(server: RunningServer, desks: Desks) -> None:
    mine, theirs = await in_a_room(server, desks)
    ending = await converse(mine, theirs)
    copy = await fresh_copy(desks, theirs, "王芳2")
    await copy.settles_as(*ending)


async def test_states_up_to_read(server: RunningServer, desks: Desks) -> None:
    mine, theirs = await two_sides(server, desks)
    await mine.handle.send("到了吗")
    newest = (await theirs.settles_as(*plain("到了吗")))[-1]
    await until(partial(is_in_state, mine, DeliveryState.DELIVERED), 20)
    await theirs.handle.mark_read(newest.row)
    await until(partial(is_in_state, mine, DeliveryState.READ), 20)
    copy = await fresh_copy(desks, mine)
    await until(partial(is_in_state, copy, DeliveryState.READ), 20)


async def is_in_state(side: Side, state: DeliveryState) -> bool:
    return [one.state for one in await side.all()] == [state]


async def test_who_has_read_up_to_where_in_a_room(server: RunningServer, desks: Desks) -> None:
    mine, theirs = await in_a_room(server, desks)
    for text in ("一", "二"):
        await mine.handle.send(text)
    await theirs.settles_as(*plain("一", "二"))
    await until(partial(are_named, mine, 2), 20)
    rows = [one.row for one in await mine.all()]
    for index, message in enumerate(await theirs.all()):
        await theirs.handle.mark_read(message.row)
        await until(partial(has_read, mine, rows[index]), 20)
    copy = await fresh_copy(desks, mine, "安迪2")
    await copy.settles_as(*plain("一", "二"))
    newest = (await copy.all())[-1]
    await until(partial(has_read, copy, newest.row), 20)


async def has_read(side: Side, row: int) -> bool:
    return [one.row for one in await side.handle.readers()] == [row]


async def test_read_on_one_device_is_read_on_the_other(server: RunningServer, desks: Desks) -> None:
    mine, theirs = await two_sides(server, desks)
    phone = await fresh_copy(desks, mine)
    for side in (mine, phone):
        await side.desk.app.accounts.set_privacy(
            side.account.id, sends_receipts=False, sends_markers=False
        )
    for text in ("一", "二"):
        await theirs.handle.send(text)
    for reader, other in ((mine, phone), (phone, mine)):
        for side in (mine, phone):
            await until(partial(has_unread, side, 2), 20)
        await reader.handle.mark_read((await reader.all())[-1].row)
        await until(partial(has_unread, other, 0), 20)
        for text in ("再一", "再二"):
            await theirs.handle.send(text)
    await phone.desk.stop()
    await until(partial(has_unread, mine, 2), 20)
    await mine.handle.mark_read((await mine.all())[-1].row)
    await mine.desk.stop()
    await phone.desk.start()
    await until(partial(are_named, phone, 6), 30)
    await until(partial(has_unread, phone, 0), 30)
    sent = [one.state for one in await theirs.all()]
    assert sent == [DeliveryState.SENT] * 6, "nobody told the peer"


async def has_unread(side: Side, count: int) -> bool:
    return side.desk.app.inbox.unread_count() == count


async def test_what_was_done_on_a_dead_line_survives_a_restart(
    server: RunningServer, desks: Desks
) -> None:
    async with Relay(server.c2s_port) as relay:
        mine, theirs = await two_sides(server, desks, relay.port)
        for text in ("一", "二", "三"):
            await mine.handle.send(text)
        await theirs.settles_as(*plain("一", "二", "三"))
        await until(partial(are_named, mine, 3))
        first, second, third = await mine.all()
        relay.swallow()
        await mine.handle.edit(first.row, "壹")
        await mine.handle.react(second.row, "👍", is_on=True)
        await mine.handle.recall(third.row)
        mine.desk.app.accounts.network_changed()
        await until(lambda: mine.desk.app.accounts.state(mine.account.id) != Online(), 20)
        relay.cut()
        await mine.desk.stop()
        await mine.desk.start()
        ending = [
            ("壹", True, False, "", ()),
            ("二", False, False, "", ("👍1",)),
            ("", False, True, "", ()),
        ]
        await theirs.settles_as(*ending)
        await mine.settles_as(*ending)


def retract(target_id: str) -> str:
    return f"<retract xmlns='urn:xmpp:message-retract:1' id='{target_id}'/><store xmlns='urn:xmpp:hints'/>"


def replace(target_id: str) -> str:
    return f"<replace xmlns='urn:xmpp:message-correct:0' id='{target_id}'/>"


def moderate(target_id: str) -> str:
    return (
        f"<retract xmlns='urn:xmpp:message-retract:1' id='{target_id}'>"
        "<moderated xmlns='urn:xmpp:message-moderate:1'/><reason>伪造</reason></retract>"
        f"<apply-to xmlns='urn:xmpp:fasten:0' id='{target_id}'>"
        "<moderated xmlns='urn:xmpp:message-moderate:0'><retract xmlns='urn:xmpp:message-retract:0'/>"
        "</moderated></apply-to>"
    )


def say(forger: Person, to: Jid, kind: str, body: str, *parts: str) -> None:
    """Send a message made by hand."""
    forger.client.send_raw(
        f"<message to='{to}' type='{kind}' id='{secrets.token_hex(8)}'>"
        f"<body>{body}</body>{''.join(parts)}</message>"
    )


async def test_a_stranger_changes_nothing(server: RunningServer, desks: Desks, cast: Cast) -> None:
    mine, theirs = await two_sides(server, desks)
    await theirs.handle.send("原话")
    await mine.settles_as(*plain("原话"))
    await until(partial(are_named, theirs, 1))
    target = (await mine.all())[0]
    names = {target.origin_id, target.message_id, target.stanza_id} - {""}
    forger = await cast.online("mallory")
    for name in names:
        say(forger, mine.account.jid, "chat", "假话", replace(name))
        say(forger, mine.account.jid, "chat", "撤回", retract(name))
        say(forger, mine.account.jid, "chat", "移除", moderate(name))
        reactions = f"<reactions xmlns='urn:xmpp:reactions:0' id='{name}'><reaction>👎</reaction></reactions>"
        say(forger, mine.account.jid, "chat", "", reactions)
    say(forger, mine.account.jid, "chat", "完")
    stranger = Side(mine.desk, mine.account, Jid.parse(forger.bare))
    await until(partial(ends_with, stranger, "完"), 20)
    assert await mine.shows(*plain("原话"))
    copy = await fresh_copy(desks, mine)
    await copy.settles_as(*plain("原话"))


async def ends_with(side: Side, text: str) -> bool:
    found = await side.all()
    return bool(found) and found[-1].text == text


async def test_another_occupant_changes_nothing(
    server: RunningServer, desks: Desks, cast: Cast
) -> None:
    mine, theirs = await in_a_room(server, desks)
    await theirs.handle.send("原话")
    await mine.settles_as(*plain("原话"))
    target = (await mine.all())[0]
    forger = await cast.online("mallory")
    await enter(forger, JID(str(mine.peer)), "王芳的朋友")
    for name in {target.origin_id, target.message_id, target.stanza_id} - {""}:
        say(forger, mine.peer, "groupchat", "假话", replace(name))
        say(forger, mine.peer, "groupchat", "撤回", retract(name))
        say(forger, mine.peer, "groupchat", "移除", moderate(name))
    # Who takes the nick of somebody who left is not that person.
    await theirs.desk.app.inbox.leave_room(theirs.handle.id)
    await until(lambda: "王芳" not in {one.nick for one in mine.handle.occupants()}, 20)
    await enter(forger, JID(str(mine.peer)), "王芳")
    say(forger, mine.peer, "groupchat", "假话", replace(target.message_id))
    say(forger, mine.peer, "groupchat", "撤回", retract(target.stanza_id))
    say(forger, mine.peer, "groupchat", "完")
    await until(partial(ends_with, mine, "完"), 20)
    found = await mine.all()
    assert shown(found[0]) == plain("原话")[0]


async def test_a_moderator_removes_what_somebody_wrote(server: RunningServer, desks: Desks) -> None:
    mine, theirs = await in_a_room(server, desks)
    await theirs.handle.send("不该说的")
    message = (await mine.settles_as(*plain("不该说的")))[0]
    await until(lambda: any(one.is_self for one in mine.handle.occupants()))
    info = (
        await mine.desk.app.accounts.runtime(mine.account.id).line.require().rooms.info(mine.peer)
    )
    assert not theirs.handle.abilities((await theirs.all())[0]).can_moderate
    if not info.can_moderate:
        assert not mine.handle.abilities(message).can_moderate
        return
    await until(lambda: mine.handle.abilities(message).can_moderate, 20)
    await mine.handle.moderate(message.row, "不合适")
    for side in (mine, theirs):
        found = await side.settles_as(("", False, True, "", ()))
        assert found[0].tombstone is not None
        assert found[0].tombstone.reason == "不合适"


async def test_a_long_text_goes_through_the_upload_service(
    server: RunningServer, desks: Desks
) -> None:
    mine, theirs = await two_sides(server, desks)
    text = "长文\n" * 20_000
    await mine.handle.send_as_file(text)
    await until(partial(has_file, theirs), 30)
    file = (await theirs.all())[0].files[0]
    files = theirs.desk.app.accounts.runtime(theirs.account.id).line.require().files
    found = await files.fetch(file.url, 1_000_000)
    assert found.content.decode() == text.strip()


async def has_file(side: Side) -> bool:
    found = await side.all()
    return bool(found) and bool(found[0].files)
