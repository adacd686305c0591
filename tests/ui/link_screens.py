"""Screens of messages that did not cross to a partner, and the people and failures that they and their tests show."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QWidget

from startalk_desktop.model.failure import Failure, FailureCode
from startalk_desktop.model.identity import ConversationId
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.message import DeliveryState, Message
from startalk_desktop.ui.chat.commands import Command
from startalk_desktop.ui.chat.details_dialog import DetailsDialog
from tests.ui.directory_screens import partner
from tests.ui.fakes import MINUTE
from tests.ui.hands import dialog_of
from tests.ui.waiting import settle, until

if TYPE_CHECKING:
    from tests.ui.screens import Studio

BILL = Jid("bill", "initech.example")
IN_HIS_NAME = str(BILL)
REFUSALS = (
    ("Did the reports reach you?", FailureCode.DOMAIN_AWAY, "Server-to-server connection failed: connection refused"),
    ("报告收到了吗？", FailureCode.NO_LINK, "Acme has not opened a link to Initech"),
    ("They are on page four.", FailureCode.LINK_LIMITED, "the link from Initech to Acme does not reach this address"),
    ("And the covers?", FailureCode.DOMAIN_UNREACHABLE, "DNS lookup failed: enoname"),
    ("Hello?", FailureCode.CROSSING_REFUSED, "Access denied by service policy"),
)  # fmt: skip


async def refuse(studio: Studio) -> list[Message]:
    """Open a conversation with Bill of Initech, who gets none of it; the messages."""
    partner(studio)
    startalk, account = studio.world.startalk, studio.world.acme
    line = await startalk.inbox.open_direct(account.id, BILL, "Bill Lumbergh")
    start = studio.world.now - 30 * MINUTE
    startalk.say(line, "Yeah, about those reports …", at=start, is_quiet=True)
    said = [_say(studio, line, start + (n + 1) * MINUTE, *one) for n, one in enumerate(REFUSALS)]
    await studio.open(line)
    await settle()
    return said


def _say(
    studio: Studio, line: ConversationId, at: int, text: str, code: FailureCode, words: str
) -> Message:
    failure, state = Failure(code, words, IN_HIS_NAME), DeliveryState.FAILED
    return studio.world.startalk.say(
        line, text, at=at, is_outgoing=True, state=state, failure=failure, is_quiet=True
    )


async def refused(studio: Studio) -> None:
    await refuse(studio)


async def refused_narrow(studio: Studio) -> None:
    studio.window.resize(760, 640)
    await refuse(studio)


async def refused_details(studio: Studio) -> None:
    said = await refuse(studio)
    studio.window.stage.view.wishes.do(Command.DETAILS, [said[0]])
    studio.subject = await dialog_of(DetailsDialog)


async def refused_tip(studio: Studio) -> None:
    await refuse(studio)
    view = studio.window.stage.view.messages
    place = line_of_failure(studio, view.model().rowCount() - 1)
    viewport = view.viewport()
    event = QHelpEvent(QEvent.Type.ToolTip, place.toPoint(), viewport.mapToGlobal(place.toPoint()))
    QApplication.sendEvent(viewport, event)
    await until(lambda: _tips() != [], "the tip")
    studio.subject = _tips()[0]


def line_of_failure(studio: Studio, row: int) -> QPointF:
    """The middle of what stands below the message in model row `row`, in the view."""
    view = studio.window.stage.view.messages
    view.scrollTo(view.model().index(row, 0))
    failure = view.layout_of(row).failure
    assert failure is not None, "it did not fail"
    return failure.translated(view.row_corner(row)).center()


def _tips() -> list[QWidget]:
    shown = (one for one in QApplication.topLevelWidgets() if one.isVisible())
    return [one for one in shown if one.metaObject().className() == "QTipLabel"]


Screen = Callable[["Studio"], Awaitable[None]]
LINK_SCREENS: dict[str, Screen] = {
    screen.__name__.replace("_", "-"): screen
    for screen in (refused, refused_narrow, refused_details, refused_tip)
}
