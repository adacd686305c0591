"""Fetching a company's nav document, and its logo: https only, with a certificate that bears the host's name.

A pinned certificate is the chat server's and does not count here: what the document says decides where that is.
"""

from __future__ import annotations

from typing import Final

from startalk_desktop.model.nav import NavDocument
from startalk_desktop.xmpp import web_addresses
from startalk_desktop.xmpp.errors import RequestFailed, SignInFailed
from startalk_desktop.xmpp.nav_reader import read_nav
from startalk_desktop.xmpp.trust import Trust
from startalk_desktop.xmpp.web_documents import fetch_document

MAX_NAV_BYTES: Final = 64 * 1024
MAX_LOGO_BYTES: Final = 512 * 1024


class NavFetcher:
    """Asks web servers for nav documents. It keeps nothing."""

    async def document(self, url: str, extra_ca_pem: str = "") -> NavDocument:
        """The nav document at `url`; `extra_ca_pem` is trusted besides the system's authorities.

        Raises:
            RequestFailed: see `fetch_document`; `NavUnreadable` where what came is none.
        """
        return read_nav(await _fetch(url, MAX_NAV_BYTES, url, extra_ca_pem), url)

    async def logo(self, document: NavDocument, extra_ca_pem: str = "") -> bytes:
        """The picture that `document` names, as it came; nothing where it names none.

        Raises:
            RequestFailed: see `fetch_document`.
        """
        if not document.logo_url:
            return b""
        return await _fetch(document.logo_url, MAX_LOGO_BYTES, document.url, extra_ca_pem)


async def _fetch(url: str, limit: int, named: str, extra_ca_pem: str) -> bytes:
    try:
        tls = await Trust(extra_ca_pem).verifying_context(is_direct_tls=False)
    except SignInFailed as error:
        raise RequestFailed(error.failure) from error
    return await fetch_document(url, limit, tls, home=web_addresses.origin(named))
