"""The gap between what is scrolled and its scroll bar: none while there is no bar, so that edges align."""

from __future__ import annotations

from PySide6.QtWidgets import QLayout, QScrollArea

from startalk_desktop.ui.tokens import Space


def keep_off_bar(area: QScrollArea, content: QLayout) -> None:
    """Hold `content`, the layout of what `area` scrolls, off the scroll bar whenever that is there."""

    def _on_range(_least: int, most: int) -> None:
        margins = content.contentsMargins()
        margins.setRight(Space.S if most > 0 else 0)
        content.setContentsMargins(margins)

    area.verticalScrollBar().rangeChanged.connect(_on_range)
