"""Cards (XEP-0054) and avatars (XEP-0084)."""

import hashlib

import pytest
from slixmpp import JID
from slixmpp.exceptions import IqError

from tests.conformance.person import Cast, Person
from tests.servers.running import Quirk, RunningServer

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c6360f8cf50cf000003810180bdbf2c3a0000000049454e44ae426082"
)


async def test_card_is_kept_and_readable_by_others(cast: Cast) -> None:
    account = await cast.account("王芳")
    wang = await cast.online(account)
    card = wang["xep_0054"].make_vcard()
    card["FN"] = "王芳"
    card["TITLE"] = "研发总监 & CTO"
    await wang["xep_0054"].publish_vcard(card)
    await wang.sign_out()

    li = await cast.online("李雷")
    answer = await li["xep_0054"].get_vcard(JID(account.address), cached=False)
    assert answer["vcard_temp"]["FN"] == "王芳"
    assert answer["vcard_temp"]["TITLE"] == "研发总监 & CTO"


async def name_on_card(person: Person) -> str:
    """The name on the own card; empty where there is none, said by an empty card or item-not-found (3.1)."""
    try:
        answer = await person["xep_0054"].get_vcard(JID(person.bare), cached=False)
    except IqError as error:
        if error.condition != "item-not-found":
            raise
        return ""
    return str(answer["vcard_temp"]["FN"])


async def test_own_card_is_empty_at_first(cast: Cast) -> None:
    wang = await cast.online("王芳")
    assert await name_on_card(wang) == ""


async def test_nobody_writes_anothers_card(cast: Cast, server: RunningServer) -> None:
    wang, li = await cast.online("王芳"), await cast.online("李雷")
    iq = li.client.make_iq_set(ito=wang.bare)
    iq["vcard_temp"]["FN"] = "冒充"
    if Quirk.SETTING_ANOTHERS_CARD_SETS_ONES_OWN in server.quirks:
        await iq.send()
        assert await name_on_card(li) == "冒充"
    else:
        with pytest.raises(IqError):
            await iq.send()
    assert await name_on_card(wang) == ""


async def test_avatar_is_published_and_fetched(cast: Cast) -> None:
    wang, li = await cast.online("王芳"), await cast.online("李雷")
    await cast.befriend(wang, li)
    image_id = hashlib.sha1(PNG, usedforsecurity=False).hexdigest()
    await wang["xep_0084"].publish_avatar(PNG)
    await wang["xep_0084"].publish_avatar_metadata(
        [{"id": image_id, "type": "image/png", "bytes": str(len(PNG))}]
    )
    metadata = await li["xep_0060"].get_items(JID(wang.bare), "urn:xmpp:avatar:metadata")
    info = metadata.xml.find(".//{urn:xmpp:avatar:metadata}info")
    assert info.get("id") == image_id
    answer = await li["xep_0084"].retrieve_avatar(JID(wang.bare), image_id)
    assert answer["pubsub"]["items"]["item"]["avatar_data"]["value"] == PNG
