"""XEP-0377 blocking command reports: what the server's operators are told together with a block (XEP-0191)."""

from __future__ import annotations

from typing import Final

from lxml import etree

from startalk_desktop.model.reporting import (
    MAX_REPORT_CHARACTERS,
    MAX_REPORTED_MESSAGES,
    Report,
)
from startalk_desktop.xmpp import namespaces as ns
from startalk_desktop.xmpp.message_payloads import add_text, payload

NAMESPACE: Final = "urn:xmpp:reporting:1"


def write(report: Report) -> etree._Element:
    """The payload of a block's item (section 6)."""
    element = payload(NAMESPACE, "report", reason=report.reason.value)
    for archive, stanza_id in report.messages[:MAX_REPORTED_MESSAGES]:
        element.append(payload(ns.STANZA_IDS, "stanza-id", by=str(archive), id=stanza_id))
    text = report.text.strip()[:MAX_REPORT_CHARACTERS]
    if text:
        add_text(element, "text", text)
    return element
