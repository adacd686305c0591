"""Slots for files: from real services, and what a service may not give."""

import pytest

from startalk_desktop.model.failure import FailureCode
from startalk_desktop.model.files import UploadService
from startalk_desktop.model.jid import Jid
from startalk_desktop.xmpp.disco import Info
from startalk_desktop.xmpp.errors import RequestFailed
from startalk_desktop.xmpp.uploads import NAMESPACE, UploadClient, allowed_headers, checked_url
from tests.conformance.test_upload import Slot, put
from tests.servers.running import UPLOAD_LIMIT_BYTES
from tests.xmpp.desk import Desks


async def test_a_slot_takes_a_file(desks: Desks) -> None:
    wang = await desks.online("wang")
    service = await wang.session.uploads.service()
    assert service is not None
    assert service.host == desks.server.addresses().upload
    assert service.max_size == UPLOAD_LIMIT_BYTES
    content = "图纸".encode()
    slot = await wang.session.uploads.slot("图纸 1.txt", len(content), "text/plain")
    answer = await put(
        desks.server, Slot(slot.put_url, slot.get_url, dict(slot.headers)), content, "text/plain"
    )
    assert answer in {200, 201}


async def test_a_file_that_is_too_large_is_not_even_asked_for(desks: Desks) -> None:
    wang = await desks.online("wang")
    with pytest.raises(RequestFailed) as caught:
        await wang.session.uploads.slot(
            "大.bin", UPLOAD_LIMIT_BYTES + 1, "application/octet-stream"
        )
    assert caught.value.failure.code is FailureCode.TOO_LARGE


class ComingServices:
    """A domain whose upload service was down when it was first asked."""

    def __init__(self) -> None:
        self.asked: list[bool] = []

    async def services(self, *, is_anew: bool = False) -> dict[Jid, Info]:
        self.asked.append(is_anew)
        info = Info((), frozenset({NAMESPACE}), {"max-file-size": ("1000",)})
        return {Jid("", "upload.acme.example"): info} if is_anew else {}


class NoContext:
    def __init__(self) -> None:
        self.on_ended: list[object] = []


async def test_a_service_that_was_down_is_looked_for_again() -> None:
    disco = ComingServices()
    uploads = UploadClient(NoContext(), disco)  # type: ignore[arg-type]
    assert await uploads.service() == UploadService("upload.acme.example", 1000)
    assert disco.asked == [False, True]
    assert await uploads.service() is None, "not at once again"


@pytest.mark.parametrize("url", ["https://files.example/a/b?c=d", "https://127.0.0.1:5443/x"])
def test_addresses_over_https_are_used(url: str) -> None:
    assert checked_url(url) == url


@pytest.mark.parametrize(
    "url",
    [
        "",
        None,
        "http://files.example/a",
        "file:///etc/passwd",
        "https://",
        "https:///a",
        "https://user:secret@files.example/a",
        "https://files.example:99999/",
        "https://files.example/a b",
        "https://files.example/a\r\nHost: evil.example",
        "javascript:alert(1)",
        "https://[::1",
    ],
)
def test_other_addresses_are_refused(url: str | None) -> None:
    with pytest.raises(RequestFailed):
        checked_url(url)


def test_only_headers_of_the_standard_are_sent() -> None:
    given = (
        ("Authorization", "Basic\r\n x"),
        ("cookie", "a=b"),
        ("Host", "evil.example"),
        ("Expires", "0"),
        ("X-Y", "z"),
    )
    assert allowed_headers(given) == (
        ("Authorization", "Basic x"),
        ("cookie", "a=b"),
        ("Expires", "0"),
    )
