"""Files of linked domains in a private network: fetched from where the partner says, and from nowhere else inside."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest

from startalk_desktop.model.account import Endpoint
from startalk_desktop.model.events import LinksChanged, SessionStarted
from startalk_desktop.model.failure import Failure, FailureCode
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.linked import LinkedDomain
from startalk_desktop.refserver import ReferenceServer
from startalk_desktop.xmpp import linked_files
from startalk_desktop.xmpp.disco import Info, Item
from startalk_desktop.xmpp.errors import RequestFailed
from startalk_desktop.xmpp.file_transfer import FileClient
from startalk_desktop.xmpp.linked_files import LinkedFiles
from startalk_desktop.xmpp.settings import SessionSettings
from startalk_desktop.xmpp.trust import Trust
from startalk_desktop.xmpp.uploads import NAMESPACE
from tests.core.live import ACME, BETA, GAMMA, PASSWORD, three_domains
from tests.servers.certificates import CertificateAuthority
from tests.servers.ports import LOOPBACK
from tests.xmpp.desk import Desk
from tests.xmpp.fake_servers import listening, over_tls
from tests.xmpp.test_file_transfer import answered, code_of

UPLOAD = f"upload.{BETA}"


@dataclass
class Network:
    """A web server for Beta in a private network, and somebody of Acme, which Beta is linked to."""

    server: ReferenceServer
    desk: Desk
    files: FileClient
    port: int
    asked: list[str]

    def url(self, host: str) -> str:
        return f"https://{host}:{self.port}/f"


@pytest.fixture
async def network(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Network]:
    authority = CertificateAuthority(tmp_path_factory.mktemp("authority"))
    pair = authority.issue("files", [BETA, f"*.{BETA}", GAMMA, f"*.{GAMMA}", LOOPBACK])
    asked: list[str] = []

    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append((await reader.readuntil(b"\r\n\r\n")).decode())
        writer.write(answered())
        await writer.drain()

    really = socket.getaddrinfo

    def look_up(host: Any, port: Any, *args: Any, **kwargs: Any) -> Any:
        is_named = isinstance(host, str) and host.endswith(".example")
        return really(LOOPBACK if is_named else host, port, *args, **kwargs)

    async with (
        three_domains() as server,
        listening(over_tls(pair, script)) as port,
        desk_at(server) as desk,
    ):
        monkeypatch.setattr(socket, "getaddrinfo", look_up)
        session = desk.session
        files = FileClient(
            session.uploads,
            lambda: Trust(authority.ca_file.read_text(encoding="ascii")),
            session.files._linked,
        )
        yield Network(server, desk, files, port, asked)


@asynccontextmanager
async def desk_at(server: ReferenceServer) -> AsyncIterator[Desk]:
    settings = SessionSettings(
        jid=Jid("andy", ACME),
        password=PASSWORD,
        endpoint=Endpoint(LOOPBACK, server.port),
        extra_ca_pem=server.ca_file.read_text(encoding="ascii"),
    )
    desk = Desk(settings)
    desk.session.start()
    try:
        await desk.expect(SessionStarted)
        yield desk
    finally:
        await desk.session.close()
        await desk.scope.close()


@pytest.mark.parametrize("host", [UPLOAD, BETA, UPLOAD.upper()])
async def test_a_partners_file_comes_from_where_the_partner_keeps_files(
    network: Network, host: str
) -> None:
    assert (await network.files.fetch(network.url(host), 3)).content == b"abc"
    assert len(network.asked) == 1


@pytest.mark.parametrize(
    "host",
    [f"intranet.{BETA}", f"conference.{BETA}", GAMMA, f"upload.{GAMMA}", LOOPBACK, f"x{BETA}"],
)
async def test_nothing_else_inside_is_asked_for_anything(network: Network, host: str) -> None:
    assert await code_of(network.files.fetch(network.url(host), 3)) is FailureCode.NOT_ALLOWED
    assert network.asked == []


async def test_where_no_link_is_open_a_partners_host_is_one_of_many(network: Network) -> None:
    links = tuple(network.server.domain(ACME).config.links)
    assert (await network.files.fetch(network.url(UPLOAD), 3)).content == b"abc"
    await network.server.links.change(ACME, ())
    await network.desk.expect(LinksChanged)
    assert await code_of(network.files.fetch(network.url(UPLOAD), 3)) is FailureCode.NOT_ALLOWED
    assert len(network.asked) == 1
    await network.server.links.change(ACME, links)
    await network.desk.expect(LinksChanged)
    assert (await network.files.fetch(network.url(UPLOAD), 3)).content == b"abc"


async def test_where_the_partner_has_closed_the_link_it_announces_nothing(network: Network) -> None:
    await network.server.links.change(BETA, ())
    assert await code_of(network.files.fetch(network.url(UPLOAD), 3)) is FailureCode.NOT_ALLOWED
    assert network.asked == []


async def test_a_partners_host_has_to_prove_its_name(network: Network) -> None:
    files = FileClient(network.desk.session.uploads, Trust, network.desk.session.files._linked)
    code = await code_of(files.fetch(network.url(UPLOAD), 3))
    assert code is FailureCode.CERTIFICATE_UNTRUSTED
    assert network.asked == []


@dataclass
class Told:
    """What a partner's domain says of its services, and how often it was asked."""

    services: dict[str, Info | RequestFailed] = field(default_factory=dict)
    is_silent: bool = False
    asked: list[Jid] = field(default_factory=list)

    async def items(self, jid: Jid) -> tuple[Item, ...]:
        self.asked.append(jid)
        if self.is_silent:
            raise RequestFailed(Failure(FailureCode.TIMEOUT, ""))
        return tuple(Item(Jid.parse(each), "") for each in self.services)

    async def info(self, jid: Jid) -> Info:
        self.asked.append(jid)
        told = self.services[str(jid)]
        if isinstance(told, RequestFailed):
            raise told
        return told


