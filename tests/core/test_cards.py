"""Cards: what directory and people say together, offline too; and one's own, saved at once and told when possible."""

from __future__ import annotations

import pytest

from startalk_desktop.core.account_cards import MAX_AVATAR_BYTES
from startalk_desktop.core.card_text import card_from, text_of
from startalk_desktop.core.cards import CardView, masked
from startalk_desktop.model.card import Card, avatar_of
from startalk_desktop.model.changes import PeopleChanged
from startalk_desktop.model.events import RoomOccupantChanged
from startalk_desktop.model.identity import AccountId, ConversationId
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.organisation import Member, OrgIndex, UnitContent, UnitHead
from startalk_desktop.model.room import Affiliation, Occupant, Role
from startalk_desktop.xmpp.errors import RequestFailed
from tests.conformance.test_cards import PNG
from tests.core.world import LI, ME_AT_ACME, WANG, World, until

ROOM = Jid.parse("rd@rooms.acme.example")
CARD = Card(
    full_name="王小芳",
    nickname="芳",
    title="自称总裁",
    phones=("+86 138-0013-8000", "8001"),
    emails=("wang@acme.example", "fang@home.example"),
    note="周三不在",
    url="https://acme.example/wang",
)


async def card(world: World, account: AccountId, jid: Jid = WANG) -> CardView:
    return await world.app.cards.card(account, jid)


async def with_tree(world: World) -> AccountId:
    domain = world.domain()
    domain.index = OrgIndex("Acme", "1", (UnitHead("rd", "", "研发部", 0, "h", 1),))
    member = Member(WANG, "王芳", "工程师", "+8613800138000", "wang@acme.example")
    domain.units["rd"] = UnitContent("rd", "", "研发部", (member,))
    account = await world.online()
    await until(lambda: knows_wang(world, account.id))
    return account.id


async def knows_wang(world: World, account: AccountId) -> bool:
    return (await world.app.directory.person(account, WANG)).title == "工程师"


async def test_the_directory_counts_before_what_people_say_of_themselves(world: World) -> None:
    world.domain().cards[WANG] = CARD
    world.domain().avatars[WANG] = avatar_of(PNG)
    account = await with_tree(world)
    world.domain().gate.clear()
    first = await card(world, account)
    world.domain().gate.set()
    assert (first.name, first.title, first.unit_path, first.nickname) == (
        "王芳",
        "工程师",
        ("研发部",),
        "",
    )
    await until(lambda: PeopleChanged(account, frozenset({WANG})) in world.changes)
    await until(lambda: has_nickname(world, account))
    shown = await card(world, account)
    assert (shown.name, shown.title, shown.company) == ("王芳", "工程师", "Acme")
    assert [phone.number for phone in shown.phones] == ["+8613800138000", "8001"]
    assert shown.emails == ("wang@acme.example", "fang@home.example")
    assert (shown.note, shown.url, shown.avatar) == ("周三不在", CARD.url, PNG)


async def has_nickname(world: World, account: AccountId) -> bool:
    return (await card(world, account)).nickname == "芳"


async def test_who_is_in_no_directory_is_what_they_say(world: World) -> None:
    world.domain().cards[LI] = Card(full_name="李伟", unit="外包")
    account = await world.online()
    await card(world, account.id, LI)
    await until(lambda: is_called(world, account.id, "李伟"))
    assert (await card(world, account.id, LI)).unit_path == ("外包",)


async def is_called(world: World, account: AccountId, name: str) -> bool:
    return (await card(world, account, LI)).name == name


async def test_a_card_is_there_offline_and_not_asked_for_again_at_once(world: World) -> None:
    world.domain().cards[WANG] = CARD
    account = await with_tree(world)
    await card(world, account)
    await until(lambda: has_nickname(world, account))
    asked = [entry for entry in world.domain().line.log if entry[0] == "card"]
    assert asked == [("card", WANG)]
    world.domain().cards[WANG] = Card(nickname="小芳")
    assert (await card(world, account)).nickname == "芳"
    world.offset += 10 * 60 * 1_000_000
    await until(lambda: is_nicknamed(world, account, "小芳"))
    await world.app.accounts.go_offline(account)
    assert (await card(world, account)).nickname == "小芳"


async def is_nicknamed(world: World, account: AccountId, nickname: str) -> bool:
    return (await card(world, account)).nickname == nickname


