"""Edits, recalls, reactions, replies, receipts and markers between us and people with slixmpp, on real servers.

Live, by carbon, in a room, and out of the archives after signing in anew.
"""

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from slixmpp import JID
from slixmpp.stanza import Message

from startalk_desktop.model.annotation import (
    Annotation,
    Correction,
    Displayed,
    Reactions,
    Receipt,
    Retraction,
)
from startalk_desktop.model.archive import ArchivePage, ArchiveQuery
from startalk_desktop.model.events import (
    MessageAcknowledged,
    MessageBounced,
    MessageReceived,
    RoomJoined,
)
from startalk_desktop.model.identity import ConversationKind
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.message import (
    ForwardedMessage,
    Mention,
    MessageSource,
    OutgoingMessage,
    ReplyReference,
    SharedFile,
)
from tests.conformance.person import DEADLINE_SECONDS, Cast, Person
from tests.conformance.rooms import enter
from tests.xmpp.desk import Desk, Desks

DIRECT, ROOM = ConversationKind.DIRECT, ConversationKind.ROOM
PLUGINS = (
    "xep_0066", "xep_0184", "xep_0308", "xep_0333", "xep_0372", "xep_0424", "xep_0428", "xep_0444", "xep_0461",
)  # fmt: skip


@dataclass
class Pair:
    """王芳 with this client, and 李 with slixmpp; and where they talk, as each of them addresses it."""

    wang: Desk
    li: Person
    kind: ConversationKind
    peer: Jid
    mtype: str

    @property
    def li_to(self) -> JID:
        """Where 李 writes to."""
        return JID(str(self.peer if self.kind is ROOM else self.wang.own))

    @property
    def is_room(self) -> bool:
        """Whether they talk in a room."""
        return self.kind is ROOM

    async def wang_says(self, text: str, **parts: Any) -> tuple[Message, OutgoingMessage]:
        """Say something; returns it as 李 got it, and as it was sent."""
        message = OutgoingMessage(self.peer, self.kind, text, secrets.token_hex(8), **parts)
        self.wang.session.messages.send(message)
        return await self.li.expect_message(id=message.origin_id), message

    async def li_says(self, text: str) -> MessageReceived:
        """Let 李 say something; returns it as it came here."""
        self.li.chat(self.li_to, text, self.mtype)
        return await self.wang.expect(MessageReceived, lambda event: event.message.text == text)

    @asynccontextmanager
    async def li_hears(self, event: str, origin_id: str) -> AsyncIterator[list[Message]]:
        """Wait until slixmpp has told 李 of `event`, by a stanza with this id, and the server has told us it has it."""
        heard: list[Message] = []
        was_heard = asyncio.Event()

        def on_event(stanza: Message) -> None:
            if stanza["id"] == origin_id:
                heard.append(stanza)
                was_heard.set()

        with self.li.client.event_handler(event, on_event):
            yield heard
            async with asyncio.timeout(DEADLINE_SECONDS):
                await was_heard.wait()
        await self.wang.expect(MessageAcknowledged, lambda told: told.origin_id == origin_id)


async def _talk_directly(desks: Desks, cast: Cast) -> Pair:
    wang, li = await desks.online("wang"), await cast.online("li", plugins=PLUGINS)
    return Pair(wang, li, DIRECT, Jid.parse(li.bare), "chat")


async def _talk_in_a_room(desks: Desks, cast: Cast) -> Pair:
    wang, li = await desks.online("wang"), await cast.online("li", plugins=PLUGINS)
    room = Jid.parse(f"room-{secrets.token_hex(4)}@{desks.server.addresses().conference}")
    await wang.session.rooms.join(room, "王芳")
    await wang.expect(RoomJoined)
    await enter(li, JID(str(room)), "李")
    return Pair(wang, li, ROOM, room, "groupchat")


@pytest.fixture(params=[_talk_directly, _talk_in_a_room], ids=["direct", "room"])
async def pair(request: pytest.FixtureRequest, desks: Desks, cast: Cast) -> Pair:
    """The two, talking directly and in a room."""
    made: Pair = await request.param(desks, cast)
    return made


def room_id(stanza: Message, room: Jid) -> str:
    """The id that the room gave a message."""
    ids = stanza.xml.findall("{urn:xmpp:sid:0}stanza-id")
    (found,) = [element.get("id") for element in ids if element.get("by") == str(room)]
    assert found is not None
    return str(found)


