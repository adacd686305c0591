"""Files that are sent and fetched: queued, resumed, checked, cancelled, and each message exactly once."""

from __future__ import annotations

import asyncio
import hashlib
import io
import os
import stat
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from startalk_desktop.core import account_files, downloading, outbox, transfers
from startalk_desktop.core.account_runtime import AccountRuntime
from startalk_desktop.core.conversation import ConversationHandle
from startalk_desktop.core.downloading import Downloading
from startalk_desktop.core.errors import (
    ActionRefused,
    FileRefused,
    RefusalCode,
    TransferCancelled,
)
from startalk_desktop.core.file_copies import FileCopies
from startalk_desktop.core.references import outgoing_of
from startalk_desktop.model.changes import FilesChanged, TransferChanged
from startalk_desktop.model.events import MessageReceived
from startalk_desktop.model.failure import FailureCode
from startalk_desktop.model.files import Downloaded, FileKind, FileLimits, OutgoingFile
from startalk_desktop.model.identity import ConversationId, now
from startalk_desktop.model.message import DeliveryState, Message, OutgoingMessage, SharedFile
from startalk_desktop.model.transfer import Transfer, TransferDirection, TransferState
from startalk_desktop.store.sealed_streams import SealedFile
from startalk_desktop.tasks import TaskScope
from startalk_desktop.xmpp.errors import NotConnected, RequestFailed
from tests.core.fakes import FakeDomain
from tests.core.metadata_files import SECRET, film, matroska, tiff
from tests.core.world import LI, WANG, World, until

CONTENT = os.urandom(700_000)
UP, DOWN = TransferDirection.UP, TransferDirection.DOWN


@pytest.fixture(autouse=True)
def quick_retries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transfers, "_FIRST_RETRY", 0.01)
    monkeypatch.setattr(transfers, "_LONGEST_RETRY", 0.05)


@pytest.fixture
def domain(world: World) -> FakeDomain:
    world.domain().archive.clock = now()
    return world.domain()


async def conversation(world: World) -> ConversationHandle:
    account = await world.online()
    handle = world.app.conversation(ConversationId(account.id, WANG))
    await until(lambda: handle.limits() != FileLimits())
    return handle


def again(world: World, handle: ConversationHandle) -> ConversationHandle:
    """The same conversation after a restart."""
    return world.app.conversation(handle.id)


def runtime_of(world: World, handle: ConversationHandle) -> AccountRuntime:
    return world.app.accounts.runtime(handle.id.account)


def on_disk(tmp_path: Path, content: bytes = CONTENT, name: str = "设计图.bin") -> OutgoingFile:
    path = tmp_path / name
    path.write_bytes(content)
    return OutgoingFile(path, None, name)


def in_memory(content: bytes, name: str = "a.txt") -> OutgoingFile:
    return OutgoingFile(None, content, name)


def picture(width: int = 64, height: int = 48) -> bytes:
    written = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "Changban Camera"
    Image.new("RGB", (width, height), "red").save(written, "JPEG", exif=exif)
    return written.getvalue()


def photograph(width: int, height: int) -> bytes:
    """With so much in it that it is not sent through a line for a glance."""
    written = io.BytesIO()
    Image.effect_noise((width, height), 90).convert("RGB").save(written, "JPEG", quality=90)
    return written.getvalue()


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def told(world: World, direction: TransferDirection | None = None) -> list[Transfer]:
    world.app.changes.flush()
    found = [one.transfer for one in world.changes if isinstance(one, TransferChanged)]
    return [one for one in found if direction in (None, one.direction)]


def ended_as(world: World, state: TransferState) -> Callable[[], bool]:
    return lambda: any(one.state is state for one in told(world))


async def only(handle: ConversationHandle) -> Message:
    [message] = await handle.latest()
    return message


