"""Paints what stands on a shelf: squares of pictures, rows of files and links."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter

from startalk_desktop.ui.chat.conversation_files import ConversationFiles
from startalk_desktop.ui.chat.links import plain_target
from startalk_desktop.ui.chat.message_parts import Picture
from startalk_desktop.ui.chat.parts import paint_rounded
from startalk_desktop.ui.chat.progress_ring import (
    paint_button,
    paint_glyph,
    paint_ring,
    share_of,
    transfer_glyph,
)
from startalk_desktop.ui.chat.quote_part import paint_line
from startalk_desktop.ui.chat.scaled_pictures import rounded_path
from startalk_desktop.ui.chat.shared_files import file_facts, file_name, host_of
from startalk_desktop.ui.chat.transfer_texts import progress_text
from startalk_desktop.ui.theme import Theme
from startalk_desktop.ui.time_texts import TimeTexts
from startalk_desktop.ui.tokens import TypeSize
from startalk_desktop.viewmodels.files_model import FileItem
from startalk_desktop.viewmodels.pictures import PictureState

ROW: Final = 60
_CORNERS: Final = (4.0, 4.0, 4.0, 4.0)
_PLATE: Final = 40.0
_RING: Final = 34.0
_EDGE: Final = 14.0


class ShelfPainter:
    """Knows the conversation's files, and so how they get on."""

    def __init__(self, theme: Theme, times: TimeTexts, files: ConversationFiles) -> None:
        self._theme = theme
        self._times = times
        self._files = files

    def tip(self, item: FileItem) -> str:
        """What a tooltip says: all of the name, and when it was sent."""
        file = item.file
        name = plain_target(item.link) if file is None else file_name(file)
        return f"{name}\n{self._times.whole(item.message.sent_at)}"

    def paint_square(
        self, painter: QPainter, rect: QRectF, item: FileItem, ratio: float, *, is_hovered: bool
    ) -> None:
        """A picture cut to a square."""
        file = item.file
        if file is None:
            return
        files = self._files.of(item.message)
        now = files.look(item.message.row, Picture(file, 0, item.index))
        image = now.image or now.thumbnail
        shape = rounded_path(rect, _CORNERS)
        if image is not None:
            pixmap = files.scaled(image, rect.size(), ratio, _CORNERS, is_cut=True)
            painter.drawPixmap(rect.topLeft(), pixmap)
        else:
            painter.fillPath(shape, self._theme.colours.field)
        transfer = files.transfer(item.message.row, item.index)
        middle = rect.center()
        ring = QRectF(middle.x() - _RING / 2, middle.y() - _RING / 2, _RING, _RING)
        ink = self._theme.colours.on_accent
        if transfer is not None:
            glyph = transfer_glyph(transfer)
            paint_button(painter, middle, _RING, self._theme, glyph, ratio)
            if glyph == "close":
                paint_ring(painter, ring, ink, share_of(transfer), files.spin())
        elif now.image is None and now.state is PictureState.LOADING:
            paint_ring(painter, ring, self._theme.colours.text_faint, None, files.spin())
        elif now.image is None:
            paint_button(painter, middle, _RING, self._theme, "download", ratio)
        if is_hovered:
            shade = QColor(self._theme.colours.shadow)
            shade.setAlpha(46)
            painter.fillPath(shape, shade)

    def paint_row(
        self,
        painter: QPainter,
        rect: QRectF,
        item: FileItem,
        sender: str,
        ratio: float,
        *,
        is_hovered: bool,
    ) -> None:
        """A file or a link: a plate, its name, and whose it is."""
        colours = self._theme.colours
        if is_hovered:
            painter.fillRect(rect, colours.hover)
        plate = QRectF(_EDGE, rect.center().y() - _PLATE / 2, _PLATE, _PLATE)
        file = item.file
        words = [sender, self._times.in_list(item.message.sent_at)]
        if file is None:
            paint_rounded(painter, plate, 10.0, colours.field)
            paint_glyph(painter, plate, self._theme, "link", colours.accent_text, ratio)
            title = plain_target(item.link)
            words.insert(0, host_of(item.link))
        else:
            words = [self._paint_plate(painter, plate, item, ratio), *words]
            title = file_name(file)
        left = plate.right() + 12
        room = rect.right() - left - _EDGE
        painter.setFont(self._theme.font(TypeSize.BODY, QFont.Weight.Medium))
        painter.setPen(colours.text)
        shown = painter.fontMetrics().elidedText(title, Qt.TextElideMode.ElideMiddle, int(room))
        paint_line(painter, QRectF(left, plate.top() + 1, room, 20), shown)
        painter.setFont(self._theme.font(TypeSize.SMALL))
        painter.setPen(colours.text_muted)
        line = " · ".join(word for word in words if word)
        paint_line(painter, QRectF(left, plate.top() + 21, room, 18), line)

    def _paint_plate(self, painter: QPainter, plate: QRectF, item: FileItem, ratio: float) -> str:
        """The round plate of a file; returns what there is to say of the file."""
        file = item.file
        if file is None:
            return ""
        files, row = self._files.of(item.message), item.message.row
        colours = self._theme.colours
        transfer = files.transfer(row, item.index)
        glyph = "file"
        if transfer is not None:
            glyph = transfer_glyph(transfer)
        elif files.is_here(row, item.index) is False:
            glyph = "download"
        paint_rounded(painter, plate, _PLATE / 2, colours.accent)
        paint_glyph(painter, plate, self._theme, glyph, colours.on_accent, ratio)
        if glyph == "close":
            paint_ring(painter, plate, colours.on_accent, share_of(transfer), files.spin())
        if transfer is not None:
            return progress_text(transfer, self._times.locale)
        return file_facts(file, self._times.locale)