class TestOurs:
    async def test_an_edit_is_understood(self, pair: Pair) -> None:
        _, said = await pair.wang_says("明天见")
        edit = OutgoingMessage(pair.peer, pair.kind, "后天见", secrets.token_hex(8))
        async with pair.li_hears("message_correction", edit.origin_id) as heard:
            pair.wang.session.messages.send_correction(edit, said.origin_id)
        assert (heard[0]["replace"]["id"], heard[0]["body"]) == (said.origin_id, "后天见")

    async def test_a_recall_is_understood(self, pair: Pair) -> None:
        got, said = await pair.wang_says("发错了")
        target_id = room_id(got, pair.peer) if pair.is_room else said.origin_id
        origin_id = secrets.token_hex(8)
        async with pair.li_hears("message_retract", origin_id) as heard:
            pair.wang.session.messages.send_retraction(pair.peer, pair.kind, target_id, origin_id)
        assert heard[0]["retract"]["id"] == target_id
        assert heard[0]["body"]
        (fallback,) = heard[0]["fallbacks"]
        assert fallback["for"] == "urn:xmpp:message-retract:1"

    async def test_reactions_are_understood_and_taken_back(self, pair: Pair) -> None:
        event = await pair.li_says("好消息")
        target_id = event.message.stanza_id if pair.is_room else event.message.message_id
        for emojis in (["👍", "🎉"], []):
            origin_id = secrets.token_hex(8)
            async with pair.li_hears("reactions", origin_id) as heard:
                pair.wang.session.messages.send_reactions(
                    pair.peer, pair.kind, target_id, emojis, origin_id
                )
            told = heard[0].xml.findall(
                "{urn:xmpp:reactions:0}reactions/{urn:xmpp:reactions:0}reaction"
            )
            assert heard[0]["reactions"]["id"] == target_id
            assert [element.text for element in told] == emojis

    async def test_a_reply_is_understood_with_whom_it_names(self, pair: Pair) -> None:
        event = await pair.li_says("几点？\n在哪？")
        message = event.message
        author = message.sender if pair.is_room else message.sender.bare
        target_id = message.stanza_id if pair.is_room else message.message_id
        answer = OutgoingMessage(
            pair.peer,
            pair.kind,
            "@李 九点",
            secrets.token_hex(8),
            reply=ReplyReference(target_id, author, message.text),
            mentions=(Mention(Jid.parse(pair.li.bare), 0, 2),),
        )
        async with pair.li_hears("message_reply", answer.origin_id) as heard:
            pair.wang.session.messages.send(answer)
        reply = heard[0]["reply"]
        assert (reply["id"], str(reply["to"])) == (target_id, str(author))
        assert reply.strip_fallback_content() == "@李 九点"
        assert reply.get_fallback_body() == "> 几点？\n> 在哪？\n"
        named = heard[0]["reference"]
        body = heard[0]["body"]
        assert body[int(named["begin"]) : int(named["end"])] == "@李"
        assert named["uri"] == f"xmpp:{pair.li.bare}"

    async def test_a_marker_is_understood(self, pair: Pair) -> None:
        event = await pair.li_says("看了吗")
        target_id = event.message.stanza_id if pair.is_room else event.message.message_id
        async with pair.li.awaiting("marker_displayed"):
            pair.wang.session.messages.send_marker(pair.peer, pair.kind, target_id)
        marker = await pair.li.expect(
            "a marker", lambda stanza: stanza.xml.find("{urn:xmpp:chat-markers:0}displayed") is not None
        )  # fmt: skip
        assert marker["displayed"]["id"] == target_id

    async def test_files_and_forwards_are_there_in_plain_words(self, pair: Pair) -> None:
        url = "https://files.acme.example/合同.pdf"
        got, _ = await pair.wang_says("", files=(SharedFile(url, "合同.pdf"),))
        assert (got["body"], got["oob"]["url"]) == (url, url)
        got, _ = await pair.wang_says(
            "你看", forwards=(ForwardedMessage("赵云", "签好了"), ForwardedMessage("钱", "收到"))
        )
        assert got["body"] == "你看\n赵云:\n> 签好了\n钱:\n> 收到"


