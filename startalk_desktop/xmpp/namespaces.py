"""The XML namespaces that several modules of this package need; one of a single XEP's is in that XEP's module."""

from __future__ import annotations

from typing import Final

CLIENT: Final = "jabber:client"
STANZA_ERRORS: Final = "urn:ietf:params:xml:ns:xmpp-stanzas"
XML: Final = "http://www.w3.org/XML/1998/namespace"

CARBONS: Final = "urn:xmpp:carbons:2"  # XEP-0280
CHAT_STATES: Final = "http://jabber.org/protocol/chatstates"  # XEP-0085
CONFERENCE: Final = "jabber:x:conference"  # XEP-0249
DELAY: Final = "urn:xmpp:delay"  # XEP-0203
FORWARD: Final = "urn:xmpp:forward:0"  # XEP-0297
MAM: Final = "urn:xmpp:mam:2"  # XEP-0313
MARKERS: Final = "urn:xmpp:chat-markers:0"  # XEP-0333
MUC: Final = "http://jabber.org/protocol/muc"  # XEP-0045
MUC_USER: Final = "http://jabber.org/protocol/muc#user"
PUBSUB: Final = "http://jabber.org/protocol/pubsub"  # XEP-0060
PUBSUB_EVENT: Final = "http://jabber.org/protocol/pubsub#event"
RECEIPTS: Final = "urn:xmpp:receipts"  # XEP-0184
STANZA_IDS: Final = "urn:xmpp:sid:0"  # XEP-0359
