"""Rail, inbox, troubles, pictures, layout: each re-reads just what changed."""

from __future__ import annotations

import asyncio

import pytest
from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QAbstractItemModelTester

from startalk_desktop.model.connection import Offline, Online, Refused, WaitingToRetry
from startalk_desktop.model.failure import Failure, FailureCode
from startalk_desktop.model.jid import Jid
from startalk_desktop.tasks import TaskScope
from startalk_desktop.viewmodels.avatars import AvatarImages, decode
from startalk_desktop.viewmodels.coalescing import CoalescedTask
from startalk_desktop.viewmodels.connections import ConnectionTroubles
from startalk_desktop.viewmodels.inbox import InboxModel, InboxRole
from startalk_desktop.viewmodels.layout import RememberedLayout
from startalk_desktop.viewmodels.line import LineSignal
from startalk_desktop.viewmodels.rail import RailModel, RailRole
from tests.ui.fakes import FakeWindowStore
from tests.ui.waiting import settle, until
from tests.ui.world import World


def png(side: int = 8, height: int | None = None) -> bytes:
    image = QImage(side, height or side, QImage.Format.Format_RGB32)
    image.fill(QColor("teal"))
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    return bytes(buffer.data().data())


@pytest.fixture
def inbox(world: World, scope: TaskScope) -> InboxModel:
    model = InboxModel(world.startalk, scope)  # type: ignore[arg-type]
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal, model)
    return model


async def test_the_rail_shows_all_then_the_companies(world: World) -> None:
    startalk = world.startalk
    model = RailModel(
        startalk.accounts,
        startalk.inbox,
        startalk.attention,
        startalk.services,
        startalk.changes,  # type: ignore[arg-type]
    )
    assert model.rowCount() == 4
    unread = [model.index(row).data(RailRole.UNREAD) for row in range(4)]
    assert unread[0] == sum(unread[1:]) == startalk.inbox.unread_count()
    startalk.accounts.set_state(world.globex.id, Offline())
    await settle()
    row = model.row_of(world.globex.id)
    assert model.index(row).data(RailRole.SIGNAL) == LineSignal.OFFLINE
    await startalk.accounts.lock(world.acme.id)
    await settle()
    locked = model.index(model.row_of(world.acme.id))
    assert (locked.data(RailRole.SIGNAL), locked.data(RailRole.UNREAD)) == (LineSignal.LOCKED, 0)
    await startalk.accounts.remove(world.acme.id)
    await settle()
    assert model.rowCount() == 3
    model.close()


async def test_the_inbox_is_in_order_and_moves_a_line_up(world: World, inbox: InboxModel) -> None:
    inbox.refresh()
    await until(lambda: inbox.is_loaded, "the inbox is read")
    assert inbox.conversation(0).id == world.li  # pinned
    removed: list[int] = []
    inbox.rowsRemoved.connect(lambda _p, first, _l: removed.append(first))
    world.startalk.say(world.design, "新的评审时间定了", at=world.now)
    await until(lambda: inbox.conversation(1).id == world.design, "the line moved up")
    assert removed == []
    inbox.close()


async def test_a_flood_of_changes_reads_the_inbox_a_few_times(
    world: World, inbox: InboxModel
) -> None:
    inbox.refresh()
    await until(lambda: inbox.is_loaded)
    before = world.startalk.inbox.readings
    for number in range(200):
        world.startalk.say(world.li, str(number))
    await settle()
    assert world.startalk.inbox.readings - before <= 3
    inbox.close()


async def test_the_inbox_names_the_sender_in_rooms_only(world: World, inbox: InboxModel) -> None:
    inbox.refresh()
    await until(lambda: inbox.is_loaded)
    room = inbox.index(inbox.row_of(world.launch) or 0)
    direct = inbox.index(inbox.row_of(world.li) or 0)
    assert room.data(InboxRole.SENDER) == "Alice Chen"
    assert direct.data(InboxRole.SENDER) == ""
    inbox.close()


