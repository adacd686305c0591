"""The screens of the directory, each brought about as a user would."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from startalk_desktop.core.directory import FoundPerson
from startalk_desktop.model.identity import AccountId, now
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.linked import linked_id
from startalk_desktop.model.organisation import Member, Person, TreeFault, TreeSource, UnitHead
from startalk_desktop.ui.directory.send_dialog import SendDialog
from startalk_desktop.ui.person_card import PersonCard
from startalk_desktop.ui.sidebar.sidebar import Page
from startalk_desktop.ui.widgets.link_label import LinkLabel
from startalk_desktop.viewmodels.directory_model import (
    DirectoryModel,
    DirectoryRole,
    NodeKind,
    Section,
)
from startalk_desktop.viewmodels.people_model import PeopleGroup
from tests.ui.hands import dialog_of
from tests.ui.waiting import settle, until

if TYPE_CHECKING:
    from tests.ui.screens import Studio


def row_of(model: DirectoryModel, name: str, kind: NodeKind | None = None) -> int:
    """The row with a name, the last of them: above the companies people may be gathered."""
    rows = [
        row
        for row in range(model.rowCount())
        if model.index(row, 0).data() == name
        and kind in (None, model.index(row, 0).data(DirectoryRole.KIND))
    ]
    assert rows, f"{name} is not in sight"
    return rows[-1]


async def open_rows(model: DirectoryModel, *names: str) -> None:
    """Open companies and units by their names, from the top."""
    for name in names:
        row = row_of(model, name)
        model.set_open(row, True)
        await until(
            lambda row=row: not model.index(row, 0).data(DirectoryRole.IS_LOADING),
            f"{name} is open",
        )


async def _show(studio: Studio) -> DirectoryModel:
    await studio.open(studio.world.li)
    meet(studio)
    window = studio.window
    window.sidebar.show_page(Page.DIRECTORY)
    model = window.directory.tree_model
    await until(lambda: model.rowCount() > 3, "the companies are there")
    return model


def meet(studio: Studio) -> None:
    """Whom one met lately."""
    world = studio.world
    people = (
        (world.beichen, "li.na", "李娜", "交互设计师", "设计部"),
        (world.globex, "maria.santos", "Maria Santos", "Account manager", "Sales"),
        (world.acme, "zhang.wei", "张伟", "高级工程师", "Software 软件部"),
    )
    world.startalk.directory.recent = [
        FoundPerson(
            account.id,
            Person(Jid(local, account.jid.domain), name, title, unit_ids=("x",), unit_path=(unit,)),
        )
        for account, local, name, title, unit in people
    ]
    world.startalk.touch(world.li)


def lead(studio: Studio, manager: str, *people: str) -> None:
    """Let people of Acme report to somebody."""
    directory, account = studio.world.startalk.directory, studio.world.acme
    above = Jid(manager, account.jid.domain)
    directory.people[account.id] = [
        (at, replace(one, manager=above) if one.jid.local in people else one)
        for at, one in directory.people[account.id]
    ]


def partner(studio: Studio) -> None:
    """A domain that Acme is linked to, with two people."""
    directory, account = studio.world.startalk.directory, studio.world.acme
    domain = "initech.example"
    top, sales = linked_id(domain, ""), linked_id(domain, "sales")
    directory.units[account.id] += [
        UnitHead(top, "", "Initech 因泰克", 10**9, "", 2),
        UnitHead(sales, top, "Sales", 0, "", 2),
    ]
    directory.people[account.id] += [
        (sales, Member(Jid("bill", domain), "Bill Lumbergh", "Vice president")),
        (sales, Member(Jid("lin.tao", domain), "林涛", "渠道经理")),
    ]


async def star(studio: Studio, *people: tuple[AccountId, Jid]) -> None:
    """Star people."""
    for account, jid in people:
        await studio.world.startalk.directory.set_starred(account, jid, True)


async def directory(studio: Studio) -> None:
    model = await _show(studio)
    world = studio.world
    await star(studio, (world.acme.id, Jid("tom.becker", world.acme.jid.domain)))
    await until(lambda: model.told(0).section is Section.STARRED, "the starred are there")
    await open_rows(model, "Acme Robotics", "研发中心", "Software 软件部", "北辰设计", "设计部")
    await settle()


async def directory_fallbacks(studio: Studio) -> None:
    """One company with a faulty tree, one with a contact list, one with a server to search."""
    world = studio.world
    fake = world.startalk.directory
    fake.faults[world.acme.id] = (
        (TreeFault.UNIT_WITHOUT_PLACE, 2),
        (TreeFault.PERSON_ELSEWHERE, 5),
    )
    fake.sources[world.globex.id] = TreeSource.CONTACT_LIST
    fake.sources[world.beichen.id] = TreeSource.NONE
    fake.counts[world.beichen.id] = 0
    fake.on_servers[world.beichen.id] = [Person(Jid("a", "b"), "a")]
    model = await _show(studio)
    await open_rows(model, "Globex", "Sales", "Supply chain")


async def directory_faults(studio: Studio) -> None:
    await directory_fallbacks(studio)
    studio.window.directory_wishes.show_faults(studio.world.acme.id)
    await settle()
    dialog = QApplication.activeModalWidget()
    assert dialog is not None
    studio.subject = dialog


async def directory_choosing(studio: Studio) -> None:
    model = await _show(studio)
    await open_rows(model, "Acme Robotics", "研发中心", "Software 软件部")
    tree = studio.window.directory.tree
    tree.choose_rows([row_of(model, name) for name in ("张伟", "Alice Chen", "Tom Becker")])
    await settle()


async def directory_menu(studio: Studio) -> None:
    await directory_choosing(studio)
    pane = studio.window.directory
    row = row_of(pane.tree_model, "Alice Chen")
    place = pane.tree.visualRect(pane.tree_model.index(row, 0)).center()
    pane.tree.menu_asked.emit(row, pane.tree.viewport().mapToGlobal(place))
    await settle()
    menu = pane.findChild(QMenu)
    assert menu is not None
    studio.subject = menu


async def directory_sending(studio: Studio) -> None:
    model = await _show(studio)
    await open_rows(model, "Acme Robotics", "研发中心", "Software 软件部", "Globex", "Sales")
    tree = studio.window.directory.tree
    names = ("张伟", "Alice Chen", "Tom Becker", "Maria Santos")
    tree.choose_rows([row_of(model, name) for name in names])
    studio.window.directory.bar.send_button.click()
    dialog = await dialog_of(SendDialog)
    dialog.field.setPlainText("The review moves to Friday, 15:00.\n评审改到周五下午三点。")
    await settle()
    studio.subject = dialog


async def card_of_a_manager(studio: Studio) -> None:
    await _show(studio)
    world = studio.world
    lead(studio, "alice.chen", "zhang.wei", "tom.becker", "wang.fang")
    lead(studio, "sarah.kim", "alice.chen")
    alice = Jid("alice.chen", world.acme.jid.domain)
    await star(studio, (world.acme.id, alice))
    studio.window.actions_of.show_card(world.acme.id, alice)
    card = await dialog_of(PersonCard)
    await until(lambda: len(card.findChildren(LinkLabel)) >= 3, "the card is read")
    await settle()
    studio.subject = card


async def people_reporting(studio: Studio) -> None:
    await _show(studio)
    lead(studio, "alice.chen", "zhang.wei", "tom.becker", "wang.fang")
    world, pane = studio.world, studio.window.directory
    alice = Jid("alice.chen", world.acme.jid.domain)
    studio.window.directory_wishes.show_group(world.acme.id, alice, PeopleGroup.REPORTS)
    await until(lambda: pane.list.isVisible() and pane.list.model().rowCount() == 3, "the three")
    await settle()


async def directory_linked(studio: Studio) -> None:
    partner(studio)
    model = await _show(studio)
    await open_rows(model, "Acme Robotics", "Initech 因泰克", "Sales")
    await settle()


async def card_of_a_partner(studio: Studio) -> None:
    partner(studio)
    await _show(studio)
    studio.window.actions_of.show_card(studio.world.acme.id, Jid("bill", "initech.example"))
    card = await dialog_of(PersonCard)
    await until(lambda: card.findChild(LinkLabel) is not None, "the card is read")
    await settle()
    studio.subject = card


async def inbox_of_a_partner(studio: Studio) -> None:
    """Somebody of a linked company wears their domain in the list and above the conversation."""
    partner(studio)
    startalk, account = studio.world.startalk, studio.world.acme
    for name, jid in (("Bill Lumbergh", "bill"), ("Wilhelmina Featherstonehaugh-Smythe", "mina")):
        line = await startalk.inbox.open_direct(account.id, Jid(jid, "initech.example"), name)
        startalk.say(line, "Yeah, about those reports …", at=now())
    await studio.open(line)
    await settle()


async def _find(studio: Studio, text: str) -> None:
    await _show(studio)
    field = studio.window.directory.field
    QTest.keyClicks(field, text) if text.isascii() else field.setText(text)
    people = studio.window.directory.list.model()
    await until(lambda: people.rowCount() > 0, "somebody is found")
    await settle()


async def people_found(studio: Studio) -> None:
    await _find(studio, "zhang")
    await asyncio.sleep(0)


async def people_by_unit(studio: Studio) -> None:
    await _find(studio, "软件 a")


async def people_by_address(studio: Studio) -> None:
    await _find(studio, "someone.new@partner.example")


async def people_on_server(studio: Studio) -> None:
    world = studio.world
    fake = world.startalk.directory
    fake.sources[world.globex.id] = TreeSource.CONTACT_LIST
    domain = world.globex.jid.domain
    fake.on_servers[world.globex.id] = [
        Person(Jid("chen.hao", domain), "Chen Hao", "Logistics"),
        Person(Jid("chen.yu", domain), "Chen Yu", "Legal"),
    ]
    await _find(studio, "chen")
    pane = studio.window.directory
    last = pane.list.model().index(pane.list.model().rowCount() - 1, 0)
    place = pane.list.visualRect(last).center()
    QTest.mouseClick(pane.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    await until(lambda: pane.list.model().rowCount() > 3, "the server found people")
    QCoreApplication.processEvents()


Screen = Callable[["Studio"], Awaitable[None]]
DIRECTORY_SCREENS: dict[str, Screen] = {
    screen.__name__.replace("_", "-"): screen
    for screen in (
        directory, directory_fallbacks, directory_faults, directory_choosing, directory_menu,
        directory_sending, directory_linked, inbox_of_a_partner, card_of_a_partner, card_of_a_manager,
        people_reporting, people_found, people_by_unit, people_by_address, people_on_server,
    )
}  # fmt: skip
