"""`startalk-admin nav`: what it writes is what clients read, and its code is what they scan."""

from __future__ import annotations

from pathlib import Path

import pytest

from startalk_desktop.admin.outcome import ExitCode
from startalk_desktop.core.qr_codes import codes_in_file
from startalk_desktop.model.account import Endpoint
from startalk_desktop.refserver import DomainConfig, ReferenceServer, ServerConfig
from startalk_desktop.xmpp.nav_reader import read_nav
from tests.admin.conftest import run

WELL_KNOWN = "https://acme.example/.well-known/startalk-nav.json"


@pytest.mark.parametrize(
    ("where", "says"),
    [
        ("acme.example", WELL_KNOWN),
        ("https://www.acme.example/nav?c=1", "https://www.acme.example/nav?c=1"),
        ("xmpp:acme.example", "xmpp:acme.example"),
        ("wang@acme.example", "xmpp:wang@acme.example"),
    ],
)
async def test_the_code_in_a_picture(tmp_path: Path, where: str, says: str) -> None:
    file = tmp_path / "code.png"
    ran = await run("nav", "qr", where, "--out", file)
    assert ran.code is ExitCode.DONE
    assert ran.errors == f"the code says {says}\n"
    assert codes_in_file(file.read_bytes()) == (says,)


async def test_the_code_as_drawing_and_in_the_terminal(tmp_path: Path) -> None:
    file = tmp_path / "code.svg"
    assert (await run("nav", "qr", "acme.example", "--out", file)).code is ExitCode.DONE
    assert file.read_text().startswith("<?xml")
    ran = await run("nav", "qr", "acme.example")
    assert len(ran.output.splitlines()) > 10
    assert set(ran.output) <= set(" ▀▄█\n")


@pytest.mark.parametrize("where", ["http://acme.example/nav", "acme", "", "ftp://acme.example"])
async def test_what_no_client_would_follow(where: str) -> None:
    ran = await run("nav", "qr", where)
    assert ran.code is ExitCode.USAGE
    assert ran.output == ""


async def test_files_that_cant_be_written(tmp_path: Path) -> None:
    odd, missing = tmp_path / "code.docx", tmp_path / "missing" / "code.png"
    assert (await run("nav", "qr", "acme.example", "--out", odd)).code is ExitCode.USAGE
    assert (await run("nav", "qr", "acme.example", "--out", missing)).code is ExitCode.USAGE


async def test_a_document_is_written_as_clients_read_it(tmp_path: Path) -> None:
    file = tmp_path / "startalk-nav.json"
    ran = await run(
        "nav", "write", "acme.example", "--name", "Acme 公司", "--host", "chat.acme.example",
        "--direct-tls-port", 443, "--colour", "#0B6E4F", "--logo", "logo.png", "--out", file,
    )  # fmt: skip
    assert ran.code is ExitCode.DONE
    assert WELL_KNOWN in ran.errors
    document = read_nav(file.read_bytes(), WELL_KNOWN)
    assert (document.domain, document.name) == ("acme.example", "Acme 公司")
    assert document.endpoint == Endpoint("chat.acme.example", 443, is_direct_tls=True)
    assert document.colour == "#0b6e4f"
    assert document.logo_url == "https://acme.example/.well-known/logo.png"
    plain = await run("nav", "write", "acme.example")
    assert read_nav(plain.output.encode(), WELL_KNOWN).endpoint is None


@pytest.mark.parametrize(
    "wrong",
    [("--host", "chat acme"), ("--colour", "red"), ("--logo", "http://acme.example/logo.png")],
)
async def test_a_document_that_clients_would_not_read_is_not_written(
    wrong: tuple[str, str],
) -> None:
    ran = await run("nav", "write", "acme.example", *wrong)
    assert (ran.code, ran.output) == (ExitCode.USAGE, "")


async def test_checking_says_what_a_client_sees() -> None:
    domain = DomainConfig("acme.example", title="Acme 公司")
    async with ReferenceServer(ServerConfig(domains=(domain,))) as server:
        place = f"https://localhost:{server.http_port}"
        ran = await run("nav", "check", place, "--ca-file", server.ca_file)
        assert ran.code is ExitCode.DONE
        assert "domain  acme.example\n" in ran.output
        assert "name    Acme 公司\n" in ran.output
        assert f"server  127.0.0.1:{server.direct_tls_port} (direct TLS)" in ran.output
        assert (await run("nav", "check", place)).code is ExitCode.NOT_CONNECTED
        wrong = f"{place}/.well-known/host-meta.json"
        ran = await run("nav", "check", wrong, "--ca-file", server.ca_file)
        assert ran.code is ExitCode.REFUSED_BY_CHECKS
    assert (await run("nav", "check", "wang@acme.example")).code is ExitCode.USAGE
