"""Finding rooms, and what they tell of themselves (XEP-0045 section 6). Nobody needs to be in them for that."""

from __future__ import annotations

import logging
from typing import Final

from startalk_desktop.model.jid import Jid
from startalk_desktop.model.room import RoomInfo
from startalk_desktop.xmpp import message_fields as fields
from startalk_desktop.xmpp import namespaces as ns
from startalk_desktop.xmpp import xep_0425_moderation, xep_0486_room_avatars
from startalk_desktop.xmpp.disco import Disco, Info
from startalk_desktop.xmpp.errors import NotConnected, RequestFailed

_log = logging.getLogger(__name__)

_MAX_NAME_CHARACTERS: Final = 1023
_MAX_OCCUPANT_DIGITS: Final = 9


async def browse(disco: Disco) -> tuple[RoomInfo, ...]:
    """The public rooms of the domain's room services, by what the services list.

    Raises:
        RequestFailed: the domain does not tell of its services.
        NotConnected: there is no session.
    """
    found: dict[Jid, RoomInfo] = {}
    for service in await services(disco):
        try:
            items = await disco.items(service)
        except NotConnected:
            raise
        except RequestFailed as error:
            _log.warning("%s does not list its rooms: %s", service, error)
            continue
        for item in items:
            if item.jid.local and item.jid.domain == service.domain and item.jid.is_bare:
                name = item.name[:_MAX_NAME_CHARACTERS] or item.jid.local
                found[item.jid] = RoomInfo(item.jid, name, is_public=True)
    return tuple(sorted(found.values(), key=lambda room: (room.name, room.jid)))


async def services(disco: Disco) -> tuple[Jid, ...]:
    """Where the domain has rooms, the best place for new ones first.

    Raises:
        RequestFailed: the domain does not tell of its services.
        NotConnected: there is no session.
    """
    return tuple(
        service
        for service, info in (await disco.services()).items()
        # A gateway to another kind of chat calls itself a conference of that kind.
        if info.has_identity("conference", "text") and ns.MUC in info.features
    )


def room_info(room: Jid, info: Info) -> RoomInfo:
    """What `room` said of itself, as far as it makes sense."""

    def said(name: str) -> str:
        return next(iter(info.fields.get(name, ())), "")[: fields.MAX_TEXT_CHARACTERS]

    count = said("muc#roominfo_occupants")
    is_count = count.isascii() and count.isdigit() and len(count) <= _MAX_OCCUPANT_DIGITS
    named = (i.name for i in info.identities if i.category == "conference" and i.name)
    return RoomInfo(
        jid=room,
        name=next(named, "")[:_MAX_NAME_CHARACTERS] or room.local,
        description=said("muc#roominfo_description"),
        subject=said("muc#roominfo_subject"),
        occupant_count=int(count) if is_count else None,
        is_members_only="muc_membersonly" in info.features,
        is_anonymous="muc_semianonymous" in info.features,
        has_archive=ns.MAM in info.features,
        can_moderate=xep_0425_moderation.is_known_to(info.features),
        is_persistent="muc_persistent" in info.features,
        is_public="muc_public" in info.features,
        is_moderated="muc_moderated" in info.features,
        is_protected="muc_passwordprotected" in info.features,
        anyone_may_set_topic=_flag(said("muc#roominfo_changesubject"))
        if "muc#roominfo_changesubject" in info.fields
        else None,
        avatar_hash=xep_0486_room_avatars.announced(info.fields),
        has_card=xep_0486_room_avatars.CARDS in info.features,
    )


def _flag(value: str) -> bool:
    return value in {"1", "true"}
