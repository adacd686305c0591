"""The roster (RFC 6121 section 2): what is kept, and who is told."""

import xml.etree.ElementTree as ET

import pytest
from slixmpp import JID
from slixmpp.exceptions import IqError

from tests.conformance.person import Cast, Person
from tests.servers.running import Quirk, RunningServer

ROSTER = "jabber:iq:roster"


async def set_item(
    person: Person, contact: str, name: str = "", groups: tuple[str, ...] = ()
) -> None:
    """Add or change a roster item."""
    iq = person.client.make_iq_set()
    query = ET.SubElement(iq.xml, f"{{{ROSTER}}}query")
    item = ET.SubElement(query, f"{{{ROSTER}}}item", jid=contact)
    if name:
        item.set("name", name)
    for group in groups:
        ET.SubElement(item, f"{{{ROSTER}}}group").text = group
    await iq.send()


async def remove_item(person: Person, contact: str) -> None:
    """Remove a roster item."""
    iq = person.client.make_iq_set()
    query = ET.SubElement(iq.xml, f"{{{ROSTER}}}query")
    ET.SubElement(query, f"{{{ROSTER}}}item", jid=contact, subscription="remove")
    await iq.send()


async def get_roster(person: Person, version: str | None = None) -> ET.Element | None:
    """Fetch the roster; None is the empty answer "you have this version already" (RFC 6121 2.6.3)."""
    iq = person.client.make_iq_get()
    query = ET.SubElement(iq.xml, f"{{{ROSTER}}}query")
    if version is not None:
        query.set("ver", version)
    answer = await iq.send()
    found: ET.Element | None = answer.xml.find(f"{{{ROSTER}}}query")
    return found


def items(query: ET.Element | None) -> dict[str, ET.Element]:
    """The items of a fetched roster by address."""
    assert query is not None
    return {item.attrib["jid"]: item for item in query}


async def test_new_account_has_an_empty_roster(cast: Cast) -> None:
    wang = await cast.connect("王芳")
    assert items(await get_roster(wang)) == {}


async def test_item_is_kept_with_name_and_groups(cast: Cast) -> None:
    account = await cast.account("王芳")
    wang = await cast.connect(account)
    await set_item(wang, "li@beta.example", "李雷 & <co>", ("同事", "R&D"))
    await wang.sign_out()

    again = await cast.connect(account)
    item = items(await get_roster(again))["li@beta.example"]
    assert item.get("name") == "李雷 & <co>"
    assert item.get("subscription") == "none"
    assert {group.text for group in item} == {"同事", "R&D"}


async def test_change_is_pushed_to_every_interested_resource(
    cast: Cast, server: RunningServer
) -> None:
    account = await cast.account("王芳")
    desk = await cast.online(account, "desk")
    phone = await cast.online(account, "phone")
    uninterested = await cast.connect(account, "tablet")
    uninterested.client.send_presence()

    await set_item(desk, "li@beta.example", "李雷")
    for person in (desk, phone):
        await person.expect_roster_push("li@beta.example", name="李雷", subscription="none")

    await remove_item(phone, "li@beta.example")
    for person in (desk, phone):
        await person.expect_roster_push("li@beta.example", subscription="remove")
    assert items(await get_roster(desk)) == {}

    await desk.fence(uninterested)
    pushes = [stanza for stanza in uninterested.inbox if stanza.name == "iq"]
    assert bool(pushes) == (Quirk.ROSTER_PUSH_TO_ALL_RESOURCES in server.quirks)


async def test_removing_what_is_not_there_is_an_error(cast: Cast, server: RunningServer) -> None:
    """RFC 6121 2.5.3."""
    wang = await cast.connect("王芳")
    await get_roster(wang)
    if Quirk.REMOVING_A_MISSING_CONTACT_SUCCEEDS in server.quirks:
        await remove_item(wang, "li@beta.example")
        return
    with pytest.raises(IqError) as refusal:
        await remove_item(wang, "li@beta.example")
    assert refusal.value.condition == "item-not-found"


async def test_other_peoples_rosters_are_closed(cast: Cast) -> None:
    wang = await cast.online("王芳")
    li = await cast.online("李雷")
    iq = wang.client.make_iq_get(ito=JID(li.bare))
    ET.SubElement(iq.xml, f"{{{ROSTER}}}query")
    with pytest.raises(IqError) as refusal:
        await iq.send()
    assert refusal.value.condition in {"service-unavailable", "forbidden", "not-allowed"}


async def test_known_version_is_not_sent_again(cast: Cast) -> None:
    """RFC 6121 2.6: an up-to-date client is told so by an empty result."""
    account = await cast.account("王芳")
    wang = await cast.connect(account)
    await set_item(wang, "li@beta.example", "李雷")
    full = await get_roster(wang, version="")
    assert full is not None
    version = full.get("ver")
    assert version
    assert await get_roster(wang, version) is None

    await set_item(wang, "han@beta.example", "韩梅梅")
    push = await wang.expect_roster_push("han@beta.example")
    newer = push.xml.find(f"{{{ROSTER}}}query").get("ver")
    assert newer
    assert newer != version
    assert await get_roster(wang, newer) is None


async def test_outdated_version_brings_the_changes(cast: Cast) -> None:
    """RFC 6121 2.6.3: by a whole roster or by pushes, the client ends with the right one."""
    account = await cast.account("王芳")
    wang = await cast.connect(account)
    await set_item(wang, "li@beta.example", "李雷")
    full = await get_roster(wang, version="")
    assert full is not None
    version = full.attrib["ver"]
    await set_item(wang, "han@beta.example", "韩梅梅")
    await wang.sign_out()

    again = await cast.connect(account)
    answer = await get_roster(again, version)
    if answer is None:
        await again.expect_roster_push("han@beta.example", name="韩梅梅")
    else:
        assert set(items(answer)) == {"li@beta.example", "han@beta.example"}
