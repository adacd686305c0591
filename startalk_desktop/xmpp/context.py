"""What a capability module of a session gets: the client, the own address, where events go, and how to ask.

A capability never touches the connection. It registers its listeners once, in its constructor, wrapped by
`SessionContext.guard`, and learns by `on_started` and `on_ended` when there is a session to speak on.
"""

from __future__ import annotations

import asyncio
import functools
import logging
from collections.abc import Callable
from typing import Any

import aioxmpp
from aioxmpp.stream import StanzaState

from startalk_desktop.model.events import SessionEvent
from startalk_desktop.model.failure import Failure, FailureCode
from startalk_desktop.model.jid import Jid
from startalk_desktop.tasks import TaskScope
from startalk_desktop.xmpp.addresses import to_model
from startalk_desktop.xmpp.errors import (
    NotConnected,
    RequestFailed,
    is_abroad,
    request_failed,
)

_log = logging.getLogger(__name__)

REQUEST_TIMEOUT = 20.0
"""Seconds that an answer may take, unless the caller says otherwise."""


class SessionContext:
    """The part of a session that its capabilities share.

    Attributes:
        client: aioxmpp's client, for services to be summoned from; it lives as long as the session, across
            reconnects.
        own: the account's bare address.
        scope: starts background work of the session; closed with it.
        on_started: called in order after each sign-in, when stanzas can be sent. The argument is whether the
            stream was resumed (XEP-0198): then nothing was missed and the server kept all it knew of us.
            Append to it in a constructor; a callback that raises is logged and does not stop the others.
        on_ended: called when the session is gone for good, that is when it can't be resumed any more: the
            presence, joined rooms and subscriptions of this resource are over. Not called at a break that
            may yet be resumed.
    """

    def __init__(
        self,
        client: aioxmpp.Client,
        own: Jid,
        emit: Callable[[SessionEvent], None],
        scope: TaskScope,
    ) -> None:
        self.client = client
        self.own = own
        self.scope = scope
        self.on_started: list[Callable[[bool], None]] = []
        self.on_ended: list[Callable[[], None]] = []
        self.features: frozenset[str] = frozenset()
        self._emit = emit

    @property
    def own_full(self) -> Jid:
        """The address that the server bound this session to; bare before the first sign-in."""
        return to_model(self.client.local_jid)

    @property
    def is_connected(self) -> bool:
        """Whether there is a session, be it on a line that just broke and may be resumed."""
        return bool(self.client.established)

    def emit(self, event: SessionEvent) -> None:
        """Hand `event` on, in order. Never raises."""
        try:
            self._emit(event)
        except Exception:  # noqa: BLE001  a bug of the receiver must not break the session
            _log.exception("the receiver of session events failed on %s", type(event).__name__)

    async def request(self, iq: aioxmpp.IQ, timeout: float = REQUEST_TIMEOUT) -> Any:
        """Send `iq` and return the payload of its result, within `timeout` seconds.

        Raises:
            RequestFailed: the answer was an error, made no sense, or did not come in time.
            NotConnected: there is no session, or it ended before the answer came.
        """
        if not self.is_connected:
            raise NotConnected(Failure(FailureCode.CONNECTION_LOST))
        try:
            async with asyncio.timeout(timeout):
                return await self.client.send(iq)
        except aioxmpp.errors.XMPPError as error:
            # Only the one who was asked can answer; where nobody is named, that is the own account.
            by = to_model(iq.to) if iq.to is not None else self.own
            raise request_failed(error, by, is_abroad=is_abroad(by, self.own)) from error
        except aioxmpp.errors.ErroneousStanza as error:
            detail = "the answer makes no sense"
            raise RequestFailed(Failure(FailureCode.SERVER_ERROR, detail)) from error
        except TimeoutError as error:
            raise RequestFailed(Failure(FailureCode.TIMEOUT)) from error
        except (ConnectionError, RuntimeError) as error:
            # RuntimeError: aioxmpp's word for a stanza that a dying stream dropped from its queue.
            raise NotConnected(Failure(FailureCode.CONNECTION_LOST, str(error))) from error

    def transmit(
        self, stanza: aioxmpp.stanza.StanzaBase, on_acknowledged: Callable[[], None] | None = None
    ) -> None:
        """Queue `stanza`; it goes out in order, and again after a resumed break.

        `on_acknowledged` is called at most once: when the server acknowledged it (XEP-0198), or, where a
        server has no stream management, when it was written. It is not called for a stanza whose fate is
        unknown because the session ended; whoever needs certainty asks the archive.

        Raises:
            NotConnected: there is no session.
        """
        was_sent_with_acks = False

        def on_state(_token: object, state: StanzaState) -> None:
            nonlocal was_sent_with_acks
            if state is StanzaState.SENT:
                was_sent_with_acks = True
            has_it = state is StanzaState.ACKED or (
                state is StanzaState.SENT_WITHOUT_SM and not was_sent_with_acks
            )
            if has_it and on_acknowledged is not None:
                guard(on_acknowledged)()

        if not self.is_connected:
            raise NotConnected(Failure(FailureCode.CONNECTION_LOST))
        try:
            self.client.enqueue(stanza, on_state_change=on_state)
        except ConnectionError as error:
            raise NotConnected(Failure(FailureCode.CONNECTION_LOST, str(error))) from error

    def guard(self, callback: Callable[..., object]) -> Callable[..., None]:
        """`callback`, safe to be connected to an aioxmpp signal (see the function `guard`)."""
        return guard(callback)


def guard(callback: Callable[..., object]) -> Callable[..., None]:
    """Wrap a listener for aioxmpp's signals.

    aioxmpp silently drops a listener for ever once it raises or returns something truthy. The wrapper logs what
    `callback` raises and returns None.
    """

    @functools.wraps(callback)
    def guarded(*args: Any, **kwargs: Any) -> None:
        try:
            callback(*args, **kwargs)
        except Exception:  # noqa: BLE001  hostile input or a bug: the next stanza must still be heard
            _log.exception("a stanza could not be taken in by %s", callback)

    return guarded
