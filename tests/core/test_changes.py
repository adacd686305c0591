"""How news is told: after the commit, merged, in order, whatever a subscriber does."""

from __future__ import annotations

import asyncio
import logging

import pytest

from startalk_desktop.core.changes import ChangeHub
from startalk_desktop.core.wake import WakeWatch
from startalk_desktop.model.changes import (
    AccountsChanged,
    Change,
    ConnectionStateChanged,
    ConversationsChanged,
    DirectoryChanged,
    MessagesChanged,
    PeopleChanged,
)
from startalk_desktop.model.connection import CatchingUp, Online
from startalk_desktop.model.identity import AccountId, ConversationId
from tests.core.world import LI, WANG

ACCOUNT = AccountId("a")
WITH_WANG = ConversationId(ACCOUNT, WANG)


async def test_one_turn_is_told_together_and_merged() -> None:
    hub = ChangeHub()
    heard: list[Change] = []
    hub.subscribe(heard.append)
    hub.announce(MessagesChanged(WITH_WANG, added=(1, 2)))
    hub.announce(ConversationsChanged(ACCOUNT, frozenset({WANG})))
    hub.announce(MessagesChanged(WITH_WANG, added=(2, 3), updated=(1,)))
    hub.announce(MessagesChanged(WITH_WANG, added=(9,), is_history=True))
    hub.announce(ConversationsChanged(ACCOUNT, frozenset({LI})))
    hub.announce(MessagesChanged(WITH_WANG, removed=(3,)))
    assert heard == []
    await asyncio.sleep(0)
    assert heard == [
        MessagesChanged(WITH_WANG, added=(1, 2), updated=(1,), removed=(3,)),
        ConversationsChanged(ACCOUNT, frozenset({WANG, LI})),
        MessagesChanged(WITH_WANG, added=(9,), is_history=True),
    ]


async def test_every_state_is_told_in_order() -> None:
    hub = ChangeHub()
    heard: list[Change] = []
    hub.subscribe(heard.append)
    told = [
        ConnectionStateChanged(ACCOUNT, CatchingUp()),
        ConnectionStateChanged(ACCOUNT, Online()),
    ]
    for change in told:
        hub.announce(change)
    hub.flush()
    assert heard == told


async def test_people_and_units_are_merged() -> None:
    hub = ChangeHub()
    heard: list[Change] = []
    hub.subscribe(heard.append)
    hub.announce(PeopleChanged(ACCOUNT, frozenset({WANG})))
    hub.announce(PeopleChanged(ACCOUNT, frozenset({LI})))
    hub.announce(DirectoryChanged(ACCOUNT, frozenset({"rd"})))
    hub.announce(DirectoryChanged(ACCOUNT, frozenset({"hq"})))
    hub.announce(AccountsChanged())
    hub.announce(AccountsChanged())
    hub.flush()
    assert heard == [
        PeopleChanged(ACCOUNT, frozenset({WANG, LI})),
        DirectoryChanged(ACCOUNT, frozenset({"rd", "hq"})),
        AccountsChanged(),
    ]
    hub.announce(DirectoryChanged(ACCOUNT, frozenset({"rd"})))
    hub.announce(DirectoryChanged(ACCOUNT, None))
    hub.flush()
    assert heard[-1] == DirectoryChanged(ACCOUNT, None)


async def test_a_subscriber_that_fails_stays_and_is_logged(
    caplog: pytest.LogCaptureFixture,
) -> None:
    hub = ChangeHub()
    heard: list[Change] = []

    def fail(change: Change) -> None:
        heard.append(change)
        raise ValueError("a bug")

    hub.subscribe(fail)
    hub.subscribe(heard.append)
    with caplog.at_level(logging.ERROR):
        hub.announce(AccountsChanged())
        hub.flush()
        hub.announce(AccountsChanged())
        hub.flush()
    assert len(heard) == 4
    assert len(caplog.records) == 2


async def test_cancelled_means_not_even_what_was_announced() -> None:
    hub = ChangeHub()
    heard: list[Change] = []
    second = hub.subscribe(heard.append)
    first = hub.subscribe(lambda change: second.cancel())
    third = hub.subscribe(heard.append)
    third.cancel()
    third.cancel()
    hub.announce(AccountsChanged())
    hub.flush()
    assert heard == [AccountsChanged()]  # it came before `first` in the order
    hub.announce(AccountsChanged())
    hub.flush()
    assert heard == [AccountsChanged()]
    assert first.is_active


class _Clocks:
    def __init__(self) -> None:
        self.wall = self.monotonic = 1000.0

    def pass_by(self, wall: float, monotonic: float) -> None:
        self.wall += wall
        self.monotonic += monotonic


@pytest.mark.parametrize(
    ("wall", "monotonic", "slept"),
    [
        (5, 5, False),
        (16, 5, True),
        (3600, 5, True),
        (3600, 3600, True),
        (-7200, 5, True),
        (9, 9, False),
    ],
)
def test_sleep_shows_in_the_clocks(wall: float, monotonic: float, slept: bool) -> None:
    clocks = _Clocks()
    woken: list[bool] = []
    watch = WakeWatch(
        lambda: woken.append(True), wall=lambda: clocks.wall, monotonic=lambda: clocks.monotonic
    )
    clocks.pass_by(wall, monotonic)
    assert watch.look() is slept
    clocks.pass_by(5, 5)
    assert watch.look() is False
    assert woken == [True] * slept
