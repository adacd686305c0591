"""Staff out of an LDAP directory, through ldap3 (the extra ``startalk-desktop[ldap]``)."""

from __future__ import annotations

import re
import ssl
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from startalk_desktop.admin.entry_reader import EntryReader
from startalk_desktop.admin.outcome import ExitCode, Stop
from startalk_desktop.admin.staff import Origin, StaffEntry

DEFAULT_FILTER: Final = "(objectClass=person)"
DEFAULT_ATTRIBUTES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "address": ("uid", "sAMAccountName"),
        "name": ("displayName", "cn"),
        "unit": ("dn",),
        "title": ("title",),
        "phone": ("telephoneNumber", "mobile"),
        "email": ("mail",),
        "manager": ("manager",),
    }
)
"""By column of a table, the attributes that are looked at; the first that has a value counts."""

UNITS_BY_DN: Final = "dn"
"""In place of an attribute for the unit: the organisational units in the entry's own name, below the base."""

_NO_PERSON: Final = "computer"
"""A class that is below ``person`` in Active Directory. It is left out here: where a directory does not know a class,
a filter that excludes it finds nobody (RFC 4511 section 4.5.1.7).
"""
_CLASS: Final = "objectClass"
_PAGE: Final = 500
_SECONDS: Final = 30
_DN_SEPARATOR: Final = "\x1f"
_ESCAPED: Final = re.compile(rb"\\([0-9A-Fa-f]{2})|\\(.)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class LdapQuery:
    """Where staff is, and how to get there.

    Attributes:
        url: ``ldaps://host`` or ``ldap://host``; on the latter TLS is negotiated before anything is said.
        attributes: by column, as `DEFAULT_ATTRIBUTES`.
    """

    url: str
    base: str
    bind_dn: str = ""
    password: str = field(default="", repr=False)
    filter: str = DEFAULT_FILTER
    attributes: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: DEFAULT_ATTRIBUTES)
    ca_file: Path | None = None


def read_ldap(query: LdapQuery, entries: EntryReader) -> list[StaffEntry]:
    """Everybody whom the directory has; what can't be understood is in the problems of `entries`. It blocks.

    Raises:
        Stop: ldap3 is not installed, or the directory can't be asked.
    """
    ldap3 = _library()
    try:
        with _connection(ldap3, query) as connection:
            return read_entries(connection, query, entries)
    except ldap3.core.exceptions.LDAPException as error:  # a refusal is no LDAPExceptionError
        raise Stop(ExitCode.NOT_CONNECTED, f"{query.url}: {error}") from None


def read_entries(connection: Any, query: LdapQuery, entries: EntryReader) -> list[StaffEntry]:
    """Everybody found on a `connection` of ldap3 that is bound already."""
    wanted = {name for names in query.attributes.values() for name in names} - {UNITS_BY_DN} | {
        _CLASS
    }
    answers = connection.extend.standard.paged_search(
        query.base, query.filter, attributes=sorted(wanted), paged_size=_PAGE, generator=True
    )
    people = [
        (answer["dn"], _known(answer["attributes"]))
        for answer in answers
        if answer.get("type") == "searchResEntry"  # else a referral to another directory
    ]
    people = [(dn, known) for dn, known in people if not _is_no_person(known)]
    addresses = {
        _plain_dn(dn): next(iter(_values(known, query.attributes["address"])), "")
        for dn, known in people
    }
    return [
        entry for dn, known in people for entry in _entries_of(dn, known, query, entries, addresses)
    ]


def splits_paths_at(query: LdapQuery, separator: str) -> str:
    """What stands between the names of a unit's path; units out of DNs may have any character in their names."""
    return _DN_SEPARATOR if query.attributes["unit"] == (UNITS_BY_DN,) else separator


def _is_no_person(known: Mapping[str, Sequence[str]]) -> bool:
    return any(value.casefold() == _NO_PERSON for value in known.get(_CLASS.casefold(), ()))


def _known(attributes: Mapping[str, Any]) -> dict[str, list[str]]:
    return {name.casefold(): _texts(values) for name, values in attributes.items()}


