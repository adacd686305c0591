"""The directory in the window, by mouse and keyboard: the tree, several chosen, finding, what else a text may mean."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QApplication

from startalk_desktop.core.directory import FoundPerson
from startalk_desktop.model.changes import DirectoryChanged, PeopleChanged
from startalk_desktop.model.identity import AccountId, ConversationId
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.organisation import Member, Person, TreeFault, TreeSource, UnitHead
from startalk_desktop.model.presence import Availability
from startalk_desktop.ui.chat.header import ConversationHeader
from startalk_desktop.ui.create_room_dialog import CreateRoomDialog
from startalk_desktop.ui.directory.faults_dialog import FaultsDialog
from startalk_desktop.ui.directory.found_delegate import detail_of, marks_in
from startalk_desktop.ui.directory.send_dialog import SendDialog
from startalk_desktop.ui.directory_pane import DirectoryPane
from startalk_desktop.ui.person_card import PersonCard
from startalk_desktop.ui.sidebar.sidebar import Page
from startalk_desktop.ui.widgets.link_label import LinkLabel
from startalk_desktop.viewmodels.directory_model import DirectoryModel, NodeKind, Section
from startalk_desktop.viewmodels.people_model import FoundKind, PeopleGroup, PeopleRole, SearchState
from tests.ui.directory_screens import lead, meet, open_rows, partner, row_of
from tests.ui.hands import click_in_menu, dialog_of
from tests.ui.screens import Studio
from tests.ui.waiting import settle, until

LEFT, CTRL = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ControlModifier
SHIFT, NONE = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.NoModifier


@pytest.fixture
async def pane(studio: Studio) -> DirectoryPane:
    """The directory, shown."""
    studio.window.show_page(Page.DIRECTORY)
    shown = studio.window.directory
    await until(lambda: shown.tree_model.rowCount() >= 3, "the companies are there")
    return shown


def names(model: DirectoryModel) -> list[str]:
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def place(pane: DirectoryPane, name: str) -> QPoint:
    index = pane.tree_model.index(row_of(pane.tree_model, name), 0)
    pane.tree.scrollTo(index)
    return pane.tree.visualRect(index).center()


def click(pane: DirectoryPane, name: str, modifier: Qt.KeyboardModifier = NONE) -> None:
    QTest.mouseClick(pane.tree.viewport(), LEFT, modifier, place(pane, name))


async def open_software(pane: DirectoryPane) -> None:
    await open_rows(pane.tree_model, "Acme Robotics", "研发中心", "Software 软件部")


async def test_a_click_opens_and_closes(studio: Studio, pane: DirectoryPane) -> None:
    model = pane.tree_model
    assert names(model) == ["Acme Robotics", "Globex", "北辰设计"]
    click(pane, "Acme Robotics")
    await until(lambda: "研发中心" in names(model), "the units are there")
    assert names(model)[:4] == ["Acme Robotics", "Headquarters", "研发中心", "Operations"]
    click(pane, "研发中心")
    await until(lambda: "Hardware" in names(model), "the units below are there")
    click(pane, "Acme Robotics")
    assert names(model) == ["Acme Robotics", "Globex", "北辰设计"]
    click(pane, "Acme Robotics")
    assert "Hardware" in names(model), "what was open below is open again"


async def test_the_keyboard_walks_in_and_out(studio: Studio, pane: DirectoryPane) -> None:
    model, tree = pane.tree_model, pane.tree
    QTest.keyClick(pane.field, Qt.Key.Key_Down)
    assert tree.currentIndex().row() == 0
    QTest.keyClick(tree, Qt.Key.Key_Right)
    await until(lambda: model.rowCount() == 6, "open")
    for _ in range(3):
        QTest.keyClick(tree, Qt.Key.Key_Down)
    assert tree.currentIndex().data() == "Operations"
    QTest.keyClick(tree, Qt.Key.Key_Left)
    assert tree.currentIndex().data() == "Acme Robotics"
    QTest.keyClick(tree, Qt.Key.Key_Left)
    assert model.rowCount() == 3
    QTest.keyClick(tree, Qt.Key.Key_End)
    assert tree.currentIndex().data() == "北辰设计"
    QTest.keyClick(tree, Qt.Key.Key_Return)
    await until(lambda: "设计部" in names(model), "Enter opens")


async def test_a_double_click_writes(studio: Studio, pane: DirectoryPane) -> None:
    await open_software(pane)
    QTest.mouseDClick(pane.tree.viewport(), LEFT, NONE, place(pane, "Tom Becker"))
    stage = studio.window.stage
    await until(lambda: stage.model is not None, "the conversation is open")
    assert stage.model is not None
    assert stage.model.id.peer == Jid("tom.becker", "acme.example")


async def test_several_are_chosen_for_a_room(studio: Studio, pane: DirectoryPane) -> None:
    await open_software(pane)
    asked: list[tuple[AccountId, list[Jid]]] = []
    pane.room_asked.connect(lambda account, jids: asked.append((account, jids)))
    click(pane, "张伟")
    assert not pane.bar.isVisible(), "one is not several"
    click(pane, "Tom Becker", SHIFT)
    assert pane.bar.isVisible()
    assert len(pane.chosen()) == 3
    click(pane, "Alice Chen", CTRL)
    QTest.mouseClick(pane.bar.room_button, LEFT)
    locals_ = [jid.local for jid in asked[0][1]]
    assert asked[0][0] == studio.world.acme.id
    assert locals_ == ["zhang.wei", "tom.becker"]
    dialog = await dialog_of(CreateRoomDialog)
    assert dialog.company.currentData().id == studio.world.acme.id
    assert [one.name for one in dialog.picker._model.chosen] == ["张伟", "Tom Becker"]
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    await until(lambda: QApplication.activeModalWidget() is None, "the dialog is gone")
    await open_rows(pane.tree_model, "Globex", "Sales")
    click(pane, "Maria Santos", CTRL)
    assert not pane.bar.room_button.isEnabled(), "a room is one company's"
    QTest.keyClick(pane.tree, Qt.Key.Key_Escape)
    assert pane.chosen() == []
    assert not pane.bar.isVisible()


async def test_everybody_of_a_unit_is_chosen_by_its_menu(
    studio: Studio, pane: DirectoryPane
) -> None:
    await open_software(pane)
    pane.tree.customContextMenuRequested.emit(place(pane, "Software 软件部"))
    await click_in_menu("Choose everybody right below")
    assert [jid.local for _, jid in pane.chosen()] == [
        "zhang.wei", "alice.chen", "tom.becker", "wang.fang",
    ]  # fmt: skip


async def test_one_message_goes_to_each(studio: Studio, pane: DirectoryPane) -> None:
    await open_software(pane)
    await open_rows(pane.tree_model, "Globex", "Sales")
    click(pane, "张伟")
    click(pane, "Maria Santos", CTRL)
    QTest.mouseClick(pane.bar.send_button, LEFT)
    dialog = await dialog_of(SendDialog)
    assert not dialog.send_button.isEnabled(), "nothing is written yet"
    QTest.keyClicks(dialog.field, "Friday at three")
    QTest.keyClick(dialog.field, Qt.Key.Key_Return, CTRL)
    world = studio.world.startalk
    chats = (
        ConversationId(studio.world.acme.id, Jid("zhang.wei", "acme.example")),
        ConversationId(studio.world.globex.id, Jid("maria.santos", "globex.example")),
    )

    def is_sent() -> bool:
        return all(
            world.conversations[chat].messages[-1].text == "Friday at three" for chat in chats
        )

    await until(is_sent, "both got it")
    assert pane.chosen() == []


async def test_a_message_to_several_can_be_given_up(studio: Studio, pane: DirectoryPane) -> None:
    await open_software(pane)
    chat = ConversationId(studio.world.acme.id, Jid("zhang.wei", "acme.example"))
    before = len(studio.world.startalk.conversations[chat].messages)
    click(pane, "张伟")
    click(pane, "Alice Chen", CTRL)
    QTest.mouseClick(pane.bar.send_button, LEFT)
    dialog = await dialog_of(SendDialog)
    QTest.keyClicks(dialog.field, "no")
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    await until(lambda: QApplication.activeModalWidget() is None, "the dialog is gone")
    await settle()
    assert len(studio.world.startalk.conversations[chat].messages) == before
    assert len(pane.chosen()) == 2


async def test_only_those_on_screen_are_asked_for_presence(
    studio: Studio, pane: DirectoryPane
) -> None:
    watched = studio.world.startalk.directory.watched
    account = studio.world.acme.id
    await open_software(pane)
    await until(lambda: len(watched[-1].get(account, ())) == 4 if watched else False, "four")
    many = [Member(Jid(f"p{n}", "acme.example"), f"P {n}") for n in range(500)]
    studio.world.startalk.directory.people[account] += [("rd.sw", one) for one in many]
    studio.world.startalk.changes.announce(DirectoryChanged(account, frozenset({"rd.sw"})))
    await until(lambda: pane.tree_model.rowCount() > 500, "they are there")
    await until(lambda: pane.tree.verticalScrollBar().maximum() > 10_000, "laid out")
    pane.tree.verticalScrollBar().setValue(9_000)
    await until(lambda: Jid("p190", "acme.example") in watched[-1].get(account, ()), "others")
    assert len(watched[-1][account]) < 25
    studio.window.show_page(Page.CHATS)
    assert watched[-1] == {}


async def test_news_of_a_person_is_painted_where_they_are(
    studio: Studio, pane: DirectoryPane
) -> None:
    await open_software(pane)
    spy = QSignalSpy(pane.tree_model.dataChanged)
    jid = Jid("tom.becker", "acme.example")
    studio.world.startalk.directory.put(studio.world.acme.id, jid, "Tom Becker", Availability.BUSY)
    studio.world.startalk.changes.announce(PeopleChanged(studio.world.acme.id, frozenset({jid})))
    await settle()
    row = row_of(pane.tree_model, "Tom Becker")
    assert [spy.at(n)[0].row() for n in range(spy.count())] == [row] * spy.count()
    assert spy.count() >= 1
    told = pane.tree_model.told(row)
    assert told.presence.availability is Availability.BUSY


async def test_rows_that_stay_keep_their_place_when_the_tree_changes(
    studio: Studio, pane: DirectoryPane
) -> None:
    await open_software(pane)
    click(pane, "Alice Chen")
    directory, account = studio.world.startalk.directory, studio.world.acme.id
    directory.people[account] = [
        (at, member) for at, member in directory.people[account] if member.name != "张伟"
    ]
    directory.units[account].insert(1, UnitHead("new", "", "新部门", 1, "", 3))
    studio.world.startalk.changes.announce(DirectoryChanged(account, None))
    await until(lambda: "新部门" in names(pane.tree_model), "the new unit")
    await until(lambda: "张伟" not in names(pane.tree_model), "who left is gone")
    assert [jid.local for _, jid in pane.chosen()] == ["alice.chen"]


async def test_whom_one_met_lately_is_above(studio: Studio, pane: DirectoryPane) -> None:
    meet(studio)
    model = pane.tree_model
    await until(lambda: model.rowCount() > 3 and model.told(0).section, "the section")
    assert [model.told(row).name for row in range(1, 4)] == ["李娜", "Maria Santos", "张伟"]
    pane.tree.customContextMenuRequested.emit(pane.tree.visualRect(model.index(3, 0)).center())
    await click_in_menu("Show in the organisation")
    await until(lambda: "Software 软件部" in names(model), "opened down to the place")
    await until(lambda: pane.tree.currentIndex().row() > 4, "stands there")
    assert pane.tree.currentIndex().data() == "张伟"
    assert "Alice Chen" in names(model), "the same unit is in sight"
    studio.world.startalk.directory.recent = []
    studio.world.startalk.touch(studio.world.li)
    await until(lambda: model.told(0).kind is NodeKind.COMPANY, "nobody, no section")


async def test_the_card_leads_to_the_place(studio: Studio, pane: DirectoryPane) -> None:
    studio.window.show_page(Page.CHATS)
    jid = Jid("alice.chen", "acme.example")
    studio.window.actions_of.show_card(studio.world.acme.id, jid)
    card = await dialog_of(PersonCard)
    await until(lambda: card.findChild(LinkLabel) is not None, "the unit's line")
    link = card.findChild(LinkLabel)
    assert link is not None
    QTest.mouseClick(link, LEFT)
    await until(lambda: pane.isVisible() and pane.tree.currentIndex().isValid(), "the tree")
    assert pane.tree.currentIndex().data() == "Alice Chen"


async def test_faults_are_told_in_one_line_and_in_full(studio: Studio, pane: DirectoryPane) -> None:
    account = studio.world.acme.id
    studio.world.startalk.directory.faults[account] = (
        (TreeFault.UNIT_TWICE, 1), (TreeFault.PERSON_ELSEWHERE, 4),
    )  # fmt: skip
    studio.world.startalk.changes.announce(DirectoryChanged(account, None))
    await settle()
    point = place(pane, "Acme Robotics") + QPoint(0, 12)
    QTest.mouseClick(pane.tree.viewport(), LEFT, NONE, point)
    dialog = await dialog_of(FaultsDialog)
    assert len(dialog.lines) == 2
    assert "4" in dialog.lines[1]
    QTest.mouseClick(dialog.copy_button, LEFT)
    assert QApplication.clipboard().text().count("\n") == 1
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    await until(lambda: QApplication.activeModalWidget() is None, "closed")
    assert not pane.tree_model.told(row_of(pane.tree_model, "Acme Robotics")).is_open


async def test_a_search_shows_why_and_where(studio: Studio, pane: DirectoryPane) -> None:
    people = pane.list.model()
    QTest.keyClicks(pane.field, "zhang")
    await until(lambda: people.rowCount() == 1, "found by pinyin")
    index = people.index(0, 0)
    found = index.data(PeopleRole.FOUND)
    assert found.person.name == "张伟"
    assert [(mark.start, mark.end) for mark in found.marks] == [(0, 1)]
    assert index.data(PeopleRole.COMPANY).company == "Acme Robotics"
    QTest.keyClick(pane.field, Qt.Key.Key_Down)
    QTest.keyClick(pane.list, Qt.Key.Key_Return)
    await until(lambda: studio.window.stage.model is not None, "the conversation is open")
    QTest.keyClick(pane.field, Qt.Key.Key_Escape)
    await until(pane.tree.isVisible, "the tree is back")


async def test_an_address_in_no_tree_can_be_written_to(studio: Studio, pane: DirectoryPane) -> None:
    people = pane.list.model()
    pane.field.setText("new.one@acme.example")
    await until(lambda: people.rowCount() == 1, "one company has this domain")
    assert people.index(0, 0).data(PeopleRole.KIND) == FoundKind.ADDRESS
    assert people.index(0, 0).data(PeopleRole.COMPANY).id == studio.world.acme.id
    pane.field.setText("someone@partner.example")
    await until(lambda: people.rowCount() == 3, "any account may write")
    QTest.keyClick(pane.field, Qt.Key.Key_Down)
    QTest.keyClick(pane.list, Qt.Key.Key_Down)
    QTest.keyClick(pane.list, Qt.Key.Key_Return)
    stage = studio.window.stage
    await until(lambda: stage.model is not None, "the conversation is open")
    assert stage.model is not None
    wanted = ConversationId(studio.world.globex.id, Jid("someone", "partner.example"))
    assert stage.model.id == wanted
    for text in ("a@b", "@partner.example", "no address@x.y z", "zhang.wei@acme.example"):
        pane.field.setText(text)
        await until(lambda text=text: pane._people.text == text, "asked")
        await settle()
        kinds = [people.index(row, 0).data(PeopleRole.KIND) for row in range(people.rowCount())]
        assert FoundKind.ADDRESS not in kinds


async def test_a_companys_server_is_searched_on_demand(studio: Studio, pane: DirectoryPane) -> None:
    fake, globex = studio.world.startalk.directory, studio.world.globex
    fake.sources[globex.id] = TreeSource.CONTACT_LIST
    fake.on_servers[globex.id] = [Person(Jid("chen.hao", "globex.example"), "Chen Hao")]
    people = pane.list.model()

    def states() -> list[str]:
        return [
            people.index(row, 0).data(PeopleRole.STATE)
            for row in range(people.rowCount())
            if people.index(row, 0).data(PeopleRole.KIND) == FoundKind.SERVER
        ]

    QTest.keyClicks(pane.field, "chen hao")
    await until(lambda: states() == [SearchState.OFFERED], "the server is offered")
    last = people.index(people.rowCount() - 1, 0)
    QTest.mouseClick(pane.list.viewport(), LEFT, NONE, pane.list.visualRect(last).center())
    await until(lambda: states() == [SearchState.DONE], "the server was asked")
    kinds = [people.index(row, 0).data(PeopleRole.KIND) for row in range(people.rowCount())]
    assert kinds == [FoundKind.SERVER_PERSON, FoundKind.SERVER]
    rect = pane.list.visualRect(people.index(0, 0))
    QTest.mouseClick(pane.list.viewport(), LEFT, NONE, rect.center())
    QTest.mouseDClick(pane.list.viewport(), LEFT, NONE, rect.center())
    stage = studio.window.stage
    await until(lambda: stage.model is not None, "the conversation is open")
    assert stage.model is not None
    assert stage.model.conversation.name == "Chen Hao"
    pane.field.setText("nobody there")
    await until(lambda: states() == [SearchState.OFFERED], "another text is another question")


async def test_the_rail_limits_the_tree(studio: Studio, pane: DirectoryPane) -> None:
    studio.window.choose_account(studio.world.beichen.id)
    await until(lambda: "设计部" in names(pane.tree_model), "one company is opened by itself")
    assert pane.tree_model.index(0, 0).data() == "北辰设计"
    assert "Globex" not in names(pane.tree_model)
    studio.window.choose_account(None)
    assert "Globex" in names(pane.tree_model)


async def test_rows_above_do_not_move_what_is_read(studio: Studio, pane: DirectoryPane) -> None:
    account = studio.world.acme.id
    many = [Member(Jid(f"p{n}", "acme.example"), f"P {n}") for n in range(400)]
    studio.world.startalk.directory.people[account] += [("rd.sw", one) for one in many]
    await open_software(pane)
    await until(lambda: pane.tree.verticalScrollBar().maximum() > 10_000, "laid out")
    pane.tree.verticalScrollBar().setValue(6_000)
    await settle()
    seen = [pane.tree_model.told(row).name for row in pane.tree.rows_on_screen()]
    meet(studio)
    await until(lambda: bool(pane.tree_model.told(0).section), "a section came above")
    await settle()
    assert [pane.tree_model.told(row).name for row in pane.tree.rows_on_screen()] == seen


async def test_the_starred_are_a_section_above_all(studio: Studio, pane: DirectoryPane) -> None:
    model, directory = pane.tree_model, studio.world.startalk.directory
    await open_software(pane)
    tom = (studio.world.acme.id, Jid("tom.becker", "acme.example"))
    pane.tree.customContextMenuRequested.emit(place(pane, "Tom Becker"))
    await click_in_menu("Star")
    await until(lambda: model.told(0).section is Section.STARRED, "the section")
    assert await directory.is_starred(*tom)
    assert model.told(1).name == "Tom Becker"
    assert model.is_starred(*tom)
    meet(studio)
    await until(lambda: model.told(2).section is Section.RECENT, "the recent come after them")
    pane.tree.customContextMenuRequested.emit(pane.tree.visualRect(model.index(1, 0)).center())
    await click_in_menu("Remove the star")
    await until(lambda: model.told(0).section is Section.RECENT, "nobody is starred")
    assert not model.is_starred(*tom)


async def test_a_card_stars_and_says_so(studio: Studio, pane: DirectoryPane) -> None:
    account, tom = studio.world.acme.id, Jid("tom.becker", "acme.example")
    studio.window.actions_of.show_card(account, tom)
    card = await dialog_of(PersonCard)
    await until(lambda: card.findChild(LinkLabel) is not None, "the card is read")
    QTest.mouseClick(card.star_button, LEFT)
    await until(lambda: card.star_button.toolTip() == "Remove the star", "the card says so")
    await until(lambda: pane.tree_model.is_starred(account, tom), "so does the directory")
    QTest.mouseClick(card.star_button, LEFT)
    await until(lambda: not pane.tree_model.is_starred(account, tom), "no longer")


def link(card: PersonCard, name: str) -> LinkLabel:
    return next(
        one for one in card.findChildren(LinkLabel) if one.accessibleName().startswith(f"{name}: ")
    )


async def test_a_card_leads_to_manager_reports_and_unit(
    studio: Studio, pane: DirectoryPane
) -> None:
    lead(studio, "alice.chen", "zhang.wei", "tom.becker")
    studio.window.show_page(Page.CHATS)
    account = studio.world.acme.id
    studio.window.actions_of.show_card(account, Jid("tom.becker", "acme.example"))
    card = await dialog_of(PersonCard)
    await until(lambda: len(card.findChildren(LinkLabel)) == 3, "unit, manager, people beside")
    QTest.mouseClick(link(card, "Reports to"), LEFT)
    await until(lambda: card.isHidden(), "closed")
    boss = await dialog_of(PersonCard)
    await until(lambda: boss.name_label.text() == "Alice Chen", "the manager's card")
    await until(lambda: link(boss, "Reports").text()[:2] == "2 ", "two report to them")
    people = pane.list.model()
    QTest.mouseClick(link(boss, "Reports"), LEFT)
    await until(lambda: pane.list.isVisible() and people.rowCount() == 2, "both are shown")
    assert pane.group_bar.title.text() == "Reporting to Alice Chen"
    found = {people.index(row, 0).data(PeopleRole.FOUND).person.name for row in range(2)}
    assert found == {"张伟", "Tom Becker"}
    pane.list.selectAll()
    assert len(pane.chosen()) == 2, "they can be written to together"
    QTest.mouseClick(pane.group_bar.back_button, LEFT)
    await until(pane.tree.isVisible, "the tree is back")
    assert not pane.group_bar.isVisible()


async def test_people_around_somebody_give_way_to_what_is_typed(
    studio: Studio, pane: DirectoryPane
) -> None:
    account, people = studio.world.acme.id, pane.list.model()
    alice = Jid("alice.chen", "acme.example")
    pane.show_group(account, alice, PeopleGroup.UNIT, "Alice Chen")
    await until(lambda: pane.list.isVisible() and people.rowCount() >= 2, "who is in the unit")
    assert pane.group_bar.title.text() == "In the same unit as Alice Chen"
    QTest.keyClicks(pane.field, "zhang")
    await until(lambda: people.rowCount() == 1 and not pane.group_bar.isVisible(), "found")
    pane.show_group(account, alice, PeopleGroup.REPORTS, "Alice Chen")
    await until(lambda: people.rowCount() == 0 and pane.group_bar.isVisible(), "nobody reports")
    QTest.keyClick(pane.field, Qt.Key.Key_Escape)
    await until(pane.tree.isVisible, "the tree is back")


async def test_ten_thousand_in_one_unit_come_in_several_turns(
    studio: Studio, pane: DirectoryPane
) -> None:
    account, model = studio.world.acme.id, pane.tree_model
    directory = studio.world.startalk.directory
    many = [Member(Jid(f"p{n}", "acme.example"), f"P {n}") for n in range(10_000)]
    directory.people[account] += [("rd.sw", one) for one in many]
    come: list[int] = []
    model.rowsInserted.connect(lambda _parent, first, last: come.append(last - first + 1))
    await open_software(pane)
    assert max(come) <= 1_000
    assert len(names(model)) > 10_000
    assert names(model).index("P 9999") - names(model).index("P 0") == 9_999
    directory.people[account] = [
        pair for pair in directory.people[account] if pair[1].name != "P 5000"
    ]
    studio.world.startalk.changes.announce(DirectoryChanged(account, frozenset({"rd.sw"})))
    await until(lambda: "P 5000" not in names(model), "who left is gone")
    row = row_of(model, "Software 软件部")
    model.set_open(row, False)
    assert len(names(model)) < 20


async def test_a_linked_domain_is_below_its_company_and_says_so(
    studio: Studio, pane: DirectoryPane
) -> None:
    partner(studio)
    model = pane.tree_model
    await open_rows(model, "Acme Robotics", "Initech 因泰克", "Sales")
    row = row_of(model, "Initech 因泰克")
    told = model.told(row)
    assert (told.kind, told.domain, told.count) == (NodeKind.PARTNER, "initech.example", 2)
    assert names(model).index("Operations") < row < names(model).index("Globex")
    person = model.told(row_of(model, "Bill Lumbergh"))
    assert person.domain == "initech.example"
    assert model.told(row_of(model, "Globex")).domain == ""
    face = pane.tree.delegate.face(model.index(row_of(model, "Bill Lumbergh"), 0))
    assert face.detail == "initech.example · Vice president", "what is cut off is not the domain"
    people = pane.list.model()
    QTest.keyClicks(pane.field, "lumbergh")
    await until(lambda: people.rowCount() == 1, "found")
    found = pane.list.itemDelegate().face(people.index(0, 0))
    assert found.detail.startswith("initech.example · ")
    assert found.company == "Acme Robotics", "the way in which they are reached"


async def test_what_matched_is_marked_where_it_is_shown(studio: Studio) -> None:
    person = Person(Jid("bill", "initech.example"), "Bill Lumbergh", "Vice president")
    found = FoundPerson(studio.world.acme.id, person, terms=("vice",))
    words, ((start, end),) = detail_of(found)
    assert words[start:end] == "Vice"
    detail = f"initech.example · {words}"
    ((start, end),) = marks_in(detail, found)
    assert detail[start:end] == "Vice"


async def test_the_card_of_a_partners_person_says_how_they_are_reached(
    studio: Studio, pane: DirectoryPane
) -> None:
    partner(studio)
    studio.window.actions_of.show_card(studio.world.acme.id, Jid("bill", "initech.example"))
    card = await dialog_of(PersonCard)
    await until(lambda: card.name_label.text() == "Bill Lumbergh", "the card is read")
    assert card._domain.text() == "initech.example · Linked through Acme Robotics"
    assert card._domain.isVisible()


async def test_a_partners_person_wears_their_domain_in_the_conversation(
    studio: Studio, pane: DirectoryPane
) -> None:
    partner(studio)
    bill, account = Jid("bill", "initech.example"), studio.world.acme.id
    studio.world.startalk.directory.put(account, bill, "Bill Lumbergh", Availability.AWAY)
    await open_rows(pane.tree_model, "Acme Robotics", "Initech 因泰克", "Sales")
    QTest.mouseDClick(pane.tree.viewport(), LEFT, NONE, place(pane, "Bill Lumbergh"))
    stage = studio.window.stage
    await until(lambda: stage.model is not None, "the conversation is open")
    line = studio.window.findChildren(ConversationHeader)[0]._line
    await until(lambda: line.text() == "initech.example · Away", "the domain comes first")
