"""The XML namespaces that the server speaks, each with the document that defines it."""

CLIENT = "jabber:client"  # RFC 6120
SERVER = "jabber:server"  # RFC 6120
STREAM = "http://etherx.jabber.org/streams"  # RFC 6120
STREAM_ERRORS = "urn:ietf:params:xml:ns:xmpp-streams"  # RFC 6120
STANZA_ERRORS = "urn:ietf:params:xml:ns:xmpp-stanzas"  # RFC 6120
TLS = "urn:ietf:params:xml:ns:xmpp-tls"  # RFC 6120
SASL = "urn:ietf:params:xml:ns:xmpp-sasl"  # RFC 6120
BIND = "urn:ietf:params:xml:ns:xmpp-bind"  # RFC 6120
XML = "http://www.w3.org/XML/1998/namespace"

ROSTER = "jabber:iq:roster"  # RFC 6121
ROSTER_VERSIONING = "urn:xmpp:features:rosterver"  # RFC 6121

DATA_FORMS = "jabber:x:data"  # XEP-0004
DISCO_INFO = "http://jabber.org/protocol/disco#info"  # XEP-0030
DISCO_ITEMS = "http://jabber.org/protocol/disco#items"  # XEP-0030
MUC = "http://jabber.org/protocol/muc"  # XEP-0045
MUC_USER = "http://jabber.org/protocol/muc#user"  # XEP-0045
MUC_ADMIN = "http://jabber.org/protocol/muc#admin"  # XEP-0045
MUC_OWNER = "http://jabber.org/protocol/muc#owner"  # XEP-0045
VCARD = "vcard-temp"  # XEP-0054
VCARD_UPDATE = "vcard-temp:x:update"  # XEP-0153
RSM = "http://jabber.org/protocol/rsm"  # XEP-0059
PUBSUB = "http://jabber.org/protocol/pubsub"  # XEP-0060
PUBSUB_EVENT = "http://jabber.org/protocol/pubsub#event"  # XEP-0060
PUBSUB_ERRORS = "http://jabber.org/protocol/pubsub#errors"  # XEP-0060
PUBSUB_OWNER = "http://jabber.org/protocol/pubsub#owner"  # XEP-0060
CHAT_STATES = "http://jabber.org/protocol/chatstates"  # XEP-0085
VERSION = "jabber:iq:version"  # XEP-0092
DIALBACK = "jabber:server:dialback"  # XEP-0220
DIALBACK_FEATURE = "urn:xmpp:features:dialback"  # XEP-0220
CAPS = "http://jabber.org/protocol/caps"  # XEP-0115
VCARD_UPDATE = "vcard-temp:x:update"  # XEP-0153
RECEIPTS = "urn:xmpp:receipts"  # XEP-0184
DIRECT_INVITATION = "jabber:x:conference"  # XEP-0249
BLOCKING = "urn:xmpp:blocking"  # XEP-0191
BLOCKING_ERRORS = "urn:xmpp:blocking:errors"  # XEP-0191
REPORTING = "urn:xmpp:reporting:1"
SM = "urn:xmpp:sm:3"  # XEP-0198
PING = "urn:xmpp:ping"  # XEP-0199
DELAY = "urn:xmpp:delay"  # XEP-0203
CARBONS = "urn:xmpp:carbons:2"  # XEP-0280
FORWARD = "urn:xmpp:forward:0"  # XEP-0297
MAM = "urn:xmpp:mam:2"  # XEP-0313
CHAT_MARKERS = "urn:xmpp:chat-markers:0"  # XEP-0333
HINTS = "urn:xmpp:hints"  # XEP-0334
STANZA_ID = "urn:xmpp:sid:0"  # XEP-0359
UPLOAD = "urn:xmpp:http:upload:0"  # XEP-0363
OCCUPANT_ID = "urn:xmpp:occupant-id:0"  # XEP-0421
RETRACTION = "urn:xmpp:message-retract:1"  # XEP-0424
MODERATION = "urn:xmpp:message-moderate:1"  # XEP-0425
REACTIONS = "urn:xmpp:reactions:0"  # XEP-0444

ORG = "urn:startalk:org:1"  # docs/xep-org.md
ORG_LINKED = "urn:startalk:org:1#linked"
LINKS = "urn:startalk:links:1"  # docs/xep-links.md
