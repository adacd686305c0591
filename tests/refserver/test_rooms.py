"""Rooms: joining, speaking, being ruled and leaving."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree

from startalk_desktop.refserver import namespaces as ns
from startalk_desktop.refserver.config import DomainConfig
from startalk_desktop.refserver.database import Database
from startalk_desktop.refserver.domain import Domain
from startalk_desktop.refserver.jid import Jid
from startalk_desktop.refserver.modules import install_modules
from startalk_desktop.refserver.room_state import RoomConfig
from startalk_desktop.refserver.rooms import Rooms
from startalk_desktop.refserver.stanza import Element
from tests.refserver.client import Client, ServerError

ROOM = "研发@conference.acme.example"
NAMESPACES = {"c": ns.CLIENT, "u": ns.MUC_USER, "x": ns.DATA_FORMS, "i": ns.DISCO_INFO}


def service(domain: Domain) -> Rooms:
    component = domain.components["conference.acme.example"]
    assert isinstance(component, Rooms)
    return component


def open_room(domain: Domain, config: RoomConfig | None = None, **affiliations: str) -> None:
    """An administrator's room; `affiliations` by local part."""
    people = {Jid(local, domain.name): has for local, has in affiliations.items()}
    service(domain).create("研发", config or RoomConfig(is_persistent=True), people)


async def join(client: Client, nick: str, inside: str = "") -> list[Element]:
    """Join and return all presences up to the own one."""
    await client.send(f"<presence to='{ROOM}/{nick}'><x xmlns='{ns.MUC}'>{inside}</x></presence>")
    return client.take("presence")


def codes(stanza: Element) -> set[str]:
    return {status.get("code", "") for status in stanza.iterfind(".//u:status", NAMESPACES)}


def item(stanza: Element) -> dict[str, str]:
    found = stanza.find("u:x/u:item", NAMESPACES)
    assert found is not None
    return {str(name): str(value) for name, value in found.attrib.items()}


def nick_of(stanza: Element) -> str:
    return Jid.parse(stanza.get("from", "")).resource


def condition(stanza: Element) -> str:
    assert stanza.get("type") == "error"
    error = stanza.find("c:error", NAMESPACES)
    assert error is not None
    return etree.QName(error[0]).localname


async def say(client: Client, text: str, **attributes: str) -> None:
    extra = "".join(f" {name}='{value}'" for name, value in attributes.items())
    await client.send(f"<message to='{ROOM}' type='groupchat'{extra}><body>{text}</body></message>")


async def admin(client: Client, attributes: str, inside: str = "") -> None:
    query = f"<query xmlns='{ns.MUC_ADMIN}'><item {attributes}>{inside}</item></query>"
    await client.ask("set", ROOM, query)


async def configure(client: Client, **settings: str) -> None:
    fields = "".join(
        f"<field var='muc#roomconfig_{name}'><value>{value}</value></field>"
        for name, value in settings.items()
    )
    await client.ask(
        "set",
        ROOM,
        f"<query xmlns='{ns.MUC_OWNER}'><x xmlns='{ns.DATA_FORMS}' type='submit'>{fields}</x></query>",
    )


async def test_a_new_room_is_locked_until_its_owner_accepts_it(domain: Domain) -> None:
    fang, wei = await Client.sign_in(domain, "王芳"), await Client.sign_in(domain, "李伟")
    [own] = await join(fang, "芳")
    assert {"110", "201"} <= codes(own)
    assert item(own)["affiliation"] == "owner"
    assert item(own)["role"] == "moderator"
    [refused] = await join(wei, "伟")
    assert condition(refused) == "item-not-found"
    await configure(fang)
    [other, own] = await join(wei, "伟")
    assert nick_of(other) == "芳"
    assert "110" in codes(own)
    assert "201" not in codes(own)


