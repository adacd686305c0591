"""Any mixture of files, texts, breaks, restarts, a failing service and second thoughts: what is sent arrives once."""

from __future__ import annotations

import asyncio
import secrets
import tempfile
from pathlib import Path
from unittest.mock import patch

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from startalk_desktop.core import transfers
from startalk_desktop.core.conversation import ConversationHandle
from startalk_desktop.model.connection import Online
from startalk_desktop.model.failure import FailureCode
from startalk_desktop.model.files import OutgoingFile
from startalk_desktop.model.identity import ConversationId
from startalk_desktop.model.message import DeliveryState
from tests.core.world import WANG, World, until

SIZE = 300_000
STEPS = st.lists(
    st.sampled_from(
        """
        text file file on_disk cancel lose_acknowledgements lose_all break sign_in restart turn turn fail work
        """.split()
    ),
    min_size=3,
    max_size=20,
)


@given(STEPS)
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
def test_every_file_arrives_once(steps: list[str]) -> None:
    with (
        patch.object(transfers, "_FIRST_RETRY", 0.01),
        patch.object(transfers, "_LONGEST_RETRY", 0.02),
    ):
        asyncio.run(play(steps))


async def play(steps: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        world = World(Path(folder) / "profile")
        try:
            await play_in(world, steps, Path(folder))
        finally:
            await world.stop()


async def play_in(world: World, steps: list[str], folder: Path) -> None:
    account = await world.online()
    played = Played(world, ConversationId(account.id, WANG), folder)
    for number, what in enumerate(steps):
        await played.do(what, number)
    await played.come_to_rest()
    await played.check()


class Played:
    """One conversation, and what should have arrived in the end."""

    def __init__(self, world: World, conversation: ConversationId, folder: Path) -> None:
        self.world = world
        self.domain = world.domain()
        self.id = conversation
        self.folder = folder
        self.texts: list[str] = []
        self.files: dict[str, bytes] = {}

    @property
    def handle(self) -> ConversationHandle:
        return self.world.app.conversation(self.id)

    async def do(self, what: str, number: int) -> None:
        match what:
            case "text":
                self.texts.append(f"t{number}")
                await self.handle.send(self.texts[-1])
            case "file" | "on_disk":
                await self.send_file(f"f{number}", is_path=what == "on_disk")
            case "cancel":
                await self.cancel()
            case "restart":
                await self.world.stop()
                await self.world.start()
            case "turn":
                await asyncio.sleep(0.01)
            case _:
                self.hurt(what)

    def hurt(self, what: str) -> None:
        line = self.domain.line
        match what:
            case "lose_acknowledgements":
                line.is_acknowledging = False
            case "lose_all":
                line.reaches_server = False
            case "break":
                line.break_line()
            case "sign_in":
                line.break_line()
                line.sign_in()
            case "fail":
                self.domain.upload_failure = FailureCode.SERVER_ERROR
            case "work":
                self.domain.upload_failure = None

    async def send_file(self, name: str, *, is_path: bool) -> None:
        content = secrets.token_bytes(SIZE)
        self.files[name] = content
        path = self.folder / name
        await asyncio.to_thread(path.write_bytes, content)
        file = OutgoingFile(path if is_path else None, None if is_path else content, name)
        await self.handle.send_files([file])

    async def cancel(self) -> None:
        for transfer in self.handle.transfers()[:1]:
            [message] = await self.handle.by_rows((transfer.row,))
            await self.handle.cancel_transfer(transfer.id)
            if not await self.handle.by_rows((transfer.row,)):
                del self.files[message.files[0].name]

    async def come_to_rest(self) -> None:
        self.hurt("work")
        self.hurt("sign_in")
        await until(lambda: self.world.app.accounts.state(self.id.account) == Online())
        await until(self.is_settled)

    async def is_settled(self) -> bool:
        own = await self.world.messages(self.id)
        return not self.handle.transfers() and all(m.state is DeliveryState.SENT for m in own)

    async def check(self) -> None:
        received = self.domain.received
        assert [message.text for message in received if not message.files] == self.texts
        carried = [message.files[0] for message in received if message.files]
        assert sorted(file.name for file in carried) == sorted(self.files)
        found = {file.name: self.domain.files[file.url].content for file in carried}
        assert found == self.files
        assert len(await self.world.messages(self.id)) == len(self.texts) + len(self.files)
        store = self.world.app.accounts.runtime(self.id.account).store
        assert await store.transfers.pending() == []
        assert await store.files.usage() == SIZE * len(self.files)
