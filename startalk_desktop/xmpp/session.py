"""One account's live connection: the parts put together, and nothing else."""

from __future__ import annotations

import asyncio
import functools
import logging
import secrets
from collections.abc import Callable

from startalk_desktop.model.connection import ConnectionState
from startalk_desktop.model.events import ConnectionChanged, SessionEvent, SessionStarted
from startalk_desktop.model.jid import Jid
from startalk_desktop.tasks import TaskScope
from startalk_desktop.xmpp import own_features
from startalk_desktop.xmpp.attempt import LineOpener
from startalk_desktop.xmpp.backoff import Backoff
from startalk_desktop.xmpp.capabilities import Capabilities
from startalk_desktop.xmpp.client import SessionClient
from startalk_desktop.xmpp.connection_loop import ConnectionLoop
from startalk_desktop.xmpp.context import SessionContext, guard
from startalk_desktop.xmpp.entity import Entity
from startalk_desktop.xmpp.errors import RequestFailed
from startalk_desktop.xmpp.presence import PresenceClient
from startalk_desktop.xmpp.roster import RosterClient
from startalk_desktop.xmpp.settings import SessionSettings
from startalk_desktop.xmpp.sign_in import Authenticator
from startalk_desktop.xmpp.trust import Trust

_log = logging.getLogger(__name__)


class AccountSession:
    """One account, kept connected from `start` to `close`.

    It never raises out of callbacks. What happens is told as `model.events`, on the loop, in order. It has to be
    made inside the running loop.

    Args:
        settings: the account and its patience.
        deliver: gets the events.
        scope: runs the session's tasks; to be closed after the session.
        opener: opens lines; by default to where DNS says.

    Attributes:
        messages, archive, rooms, room_admin, roster, presence, organisation, policy, read_positions,
            conversation_settings, invitations, blocking, uploads, files, cards, group_delimiter, user_search,
            linked_trees: the groups of requests. Each raises
            `RequestFailed` or `NotConnected`.
        publishing, links_publishing, administration: the same, for an administrator of the domain.
    """

    def __init__(
        self,
        settings: SessionSettings,
        deliver: Callable[[SessionEvent], None],
        scope: TaskScope,
        opener: LineOpener | None = None,
    ) -> None:
        self._scope = scope
        resource = f"{settings.resource_prefix}.{secrets.token_hex(4)}"
        self._client = SessionClient(settings, resource)
        self._client.on_stream_destroyed.connect(guard(self._on_session_lost))
        self._context = SessionContext(self._client, settings.jid, deliver, scope)
        self._entity = Entity(self._client, own_features.FEATURES)
        trust = functools.partial(Trust, settings.extra_ca_pem, settings.pinned_sha256)
        capabilities = Capabilities(self._context, trust)
        self._disco = capabilities.disco
        self.messages = capabilities.messages
        self.archive = capabilities.archive
        self.rooms = capabilities.rooms
        self.room_admin = capabilities.room_admin
        self.organisation = capabilities.organisation
        self.publishing = capabilities.publishing
        self.links_publishing = capabilities.links_publishing
        self.administration = capabilities.administration
        self.policy = capabilities.policy
        self.read_positions = capabilities.read_positions
        self.conversation_settings = capabilities.conversation_settings
        self.invitations = capabilities.invitations
        self.blocking = capabilities.blocking
        self.uploads = capabilities.uploads
        self.files = capabilities.files
        self.cards = capabilities.cards
        self.group_delimiter = capabilities.group_delimiter
        self.user_search = capabilities.user_search
        self.linked_trees = capabilities.linked_trees
        self.roster = RosterClient(self._context)
        self.presence = PresenceClient(self._context, capabilities.own)
        self._loop = ConnectionLoop(
            settings,
            self._client,
            opener or LineOpener(settings),
            Authenticator(settings.jid, settings.password, allow_plain=settings.allow_plain),
            on_state=self._on_state,
            on_established=self._on_established,
            scope=scope,
            backoff=Backoff(settings.first_retry, settings.longest_retry),
        )
        self._running: asyncio.Task[None] | None = None
        self._is_closed = False
        self._has_begun = False

    @property
    def state(self) -> ConnectionState:
        """How things stand."""
        return self._loop.state

    @property
    def capabilities(self) -> frozenset[str]:
        """Features (XEP-0030) of the server and of the own account there; valid while signed in."""
        return self._context.features

    def start(self) -> None:
        """Connect, and keep connected until `close`.

        Raises:
            RuntimeError: it was started before; a closed session is not started again.
        """
        if self._running is not None or self._is_closed:
            raise RuntimeError("a session is started once")
        self._running = self._scope.start(self._loop.run(), "connection")

    def network_changed(self) -> None:
        """The network came back or changed, or the machine woke: probe the line at once, or try again at once."""
        if self._running is not None and not self._is_closed:
            self._loop.network_changed()

    def caught_up(self) -> None:
        """What happened meanwhile is fetched: `CatchingUp` becomes `Online`."""
        self._loop.caught_up()

    async def close(self, timeout: float = 5.0) -> None:
        """End the stream in order, within `timeout` seconds, then be `Offline`. Doing it twice is harmless."""
        if self._is_closed:
            return
        self._is_closed = True
        if self._running is not None:
            self._running.cancel()
            await asyncio.wait([self._running])
        await self._client.shut_down(timeout)
        self._loop.set_offline()

    def _on_state(self, state: ConnectionState) -> None:
        self._context.emit(ConnectionChanged(state))

    def _on_session_lost(self) -> None:
        self._has_begun = False
        self._context.features = frozenset()
        self._loop.session_ended()
        for callback in self._context.on_ended:
            guard(callback)()

    async def _on_established(self, is_resumed: bool) -> None:
        # A session that broke before it had quite begun begins now, even if its stream was resumed.
        is_resumed = is_resumed and self._has_begun
        if not is_resumed:
            self._context.features = await self._fetch_features()
            self._has_begun = True
        self._context.emit(
            SessionStarted(self._context.own_full, is_resumed, self._context.features)
        )
        for callback in self._context.on_started:
            guard(callback)(is_resumed)

    async def _fetch_features(self) -> frozenset[str]:
        own = self._context.own
        found = await asyncio.gather(self._features(Jid("", own.domain)), self._features(own))
        return frozenset().union(*found)

    async def _features(self, jid: Jid) -> frozenset[str]:
        try:
            return (await self._disco.info(jid)).features
        except RequestFailed as error:
            _log.warning("%s did not say what it can: %s", jid.domain, error)
            return frozenset()