async def test_a_temporary_room_ends_with_its_last_session(domain: Domain) -> None:
    fang = await Client.sign_in(domain, "王芳")
    await join(fang, "芳")
    await configure(fang)
    assert len(await fang.ask("get", "conference.acme.example", disco("items"))) == 1
    await fang.session.close()
    wei = await Client.sign_in(domain, "李伟")
    assert len(await wei.ask("get", "conference.acme.example", disco("items"))) == 0


def disco(what: str) -> str:
    return f"<query xmlns='http://jabber.org/protocol/disco#{what}'/>"


async def test_messages_keep_their_id_and_get_a_stamp_that_nobody_can_forge(domain: Domain) -> None:
    open_room(domain)
    fang, wei = await Client.sign_in(domain, "王芳"), await Client.sign_in(domain, "李伟")
    await join(fang, "芳")
    await join(wei, "伟")
    wei.take("message")
    forged = f"<stanza-id xmlns='{ns.STANZA_ID}' by='{ROOM}' id='forged'/>"
    await fang.send(
        f"<message to='{ROOM}' type='groupchat' id='a1'><body>大家好</body>{forged}</message>"
    )
    [heard] = wei.take("message")
    assert heard.get("id") == "a1"
    assert heard.get("from") == f"{ROOM}/芳"
    [stamp] = heard.findall(f"{{{ns.STANZA_ID}}}stanza-id")
    assert stamp.get("by") == ROOM
    assert stamp.get("id") != "forged"


@pytest.mark.parametrize(
    ("history", "expected"),
    [
        ("", ["一", "二", "三"]),
        ("<history maxstanzas='2'/>", ["二", "三"]),
        ("<history maxstanzas='0'/>", []),
    ],
)
async def test_history_comes_before_the_subject(
    domain: Domain, history: str, expected: list[str]
) -> None:
    open_room(domain, 王芳="owner")
    fang, wei = await Client.sign_in(domain, "王芳"), await Client.sign_in(domain, "李伟")
    await join(fang, "芳")
    for text in ("一", "二", "三"):
        await say(fang, text)
    await fang.send(f"<message to='{ROOM}' type='groupchat'><subject>计划</subject></message>")
    await join(wei, "伟", history)
    *told, subject = wei.take("message")
    assert [message.findtext("c:body", namespaces=NAMESPACES) for message in told] == expected
    assert all(message.find(f"{{{ns.DELAY}}}delay") is not None for message in told)
    assert subject.findtext("c:subject", namespaces=NAMESPACES) == "计划"
    assert nick_of(subject) == "芳"


async def test_history_of_no_number_is_refused(domain: Domain) -> None:
    open_room(domain)
    wei = await Client.sign_in(domain, "李伟")
    presences = await join(wei, "伟", "<history maxstanzas='many'/>")
    assert condition(presences[-1]) == "bad-request"


async def test_a_nick_belongs_to_one_person_with_all_their_clients(domain: Domain) -> None:
    open_room(domain)
    fang, phone = await Client.sign_in(domain, "王芳"), await Client.sign_in(domain, "王芳", "手机")
    wei = await Client.sign_in(domain, "李伟")
    await join(fang, "芳")
    await join(phone, "芳")
    [refused] = await join(wei, "芳")
    assert condition(refused) == "conflict"
    await join(wei, "伟")
    fang.take("message")
    phone.take("message")
    await say(wei, "都收到吗")
    assert len(fang.take("message")) == len(phone.take("message")) == 1
    wei.take("presence")
    await phone.session.close()
    [still] = wei.take("presence")
    assert still.get("type") is None
    await fang.session.close()
    [gone] = wei.take("presence")
    assert gone.get("type") == "unavailable"
    assert item(gone)["role"] == "none"


