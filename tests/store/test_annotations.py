"""Edits, recalls, reactions, receipts and markers: what they do, and what they may not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from startalk_desktop.model.archive import ArchivePage, ArchiveQuery
from startalk_desktop.model.conversation import Conversation
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.message import (
    DeliveryState,
    Mention,
    Message,
    MessageSource,
    MessageVersion,
    Reaction,
    ReplyReference,
    Tombstone,
)
from startalk_desktop.model.read_position import RoomReader
from startalk_desktop.store.account_store import AccountStore
from tests.store.building import ACCOUNT, KEY, OWN, ROOM, WANG, at, outgoing, received
from tests.store.saying import correction, displayed, reactions, receipt, retraction

CHEN = Jid.parse("chenjie@acme.example")
JIE = ROOM.with_resource("陈杰")
FANG = ROOM.with_resource("王芳")


async def only(store: AccountStore, peer: Jid = WANG) -> Message:
    [message] = await store.messages.latest(peer, 10)
    return message


async def line(store: AccountStore, peer: Jid = WANG) -> Conversation:
    found = await store.conversations.get(peer)
    assert found is not None
    return found


hello = received("周五开会", 0, stanza_id="s1", origin_id="o1", message_id="m1")
in_room = replace(
    hello, peer=ROOM, sender=FANG, conversation_kind=received(peer=ROOM).conversation_kind
)


class TestEdits:
    async def test_the_newest_counts_and_the_others_are_kept(self, store: AccountStore) -> None:
        await store.messages.record([hello])
        before = await only(store)
        outcome = await store.annotations.record(
            [
                correction("m1", "周三", 30, message_id="c2"),
                correction("m1", "周四", 20, message_id="c1"),
            ]
        )
        assert outcome.updated == {WANG: (before.row,)}
        assert not outcome.added
        after = await only(store)
        assert (after.text, after.edited_at) == ("周三", at(30))
        assert after.revision > before.revision
        assert await store.annotations.versions(after.row) == [
            MessageVersion("周五开会", at(0)),
            MessageVersion("周四", at(20)),
        ]
        assert (await line(store)).last_message == after

    async def test_search_follows_the_present_text(self, store: AccountStore) -> None:
        await store.messages.record([hello])
        await store.annotations.record([correction("m1", "周三聚餐", 30)])
        assert await store.search.messages("开会") == []
        assert [hit.message.text for hit in await store.search.messages("聚餐")] == ["周三聚餐"]

    async def test_a_copy_of_the_original_changes_nothing(self, store: AccountStore) -> None:
        await store.messages.record([replace(hello, stanza_id="")])
        edit = correction("m1", "周三", 30, message_id="c1")
        await store.annotations.record([edit])
        await store.messages.record([hello])
        assert (await only(store)).text == "周三"
        again = replace(edit, source=MessageSource.ARCHIVE, stanza_id="s2", at=at(31))
        await store.annotations.record([again])
        assert len(await store.annotations.versions(1)) == 1
        assert (await store.annotations.record([edit, again])).is_empty

    async def test_files_and_what_it_answers_stay(self, store: AccountStore) -> None:
        await store.messages.record(
            [hello, replace(received("好", 1, message_id="m2"), reply=ReplyReference("o1", WANG))]
        )
        await store.annotations.record([correction("m2", "不好", 30, is_styled=False)])
        edited = (await store.messages.latest(WANG, 1))[0]
        assert edited.reply is not None
        assert edited.reply.row == 1
        assert not edited.is_styled

    @pytest.mark.parametrize(
        "forger",
        [
            {"is_outgoing": True},
            {"sender": Jid.parse("wangfang@evil.example/x")},
        ],
    )
    async def test_another_author_is_not_heard(
        self, store: AccountStore, forger: dict[str, object]
    ) -> None:
        await store.messages.record([hello])
        forged = [correction("m1", "假的", 30, **forger), retraction("o1", 31, **forger)]
        assert (await store.annotations.record(forged)).is_empty
        assert (await only(store)).text == "周五开会"

    async def test_nobody_from_outside_has_a_say(self, store: AccountStore) -> None:
        await store.messages.record([replace(hello, is_outgoing=True)])
        evil = {"sender": Jid.parse("mallory@evil.example/x")}
        said = [reactions("o1", "👍", **evil), receipt("o1", **evil), displayed("o1", **evil)]
        assert (await store.annotations.record(said)).is_empty
        assert (await only(store)).state is DeliveryState.SENT

    async def test_one_name_for_two_messages_means_neither(self, store: AccountStore) -> None:
        await store.messages.record([hello])
        await store.annotations.record([correction("m1", "改了", 30)])
        assert (await only(store)).text == "改了"
        await store.messages.record(
            [received("另一条", 5, stanza_id="s2", origin_id="o2", message_id="m1")]
        )
        assert [one.text for one in await store.messages.latest(WANG, 5)] == ["周五开会", "另一条"]


class TestRoomAuthors:
    """Real address, else occupant id, else the nick where nothing contradicts."""

    @pytest.mark.parametrize(
        ("message", "annotation", "is_heard"),
        [
            ({"sender_real_jid": WANG}, {"sender_real_jid": WANG, "sender": JIE}, True),
            ({"sender_real_jid": WANG}, {"sender_real_jid": CHEN}, False),
            (
                {"sender_real_jid": WANG, "occupant_id": "1"},
                {"sender_real_jid": CHEN, "occupant_id": "1"},
                False,
            ),
            ({"occupant_id": "1"}, {"occupant_id": "1", "sender": JIE}, True),
            ({"occupant_id": "1"}, {"occupant_id": "2"}, False),
            ({"sender_real_jid": WANG}, {"occupant_id": "2"}, True),
            ({}, {}, True),
            ({}, {"sender": JIE}, False),
            # A nick that was ours may be anybody's now.
            ({"is_outgoing": True}, {}, False),
            ({"is_outgoing": True}, {"is_outgoing": True, "sender": JIE}, True),
            ({}, {"is_outgoing": True}, False),
        ],
    )
    async def test_who_may_edit(
        self,
        store: AccountStore,
        message: dict[str, object],
        annotation: dict[str, object],
        is_heard: bool,
    ) -> None:
        await store.messages.record([replace(in_room, **message)])  # type: ignore[arg-type]
        said = correction("m1", "改了", 30, peer=ROOM, **{"sender": FANG, **annotation})
        await store.annotations.record([said])
        assert (await only(store, ROOM)).text == ("改了" if is_heard else "周五开会")

    async def test_an_author_who_becomes_known_later_is_heard_then(
        self, store: AccountStore
    ) -> None:
        await store.messages.record([replace(in_room, stanza_id="")])
        renamed = correction("m1", "改了", 30, peer=ROOM, sender=JIE, occupant_id="1")
        await store.annotations.record([renamed])
        assert (await only(store, ROOM)).text == "周五开会"
        await store.messages.record([replace(in_room, occupant_id="1")])
        assert (await only(store, ROOM)).text == "改了"


class TestRecalls:
    async def test_a_tombstone_is_left(self, store: AccountStore) -> None:
        await store.messages.record([hello, received("好", 1, message_id="m2")])
        await store.annotations.record([correction("m1", "周三", 30), reactions("o1", "👍", 31)])
        await store.annotations.record([retraction("o1", 40, reason="写错了")])
        gone, _ = await store.messages.latest(WANG, 5)
        assert (gone.text, gone.reactions, gone.edited_at) == ("", (), None)
        assert gone.tombstone == Tombstone(at(40), None, "写错了")
        assert await store.annotations.versions(gone.row) == []
        assert await store.search.messages("周三") == []

    async def test_it_wins_over_all_else(self, store: AccountStore) -> None:
        await store.messages.record([hello])
        await store.annotations.record([retraction("o1", 40)])
        late = [correction("m1", "回来", 50), reactions("o1", "👍", 51), retraction("o1", 60)]
        assert (await store.annotations.record(late)).is_empty
        await store.messages.record([replace(hello, source=MessageSource.ARCHIVE)])
        assert (await only(store)).tombstone == Tombstone(at(40))

    async def test_an_unread_message_that_is_recalled_counts_no_more(
        self, store: AccountStore
    ) -> None:
        await store.messages.record(
            [hello, received("李娜在吗", 1, message_id="m2")], own_name_hints=["李娜"]
        )
        assert ((await line(store)).unread_count, (await line(store)).mention_count) == (2, 1)
        outcome = await store.annotations.record([retraction("m2", 40)])
        assert outcome.peers == {WANG}
        conversation = await line(store)
        assert (conversation.unread_count, conversation.mention_count) == (1, 0)
        assert conversation.first_mention_row is None

    async def test_only_the_room_moderates_and_by_its_own_id(self, store: AccountStore) -> None:
        await store.messages.record([in_room])
        said = retraction("s1", 40, peer=ROOM, sender=ROOM, is_moderation=True, moderator=JIE)
        for other in (replace(said, target_id="o1"), replace(said, is_moderation=False)):
            assert (await store.annotations.record([other])).is_empty
        await store.annotations.record([said])
        assert (await only(store, ROOM)).tombstone == Tombstone(at(40), JIE)
        await store.messages.record([hello])
        direct = retraction("s1", 40, is_outgoing=True, is_moderation=True)
        assert (await store.annotations.record([direct])).is_empty

    async def test_what_the_archive_has_only_a_tombstone_of(self, store: AccountStore) -> None:
        stone = replace(hello, text="", tombstone=Tombstone(at(40)), source=MessageSource.ARCHIVE)
        await store.messages.record([stone])
        assert (await line(store)).unread_count == 0
        await store.messages.record([hello])
        message = await only(store)
        assert (message.text, message.tombstone) == ("", Tombstone(at(40)))

    async def test_deleted_here_and_then_recalled(self, store: AccountStore) -> None:
        await store.messages.record([hello])
        await store.messages.delete_here(1)
        late = [correction("m1", "回来", 50), retraction("o1", 60)]
        assert (await store.annotations.record(late)).is_empty
        assert await store.messages.latest(WANG, 5) == []


class TestReactions:
    async def test_each_persons_newest_set_counts(self, tmp_path: Path) -> None:
        store = await AccountStore.open(tmp_path / "a.db", KEY, ACCOUNT, own=OWN)
        await store.messages.record([replace(hello, is_outgoing=True)])
        await store.annotations.record(
            [
                reactions("o1", "👍 🎉", 20),
                reactions("o1", "👍", 10),
                reactions("o1", "👍", 30, is_outgoing=True),
            ]
        )
        message = await only(store)
        assert message.reactions == (
            Reaction("👍", (WANG, OWN), True),
            Reaction("🎉", (WANG,), False),
        )
        await store.annotations.record([reactions("o1", "", 40)])
        assert (await only(store)).reactions == (Reaction("👍", (OWN,), True),)
        await store.close()

    async def test_they_are_no_news(self, store: AccountStore) -> None:
        await store.messages.record([hello])
        await store.conversations.mark_read(WANG, 1)
        before = await line(store)
        await store.annotations.record([reactions("o1", "👍", 20)])
        after = await line(store)
        assert (after.unread_count, after.last_activity) == (0, before.last_activity)

    async def test_in_rooms_people_are_told_apart_however_they_are_called(
        self, store: AccountStore
    ) -> None:
        await store.messages.record([in_room])
        await store.annotations.record(
            [
                reactions("s1", "👍", 10, peer=ROOM, sender=JIE, occupant_id="1"),
                reactions("s1", "🎉", 11, peer=ROOM, sender=FANG, occupant_id="1"),
                reactions("s1", "👍", 12, peer=ROOM, sender=JIE, occupant_id="2"),
                reactions("s1", "👀", 13, peer=ROOM, sender=FANG, sender_real_jid=CHEN),
            ]
        )
        assert (await only(store, ROOM)).reactions == (
            Reaction("👍", (JIE,), False),
            Reaction("👀", (CHEN,), False),
        )

    async def test_a_crowd_is_bounded(
        self, store: AccountStore, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("startalk_desktop.store.said._KEPT_REACTIONS", 20)
        await store.messages.record([in_room])
        crowd = [
            reactions("s1", "👍", n, peer=ROOM, sender=ROOM.with_resource(f"m{n}"))
            for n in range(30)
        ]
        await store.annotations.record(crowd)
        [reaction] = (await only(store, ROOM)).reactions
        assert len(reaction.senders) == 20
        await store.annotations.record([correction("m1", "改了", 99, peer=ROOM, sender=FANG)])
        assert (await only(store, ROOM)).text == "改了", "a crowd keeps nobody from an edit"


class TestMentions:
    async def test_an_edit_can_name_us_but_is_not_unread_again(self, store: AccountStore) -> None:
        await store.messages.record([hello])
        await store.conversations.mark_read(WANG, 1)
        await store.annotations.record([correction("m1", "李娜,周三", 30)], own_name_hints=["李娜"])
        conversation = await line(store)
        assert (conversation.unread_count, conversation.mention_count) == (0, 0)
        assert (await only(store)).is_mention
        await store.annotations.record([correction("m1", "周三", 40)], own_name_hints=["李娜"])
        assert not (await only(store)).is_mention

    async def test_an_unread_message_that_names_us_since_an_edit(self, store: AccountStore) -> None:
        await store.messages.record([hello])
        await store.annotations.record(
            [correction("m1", "@lina 周三", 30, mentions=(Mention(OWN, 0, 5),))], own=OWN
        )
        conversation = await line(store)
        assert (conversation.unread_count, conversation.mention_count) == (1, 1)
        assert conversation.first_mention_row == 1

    async def test_a_reference_to_our_address(self, store: AccountStore) -> None:
        named = replace(hello, mentions=(Mention(OWN, 0, 2),))
        other = replace(received("他", 1, message_id="m2"), mentions=(Mention(CHEN, 0, 1),))
        await store.messages.record([named, other], own=OWN)
        first, second = await store.messages.latest(WANG, 5)
        assert (first.is_mention, second.is_mention) == (True, False)
        assert first.mentions == (Mention(OWN, 0, 2),)


class TestReceiptsAndMarkers:
    async def test_a_marker_reads_what_comes_later_from_before_it(
        self, store: AccountStore
    ) -> None:
        """The archive's newest page has the marker, an older one has what was read."""
        mine = [
            received(f"{n}", n, is_outgoing=True, stanza_id=f"s{n}", message_id=f"m{n}")
            for n in range(4)
        ]
        newest = ArchivePage(
            (mine[2], mine[3]), "s2", "s3", None, None, False, annotations=(displayed("m2"),)
        )
        await store.messages.record_archive_page(ArchiveQuery(OWN, before=""), newest)
        older = ArchivePage((mine[0], mine[1]), "s0", "s1", None, None, True)
        await store.messages.record_archive_page(ArchiveQuery(OWN, before="s2"), older)
        states = [message.state for message in await store.messages.latest(WANG, 5)]
        assert states == [DeliveryState.READ] * 3 + [DeliveryState.SENT]

    async def test_what_waits_survives_a_restart(self, tmp_path: Path) -> None:
        store = await AccountStore.open(tmp_path / "a.db", KEY, ACCOUNT)
        await store.annotations.record([receipt("o1"), displayed("o1", is_outgoing=True)])
        await store.close()
        assert await conversations_after(tmp_path) == []
        store = await AccountStore.open(tmp_path / "a.db", KEY, ACCOUNT)
        await store.messages.record([received("在", 1, is_outgoing=True, origin_id="o1")])
        assert (await only(store)).state is DeliveryState.DELIVERED
        await store.close()

    async def test_only_the_peer_acknowledges_and_only_what_is_ours(
        self, store: AccountStore
    ) -> None:
        await store.messages.record([hello])
        await store.outbox.enqueue(outgoing("在", "o2", ROOM), OWN, at(1))
        outcome = await store.annotations.record(
            [receipt("m1"), displayed("m1"), receipt("o2", peer=ROOM)]
        )
        assert outcome.is_empty
        [message] = await store.messages.latest(ROOM, 1)
        assert message.state is DeliveryState.QUEUED

    async def test_our_own_marker_from_another_device_reads_here(self, store: AccountStore) -> None:
        await store.messages.record([hello, received("好", 1, message_id="m2")])
        outcome = await store.annotations.record([displayed("m1", is_outgoing=True)])
        assert outcome.peers == {WANG}
        assert (await line(store)).unread_count == 1
        await store.annotations.record([displayed("m3", is_outgoing=True)])
        await store.messages.record([received("行", 2, message_id="m3")])
        assert (await line(store)).unread_count == 0


