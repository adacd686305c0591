"""What is remembered of a domain's services, and for how long."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

import aioxmpp
import pytest
from aioxmpp.disco import xso as disco_xso

from startalk_desktop.model.failure import Failure, FailureCode
from startalk_desktop.model.jid import Jid
from startalk_desktop.xmpp.disco import Disco
from startalk_desktop.xmpp.errors import NotConnected, RequestFailed

if TYPE_CHECKING:
    from startalk_desktop.xmpp.context import SessionContext

ROOMS, PUBSUB = Jid.parse("conference.acme.example"), Jid.parse("pubsub.acme.example")


class FakeContext:
    """A domain with two services; a line that can be held up and broken."""

    def __init__(self) -> None:
        self.own = Jid.parse("andy@acme.example")
        self.on_ended: list[Callable[[], None]] = []
        self.asked: list[str] = []
        self.is_held = asyncio.Event()
        self.is_free = asyncio.Event()
        self.is_free.set()
        self.refuses: dict[str, RequestFailed] = {}

    async def request(self, iq: Any) -> Any:
        self.asked.append(str(iq.to))
        if isinstance(iq.payload, disco_xso.ItemsQuery):
            answer = disco_xso.ItemsQuery()
            for jid in (ROOMS, PUBSUB):
                answer.items.append(disco_xso.Item(aioxmpp.JID.fromstr(str(jid))))
            return answer
        if not self.is_free.is_set():
            self.is_held.set()
            await self.is_free.wait()
        if failure := self.refuses.get(str(iq.to)):
            raise failure
        info = disco_xso.InfoQuery()
        category = "pubsub" if iq.to.domain == PUBSUB.domain else "conference"
        info.identities.append(disco_xso.Identity(category=category, type_="service"))
        return info

    async def end_session(self) -> None:
        """End the session while its questions are under way; then they are answered."""
        await self.is_held.wait()
        for ended in self.on_ended:
            ended()
        self.is_free.set()


@pytest.fixture
def context() -> FakeContext:
    return FakeContext()


@pytest.fixture
def disco(context: FakeContext) -> Disco:
    return Disco(cast("SessionContext", context))


async def test_what_a_broken_line_left_unanswered_is_not_taken_for_absent(
    context: FakeContext, disco: Disco
) -> None:
    context.is_free.clear()
    for jid in (ROOMS, PUBSUB):
        context.refuses[str(jid)] = NotConnected(Failure(FailureCode.CONNECTION_LOST))
    found, _ = await asyncio.gather(disco.services(), context.end_session(), return_exceptions=True)
    assert isinstance(found, NotConnected)
    context.refuses.clear()
    assert set(await disco.services()) == {ROOMS, PUBSUB}
    assert await disco.pubsub_services() == [PUBSUB]


async def test_an_answer_of_an_ended_session_is_nothing_to_the_next(
    context: FakeContext, disco: Disco
) -> None:
    context.is_free.clear()
    context.refuses[str(PUBSUB)] = RequestFailed(Failure(FailureCode.SERVER_ERROR))
    found, _ = await asyncio.gather(disco.services(), context.end_session())
    assert set(found) == {ROOMS}
    context.refuses.clear()
    assert set(await disco.services()) == {ROOMS, PUBSUB}


async def test_all_who_ask_share_one_answer(context: FakeContext, disco: Disco) -> None:
    found = await asyncio.gather(*(disco.services() for _ in range(5)))
    assert all(set(one) == {ROOMS, PUBSUB} for one in found)
    assert len(context.asked) == 3
    await disco.services()
    assert len(context.asked) == 3
    await disco.services(is_anew=True)
    assert len(context.asked) == 6
