"""What a sender hears of each server where something can't cross, and what the client makes of it.

The table of docs/xep-links.md, section 8.1, is this one.
"""

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path
from xml.etree import ElementTree

import msgspec
import pytest
from slixmpp import JID
from slixmpp.exceptions import IqError

from startalk_desktop.model.failure import Failure, FailureCode
from startalk_desktop.model.jid import Jid
from startalk_desktop.refserver import ReferenceServer
from startalk_desktop.refserver.config import ServerConfig
from startalk_desktop.refserver.stanza import serialise
from startalk_desktop.xmpp.errors import is_abroad
from startalk_desktop.xmpp.stanza_errors import bounce_of, condition_of
from tests.conformance.person import Cast, Person
from tests.links.crossing import reaches
from tests.refserver.client import Client
from tests.servers.federation import ACME, MISSING, STRANGER, TITLES, UNNAMED, Federation
from tests.servers.running import RunningServer, ServerKind

_PATIENCE, _PAUSE = (
    10.0,
    0.2,
)  # seconds; a server that could not reach another one rests before it tries again

Answer = tuple[str, FailureCode, str]
"""The condition of the error, what it is to the client, and how its words begin."""

NOT_FOUND, TIMEOUT = "remote-server-not-found", "remote-server-timeout"
PASSED_ON = "Server-to-server connection failed: "
ANSWERS: dict[str, dict[ServerKind, Answer]] = {
    "we have no link": {
        ServerKind.PROSODY: (
            NOT_FOUND,
            FailureCode.DOMAIN_UNREACHABLE,
            "Prosody Inc has not opened a link to this company",
        ),
        ServerKind.EJABBERD: (
            "forbidden",
            FailureCode.CROSSING_REFUSED,
            "Access denied by service policy",
        ),
    },
    "they have no link": {
        ServerKind.PROSODY: (
            TIMEOUT,
            FailureCode.DOMAIN_AWAY,
            f"{PASSED_ON}policy-violation (no link is open)",
        ),
        ServerKind.EJABBERD: (
            TIMEOUT,
            FailureCode.DOMAIN_AWAY,
            "Stream closed by peer: no link is open (policy-violation)",
        ),
    },
    "no such domain": {
        ServerKind.PROSODY: (
            NOT_FOUND,
            FailureCode.DOMAIN_UNREACHABLE,
            f"{PASSED_ON}unable to resolve service",
        ),
        ServerKind.EJABBERD: (NOT_FOUND, FailureCode.DOMAIN_UNREACHABLE, "DNS lookup failed: "),
    },
    "they are away": {
        ServerKind.PROSODY: (
            NOT_FOUND,
            FailureCode.DOMAIN_UNREACHABLE,
            f"{PASSED_ON}connection refused",
        ),
        ServerKind.EJABBERD: (
            TIMEOUT,
            FailureCode.DOMAIN_AWAY,
            "Connection failed: connection refused",
        ),
    },
    "we distrust them": {
        ServerKind.PROSODY: (
            TIMEOUT,
            FailureCode.DOMAIN_AWAY,
            f"{PASSED_ON}Remote server's certificate is not trusted",
        ),
        ServerKind.EJABBERD: (TIMEOUT, FailureCode.DOMAIN_AWAY, "Peer certificate rejected: "),
    },
    "they distrust us": {
        ServerKind.PROSODY: (
            TIMEOUT,
            FailureCode.DOMAIN_AWAY,
            f"{PASSED_ON}Error during negotiation of encrypted connection",
        ),
        ServerKind.EJABBERD: (TIMEOUT, FailureCode.DOMAIN_AWAY, "Connection failed: "),
    },
}


@pytest.fixture
async def li(partner: RunningServer) -> AsyncIterator[Person]:
    """Somebody of Prosody or of ejabberd."""
    async with Cast(partner) as people:
        yield await people.online("li")


def kind_of(person: Person) -> ServerKind:
    is_prosody = person.account.domain.startswith("prosody")
    return ServerKind.PROSODY if is_prosody else ServerKind.EJABBERD


