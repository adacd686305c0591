"""What is told of files: written as the standards say, read with doubt."""

from __future__ import annotations

import base64
import io
from dataclasses import replace
from typing import Any
from xml.etree.ElementTree import Element, fromstring

import aioxmpp.xml
import pytest
from PIL import Image

from startalk_desktop.model.events import MessageReceived
from startalk_desktop.model.identity import ConversationKind
from startalk_desktop.model.message import (
    MAX_THUMBNAIL_BYTES,
    OutgoingMessage,
    ReceivedMessage,
    SharedFile,
)
from startalk_desktop.xmpp import message_writer
from startalk_desktop.xmpp.message_reader import Vantage, read_live
from tests.xmpp.stanzas import LI, NOW, OWN, chat, element

URL = "https://files.acme.example/a/%E5%9B%BE.jpg"
DIGEST = "00" * 31 + "ff"
HASH = base64.b64encode(bytes.fromhex(DIGEST)).decode()


def picture(width: int, height: int, kind: str = "PNG") -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (width, height), "red").save(written, kind)
    return written.getvalue()


def data(content: bytes, kind: str = "image/png") -> str:
    return f"data:{kind};base64,{base64.b64encode(content).decode()}"


def thumbnail(uri: str) -> str:
    return f"<thumbnail xmlns='urn:xmpp:thumbs:1' uri='{uri}' media-type='image/png'/>"


def sharing(*facts: str, url: str = URL, more: str = "", disposition: str = "inline") -> str:
    return (
        f"<file-sharing xmlns='urn:xmpp:sfs:0' disposition='{disposition}'>"
        f"<file xmlns='urn:xmpp:file:metadata:0'>{''.join(facts)}</file>"
        f"<sources>{more}<url-data xmlns='http://jabber.org/protocol/url-data' target='{url}'/></sources>"
        "</file-sharing>"
    )


def message(*parts: str, body: str = "看") -> ReceivedMessage:
    (event,) = read_live(element(chat(body, "".join(parts))), Vantage(own=OWN, now=NOW))
    assert isinstance(event, MessageReceived)
    return event.message


def file(*facts: str, **changes: Any) -> SharedFile:
    (found,) = message(sharing(*facts, **changes)).files
    return found


FULL = SharedFile(
    URL,
    "图 1.png",
    "image/png",
    3_000_000_000,
    4096,
    2160,
    DIGEST,
    picture(8, 6),
    "image/png",
    NOW,
)


def wire(sent: OutgoingMessage) -> Element:
    stanza = fromstring(aioxmpp.xml.serialize_single_xso(message_writer.spoken(sent)))
    stanza.set("from", f"{LI}/phone")
    return stanza


def arrived(*files: SharedFile, text: str = "") -> ReceivedMessage:
    sent = OutgoingMessage(OWN, ConversationKind.DIRECT, text, "o1", files=files)
    (event,) = [
        event
        for event in read_live(wire(sent), Vantage(own=OWN, now=NOW))
        if isinstance(event, MessageReceived)
    ]
    return event.message


@pytest.mark.parametrize("text", ["", "说明"])
def test_what_is_written_is_read_back(text: str) -> None:
    document = SharedFile(f"{URL}2", "合同.pdf", "application/pdf", 0, is_attachment=True)
    read = arrived(FULL, document, text=text)
    assert read.files == (FULL, document)
    assert read.text == text


def test_it_is_written_as_the_standards_say() -> None:
    stanza = wire(OutgoingMessage(OWN, ConversationKind.DIRECT, "", "o1", files=(FULL,)))
    shared = stanza.find("{urn:xmpp:sfs:0}file-sharing")
    assert shared is not None
    assert shared.get("disposition") == "inline"
    source = shared.find("{urn:xmpp:sfs:0}sources/{http://jabber.org/protocol/url-data}url-data")
    assert source is not None
    assert source.get("target") == URL
    metadata = "{urn:xmpp:file:metadata:0}"
    told = shared.find(f"{metadata}file")
    assert told is not None
    assert [told.findtext(f"{metadata}{name}") for name in ("name", "size", "width", "height")] == [
        "图 1.png",
        "3000000000",
        "4096",
        "2160",
    ]
    digest = told.find("{urn:xmpp:hashes:2}hash")
    assert digest is not None
    assert (digest.get("algo"), digest.text) == ("sha-256", HASH)
    small = told.find("{urn:xmpp:thumbs:1}thumbnail")
    assert small is not None
    assert (small.get("width"), small.get("height")) == ("8", "6")


def test_one_file_told_in_two_ways_is_one_file() -> None:
    oob = f"<x xmlns='jabber:x:oob'><url>{URL}</url></x>"
    other = f"<x xmlns='jabber:x:oob'><url>{URL}x</url></x>"
    read = message(oob, sharing("<size>7</size>"), other, body=URL)
    assert [(one.url, one.size) for one in read.files] == [(URL, 7), (f"{URL}x", None)]