class TestSending:
    async def test_a_file_goes_up_and_its_message_follows(
        self, world: World, domain: FakeDomain, tmp_path: Path
    ) -> None:
        handle = await conversation(world)
        [stored] = await handle.send_files([on_disk(tmp_path)], "看看")
        assert (stored.state, stored.text) == (DeliveryState.QUEUED, "看看")
        [file] = stored.files
        assert (file.url, file.name, file.size) == ("", "设计图.bin", len(CONTENT))
        await until(lambda: domain.received)
        [sent] = domain.received
        [shared] = sent.files
        assert domain.files[shared.url].content == CONTENT
        assert (shared.sha256, shared.size) == (digest(CONTENT), len(CONTENT))
        await until(ended_as(world, TransferState.DONE))

        async def is_sent() -> bool:
            return (await only(handle)).state is DeliveryState.SENT

        await until(is_sent)
        assert told(world)[0].state is TransferState.RUNNING
        assert told(world)[-1].done == told(world)[-1].total == len(CONTENT)
        assert handle.transfers() == ()

    async def test_later_texts_do_not_wait(self, world: World, domain: FakeDomain) -> None:
        handle = await conversation(world)
        domain.gate.clear()
        await handle.send_files([in_memory(b"abc")])
        await handle.send("先到")
        await until(lambda: [one.text for one in domain.received] == ["先到"])
        domain.gate.set()
        await until(lambda: len(domain.received) == 2)

    async def test_several_arrive_in_their_order(self, world: World, domain: FakeDomain) -> None:
        handle = await conversation(world)
        sizes = [900_000, 3, 500_000, 5]
        files = [in_memory(os.urandom(size), f"{n}.bin") for n, size in enumerate(sizes)]
        stored = await handle.send_files(files, "四个")
        assert [one.text for one in stored] == ["四个", "", "", ""]
        await until(lambda: len(domain.received) == 4)
        assert [one.files[0].size for one in domain.received] == sizes

    async def test_no_more_than_two_at_once(
        self, world: World, domain: FakeDomain, tmp_path: Path
    ) -> None:
        handle = await conversation(world)
        domain.gate.clear()
        files = [on_disk(tmp_path, os.urandom(600_000), f"{n}.bin") for n in range(5)]
        await handle.send_files(files)
        await until(lambda: domain.uploads_begun == 2)
        states = [one.state for one in handle.transfers()]
        assert states.count(TransferState.RUNNING) == 2
        assert states.count(TransferState.WAITING) == 3
        domain.gate.set()
        await until(lambda: len(domain.received) == 5)
        assert domain.uploads_begun == 5

    async def test_a_picture_leaves_without_its_metadata(
        self, world: World, domain: FakeDomain, tmp_path: Path
    ) -> None:
        handle = await conversation(world)
        original = picture()
        kept = replace(on_disk(tmp_path, original, "b.JPG"), strips_metadata=False)
        [stored, as_it_is] = await handle.send_files(
            [on_disk(tmp_path, original, "photo.dat"), kept]
        )
        [file] = stored.files
        assert (file.name, file.media_type) == ("photo.dat.jpg", "image/jpeg")
        assert (file.width, file.height, file.modified_at) == (64, 48, None)
        assert file.thumbnail.startswith(b"\xff\xd8")
        await until(lambda: len(domain.received) == 2)
        sent = [domain.files[one.files[0].url].content for one in domain.received]
        assert b"Changban" not in sent[0]
        assert sent[1] == original
        assert as_it_is.files[0].modified_at is not None
        assert domain.received[0].files[0].thumbnail == file.thumbnail

    async def test_a_film_and_a_tiff_leave_without_their_metadata(
        self, world: World, domain: FakeDomain, tmp_path: Path
    ) -> None:
        handle = await conversation(world)
        files = [
            on_disk(tmp_path, film(), "a.MP4"),
            on_disk(tmp_path, tiff(), "b.tiff"),
            in_memory(film(), "c.mov"),
            replace(on_disk(tmp_path, film(), "d.mp4"), strips_metadata=False),
            on_disk(tmp_path, matroska(), "e.mkv"),
            in_memory(matroska(is_live=True), "f.webm"),
            on_disk(tmp_path, matroska(), "called-otherwise.mp4"),
        ]
        stored = await handle.send_files(files)
        assert [one.files[0].media_type for one in stored][1] == "image/tiff"
        assert (stored[1].files[0].width, stored[1].files[0].height) == (60, 40)
        await until(lambda: len(domain.received) == len(files))
        sent = [domain.files[one.files[0].url].content for one in domain.received]
        assert [SECRET in one for one in sent] == [one.strips_metadata is False for one in files]
        assert len(sent[1]) == len(tiff())
        assert {len(sent[at]) for at in (0, 2, 3)} == {len(film())}
        assert [len(one) for one in sent[4:]] == [len(matroska())] * 3

    async def test_what_can_not_be_sent_is_told_before_anything_is_stored(
        self, world: World, domain: FakeDomain, tmp_path: Path
    ) -> None:
        handle = await conversation(world)
        domain_limit = domain.upload_limit
        good = in_memory(b"abc")
        os.mkfifo(tmp_path / "pipe")
        for bad, code in (
            (on_disk(tmp_path, b"", "empty"), FailureCode.FILE_UNREADABLE),
            (in_memory(b""), FailureCode.FILE_UNREADABLE),
            (OutgoingFile(tmp_path / "gone", None, "x"), FailureCode.FILE_UNREADABLE),
            (OutgoingFile(tmp_path, None, "x"), FailureCode.FILE_UNREADABLE),
            (OutgoingFile(tmp_path / "pipe", None, "x"), FailureCode.FILE_UNREADABLE),
            (in_memory(bytes(domain_limit + 1)), FailureCode.TOO_LARGE),
            (in_memory(picture()[:40], "broken.jpg"), FailureCode.FILE_SPEAKS),
            (on_disk(tmp_path, film()[:-9], "broken.mp4"), FailureCode.FILE_SPEAKS),
            (in_memory(matroska()[:-9], "broken.webm"), FailureCode.FILE_SPEAKS),
        ):
            with pytest.raises(FileRefused) as refused:
                await handle.send_files([good, bad])
            assert refused.value.failure.code is code
        with pytest.raises(ValueError, match="between 1 and"):
            await handle.send_files([])
        assert await handle.latest() == []
        assert await runtime_of(world, handle).store.files.usage() == 0
        assert domain.uploads_begun == 0

    async def test_an_answer_with_a_file(self, world: World, domain: FakeDomain) -> None:
        handle = await conversation(world)
        domain.incoming(WANG, "图呢？")
        question = await until(lambda: first(handle))
        await handle.send_files([in_memory(b"abc"), in_memory(b"d")], reply_to=question.row)
        await until(lambda: len(domain.received) == 2)
        answer, other = domain.received
        assert answer.reply is not None
        assert answer.reply.target_id == question.origin_id
        assert other.reply is None

    async def test_what_is_sent_can_be_seen_here_before_it_left(
        self, world: World, domain: FakeDomain, tmp_path: Path
    ) -> None:
        handle = await conversation(world)
        domain.gate.clear()
        [stored] = await handle.send_files([on_disk(tmp_path, picture(), "p.jpg")])
        assert await handle.picture(stored.row, 0) is not None
        assert not handle.abilities(stored).can_forward
        copy = await handle.open_copy(stored.row, 0)
        assert digest(copy.read_bytes()) == stored.files[0].sha256


