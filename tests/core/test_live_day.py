"""The working day over real sockets: one person's two machines, colleagues with slixmpp, and three kinds of servers."""

from __future__ import annotations

import functools
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from slixmpp import JID
from slixmpp.xmlstream.stanzabase import StanzaBase

from startalk_desktop.core.conversation import ConversationHandle
from startalk_desktop.model.account import Account, Endpoint
from startalk_desktop.model.attention import WorkHours
from startalk_desktop.model.card import Card
from startalk_desktop.model.conversation import FOREVER, Conversation, InboxFilter, NotifyLevel
from startalk_desktop.model.identity import ConversationId
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.presence import Availability
from startalk_desktop.model.reporting import ReportReason
from tests.conformance.person import Cast
from tests.conformance.rooms import enter
from tests.conformance.test_cards import PNG
from tests.core.live import ACME, Desk, Desks, make_room, office, person
from tests.core.world import until
from tests.servers.running import RunningServer

CARD = Card(full_name="安迪", title="工程师", phones=("+86 138 0013 8000",), note="周三不在")


@dataclass
class Machine:
    """One of the machines of one person."""

    desk: Desk
    account: Account

    def handle(self, peer: Jid) -> ConversationHandle:
        return self.desk.app.conversation(ConversationId(self.account.id, peer))

    async def line(self, peer: Jid) -> Conversation | None:
        found = await self.desk.app.inbox.conversations(self.account.id)
        return next((one for one in found if one.id.peer == peer), None)

    async def texts(self, peer: Jid) -> list[str]:
        return await self.desk.texts(self.account, peer)

    async def shows(self, peer: Jid, what: Callable[[Conversation], bool]) -> None:
        """Wait until the conversation's line is so."""

        async def is_so() -> bool:
            line = await self.line(peer)
            return line is not None and what(line)

        await until(is_so, 20)

    async def go(self, is_online: bool) -> None:
        accounts = self.desk.app.accounts
        await (accounts.sign_in if is_online else accounts.go_offline)(self.account.id)
        if is_online:
            await self.desk.online(self.account)


async def machine(desks: Desks, jid: Jid) -> Machine:
    desk = await desks.desk()
    account = await desk.add(jid)
    await desk.online(account)
    return Machine(desk, account)


async def two_machines(server: RunningServer, desks: Desks) -> tuple[Machine, Machine]:
    jid = await person(server, "andy")
    return await machine(desks, jid), await machine(desks, jid)


async def until_true(condition: Callable[[], Awaitable[bool]]) -> None:
    await until(condition, 20)


async def test_arrangements_follow_the_user(server: RunningServer, desks: Desks) -> None:
    one, two = await two_machines(server, desks)
    wang = await person(server, "王芳")
    for side in (one, two):
        await side.desk.app.inbox.open_direct(side.account.id, wang)
    handle = one.handle(wang)
    await handle.set_pinned(True)
    await handle.set_starred(True)
    await handle.mute(FOREVER)
    await handle.set_remark("隔壁老王")
    await two.shows(wang, lambda line: line.is_pinned and line.is_starred and line.is_muted)
    await two.shows(wang, lambda line: line.name == line.remark == "隔壁老王")
    await two.handle(wang).mute(None)
    await two.handle(wang).set_pinned(False)
    await one.shows(wang, lambda line: not line.is_muted and not line.is_pinned)
    assert (await one.handle(wang).info()).is_starred


async def test_a_rooms_arrangement_is_in_its_bookmark(server: RunningServer, desks: Desks) -> None:
    one, two = await two_machines(server, desks)
    room = Jid.parse(f"研发-{secrets.token_hex(3)}@{server.addresses().conference}")
    await make_room(one.desk.app, one.account.id, room, "安迪")
    await two.shows(room, lambda line: line.is_joined)
    await one.handle(room).set_pinned(True)
    await one.handle(room).set_notify(NotifyLevel.ALL)
    await two.shows(room, lambda line: line.is_pinned and line.notify is NotifyLevel.ALL)
    await two.handle(room).set_starred(True)
    await one.shows(room, lambda line: line.is_starred and line.is_pinned)
    # A machine that is new knows it, and is in the room.
    three = await machine(desks, one.account.jid)
    await three.shows(room, lambda line: line.is_pinned and line.is_starred and line.is_joined)


async def test_offline_first_and_after_a_restart(server: RunningServer, desks: Desks) -> None:
    one, two = await two_machines(server, desks)
    wang = await person(server, "王芳")
    for side in (one, two):
        await side.desk.app.inbox.open_direct(side.account.id, wang)
    await one.go(False)
    await one.handle(wang).set_starred(True)
    await two.handle(wang).set_pinned(True)
    await one.desk.stop()
    await one.desk.start()
    await one.go(True)
    # The whole of a conversation's settings has one last writer: the one who came back last.
    await two.shows(wang, lambda line: line.is_starred and not line.is_pinned)
    assert (await one.handle(wang).info()).is_starred


