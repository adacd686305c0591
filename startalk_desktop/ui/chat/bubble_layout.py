"""Where everything of one message stands: bubble, text lines, name, time, and what is above it."""

from __future__ import annotations

import math
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QTextCharFormat, QTextLayout, QTextOption

from startalk_desktop.model.message import DeliveryState, Message, MessageKind
from startalk_desktop.ui.chat.links import Link, LinkFinder
from startalk_desktop.ui.theme import Theme
from startalk_desktop.ui.time_texts import TimeTexts
from startalk_desktop.ui.tokens import Size, Space, TypeSize
from startalk_desktop.viewmodels.message_window import GroupPosition

_PAD_X = 12.0
_PAD_Y = 8.0
_LINE_GAP = 3.0
_META_GAP = 10.0
_CHARACTER = 9.0  # on average, for estimates
_LINE = 21.0
_TICK = 16.0
_GROUP_GAP = 3.0
_RUN_GAP = 12.0
_DAY_HEIGHT = 44.0
_PILL_HEIGHT = 24.0
_DIVIDER_HEIGHT = 36.0
_FAILURE_HEIGHT = 24.0
_TEXT_SHOWN = 20_000  # characters; a longer message is shown so far, and copied whole


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What besides the message itself decides how it is laid out; equal circumstances, equal layout."""

    row: int
    revision: int
    width: int
    group: GroupPosition
    starts_day: bool
    is_first_unread: bool
    is_room: bool
    sender_name: str
    style: int  # grows with each change of theme, fonts or language


@dataclass(slots=True)
class TextBlock:
    """A text broken into lines. Positions in it are UTF-16 units, as Qt counts."""

    layout: QTextLayout
    height: float
    natural_width: float
    last_line_width: float
    links: tuple[Link, ...]  # start and end in UTF-16 units

    def position_at(self, point: QPointF) -> int:
        """The text position nearest to `point`, which is relative to the block."""
        if point.y() < 0:
            return 0
        for number in range(self.layout.lineCount()):
            line = self.layout.lineAt(number)
            if point.y() < line.y() + line.height() + _LINE_GAP:
                return int(line.xToCursor(point.x()))
        return len16(self.layout.text())

    def link_at(self, point: QPointF) -> Link | None:
        """The link under `point`."""
        for number in range(self.layout.lineCount()):
            line = self.layout.lineAt(number)
            if not line.naturalTextRect().contains(point):
                continue
            position = int(line.xToCursor(point.x(), line.CursorPosition.CursorOnCharacter))
            return next((link for link in self.links if link.start <= position < link.end), None)
        return None


@dataclass(slots=True)
class BubbleLayout:
    """Rectangles relative to the row's top left corner."""

    height: float
    block: TextBlock
    text_at: QPointF
    bubble: QRectF
    meta: QRectF
    day: QRectF | None = None
    divider: QRectF | None = None
    avatar: QRectF | None = None
    name: QRectF | None = None
    failure: QRectF | None = None
    is_notice: bool = False  # a line in the middle instead of a bubble