async def test_changing_the_nick_says_both_names(domain: Domain) -> None:
    open_room(domain)
    fang, wei = await Client.sign_in(domain, "王芳"), await Client.sign_in(domain, "李伟")
    await join(fang, "芳")
    await join(wei, "伟")
    wei.take("presence")
    await fang.send(f"<presence to='{ROOM}/小芳'/>")
    [old, new] = wei.take("presence")
    assert (old.get("type"), codes(old), item(old)["nick"]) == ("unavailable", {"303"}, "小芳")
    assert nick_of(new) == "小芳"
    await fang.send(f"<presence to='{ROOM}/伟'/>")
    assert condition(fang.take("presence")[-1]) == "conflict"


async def test_real_addresses_are_for_moderators_unless_the_room_says_so(domain: Domain) -> None:
    open_room(domain, 王芳="owner")
    fang, wei = await Client.sign_in(domain, "王芳"), await Client.sign_in(domain, "李伟")
    min_ = await Client.sign_in(domain, "赵敏")
    await join(fang, "芳")
    await join(wei, "伟")
    seen = await join(min_, "敏")
    assert all("jid" not in item(presence) for presence in seen if nick_of(presence) != "敏")
    assert item(fang.take("presence")[-1])["jid"] == min_.jid
    await configure(fang, persistentroom="1", whois="anyone")
    assert codes(wei.take("message")[-1]) == {"104", "172"}
    wei.take("presence")
    seen = await join(wei, "伟")
    assert {item(presence)["jid"] for presence in seen} == {fang.jid, wei.jid, min_.jid}
    assert "100" in codes(seen[-1])


@pytest.mark.parametrize(
    ("config", "affiliation", "inside", "expected"),
    [
        (RoomConfig(is_members_only=True), "none", "", "registration-required"),
        (RoomConfig(is_members_only=True), "member", "", None),
        (RoomConfig(is_protected=True, secret="芝麻"), "none", "", "not-authorized"),
        (
            RoomConfig(is_protected=True, secret="芝麻"),
            "member",
            "<password>芝麻</password>",
            None,
        ),
        (RoomConfig(), "outcast", "", "forbidden"),
    ],
)
async def test_who_may_join(
    domain: Domain, config: RoomConfig, affiliation: str, inside: str, expected: str | None
) -> None:
    open_room(domain, config, 王芳="owner", 李伟=affiliation)
    fang, wei = await Client.sign_in(domain, "王芳"), await Client.sign_in(domain, "李伟")
    await join(fang, "芳")
    [*_others, last] = await join(wei, "伟", inside)
    if expected is None:
        assert "110" in codes(last)
    else:
        assert condition(last) == expected


async def test_kick_and_ban_say_who_and_why(domain: Domain) -> None:
    open_room(domain, 王芳="owner")
    fang, wei = await Client.sign_in(domain, "王芳"), await Client.sign_in(domain, "李伟")
    await join(fang, "芳")
    await join(wei, "伟")
    fang.take("presence")
    await admin(fang, "nick='伟' role='none'", "<reason>太吵</reason>")
    [kicked] = wei.take("presence")
    assert codes(kicked) == {"110", "307"}
    assert kicked.findtext("u:x/u:item/u:reason", namespaces=NAMESPACES) == "太吵"
    await join(wei, "伟")
    await admin(fang, f"jid='{wei.bare}' affiliation='outcast'")
    assert codes(wei.take("presence")[-1]) == {"110", "301"}
    [refused] = await join(wei, "伟")
    assert condition(refused) == "forbidden"
    query = f"<query xmlns='{ns.MUC_ADMIN}'><item affiliation='outcast'/></query>"
    assert [entry.get("jid") for entry in await fang.ask("get", ROOM, query)] == [wei.bare]


