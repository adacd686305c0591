"""A profile as somebody has it who works for three companies of 10,000 people in 800 units each."""

from __future__ import annotations

from pathlib import Path

from startalk_desktop.core.startalk import WINDOW_KEY_NAME
from startalk_desktop.model.account import Account
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.org_tree import build_index
from startalk_desktop.store.account_store import AccountStore
from startalk_desktop.store.window_store import WindowStore
from tests.bench.organisation import PEOPLE, organisation
from tests.bench.profile import COMPANIES, FileVault, account_file, account_ids

ALL_PEOPLE = PEOPLE * len(COMPANIES)


async def make_org_profile(profile: Path) -> None:
    """Make the profile in the empty folder `profile`; its accounts do not sign in at start."""
    vault = FileVault()
    window = await WindowStore.open(profile / "window.db", await vault.create(WINDOW_KEY_NAME))
    for position, (identity, company) in enumerate(zip(account_ids(), COMPANIES, strict=True)):
        own = Jid.parse(f"person{position}@{company}.example")
        account = Account(identity, own, company, position, position, is_enabled=False)
        await window.save_account(account)
        key = await vault.create(f"account-{identity}")
        store = await AccountStore.open(account_file(profile, identity), key, account.id, own=own)
        units = organisation(own.domain)
        await store.directory.apply_index(build_index(company, "1", units))
        await store.directory.put_units(units)
        await store.close()
    await window.close()
    vault.save(profile)
