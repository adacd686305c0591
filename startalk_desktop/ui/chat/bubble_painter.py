"""Paints one laid-out message."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QPainter, QPainterPath, QPen

from startalk_desktop.model.message import Message
from startalk_desktop.ui.chat.bubble_layout import BubbleLayout
from startalk_desktop.ui.chat.failed_texts import failed_hint, failed_line
from startalk_desktop.ui.chat.hits import Hit
from startalk_desktop.ui.chat.parts import FileSource, Look
from startalk_desktop.ui.chat.quote_part import paint_line
from startalk_desktop.ui.theme import Theme
from startalk_desktop.ui.time_texts import TimeTexts
from startalk_desktop.ui.tokens import CompanyColours, Radius, TypeSize, mix
from startalk_desktop.ui.widgets.avatar import AvatarFace, AvatarPainter, hue_of
from startalk_desktop.viewmodels.message_window import GroupPosition

_MENTION_BAR = 3.0


@dataclass(frozen=True, slots=True)
class PaintState:
    """What of the moment, besides layout and message, shows in the picture."""

    group: GroupPosition
    face: AvatarFace | None = None
    sender: str = ""  # over the message, with the face
    selection: tuple[int, int] | None = None  # UTF-16 positions
    is_focused: bool = False
    highlight: float = 0.0  # 0 to 1: just jumped to
    is_hovered: bool = False  # the mouse is on it
    hovered: Hit | None = None  # what of it is under the mouse
    is_checked: bool = False  # chosen, where whole messages are being chosen
    files: FileSource | None = None
    is_open: bool = False  # what is folded is shown


class BubblePainter:
    """Paints in the theme's colours; own bubbles wear the company's tint."""

    def __init__(self, theme: Theme, times: TimeTexts) -> None:
        self._theme = theme
        self._times = times
        self._avatars = AvatarPainter(theme)

    def paint(
        self,
        painter: QPainter,
        top_left: QPointF,
        layout: BubbleLayout,
        message: Message,
        state: PaintState,
        company: CompanyColours,
    ) -> None:
        """Paint `message` with its row's corner at `top_left`."""
        painter.save()
        painter.translate(top_left)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if state.is_checked:
            tint = mix(self._theme.colours.accent, self._theme.colours.chat, 0.12)
            above = layout.bubble.top() - 2
            width = painter.device().width()
            painter.fillRect(QRectF(0, above, width, layout.height - above + 2), tint)
        if layout.check is not None:
            self._paint_check(painter, layout.check, is_checked=state.is_checked)
        if layout.day is not None:
            self._paint_day(painter, layout.day, message)
        if layout.divider is not None:
            self._paint_divider(painter, layout.divider)
        if layout.is_notice:
            self._paint_notice(painter, layout, state)
        else:
            self._paint_bubble(painter, layout, message, state, company)
        if layout.avatar is not None and state.face is not None:
            self._avatars.paint(painter, layout.avatar, state.face)
        painter.restore()

    def _paint_bubble(
        self,
        painter: QPainter,
        layout: BubbleLayout,
        message: Message,
        state: PaintState,
        company: CompanyColours,
    ) -> None:
        colours = self._theme.colours
        look = self._look(painter, layout, message, state, company)
        place = layout.bubble
        shape = _bubble_path(
            place.width(), place.height(), state.group, is_right=message.is_outgoing
        ).translated(place.topLeft())
        if layout.is_bare:
            if state.highlight > 0:
                painter.fillPath(shape, look.fill)
        elif message.tombstone is not None:
            painter.strokePath(shape, QPen(colours.line_strong, 1))
        else:
            if not message.is_outgoing and not colours.is_dark:
                painter.fillPath(shape.translated(0, 1), colours.line)
            painter.fillPath(shape, look.fill)
        if message.is_mention and message.tombstone is None:
            self._paint_mention_bar(painter, layout.bubble, shape)
        if state.is_focused:
            painter.strokePath(shape, QPen(colours.accent_text, 2))
        if layout.name is not None and state.face is not None:
            painter.setFont(self._theme.font(TypeSize.LABEL, QFont.Weight.DemiBold))
            painter.setPen(colours.company(hue_of(state.face.address)).text)
            paint_line(painter, layout.name, state.sender)
        for at, part in layout.parts:
            part.paint(painter, at, look)
        if layout.meta is not None:
            layout.meta[1].paint(painter, layout.meta[0], look)
        if layout.failure is not None:
            self._paint_failure(painter, layout.failure, message)

    def _look(
        self,
        painter: QPainter,
        layout: BubbleLayout,
        message: Message,
        state: PaintState,
        company: CompanyColours,
    ) -> Look:
        colours = self._theme.colours
        fill = company.tint if message.is_outgoing else colours.bubble
        if layout.is_bare or message.tombstone is not None:
            fill = colours.chat
        elif message.is_mention:
            fill = mix(colours.warning_fill, fill, 0.1)
        if state.highlight > 0:
            fill = mix(company.solid, fill, 0.3 * state.highlight)
        return Look(
            theme=self._theme,
            company=company,
            is_own=message.is_outgoing,
            fill=fill,
            ratio=painter.device().devicePixelRatioF(),
            selection=state.selection,
            is_hovered=state.is_hovered or state.is_focused,
            hovered=state.hovered,
            files=state.files,
        )

    def _paint_mention_bar(self, painter: QPainter, bubble: QRectF, shape: QPainterPath) -> None:
        painter.save()
        painter.setClipPath(shape, Qt.ClipOperation.IntersectClip)
        bar = QRectF(bubble.left(), bubble.top(), _MENTION_BAR, bubble.height())
        painter.fillRect(bar, self._theme.colours.warning_fill)
        painter.restore()

    def _paint_check(self, painter: QPainter, rect: QRectF, *, is_checked: bool) -> None:
        """The circle that says whether the message is chosen."""
        colours = self._theme.colours
        circle = rect.adjusted(1, 1, -1, -1)
        if not is_checked:
            painter.setPen(QPen(colours.text_faint, 1.6))
            painter.setBrush(colours.surface)
            painter.drawEllipse(circle)
            return
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colours.accent)
        painter.drawEllipse(circle)
        glyph = self._theme.pixmap(
            "check", 16, colours.on_accent, painter.device().devicePixelRatioF()
        )
        painter.drawPixmap(rect.center() - QPointF(8, 8), glyph)

    def _paint_failure(self, painter: QPainter, rect: QRectF, message: Message) -> None:
        painter.setFont(self._theme.font(TypeSize.SMALL))
        painter.setPen(self._theme.colours.danger)
        words = failed_line(message)
        whole = f"{words}  ·  {failed_hint()}"
        if painter.fontMetrics().horizontalAdvance(whole) <= rect.width():
            words = whole  # else the tooltip says what a click does
        paint_line(painter, rect, words, Qt.AlignmentFlag.AlignRight)

    def _paint_notice(self, painter: QPainter, layout: BubbleLayout, state: PaintState) -> None:
        colours = self._theme.colours
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(mix(colours.text_faint, colours.chat, 0.14))
        radius = min(layout.bubble.height() / 2, float(Radius.LARGE))
        painter.drawRoundedRect(layout.bubble, radius, radius)
        if state.is_focused:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(colours.accent_text, 2))
            painter.drawRoundedRect(layout.bubble, radius, radius)
        painter.setPen(colours.text_muted)
        for at, block in layout.texts:
            block.layout.draw(painter, at)
        if layout.toggle is not None:
            name = "chevron-up" if state.is_open else "chevron-down"
            size, ratio = round(layout.toggle.width()), painter.device().devicePixelRatioF()
            colour = colours.text if state.is_hovered else colours.text_muted
            painter.drawPixmap(
                layout.toggle.topLeft(), self._theme.pixmap(name, size, colour, ratio)
            )

    def _paint_day(self, painter: QPainter, rect: QRectF, message: Message) -> None:
        colours = self._theme.colours
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(mix(colours.text_faint, colours.chat, 0.18))
        painter.drawRoundedRect(rect, rect.height() / 2, rect.height() / 2)
        painter.setFont(self._theme.font(TypeSize.SMALL, QFont.Weight.Medium))
        painter.setPen(colours.text_muted)
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, self._times.day(message.sent_at))

    def _paint_divider(self, painter: QPainter, rect: QRectF) -> None:
        colours = self._theme.colours
        text = QCoreApplication.translate("Bubble", "New messages")
        painter.setFont(self._theme.font(TypeSize.SMALL, QFont.Weight.DemiBold))
        width = painter.fontMetrics().horizontalAdvance(text) + 24
        middle = rect.center().y()
        painter.setPen(QPen(colours.accent_text, 1))
        centre = rect.center().x()
        painter.drawLine(QPointF(rect.left(), middle), QPointF(centre - width / 2, middle))
        painter.drawLine(QPointF(centre + width / 2, middle), QPointF(rect.right(), middle))
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)


