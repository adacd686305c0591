"""Telling senders that their messages are here (XEP-0184), where the account allows it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from startalk_desktop.core.line import Line
from startalk_desktop.model.account import Account
from startalk_desktop.model.identity import ConversationKind
from startalk_desktop.model.message import MessageSource, ReceivedMessage
from startalk_desktop.xmpp.errors import NotConnected


class Receipts:
    """Sends a receipt for each message that a person sent us live and asked one for, after it is stored."""

    def __init__(self, account: Callable[[], Account], line: Line) -> None:
        self._account = account
        self._line = line

    def acknowledge(self, messages: Sequence[ReceivedMessage]) -> None:
        """`messages` are stored now."""
        if not self._account().sends_receipts:
            return
        for message in messages:
            is_due = (
                message.wants_receipt
                and message.message_id
                and not message.is_outgoing
                and message.source is MessageSource.LIVE
                # XEP-0184 section 5.3: not in rooms.
                and message.conversation_kind is ConversationKind.DIRECT
                # Nor through a room: who is there need not know which of our clients answers.
                and message.sender.bare == message.peer
            )
            if not is_due:
                continue
            try:
                self._line.require().messages.send_receipt(message.sender, message.message_id)
            except NotConnected:
                return  # the sender's server still has it in our archive; a receipt is a courtesy
