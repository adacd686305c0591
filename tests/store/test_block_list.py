"""Whom one wants to hear nothing of: the server's list, and what it is yet to be told."""

from __future__ import annotations

from startalk_desktop.model.identity import ConversationKind
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.reporting import Report, ReportReason
from startalk_desktop.store.account_store import AccountStore
from startalk_desktop.store.block_list import BlockEntry, BlockState
from tests.store.building import OWN, WANG, at

SPAM = Jid.parse("spam@beta.example")
REPORT = Report(ReportReason.SPAM, "广告", ((OWN, "s1"), (OWN, "s2")))


async def entries(store: AccountStore) -> dict[Jid, BlockState]:
    return {entry.jid: entry.state for entry in await store.blocked.all()}


async def test_a_block_waits_for_the_server_with_its_report(store: AccountStore) -> None:
    await store.blocked.block([(WANG, None), (SPAM, REPORT)], at(1))
    assert await store.blocked.all() == [
        BlockEntry(SPAM, BlockState.ADDING, at(1), REPORT),
        BlockEntry(WANG, BlockState.ADDING, at(1)),
    ]
    await store.conversations.ensure(WANG, ConversationKind.DIRECT)
    assert (await store.conversations.all())[0].is_blocked
    for entry in await store.blocked.all():
        await store.blocked.settle(entry)
    assert await store.blocked.all() == [
        BlockEntry(SPAM, BlockState.KNOWN, at(1)),
        BlockEntry(WANG, BlockState.KNOWN, at(1)),
    ]


async def test_unblocking_counts_at_once(store: AccountStore) -> None:
    await store.blocked.follow(at(1), added=[WANG])
    await store.conversations.ensure(WANG, ConversationKind.DIRECT)
    await store.blocked.unblock(WANG)
    [entry] = await store.blocked.all()
    assert entry.state is BlockState.REMOVING
    assert not (await store.conversations.all())[0].is_blocked
    await store.blocked.settle(entry)
    assert await store.blocked.all() == []


async def test_a_second_thought_while_the_server_answers_counts(store: AccountStore) -> None:
    await store.blocked.block([(WANG, None)], at(1))
    [adding] = await store.blocked.all()
    await store.blocked.unblock(WANG)
    await store.blocked.settle(adding)
    await store.blocked.give_up(adding)
    assert await entries(store) == {WANG: BlockState.REMOVING}


async def test_what_is_refused_is_as_before(store: AccountStore) -> None:
    await store.blocked.follow(at(1), added=[WANG])
    await store.blocked.block([(SPAM, None)], at(1))
    await store.blocked.unblock(WANG)
    for entry in await store.blocked.all():
        await store.blocked.give_up(entry)
    assert await entries(store) == {WANG: BlockState.KNOWN}


async def test_the_list_follows_the_server_but_for_what_is_untold(store: AccountStore) -> None:
    li, zhao = Jid.parse("li@acme.example"), Jid.parse("zhao@acme.example")
    await store.blocked.follow(at(1), added=[WANG, li])
    await store.blocked.block([(SPAM, None)], at(1))
    await store.blocked.unblock(li)
    await store.blocked.follow(at(1), added=[zhao, li], removed=None)
    assert await entries(store) == {
        zhao: BlockState.KNOWN,
        li: BlockState.REMOVING,
        SPAM: BlockState.ADDING,
    }
    await store.blocked.follow(at(1), removed=[zhao, SPAM])
    assert await entries(store) == {li: BlockState.REMOVING, SPAM: BlockState.ADDING}
