"""Pictures in messages: fetched once and only when wanted, hostile until decoded, bounded in memory."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QColor, QImage

from startalk_desktop.core.errors import AccountNotOpen
from startalk_desktop.model.identity import AccountId, ConversationId
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.message import SharedFile
from startalk_desktop.tasks import TaskScope
from startalk_desktop.viewmodels.pictures import (
    PictureImages,
    PictureLimits,
    PicturePlace,
    PictureState,
    decode,
    loads_by_itself,
)
from tests.ui.fakes import make_account
from tests.ui.waiting import until

ACCOUNT = AccountId("a")
CHAT = ConversationId(ACCOUNT, Jid("li", "acme.example"))
URL = "https://upload.acme.example/a.png"


def encoded(width: int, height: int, format_name: str = "PNG") -> bytes:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor("#336699"))
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    assert image.save(buffer, format_name)
    return bytes(buffer.data().data())


class Shelf:
    def __init__(self) -> None:
        self.contents: dict[str, bytes | None] = {URL: encoded(1600, 800)}
        self.asked: list[str] = []
        self.gate = asyncio.Event()
        self.gate.set()

    async def fetch(self, place: PicturePlace) -> bytes | None:
        assert place.conversation == CHAT
        self.asked.append(place.file.url)
        await self.gate.wait()
        return self.contents.get(place.file.url)


def place(address: str = URL, row: int = 1, account: AccountId = ACCOUNT) -> PicturePlace:
    return PicturePlace(ConversationId(account, CHAT.peer), row, 0, SharedFile(address))


async def test_a_picture_is_fetched_once_and_only_when_wanted(scope: TaskScope) -> None:
    shelf = Shelf()
    images = PictureImages(shelf.fetch, scope)
    changes: list[PictureState] = []
    images.changed.connect(lambda: changes.append(images.state(place())))
    assert images.image(place()) is None
    assert images.state(place()) is PictureState.ABSENT
    assert shelf.asked == []
    images.want(place())
    images.want(place())
    assert images.state(place()) is PictureState.LOADING
    await until(lambda: images.image(place()) is not None, "it is here")
    images.want(place())
    assert shelf.asked == [URL]
    assert changes == [PictureState.LOADING, PictureState.READY]
    found = images.image(place())
    assert found is not None
    assert (found.width(), found.height()) == (960, 480)
    assert images.image(place(account=AccountId("b"))) is None


async def test_one_that_failed_is_tried_again_when_wanted_again(scope: TaskScope) -> None:
    shelf = Shelf()
    shelf.contents[URL] = b"no picture"
    images = PictureImages(shelf.fetch, scope)
    images.want(place())
    await until(lambda: images.state(place()) is PictureState.FAILED, "it failed")
    shelf.contents[URL] = encoded(4, 4)
    images.want(place())
    await until(lambda: images.state(place()) is PictureState.READY, "it is here")


async def test_an_account_that_goes_meanwhile_is_no_fault(scope: TaskScope) -> None:
    async def gone(_place: PicturePlace) -> bytes | None:
        raise AccountNotOpen(ACCOUNT)

    images = PictureImages(gone, scope)
    images.want(place())
    await until(lambda: images.state(place()) is PictureState.ABSENT, "it was given up")


async def test_what_is_kept_is_bounded_and_forgotten_with_the_account(
    scope: TaskScope,
) -> None:
    shelf = Shelf()
    addresses = [f"https://upload.acme.example/{number}.png" for number in range(5)]
    shelf.contents |= dict.fromkeys(addresses, encoded(100, 100))
    limits = PictureLimits(kept_bytes=3 * 100 * 100 * 4)
    images = PictureImages(shelf.fetch, scope, limits=limits)
    places = [place(address, row) for row, address in enumerate(addresses)]
    for one in places:
        images.want(one)
        await until(lambda a=one: images.image(a) is not None, "it is here")
    assert [images.image(one) is not None for one in places] == [False, False, True, True, True]
    assert images.byte_count == limits.kept_bytes
    images.forget(ACCOUNT)
    assert all(images.image(one) is None for one in places)
    assert images.byte_count == 0


async def test_what_was_looked_at_last_comes_first_and_what_was_passed_by_does_not(
    scope: TaskScope,
) -> None:
    shelf = Shelf()
    shelf.gate.clear()
    images = PictureImages(shelf.fetch, scope)
    places = [place(f"https://upload.acme.example/{row}.png", row) for row in range(100)]
    for one in places:
        images.want(one)
    images.want(places[60])
    await until(lambda: len(shelf.asked) == 3, "three at once")
    states = [images.state(one) for one in places]
    assert states.count(PictureState.LOADING) == 48
    assert states[:52] == [PictureState.ABSENT] * 52
    assert shelf.asked == [one.file.url for one in (places[60], places[99], places[98])]
    shelf.gate.set()
    await until(lambda: PictureState.LOADING not in map(images.state, places), "all are through")
    assert len(shelf.asked) == 48


async def test_what_may_be_looked_at_soon_comes_after_what_is(scope: TaskScope) -> None:
    shelf = Shelf()
    images = PictureImages(shelf.fetch, scope)
    places = [place(f"https://upload.acme.example/{row}.png", row) for row in range(6)]
    for one in places[:3]:
        images.want(one, is_ahead=True)
    for one in places[3:]:
        images.want(one)
    await until(lambda: len(shelf.asked) == 6, "all were asked for")
    assert shelf.asked == [places[row].file.url for row in (5, 4, 3, 0, 1, 2)]


async def test_what_was_passed_by_is_not_fetched_any_more(scope: TaskScope) -> None:
    shelf = Shelf()
    images = PictureImages(shelf.fetch, scope, limits=PictureLimits(patience=-1.0))
    changes: list[PictureState] = []
    images.changed.connect(lambda: changes.append(images.state(place())))
    images.want(place())
    await until(lambda: images.state(place()) is PictureState.ABSENT, "it was given up")
    assert shelf.asked == []
    assert changes == [PictureState.LOADING, PictureState.ABSENT]


async def test_what_was_not_here_is_looked_for_again_when_it_arrived(scope: TaskScope) -> None:
    shelf = Shelf()
    shelf.contents.clear()
    images = PictureImages(shelf.fetch, scope)
    images.want(place())
    await until(lambda: images.state(place()) is PictureState.FAILED, "it is not here")
    images.look_again(ACCOUNT, 2, 0)
    assert images.state(place()) is PictureState.FAILED
    images.look_again(ACCOUNT, 1, 0)
    assert images.state(place()) is PictureState.ABSENT


@pytest.mark.parametrize("format_name", ["PNG", "JPEG", "BMP"])
def test_usual_formats_are_decoded(format_name: str) -> None:
    found = decode(encoded(30, 20, format_name))
    assert found is not None
    assert (found.width(), found.height()) == (30, 20)


def test_doubtful_damaged_and_oversized_pictures_are_not() -> None:
    assert decode(b"") is None
    assert decode(b"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>") is None
    assert decode(encoded(4, 4, "XPM")) is None
    assert decode(encoded(12_001, 1)) is None
    assert decode(encoded(200, 200)[:60]) is None


@pytest.mark.parametrize(
    ("address", "loads"),
    [
        (URL, True),
        ("https://acme.example/a.png", True),
        ("https://ACME.example:5281/a.png", True),
        ("http://upload.acme.example/a.png", False),
        ("https://acme.example.evil.example/a.png", False),
        ("https://notacme.example/a.png", False),
        ("https://acme.example@evil.example/a.png", False),
        ("https://user:word@upload.acme.example/a.png", False),
        ("https://127.0.0.1/a.png", False),
        ("https://[::1/a.png", False),
        ("file:///etc/passwd", False),
        ("", False),
    ],
)
def test_only_the_companys_own_pictures_come_by_themselves(address: str, loads: bool) -> None:
    account = make_account(0, "wang@acme.example", "Acme")
    assert loads_by_itself(account, address) is loads
    assert not loads_by_itself(replace(account, auto_download_limit=0), address)


def test_a_known_upload_service_is_the_only_one() -> None:
    account = make_account(0, "wang@acme.example", "Acme")
    hosts = frozenset({"files.cdn.example"})
    assert loads_by_itself(account, "https://files.cdn.example/a.png", hosts)
    assert not loads_by_itself(account, URL, hosts)
    top = replace(account, jid=Jid("wang", "example"))
    assert not loads_by_itself(top, "https://evil.example/a.png")
