"""Configuration files, the command that reads them, and the state that a server keeps."""

from __future__ import annotations

import asyncio
import signal
import sys
from pathlib import Path

import pytest

from startalk_desktop.refserver import DomainConfig, ReferenceServer, ServerConfig
from startalk_desktop.refserver.config import ConfigError, load_config

DOMAIN = '[[domain]]\nname = "acme.example"\n'


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "server.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_everything_is_read(tmp_path: Path) -> None:
    config = load_config(
        written(
            tmp_path,
            """
            state = "state"
            port = 5222
            [limits]
            stanza_bytes = 1000
            resumption_seconds = 5
            [[domain]]
            name = "acme.example"
            title = "阿克梅"
            links = ["beta.example"]
            accounts = { "王芳" = "secret" }
            [[domain]]
            name = "beta.example"
            certificate = "expired"
            """,
        )
    )
    assert config.state == tmp_path / "state"
    assert config.port == 5222
    assert config.direct_tls_port == 0
    assert (config.limits.stanza_bytes, config.limits.resumption_seconds) == (1000, 5.0)
    acme, beta = config.domains
    assert (acme.title, acme.links, dict(acme.accounts)) == (
        "阿克梅",
        ("beta.example",),
        {"王芳": "secret"},
    )
    assert beta.certificate == "expired"


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", r"missing required field `domain`"),
        ("domain = []", r"length >= 1 - at `\$.domain`"),
        ("[domain]\nname = 'a'", r"Expected `array`, got `object` - at `\$.domain`"),
        ("a = = b", "is no TOML"),
        ("[[domain]]\ntitle = 'A'", r"missing required field `name` - at `\$.domain\[0\]`"),
        (f"prot = 5222\n{DOMAIN}", "unknown field `prot`"),
        (f"port = 'x'\n{DOMAIN}", r"Expected `int`, got `str` - at `\$.port`"),
        (f"port = true\n{DOMAIN}", "Expected `int`, got `bool`"),
        (f"port = -1\n{DOMAIN}", "Expected `int` >= 0"),
        (f"limits = 3\n{DOMAIN}", r"Expected `object`, got `int` - at `\$.limits`"),
        (f"{DOMAIN}links = 'beta.example'", "Expected `array`, got `str`"),
        (f"{DOMAIN}certificate = 'good'", "Invalid enum value 'good'"),
        (DOMAIN + DOMAIN, "is there twice"),
        ("[[domain]]\nname = 'ACME.example'", "did you mean 'acme.example'"),
        ("[[domain]]\nname = 'a b'", "can't be a domain"),
    ],
)
def test_mistakes_are_explained(tmp_path: Path, text: str, complaint: str) -> None:
    with pytest.raises(ConfigError, match=complaint):
        load_config(written(tmp_path, text))


def test_missing_file_is_explained(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="can't be read"):
        load_config(tmp_path / "none.toml")


async def test_state_outlives_the_server(tmp_path: Path) -> None:
    config = load_config(written(tmp_path, f'state = "state"\n{DOMAIN}'))
    async with ReferenceServer(config) as server:
        authority = server.ca_file.read_bytes()
        server.domain("acme.example").accounts.create("王芳", "secret")
    async with ReferenceServer(config) as server:
        assert server.ca_file.read_bytes() == authority, "clients needn't trust a new one"
        assert server.domain("ACME.example").accounts.exists("王芳")
        with pytest.raises(LookupError, match="doesn't host"):
            server.domain("beta.example")
    assert (tmp_path / "state" / "ca.key").stat().st_mode & 0o077 == 0


async def test_temporary_state_is_removed() -> None:
    config = ServerConfig(domains=(DomainConfig("acme.example"),))
    async with ReferenceServer(config) as server:
        folder = server.ca_file.parent
        assert folder.exists()
    assert not folder.exists()


async def test_taken_port_stops_the_start(tmp_path: Path) -> None:
    config = load_config(written(tmp_path, DOMAIN))
    async with ReferenceServer(config) as server:
        second = ServerConfig(domains=config.domains, port=server.port)
        with pytest.raises(OSError, match="in use"):
            await ReferenceServer(second).__aenter__()


async def test_command_serves_until_it_is_told_to_stop(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "startalk_desktop.refserver", "--config"]
    path = written(tmp_path, DOMAIN)
    process = await asyncio.create_subprocess_exec(
        *command, str(path), stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    async with asyncio.timeout(30):
        line = (await process.stdout.readline()).decode()
        assert line.startswith("serving acme.example on 127.0.0.1")
        process.send_signal(signal.SIGTERM)
        _, complaints = await process.communicate()
    assert (process.returncode, complaints) == (0, b"")


async def test_command_explains_a_wrong_file(tmp_path: Path) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "startalk_desktop.refserver", "--config", str(tmp_path / "none.toml"),
        stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    _, complaint = await process.communicate()
    assert process.returncode == 2
    assert b"none.toml can't be read" in complaint
    assert b"Traceback" not in complaint
