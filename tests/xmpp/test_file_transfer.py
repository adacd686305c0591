"""Files up and down: on real servers, and against web servers that do what they should not."""

import asyncio
import gzip
import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass

import pytest

from startalk_desktop.model.failure import FailureCode
from startalk_desktop.model.files import Downloaded, DownloadInfo, UploadSlot
from startalk_desktop.xmpp import file_transfer, web
from startalk_desktop.xmpp.errors import NotConnected, RequestFailed
from startalk_desktop.xmpp.file_transfer import MAX_REDIRECTS, FileClient
from startalk_desktop.xmpp.public_addresses import is_public
from startalk_desktop.xmpp.trust import Trust, peer_certificate
from startalk_desktop.xmpp.web_addresses import origin
from tests.servers.certificates import CertificateAuthority
from tests.servers.ports import LOOPBACK
from tests.servers.running import UPLOAD_LIMIT_BYTES
from tests.xmpp.desk import Desks
from tests.xmpp.fake_servers import listening, over_tls, saying

CONTENT = "合同 ".encode() * 30_000


async def pieces(content: bytes, size: int = 10_000) -> AsyncIterator[bytes]:
    for start in range(0, len(content), size):
        yield content[start : start + size]


async def upload(files: FileClient, content: bytes) -> str:
    kind = "application/octet-stream"
    return await files.upload("a.bin", kind, len(content), pieces(content))


def sink_of(taken: bytearray) -> Callable[[bytes], Awaitable[None]]:
    async def take(piece: bytes) -> None:
        taken.extend(piece)

    return take


class Steps:
    """The progress that was told."""

    def __init__(self) -> None:
        self._told: list[tuple[int, int | None]] = []

    def note(self, done: int, whole: int | None) -> None:
        self._told.append((done, whole))

    def lead_to(self, size: int) -> None:
        assert self._told[-1] == (size, size)
        assert [done for done, _ in self._told] == sorted({done for done, _ in self._told})


class TestRealServers:
    async def test_a_file_goes_up_and_comes_back(self, desks: Desks) -> None:
        wang = await desks.online("wang")
        steps = Steps()
        url = await wang.session.files.upload(
            "合同 1.pdf", "application/pdf", len(CONTENT), pieces(CONTENT), steps.note
        )
        steps.lead_to(len(CONTENT))
        got = await wang.session.files.fetch(url, len(CONTENT))
        assert got == Downloaded(CONTENT, "application/pdf")

    async def test_a_download_goes_on_where_it_broke_off(self, desks: Desks) -> None:
        wang = await desks.online("wang")
        url = await upload(wang.session.files, CONTENT)
        for offset in (1, 65_536, len(CONTENT) - 1):
            taken, steps = bytearray(), Steps()
            info = await wang.session.files.download(
                url, len(CONTENT), sink_of(taken), steps.note, offset
            )
            assert bytes(taken) == CONTENT[offset:]
            assert info == DownloadInfo("application/octet-stream", len(CONTENT))
            steps.lead_to(len(CONTENT))

    async def test_a_service_tells_what_it_takes(self, desks: Desks) -> None:
        wang = await desks.online("wang")
        service = await wang.session.files.service()
        assert service is not None
        assert service.max_size == UPLOAD_LIMIT_BYTES

    async def test_another_session_finds_the_service_in_a_private_network(
        self, desks: Desks
    ) -> None:
        wang, li = await desks.online("wang"), await desks.online("li")
        url = await upload(wang.session.files, b"abc")
        # 李 never had a slot: whether this is the own service has to be found out.
        got = await li.session.files.fetch(url, 10)
        assert got.content == b"abc"

    async def test_a_file_that_is_larger_than_wanted_is_refused(self, desks: Desks) -> None:
        wang = await desks.online("wang")
        url = await upload(wang.session.files, b"abc")
        assert await code_of(wang.session.files.fetch(url, 2)) is FailureCode.TOO_LARGE

    async def test_a_file_that_is_not_there_is_gone(self, desks: Desks) -> None:
        wang = await desks.online("wang")
        slot = await wang.session.uploads.slot("a.txt", 3, "text/plain")
        code = await code_of(wang.session.files.fetch(slot.get_url, 10))
        assert code is FailureCode.RECIPIENT_UNKNOWN

    async def test_without_a_session_nothing_goes_up(self, desks: Desks) -> None:
        wang = await desks.online("wang")
        await wang.session.close()
        with pytest.raises(NotConnected):
            await upload(wang.session.files, b"abc")

    async def test_the_pinned_certificate_counts_for_the_own_service(self, desks: Desks) -> None:
        wang = await desks.online("wang")
        slot = await wang.session.uploads.slot("a.txt", 3, "text/plain")
        pin = await fingerprint(slot.put_url)
        files = FileClient(Own(slot), lambda: Trust("", pin))
        url = await upload(files, b"abc")
        assert (await files.fetch(url, 10)).content == b"abc"
        nobodys = FileClient(Own(slot), Trust)
        # The service may have a second address, at which nobody listens.
        code = await code_of(upload(nobodys, b"abc"))
        assert code in {FailureCode.CERTIFICATE_UNTRUSTED, FailureCode.REFUSED_PORT}