@dataclass
class Links:
    """The links of the own domain."""

    domains: list[str]

    async def links(self) -> tuple[LinkedDomain, ...]:
        return tuple(LinkedDomain(each, each) for each in self.domains)


class NoContext:
    def __init__(self) -> None:
        self.on_ended: list[Callable[[], None]] = []


def uploading() -> Info:
    return Info((), frozenset({NAMESPACE}))


def looking(told: Told, *domains: str) -> tuple[LinkedFiles, NoContext, Links]:
    context, links = NoContext(), Links(list(domains))
    return LinkedFiles(context, told, links), context, links  # type: ignore[arg-type]


async def test_a_partner_speaks_for_hosts_of_its_own_only() -> None:
    told = Told({"upload.victim.example": uploading(), "a@upload.beta.example": uploading()})
    files, _, _ = looking(told, BETA, "victim.example")
    assert not await files.keeps("https://upload.beta.example/f")
    assert not await files.keeps("https://beta.example/f"), "it offers no uploads"
    told.asked.clear()
    assert not await files.keeps("https://10.0.0.5/f")
    assert not await files.keeps("https://elsewhere.example/f")
    assert not await files.keeps("http://upload.beta.example/f")
    assert told.asked == [], "nobody is asked about others' hosts"


async def test_what_a_partner_says_is_kept_for_a_while_and_to_the_end_of_the_link(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told = Told({UPLOAD: uploading(), f"pubsub.{BETA}": Info((), frozenset())})
    files, context, links = looking(told, BETA)
    url = f"https://{UPLOAD}:5281/f"
    assert all(await asyncio.gather(*(files.keeps(url) for _ in range(5))))
    assert len(told.asked) == 3, "asked once"
    links.domains = []
    assert not await files.keeps(url)
    links.domains = [BETA]
    told.services.clear()
    assert not await files.keeps(url), "asked anew"
    told.services[UPLOAD] = uploading()
    assert not await files.keeps(url), "not at once again"
    monkeypatch.setattr(linked_files, "_MISSED_SECONDS", 0.0)
    for end in context.on_ended:
        end()
    assert await files.keeps(url)


async def test_a_partner_that_says_nothing_is_not_asked_for_every_file() -> None:
    told = Told(is_silent=True)
    files, _, _ = looking(told, BETA)
    for _ in range(3):
        assert not await files.keeps(f"https://{UPLOAD}/f")
    assert told.asked == [Jid("", BETA)]


async def test_the_services_that_are_asked_are_bounded() -> None:
    many = {f"s{n}.{BETA}": RequestFailed(Failure(FailureCode.TIMEOUT, "")) for n in range(500)}
    told = Told({**many, UPLOAD: uploading()})
    files, _, _ = looking(told, BETA)
    assert not await files.keeps(f"https://{UPLOAD}/f")
    assert len(told.asked) == 31


async def test_names_beyond_ascii_are_the_same_in_either_spelling() -> None:
    told = Told({"upload.公司.example": uploading()})
    files, _, _ = looking(told, "公司.example")
    assert await files.keeps("https://upload.公司.example/f")
    assert await files.keeps("https://upload.xn--55qx5d.example/f")
