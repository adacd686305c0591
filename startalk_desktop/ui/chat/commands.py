"""What can be done to messages: names, icons, keys. Menu, keyboard, toolbar and selection bar speak of the same."""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from startalk_desktop.core.abilities import Abilities
from startalk_desktop.model.message import DeliveryState, Message


class Command(StrEnum):
    """Something a person does to one or more messages."""

    REACT = "react"
    REPLY = "reply"
    EDIT = "edit"
    COPY = "copy"
    COPY_NAMED = "copy-named"
    FORWARD = "forward"
    FORWARD_CARD = "forward-card"
    SELECT = "select"
    SAVE = "save"
    DETAILS = "details"
    READERS = "readers"
    HISTORY = "history"
    RECALL = "recall"
    UNDO_RECALL = "undo-recall"
    MODERATE = "moderate"
    DELETE = "delete"
    RETRY = "retry"
    DISCARD = "discard"


class FileCommand(StrEnum):
    """Something a person does to one file of a message."""

    OPEN = "open"
    SAVE = "save"
    FOLDER = "folder"
    COPY = "copy"  # a picture, to the clipboard
    DRAG = "drag"


ICONS: Final = MappingProxyType(
    {
        Command.REACT: "smile",
        Command.REPLY: "reply",
        Command.EDIT: "edit",
        Command.COPY: "copy",
        Command.COPY_NAMED: "copy-names",
        Command.FORWARD: "forward",
        Command.FORWARD_CARD: "forward-card",
        Command.SELECT: "select",
        Command.SAVE: "save",
        Command.DETAILS: "info",
        Command.READERS: "eye",
        Command.HISTORY: "history",
        Command.RECALL: "recall",
        Command.UNDO_RECALL: "undo",
        Command.MODERATE: "shield",
        Command.DELETE: "trash",
        Command.RETRY: "refresh",
        Command.DISCARD: "trash",
    }
)

KEYS: Final = MappingProxyType(
    {
        Command.REACT: "+",
        Command.REPLY: "R",
        Command.EDIT: "E",
        Command.COPY: "Ctrl+C",
        Command.FORWARD: "F",
        Command.SELECT: "S",
        Command.DETAILS: "I",
        Command.RECALL: "Shift+Del",
        Command.DELETE: "Del",
    }
)
"""What works on the message that the keyboard stands on, as the menu shows it."""

_LETTERS: Final = MappingProxyType(
    {
        "+": Command.REACT,
        "r": Command.REPLY,
        "e": Command.EDIT,
        "f": Command.FORWARD,
        "s": Command.SELECT,
        "i": Command.DETAILS,
    }
)


def command_of(event: QKeyEvent) -> Command | None:
    """What a key means on the message that the keyboard stands on; None: something else."""
    held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
        if held == Qt.KeyboardModifier.ShiftModifier:
            return Command.RECALL
        is_plain = held == Qt.KeyboardModifier.NoModifier
        return Command.DELETE if is_plain and event.key() == Qt.Key.Key_Delete else None
    if held & ~Qt.KeyboardModifier.ShiftModifier:
        return None
    return _LETTERS.get(event.text().casefold())


def is_allowed(command: Command, message: Message, abilities: Abilities) -> bool:
    """Whether `command` may be done to `message` now."""
    is_there = message.tombstone is None
    is_sent = message.state not in (DeliveryState.QUEUED, DeliveryState.FAILED)
    match command:
        case Command.REACT:
            return abilities.can_react
        case Command.REPLY:
            return abilities.can_reply
        case Command.EDIT:
            return abilities.can_edit
        case Command.FORWARD | Command.FORWARD_CARD:
            return abilities.can_forward
        case Command.RECALL:
            return abilities.can_recall
        case Command.MODERATE:
            return abilities.can_moderate
        case Command.DELETE:
            return is_sent
        case Command.COPY | Command.COPY_NAMED | Command.SELECT | Command.SAVE:
            return is_there
        case Command.UNDO_RECALL:
            return message.tombstone is not None and message.tombstone.undo_until is not None
        case Command.RETRY | Command.DISCARD:
            return message.state is DeliveryState.FAILED
        case Command.HISTORY:
            return message.edited_at is not None
    return True
