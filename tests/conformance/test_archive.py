"""The personal archive (XEP-0313): what is kept, and every way to page through it (XEP-0059)."""

import datetime
import xml.etree.ElementTree as ET

import pytest
from slixmpp import JID
from slixmpp.exceptions import IqError
from slixmpp.plugins import xep_0082

from tests.conformance.archive import MAM, NEWS, fetch_page, send_news, stanza_ids
from tests.conformance.person import Cast, Person
from tests.servers.running import Quirk, RunningServer

TEXTS = [f"第 {number} 条" for number in range(25)]


@pytest.fixture
async def wang(cast: Cast) -> Person:
    """Somebody who was just sent `TEXTS` by 李雷."""
    wang = await cast.online("王芳")
    li = await cast.online("李雷")
    for text in TEXTS:
        li.chat(wang.jid, text)
    for text in TEXTS:
        await wang.expect_message(text)
    await li.settle()
    return wang


async def test_archive_is_announced(cast: Cast) -> None:
    wang = await cast.online("王芳")
    info = await wang["xep_0030"].get_info(jid=wang.bare, cached=False)
    assert MAM in info["disco_info"]["features"]


async def test_whole_archive_in_one_page(wang: Person) -> None:
    page = await fetch_page(wang, maximum=50)
    assert page.bodies == TEXTS
    assert page.is_complete
    assert page.first == page.results[0].archive_id
    assert page.last == page.results[-1].archive_id
    stamps = [archived.stamp for archived in page.results]
    assert stamps == sorted(stamps)


async def test_paging_forward(wang: Person) -> None:
    collected: list[str | None] = []
    after: str | None = None
    for _ in range(5):
        page = await fetch_page(wang, maximum=10, after=after)
        collected += page.bodies
        assert len(page.results) <= 10
        if page.is_complete:
            break
        after = page.last
    assert collected == TEXTS
    assert page.is_complete


async def test_paging_backward_begins_with_the_newest(wang: Person) -> None:
    """XEP-0059 2.5: an empty <before/> asks for the last page; a page is in order of time all the same."""
    collected: list[str | None] = []
    before = ""
    for _ in range(5):
        page = await fetch_page(wang, maximum=10, before=before)
        collected = page.bodies + collected
        assert len(page.results) <= 10
        if page.is_complete:
            break
        assert page.first is not None
        before = page.first
    assert collected == TEXTS
    assert page.is_complete


async def test_a_hole_can_be_closed_from_both_sides(wang: Person) -> None:
    """Both ends at once: as the client does when it closes a hole between two known intervals."""
    whole = await fetch_page(wang, maximum=50)
    after, before = whole.results[4].archive_id, whole.results[15].archive_id
    stamps = {
        "start": xep_0082.format_datetime(whole.results[4].stamp),
        "end": xep_0082.format_datetime(whole.results[15].stamp + datetime.timedelta(seconds=1)),
    }
    page = await fetch_page(wang, maximum=50, after=after, filters=stamps)
    bodies = page.bodies
    ids = [archived.archive_id for archived in page.results]
    assert before in ids
    assert bodies[: ids.index(before)] == TEXTS[5:15]


async def test_unknown_id_is_an_error(wang: Person, server: RunningServer) -> None:
    """XEP-0059 2.3 and 2.5: the page an unknown id stands for does not exist."""
    if Quirk.UNKNOWN_ARCHIVE_ID_IS_A_PLACE in server.quirks:
        await fetch_page(wang, maximum=10, after="no-such-id")
        return
    with pytest.raises(IqError) as refusal:
        await fetch_page(wang, maximum=10, after="no-such-id")
    assert refusal.value.condition == "item-not-found"


async def test_only_the_count(wang: Person, server: RunningServer) -> None:
    """XEP-0059 2.7: a page of no results tells how many there are."""
    page = await fetch_page(wang, maximum=0)
    assert not page.results
    assert page.count == len(TEXTS)


