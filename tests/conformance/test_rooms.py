"""Rooms (XEP-0045)."""

import xml.etree.ElementTree as ET

import pytest
from slixmpp import JID
from slixmpp.exceptions import IqError

from tests.conformance.person import Cast
from tests.conformance.rooms import (
    MUC,
    MUC_ADMIN,
    MUC_USER,
    PRIVATE,
    RoomRefusedError,
    configure,
    create_room,
    enter,
    is_subject,
    leave,
    new_room,
    occupant,
    rule,
    say,
    statuses,
)
from tests.servers.running import Quirk, RunningServer


async def test_creator_owns_the_room(cast: Cast) -> None:
    wang = await cast.online("王芳")
    room = new_room(cast)
    presence = await enter(wang, room, "王芳")
    assert statuses(presence) >= {"110", "201"}
    item = occupant(presence)
    assert item.get("affiliation") == "owner"
    assert item.get("role") == "moderator"


async def test_new_room_is_locked_until_configured(cast: Cast, server: RunningServer) -> None:
    """XEP-0045 10.1.2."""
    wang, li = await cast.online("王芳"), await cast.online("李雷")
    room = new_room(cast)
    await enter(wang, room, "王芳")
    if Quirk.NEW_ROOM_IS_OPEN not in server.quirks:
        with pytest.raises(RoomRefusedError) as refusal:
            await enter(li, room, "李雷")
        assert refusal.value.condition == "item-not-found"
    await configure(wang, room, {})
    await enter(li, room, "李雷")


async def test_occupants_see_each_other_come_and_go(cast: Cast) -> None:
    wang, li = await cast.online("王芳"), await cast.online("李雷")
    room = new_room(cast)
    await create_room(wang, room, "王芳")

    await enter(li, room, "李雷")
    await li.expect_presence(from_=f"{room}/王芳")
    seen = await wang.expect_presence(from_=f"{room}/李雷")
    assert occupant(seen).get("role") == "participant"
    assert occupant(seen).get("affiliation") == "none"

    leave(li, room, "李雷")
    gone = await wang.expect_presence("unavailable", from_=f"{room}/李雷")
    assert occupant(gone).get("role") == "none"
    own = await li.expect_presence("unavailable", from_=f"{room}/李雷")
    assert "110" in statuses(own)


async def test_message_reaches_everybody_and_its_sender(cast: Cast) -> None:
    wang, li = await cast.online("王芳"), await cast.online("李雷")
    room = new_room(cast)
    await create_room(wang, room, "王芳")
    await enter(li, room, "李雷")
    sent_id = say(li, room, "大家好")
    for person in (wang, li):
        message = await person.expect_message("大家好", type="groupchat")
        assert message["from"] == f"{room}/李雷"
        assert message["id"] == sent_id, "the echo carries the id, which is how a sender knows it"


async def test_outsider_cannot_speak(cast: Cast) -> None:
    wang, li = await cast.online("王芳"), await cast.online("李雷")
    room = new_room(cast)
    await create_room(wang, room, "王芳")
    say(li, room, "我在外面")
    error = await li.expect_message(type="error")
    assert error["error"]["condition"] == "not-acceptable"
    assert not wang.messages("我在外面")


async def test_nick_in_use_is_refused(cast: Cast) -> None:
    wang, li = await cast.online("王芳"), await cast.online("李雷")
    room = new_room(cast)
    await create_room(wang, room, "王芳")
    with pytest.raises(RoomRefusedError) as refusal:
        await enter(li, room, "王芳")
    assert refusal.value.condition == "conflict"


async def test_nick_change(cast: Cast) -> None:
    """XEP-0045 7.6: unavailable with 303 under the old nick, available under the new."""
    wang, li = await cast.online("王芳"), await cast.online("李雷")
    room = new_room(cast)
    await create_room(wang, room, "王芳")
    await enter(li, room, "李雷")
    li.client.send_presence(pto=f"{room}/小李")
    gone = await wang.expect_presence("unavailable", from_=f"{room}/李雷")
    assert "303" in statuses(gone)
    assert occupant(gone).get("nick") == "小李"
    await wang.expect_presence(from_=f"{room}/小李")


async def test_broken_connection_leaves_the_room(cast: Cast) -> None:
    wang, li = await cast.online("王芳"), await cast.online("李雷")
    room = new_room(cast)
    await create_room(wang, room, "王芳")
    await enter(li, room, "李雷")
    await wang.expect_presence(from_=f"{room}/李雷")
    li.client.transport.abort()
    await wang.expect_presence("unavailable", from_=f"{room}/李雷")