async def test_what_is_said_to_nobody_comes_back(desks: Desks) -> None:
    wang = await desks.online("wang")
    nobody = Jid.parse(f"nobody@{wang.own.domain}")
    messages = wang.session.messages
    messages.send_correction(OutgoingMessage(nobody, DIRECT, "改", "edit"), "x1")
    messages.send_retraction(nobody, DIRECT, "x1", "recall")
    messages.send_reactions(nobody, DIRECT, "x1", ["👍"], "react")
    bounces = [await wang.expect(MessageBounced) for _ in range(3)]
    assert {bounce.origin_id for bounce in bounces} == {"edit", "recall", "react"}
    assert {bounce.peer for bounce in bounces} == {nobody}


class TestTheirs:
    async def test_an_edit(self, pair: Pair) -> None:
        said = await pair.li_says("明天见")
        pair.li["xep_0308"].build_correction(
            said.message.message_id, pair.li_to, mtype=pair.mtype, mbody="后天见"
        ).send()
        edit = await pair.wang.expect_annotation(Correction)
        assert (edit.target_id, edit.text) == (said.message.message_id, "后天见")
        assert edit.sender == said.message.sender
        assert not edit.is_outgoing
        assert edit.stanza_id

    async def test_a_recall(self, pair: Pair) -> None:
        said = await pair.li_says("发错了")
        target_id = said.message.stanza_id if pair.is_room else said.message.message_id
        pair.li["xep_0424"].send_retraction(pair.li_to, target_id, pair.mtype)
        recall = await pair.wang.expect_annotation(Retraction)
        assert (recall.target_id, recall.sender) == (target_id, said.message.sender)
        assert not recall.is_moderation
        await pair.li_says("之后")
        assert pair.wang.seen(MessageReceived) == []

    async def test_reactions(self, pair: Pair) -> None:
        got, said = await pair.wang_says("好消息")
        target_id = room_id(got, pair.peer) if pair.is_room else said.origin_id
        for emojis in ({"👍", "❤️"}, set[str]()):
            message = pair.li.client.make_message(mto=pair.li_to, mtype=pair.mtype)
            pair.li["xep_0444"].set_reactions(message, target_id, emojis)
            message.send()
            told = await pair.wang.expect_annotation(Reactions)
            assert (told.target_id, set(told.emojis)) == (target_id, emojis)

    async def test_a_reply(self, pair: Pair) -> None:
        got, said = await pair.wang_says("几点？\n在哪？")
        target_id = room_id(got, pair.peer) if pair.is_room else said.origin_id
        author = pair.peer.with_resource("王芳") if pair.is_room else pair.wang.own
        pair.li["xep_0461"].send_reply(
            JID(str(author)),
            target_id,
            got["body"],
            mto=pair.li_to,
            mbody="九点 😀",
            mtype=pair.mtype,
        )
        answer = await pair.wang.expect_message("九点 😀")
        assert answer.reply == ReplyReference(target_id, author, "几点？\n在哪？")

    async def test_a_receipt_and_a_marker(self, pair: Pair) -> None:
        got, said = await pair.wang_says("到了吗")
        target_id = room_id(got, pair.peer) if pair.is_room else said.origin_id
        pair.li["xep_0333"].send_marker(pair.li_to, target_id, "displayed", mtype=pair.mtype)
        displayed = await pair.wang.expect_annotation(Displayed)
        assert (displayed.target_id, displayed.is_outgoing) == (target_id, False)
        if not pair.is_room:
            # slixmpp sends a receipt of itself where one is asked for.
            receipt = await pair.wang.expect_annotation(Receipt)
            assert (receipt.target_id, receipt.peer) == (said.origin_id, pair.peer)


