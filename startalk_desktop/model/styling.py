"""Message styling (XEP-0393 1.1.1): which parts of a plain text are strong, emphasised, struck, code or quoted.

Nothing is taken out of the text: blocks and spans only point into it, and each reader decides whether it shows the
marks. Parsing takes one pass over the text, whatever it says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import Final

MAX_DEPTH: Final = 8  # of quotations in quotations; what is deeper stays text
MAX_SPANS: Final = 400  # in a text; what comes after them stays plain
_FENCE: Final = "```"
_QUOTE: Final = ">"
_MARK: Final = re.compile("[*_~`]")


class SpanKind(StrEnum):
    """What a span is, by its mark (section 5.2)."""

    STRONG = "*"
    EMPHASIS = "_"
    STRIKE = "~"
    MONO = "`"


class BlockKind(Enum):
    """What a block is, besides being quoted."""

    PLAIN = "plain"
    PREFORMATTED = "preformatted"


@dataclass(frozen=True, slots=True)
class Span:
    """A styled part of a line; `start` is at its opening mark, `end` behind its closing one (code points)."""

    kind: SpanKind
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a block without the marks of quotation before it and the line break after it.

    `spans` are in the order of their opening marks; of two, one contains the other or they are apart.
    """

    start: int
    end: int
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """Lines of one kind in the same quotation.

    `start` to `end` covers everything that belongs to it, so that the blocks of a text follow each other without a
    gap: besides `lines` that is marks of quotation, line breaks, and the fences of preformatted text.
    """

    kind: BlockKind
    depth: int  # in how many quotations it stands
    start: int
    end: int
    lines: tuple[Line, ...]


def parse(text: str) -> tuple[Block, ...]:
    """The blocks of `text`, in order; neighbouring plain lines of the same depth are one block.

    One thing is taken as people write it and not as section 5.1.2 has it: a line that begins and ends with a fence is
    a whole preformatted block, where the XEP would drop it and take the lines after it for the block.
    """
    return tuple(_Parser(text).blocks())


def plain_text(text: str) -> str:
    """`text` without its marks, as it is shown; a text that is nothing but marks stays."""
    lines = (_without_marks(text, line) for block in parse(text) for line in block.lines)
    shown = "\n".join(lines)
    return shown if shown.strip() else text


class _Parser:
    """Goes through the lines once."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._kind = BlockKind.PLAIN
        self._depth = -1  # no block is open
        self._start = 0
        self._lines: list[Line] = []
        self._spans_left = MAX_SPANS

    def blocks(self) -> Iterator[Block]:
        """Yield the blocks."""
        for start, end, after in _lines_of(self._text):
            if self._kind is BlockKind.PREFORMATTED and self._depth >= 0:
                at = self._after_quotes(start, end, self._depth)
                if at is not None:
                    if self._text[at:end] == _FENCE:
                        yield self._closed(after)
                    else:
                        self._lines.append(Line(at, end))
                    continue
                yield self._closed(start)  # the quotation around it ended
            depth, at = self._quotes(start, end)
            if self._text.startswith(_FENCE, at, end):
                yield from self._fenced(depth, start, at, end, after)
            else:
                if self._depth != depth:
                    yield from self._open(BlockKind.PLAIN, depth, start)
                spans = spans_of(self._text, at, end, self._spans_left)
                self._spans_left -= len(spans)
                self._lines.append(Line(at, end, spans))
        if self._depth >= 0:
            yield self._closed(len(self._text))

    def _fenced(self, depth: int, start: int, at: int, end: int, after: int) -> Iterator[Block]:
        yield from self._open(BlockKind.PREFORMATTED, depth, start)
        whole_line = self._text.endswith(_FENCE, at + len(_FENCE) + 1, end)
        if whole_line:
            self._lines.append(Line(at + len(_FENCE), end - len(_FENCE)))
            yield self._closed(after)

    def _open(self, kind: BlockKind, depth: int, start: int) -> Iterator[Block]:
        if self._depth >= 0:
            yield self._closed(start)
        self._kind, self._depth, self._start = kind, depth, start

    def _closed(self, end: int) -> Block:
        block = Block(self._kind, self._depth, self._start, end, tuple(self._lines))
        self._kind, self._depth, self._start, self._lines = BlockKind.PLAIN, -1, end, []
        return block

    def _quotes(self, start: int, end: int) -> tuple[int, int]:
        """How deep a line is quoted, and where its own text begins."""
        depth, at = 0, start
        while depth < MAX_DEPTH and self._text.startswith(_QUOTE, at, end):
            depth += 1
            at = self._after_mark(at, end)
        return depth, at

    def _after_quotes(self, start: int, end: int, depth: int) -> int | None:
        """Where a line that is quoted at least `depth` times begins below those; None where it is not."""
        at = start
        for _ in range(depth):
            if not self._text.startswith(_QUOTE, at, end):
                return None
            at = self._after_mark(at, end)
        return at

    def _after_mark(self, at: int, end: int) -> int:
        at += 1
        return at + 1 if at < end and self._text[at].isspace() else at


def spans_of(text: str, start: int, end: int, limit: int = MAX_SPANS) -> tuple[Span, ...]:
    """The spans of the line from `start` to `end` (section 5.2): matched lazily from its beginning, at most `limit`."""
    marks = [match.start() for match in _MARK.finditer(text, start, end)]
    if len(marks) < 2:
        return ()
    closers = _closers(text, start, marks)
    found: list[Span] = []
    ends: list[int] = []  # closing marks of the spans that are open, the innermost last
    after = start  # behind the mark that was read last: nothing in between can be another
    opened = -1  # where the last mark that opened a span stands
    for at in marks:
        if at < after:
            continue
        after = at + 1
        if ends and at == ends[-1]:
            ends.pop()
            continue
        if not (at == start or text[at - 1].isspace() or opened == at - 1):
            continue
        waiting = closers.get(text[at], [])
        while waiting and waiting[-1] <= at:
            waiting.pop()
        close = waiting[-1] if waiting else end
        if close == at + 1:  # nothing between them: neither counts
            after = at + 2
        elif close < (ends[-1] if ends else end) and not text[at + 1].isspace():
            if len(found) == limit:
                break
            kind = SpanKind(text[at])
            found.append(Span(kind, at, close + 1))
            if kind is SpanKind.MONO:
                after = close + 1
            else:
                ends.append(close)
                opened = at
    return tuple(found)


def _closers(text: str, start: int, marks: list[int]) -> dict[str, list[int]]:
    """Where each mark may close a span: not after a blank. The last place first, to be taken from the end."""
    closers: dict[str, list[int]] = {}
    for at in reversed(marks):
        if at > start and not text[at - 1].isspace():
            closers.setdefault(text[at], []).append(at)
    return closers


def _lines_of(text: str) -> Iterator[tuple[int, int, int]]:
    """Start, end, and start of the next, of each line."""
    start = 0
    while start <= len(text):
        end = text.find("\n", start)
        if end < 0:
            if start < len(text) or start == 0:
                yield start, len(text), len(text)
            return
        yield start, end, end + 1
        start = end + 1


def _without_marks(text: str, line: Line) -> str:
    marks = sorted(at for span in line.spans for at in (span.start, span.end - 1))
    kept: list[str] = []
    at = line.start
    for mark in marks:
        kept.append(text[at:mark])
        at = mark + 1
    kept.append(text[at : line.end])
    return "".join(kept)
