"""A button that is only an icon; its name is told by tooltip and to assistive technology."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QToolButton, QWidget

from startalk_desktop.ui.theme import Theme
from startalk_desktop.ui.tokens import Size


class IconButton(QToolButton):
    """An icon button that follows the theme.

    Args:
        theme: where the icon comes from.
        icon: the icon's name.
        name: what the button does, for tooltip and screen readers.
    """

    def __init__(self, theme: Theme, icon: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._icon_name = icon
        self._colour_name: str | None = None
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setIconSize(QSize(Size.ICON, Size.ICON))
        self.setFixedSize(Size.CONTROL, Size.CONTROL)
        self.set_name(name)
        theme.changed.connect(self._dress)
        self._dress()

    def set_name(self, name: str, shortcut: str = "") -> None:
        """Name what the button does; the tooltip shows `shortcut` as well."""
        self.setAccessibleName(name)
        self.setToolTip(f"{name}  ({shortcut})" if shortcut else name)

    def set_icon(self, icon: str) -> None:
        """Show another icon."""
        self._icon_name = icon
        self._dress()

    def set_colour(self, name: str | None) -> None:
        """Paint the icon in the theme's colour `name` (a field of `Colours`), or None for the usual one."""
        self._colour_name = name
        self._dress()

    def _dress(self) -> None:
        colours = self._theme.colours
        colour: QColor | None = getattr(colours, self._colour_name) if self._colour_name else None
        self.setIcon(
            self._theme.icon(self._icon_name, colour, active=colour or colours.accent_text)
        )