async def test_subject_is_told_to_all_and_to_newcomers(cast: Cast) -> None:
    wang, li, han = [await cast.online(name) for name in ("王芳", "李雷", "韩梅梅")]
    room = new_room(cast)
    await create_room(wang, room, "王芳")
    await enter(li, room, "李雷")
    await li.expect("subject at entry", lambda stanza: is_subject(stanza, room))

    message = wang.client.make_message(mto=room, mtype="groupchat", msubject="季度计划")
    message.send()
    told = await li.expect("new subject", lambda stanza: is_subject(stanza, room))
    assert told["subject"] == "季度计划"
    assert told["from"] == f"{room}/王芳"

    await enter(han, room, "韩梅梅")
    told = await han.expect("subject", lambda stanza: is_subject(stanza, room))
    assert told["subject"] == "季度计划"


async def test_participant_may_not_change_the_subject_by_default(cast: Cast) -> None:
    wang, li = await cast.online("王芳"), await cast.online("李雷")
    room = new_room(cast)
    await create_room(wang, room, "王芳", {"changesubject": "0"})
    await enter(li, room, "李雷")
    await li.expect("subject at entry", lambda stanza: is_subject(stanza, room))
    li.client.make_message(mto=room, mtype="groupchat", msubject="不行").send()
    error = await li.expect_message(type="error")
    assert error["error"]["condition"] == "forbidden"


async def test_kick(cast: Cast) -> None:
    wang, li = await cast.online("王芳"), await cast.online("李雷")
    room = new_room(cast)
    await create_room(wang, room, "王芳")
    await enter(li, room, "李雷")
    await rule(wang, room, nick="李雷", role="none")
    gone = await li.expect_presence("unavailable", from_=f"{room}/李雷")
    assert "307" in statuses(gone)
    await wang.expect_presence("unavailable", from_=f"{room}/李雷")
    await enter(li, room, "李雷")


async def test_ban(cast: Cast) -> None:
    wang, li = await cast.online("王芳"), await cast.online("李雷")
    room = new_room(cast)
    await create_room(wang, room, "王芳")
    await enter(li, room, "李雷")
    await rule(wang, room, jid=li.bare, affiliation="outcast")
    gone = await li.expect_presence("unavailable", from_=f"{room}/李雷")
    assert "301" in statuses(gone)
    with pytest.raises(RoomRefusedError) as refusal:
        await enter(li, room, "李雷")
    assert refusal.value.condition == "forbidden"


async def test_participant_cannot_kick(cast: Cast) -> None:
    wang, li = await cast.online("王芳"), await cast.online("李雷")
    room = new_room(cast)
    await create_room(wang, room, "王芳")
    await enter(li, room, "李雷")
    with pytest.raises(IqError) as refusal:
        await rule(li, room, nick="王芳", role="none")
    assert refusal.value.condition in {"forbidden", "not-allowed"}


async def test_private_room_is_for_members_who_know_each_other(cast: Cast) -> None:
    """Members-only and non-anonymous: the kind the client makes for a company's team."""
    wang, li, han = [await cast.online(name) for name in ("王芳", "李雷", "韩梅梅")]
    room = new_room(cast)
    await create_room(wang, room, "王芳", PRIVATE)
    with pytest.raises(RoomRefusedError) as refusal:
        await enter(li, room, "李雷")
    assert refusal.value.condition == "registration-required"

    await rule(wang, room, jid=li.bare, affiliation="member")
    own = await enter(li, room, "李雷")
    assert "100" in statuses(own), "100 warns that everybody sees the real address"
    seen = await li.expect_presence(from_=f"{room}/王芳")
    assert occupant(seen).get("jid") == str(wang.jid)
    seen = await wang.expect_presence(from_=f"{room}/李雷")
    assert occupant(seen).get("jid") == str(li.jid)
    assert occupant(seen).get("affiliation") == "member"

    await rule(wang, room, jid=li.bare, affiliation="none")
    gone = await li.expect_presence("unavailable", from_=f"{room}/李雷")
    assert "321" in statuses(gone)
    with pytest.raises(RoomRefusedError):
        await enter(han, room, "韩梅梅")


