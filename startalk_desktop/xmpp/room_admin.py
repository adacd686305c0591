"""Ruling rooms: settings, who belongs to them, topic, picture, invitations, destruction (XEP-0045 sections 7 to 10)."""

from __future__ import annotations

import logging
import secrets
from typing import Final

import aioxmpp
from aioxmpp.disco import xso as disco_xso
from aioxmpp.forms import Data, DataType
from aioxmpp.muc import xso as muc_xso

from startalk_desktop.model.events import MessageBounced
from startalk_desktop.model.failure import Failure, FailureCode
from startalk_desktop.model.jid import Jid, JidError
from startalk_desktop.model.room import Affiliation, Role, RoomAffiliation, RoomSettings
from startalk_desktop.xmpp import room_form, xep_0486_room_avatars
from startalk_desktop.xmpp.addresses import to_model, to_wire
from startalk_desktop.xmpp.context import SessionContext
from startalk_desktop.xmpp.errors import RequestFailed
from startalk_desktop.xmpp.xep_0334_hints import Hint

_log = logging.getLogger(__name__)

MAX_LISTED: Final = 20_000
"""People that are read of one list."""

MAX_AVATAR_BYTES: Final = 64 * 1024
"""A room's picture goes in one stanza, which servers limit."""

_MAX_TEXT_CHARACTERS: Final = 10_000


