"""What happened in a room, in words: one thing, or what is folded between two messages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import QCoreApplication

from startalk_desktop.model.room import Affiliation, Role, RoomEvent, RoomEventKind
from startalk_desktop.ui.time_texts import TimeTexts
from startalk_desktop.viewmodels.event_folds import (
    SHOWN_AT_ONCE,
    EventFold,
    FoldedEvent,
    movement,
)

_OTHERS_SHOWN: Final = 3
_LONGEST_REASON: Final = 300
_LONGEST_NAME: Final = 80


def event_text(event: RoomEvent, name: str, by: str = "") -> str:
    """What happened to `name`, or to us; `by` is who did it, where that is known by another name than the nick's."""
    by = short(by or event.by)
    words = _own_text(event, by) if event.is_own else _text(event, short(name), by)
    if not event.reason:
        return words
    reason = " ".join(event.reason[:_LONGEST_REASON].split())
    return QCoreApplication.translate("RoomEvents", "{what}. Reason: {reason}").format(
        what=words, reason=reason
    )


def fold_text(fold: EventFold, times: TimeTexts) -> str:
    """A fold in one line; an open one has a line for each thing below it."""
    lines = [_summary(fold.events)]
    if fold.is_open:
        hidden = len(fold.events) - SHOWN_AT_ONCE
        if hidden > 0:
            lines.append(QCoreApplication.translate("RoomEvents", "%n earlier", "", hidden))
        lines += [
            f"{times.clock(one.event.at)}  {event_text(one.event, one.name, one.by)}"
            for one in fold.events[-SHOWN_AT_ONCE:]
        ]
    return "\n".join(lines)


def short(name: str) -> str:
    """A name in one line, not longer than a line."""
    line = " ".join(name[: 2 * _LONGEST_NAME].split())
    return line if len(line) <= _LONGEST_NAME else f"{line[: _LONGEST_NAME - 1]}…"


def _summary(events: Sequence[FoldedEvent]) -> str:
    moved = movement(events)
    parts = [
        _together(names, one, two, more)
        for names, one, two, more in (
            (moved.joined, _joined_1, _joined_2, _joined_n),
            (moved.left, _left_1, _left_2, _left_n),
            (moved.visited, _visited_1, _visited_2, _visited_n),
            (moved.returned, _returned_1, _returned_2, _returned_n),
        )
        if names
    ]
    if len(moved.others) <= _OTHERS_SHOWN:
        parts += [event_text(one.event, one.name, one.by) for one in moved.others]
    else:
        count = len(moved.others)
        parts.append(QCoreApplication.translate("RoomEvents", "%n other change(s)", "", count))
    return "  ·  ".join(parts)


def _together(
    names: Sequence[str],
    one: Callable[[], str],
    two: Callable[[], str],
    more: Callable[[int], str],
) -> str:
    """Everybody by name up to two, else one name and how many besides."""
    first = short(names[0])
    if len(names) == 1:
        return one().format(name=first)
    if len(names) == 2:
        return two().format(name=first, other=short(names[1]))
    return more(len(names) - 1).format(name=first)


def _joined_1() -> str:
    return QCoreApplication.translate("RoomEvents", "{name} joined")


def _joined_2() -> str:
    return QCoreApplication.translate("RoomEvents", "{name} and {other} joined")


def _joined_n(others: int) -> str:
    return QCoreApplication.translate("RoomEvents", "{name} and %n others joined", "", others)


def _left_1() -> str:
    return QCoreApplication.translate("RoomEvents", "{name} left")


def _left_2() -> str:
    return QCoreApplication.translate("RoomEvents", "{name} and {other} left")


def _left_n(others: int) -> str:
    return QCoreApplication.translate("RoomEvents", "{name} and %n others left", "", others)


def _visited_1() -> str:
    return QCoreApplication.translate("RoomEvents", "{name} joined and left")


def _visited_2() -> str:
    return QCoreApplication.translate("RoomEvents", "{name} and {other} joined and left")


def _visited_n(others: int) -> str:
    return QCoreApplication.translate(
        "RoomEvents", "{name} and %n others joined and left", "", others
    )


def _returned_1() -> str:
    return QCoreApplication.translate("RoomEvents", "{name} left and came back")


def _returned_2() -> str:
    return QCoreApplication.translate("RoomEvents", "{name} and {other} left and came back")


def _returned_n(others: int) -> str:
    return QCoreApplication.translate(
        "RoomEvents", "{name} and %n others left and came back", "", others
    )


