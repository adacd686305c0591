"""What a domain allows: asked for at sign-in, followed, and kept for when it can't be asked."""

from __future__ import annotations

import pytest

from startalk_desktop.core.policies import policy_from, text_of
from startalk_desktop.model import events
from startalk_desktop.model.account import Account
from startalk_desktop.model.changes import PolicyChanged
from startalk_desktop.model.policy import DomainPolicy, LeavePolicy
from tests.core.world import World, until

STRICT = DomainPolicy(recall_seconds=None, leaving=LeavePolicy.FORBID)


def policy(world: World, account: Account) -> DomainPolicy:
    return world.app.accounts.runtime(account.id).policy


async def test_it_is_fetched_followed_and_kept(world: World) -> None:
    world.domain().policy = STRICT
    account = await world.online()
    await until(lambda: policy(world, account) == STRICT)
    # It is told of once it is stored.
    await until(lambda: PolicyChanged(account.id) in world.changes)
    await world.stop()
    world.domain().signs_in_by_itself = False
    await world.start()
    assert policy(world, account) == STRICT
    world.domain().policy = DomainPolicy(30)
    world.domain().line.sign_in()
    await until(lambda: policy(world, account) == DomainPolicy(30))
    world.domain().line.emit(events.PolicyChanged(DomainPolicy(10)))
    await until(lambda: policy(world, account) == DomainPolicy(10))


async def test_a_domain_that_fails_opens_no_gate(world: World) -> None:
    world.domain().policy = STRICT
    account = await world.online()
    await until(lambda: policy(world, account) == STRICT)
    line = world.domain().line
    line.break_line()
    line.hangs = True
    line.sign_in()
    await until(lambda: world.app.accounts.runtime(account.id).line.is_up)
    assert policy(world, account) == STRICT
    line.hangs = False


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"recall": 1}', '{"recall": 1, "leaving": "maybe"}', "null"]
)
def test_what_another_version_wrote_is_the_default(text: str) -> None:
    assert policy_from(text) == DomainPolicy()


@pytest.mark.parametrize("kept", [DomainPolicy(), STRICT, DomainPolicy(0)])
def test_it_is_read_as_it_was_written(kept: DomainPolicy) -> None:
    assert policy_from(text_of(kept)) == kept