async def first(handle: ConversationHandle) -> Message | None:
    found = await handle.latest()
    return found[0] if found else None


class TestTrouble:
    @pytest.mark.parametrize(
        "failure", [FailureCode.POLICY, FailureCode.SERVER_ERROR, FailureCode.TIMEOUT]
    )
    async def test_while_the_service_fails_files_wait_and_chat_goes_on(
        self, world: World, domain: FakeDomain, failure: FailureCode
    ) -> None:
        handle = await conversation(world)
        domain.upload_failure = failure
        [stored] = await handle.send_files([in_memory(b"abc")])
        await until(lambda: domain.uploads_begun > 2)
        reported = handle.limits().failure
        assert reported is not None
        assert reported.code is failure
        assert any(isinstance(one, FilesChanged) for one in world.changes)
        failures = [one.failure.code for one in told(world) if one.failure is not None]
        assert set(failures) == {failure}
        await handle.send("照常")
        await until(lambda: [one.text for one in domain.received] == ["照常"])
        assert (await handle.by_rows((stored.row,)))[0].state is DeliveryState.QUEUED
        domain.upload_failure = None
        await until(lambda: len(domain.received) == 2)
        await until(lambda: handle.limits().failure is None)

    async def test_one_that_finds_no_room_holds_up_none(
        self, world: World, domain: FakeDomain
    ) -> None:
        handle = await conversation(world)
        domain.full_from = 100
        await handle.send_files([in_memory(bytes(200)), in_memory(b"abc", "b.txt")])
        await until(lambda: [one.files[0].name for one in domain.received] == ["b.txt"])
        [waiting] = handle.transfers()
        assert waiting.total == 200
        domain.full_from = 1000
        await until(lambda: len(domain.received) == 2)

    async def test_without_a_service_files_wait_for_one(
        self, world: World, domain: FakeDomain
    ) -> None:
        domain.has_upload = False
        handle = await conversation(world)
        failure = handle.limits().failure
        assert failure is not None
        assert failure.code is FailureCode.UNSUPPORTED
        await handle.send_files([in_memory(b"abc")])
        await until(lambda: domain.uploads_begun > 1)
        assert await handle.latest() != []
        domain.has_upload = True
        domain.line.break_line()
        domain.line.sign_in()
        await until(lambda: len(domain.received) == 1)
        assert handle.limits() == FileLimits(domain.upload_limit)

    async def test_one_that_is_too_large_fails_with_its_message_and_holds_up_none(
        self, world: World, domain: FakeDomain
    ) -> None:
        handle = await conversation(world)
        domain.upload_limit = 100  # it became less since it was told
        large, small = await handle.send_files([in_memory(bytes(200)), in_memory(b"abc", "b.txt")])
        await until(lambda: [one.files[0].name for one in domain.received] == ["b.txt"])
        [failed] = await handle.by_rows((large.row,))
        assert failed.state is DeliveryState.FAILED
        assert failed.failure is not None
        assert failed.failure.code is FailureCode.TOO_LARGE
        [transfer] = handle.transfers()
        assert (transfer.state, transfer.row) == (TransferState.FAILED, large.row)
        domain.upload_limit = 1000
        await handle.retry(large.row)
        await until(lambda: len(domain.received) == 2)
        assert small.row != large.row
        await until(lambda: are_sent(handle, 2))

    async def test_a_file_that_went_meanwhile_fails(
        self, world: World, domain: FakeDomain, tmp_path: Path
    ) -> None:
        handle = await conversation(world)
        domain.line.break_line()
        file = on_disk(tmp_path)
        [stored] = await handle.send_files([file])
        assert file.path is not None
        file.path.unlink()
        domain.line.sign_in()
        await until(ended_as(world, TransferState.FAILED))
        [failed] = await handle.by_rows((stored.row,))
        assert failed.failure is not None
        assert failed.failure.code is FailureCode.FILE_UNREADABLE
        file.path.write_bytes(CONTENT)
        await handle.retry_transfer(handle.transfers()[0].id)
        await until(lambda: len(domain.received) == 1)

    async def test_a_break_in_the_middle(
        self, world: World, domain: FakeDomain, tmp_path: Path
    ) -> None:
        handle = await conversation(world)
        domain.gate.clear()
        await handle.send_files([on_disk(tmp_path)])
        await until(lambda: domain.uploads_begun == 1)
        domain.line.break_line()
        domain.gate.set()
        await until(lambda: handle.transfers()[0].state is TransferState.WAITING)
        assert domain.received == []
        domain.line.sign_in()
        await until(lambda: len(domain.received) == 1)
        assert domain.uploads_begun == 2
        assert domain.files[domain.received[0].files[0].url].content == CONTENT

    @pytest.mark.parametrize("moment", ["before", "while", "after"])
    async def test_a_restart(
        self, world: World, domain: FakeDomain, tmp_path: Path, moment: str
    ) -> None:
        handle = await conversation(world)
        if moment == "before":
            domain.line.break_line()
        domain.gate.clear()
        if moment == "after":
            domain.gate.set()
            domain.line.is_acknowledging = False
        await handle.send_files([on_disk(tmp_path, picture(), "p.jpg"), on_disk(tmp_path)])
        if moment == "while":
            await until(lambda: domain.uploads_begun == 2)
        if moment == "after":
            await until(lambda: len(domain.received) == 2)
        await world.stop()
        domain.gate.set()
        begun = domain.uploads_begun
        await world.online()
        await until(lambda: len(domain.received) == 2)
        handle = again(world, handle)
        await until(lambda: are_sent(handle, 2))
        assert len({one.origin_id for one in domain.received}) == len(domain.received) == 2
        assert domain.uploads_begun == (begun if moment == "after" else begun + 2)
        assert [one.files[0].size for one in domain.received][1] == len(CONTENT)

    async def test_what_is_up_already_does_not_go_up_again(
        self, world: World, domain: FakeDomain
    ) -> None:
        handle = await conversation(world)
        domain.gate.clear()
        [stored] = await handle.send_files([in_memory(b"abc")])
        await until(lambda: domain.uploads_begun == 1)
        transfer = handle.transfers()[0]
        await world.stop()
        store = await reopened(world, handle)
        await store.transfers.uploaded(transfer.id, "https://upload.example/there")
        await store.close()
        domain.gate.set()
        await world.online()
        await until(lambda: len(domain.received) == 1)
        assert domain.received[0].files[0].url == "https://upload.example/there"
        assert domain.uploads_begun == 1
        assert domain.received[0].origin_id == stored.origin_id

    async def test_a_cancelled_file_goes_with_its_message(
        self, world: World, domain: FakeDomain, tmp_path: Path
    ) -> None:
        handle = await conversation(world)
        domain.gate.clear()
        await handle.send_files([on_disk(tmp_path), in_memory(b"abc")])
        await until(lambda: domain.uploads_begun == 2)
        first_, second = handle.transfers()
        await handle.cancel_transfer(first_.id)
        assert ended_as(world, TransferState.CANCELLED)()
        domain.gate.set()
        await until(lambda: len(domain.received) == 1)
        assert [one.row for one in await handle.latest()] == [second.row]
        await handle.cancel_transfer("unknown")
        store = runtime_of(world, handle).store
        assert await store.transfers.pending() == []
        assert await store.files.usage() == 3
        assert len(list(store.files.folder.iterdir())) == 1

    async def test_a_file_cancelled_as_its_message_sets_out_goes_nowhere(
        self, world: World, domain: FakeDomain, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Up it is; between that and its turn in the lane the message is read once more, and goes meanwhile."""
        handle = await conversation(world)
        is_read, may_go = asyncio.Event(), asyncio.Event()

        async def slowly(*arguments: Any) -> OutgoingMessage:
            is_read.set()
            await may_go.wait()
            return await outgoing_of(*arguments)

        monkeypatch.setattr(outbox, "outgoing_of", slowly)
        [stored] = await handle.send_files([in_memory(b"abc")])
        await is_read.wait()
        await handle.discard(stored.row)
        may_go.set()
        await until(lambda: handle.transfers() == ())
        await handle.send("later")
        await until(lambda: [one.text for one in domain.received] == ["later"])
        assert len(await handle.latest()) == 1

    @pytest.mark.parametrize("how", ["recall", "discard", "delete_here"])
    async def test_a_message_that_goes_takes_its_file_along(
        self, world: World, domain: FakeDomain, how: str
    ) -> None:
        handle = await conversation(world)
        domain.gate.clear()
        [stored] = await handle.send_files([in_memory(b"abc")])
        await until(lambda: domain.uploads_begun == 1)
        await getattr(handle, how)(stored.row)
        await until(lambda: handle.transfers() == ())
        domain.gate.set()
        await handle.send("之后")
        await until(lambda: [one.text for one in domain.received] == ["之后"])
        assert await runtime_of(world, handle).store.files.usage() == 0
        assert [one.text for one in await handle.latest()] == ["之后"]

    async def test_progress_is_told_ten_times_a_second_at_most(
        self, world: World, domain: FakeDomain, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        handle = await conversation(world)
        clock = [1000.0]

        def monotonic() -> float:
            clock[0] += 0.01
            return clock[0]

        domain.upload_limit = 10**9
        await until(lambda: handle.limits().max_size is not None)
        job = transfers.Job(
            Transfer("t", handle.id, 1, 0, UP, TransferState.RUNNING, 0, 1000),
            None,
            told_at=0.0,  # type: ignore[arg-type]
        )
        monkeypatch.setattr(transfers.time, "monotonic", monotonic)
        world.changes.clear()
        queue = runtime_of(world, handle).files._transfers
        for step in range(1000):
            queue._progress(job, step, 1000)
            world.app.changes.flush()
        steps = [one.transfer.done for one in world.changes if isinstance(one, TransferChanged)]
        assert len(steps) <= 1000 * 2 * 0.01 / 0.1 + 1
        assert steps == sorted(steps)


async def are_sent(handle: ConversationHandle, count: int) -> bool:
    return [one.state for one in await handle.latest()] == [DeliveryState.SENT] * count


async def reopened(world: World, handle: ConversationHandle):  # type: ignore[no-untyped-def]
    from startalk_desktop.store.account_store import AccountStore

    account = handle.id.account
    key = await world.vault.load(f"account-{account}")
    assert key is not None
    return await AccountStore.open(
        world.profile / "accounts" / account / "account.db", key, account
    )


def shared(content: bytes, name: str = "报告.pdf", kind: str = "application/pdf") -> SharedFile:
    return SharedFile(
        f"https://upload.example/{digest(content)[:8]}/{name}",
        name,
        kind,
        len(content),
        sha256=digest(content),
    )


async def receive(
    world: World, handle: ConversationHandle, *files: SharedFile, content: bytes | None = None
) -> Message:
    """王芳 sends files; the first has `content`."""
    domain = world.domain()
    if content is not None:
        domain.files[files[0].url] = Downloaded(content, files[0].media_type)
    message = replace(domain.incoming(WANG, "", is_live=False), files=files)
    domain.line.emit(MessageReceived(message))
    return await until(lambda: with_files(handle, files))


async def with_files(handle: ConversationHandle, files: tuple[SharedFile, ...]) -> Message | None:
    return next((one for one in await handle.latest() if one.files == files), None)


async def sealed(world: World, message: Message, index: int = 0) -> SealedFile | None:
    runtime = world.app.accounts.runtime(message.conversation.account)
    return await runtime.store.files.sealed(message.row, index)


class TestFetching:
    async def test_a_file_comes_and_is_there_offline(
        self, world: World, domain: FakeDomain
    ) -> None:
        handle = await conversation(world)
        message = await receive(world, handle, shared(CONTENT), content=CONTENT)
        assert not await handle.is_here(message.row, 0)
        await handle.download(message.row, 0)
        await until(ended_as(world, TransferState.DONE))
        assert await handle.is_here(message.row, 0)
        await handle.download(message.row, 0)
        assert domain.offsets == [0]
        await world.stop()
        domain.signs_in_by_itself = False
        await world.start()
        handle = again(world, handle)
        copy = await handle.open_copy(message.row, 0)
        assert copy.read_bytes() == CONTENT
        assert copy.name == "报告.pdf"

    @pytest.mark.parametrize("is_restart", [False, True])
    async def test_a_download_goes_on_where_it_broke_off(
        self, world: World, domain: FakeDomain, is_restart: bool
    ) -> None:
        handle = await conversation(world)
        message = await receive(world, handle, shared(CONTENT), content=CONTENT)
        domain.breaks_after = 6 * domain.piece
        if is_restart:
            domain.signs_in_by_itself = False
        await handle.download(message.row, 0)
        if is_restart:
            await until(lambda: domain.breaks_after > 2**60)
            domain.line.break_line()
            await world.stop()
            domain.signs_in_by_itself = True
            await world.online()
            handle = again(world, handle)
        await until(lambda: handle.is_here(message.row, 0))
        assert domain.offsets[0] == 0
        assert 0 < domain.offsets[-1] <= 6 * domain.piece
        assert (await handle.open_copy(message.row, 0)).read_bytes() == CONTENT

    async def test_without_a_hash_nothing_is_put_together(
        self, world: World, domain: FakeDomain
    ) -> None:
        handle = await conversation(world)
        file = replace(shared(CONTENT), sha256="", size=None)
        message = await receive(world, handle, file, content=CONTENT)
        domain.breaks_after = 6 * domain.piece
        await handle.download(message.row, 0)
        await until(lambda: handle.is_here(message.row, 0))
        assert domain.offsets == [0, 0]

    @pytest.mark.parametrize(
        "came",
        [b"other" + CONTENT[5:], CONTENT + b"!", CONTENT[:-1], b""],
        ids="else more less none".split(),
    )
    async def test_what_is_not_the_file_is_thrown_away(
        self, world: World, domain: FakeDomain, came: bytes
    ) -> None:
        handle = await conversation(world)
        message = await receive(world, handle, shared(CONTENT), content=came)
        with pytest.raises(RequestFailed) as failed:
            await handle.open_copy(message.row, 0)
        assert failed.value.failure.code is FailureCode.FILE_DAMAGED
        assert await sealed(world, message) is None
        [transfer] = handle.transfers()
        assert transfer.state is TransferState.FAILED
        store = runtime_of(world, handle).store
        assert list(store.files.folder.iterdir()) == []
        domain.files[message.files[0].url] = Downloaded(CONTENT, "x/y")
        await handle.retry_transfer(transfer.id)
        await until(lambda: handle.is_here(message.row, 0))

    async def test_a_size_alone_has_to_be_true_as_well(
        self, world: World, domain: FakeDomain
    ) -> None:
        handle = await conversation(world)
        file = replace(shared(CONTENT), sha256="")
        message = await receive(world, handle, file, content=CONTENT[:100])
        with pytest.raises(RequestFailed) as failed:
            await handle.open_copy(message.row, 0)
        assert failed.value.failure.code is FailureCode.FILE_DAMAGED

    async def test_what_is_gone_is_told(self, world: World, domain: FakeDomain) -> None:
        handle = await conversation(world)
        message = await receive(world, handle, shared(CONTENT))
        with pytest.raises(RequestFailed) as failed:
            await handle.save_copy(message.row, 0, world.profile / "x")
        assert failed.value.failure.code is FailureCode.RECIPIENT_UNKNOWN
        assert len(domain.offsets) == 1

    async def test_what_may_pass_is_tried_some_times(
        self, world: World, domain: FakeDomain, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(downloading, "_ATTEMPTS", 2)
        handle = await conversation(world)
        message = await receive(world, handle, shared(CONTENT), content=CONTENT)
        domain.line.failures = 10
        await handle.download(message.row, 0)
        await until(ended_as(world, TransferState.FAILED))
        assert len(domain.offsets) == 3

    async def test_the_same_content_is_fetched_once(self, world: World, domain: FakeDomain) -> None:
        handle = await conversation(world)
        first_ = await receive(world, handle, shared(CONTENT), content=CONTENT)
        await handle.open_copy(first_.row, 0)
        second = await receive(world, handle, shared(CONTENT, "别名.pdf"))
        copy = await handle.open_copy(second.row, 0)
        assert (copy.name, copy.read_bytes()) == ("别名.pdf", CONTENT)
        assert len(domain.offsets) == 1

    async def test_offline_only_what_is_here_opens(self, world: World, domain: FakeDomain) -> None:
        handle = await conversation(world)
        message = await receive(world, handle, shared(CONTENT), content=CONTENT)
        domain.line.break_line()
        with pytest.raises(NotConnected):
            await handle.open_copy(message.row, 0)
        with pytest.raises(ActionRefused) as refused:
            await handle.open_copy(message.row, 7)
        assert refused.value.code is RefusalCode.GONE
        elsewhere = world.app.conversation(ConversationId(handle.id.account, LI))
        with pytest.raises(ActionRefused):
            await elsewhere.download(message.row, 0)
        await handle.download(message.row, 0)
        domain.line.sign_in()
        await until(lambda: handle.is_here(message.row, 0))

    async def test_a_download_can_be_stopped(self, world: World, domain: FakeDomain) -> None:
        handle = await conversation(world)
        message = await receive(world, handle, shared(CONTENT), content=CONTENT)
        domain.gate.clear()
        scope = TaskScope("test")
        waiting = scope.start(handle.open_copy(message.row, 0), "open")
        await until(lambda: domain.offsets)
        await handle.cancel_transfer(handle.transfers()[0].id)
        with pytest.raises(TransferCancelled):
            await waiting
        assert handle.transfers() == ()
        store = runtime_of(world, handle).store
        assert list(store.files.folder.iterdir()) == []
        domain.gate.set()
        await handle.open_copy(message.row, 0)
        await scope.close()

    async def test_no_more_than_three_at_once(self, world: World, domain: FakeDomain) -> None:
        handle = await conversation(world)
        contents = [os.urandom(1000) for _ in range(5)]
        domain.gate.clear()
        for content in contents:
            message = await receive(world, handle, shared(content), content=content)
            await handle.download(message.row, 0)
        await until(lambda: len(domain.offsets) == 3)
        states = [one.state for one in handle.transfers()]
        assert states.count(TransferState.RUNNING) == 3
        domain.gate.set()
        await until(lambda: handle.transfers() == ())
        assert len(domain.offsets) == 5

    async def test_too_much_is_never_kept(self, world: World, domain: FakeDomain) -> None:
        handle = await conversation(world)
        runtime = runtime_of(world, handle)
        carrier = Downloading(runtime.line, runtime.store, kept_bytes=1_500)
        runtime.files._transfers._carriers = lambda _: carrier
        rows = []
        for _ in range(3):
            content = os.urandom(700)
            message = await receive(world, handle, shared(content), content=content)
            await handle.open_copy(message.row, 0)
            rows.append(message.row)
        assert [await handle.is_here(row, 0) for row in rows] == [False, True, True]

    async def test_no_room_is_told_before_anything_comes(
        self, world: World, domain: FakeDomain, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(downloading, "_SPARE_BYTES", 2**62)
        handle = await conversation(world)
        message = await receive(world, handle, shared(CONTENT), content=CONTENT)
        with pytest.raises(RequestFailed) as failed:
            await handle.open_copy(message.row, 0)
        assert failed.value.failure.code is FailureCode.DISK_FULL
        assert domain.offsets == []

    async def test_a_message_that_is_taken_back_takes_its_file_along(
        self, world: World, domain: FakeDomain
    ) -> None:
        handle = await conversation(world)
        message = await receive(world, handle, shared(CONTENT), content=CONTENT)
        domain.gate.clear()
        await handle.download(message.row, 0)
        await until(lambda: domain.offsets)
        await handle.delete_here(message.row)
        domain.gate.set()
        await until(lambda: handle.transfers() == ())
        assert await runtime_of(world, handle).store.files.usage() == 0


def listed(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


class TestCopies:
    async def test_a_copy_is_for_this_user_alone_and_goes_at_the_end(
        self, world: World, domain: FakeDomain
    ) -> None:
        handle = await conversation(world)
        file = shared(CONTENT, "../..\u202e/CON.txt")
        message = await receive(world, handle, file, content=CONTENT)
        copy = await handle.open_copy(message.row, 0)
        assert copy.name == "_CON.txt"
        assert stat.S_IMODE(copy.stat().st_mode) == 0o400
        assert stat.S_IMODE(copy.parent.parent.stat().st_mode) == 0o700
        assert not copy.is_relative_to(world.profile)
        other = await handle.open_copy(message.row, 0)
        assert other != copy
        await world.stop()
        assert not copy.parent.parent.exists()

    async def test_what_a_crash_left_goes_at_the_next_start(
        self, world: World, domain: FakeDomain, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        handle = await conversation(world)
        message = await receive(world, handle, shared(CONTENT), content=CONTENT)
        copy = await handle.open_copy(message.row, 0)

        async def crash(self: FileCopies) -> None:
            """End without cleaning up."""

        with monkeypatch.context() as patch:
            patch.setattr(FileCopies, "close", crash)
            await world.stop()
        assert copy.exists()
        await world.start()
        assert not copy.parent.parent.exists()

    async def test_a_copy_goes_after_a_while(self, world: World, domain: FakeDomain) -> None:
        handle = await conversation(world)
        message = await receive(world, handle, shared(CONTENT), content=CONTENT)
        await handle.open_copy(message.row, 0)
        scope = TaskScope("test")
        copies = FileCopies(runtime_of(world, handle).store, scope, kept_seconds=0.01)
        found = await sealed(world, message)
        assert found is not None
        copy = await copies.copy(found, "a.pdf")
        await until(lambda: not copy.exists())
        await copies.close()
        await scope.close()

    async def test_saving_replaces_as_a_whole_or_not_at_all(
        self, world: World, domain: FakeDomain, tmp_path: Path
    ) -> None:
        handle = await conversation(world)
        message = await receive(world, handle, shared(CONTENT), content=CONTENT)
        target = tmp_path / "saved.pdf"
        target.write_bytes(b"old")
        await handle.save_copy(message.row, 0, target)
        assert target.read_bytes() == CONTENT
        with pytest.raises(FileNotFoundError):
            await handle.save_copy(message.row, 0, tmp_path / "nowhere" / "x.pdf")
        found = await sealed(world, message)
        assert found is not None
        found.path.write_bytes(found.path.read_bytes()[:-1])
        with pytest.raises(Exception, match="damaged"):
            await handle.save_copy(message.row, 0, target)
        assert target.read_bytes() == CONTENT
        assert listed(tmp_path) == ["profile", "saved.pdf"]

    async def test_what_could_run_is_told(self, world: World, domain: FakeDomain) -> None:
        handle = await conversation(world)
        program = b"MZ" + bytes(100)
        message = await receive(
            world, handle, shared(program, "a.pdf"), shared(b"x", "b.exe"), content=program
        )
        assert not await handle.looks_executable(message.row, 0)
        assert await handle.looks_executable(message.row, 1)
        await handle.open_copy(message.row, 0)
        assert await handle.looks_executable(message.row, 0)


class TestPictures:
    def shared(self, content: bytes, **changes: object) -> SharedFile:
        return replace(shared(content, "图.jpg", "image/jpeg"), thumbnail=b"", **changes)

    async def test_a_small_one_loads_by_itself(self, world: World, domain: FakeDomain) -> None:
        handle = await conversation(world)
        content = picture()
        message = await receive(world, handle, self.shared(content), content=content)
        assert await handle.picture(message.row, 0) == content
        assert await handle.picture(message.row, 0, full=True) == content
        assert len(domain.offsets) == 1

    async def test_a_large_one_is_shown_smaller_and_made_once(
        self, world: World, domain: FakeDomain
    ) -> None:
        handle = await conversation(world)
        content = photograph(3000, 1500)
        message = await receive(world, handle, self.shared(content), content=content)
        shown = await handle.picture(message.row, 0)
        assert shown is not None
        assert Image.open(io.BytesIO(shown)).size == (1280, 640)
        assert await handle.picture(message.row, 0) == shown
        assert await handle.picture(message.row, 0, True) == content

    @pytest.mark.parametrize("why", ["size", "never", "stranger", "attachment", "unknown size"])
    async def test_others_wait_to_be_asked_for(
        self, world: World, domain: FakeDomain, why: str
    ) -> None:
        handle = await conversation(world)
        content = picture()
        file = self.shared(content)
        accounts = world.app.accounts
        if why in {"size", "unknown size"}:
            await accounts.set_auto_download(handle.id.account, len(content) - 1)
        if why == "unknown size":
            file = replace(file, size=None)
        if why == "never":
            await accounts.set_auto_download(handle.id.account, 0)
        if why == "stranger":
            file = replace(file, url="https://tracker.example/1.jpg")
        if why == "attachment":
            file = replace(file, is_attachment=True)
        small = picture(8, 8)
        file = replace(file, thumbnail=small, thumbnail_type="image/jpeg")
        message = await receive(world, handle, file, content=content)
        for _ in range(2):
            assert await handle.picture(message.row, 0) == small
        assert len(domain.offsets) == (1 if why == "unknown size" else 0)
        assert handle.transfers() == ()
        assert await handle.picture(message.row, 0, full=True) == content

    async def test_what_is_none_is_none(self, world: World, domain: FakeDomain) -> None:
        handle = await conversation(world)
        broken = picture()[:100]
        message = await receive(
            world,
            handle,
            self.shared(broken),
            shared(b"<svg/>", "a.svg", "image/svg+xml"),
            shared(b"x"),
            content=broken,
        )
        assert [await handle.picture(message.row, n) for n in range(3)] == [None] * 3

    async def test_offline_there_is_the_thumbnail(self, world: World, domain: FakeDomain) -> None:
        handle = await conversation(world)
        file = self.shared(picture())
        file = replace(file, thumbnail=b"small", thumbnail_type="image/png")
        message = await receive(world, handle, file)
        domain.line.break_line()
        assert await handle.picture(message.row, 0) == b"small"
        assert await handle.picture(message.row, 0, full=True) is None


async def test_the_list_of_files(world: World, domain: FakeDomain) -> None:
    handle = await conversation(world)
    content = picture()
    one = await receive(world, handle, shared(content, "图.jpg", "image/jpeg"), shared(b"x"))
    assert await handle.files() == [(one, 0), (one, 1)]
    assert await handle.files(FileKind.PICTURES) == [(one, 0)]
    assert await handle.files(FileKind.OTHERS) == [(one, 1)]


async def test_an_account_that_is_removed_takes_its_files_along(
    world: World, domain: FakeDomain
) -> None:
    handle = await conversation(world)
    message = await receive(world, handle, shared(CONTENT), content=CONTENT)
    copy = await handle.open_copy(message.row, 0)
    folder = runtime_of(world, handle).store.files.folder
    await world.app.accounts.remove(handle.id.account)
    assert not folder.exists()
    assert not copy.exists()


async def test_how_large_a_picture_may_be_is_remembered(world: World, domain: FakeDomain) -> None:
    handle = await conversation(world)
    await world.app.accounts.set_auto_download(handle.id.account, 123)
    with pytest.raises(ValueError, match="no less than nothing"):
        await world.app.accounts.set_auto_download(handle.id.account, -1)
    await world.stop()
    await world.start()
    assert world.app.accounts.get(handle.id.account).auto_download_limit == 123


async def test_too_many_files_are_refused(world: World, domain: FakeDomain) -> None:
    handle = await conversation(world)
    many = [in_memory(b"abc")] * (account_files.MAX_FILES_AT_ONCE + 1)
    with pytest.raises(ValueError, match="at once"):
        await handle.send_files(many)
    with pytest.raises(ValueError, match="send it as a file"):
        await handle.send_files(many[:1], "长" * 60_000)
    assert await handle.latest() == []
