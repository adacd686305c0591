"""A profile as somebody has it who works for three companies: 100,000 messages, written through the store itself."""

from __future__ import annotations

import base64
import json
from pathlib import Path

from startalk_desktop.core.startalk import WINDOW_KEY_NAME
from startalk_desktop.model.account import Account
from startalk_desktop.model.identity import AccountId, ConversationKind, now
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.message import MessageSource, ReceivedMessage
from startalk_desktop.store.account_store import AccountStore
from startalk_desktop.store.keys import MemoryVault
from startalk_desktop.store.window_store import WindowStore

MESSAGES = 100_000
COMPANIES = ("acme", "beta", "gamma")
_PEERS = 60
_BATCH = 1000
_MINUTE = 60_000_000
_KEYS = "bench-keys.json"
_SENTENCES = (
    "早上好,今天的例会改到下午三点,麻烦大家准时参加",
    "Can you review the draft before noon?",
    "合同第 4 页的金额请再核对一遍,谢谢!",
    "ok 👍",
    "客户问交货期,我先回复下周二,你看行吗?\n有变化再通知他们。",
    "The build is green again & the <release> notes are up",
    "收到",
    "我把季度报告放在共享盘了,路径是 D:\\报告\\2026-Q3",
    "Lunch? 老地方",
    "研发部 R&D 的预算表,见附件",
)


class FileVault(MemoryVault):
    """Keys and passwords in the clear, beside a profile of invented messages, so that several processes can open it."""

    @classmethod
    def read(cls, profile: Path) -> FileVault:
        """The vault that `save` wrote."""
        vault = cls()
        kept = json.loads((profile / _KEYS).read_text("ascii"))
        vault._keys = {name: base64.b64decode(key) for name, key in kept["keys"].items()}
        vault._secrets = kept["secrets"]
        return vault

    def save(self, profile: Path) -> None:
        """Write the keys into the profile's folder."""
        keys = {name: base64.b64encode(key).decode("ascii") for name, key in self._keys.items()}
        kept = {"keys": keys, "secrets": self._secrets}
        (profile / _KEYS).write_text(json.dumps(kept), encoding="ascii")


def account_ids() -> list[AccountId]:
    """The profile's accounts, as `make_profile` names them."""
    return [AccountId(f"{number:032x}") for number in range(1, len(COMPANIES) + 1)]


def account_file(profile: Path, account: AccountId) -> Path:
    """Where the account's database is."""
    return profile / "accounts" / account / "account.db"


def bench_text(number: int) -> str:
    """The text of the profile's message `number`."""
    return f"{_SENTENCES[number % len(_SENTENCES)]} #{number}"


async def make_profile(profile: Path, messages: int = MESSAGES) -> None:
    """Make the profile in the empty folder `profile`; its accounts do not sign in at start."""
    vault = FileVault()
    window = await WindowStore.open(profile / "window.db", await vault.create(WINDOW_KEY_NAME))
    for position, (identity, company) in enumerate(zip(account_ids(), COMPANIES, strict=True)):
        own = Jid.parse(f"wang.fang@{company}.example")
        account = Account(identity, own, company, position, position, is_enabled=False)
        await window.save_account(account)
        key = await vault.create(f"account-{identity}")
        share = range(position, messages, len(COMPANIES))
        await _fill(account_file(profile, identity), key, account, share)
    await window.close()
    vault.save(profile)


async def _fill(path: Path, key: bytes, account: Account, numbers: range) -> None:
    store = await AccountStore.open(path, key, account.id)
    end = now()
    first = end - len(numbers) * _MINUTE
    for start in range(0, len(numbers), _BATCH):
        batch = numbers[start : start + _BATCH]
        times = range(first + start * _MINUTE, end, _MINUTE)
        await store.messages.record(
            [_message(account, number, at) for number, at in zip(batch, times, strict=False)]
        )
    await store.close()


def _message(account: Account, number: int, sent_at: int) -> ReceivedMessage:
    peer = Jid.parse(f"person{number % _PEERS}@{account.jid.domain}")
    is_outgoing = number % 7 == 0
    return ReceivedMessage(
        peer=peer,
        conversation_kind=ConversationKind.DIRECT,
        source=MessageSource.ARCHIVE,
        sender=account.jid if is_outgoing else peer,
        is_outgoing=is_outgoing,
        text=bench_text(number),
        sent_at=sent_at,
        stanza_id=f"archive-{number}",
        origin_id=f"origin-{number}",
        message_id=f"origin-{number}",
    )
