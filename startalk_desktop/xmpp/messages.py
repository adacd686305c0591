"""Sending messages and what is said about them: edits, recalls, reactions, receipts, markers, chat states; and the
carbons of other devices.

Standards: RFC 6121 section 5, XEP-0085, 0184, 0280, 0308, 0333, 0334, 0359, 0424, 0444. When to send which is not
decided here.
"""

from __future__ import annotations

import logging
import secrets
from collections import OrderedDict
from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

import aioxmpp
import aioxmpp.misc
from aioxmpp.carbons import xso as carbons_xso
from aioxmpp.chatstates import xso as chatstates_xso
from aioxmpp.mdr import xso as receipts_xso

from startalk_desktop.model.events import ChatState, MessageAcknowledged, MessageBounced
from startalk_desktop.model.identity import ConversationKind
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.message import OutgoingMessage
from startalk_desktop.xmpp import (
    message_writer,
    xep_0308_correction,
    xep_0424_retraction,
    xep_0428_fallback,
    xep_0444_reactions,
)
from startalk_desktop.xmpp import namespaces as ns
from startalk_desktop.xmpp.context import SessionContext
from startalk_desktop.xmpp.errors import NotConnected, RequestFailed
from startalk_desktop.xmpp.message_payloads import attach
from startalk_desktop.xmpp.xep_0334_hints import Hint

_log = logging.getLogger(__name__)

_MOST_REMEMBERED: Final = 4096
"""Sent messages of which it is remembered to whom they went."""


