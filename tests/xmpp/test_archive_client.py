"""Which results count as a page: those of our question, from whom we asked, no more than we asked for."""

import logging
from collections.abc import Callable
from typing import Any

import aioxmpp
import pytest
from aioxmpp import rsm
from aioxmpp.disco.xso import InfoQuery

from startalk_desktop.model.archive import ArchiveQuery
from startalk_desktop.model.events import SessionEvent
from startalk_desktop.model.jid import Jid
from startalk_desktop.tasks import TaskScope
from startalk_desktop.xmpp.archive import MAX_PAGE, ArchiveClient
from startalk_desktop.xmpp.context import SessionContext
from startalk_desktop.xmpp.disco import Disco
from startalk_desktop.xmpp.errors import RequestFailed
from startalk_desktop.xmpp.room_facts import RoomFacts
from startalk_desktop.xmpp.stanza_tree import TreeMessage
from startalk_desktop.xmpp.xep_0313_mam import Fin, Query
from tests.xmpp.stanzas import LI, NOW, OWN, ROOM, chat, element, groupchat, result

Play = Callable[[Query], Any]


class Archive:
    """A session in which the test plays the archive; `play` gets the query and returns the answer."""

    established = True

    def __init__(self, play: Play) -> None:
        self.events: list[SessionEvent] = []
        self.asked: list[aioxmpp.IQ] = []
        context = SessionContext(self, OWN, self.events.append, TaskScope("test"))
        self.client = ArchiveClient(context, RoomFacts(context, Disco(context)), lambda: NOW)
        self._play = play

    async def send(self, iq: aioxmpp.IQ) -> Any:
        if isinstance(iq.payload, InfoQuery):
            return InfoQuery()
        self.asked.append(iq)
        return self._play(iq.payload)

    def deliver(
        self, query_id: str, sender: Jid = OWN, archive_id: str = "a1", inner: str = ""
    ) -> bool:
        message = TreeMessage(type_=aioxmpp.MessageType.NORMAL)
        message.tree = element(
            f"<message>{result(inner or chat(), archive_id=archive_id, query_id=query_id)}</message>"
        )
        return self.client.take_result(message, sender)


def fin(first: str = "", last: str = "", count: int | None = None, complete: bool = False) -> Fin:
    end = Fin()
    end.is_complete = complete
    end.paging = rsm.xso.ResultSetMetadata()
    end.paging.count = count
    if first:
        end.paging.first = rsm.xso.First(first)
        end.paging.last = rsm.xso.Last(last)
    return end


async def test_the_page_is_what_was_asked_for() -> None:
    def play(query: Query) -> Fin:
        assert archive.deliver(query.query_id, archive_id="a1")
        assert archive.deliver(query.query_id, archive_id="a2", inner=chat(""))
        return fin("a1", "a2", 7)

    archive = Archive(play)
    page = await archive.client.fetch(ArchiveQuery(OWN, limit=5))
    assert [message.stanza_id for message in page.messages] == ["a1"]
    assert (page.first_id, page.last_id, page.total) == ("a1", "a2", 7)
    assert (page.first_at, page.last_at, page.is_complete) == (NOW, NOW, False)


@pytest.mark.parametrize("sender", [LI, ROOM, OWN.with_resource("x"), Jid("", "acme.example")])
async def test_a_result_of_somebody_else_does_not_count(
    sender: Jid, caplog: pytest.LogCaptureFixture
) -> None:
    def play(query: Query) -> Fin:
        assert archive.deliver(query.query_id, sender)
        return fin(complete=True)

    archive = Archive(play)
    with caplog.at_level(logging.WARNING):
        assert (await archive.client.fetch(ArchiveQuery(OWN))).messages == ()
    assert "nobody asked for" in caplog.text


async def test_a_rooms_results_come_from_the_room() -> None:
    def play(query: Query) -> Fin:
        archive.deliver(query.query_id, OWN, "forged", groupchat())
        archive.deliver(query.query_id, ROOM, "a1", groupchat())
        return fin("a1", "a1")

    archive = Archive(play)
    page = await archive.client.fetch(ArchiveQuery(ROOM))
    assert [message.stanza_id for message in page.messages] == ["a1"]
    assert str(archive.asked[0].to) == str(ROOM)


async def test_results_count_neither_before_nor_after_nor_for_another_question() -> None:
    def play(query: Query) -> Fin:
        ids.append(query.query_id)
        archive.deliver("somebody-elses")
        return fin(complete=True)

    ids: list[str] = []
    archive = Archive(play)
    assert archive.deliver("too-early")
    assert (await archive.client.fetch(ArchiveQuery(OWN))).messages == ()
    assert archive.deliver(ids[0])
    assert (await archive.client.fetch(ArchiveQuery(OWN))).messages == ()
    assert ids[0] != ids[1]


async def test_a_flood_ends_at_the_limit() -> None:
    def play(query: Query) -> Fin:
        for number in range(50):
            archive.deliver(query.query_id, archive_id=f"a{number}")
        return fin("a0", "a49")

    archive = Archive(play)
    assert len((await archive.client.fetch(ArchiveQuery(OWN, limit=3))).messages) == 3


async def test_a_message_without_a_result_is_for_somebody_else() -> None:
    archive = Archive(lambda _: fin())
    message = TreeMessage(type_=aioxmpp.MessageType.CHAT)
    message.tree = element(chat())
    assert not archive.client.take_result(message, LI)


@pytest.mark.parametrize("answer", [None, Query()])
async def test_an_answer_that_is_none_is_a_failure(answer: object) -> None:
    with pytest.raises(RequestFailed):
        await Archive(lambda _: answer).client.fetch(ArchiveQuery(OWN))


async def test_a_question_says_what_is_wanted() -> None:
    archive = Archive(lambda _: fin(complete=True))
    await archive.client.fetch(
        ArchiveQuery(OWN, 10**6, before="", with_jid=LI, start=NOW, end=NOW + 1)
    )
    await archive.client.fetch(ArchiveQuery(OWN, before="a5"))
    await archive.client.fetch(ArchiveQuery(OWN, after="a6"))
    await archive.client.fetch(ArchiveQuery(OWN))
    newest, before, after, oldest = (iq.payload for iq in archive.asked)
    fields = {field.var: field.values[0] for field in newest.form.fields}
    assert fields == {
        "FORM_TYPE": "urn:xmpp:mam:2",
        "with": str(LI),
        "start": "2023-11-14T22:13:20.000000Z",
        "end": "2023-11-14T22:13:20.000001Z",
    }
    assert newest.paging.max_ == MAX_PAGE
    assert (newest.paging.before.value, newest.paging.after) == (None, None)
    assert (before.paging.before.value, before.paging.after) == ("a5", None)
    assert (after.paging.before, after.paging.after.value) == (None, "a6")
    assert (oldest.paging.before, oldest.paging.after) == (None, None)
    # The own archive is asked without an address (XEP-0313 section 4).
    assert all(iq.to is None for iq in archive.asked)