async def test_filter_by_correspondent(cast: Cast) -> None:
    wang = await cast.online("王芳")
    li, han = await cast.online("李雷"), await cast.online("韩梅梅")
    for number in range(4):
        li.chat(wang.jid, f"李 {number}")
        await wang.expect_message(f"李 {number}")
        wang.chat(han.jid, f"致韩 {number}")
        await han.expect_message(f"致韩 {number}")
    await wang.settle()
    page = await fetch_page(wang, filters={"with": li.bare})
    assert page.bodies == [f"李 {number}" for number in range(4)]
    page = await fetch_page(wang, filters={"with": han.bare})
    assert page.bodies == [f"致韩 {number}" for number in range(4)]
    page = await fetch_page(wang, filters={"with": f"nobody@{cast.server.domain}"})
    assert page.bodies == []
    assert page.is_complete


async def test_filter_by_time(wang: Person) -> None:
    whole = await fetch_page(wang, maximum=50)
    oldest, newest = whole.results[0].stamp, whole.results[-1].stamp
    hour = datetime.timedelta(hours=1)

    async def bodies(**bounds: datetime.datetime) -> list[str | None]:
        filters = {name: xep_0082.format_datetime(moment) for name, moment in bounds.items()}
        return (await fetch_page(wang, maximum=50, filters=filters)).bodies

    assert await bodies(start=oldest - hour, end=newest + hour) == TEXTS
    assert await bodies(start=newest + hour) == []
    assert await bodies(end=oldest - hour) == []


async def test_live_message_carries_its_archive_id(cast: Cast) -> None:
    """XEP-0313 5.1: so that a client knows the live message again in the archive."""
    wang = await cast.online("王芳")
    li = await cast.online("李雷")
    li.chat(wang.bare, "记住我")
    message = await wang.expect_message("记住我")
    await wang.settle()
    page = await fetch_page(wang)
    assert stanza_ids(message.xml, wang.bare) == [page.results[-1].archive_id]


async def test_forged_archive_id_is_removed(cast: Cast, server: RunningServer) -> None:
    """XEP-0359 section 5: whoever claims to speak for the archive is not believed."""
    wang = await cast.online("王芳")
    li = await cast.online("李雷")
    message = li.client.make_message(mto=wang.jid, mbody="假的", mtype="chat")
    ET.SubElement(message.xml, "{urn:xmpp:sid:0}stanza-id", {"by": wang.bare, "id": "forged"})
    message.send()
    arrived = await wang.expect_message("假的")
    await wang.settle()
    archive_id = (await fetch_page(wang)).results[-1].archive_id
    ids = stanza_ids(arrived.xml, wang.bare)
    if Quirk.FORGED_ARCHIVE_ID_PRECEDES_THE_REAL in server.quirks:
        assert ids == ["forged", archive_id]
    else:
        assert ids == [archive_id]


async def test_both_sides_keep_a_conversation(cast: Cast) -> None:
    wang = await cast.online("王芳")
    li = await cast.online("李雷")
    sent_id = wang.chat(li.jid, "问")
    await li.expect_message("问")
    li.chat(wang.jid, "答")
    await wang.expect_message("答")
    await wang.settle()
    for person in (wang, li):
        page = await fetch_page(person)
        assert page.bodies == ["问", "答"]
        assert page.results[0].sender == wang.jid
        assert page.results[0].message.get("id") == sent_id
        assert page.results[1].sender == li.jid


async def test_offline_message_is_archived_too(cast: Cast) -> None:
    absent = await cast.account("王芳")
    li = await cast.online("李雷")
    li.chat(absent.address, "等你回来")
    await li.settle()
    wang = await cast.connect(absent)
    page = await fetch_page(wang)
    assert page.bodies == ["等你回来"]


