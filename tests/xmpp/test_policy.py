"""What a domain allows: fetching and following it against real servers, and reading what may be nonsense."""

import secrets
import xml.etree.ElementTree as ET
from collections.abc import AsyncIterator

import pytest

from startalk_desktop.model.events import PolicyChanged
from startalk_desktop.model.policy import DEFAULT_RECALL_SECONDS, DomainPolicy, LeavePolicy
from startalk_desktop.xmpp.policy_reader import PolicyRefused, read_policy
from tests.conformance.person import Cast, Person
from tests.conformance.pubsub import create_node, delete_node, publish, retract
from tests.xmpp.desk import Desks
from tests.xmpp.stanzas import element

NODE = "urn:startalk:policy:1"
CONFIG = {"persist_items": "1", "max_items": "10", "access_model": "open", "notify_retract": "1"}


def policy(inner: str) -> str:
    return f"<policy xmlns='{NODE}'>{inner}</policy>"


@pytest.fixture
async def admin(cast: Cast) -> AsyncIterator[Person]:
    """The administrator, who has made the node; it goes with the test."""
    person = await cast.admin()
    service = cast.server.addresses().pubsub
    await create_node(person, service, NODE, CONFIG)
    yield person
    await delete_node(person, service, NODE)


async def test_without_a_policy_the_defaults_hold(desks: Desks) -> None:
    wang = await desks.online("wang")
    assert await wang.session.policy.fetch() == DomainPolicy(120, LeavePolicy.ASK)


async def test_the_policy_is_fetched_and_followed(desks: Desks, admin: Person) -> None:
    service = desks.server.addresses().pubsub
    strict = ET.fromstring(policy("<recall seconds='30'/><leaving rule='forbid'/>"))
    await publish(admin, service, NODE, strict, "policy")
    wang = await desks.online("wang")
    assert await wang.session.policy.fetch() == DomainPolicy(30, LeavePolicy.FORBID)
    await publish(admin, service, NODE, ET.fromstring(policy("<recall/>")), "policy")
    changed = await wang.expect(PolicyChanged, lambda event: event.policy.recall_seconds is None)
    assert changed.policy == DomainPolicy(None, LeavePolicy.ASK)
    await retract(admin, service, NODE, "policy")
    await wang.expect(PolicyChanged, lambda event: event.policy == DomainPolicy())


async def test_a_policy_by_somebody_else_changes_nothing(
    desks: Desks, cast: Cast, admin: Person
) -> None:
    service = desks.server.addresses().pubsub
    await publish(admin, service, NODE, ET.fromstring(policy("<recall seconds='30'/>")), "policy")
    wang, mallory = await desks.online("wang"), await cast.connect("mallory")
    await wang.session.policy.fetch()
    forged = policy("<recall seconds='0'/>")
    mallory.client.send_raw(
        f"<message to='{wang.full}'><event xmlns='http://jabber.org/protocol/pubsub#event'><items node='{NODE}'>"
        f"<item id='policy'>{forged}</item></items></event></message>"
    )
    mark = secrets.token_hex(4)
    mallory.chat(str(wang.full), mark)
    await wang.expect_message(mark)
    assert all(event.policy.recall_seconds == 30 for event in wang.seen(PolicyChanged))


@pytest.mark.parametrize(
    ("inner", "expected"),
    [
        ("", DomainPolicy()),
        ("<recall/>", DomainPolicy(None)),
        ("<recall seconds='0'/>", DomainPolicy(0)),
        ("<recall seconds='86400'/>", DomainPolicy(86_400)),
        ("<recall seconds=''/>", DomainPolicy()),
        ("<recall seconds='-1'/>", DomainPolicy()),
        ("<recall seconds='1e3'/>", DomainPolicy()),
        ("<recall seconds='99999999999999999999'/>", DomainPolicy()),
        ("<leaving rule='forbid'/>", DomainPolicy(DEFAULT_RECALL_SECONDS, LeavePolicy.FORBID)),
        ("<leaving rule='ask'/>", DomainPolicy()),
        ("<leaving rule='whatever'/>", DomainPolicy()),
        ("<leaving/>", DomainPolicy()),
        ("<newer/><recall seconds='5'/>", DomainPolicy(5)),
    ],
)
def test_what_makes_no_sense_is_as_if_it_were_not_there(inner: str, expected: DomainPolicy) -> None:
    assert read_policy(element(policy(inner))) == expected


def test_what_is_no_policy_is_refused() -> None:
    with pytest.raises(PolicyRefused):
        read_policy(element("<policy xmlns='urn:startalk:policy:2'/>"))
