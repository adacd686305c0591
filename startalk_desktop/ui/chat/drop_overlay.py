"""What lies over a conversation while files are dragged over it: to whom they would go, and in whose name."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QFont,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QWidget

from startalk_desktop.ui.chat.file_intake import has_files
from startalk_desktop.ui.theme import Theme
from startalk_desktop.ui.tokens import Radius, Space, TypeSize, mix
from startalk_desktop.viewmodels.conversation import ConversationViewModel

_GLYPH: Final = 44
_VEIL: Final = 0.9


class DropOverlay(QWidget):
    """Takes drops for the widget that it lies over; `dropped` carries the `QMimeData`.

    It shows while something is dragged over that widget which can be sent as files.
    """

    dropped = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._under = parent
        self._theme = theme
        self._model: ConversationViewModel | None = None
        self._title = ""
        self._detail = ""
        self.setAcceptDrops(True)
        parent.setAcceptDrops(True)
        parent.installEventFilter(self)
        self.hide()

    @property
    def words(self) -> str:
        """What it says."""
        return f"{self._title}\n{self._detail}" if not self.isHidden() else ""

    def follow(self, model: ConversationViewModel | None) -> None:
        """What is dropped would go to another conversation."""
        self._model = model
        self.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Come up when files are dragged over the parent, and cover it."""
        if event.type() == QEvent.Type.DragEnter and isinstance(event, QDragEnterEvent):
            if has_files(event.mimeData()) and self._may_take():
                self._come_up()
                event.acceptProposedAction()
                return True
        elif event.type() == QEvent.Type.DragMove and isinstance(event, QDragMoveEvent):
            if self.isVisible():
                event.acceptProposedAction()
                return True
        elif event.type() == QEvent.Type.DragLeave and isinstance(event, QDragLeaveEvent):
            # The overlay comes between parent and mouse: what leaves the one enters the other.
            if not self.rect().contains(self.mapFromGlobal(self.cursor().pos())):
                self.hide()
        elif event.type() == QEvent.Type.Drop and isinstance(event, QDropEvent):
            if self.isVisible():
                self._take(event)
                return True
        elif event.type() == QEvent.Type.Resize and self.isVisible():
            self._fit()
        return super().eventFilter(watched, event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files only."""
        if has_files(event.mimeData()):
            event.acceptProposedAction()

    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:
        """Not here, then."""
        self.hide()

    def dropEvent(self, event: QDropEvent) -> None:
        """Hand it on."""
        self._take(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """A veil with a dashed frame in the company's colour, and the words."""
        model = self._model
        if model is None:
            return
        colours = self._theme.colours
        company = colours.company(model.account.hue)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        veil = QColor(colours.chat)
        veil.setAlphaF(_VEIL)
        painter.fillRect(self.rect(), veil)
        frame = QRectF(self.rect()).adjusted(Space.L, Space.L, -Space.L, -Space.L)
        pen = QPen(company.text, 2, Qt.PenStyle.DashLine)
        pen.setDashPattern([4, 3])
        painter.setPen(pen)
        painter.setBrush(mix(company.solid, colours.chat, 0.07))
        painter.drawRoundedRect(frame, Radius.LARGE, Radius.LARGE)
        middle = frame.center()
        glyph = self._theme.pixmap("attach", _GLYPH, company.text, self.devicePixelRatioF())
        painter.drawPixmap(middle - QPointF(_GLYPH / 2, _GLYPH + 14), glyph)
        room = frame.width() - 2 * Space.XL
        title = self._theme.font(TypeSize.HEADING, QFont.Weight.DemiBold)
        self._write(painter, QRectF(0, middle.y(), 0, 30), self._title, title, colours.text, room)
        detail = self._theme.font(TypeSize.BODY, QFont.Weight.Medium)
        self._write(
            painter, QRectF(0, middle.y() + 34, 0, 24), self._detail, detail, company.text, room
        )
        painter.end()

    def _write(
        self, painter: QPainter, line: QRectF, words: str, font: QFont, ink: QColor, room: float
    ) -> None:
        painter.setFont(font)
        painter.setPen(ink)
        shown = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideMiddle, int(room))
        place = QRectF((self.width() - room) / 2, line.top(), room, line.height())
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, shown)

    def _may_take(self) -> bool:
        return self._model is not None and self._model.takes_files

    def _come_up(self) -> None:
        model = self._model
        if model is None:
            return
        self._title = self.tr("Drop to send to {name}").format(name=model.conversation.name)
        self._detail = self.tr("as {address} · {company}").format(
            address=model.account.jid, company=model.account.company
        )
        self._fit()
        self.show()
        self.raise_()

    def _take(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.hide()
        self.dropped.emit(event.mimeData())

    def _fit(self) -> None:
        self.setGeometry(self._under.rect())
