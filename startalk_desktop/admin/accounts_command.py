"""`startalk-admin accounts create`: an account for everybody who has none, with a password for the first sign-in."""

from __future__ import annotations

import argparse
from functools import partial
from typing import Final

from startalk_desktop.admin.connection import Connection, connected
from startalk_desktop.admin.options import settings_of
from startalk_desktop.admin.outcome import ExitCode, Stop
from startalk_desktop.admin.password_file import PasswordFile, new_password
from startalk_desktop.admin.sources import read_staff, stop_if_wrong
from startalk_desktop.admin.terminal import Terminal
from startalk_desktop.admin.tree_builder import build_tree
from startalk_desktop.model.failure import FailureCode
from startalk_desktop.model.jid import Jid
from startalk_desktop.xmpp.errors import NotConnected, RequestFailed
from startalk_desktop.xmpp.org_publishing import PublishedTree
from startalk_desktop.xmpp.xep_0133_administration import Outcome

_NO_COMMAND: Final = frozenset({"item-not-found", "service-unavailable", "feature-not-implemented"})
_EACH: Final = 50


async def create(options: argparse.Namespace, terminal: Terminal) -> ExitCode:
    """Create the accounts that a source names."""
    staff = await read_staff(options, options.account.domain)
    build_tree("", staff.entries, PublishedTree(), staff.problems)
    stop_if_wrong(staff.problems, terminal)
    people = sorted({entry.jid: entry.name for entry in staff.entries}.items())
    if options.dry_run:
        terminal.say(f"{len(people)} people; accounts that exist would be left as they are")
        return ExitCode.DONE
    if not options.yes:
        if not terminal.has_person:
            raise Stop(ExitCode.USAGE, "there is nobody to ask; --yes creates without asking")
        if not terminal.confirm(f"Create the accounts of {len(people)} people that have none?"):
            return ExitCode.DECLINED
    settings = await settings_of(options, terminal)
    with PasswordFile(options.passwords_file) as passwords:
        async with connected(settings) as connection:
            created = await _create_all(connection, [jid for jid, _ in people], passwords, terminal)
    terminal.say(
        f"{created} accounts created, {len(people) - created} existed and were left as they are"
    )
    if created:
        terminal.say(f"the first passwords are in {options.passwords_file}")
    return ExitCode.DONE


async def _create_all(
    connection: Connection, people: list[Jid], passwords: PasswordFile, terminal: Terminal
) -> int:
    created = 0
    for number, jid in enumerate(people, 1):
        if await _create(connection, jid, passwords):
            created += 1
        if number % _EACH == 0 or number == len(people):
            terminal.note(f"accounts: {number} of {len(people)}")
    return created


async def _create(connection: Connection, jid: Jid, passwords: PasswordFile) -> bool:
    """Whether the account was made. Its password is on disk before the server hears of it."""
    password = passwords.of(jid) or new_password()
    passwords.keep(jid, password)
    add = partial(connection.session.administration.add_user, jid, password)
    try:
        outcome = await connection.steady(add)
    except NotConnected as error:
        # Perhaps it was made; the password stays, for it may be the account's.
        raise Stop(
            ExitCode.STOPPED_HALFWAY, f"the line broke ({error}); run this again to carry on"
        ) from None
    except RequestFailed as error:
        passwords.drop(jid)
        raise _refused(jid, error) from None
    if outcome is Outcome.EXISTED and not passwords.is_from_before(jid):
        passwords.drop(jid)
    return outcome is Outcome.CREATED


def _refused(jid: Jid, error: RequestFailed) -> Stop:
    if error.condition in _NO_COMMAND:
        return Stop(
            ExitCode.NOT_PERMITTED,
            f"{jid.domain} has no command for adding people (XEP-0133): switch on mod_admin_adhoc of Prosody, or"
            " mod_adhoc and mod_configure of ejabberd (docs/admin.md)",
        )
    if error.failure.code is FailureCode.NOT_ALLOWED:
        return Stop(
            ExitCode.NOT_PERMITTED, f"the account is no administrator of {jid.domain} ({error})"
        )
    return Stop(ExitCode.STOPPED_HALFWAY, f"{jid} was not created: {error}")
