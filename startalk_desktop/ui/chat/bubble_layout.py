"""Where everything of one message stands: bubble, parts, name, time, and what is above it."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from PySide6.QtCore import QCoreApplication, QPointF, QRectF
from PySide6.QtGui import QFont, QFontMetricsF

from startalk_desktop.model.jid import Jid
from startalk_desktop.model.message import DeliveryState, Message, MessageKind
from startalk_desktop.ui.chat.bubble_parts import (
    PartBuilder,
    Sizes,
    shown_picture,
    told_size,
)
from startalk_desktop.ui.chat.event_texts import event_text, fold_text
from startalk_desktop.ui.chat.file_part import FilePart
from startalk_desktop.ui.chat.hits import Hit, HitKind
from startalk_desktop.ui.chat.links import LinkFinder
from startalk_desktop.ui.chat.message_content import TEXT_SHOWN, content_of
from startalk_desktop.ui.chat.message_parts import Content
from startalk_desktop.ui.chat.meta_part import MetaPart
from startalk_desktop.ui.chat.parts import PART_GAP, Part
from startalk_desktop.ui.chat.picture_part import PicturePart, ShownPicture
from startalk_desktop.ui.chat.reactions_part import ReactionsPart
from startalk_desktop.ui.chat.text_block import LINE_GAP, TextBlock, break_text, len16
from startalk_desktop.ui.chat.text_part import TextPart
from startalk_desktop.ui.theme import Theme
from startalk_desktop.ui.time_texts import TimeTexts
from startalk_desktop.ui.tokens import CompanyColours, Size, Space, TypeSize
from startalk_desktop.viewmodels.event_folds import EventFold
from startalk_desktop.viewmodels.message_window import GroupPosition

_PAD_X = 12.0
_PAD_Y = 8.0
_PAD_PICTURE = 4.0
_META_GAP = 10.0
_META_FOOT = 6.0
_CHARACTER = 9.0  # on average, for estimates
_LINE = 21.0
_GROUP_GAP = 3.0
_RUN_GAP = 12.0
_DAY_HEIGHT = 44.0
_PILL_HEIGHT = 24.0
_DIVIDER_HEIGHT = 36.0
_FAILURE_HEIGHT = 24.0
_ARROW = 14.0
_ARROW_ROOM = 18.0
_ARROW_TOP = 7.0
_CHECK = 22.0
_CHECK_ROOM = 38.0


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
    quote_name: str = ""
    reader_count: int = 0
    can_undo: bool = False
    is_selecting: bool = False  # whole messages are being chosen
    sizes: Sizes = ()  # of its pictures
    album: tuple[Message, ...] = ()  # whose pictures it shows in one grid, its own among them
    is_absorbed: bool = False  # another's grid shows it
    fold: EventFold | None = None  # no message, but what happened between two


@dataclass(slots=True)
class BubbleLayout:
    """Rectangles and places relative to the row's top left corner."""

    height: float
    bubble: QRectF
    parts: list[tuple[QPointF, Part]]
    length: int = 0  # of the text that can be selected, in UTF-16 units
    meta: tuple[QPointF, MetaPart] | None = None
    day: QRectF | None = None
    divider: QRectF | None = None
    avatar: QRectF | None = None
    name: QRectF | None = None
    failure: QRectF | None = None
    check: QRectF | None = None
    is_notice: bool = False  # a line in the middle instead of a bubble
    toggle: QRectF | None = None  # of a notice that can be opened or closed: its arrow
    is_bare: bool = False  # large emoji without a bubble
    texts: list[tuple[QPointF, TextBlock]] = field(init=False)

    def __post_init__(self) -> None:
        self.texts = [
            (at + offset, block) for at, part in self.parts for offset, block in part.texts()
        ]

    def hit(self, point: QPointF) -> Hit | None:
        """What can be clicked at `point`."""
        if self.failure is not None and self.failure.contains(point):
            return Hit(HitKind.FAILURE)
        if any(rect is not None and rect.contains(point) for rect in (self.avatar, self.name)):
            return Hit(HitKind.SENDER)
        if self.toggle is not None and self.bubble.contains(point):
            return Hit(HitKind.FOLD)
        if self.meta is not None and (found := self.meta[1].hit(point - self.meta[0])):
            return found
        for at, part in self.parts:
            if found := part.hit(point - at):
                return found
        return None

    def position_at(self, point: QPointF) -> int:
        """The place in the message's text that is nearest to `point`."""
        nearest = 0
        for at, block in self.texts:
            if point.y() < at.y() - LINE_GAP and nearest:
                return nearest
            inside = point - at
            if point.y() < at.y() + block.height + LINE_GAP:
                return min(block.start + block.position_at(inside), self.length)
            nearest = min(block.start + block.length, self.length)
        return self.length

    def is_text(self, point: QPointF) -> bool:
        """Whether text can be selected at `point`."""
        return self.length > 0 and any(
            QRectF(at.x(), at.y(), block.natural_width, block.height)
            .adjusted(-4, -LINE_GAP, 4, LINE_GAP)
            .contains(point)
            for at, block in self.texts
        )

    @property
    def meta_rect(self) -> QRectF:
        """Where time and ticks stand."""
        return QRectF(self.meta[0], self.meta[1].size) if self.meta is not None else QRectF()