async def test_what_is_between_us(world: World) -> None:
    account = (await world.online()).id
    room = await world.app.inbox.join_room(account, ROOM)
    who = Occupant("老王", Affiliation.MEMBER, Role.PARTICIPANT, WANG)
    world.domain().line.emit(RoomOccupantChanged(ROOM, "老王", who))
    await world.app.conversation(ConversationId(account, WANG)).set_remark("隔壁老王")
    await world.app.blocking.block(account, WANG)
    shown = await card(world, account, WANG.with_resource("desk"))
    assert shown.shared_rooms == (room,)
    assert (shown.remark, shown.is_blocked, shown.jid) == ("隔壁老王", True, WANG)
    assert (await card(world, account, LI)).shared_rooms == ()


async def test_ones_own_is_saved_and_told(world: World) -> None:
    account = await world.online()
    await world.app.cards.save_own(account.id, CARD, PNG)
    assert world.domain().cards[ME_AT_ACME] == CARD
    assert world.domain().avatars[ME_AT_ACME] == avatar_of(PNG)
    own = await world.app.cards.own(account.id)
    assert (own.card, own.avatar, own.is_untold) == (CARD, PNG, False)
    await world.app.cards.save_own(account.id, Card(full_name="王"))
    assert world.domain().avatars[ME_AT_ACME] == avatar_of(PNG)
    await world.app.cards.save_own(account.id, Card(full_name="王"), b"")
    assert ME_AT_ACME not in world.domain().avatars
    assert (await world.app.cards.own(account.id)).avatar is None


async def test_saved_offline_it_is_told_at_the_next_sign_in(world: World) -> None:
    account = await world.online()
    await world.app.accounts.go_offline(account.id)
    await world.app.cards.save_own(account.id, CARD, PNG)
    own = await world.app.cards.own(account.id)
    assert (own.card, own.avatar, own.is_untold) == (CARD, PNG, True)
    await world.stop()
    assert world.domain().cards == {}
    world.domain().cards[ME_AT_ACME] = Card(full_name="旧")
    app = await world.start()
    await app.accounts.sign_in(account.id)
    await until(lambda: world.domain().cards[ME_AT_ACME] == CARD)
    await until(lambda: world.domain().avatars.get(ME_AT_ACME) == avatar_of(PNG))
    assert (await app.cards.own(account.id)).card == CARD


async def test_what_is_refused_is_tried_again(world: World) -> None:
    account = await world.online()
    world.domain().cards_refused = 1
    with pytest.raises(RequestFailed):
        await world.app.cards.save_own(account.id, CARD)
    assert (await world.app.cards.own(account.id)).is_untold
    world.domain().line.break_line()
    world.domain().line.sign_in()
    await until(lambda: world.domain().cards.get(ME_AT_ACME) == CARD)


@pytest.mark.parametrize("content", [b"GIF89a", PNG[:4], PNG + bytes(MAX_AVATAR_BYTES)])
async def test_a_picture_that_others_could_not_show_is_refused(
    world: World, content: bytes
) -> None:
    account = await world.online()
    with pytest.raises(ValueError, match="PNG"):
        await world.app.cards.save_own(account.id, CARD, content)
    assert world.domain().cards == {}


async def test_what_no_stanza_can_carry_is_left_out(world: World) -> None:
    account = await world.online()
    typed = Card(
        full_name=" 王\x00\n芳 ", note="a\x0bb\nc", phones=("", "8001", "8001"), title="长" * 900
    )
    await world.app.cards.save_own(account.id, typed)
    told = world.domain().cards[ME_AT_ACME]
    assert (told.full_name, told.note, told.phones) == ("王 芳", "ab\nc", ("8001",))
    assert len(told.title) == 500


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("+86 138 0013 8000", "+86 1•• •••• ••00"),
        ("8001", "••••"),
        ("分机 12", "分机 ••"),
        ("", ""),
    ],
)
def test_a_number_is_masked(number: str, shown: str) -> None:
    assert masked(number) == shown


def test_a_card_is_kept_as_it_is() -> None:
    assert card_from(text_of(CARD)) == CARD
    assert card_from('{"full_name": "王", "new_field": 1}') == Card(full_name="王")


@pytest.mark.parametrize("text", ["", "[]", "7", '{"phones": 5}'])
def test_a_card_that_cannot_be_read_is_empty(text: str) -> None:
    assert card_from(text) == Card()