class TestCarbons:
    async def test_what_another_device_says_of_messages_comes_here(
        self, desks: Desks, cast: Cast
    ) -> None:
        pair = await _talk_directly(desks, cast)
        phone = await desks.online(pair.wang.settings)
        said = await pair.li_says("你好")
        target_id = said.message.message_id
        messages = phone.session.messages
        messages.send_reactions(pair.peer, DIRECT, target_id, ["👍"], "o1")
        reactions = await pair.wang.expect_annotation(Reactions)
        edit = OutgoingMessage(pair.peer, DIRECT, "改", "o2")
        messages.send_correction(edit, "x1")
        correction = await pair.wang.expect_annotation(Correction)
        messages.send_retraction(pair.peer, DIRECT, "x1", "o3")
        retraction = await pair.wang.expect_annotation(Retraction)
        for copied, origin_id in ((reactions, "o1"), (correction, "o2"), (retraction, "o3")):
            assert (copied.source, copied.is_outgoing) == (MessageSource.CARBON, True)
            assert (copied.peer, copied.origin_id) == (pair.peer, origin_id)

    async def test_what_others_say_to_another_device_comes_here(
        self, desks: Desks, cast: Cast
    ) -> None:
        pair = await _talk_directly(desks, cast)
        phone = await desks.online(pair.wang.settings)
        pair.li["xep_0424"].send_retraction(JID(str(phone.full)), "x1")
        copied = await pair.wang.expect_annotation(Retraction)
        assert (copied.source, copied.is_outgoing) == (MessageSource.CARBON, False)
        assert copied.peer == pair.peer


class TestArchives:
    async def test_after_signing_in_anew_the_archive_tells_it_all(
        self, desks: Desks, cast: Cast, pair: Pair
    ) -> None:
        messages = pair.wang.session.messages
        got, said = await pair.wang_says("第一")
        target_id = room_id(got, pair.peer) if pair.is_room else said.origin_id
        messages.send_correction(
            OutgoingMessage(pair.peer, pair.kind, "第二", "edit"), said.origin_id
        )
        messages.send_reactions(pair.peer, pair.kind, target_id, ["🎉"], "react")
        messages.send_retraction(pair.peer, pair.kind, target_id, "recall")
        await pair.li.expect_message(id="recall")
        theirs = await pair.li_says("他们的")
        react = pair.li.client.make_message(mto=pair.li_to, mtype=pair.mtype)
        pair.li["xep_0444"].set_reactions(react, target_id, {"👍"})
        react.enable("store")
        react.send()
        pair.li["xep_0424"].send_retraction(
            pair.li_to, theirs.message.stanza_id or theirs.message.message_id, pair.mtype
        )
        await pair.li_says("最后")
        await pair.wang.session.close()

        again = await desks.online(pair.wang.settings)
        if pair.is_room:
            await again.session.rooms.join(pair.peer, "王芳")
        page = await _whole_archive(again, pair.peer if pair.is_room else again.own)
        assert _told(page, Correction, is_outgoing=True) == [said.origin_id]
        assert _told(page, Retraction, is_outgoing=True) == [target_id]
        assert _told(page, Reactions, is_outgoing=True) == [target_id]
        assert _told(page, Reactions, is_outgoing=False) == [target_id]
        assert len(_told(page, Retraction, is_outgoing=False)) == 1
        assert all(
            (told.source, told.peer) == (MessageSource.ARCHIVE, pair.peer) and told.stanza_id
            for told in page.annotations
            if told.peer == pair.peer
        )
        # What is only a fallback is no message there, either.
        texts = [message.text for message in page.messages if message.peer == pair.peer]
        assert [text for text in texts if text] == ["第一", "他们的", "最后"]

    async def test_receipts_and_markers_are_in_the_archive(self, desks: Desks, cast: Cast) -> None:
        pair = await _talk_directly(desks, cast)
        said = await pair.li_says("看了吗")
        messages = pair.wang.session.messages
        messages.send_receipt(said.message.sender, said.message.message_id)
        messages.send_marker(pair.peer, DIRECT, said.message.message_id)
        await pair.li.expect(
            "a marker", lambda stanza: stanza.xml.find("{urn:xmpp:chat-markers:0}displayed") is not None
        )  # fmt: skip
        li_account = await desks.settings(pair.li.account)
        their_desk = await desks.online(li_account)
        page = await _whole_archive(their_desk, their_desk.own)
        for kind in (Receipt, Displayed):
            assert _told(page, kind, is_outgoing=False) == [said.message.message_id]


async def _whole_archive(desk: Desk, archive: Jid) -> ArchivePage:
    return await desk.session.archive.fetch(ArchiveQuery(archive, limit=100, before=""))


def _told(page: ArchivePage, kind: type[Annotation], *, is_outgoing: bool) -> list[str]:
    return [
        annotation.target_id
        for annotation in page.annotations
        if isinstance(annotation, kind) and annotation.is_outgoing == is_outgoing
    ]
