"""Stanzas for tests, written as they are on the wire."""

from xml.etree.ElementTree import Element, fromstring

from startalk_desktop.model.jid import Jid

OWN = Jid.parse("wang@acme.example")
LI = Jid.parse("li@acme.example")
ROOM = Jid.parse("rd@conference.acme.example")
NOW = 1_700_000_000_000_000
STAMP = "2023-11-14T22:13:20Z"
"""`NOW`, as XEP-0082 writes it."""


def element(xml: str) -> Element:
    """The element that `xml` says; what has no namespace is in ``jabber:client``."""
    return fromstring(f"<stream xmlns='jabber:client'>{xml}</stream>")[0]


def chat(text: str = "你好", inner: str = "", **attributes: str) -> str:
    """A chat message from 李 to 王芳, unless the attributes say otherwise."""
    given = {
        "from": "li@acme.example/phone",
        "to": str(OWN),
        "type": "chat",
        "id": "m1",
        **attributes,
    }
    written = " ".join(f"{name.rstrip('_')}='{value}'" for name, value in given.items() if value)
    body = f"<body>{text}</body>" if text else ""
    return f"<message {written}>{body}{inner}</message>"


def groupchat(text: str = "大家好", inner: str = "", nick: str = "李", **attributes: str) -> str:
    """A room's message by `nick`."""
    sender = f"{ROOM}/{nick}" if nick else str(ROOM)
    return chat(text, inner, **{"from": sender, "type": "groupchat", **attributes})


def carbon(inner: str, kind: str = "received", sender: str = str(OWN)) -> str:
    """A carbon (XEP-0280) of `inner`, claimed by `sender`."""
    return (
        f"<message from='{sender}' to='{OWN}/desk' type='chat'>"
        f"<{kind} xmlns='urn:xmpp:carbons:2'><forwarded xmlns='urn:xmpp:forward:0'>"
        f"{_in_client(inner)}"
        f"</forwarded></{kind}></message>"
    )


def result(inner: str, stamp: str = STAMP, archive_id: str = "a1", query_id: str = "q1") -> str:
    """An archive's result (XEP-0313) that holds `inner`."""
    return (
        f"<result xmlns='urn:xmpp:mam:2' queryid='{query_id}' id='{archive_id}'>"
        f"<forwarded xmlns='urn:xmpp:forward:0'><delay xmlns='urn:xmpp:delay' stamp='{stamp}'/>"
        f"{_in_client(inner)}"
        "</forwarded></result>"
    )


def _in_client(message: str) -> str:
    return message.replace("<message ", "<message xmlns='jabber:client' ", 1)