async def test_members_can_be_listed(cast: Cast) -> None:
    wang, li = await cast.online("王芳"), await cast.online("李雷")
    room = new_room(cast)
    await create_room(wang, room, "王芳", PRIVATE)
    await rule(wang, room, jid=li.bare, affiliation="member")
    iq = wang.client.make_iq_get(ito=room)
    query = ET.SubElement(iq.xml, f"{{{MUC_ADMIN}}}query")
    ET.SubElement(query, f"{{{MUC_ADMIN}}}item", affiliation="member")
    answer = await iq.send()
    listed = {item.get("jid") for item in answer.xml.iter(f"{{{MUC_ADMIN}}}item")}
    assert listed == {li.bare}


async def test_semi_anonymous_room_hides_addresses(cast: Cast) -> None:
    wang, li, han = [await cast.online(name) for name in ("王芳", "李雷", "韩梅梅")]
    room = new_room(cast)
    await create_room(wang, room, "王芳", {"whois": "moderators"})
    await enter(li, room, "李雷")
    await enter(han, room, "韩梅梅")
    hidden = await li.expect_presence(from_=f"{room}/韩梅梅")
    assert occupant(hidden).get("jid") is None
    shown = await wang.expect_presence(from_=f"{room}/韩梅梅")
    assert occupant(shown).get("jid") == str(han.jid)


async def test_password(cast: Cast) -> None:
    wang, li = await cast.online("王芳"), await cast.online("李雷")
    room = new_room(cast)
    await create_room(wang, room, "王芳", {"passwordprotectedroom": "1", "roomsecret": "芝麻开门"})
    with pytest.raises(RoomRefusedError) as refusal:
        await enter(li, room, "李雷")
    assert refusal.value.condition == "not-authorized"
    await enter(li, room, "李雷", password="芝麻开门")


async def test_invitation(cast: Cast) -> None:
    """XEP-0045 7.8.2: to a members-only room it makes a member of the invited."""
    wang, li = await cast.online("王芳"), await cast.online("李雷")
    room = new_room(cast)
    await create_room(wang, room, "王芳", PRIVATE)
    wang["xep_0045"].invite(room, li.bare, "来讨论")
    invitation = await li.expect(
        "an invitation",
        lambda stanza: (
            stanza.name == "message"
            and stanza.xml.find(f"{{{MUC_USER}}}x/{{{MUC_USER}}}invite") is not None
        ),
    )
    assert invitation["from"] == room
    await enter(li, room, "李雷")


async def test_private_message_in_a_room(cast: Cast) -> None:
    wang, li, han = [await cast.online(name) for name in ("王芳", "李雷", "韩梅梅")]
    room = new_room(cast)
    await create_room(wang, room, "王芳")
    for person, nick in ((li, "李雷"), (han, "韩梅梅")):
        await enter(person, room, nick)
    wang.chat(f"{room}/李雷", "悄悄话")
    message = await li.expect_message("悄悄话", type="chat")
    assert message["from"] == f"{room}/王芳"
    say(wang, room, "公开话")
    await han.expect_message("公开话")
    assert not han.messages("悄悄话")


async def test_two_devices_of_a_person_share_a_nick(cast: Cast) -> None:
    """XEP-0045 7.2.3 leaves it to the room whether the owner of a nick may use it twice; all here allow it."""
    account = await cast.account("王芳")
    desk, phone = await cast.online(account, "desk"), await cast.online(account, "phone")
    li = await cast.online("李雷")
    room = new_room(cast)
    await create_room(desk, room, "王芳")
    await enter(phone, room, "王芳")
    await enter(li, room, "李雷")
    say(li, room, "大家好")
    for device in (desk, phone):
        await device.expect_message("大家好")
    leave(desk, room, "王芳")
    await desk.expect_presence("unavailable", from_=f"{room}/王芳")
    say(phone, room, "还在")
    await li.expect_message("还在", from_=f"{room}/王芳")
    assert not [p for p in li.presences(f"{room}/王芳") if p["type"] == "unavailable"]


async def test_occupant_can_tell_whether_it_is_still_in(cast: Cast) -> None:
    """XEP-0410: pinging oneself through the room, after a break."""
    wang, li = await cast.online("王芳"), await cast.online("李雷")
    room = new_room(cast)
    await create_room(wang, room, "王芳")
    await wang["xep_0199"].send_ping(JID(f"{room}/王芳"))
    with pytest.raises(IqError) as refusal:
        await li["xep_0199"].send_ping(JID(f"{room}/李雷"))
    assert refusal.value.condition == "not-acceptable"