class BubbleLayouter:
    """Lays messages out for one view width; parts and texts already made are kept."""

    def __init__(self, theme: Theme, times: TimeTexts) -> None:
        self._theme = theme
        self._times = times
        self._links = LinkFinder()
        self._builder = PartBuilder(theme, times)
        self._contents: dict[int, tuple[int, Content]] = {}
        self._parts: dict[int, tuple[tuple[object, ...], list[Part]]] = {}
        self._layouts: dict[int, tuple[Circumstances, BubbleLayout]] = {}

    def prepare(self) -> None:
        """Load what finding links takes; may be called in another thread."""
        self._links.prepare()

    def set_side(self, own: Jid, company: CompanyColours) -> None:
        """Whose conversation it is: our address, whose mentions stand out, and the colours of our own messages."""
        self._builder.own = own
        self._builder.dress(company)

    def layout(self, message: Message, circumstances: Circumstances) -> BubbleLayout:
        """The layout of `message`; the same object as long as nothing it depends on changes."""
        known = self._layouts.get(message.row)
        if known is not None and known[0] == circumstances:
            return known[1]
        if circumstances.is_absorbed:
            left, _ = self._column(circumstances)
            made = BubbleLayout(height=0.0, bubble=QRectF(left, 0, 0, 0), parts=[])
        elif message.kind is MessageKind.TEXT or message.tombstone is not None:
            made = self._bubble(message, circumstances)
        else:
            made = self._notice(message, circumstances)
        self._layouts[message.row] = (circumstances, made)
        return made

    def known(self, circumstances: Circumstances) -> BubbleLayout | None:
        """The layout in just these circumstances, if it was made already."""
        known = self._layouts.get(circumstances.row)
        return known[1] if known is not None and known[0] == circumstances else None

    def content(self, message: Message) -> Content:
        """What is shown of the message, laid out or not."""
        known = self._contents.get(message.row)
        if known is not None and known[0] == message.revision:
            return known[1]
        made = content_of(message, self._links, self._builder.own)
        self._contents[message.row] = (message.revision, made)
        return made

    def estimate(self, message: Message, width: int) -> float:
        """About how high a message is: as before, where it only moved or was resized, else by its length."""
        known = self._layouts.get(message.row)
        if known is not None and not known[0].is_absorbed:
            return known[1].height
        _, column = column_of(width)
        across = max(1.0, min(float(Size.BUBBLE_MAX), column * 0.8) / _CHARACTER)
        height = _RUN_GAP + 2 * _PAD_Y
        if message.tombstone is not None:
            return height + _LINE
        for text in (message.text, *(forwarded.text for forwarded in message.forwards[:30])):
            lines = text.count("\n", 0, TEXT_SHOWN) + 1
            height += _LINE * (lines + int(len(text[:TEXT_SHOWN]) / across))
        for file in message.files[:20]:
            height += min(340.0, (told_size(file) or (0, 60))[1])
        height += 50.0 if message.reply is not None else 0.0
        height += 32.0 if message.reactions else 0.0
        return height

    def forget_all_but(self, rows: set[int]) -> None:
        """Drop what was made for other messages."""
        self._layouts = {row: known for row, known in self._layouts.items() if row in rows}
        self._parts = {row: known for row, known in self._parts.items() if row in rows}
        self._contents = {row: known for row, known in self._contents.items() if row in rows}

    @property
    def count(self) -> int:
        """How many messages something is kept of."""
        return max(len(self._layouts), len(self._contents))

    def restyle(self) -> None:
        """Theme, fonts or language changed."""
        self._builder.dress()
        self.forget_all_but(set())

    # inside

    def _bubble(self, message: Message, at: Circumstances) -> BubbleLayout:
        left, column = self._column(at)
        gutter = Size.AVATAR_BUBBLE + Space.S + Space.XXS if at.is_room else 0
        widest = min(float(Size.BUBBLE_MAX), (column - gutter) * 0.8)
        room = math.floor(widest - 2 * _PAD_X)
        content = self.content(message)
        parts = self._parts_of(message, content, at, room)
        top, day, divider = self._above(message, at)
        is_head = at.group in (GroupPosition.SINGLE, GroupPosition.FIRST)
        top += _RUN_GAP if is_head else _GROUP_GAP
        is_bare = content.is_large and not message.reactions
        has_name = at.is_room and not message.is_outgoing and is_head and not is_bare
        name_metrics = QFontMetricsF(self._theme.font(TypeSize.LABEL, QFont.Weight.DemiBold))
        name_height = name_metrics.height() + 2 if has_name else 0.0
        name_width = name_metrics.horizontalAdvance(at.sender_name) if has_name else 0.0
        stack = _Stack(message, parts, name_height, self._theme, self._times, at.reader_count)
        stack.arrange(room, min(name_width, room))
        width, height = stack.width, stack.height
        x = left + column - width if message.is_outgoing else left + gutter
        bubble = QRectF(x, top, width, height)
        layout = BubbleLayout(
            height=bubble.bottom(),
            bubble=bubble,
            parts=[(bubble.topLeft() + offset, part) for offset, part in stack.parts],
            length=len16(content.text),
            meta=(bubble.topLeft() + stack.meta_at, stack.meta),
            day=day,
            divider=divider,
            is_bare=is_bare,
        )
        if has_name:
            layout.name = QRectF(x + _PAD_X, top + _PAD_Y - 1, width - 2 * _PAD_X, name_height)
        is_tail = at.group in (GroupPosition.SINGLE, GroupPosition.LAST)
        if at.is_room and not message.is_outgoing and is_tail:
            side = float(Size.AVATAR_BUBBLE)
            layout.avatar = QRectF(left, bubble.bottom() - side, side, side)
        if message.state is DeliveryState.FAILED and message.tombstone is None:
            layout.failure = QRectF(left, bubble.bottom() + 2, column, _FAILURE_HEIGHT)
            layout.height += _FAILURE_HEIGHT + 2
        if at.is_selecting:
            place = bubble.bottom() - (min(60, bubble.height())) / 2
            layout.check = QRectF(left - _CHECK_ROOM + 4, place - _CHECK / 2, _CHECK, _CHECK)
        return layout

    def _column(self, at: Circumstances) -> tuple[float, float]:
        left, column = column_of(at.width)
        if at.is_selecting:
            return left + _CHECK_ROOM, column - _CHECK_ROOM
        return left, column

    def _parts_of(
        self, message: Message, content: Content, at: Circumstances, room: int
    ) -> list[Part]:
        album = self._album(at)
        key = (message.revision, room, at.style, at.quote_name, at.can_undo, at.sizes, at.album)
        known = self._parts.get(message.row)
        if known is not None and known[0] == key:
            return known[1]
        parts = self._builder.parts(
            message,
            content,
            room,
            at.quote_name,
            at.sizes,
            can_undo=at.can_undo,
            album=album,
        )
        self._parts[message.row] = (key, parts)
        return parts

    def _album(self, at: Circumstances) -> list[ShownPicture]:
        """The pictures of all messages that are shown as one grid."""
        return [
            shown_picture(message.row, picture, size)
            for message, size in zip(at.album, at.sizes, strict=False)
            for picture in self.content(message).pictures[:1]
        ]

    def _notice(self, message: Message, at: Circumstances) -> BubbleLayout:
        left, column = column_of(at.width)
        block = break_text(
            fold_text(at.fold, self._times) if at.fold else shown_text(message, at.sender_name),
            self._theme.font(TypeSize.SMALL),
            math.floor(column * 0.8),
            is_centred=at.fold is None or not at.fold.is_open,
        )
        top, day, divider = self._above(message, at)
        top += _RUN_GAP
        is_foldable = at.fold is not None and len(at.fold.events) > 1
        arrow = _ARROW_ROOM if is_foldable else 0.0
        width = block.natural_width + 2 * _PAD_X + arrow
        rect = QRectF(left + (column - width) / 2, top, width, block.height + 10)
        layout = BubbleLayout(
            height=rect.bottom(), bubble=rect, parts=[], day=day, divider=divider, is_notice=True
        )
        layout.texts = [(QPointF(rect.x() + _PAD_X, rect.y() + 5), block)]
        if is_foldable:
            x, y = rect.right() - _PAD_X - _ARROW + 2, rect.y() + _ARROW_TOP
            layout.toggle = QRectF(x, y, _ARROW, _ARROW)
        return layout

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


