"""Where messages go (RFC 6121 section 8), and what waits for whom is not there (XEP-0160)."""

import pytest

from tests.conformance.person import Cast
from tests.servers.running import Quirk, RunningServer


async def test_message_arrives_whole(cast: Cast) -> None:
    wang = await cast.online("王芳")
    li = await cast.online("李雷")
    text = "你好,李雷!\n<b>&amp;</b> \U0001f600 ]]> é"
    sent_id = wang.chat(li.jid, text)
    message = await li.expect_message(text)
    assert message["from"] == wang.jid
    assert message["to"] == li.jid
    assert message["id"] == sent_id
    assert message["type"] == "chat"


async def test_forged_sender_never_arrives(cast: Cast) -> None:
    """RFC 6120 8.1.2.1: the server stamps the sender, or ends the stream of who lies."""
    wang = await cast.online("王芳")
    li = await cast.online("李雷")
    han = await cast.online("韩梅梅")
    message = wang.client.make_message(mto=li.jid, mfrom=han.jid, mbody="是我,韩梅梅", mtype="chat")
    message.send()
    await han.fence(li)
    assert not [m for m in li.messages() if m["from"] == han.jid]


async def test_bare_address_reaches_the_highest_priority(cast: Cast) -> None:
    """RFC 6121 8.5.2.1.1 leaves the choice of the "most available" resource; all servers here go by priority."""
    wang = await cast.online("王芳")
    account = await cast.account("李雷")
    low = await cast.online(account, "low", priority=1)
    high = await cast.online(account, "high", priority=10)
    wang.chat(account.address, "在吗")
    await high.expect_message("在吗", from_=wang.jid)
    await wang.fence(low)
    assert not low.messages("在吗")


async def test_bare_address_reaches_all_of_the_same_priority(cast: Cast) -> None:
    wang = await cast.online("王芳")
    account = await cast.account("李雷")
    resources = [await cast.online(account, name, priority=5) for name in ("desk", "phone")]
    wang.chat(account.address, "在吗")
    for resource in resources:
        await resource.expect_message("在吗")


async def test_negative_priority_is_passed_over(cast: Cast) -> None:
    """RFC 6121 8.5.2.1: a negative resource gets only what is addressed to it."""
    wang = await cast.online("王芳")
    account = await cast.account("李雷")
    desk = await cast.online(account, "desk")
    shy = await cast.online(account, "shy", priority=-1)
    wang.chat(account.address, "给大家")
    await desk.expect_message("给大家")
    wang.chat(shy.jid, "只给你")
    await shy.expect_message("只给你")
    assert not shy.messages("给大家")


async def test_full_address_reaches_just_that_resource(cast: Cast) -> None:
    wang = await cast.online("王芳")
    account = await cast.account("李雷")
    desk = await cast.online(account, "desk", priority=10)
    phone = await cast.online(account, "phone", priority=0)
    wang.chat(phone.jid, "只到手机")
    await phone.expect_message("只到手机")
    await wang.fence(desk)
    assert not desk.messages("只到手机")


async def test_gone_resource_falls_back_to_the_others(cast: Cast, server: RunningServer) -> None:
    """RFC 6121 8.5.3.2.1: a chat message for a resource that left is treated as to the bare address."""
    wang = await cast.online("王芳")
    account = await cast.account("李雷")
    desk = await cast.online(account, "desk")
    wang.chat(f"{account.address}/gone", "人呢")
    message = await desk.expect_message("人呢")
    rewrites = Quirk.FALLBACK_REWRITES_TO in server.quirks
    assert message["to"] == (desk.jid if rewrites else f"{account.address}/gone")


async def test_headline_is_for_all_and_never_kept(cast: Cast) -> None:
    """RFC 6121 8.5.2.1.1 and 8.5.2.2.1."""
    wang = await cast.online("王芳")
    account = await cast.account("李雷")
    wang.chat(account.address, "头条一", "headline")
    await wang.settle()
    resources = [await cast.online(account, name) for name in ("desk", "phone")]
    wang.chat(account.address, "头条二", "headline")
    for resource in resources:
        await resource.expect_message("头条二", type="headline")
        assert not resource.messages("头条一")


async def test_groupchat_to_a_person_is_an_error(cast: Cast) -> None:
    """RFC 6121 8.5.2.1.1."""
    wang = await cast.online("王芳")
    li = await cast.online("李雷")
    wang.chat(li.bare, "房间?", "groupchat")
    error = await wang.expect_message(type="error")
    assert error["error"]["condition"] == "service-unavailable"
    await wang.fence(li)
    assert not li.messages("房间?")


async def test_message_to_nobody_is_answered_by_an_error(cast: Cast) -> None:
    """RFC 6121 8.5.1."""
    wang = await cast.online("王芳")
    wang.chat(f"nobody@{cast.server.domain}", "有人吗")
    error = await wang.expect_message(type="error")
    assert error["error"]["condition"] == "service-unavailable"
    assert error["from"].bare == f"nobody@{cast.server.domain}"


