"""Everything below the window, put together; the beginning of the SDK."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from startalk_desktop.core.accounts import Accounts
from startalk_desktop.core.attention import Attention
from startalk_desktop.core.blocking import Blocking
from startalk_desktop.core.cards import Cards
from startalk_desktop.core.changes import ChangeHub
from startalk_desktop.core.company_finder import CompanyFinder
from startalk_desktop.core.conversation import ConversationHandle
from startalk_desktop.core.directory import Directory
from startalk_desktop.core.forwarding import Forwarding
from startalk_desktop.core.inbox import Inbox
from startalk_desktop.core.nav_watch import NavWatch
from startalk_desktop.core.ports import NavPort, Probe, SessionFactory
from startalk_desktop.core.presence import Presences
from startalk_desktop.core.room_service import RoomService
from startalk_desktop.core.search import Search
from startalk_desktop.core.services import Services
from startalk_desktop.core.wake import WakeWatch
from startalk_desktop.model.identity import ConversationId, Timestamp, now
from startalk_desktop.store.keys import KeyVault, MemoryVault
from startalk_desktop.store.window_store import WindowStore
from startalk_desktop.tasks import TaskScope
from startalk_desktop.xmpp.nav import NavFetcher
from startalk_desktop.xmpp.probe import probe_sign_in
from startalk_desktop.xmpp.session import AccountSession

WINDOW_KEY_NAME = "window"
"""The vault's name for the key of the window's own store."""


class Startalk:
    """Accounts, inbox, directory and search of one profile folder. Make it with `open`, end it with `close`.

    Attributes:
        changes: where to hear what changed.
        accounts: adding, signing in, locking, removing.
        inbox: conversations of all accounts.
        directory: people and units of all accounts.
        search: messages of all accounts.
        rooms: making and finding rooms.
        forwarding: carrying messages on, and the guard between companies.
        attention: when the user wants to be left alone, and how much a notice may show.
        presence: what we are to the colleagues of each company.
        cards: what is known of a person, and what we say of ourselves.
        blocking: whom the user wants to hear nothing of.
        finder: finding a company before there is an account.
        nav: what companies say of where they are, after that.
        services: what of each company works.
        window: the window's own settings and layout, encrypted like the rest.
    """

    def __init__(
        self,
        window: WindowStore,
        accounts: Accounts,
        changes: ChangeHub,
        scope: TaskScope,
        clock: Callable[[], Timestamp] = now,
        nav: NavPort | None = None,
    ) -> None:
        self.window = window
        self.accounts = accounts
        self.changes = changes
        self.inbox = Inbox(accounts)
        self.directory = Directory(accounts)
        self.search = Search(accounts)
        self.rooms = RoomService(accounts)
        self.forwarding = Forwarding(accounts)
        self.attention = Attention(accounts, window, changes, clock)
        self.presence = Presences(accounts, self.attention, window, changes, scope, clock)
        self.cards = Cards(accounts)
        self.blocking = Blocking(accounts)
        nav = nav or NavFetcher()
        self.finder = CompanyFinder(nav)
        self.nav = NavWatch(accounts, window, changes, nav)
        self.services = Services(accounts, self.nav, changes, clock)
        self._scope = scope
        self._is_closed = False

    @classmethod
    async def open(
        cls,
        profile: Path,
        vault: KeyVault,
        *,
        session_factory: SessionFactory = AccountSession,
        probe: Probe = probe_sign_in,
        clock: Callable[[], Timestamp] = now,
        nav: NavPort | None = None,
    ) -> Startalk:
        """Open the profile in folder `profile`, made if there is none, and start what signs in by itself.

        `clock` tells the time, by which it is quiet and mutes end; `nav` fetches nav documents.

        Returns when every account's store is open, or after a moment where one takes long: it follows, and
        `AccountsChanged` tells.

        Raises:
            StoreError: the window's store is damaged, or its key is not the one that it was made with.
            KeyVaultError: the vault can't be read.
        """
        key = await vault.load(WINDOW_KEY_NAME) or await vault.create(WINDOW_KEY_NAME)
        window = await WindowStore.open(profile / "window.db", key)
        changes = ChangeHub()
        scope = TaskScope("startalk")
        accounts = Accounts(
            profile / "accounts", vault, window, changes, scope, session_factory, probe, clock
        )
        app = cls(window, accounts, changes, scope, clock, nav)
        try:
            await app.attention.load()
            await app.presence.load()
            await accounts.open_all()
        except BaseException:
            await scope.close()
            await accounts.close()
            await window.close()
            raise
        scope.start(WakeWatch(accounts.network_changed).run(), "wake")
        scope.start(app.attention.run(), "attention")
        scope.start(app.nav.run(), "nav documents")
        return app

    @classmethod
    @asynccontextmanager
    async def running(
        cls, profile: Path | None = None, vault: KeyVault | None = None
    ) -> AsyncIterator[Startalk]:
        """For scripts: opens, and closes at the end of the ``async with``; raises what `open` raises.

        Without a profile and a vault nothing outlives it: the folder is a temporary one, the keys are in memory.
        """
        with TemporaryDirectory(prefix="startalk-") as temporary:
            app = await cls.open(profile or Path(temporary), vault or MemoryVault())
            try:
                yield app
            finally:
                await app.close()

    def conversation(self, id: ConversationId) -> ConversationHandle:  # noqa: A002  the field's name in the model
        """What can be done in one conversation.

        Raises:
            AccountUnknown
        """
        self.accounts.get(id.account)
        return ConversationHandle(self.accounts, id)

    async def close(self) -> None:
        """End in order: refuse input, stop sends, close streams with a timeout, end tasks, flush and close stores.

        Every account is closed at the same time as the others, and one that hangs holds up none. Calling it again
        does nothing.
        """
        if self._is_closed:
            return
        self._is_closed = True
        await self.accounts.close()
        await self._scope.close()
        self.changes.flush()
        await self.window.close()
