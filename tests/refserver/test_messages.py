"""Where messages go: RFC 6121 section 8.5, the offline store, carbons, and what the archive is told."""

from __future__ import annotations

import pytest
from lxml import etree

from startalk_desktop.refserver import namespaces as ns
from startalk_desktop.refserver.archive import ArchiveFilter, Entry
from startalk_desktop.refserver.carbons import is_eligible
from startalk_desktop.refserver.domain import Domain
from startalk_desktop.refserver.messages import is_lasting
from startalk_desktop.refserver.rsm import PageRequest
from startalk_desktop.refserver.stanza import Element
from tests.refserver.client import Client


def bodies(client: Client) -> list[str | None]:
    """The texts of the messages that came, carbons excluded."""
    return [message.findtext(f"{{{ns.CLIENT}}}body") for message in client.take("message")]


def errors(client: Client) -> list[str]:
    return [
        str(found.tag).partition("}")[2]
        for message in client.take("message")
        for found in message.iterfind(f"{{{ns.CLIENT}}}error/*")
        if found.tag.startswith(f"{{{ns.STANZA_ERRORS}}}") and not found.tag.endswith("text")
    ]


async def online(domain: Domain, local: str, resource: str, priority: int | None = 0) -> Client:
    """A signed-in client, available unless the priority is None."""
    client = await Client.sign_in(domain, local, resource)
    if priority is not None:
        await client.send(f"<presence><priority>{priority}</priority></presence>")
    client.arrived.clear()
    return client


@pytest.fixture
async def wang(domain: Domain) -> Client:
    return await online(domain, "王芳", "desk")


@pytest.mark.parametrize(
    ("kind", "reached"),
    [
        ("chat", {"high1", "high2"}),
        ("normal", {"high1", "high2"}),
        ("headline", {"high1", "high2", "low"}),
        ("error", set()),
        ("groupchat", set()),
    ],
)
async def test_bare_address(domain: Domain, wang: Client, kind: str, reached: set[str]) -> None:
    resources: dict[str, int | None] = {
        "high1": 5, "high2": 5, "low": 1, "never": -1, "bound": None,
    }  # fmt: skip
    clients = {name: await online(domain, "li", name, value) for name, value in resources.items()}
    await wang.send(f"<message to='li@acme.example' type='{kind}'><body>你好</body></message>")
    assert {name for name, client in clients.items() if bodies(client)} == reached
    assert errors(wang) == (["service-unavailable"] if kind == "groupchat" else [])


@pytest.mark.parametrize("priority", [0, -1, None])
async def test_full_address_reaches_a_bound_resource_of_any_priority(
    domain: Domain, wang: Client, priority: int | None
) -> None:
    phone = await online(domain, "li", "phone", priority)
    desk = await online(domain, "li", "desk", 9)
    for kind in ("chat", "normal", "headline", "groupchat", "error"):
        await wang.send(f"<message to='{phone.jid}' type='{kind}'><body>{kind}</body></message>")
    assert bodies(phone) == ["chat", "normal", "headline", "groupchat", "error"]
    assert bodies(desk) == []


@pytest.mark.parametrize(
    ("kind", "falls_back", "bounces"),
    [
        ("chat", True, False),
        ("normal", True, False),
        ("headline", False, False),
        ("error", False, False),
        ("groupchat", False, True),
    ],
)
async def test_resource_that_has_gone(
    domain: Domain, wang: Client, kind: str, falls_back: bool, bounces: bool
) -> None:
    desk = await online(domain, "li", "desk")
    await wang.send(f"<message to='li@acme.example/gone' type='{kind}'><body>x</body></message>")
    assert bool(bodies(desk)) is falls_back
    assert bool(errors(wang)) is bounces


async def test_unknown_account_bounces(wang: Client) -> None:
    await wang.send("<message to='nobody@acme.example'><body>x</body></message>")
    assert errors(wang) == ["service-unavailable"]


async def test_message_without_an_address_is_for_oneself(wang: Client) -> None:
    await wang.send("<message type='chat'><body>note</body></message>")
    assert bodies(wang) == ["note"]


async def test_wrong_address_is_an_error(wang: Client) -> None:
    await wang.send("<message to='a@b@c'><body>x</body></message>")
    assert errors(wang) == ["jid-malformed"]


# The offline store


async def test_offline_messages_wait_in_order_with_a_stamp(domain: Domain, wang: Client) -> None:
    domain.accounts.create("li")
    for number in range(3):
        await wang.send(f"<message to='li@acme.example'><body>{number}</body></message>")
    unwilling = await online(domain, "li", "never", -1)
    assert bodies(unwilling) == []
    li = await Client.sign_in(domain, "li", "desk")
    await li.send("<presence/>")
    messages = li.take("message")
    assert [each.findtext(f"{{{ns.CLIENT}}}body") for each in messages] == ["0", "1", "2"]
    assert all(each.find(f"{{{ns.DELAY}}}delay") is not None for each in messages)
    await li.send("<presence/>")
    assert bodies(li) == [], "each comes once"