async def test_one_company_only_and_nothing_of_a_locked_one(
    world: World, inbox: InboxModel
) -> None:
    inbox.set_account(world.beichen.id)
    await until(lambda: inbox.is_loaded)
    assert {inbox.conversation(row).id.account for row in range(inbox.rowCount())} == {
        world.beichen.id
    }
    await world.startalk.accounts.lock(world.beichen.id)
    await until(lambda: inbox.rowCount() == 0, "nothing of the locked company is listed")
    inbox.close()


async def test_typing_shows_in_the_line(world: World, inbox: InboxModel) -> None:
    inbox.refresh()
    await until(lambda: inbox.is_loaded)
    world.startalk.set_typing(world.launch, world.launch.peer.with_resource("张伟"))
    assert inbox.index(inbox.row_of(world.launch) or 0).data(InboxRole.TYPING) == ("张伟",)
    inbox.close()


async def test_troubles_are_those_that_need_telling(world: World) -> None:
    startalk = world.startalk
    troubles = ConnectionTroubles(startalk.accounts, startalk.changes)  # type: ignore[arg-type]
    assert troubles.troubles == ()
    failure = Failure(FailureCode.TIMEOUT)
    startalk.accounts.set_state(world.acme.id, WaitingToRetry(1, failure, 1))
    startalk.accounts.set_state(world.globex.id, Refused(failure))
    startalk.accounts.set_state(world.beichen.id, Offline())
    await settle()
    assert [trouble.account.id for trouble in troubles.troubles] == [
        world.acme.id,
        world.globex.id,
    ]
    startalk.accounts.set_state(world.acme.id, Online())
    await settle()
    assert len(troubles.troubles) == 1
    troubles.close()


async def test_pictures_are_fetched_once_and_decoded(world: World, scope: TaskScope) -> None:
    startalk = world.startalk
    jid = Jid("zhang.wei", "acme.example")
    startalk.directory.avatars[world.acme.id, jid] = png(512)
    images = AvatarImages(startalk.directory, startalk.changes, scope)  # type: ignore[arg-type]
    assert images.image(world.acme.id, jid) is None
    await until(lambda: images.image(world.acme.id, jid) is not None, "the picture came")
    picture = images.image(world.acme.id, jid)
    assert picture is not None
    assert max(picture.width(), picture.height()) <= 192
    images.close()


@pytest.mark.parametrize(
    "content",
    [b"", b"not a picture", png()[:40], b"<svg xmlns='http://www.w3.org/2000/svg'/>", png(4100, 2)],
    ids=["empty", "text", "cut", "svg", "huge"],
)
def test_hostile_pictures_are_no_pictures(content: bytes) -> None:
    assert decode(content) is None


async def test_requests_while_running_make_one_more_run(scope: TaskScope) -> None:
    runs: list[int] = []

    async def work() -> None:
        runs.append(1)
        await asyncio.sleep(0)

    task = CoalescedTask(scope, "work", work)
    for _ in range(10):
        task.request()
    await until(lambda: task.is_idle)
    assert len(runs) == 1
    task.request()
    await asyncio.sleep(0)
    for _ in range(10):
        task.request()
    await until(lambda: task.is_idle)
    assert len(runs) == 3


async def test_the_layout_is_written_behind_and_read_again(scope: TaskScope) -> None:
    store = FakeWindowStore()
    layout = await RememberedLayout.read(store, scope)  # type: ignore[arg-type]
    layout.save("splitter", b"\x01")
    layout.save("splitter", b"\x02")
    await until(lambda: store.kept, "it is written")
    await layout.flush()
    again = await RememberedLayout.read(store, scope)  # type: ignore[arg-type]
    assert again.load("splitter") == b"\x02"
    assert again.load("geometry") is None


def test_a_sound_picture_is_one() -> None:
    assert decode(png()) is not None
