"""What happened in a room, in words: one thing, or what is folded between two messages."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Final, NamedTuple

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

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
    name = QCoreApplication.translate("RoomEvents", "You") if event.is_own else short(name)
    words = _words(event).said(by, is_own=event.is_own)
    words = words.format(name=name, by=by, nick=short(event.who), new=short(event.new_nick))
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


class _Words(NamedTuple):
    """The ways to say one thing: whether it is known who did it, and whether it happened to somebody or to us.

    Where we have no words of our own, it is said of somebody called "You".
    """

    by: str
    alone: str
    own_by: str = ""
    own: str = ""

    def said(self, by: str, *, is_own: bool) -> str:
        """The words that fit, translated; the names are to be put in."""
        own = self.own_by if by else self.own
        words = own if is_own and own else (self.by if by else self.alone)
        return QCoreApplication.translate("RoomEvents", words)


def _ways(by: object, alone: object, own_by: object = "", own: object = "") -> _Words:
    return _Words(str(by), str(alone), str(own_by), str(own))


def _always(words: object, own: object = "") -> _Words:
    return _ways(words, words, own, own)


_REMOVED: Final = _ways(
    QT_TRANSLATE_NOOP("RoomEvents", "{by} removed {name} from the room"),
    QT_TRANSLATE_NOOP("RoomEvents", "{name} was removed from the room"),
    QT_TRANSLATE_NOOP("RoomEvents", "{by} removed you from the room"),
    QT_TRANSLATE_NOOP("RoomEvents", "You were removed from the room"),
)
_BANNED: Final = _ways(
    QT_TRANSLATE_NOOP("RoomEvents", "{by} banned {name} from the room"),
    QT_TRANSLATE_NOOP("RoomEvents", "{name} was banned from the room"),
    QT_TRANSLATE_NOOP("RoomEvents", "{by} banned you from the room"),
    QT_TRANSLATE_NOOP("RoomEvents", "You were banned from the room"),
)
_KINDS: Final[Mapping[RoomEventKind, _Words]] = MappingProxyType(
    {
        RoomEventKind.JOINED: _always(QT_TRANSLATE_NOOP("RoomEvents", "{name} joined")),
        RoomEventKind.LEFT: _always(QT_TRANSLATE_NOOP("RoomEvents", "{name} left")),
        RoomEventKind.RENAMED: _always(
            QT_TRANSLATE_NOOP("RoomEvents", "{nick} is now called {new}"),
            QT_TRANSLATE_NOOP("RoomEvents", "You are now called {new}"),
        ),
        RoomEventKind.KICKED: _REMOVED,
        RoomEventKind.REMOVED: _REMOVED,
        RoomEventKind.BANNED: _BANNED,
        RoomEventKind.DESTROYED: _ways(
            QT_TRANSLATE_NOOP("RoomEvents", "{by} closed the room for everybody"),
            QT_TRANSLATE_NOOP("RoomEvents", "The room was closed for everybody"),
        ),
    }
)
_MAY_SPEAK: Final = _always(QT_TRANSLATE_NOOP("RoomEvents", "{name} may speak now"))
_ROLES: Final[Mapping[Role | None, _Words]] = MappingProxyType(
    {
        Role.MODERATOR: _always(QT_TRANSLATE_NOOP("RoomEvents", "{name} moderates now")),
        Role.VISITOR: _always(QT_TRANSLATE_NOOP("RoomEvents", "{name} may only listen now")),
    }
)
_NO_MEMBER: Final = _ways(
    QT_TRANSLATE_NOOP("RoomEvents", "{by} took {name} off the members"),
    QT_TRANSLATE_NOOP("RoomEvents", "{name} is no longer a member"),
    QT_TRANSLATE_NOOP("RoomEvents", "{by} took you off the members"),
    QT_TRANSLATE_NOOP("RoomEvents", "You are no longer a member"),
)
_AFFILIATIONS: Final[Mapping[Affiliation | None, _Words]] = MappingProxyType(
    {
        Affiliation.OWNER: _ways(
            QT_TRANSLATE_NOOP("RoomEvents", "{by} made {name} an owner"),
            QT_TRANSLATE_NOOP("RoomEvents", "{name} is an owner now"),
            QT_TRANSLATE_NOOP("RoomEvents", "{by} made you an owner"),
            QT_TRANSLATE_NOOP("RoomEvents", "You are an owner now"),
        ),
        Affiliation.ADMIN: _ways(
            QT_TRANSLATE_NOOP("RoomEvents", "{by} made {name} an admin"),
            QT_TRANSLATE_NOOP("RoomEvents", "{name} is an admin now"),
            QT_TRANSLATE_NOOP("RoomEvents", "{by} made you an admin"),
            QT_TRANSLATE_NOOP("RoomEvents", "You are an admin now"),
        ),
        Affiliation.MEMBER: _ways(
            QT_TRANSLATE_NOOP("RoomEvents", "{by} made {name} a member"),
            QT_TRANSLATE_NOOP("RoomEvents", "{name} is a member now"),
            QT_TRANSLATE_NOOP("RoomEvents", "{by} made you a member"),
            QT_TRANSLATE_NOOP("RoomEvents", "You are a member now"),
        ),
        Affiliation.OUTCAST: _BANNED,
    }
)


def _words(event: RoomEvent) -> _Words:
    match event.kind:
        case RoomEventKind.ROLE:
            return _ROLES.get(event.role, _MAY_SPEAK)
        case RoomEventKind.AFFILIATION:
            return _AFFILIATIONS.get(event.affiliation, _NO_MEMBER)
        case _:
            return _KINDS[event.kind]
