"""Nodes, items and events (XEP-0060), as the tests send and read them."""

import secrets
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from typing import Any

from slixmpp import JID

from tests.conformance.person import Person

PUBSUB = "http://jabber.org/protocol/pubsub"
EVENT = f"{PUBSUB}#event"
OWNER = f"{PUBSUB}#owner"
FORMS = "jabber:x:data"
NOTE = "urn:startalk:test:note"


def new_node() -> str:
    """A node name nobody has used."""
    return f"urn:startalk:test:{secrets.token_hex(6)}"


def note(text: str) -> ET.Element:
    """A payload."""
    element = ET.Element(f"{{{NOTE}}}note")
    element.text = text
    return element


async def create_node(
    owner: Person, service: JID | str | None, node: str, config: Mapping[str, str] | None = None
) -> None:
    """Create a node; `config` are fields of XEP-0060 16.4.4 without the prefix."""
    iq = owner.client.make_iq_set(ito=service)
    pubsub = ET.SubElement(iq.xml, f"{{{PUBSUB}}}pubsub")
    ET.SubElement(pubsub, f"{{{PUBSUB}}}create", node=node)
    if config:
        ET.SubElement(pubsub, f"{{{PUBSUB}}}configure").append(_form("node_config", config))
    await iq.send()


async def publish(
    publisher: Person,
    service: JID | str | None,
    node: str,
    payload: ET.Element,
    item_id: str | None = None,
    options: Mapping[str, str] | None = None,
) -> str:
    """Publish one item and return its id; `options` must hold of the node, or make it so (XEP-0060 7.1.5)."""
    iq = publisher.client.make_iq_set(ito=service)
    pubsub = ET.SubElement(iq.xml, f"{{{PUBSUB}}}pubsub")
    item = ET.SubElement(
        ET.SubElement(pubsub, f"{{{PUBSUB}}}publish", node=node), f"{{{PUBSUB}}}item"
    )
    if item_id is not None:
        item.set("id", item_id)
    item.append(payload)
    if options:
        ET.SubElement(pubsub, f"{{{PUBSUB}}}publish-options").append(
            _form("publish-options", options)
        )
    answer = await iq.send()
    told = answer.xml.find(f"{{{PUBSUB}}}pubsub/{{{PUBSUB}}}publish/{{{PUBSUB}}}item")
    if told is None:
        assert item_id is not None, "a made-up id is told in the answer (XEP-0060 7.1.2)"
        return item_id
    return str(told.attrib["id"])


async def fetch_items(
    person: Person, service: JID | str | None, node: str, *item_ids: str
) -> dict[str, str]:
    """The texts of a node's notes by item id, in the order given."""
    iq = person.client.make_iq_get(ito=service)
    pubsub = ET.SubElement(iq.xml, f"{{{PUBSUB}}}pubsub")
    wanted = ET.SubElement(pubsub, f"{{{PUBSUB}}}items", node=node)
    for item_id in item_ids:
        ET.SubElement(wanted, f"{{{PUBSUB}}}item", id=item_id)
    answer = await iq.send()
    return {
        item.attrib["id"]: item.findtext(f"{{{NOTE}}}note") or ""
        for item in answer.xml.iter(f"{{{PUBSUB}}}item")
    }


async def subscribe(person: Person, service: JID | str, node: str) -> str:
    """Subscribe the bare address and return the state, "subscribed" unless somebody must approve."""
    iq = person.client.make_iq_set(ito=service)
    pubsub = ET.SubElement(iq.xml, f"{{{PUBSUB}}}pubsub")
    ET.SubElement(pubsub, f"{{{PUBSUB}}}subscribe", node=node, jid=person.bare)
    answer = await iq.send()
    subscription = answer.xml.find(f"{{{PUBSUB}}}pubsub/{{{PUBSUB}}}subscription")
    return str(subscription.attrib["subscription"])


