"""What people publish of themselves: pictures (XEP-0084) and cards (XEP-0292, or else XEP-0054)."""

from __future__ import annotations

import base64
import binascii
import logging
from typing import Final
from xml.etree.ElementTree import Element

import aioxmpp
from aioxmpp.avatar import xso as avatar_xso
from aioxmpp.vcard import xso as vcard_xso

from startalk_desktop.model.card import Avatar, Card, avatar_name, avatar_of
from startalk_desktop.model.events import AvatarChanged
from startalk_desktop.model.failure import Failure, FailureCode
from startalk_desktop.model.jid import Jid
from startalk_desktop.xmpp import xep_0292_vcard4 as vcard4
from startalk_desktop.xmpp.addresses import to_wire
from startalk_desktop.xmpp.card_publisher import DATA_NODE, METADATA_NODE, CardPublisher
from startalk_desktop.xmpp.card_reader import photo_of, read_card
from startalk_desktop.xmpp.context import SessionContext
from startalk_desktop.xmpp.errors import NotConnected, RequestFailed
from startalk_desktop.xmpp.pubsub import NodeEvent, PubSub

_log = logging.getLogger(__name__)

MAX_AVATAR_BYTES: Final = 512 * 1024
"""A bigger picture is not fetched, or not believed."""

CONTENT_TYPES: Final = ("image/png", "image/jpeg", "image/webp", "image/gif")
"""What can be drawn, the best first."""

_INFO: Final = "{urn:xmpp:avatar:metadata}info"
_HASH_CHARACTERS: Final = frozenset("0123456789abcdef")
_ABSENT: Final = frozenset({"item-not-found", "service-unavailable", "feature-not-implemented"})
_HIDDEN: Final = frozenset({"forbidden", "not-authorized", "subscription-required"})


class CardClient:
    """Asks people's accounts, by their servers; they need not be online.

    Attributes:
        own: publishes what the own account shows.
    """

    def __init__(self, context: SessionContext, pubsub: PubSub) -> None:
        self._context = context
        self._pubsub = pubsub
        self.own = CardPublisher(context, pubsub)

    async def avatar(self, jid: Jid) -> Avatar | None:
        """The picture of `jid`, or None where there is none to see.

        A picture that only contacts may see is looked for in the card, which all may see.

        Raises:
            RequestFailed: `jid` can't be asked, or sent something else than was announced.
            NotConnected: there is no session.
        """
        try:
            info = await self._newest_info(jid)
            if info is not None:
                return await self._published(jid, info)
        except NotConnected:
            raise
        except RequestFailed as error:
            if error.condition not in _ABSENT | _HIDDEN:
                raise
        return await self._on_card(jid)

    async def room_avatar(self, room: Jid) -> Avatar | None:
        """The picture of `room` (XEP-0486), or None where there is none to see.

        Raises:
            RequestFailed: the room can't be asked.
            NotConnected: there is no session.
        """
        return await self._on_card(room)

    async def _on_card(self, jid: Jid) -> Avatar | None:
        vcard = await self._vcard(jid)
        photo = photo_of(vcard.elements) if vcard is not None else None
        if photo is None:
            return None
        content_type, encoded = photo
        content = _decoded(encoded)
        if not content or len(content) > MAX_AVATAR_BYTES:
            return None
        return avatar_of(content, content_type)

    async def card(self, jid: Jid) -> Card:
        """The card of `jid`: of the new kind, else of the old one; empty where there is none.

        Raises:
            RequestFailed: `jid` can't be asked.
            NotConnected: there is no session.
        """
        try:
            for item in reversed(await self._pubsub.items(jid, vcard4.NODE, newest=1)):
                if (card := vcard4.read(item.payload)) is not None:
                    return card
        except NotConnected:
            raise
        except RequestFailed as error:
            if error.condition not in _ABSENT | _HIDDEN:
                raise
        vcard = await self._vcard(jid)
        return read_card(vcard.elements) if vcard is not None else Card()

    def take_event(self, event: NodeEvent, sender: Jid) -> None:
        """Tell of a new picture that the person's own account, and nobody else, announces."""
        if event.node != METADATA_NODE or not sender.is_bare or not sender.local:
            return
        for _, metadata in event.published:
            hashes = [sha1 for info in metadata.iterfind(_INFO) if (sha1 := announced_hash(info))]
            if hashes or len(metadata) == 0:
                self._context.emit(AvatarChanged(sender, hashes[0] if hashes else ""))

    async def _newest_info(self, jid: Jid) -> avatar_xso.Info | None:
        items = await self._pubsub.items(jid, METADATA_NODE, newest=1)
        metadata = items[-1].payload if items else None
        if not isinstance(metadata, avatar_xso.Metadata):
            return None
        known = [
            info
            for content_type in CONTENT_TYPES
            for info in metadata.info.get(content_type, ())
            if info.url is None and _is_hash(info.id_) and 0 < info.nbytes <= MAX_AVATAR_BYTES
        ]
        return known[0] if known else None

    async def _published(self, jid: Jid, info: avatar_xso.Info) -> Avatar:
        items = await self._pubsub.items(jid, DATA_NODE, [info.id_])
        payload = next((item.payload for item in items if item.id == info.id_), None)
        content = payload.data if isinstance(payload, avatar_xso.Data) else b""
        if (
            not content
            or len(content) > MAX_AVATAR_BYTES
            or avatar_name(content) != info.id_.lower()
        ):
            detail = f"the picture of {jid} is not the one that was announced"
            raise RequestFailed(Failure(FailureCode.SERVER_ERROR, detail))
        return Avatar(info.id_.lower(), info.mime_type, content)

    async def _vcard(self, jid: Jid) -> vcard_xso.VCard | None:
        to = None if jid == self._context.own else to_wire(jid)
        iq = aioxmpp.IQ(type_=aioxmpp.IQType.GET, to=to, payload=vcard_xso.VCard())
        try:
            answer = await self._context.request(iq)
        except RequestFailed as error:
            if error.condition in _ABSENT:
                return None
            raise
        return answer if isinstance(answer, vcard_xso.VCard) else None


def announced_hash(info: Element) -> str:
    """The SHA-1 that an ``<info/>`` of XEP-0084 names, or ``""`` where it names none."""
    sha1 = (info.get("id") or "").lower()
    return sha1 if _is_hash(sha1) else ""


def _is_hash(text: str) -> bool:
    return len(text) == 40 and _HASH_CHARACTERS.issuperset(text.lower())


def _decoded(encoded: str) -> bytes:
    try:
        return base64.b64decode(encoded)
    except (binascii.Error, ValueError):
        return b""