async def test_error_is_never_answered(cast: Cast) -> None:
    """RFC 6120 8.3.1: an error in answer to an error would go round for ever."""
    wang = await cast.online("王芳")
    wang.chat(f"nobody@{cast.server.domain}", "错误", "error")
    await wang.settle()
    await wang.fence(wang)
    assert wang.messages() == []


async def test_messages_between_domains_of_one_server(cast: Cast) -> None:
    acme, beta = cast.server.domains
    wang = await cast.online("王芳", domain=acme)
    li = await cast.online("李雷", domain=beta)
    wang.chat(li.bare, "跨公司")
    message = await li.expect_message("跨公司", from_=wang.jid)
    li.chat(message["from"], "收到")
    await wang.expect_message("收到", from_=li.jid)


async def test_order_is_kept(cast: Cast) -> None:
    """RFC 6120 10.1."""
    wang = await cast.online("王芳")
    li = await cast.online("李雷")
    texts = [f"第 {number} 条" for number in range(200)]
    for text in texts:
        wang.chat(li.jid, text)
    await wang.fence(li)
    assert [message["body"] for message in li.messages()] == texts


async def test_addresses_are_compared_as_prepared(cast: Cast) -> None:
    """RFC 7622 and before it RFC 6122: case and width make no other person."""
    wang, li = await cast.online("王芳"), await cast.online("lee", "手机 1")
    local, domain = li.account.local, li.account.domain
    wide = local.replace("lee", "LEE")
    for spelling in (f"{local.upper()}@{domain.upper()}", f"{wide}@{domain}"):
        # Past slixmpp, which would prepare the address itself.
        wang.client.send_raw(
            f"<message to='{spelling}' type='chat'><body>{spelling}</body></message>"
        )
        message = await li.expect_message(spelling, from_=wang.jid)
        assert message["to"].bare == li.bare
    wang.chat(li.jid, "到手机")
    await li.expect_message("到手机")


@pytest.mark.parametrize("address", ["@acme.example", "a@b@acme.example", "li@acme.example/"])
async def test_malformed_address_is_an_error(
    cast: Cast, server: RunningServer, address: str
) -> None:
    """RFC 6120 8.3.3.8."""
    wang = await cast.online("王芳")
    wang.client.send_raw(f"<message to='{address}' type='chat'><body>喂</body></message>")
    error = await wang.expect_message(type="error")
    says_less = Quirk.MALFORMED_ADDRESS_IS_A_BAD_REQUEST in server.quirks
    assert error["error"]["condition"] == ("bad-request" if says_less else "jid-malformed")
    await wang.settle()


async def test_message_without_a_type_is_normal_and_waits(cast: Cast) -> None:
    """RFC 6121 5.2.2."""
    wang, absent = await cast.online("王芳"), await cast.account("李雷")
    wang.client.send_raw(f"<message to='{absent.address}'><body>没有类型</body></message>")
    await wang.settle()
    li = await cast.online(absent)
    message = await li.expect_message("没有类型")
    assert message["type"] == "normal"


class TestOffline:
    """XEP-0160: messages for nobody's resource wait for the first that comes."""

    async def test_messages_wait_in_order_with_their_time(self, cast: Cast) -> None:
        wang = await cast.online("王芳")
        absent = await cast.account("李雷")
        texts = [f"留言 {number}" for number in range(3)]
        for text in texts:
            wang.chat(absent.address, text)
        await wang.settle()

        li = await cast.online(absent)
        for text in texts:
            message = await li.expect_message(text, from_=wang.jid)
            assert message["delay"]["stamp"] is not None, "XEP-0203 tells when it was sent"

    async def test_messages_are_delivered_once(self, cast: Cast) -> None:
        wang = await cast.online("王芳")
        absent = await cast.account("李雷")
        wang.chat(absent.address, "一次")
        await wang.settle()
        li = await cast.online(absent)
        await li.expect_message("一次")
        await li.sign_out()

        again = await cast.online(absent)
        await wang.fence(again)
        assert not again.messages("一次")

    async def test_negative_resource_does_not_take_them(self, cast: Cast) -> None:
        """RFC 6121 8.5.2.2."""
        wang = await cast.online("王芳")
        account = await cast.account("李雷")
        shy = await cast.online(account, "shy", priority=-1)
        wang.chat(account.address, "等你")
        await wang.settle()
        await wang.fence(shy)
        assert not shy.messages("等你")
        desk = await cast.online(account, "desk", priority=0)
        await desk.expect_message("等你")

    @pytest.mark.parametrize("kind", ["headline", "groupchat", "error"])
    async def test_other_kinds_are_not_kept(self, cast: Cast, kind: str) -> None:
        wang = await cast.online("王芳")
        absent = await cast.account("李雷")
        wang.chat(absent.address, "不留", kind)
        await wang.settle()
        li = await cast.online(absent)
        await wang.fence(li)
        assert not li.messages("不留")
