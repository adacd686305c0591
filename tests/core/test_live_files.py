"""Files over real sockets: between two, in rooms, out of archives, after breaks; with slixmpp on the other side."""

from __future__ import annotations

import base64
import hashlib
import io
import os
import secrets
import urllib.request
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from slixmpp import JID

from startalk_desktop.core import transfers
from startalk_desktop.core.errors import FileRefused
from startalk_desktop.model.connection import Online
from startalk_desktop.model.failure import FailureCode
from startalk_desktop.model.files import OutgoingFile
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.message import Message
from startalk_desktop.refserver import ReferenceServer
from startalk_desktop.refserver.config import DomainConfig, Limits, ServerConfig
from startalk_desktop.refserver.upload import Uploads
from startalk_desktop.xmpp.errors import RequestFailed
from tests.conformance.person import Cast, Person
from tests.conformance.rooms import enter
from tests.conformance.test_upload import http, put, request_slot
from tests.core.live import ACME, PEOPLE, Desk, Desks, Office, make_room, person
from tests.core.test_live_actions import Side, fresh_copy, in_a_room, two_sides
from tests.core.world import until
from tests.servers.relay import Relay
from tests.servers.running import UPLOAD_LIMIT_BYTES, RunningServer

CONTENT = os.urandom(900_000)
SFS = ("xep_0264", "xep_0300", "xep_0446", "xep_0447")


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def photo() -> bytes:
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "Changban Camera"
    written = io.BytesIO()
    Image.new("RGB", (300, 200), "red").save(written, "JPEG", exif=exif)
    return written.getvalue()


def on_disk(folder: Path, content: bytes, name: str) -> OutgoingFile:
    path = folder / name
    path.write_bytes(content)
    return OutgoingFile(path, None, name)


async def with_file(side: Side, name: str) -> Message | None:
    found = [one for one in await side.all() if any(file.name == name for file in one.files)]
    assert len(found) <= 1, "the message is there twice"
    return found[0] if found else None


async def arrives(side: Side, name: str, content: bytes) -> Message:
    """Wait for the message with the file `name`, and see that it opens as `content`."""
    message: Message = await until(partial(with_file, side, name), 30)
    copy = await side.handle.open_copy(message.row, 0)
    assert (copy.name, copy.read_bytes()) == (name, content)
    return message


async def exchange(desks: Desks, mine: Side, theirs: Side, folder: Path, nick: str = "") -> None:
    """Send a document and a picture; the other side, and a fresh copy out of the archive, see the same."""
    files = [on_disk(folder, CONTENT, "设计图 1.bin"), on_disk(folder, photo(), "照片.jpg")]
    await mine.handle.send_files(files, "两个文件")
    document = await arrives(theirs, "设计图 1.bin", CONTENT)
    picture: Message = await until(partial(with_file, theirs, "照片.jpg"), 30)
    [file] = document.files
    assert (document.text, file.size, file.sha256) == ("两个文件", len(CONTENT), digest(CONTENT))
    [shown] = picture.files
    assert (picture.text, shown.media_type) == ("", "image/jpeg")
    assert (shown.width, shown.height) == (200, 300), "it stands upright"
    assert Image.open(io.BytesIO(shown.thumbnail)).size[1] == 256
    whole = await theirs.handle.picture(picture.row, 0, full=True)
    assert whole is not None
    assert digest(whole) == shown.sha256
    assert b"Changban" not in whole
    copy = await fresh_copy(desks, theirs, nick)
    for name in ("设计图 1.bin", "照片.jpg"):
        seen, again = await with_file(theirs, name), await until(partial(with_file, copy, name), 30)
        assert seen is not None
        assert again.files == seen.files
    await arrives(copy, "设计图 1.bin", CONTENT)


async def test_two_people(server: RunningServer, desks: Desks, tmp_path: Path) -> None:
    mine, theirs = await two_sides(server, desks)
    await exchange(desks, mine, theirs, tmp_path)
    # The other device of the sender has it by carbon or from the archive, once.
    phone = await fresh_copy(desks, mine)
    await arrives(phone, "设计图 1.bin", CONTENT)


async def test_a_room(server: RunningServer, desks: Desks, tmp_path: Path) -> None:
    mine, theirs = await in_a_room(server, desks)
    await exchange(desks, mine, theirs, tmp_path, "王芳2")


