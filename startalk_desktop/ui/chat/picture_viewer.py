"""Pictures of a message over the whole window, as large as they are here."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QRect, QRectF, QSizeF, Qt, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from startalk_desktop.model.identity import ConversationId
from startalk_desktop.model.message import SharedFile
from startalk_desktop.ui.chat.shared_files import file_name
from startalk_desktop.ui.theme import Theme
from startalk_desktop.ui.tokens import Size, Space, TypeSize, dark
from startalk_desktop.ui.widgets.icon_button import IconButton
from startalk_desktop.viewmodels.pictures import PictureImages

_BAR = 56
_VEIL_ALPHA = 242


class PictureViewer(QWidget):
    """Lies over the window of `parent` until Escape, or a click beside the picture.

    Left and Right go through the pictures of the message. `opened_outside` carries the address of one that is to be
    shown by the system's program.
    """

    opened_outside = Signal(str)

    def __init__(self, theme: Theme, pictures: PictureImages, parent: QWidget) -> None:
        super().__init__(parent.window())
        self._theme = theme
        night = dark()  # the veil is dark in both themes
        self._veil, self._on_veil = QColor(night.rail), night.text
        self._veil.setAlpha(_VEIL_ALPHA)
        self._pictures = pictures
        self._files: Sequence[SharedFile] = ()
        self._conversation: ConversationId | None = None
        self._index = 0
        self._focus_before: QWidget | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.outside_button = IconButton(theme, "external", self.tr("Open in the browser"), self)
        self.close_button = IconButton(theme, "close", self.tr("Close"), self)
        self.close_button.set_name(self.tr("Close"), "Esc")
        self._dress()
        theme.changed.connect(self._dress)
        self.outside_button.clicked.connect(self._open_outside)
        self.close_button.clicked.connect(self.dismiss)
        pictures.changed.connect(self.update)
        parent.window().installEventFilter(self)
        self.hide()

    @property
    def index(self) -> int:
        """Which picture is shown."""
        return self._index

    def open(self, conversation: ConversationId, files: Sequence[SharedFile], index: int) -> None:
        """Show picture `index` of `files`."""
        if not files:
            return
        self._conversation, self._files = conversation, files
        self._focus_before = self.window().focusWidget()
        self._fit()
        self._show(min(max(index, 0), len(files) - 1))
        self.show()
        self.raise_()
        self.setFocus(Qt.FocusReason.PopupFocusReason)

    def dismiss(self) -> None:
        """Close; the keyboard goes back to where it was."""
        self.hide()
        if self._focus_before is not None:
            self._focus_before.setFocus(Qt.FocusReason.PopupFocusReason)
            self._focus_before = None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Cover the window, whatever its size."""
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._fit()
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and Right go on, Escape closes; nothing else goes through to the window."""
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Space: 1}
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Escape:
            self.dismiss()
        elif key in steps and 0 <= self._index + steps[key] < len(self._files):
            self._show(self._index + steps[key])

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click beside the picture closes."""
        if not self._place().contains(event.position()):
            self.dismiss()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The veil, the picture, its name and which of how many it is."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.fillRect(self.rect(), self._veil)
        painter.setPen(self._on_veil)
        painter.setFont(self._theme.font(TypeSize.LABEL))
        head = QRect(Space.XL, 0, self.width() - 4 * Space.XXL - 2 * Size.CONTROL, _BAR)
        words = file_name(self._files[self._index]) if self._files else ""
        if len(self._files) > 1:
            words += f"   {self._index + 1} / {len(self._files)}"
        painter.drawText(head, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, words)
        image = self._image()
        if image is not None:
            painter.drawImage(self._place(), image)
        else:
            waiting = self.tr("The picture is not here (yet)")
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, waiting)
        painter.end()

    def _dress(self) -> None:
        """Icons that show on the veil."""
        self.outside_button.setIcon(self._theme.icon("external", self._on_veil))
        self.close_button.setIcon(self._theme.icon("close", self._on_veil))

    def _image(self) -> QImage | None:
        if self._conversation is None or not self._files:
            return None
        return self._pictures.image(self._conversation.account, self._files[self._index].url)

    def _place(self) -> QRectF:
        """Where the picture stands: in the middle, and never larger than it is."""
        image = self._image()
        room = QRectF(self.rect()).adjusted(Space.XL, _BAR, -Space.XL, -Space.XL)
        if image is None:
            return QRectF()
        size = QSizeF(image.size())
        if size.width() > room.width() or size.height() > room.height():
            size.scale(room.size(), Qt.AspectRatioMode.KeepAspectRatio)
        place = QRectF(0, 0, size.width(), size.height())
        place.moveCenter(room.center())
        return place

    def _show(self, index: int) -> None:
        self._index = index
        self.setAccessibleName(file_name(self._files[index]))
        if self._conversation is not None:
            self._pictures.want(self._conversation, self._files[index].url)
        self.update()

    def _open_outside(self) -> None:
        self.opened_outside.emit(self._files[self._index].url)
        self.dismiss()

    def _fit(self) -> None:
        self.setGeometry(self.window().rect())
        top = (_BAR - Size.CONTROL) // 2
        left = self.width() - Space.L - Size.CONTROL
        self.close_button.move(left, top)
        self.outside_button.move(left - Size.CONTROL - Space.S, top)
