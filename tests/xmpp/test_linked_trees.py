"""Which announcements of a partner's tree count: those of its own service, for as long as it is followed."""

from __future__ import annotations

from typing import Any
from xml.etree.ElementTree import fromstring

import pytest

from startalk_desktop.model.events import LinkedTreeChanged, SessionEvent
from startalk_desktop.model.failure import Failure, FailureCode
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.linked import LinkedDomain
from startalk_desktop.xmpp.errors import RequestFailed
from startalk_desktop.xmpp.linked_trees import LinkedTreeClient
from startalk_desktop.xmpp.org_names import LINKED_NODE
from startalk_desktop.xmpp.pubsub import read_event

BETA = "beta.example"
SERVICE = Jid("", f"pubsub.{BETA}")
INDEX = f"<items node='{LINKED_NODE}'><item id='index'><index xmlns='urn:startalk:org:1'/></item></items>"


class Context:
    def __init__(self) -> None:
        self.own = Jid("wang", "acme.example")
        self.on_ended: list[Any] = []
        self.emitted: list[SessionEvent] = []

    def emit(self, event: SessionEvent) -> None:
        self.emitted.append(event)


class Services:
    """Partners' pubsub services, of which some let nobody follow them."""

    def __init__(self, *refusing: Jid) -> None:
        self.refusing = refusing

    async def subscribe(self, service: Jid, node: str) -> None:
        if service in self.refusing:
            raise RequestFailed(Failure(FailureCode.NOT_ALLOWED, ""), "not-allowed")


def made(*refusing: Jid) -> tuple[LinkedTreeClient, Context]:
    context = Context()
    return LinkedTreeClient(context, None, Services(*refusing)), context  # type: ignore[arg-type]


def tell(client: LinkedTreeClient, what: str, sender: Jid = SERVICE) -> None:
    namespace = "http://jabber.org/protocol/pubsub#event"
    event = read_event(fromstring(f"<message><event xmlns='{namespace}'>{what}</event></message>"))
    assert event is not None
    client.take_event(event, sender)


@pytest.mark.parametrize(
    ("what", "is_withdrawn"),
    [
        (INDEX, False),
        (f"<items node='{LINKED_NODE}'><item id='index'/></items>", False),
        (f"<items node='{LINKED_NODE}'><retract id='index'/></items>", False),
        (f"<delete node='{LINKED_NODE}'/>", True),
        (f"<purge node='{LINKED_NODE}'/>", True),
        (f"<subscription node='{LINKED_NODE}' jid='wang@acme.example' subscription='none'/>", True),
    ],
)
async def test_a_followed_partner_tells_of_its_tree(what: str, is_withdrawn: bool) -> None:
    client, context = made()
    tell(client, what)
    assert await client.follow(BETA)
    tell(client, what, Jid("", BETA))
    tell(client, what, Jid("", "pubsub.gamma.example"))
    tell(client, what, Jid("eve", f"pubsub.{BETA}"))
    assert context.emitted == []
    tell(client, what)
    assert context.emitted == [LinkedTreeChanged(BETA, is_withdrawn)]


@pytest.mark.parametrize(
    "what",
    [
        "<items node='urn:startalk:org:1'><item id='index'/></items>",
        f"<items node='{LINKED_NODE}'><item id='rd'/></items>",
    ],
)
async def test_other_news_is_none(what: str) -> None:
    client, context = made()
    await client.follow(BETA)
    tell(client, what)
    assert context.emitted == []


async def test_who_is_not_followed_any_more_is_not_heard() -> None:
    client, context = made()
    for end in (lambda: client._keep((LinkedDomain("gamma.example", ""),)), context.on_ended[0]):
        await client.follow(BETA)
        end()
        tell(client, INDEX)
    assert context.emitted == []


async def test_a_partner_that_lets_nobody_follow_is_not_heard() -> None:
    client, context = made(SERVICE)
    assert not await client.follow(BETA)
    tell(client, INDEX)
    assert context.emitted == []
