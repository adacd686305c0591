"""The documented script, as it is, against the reference server."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from startalk_desktop.model.jid import Jid
from tests.core.live import ACME, PASSWORD, office
from tests.core.world import until

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "examples" / "echo.py"


def test_it_is_short_and_the_documentation_shows_it() -> None:
    script = SCRIPT.read_text(encoding="utf-8")
    assert len(script.splitlines()) < 25
    assert script in (ROOT / "docs" / "sdk.md").read_text(encoding="utf-8")


@pytest.fixture
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The script's folder for temporary things; nothing may be left in it."""
    folder = tmp_path_factory.mktemp("scratch")
    yield folder
    assert not list(folder.iterdir())


async def test_it_signs_in_sends_and_prints_what_arrives(tmp_path: Path, scratch: Path) -> None:
    async with office(tmp_path) as place:
        desk = await place.desk()
        wang = await desk.add(Jid.parse(f"王芳@{ACME}"))
        await desk.online(wang)
        andy = Jid.parse(f"andy@{ACME}")
        script = await asyncio.create_subprocess_exec(
            *(sys.executable, SCRIPT, str(andy), PASSWORD, str(wang.jid), "你好，王芳"),
            *("127.0.0.1", str(place.server.port), place.server.ca_file.read_text()),
            stdout=asyncio.subprocess.PIPE,
            cwd=ROOT,
            env={
                "PYTHONPATH": str(ROOT),
                "PYTHONIOENCODING": "utf-8",
                "PATH": "",
                "TMPDIR": str(scratch),
            },
        )
        try:
            conversation = await until(lambda: conversation_with(desk, wang, andy), 30)
            await desk.app.conversation(conversation).send("收到，谢谢")
            assert script.stdout is not None
            said = [
                (await asyncio.wait_for(script.stdout.readline(), 30)).decode().strip()
                for _ in "ab"
            ]
        finally:
            script.send_signal(signal.SIGINT)
            await script.wait()
        assert said == [f"andy@{ACME}: 你好，王芳", f"王芳@{ACME}: 收到，谢谢"]


async def conversation_with(desk, account, peer):
    for line in await desk.app.inbox.conversations(account.id):
        if line.id.peer == peer and line.last_message is not None:
            return line.id
    return None