class Anywhere:
    """An upload service that is wherever one asks."""

    async def is_own(self, url: str) -> bool:
        return True


@dataclass
class Own:
    """The own upload service, as a test says; a slot makes it known."""

    known: UploadSlot | None = None

    async def slot(self, name: str, size: int, content_type: str) -> UploadSlot:
        assert self.known is not None
        return self.known

    async def is_own(self, url: str) -> bool:
        return self.known is not None and origin(url) == origin(self.known.get_url)

    async def places(self) -> frozenset[tuple[str, int]]:
        place = origin(self.known.get_url) if self.known is not None else None
        return frozenset({place} if place is not None else ())


@dataclass
class Site:
    """A web server on the loopback interface: what it was asked, and a client for which it is own or foreign."""

    port: int
    files: FileClient
    asked: list[str]

    def url(self, host: str = LOOPBACK, path: str = "/f") -> str:
        return f"https://{host}:{self.port}{path}"


Sites = Callable[..., AbstractAsyncContextManager[Site]]


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> CertificateAuthority:
    return CertificateAuthority(tmp_path_factory.mktemp("authority"))


@pytest.fixture
def site(authority: CertificateAuthority) -> Sites:
    """Makes sites that answer with the bytes that they are given; ``{path}`` in them is what was asked for."""
    pair = authority.issue("site", [LOOPBACK, "localhost"])
    pem = authority.ca_file.read_text(encoding="ascii")

    @asynccontextmanager
    async def make(
        answer: bytes, *, is_own: bool = True, stays: bool = False
    ) -> AsyncIterator[Site]:
        asked: list[str] = []

        async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            asked.append((await reader.readuntil(b"\r\n\r\n")).decode())
            writer.write(answer)
            await writer.drain()
            while stays and await reader.read(65_536):
                pass

        async with listening(over_tls(pair, script)) as port:
            url = f"https://{LOOPBACK}:{port}/f"
            own = Own(UploadSlot(url, url, (("Authorization", "Bearer x"),)) if is_own else None)
            yield Site(port, FileClient(own, lambda: Trust(pem)), asked)

    return make


def answered(status: str = "200 OK", body: bytes = b"abc", **headers: str) -> bytes:
    told = {"Content_Length": str(len(body)), **headers}
    lines = "".join(
        f"{name.replace('_', '-')}: {value}\r\n" for name, value in told.items() if value
    )
    return f"HTTP/1.1 {status}\r\n{lines}Connection: close\r\n\r\n".encode() + body


async def code_of(work: Awaitable[object]) -> FailureCode:
    with pytest.raises(RequestFailed) as caught:
        await work
    return caught.value.failure.code


async def fingerprint(url: str) -> str:
    host, port = origin(url) or ("", 0)
    context = Trust().looking_context(is_direct_tls=False)
    _, writer = await asyncio.open_connection(host, port, ssl=context)
    der = peer_certificate(writer.transport)
    writer.transport.abort()
    return hashlib.sha256(der).hexdigest()


