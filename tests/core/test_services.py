"""What of a company works: where files or the nav document fail, chat goes on and says what is missing."""

from __future__ import annotations

import pytest

from startalk_desktop.core import file_limits
from startalk_desktop.model.changes import ServicesChanged
from startalk_desktop.model.connection import Online
from startalk_desktop.model.failure import Failure, FailureCode
from startalk_desktop.model.files import OutgoingFile
from startalk_desktop.model.identity import AccountId, ConversationId
from startalk_desktop.model.nav import NavDocument
from startalk_desktop.model.services import ServiceKind, ServiceState, Standing
from tests.core.world import ME_AT_ACME, ME_AT_BETA, WANG, World, until

CHAT, FILES, NAV = ServiceKind.CHAT, ServiceKind.FILES, ServiceKind.NAV
URL = "https://www.acme.example/nav"


def standing(world: World, account: AccountId, kind: ServiceKind) -> Standing | None:
    found = {state.kind: state.standing for state in world.app.services.of(account)}
    return found.get(kind)


async def test_all_is_well(world: World) -> None:
    account = await world.online()
    await until(lambda: standing(world, account.id, FILES) is Standing.WORKING)
    assert world.app.services.of(account.id) == (
        ServiceState(CHAT, Standing.WORKING),
        ServiceState(FILES, Standing.WORKING),
    )
    assert world.app.services.missing(account.id) == ()


async def test_files_fail_and_come_back_while_chat_goes_on(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file_limits, "_FIRST_RETRY", 0.01)
    account = await world.online()
    other = await world.online(ME_AT_BETA)
    talk = world.app.conversation(ConversationId(account.id, WANG))
    world.domain().upload_failure = FailureCode.REFUSED_PORT
    (message,) = await talk.send_files([OutgoingFile(None, b"abc", "a.txt")])
    await until(lambda: world.app.services.missing(account.id))
    (missing,) = world.app.services.missing(account.id)
    assert missing.kind is FILES
    assert missing.failure is not None
    assert missing.failure.code is FailureCode.REFUSED_PORT
    assert missing.since is not None
    assert standing(world, account.id, CHAT) is Standing.WORKING
    assert world.app.services.missing(other.id) == ()
    await until(lambda: ServicesChanged(account.id) in world.changes)
    # Nobody sends a file any more; that the service is back is found out all the same.
    await talk.discard(message.row)
    world.changes.clear()
    world.domain().upload_failure = None
    await until(lambda: not world.app.services.missing(account.id))
    await until(lambda: ServicesChanged(account.id) in world.changes)


async def test_since_when_stays_while_it_fails(world: World) -> None:
    account = await world.online()
    limits = world.app.accounts.runtime(account.id).files._limits
    limits.failed(Failure(FailureCode.POLICY, "full"))
    (first,) = world.app.services.missing(account.id)
    world.offset += 60_000_000
    limits.failed(Failure(FailureCode.SERVER_ERROR))
    (second,) = world.app.services.missing(account.id)
    assert second.since == first.since
    assert second.failure == Failure(FailureCode.SERVER_ERROR)
    limits.worked()
    assert world.app.services.missing(account.id) == ()
    limits.failed(Failure(FailureCode.POLICY))
    (third,) = world.app.services.missing(account.id)
    assert third.since is not None
    assert first.since is not None
    assert third.since >= first.since + 60_000_000


async def test_a_domain_without_a_service_fails_in_nothing(world: World) -> None:
    world.domain().has_upload = False
    account = await world.online()
    await until(lambda: standing(world, account.id, FILES) is Standing.ABSENT)
    assert world.app.services.missing(account.id) == ()


async def test_offline_nothing_is_known(world: World) -> None:
    account = await world.online()
    await world.app.accounts.sign_out(account.id)
    assert {state.standing for state in world.app.services.of(account.id)} == {Standing.UNKNOWN}
    await world.app.accounts.lock(account.id)
    assert {state.standing for state in world.app.services.of(account.id)} == {Standing.UNKNOWN}


async def test_the_nav_document_fails_and_comes_back(world: World) -> None:
    world.domain()
    await world.start()
    world.nav.documents[URL] = FailureCode.CERTIFICATE_EXPIRED
    account = await world.app.accounts.add(ME_AT_ACME, "secret", nav_url=URL)
    await until(lambda: world.app.accounts.state(account.id) == Online())
    await until(lambda: standing(world, account.id, NAV) is Standing.FAILING)
    await until(lambda: [one.kind for one in world.app.services.missing(account.id)] == [NAV])
    world.nav.documents[URL] = NavDocument(URL, "acme.example")
    await world.app.nav.check(account.id)
    assert standing(world, account.id, NAV) is Standing.WORKING
    assert world.app.services.missing(account.id) == ()
