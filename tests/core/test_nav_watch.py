"""Nav documents of accounts: asked again now and then; nothing moves without the user."""

from __future__ import annotations

from dataclasses import replace

import pytest

from startalk_desktop.core import nav_watch
from startalk_desktop.model.account import Account, Endpoint
from startalk_desktop.model.connection import Online
from startalk_desktop.model.failure import Failure, FailureCode
from startalk_desktop.model.nav import NavDocument, ServerMove
from tests.core.world import ME_AT_ACME, ME_AT_BETA, World, until

URL = "https://www.acme.example/nav"
OLD = Endpoint("old.acme.example", 5222)
NEW = Endpoint("new.acme.example", 443, is_direct_tls=True)


def says(
    world: World, endpoint: Endpoint | None, domain: str = "acme.example", colour: str = ""
) -> NavDocument:
    document = NavDocument(URL, domain, "Acme", endpoint, colour)
    world.nav.documents[URL] = document
    return document


async def found_by_link(world: World, endpoint: Endpoint | None = OLD) -> Account:
    """An account that was found by its company's link, online, its document asked for."""
    says(world, endpoint)
    world.domain()
    await world.start()
    account = await world.app.accounts.add(ME_AT_ACME, "secret", endpoint=endpoint, nav_url=URL)
    await until(lambda: world.app.accounts.state(account.id) == Online())
    await until(lambda: world.app.nav.is_known(account.id))
    return account


async def again(world: World) -> None:
    """Start the app again, and wait until the document was asked for."""
    await world.stop()
    world.nav.asked.clear()
    await world.start()
    account = world.app.accounts.all()[0]
    await until(lambda: world.app.nav.is_known(account.id))
    await until(lambda: world.app.accounts.state(account.id) == Online())


async def test_the_same_address_is_no_news(world: World) -> None:
    account = await found_by_link(world)
    await again(world)
    assert world.app.accounts.get(account.id).nav_url == URL
    assert world.app.nav.move(account.id) is None
    assert world.app.nav.failure(account.id) is None
    assert world.nav.asked == [URL]


async def test_another_address_waits_for_the_user(world: World) -> None:
    account = await found_by_link(world)
    says(world, NEW)
    await again(world)
    move = ServerMove(account.id, OLD, NEW)
    assert world.app.nav.move(account.id) == move
    assert world.app.accounts.get(account.id).endpoint == OLD
    assert world.domain().line.settings.endpoint == OLD, "signed in where it was"
    await world.app.nav.agree(move)
    assert world.app.nav.move(account.id) is None
    await until(lambda: world.domain().line.settings.endpoint == NEW)
    await again(world)
    assert world.app.nav.move(account.id) is None
    assert world.app.accounts.get(account.id).endpoint == NEW


async def test_what_was_declined_is_not_asked_again_but_the_next_is(world: World) -> None:
    account = await found_by_link(world)
    says(world, NEW)
    await again(world)
    await world.app.nav.decline(ServerMove(account.id, OLD, NEW))
    assert world.app.nav.move(account.id) is None
    await again(world)
    assert world.app.nav.move(account.id) is None
    assert world.app.accounts.get(account.id).endpoint == OLD
    says(world, None)
    await again(world)
    assert world.app.nav.move(account.id) == ServerMove(account.id, OLD, None)
    says(world, OLD)
    await world.app.nav.check(account.id)
    assert world.app.nav.move(account.id) is None, "it took that back"


async def test_only_what_was_shown_can_be_agreed_to(world: World) -> None:
    account = await found_by_link(world)
    says(world, NEW)
    await world.app.nav.check(account.id)
    shown = world.app.nav.move(account.id)
    assert shown is not None
    says(world, Endpoint("evil.example", 5222))
    await world.app.nav.check(account.id)
    await world.app.nav.agree(shown)
    assert world.app.accounts.get(account.id).endpoint == OLD
    await world.app.nav.decline(shown)
    assert world.app.nav.move(account.id) is not None


async def test_a_document_of_another_domain_moves_nobody(world: World) -> None:
    account = await found_by_link(world)
    says(world, NEW, domain="evil.example")
    await again(world)
    assert world.app.nav.move(account.id) is None
    failure = world.app.nav.failure(account.id)
    assert failure is not None
    assert failure.code is FailureCode.DOMAIN_NOT_SERVED


async def test_an_address_typed_by_hand_stays(world: World) -> None:
    document = says(world, NEW)
    await world.start()
    world.domain()
    account = await world.app.accounts.add(ME_AT_ACME, "secret", endpoint=OLD, nav_url=URL)
    await world.app.nav.found(account, document)
    await world.app.nav.check(account.id)
    assert world.app.nav.move(account.id) is None
    await again(world)
    assert world.app.nav.move(account.id) is None