async def test_nobody_rules_over_their_betters(domain: Domain) -> None:
    open_room(domain, 王芳="owner", 李伟="admin")
    fang, wei = await Client.sign_in(domain, "王芳"), await Client.sign_in(domain, "李伟")
    min_ = await Client.sign_in(domain, "赵敏")
    for client, nick in ((fang, "芳"), (wei, "伟"), (min_, "敏")):
        await join(client, nick)
    attempts = [
        (min_, "nick='伟' role='none'", "forbidden"),
        (min_, f"jid='{min_.bare}' affiliation='owner'", "forbidden"),
        (wei, "nick='芳' role='none'", "not-allowed"),
        (wei, f"jid='{fang.bare}' affiliation='none'", "not-allowed"),
        (wei, f"jid='{min_.bare}' affiliation='admin'", "not-allowed"),
        (fang, f"jid='{fang.bare}' affiliation='member'", "conflict"),
        (fang, "nick='无人' role='none'", "item-not-found"),
    ]
    for client, attributes, expected in attempts:
        with pytest.raises(ServerError) as caught:
            await admin(client, attributes)
        assert expected in caught.value.conditions, attributes


async def test_visitors_of_a_moderated_room_need_voice(domain: Domain) -> None:
    open_room(domain, RoomConfig(is_moderated=True), 王芳="owner")
    fang, wei = await Client.sign_in(domain, "王芳"), await Client.sign_in(domain, "李伟")
    await join(fang, "芳")
    await join(wei, "伟")
    wei.take("message")
    await say(wei, "能听到吗")
    assert condition(wei.take("message")[-1]) == "forbidden"
    await admin(fang, "nick='伟' role='participant'")
    await say(wei, "能听到吗")
    assert wei.take("message")[-1].get("type") == "groupchat"


async def test_members_only_sends_strangers_out(domain: Domain) -> None:
    open_room(domain, 王芳="owner", 李伟="member")
    fang, wei = await Client.sign_in(domain, "王芳"), await Client.sign_in(domain, "李伟")
    min_ = await Client.sign_in(domain, "赵敏")
    for client, nick in ((fang, "芳"), (wei, "伟"), (min_, "敏")):
        await join(client, nick)
    for client in (wei, min_):
        client.take("presence")
    await configure(fang, persistentroom="1", membersonly="1")
    assert codes(min_.take("presence")[-1]) == {"110", "322"}
    await admin(fang, f"jid='{wei.bare}' affiliation='none'")
    assert codes(wei.take("presence")[-1]) == {"110", "321"}


async def test_a_private_message_says_so_and_reaches_nobody_else(domain: Domain) -> None:
    open_room(domain)
    fang, wei = await Client.sign_in(domain, "王芳"), await Client.sign_in(domain, "李伟")
    min_ = await Client.sign_in(domain, "赵敏")
    for client, nick in ((fang, "芳"), (wei, "伟"), (min_, "敏")):
        await join(client, nick)
    for client in (fang, wei, min_):
        client.take("message")
    await fang.send(f"<message to='{ROOM}/伟' type='chat' id='p1'><body>悄悄话</body></message>")
    [heard] = wei.take("message")
    assert (heard.get("from"), heard.get("id")) == (f"{ROOM}/芳", "p1")
    assert heard.find("u:x", NAMESPACES) is not None
    assert not min_.take("message")
    await fang.send(f"<message to='{ROOM}/无人' type='chat'><body>?</body></message>")
    assert condition(fang.take("message")[-1]) == "item-not-found"


async def test_strangers_may_not_speak(domain: Domain) -> None:
    open_room(domain)
    wei = await Client.sign_in(domain, "李伟")
    await say(wei, "喂")
    assert condition(wei.take("message")[-1]) == "not-acceptable"


