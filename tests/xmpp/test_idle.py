"""When somebody last did something: told and read in presence, against real servers and somebody with slixmpp."""

import secrets
from datetime import UTC, datetime

import aioxmpp
import pytest

from startalk_desktop.model.events import PresenceChanged
from startalk_desktop.model.presence import Availability
from startalk_desktop.xmpp import xep_0319_idle as xep
from tests.conformance.person import Account, Cast
from tests.xmpp.desk import Desks
from tests.xmpp.stanzas import NOW, STAMP


async def test_the_other_device_sees_since_when(desks: Desks) -> None:
    desk = await desks.online("wang")
    phone = await desks.online(desk.settings)
    phone.session.presence.set_own(Availability.AWAY, "吃饭去了", NOW)
    changed = await desk.expect(PresenceChanged, lambda event: event.presence.status == "吃饭去了")
    assert changed.presence.availability is Availability.AWAY
    assert changed.presence.idle_since == NOW
    phone.session.presence.set_own(Availability.AVAILABLE, "回来了")
    changed = await desk.expect(PresenceChanged, lambda event: event.presence.status == "回来了")
    assert changed.presence.idle_since is None


async def test_slixmpp_tells_and_is_told(desks: Desks, cast: Cast) -> None:
    desk = await desks.online("wang")
    account = Account(str(desk.own), desk.settings.password)
    phone = await cast.online(account, plugins=("xep_0319",))
    presence = phone.client.make_presence(pshow="away")
    presence["idle"]["since"] = datetime.fromtimestamp(NOW // 1_000_000, UTC)
    presence.send()
    changed = await desk.expect(
        PresenceChanged, lambda event: event.presence.idle_since is not None
    )
    assert changed.presence.idle_since == NOW
    mark = secrets.token_hex(4)
    desk.session.presence.set_own(Availability.BUSY, mark, NOW)
    told = await phone.expect("presence", lambda stanza: mark in str(stanza))
    assert "urn:xmpp:idle:1" in str(told)
    assert STAMP.removesuffix("Z") in str(told)


@pytest.mark.parametrize(
    ("since", "seconds", "expected"),
    [
        (STAMP, None, NOW),
        ("2999-01-01T00:00:00Z", None, NOW + 60),  # ahead of us: then since now
        ("soon", "5", None),
        (None, "60", NOW - 59_999_940),
        (None, "-5", None),
        (None, "9" * 30, None),
        (None, None, None),
    ],
)
def test_what_is_read(since: str | None, seconds: str | None, expected: int | None) -> None:
    presence = aioxmpp.Presence()
    if since is not None:
        presence.startalk_idle = xep.Idle()
        presence.startalk_idle.since = since
    if seconds is not None:
        presence.startalk_last_activity = xep.LastActivity()
        presence.startalk_last_activity.seconds = seconds
    assert xep.read(presence, NOW + 60) == expected
