"""Reading one conversation by pages, and searching in it."""

from __future__ import annotations

import pytest

from startalk_desktop.core.errors import AccountNotOpen, AccountUnknown
from startalk_desktop.model.identity import AccountId, ConversationId
from startalk_desktop.model.message import MessageCursor
from tests.core.world import LI, WANG, World, until


async def test_pages_both_ways(world: World) -> None:
    account = await world.online()
    for number in range(30):
        world.domain().incoming(WANG, f"第{number}条")
    conversation = ConversationId(account.id, WANG)
    handle = world.app.conversation(conversation)

    async def is_there() -> bool:
        return len(await handle.latest(50)) == 30

    await until(is_there)
    newest = await handle.latest(10)
    top = MessageCursor(newest[0].sent_at, newest[0].row)
    above = await handle.before(top, 10)
    assert [m.text for m in above] == [f"第{n}条" for n in range(10, 20)]
    below = await handle.after(MessageCursor(above[-1].sent_at, above[-1].row), 3)
    assert below == newest[:3]
    middle = await handle.around(above[5].row, 4)
    assert above[5] in middle
    assert await handle.by_rows((newest[0].row, above[0].row)) == [above[0], newest[0]]
    hits = await world.app.search.in_conversation(conversation, "第15条")
    assert [hit.message for hit in hits] == [above[5]]
    assert await world.app.search.in_conversation(conversation, "") == []


async def test_a_conversation_begins_when_it_is_first_asked_for(world: World) -> None:
    account = await world.online()
    line = await world.app.conversation(ConversationId(account.id, LI)).info()
    assert (line.name, line.last_message, line.unread_count) == ("liwei", None, 0)


async def test_a_closed_or_unknown_account_says_so(world: World) -> None:
    account = await world.online()
    handle = world.app.conversation(ConversationId(account.id, WANG))
    with pytest.raises(AccountUnknown):
        world.app.conversation(ConversationId(AccountId("nobody"), WANG))
    await world.app.accounts.lock(account.id)
    with pytest.raises(AccountNotOpen):
        await handle.send("no")
    with pytest.raises(AccountNotOpen):
        await world.app.accounts.sign_in(account.id)
    await world.app.accounts.unlock(account.id)
    await handle.send("yes")
    await world.app.accounts.remove(account.id)
    with pytest.raises(AccountUnknown):
        await handle.latest()