async def test_an_invitation_makes_a_member_and_carries_the_password(domain: Domain) -> None:
    config = RoomConfig(is_members_only=True, is_protected=True, secret="芝麻")
    open_room(domain, config, 王芳="owner")
    fang, wei = await Client.sign_in(domain, "王芳"), await Client.sign_in(domain, "李伟")
    await wei.send("<presence/>")
    await join(fang, "芳")
    await fang.send(
        f"<message to='{ROOM}'><x xmlns='{ns.MUC_USER}'><invite to='{wei.bare}'>"
        "<reason>来吧</reason></invite></x></message>"
    )
    [invited] = wei.take("message")
    assert invited.get("from") == ROOM
    invite = invited.find("u:x/u:invite", NAMESPACES)
    assert invite is not None
    assert invite.get("from") == fang.bare
    assert invited.findtext("u:x/u:password", namespaces=NAMESPACES) == "芝麻"
    direct = invited.find("{jabber:x:conference}x")
    assert direct is not None
    assert direct.get("jid") == ROOM
    seen = await join(wei, "伟", "<password>芝麻</password>")
    assert item(seen[-1])["affiliation"] == "member"


async def test_self_ping_tells_who_is_in(domain: Domain) -> None:
    open_room(domain)
    fang, wei = await Client.sign_in(domain, "王芳"), await Client.sign_in(domain, "李伟")
    await join(fang, "芳")
    assert (await fang.ask("get", f"{ROOM}/芳", f"<ping xmlns='{ns.PING}'/>")).get(
        "type"
    ) == "result"
    with pytest.raises(ServerError) as caught:
        await wei.ask("get", f"{ROOM}/芳", f"<ping xmlns='{ns.PING}'/>")
    assert caught.value.conditions == ["not-acceptable", "text"]


async def test_a_destroyed_room_says_where_to_go(domain: Domain) -> None:
    open_room(domain, 王芳="owner")
    fang, wei = await Client.sign_in(domain, "王芳"), await Client.sign_in(domain, "李伟")
    await join(fang, "芳")
    await join(wei, "伟")
    wei.take("presence")
    await fang.ask(
        "set",
        ROOM,
        f"<query xmlns='{ns.MUC_OWNER}'><destroy jid='new@conference.acme.example'>"
        "<reason>搬家</reason></destroy></query>",
    )
    gone = wei.take("presence")[-1]
    destroy = gone.find("u:x/u:destroy", NAMESPACES)
    assert gone.get("type") == "unavailable"
    assert destroy is not None
    assert destroy.get("jid") == "new@conference.acme.example"
    with pytest.raises(ServerError):
        await fang.ask("get", ROOM, disco("info"))


async def test_disco_tells_what_a_room_is(domain: Domain) -> None:
    config = RoomConfig(name="研发部", description="写代码", is_members_only=True, whois="anyone")
    open_room(domain, config, 王芳="owner")
    fang = await Client.sign_in(domain, "王芳")
    await join(fang, "芳")
    info = await fang.ask("get", ROOM, disco("info"))
    features = {feature.get("var") for feature in info.iterfind("i:feature", NAMESPACES)}
    assert {
        ns.MUC,
        "muc_membersonly",
        "muc_nonanonymous",
        ns.MAM,
        f"{ns.MUC}#stable_id",
    } <= features
    identity = info.find("i:identity", NAMESPACES)
    assert identity is not None
    assert identity.get("name") == "研发部"
    described = info.find("x:x/x:field[@var='muc#roominfo_description']/x:value", NAMESPACES)
    assert described is not None
    assert described.text == "写代码"


async def test_lists_of_people_are_for_those_concerned(domain: Domain) -> None:
    open_room(domain, 王芳="owner", 李伟="member")
    fang, wei = await Client.sign_in(domain, "王芳"), await Client.sign_in(domain, "李伟")
    min_ = await Client.sign_in(domain, "赵敏")
    for client, nick in ((fang, "芳"), (wei, "伟"), (min_, "敏")):
        await join(client, nick)

    async def listed(client: Client, attribute: str) -> set[str | None]:
        query = f"<query xmlns='{ns.MUC_ADMIN}'><item {attribute}/></query>"
        return {entry.get("jid") for entry in await client.ask("get", ROOM, query)}

    assert await listed(wei, "affiliation='owner'") == {fang.bare}
    for client, attribute in (
        (min_, "affiliation='member'"),
        (wei, "affiliation='outcast'"),
    ):
        with pytest.raises(ServerError) as caught:
            await listed(client, attribute)
        assert "forbidden" in caught.value.conditions
    occupants = await min_.ask("get", ROOM, disco("items"))
    assert {entry.get("jid") for entry in occupants} == {f"{ROOM}/{nick}" for nick in "芳伟敏"}


