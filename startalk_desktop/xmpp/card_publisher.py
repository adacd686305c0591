"""Publishing the own card (XEP-0292, XEP-0054) and picture (XEP-0084), for everybody to see."""

from __future__ import annotations

import base64
import logging
from typing import Final

import aioxmpp
from aioxmpp.vcard import xso as vcard_xso
from lxml import etree

from startalk_desktop.model.card import Avatar, Card
from startalk_desktop.xmpp import xep_0292_vcard4 as vcard4
from startalk_desktop.xmpp.card_writer import write_card
from startalk_desktop.xmpp.context import SessionContext
from startalk_desktop.xmpp.errors import NotConnected, RequestFailed
from startalk_desktop.xmpp.message_payloads import payload
from startalk_desktop.xmpp.own_node import PublicNode
from startalk_desktop.xmpp.pubsub import PubSub

_log = logging.getLogger(__name__)

METADATA_NODE: Final = "urn:xmpp:avatar:metadata"
DATA_NODE: Final = "urn:xmpp:avatar:data"

_CONVERSION: Final = "urn:xmpp:pep-vcard-conversion:0"
_NO_PICTURE: Final = "none"  # the id of the item that says so


class CardPublisher:
    """Changes what the own account shows of itself; each method raises `RequestFailed` or `NotConnected`."""

    def __init__(self, context: SessionContext, pubsub: PubSub) -> None:
        self._context = context
        self._card = PublicNode(context, pubsub, vcard4.NODE)
        self._data = PublicNode(context, pubsub, DATA_NODE)
        self._metadata = PublicNode(context, pubsub, METADATA_NODE)

    async def publish_card(self, card: Card) -> None:
        """Say `card` of ourselves; what other clients have said besides stays.

        Raises:
            RequestFailed: the server takes no card of either kind.
        """
        has_old = await self._publish_old(card, None, keeps_photo=True)
        try:
            items = await self._card.items(newest=1)
            former = items[-1].payload if items else None
            await self._card.put(vcard4.ITEM_ID, vcard4.write(card, former))
        except NotConnected:
            raise
        except RequestFailed as error:
            if not has_old:
                raise
            _log.info("the account takes no vCard4: %s", error)

    async def publish_avatar(self, avatar: Avatar | None, card: Card) -> None:
        """Show `avatar`, or none any more; `card` is what is said beside it where both are in one place.

        Raises:
            RequestFailed: the server refused.
        """
        if avatar is not None:
            data = etree.Element("{urn:xmpp:avatar:data}data")
            data.text = base64.b64encode(avatar.content).decode("ascii")
            await self._data.put(avatar.sha1, data)
        # An empty one says that there is none (XEP-0084 section 4.2.1).
        metadata = payload(METADATA_NODE, "metadata")
        if avatar is not None:
            metadata.append(
                payload(
                    METADATA_NODE,
                    "info",
                    bytes=str(len(avatar.content)),
                    id=avatar.sha1,
                    type=avatar.content_type,
                )
            )
        await self._metadata.put(avatar.sha1 if avatar is not None else _NO_PICTURE, metadata)
        await self._publish_old(card, avatar, keeps_photo=False)

    async def _publish_old(self, card: Card, avatar: Avatar | None, *, keeps_photo: bool) -> bool:
        """Write the vCard of the old kind, where the server does not make it of the new one; whether it was taken."""
        if _CONVERSION in self._context.features:
            return False
        try:
            answer = await self._context.request(
                aioxmpp.IQ(type_=aioxmpp.IQType.GET, payload=vcard_xso.VCard())
            )
            former = answer.elements if isinstance(answer, vcard_xso.VCard) else None
            vcard = vcard_xso.VCard()
            written = write_card(former, card, avatar, keeps_photo=keeps_photo)
            vcard.elements.extend(list(written))
            await self._context.request(aioxmpp.IQ(type_=aioxmpp.IQType.SET, payload=vcard))
        except NotConnected:
            raise
        except RequestFailed as error:
            _log.info("the account takes no vCard of the old kind: %s", error)
            return False
        return True