class RoomAdmin:
    """Asks rooms for what only members, moderators, admins or owners may do.

    Each method raises `RequestFailed` with the room's condition and text where it refuses, and `NotConnected` where
    there is no session.
    """

    def __init__(self, context: SessionContext) -> None:
        self._context = context
        self._bounces: dict[str, MessageBounced | None] = {}

    # settings

    async def settings(self, room: Jid) -> RoomSettings:
        """What is set, for owners to see."""
        return room_form.read(await self._form(room))

    async def configure(self, room: Jid, settings: RoomSettings) -> None:
        """Change what is given in `settings` and offered by the room; a new room is opened by it."""
        answer = room_form.filled(await self._form(room), settings)
        await self._submit(room, answer)

    async def accept_defaults(self, room: Jid) -> None:
        """Open a room that we made by entering, as it is (XEP-0045 section 10.1.2)."""
        await self._submit(room, Data(type_=DataType.SUBMIT))

    async def set_avatar(self, room: Jid, content: bytes, content_type: str) -> None:
        """Give the room a picture (XEP-0486), or take it away where `content` is empty.

        Raises:
            RequestFailed: also with TOO_LARGE beyond `MAX_AVATAR_BYTES`.
        """
        if len(content) > MAX_AVATAR_BYTES:
            raise RequestFailed(Failure(FailureCode.TOO_LARGE))
        await self._set(room, xep_0486_room_avatars.write_card(content, content_type))

    async def destroy(self, room: Jid, reason: str = "", alternative: Jid | None = None) -> None:
        """End the room for everybody (XEP-0045 section 10.9)."""
        payload = muc_xso.OwnerQuery()
        payload.destroy = muc_xso.DestroyRequest()
        payload.destroy.reason = reason[:_MAX_TEXT_CHARACTERS] or None
        payload.destroy.jid = None if alternative is None else to_wire(alternative)
        await self._set(room, payload)

    # people

    async def affiliated(self, room: Jid, affiliation: Affiliation) -> tuple[RoomAffiliation, ...]:
        """Everybody with this affiliation (XEP-0045 sections 9.5, 9.8, 10.5, 10.8); at most `MAX_LISTED`."""
        query = muc_xso.AdminQuery(items=[muc_xso.AdminItem(affiliation=affiliation.value)])
        answer = await self._context.request(
            aioxmpp.IQ(type_=aioxmpp.IQType.GET, to=to_wire(room), payload=query)
        )
        if not isinstance(answer, muc_xso.AdminQuery):
            detail = "the room does not list people in a way that makes sense"
            raise RequestFailed(Failure(FailureCode.SERVER_ERROR, detail))
        found: dict[Jid, RoomAffiliation] = {}
        for item in answer.items[:MAX_LISTED]:
            try:
                jid = to_model(item.jid).bare if item.jid is not None else None
            except JidError:
                continue
            if jid is not None and item.affiliation in (None, affiliation.value):
                found[jid] = RoomAffiliation(
                    jid, affiliation, item.nick or "", (item.reason or "")[:500]
                )
        return tuple(found.values())

    async def set_affiliation(
        self, room: Jid, jid: Jid, affiliation: Affiliation, reason: str = ""
    ) -> None:
        """Make somebody a member, admin, owner, outcast or nobody, there or not."""
        item = muc_xso.AdminItem(affiliation=affiliation.value, reason=_reason(reason))
        item.jid = to_wire(jid.bare)
        await self._set(room, muc_xso.AdminQuery(items=[item]))

    async def set_role(self, room: Jid, nick: str, role: Role, reason: str = "") -> None:
        """Give an occupant another role; NONE puts them out (XEP-0045 section 8.2)."""
        item = muc_xso.AdminItem(role=role.value, nick=nick, reason=_reason(reason))
        await self._set(room, muc_xso.AdminQuery(items=[item]))

    async def invite(self, room: Jid, jid: Jid, reason: str = "", password: str = "") -> None:
        """Invite somebody through the room (XEP-0045 section 7.8.2), which may make them a member by that."""
        message = aioxmpp.Message(type_=aioxmpp.MessageType.NORMAL, to=to_wire(room))
        invite = muc_xso.Invite()
        invite.to = to_wire(jid.bare)
        invite.reason = _reason(reason)
        message.xep0045_muc_user = muc_xso.UserExt(invites=[invite])
        message.xep0045_muc_user.password = password or None
        await self._say(room, message)

    def invite_directly(self, room: Jid, jid: Jid, reason: str = "", password: str = "") -> None:
        """Invite somebody by a message of our own (XEP-0249); whether the room lets them in is another matter."""
        message = aioxmpp.Message(type_=aioxmpp.MessageType.NORMAL, to=to_wire(jid.bare))
        message.id_ = secrets.token_hex(8)
        invite = muc_xso.DirectInvite(to_wire(room))
        invite.reason = _reason(reason)
        invite.password = password or None
        message.xep0249_direct_invite = invite
        message.xep0334_hint = (
            Hint.STORE
        )  # there is no text by which an archive would know its worth
        self._context.transmit(message)

    # what is said

    async def set_subject(self, room: Jid, text: str) -> None:
        """Change what the room is about (XEP-0045 section 8.1); `RoomSubjectChanged` follows."""
        message = aioxmpp.Message(type_=aioxmpp.MessageType.GROUPCHAT, to=to_wire(room))
        message.subject[None] = text[:_MAX_TEXT_CHARACTERS]
        await self._say(room, message)

    def take_bounce(self, event: MessageBounced) -> bool:
        """Whether `event` answers something that was said here."""
        if event.origin_id not in self._bounces:
            return False
        self._bounces[event.origin_id] = event
        return True

    async def _say(self, room: Jid, message: aioxmpp.Message) -> None:
        """Send `message`, and find out whether the room refuses it.

        A room says nothing to a message that it takes. It answers in order, though (RFC 6120 section 10.1), so what
        has not been refused when the next request is answered was taken.
        """
        message.id_ = secrets.token_hex(8)
        self._bounces[message.id_] = None
        try:
            self._context.transmit(message)
            query = disco_xso.InfoQuery()
            await self._context.request(
                aioxmpp.IQ(type_=aioxmpp.IQType.GET, to=to_wire(room), payload=query)
            )
            bounce = self._bounces[message.id_]
        finally:
            del self._bounces[message.id_]
        if bounce is not None:
            raise RequestFailed(bounce.failure, bounce.condition)

    async def _form(self, room: Jid) -> Data:
        answer = await self._context.request(
            aioxmpp.IQ(type_=aioxmpp.IQType.GET, to=to_wire(room), payload=muc_xso.OwnerQuery())
        )
        form = answer.form if isinstance(answer, muc_xso.OwnerQuery) else None
        if form is None:
            raise RequestFailed(Failure(FailureCode.UNSUPPORTED, "the room shows no settings"))
        return form

    async def _submit(self, room: Jid, answer: Data) -> None:
        payload = muc_xso.OwnerQuery()
        payload.form = answer
        await self._set(room, payload)

    async def _set(self, room: Jid, payload: object) -> None:
        await self._context.request(
            aioxmpp.IQ(type_=aioxmpp.IQType.SET, to=to_wire(room), payload=payload)
        )


def _reason(text: str) -> str | None:
    return text[:_MAX_TEXT_CHARACTERS] or None
