"""Who types (XEP-0085): ours told to the peer, theirs told to the window; nothing of it is stored."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Final

from startalk_desktop.core.changes import ChangeHub
from startalk_desktop.core.line import Line
from startalk_desktop.model.account import Account
from startalk_desktop.model.changes import TypingChanged
from startalk_desktop.model.events import ChatState, ChatStateChanged
from startalk_desktop.model.identity import ConversationId, ConversationKind
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.message import ReceivedMessage
from startalk_desktop.xmpp.errors import NotConnected

_FORGOTTEN_AFTER: Final = 30.0
_TYPISTS_LIMIT: Final = 200


class ChatStates:
    """Typing in all conversations of one account.

    A peer who stops without saying so is forgotten after 30 seconds. Our own typing is told only in
    conversations with one person: in a room it is noise for everybody.
    """

    def __init__(
        self,
        account: Callable[[], Account],
        line: Line,
        changes: ChangeHub,
        is_room: Callable[[Jid], bool],
    ) -> None:
        self._account = account
        self._line = line
        self._changes = changes
        self._is_room = is_room
        self._typists: dict[tuple[Jid, Jid], asyncio.TimerHandle] = {}
        self._own: set[Jid] = set()

    def who(self, peer: Jid) -> tuple[Jid, ...]:
        """Who types in the conversation with `peer`."""
        return tuple(sender for conversation, sender in self._typists if conversation == peer)

    def take(self, event: ChatStateChanged) -> None:
        """A peer's state came."""
        if event.state is ChatState.COMPOSING:
            self._note(event.peer, event.sender)
        else:
            self._drop(event.peer, event.sender, event.state)

    def messages_came(self, messages: Sequence[ReceivedMessage]) -> None:
        """Who has sent something does not type any more."""
        if self._typists:
            for message in messages:
                self._drop(message.peer, message.sender, ChatState.ACTIVE)

    def set_own(self, peer: Jid, is_typing: bool) -> None:
        """We type, or stopped; only a change is told."""
        if is_typing == (peer in self._own) or self._is_room(peer):
            return
        if not peer.is_bare:
            return  # who has a nick is looked at when something is sent, not at each key
        if is_typing:
            self._own.add(peer)
        else:
            self._own.discard(peer)
        if not self._account().sends_chat_states:
            return
        state = ChatState.COMPOSING if is_typing else ChatState.PAUSED
        try:
            self._line.require().messages.send_chat_state(peer, ConversationKind.DIRECT, state)
        except NotConnected:
            self._own.discard(peer)

    def message_sent(self, peer: Jid) -> None:
        """A message went out: it says by itself that we do not type any more."""
        self._own.discard(peer)

    def clear(self) -> None:
        """The stream is over: nobody is known to type."""
        self._own.clear()
        for peer, sender in list(self._typists):
            self._drop(peer, sender, ChatState.GONE)

    def _note(self, peer: Jid, sender: Jid) -> None:
        sender = self._typist(peer, sender)
        key = (peer, sender)
        known = self._typists.pop(key, None)
        if known is not None:
            known.cancel()
        elif len(self._typists) >= _TYPISTS_LIMIT:
            return
        self._typists[key] = asyncio.get_running_loop().call_later(
            _FORGOTTEN_AFTER, self._drop, peer, sender, ChatState.INACTIVE
        )
        if known is None:
            self._announce(peer, sender, ChatState.COMPOSING)

    def _drop(self, peer: Jid, sender: Jid, state: ChatState) -> None:
        sender = self._typist(peer, sender)
        timer = self._typists.pop((peer, sender), None)
        if timer is not None:
            timer.cancel()
            self._announce(peer, sender, state)

    def _typist(self, peer: Jid, sender: Jid) -> Jid:
        return sender if self._is_room(peer) else peer

    def _announce(self, peer: Jid, sender: Jid, state: ChatState) -> None:
        self._changes.announce(
            TypingChanged(ConversationId(self._account().id, peer), sender, state)
        )
