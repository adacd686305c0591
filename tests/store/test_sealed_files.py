"""Files beside the database: what was written is read, and nothing else is."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from startalk_desktop.store.errors import StoreDamaged, StoreUnreachable
from startalk_desktop.store.sealed_files import CHUNK_BYTES, SealedReader, SealedWriter, new_key
from startalk_desktop.store.sealed_streams import (
    STEP_BYTES,
    SealedFile,
    SealedSink,
    SourceUnreadable,
    seal_file,
    unseal_file,
)

SEALED = CHUNK_BYTES + 16
PREFIX = 7
SIZES = [0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 3 * CHUNK_BYTES]


def write(path: Path, key: bytes, content: bytes, step: int = 10_000) -> str:
    writer = SealedWriter(path, key)
    for start in range(0, len(content), step):
        writer.write(content[start : start + step])
    return writer.finish()


def read(path: Path, key: bytes) -> bytes:
    with SealedReader(path, key) as reader:
        return b"".join(reader.pieces(1))


@pytest.mark.parametrize("size", SIZES)
def test_what_is_written_is_read(tmp_path: Path, size: int) -> None:
    key, content = new_key(), os.urandom(size)
    digest = write(tmp_path / "a", key, content)
    assert digest == hashlib.sha256(content).hexdigest()
    assert read(tmp_path / "a", key) == content
    assert (tmp_path / "a").stat().st_mode & 0o077 == 0


@given(st.lists(st.integers(0, 3 * CHUNK_BYTES), max_size=5), st.integers(1, 4 * CHUNK_BYTES))
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_pieces_do_not_matter(tmp_path: Path, sizes: list[int], at_least: int) -> None:
    path, key = tmp_path / os.urandom(8).hex(), new_key()
    pieces = [os.urandom(size) for size in sizes]
    writer = SealedWriter(path, key)
    for piece in pieces:
        writer.write(piece)
    writer.finish()
    with SealedReader(path, key) as reader:
        assert b"".join(reader.pieces(at_least)) == b"".join(pieces)


def damaged(path: Path, key: bytes) -> bool:
    try:
        read(path, key)
    except StoreDamaged:
        return True
    return False


class TestDamage:
    @pytest.fixture
    def key(self) -> bytes:
        return new_key()

    @pytest.fixture
    def path(self, tmp_path: Path, key: bytes) -> Path:
        write(tmp_path / "a", key, os.urandom(3 * CHUNK_BYTES + 100))
        assert not damaged(tmp_path / "a", key)
        return tmp_path / "a"

    @pytest.mark.parametrize(
        "left", [0, 3, PREFIX, PREFIX + 1, PREFIX + SEALED, PREFIX + 2 * SEALED, -1, -116]
    )
    def test_cut_off(self, path: Path, key: bytes, left: int) -> None:
        path.write_bytes(path.read_bytes()[:left])
        assert damaged(path, key)

    @pytest.mark.parametrize("more", [b"\0", bytes(SEALED), bytes(5 * SEALED)])
    def test_appended_to(self, path: Path, key: bytes, more: bytes) -> None:
        path.write_bytes(path.read_bytes() + more)
        assert damaged(path, key)

    def test_in_another_order(self, path: Path, key: bytes) -> None:
        whole = path.read_bytes()
        head, rest = whole[:PREFIX], whole[PREFIX:]
        first, second = rest[:SEALED], rest[SEALED : 2 * SEALED]
        path.write_bytes(head + second + first + rest[2 * SEALED :])
        assert damaged(path, key)
        path.write_bytes(head + rest[SEALED:])
        assert damaged(path, key)

    def test_a_chunk_of_another_file_of_the_same_key(self, path: Path, key: bytes) -> None:
        other = path.with_name("b")
        write(other, key, os.urandom(3 * CHUNK_BYTES + 100))
        mine, foreign = path.read_bytes(), other.read_bytes()
        cut = PREFIX + SEALED
        path.write_bytes(mine[:cut] + foreign[cut : cut + SEALED] + mine[cut + SEALED :])
        assert damaged(path, key)

    @pytest.mark.parametrize("position", [0, PREFIX, PREFIX + SEALED - 1, -1])
    def test_a_flipped_bit(self, path: Path, key: bytes, position: int) -> None:
        content = bytearray(path.read_bytes())
        content[position] ^= 1
        path.write_bytes(content)
        assert damaged(path, key)

    def test_another_key(self, path: Path) -> None:
        assert damaged(path, new_key())


@pytest.mark.parametrize("first", SIZES)
def test_a_file_that_was_broken_off_goes_on(tmp_path: Path, first: int) -> None:
    path, key, content = tmp_path / "a", new_key(), os.urandom(4 * CHUNK_BYTES + 5)
    writer = SealedWriter(path, key)
    writer.write(content[:first])
    writer.close()
    assert damaged(path, key), "it is no file yet"
    again = SealedWriter.resume(path, key)
    assert again.size == max(0, (first - 1) // CHUNK_BYTES * CHUNK_BYTES)
    again.write(content[again.size :])
    assert again.finish() == hashlib.sha256(content).hexdigest()
    assert read(path, key) == content


def test_a_part_that_was_changed_does_not_go_on(tmp_path: Path) -> None:
    path, key = tmp_path / "a", new_key()
    writer = SealedWriter(path, key)
    writer.write(os.urandom(3 * CHUNK_BYTES))
    writer.close()
    content = bytearray(path.read_bytes())
    content[SEALED + 20] ^= 1
    path.write_bytes(content)
    with pytest.raises(StoreDamaged):
        SealedWriter.resume(path, key)


async def sealed(path: Path, content: bytes) -> SealedFile:
    key = new_key()
    sink = await SealedSink.open(path, key)
    for start in range(0, len(content), 70_000):
        await sink.write(content[start : start + 70_000])
    assert sink.size == len(content)
    return SealedFile(1, path, key, len(content), await sink.finish())


async def test_streams(tmp_path: Path) -> None:
    content = os.urandom(2 * STEP_BYTES + 77)
    file = await sealed(tmp_path / "a", content)
    assert file.sha256 == hashlib.sha256(content).hexdigest()
    assert b"".join([piece async for piece in file.chunks()]) == content
    assert await file.content() == content
    assert await file.head(10) == content[:10]
    await unseal_file(file, tmp_path / "open")
    assert (tmp_path / "open").read_bytes() == content
    with pytest.raises(FileExistsError):
        await unseal_file(file, tmp_path / "open")


async def test_a_damaged_file_leaves_no_copy(tmp_path: Path) -> None:
    file = await sealed(tmp_path / "a", os.urandom(3 * STEP_BYTES))
    whole = file.path.read_bytes()
    file.path.write_bytes(whole[:-1])
    with pytest.raises(StoreDamaged):
        await unseal_file(file, tmp_path / "open")
    assert not (tmp_path / "open").exists()
    file.path.unlink()
    with pytest.raises(StoreUnreachable):
        await file.content()


async def test_a_file_of_the_users_is_sealed_in_one_go(tmp_path: Path) -> None:
    content = os.urandom(STEP_BYTES + 9)
    (tmp_path / "source").write_bytes(content)
    key = new_key()
    size, digest = await seal_file(tmp_path / "source", tmp_path / "a", key)
    assert (size, digest) == (len(content), hashlib.sha256(content).hexdigest())
    assert read(tmp_path / "a", key) == content
    os.mkfifo(tmp_path / "pipe")
    for name in ("gone", "", "pipe"):
        with pytest.raises(SourceUnreadable):
            await seal_file(tmp_path / name, tmp_path / "b", key)
        assert not (tmp_path / "b").exists()
    with pytest.raises(StoreUnreachable):
        await seal_file(tmp_path / "source", tmp_path / "nowhere" / "b", key)


async def test_what_is_changed_on_the_way_is_changed_wherever_the_pieces_end(
    tmp_path: Path,
) -> None:
    content = os.urandom(3 * STEP_BYTES + 7)
    wanted = bytearray(content)
    key = new_key()
    changes = [
        (0, b"head"),
        (STEP_BYTES - 2, b"over the edge"),
        (2 * STEP_BYTES - 1, bytes(STEP_BYTES + 2)),
        (len(content) - 3, b"end"),
    ]
    for place, change in changes:
        wanted[place : place + len(change)] = change
    (tmp_path / "source").write_bytes(content)
    size, digest = await seal_file(tmp_path / "source", tmp_path / "a", key, changes)
    assert size == len(content)
    assert digest == hashlib.sha256(wanted).hexdigest()
    sealed = SealedFile(1, tmp_path / "a", key, size, digest)
    assert await sealed.content() == bytes(wanted)


async def test_who_stops_reading_early_leaves_nothing_behind(tmp_path: Path) -> None:
    content = os.urandom(4 * STEP_BYTES)
    key = new_key()
    (tmp_path / "source").write_bytes(content)
    size, digest = await seal_file(tmp_path / "source", tmp_path / "a", key)
    chunks = SealedFile(1, tmp_path / "a", key, size, digest).chunks()
    piece = await anext(chunks)
    assert piece == content[: len(piece)]
    await chunks.aclose()
    with pytest.raises(StopAsyncIteration):
        await anext(chunks)
