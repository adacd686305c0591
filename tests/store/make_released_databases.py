"""Writes the encrypted databases of the schema as it is now into `released/`, one folder a version.

Run it once when a schema version is about to be released, and commit what it writes; never again for that version:

    python -m tests.store.make_released_databases

`test_migrations.py` opens every one of them with the newest program.
"""

from __future__ import annotations

import asyncio
import sys
from dataclasses import replace
from pathlib import Path

from startalk_desktop.model.account import Account
from startalk_desktop.model.archive import ArchivePage, ArchiveQuery
from startalk_desktop.model.conversation import FOREVER
from startalk_desktop.model.identity import ConversationKind
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.message import (
    ActionKind,
    ForwardedMessage,
    Mention,
    ReplyReference,
    SharedFile,
)
from startalk_desktop.model.organisation import Member, OrgIndex, UnitContent, UnitHead
from startalk_desktop.model.roster import RosterItem, Subscription
from startalk_desktop.store.account_store import AccountStore
from startalk_desktop.store.database import schema_steps
from startalk_desktop.store.window_store import WindowStore
from tests.store.building import ACCOUNT, KEY, OWN, ROOM, START, WANG, at, outgoing, received
from tests.store.saying import correction, displayed, reactions, retraction

CHEN = Jid.parse("chenjie@acme.example")
RELEASED = Path(__file__).parent / "released"


async def make_account(path: Path) -> None:
    """A little of everything that an account's store keeps."""
    store = await AccountStore.open(path, KEY, ACCOUNT, history_until=START, own=OWN)
    page = ArchivePage(
        (
            received("周五开会", 1, stanza_id="s1"),
            received("好的", 2, stanza_id="s2", is_outgoing=True),
        ),
        "s1",
        "s2",
        at(1),
        at(2),
        is_complete=True,
    )
    await store.messages.record_archive_page(ArchiveQuery(OWN, before=""), page)
    await store.messages.record(
        [received("大家好", 3, peer=ROOM, sender=ROOM.with_resource("陈杰"), message_id="m3")]
    )
    await say_more(store)
    await store.outbox.enqueue(outgoing("还没发出", "o1"), OWN, at(4))
    await store.conversations.set_draft(ROOM, "写了一半")
    await store.arrangements.change(
        ROOM, ConversationKind.ROOM, lambda known: replace(known, is_pinned=True)
    )
    await store.roster.put(RosterItem(WANG, "小王", Subscription.BOTH, ("研发部",)))
    await store.directory.apply_index(
        OrgIndex("Acme", "1", (UnitHead("hq", "", "总部", 0, "h", 1),))
    )
    await store.directory.put_unit(UnitContent("hq", "", "总部", (Member(WANG, "王芳", "工程师"),)))
    await store.blobs.put("avatar", b"\x89PNG", "image/png")
    await store.settings.set("theme", "dark")
    await store.close()


async def say_more(store: AccountStore) -> None:
    """A little of everything that is said about messages: with Chen, and by people in his room."""
    await store.messages.record(
        [
            replace(
                received("看 https://acme.example/plan", 5, peer=CHEN, message_id="m5"),
                files=(SharedFile("https://acme.example/a.png", "a.png", "image/png", 7, 1, 2),),
                mentions=(Mention(OWN, 0, 1),),
            ),
            received("写错了", 6, peer=CHEN, message_id="m6"),
            replace(
                received("好", 7, peer=CHEN, is_outgoing=True, origin_id="o7"),
                reply=ReplyReference("m5", CHEN, "看"),
                forwards=(ForwardedMessage("王芳", "转发的话"),),
            ),
        ]
    )
    await store.annotations.record(
        [
            correction("m5", "看这里 https://acme.example/plan", peer=CHEN, message_id="m8"),
            retraction("m6", peer=CHEN, reason="写错了"),
            reactions("m5", "👍 🎉", peer=CHEN),
            reactions("unknown", "👍", peer=CHEN),
            displayed("m3", peer=ROOM, sender=ROOM.with_resource("王芳")),
        ]
    )
    edit, react = ActionKind.EDIT, ActionKind.REACT
    await store.actions.add(2, edit, text="好的", origin_id="a1", due_at=at(9))
    await store.actions.add(1, react, emojis=["👀"], origin_id="a2", due_at=at(8))
    await store.actions.done("a2")
    await store.arrangements.change(
        CHEN, ConversationKind.DIRECT, lambda known: replace(known, mute_until=FOREVER)
    )
    await store.conversations.set_draft(CHEN, "", 4)


async def make_window(path: Path) -> None:
    """A window with one account."""
    store = await WindowStore.open(path, KEY)
    await store.save_account(Account(ACCOUNT, OWN, "Acme", 1, 0))
    await store.set("layout", b"\1\2")
    await store.close()


async def main() -> None:
    """Write what is not there yet."""
    written = 0
    for schema, make in (("account", make_account), ("window", make_window)):
        path = RELEASED / f"{schema}-{len(schema_steps(schema)):04}.db"
        if not path.exists():
            await make(path)
            written += 1
    if not written:
        sys.exit("all is released already: add a migration instead of changing its schema")


if __name__ == "__main__":
    asyncio.run(main())
