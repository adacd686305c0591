"""Companies found by their link, over real HTTPS and XMPP; and what fails of one while its chat goes on."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from startalk_desktop.core import file_limits
from startalk_desktop.model.account import Account, Endpoint
from startalk_desktop.model.failure import FailureCode
from startalk_desktop.model.files import OutgoingFile
from startalk_desktop.model.identity import ConversationId
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.services import ServiceKind
from startalk_desktop.refserver.http import HttpServer
from tests.core.live import ACME, BETA, PASSWORD, Desk, Office, office
from tests.core.world import until
from tests.servers.certificates import CertificateAuthority
from tests.servers.web import WebSite, website

WANG, LI = Jid("王芳", ACME), Jid("li", ACME)


@pytest.fixture
async def acme(tmp_path: Path) -> AsyncIterator[Office]:
    async with office(tmp_path) as made:
        yield made


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[WebSite]:
    async with website(CertificateAuthority(tmp_path)) as made:
        yield made


def shown(acme: Office, **keys: object) -> dict[str, object]:
    """A document as the original has it; its server is the one under test, unless `keys` say otherwise."""
    addresses = {"xmpp": "127.0.0.1", "xmppport": acme.server.port, "domain": ACME, **keys}
    return {"Login": {"loginType": "password"}, "baseaddess": addresses}


async def join(desk: Desk, url: str, jid: Jid = WANG, web_ca: str = "") -> Account:
    """Sign in as somebody who has nothing but the company's link."""
    pem = desk.ca_pem + web_ca
    company = await desk.app.finder.find(url, pem)
    assert company.document is not None
    assert company.domain == jid.domain
    account = await desk.app.accounts.add(
        jid,
        PASSWORD,
        endpoint=company.document.endpoint,
        extra_ca_pem=pem,
        company=company.document.name,
        nav_url=company.document.url,
    )
    await desk.app.nav.found(account, company.document)
    await desk.online(account)
    return account


async def missing(desk: Desk, account: Account) -> list[ServiceKind]:
    return [state.kind for state in desk.app.services.missing(account.id)]


async def talk(desk: Desk, account: Account, other: Desk, others: Account, text: str) -> None:
    """Say something, and see that it arrives."""
    await desk.app.conversation(ConversationId(account.id, others.jid)).send(text)

    async def has_come() -> bool:
        return text in await other.texts(others, account.jid)

    await until(has_come, 20)


async def test_by_the_reference_servers_document(acme: Office) -> None:
    desk = await acme.desk()
    account = await join(desk, f"https://localhost:{acme.server.http_port}/{ACME}/nav")
    assert account.company == "Acme 公司"
    assert account.endpoint is not None
    assert account.endpoint.is_direct_tls
    await until(lambda: desk.app.nav.is_known(account.id))
    assert desk.app.nav.move(account.id) is None


async def test_by_the_originals_document_until_it_says_another_address(
    acme: Office, site: WebSite
) -> None:
    site.show(shown(acme))
    desk = await acme.desk()
    account = await join(desk, site.url(), web_ca=site.ca_pem)
    assert account.endpoint == Endpoint("127.0.0.1", acme.server.port)
    moved = Endpoint("localhost", acme.server.port)
    site.show(shown(acme, xmpp="localhost"))
    await desk.stop()
    await desk.start()
    await desk.online(account)
    await until(lambda: desk.app.nav.move(account.id))
    assert desk.app.accounts.get(account.id).endpoint == account.endpoint
    move = desk.app.nav.move(account.id)
    assert move is not None
    assert move.after == moved
    await desk.app.nav.agree(move)
    await desk.online(account)
    assert desk.app.accounts.get(account.id).endpoint == moved


async def test_a_document_cant_lead_an_account_to_a_server_of_another_domain(
    acme: Office, site: WebSite
) -> None:
    """What the document says is where to knock; who opens still has to prove that it is the domain."""
    site.show(shown(acme, domain="gone.example"))
    desk = await acme.desk()
    company = await desk.app.finder.find(site.url(), site.ca_pem)
    assert company.document is not None
    account = await desk.app.accounts.add(
        Jid("li", "gone.example"),
        PASSWORD,
        endpoint=company.document.endpoint,
        extra_ca_pem=desk.ca_pem,
    )
    await until(lambda: getattr(desk.app.accounts.state(account.id), "failure", None), 20)
    assert desk.app.accounts.state(account.id).failure.code in {  # type: ignore[union-attr]
        FailureCode.CERTIFICATE_NAME,
        FailureCode.DOMAIN_NOT_SERVED,
    }


async def test_uploads_stop_and_chat_goes_on(acme: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file_limits, "_FIRST_RETRY", 0.05)
    wangs, lis = await acme.desk(), await acme.desk()
    wang, li = await wangs.add(WANG), await lis.add(LI)
    beta = await wangs.add(Jid("andy", BETA))
    for desk, account in ((wangs, wang), (lis, li), (wangs, beta)):
        await desk.online(account)
    server = acme.server
    await server._http.stop()
    sent = wangs.app.conversation(ConversationId(wang.id, LI))
    (message,) = await sent.send_files([OutgoingFile(None, b"abc", "a.txt")])

    async def files_are_missing() -> bool:
        return await missing(wangs, wang) == [ServiceKind.FILES]

    await until(files_are_missing, 30)
    await talk(wangs, wang, lis, li, "那就先不传文件")
    assert await missing(wangs, beta) == [], "of one company, not of the other"
    await sent.discard(message.row)
    server._http = HttpServer(server.domains)
    await server._http.start(server.config.host, server.http_port, server._choosing_context())

    async def nothing_is_missing() -> bool:
        return await missing(wangs, wang) == []

    await until(nothing_is_missing, 30)


async def test_a_link_that_fails_and_chat_goes_on(acme: Office, site: WebSite) -> None:
    site.show(shown(acme))
    wangs, lis = await acme.desk(), await acme.desk()
    wang = await join(wangs, site.url(), web_ca=site.ca_pem)
    li = await lis.add(LI)
    await lis.online(li)
    site.is_down = True
    await wangs.stop()
    await wangs.start()
    await wangs.online(wang)

    async def link_is_missing() -> bool:
        return await missing(wangs, wang) == [ServiceKind.NAV]

    await until(link_is_missing, 30)
    await talk(wangs, wang, lis, li, "链接坏了，聊天还行")
    site.is_down = False
    await wangs.app.nav.check(wang.id)
    assert await missing(wangs, wang) == []
