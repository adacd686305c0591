"""The archive: what is kept, and every way to page and filter it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from startalk_desktop.refserver import namespaces as ns
from startalk_desktop.refserver.archive import ArchiveFilter, ArchiveStore
from startalk_desktop.refserver.database import Database
from startalk_desktop.refserver.domain import Domain
from startalk_desktop.refserver.jid import Jid
from startalk_desktop.refserver.rsm import PageRequest
from startalk_desktop.refserver.stanza import E, Element, StanzaError
from tests.refserver.client import Client, ServerError

FANG, WEI = Jid("王芳", "acme.example"), Jid("李伟", "acme.example")
START = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
FORM = {"m": ns.MAM, "r": ns.RSM, "c": ns.CLIENT, "f": ns.FORWARD, "d": ns.DELAY}


def message(text: str) -> Element:
    return E(ns.CLIENT, "message", {"type": "chat"}, E(ns.CLIENT, "body", {}, text))


def filled(count: int) -> ArchiveStore:
    """An archive of `count` messages a minute apart, named by their number."""
    store = ArchiveStore(Database())
    store.add_many(
        FANG, ((WEI, message(str(n)), START + timedelta(minutes=n)) for n in range(count))
    )
    return store


def numbers(store: ArchiveStore, request: PageRequest, wanted: ArchiveFilter) -> list[int]:
    found = store.page(FANG, wanted, request).entries
    return [(entry.at - START) // timedelta(minutes=1) for entry in found]


@given(count=st.integers(0, 30), size=st.integers(1, 12), forwards=st.booleans())
def test_paging_either_way_gives_everything_once(count: int, size: int, forwards: bool) -> None:
    store, seen, edge = filled(count), list[int](), ""
    while True:
        request = (
            PageRequest(size, after=edge or None) if forwards else PageRequest(size, before=edge)
        )
        page = store.page(FANG, ArchiveFilter(), request)
        found = [(entry.at - START) // timedelta(minutes=1) for entry in page.entries]
        assert page.count == count
        seen = [*seen, *found] if forwards else [*found, *seen]
        assert page.is_complete == (len(seen) == count)
        if page.is_complete:
            break
        edge = page.entries[-1 if forwards else 0].id
    assert seen == list(range(count))


def test_messages_of_the_same_instant_keep_their_order() -> None:
    store = ArchiveStore(Database())
    store.add_many(FANG, [(WEI, message(str(n)), START) for n in range(10)])
    first = store.page(FANG, ArchiveFilter(), PageRequest(4))
    second = store.page(FANG, ArchiveFilter(), PageRequest(9, after=first.entries[-1].id))
    bodies = [entry.stanza for entry in [*first.entries, *second.entries]]
    assert [f">{n}<".encode() in body for n, body in enumerate(bodies)] == [True] * 10


def test_filters_narrow_and_join() -> None:
    store = filled(10)
    everything = PageRequest(50)

    def at(n: int) -> datetime:
        return START + timedelta(minutes=n)

    cases: list[tuple[ArchiveFilter, list[int]]] = [
        (ArchiveFilter(start=at(7)), [7, 8, 9]),
        (ArchiveFilter(end=at(1)), [0, 1]),
        (ArchiveFilter(start=at(2), end=at(3)), [2, 3]),
        (ArchiveFilter(peer=WEI), list(range(10))),
        (ArchiveFilter(peer=WEI.with_resource("手机")), []),
        (ArchiveFilter(peer=FANG), []),
    ]
    for wanted, expected in cases:
        assert numbers(store, everything, wanted) == expected, wanted


@pytest.mark.parametrize(
    "request_", [PageRequest(5, after="unknown"), PageRequest(5, before="unknown")]
)
def test_unknown_ids_are_not_found(request_: PageRequest) -> None:
    with pytest.raises(StanzaError, match="item-not-found"):
        filled(3).page(FANG, ArchiveFilter(), request_)


def test_an_archive_is_of_its_owner_alone() -> None:
    store = filled(3)
    [entry, *_rest] = store.page(FANG, ArchiveFilter(), PageRequest(5)).entries
    assert store.page(WEI, ArchiveFilter(), PageRequest(5)).entries == []
    with pytest.raises(StanzaError, match="item-not-found"):
        store.page(WEI, ArchiveFilter(), PageRequest(5, after=entry.id))
    store.erase(FANG)
    assert store.page(FANG, ArchiveFilter(), PageRequest(5)).entries == []


def test_a_page_of_large_messages_is_shorter_and_says_so() -> None:
    store = ArchiveStore(Database())
    store.add_many(FANG, [(WEI, message("长" * 100_000), START) for _each in range(8)])
    page = store.page(FANG, ArchiveFilter(), PageRequest(8, before=""))
    assert (len(page.entries), page.is_complete) == (3, False)


# Over the domain


async def query(client: Client, fields: str = "", rsm: str = "") -> Element:
    """Query one's own archive and return `<fin/>`; the results are in `client.arrived`."""
    form = (
        f"<x xmlns='{ns.DATA_FORMS}' type='submit'><field var='FORM_TYPE' type='hidden'>"
        f"<value>{ns.MAM}</value></field>{fields}</x>"
    )
    return await client.ask(
        "set",
        None,
        f"<query xmlns='{ns.MAM}' queryid='q1'>{form}<set xmlns='{ns.RSM}'>{rsm}</set></query>",
    )


