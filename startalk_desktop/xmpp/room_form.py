"""A room's settings as the form that its service shows an owner (XEP-0045 sections 10.1.3, 10.2 and 15.5.4). Pure.

Services differ in what they offer, so only fields that are in the form are read and filled in.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from aioxmpp.forms import Data, DataType, Field, FieldType

from startalk_desktop.model.room import RoomSettings

FORM_TYPE: Final = "http://jabber.org/protocol/muc#roomconfig"

_PREFIX: Final = "muc#roomconfig_"
_MAX_TEXT_CHARACTERS: Final = 10_000

_TEXTS: Final[Mapping[str, tuple[str, ...]]] = {"name": ("roomname",), "description": ("roomdesc",)}
_FLAGS: Final[Mapping[str, tuple[str, ...]]] = {
    "is_public": ("publicroom",),
    "is_members_only": ("membersonly",),
    "is_moderated": ("moderatedroom",),
    "is_persistent": ("persistentroom",),
    "has_archive": ("enablearchiving", "mam"),  # XEP-0045 has none: what Prosody and ejabberd say
    "members_may_invite": ("allowinvites", "allowmemberinvites"),
    "anyone_may_set_topic": ("changesubject",),
}
_WHOIS: Final = "whois"  # "anyone" or "moderators"
_PROTECTED: Final = "passwordprotectedroom"
_SECRET: Final = "roomsecret"  # noqa: S105  a field's name


def read(form: Data) -> RoomSettings:
    """What is set now."""
    values = {
        field.var.removeprefix(_PREFIX): next(iter(field.values), "")[:_MAX_TEXT_CHARACTERS]
        for field in form.fields
        if field.var
    }
    texts: dict[str, Any] = {name: _first(values, keys) for name, keys in _TEXTS.items()}
    flags: dict[str, Any] = {
        name: None if (value := _first(values, keys)) is None else _is_set(value)
        for name, keys in _FLAGS.items()
    }
    whois, secret = values.get(_WHOIS), values.get(_SECRET)
    is_protected = _is_set(values.get(_PROTECTED, "1"))
    return replace(
        RoomSettings(**texts),
        **flags,
        is_anonymous=None if whois is None else whois != "anyone",
        password=secret if secret is None or is_protected else "",
    )


def filled(form: Data, wanted: RoomSettings) -> Data:
    """The answer to `form` that makes the room as `wanted`, as far as the form offers it."""
    offered = {field.var for field in form.fields if field.var}
    answer = Data(type_=DataType.SUBMIT)
    answer.fields.append(Field(type_=FieldType.HIDDEN, var="FORM_TYPE", values=[FORM_TYPE]))
    for key, value in _answers(wanted):
        if _PREFIX + key in offered:
            answer.fields.append(Field(type_=None, var=_PREFIX + key, values=[value]))
    return answer


def _answers(wanted: RoomSettings) -> Iterator[tuple[str, str]]:
    for name, keys in _TEXTS.items():
        text = getattr(wanted, name)
        if text is not None:
            yield from ((key, text) for key in keys)
    for name, keys in _FLAGS.items():
        flag = getattr(wanted, name)
        if flag is not None:
            yield from ((key, "1" if flag else "0") for key in keys)
    if wanted.is_anonymous is not None:
        yield _WHOIS, "moderators" if wanted.is_anonymous else "anyone"
    if wanted.password is not None:
        yield _PROTECTED, "1" if wanted.password else "0"
        yield _SECRET, wanted.password


def _first(values: Mapping[str, str], keys: tuple[str, ...]) -> str | None:
    return next((values[key] for key in keys if key in values), None)


def _is_set(value: str) -> bool:
    return value in {"1", "true"}
