"""File upload (XEP-0363): a slot over XMPP, the file over HTTPS."""

import asyncio
import secrets
import ssl
import urllib.error
import urllib.request
from dataclasses import dataclass, field

import pytest
from slixmpp import JID
from slixmpp.exceptions import IqError

from tests.conformance.person import DEADLINE_SECONDS, Cast, Person
from tests.servers.running import UPLOAD_LIMIT_BYTES, RunningServer

NAMESPACE = "urn:xmpp:http:upload:0"


@dataclass(frozen=True)
class Slot:
    """Where to put a file and where it will be found."""

    put_url: str
    get_url: str
    headers: dict[str, str] = field(default_factory=dict)


async def request_slot(person: Person, service: str, name: str, size: int, kind: str) -> Slot:
    """Ask for a slot."""
    answer = await person["xep_0363"].request_slot(JID(service), name, size, kind)
    slot = answer.xml.find(f"{{{NAMESPACE}}}slot")
    put = slot.find(f"{{{NAMESPACE}}}put")
    headers = {header.get("name"): header.text for header in put}
    return Slot(put.get("url"), slot.find(f"{{{NAMESPACE}}}get").get("url"), headers)


async def http(server: RunningServer, request: urllib.request.Request) -> tuple[int, str, bytes]:
    """Carry out one HTTPS request, with the test authority trusted; returns status, content type and body."""
    context = ssl.create_default_context(cafile=server.ca_file)
    opener = urllib.request.build_opener(
        urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=context)
    )

    def carry_out() -> tuple[int, str, bytes]:
        try:
            with opener.open(request, timeout=DEADLINE_SECONDS) as answer:
                return answer.status, answer.headers.get_content_type(), answer.read()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, "", error.read()

    return await asyncio.to_thread(carry_out)


async def put(server: RunningServer, slot: Slot, content: bytes, kind: str) -> int:
    """Upload and return the HTTP status."""
    request = urllib.request.Request(slot.put_url, data=content, method="PUT")
    for name, value in {**slot.headers, "Content-Type": kind}.items():
        request.add_header(name, value)
    status, _, _ = await http(server, request)
    return status


async def test_service_tells_its_limit(cast: Cast) -> None:
    wang = await cast.online("王芳")
    service = cast.server.addresses().upload
    items = await wang["xep_0030"].get_items(jid=cast.server.domain)
    assert service in {item[0] for item in items["disco_items"]["items"]}
    info = await wang["xep_0030"].get_info(jid=service, cached=False)
    assert NAMESPACE in info["disco_info"]["features"]
    limits = {
        field.findtext("{jabber:x:data}value")
        for field in info.xml.iter("{jabber:x:data}field")
        if field.get("var") == "max-file-size"
    }
    assert limits == {str(UPLOAD_LIMIT_BYTES)}


@pytest.mark.parametrize(
    ("name", "kind"),
    [("季度报告 2026.pdf", "application/pdf"), ("photo.png", "image/png")],
    ids=["chinese-name", "image"],
)
async def test_file_comes_back_whole(cast: Cast, name: str, kind: str) -> None:
    wang = await cast.online("王芳")
    content = secrets.token_bytes(300_000)
    slot = await request_slot(wang, cast.server.addresses().upload, name, len(content), kind)
    assert slot.put_url.startswith("https://")
    assert slot.get_url.startswith("https://")
    assert await put(cast.server, slot, content, kind) in {200, 201}
    status, got_kind, body = await http(cast.server, urllib.request.Request(slot.get_url))
    assert status == 200
    assert got_kind == kind
    assert body == content


async def test_each_slot_is_another_place(cast: Cast) -> None:
    wang = await cast.online("王芳")
    service = cast.server.addresses().upload
    slots = [await request_slot(wang, service, "a.txt", 10, "text/plain") for _ in range(2)]
    assert slots[0].get_url != slots[1].get_url


async def test_too_large_a_file_gets_no_slot(cast: Cast) -> None:
    """XEP-0363 section 5.1: and the limit is told."""
    wang = await cast.online("王芳")
    with pytest.raises(IqError) as refusal:
        await request_slot(
            wang, cast.server.addresses().upload, "big.bin", UPLOAD_LIMIT_BYTES + 1, "x/y"
        )
    assert refusal.value.condition == "not-acceptable"
    told = refusal.value.iq.xml.find(
        f".//{{{NAMESPACE}}}file-too-large/{{{NAMESPACE}}}max-file-size"
    )
    assert told is not None
    assert told.text == str(UPLOAD_LIMIT_BYTES)


async def test_more_than_was_asked_for_is_refused(cast: Cast) -> None:
    wang = await cast.online("王芳")
    slot = await request_slot(wang, cast.server.addresses().upload, "a.txt", 10, "text/plain")
    assert await put(cast.server, slot, b"x" * 5_000, "text/plain") in range(400, 500)
    status, _, _ = await http(cast.server, urllib.request.Request(slot.get_url))
    assert status in range(400, 500)


async def test_without_a_slot_nothing_is_stored(cast: Cast) -> None:
    wang = await cast.online("王芳")
    slot = await request_slot(wang, cast.server.addresses().upload, "a.txt", 3, "text/plain")
    base, _, query = slot.put_url.partition("?")
    parts = base.split("/")
    parts[-2] = secrets.token_urlsafe(12)
    forged = Slot("/".join(parts) + (f"?{query}" if query else ""), slot.get_url)
    assert await put(cast.server, forged, b"abc", "text/plain") in range(400, 500)


async def test_nothing_is_found_before_it_was_put(cast: Cast) -> None:
    wang = await cast.online("王芳")
    slot = await request_slot(wang, cast.server.addresses().upload, "a.txt", 3, "text/plain")
    status, _, _ = await http(cast.server, urllib.request.Request(slot.get_url))
    assert status in {404, 410}
