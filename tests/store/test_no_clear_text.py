"""A scan of every byte of the profile folder finds nothing of what was put into it."""

from __future__ import annotations

import base64
import itertools
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from startalk_desktop.model.account import Account
from startalk_desktop.model.archive import ArchivePage, ArchiveQuery
from startalk_desktop.model.identity import AccountId
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
from startalk_desktop.store.passphrase_vault import Argon2Cost, PassphraseVault
from startalk_desktop.store.sealed_streams import SealedSink
from startalk_desktop.store.transfers import Upload
from startalk_desktop.store.window_store import WindowStore
from tests.store.building import at, outgoing, received
from tests.store.saying import correction, displayed, reactions, retraction

OWN = Jid.parse("zhangfei@taoyuan.example")
PEER = Jid.parse("zhuge-liang@kongming.example")
ROOM = Jid.parse("changban@rooms.kongming.example")
PASSWORD = "Longzhong-Dialogue-207"
TRACES = [
    "诸葛亮", "zhuge-liang", "kongming", "zhugeliang", "changban", "zhangfei", "taoyuan",
    "蜀汉丞相府", "Chancellor-of-Shu",
    "万事俱备只欠东风", "borrowed-arrows", "空城计草稿", "chibi-attachment", "+86-10-20700208", "wuzhang-plains",
    "Wolong-GmbH", PASSWORD, "stanza-234", "origin-234",
    "七擒孟获改了", "出师表引文", "木牛流马转发", "liuma-drawing", "赤壁之战🔥", "街亭撤回理由", "xuzhou-reader",
    "出师表正文", "memorial-on-the-expedition", "hanzhong-map", "downloads.kongming",
]  # fmt: skip
FILE = SharedFile(
    "https://downloads.kongming.example/1",
    "memorial-on-the-expedition.pdf",
    "application/pdf",
    thumbnail=b"hanzhong-map",
    thumbnail_type="image/png",
)


def encodings(trace: str) -> Iterator[bytes]:
    """How a text could lie in a file: several codings, and base64 at each of its three offsets."""
    for text in {trace, trace.lower(), trace.upper()}:
        for coding in ("utf-8", "utf-16-le", "utf-16-be"):
            plain = text.encode(coding)
            yield plain
            for shift in range(3):
                coded = base64.b64encode(bytes(shift) + plain)
                # Characters at either end that neighbours have a share in are left out.
                end = len(coded) - (0, 3, 2)[(shift + len(plain)) % 3]
                yield coded[(0, 2, 3)[shift] : end]
        if not text.isascii():
            yield text.encode("gb18030")


async def fill(profile: Path) -> tuple[AccountStore, WindowStore, PassphraseVault]:
    vault = await PassphraseVault.make(profile / "vault", "a passphrase", Argon2Cost(64, 1, 1))
    await vault.save_secret("a1", PASSWORD)
    account = Account(AccountId("a1"), OWN, "Wolong-GmbH", 0, 0)
    window = await WindowStore.open(profile / "window.db", await vault.create("window"))
    await window.save_account(account)
    await window.set("layout", "空城计草稿".encode())
    store = await AccountStore.open(
        profile / "a1" / "account.db", await vault.create("a1"), account.id
    )
    said = received(
        "万事俱备只欠东风 borrowed-arrows",
        peer=PEER,
        stanza_id="stanza-234",
        origin_id="origin-234",
    )
    await store.messages.record(
        [
            said,
            *(
                replace(said, stanza_id=f"n{n}", origin_id=f"n{n}", text=f"万事俱备只欠东风{n}")
                for n in range(200)
            ),
        ]
    )
    page = ArchivePage(
        (replace(said, peer=ROOM, sender=ROOM.with_resource("诸葛亮")),),
        "stanza-234",
        "stanza-234",
        at(1),
        at(1),
        True,
    )
    await store.messages.record_archive_page(ArchiveQuery(OWN, before=""), page)
    await store.outbox.enqueue(outgoing("borrowed-arrows", "origin-235", PEER), OWN, at(3))
    await store.conversations.set_draft(PEER, "空城计草稿")
    await store.conversations.set_name(PEER, "诸葛亮")
    await store.roster.put(RosterItem(PEER, "诸葛亮", Subscription.BOTH, ("蜀汉丞相府",)))
    member = Member(
        PEER, "诸葛亮", "Chancellor-of-Shu", "+86-10-20700208", "wuzhang-plains@kongming.example"
    )
    await store.directory.apply_index(
        OrgIndex("蜀汉丞相府", "1", (UnitHead("hq", "", "蜀汉丞相府", 0, "h", 1),))
    )
    await store.directory.put_unit(UnitContent("hq", "", "蜀汉丞相府", (member,)))
    await store.blobs.put("zhuge-liang", b"chibi-attachment" * 1000, "image/png")
    await store.settings.set("kongming", "Chancellor-of-Shu")
    await say_more(store)
    await fill_files(store)
    await store.messages.delete_here(1)
    await store.conversations.remove(ROOM)
    # Something that has to be sorted, in case it is done in a file.
    await store.search.messages("东风")
    await store.conversations.all()
    return store, window, vault


