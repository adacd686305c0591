"""Writing: modes, drafts and what becomes of them, long texts, typing notices."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from startalk_desktop.core.errors import RefusalCode
from startalk_desktop.core.outbox import MAX_TEXT_BYTES
from startalk_desktop.model.failure import FailureCode
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.message import Mention, Message
from startalk_desktop.model.presence import Availability
from startalk_desktop.model.room import Affiliation, Occupant, Role
from startalk_desktop.tasks import TaskScope
from startalk_desktop.viewmodels import composing as module
from startalk_desktop.viewmodels.composing import Composing
from startalk_desktop.viewmodels.written import ComposeKind, Unsent, Written, is_too_long, joined
from tests.ui.fakes import FakeConversation
from tests.ui.waiting import settle, until
from tests.ui.world import World

LONG = "长" * (MAX_TEXT_BYTES // 3 + 1)


class Desk:
    """One conversation's writing, and what it told."""

    def __init__(self, world: World, conversation: object, scope: TaskScope) -> None:
        self.it: FakeConversation = world.startalk.conversations[conversation]  # type: ignore[index]
        self.world = world
        self.composing = Composing(
            world.startalk,  # type: ignore[arg-type]
            self.it.line,
            lambda message: message.sender_name,
            scope.child("writing"),
        )
        self.given: list[Written] = []
        self.unsent: list[Unsent] = []
        self.composing.given.connect(self.given.append)
        self.composing.unsent.connect(self.unsent.append)

    @property
    def own(self) -> Message:
        return next(m for m in reversed(self.it.messages) if m.is_outgoing)


@pytest_asyncio.fixture
async def desk(world: World, scope: TaskScope) -> AsyncIterator[Desk]:
    made = Desk(world, world.launch, scope)
    yield made
    await settle()
    made.composing.rest()


async def test_a_reply_names_its_message_and_ends_with_sending(desk: Desk) -> None:
    answered = desk.it.messages[-1]
    desk.composing.reply_to(answered)
    assert desk.composing.mode.kind is ComposeKind.REPLYING
    assert desk.composing.mode.author == "Alice Chen"
    desk.composing.send("yes")
    assert desk.composing.mode.kind is ComposeKind.WRITING
    await settle()
    assert desk.own.reply is not None
    assert desk.own.reply.row == answered.row


async def test_a_draft_is_kept_with_what_it_answers(desk: Desk, scope: TaskScope) -> None:
    answered = desk.it.messages[-1]
    desk.composing.edit_draft("half a")
    desk.composing.reply_to(answered)
    await desk.composing.keep_draft()
    assert (desk.it.line.draft, desk.it.line.draft_reply_row) == ("half a", answered.row)
    again = Desk(desk.world, desk.it.line.id, scope)
    again.composing.restore()
    await settle()
    assert again.given[-1].text == "half a"
    assert again.composing.mode.message == answered
    again.composing.cancel()
    await again.composing.keep_draft()
    assert desk.it.line.draft_reply_row is None
    again.composing.rest()


async def test_an_edit_gives_the_former_draft_back(desk: Desk) -> None:
    desk.composing.edit_draft("a draft")
    desk.composing.reply_to(desk.it.messages[0])
    own = desk.own
    desk.composing.edit(own)
    assert desk.given[-1] == Written(own.text)
    desk.composing.edit_draft("half an edit")
    await desk.composing.keep_draft()
    assert desk.it.line.draft == "a draft"
    desk.composing.cancel()
    assert desk.given[-1] == Written("a draft")
    assert desk.composing.mode.kind is ComposeKind.REPLYING


async def test_an_edit_is_handed_over_with_its_mentions(desk: Desk) -> None:
    own, tom = desk.own, Mention(Jid("tom.becker", "acme.example"), 0, 4)
    desk.composing.edit(own)
    desk.composing.send("@Tom: done", (tom,))
    await settle()
    assert desk.world.startalk.pen.edits == [(own.row, "@Tom: done", (tom,))]
    assert desk.composing.mode.kind is ComposeKind.WRITING