async def refused(sender: Person, to: str) -> tuple[str, Failure]:
    """The condition with which a message comes back, and the failure that the client takes it for."""
    id_ = sender.chat(to, "x")
    bounced = await sender.expect(
        f"the error of {id_}", lambda each: each["type"] == "error" and each["id"] == id_
    )
    assert str(bounced["from"]) == to, "the own server speaks in the name of who was written to"
    by = Jid.parse(to)
    crosses = is_abroad(by, Jid.parse(sender.bare))
    return condition_of(bounced.xml), bounce_of(bounced.xml, by, is_abroad=crosses)


async def is_answered(sender: Person, to: str, case: str) -> None:
    """Write to somebody until the answer is that of the case: that of the one before may be remembered for a while."""
    wanted = ANSWERS[case][kind_of(sender)]
    end = time.monotonic() + _PATIENCE
    while True:
        condition, failure = await refused(sender, to)
        answer = condition, failure.code, failure.detail[: len(wanted[2])]
        if answer == wanted:
            assert failure.said_by == to
            return
        assert time.monotonic() < end, f"{answer} instead of {wanted}"
        await asyncio.sleep(_PAUSE)


@pytest.mark.parametrize("to", [f"li@{UNNAMED}", f"nobody@{UNNAMED}", "li@nowhere.invalid"])
async def test_without_a_link_of_our_own(li: Person, to: str) -> None:
    await is_answered(li, to, "we have no link")
    with pytest.raises(IqError) as caught:
        await li["xep_0199"].send_ping(JID(to))
    assert caught.value.condition == ANSWERS["we have no link"][kind_of(li)][0]


async def test_a_domain_that_does_not_exist(li: Person) -> None:
    await is_answered(li, f"li@{MISSING}", "no such domain")


async def test_a_server_that_is_away(li: Person) -> None:
    await is_answered(li, f"li@{ACME}", "they are away")


async def answers_to(li: Person, config: ServerConfig, case: str) -> None:
    async with ReferenceServer(config) as server:
        fang = await Client.sign_in(server.domain(ACME), "王芳")
        for to in (fang.bare, f"nobody@{ACME}"):
            await is_answered(li, to, case)
        assert not fang.take("message")


async def test_without_a_link_of_theirs(li: Person, federation: Federation, tmp_path: Path) -> None:
    await answers_to(li, federation.reference(tmp_path, ACME), "they have no link")


async def test_a_certificate_that_we_do_not_trust(
    li: Person, federation: Federation, tmp_path: Path
) -> None:
    config = federation.reference(tmp_path, ACME, li.account.domain, signer=STRANGER)
    await answers_to(li, config, "we distrust them")


async def test_a_certificate_that_they_do_not_trust(
    li: Person, federation: Federation, tmp_path: Path
) -> None:
    config = federation.reference(tmp_path, ACME, li.account.domain)
    await answers_to(li, msgspec.structs.replace(config, trust=None), "they distrust us")


async def test_who_is_not_reached_and_who_does_not_exist(
    li: Person, federation: Federation, tmp_path: Path
) -> None:
    domain = li.account.domain
    async with ReferenceServer(federation.reference(tmp_path, ACME, domain)) as server:
        fang = await Client.sign_in(server.domain(ACME), "王芳")
        other = await Client.sign_in(server.domain(ACME), "other")
        await fang.send("<presence/>")
        await reaches(li, fang)
        nobody = Failure(FailureCode.RECIPIENT_UNAVAILABLE, "service-unavailable")
        assert await refused(li, f"nobody@{ACME}") == ("service-unavailable", nobody)
        (link,) = server.domain(ACME).config.links
        assert not isinstance(link, str)
        await server.links.change(ACME, (msgspec.structs.replace(link, people=("王芳",)),))
        words = f"the link from Acme to {TITLES[domain]} does not reach this address"
        for to in (other.bare, f"nobody@{ACME}"):
            failure = Failure(FailureCode.LINK_LIMITED, words, to)
            assert await refused(li, to) == ("not-allowed", failure)
        await other.send(f"<message to='{li.bare}' type='chat'><body>x</body></message>")
        bounced = await other.expect(lambda each: each.get("type") == "error")
        failure = bounce_of(ElementTree.fromstring(serialise(bounced)), Jid.parse(li.bare))
        words = f"the link from Acme to {TITLES[domain]} is not for you"
        assert failure == Failure(FailureCode.LINK_LIMITED, words, li.bare)
