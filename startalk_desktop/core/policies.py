"""What the account's domain allows: asked for at each sign-in, and kept, so that it holds offline too."""

from __future__ import annotations

import json
import logging
from typing import Final

from startalk_desktop.core.changes import ChangeHub
from startalk_desktop.core.line import Line
from startalk_desktop.model.changes import PolicyChanged
from startalk_desktop.model.identity import AccountId
from startalk_desktop.model.policy import DomainPolicy, LeavePolicy
from startalk_desktop.store.account_store import AccountStore
from startalk_desktop.tasks import TaskScope
from startalk_desktop.xmpp.errors import NotConnected, RequestFailed

_log = logging.getLogger(__name__)

_SETTING: Final = "domain.policy"


class Policies:
    """The policy of one account's domain.

    Attributes:
        policy: as last heard; the defaults until then.
    """

    def __init__(
        self,
        account: AccountId,
        line: Line,
        store: AccountStore,
        changes: ChangeHub,
        scope: TaskScope,
    ) -> None:
        self._account = account
        self._line = line
        self._store = store
        self._changes = changes
        self._scope = scope
        self.policy = DomainPolicy()

    async def load(self) -> None:
        """Take up what was heard in an earlier run."""
        kept = await self._store.settings.get(_SETTING)
        if kept is not None:
            self.policy = policy_from(kept)

    def stream_began(self) -> None:
        """A new stream: what was announced meanwhile was missed."""
        self._scope.start(self._fetch(), "fetch policy")

    async def changed(self, policy: DomainPolicy) -> None:
        """The domain told what it allows now."""
        if policy == self.policy:
            return
        self.policy = policy
        await self._store.settings.set(_SETTING, text_of(policy))
        self._changes.announce(PolicyChanged(self._account))

    async def _fetch(self) -> None:
        try:
            policy = await self._line.require().policy.fetch()
        except NotConnected:
            return
        except RequestFailed as error:
            # What held before holds on: a domain that fails for a moment must not open a gate.
            _log.info("the domain does not say what it allows: %s", error)
            return
        await self.changed(policy)


def text_of(policy: DomainPolicy) -> str:
    """`policy` as the store keeps it."""
    return json.dumps({"recall": policy.recall_seconds, "leaving": policy.leaving.value})


def policy_from(text: str) -> DomainPolicy:
    """What `text_of` wrote; the defaults where it was another version's."""
    try:
        kept = json.loads(text)
        seconds = kept["recall"]
        leaving = LeavePolicy(kept["leaving"])
    except (ValueError, KeyError, TypeError):
        _log.warning("the policy that was kept can't be read")
        return DomainPolicy()
    return DomainPolicy(seconds if isinstance(seconds, int) else None, leaving)