class MessageChannel:
    """Writes messages to the stream; events tell what became of them.

    Args:
        context: the session.
        is_in_room: whether a bare address is a room that we are in; what goes to one of its occupants is private.
    """

    def __init__(
        self, context: SessionContext, is_in_room: Callable[[Jid], bool] = lambda _: False
    ) -> None:
        self._context = context
        self._is_in_room = is_in_room
        self._sent: OrderedDict[str, Jid] = OrderedDict()
        context.on_started.append(self._on_started)

    def send(self, message: OutgoingMessage) -> None:
        """Hand `message` to the stream.

        `MessageAcknowledged` follows when the server has it, `MessageBounced` where it comes back; neither, where
        the session ended meanwhile. The stanza's id is the origin id, so that both name the same message.

        Raises:
            NotConnected: there is no session.
        """
        stanza = message_writer.spoken(message)
        stanza.xep0333_markable = True
        # XEP-0184 section 5.3: no receipts in rooms.
        stanza.xep0184_request_receipt = message.conversation_kind is ConversationKind.DIRECT
        self._send_identified(stanza, message.peer)

    def send_correction(self, message: OutgoingMessage, target_id: str) -> None:
        """Let `message` stand in the place of the one whose id attribute is `target_id` (XEP-0308).

        `message` has an origin id of its own, by which events tell what became of it, as for `send`. It says again
        what the edited one answers.

        Raises:
            NotConnected: there is no session.
        """
        stanza = message_writer.spoken(message)
        attach(stanza, xep_0308_correction.write(target_id))
        self._send_kept(stanza, message.peer)

    def send_retraction(
        self, peer: Jid, kind: ConversationKind, target_id: str, origin_id: str
    ) -> None:
        """Take the own message `target_id` back (XEP-0424); events about `origin_id` follow, as for `send`.

        In a room, `target_id` is the id that the room stamped (XEP-0424 section 5.1).

        Raises:
            NotConnected: there is no session.
        """
        stanza = message_writer.identified(peer, kind, origin_id)
        stanza.body[None] = xep_0424_retraction.FALLBACK
        attach(stanza, xep_0424_retraction.write(target_id))
        attach(stanza, xep_0428_fallback.write(xep_0424_retraction.NAMESPACE))
        self._send_kept(stanza, peer)

    def send_reactions(
        self,
        peer: Jid,
        kind: ConversationKind,
        target_id: str,
        emojis: Sequence[str],
        origin_id: str,
    ) -> None:
        """Tell all the emoji that we now have under `target_id` (XEP-0444); none takes back those that we had.

        Events about `origin_id` follow, as for `send`. In a room, `target_id` is the id that the room stamped.

        Raises:
            NotConnected: there is no session.
        """
        stanza = message_writer.identified(peer, kind, origin_id)
        attach(stanza, xep_0444_reactions.write(target_id, emojis))
        self._send_kept(stanza, peer)

    def is_credible(self, bounce: MessageBounced) -> bool:
        """Whether `bounce` is about a message of ours and from where that went, or from the own domain.

        An error is sent back to the very session that sent the message (RFC 6120 section 8.3.1), so one about
        anything else is made up: who is in a room knows the ids of all that was said there.
        """
        own_domain = Jid("", self._context.own.domain)
        sent_to = self._sent.get(bounce.origin_id)
        return sent_to is not None and bounce.peer in {sent_to, own_domain}

    def send_receipt(self, to: Jid, message_id: str) -> None:
        """Tell the sender of `message_id` that it has come (XEP-0184).

        Raises:
            NotConnected: there is no session.
        """
        stanza = message_writer.stanza(to, ConversationKind.DIRECT, _new_id())
        stanza.xep0184_received = receipts_xso.Received(message_id)
        stanza.xep0334_hint = Hint.STORE
        self._context.transmit(stanza)

    def send_marker(self, peer: Jid, kind: ConversationKind, message_id: str) -> None:
        """Tell that everything up to `message_id` was seen (XEP-0333).

        In a room, `message_id` is the id that the room stamped (XEP-0333 section 8.1).

        Raises:
            NotConnected: there is no session.
        """
        stanza = message_writer.stanza(peer, kind, _new_id())
        stanza.xep0333_marker = aioxmpp.misc.DisplayedMarker()
        stanza.xep0333_marker.id_ = message_id
        stanza.xep0334_hint = Hint.STORE
        self._mark_private(stanza, peer)
        self._context.transmit(stanza)

    def send_chat_state(self, peer: Jid, kind: ConversationKind, state: ChatState) -> None:
        """Tell what the user is about to do (XEP-0085). It is worth nothing later, so nobody keeps it.

        Raises:
            NotConnected: there is no session.
        """
        stanza = message_writer.stanza(peer, kind, _new_id())
        stanza.xep0085_chatstate = chatstates_xso.ChatState((ns.CHAT_STATES, state.value))
        stanza.xep0334_hint = Hint.NO_STORE
        self._mark_private(stanza, peer)
        self._context.transmit(stanza)

    def _send_kept(self, stanza: aioxmpp.Message, peer: Jid) -> None:
        """Send what archives shall keep even where they keep only what has a body of its own."""
        stanza.xep0334_hint = Hint.STORE
        self._send_identified(stanza, peer)

    def _send_identified(self, stanza: aioxmpp.Message, peer: Jid) -> None:
        self._mark_private(stanza, peer)
        acknowledged = MessageAcknowledged(stanza.id_)
        self._context.transmit(stanza, partial(self._context.emit, acknowledged))
        self._sent[stanza.id_] = peer
        if len(self._sent) > _MOST_REMEMBERED:
            self._sent.popitem(last=False)

    def _mark_private(self, stanza: aioxmpp.Message, peer: Jid) -> None:
        if not peer.is_bare and self._is_in_room(peer.bare):
            message_writer.mark_private(stanza)

    def _on_started(self, is_resumed: bool) -> None:
        if not is_resumed:
            self._context.scope.start(self._enable_carbons(), "enable carbons")

    async def _enable_carbons(self) -> None:
        iq = aioxmpp.IQ(type_=aioxmpp.IQType.SET, payload=carbons_xso.Enable())
        try:
            await self._context.request(iq)
        except NotConnected:
            _log.debug("the session ended before carbons were on")
        except RequestFailed as error:
            _log.warning("the messages of other devices will be missing: %s", error)


def _new_id() -> str:
    return secrets.token_hex(8)