class _Stack:
    """Parts on top of each other, and the line at the foot beside the last where that leaves room."""

    def __init__(
        self,
        message: Message,
        parts: list[Part],
        name_height: float,
        theme: Theme,
        times: TimeTexts,
        reader_count: int,
    ) -> None:
        self._given = parts
        is_picture_last = bool(parts) and isinstance(parts[-1], PicturePart)
        only_pictures = all(isinstance(part, PicturePart) for part in parts) and not name_height
        self._is_tight = is_picture_last and only_pictures
        self._pad_x = _PAD_PICTURE if self._is_tight else _PAD_X
        self._pad_y = _PAD_PICTURE if self._is_tight else _PAD_Y
        self._top = self._pad_y + name_height
        if name_height and parts and not isinstance(parts[0], TextPart):
            self._top += 3.0
        self.meta = MetaPart(message, reader_count, theme, times, is_pill=is_picture_last)
        self.meta_at = QPointF()
        self.parts: list[tuple[QPointF, Part]] = []
        self.width = 0.0
        self.height = 0.0

    def arrange(self, room: float, least: float) -> None:
        """Find the width, at least `least` and at most `room`, and the places."""
        meta = self.meta.size
        natural = max((part.size.width() for part in self._given), default=0.0)
        last = self._given[-1] if self._given else None
        beside = 0.0
        if isinstance(last, (TextPart, FilePart, ReactionsPart)):
            beside = last.last_line_width + _META_GAP + meta.width()
        fits = isinstance(last, PicturePart) or 0.0 < beside <= room
        if isinstance(last, FilePart):
            last.foot = meta.width() + _META_GAP if fits else 0.0
        inner = math.ceil(max(natural, beside if fits else 0.0, meta.width(), least))
        y = self._top
        for number, part in enumerate(self._given):
            part.fit(inner)
            y += PART_GAP if number else 0.0
            self.parts.append((QPointF(self._pad_x, y), part))
            y += part.size.height()
        if not fits:
            y += meta.height() + (0.0 if isinstance(last, TextPart) else 4.0)
        self.width = inner + 2 * self._pad_x
        self.height = math.ceil(y + self._pad_y - (0 if self._is_tight else 1))
        right = self.width - self._pad_x - meta.width()
        foot = _META_FOOT
        if isinstance(last, PicturePart):
            place, part = self.parts[-1]
            right = place.x() + part.size.width() - meta.width() - 13
            foot = self._pad_y + 9
        elif isinstance(last, ReactionsPart) and fits:
            foot = self._pad_y + 4
        elif isinstance(last, FilePart) and fits:
            foot = self._pad_y + 7
        self.meta_at = QPointF(right, self.height - foot - meta.height())


def shown_text(message: Message, sender_name: str) -> str:
    """What a notice says; a change of topic says whose it is."""
    if message.event is not None:
        return event_text(message.event, sender_name)
    text = message.text[:TEXT_SHOWN].replace("\r", "")
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
