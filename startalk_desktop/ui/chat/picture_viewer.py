"""The pictures of a conversation over the whole window: as large as one likes, one after the other."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import (
    QElapsedTimer,
    QEvent,
    QObject,
    QPointF,
    QRect,
    QRectF,
    QSizeF,
    Qt,
    QTimer,
    QVariantAnimation,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from startalk_desktop.ui.chat.bubble_parts import told_size
from startalk_desktop.ui.chat.commands import FileCommand
from startalk_desktop.ui.chat.progress_ring import paint_ring
from startalk_desktop.ui.chat.shared_files import file_name
from startalk_desktop.ui.chat.viewer_bar import ViewerBar
from startalk_desktop.ui.chat.zoom_pan import ZoomPan
from startalk_desktop.ui.theme import Theme
from startalk_desktop.ui.time_texts import TimeTexts
from startalk_desktop.ui.tokens import Size, Space, TypeSize, dark
from startalk_desktop.viewmodels.conversation import ConversationViewModel
from startalk_desktop.viewmodels.picture_roll import PictureRoll
from startalk_desktop.viewmodels.pictures import PictureImages, PictureState

_VEIL_ALPHA: Final = 242
_STEP: Final = 1.25  # of a key's zoom
_WHEEL: Final = 1.0016  # a degree's eighth
_PAN: Final = 90.0
_SETTLE_MS: Final = 90  # after the last movement it is painted at its best
_GLIDE_MS: Final = 140
_DEGREES_A_MS: Final = 0.36
_COARSE: Final = 0.6  # below this scale only a picture made for it looks well


class PictureViewer(QWidget):
    """Lies over the window of `parent` until Escape, or a click beside the picture.

    Left and Right go through the conversation's pictures; the wheel, the keys + - 0 1, and a double click zoom.

    Signals:
        command_asked(FileCommand, message, index): save, copy or open it.
        forward_asked(message)
        link_opened(address): a picture that only a text points to is to be shown by the system's program.
    """

    command_asked = Signal(object, object, int)
    forward_asked = Signal(object)
    link_opened = Signal(str)

    def __init__(
        self,
        theme: Theme,
        times: TimeTexts,
        previews: PictureImages,
        originals: PictureImages,
        parent: QWidget,
    ) -> None:
        super().__init__(parent.window())
        self._theme = theme
        self._times = times
        night = dark()  # the veil is dark in both themes
        self._veil, self._on_veil = QColor(night.rail), night.text
        self._veil.setAlpha(_VEIL_ALPHA)
        self._previews = previews
        self._originals = originals
        self._model: ConversationViewModel | None = None
        self._roll: PictureRoll | None = None
        self.place = ZoomPan()
        self._shown_key: object = None
        self._fine: tuple[int, tuple[int, int], QPixmap] | None = None
        self._dragged_from: QPointF | None = None
        self._has_dragged = False
        self._focus_before: QWidget | None = None
        self._settling = QTimer(self)
        self._settling.setSingleShot(True)
        self._settling.setInterval(_SETTLE_MS)
        self._settling.timeout.connect(self.update)
        self._glide = QVariantAnimation(self)
        self._glide.setDuration(_GLIDE_MS)
        self._glide_at = QPointF()
        self._clock = QElapsedTimer()
        self._clock.start()
        self._glide.valueChanged.connect(self._on_glide)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.bar = ViewerBar(theme, self._on_veil, self._veil, self)
        self._connect()
        parent.window().installEventFilter(self)
        self.hide()

    def _connect(self) -> None:
        bar = self.bar
        bar.back_button.clicked.connect(lambda: self.go(-1))
        bar.on_button.clicked.connect(lambda: self.go(1))
        bar.larger_button.clicked.connect(lambda: self.zoom_by(_STEP))
        bar.smaller_button.clicked.connect(lambda: self.zoom_by(1 / _STEP))
        bar.copy_button.clicked.connect(lambda: self._ask(FileCommand.COPY))
        bar.save_button.clicked.connect(lambda: self._ask(FileCommand.SAVE))
        bar.outside_button.clicked.connect(lambda: self._ask(FileCommand.OPEN))
        bar.forward_button.clicked.connect(self._forward)
        bar.close_button.clicked.connect(self.dismiss)
        for images in (self._previews, self._originals):
            images.changed.connect(self._on_images_changed)

    @property
    def roll(self) -> PictureRoll | None:
        """What is gone through."""
        return self._roll

    def open(self, model: ConversationViewModel, roll: PictureRoll) -> None:
        """Show the picture on which `roll` stands; the viewer keeps and ends it."""
        self._drop_roll()
        self._model, self._roll = model, roll
        roll.changed.connect(self._show_facts)
        if not self.isVisible():
            self._focus_before = self.window().focusWidget()
        self._fit()
        self._show()
        self.show()
        self.raise_()
        self.setFocus(Qt.FocusReason.PopupFocusReason)

    def dismiss(self) -> None:
        """Close; the keyboard goes back to where it was."""
        self.hide()
        self._drop_roll()
        before, self._focus_before = self._focus_before, None
        if before is not None:
            before.setFocus(Qt.FocusReason.PopupFocusReason)

    def go(self, step: int) -> None:
        """Show the next picture, or the one before."""
        if self._roll is not None and self._roll.go(step):
            self._show()

    def zoom_by(self, factor: float, at: QPointF | None = None) -> None:
        """Show it larger or smaller, gliding there; `at` stays where it is, else the middle."""
        self._glide_to(self.place.scale * factor, at)

    # events

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Cover the window, whatever its size."""
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._fit()
        return super().eventFilter(watched, event)

    def event(self, event: QEvent) -> bool:
        """Two fingers on a touchpad zoom."""
        if (
            isinstance(event, QNativeGestureEvent)
            and event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture
        ):
            self._zoom_now(self.place.scale * (1 + event.value()), event.position())
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """See the class; nothing else goes through to the window."""
        key = Qt.Key(event.key())
        is_shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        is_command = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Space: 1}
        pans = {
            Qt.Key.Key_Left: QPointF(_PAN, 0),
            Qt.Key.Key_Right: QPointF(-_PAN, 0),
            Qt.Key.Key_Up: QPointF(0, _PAN),
            Qt.Key.Key_Down: QPointF(0, -_PAN),
        }
        commands = {Qt.Key.Key_C: FileCommand.COPY, Qt.Key.Key_S: FileCommand.SAVE}
        if key == Qt.Key.Key_Escape:
            self.dismiss()
        elif is_command and key in commands:
            self._ask(commands[key])
        elif key in pans and (is_shifted or key not in steps):
            self.place.pan(pans[key])
            self.update()
        elif key in steps:
            self.go(steps[key])
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom_by(_STEP)
        elif key == Qt.Key.Key_Minus:
            self.zoom_by(1 / _STEP)
        elif key == Qt.Key.Key_0:
            self._glide_to(self.place.fit)
        elif key == Qt.Key.Key_1:
            self._glide_to(1.0)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom where the mouse is."""
        factor = _WHEEL ** event.angleDelta().y()
        self._zoom_now(self.place.scale * factor, event.position())
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin to move the picture."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._dragged_from, self._has_dragged = event.position(), False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move it."""
        if self._dragged_from is not None and event.buttons() & Qt.MouseButton.LeftButton:
            moved = event.position() - self._dragged_from
            if self._has_dragged or moved.manhattanLength() > 4:
                self._has_dragged = True
                self._dragged_from = event.position()
                self.place.pan(moved)
                self._move()
        is_on = self.place.rect.contains(event.position()) and not self.place.is_fitted
        shape = Qt.CursorShape.OpenHandCursor if is_on else Qt.CursorShape.ArrowCursor
        self.setCursor(shape)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click beside the picture closes."""
        was_pressed, self._dragged_from = self._dragged_from is not None, None
        is_beside = not self.place.rect.contains(event.position())
        if was_pressed and is_beside and not self._has_dragged:
            self.dismiss()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Large, or as it fits again."""
        if not self.place.rect.contains(event.position()):
            return
        own = 1.0 if self.place.fit < 0.99 else 2.0
        target = own if self.place.is_fitted else self.place.fit
        self._glide_to(target, event.position())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The veil, and the picture or what there is to say of it."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._veil)
        image = self._image()
        if image is not None:
            self._paint_image(painter, image)
        if self._is_loading():
            ring = QRectF(0, 0, Size.CONTROL, Size.CONTROL)
            ring.moveCenter(QRectF(self.rect()).center())
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            paint_ring(
                painter, ring, self._on_veil, None, (self._clock.elapsed() * _DEGREES_A_MS) % 360
            )
            self._settling.start()
        elif image is None:
            painter.setPen(self._on_veil)
            painter.setFont(self._theme.font(TypeSize.LABEL))
            words = self.tr("The picture can't be had at the moment")
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, words)
        painter.end()

    # inside

    def _paint_image(self, painter: QPainter, image: QImage) -> None:
        rect = self.place.rect
        is_moving = self._settling.isActive() or self._glide.state() != self._glide.State.Stopped
        shown_scale = rect.width() / max(1, image.width()) * self.devicePixelRatioF()
        if shown_scale < _COARSE and not is_moving:
            painter.drawPixmap(rect.topLeft(), self._made_fine(image, rect.size()))
            return
        hint = QPainter.RenderHint.SmoothPixmapTransform
        painter.setRenderHint(hint, not is_moving or shown_scale < 1)
        seen = rect.intersected(QRectF(self.rect()))
        if seen.isEmpty() or rect.isEmpty():
            return
        across, down = image.width() / rect.width(), image.height() / rect.height()
        source = QRectF(
            (seen.left() - rect.left()) * across,
            (seen.top() - rect.top()) * down,
            seen.width() * across,
            seen.height() * down,
        )
        painter.drawImage(seen, image, source)

    def _made_fine(self, image: QImage, size: QSizeF) -> QPixmap:
        """The picture scaled to `size` by all of its pixels; made once."""
        ratio = self.devicePixelRatioF()
        pixels = (size * ratio).toSize()
        key = (image.cacheKey(), (pixels.width(), pixels.height()))
        if self._fine is None or self._fine[:2] != key:
            mode = Qt.TransformationMode.SmoothTransformation
            scaled = image.scaled(pixels, Qt.AspectRatioMode.IgnoreAspectRatio, mode)
            pixmap = QPixmap.fromImage(scaled)
            pixmap.setDevicePixelRatio(ratio)
            self._fine = (*key, pixmap)
        return self._fine[2]

    def _show(self) -> None:
        """Show what the roll stands on, and bring its neighbours."""
        if self._roll is None:
            return
        place = self._roll.current.place
        self._glide.stop()
        self._originals.want(place)
        for step in (1, -1):
            neighbour = self._roll.neighbour(step)
            if neighbour is not None:
                self._previews.want(neighbour.place)
        self._shown_key = None
        self._on_images_changed()
        self._show_facts()

    def _show_facts(self) -> None:
        roll, model = self._roll, self._model
        if roll is None or model is None:
            return
        entry = roll.current
        name = file_name(entry.place.file)
        self.setAccessibleName(name)
        sender = self.tr("You") if entry.message.is_outgoing else model.name_of(entry.message)
        at = entry.message.sent_at
        when = f"{self._times.day(at)} {self._times.clock(at)}"
        count = f"{roll.index + 1} / {roll.count}" if roll.is_whole and roll.count > 1 else ""
        self.bar.show_picture(
            name,
            f"{sender} · {when}",
            count,
            is_file=entry.place.index >= 0,
            has_before=roll.neighbour(-1) is not None,
            has_after=roll.neighbour(1) is not None,
        )
        abilities = model.actions.abilities(entry.message)
        self.bar.forward_button.setEnabled(abilities.can_forward)

    def _on_images_changed(self) -> None:
        if self._roll is None:
            return
        place = self._roll.current.place
        size = self._size_of(self._image())
        if self._shown_key != place.key:
            self._shown_key = place.key
            self.place.show(size)
        else:
            self.place.sharpen(size)
        self.update()

    def _size_of(self, image: QImage | None) -> QSizeF:
        """The picture's own size: of the original where that is here, else as it was told, where that fits."""
        if self._roll is None:
            return QSizeF()
        place = self._roll.current.place
        told = told_size(place.file)
        if image is None:
            return QSizeF(*told) if told is not None else QSizeF()
        size = QSizeF(image.size())
        if told is None or self._originals.image(place) is image:
            return size
        is_alike = abs(told[0] / told[1] - size.width() / size.height()) < 0.02
        return QSizeF(*told) if is_alike else size

    def _image(self) -> QImage | None:
        if self._roll is None:
            return None
        place = self._roll.current.place
        return self._originals.image(place) or self._previews.image(place)

    def _is_loading(self) -> bool:
        if self._roll is None:
            return False
        return self._originals.state(self._roll.current.place) is PictureState.LOADING

    def _zoom_now(self, scale: float, at: QPointF) -> None:
        self._glide.stop()
        self.place.zoom(scale, at)
        self._move()

    def _glide_to(self, scale: float, at: QPointF | None = None) -> None:
        self._glide.stop()
        self._glide_at = at or self._room().center()
        self._glide.setStartValue(self.place.scale)
        self._glide.setEndValue(max(self.place.fit, min(scale, self.place.most)))
        self._glide.start()

    def _on_glide(self, scale: float) -> None:
        self.place.zoom(float(scale), self._glide_at)
        self._move()

    def _move(self) -> None:
        self._settling.start()
        self.update()

    def _ask(self, command: FileCommand) -> None:
        if self._roll is None:
            return
        entry = self._roll.current
        if entry.place.index >= 0:
            self.command_asked.emit(command, entry.message, entry.place.index)
        elif command is FileCommand.OPEN:
            self.link_opened.emit(entry.place.file.url)
            self.dismiss()

    def _forward(self) -> None:
        if self._roll is not None:
            message = self._roll.current.message
            self.dismiss()
            self.forward_asked.emit(message)

    def _drop_roll(self) -> None:
        roll, self._roll = self._roll, None
        if roll is not None:
            roll.end()
            roll.changed.disconnect(self._show_facts)
            roll.deleteLater()

    def _room(self) -> QRectF:
        area = QRectF(self.rect())
        return area.adjusted(Space.XL, ViewerBar.HEIGHT, -Space.XL, -Space.XL)

    def _fit(self) -> None:
        self.setGeometry(QRect(self.window().rect()))
        self.place.fit_into(self._room())
        self.bar.place(self.rect())
        self.update()