class TestDownloads:
    async def test_what_is_asked_for_tells_nothing_of_us(self, site: Sites) -> None:
        async with site(answered(Content_Type="Text/Plain; charset=utf-8")) as one:
            got = await one.files.fetch(one.url(), 3)
            assert got == Downloaded(b"abc", "text/plain")
            (head,) = one.asked
            assert "cookie" not in head.lower()
            assert "authorization" not in head.lower()

    @pytest.mark.parametrize("told", ["", "text", "<b>/x", "a/b\u202e", "x" * 99 + "/y"])
    async def test_a_kind_that_is_none_is_unknown(self, site: Sites, told: str) -> None:
        async with site(answered(Content_Type=told)) as one:
            got = await one.files.fetch(one.url(), 3)
            assert got.media_type == "application/octet-stream"

    async def test_more_than_was_told_is_refused_while_it_comes(self, site: Sites) -> None:
        endless = answered(body=b"x" * 300_000, Content_Length="")
        async with site(endless) as one:
            assert await code_of(one.files.fetch(one.url(), 100_000)) is FailureCode.TOO_LARGE
        async with site(answered(Content_Length="999999999"), stays=True) as one:
            assert await code_of(one.files.fetch(one.url(), 100_000)) is FailureCode.TOO_LARGE

    async def test_what_is_packed_is_not_unpacked(self, site: Sites) -> None:
        bomb = gzip.compress(b"0" * 10_000_000)
        async with site(answered(body=bomb, Content_Encoding="gzip")) as one:
            assert await code_of(one.files.fetch(one.url(), 10**6)) is FailureCode.SERVER_ERROR

    async def test_what_breaks_off_is_no_file(self, site: Sites) -> None:
        async with site(answered(Content_Length="10")) as one:
            code = await code_of(one.files.fetch(one.url(), 100))
            assert code is FailureCode.CONNECTION_LOST

    @pytest.mark.parametrize(
        ("status", "code"),
        [
            ("403 No", FailureCode.NOT_ALLOWED),
            ("404 No", FailureCode.RECIPIENT_UNKNOWN),
            ("410 Gone", FailureCode.RECIPIENT_UNKNOWN),
            ("500 Oh", FailureCode.SERVER_ERROR),
            ("204 Nothing", FailureCode.SERVER_ERROR),
        ],
    )
    async def test_a_refusal_is_told(self, site: Sites, status: str, code: FailureCode) -> None:
        async with site(answered(status, b"")) as one:
            assert await code_of(one.files.fetch(one.url(), 3)) is code

    async def test_what_is_no_http_is_a_failure(self, site: Sites) -> None:
        async with site(b"220 smtp.acme.example\r\n") as one:
            assert await code_of(one.files.fetch(one.url(), 3)) is FailureCode.SERVER_ERROR

    async def test_a_redirect_is_followed(
        self, site: Sites, authority: CertificateAuthority
    ) -> None:
        async with (
            site(answered()) as target,
            site(answered("302 There", b"", Location=target.url())) as first,
        ):
            pem = authority.ca_file.read_text(encoding="ascii")
            files = FileClient(Anywhere(), lambda: Trust(pem))
            assert (await files.fetch(first.url(), 3)).content == b"abc"

    async def test_a_redirect_without_an_end_ends(self, site: Sites) -> None:
        async with site(answered("307 Round", b"", Location="/g")) as one:
            assert await code_of(one.files.fetch(one.url(), 3)) is FailureCode.SERVER_ERROR
            assert len(one.asked) == 1 + MAX_REDIRECTS

    @pytest.mark.parametrize(
        "target", ["http://files.example/a", "file:///etc/passwd", "//u:p@x.example/", ""]
    )
    async def test_a_redirect_to_somewhere_unsafe_is_not_followed(
        self, site: Sites, target: str
    ) -> None:
        async with site(answered("302 There", b"", Location=target)) as one:
            code = await code_of(one.files.fetch(one.url(), 3))
            assert code is (FailureCode.NOT_ALLOWED if target else FailureCode.SERVER_ERROR)

    async def test_a_redirect_from_the_own_service_into_the_own_network_is_not_followed(
        self, site: Sites
    ) -> None:
        async with (
            site(answered()) as inside,
            site(answered("302 There", b"", Location=inside.url())) as own,
        ):
            assert await code_of(own.files.fetch(own.url(), 3)) is FailureCode.NOT_ALLOWED
            assert inside.asked == []

    @pytest.mark.parametrize(
        "host",
        [LOOPBACK, "localhost", "2130706433", "0x7f000001", "127.1", "[::1]", "[::ffff:127.0.0.1]"],
    )
    async def test_a_private_network_is_not_asked(self, site: Sites, host: str) -> None:
        async with site(answered(), is_own=False) as one:
            # What is no address as it should be written is refused as such.
            is_plain = host not in {"2130706433", "127.1"}
            code = await code_of(one.files.fetch(one.url(host), 3))
            assert code is (FailureCode.NOT_ALLOWED if is_plain else FailureCode.SERVER_ERROR)
            assert one.asked == []

    async def test_an_unsafe_address_is_not_asked(self, site: Sites) -> None:
        async with site(answered()) as one:
            url = one.url().replace("https", "http")
            assert await code_of(one.files.fetch(url, 3)) is FailureCode.NOT_ALLOWED

    async def test_a_certificate_for_another_name_is_refused(
        self, site: Sites, authority: CertificateAuthority
    ) -> None:
        pair = authority.issue("other", ["files.example"])
        pem = authority.ca_file.read_text(encoding="ascii")
        async with listening(over_tls(pair, saying(answered()))) as port:
            url = f"https://{LOOPBACK}:{port}/f"
            files = FileClient(Own(UploadSlot(url, url, ())), lambda: Trust(pem))
            assert await code_of(files.fetch(url, 3)) is FailureCode.CERTIFICATE_NAME

    async def test_another_certificate_than_the_pinned_is_refused(self, site: Sites) -> None:
        async with site(answered()) as one:
            files = FileClient(Anywhere(), lambda: Trust("", "AA" * 32))
            assert await code_of(files.fetch(one.url(), 3)) is FailureCode.CERTIFICATE_CHANGED
            assert one.asked == []

    async def test_a_name_that_nobody_has_is_told(self) -> None:
        code = await code_of(FileClient(Own(), Trust).fetch("https://no-such.invalid/a", 3))
        assert code is FailureCode.HOST_UNKNOWN

    async def test_nobody_there_is_told(self, site: Sites) -> None:
        async with site(answered()) as one:
            pass
        assert await code_of(one.files.fetch(one.url(), 3)) is FailureCode.REFUSED_PORT

    async def test_a_silent_server_is_given_up(
        self, site: Sites, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(web, "SILENCE_SECONDS", 0.05)
        async with site(answered(Content_Length="10"), stays=True) as one:
            assert await code_of(one.files.fetch(one.url(), 100)) is FailureCode.TIMEOUT

    async def test_a_trust_that_is_none_trusts_nobody(self) -> None:
        files = FileClient(Own(), lambda: Trust("no certificate"))
        code = await code_of(files.fetch("https://files.example/a", 3))
        assert code is FailureCode.CERTIFICATE_UNTRUSTED
        files = FileClient(Own(), lambda: Trust("", "no fingerprint"))
        code = await code_of(files.fetch("https://files.example/a", 3))
        assert code is FailureCode.CERTIFICATE_CHANGED


class TestParts:
    """Downloads that begin where an earlier one broke off."""

    async def test_a_server_that_knows_no_parts_gives_all_again(self, site: Sites) -> None:
        async with site(answered(body=b"0123456789")) as one:
            taken = bytearray()
            info = await one.files.download(one.url(), 10, sink_of(taken), offset=4)
            assert bytes(taken) == b"456789"
            assert info.size == 10
            assert "Range: bytes=4-" in one.asked[0]

    @pytest.mark.parametrize(
        ("told", "code"),
        [
            ("bytes 4-9/10", None),
            ("bytes 4-9/*", None),
            ("bytes 3-9/10", FailureCode.SERVER_ERROR),
            ("bytes 4-9", FailureCode.SERVER_ERROR),
            ("", FailureCode.SERVER_ERROR),
        ],
    )
    async def test_only_the_part_that_was_asked_for_is_taken(
        self, site: Sites, told: str, code: FailureCode | None
    ) -> None:
        async with site(answered("206 Part", b"456789", Content_Range=told)) as one:
            taken = bytearray()
            work = one.files.download(one.url(), 10, sink_of(taken), offset=4)
            if code is not None:
                assert await code_of(work) is code
                assert not taken
            else:
                assert (await work).size == 10
                assert bytes(taken) == b"456789"

    async def test_a_part_nobody_asked_for_is_refused(self, site: Sites) -> None:
        async with site(answered("206 Part", b"abc", Content_Range="bytes 0-2/10")) as one:
            assert await code_of(one.files.fetch(one.url(), 10)) is FailureCode.SERVER_ERROR

    @pytest.mark.parametrize("status", ["200 OK", "206 Part"])
    async def test_the_limit_is_that_of_the_whole(self, site: Sites, status: str) -> None:
        answer = answered(status, b"0123456789", Content_Range="bytes 4-13/14", Content_Length="")
        async with site(answer) as one:
            work = one.files.download(one.url(), 9, sink_of(bytearray()), offset=4)
            assert await code_of(work) is FailureCode.TOO_LARGE

    async def test_a_file_that_became_shorter_is_no_file(self, site: Sites) -> None:
        async with site(answered(body=b"012")) as one:
            work = one.files.download(one.url(), 9, sink_of(bytearray()), offset=4)
            assert await code_of(work) is FailureCode.SERVER_ERROR

    async def test_a_file_that_drips_is_given_up(
        self, site: Sites, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(file_transfer, "STALL_SECONDS", 0.2)
        async with site(answered(Content_Length="10"), stays=True) as one:
            work = one.files.download(one.url(), 10, sink_of(bytearray()))
            assert await code_of(work) is FailureCode.TIMEOUT


class TestUploads:
    async def test_a_server_that_takes_nothing_is_given_up(
        self, authority: CertificateAuthority, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(file_transfer, "STALL_SECONDS", 0.3)
        pair = authority.issue("stuck", [LOOPBACK])
        pem = authority.ca_file.read_text(encoding="ascii")
        given = 0

        async def endless() -> AsyncIterator[bytes]:
            nonlocal given
            while True:
                given += 65_536
                yield bytes(65_536)

        async def stuck(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.readuntil(b"\r\n\r\n")
            await asyncio.Event().wait()

        async with listening(over_tls(pair, stuck)) as port:
            url = f"https://{LOOPBACK}:{port}/f"
            files = FileClient(Own(UploadSlot(url, url, ())), lambda: Trust(pem))
            size = 1_000_000_000
            work = files.upload("a.bin", "a/b", size, endless())
            assert await code_of(work) is FailureCode.TIMEOUT
        assert given < 50_000_000, "the whole file was asked for"

    async def test_a_file_that_can_not_be_read_is_told_as_that(self, site: Sites) -> None:
        async def broken() -> AsyncIterator[bytes]:
            yield b"abc"
            raise OSError("the disk is gone")

        async with site(answered("201 Created", b"")) as one:
            with pytest.raises(OSError, match="the disk is gone"):
                await one.files.upload("a.bin", "a/b", 99_999_999, broken())

    async def test_the_slots_headers_go_along(self, site: Sites) -> None:
        async with site(answered("201 Created", b"")) as one:
            url = await upload(one.files, b"abc")
            assert url == one.url()
            (head,) = one.asked
            assert head.startswith("PUT /f HTTP/1.1")
            for line in (
                "Authorization: Bearer x",
                "Content-Type: application/octet-stream",
                "Content-Length: 3",
            ):
                assert line in head

    @pytest.mark.parametrize(
        ("status", "code"),
        [
            ("413 Large", FailureCode.TOO_LARGE),
            ("403 No", FailureCode.NOT_ALLOWED),
            ("507 Full", FailureCode.POLICY),
            ("302 There", FailureCode.SERVER_ERROR),
        ],
    )
    async def test_a_refusal_is_told(self, site: Sites, status: str, code: FailureCode) -> None:
        async with site(answered(status, b"", Location="https://x.example/")) as one:
            assert await code_of(upload(one.files, b"abc")) is code


@pytest.mark.parametrize("address", ["1.1.1.1", "2606:4700:4700::1111", "64:ff9b::101:101"])
def test_what_is_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
     "255.255.255.255", "::1", "::", "fe80::1%eth0", "fc00::1", "ff02::1", "::ffff:10.0.0.1", "64:ff9b::a00:1",
     "2002:a00:1::", "2130706433", "localhost", ""],
)  # fmt: skip
def test_what_is_not_public(address: str) -> None:
    assert not is_public(address)


class TestReaching:
    """Whether the upload service's web server is there, without sending anything."""

    async def test_the_servers_own(self, desks: Desks) -> None:
        wang = await desks.online("wang")
        await wang.session.files.reach()
        await wang.session.close()
        with pytest.raises(NotConnected):
            await wang.session.files.reach()

    async def test_any_answer_will_do_but_that_it_is_broken(self, site: Sites) -> None:
        for status in ("200 OK", "404 No", "405 No"):
            async with site(answered(status, b"")) as one:
                await one.files.reach()
                (head,) = one.asked
                assert head.startswith("HEAD / ")
        async with site(answered("503 Later", b"")) as one:
            assert await code_of(one.files.reach()) is FailureCode.SERVER_ERROR
        assert await code_of(one.files.reach()) is FailureCode.REFUSED_PORT