async def test_settings_are_shown_to_owners_and_checked(domain: Domain) -> None:
    open_room(domain, RoomConfig(name="研发部", is_persistent=True), 王芳="owner")
    fang, wei = await Client.sign_in(domain, "王芳"), await Client.sign_in(domain, "李伟")
    query = f"<query xmlns='{ns.MUC_OWNER}'/>"
    shown = await fang.ask("get", ROOM, query)
    values = {
        field.get("var"): field.findtext("x:value", namespaces=NAMESPACES)
        for field in shown.iterfind("x:x/x:field", NAMESPACES)
    }
    assert values["muc#roomconfig_roomname"] == "研发部"
    assert values["muc#roomconfig_persistentroom"] == "1"
    with pytest.raises(ServerError) as caught:
        await wei.ask("get", ROOM, query)
    assert "forbidden" in caught.value.conditions
    with pytest.raises(ServerError) as caught:
        await configure(fang, passwordprotectedroom="1")
    assert "not-acceptable" in caught.value.conditions


async def test_a_hidden_room_is_told_to_nobody(domain: Domain) -> None:
    open_room(domain, RoomConfig(is_public=False, is_persistent=True), 王芳="owner")
    wei = await Client.sign_in(domain, "李伟")
    assert len(await wei.ask("get", "conference.acme.example", disco("items"))) == 0
    with pytest.raises(ServerError) as caught:
        await wei.ask("get", ROOM, disco("items"))
    assert "forbidden" in caught.value.conditions


async def test_participants_change_the_subject_only_where_they_may(domain: Domain) -> None:
    open_room(domain, 王芳="owner")
    fang, wei = await Client.sign_in(domain, "王芳"), await Client.sign_in(domain, "李伟")
    await join(fang, "芳")
    await join(wei, "伟")
    subject = f"<message to='{ROOM}' type='groupchat'><subject>闲聊</subject></message>"
    await wei.send(subject)
    assert condition(wei.take("message")[-1]) == "forbidden"
    await configure(fang, changesubject="1")
    await wei.send(subject)
    assert fang.take("message")[-1].findtext("c:subject", namespaces=NAMESPACES) == "闲聊"


async def test_the_archive_of_an_open_room_names_who_spoke(domain: Domain) -> None:
    open_room(domain, RoomConfig(whois="anyone"), 王芳="owner")
    fang = await Client.sign_in(domain, "王芳")
    await join(fang, "芳")
    await say(fang, "大家好")
    fang.take("message")
    await fang.ask("set", ROOM, f"<query xmlns='{ns.MAM}'/>")
    [result] = fang.take("message")
    spoke = result.find(".//u:x/u:item", NAMESPACES)
    assert spoke is not None
    assert spoke.get("jid") == fang.bare


async def test_a_destroyed_rooms_archive_is_gone(domain: Domain) -> None:
    open_room(domain, 王芳="owner")
    fang = await Client.sign_in(domain, "王芳")
    await join(fang, "芳")
    await say(fang, "秘密")
    await fang.ask("set", ROOM, f"<query xmlns='{ns.MUC_OWNER}'><destroy/></query>")
    fang.take("message")
    await join(fang, "芳")
    assert [each.find("c:body", NAMESPACES) for each in fang.take("message")] == [None]


