"""500 pictures in one conversation, scrolled to the oldest and back: frame times and memory; prints JSON.

The program itself over a profile whose pictures are here, sealed, and not looked at yet: unsealing, scaling and
decoding are all in it. A frame's time is from when it is due, sixty times a second, to when it is painted. Argument:
the profile's folder, from `make_picture_profile`.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import sys
import time
from pathlib import Path

import qasync
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPointF, Qt
from PySide6.QtGui import QColor, QImage, QImageWriter, QLinearGradient, QPainter
from PySide6.QtWidgets import QApplication

from startalk_desktop.app import run
from startalk_desktop.core.startalk import WINDOW_KEY_NAME, Startalk
from startalk_desktop.model.account import Account
from startalk_desktop.model.identity import ConversationId, ConversationKind, now
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.message import MessageSource, ReceivedMessage, SharedFile
from startalk_desktop.store.account_store import AccountStore
from startalk_desktop.store.sealed_streams import SealedSink
from startalk_desktop.store.window_store import WindowStore
from startalk_desktop.tasks import TaskScope
from startalk_desktop.ui.main_window import MainWindow
from tests.bench.memory import resident_megabytes
from tests.bench.profile import FileVault, account_file, account_ids
from tests.ui.waiting import until

PICTURES = 500
SHOWN_BYTES = 400 * 300 * 4
"""Of one picture as a message shows it, decoded."""

_PEER = Jid.parse("person1@acme.example")
_SECOND = 1_000_000
_SIZE = (1600, 1200)
_FRAME = 1 / 60
_STEP = 90  # pixels a frame: 5,400 a second
_PATIENCE = 300.0  # seconds


async def make_picture_profile(profile: Path) -> None:
    """Make a profile of one company, in which somebody sent 500 photographs: one by one, and four in one go."""
    vault = FileVault()
    window = await WindowStore.open(profile / "window.db", await vault.create(WINDOW_KEY_NAME))
    own = Jid.parse("wang.fang@acme.example")
    account = Account(account_ids()[0], own, "Acme", 0, 0, is_enabled=False)
    await window.save_account(account)
    await window.close()
    key = await vault.create(f"account-{account.id}")
    store = await AccountStore.open(account_file(profile, account.id), key, account.id)
    at = now() - PICTURES * 100 * _SECOND
    for number in range(PICTURES):
        at += (1 if number % 5 else 100) * _SECOND
        content = await asyncio.to_thread(_photograph, number)
        digest = hashlib.sha256(content).hexdigest()
        outcome = await store.messages.record([_message(account, number, at, len(content), digest)])
        [row] = outcome.added[_PEER]
        new = await store.files.new()
        sink = await SealedSink.open(new.path, new.key)
        await sink.write(content)
        sealed = await store.files.keep(new, len(content), await sink.finish())
        await store.files.add(row, 0, sealed.id)
    await store.close()
    vault.save(profile)


def _message(account: Account, number: int, at: int, size: int, digest: str) -> ReceivedMessage:
    file = SharedFile(
        f"https://upload.{account.jid.domain}/{number}.jpg",
        f"{number}.jpg",
        "image/jpeg",
        size,
        *_SIZE,
        sha256=digest,
    )
    return ReceivedMessage(
        peer=_PEER,
        conversation_kind=ConversationKind.DIRECT,
        source=MessageSource.ARCHIVE,
        sender=_PEER,
        is_outgoing=False,
        text="",
        sent_at=at,
        stanza_id=f"archive-{number}",
        message_id=f"message-{number}",
        files=(file,),
    )


def _photograph(number: int) -> bytes:
    """A JPEG as large as phones send them, with enough in it to take a while to decode."""
    image = QImage(*_SIZE, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    sky = QLinearGradient(0, 0, _SIZE[0], _SIZE[1])
    sky.setColorAt(0, QColor.fromHsv(number * 7 % 360, 160, 230))
    sky.setColorAt(1, QColor.fromHsv((number * 7 + 90) % 360, 200, 120))
    painter.fillRect(image.rect(), sky)
    painter.setPen(Qt.PenStyle.NoPen)
    for leaf in range(700):
        place = (leaf * 7919 + number * 104_729) % (_SIZE[0] * _SIZE[1])
        painter.setBrush(QColor.fromHsv((leaf * 13 + number) % 360, 150, 200))
        painter.drawEllipse(QPointF(place % _SIZE[0], place // _SIZE[0]), 14, 9)
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QImageWriter(buffer, QByteArray(b"jpeg"))
    writer.setQuality(85)
    writer.write(image)
    return bytes(buffer.data().data())


async def scroll(window: MainWindow) -> list[float]:
    """From the end to the beginning and back; the frames' times in milliseconds."""
    bar = window.stage.view.messages.verticalScrollBar()
    model = window.stage.view.messages.model()
    frames: list[float] = []
    direction = -1
    while True:
        due = time.perf_counter() + _FRAME
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        bar.setValue(bar.value() + direction * _STEP)
        window.stage.view.messages.viewport().repaint()
        frames.append((time.perf_counter() - due) * 1000)
        pager = window.stage.model.pager if window.stage.model is not None else None
        if direction < 0 and bar.value() == 0 and model.index(0, 0).data() is not None:
            first = window.stage.view.messages.message_at(0)
            if first.stanza_id == "archive-0":
                direction = 1
        elif direction > 0 and bar.value() == bar.maximum() and not (pager and pager.has_below):
            return frames


async def measure(window: MainWindow) -> dict[str, float]:
    """Open the conversation, scroll through it, and see what that took."""
    before = resident_megabytes()
    window.stage.open(ConversationId(account_ids()[0], _PEER))
    stage = window.stage
    await until(lambda: stage.model and stage.model.messages.rowCount(), "it is open", _PATIENCE)
    async with asyncio.timeout(_PATIENCE):
        frames = await scroll(window)
    frames.sort()
    return {
        "frames": float(len(frames)),
        "median": frames[len(frames) // 2],
        "p99": frames[int(len(frames) * 0.99)],
        "worst": frames[-1],
        "megabytes": resident_megabytes() - before,
    }


async def start(app: QApplication, profile: Path) -> dict[str, float]:
    """Run the program, measure, and close it."""
    result: dict[str, float] = {}

    async def watch(window: MainWindow) -> None:
        try:
            result.update(await measure(window))
        finally:
            window.close()

    def on_shown(_startalk: Startalk, window: MainWindow, scope: TaskScope) -> None:
        window.resize(1200, 800)
        scope.start(watch(window), "scroll through pictures")

    await run(app, profile, FileVault.read(profile), on_shown)
    return result


def main() -> None:
    """As `startalk_desktop.app.main` does it."""
    app = QApplication(sys.argv[:1])
    app.setQuitOnLastWindowClosed(False)
    loop = qasync.QSelectorEventLoop(app)
    asyncio.set_event_loop(loop)
    with loop:
        result = loop.run_until_complete(start(app, Path(sys.argv[1])))
    sys.stdout.write(json.dumps(result) + "\n")


if __name__ == "__main__":
    main()
