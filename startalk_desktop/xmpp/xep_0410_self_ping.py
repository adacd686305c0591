"""XEP-0410 MUC self-ping: asking the room whether it still knows us, by a ping to our own address in it."""

from __future__ import annotations

from typing import Final

import aioxmpp
from aioxmpp.ping import xso as ping_xso

from startalk_desktop.model.failure import FailureCode
from startalk_desktop.model.jid import Jid
from startalk_desktop.xmpp.addresses import to_wire
from startalk_desktop.xmpp.context import SessionContext
from startalk_desktop.xmpp.errors import NotConnected, RequestFailed

TIMEOUT: Final = 30.0
"""Seconds; after that nothing is known."""

# Section 3.2. A client of ours that is there may not know pings, or have changed its nick meanwhile.
_STILL_IN: Final = frozenset({"service-unavailable", "feature-not-implemented", "item-not-found"})
_UNKNOWN: Final = frozenset({"remote-server-not-found", "remote-server-timeout"})


async def is_inside(context: SessionContext, room: Jid, nick: str) -> bool | None:
    """Whether `room` has us in it under `nick`; None where that can't be known now.

    Raises:
        NotConnected: there is no session, or it ended before the answer came.
    """
    iq = aioxmpp.IQ(
        type_=aioxmpp.IQType.GET, to=to_wire(room.with_resource(nick)), payload=ping_xso.Ping()
    )
    try:
        await context.request(iq, TIMEOUT)
    except NotConnected:
        raise
    except RequestFailed as error:
        if error.condition in _STILL_IN:
            return True
        is_unknown = error.failure.code is FailureCode.TIMEOUT or error.condition in _UNKNOWN
        return None if is_unknown else False
    return True