@pytest.mark.parametrize(
    "content",
    [
        f"<body>x</body><no-store xmlns='{ns.HINTS}'/>",
        f"<composing xmlns='{ns.CHAT_STATES}'/>",
    ],
)
async def test_what_does_not_last_is_not_kept(domain: Domain, wang: Client, content: str) -> None:
    domain.accounts.create("li")
    await wang.send(f"<message to='li@acme.example' type='chat'>{content}</message>")
    li = await online(domain, "li", "desk")
    assert li.take("message") == []
    assert errors(wang) == []


# Carbons


def message(kind: str, content: str) -> Element:
    return etree.fromstring(f"<message xmlns='{ns.CLIENT}' type='{kind}'>{content}</message>")


BODY = "<body>x</body>"
MUC_PART = f"<x xmlns='{ns.MUC_USER}'/>"


@pytest.mark.parametrize(
    ("kind", "content", "sent", "received"),
    [
        ("chat", BODY, True, True),
        ("chat", f"<composing xmlns='{ns.CHAT_STATES}'/>", True, True),
        ("normal", BODY, True, True),
        ("normal", f"<received xmlns='{ns.RECEIPTS}' id='1'/>", True, True),
        ("normal", "<x xmlns='urn:other'/>", False, False),
        ("headline", BODY, False, False),
        ("groupchat", BODY, False, False),
        ("error", BODY, False, False),
        ("chat", f"{BODY}<private xmlns='{ns.CARBONS}'/>", False, False),
        ("chat", f"{BODY}<no-copy xmlns='{ns.HINTS}'/>", False, False),
        ("chat", BODY + MUC_PART, True, False),
        ("normal", f"<x xmlns='{ns.MUC_USER}'><invite from='a@b'/></x>", False, True),
    ],
)
def test_what_is_copied(kind: str, content: str, sent: bool, received: bool) -> None:
    made = message(kind, content)
    assert is_eligible(made, "sent") is sent
    assert is_eligible(made, "received") is received


async def test_carbons_reach_those_who_want_them(domain: Domain, wang: Client) -> None:
    phone = await online(domain, "王芳", "phone", -1)
    tablet = await online(domain, "王芳", "tablet", -1)
    await phone.ask("set", None, f"<enable xmlns='{ns.CARBONS}'/>")
    li = await online(domain, "li", "desk")

    await wang.send(f"<message to='{li.bare}' type='chat'><body>去</body></message>")
    await li.send(f"<message to='{wang.jid}' type='chat'><body>来</body></message>")

    assert tablet.take("message") == []
    assert bodies(wang) == ["来"], "who took part gets no copy"
    sent, received = phone.take("message")
    for copy, direction, text in ((sent, "sent", "去"), (received, "received", "来")):
        assert copy.get("from") == wang.bare
        assert copy.get("to") == phone.jid
        inner = copy.find(f"{{{ns.CARBONS}}}{direction}/{{{ns.FORWARD}}}forwarded/{{*}}message")
        assert inner is not None
        assert inner.findtext(f"{{{ns.CLIENT}}}body") == text

    await phone.ask("set", None, f"<disable xmlns='{ns.CARBONS}'/>")
    await wang.send(f"<message to='{li.bare}' type='chat'><body>x</body></message>")
    assert phone.take("message") == []


# The archive


async def test_each_owner_has_a_copy_and_its_own_stamp(domain: Domain, wang: Client) -> None:
    li = await online(domain, "li", "desk")
    forged = f"<stanza-id xmlns='{ns.STANZA_ID}' by='{li.bare}' id='forged'/>"
    await wang.send(f"<message to='{li.bare}' type='chat'><body>x</body>{forged}</message>")
    [own], [others] = archived(domain, wang), archived(domain, li)
    assert own.id != others.id
    (arrived,) = li.take("message")
    stamps = [(s.get("by"), s.get("id")) for s in arrived.iter(f"{{{ns.STANZA_ID}}}stanza-id")]
    assert stamps == [(li.bare, others.id)]


async def test_note_to_oneself_is_archived_once(domain: Domain, wang: Client) -> None:
    await wang.send(f"<message to='{wang.bare}' type='chat'><body>x</body></message>")
    assert len(archived(domain, wang)) == 1


def archived(domain: Domain, client: Client) -> list[Entry]:
    return domain.archive.page(client.session.jid.bare, ArchiveFilter(), PageRequest(9)).entries


@pytest.mark.parametrize(
    ("kind", "content", "lasting"),
    [
        ("chat", BODY, True),
        ("normal", BODY, True),
        ("headline", BODY, False),
        ("error", BODY, False),
        ("chat", f"<displayed xmlns='{ns.CHAT_MARKERS}' id='1'/>", True),
        ("chat", f"<received xmlns='{ns.RECEIPTS}' id='1'/>", True),
        ("chat", f"<reactions xmlns='{ns.REACTIONS}' id='1'/>", True),
        ("chat", f"<retract xmlns='{ns.RETRACTION}' id='1'/>", True),
        ("chat", f"<paused xmlns='{ns.CHAT_STATES}'/>", False),
        ("chat", f"<paused xmlns='{ns.CHAT_STATES}'/><store xmlns='{ns.HINTS}'/>", True),
        ("chat", f"{BODY}<no-permanent-store xmlns='{ns.HINTS}'/>", False),
    ],
)
def test_what_lasts(kind: str, content: str, lasting: bool) -> None:
    assert is_lasting(message(kind, content)) is lasting
