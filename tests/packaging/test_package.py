"""The packaged program, started on a screen of its own: it signs in to the reference server and sends a message."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from startalk_desktop.refserver import DomainConfig, ReferenceServer, ServerConfig
from startalk_desktop.refserver.stanza import E, Element, local_name
from tests.servers.xvfb import virtual_screen

ROOT = Path(__file__).resolve().parents[2]
CLIENT = "jabber:client"
pytestmark = [
    pytest.mark.package,
    pytest.mark.timeout(400),
    pytest.mark.skipif(
        sys.platform != "linux", reason="the installers of other systems are built there"
    ),
]


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("package")
    subprocess.run(
        [sys.executable, str(ROOT / "packaging" / "build.py"), "--out", str(out)],
        check=True,
        timeout=380,
    )
    return out / "startalk-desktop" / "startalk-desktop"


@pytest.fixture
def display() -> Iterator[str]:
    with virtual_screen() as made:
        yield made


async def test_the_packaged_program_signs_in_and_sends(
    program: Path, display: str, tmp_path: Path
) -> None:
    accounts = {"lin": "长城 secret", "wang": "unused"}
    domain_config = DomainConfig("acme.example", accounts=accounts)
    received: list[str] = []

    def on_stanza(stanza: Element) -> None:
        if local_name(stanza) == "message":
            received.append(stanza.findtext(f"{{{CLIENT}}}body") or "")

    async with ReferenceServer(ServerConfig(domains=(domain_config,))) as server:
        wang = await server.domain("acme.example").attach_local_user("wang", "desk", on_stanza)
        await wang.send(E(CLIENT, "presence"))
        trial = {
            "jid": "lin@acme.example",
            "password": accounts["lin"],
            "host": "127.0.0.1",
            "port": server.port,
            "ca_file": str(server.ca_file),
            "to": "wang@acme.example",
            "text": "来自安装包的问候 — hello from the package",
        }
        file = tmp_path / "trial.json"
        file.write_text(json.dumps(trial))
        process = await asyncio.create_subprocess_exec(
            program,
            "--self-test",
            "--trial",
            str(file),
            env={
                "DISPLAY": display,
                "HOME": str(tmp_path),
                "PATH": os.environ["PATH"],
                "QT_QPA_PLATFORM": "xcb",
                "XDG_RUNTIME_DIR": str(tmp_path),
            },
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        async with asyncio.timeout(120):
            output, _ = await process.communicate()
        assert process.returncode == 0, output.decode(errors="replace")
        assert trial["text"] in received
