"""What the parts of a conversation's handle share: whose it is, and the account behind it."""

from __future__ import annotations

from startalk_desktop.core.account_runtime import AccountRuntime
from startalk_desktop.core.accounts import Accounts
from startalk_desktop.model.conversation import Conversation
from startalk_desktop.model.identity import ConversationId


class ConversationPart:
    """Knows the conversation's identity, and finds its account anew for each call."""

    def __init__(self, accounts: Accounts, id: ConversationId) -> None:  # noqa: A002  the field's name in the model
        self._accounts = accounts
        self.id = id

    @property
    def _runtime(self) -> AccountRuntime:
        return self._accounts.runtime(self.id.account)

    async def _line(self) -> Conversation:
        """The conversation's line, made where there is none."""
        store, peer = self._runtime.store, self.id.peer
        found = await store.conversations.get(peer)
        if found is not None:
            return found
        name = await self._runtime.people.name_from_store(peer) if peer.is_bare else peer.resource
        await store.conversations.ensure(peer, self._runtime.rooms.kind_of(peer), name)
        made = await store.conversations.get(peer)
        if made is None:
            raise LookupError(f"the conversation with {peer} was removed meanwhile")
        return made