async def test_private_message_to_nobody_is_an_error(cast: Cast) -> None:
    wang = await cast.online("王芳")
    room = new_room(cast)
    await create_room(wang, room, "王芳")
    wang.chat(f"{room}/没有人", "喂")
    error = await wang.expect_message(type="error")
    assert error["error"]["condition"] in {"item-not-found", "recipient-unavailable"}


async def test_moderated_room_gives_the_floor(cast: Cast) -> None:
    """XEP-0045 8.3 and 8.4: visitors listen until a moderator gives them voice."""
    wang, li = await cast.online("王芳"), await cast.online("李雷")
    room = new_room(cast)
    await create_room(wang, room, "王芳", {"moderatedroom": "1"})
    await enter(li, room, "李雷")
    await rule(wang, room, nick="李雷", role="visitor")
    await li.expect(
        "loss of voice",
        lambda stanza: (
            stanza.name == "presence"
            and stanza["from"] == f"{room}/李雷"
            and occupant(stanza).get("role") == "visitor"
        ),
    )
    say(li, room, "我要说话")
    error = await li.expect_message(type="error")
    assert error["error"]["condition"] == "forbidden"
    await rule(wang, room, nick="李雷", role="participant")
    await li.expect(
        "voice",
        lambda stanza: (
            stanza.name == "presence"
            and stanza["from"] == f"{room}/李雷"
            and occupant(stanza).get("role") == "participant"
        ),
    )
    say(li, room, "谢谢")
    await wang.expect_message("谢谢")


async def test_only_an_owner_configures_and_destroys(cast: Cast) -> None:
    wang, li = await cast.online("王芳"), await cast.online("李雷")
    room = new_room(cast)
    await create_room(wang, room, "王芳")
    await enter(li, room, "李雷")
    with pytest.raises(IqError) as refusal:
        await configure(li, room, {"roomname": "我的"})
    assert refusal.value.condition == "forbidden"
    with pytest.raises(IqError) as refusal:
        await li["xep_0045"].destroy(room)
    assert refusal.value.condition == "forbidden"


async def test_destroy(cast: Cast) -> None:
    wang, li = await cast.online("王芳"), await cast.online("李雷")
    room = new_room(cast)
    await create_room(wang, room, "王芳", {"persistentroom": "1"})
    await enter(li, room, "李雷")
    await wang["xep_0045"].destroy(room, reason="项目结束")
    gone = await li.expect_presence("unavailable", from_=f"{room}/李雷")
    assert gone.xml.find(f"{{{MUC_USER}}}x/{{{MUC_USER}}}destroy") is not None


async def test_persistent_room_outlives_its_last_occupant(cast: Cast) -> None:
    wang, li = await cast.online("王芳"), await cast.online("李雷")
    room = new_room(cast)
    await create_room(wang, room, "王芳", {"persistentroom": "1", "roomname": "研发部"})
    leave(wang, room, "王芳")
    await wang.expect_presence("unavailable", from_=f"{room}/王芳")
    presence = await enter(li, room, "李雷")
    assert "201" not in statuses(presence)
    info = await li["xep_0030"].get_info(jid=room, cached=False)
    assert "研发部" in {identity[3] for identity in info["disco_info"]["identities"]}


async def test_public_rooms_are_listed_and_hidden_ones_not(cast: Cast) -> None:
    wang, li = await cast.online("王芳"), await cast.online("李雷")
    public, hidden = new_room(cast), new_room(cast)
    await create_room(wang, public, "王芳", {"publicroom": "1", "roomname": "大厅"})
    await create_room(wang, hidden, "王芳", {"publicroom": "0"})
    found = await li["xep_0030"].get_items(jid=cast.server.addresses().conference)
    listed = {item[0] for item in found["disco_items"]["items"]}
    assert public in listed
    assert hidden not in listed


async def test_room_tells_its_features(cast: Cast) -> None:
    wang = await cast.online("王芳")
    room = new_room(cast)
    await create_room(wang, room, "王芳", PRIVATE)
    info = await wang["xep_0030"].get_info(jid=room, cached=False)
    features = set(info["disco_info"]["features"])
    assert features >= {
        MUC,
        "urn:xmpp:mam:2",
        "muc_membersonly",
        "muc_nonanonymous",
        "muc_persistent",
        "muc_hidden",
    }