def test_the_fallback_is_no_part_of_the_text() -> None:
    mark = "<fallback xmlns='urn:xmpp:fallback:0' for='urn:xmpp:sfs:0'><body start='1' end='99'/></fallback>"
    whole = "<fallback xmlns='urn:xmpp:fallback:0' for='urn:xmpp:sfs:0'/>"
    assert message(sharing(), whole, body="A photo: https://elsewhere.example/").text == ""
    assert message(sharing(), mark, body="短").text == "短", "a range beyond the body is none"


def test_facts_are_taken_where_they_make_sense() -> None:
    read = file(
        "<name>../../etc/报\u202e告.pdf</name><media-type>Application/PDF; x=y</media-type>",
        "<size> 12 </size><date>2023-11-14T22:13:20Z</date>",
        f"<hash xmlns='urn:xmpp:hashes:2' algo='SHA-256'> {HASH} </hash>",
        "<hash xmlns='urn:xmpp:hashes:2' algo='sha3-256'>AAAA</hash>",
        disposition="attachment",
    )
    assert (read.name, read.media_type, read.size) == ("报告.pdf", "application/pdf", 12)
    assert read.modified_at == NOW
    assert read.sha256 == DIGEST
    assert read.is_attachment


@pytest.mark.parametrize(
    "fact",
    [
        "<size>-1</size>",
        "<size>1e9</size>",
        f"<size>{'9' * 400}</size>",
        "<size>１２</size>",
        "<width>5</width>",
        "<width>0</width><height>5</height>",
        "<width>100001</width><height>5</height>",
        "<date>yesterday</date>",
        "<hash xmlns='urn:xmpp:hashes:2' algo='sha-256'>AAAA</hash>",
        "<hash xmlns='urn:xmpp:hashes:2' algo='sha-256'>%%%</hash>",
        f"<hash xmlns='urn:xmpp:hashes:2' algo='sha-1'>{HASH}</hash>",
        f"<hash xmlns='urn:xmpp:hashes:2' algo='sha-256'>{HASH}</hash>"
        f"<hash xmlns='urn:xmpp:hashes:2' algo='sha-256'>{'A' * 43}=</hash>",
        "<media-type>&lt;b&gt;</media-type>",
        "<name>/</name>",
        thumbnail("cid:sha1+ffd7c8@bob.xmpp.org"),
        thumbnail("https://tracker.example/1.png"),
        thumbnail("data:image/png,abc"),
        thumbnail("data:image/svg+xml;base64,PHN2Zy8+"),
        thumbnail(data(b"<svg xmlns='http://www.w3.org/2000/svg'/>")),
        thumbnail(data(picture(257, 1))),
        thumbnail(data(picture(9, 9, "GIF"), "image/gif")),
        thumbnail(data(picture(9, 9)[:20])),
        thumbnail(data(picture(9, 9) + b"x" * MAX_THUMBNAIL_BYTES)),
        thumbnail("data:image/png;base64,%%%"),
    ],
)
def test_a_fact_that_makes_no_sense_is_none(fact: str) -> None:
    assert file(fact) == SharedFile(URL, "图.jpg", "image/jpeg")


def test_a_thumbnail_is_what_its_bytes_say() -> None:
    small = picture(256, 9, "JPEG")
    read = file(thumbnail(data(small, "image/png")))
    assert (read.thumbnail, read.thumbnail_type) == (small, "image/jpeg")


@pytest.mark.parametrize("url", ["http://x.example/a", "", "https://u:p@x.example/a", "file:///a"])
def test_what_is_nowhere_safe_is_no_file(url: str) -> None:
    assert message(sharing(url=url)).files == ()


def test_the_first_safe_source_counts() -> None:
    insecure = "<url-data xmlns='http://jabber.org/protocol/url-data' target='http://x.example/'/>"
    jingle = "<jinglepub xmlns='urn:xmpp:jinglepub:1' from='li@acme.example/x' id='1'/>"
    assert file(more=insecure + jingle).url == URL


def test_a_flood_of_files_ends() -> None:
    many = "".join(sharing(url=f"{URL}{n}") for n in range(50))
    oob = "".join(f"<x xmlns='jabber:x:oob'><url>{URL}x{n}</url></x>" for n in range(50))
    assert len(message(many, oob).files) == 10


def test_a_stanza_has_room_for_its_thumbnails_or_goes_without() -> None:
    large = replace(FULL, thumbnail=picture(8, 6) + b"x" * 12_000)
    files = tuple(replace(large, url=f"{URL}{n}") for n in range(10))
    sent = OutgoingMessage(OWN, ConversationKind.DIRECT, "长" * 5_000, "o1", files=files)
    written = aioxmpp.xml.serialize_single_xso(message_writer.spoken(sent))
    assert len(written.encode()) < 65_536
    assert "urn:xmpp:thumbs:1" in written