async def unsubscribe(person: Person, service: JID | str, node: str) -> None:
    """End the subscription of the bare address."""
    iq = person.client.make_iq_set(ito=service)
    pubsub = ET.SubElement(iq.xml, f"{{{PUBSUB}}}pubsub")
    ET.SubElement(pubsub, f"{{{PUBSUB}}}unsubscribe", node=node, jid=person.bare)
    await iq.send()


async def retract(person: Person, service: JID | str | None, node: str, item_id: str) -> None:
    """Take an item back and tell the subscribers."""
    iq = person.client.make_iq_set(ito=service)
    pubsub = ET.SubElement(iq.xml, f"{{{PUBSUB}}}pubsub")
    items = ET.SubElement(pubsub, f"{{{PUBSUB}}}retract", node=node, notify="1")
    ET.SubElement(items, f"{{{PUBSUB}}}item", id=item_id)
    await iq.send()


async def delete_node(owner: Person, service: JID | str | None, node: str) -> None:
    """Remove a node and its items."""
    iq = owner.client.make_iq_set(ito=service)
    pubsub = ET.SubElement(iq.xml, f"{{{OWNER}}}pubsub")
    ET.SubElement(pubsub, f"{{{OWNER}}}delete", node=node)
    await iq.send()


async def set_affiliation(
    owner: Person, service: JID | str, node: str, address: str, affiliation: str
) -> None:
    """Say what somebody is to a node: "member" may read a whitelisted one, "publisher" may publish."""
    iq = owner.client.make_iq_set(ito=service)
    pubsub = ET.SubElement(iq.xml, f"{{{OWNER}}}pubsub")
    affiliations = ET.SubElement(pubsub, f"{{{OWNER}}}affiliations", node=node)
    ET.SubElement(affiliations, f"{{{OWNER}}}affiliation", jid=address, affiliation=affiliation)
    await iq.send()


async def affiliations(owner: Person, service: JID | str, node: str) -> dict[str, str]:
    """Who is what to a node, by address."""
    iq = owner.client.make_iq_get(ito=service)
    pubsub = ET.SubElement(iq.xml, f"{{{OWNER}}}pubsub")
    ET.SubElement(pubsub, f"{{{OWNER}}}affiliations", node=node)
    answer = await iq.send()
    listed = answer.xml.iter(f"{{{OWNER}}}affiliation")
    return {entry.attrib["jid"]: entry.attrib["affiliation"] for entry in listed}


async def expect_event(person: Person, node: str, child: str = "items") -> ET.Element:
    """Take an event about `node`: its <items/>, <delete/> or <purge/> element (XEP-0060 7.1.2)."""
    stanza = await person.expect(
        f"{child} of {node}", lambda stanza: find_event(stanza, node, child) is not None
    )
    found = find_event(stanza, node, child)
    assert found is not None
    return found


def find_event(stanza: Any, node: str, child: str = "items") -> ET.Element | None:
    """The part of a message that is an event about `node`."""
    for element in stanza.xml.findall(f"{{{EVENT}}}event/{{{EVENT}}}{child}"):
        if element.get("node") == node:
            return element  # type: ignore[no-any-return]
    return None


def event_notes(items: ET.Element) -> dict[str, str | None]:
    """The texts of an event's notes by item id; None where it carries no payload."""
    return {
        item.attrib["id"]: item.findtext(f"{{{NOTE}}}note")
        for item in items.findall(f"{{{EVENT}}}item")
    }


def _form(kind: str, values: Mapping[str, str]) -> ET.Element:
    form = ET.Element(f"{{{FORMS}}}x", type="submit")
    fields = {"FORM_TYPE": f"{PUBSUB}#{kind}"}
    fields |= {f"pubsub#{name}": value for name, value in values.items()}
    for name, value in fields.items():
        field = ET.SubElement(form, f"{{{FORMS}}}field", var=name)
        if name == "FORM_TYPE":
            field.set("type", "hidden")
        ET.SubElement(field, f"{{{FORMS}}}value").text = value
    return form