async def test_archived_away_on_both_until_somebody_writes(
    server: RunningServer, desks: Desks, cast: Cast
) -> None:
    one, two = await two_machines(server, desks)
    li = await cast.online("李雷")
    peer = Jid.parse(li.bare)
    li.chat(str(one.account.jid), "早")
    for side in (one, two):
        await side.shows(peer, lambda line: line.unread_count == 1)
    await one.handle(peer).set_hidden(True)
    for side in (one, two):
        await side.shows(peer, lambda line: line.is_hidden)
    assert await one.desk.app.inbox.conversations(only=InboxFilter.ALL) == []
    li.chat(str(one.account.jid), "在吗")
    for side in (one, two):
        await side.shows(peer, lambda line: not line.is_hidden and line.unread_count == 2)
    # And a machine that learns all of it out of the archive sees the same.
    three = await machine(desks, one.account.jid)
    await three.shows(peer, lambda line: not line.is_hidden)


async def test_marked_unread_on_both_until_it_is_read_on_one(
    server: RunningServer, desks: Desks, cast: Cast
) -> None:
    one, two = await two_machines(server, desks)
    li = await cast.online("李雷")
    peer = Jid.parse(li.bare)
    li.chat(str(one.account.jid), "早")
    for side in (one, two):
        await side.shows(peer, lambda line: line.unread_count == 1)
    [message] = await one.desk.messages(one.account, peer)
    # Reading is told with a pause, and comes after the mark, which it must not end.
    await one.handle(peer).mark_read(message.row)
    await one.handle(peer).mark_unread()
    for side in (one, two):
        await side.shows(peer, lambda line: line.unread_count == 0 and line.is_marked_unread)
    three = await machine(desks, one.account.jid)
    await three.shows(peer, lambda line: line.is_marked_unread)
    [message] = await two.desk.messages(two.account, peer)
    await two.handle(peer).mark_read(message.row)
    for side in (one, two, three):
        await side.shows(peer, lambda line: not line.is_unread)


async def test_who_is_blocked_is_on_both_machines(
    server: RunningServer, desks: Desks, cast: Cast
) -> None:
    one, two = await two_machines(server, desks)
    li = await cast.online("李雷")
    peer = Jid.parse(li.bare)
    li.chat(str(one.account.jid), "早")
    for side in (one, two):
        await side.shows(peer, lambda line: line.unread_count == 1)
    await one.handle(peer).block()
    for side in (one, two):
        await side.shows(peer, lambda line: line.is_blocked)
    li.chat(str(one.account.jid), "骚扰")
    await li.settle()
    await two.handle(peer).unblock()
    for side in (one, two):
        await side.shows(peer, lambda line: not line.is_blocked)
    li.chat(str(one.account.jid), "和好")
    for side in (one, two):
        await until_true(lambda: has_texts(side, peer, ["早", "和好"]))  # noqa: B023  awaited at once


async def has_texts(side: Machine, peer: Jid, texts: list[str]) -> bool:
    return await side.texts(peer) == texts


async def test_blocked_offline(server: RunningServer, desks: Desks, cast: Cast) -> None:
    one, two = await two_machines(server, desks)
    li = await cast.online("李雷")
    peer = Jid.parse(li.bare)
    await one.go(False)
    await one.desk.app.blocking.block(one.account.id, peer)
    assert two.desk.app.blocking.all(two.account.id) == ()
    await one.go(True)
    await until(lambda: two.desk.app.blocking.all(two.account.id) == (peer,), 20)


async def test_a_colleague_sees_how_we_are(server: RunningServer, desks: Desks, cast: Cast) -> None:
    account = await cast.account("andy")
    li, phone = await cast.online("李雷"), await cast.online(account, "phone")
    await cast.befriend(li, phone)
    desk = await desks.desk()
    own = await desk.app.accounts.add(
        Jid.parse(account.address),
        account.password,
        endpoint=Endpoint("127.0.0.1", desk.port),
        extra_ca_pem=desk.ca_pem,
    )
    await desk.online(own)
    presence = desk.app.presence
    room = Jid.parse(f"研发-{secrets.token_hex(3)}@{server.addresses().conference}")
    chat = await make_room(desk.app, own.id, room, "安迪")
    await until_true(lambda: is_in(desk, chat))
    await enter(li, JID(str(room)), "李雷")

    async def sees(*words: str, idle: str = "") -> None:
        """On their list, and, but for how long nobody has been there, in the room."""
        for sender, expected in ((account.address, (*words, idle)), (str(room), words)):
            await li.expect("presence", functools.partial(says, sender, expected))

    await presence.set(own.id, Availability.AWAY, "去上海了")
    await sees("<show>away</show>", "去上海了")
    await presence.set(None, Availability.AVAILABLE, "回来了")
    await sees("回来了")
    idle = 600.0
    presence.watch_idle(lambda: idle)
    presence.look()
    await sees("<show>away</show>", "回来了", idle="urn:xmpp:idle:1")
    idle = 0.0
    presence.look()
    await desk.app.attention.set_do_not_disturb(own.id, FOREVER)
    await sees("<show>dnd</show>")
    await desk.app.attention.set_do_not_disturb(own.id, None)
    await desk.app.attention.set_work_hours(own.id, WorkHours(0, 0, frozenset()))
    await sees("<show>xa</show>", "回来了")
    # And we see how they are.
    li.client.send_presence(pshow="dnd", pstatus="在开会")
    peer = Jid.parse(li.bare)
    await until(lambda: desk.app.directory.presence(own.id, peer).status == "在开会", 20)
    assert desk.app.directory.presence(own.id, peer).availability is Availability.BUSY


