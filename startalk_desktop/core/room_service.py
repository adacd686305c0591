"""Rooms of all accounts: making new ones, and finding those that there are."""

from __future__ import annotations

from collections.abc import Sequence

from startalk_desktop.core.accounts import Accounts
from startalk_desktop.core.room_ruling import private_or_public
from startalk_desktop.model.identity import AccountId, ConversationId
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.room import RoomInfo, RoomInvitation


class RoomService:
    """What is done to rooms before one is in them; all else is done on the `ConversationHandle` of one room.

    Every method raises `AccountUnknown` or `AccountNotOpen`, `NotConnected` where the account is offline, and
    `RequestFailed` where the domain refuses, with its condition and text.
    """

    def __init__(self, accounts: Accounts) -> None:
        self._accounts = accounts

    async def create(
        self,
        account: AccountId,
        name: str,
        *,
        members: Sequence[Jid] = (),
        is_public: bool = False,
        topic: str = "",
        avatar: bytes | None = None,
    ) -> ConversationId:
        """Make a room, be in it, and let `members` know of it.

        It is for members only unless `is_public`, stays when nobody is in it, keeps what is said, and shows real
        addresses, each as far as the domain allows. What fails once the room is there is told by `RoomTaskFailed`.
        """
        settings = private_or_public(name.strip(), is_public=is_public)
        room = await self._accounts.runtime(account).ruling.create(settings, members, topic, avatar)
        return ConversationId(account, room)

    async def browse(self, account: AccountId) -> tuple[RoomInfo, ...]:
        """The public rooms of the account's domain, by name."""
        return await self._accounts.runtime(account).line.require().rooms.browse()

    async def info(self, account: AccountId, room: Jid) -> RoomInfo:
        """What a room says of itself, before one is in it."""
        return await self._accounts.runtime(account).line.require().rooms.info(room.bare)

    async def join(
        self, account: AccountId, room: Jid, nick: str = "", password: str = ""
    ) -> ConversationId:
        """Come into a room that there is, and let all devices do so."""
        await self._accounts.runtime(account).rooms.join(room.bare, nick, password)
        return ConversationId(account, room.bare)

    async def invitations(self, account: AccountId) -> tuple[RoomInvitation, ...]:
        """The rooms that the account is asked into and that nobody has answered for, oldest first; also offline.

        `InvitationsChanged` tells of others. Whoever joins the room, on any device, has answered.
        """
        return await self._accounts.runtime(account).invitations.all()

    async def decline(self, account: AccountId, room: Jid) -> None:
        """Say no to what asks the account into `room`, on all its devices; the inviter is not told."""
        await self._accounts.runtime(account).invitations.decline(room.bare)

    async def open_private(self, account: AccountId, room: Jid, nick: str) -> ConversationId:
        """The conversation with somebody in a room: with the person, where it is known who that is, else with the
        occupant, inside the room (`ConversationId.is_with_occupant`).
        """
        runtime = self._accounts.runtime(account)
        peer = runtime.talks.peer_of(room.bare, nick)
        conversation = ConversationId(account, peer)
        name = await runtime.people.name_from_store(peer) if peer.is_bare else nick
        await runtime.store.conversations.ensure(peer, runtime.rooms.kind_of(peer), name)
        runtime.lines.touch({peer})
        return conversation
