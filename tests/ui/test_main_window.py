"""The window as a whole: choosing, reading, writing, troubles, and the end."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QToolButton

from startalk_desktop.model.connection import Offline, Online, Refused, WaitingToRetry
from startalk_desktop.model.failure import Failure, FailureCode
from startalk_desktop.model.identity import ConversationId, now
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.message import DeliveryState
from startalk_desktop.tasks import TaskScope
from startalk_desktop.ui.layout_store import ForgetfulLayoutStore
from startalk_desktop.ui.main_window import MainWindow
from startalk_desktop.ui.sidebar.sidebar import Page
from startalk_desktop.ui.theme import Theme
from startalk_desktop.ui.time_texts import TimeTexts
from startalk_desktop.ui.widgets.banner import Banner
from tests.ui.screens import Studio
from tests.ui.waiting import settle, until
from tests.ui.world import World, long_history


def _click_row(studio: Studio, conversation: object) -> None:
    row = studio.window.inbox_model.row_of(conversation)  # type: ignore[arg-type]
    view = studio.window.inbox
    rect = view.visualRect(studio.window.inbox_model.index(row or 0))
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=rect.center())


async def test_a_click_opens_a_conversation_and_reads_it(studio: Studio) -> None:
    launch = studio.world.launch
    _click_row(studio, launch)
    await until(lambda: studio.window.stage.model is not None, "the conversation is open")
    model = studio.window.stage.model
    assert model is not None
    assert model.id == launch
    await until(
        lambda: studio.world.startalk.conversations[launch].line.unread_count == 0,
        "what is in sight is marked read",
    )
    assert model.messages.first_unread is not None


async def test_what_comes_into_sight_is_read_at_once(studio: Studio) -> None:
    await studio.open(studio.world.li)
    it = studio.world.startalk.conversations[studio.world.li]
    model = studio.window.stage.model
    assert model is not None
    for text in ("在吗？", "有个小问题"):
        studio.world.startalk.say(studio.world.li, text)
        assert it.line.unread_count == 1
        await until(lambda: it.line.unread_count == 0, "it is read")
    assert model.messages.message(model.messages.rowCount() - 1).text == "有个小问题"


async def test_what_is_typed_leaves_with_enter_and_stays_with_shift(studio: Studio) -> None:
    await studio.open(studio.world.li)
    composer = studio.window.stage.view.composer
    QTest.keyClicks(composer.text, "first")
    QTest.keyClick(composer.text, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClicks(composer.text, "second")
    QTest.keyClick(composer.text, Qt.Key.Key_Return)
    assert composer.text.toPlainText() == ""
    stored = studio.world.startalk.conversations[studio.world.li].messages
    await until(lambda: stored[-1].text == "first\nsecond", "the message is stored")
    assert stored[-1].is_outgoing
    model = studio.window.stage.model
    assert model is not None
    await until(lambda: model.messages.row_of(stored[-1].row) is not None, "it is shown")
    await settle()
    assert studio.window.stage.view.messages.is_at_end


async def test_the_composer_says_in_whose_name_it_sends(studio: Studio) -> None:
    await studio.open(studio.world.li)
    chips = [
        label.text()
        for label in studio.window.stage.view.composer.findChildren(
            type(studio.window.stage.view.composer._as)
        )
    ]
    assert any("wangfang@beichen.example" in text and "北辰设计" in text for text in chips)


async def test_drafts_survive_a_change_of_conversation(studio: Studio) -> None:
    await studio.open(studio.world.li)
    composer = studio.window.stage.view.composer
    QTest.keyClicks(composer.text, "half a thought")
    await studio.open(studio.world.launch)
    assert composer.text.toPlainText() == ""
    line = studio.world.startalk.conversations[studio.world.li]
    await until(lambda: line.line.draft == "half a thought", "the draft is kept")
    await studio.open(studio.world.li)
    await until(lambda: composer.text.toPlainText() == "half a thought", "the draft is back")


async def test_typing_is_told_and_ends(studio: Studio) -> None:
    await studio.open(studio.world.li)
    told = studio.world.startalk.conversations[studio.world.li].own_typing
    QTest.keyClicks(studio.window.stage.view.composer.text, "hi")
    assert told[-1] is True
    QTest.keyClick(studio.window.stage.view.composer.text, Qt.Key.Key_Return)
    assert told[-1] is False
    await settle()


@pytest.mark.parametrize("is_locked", [True, False])
async def test_a_company_that_cannot_send_closes_the_composer(
    studio: Studio, is_locked: bool
) -> None:
    await studio.open(studio.world.li)
    accounts = studio.world.startalk.accounts
    account = studio.world.beichen.id
    composer = studio.window.stage.view.composer
    if is_locked:
        await accounts.lock(account)
        await until(lambda: studio.window.stage.model is None, "nothing of it is shown any more")
    else:
        accounts.set_state(account, Refused(Failure(FailureCode.PASSWORD)))
        await until(lambda: not composer.text.isEnabled(), "the composer is closed")
        assert composer._note.text() != ""


async def test_unlocking_brings_the_conversation_back(studio: Studio) -> None:
    await studio.open(studio.world.li)
    accounts = studio.world.startalk.accounts
    await accounts.lock(studio.world.beichen.id)
    await until(lambda: studio.window.stage.model is None)
    button = next(
        button
        for button in studio.window.stage.findChildren(QPushButton)
        if button.isVisible() and button.text() == "Unlock"
    )
    button.click()
    await until(lambda: studio.window.stage.model is not None, "the conversation is back")


async def test_without_a_line_messages_are_queued_and_said_to_be(studio: Studio) -> None:
    await studio.open(studio.world.li)
    studio.world.startalk.accounts.set_state(studio.world.beichen.id, Offline())
    composer = studio.window.stage.view.composer
    await until(lambda: "No connection" in composer._note.text())
    QTest.keyClicks(composer.text, "later")
    QTest.keyClick(composer.text, Qt.Key.Key_Return)
    stored = studio.world.startalk.conversations[studio.world.li].messages
    await until(lambda: stored[-1].text == "later")
    assert stored[-1].state is DeliveryState.QUEUED


async def test_banners_count_down_and_retry(studio: Studio) -> None:
    accounts = studio.world.startalk.accounts
    lost = WaitingToRetry(now() + 30_000_000, Failure(FailureCode.CONNECTION_LOST), 1)
    accounts.set_state(studio.world.globex.id, lost)
    await until(lambda: studio.window.banners.isVisible(), "a banner shows")
    banner = studio.window.banners.findChild(Banner)
    assert "Globex" in banner.accessibleName()
    banner.findChild(QPushButton).click()
    assert accounts.network_changes == 1
    accounts.set_state(studio.world.globex.id, Online())
    await until(lambda: not studio.window.banners.isVisible(), "the banner goes")


async def test_a_refused_password_can_be_given_anew(studio: Studio) -> None:
    accounts = studio.world.startalk.accounts
    accounts.set_state(studio.world.acme.id, Refused(Failure(FailureCode.PASSWORD)))
    await until(lambda: studio.window.banners.findChild(Banner) is not None)
    studio.window.banners.findChild(Banner).findChild(QPushButton).click()
    await until(lambda: QApplication.activeModalWidget() is not None, "the dialog is open")
    dialog = QApplication.activeModalWidget()
    QTest.keyClicks(dialog.field, "correct horse")  # type: ignore[union-attr]
    QTest.keyClick(dialog.field, Qt.Key.Key_Return)  # type: ignore[union-attr]
    await until(lambda: accounts.passwords, "the password is handed over")
    assert accounts.passwords == {studio.world.acme.id: "correct horse"}


async def test_the_rail_limits_the_list_to_one_company(studio: Studio) -> None:
    studio.window.rail.choose(studio.world.beichen.id)
    await until(lambda: studio.window.inbox_model.rowCount() == 3, "only that company's lines")
    assert not studio.window.inbox.delegate.shows_company
    QTest.keyClick(studio.window, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    await until(
        lambda: studio.window.inbox_model.rowCount() == len(studio.world.startalk.conversations)
    )


async def test_leaving_a_company_asks_and_then_shows_nothing_of_it(studio: Studio) -> None:
    await studio.open(studio.world.li)
    studio.window.actions_of.run(
        studio.window.actions_of._dialogs.leave(studio.world.beichen.id), "leave"
    )
    await until(lambda: QApplication.activeModalWidget() is not None)
    dialog = QApplication.activeModalWidget()
    assert dialog is not None
    next(b for b in dialog.findChildren(QPushButton) if b.text() == "Leave and erase").click()
    await until(lambda: len(studio.world.startalk.accounts.all()) == 2, "the company is gone")
    await until(lambda: studio.window.stage.model is None, "its conversation is closed")


async def test_scrolling_up_pages_from_the_store_and_then_the_archive(studio: Studio) -> None:
    chat = long_history(studio.world, 80, archived=120)
    await studio.open(chat)
    view = studio.window.stage.view.messages
    model = studio.window.stage.model
    assert model is not None
    for _ in range(40):
        view.verticalScrollBar().setValue(0)
        await settle(20)
        if model.pager.past.value == "beginning":
            break
    assert model.messages.rowCount() == 200
    assert model.messages.message(0).text.startswith("0 ")
    assert studio.world.startalk.conversations[chat].fetches >= 2


async def test_a_prepend_does_not_move_what_is_read(studio: Studio) -> None:
    chat = long_history(studio.world, 280)
    await studio.open(chat)
    view = studio.window.stage.view.messages
    await settle()
    view.verticalScrollBar().setValue(600)
    row = view.row_at(200)
    message, before = view.message_at(row), view.row_corner(row).y()
    count = view.model().rowCount()
    await until(lambda: view.model().rowCount() > count, "an older page came")
    await settle()
    model = studio.window.stage.model
    assert model is not None
    now_at = model.messages.row_of(message.row)
    assert now_at is not None
    assert abs(view.row_corner(now_at).y() - before) <= 1


async def test_messages_that_come_while_scrolled_up_are_counted(studio: Studio) -> None:
    chat = long_history(studio.world, 200)
    await studio.open(chat)
    view = studio.window.stage.view
    await settle()
    bar = view.messages.verticalScrollBar()
    bar.setValue(bar.maximum() - 900)
    await settle()
    for number in range(3):
        studio.world.startalk.say(chat, f"new {number}")
    await until(lambda: "3 new" in view.floats.jump_button.accessibleName(), "three are counted")
    view.floats.jump_button.click()
    await until(lambda: view.messages.is_at_end, "the end is in sight")
    assert not view.floats.jump_button.isVisible()


async def test_the_window_of_messages_stays_bounded(studio: Studio) -> None:
    chat = long_history(studio.world, 1000)
    await studio.open(chat)
    view = studio.window.stage.view.messages
    model = studio.window.stage.model
    assert model is not None
    for _ in range(25):
        view.verticalScrollBar().setValue(0)
        await settle(15)
    assert model.messages.rowCount() == 300
    assert model.pager.has_below
    studio.window.stage.view.floats.jump_button.click()
    await until(lambda: not model.pager.has_below, "the newest part is shown again")
    await settle()
    assert view.is_at_end


async def test_search_jumps_to_the_hit(studio: Studio) -> None:
    chat = long_history(studio.world, 500)
    studio.window.show_page(Page.SEARCH)
    QTest.keyClicks(studio.window.search.field, "100 ")
    await until(lambda: studio.window.search.list.model().rowCount() > 0, "there are hits")
    view = studio.window.search.list
    view.setCurrentIndex(view.model().index(0, 0))
    QTest.keyClick(view, Qt.Key.Key_Return)
    await until(
        lambda: studio.window.stage.model is not None and studio.window.stage.model.id == chat
    )
    model = studio.window.stage.model
    assert model is not None
    wanted = studio.world.startalk.conversations[chat].messages[100].row
    await until(lambda: model.messages.row_of(wanted) is not None, "the hit is loaded")
    await settle()
    messages = studio.window.stage.view.messages
    row = model.messages.row_of(wanted)
    assert row is not None
    assert 0 <= messages.row_corner(row).y() < messages.viewport().height()


async def test_every_control_has_a_name(studio: Studio) -> None:
    await studio.open(studio.world.launch)
    nameless = [
        button
        for button in studio.window.findChildren(QToolButton)
        if not button.accessibleName()
        and button.objectName() != "qt_toolbar_ext_button"
        and button.parent() is not None
        and not button.parent().inherits("QLineEdit")
    ]
    assert nameless == []


async def test_a_person_of_a_linked_company_wears_their_domain_in_the_list(studio: Studio) -> None:
    world = studio.world
    bill = Jid("bill", "initech.example")
    line = await world.startalk.inbox.open_direct(world.acme.id, bill, "Bill Lumbergh")
    world.startalk.say(line, "Yeah, about those reports")
    model = studio.window.inbox_model
    await until(lambda: model.row_of(line) is not None, "the line")
    spoken = Qt.ItemDataRole.AccessibleTextRole

    def told(conversation: ConversationId) -> str:
        row = model.row_of(conversation)
        assert row is not None
        return str(model.data(model.index(row), spoken))

    assert told(line) == "Bill Lumbergh · initech.example"
    assert "example" not in told(world.alice) + told(world.launch)


async def test_a_long_name_hides_nobodys_domain(studio: Studio) -> None:
    world, model, view = studio.world, studio.window.inbox_model, studio.window.inbox
    seen = []
    for domain in ("initech.example", "umbrella.example"):
        peer = Jid("mina", domain)
        line = await world.startalk.inbox.open_direct(world.acme.id, peer, "Wilhelmina " * 6)
        world.startalk.say(line, "Hello", at=now())
        await until(lambda line=line: model.row_of(line) is not None, "the line")
        row = model.row_of(line)
        assert row is not None
        view.scrollTo(model.index(row))
        rect = view.visualRect(model.index(row))
        first_line = rect.adjusted(72, 10, -72, -rect.height() // 2)
        seen.append(view.viewport().grab(first_line).toImage())
    assert seen[0] != seen[1]


async def test_the_layout_is_remembered(theme: Theme, times: TimeTexts, scope: TaskScope) -> None:
    store = ForgetfulLayoutStore()
    world = World()
    first = MainWindow(world.startalk, theme, times, store, scope)  # type: ignore[arg-type]
    first.resize(1100, 700)
    first.show()
    first.splitter.setSizes([400, 624])
    first.rail.choose(world.globex.id)
    await settle()
    sizes = first.splitter.sizes()
    first.close()
    await first.shut()
    second = MainWindow(world.startalk, theme, times, store, scope)  # type: ignore[arg-type]
    second.show()
    await settle()
    assert "geometry" in store.kept
    assert second.splitter.sizes()[0] == sizes[0]
    assert second.inbox_model.account == world.globex.id
    await second.shut()
    second.close()
    for window in (first, second):
        window.deleteLater()
    await settle()


async def test_closing_asks_for_the_shutdown_once(studio: Studio) -> None:
    asked: list[bool] = []
    studio.window.closing.connect(lambda: asked.append(True))
    studio.window.close()
    studio.window.close()
    assert asked == [True]


@pytest.mark.parametrize(("width", "height"), [(900, 600), (1280, 800), (2560, 1440)])
async def test_it_fits_small_and_large_screens(studio: Studio, width: int, height: int) -> None:
    studio.window.resize(width, height)
    await studio.open(studio.world.launch)
    assert (studio.window.width(), studio.window.height()) == (width, height)
    view = studio.window.stage.view.messages
    for row in range(view.model().rowCount()):
        layout = view.layout_of(row)
        assert layout.bubble.left() >= 0
        assert layout.bubble.right() <= view.viewport().width()
        assert layout.bubble.width() <= 600


async def test_copying_a_message_reaches_the_clipboard(studio: Studio) -> None:
    await studio.open(studio.world.li)
    view = studio.window.stage.view.messages
    view.select_message(1)
    assert view.copy()
    assert QGuiApplication.clipboard().text() == view.message_at(1).text
