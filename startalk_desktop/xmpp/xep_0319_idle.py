"""XEP-0319 last user interaction in presence, and its forerunner XEP-0256, which is only read."""

from __future__ import annotations

from typing import Final

import aioxmpp
from aioxmpp import xso

from startalk_desktop.model.identity import Timestamp
from startalk_desktop.xmpp import message_fields as fields

NAMESPACE: Final = "urn:xmpp:idle:1"
LAST_ACTIVITY: Final = "jabber:iq:last"

_MAX_DIGITS: Final = 9


class Idle(xso.XSO):
    """Since when the user has done nothing."""

    TAG = (NAMESPACE, "idle")

    since = xso.Attr("since", default=None)


class LastActivity(xso.XSO):
    """For how many seconds."""

    TAG = (LAST_ACTIVITY, "query")

    seconds = xso.Attr("seconds", default=None)


aioxmpp.Presence.startalk_idle = xso.Child([Idle])
aioxmpp.Presence.startalk_last_activity = xso.Child([LastActivity])


def attach(presence: aioxmpp.Presence, since: Timestamp) -> None:
    """Let `presence` say that the user has done nothing since then."""
    idle = Idle()
    idle.since = fields.wire_time(since)
    presence.startalk_idle = idle


def read(presence: aioxmpp.Presence, now: Timestamp) -> Timestamp | None:
    """Since when its user has done nothing; None where it does not say, or says what can't be."""
    idle = presence.startalk_idle
    if idle is not None:
        since = fields.timestamp(idle.since)
        return min(since, now) if since is not None else None
    last = presence.startalk_last_activity
    seconds = (last.seconds or "") if last is not None else ""
    if seconds.isascii() and seconds.isdigit() and len(seconds) <= _MAX_DIGITS:
        return max(now - int(seconds) * 1_000_000, 0)
    return None