async def test_an_unchanged_edit_is_no_edit(desk: Desk) -> None:
    desk.composing.edit(desk.own)
    desk.composing.send(desk.own.text)
    await settle()
    assert desk.world.startalk.pen.edits == []


@pytest.mark.parametrize(
    ("text", "code"), [(" \n", RefusalCode.EMPTY), (LONG, RefusalCode.TOO_LONG)]
)
async def test_some_edits_are_refused_at_once(desk: Desk, text: str, code: RefusalCode) -> None:
    desk.composing.edit(desk.own)
    desk.composing.send(text)
    await settle()
    assert desk.unsent == [Unsent(code=code)]
    assert desk.composing.mode.kind is ComposeKind.EDITING
    assert desk.world.startalk.pen.edits == []


async def test_an_edit_that_core_refuses_comes_back(desk: Desk) -> None:
    desk.world.startalk.pen.edit_refusal = RefusalCode.NOT_EDITABLE
    desk.composing.edit_draft("a draft")
    desk.composing.edit(desk.own)
    desk.composing.send("better")
    await settle()
    assert desk.unsent == [Unsent(code=RefusalCode.NOT_EDITABLE)]
    assert desk.composing.mode.kind is ComposeKind.EDITING
    assert desk.given[-1] == Written("better")
    desk.composing.cancel()
    assert desk.given[-1] == Written("a draft")


async def test_the_last_own_message_is_edited(desk: Desk) -> None:
    desk.composing.edit_last()
    await settle()
    assert desk.composing.mode.message == desk.own


async def test_a_message_that_goes_ends_what_is_written_about_it(desk: Desk) -> None:
    answered = desk.it.messages[-1]
    desk.composing.reply_to(answered)
    desk.composing.edit_draft("kept all the same")
    await desk.world.startalk.conversation(desk.it.line.id).delete_here(answered.row)
    await until(lambda: desk.composing.mode.kind is ComposeKind.WRITING, "the answer is over")
    assert desk.unsent == [Unsent(code=RefusalCode.GONE)]
    assert desk.composing.written.text == "kept all the same"


async def test_what_the_store_does_not_take_stands_before_what_came_since(desk: Desk) -> None:
    answered = desk.it.messages[-1]
    desk.composing.reply_to(answered)
    await desk.world.startalk.accounts.lock(desk.world.acme.id)
    desk.composing.send("first")
    desk.composing.edit_draft("second")
    await settle()
    assert desk.given[-1].text == "first\nsecond"
    assert desk.composing.mode.message == answered


async def test_a_long_text_goes_as_a_file_and_stays_until_it_has_gone(desk: Desk) -> None:
    pen = desk.world.startalk.pen
    pen.uploads = asyncio.Event()
    desk.composing.edit_draft(LONG)
    desk.composing.send(LONG)
    await settle()
    assert desk.composing.is_uploading
    assert desk.composing.written.text == LONG
    pen.uploads.set()
    await until(lambda: not desk.composing.is_uploading, "it is through")
    await settle()
    assert desk.given == [Written()]
    assert desk.own.files[0].name == "message.txt"
    assert desk.it.line.draft == ""


@pytest.mark.parametrize("code", [FailureCode.UNSUPPORTED, FailureCode.TOO_LARGE])
async def test_a_long_text_that_no_server_takes_stays(desk: Desk, code: FailureCode) -> None:
    desk.world.startalk.pen.file_failure = code
    desk.composing.edit_draft(LONG)
    desk.composing.send(LONG)
    await until(lambda: desk.unsent, "it is said")
    assert desk.unsent[0].failure is not None
    assert desk.unsent[0].failure.code is code
    assert desk.composing.written.text == LONG
    assert desk.given == []


