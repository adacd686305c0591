"""What was said in a room before one came: history at entry (XEP-0045 7.2.13) and the room's archive (XEP-0313)."""

import pytest
from slixmpp.exceptions import IqError

from tests.conformance.archive import NEWS, fetch_page, send_news, stanza_ids
from tests.conformance.person import Cast
from tests.conformance.rooms import PRIVATE, create_room, enter, is_subject, new_room, rule, say
from tests.servers.running import Quirk, RunningServer


async def test_history_at_entry(cast: Cast) -> None:
    """XEP-0045 7.2.13: the last messages, each with its time."""
    wang, li = await cast.online("王芳"), await cast.online("李雷")
    room = new_room(cast)
    await create_room(wang, room, "王芳")
    for number in range(5):
        say(wang, room, f"第 {number} 条")
        await wang.expect_message(f"第 {number} 条")
    await enter(li, room, "李雷", history=2)
    await li.expect("subject", lambda stanza: is_subject(stanza, room))
    past = li.messages()
    assert [message["body"] for message in past] == ["第 3 条", "第 4 条"]
    assert all(message["delay"]["stamp"] is not None for message in past)
    assert {message["from"] for message in past} == {f"{room}/王芳"}


async def test_no_history_where_none_is_asked_for(cast: Cast) -> None:
    wang, li = await cast.online("王芳"), await cast.online("李雷")
    room = new_room(cast)
    await create_room(wang, room, "王芳")
    say(wang, room, "过去")
    await wang.expect_message("过去")
    await enter(li, room, "李雷", history=0)
    await li.expect("subject", lambda stanza: is_subject(stanza, room))
    assert not li.messages()


async def test_archive_pages_both_ways(cast: Cast) -> None:
    wang, li = await cast.online("王芳"), await cast.online("李雷")
    room = new_room(cast)
    await create_room(wang, room, "王芳", PRIVATE)
    await rule(wang, room, jid=li.bare, affiliation="member")
    await enter(li, room, "李雷")
    texts = [f"第 {number} 条" for number in range(15)]
    for number, text in enumerate(texts):
        say((wang, li)[number % 2], room, text)
        await wang.expect_message(text)

    forward = await fetch_page(li, room, maximum=10)
    bodies = [body for body in forward.bodies if body is not None]
    assert not forward.is_complete
    rest = await fetch_page(li, room, maximum=10, after=forward.last)
    bodies += [body for body in rest.bodies if body is not None]
    assert rest.is_complete
    assert bodies == texts

    newest = await fetch_page(li, room, maximum=10, before="")
    assert newest.bodies == texts[-10:]
    assert newest.results[-1].sender == f"{room}/王芳"
    older = await fetch_page(li, room, maximum=10, before=newest.first)
    assert [body for body in older.bodies if body is not None] == texts[:5]


async def test_live_message_carries_the_rooms_archive_id(cast: Cast) -> None:
    wang = await cast.online("王芳")
    room = new_room(cast)
    await create_room(wang, room, "王芳", PRIVATE)
    say(wang, room, "记下")
    message = await wang.expect_message("记下")
    page = await fetch_page(wang, room, before="", maximum=5)
    assert stanza_ids(message.xml, str(room)) == [page.results[-1].archive_id]


async def test_archive_of_a_private_room_is_for_members(cast: Cast) -> None:
    wang, li = await cast.online("王芳"), await cast.online("李雷")
    room = new_room(cast)
    await create_room(wang, room, "王芳", PRIVATE)
    say(wang, room, "机密")
    await wang.expect_message("机密")
    with pytest.raises(IqError) as refusal:
        await fetch_page(li, room)
    assert refusal.value.condition in {"forbidden", "not-allowed"}


async def test_member_reads_it_without_being_there(cast: Cast) -> None:
    wang, li = await cast.online("王芳"), await cast.online("李雷")
    room = new_room(cast)
    await create_room(wang, room, "王芳", PRIVATE)
    await rule(wang, room, jid=li.bare, affiliation="member")
    say(wang, room, "留给你")
    await wang.expect_message("留给你")
    page = await fetch_page(li, room)
    assert page.bodies[-1] == "留给你"


@pytest.mark.parametrize("is_hinted", [True, False], ids=["with a hint", "without"])
async def test_news_of_messages_is_kept(cast: Cast, server: RunningServer, is_hinted: bool) -> None:
    """XEP-0334 4.4: a room's archive keeps what tells of earlier messages, too."""
    wang = await cast.online("王芳")
    room = new_room(cast)
    await create_room(wang, room, "王芳")
    for tag in NEWS.values():
        send_news(wang, room, "groupchat", tag, store=is_hinted)
    say(wang, room, "到此")
    await wang.expect_message("到此")
    *news, _text = (await fetch_page(wang, room)).results
    kept = [tag for tag in NEWS.values() for one in news if one.message.find(tag) is not None]
    if is_hinted or Quirk.NEWS_OF_MESSAGES_NEEDS_A_HINT_TO_BE_KEPT not in server.quirks:
        assert kept == list(NEWS.values())
    else:
        assert NEWS["reaction"] not in kept
        assert NEWS["retraction"] not in kept
