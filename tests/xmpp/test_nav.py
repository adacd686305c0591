"""Nav documents over real HTTPS: fetched by verified names only, within limits, and from nowhere that nobody named."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable

import pytest
from aiohttp import web

from startalk_desktop.model.account import Endpoint
from startalk_desktop.model.failure import FailureCode
from startalk_desktop.refserver import DomainConfig, ReferenceServer, ServerConfig
from startalk_desktop.xmpp import web_documents
from startalk_desktop.xmpp.errors import RequestFailed
from startalk_desktop.xmpp.nav import MAX_LOGO_BYTES, MAX_NAV_BYTES, NavFetcher
from startalk_desktop.xmpp.public_addresses import is_public
from tests.servers.certificates import CertificateAuthority
from tests.servers.web import WebSite, website

ORIGINAL = {
    "Login": {"loginType": "password"},
    "baseaddess": {"xmpp": "im.acme.example", "xmppport": 5202, "domain": "acme.example"},
    "version": 10005,
}
OURS = {"startalk": {"domain": "acme.example", "name": "Acme", "logo": "/logo"}}


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> CertificateAuthority:
    return CertificateAuthority(tmp_path_factory.mktemp("authority"))


@pytest.fixture
async def site(authority: CertificateAuthority) -> AsyncIterator[WebSite]:
    async with website(authority) as made:
        yield made


async def code_of(work: Awaitable[object]) -> FailureCode:
    with pytest.raises(RequestFailed) as caught:
        await work
    return caught.value.failure.code


def moved(to: str, status: int = 302) -> web.Response:
    return web.Response(status=status, headers={"Location": to})


async def test_the_originals_document(site: WebSite) -> None:
    site.show(ORIGINAL)
    document = await NavFetcher().document(site.url(), site.ca_pem)
    assert document.domain == "acme.example"
    assert document.endpoint == Endpoint("im.acme.example", 5202)


async def test_the_reference_servers_document_at_each_of_its_places() -> None:
    domains = (DomainConfig("acme.example", title="Acme 公司"), DomainConfig("beta.example"))
    async with ReferenceServer(ServerConfig(domains=domains)) as server:
        pem = server.ca_file.read_text()
        for path in ("/.well-known/startalk-nav.json", "/nav", "/acme.example/nav"):
            url = f"https://localhost:{server.http_port}{path}"
            document = await NavFetcher().document(url, pem)
            assert (document.domain, document.name) == ("acme.example", "Acme 公司")
            assert document.endpoint == Endpoint(
                "127.0.0.1", server.direct_tls_port, is_direct_tls=True
            )
        url = f"https://localhost:{server.http_port}/beta.example/nav"
        assert (await NavFetcher().document(url, pem)).domain == "beta.example"


async def test_a_certificate_that_is_not_believed(
    site: WebSite, authority: CertificateAuthority
) -> None:
    site.show(OURS)
    code = await code_of(NavFetcher().document(site.url()))
    assert code is FailureCode.CERTIFICATE_UNTRUSTED
    async with website(authority, "www.other.example") as other:
        other.show(OURS)
        code = await code_of(NavFetcher().document(other.url(), other.ca_pem))
    assert code is FailureCode.CERTIFICATE_NAME
    assert site.asked == other.asked == [], "nothing is asked of who can't prove who it is"


async def test_redirects_are_followed_a_few_times(site: WebSite) -> None:
    site.show(OURS, "/at-last")
    site.pages["/nav"] = moved("/on", 301)
    site.pages["/on"] = moved(site.url("/at-last"), 308)
    document = await NavFetcher().document(site.url(), site.ca_pem)
    assert document.domain == "acme.example"
    assert document.url == site.url(), "what was given is what is asked again"
    site.pages["/nav"] = moved("/nav")
    site.asked.clear()
    assert await code_of(NavFetcher().document(site.url(), site.ca_pem)) is FailureCode.SERVER_ERROR
    assert len(site.asked) == 1 + web_documents.MAX_REDIRECTS


@pytest.mark.parametrize(
    "to", ["http://acme.example/nav", "file:///etc/passwd", "", "https://a:b@x/"]
)
async def test_redirects_out_of_https_are_not_followed(site: WebSite, to: str) -> None:
    site.pages["/nav"] = moved(to) if to else web.Response(status=302)
    expected = FailureCode.NOT_ALLOWED if to else FailureCode.SERVER_ERROR
    assert await code_of(NavFetcher().document(site.url(), site.ca_pem)) is expected


async def test_only_who_was_named_may_be_in_a_private_network(
    site: WebSite, authority: CertificateAuthority
) -> None:
    async with website(authority) as other:
        other.show(OURS)
        site.pages["/nav"] = moved(other.url())
        code = await code_of(NavFetcher().document(site.url(), site.ca_pem))
        assert code is FailureCode.NOT_ALLOWED
        site.show({"startalk": {"domain": "acme.example", "logo": other.url("/logo")}})
        other.pages["/logo"] = b"picture"
        document = await NavFetcher().document(site.url(), site.ca_pem)
        code = await code_of(NavFetcher().logo(document, site.ca_pem))
        assert code is FailureCode.NOT_ALLOWED
        assert other.asked == []
    assert not is_public("127.0.0.1")


async def test_what_is_too_long_is_not_read(site: WebSite) -> None:
    site.pages["/nav"] = b"{" + b" " * MAX_NAV_BYTES
    assert await code_of(NavFetcher().document(site.url(), site.ca_pem)) is FailureCode.TOO_LARGE
    site.show(OURS)
    document = await NavFetcher().document(site.url(), site.ca_pem)
    site.pages["/logo"] = b"x" * MAX_LOGO_BYTES
    assert len(await NavFetcher().logo(document, site.ca_pem)) == MAX_LOGO_BYTES
    site.pages["/logo"] = b"x" * (MAX_LOGO_BYTES + 1)
    assert await code_of(NavFetcher().logo(document, site.ca_pem)) is FailureCode.TOO_LARGE


async def test_what_is_none_says_so(site: WebSite) -> None:
    fetcher = NavFetcher()
    assert await code_of(fetcher.document(site.url(), site.ca_pem)) is FailureCode.RECIPIENT_UNKNOWN
    site.pages["/nav"] = b"<html>sign in to the hotel</html>"
    assert await code_of(fetcher.document(site.url(), site.ca_pem)) is FailureCode.UNSUPPORTED
    site.pages["/nav"] = web.Response(body=b"x", headers={"Content-Encoding": "gzip"})
    assert await code_of(fetcher.document(site.url(), site.ca_pem)) is FailureCode.SERVER_ERROR
    site.is_down = True
    assert await code_of(fetcher.document(site.url(), site.ca_pem)) is FailureCode.SERVER_ERROR
    code = await code_of(fetcher.document("https://127.0.0.1:1/nav", site.ca_pem))
    assert code is FailureCode.REFUSED_PORT
    assert await code_of(fetcher.document("http://127.0.0.1/nav")) is FailureCode.NOT_ALLOWED


async def test_without_a_logo_nobody_is_asked(site: WebSite) -> None:
    site.show(ORIGINAL)
    document = await NavFetcher().document(site.url(), site.ca_pem)
    assert await NavFetcher().logo(document, site.ca_pem) == b""
    assert site.asked == ["/nav"]
