"""Paints one laid-out message."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPainterPath, QPen, QTextCharFormat, QTextLayout

from startalk_desktop.model.message import DeliveryState, Message
from startalk_desktop.ui.chat.bubble_layout import BubbleLayout
from startalk_desktop.ui.failure_texts import FailureContext, explain
from startalk_desktop.ui.theme import Theme
from startalk_desktop.ui.time_texts import TimeTexts
from startalk_desktop.ui.tokens import CompanyColours, Radius, TypeSize, mix
from startalk_desktop.ui.widgets.avatar import AvatarFace, AvatarPainter, hue_of
from startalk_desktop.viewmodels.message_window import GroupPosition

_TICK = 16
_TICKS = {
    DeliveryState.QUEUED: "clock",
    DeliveryState.SENT: "check",
    DeliveryState.DELIVERED: "check-double",
    DeliveryState.READ: "check-double",
    DeliveryState.FAILED: "alert",
}


@dataclass(frozen=True, slots=True)
class PaintState:
    """What of the moment, besides layout and message, shows in the picture."""

    group: GroupPosition
    face: AvatarFace | None = None
    selection: tuple[int, int] | None = None  # UTF-16 positions
    is_focused: bool = False
    highlight: float = 0.0  # 0 to 1: just jumped to


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
        fill = company.tint if message.is_outgoing else colours.bubble
        if state.highlight > 0:
            fill = mix(company.solid, fill, 0.3 * state.highlight)
        shape = _bubble_path(layout.bubble, state.group, is_right=message.is_outgoing)
        if not message.is_outgoing and not colours.is_dark:
            painter.fillPath(shape.translated(0, 1), colours.line)
        painter.fillPath(shape, fill)
        if state.is_focused:
            painter.strokePath(shape, QPen(colours.accent_text, 2))
        if layout.name is not None and state.face is not None:
            painter.setFont(self._theme.font(TypeSize.LABEL, QFont.Weight.DemiBold))
            painter.setPen(colours.company(hue_of(state.face.address)).text)
            self._paint_elided(painter, layout.name, state.face.name)
        self._paint_text(painter, layout, state, colours.text)
        self._paint_meta(painter, layout.meta, message, company)
        if layout.failure is not None:
            self._paint_failure(painter, layout.failure, message)

    def _paint_text(
        self, painter: QPainter, layout: BubbleLayout, state: PaintState, ink: QColor
    ) -> None:
        painter.setPen(ink)
        ranges: list[QTextLayout.FormatRange] = []
        if state.selection is not None:
            start, end = state.selection
            selected = QTextLayout.FormatRange()
            selected.start = start
            selected.length = end - start
            char_format = QTextCharFormat()
            char_format.setBackground(self._theme.colours.selection)
            selected.format = char_format
            ranges.append(selected)
        layout.block.layout.draw(painter, layout.text_at, ranges)

    def _paint_meta(
        self, painter: QPainter, rect: QRectF, message: Message, company: CompanyColours
    ) -> None:
        colours = self._theme.colours
        muted = company.on_tint_muted if message.is_outgoing else colours.text_muted
        painter.setFont(self._theme.font(TypeSize.CAPTION))
        painter.setPen(muted)
        painter.drawText(
            rect,
            Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter,
            self._times.clock(message.sent_at),
        )
        tick = _TICKS.get(message.state)
        if not message.is_outgoing or tick is None:
            return
        ink = muted
        if message.state is DeliveryState.READ:
            ink = company.text
        elif message.state is DeliveryState.FAILED:
            ink = colours.danger
        ratio = painter.device().devicePixelRatioF()
        corner = QPointF(rect.right() - _TICK, rect.center().y() - _TICK / 2)
        painter.drawPixmap(corner, self._theme.pixmap(tick, _TICK, ink, ratio))

    def _paint_failure(self, painter: QPainter, rect: QRectF, message: Message) -> None:
        words = QCoreApplication.translate("Bubble", "Not sent")
        if message.failure is not None:
            words = explain(message.failure, FailureContext.MESSAGE).problem
        painter.setFont(self._theme.font(TypeSize.SMALL))
        painter.setPen(self._theme.colours.danger)
        hint = QCoreApplication.translate("Bubble", "Click to try again or discard")
        self._paint_elided(painter, rect, f"{words}  ·  {hint}", Qt.AlignmentFlag.AlignRight)

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
        self._paint_text(painter, layout, state, colours.text_muted)

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

    @staticmethod
    def _paint_elided(
        painter: QPainter,
        rect: QRectF,
        text: str,
        alignment: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
    ) -> None:
        shown = painter.fontMetrics().elidedText(
            text, Qt.TextElideMode.ElideRight, int(rect.width())
        )
        painter.drawText(rect, alignment | Qt.AlignmentFlag.AlignVCenter, shown)


def _bubble_path(rect: QRectF, group: GroupPosition, *, is_right: bool) -> QPainterPath:
    """A rounded rectangle, tighter on the sender's side where it continues and at its foot."""
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
