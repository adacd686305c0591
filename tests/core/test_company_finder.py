"""Finding a company by what its people were given."""

from __future__ import annotations

import pytest

from startalk_desktop.core.company_finder import CompanyFinder
from startalk_desktop.core.ports import RequestFailed
from startalk_desktop.model.failure import FailureCode
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.nav import FoundCompany, NavDocument
from startalk_desktop.model.way_in import WayInError, well_known_nav
from tests.core.world import PlayedNav

URL = "https://www.acme.example/nav"
ACME = NavDocument(URL, "acme.example", "Acme", logo_url="https://www.acme.example/l.png")


async def test_an_address_needs_no_document() -> None:
    nav = PlayedNav()
    found = await CompanyFinder(nav).find("xmpp:wang@acme.example")
    assert found == FoundCompany("acme.example", Jid("wang", "acme.example"))
    assert nav.asked == []


async def test_a_link_gives_the_company_with_its_logo() -> None:
    nav = PlayedNav()
    nav.documents[URL] = ACME
    found = await CompanyFinder(nav).find(URL)
    assert found == FoundCompany("acme.example", document=ACME, logo=b"logo")


async def test_a_logo_that_cant_be_had_is_no_matter() -> None:
    nav = PlayedNav()
    nav.documents[URL] = document = NavDocument(URL, "acme.example", logo_url="https://slow/")
    assert await CompanyFinder(nav).find(URL) == FoundCompany("acme.example", document=document)


async def test_a_link_without_a_document_fails_and_a_domain_does_not() -> None:
    nav = PlayedNav()
    nav.documents[URL] = FailureCode.UNSUPPORTED
    with pytest.raises(RequestFailed):
        await CompanyFinder(nav).find(URL)
    assert await CompanyFinder(nav).find("acme.example") == FoundCompany("acme.example")
    assert nav.asked[-1] == well_known_nav("acme.example")


async def test_a_domains_document_may_speak_for_that_domain_alone() -> None:
    nav, place = PlayedNav(), well_known_nav("acme.example")
    nav.documents[place] = NavDocument(place, "evil.example", "Acme")
    assert await CompanyFinder(nav).find("acme.example") == FoundCompany("acme.example")
    nav.documents[place] = document = NavDocument(place, "acme.example", "Acme")
    found = await CompanyFinder(nav).find("acme.example")
    assert found == FoundCompany("acme.example", document=document)


async def test_what_leads_nowhere() -> None:
    with pytest.raises(WayInError):
        await CompanyFinder(PlayedNav()).find("http://acme.example/nav")