def says(sender: str, words: tuple[str, ...], stanza: StanzaBase) -> bool:
    return stanza["from"].bare == sender and all(word in str(stanza) for word in words)


async def is_in(desk: Desk, room: ConversationId) -> bool:
    return (await desk.app.conversation(room).info()).is_joined


async def test_ones_card_is_read_by_colleagues_and_on_the_other_machine(
    server: RunningServer, desks: Desks, cast: Cast
) -> None:
    one, two = await two_machines(server, desks)
    li = await cast.online("李雷")
    jid = one.account.jid
    await two.desk.app.cards.own(two.account.id)
    await one.desk.app.cards.save_own(one.account.id, CARD, PNG)
    answer = await li["xep_0054"].get_vcard(JID(str(jid)), cached=False)
    assert answer["vcard_temp"]["FN"] == "安迪"
    await until_true(lambda: has_card(two, CARD))
    assert (await two.desk.app.cards.own(two.account.id)).avatar == PNG
    wang = await machine(desks, await person(server, "王芳"))

    async def is_shown() -> bool:
        view = await wang.desk.app.cards.card(wang.account.id, jid)
        return (view.name, view.title, view.note) == ("安迪", "工程师", "周三不在")

    await until_true(is_shown)
    view = await wang.desk.app.cards.card(wang.account.id, jid)
    assert [phone.masked for phone in view.phones] == ["+86 1•• •••• ••00"]
    assert view.avatar == PNG
    await one.go(False)
    await one.desk.app.cards.save_own(one.account.id, Card(full_name="安迪二世"), b"")
    await one.go(True)
    await until_true(lambda: has_card(two, Card(full_name="安迪二世")))
    await until_true(lambda: has_no_picture(two))


async def has_card(side: Machine, card: Card) -> bool:
    return (await side.desk.app.cards.own(side.account.id)).card == card


async def has_no_picture(side: Machine) -> bool:
    return (await side.desk.app.cards.own(side.account.id)).avatar is None


async def test_a_card_of_somebody_with_slixmpp(
    server: RunningServer, desks: Desks, cast: Cast
) -> None:
    li = await cast.online("李雷")
    card = li["xep_0054"].make_vcard()
    card["FN"] = "李雷"
    card["TITLE"] = "研发总监 & CTO"
    await li["xep_0054"].publish_vcard(card)
    one = await machine(desks, await person(server, "andy"))

    async def is_shown() -> bool:
        view = await one.desk.app.cards.card(one.account.id, Jid.parse(li.bare))
        return (view.name, view.title) == ("李雷", "研发总监 & CTO")

    await until_true(is_shown)


async def test_a_report_reaches_who_runs_the_domain(tmp_path: Path) -> None:
    async with office(tmp_path) as place:
        mine, theirs = await place.desk(), await place.desk()
        own = await mine.add(Jid.parse(f"andy@{ACME}"))
        peer = await theirs.add(Jid.parse(f"li@{ACME}"))
        await mine.online(own)
        await theirs.online(peer)
        chat = await theirs.app.inbox.open_direct(peer.id, own.jid)
        await theirs.app.conversation(chat).send("买买买")
        await until(lambda: mine.app.inbox.unread_count() == 1)
        [message] = await mine.messages(own, peer.jid)
        handle = mine.app.conversation(ConversationId(own.id, peer.jid))
        assert await handle.report([message.row], ReportReason.SPAM, "天天发广告")
        [report] = place.server.domain(ACME).blocking.reports
        assert (str(report.account), str(report.reported)) == (str(own.jid), str(peer.jid))
        assert (report.reason, report.text) == ("urn:xmpp:reporting:spam", "天天发广告")
        assert report.stanza_ids == (message.stanza_id,)
        assert (await handle.info()).is_blocked


async def test_whoever_comes_back_finds_what_the_server_kept(
    server: RunningServer, desks: Desks, cast: Cast
) -> None:
    one, _ = await two_machines(server, desks)
    li = await cast.online("李雷")
    peer = Jid.parse(li.bare)
    li.chat(str(one.account.jid), "早")
    await one.shows(peer, lambda line: line.unread_count == 1)
    await one.handle(peer).set_remark("雷子")
    accounts = one.desk.app.accounts
    told = await accounts.leave_summary(one.account.id)
    assert told.counts is not None
    assert (told.counts.messages, told.counts.conversations) == (1, 1)
    await one.desk.app.accounts.go_offline(one.account.id)
    await accounts.remove(one.account.id)
    assert not any(path.is_file() for path in (one.desk.profile / "accounts").rglob("*"))
    again = Machine(one.desk, await one.desk.add(one.account.jid))
    await again.desk.online(again.account)
    await again.shows(peer, lambda line: line.name == "雷子")
    assert await again.texts(peer) == ["早"]