@lru_cache(maxsize=512)
def _bubble_path(
    width: float, height: float, group: GroupPosition, *, is_right: bool
) -> QPainterPath:
    """A rounded rectangle, tighter on the sender's side where it continues and at its foot; not to be changed."""
    rect = QRectF(0, 0, width, height)
    wide = min(float(Radius.BUBBLE), rect.height() / 2)
    tight = float(Radius.BUBBLE_JOINED)
    continues = group in (GroupPosition.MIDDLE, GroupPosition.LAST)
    near_top = tight if continues else wide
    top_left, top_right = (wide, near_top) if is_right else (near_top, wide)
    bottom_left, bottom_right = (wide, tight) if is_right else (tight, wide)
    path = QPainterPath()
    left, top, right, bottom = rect.left(), rect.top(), rect.right(), rect.bottom()
    path.moveTo(left + top_left, top)
    path.lineTo(right - top_right, top)
    path.arcTo(QRectF(right - 2 * top_right, top, 2 * top_right, 2 * top_right), 90, -90)
    path.lineTo(right, bottom - bottom_right)
    size = 2 * bottom_right
    path.arcTo(QRectF(right - size, bottom - size, size, size), 0, -90)
    path.lineTo(left + bottom_left, bottom)
    size = 2 * bottom_left
    path.arcTo(QRectF(left, bottom - size, size, size), 270, -90)
    path.lineTo(left, top + top_left)
    path.arcTo(QRectF(left, top, 2 * top_left, 2 * top_left), 180, -90)
    path.closeSubpath()
    return path