def results(client: Client) -> list[str]:
    bodies = [each.findtext(".//c:body", "", FORM) for each in client.take("message")]
    return [body for body in bodies if body]


async def chat(domain: Domain, *texts: str) -> tuple[Client, Client]:
    """王芳 has sent 李伟 these texts; nothing that arrived is left."""
    fang, wei = await Client.sign_in(domain, "王芳"), await Client.sign_in(domain, "李伟")
    for client in (fang, wei):
        await client.send("<presence/>")
    for text in texts:
        await fang.send(f"<message to='{wei.bare}' type='chat'><body>{text}</body></message>")
    return fang, wei


async def test_both_sides_keep_a_message_under_the_id_it_was_stamped_with(domain: Domain) -> None:
    fang, wei = await chat(domain, "你好")
    [heard] = wei.take("message")
    stamp = heard.find(f"{{{ns.STANZA_ID}}}stanza-id")
    assert stamp is not None
    assert stamp.get("by") == wei.bare
    await query(wei)
    [result] = [each.find("m:result", FORM) for each in wei.take("message")]
    assert result is not None
    assert (result.get("id"), result.get("queryid")) == (stamp.get("id"), "q1")
    assert result.find("f:forwarded/d:delay", FORM) is not None
    fang.take("message")
    await query(fang)
    assert results(fang) == ["你好"]


async def test_the_last_page_and_its_description(domain: Domain) -> None:
    fang, _wei = await chat(domain, "一", "二", "三")
    fang.take("message")
    fin = await query(fang, rsm="<max>2</max><before/>")
    assert results(fang) == ["二", "三"]
    assert fin.get("complete") is None
    assert fin.findtext("r:set/r:count", namespaces=FORM) == "3"
    first = fin.find("r:set/r:first", FORM)
    assert first is not None
    fin = await query(fang, rsm=f"<max>2</max><before>{first.text}</before>")
    assert results(fang) == ["一"]
    assert fin.get("complete") == "true"
    fin = await query(fang, rsm="<max>0</max>")
    assert results(fang) == []
    assert fin.findtext("r:set/r:count", namespaces=FORM) == "3"


@pytest.mark.parametrize(
    ("fields", "rsm", "expected"),
    [
        ("<field var='start'><value>yesterday</value></field>", "", "bad-request"),
        ("<field var='start'><value>2026-01-01T00:00:00</value></field>", "", "bad-request"),
        ("<field var='with'><value>a@@b</value></field>", "", "bad-request"),
        ("<field var='colour'><value>red</value></field>", "", "feature-not-implemented"),
        ("", "<after>unknown</after>", "item-not-found"),
        ("", "<max>-1</max>", "bad-request"),
    ],
)
async def test_bad_queries_are_refused(
    domain: Domain, fields: str, rsm: str, expected: str
) -> None:
    fang = await Client.sign_in(domain, "王芳")
    with pytest.raises(ServerError) as caught:
        await query(fang, fields, rsm)
    assert expected in caught.value.conditions


@pytest.mark.parametrize(
    ("payload", "is_kept"),
    [
        ("<body>好</body>", True),
        ("<body>好</body><no-store xmlns='urn:xmpp:hints'/>", False),
        ("<composing xmlns='http://jabber.org/protocol/chatstates'/>", False),
        ("<received xmlns='urn:xmpp:receipts' id='1'/>", True),
        ("<displayed xmlns='urn:xmpp:chat-markers:0' id='1'/>", True),
        ("<reactions xmlns='urn:xmpp:reactions:0' id='1'/>", True),
        ("<retract xmlns='urn:xmpp:message-retract:1' id='1'/>", True),
        ("<x xmlns='urn:example'/><store xmlns='urn:xmpp:hints'/>", True),
    ],
)
async def test_what_is_kept(domain: Domain, payload: str, is_kept: bool) -> None:
    fang, wei = await chat(domain)
    await fang.send(f"<message to='{wei.bare}' type='chat'>{payload}</message>")
    fin = await query(fang)
    assert fin.findtext("r:set/r:count", namespaces=FORM) == ("1" if is_kept else "0")


async def test_nobody_reads_another_ones_archive(domain: Domain) -> None:
    fang, wei = await chat(domain, "秘密")
    with pytest.raises(ServerError) as caught:
        await wei.ask("set", fang.bare, f"<query xmlns='{ns.MAM}'/>")
    assert "service-unavailable" in caught.value.conditions