async def test_who_was_found_otherwise_asks_nobody(world: World) -> None:
    await found_by_link(world)
    account = await world.online(ME_AT_BETA)
    await again(world)
    assert set(world.nav.asked) == {URL}
    assert not world.app.nav.is_known(account.id)


async def test_a_locked_company_asks_nobody_and_shows_nothing(world: World) -> None:
    account = await found_by_link(world)
    says(world, NEW)
    await world.app.nav.check(account.id)
    await world.app.accounts.lock(account.id)
    await until(lambda: world.app.nav.move(account.id) is None)
    await world.stop()
    world.nav.asked.clear()
    await world.start()
    await world.app.accounts.unlock(account.id)
    await until(lambda: world.app.nav.move(account.id) is not None)
    assert world.nav.asked == [URL]


async def test_a_failure_changes_nothing_and_is_tried_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(nav_watch, "_FIRST_RETRY", 0.01)
    account = await found_by_link(world)
    world.nav.documents[URL] = FailureCode.TIMEOUT
    await again(world)
    assert world.app.nav.failure(account.id) == Failure(FailureCode.TIMEOUT)
    assert world.app.accounts.get(account.id).endpoint == OLD
    says(world, NEW)
    await until(lambda: world.app.nav.failure(account.id) is None)
    assert world.app.nav.move(account.id) == ServerMove(account.id, OLD, NEW)


async def test_it_is_asked_again_every_day(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nav_watch, "CHECK_SECONDS", 0.01)
    account = await found_by_link(world)
    says(world, NEW)
    await until(lambda: world.app.nav.move(account.id) is not None)


async def test_when_the_company_is_back_its_document_is_asked_for_at_once(world: World) -> None:
    account = await found_by_link(world)
    world.nav.documents[URL] = FailureCode.NO_ROUTE
    await again(world)
    assert world.app.nav.failure(account.id) is not None
    says(world, OLD)
    await world.app.accounts.sign_out(account.id)
    await world.app.accounts.sign_in(account.id)
    await until(lambda: world.app.nav.failure(account.id) is None)


async def test_removing_a_company_forgets_what_was_declined(world: World) -> None:
    account = await found_by_link(world)
    says(world, NEW)
    await world.app.nav.check(account.id)
    await world.app.nav.decline(ServerMove(account.id, OLD, NEW))
    key = f"nav.{account.id}"
    assert await world.app.window.get(key)
    await world.app.accounts.remove(account.id)
    assert await world.app.window.get(key) is None
    assert world.app.nav.move(account.id) is None


async def test_an_edited_account_is_compared_as_it_is_now(world: World) -> None:
    account = await found_by_link(world)
    says(world, NEW)
    await world.app.accounts.update(replace(account, endpoint=NEW))
    await world.app.nav.check(account.id)
    assert world.app.nav.move(account.id) is None


async def test_a_companys_colour_is_taken_over_unasked_and_moves_nothing(world: World) -> None:
    account = await found_by_link(world)
    assert world.app.accounts.get(account.id).hue == 0
    says(world, NEW, colour="#0b6e4f")
    await again(world)
    assert world.app.accounts.get(account.id).hue == "#0b6e4f"
    assert world.app.accounts.get(account.id).endpoint == OLD
    world.nav.documents[URL] = FailureCode.TIMEOUT
    await again(world)
    assert world.app.accounts.get(account.id).hue == "#0b6e4f", "kept, the document being away"
    says(world, OLD, domain="evil.example", colour="#ff0000")
    await again(world)
    assert world.app.accounts.get(account.id).hue == "#0b6e4f", "another domain's says nothing"
    says(world, OLD)
    await again(world)
    assert world.app.accounts.get(account.id).hue == 0


async def test_companies_of_one_colour_are_told_apart(world: World) -> None:
    world.domain()
    world.domain(ME_AT_BETA)
    await world.start()
    accounts = world.app.accounts
    acme = await accounts.add(ME_AT_ACME, "secret", brand="#0b6e4f")
    beta = await accounts.add(ME_AT_BETA, "secret", brand="#0b6e50")
    assert (acme.hue, beta.hue) == ("#0b6e4f", 2)  # the palette's second is like Acme's own
    await accounts.remove(acme.id)
    assert accounts.get(beta.id).hue == "#0b6e50"
    await world.stop()
    await world.start()
    assert world.app.accounts.get(beta.id).hue == "#0b6e50"
