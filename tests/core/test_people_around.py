"""Whom people report to and who reports to them, who is starred, and whom we met: in the directory of each account."""

from __future__ import annotations

from startalk_desktop.core.cards import CardView
from startalk_desktop.model.changes import ArrangementChanged
from startalk_desktop.model.conversation import ConversationSettings
from startalk_desktop.model.events import ConversationSettingsChanged, RosterReceived
from startalk_desktop.model.identity import AccountId, ConversationKind
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.organisation import Member, OrgIndex, UnitContent
from startalk_desktop.model.roster import RosterItem, Subscription
from tests.core.test_directory import HQ, RD, found
from tests.core.world import LI, WANG, World, until

ZHAO, GONE = Jid.parse("zhao@acme.example"), Jid.parse("gone@acme.example")
DIRECT = ConversationKind.DIRECT


def publish(world: World) -> None:
    domain = world.domain()
    domain.index = OrgIndex("Acme", "1", (HQ, RD))
    domain.units = {
        "hq": UnitContent("hq", "", "总部", (Member(LI, "李伟", "CEO", manager=GONE),)),
        "rd": UnitContent(
            "rd", "hq", "研发",
            (Member(WANG, "王芳", manager=LI), Member(ZHAO, "赵六", manager=LI)),
        ),
    }  # fmt: skip


async def test_a_card_knows_who_is_above_below_and_beside(world: World) -> None:
    publish(world)
    account = await world.online()
    await until(lambda: found(world, "赵六"))
    directory = world.app.directory
    boss: CardView = await world.app.cards.card(account.id, LI)
    assert boss.circle.managers == (), "whoever is not in the tree is not shown"
    assert (boss.circle.report_count, boss.circle.unit_count) == (2, 0)
    wang = await world.app.cards.card(account.id, WANG)
    assert [(one.jid, one.title) for one in wang.circle.managers] == [(LI, "CEO")]
    assert (wang.circle.report_count, wang.circle.unit_count) == (0, 1)
    reports = await directory.reports(account.id, LI)
    assert [one.person.jid for one in reports] == [WANG, ZHAO]
    assert [one.person.jid for one in await directory.unit_mates(account.id, WANG)] == [ZHAO]
    stranger = await world.app.cards.card(account.id, Jid.parse("x@elsewhere.example"))
    assert (stranger.circle.report_count, stranger.circle.unit_count) == (0, 0)


async def test_where_only_contacts_are_known_a_group_is_the_unit(world: World) -> None:
    account = await world.online()
    items = (
        RosterItem(WANG, "王芳", Subscription.NONE, ("研发", "值班")),
        RosterItem(ZHAO, "赵六", Subscription.NONE, ("研发",)),
        RosterItem(LI, "李伟", Subscription.NONE, ("销售",)),
    )
    world.domain().line.emit(RosterReceived(items))
    directory = world.app.directory

    async def mates() -> bool:
        people = await directory.unit_mates(account.id, WANG)
        return [one.person.jid for one in people] == [ZHAO]

    await until(mates)
    assert (await world.app.cards.card(account.id, WANG)).circle.unit_count == 1
    assert await directory.reports(account.id, WANG) == []


async def starred(world: World, account: AccountId | None = None) -> list[Jid]:
    return [one.person.jid for one in await world.app.directory.starred_people(account)]


async def test_a_star_needs_no_conversation_and_follows_to_other_devices(world: World) -> None:
    publish(world)
    account = await world.online()
    await until(lambda: found(world, "赵六"))
    directory, domain = world.app.directory, world.domain()
    await directory.set_starred(account.id, WANG.with_resource("desk"), True)
    await directory.set_starred(account.id, LI, True)
    assert await starred(world) == [LI, WANG], "by name"
    assert await starred(world, account.id) == [LI, WANG]
    assert await directory.is_starred(account.id, WANG)
    assert (await world.app.cards.card(account.id, WANG)).is_starred
    assert ArrangementChanged(account.id, frozenset({WANG})) in world.changes
    await until(lambda: domain.settings.get(WANG) == (DIRECT, ConversationSettings(False, True)))
    assert await world.app.inbox.conversations() == [], "nobody was written to"
    await directory.set_starred(account.id, LI, False)
    nothing = (DIRECT, ConversationSettings())
    await until(lambda: domain.settings.get(LI, nothing) == nothing)
    other = ConversationSettingsChanged(ZHAO, DIRECT, ConversationSettings(is_starred=True))
    domain.line.emit(other)

    async def is_followed() -> bool:
        return await starred(world) == [WANG, ZHAO]

    await until(is_followed)
    await until(lambda: ArrangementChanged(account.id, frozenset({ZHAO})) in world.changes)


async def test_the_starred_and_the_recently_met_are_there_after_a_restart(world: World) -> None:
    publish(world)
    account = await world.online()
    await until(lambda: found(world, "赵六"))
    await world.app.directory.set_starred(account.id, ZHAO, True)
    for peer in (LI, WANG):
        chat = await world.app.inbox.open_direct(account.id, peer)
        await world.app.conversation(chat).send("早")
    met = [one.person.name for one in await world.app.directory.recent_people()]
    assert met == ["王芳", "李伟"], "the last first"
    await world.stop()
    await world.start()
    again = world.app.directory
    assert [one.person.name for one in await again.recent_people()] == met
    assert (await again.recent_people())[0].person.unit_path == ("总部", "研发")
    assert await starred(world) == [ZHAO]
