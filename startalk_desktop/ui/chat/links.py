"""Links in messages: which parts of a text are links, and which of them may be opened."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QUrl

if TYPE_CHECKING:
    from linkify_it import LinkifyIt

ALLOWED_SCHEMES: Final = frozenset({"http", "https", "mailto", "tel", "xmpp"})
_WITHOUT_HOST: Final = frozenset({"mailto", "tel", "xmpp"})
# Characters that turn or hide text: a link with one of them would not lead where it seems to.
_DECEPTIVE: Final = frozenset(
    "\u061c\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
)
# Chinese text stands right before and after an address, without a blank: there an address ends.
_IDEOGRAPHIC: Final = re.compile(
    "[\u2018-\u201d\u2026\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef]"
)
_NUMBER: Final = re.compile(r"\+?[0-9]{3,20}(?:[,;*#][0-9*#]{1,10})?")
_MARKS: Final = frozenset(".:@")  # without any of them a text has no link
_TRIAL: Final = "https://a.example"
_TEXT_LIMIT: Final = 20_000


@dataclass(frozen=True, slots=True)
class Link:
    """A part of a text that leads somewhere. What is shown is where it leads; nothing is hidden behind it."""

    start: int
    end: int
    target: str


class LinkFinder:
    """Finds links in plain text."""

    def __init__(self) -> None:
        self._linkify: LinkifyIt | None = None

    def prepare(self) -> None:
        """Load and compile the rules, a tenth of a second's work; may be called in another thread, before `find`."""
        from linkify_it import LinkifyIt

        linkify = LinkifyIt()
        linkify.add("xmpp:", {"validate": _validate_xmpp})
        linkify.add("ftp:", None)
        linkify.add("//", None)
        linkify.match(_TRIAL)
        self._linkify = linkify

    def find(self, text: str) -> tuple[Link, ...]:
        """The links in `text`, in order; only of schemes that may be opened."""
        if len(text) > _TEXT_LIMIT or not _MARKS.intersection(text):
            return ()
        if self._linkify is None:
            self.prepare()
        assert self._linkify is not None  # noqa: S101  just made
        links = []
        for match in self._linkify.match(_IDEOGRAPHIC.sub(" ", text)) or ():
            target = str(match.url)
            if is_openable(target) and not _DECEPTIVE.intersection(target):
                links.append(Link(match.index, match.last_index, target))
        return tuple(links)


def is_openable(target: str) -> bool:
    """Whether `target` is a valid address of a scheme that the system's programs may be given."""
    url = QUrl(target, QUrl.ParsingMode.StrictMode)
    if not url.isValid() or url.scheme().lower() not in ALLOWED_SCHEMES:
        return False
    if url.scheme().lower() == "tel":
        return telephone_target(url.path()) == target
    return bool(url.host()) or url.scheme().lower() in _WITHOUT_HOST


def telephone_target(number: str) -> str:
    """The ``tel:`` address of a telephone number (RFC 3966); empty where it is none."""
    dialled = re.sub(r"[\s().-]", "", number)
    return f"tel:{dialled}" if _NUMBER.fullmatch(dialled) else ""


def undeceptive(name: str) -> str:
    """`name` without characters that turn or hide text, which would let a file end otherwise than it seems to."""
    return "".join(char for char in name if char not in _DECEPTIVE)


def plain_target(target: str) -> str:
    """`target` as it is on the wire: a host in other letters shows its ASCII form, so that look-alikes show."""
    return bytes(QUrl(target).toEncoded().data()).decode()


def _validate_xmpp(_self: LinkifyIt, text: str, pos: int) -> int:
    """How long the address after ``xmpp:`` at `pos` is; 0 where there is none."""
    end = pos
    while end < len(text) and not text[end].isspace() and text[end] not in "<>\"'，。；！？、）)":
        end += 1
    return end - pos if "@" in text[pos:end] or "." in text[pos:end] else 0