async def test_an_archive_is_for_those_who_may_join(domain: Domain) -> None:
    open_room(domain, RoomConfig(is_members_only=True), 王芳="owner")
    fang, wei = await Client.sign_in(domain, "王芳"), await Client.sign_in(domain, "李伟")
    await join(fang, "芳")
    await say(fang, "内部消息", id="m1")
    fang.take("message")
    query = f"<query xmlns='{ns.MAM}' queryid='q'/>"
    await fang.ask("set", ROOM, query)
    [result] = fang.take("message")
    assert result.get("from") == ROOM
    assert result.findtext(".//c:body", namespaces=NAMESPACES) == "内部消息"
    with pytest.raises(ServerError) as caught:
        await wei.ask("set", ROOM, query)
    assert "forbidden" in caught.value.conditions


async def test_persistent_rooms_survive_a_restart(domain: Domain) -> None:
    open_room(domain, RoomConfig(name="研发部", is_persistent=True), 王芳="owner", 李伟="outcast")
    fang = await Client.sign_in(domain, "王芳")
    await join(fang, "芳")
    await fang.send(f"<message to='{ROOM}' type='groupchat'><subject>计划</subject></message>")
    domain.components["conference.acme.example"] = Rooms(domain, Jid("", "conference.acme.example"))
    again = await Client.sign_in(domain, "王芳", "新")
    [own] = await join(again, "芳")
    assert item(own)["affiliation"] == "owner"
    assert again.take("message")[-1].findtext("c:subject", namespaces=NAMESPACES) == "计划"
    wei = await Client.sign_in(domain, "李伟")
    assert condition((await join(wei, "伟"))[-1]) == "forbidden"


async def test_a_taken_back_message_leaves_no_word_of_it(domain: Domain) -> None:
    open_room(domain, 王芳="owner")
    fang, wei = await Client.sign_in(domain, "王芳"), await Client.sign_in(domain, "李伟")
    await join(fang, "芳")
    await join(wei, "伟")
    await wei.send(
        f"<message to='{ROOM}' type='groupchat' id='a1'><body>秘密</body>"
        f"<reply xmlns='urn:xmpp:reply:0' id='密'/>密</message>"
    )
    [said] = [each for each in fang.take("message") if each.get("id") == "a1"]
    [stamp] = said.findall(f"{{{ns.STANZA_ID}}}stanza-id")
    request = f"<moderate xmlns='{ns.MODERATION}' id='{stamp.get('id')}'/>"
    with pytest.raises(ServerError) as caught:
        await fang.ask("set", ROOM, request)
    assert "bad-request" in caught.value.conditions
    retract = f"<retract xmlns='{ns.RETRACTION}'/></moderate>"
    await fang.ask("set", ROOM, request.replace("/>", ">") + retract)
    [news] = fang.take("message")
    assert news.get("from") == ROOM
    await fang.ask("set", ROOM, f"<query xmlns='{ns.MAM}'/>")
    kept = fang.take("message")
    assert len(kept) == 2
    assert "密" not in etree.tostring(kept[0], encoding="unicode")


async def test_a_room_without_an_archive_offers_no_moderation(domain: Domain) -> None:
    open_room(domain, RoomConfig(is_archived=False), 王芳="owner")
    fang = await Client.sign_in(domain, "王芳")
    info = await fang.ask("get", ROOM, disco("info"))
    told = {feature.get("var", "") for feature in info.iterfind("i:feature", NAMESPACES)}
    assert ns.OCCUPANT_ID in told
    assert not {ns.MAM, ns.MODERATION, ns.RETRACTION} & told


async def test_occupant_ids_outlive_the_server(tmp_path: Path) -> None:
    ids = set()
    for _ in range(2):
        database = Database(tmp_path / "acme.sqlite")
        domain = Domain(DomainConfig("acme.example"), database)
        install_modules(domain)
        open_room(domain)
        li = await Client.sign_in(domain, "李伟")
        [own] = await join(li, "伟")
        ids.add(own.find(f"{{{ns.OCCUPANT_ID}}}occupant-id").get("id"))
        await domain.close()
    assert len(ids) == 1
