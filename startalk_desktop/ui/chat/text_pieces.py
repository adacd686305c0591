"""From a text on the wire to the paragraphs, code and pictures that are shown of it."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from startalk_desktop.model.jid import Jid
from startalk_desktop.model.message import Mention, SharedFile
from startalk_desktop.model.object_markup import MarkedObject, ObjectKind, objects
from startalk_desktop.model.styling import Block, BlockKind, Line, Span, SpanKind, parse
from startalk_desktop.ui.chat.hits import Hit, HitKind
from startalk_desktop.ui.chat.links import LinkFinder, is_openable, telephone_target
from startalk_desktop.ui.chat.message_parts import Code, Paragraph, Picture, Run, Style
from startalk_desktop.ui.chat.message_texts import object_words
from startalk_desktop.ui.chat.shared_files import is_web_picture
from startalk_desktop.ui.chat.text_block import len16

_MAX_PIECES: Final = 40
_MAX_RUNS: Final = 600  # a paragraph
_MAX_MENTIONS: Final = 200
_HIDDEN: Final = "\ufffc"  # stands for an object while styling is looked for
_MARKS: Final = re.compile("[*_~`>]")
_STYLES: Final = {
    SpanKind.STRONG: Style.STRONG,
    SpanKind.EMPHASIS: Style.EMPHASIS,
    SpanKind.STRIKE: Style.STRIKE,
    SpanKind.MONO: Style.MONO,
}

TextPiece = Paragraph | Code | Picture


@dataclass(frozen=True, slots=True)
class _Kept:
    """A part of the source, and where it is in the paragraph."""

    start: int
    end: int
    shown_start: int
    shown_end: int

    def shown(self, at: int) -> int:
        if at >= self.end:
            return self.shown_end
        is_same = self.end - self.start == self.shown_end - self.shown_start
        return self.shown_start + (at - self.start if is_same else 0)


class TextPieces:
    """Takes one text apart.

    Args:
        links: finds what people wrote as links.
        own: our own address, whose mentions look different.
        start: where the text begins among what is shown of the message, in UTF-16 units.
        pictures: how many pictures of the message come before; None where pictures are only told in words.
    """

    def __init__(
        self, links: LinkFinder, own: Jid | None, start: int = 0, pictures: int | None = None
    ) -> None:
        self._links = links
        self._own = own
        self._next = start
        self._pictures = pictures
        self._pieces: list[TextPiece] = []
        self._source = ""
        self._objects: tuple[MarkedObject, ...] = ()
        self._mentions: Sequence[Mention] = ()
        self._depth = 0
        self._begin_paragraph()

    def take_apart(
        self,
        text: str,
        *,
        is_styled: bool,
        mentions: Sequence[Mention] = (),
        limit: int = _MAX_PIECES,
    ) -> tuple[TextPiece, ...]:
        """The pieces of `text`, in order; what is beyond `limit` pieces is one paragraph as it was written."""
        self._source = text
        self._objects = objects(text)
        self._mentions = sorted(mentions, key=lambda one: one.start)[:_MAX_MENTIONS]
        for block in self._blocks(is_styled):
            if len(self._pieces) >= limit:
                self._pieces.append(self._placed(Paragraph(text[block.start :].strip("\n"))))
                break
            if block.kind is BlockKind.PREFORMATTED:
                self._add_code(block)
            else:
                self._add_lines(block)
        return tuple(self._pieces)

    @property
    def end(self) -> int:
        """Where the next text of the message begins, in UTF-16 units."""
        return self._next

    def _blocks(self, is_styled: bool) -> tuple[Block, ...]:
        text = self._source
        if not is_styled or _MARKS.search(text) is None:
            return (Block(BlockKind.PLAIN, 0, 0, len(text), (Line(0, len(text)),)),)
        if not self._objects:
            return parse(text)
        masked: list[str] = []
        at = 0
        for one in self._objects:
            masked += (text[at : one.start], _HIDDEN * (one.end - one.start))
            at = one.end
        return parse("".join((*masked, text[at:])))

    def _add_code(self, block: Block) -> None:
        code = "\n".join(self._source[line.start : line.end] for line in block.lines)
        if code.strip():
            self._pieces.append(self._placed(Code(code.rstrip(), block.depth)))
        else:  # nothing but a fence: it is shown, or there would be nothing
            bare = self._source[block.start : block.end].strip("\n")
            self._pieces.append(self._placed(Paragraph(bare, depth=0)))

    def _add_lines(self, block: Block) -> None:
        lines = list(block.lines)
        while len(lines) > 1 and self._pieces and self._is_blank(lines[0]):
            lines.pop(0)
        is_last = block.end == len(self._source)
        while len(lines) > 1 and not is_last and self._is_blank(lines[-1]):
            lines.pop()
        if len(lines) == 1 and self._pieces and self._is_blank(lines[0]):
            return
        self._depth = block.depth
        for number, line in enumerate(lines):
            if number:
                self._put("\n")
            self._add_line(line)
        self._end_paragraph(block.end)

    def _is_blank(self, line: Line) -> bool:
        return not self._source[line.start : line.end].strip()

    def _add_line(self, line: Line) -> None:
        self._spans += line.spans
        cuts: list[tuple[int, int, MarkedObject | None]] = [
            (at, at + 1, None) for span in line.spans for at in (span.start, span.end - 1)
        ]
        cuts += (
            (one.start, one.end, one) for one in self._objects if line.start <= one.start < line.end
        )
        at = line.start
        for start, end, one in sorted(cuts, key=lambda cut: cut[0]):
            self._keep(at, start)
            if one is not None:
                self._add_object(one)
            at = end
        self._keep(at, line.end)

    def _add_object(self, one: MarkedObject) -> None:
        start = self._length
        hit: Hit | None = None
        style = Style.NONE
        words = object_words(one)
        match one.kind:
            case ObjectKind.PICTURE if self._pictures is not None and is_web_picture(one.value):
                self._end_paragraph(one.end)
                file = SharedFile(one.value, width=one.width, height=one.height)
                self._pieces.append(Picture(file, self._pictures))
                self._pictures += 1
                return
            case ObjectKind.PICTURE | ObjectKind.LINK if is_openable(one.value):
                hit = Hit(HitKind.LINK, one.value)
            case ObjectKind.TELEPHONE if target := telephone_target(one.value):
                hit = Hit(HitKind.LINK, target)
            case ObjectKind.LINK | ObjectKind.TELEPHONE:
                pass
            case _:
                style = Style.MUTED
        self._put(words)
        self._kept.append(_Kept(one.start, one.end, start, self._length))
        self._runs.append(Run(start, self._length, style, hit))

    # the paragraph in the making

    def _begin_paragraph(self) -> None:
        self._out: list[str] = []
        self._length = 0
        self._kept: list[_Kept] = []
        self._runs: list[Run] = []
        self._spans: list[Span] = []

    def _put(self, text: str) -> None:
        self._out.append(text)
        self._length += len(text)

    def _keep(self, start: int, end: int) -> None:
        if not self._length and self._pieces and isinstance(self._pieces[-1], Picture):
            while start < end and self._source[start].isspace():
                start += 1
        if start < end:
            self._kept.append(_Kept(start, end, self._length, self._length + end - start))
            self._put(self._source[start:end])

    def _end_paragraph(self, at: int) -> None:
        """What was put together up to `at` in the source is a paragraph."""
        spans = self._spans
        text = "".join(self._out)
        if at < len(self._source):
            text = text.rstrip()
        is_all = not self._pieces and not self._objects and at == len(self._source)
        if text.strip() or is_all:
            runs = self._runs + self._styled(spans) + self._mentioned()
            runs += self._linked(text, runs)
            runs = sorted(
                (
                    replace(run, end=min(run.end, len(text)))
                    for run in runs
                    if run.start < len(text)
                ),
                key=lambda run: run.start,
            )[:_MAX_RUNS]
            self._pieces.append(self._placed(Paragraph(text, tuple(runs), self._depth)))
        self._begin_paragraph()
        self._spans = [span for span in spans if span.end > at]

    def _shown(self, at: int) -> int:
        """Where the source's place `at` is in the paragraph; the nearest where it is not shown."""
        index = bisect.bisect_right(self._kept, at, key=lambda kept: kept.start) - 1
        return self._kept[index].shown(at) if index >= 0 else 0

    def _styled(self, spans: Iterable[Span]) -> list[Run]:
        found = []
        for span in spans:
            start, end = self._shown(span.start + 1), self._shown(span.end - 1)
            if start < end:
                found.append(Run(start, end, _STYLES[span.kind]))
        return found

    def _mentioned(self) -> list[Run]:
        found = []
        first = self._kept[0].start if self._kept else 0
        last = self._kept[-1].end if self._kept else 0
        for mention in self._mentions:
            if not first <= mention.start < mention.end <= last:
                continue
            start, end = self._shown(mention.start), self._shown(mention.end)
            if start < end:
                style = Style.OWN if mention.jid == self._own else Style.NONE
                found.append(Run(start, end, style, Hit(HitKind.MENTION, mention.jid)))
        return found

    def _linked(self, text: str, runs: Iterable[Run]) -> list[Run]:
        """Links that people wrote; not in code, nor where something else can be clicked."""
        taken = sorted(
            (run.start, run.end) for run in runs if run.hit is not None or Style.MONO in run.style
        )
        found = []
        for link in self._links.find(text):
            place = bisect.bisect_left(taken, (link.end, 0))
            if place and taken[place - 1][1] > link.start:
                continue
            found.append(Run(link.start, link.end, hit=Hit(HitKind.LINK, link.target)))
        return found

    def _placed(self, piece: Paragraph | Code) -> Paragraph | Code:
        placed = replace(piece, start=self._next)
        self._next += len16(piece.text) + 1
        return placed
