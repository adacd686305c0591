"""Finding a company by whatever its people were given: an address, a domain, a link, or what a QR code holds."""

from __future__ import annotations

import logging

from startalk_desktop.core.ports import NavPort, RequestFailed
from startalk_desktop.model.nav import FoundCompany
from startalk_desktop.model.way_in import AddressWay, DomainWay, understand

_log = logging.getLogger(__name__)


class CompanyFinder:
    """Asks for nav documents; nothing is kept."""

    def __init__(self, nav: NavPort) -> None:
        self._nav = nav

    async def find(self, text: str, extra_ca_pem: str = "") -> FoundCompany:
        """The company that `text` leads to. A domain needs no nav document, since DNS may tell where it is.

        Raises:
            WayInError: `text` is nothing that leads to a company.
            RequestFailed: `text` is the address of a nav document, and none could be had there.
        """
        match understand(text):
            case AddressWay(jid):
                return FoundCompany(jid.domain, jid)
            case DomainWay(domain) as way:
                try:
                    found = await self._look(way.nav_url, extra_ca_pem)
                except RequestFailed as error:
                    _log.info("%s has no nav document: %s", domain, error)
                    return FoundCompany(domain)
                return found if found.domain == domain else FoundCompany(domain)
            case way:
                return await self._look(way.url, extra_ca_pem)

    async def _look(self, url: str, extra_ca_pem: str) -> FoundCompany:
        document = await self._nav.document(url, extra_ca_pem)
        try:
            logo = await self._nav.logo(document, extra_ca_pem)
        except RequestFailed as error:
            _log.info("the logo of %s could not be had: %s", document.domain, error)
            logo = b""
        return FoundCompany(document.domain, document=document, logo=logo)
