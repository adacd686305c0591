"""A working day at the window, over the reference server: notices, quiet, presence, cards, arranging, leaving."""

from __future__ import annotations

from pathlib import Path

import pytest
import pytest_asyncio
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from startalk_desktop.core.discretion import Discretion
from startalk_desktop.model.conversation import FOREVER, InboxFilter
from startalk_desktop.model.identity import ConversationId
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.presence import Availability
from startalk_desktop.tasks import TaskScope
from startalk_desktop.ui.chat.commands import Command
from startalk_desktop.ui.desktop.notice_presenter import NoticePresenter
from startalk_desktop.ui.desktop.notifier import Herald
from startalk_desktop.ui.leave_dialog import LeaveDialog
from startalk_desktop.ui.own_card_dialog import OwnCardDialog
from startalk_desktop.ui.person_card import PersonCard
from tests.e2e.stage import Desk, colleague
from tests.ui.day_screens import portrait
from tests.ui.hands import Hands, dialog_of
from tests.ui.notifier import FakeNotifier
from tests.ui.waiting import settle, until

ACME, BEICHEN = "acme.example", "beichen.example"
_LEFT = Qt.MouseButton.LeftButton


class Notified:
    """The notices of a desk."""

    def __init__(self, desk: Desk, scope: TaskScope) -> None:
        self.notifier = FakeNotifier()
        self.scope = scope
        self.rings = 0
        herald = Herald(desk.window, self.notifier, self._ring)
        discretion = Discretion(desk.startalk.attention)
        self.presenter = NoticePresenter(desk.window, desk.startalk, herald, discretion, scope)

    def _ring(self) -> None:
        self.rings += 1


@pytest_asyncio.fixture
async def notified(desk: Desk):  # type: ignore[no-untyped-def]  # a generator of one
    scope = TaskScope("notices")
    made = Notified(desk, scope)
    yield made
    made.presenter.close()
    await scope.close()


async def test_a_notice_is_answered_clicked_and_withdrawn(
    desk: Desk, wangs_desk: Desk, notified: Notified
) -> None:
    await desk.add_company(ACME)
    await wangs_desk.add_company(ACME)
    await wangs_desk.open_with(ACME, "lin")
    shown, notifier = notified.notifier.shown, notified.notifier
    await wangs_desk.write("早，报价单看过了吗？")
    await until(lambda: len(shown) == 1, "a notice", 15)
    assert (shown[0].title, shown[0].body) == ("王芳 · Acme", "早，报价单看过了吗？")
    assert notified.rings == 1

    notifier.replied.emit(shown[0].conversation, "看了")
    await wangs_desk.sees("看了")
    await until(lambda: shown[0].conversation in notifier.withdrawn, "read, so withdrawn", 15)

    wang = Hands(wangs_desk.window)
    await wangs_desk.write("说错了")
    await until(lambda: len(shown) == 2, "another notice", 15)
    before = len(notifier.withdrawn)
    wrong = await wangs_desk.sees("说错了")
    await wang.choose(wrong, Command.RECALL)
    await until(lambda: len(notifier.withdrawn) > before, "recalled, so withdrawn", 20)

    await wangs_desk.write("请看这里")
    await until(lambda: len(shown) == 3, "a third", 15)
    desk.window.hide()
    notifier.activated.emit(shown[2].conversation)
    await until(lambda: desk.window.isVisible(), "the window comes up")
    await desk.sees("请看这里")


async def test_quiet_hidden_and_blocked_people_do_not_disturb(
    desk: Desk, notified: Notified
) -> None:
    account = await desk.add_company(ACME)
    wang = await colleague(desk.server.domain(ACME), "wang")
    zhao = await colleague(desk.server.domain(ACME), "zhao")
    shown, attention = notified.notifier.shown, desk.startalk.attention
    directory = desk.startalk.directory
    await until(
        lambda: directory.name(account.id, Jid("zhao", ACME)) == "赵敏", "the tree is read", 15
    )
    await attention.set_do_not_disturb(account.id, FOREVER)
    await wang.say(f"lin@{ACME}", "quiet")
    model = desk.window.inbox_model
    await until(lambda: desk.startalk.inbox.unread_count() == 1, "it is there", 15)
    await until(lambda: len(notified.scope) == 0, "it was considered")
    assert shown == []
    await attention.set_do_not_disturb(account.id, None)
    await attention.set_content_hidden(True)
    await wang.say(f"lin@{ACME}", "secret")
    await until(lambda: len(shown) == 1, "a notice", 15)
    assert "secret" not in shown[0].title + shown[0].body
    await desk.startalk.blocking.block(account.id, Jid("wang", ACME))
    await wang.say(f"lin@{ACME}", "unheard")
    await zhao.say(f"lin@{ACME}", "heard")
    await until(lambda: len(shown) == 2, "the other's", 15)
    assert "赵敏" in shown[1].title
    await until(lambda: model.rowCount() == 2, "both are listed")
    await until(lambda: desk.startalk.inbox.unread_count() == 3, "and nothing unheard is there")