class BubbleLayouter:
    """Lays messages out for one view width; texts already broken are kept."""

    def __init__(self, theme: Theme, times: TimeTexts) -> None:
        self._theme = theme
        self._times = times
        self._links = LinkFinder()
        self._blocks: dict[tuple[int, int, int, int, str], TextBlock] = {}
        self._layouts: dict[int, tuple[Circumstances, BubbleLayout]] = {}

    def prepare(self) -> None:
        """Load what finding links takes; may be called in another thread."""
        self._links.prepare()

    def layout(self, message: Message, circumstances: Circumstances) -> BubbleLayout:
        """The layout of `message`; the same object as long as nothing it depends on changes."""
        known = self._layouts.get(message.row)
        if known is not None and known[0] == circumstances:
            return known[1]
        if message.kind is MessageKind.TEXT:
            made = self._bubble(message, circumstances)
        else:
            made = self._notice(message, circumstances)
        self._layouts[message.row] = (circumstances, made)
        return made

    def known(self, circumstances: Circumstances) -> BubbleLayout | None:
        """The layout in just these circumstances, if it was made already."""
        known = self._layouts.get(circumstances.row)
        return known[1] if known is not None and known[0] == circumstances else None

    def estimate(self, message: Message, width: int) -> float:
        """About how high a message is: as before, where it only moved or was resized, else by its length."""
        known = self._layouts.get(message.row)
        if known is not None:
            return known[1].height
        _, column = column_of(width)
        across = max(1.0, min(float(Size.BUBBLE_MAX), column * 0.8) / _CHARACTER)
        lines = message.text.count("\n", 0, _TEXT_SHOWN) + 1
        lines += int(len(message.text[:_TEXT_SHOWN]) / across)
        return _RUN_GAP + 2 * _PAD_Y + lines * _LINE

    def forget_all_but(self, rows: set[int]) -> None:
        """Drop the layouts of other messages."""
        self._layouts = {row: known for row, known in self._layouts.items() if row in rows}
        self._blocks = {key: block for key, block in self._blocks.items() if key[0] in rows}

    def _bubble(self, message: Message, at: Circumstances) -> BubbleLayout:
        left, column = column_of(at.width)
        gutter = Size.AVATAR_BUBBLE + Space.S + Space.XXS if at.is_room else 0
        widest = min(float(Size.BUBBLE_MAX), (column - gutter) * 0.8)
        block = self._block(message, at, math.floor(widest - 2 * _PAD_X))
        meta = self._meta_width(message)
        top, day, divider = self._above(message, at)
        is_head = at.group in (GroupPosition.SINGLE, GroupPosition.FIRST)
        top += _RUN_GAP if is_head else _GROUP_GAP
        has_name = at.is_room and not message.is_outgoing and is_head
        name_metrics = QFontMetricsF(self._theme.font(TypeSize.LABEL, QFont.Weight.DemiBold))
        name_height = name_metrics.height() + 2 if has_name else 0.0
        name_width = name_metrics.horizontalAdvance(at.sender_name) if has_name else 0.0

        one_line = block.last_line_width + _META_GAP + meta
        fits = one_line <= widest - 2 * _PAD_X
        text_width = max(block.natural_width, one_line if fits else meta)
        text_height = block.height + (0.0 if fits else 16.0)
        width = math.ceil(max(text_width, min(name_width, widest - 2 * _PAD_X)) + 2 * _PAD_X)
        height = math.ceil(text_height + name_height + 2 * _PAD_Y - 1)
        x = left + column - width if message.is_outgoing else left + gutter
        bubble = QRectF(x, top, width, height)
        layout = BubbleLayout(
            height=bubble.bottom(),
            block=block,
            text_at=QPointF(x + _PAD_X, top + _PAD_Y + name_height),
            bubble=bubble,
            meta=QRectF(bubble.right() - _PAD_X - meta, bubble.bottom() - 22, meta, 16),
            day=day,
            divider=divider,
        )
        if has_name:
            layout.name = QRectF(x + _PAD_X, top + _PAD_Y - 1, width - 2 * _PAD_X, name_height)
        is_tail = at.group in (GroupPosition.SINGLE, GroupPosition.LAST)
        if at.is_room and not message.is_outgoing and is_tail:
            side = float(Size.AVATAR_BUBBLE)
            layout.avatar = QRectF(left, bubble.bottom() - side, side, side)
        if message.state is DeliveryState.FAILED:
            layout.failure = QRectF(left, bubble.bottom() + 2, column, _FAILURE_HEIGHT)
            layout.height += _FAILURE_HEIGHT + 2
        return layout

    def _notice(self, message: Message, at: Circumstances) -> BubbleLayout:
        left, column = column_of(at.width)
        block = self._block(message, at, math.floor(column * 0.8))
        top, day, divider = self._above(message, at)
        top += _RUN_GAP
        width = block.natural_width + 2 * _PAD_X
        rect = QRectF(left + (column - width) / 2, top, width, block.height + 10)
        return BubbleLayout(
            height=rect.bottom(),
            block=block,
            text_at=QPointF(rect.x() + _PAD_X, rect.y() + 5),
            bubble=rect,
            meta=QRectF(),
            day=day,
            divider=divider,
            is_notice=True,
        )

    def _above(
        self, message: Message, at: Circumstances
    ) -> tuple[float, QRectF | None, QRectF | None]:
        """Day pill and unread divider, and how much room they take."""
        top = 0.0
        day: QRectF | None = None
        divider: QRectF | None = None
        if at.starts_day:
            metrics = QFontMetricsF(self._theme.font(TypeSize.SMALL, QFont.Weight.Medium))
            width = metrics.horizontalAdvance(self._times.day(message.sent_at)) + 24
            x = (at.width - width) / 2
            day = QRectF(x, (_DAY_HEIGHT - _PILL_HEIGHT) / 2 + 4, width, _PILL_HEIGHT)
            top += _DAY_HEIGHT
        if at.is_first_unread:
            left, column = column_of(at.width)
            divider = QRectF(left, top + 6, column, _DIVIDER_HEIGHT - 6)
            top += _DIVIDER_HEIGHT
        return top, day, divider

    def _meta_width(self, message: Message) -> float:
        metrics = QFontMetricsF(self._theme.font(TypeSize.CAPTION))
        width = metrics.horizontalAdvance(self._times.clock(message.sent_at))
        return width + (_TICK + 3 if message.is_outgoing else 0)

    def _block(self, message: Message, at: Circumstances, width: int) -> TextBlock:
        is_notice = message.kind is not MessageKind.TEXT
        key = (message.row, message.revision, width, at.style, at.sender_name if is_notice else "")
        block = self._blocks.get(key)
        if block is None:
            block = self._blocks[key] = self._break(message, at, width)
        return block

    def _break(self, message: Message, at: Circumstances, width: int) -> TextBlock:
        is_notice = message.kind is not MessageKind.TEXT
        text = shown_text(message, at.sender_name)
        found = () if is_notice else self._links.find(text)
        links = tuple(
            Link(len16(text[: link.start]), len16(text[: link.end]), link.target) for link in found
        )
        font = self._theme.font(TypeSize.SMALL if is_notice else TypeSize.BODY)
        layout = QTextLayout(text.replace("\n", "\u2028"), font)
        layout.setCacheEnabled(True)
        option = QTextOption(
            Qt.AlignmentFlag.AlignHCenter if is_notice else Qt.AlignmentFlag.AlignLeft
        )
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        layout.setFormats([_link_format(self._theme, link) for link in links])
        height, natural, last = _place_lines(layout, width)
        if is_notice:  # centred lines: break once more at the width that they really need
            natural = math.ceil(natural)
            height, _, last = _place_lines(layout, natural)
        return TextBlock(layout, height, math.ceil(natural), math.ceil(last), links)