class TestReaders:
    async def test_each_persons_newest_place(self, store: AccountStore) -> None:
        await store.messages.record(
            [
                received(f"{n}", n, peer=ROOM, sender=FANG, stanza_id=f"s{n}", message_id=f"m{n}")
                for n in range(4)
            ]
        )
        said = {"peer": ROOM, "sender": JIE, "occupant_id": "1"}
        outcome = await store.annotations.record(
            [
                displayed("s2", **said),
                displayed("s1", **said),
                displayed("s3", peer=ROOM, sender=FANG),
            ]
        )
        assert outcome.readers == {ROOM}
        assert not outcome.peers
        assert not outcome.is_empty
        assert await store.annotations.readers(ROOM) == [
            RoomReader(FANG, at(3), 4),
            RoomReader(JIE, at(2), 3),
        ]
        assert (await store.annotations.record([displayed("s1", **said)])).is_empty
        await store.annotations.record([displayed("s3", peer=ROOM, sender=FANG, is_outgoing=True)])
        assert len(await store.annotations.readers(ROOM)) == 2
        assert await store.annotations.readers(WANG) == []

    async def test_a_place_still_to_come(self, store: AccountStore) -> None:
        await store.annotations.record([displayed("s1", peer=ROOM, sender=JIE)])
        outcome = await store.messages.record([in_room])
        assert outcome.readers == {ROOM}
        assert [reader.row for reader in await store.annotations.readers(ROOM)] == [1]

    async def test_direct_chats_have_states_instead(self, store: AccountStore) -> None:
        await store.messages.record([replace(hello, is_outgoing=True)])
        outcome = await store.annotations.record([displayed("o1")])
        assert outcome.readers == frozenset()
        assert (await only(store)).state is DeliveryState.READ


