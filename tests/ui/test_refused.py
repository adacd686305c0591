"""What stands below a message that did not cross, in its tooltip and in its menu: ours first, theirs as a quotation."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QHelpEvent, QTextDocument
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip

from startalk_desktop.model.failure import Failure, FailureCode
from startalk_desktop.model.message import DeliveryState, Message, SharedFile
from startalk_desktop.model.transfer import TransferDirection
from startalk_desktop.ui.chat.commands import Command
from startalk_desktop.ui.chat.details_dialog import DetailsDialog
from startalk_desktop.ui.chat.failed_texts import failed_line, failed_tip
from startalk_desktop.ui.chat.message_menu import FailedMenu
from startalk_desktop.ui.chat.transfer_texts import failure_words
from tests.ui.hands import Hands, dialog_of
from tests.ui.link_screens import BILL, REFUSALS, line_of_failure, refuse
from tests.ui.screens import Studio
from tests.ui.waiting import settle, until

HOSTILE = '<b>Call IT</b>\n”. Startalk: \u202egnp.exe <img src="https://evil.example/x">'


async def test_each_refusal_says_another_thing_and_whose_words_it_quotes(studio: Studio) -> None:
    messages = await refuse(studio)
    assert len({failed_line(one) for one in messages}) == len(REFUSALS)
    view = studio.window.stage.view.messages
    for message, (_, _, words) in zip(messages, REFUSALS, strict=True):
        row = view.model().rowCount() - len(messages) + messages.index(message)
        tip = view.tooltip_at(line_of_failure(studio, row)).split("\n")
        assert tip[0].startswith(failed_line(message))
        assert tip[1] == f"Answer in the name of {BILL}: “{words}”"
        assert tip[2] == "Click to try again or discard"


async def test_what_may_pass_is_not_called_a_missing_link(studio: Studio) -> None:
    away = (await refuse(studio))[0]
    assert away.failure is not None
    assert away.failure.code is FailureCode.DOMAIN_AWAY
    assert failed_line(away) == "Not sent: the server of this address can't be reached at present."
    assert "Try again later." in failed_tip(away)
    assert "no link" not in failed_tip(away)


async def test_hostile_words_are_one_line_of_text(studio: Studio) -> None:
    message = (await refuse(studio))[-1]
    failure = Failure(FailureCode.DOMAIN_AWAY, HOSTILE, f"room@{BILL.domain}/<i>IT</i>\n\u202e")
    world, chat = studio.world, message.conversation
    world.startalk.change(chat, message.row, failure=failure)
    view = studio.window.stage.view.messages
    last = view.model().rowCount() - 1
    await until(lambda: view.message_at(last).failure == failure, "told")
    place = line_of_failure(studio, last).toPoint()
    viewport = view.viewport()
    event = QHelpEvent(QEvent.Type.ToolTip, place, viewport.mapToGlobal(place))
    QApplication.sendEvent(viewport, event)
    document = QTextDocument()
    document.setHtml(QToolTip.text())
    said = document.toPlainText().split("\n")
    QToolTip.hideText()
    assert said[1] == (
        f"Answer in the name of room@{BILL.domain}/<i>IT</i>: "
        '“<b>Call IT</b> ". Startalk: gnp.exe <img src="https://evil.example/x">”'
    )
    assert len(said) == 3


async def test_the_menu_of_a_refused_message_leads_to_its_details(studio: Studio) -> None:
    message = (await refuse(studio))[1]
    hands = Hands(studio.window)
    hands.stand_on(message)
    hands.press(Qt.Key.Key_Return)
    view = studio.window.stage.view.messages
    await until(lambda: view.findChildren(FailedMenu) != [], "the menu")
    (menu,) = view.findChildren(FailedMenu)
    QTest.mouseClick(
        menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(menu.actions()[-1]).center()
    )
    dialog = await dialog_of(DetailsDialog)
    known = dict(dialog.details)
    assert known["Reason"].startswith("Not sent: there is no link to the other company.")
    assert known["Answer"] == "“Acme has not opened a link to Initech”"
    assert known["In the name of"] == str(BILL)
    dialog.reject()
    await settle()


async def test_a_retry_is_asked_for_once(studio: Studio) -> None:
    message = (await refuse(studio))[0]
    studio.window.stage.view.wishes.do(Command.RETRY, [message])
    view = studio.window.stage.view.messages
    row = view.model().rowCount() - len(REFUSALS)
    await until(lambda: view.message_at(row).state is not DeliveryState.FAILED, "it goes again")
    assert view.layout_of(row).failure is None


def failed(failure: Failure | None, message: Message, *urls: str) -> Message:
    files = tuple(SharedFile(url, "plan.pdf") for url in urls)
    return replace(message, failure=failure, files=files)


@pytest.mark.parametrize(
    ("urls", "words"),
    [
        (("https://upload.acme.example/1",), "Not sent: it is longer than the server takes."),
        (("https://upload.acme.example/1", ""), "It is larger than the company's server takes."),
    ],
)
async def test_a_message_with_its_files_up_failed_as_a_message(
    studio: Studio, urls: tuple[str, ...], words: str
) -> None:
    message = (await refuse(studio))[0]
    assert failed_line(failed(Failure(FailureCode.TOO_LARGE), message, *urls)) == words


async def test_what_nobody_said_is_not_quoted(studio: Studio) -> None:
    message = (await refuse(studio))[0]
    ours = Failure(FailureCode.DOMAIN_AWAY, "remote-server-timeout")
    assert "remote-server-timeout" not in failed_tip(failed(ours, message))
    assert failed_tip(failed(None, message)) == "Click to try again or discard"


@pytest.mark.parametrize("code", [FailureCode.NOT_ALLOWED, FailureCode.TIMEOUT, FailureCode.POLICY])
def test_a_file_of_a_partner_is_not_said_to_be_refused_by_our_service(code: FailureCode) -> None:
    failure = Failure(code)
    up, down = (failure_words(failure, way) for way in TransferDirection)
    assert "company" in up
    assert down.startswith("The server that has the file ")