async def test_typing_is_told_and_rests_after_a_pause(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_TYPING_PAUSE", 0.01)
    desk.composing.edit_draft("h")
    assert desk.it.own_typing == [True]
    await until(lambda: desk.it.own_typing == [True, False], "it rests")
    desk.composing.edit_draft("he")
    assert desk.it.own_typing[-1] is True
    desk.composing.edit_draft("")
    assert desk.it.own_typing[-1] is False


def test_what_is_too_long_is_counted_in_bytes() -> None:
    assert is_too_long(LONG)
    assert not is_too_long("长" * (MAX_TEXT_BYTES // 3))
    assert not is_too_long("a" * MAX_TEXT_BYTES)
    assert is_too_long("a" * (MAX_TEXT_BYTES + 1))


def test_joining_moves_mentions() -> None:
    who = Jid("tom", "acme.example")
    both = joined(Written("one"), Written("@tom", (Mention(who, 0, 4),)))
    assert both == Written("one\n@tom", (Mention(who, 4, 8),))
    assert both.text[4:8] == "@tom"


class TestCandidates:
    async def test_pinyin_nick_and_address_find(self, desk: Desk) -> None:
        candidates = desk.composing.candidates
        await candidates.refresh()
        for query in ("张", "zhangwei", "zw", "ZHANG", "zhang.w"):
            assert [who.name for who in candidates.find(query, 5)] == ["张伟"], query
        assert [who.name for who in candidates.find("chen", 5)] == ["Alice Chen"]
        assert [who.name for who in candidates.find("tom b", 5)] == ["Tom Becker"]
        assert candidates.find("wang", 5) == []  # oneself

    async def test_who_wrote_last_comes_first(self, desk: Desk) -> None:
        await desk.composing.candidates.refresh()
        names = [who.name for who in desk.composing.candidates.find("", 5)]
        assert names == ["Alice Chen", "Tom Becker", "张伟"]

    async def test_who_has_left_can_still_be_named(self, desk: Desk) -> None:
        desk.it.occupants = tuple(who for who in desk.it.occupants if who.nick != "张伟")
        await desk.composing.candidates.refresh()
        (found,) = desk.composing.candidates.find("zw", 5)
        assert found.jid == Jid("zhang.wei", "acme.example")
        assert not found.is_here

    async def test_hidden_people_are_named_without_an_address(self, desk: Desk) -> None:
        hidden = Occupant("Mole", Affiliation.NONE, Role.PARTICIPANT)
        desk.it.occupants = (*desk.it.occupants, hidden)
        await desk.composing.candidates.refresh()
        (found,) = desk.composing.candidates.find("mo", 5)
        assert (found.name, found.jid) == ("Mole", None)

    async def test_with_one_person_only_that_person_is_offered(
        self, world: World, scope: TaskScope
    ) -> None:
        desk = Desk(world, world.li, scope)
        await desk.composing.candidates.refresh()
        assert desk.composing.candidates.find("", 5) == []
        assert [who.name for who in desk.composing.candidates.find("lina", 5)] == ["李娜"]
        desk.composing.rest()

    async def test_a_kept_draft_still_names(self, desk: Desk, scope: TaskScope) -> None:
        desk.world.startalk.update_line(desk.it.line.id, draft="@Tom Becker and @nobody, @张伟")
        again = Desk(desk.world, desk.it.line.id, scope)
        again.composing.restore()
        text, mentions = again.given[-1].text, again.given[-1].mentions
        assert [text[one.start : one.end] for one in mentions] == ["@Tom Becker", "@张伟"]
        again.composing.rest()

    async def test_a_kept_draft_names_all_who_are_called_so(
        self, desk: Desk, scope: TaskScope
    ) -> None:
        twin, account = Jid("zhang", "partner.example"), desk.it.line.id.account
        desk.world.startalk.directory.put(account, twin, "张伟", Availability.AWAY)
        other = Occupant("Zhang (partner)", Affiliation.MEMBER, Role.PARTICIPANT, twin)
        desk.it.occupants = (*desk.it.occupants, other)
        desk.world.startalk.update_line(desk.it.line.id, draft="@张伟 please")
        again = Desk(desk.world, desk.it.line.id, scope)
        again.composing.restore()
        named = {one.jid for one in again.given[-1].mentions}
        assert named == {twin, Jid("zhang.wei", "acme.example")}
        again.composing.rest()
