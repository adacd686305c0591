"""What a person does at the window, against the reference server over real sockets."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from startalk_desktop.model.connection import Online
from startalk_desktop.model.message import DeliveryState
from startalk_desktop.ui.sidebar.sidebar import Page
from startalk_desktop.viewmodels.sign_in import SignInPhase
from tests.e2e.stage import DOMAINS, Desk, colleague
from tests.ui.waiting import until


async def test_add_a_company_read_and_answer(desk: Desk) -> None:
    wang = await colleague(desk.server.domain("acme.example"), "wang")
    await desk.add_company("acme.example")
    await wang.say("lin@acme.example", "早，报价单看过了吗？")
    await until(
        lambda: ("王芳", "早，报价单看过了吗？") in desk.inbox_lines(), "a line with her name"
    )
    conversation = desk.window.inbox_model.conversation(0)
    assert conversation.unread_count == 1
    desk.window.stage.open(conversation.id)
    await until(lambda: desk.shown_texts() == ["早，报价单看过了吗？"], "the message is shown")
    await desk.write("看了，第三页写反了。")
    await until(lambda: wang.texts == ["看了，第三页写反了。"], "the answer arrives")
    model = desk.window.stage.model
    assert model is not None
    await until(
        lambda: model.messages.message(1).state >= DeliveryState.SENT, "the tick of the server"
    )
    await until(lambda: desk.startalk.inbox.unread_count() == 0, "what was seen counts as read")


async def test_a_wrong_password_is_said_and_can_be_mended(desk: Desk) -> None:
    dialog = await desk.open_sign_in()
    dialog.prefill(desk.form("acme.example", "wrong"))
    dialog.submit()
    problem = dialog._form_page._problem
    await until(lambda: problem.isVisible() and problem.text(), "the sentence", 30)
    assert "password" in problem.text()
    assert desk.account("acme.example") is None
    dialog.prefill(desk.form("acme.example"))
    dialog.submit()
    await until(lambda: desk.account("acme.example") is not None, "added", 30)


async def test_an_unknown_certificate_is_shown_and_pinned_on_consent(desk: Desk) -> None:
    dialog = await desk.open_sign_in()
    dialog.prefill(desk.form("acme.example", trusts=False))
    dialog.submit()
    await until(lambda: dialog._model.phase is SignInPhase.ASKING, "the question", 30)
    shown = dialog._certificate._fingerprint.text().replace("\n", " ").replace(" ", ":")
    assert len(shown.split(":")) == 32
    dialog._certificate.accepted.emit()
    await until(lambda: desk.account("acme.example") is not None, "added", 30)
    account = desk.account("acme.example")
    assert account is not None
    assert account.pinned_sha256 == shown
    accounts = desk.startalk.accounts
    await until(lambda: isinstance(accounts.state(account.id), Online), "online", 30)


async def test_a_sign_in_that_hangs_can_be_cancelled(desk: Desk) -> None:
    dialog = await desk.open_sign_in()
    form = desk.form("acme.example")
    dialog.prefill(form)
    dialog.submit()
    await until(lambda: dialog._model.phase is SignInPhase.WORKING, "it works on it")
    dialog._steps.cancelled.emit()
    assert dialog._model.phase is SignInPhase.EDITING
    assert desk.startalk.accounts.all() == []


async def test_three_domains_at_once_in_one_window(desk: Desk) -> None:
    colleagues = {name: await colleague(desk.server.domain(name), "wang") for name in DOMAINS}
    for name in DOMAINS:
        await desk.add_company(name)
    for name, wang in colleagues.items():
        await wang.say(f"lin@{name}", f"Hello from {DOMAINS[name]}")
    expected = {f"Hello from {title}" for title in DOMAINS.values()}
    await until(lambda: {text for _, text in desk.inbox_lines()} == expected, "one merged inbox")
    for row in range(3):
        conversation = desk.window.inbox_model.conversation(row)
        domain = conversation.id.peer.domain
        desk.window.stage.open(conversation.id)
        await until(
            lambda title=DOMAINS[domain]: desk.shown_texts() == [f"Hello from {title}"], "switched"
        )
        await desk.write(f"Answer to {domain}")
        await until(
            lambda d=domain: colleagues[d].texts == [f"Answer to {d}"], "the right one got it"
        )
    account = desk.account("beichen.example")
    assert account is not None
    desk.window.rail.choose(account.id)
    await until(lambda: desk.window.inbox_model.rowCount() == 1, "only one company's lines")


async def test_find_a_stranger_in_the_tree_and_write_to_them(desk: Desk) -> None:
    zhao = await colleague(desk.server.domain("acme.example"), "zhao")
    await desk.add_company("acme.example")
    desk.window.show_page(Page.DIRECTORY)
    tree, model = desk.window.directory.tree, desk.window.directory.tree_model

    def names() -> list[str]:
        return [model.index(row, 0).data() for row in range(model.rowCount())]

    if len(names()) == 1:
        model.set_open(0, True)
    await until(lambda: len(names()) == 2, "the head office")
    model.set_open(1, True)
    await until(lambda: len(names()) == 5, "research and two people")
    model.set_open(2, True)
    await until(lambda: "赵敏" in names(), "the stranger")
    person = model.index(names().index("赵敏"), 0)
    QTest.mouseDClick(
        tree.viewport(), Qt.MouseButton.LeftButton, pos=tree.visualRect(person).center()
    )
    await until(lambda: desk.window.stage.model is not None, "the conversation is open")
    await desk.write("你好，我是林悦。")
    await until(lambda: zhao.texts == ["你好，我是林悦。"], "it arrives, with no friending")


async def test_search_finds_a_chinese_word_and_jumps_to_it(desk: Desk) -> None:
    wang = await colleague(desk.server.domain("acme.example"), "wang")
    await desk.add_company("acme.example")
    for number in range(30):
        await wang.say("lin@acme.example", f"第{number}条" + ("：阶梯价" if number == 3 else ""))
    await until(lambda: any(text == "第29条" for _, text in desk.inbox_lines()), "all have come")
    desk.window.show_page(Page.SEARCH)
    desk.window.search.field.setText("阶梯")
    found = desk.window.search.list.model()
    await until(lambda: found.rowCount() == 1, "one hit")
    QTest.keyClick(desk.window.search.field, Qt.Key.Key_Return)
    QTest.keyClick(desk.window.search.list, Qt.Key.Key_Return)
    await until(lambda: "第3条：阶梯价" in desk.shown_texts(), "jumped to the hit")


async def test_the_switcher_finds_by_pinyin_and_opens(desk: Desk) -> None:
    await desk.add_company("beichen.example")
    switcher = desk.window.switcher
    account = desk.account("beichen.example")
    assert account is not None
    directory = desk.startalk.directory
    await until(lambda: directory.company(account.id).people_count == 3, "the tree is known")
    desk.window.activateWindow()
    await until(desk.window.isActiveWindow, "the window has the keyboard")
    QTest.keyClick(desk.window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    await until(switcher.isVisible, "Ctrl+K opens it")
    QTest.keyClicks(switcher.field, "zhaomin")
    model = switcher.list.model()
    await until(lambda: model.rowCount() == 1 and model.index(0, 0).data() == "赵敏", "found")
    QTest.keyClick(switcher.field, Qt.Key.Key_Return)
    await until(lambda: desk.window.stage.model is not None, "opened")
    assert not switcher.isVisible()