def shown_text(message: Message, sender_name: str) -> str:
    """The text as it is painted; a change of topic says whose it is."""
    text = message.text[:_TEXT_SHOWN].replace("\r", "")
    if message.kind is not MessageKind.SUBJECT:
        return text
    if not sender_name:
        return QCoreApplication.translate("Bubble", "Topic: {text}").format(text=text)
    return QCoreApplication.translate("Bubble", "{name} set the topic: {text}").format(
        name=sender_name, text=text
    )


def column_of(width: int) -> tuple[float, float]:
    """Left edge and width of the column that messages stand in, in a view of `width`."""
    column = min(float(Size.CHAT_COLUMN_MAX), width - 2.0 * Space.XL)
    return math.floor((width - column) / 2), math.floor(column)


def len16(text: str) -> int:
    """The length of `text` in UTF-16 units, as Qt counts."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def slice16(text: str, start: int, end: int) -> str:
    """A part of `text` between two positions in UTF-16 units."""
    encoded = text.encode("utf-16-le", "surrogatepass")
    return encoded[2 * start : 2 * end].decode("utf-16-le", "replace")


def _place_lines(layout: QTextLayout, width: float) -> tuple[float, float, float]:
    """Break into lines of `width`; returns height, greatest natural width, natural width of the last line."""
    height = natural = last = 0.0
    layout.beginLayout()
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        line.setPosition(QPointF(0, height))
        height += math.ceil(line.height()) + _LINE_GAP
        last = line.naturalTextWidth()
        natural = max(natural, last)
    layout.endLayout()
    return max(height - _LINE_GAP, 0.0), natural, last


def _link_format(theme: Theme, link: Link) -> QTextLayout.FormatRange:
    formatted = QTextLayout.FormatRange()
    formatted.start = link.start
    formatted.length = link.end - link.start
    char_format = QTextCharFormat()
    char_format.setForeground(theme.colours.accent_text)
    char_format.setFontUnderline(True)
    char_format.setUnderlineStyle(QTextCharFormat.UnderlineStyle.SingleUnderline)
    formatted.format = char_format
    return formatted
