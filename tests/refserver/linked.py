"""Two reference servers, each with a domain of its own, that reach each other over real sockets."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from startalk_desktop.refserver import DomainConfig, Limits, ReferenceServer, ServerConfig
from startalk_desktop.refserver import namespaces as ns
from startalk_desktop.refserver.certificates import CertificateAuthority
from startalk_desktop.refserver.config import LinkConfig
from startalk_desktop.refserver.stanza import Element, child_text
from tests.refserver.client import Client
from tests.servers.ports import HeldPorts

ACME, BETA = "acme.example", "beta.example"
_PATIENCE, _POLL = 10.0, 0.01  # seconds
TITLES = {ACME: "Acme", BETA: "Beta"}


@dataclass(frozen=True)
class Pair:
    """The two servers, and on which ports they hear each other."""

    acme: ReferenceServer
    beta: ReferenceServer
    ports: dict[str, int]

    async def person(self, name: str, domain: str) -> Client:
        """Somebody who is signed in and available."""
        server = self.acme if domain == ACME else self.beta
        client = await Client.sign_in(server.domain(domain), name)
        await client.send("<presence/>")
        await client.expect(lambda stanza: stanza.get("from") == client.jid)
        return client

    async def link(self, domain: str, **changes: Any) -> None:
        """Let one side open the link anew, otherwise."""
        partner = BETA if domain == ACME else ACME
        server = self.acme if domain == ACME else self.beta
        place = {"host": "127.0.0.1", "port": self.ports[partner], **changes}
        link = LinkConfig(partner, TITLES[partner], **place)
        await server.links.change(domain, (link,))

    async def unlink(self, domain: str) -> None:
        """Let one side forget the other."""
        await (self.acme if domain == ACME else self.beta).links.change(domain, ())


@asynccontextmanager
async def linked(
    folder: Path,
    *,
    acme: dict[str, Any] | None = None,
    beta: dict[str, Any] | None = None,
    is_trusting: bool = True,
    limits: Limits | None = None,
) -> AsyncIterator[Pair]:
    """Both name each other, with what else is given; trusting, they know each other's authority."""
    with HeldPorts(2) as held:
        ports = dict(zip((ACME, BETA), held.numbers, strict=True))
        files = {name: _authority(folder / name) for name in (ACME, BETA)}

        def server(name: str, partner: str, more: dict[str, Any]) -> ReferenceServer:
            link = LinkConfig(partner, TITLES[partner], "127.0.0.1", ports[partner], **more)
            return ReferenceServer(
                ServerConfig(
                    domains=(DomainConfig(name, title=TITLES[name], links=(link,)),),
                    s2s_port=ports[name],
                    state=folder / name,
                    trust=files[partner] if is_trusting else None,
                    limits=limits or Limits(),
                )
            )

        async with server(ACME, BETA, acme or {}) as one, server(BETA, ACME, beta or {}) as other:
            yield Pair(one, other, ports)


def bodies(text: str) -> Callable[[Element], bool]:
    """Whether a stanza is a message that says `text`, not an error that gives it back."""

    def wanted(stanza: Element) -> bool:
        says = child_text(stanza, ns.CLIENT, "body")
        return says == text and stanza.get("type") != "error"

    return wanted


def presence_of(jid: str, kind: str | None = None) -> Callable[[Element], bool]:
    """Whether a stanza is presence of that type from that address."""

    def wanted(stanza: Element) -> bool:
        is_presence = stanza.tag == f"{{{ns.CLIENT}}}presence"
        return is_presence and stanza.get("from") == jid and stanza.get("type") == kind

    return wanted


async def refusal(client: Client) -> tuple[str, str]:
    """The condition and the words of the next error that somebody gets."""
    bounced = await client.expect(lambda stanza: stanza.get("type") == "error")
    error = bounced.find(f"{{{ns.CLIENT}}}error")
    assert error is not None
    condition = str(error[0].tag).rpartition("}")[2]
    return condition, child_text(error, ns.STANZA_ERRORS, "text")


async def until(condition: Callable[[], bool]) -> None:
    """Wait until something has become so."""
    async with asyncio.timeout(_PATIENCE):
        while not condition():  # noqa: ASYNC110 - what it looks at has no event
            await asyncio.sleep(_POLL)


def _authority(folder: Path) -> Path:
    folder.mkdir(parents=True)
    return CertificateAuthority(folder).ca_file
