"""A field's keys that are not for its text: they move in a list beside it, while the keyboard stays in the field."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget


class FieldKeys(QObject):
    """Shows each key that is pressed in `field` to `take` first; what that says it took, the field never sees.

    It lives as long as the field, and nobody needs to keep it.
    """

    def __init__(self, field: QWidget, take: Callable[[QKeyEvent], bool]) -> None:
        super().__init__(field)
        self._take = take
        field.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Whether the key was taken."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._take(event)
        return super().eventFilter(watched, event)