class TestBounds:
    async def test_what_waits_is_bounded_by_person(self, store: AccountStore) -> None:
        flood = [correction(f"x{n}", f"文{n}", n) for n in range(300)]
        await store.annotations.record(flood)
        await store.annotations.record([correction("x0", "文0", 0, is_outgoing=True)])
        await store.messages.record(
            [received("原文", n, message_id=f"x{n}", origin_id=f"x{n}") for n in range(300)]
        )
        texts = [message.text for message in await store.messages.latest(WANG, 300)]
        assert texts.count("原文") == 100
        assert texts[-1] == "文299"

    async def test_edits_of_one_message_are_bounded(self, store: AccountStore) -> None:
        await store.messages.record([hello])
        await store.annotations.record(
            [correction("m1", f"第{n}版", n, message_id=f"c{n}") for n in range(80)]
        )
        message = await only(store)
        assert message.text == "第79版"
        versions = await store.annotations.versions(message.row)
        assert len(versions) == 50
        assert versions[0].text == "周五开会"

    async def test_a_conversation_is_not_made_by_what_is_said_of_it(
        self, store: AccountStore
    ) -> None:
        assert (await store.annotations.record([reactions("o1", "👍")])).is_empty
        assert await store.conversations.all() == []
        await store.messages.record([hello])
        assert (await only(store)).reactions == (Reaction("👍", (WANG,), False),)

    async def test_removing_a_conversation_removes_what_waits(self, store: AccountStore) -> None:
        await store.messages.record([received("在", 1, message_id="m9")])
        await store.annotations.record([correction("m1", "改了", 30)])
        await store.conversations.remove(WANG)
        await store.messages.record([hello])
        assert (await only(store)).text == "周五开会"


async def conversations_after(folder: Path) -> list[Conversation]:
    store = await AccountStore.open(folder / "a.db", KEY, ACCOUNT)
    found = await store.conversations.all()
    await store.close()
    return found
