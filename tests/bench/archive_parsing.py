"""What it costs to take in one archived message: by our trees and reader, by aioxmpp's objects, by bare expat.

Prints microseconds a message as JSON: ``ours`` up to a `ReceivedMessage`; ``aioxmpp`` up to its objects, unread;
``expat`` up to an element tree, unread. No server and no line are involved.
"""

from __future__ import annotations

import gc
import json
import statistics
import sys
import time
from collections.abc import Callable
from xml.etree.ElementTree import XMLPullParser

import aioxmpp
import aioxmpp.misc
import aioxmpp.xml
from aioxmpp import xso

from startalk_desktop.model.identity import now
from startalk_desktop.model.jid import Jid
from startalk_desktop.xmpp.archive_reader import RESULT, ArchiveVantage, read_result
from startalk_desktop.xmpp.stanza_tree import StanzaTreeParser, TreeMessage

_COUNT = 2000
_RUNS = 5
_CHUNK = 1024
_OWN = Jid.parse("wang@acme.example")
_HEADER = (
    b"<?xml version='1.0'?><stream:stream xmlns='jabber:client' version='1.0' id='1' from='acme.example' "
    b"xmlns:stream='http://etherx.jabber.org/streams'>"
)


class _Result(xso.XSO):
    """A result as one would declare it for aioxmpp."""

    TAG = ("urn:xmpp:mam:2", "result")
    id_ = xso.Attr("id")
    query_id = xso.Attr("queryid", default=None)
    forwarded = xso.Child([aioxmpp.misc.Forwarded])


class _Message(xso.XSO):
    """The message around it; `aioxmpp.Message` itself takes no more children once it has subclasses."""

    TAG = ("jabber:client", "message")
    from_ = xso.Attr("from", type_=xso.JID())
    to = xso.Attr("to", type_=xso.JID())
    result = xso.Child([_Result])


def _archived(number: int) -> str:
    return (
        f"<message from='{_OWN}' to='{_OWN}/desk' id='r{number}'>"
        f"<result xmlns='urn:xmpp:mam:2' queryid='q' id='a{number}'><forwarded xmlns='urn:xmpp:forward:0'>"
        "<delay xmlns='urn:xmpp:delay' stamp='2026-01-02T03:04:05Z'/>"
        f"<message xmlns='jabber:client' from='li@acme.example/phone' to='{_OWN}' type='chat' id='m{number}'>"
        f"<body>第{number}条：明天上午十点开会</body><origin-id xmlns='urn:xmpp:sid:0' id='m{number}'/>"
        "<request xmlns='urn:xmpp:receipts'/><markable xmlns='urn:xmpp:chat-markers:0'/>"
        "<active xmlns='http://jabber.org/protocol/chatstates'/>"
        "</message></forwarded></result></message>"
    )


def _by_stream(parser: xso.XSOParser, content: bytes) -> None:
    processor = aioxmpp.xml.XMPPXMLProcessor()
    processor.stanza_parser = parser
    reader = aioxmpp.xml.make_parser()
    reader.setContentHandler(processor)
    reader.feed(_HEADER)
    for start in range(0, len(content), _CHUNK):
        reader.feed(content[start : start + _CHUNK])


def _ours(content: bytes) -> int:
    taken = 0

    def take(message: TreeMessage) -> None:
        nonlocal taken
        result = message.tree.find(RESULT)
        read = (
            read_result(result, _OWN, ArchiveVantage(_OWN, now())) if result is not None else None
        )
        taken += read is not None and read.contents.message is not None

    parser = StanzaTreeParser()
    parser.add_class(aioxmpp.Message, take)
    _by_stream(parser, content)
    return taken


def _aioxmpps(content: bytes) -> int:
    taken: list[_Message] = []
    parser = xso.XSOParser()
    parser.add_class(_Message, taken.append)
    _by_stream(parser, content)
    return len(taken)


def _expats(content: bytes) -> int:
    parser = XMLPullParser(("end",))
    parser.feed(_HEADER)
    taken = 0
    for start in range(0, len(content), _CHUNK):
        parser.feed(content[start : start + _CHUNK])
        taken += sum(element.tag == RESULT for _, element in parser.read_events())
    return taken


def measure() -> dict[str, float]:
    """Microseconds a message, the median of some runs, each way."""
    content = "".join(map(_archived, range(_COUNT))).encode()
    ways: dict[str, Callable[[bytes], int]] = {
        "ours": _ours,
        "aioxmpp": _aioxmpps,
        "expat": _expats,
    }
    found: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(_RUNS):
        for name, way in ways.items():
            gc.collect()
            began = time.perf_counter()
            taken = way(content)
            found[name].append((time.perf_counter() - began) / _COUNT * 1e6)
            if taken != _COUNT:
                raise RuntimeError(f"{name} took in {taken} of {_COUNT} messages")
    return {name: round(statistics.median(times), 1) for name, times in found.items()}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(measure()) + "\n")