def _text(event: RoomEvent, name: str, by: str) -> str:
    match event.kind:
        case RoomEventKind.JOINED:
            words = _joined_1()
        case RoomEventKind.LEFT:
            words = _left_1()
        case RoomEventKind.RENAMED:
            words = QCoreApplication.translate("RoomEvents", "{nick} is now called {new}")
        case RoomEventKind.ROLE:
            words = _role_text(event.role)
        case RoomEventKind.AFFILIATION:
            words = _affiliation_text(event.affiliation, by)
        case RoomEventKind.KICKED | RoomEventKind.REMOVED if by:
            words = QCoreApplication.translate("RoomEvents", "{by} removed {name} from the room")
        case RoomEventKind.KICKED | RoomEventKind.REMOVED:
            words = QCoreApplication.translate("RoomEvents", "{name} was removed from the room")
        case RoomEventKind.BANNED if by:
            words = QCoreApplication.translate("RoomEvents", "{by} banned {name} from the room")
        case RoomEventKind.BANNED:
            words = QCoreApplication.translate("RoomEvents", "{name} was banned from the room")
        case RoomEventKind.DESTROYED:
            words = _destroyed_text(by)
    return words.format(name=name, by=by, nick=short(event.who), new=short(event.new_nick))


def _own_text(event: RoomEvent, by: str) -> str:
    match event.kind:
        case RoomEventKind.KICKED | RoomEventKind.REMOVED if by:
            words = QCoreApplication.translate("RoomEvents", "{by} removed you from the room")
        case RoomEventKind.KICKED | RoomEventKind.REMOVED:
            words = QCoreApplication.translate("RoomEvents", "You were removed from the room")
        case RoomEventKind.BANNED if by:
            words = QCoreApplication.translate("RoomEvents", "{by} banned you from the room")
        case RoomEventKind.BANNED:
            words = QCoreApplication.translate("RoomEvents", "You were banned from the room")
        case RoomEventKind.DESTROYED:
            words = _destroyed_text(by)
        case RoomEventKind.AFFILIATION:
            words = _own_affiliation_text(event.affiliation, by)
        case RoomEventKind.RENAMED:
            words = QCoreApplication.translate("RoomEvents", "You are now called {new}")
        case _:
            return _text(event, QCoreApplication.translate("RoomEvents", "You"), by)
    return words.format(by=by, new=short(event.new_nick))


def _destroyed_text(by: str) -> str:
    if by:
        return QCoreApplication.translate("RoomEvents", "{by} closed the room for everybody")
    return QCoreApplication.translate("RoomEvents", "The room was closed for everybody")


def _role_text(role: Role | None) -> str:
    match role:
        case Role.MODERATOR:
            return QCoreApplication.translate("RoomEvents", "{name} moderates now")
        case Role.VISITOR:
            return QCoreApplication.translate("RoomEvents", "{name} may only listen now")
        case _:
            return QCoreApplication.translate("RoomEvents", "{name} may speak now")


def _affiliation_text(affiliation: Affiliation | None, by: str) -> str:
    match affiliation:
        case Affiliation.OWNER if by:
            return QCoreApplication.translate("RoomEvents", "{by} made {name} an owner")
        case Affiliation.OWNER:
            return QCoreApplication.translate("RoomEvents", "{name} is an owner now")
        case Affiliation.ADMIN if by:
            return QCoreApplication.translate("RoomEvents", "{by} made {name} an admin")
        case Affiliation.ADMIN:
            return QCoreApplication.translate("RoomEvents", "{name} is an admin now")
        case Affiliation.MEMBER if by:
            return QCoreApplication.translate("RoomEvents", "{by} made {name} a member")
        case Affiliation.MEMBER:
            return QCoreApplication.translate("RoomEvents", "{name} is a member now")
        case Affiliation.OUTCAST if by:
            return QCoreApplication.translate("RoomEvents", "{by} banned {name} from the room")
        case Affiliation.OUTCAST:
            return QCoreApplication.translate("RoomEvents", "{name} was banned from the room")
        case _ if by:
            return QCoreApplication.translate("RoomEvents", "{by} took {name} off the members")
        case _:
            return QCoreApplication.translate("RoomEvents", "{name} is no longer a member")


def _own_affiliation_text(affiliation: Affiliation | None, by: str) -> str:
    match affiliation:
        case Affiliation.OWNER if by:
            return QCoreApplication.translate("RoomEvents", "{by} made you an owner")
        case Affiliation.OWNER:
            return QCoreApplication.translate("RoomEvents", "You are an owner now")
        case Affiliation.ADMIN if by:
            return QCoreApplication.translate("RoomEvents", "{by} made you an admin")
        case Affiliation.ADMIN:
            return QCoreApplication.translate("RoomEvents", "You are an admin now")
        case Affiliation.MEMBER if by:
            return QCoreApplication.translate("RoomEvents", "{by} made you a member")
        case Affiliation.MEMBER:
            return QCoreApplication.translate("RoomEvents", "You are a member now")
        case _ if by:
            return QCoreApplication.translate("RoomEvents", "{by} took you off the members")
        case _:
            return QCoreApplication.translate("RoomEvents", "You are no longer a member")
