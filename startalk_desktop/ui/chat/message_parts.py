"""What a message is made of, before anything is laid out: paragraphs, code, pictures, files, forwarded messages.

The text that is shown is not the text on the wire: marks of styling are not shown, objects are shown as what they are.
Its positions are what a selection and a copy are about.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Flag, auto

from startalk_desktop.model.message import ForwardedMessage, SharedFile
from startalk_desktop.ui.chat.hits import Hit


class Style(Flag):
    """How a part of a paragraph is set."""

    NONE = 0
    STRONG = auto()
    EMPHASIS = auto()
    STRIKE = auto()
    MONO = auto()
    MUTED = auto()
    OWN = auto()  # a mention of ourselves


@dataclass(frozen=True, slots=True)
class Run:
    """A part of a paragraph's text that is styled or can be clicked; `start` and `end` count code points."""

    start: int
    end: int
    style: Style = Style.NONE
    hit: Hit | None = None


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Lines of text. `start` is where they begin in the message's shown text, in UTF-16 units."""

    text: str
    runs: tuple[Run, ...] = ()
    depth: int = 0  # in how many quotations
    start: int = 0


@dataclass(frozen=True, slots=True)
class Code:
    """Preformatted text."""

    text: str
    depth: int = 0
    start: int = 0


@dataclass(frozen=True, slots=True)
class Picture:
    """The message's picture number `index`; `position` is which of its files, -1 for one that a text points to."""

    file: SharedFile
    index: int
    position: int = -1


@dataclass(frozen=True, slots=True)
class FileCard:
    """A file that is no picture; `position` is which of the message's."""

    file: SharedFile
    position: int = 0


@dataclass(frozen=True, slots=True)
class Forwarded:
    """A message that was passed on, and its text."""

    message: ForwardedMessage
    pieces: tuple[Paragraph | Code, ...]


@dataclass(frozen=True, slots=True)
class More:
    """`count` more forwarded messages that are not shown."""

    count: int


@dataclass(frozen=True, slots=True)
class Rest:
    """That the text goes on beyond what is shown."""


Piece = Paragraph | Code | Picture | FileCard | Forwarded | More | Rest


@dataclass(frozen=True, slots=True)
class Content:
    """The pieces of a message from top to bottom, and the text that can be selected in them.

    `text` is that of all paragraphs, code and forwarded texts in their order, a line break between two.
    """

    pieces: tuple[Piece, ...]
    text: str
    is_large: bool = False  # nothing but a few emoji
    pictures: tuple[Picture, ...] = ()

    @property
    def hits(self) -> tuple[Hit, ...]:
        """What can be clicked in the text."""
        return tuple(
            run.hit
            for piece in self.pieces
            for inner in (piece.pieces if isinstance(piece, Forwarded) else (piece,))
            if isinstance(inner, Paragraph)
            for run in inner.runs
            if run.hit is not None
        )
