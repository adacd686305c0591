"""Archive queries (XEP-0313), page by page, as the tests send and read them."""

import datetime
import secrets
import xml.etree.ElementTree as ET
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from slixmpp import JID
from slixmpp.plugins import xep_0082

from tests.conformance.person import Person

MAM = "urn:xmpp:mam:2"
RSM = "http://jabber.org/protocol/rsm"
FORMS = "jabber:x:data"
FORWARD = "urn:xmpp:forward:0"
DELAY = "urn:xmpp:delay"


NEWS = {
    "receipt": "{urn:xmpp:receipts}received",
    "marker": "{urn:xmpp:chat-markers:0}displayed",
    "reaction": "{urn:xmpp:reactions:0}reactions",
    "retraction": "{urn:xmpp:message-retract:1}retract",
}
"""What tells of an earlier message, by its id, and has no text (XEP-0184, 0333, 0444, 0424)."""


@dataclass(frozen=True)
class Archived:
    """One message out of an archive."""

    archive_id: str
    stamp: datetime.datetime
    message: ET.Element

    @property
    def body(self) -> str | None:
        """The text."""
        return self.message.findtext("{jabber:client}body")

    @property
    def sender(self) -> JID:
        """Who sent it."""
        return JID(self.message.get("from"))


@dataclass(frozen=True)
class Page:
    """The answer to one query."""

    results: Sequence[Archived]
    first: str | None
    last: str | None
    count: int | None
    is_complete: bool

    @property
    def bodies(self) -> list[str | None]:
        """The texts in order."""
        return [archived.body for archived in self.results]


async def fetch_page(
    person: Person,
    archive: JID | str | None = None,
    *,
    maximum: int | None = None,
    before: str | None = None,
    after: str | None = None,
    filters: Mapping[str, str | Sequence[str]] | None = None,
) -> Page:
    """Ask an archive, the person's own by default, for one page.

    `before` and `after` are archive ids, an empty `before` asks for the last page (XEP-0059 2.5); `filters` are
    form fields by name. Raises slixmpp's `IqError` if the server refuses.
    """
    query_id = secrets.token_hex(8)
    iq = person.client.make_iq_set(ito=archive)
    query = ET.SubElement(iq.xml, f"{{{MAM}}}query", queryid=query_id)
    if filters:
        query.append(_form(filters))
    if maximum is not None or before is not None or after is not None:
        result_set = ET.SubElement(query, f"{{{RSM}}}set")
        for name, value in (("max", maximum), ("before", before), ("after", after)):
            if value is not None:
                ET.SubElement(result_set, f"{{{RSM}}}{name}").text = str(value)
    answer = await iq.send()
    results = _take_results(person, query_id, JID(archive) if archive else JID(person.bare))
    fin = answer.xml.find(f"{{{MAM}}}fin")
    assert fin is not None, "the answer to an archive query carries <fin/>"
    count = fin.findtext(f"{{{RSM}}}set/{{{RSM}}}count")
    return Page(
        results,
        fin.findtext(f"{{{RSM}}}set/{{{RSM}}}first"),
        fin.findtext(f"{{{RSM}}}set/{{{RSM}}}last"),
        None if count is None else int(count),
        fin.get("complete") in {"true", "1"},
    )


def send_news(person: Person, to: JID | str, type_: str, tag: str, *, store: bool) -> None:
    """Send one of `NEWS`, with the hint to store it (XEP-0334) or without."""
    message = person.client.make_message(mto=to, mtype=type_)
    message["id"] = secrets.token_hex(8)
    ET.SubElement(message.xml, tag, id="earlier")
    if store:
        ET.SubElement(message.xml, "{urn:xmpp:hints}store")
    message.send()


def stanza_ids(message: ET.Element, by: str) -> list[str]:
    """The ids the archive `by` stamped on a message (XEP-0359)."""
    return [
        stamped.attrib["id"]
        for stamped in message.findall("{urn:xmpp:sid:0}stanza-id")
        if stamped.get("by") == by
    ]


def _form(filters: Mapping[str, str | Sequence[str]]) -> ET.Element:
    form = ET.Element(f"{{{FORMS}}}x", type="submit")
    hidden = ET.SubElement(form, f"{{{FORMS}}}field", var="FORM_TYPE", type="hidden")
    ET.SubElement(hidden, f"{{{FORMS}}}value").text = MAM
    for name, values in filters.items():
        field = ET.SubElement(form, f"{{{FORMS}}}field", var=name)
        for value in [values] if isinstance(values, str) else values:
            ET.SubElement(field, f"{{{FORMS}}}value").text = value
    return form


def _take_results(person: Person, query_id: str, archive: JID) -> list[Archived]:
    """Take the results of a query out of the inbox; all came before its answer."""
    found, rest = [], []
    for stanza in person.inbox:
        result = stanza.xml.find(f"{{{MAM}}}result")
        if result is None or result.get("queryid") != query_id:
            rest.append(stanza)
            continue
        assert stanza["from"] in {archive, JID("")}, "results come from the archive that was asked"
        forwarded = result.find(f"{{{FORWARD}}}forwarded")
        assert forwarded is not None
        delay = forwarded.find(f"{{{DELAY}}}delay")
        message = forwarded.find("{jabber:client}message")
        assert delay is not None
        assert message is not None
        found.append(Archived(result.attrib["id"], xep_0082.parse(delay.attrib["stamp"]), message))
    person.inbox[:] = rest
    return found
