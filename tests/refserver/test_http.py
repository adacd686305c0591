"""Files over HTTPS, and the documents that say where a domain is."""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator

import aiohttp
import pytest

from startalk_desktop.refserver import namespaces as ns
from startalk_desktop.refserver.config import DomainConfig, Limits, ServerConfig
from startalk_desktop.refserver.server import ReferenceServer
from tests.refserver.client import Client, ServerError

LIMIT = 1_000_000


@pytest.fixture
async def server() -> AsyncIterator[ReferenceServer]:
    config = ServerConfig(
        (DomainConfig("acme.example", title="Acme 公司"), DomainConfig("beta.example")),
        limits=Limits(upload_bytes=LIMIT),
    )
    async with ReferenceServer(config) as started:
        yield started


@pytest.fixture
async def web(server: ReferenceServer) -> AsyncIterator[aiohttp.ClientSession]:
    """A browser that trusts the server's authority only."""
    context = ssl.create_default_context(cafile=server.ca_file)
    connector = aiohttp.TCPConnector(ssl=context)
    base = f"https://localhost:{server.http_port}"
    async with aiohttp.ClientSession(base, connector=connector) as session:
        yield session


@pytest.fixture
async def fang(server: ReferenceServer) -> Client:
    return await Client.sign_in(server.domain("acme.example"), "王芳")


async def slot(client: Client, name: str, size: int, kind: str = "") -> tuple[str, str]:
    """Ask for a slot: the address to put to, and the one to get from."""
    request = (
        f"<request xmlns='{ns.UPLOAD}' filename='{name}' size='{size}' content-type='{kind}'/>"
    )
    made = await client.ask("get", "upload.acme.example", request)
    return made[0].get("url", ""), made[1].get("url", "")


async def put(web: aiohttp.ClientSession, url: str, content: bytes) -> int:
    async with web.put(url, data=content) as answer:
        return answer.status


async def test_a_file_goes_up_and_comes_down(web: aiohttp.ClientSession, fang: Client) -> None:
    content = bytes(range(256)) * 3000
    put_url, get_url = await slot(fang, "报告 1.png", len(content), "image/png")
    assert (await web.get(get_url)).status == 404
    assert await put(web, put_url, content) == 201
    async with web.get(get_url) as answer:
        assert await answer.read() == content
        assert answer.headers["Content-Type"] == "image/png"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Disposition"].startswith("inline")
    async with web.get(get_url, headers={"Range": "bytes=256-511"}) as answer:
        assert answer.status == 206
        assert await answer.read() == bytes(range(256))
    async with web.head(get_url) as answer:
        assert answer.headers["Content-Length"] == str(len(content))


async def test_what_could_run_is_for_saving_only(web: aiohttp.ClientSession, fang: Client) -> None:
    put_url, get_url = await slot(fang, "x.html", 3, "text/html")
    assert await put(web, put_url, b"abc") == 201
    async with web.get(get_url) as answer:
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert "sandbox" in answer.headers["Content-Security-Policy"]


async def test_a_slot_takes_its_own_file_once(web: aiohttp.ClientSession, fang: Client) -> None:
    put_url, get_url = await slot(fang, "a.bin", 3)
    assert await put(web, put_url, b"abcd") == 413
    assert await put(web, get_url.replace("/files/", "/files/x"), b"abc") == 404
    assert await put(web, put_url, b"abc") == 201
    assert await put(web, put_url, b"abc") == 409


@pytest.mark.parametrize(
    ("name", "size", "expected"),
    [
        ("a.bin", LIMIT + 1, "not-acceptable"),
        ("a.bin", 0, "not-acceptable"),
        ("../a.bin", 3, "bad-request"),
        ("", 3, "bad-request"),
    ],
)
async def test_bad_slots_are_refused(fang: Client, name: str, size: int, expected: str) -> None:
    with pytest.raises(ServerError) as caught:
        await slot(fang, name, size)
    assert expected in caught.value.conditions
    if size > LIMIT:
        assert "file-too-large" in caught.value.conditions


async def test_nav_and_host_meta_name_the_doors(
    server: ReferenceServer, web: aiohttp.ClientSession
) -> None:
    async with web.get("/beta.example/nav") as answer:
        assert (await answer.json())["baseaddess"]["domain"] == "beta.example"
    async with web.get("/nav", headers={"Host": "acme.example"}) as answer:
        nav = await answer.json()
    assert nav["baseaddess"]["xmppport"] == server.port
    assert nav["startalk"]["name"] == "Acme 公司"
    async with web.get("/.well-known/host-meta.json", headers={"Host": "beta.example"}) as answer:
        link = (await answer.json())["links"][0]
    assert (link["port"], link["sni"]) == (server.direct_tls_port, "beta.example")
    async with web.get("/.well-known/host-meta.json", headers={"Host": "acme.example"}) as answer:
        assert (await answer.json())["links"][1]["href"].endswith("/acme.example/nav")
    async with web.get("/nowhere.example/nav") as answer:
        assert answer.status == 404