async def say_more(store: AccountStore) -> None:
    """What is said about messages, what waits for them, and what we do to them."""
    said = received("出师表引文", 5, peer=PEER, origin_id="origin-240", message_id="m240")
    card = ForwardedMessage("诸葛亮", "木牛流马转发")
    answer = replace(
        received("好", 6, peer=PEER, origin_id="origin-241", message_id="m241"),
        reply=ReplyReference("origin-240", PEER, "出师表引文"),
        forwards=(card,),
        files=(SharedFile("https://kongming.example/liuma-drawing.png", "liuma-drawing.png"),),
        mentions=(Mention(PEER, 0, 1),),
    )
    in_room = replace(said, peer=ROOM, sender=ROOM.with_resource("xuzhou-reader"))
    await store.messages.record([said, answer, in_room])
    for target in ("m240", "unknown-240"):
        await store.annotations.record(
            [
                correction(target, "七擒孟获改了", peer=PEER),
                reactions(target, "赤壁之战🔥", peer=PEER),
                displayed(target, peer=ROOM, sender=ROOM.with_resource("xuzhou-reader")),
                retraction("unknown-240", peer=PEER, reason="街亭撤回理由"),
            ]
        )
    row = await store.messages.row_of(PEER, "origin-235")
    assert row is not None
    await store.outbox.mark_sent("origin-235")
    await store.actions.add(
        row, ActionKind.EDIT, text="七擒孟获改了", origin_id="origin-236", due_at=at(9)
    )
    await store.annotations.record([retraction("origin-241", peer=PEER, reason="街亭撤回理由")])
    await store.conversations.set_draft(PEER, "空城计草稿", row)


async def fill_files(store: AccountStore) -> None:
    """A file that came, one that is half here, and one that waits to go up."""
    content = "出师表正文 memorial-on-the-expedition".encode() * 10_000
    sharing = replace(received("", peer=PEER, stanza_id="f1"), files=(FILE, FILE))
    outcome = await store.messages.record([sharing])
    [row] = outcome.added[PEER]
    whole, half = await store.files.new(), await store.files.new()
    sink = await SealedSink.open(whole.path, whole.key)
    await sink.write(content)
    kept = await store.files.keep(whole, len(content), await sink.finish())
    await store.files.add(row, 0, kept.id)
    sink = await SealedSink.open(half.path, half.key)
    await sink.write(content)
    await sink.close()
    await store.transfers.add_download("t1", row, 1, 10**9)
    await store.transfers.set_part("t1", half.id)
    waiting = replace(outgoing("", "origin-236", PEER), files=(replace(FILE, url=""),))
    upload = Upload("t2", 0, "/home/zhangfei/memorial-on-the-expedition.pdf")
    await store.outbox.enqueue(waiting, OWN, at(4), (upload,))


def scan(profile: Path) -> None:
    files = [path for path in profile.rglob("*") if path.is_file()]
    assert files
    names = "\n".join(str(path.relative_to(profile)) for path in profile.rglob("*")).lower()
    contents = {path.name: path.read_bytes() for path in files}
    assert sum(map(len, contents.values())) > 50_000
    for trace in TRACES:
        assert trace.lower() not in names
        for name, needle in itertools.product(contents, encodings(trace)):
            assert needle not in contents[name], f"{trace} is in {name}"


async def test_nothing_is_found_while_open_or_after_closing(tmp_path: Path) -> None:
    profile = tmp_path / "profile"
    store, window, _ = await fill(profile)
    assert any(path.name.endswith("-wal") and path.stat().st_size for path in profile.rglob("*"))
    scan(profile)
    await store.close()
    await window.close()
    scan(profile)


def test_the_scan_would_find_them(tmp_path: Path) -> None:
    for number, trace in enumerate(TRACES):
        for needle in encodings(trace):
            assert len(needle) >= 6, f"{trace} is too short to be told from chance"
        plain = f"before {trace} after".encode()
        for content in (plain, base64.b64encode(plain)):
            assert any(needle in content for needle in encodings(trace)), number
