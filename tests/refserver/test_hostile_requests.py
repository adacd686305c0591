"""Whatever clients ask of the services, in whatever order: an answer comes, and it is never a bug's."""

from __future__ import annotations

import asyncio
import re

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from startalk_desktop.refserver import namespaces as ns
from startalk_desktop.refserver.config import DomainConfig
from startalk_desktop.refserver.database import Database
from startalk_desktop.refserver.domain import Domain
from startalk_desktop.refserver.modules import install_modules
from tests.refserver.client import Client

ROOM, HOST, UPLOAD = "r@conference.acme.example", "pubsub.acme.example", "upload.acme.example"
WORDS = [
    "",
    "1",
    "0",
    "-1",
    "²",
    "9" * 30,
    "-" + "9" * 30,
    "max",
    "anyone",
    "submit",
    "北京",
    "a@@b",
    "x" * 2000,
]
JIDS = ["王芳@acme.example", "李伟@acme.example", "a@@b", "", f"{ROOM}/芳"]
POWERS = ["owner", "admin", "publisher", "member", "none", "outcast", "moderator", "visitor"]
TIMES = ["2026-01-01T00:00:00Z", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "now"]
POOLS = {"W": WORDS, "J": JIDS, "P": POWERS, "T": TIMES, "N": ["芳", "伟", "n"]}


def _form(*fields: str) -> str:
    inside = "".join(
        f"<field var='{name}'><value>{value}</value></field>" for name, value in map(_pair, fields)
    )
    return f"<x xmlns='{ns.DATA_FORMS}' type='submit'>{inside}</x>"


def _pair(field: str) -> tuple[str, str]:
    name, _sign, value = field.partition("=")
    return name, value


def _iq(kind: str, to: str, payload: str) -> str:
    return f"<iq xmlns='{ns.CLIENT}' id='q' type='{kind}' to='{to}'>{payload}</iq>"


def _pubsub(kind: str, inside: str, namespace: str = ns.PUBSUB) -> str:
    return _iq(kind, HOST, f"<pubsub xmlns='{namespace}'>{inside}</pubsub>")


_RSM = f"<set xmlns='{ns.RSM}'><max>[W]</max><after>[W]</after><before>[W]</before></set>"
_NODE_FORM = _form("pubsub#max_items=[W]", "pubsub#access_model=[W]", "pubsub#persist_items=[W]")
_ROOM_FORM = _form(
    "muc#roomconfig_roomname=[W]", "muc#roomconfig_whois=[W]", "muc#roomconfig_membersonly=[W]"
)
_ADMIN, _OWNER = f"<query xmlns='{ns.MUC_ADMIN}'>", f"<query xmlns='{ns.MUC_OWNER}'>"
# [W] and the like are drawn from the pools above.
TEMPLATES = [
    _pubsub("set", f"<create node='[N]'/><configure>{_NODE_FORM}</configure>"),
    _pubsub("set", "<create node='[N]'/>"),
    _pubsub("set", "<publish node='[N]'><item id='[W]'><a xmlns='urn:a'/></item></publish>"),
    _pubsub("set", "<retract node='[N]'><item id='[W]'/></retract>"),
    _pubsub("set", "<subscribe node='[N]' jid='[J]'/>"),
    _pubsub("set", "<unsubscribe node='[N]' jid='[J]'/>"),
    _pubsub("get", "<items node='[N]' max_items='[W]'/>"),
    _pubsub("get", "<items node='[N]'><item id='[W]'/></items>"),
    _pubsub("set", f"<configure node='[N]'>{_NODE_FORM}</configure>", ns.PUBSUB_OWNER),
    _pubsub(
        "set",
        "<affiliations node='[N]'><affiliation jid='[J]' affiliation='[P]'/></affiliations>",
        ns.PUBSUB_OWNER,
    ),
    _pubsub("set", "<delete node='[N]'/>", ns.PUBSUB_OWNER),
    _iq("set", ROOM, f"{_ADMIN}<item nick='[N]' role='[P]'/></query>"),
    _iq("set", ROOM, f"{_ADMIN}<item jid='[J]' affiliation='[P]'/></query>"),
    _iq("get", ROOM, f"{_ADMIN}<item affiliation='[P]'/></query>"),
    _iq("set", ROOM, f"{_OWNER}{_ROOM_FORM}</query>"),
    _iq("set", ROOM, f"{_OWNER}{_form()}</query>"),
    _iq("set", ROOM, f"{_OWNER}<destroy jid='[W]'/></query>"),
    _iq("get", ROOM, f"<query xmlns='{ns.DISCO_INFO}'/>"),
    _iq("set", ROOM, f"<query xmlns='{ns.MAM}'>{_form('with=[J]', 'start=[T]')}{_RSM}</query>"),
    _iq("set", "王芳@acme.example", f"<query xmlns='{ns.MAM}'>{_form('end=[T]')}</query>"),
    _iq(
        "get",
        UPLOAD,
        f"<request xmlns='{ns.UPLOAD}' filename='[W]' size='[W]' content-type='[W]'/>",
    ),
    f"<presence xmlns='{ns.CLIENT}' to='{ROOM}/[N]'><x xmlns='{ns.MUC}'/></presence>",
    f"<presence xmlns='{ns.CLIENT}' to='{ROOM}/[N]'><x xmlns='{ns.MUC}'>"
    "<history maxstanzas='[W]' seconds='[W]' since='[T]'/><password>[W]</password></x></presence>",
    f"<presence xmlns='{ns.CLIENT}' to='{ROOM}/[N]'/>",
    f"<presence xmlns='{ns.CLIENT}' to='{ROOM}/[N]' type='unavailable'/>",
    f"<message xmlns='{ns.CLIENT}' to='{ROOM}' type='groupchat'><body>[W]</body></message>",
    f"<message xmlns='{ns.CLIENT}' to='{ROOM}' type='groupchat'><subject>[W]</subject></message>",
    f"<message xmlns='{ns.CLIENT}' to='{ROOM}/[N]' type='chat'><body>[W]</body></message>",
    f"<message xmlns='{ns.CLIENT}' to='{ROOM}'><x xmlns='{ns.MUC_USER}'><invite to='[J]'/></x></message>",
]


@st.composite
def stanzas(draw: st.DrawFn) -> tuple[bool, str]:
    """Which of two people sends what."""
    template = draw(st.sampled_from(TEMPLATES))
    filled = re.sub(r"\[(\w)\]", lambda mark: draw(st.sampled_from(POOLS[mark[1]])), template)
    return draw(st.booleans()), filled


async def _play(script: list[tuple[bool, str]]) -> None:
    domain = Domain(DomainConfig("acme.example"), Database())
    install_modules(domain)
    fang, wei = await Client.sign_in(domain, "王芳"), await Client.sign_in(domain, "李伟")
    for is_fang, xml in script:
        client, stanza = fang if is_fang else wei, etree.fromstring(xml)
        is_request = stanza.get("id") == "q"
        await client.session.send(stanza)
        answers = [each for each in client.take("iq") if each.get("id") == "q"]
        assert len(answers) == is_request, xml
        for answer in answers:
            assert b"internal-server-error" not in etree.tostring(answer), xml
    await domain.close()


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(stanzas(), min_size=5, max_size=40))
def test_services_answer_anything(script: list[tuple[bool, str]]) -> None:
    asyncio.run(_play(script))
