"""What happened in a room, as JSON has it. Kinds that a later program knows and this one does not are none."""

from __future__ import annotations

from typing import Any

from startalk_desktop.model.jid import Jid
from startalk_desktop.model.room import Affiliation, Role, RoomEvent, RoomEventKind
from startalk_desktop.store.jids import jid_of


def encoded(event: RoomEvent) -> dict[str, Any]:
    """As it is stored: what is empty is left out."""
    parts = {
        "at": event.at,
        "kind": event.kind.value,
        "who": event.who,
        "by": event.by,
        "reason": event.reason,
        "jid": _text(event.jid),
        "own": event.is_own,
        "affiliation": event.affiliation.value if event.affiliation is not None else "",
        "role": event.role.value if event.role is not None else "",
        "nick": event.new_nick,
        "alternative": _text(event.alternative),
    }
    return {key: value for key, value in parts.items() if value}


def decoded(parts: dict[str, Any]) -> RoomEvent | None:
    """What `encoded` gave; None for what is not known here."""
    try:
        kind = RoomEventKind(parts.get("kind", ""))
        affiliation = Affiliation(parts["affiliation"]) if "affiliation" in parts else None
        role = Role(parts["role"]) if "role" in parts else None
    except ValueError:
        return None
    return RoomEvent(
        at=parts.get("at", 0),
        kind=kind,
        who=parts.get("who", ""),
        by=parts.get("by", ""),
        reason=parts.get("reason", ""),
        jid=_jid(parts.get("jid")),
        is_own=bool(parts.get("own")),
        affiliation=affiliation,
        role=role,
        new_nick=parts.get("nick", ""),
        alternative=_jid(parts.get("alternative")),
    )


def _text(jid: Jid | None) -> str:
    return "" if jid is None else str(jid)


def _jid(text: str | None) -> Jid | None:
    return jid_of(text) if text else None