async def test_what_is_not_conversation_is_not_kept(cast: Cast) -> None:
    """Typing notices (XEP-0085) and what asks not to be kept (XEP-0334)."""
    wang = await cast.online("王芳")
    li = await cast.online("李雷")
    typing = li.client.make_message(mto=wang.jid, mtype="chat")
    ET.SubElement(typing.xml, "{http://jabber.org/protocol/chatstates}composing")
    typing.send()
    secret = li.client.make_message(mto=wang.jid, mbody="别记", mtype="chat")
    for hint in ("no-store", "no-permanent-store"):
        ET.SubElement(secret.xml, f"{{urn:xmpp:hints}}{hint}")
    secret.send()
    li.chat(wang.jid, "记下")
    await wang.expect_message("记下")
    await li.settle()
    for person in (wang, li):
        assert (await fetch_page(person)).bodies == ["记下"]


@pytest.mark.parametrize("is_hinted", [True, False], ids=["with a hint", "without"])
async def test_news_of_messages_is_kept(cast: Cast, server: RunningServer, is_hinted: bool) -> None:
    """XEP-0313 5.1.1 and XEP-0334 4.4: so that another device learns of it."""
    wang = await cast.online("王芳")
    li = await cast.online("李雷")
    for tag in NEWS.values():
        send_news(li, wang.jid, "chat", tag, store=is_hinted)
    await li.fence(wang)
    await li.settle()
    for person in (wang, li):
        *news, _fence = (await fetch_page(person)).results
        kept = [tag for tag in NEWS.values() for one in news if one.message.find(tag) is not None]
        if is_hinted or Quirk.NEWS_OF_MESSAGES_NEEDS_A_HINT_TO_BE_KEPT not in server.quirks:
            assert kept == list(NEWS.values())
            assert len(news) == len(kept)
        else:
            assert NEWS["reaction"] not in kept
            assert NEWS["retraction"] not in kept


async def test_other_peoples_archives_are_closed(cast: Cast, server: RunningServer) -> None:
    wang = await cast.online("王芳")
    li = await cast.online("李雷")
    li.chat(li.bare, "机密")
    await li.expect_message("机密")
    await li.settle()
    if Quirk.ARCHIVE_QUERY_IS_ALWAYS_ABOUT_ONESELF in server.quirks:
        assert (await fetch_page(wang, JID(li.bare))).bodies == []
        return
    with pytest.raises(IqError) as refusal:
        await fetch_page(wang, JID(li.bare))
    assert refusal.value.condition in {"forbidden", "not-allowed", "service-unavailable"}


async def test_metadata_tells_both_ends(wang: Person, server: RunningServer) -> None:
    """XEP-0313 section 4.1.3."""
    iq = wang.client.make_iq_get()
    ET.SubElement(iq.xml, f"{{{MAM}}}metadata")
    if Quirk.NO_ARCHIVE_METADATA in server.quirks:
        with pytest.raises(IqError):
            await iq.send()
        return
    answer = await iq.send()
    page = await fetch_page(wang, maximum=50)
    for name, archived in (("start", page.results[0]), ("end", page.results[-1])):
        edge = answer.xml.find(f"{{{MAM}}}metadata/{{{MAM}}}{name}")
        assert edge.get("id") == archived.archive_id
        assert xep_0082.parse(edge.get("timestamp")) == archived.stamp


async def test_extended_filters_where_announced(wang: Person, server: RunningServer) -> None:
    """XEP-0313 section 4.1.2, urn:xmpp:mam:2#extended: by ids, and the last page first by <flip-page/>."""
    info = await wang["xep_0030"].get_info(jid=wang.bare, cached=False)
    is_announced = f"{MAM}#extended" in info["disco_info"]["features"]
    assert is_announced == (Quirk.NO_EXTENDED_ARCHIVE_QUERIES not in server.quirks)
    if not is_announced:
        return
    whole = await fetch_page(wang, maximum=50)
    ids = [archived.archive_id for archived in whole.results]
    page = await fetch_page(wang, filters={"ids": [ids[3], ids[7]]})
    assert page.bodies == [TEXTS[3], TEXTS[7]]
    page = await fetch_page(wang, filters={"after-id": ids[3], "before-id": ids[7]})
    assert page.bodies == TEXTS[4:7]