def _entries_of(
    dn: str,
    known: Mapping[str, Sequence[str]],
    query: LdapQuery,
    entries: EntryReader,
    addresses: Mapping[str, str],
) -> Iterator[StaffEntry]:
    cells = {
        column: next(iter(_values(known, names)), "")
        for column, names in query.attributes.items()
        if column != "unit"
    }
    cells["manager"] = _manager(cells.get("manager", ""), addresses)
    for unit in _units(dn, known, query):
        entry = entries.read({**cells, "unit": unit}, {"": Origin(f"ldap entry {dn}")})
        if entry is not None:
            yield entry


def _manager(value: str, addresses: Mapping[str, str]) -> str:
    """The address behind ``manager``, which names an entry (RFC 4524 section 2.11); ``""`` for one not found here."""
    return addresses.get(_plain_dn(value), "") if "=" in value else value


def _plain_dn(dn: str) -> str:
    """A DN as it is compared: blanks, case and ways to escape make no difference."""
    from ldap3.core.exceptions import LDAPInvalidDnError
    from ldap3.utils.dn import parse_dn

    try:
        parts = parse_dn(dn, strip=True)
    except LDAPInvalidDnError:
        return dn
    return _DN_SEPARATOR.join(f"{kind}={_unescaped(value)}" for kind, value, _ in parts).casefold()


def _units(dn: str, known: Mapping[str, Sequence[str]], query: LdapQuery) -> Sequence[str]:
    """The paths of the person's units: every value of an attribute is one."""
    if query.attributes["unit"] != (UNITS_BY_DN,):
        return _values(known, query.attributes["unit"]) or [""]
    from ldap3.utils.dn import parse_dn

    own, base = parse_dn(dn), parse_dn(query.base)
    between = own[: max(len(own) - len(base), 0)]
    names = [_unescaped(value) for kind, value, _ in reversed(between) if kind.casefold() == "ou"]
    return [_DN_SEPARATOR.join(names)]


def _values(known: Mapping[str, Sequence[str]], names: Sequence[str]) -> Sequence[str]:
    return next((known[name.casefold()] for name in names if known.get(name.casefold())), [])


def _texts(values: Any) -> list[str]:
    listed = values if isinstance(values, list | tuple) else [values]
    texts = (
        value.decode("utf-8", errors="replace") if isinstance(value, bytes) else f"{value}"
        for value in listed
        if value is not None
    )
    return [text for text in texts if text.strip()]


def _unescaped(value: str) -> str:
    """A value as it is, out of the form that a DN has it in (RFC 4514 section 2.4)."""

    def plain(found: re.Match[bytes]) -> bytes:
        pair, character = found.groups()
        return bytes.fromhex(pair.decode("ascii")) if pair else bytes(character)

    return _ESCAPED.sub(plain, value.encode()).decode("utf-8", errors="replace")


@contextmanager
def _connection(ldap3: Any, query: LdapQuery) -> Iterator[Any]:
    tls = ldap3.Tls(
        validate=ssl.CERT_REQUIRED,
        ca_certs_file=str(query.ca_file) if query.ca_file else None,
        version=ssl.PROTOCOL_TLS_CLIENT,
    )
    # Without the directory's schema: it would refuse to be asked for what only other directories know.
    server = ldap3.Server(query.url, tls=tls, connect_timeout=_SECONDS, get_info=ldap3.NONE)
    connection = ldap3.Connection(
        server,
        user=query.bind_dn or None,
        password=query.password or None,
        check_names=False,
        read_only=True,
        receive_timeout=_SECONDS,
        raise_exceptions=True,
    )
    try:
        connection.open()
        is_secure = query.url.casefold().startswith("ldaps:") or connection.start_tls()
        if not is_secure:
            raise Stop(ExitCode.NOT_CONNECTED, f"{query.url}: it does not negotiate TLS")
        connection.bind()
        yield connection
    finally:
        if connection.bound:
            connection.unbind()
        elif connection.socket is not None:
            connection.socket.close()


def _library() -> Any:
    try:
        import ldap3
    except ImportError:
        raise Stop(
            ExitCode.USAGE, "LDAP needs ldap3; run: pip install 'startalk-desktop[ldap]'"
        ) from None
    return ldap3