async def test_a_break_and_a_restart_double_nothing(
    server: RunningServer, desks: Desks, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with Relay(server.c2s_port) as relay:
        mine, theirs = await two_sides(server, desks, relay.port)
        relay.swallow()
        await mine.handle.send_files([on_disk(tmp_path, CONTENT, "一.bin")])
        mine.desk.app.accounts.network_changed()
        await until(lambda: mine.desk.app.accounts.state(mine.account.id) != Online(), 20)
        relay.cut()
        await arrives(theirs, "一.bin", CONTENT)
        await mine.handle.send_files([on_disk(tmp_path, CONTENT[1:], "二.bin")])
        await mine.desk.stop()
        await mine.desk.start()
        await arrives(theirs, "二.bin", CONTENT[1:])
        for side in (mine, theirs):
            assert [one.files[0].name for one in await side.all()] == ["一.bin", "二.bin"]


async def test_the_limit_is_told_before_anything_goes_up(
    server: RunningServer, desks: Desks
) -> None:
    mine, _ = await two_sides(server, desks)
    await until(lambda: mine.handle.limits().max_size == UPLOAD_LIMIT_BYTES, 20)
    large = OutgoingFile(None, bytes(UPLOAD_LIMIT_BYTES + 1), "大.bin")
    with pytest.raises(FileRefused) as refused:
        await mine.handle.send_files([large])
    assert refused.value.failure.code is FailureCode.TOO_LARGE
    assert await mine.all() == []


async def uploaded(
    server: RunningServer, other: Person, content: bytes, name: str, kind: str
) -> str:
    service = server.addresses().upload
    slot = await request_slot(other, service, name, len(content), kind)
    assert await put(server, slot, content, kind) in {200, 201}
    return slot.get_url


def share(other: Person, to: JID | str, kind: str, url: str, content: bytes, name: str) -> None:
    """A message as slixmpp makes it (XEP-0447)."""
    message = other.client.make_message(to, mtype=kind, mbody=url)
    shared = other["xep_0447"].get_sfs(
        data=content, uris=[url], media_type="application/pdf", disposition="attachment"
    )
    shared["file"]["name"] = name
    message.append(shared)
    message.send()


async def test_what_slixmpp_shares(server: RunningServer, desks: Desks, cast: Cast) -> None:
    other = await cast.online("li", plugins=SFS)
    mine = await alone(server, desks, Jid.parse(other.bare))
    url = await uploaded(server, other, CONTENT, "a.pdf", "application/pdf")
    share(other, str(mine.account.jid), "chat", url, CONTENT, "合同.pdf")
    message = await arrives(mine, "合同.pdf", CONTENT)
    assert (message.text, message.files[0].size) == ("", len(CONTENT))
    # The same claim about another file is not believed.
    lie = await uploaded(server, other, CONTENT[:-1] + b"?", "b.pdf", "application/pdf")
    share(other, str(mine.account.jid), "chat", lie, CONTENT[:-1] + b"!", "假.pdf")
    message = await until(partial(with_file, mine, "假.pdf"), 30)
    with pytest.raises(RequestFailed) as failed:
        await mine.handle.open_copy(message.row, 0)
    assert failed.value.failure.code is FailureCode.FILE_DAMAGED
    # A client that knows only addresses (XEP-0066).
    other.client.send_raw(
        f"<message to='{mine.account.jid}' type='chat' id='{secrets.token_hex(8)}'><body>{url}</body>"
        f"<x xmlns='jabber:x:oob'><url>{url}</url></x></message>"
    )
    await arrives(mine, "a.pdf", CONTENT)


async def alone(server: RunningServer, desks: Desks, peer: Jid) -> Side:
    """One of us, with a conversation with somebody else's client."""
    andy = await person(server, "andy")
    desk = await desks.desk()
    account = await desk.add(andy)
    await desk.online(account)
    await desk.app.inbox.open_direct(account.id, peer)
    return Side(desk, account, peer)


async def test_what_slixmpp_is_told(
    server: RunningServer, desks: Desks, cast: Cast, tmp_path: Path
) -> None:
    other = await cast.online("li", plugins=SFS)
    mine = await alone(server, desks, Jid.parse(other.bare))
    await mine.handle.send_files([on_disk(tmp_path, photo(), "照片.jpg")])
    stanza = await other.expect("a file", lambda one: has_file(one))
    await seen_by_slixmpp(server, stanza, mine)
    room = Jid.parse(f"rd-{secrets.token_hex(3)}@{server.addresses().conference}")
    await make_room(mine.desk.app, mine.account.id, room, "安迪")
    await enter(other, JID(str(room)), "李")
    in_room = Side(mine.desk, mine.account, room)
    await in_room.handle.send_files([on_disk(tmp_path, photo(), "照片2.jpg")], "看")
    stanza = await other.expect("a file", lambda one: has_file(one))
    assert stanza["type"] == "groupchat"
    await seen_by_slixmpp(server, stanza, in_room, "看\n")
    await until(partial(with_file, in_room, "照片2.jpg"))


def has_file(stanza: Any) -> bool:
    return stanza.xml.find("{urn:xmpp:sfs:0}file-sharing") is not None


async def seen_by_slixmpp(
    server: RunningServer, stanza: Any, sender: Side, before: str = ""
) -> None:
    """slixmpp's own classes read what we wrote, and the web server has what it says."""
    shared = stanza["sfs"]
    [source] = list(shared["sources"])
    url = source["target"]
    assert stanza["body"] == f"{before}{url}"
    assert stanza.xml.findtext("{jabber:x:oob}x/{jabber:x:oob}url") == url
    file = shared["file"]
    assert shared["disposition"] == "inline"
    assert (file["media-type"], file["width"], file["height"]) == ("image/jpeg", 200, 300)
    status, kind, body = await http(server, urllib.request.Request(url))
    assert (status, kind, len(body)) == (200, "image/jpeg", file["size"])
    assert (file["hash"]["algo"], base64.b64decode(file["hash"]["value"]).hex()) == (
        "sha-256",
        digest(body),
    )
    assert file["thumbnail"]["uri"].startswith("data:image/jpeg;base64,")
    assert b"Changban" not in body


async def test_chat_goes_on_while_the_service_is_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of the reference server, whose quota is 20 files of the largest size."""
    monkeypatch.setattr(transfers, "_LONGEST_RETRY", 0.2)
    config = ServerConfig(
        domains=(DomainConfig(ACME, accounts=PEOPLE),),
        limits=Limits(upload_bytes=100),
        scram_iterations=4096,
    )
    async with ReferenceServer(config) as reference:
        desks = Office(reference, tmp_path)
        mine = await desks.desk()
        account = await mine.add(Jid("andy", ACME))
        await mine.online(account)
        side = Side(mine, account, Jid("li", ACME))
        await side.desk.app.inbox.open_direct(account.id, side.peer)
        files = [OutgoingFile(None, os.urandom(100), f"{n}.bin") for n in range(21)]
        await side.handle.send_files(files)
        await until(lambda: is_full(side), 30)
        await side.handle.send("照常")
        await until(lambda: told(side, "照常"), 20)
        waiting = [one.row for one in side.handle.transfers()]
        assert len(waiting) == 1
        first = (await side.all())[0]
        service = reference.domains[ACME].components[f"upload.{ACME}"]
        assert isinstance(service, Uploads)
        service.clear()
        await until(lambda: side.handle.transfers() == (), 30)
        assert side.handle.limits().failure is None
        assert first.row not in waiting
        await desks.close()


def is_full(side: Side) -> bool:
    failure = side.handle.limits().failure
    return failure is not None and failure.code is FailureCode.POLICY


async def told(side: Side, text: str) -> bool:
    return any(one.text == text and one.state >= 2 for one in await side.all())


async def test_a_desk_that_sleeps_gets_its_files_later(
    server: RunningServer, desks: Desks, tmp_path: Path
) -> None:
    mine, theirs = await two_sides(server, desks)
    await theirs.desk.stop()
    await mine.handle.send_files([on_disk(tmp_path, CONTENT, "夜里.bin")])
    await until(lambda: mine.handle.transfers() == (), 30)
    desk: Desk = theirs.desk
    await desk.start()
    await arrives(theirs, "夜里.bin", CONTENT)
