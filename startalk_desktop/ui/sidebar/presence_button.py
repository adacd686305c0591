"""The button that shows what one is to others, and opens the menu to change it."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from startalk_desktop.ui.presence_texts import availability_text
from startalk_desktop.ui.theme import Theme
from startalk_desktop.ui.widgets.avatar import AvatarPainter
from startalk_desktop.ui.widgets.icon_button import IconButton
from startalk_desktop.viewmodels.own_presence import OwnPresenceModel


class PresenceButton(IconButton):
    """A person with a dot."""

    def __init__(
        self, theme: Theme, model: OwnPresenceModel, parent: QWidget | None = None
    ) -> None:
        super().__init__(theme, "user", "", parent)
        self._model = model
        self._painter = AvatarPainter(theme)
        self._colours_of = theme
        model.changed.connect(self._show)
        self._show()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The icon, and the dot at its foot."""
        super().paintEvent(event)
        painter = QPainter(self)
        place = QRectF(0, 0, 24, 24)
        place.moveCenter(QRectF(self.rect()).center())
        self._painter.paint_presence(
            painter, place, self._model.shown(), self._colours_of.colours.rail
        )
        painter.end()

    def _show(self) -> None:
        word = availability_text(self._model.shown())
        self.set_name(self.tr("My presence: {availability}").format(availability=word))
        self.update()