async def test_what_is_arranged_follows_to_another_device(desk: Desk, tmp_path: Path) -> None:
    account = await desk.add_company(ACME)
    await desk.open_with(ACME, "wang")
    chat = ConversationId(account.id, Jid("wang", ACME))
    line = await desk.startalk.conversation(chat).info()
    arranging = desk.window.actions_of.arranging
    for command in ("pin", "star", "mute_always"):
        arranging.do(line, command)
    await desk.startalk.conversation(chat).set_remark("王总")
    await until(lambda: desk.window.inbox_model.row_of(chat) is not None, "listed")
    from startalk_desktop.core.startalk import Startalk
    from startalk_desktop.store.keys import MemoryVault

    other = await Startalk.open(tmp_path / "other", MemoryVault())
    try:
        added = await other.accounts.add(
            account.jid, desk.form(ACME).password, endpoint=account.endpoint,
            extra_ca_pem=account.extra_ca_pem,
        )  # fmt: skip
        there = ConversationId(added.id, chat.peer)

        async def arrived() -> bool:
            lines = await other.inbox.conversations(added.id, InboxFilter.STARRED)
            return any(
                one.id == there and one.is_pinned and one.remark == "王总" and one.is_muted
                for one in lines
            )

        for _ in range(400):
            if await arrived():
                break
            await other.inbox.open_direct(added.id, chat.peer)
            await settle(50)
        assert await arrived()
    finally:
        await other.close()


async def test_presence_and_card_are_seen_by_a_colleague(desk: Desk, wangs_desk: Desk) -> None:
    acme = await desk.add_company(ACME)
    wangs = await wangs_desk.add_company(ACME)
    desk.window.actions_of.edit_own_card(acme.id)
    dialog = await dialog_of(OwnCardDialog)
    QTest.keyClicks(dialog.phones, "555 0199 777")
    dialog.show_picture(portrait())
    QTest.mouseClick(dialog.crop_button, _LEFT)
    QTest.mouseClick(dialog.save_button, _LEFT)
    await until(lambda: QApplication.activeModalWidget() is None, "saved", 15)
    wangs_desk.window.actions_of.show_card(wangs.id, Jid("lin", ACME))
    card = await dialog_of(PersonCard)
    await until(lambda: card._person.image is not None, "the picture", 15)
    await until(
        lambda: any(phone.number == "555 0199 777" for phone in card._person.card.phones),
        "phone",
        15,
    )
    assert card._person.card.unit_path[-1] == "Acme"
    desk.window.actions_of.companies.do(acme.id, f"presence:{int(Availability.AWAY)}")
    await until(
        lambda: desk.startalk.presence.shown(acme.id).presence.availability is Availability.AWAY,
        "away",
    )


@pytest.mark.parametrize("domain", [BEICHEN])
async def test_leaving_counts_erases_and_lets_sign_in_again(
    desk: Desk, tmp_path: Path, domain: str
) -> None:
    await desk.add_company(ACME)
    account = await desk.add_company(domain)
    await desk.open_with(domain, "wang")
    await desk.write("再见")
    files = {path for path in (tmp_path / "profile" / "accounts").rglob("*") if path.is_file()}
    assert files
    desk.window.actions_of.leave(account.id)
    dialog = await dialog_of(LeaveDialog)
    assert "1 message" in dialog.destroyed_words[0]
    QTest.mouseClick(dialog.leave, _LEFT)
    await until(lambda: desk.account(domain) is None, "left", 15)
    await until(lambda: desk.window.stage.model is None, "nothing of it is shown")
    left = {path for path in (tmp_path / "profile" / "accounts").rglob("*") if path.is_file()}
    assert len(left) < len(files)
    assert account.id not in "".join(map(str, left))
    again = await desk.add_company(domain)
    assert again.id != account.id
