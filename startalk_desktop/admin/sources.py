"""Staff from where the command line says, and the end of a run whose data are wrong."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

from startalk_desktop.admin.csv_source import COLUMNS, read_csv
from startalk_desktop.admin.entry_reader import EntryReader
from startalk_desktop.admin.ldap_source import (
    DEFAULT_ATTRIBUTES,
    DEFAULT_FILTER,
    LdapQuery,
    read_ldap,
    splits_paths_at,
)
from startalk_desktop.admin.outcome import ExitCode, Stop
from startalk_desktop.admin.passwords import read_secret
from startalk_desktop.admin.staff import Origin, Problems, StaffEntry
from startalk_desktop.admin.terminal import Terminal


@dataclass(frozen=True, slots=True)
class Staff:
    """What a source gave: sound entries, and what is wrong with the others."""

    entries: tuple[StaffEntry, ...]
    origin: Origin
    problems: Problems


def add_ldap(parser: argparse.ArgumentParser) -> None:
    """The options of the second source."""
    group = parser.add_argument_group("reading an LDAP directory in place of a table")
    group.add_argument(
        "--ldap", metavar="URL", help="ldaps://HOST, or ldap://HOST (TLS is negotiated)"
    )
    group.add_argument("--ldap-base", metavar="DN", help="below it are the people")
    group.add_argument(
        "--ldap-bind-dn", default="", metavar="DN", help="who asks; nobody if not given"
    )
    group.add_argument(
        "--ldap-password-file", type=Path, metavar="FILE", help="of --ldap-bind-dn, mode 600"
    )
    group.add_argument("--ldap-filter", default=DEFAULT_FILTER, help="(default: %(default)s)")
    group.add_argument(
        "--ldap-ca-file", type=Path, metavar="FILE", help="a private authority, in PEM"
    )
    group.add_argument(
        "--ldap-map",
        action="append",
        default=[],
        type=mapping,
        metavar="COLUMN=ATTRIBUTE",
        help="where a column of the table is in the directory, such as address=sAMAccountName;"
        " unit=dn takes the organisational units of the entry's name; may be repeated",
    )


async def read_staff(options: argparse.Namespace, domain: str) -> Staff:
    """Everybody in the source that `options` name.

    Raises:
        Stop: it can't be read at all.
    """
    problems = Problems()
    if (options.source is None) == (options.ldap is None):
        raise Stop(ExitCode.USAGE, "name a table, or a directory with --ldap, and not both")
    if options.ldap is not None:
        query = _query(options)
        reader = EntryReader(domain, problems, splits_paths_at(query, options.unit_separator))
        found = await asyncio.to_thread(read_ldap, query, reader)
        return Staff(tuple(found), Origin(options.ldap), problems)
    path: Path = options.source
    reader = EntryReader(domain, problems, options.unit_separator)
    try:
        found = await asyncio.to_thread(
            read_csv, path, reader, problems, options.encoding, options.separator
        )
    except OSError as error:
        raise Stop(ExitCode.USAGE, f"{path}: it can't be read: {error.strerror}") from None
    return Staff(tuple(found), Origin(str(path)), problems)


def stop_if_wrong(problems: Problems, terminal: Terminal) -> None:
    """End the run where anything is wrong.

    Raises:
        Stop: there are problems; they have been listed.
    """
    if not len(problems):
        return
    for line in problems.lines():
        terminal.note(line)
    raise Stop(
        ExitCode.REFUSED_BY_CHECKS,
        f"{len(problems)} problems; nothing was sent. Mend them and run this again",
    )


def mapping(text: str) -> tuple[str, str]:
    """``column=attribute``, for `argparse`."""
    column, equals, attribute = (part.strip() for part in text.partition("="))
    column = column.replace("_", " ").replace("-", " ").casefold()
    if not equals or not attribute or column not in COLUMNS:
        raise argparse.ArgumentTypeError(
            f"{text!r} is not like COLUMN=ATTRIBUTE, of {', '.join(COLUMNS)}"
        )
    return column, attribute


def _query(options: argparse.Namespace) -> LdapQuery:
    if not options.ldap.casefold().startswith(("ldap://", "ldaps://")) or not options.ldap_base:
        raise Stop(
            ExitCode.USAGE, "--ldap takes ldaps://HOST or ldap://HOST, and --ldap-base is needed"
        )
    if options.ldap_bind_dn and options.ldap_password_file is None:
        raise Stop(ExitCode.USAGE, "--ldap-bind-dn needs --ldap-password-file")
    given: Sequence[tuple[str, str]] = options.ldap_map
    query = LdapQuery(
        url=options.ldap,
        base=options.ldap_base,
        bind_dn=options.ldap_bind_dn,
        filter=options.ldap_filter,
        ca_file=options.ldap_ca_file,
        attributes=MappingProxyType(
            {**DEFAULT_ATTRIBUTES, **{column: (attribute,) for column, attribute in given}}
        ),
    )
    if options.ldap_password_file is None:
        return query
    return replace(query, password=read_secret(options.ldap_password_file, "password"))
