"""How text is cut into words for search, in the same way when it is stored and when it is asked for.

Case, width and accents are folded. Chinese and Japanese have no blanks between words, so a run of their characters
is indexed as its overlapping pairs and its last character: any two characters are one entry of the index, and a
longer word is a row of entries. Other scripts are indexed by word and found by the beginning of a word.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_IDEOGRAPHS = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_RUN = re.compile(rf"[{_IDEOGRAPHS}]+|[^\W_{_IDEOGRAPHS}]+")
_IDEOGRAPH = re.compile(f"[{_IDEOGRAPHS}]")
_MAX_INDEXED = 20_000  # characters of one message; what lies beyond is not found
_MAX_TERMS = 16
_EXCERPT_BEFORE = 24  # characters
_EXCERPT_LENGTH = 120


@lru_cache(maxsize=65_536)
def _fold_character(character: str) -> str:
    parts = unicodedata.normalize("NFKD", character)
    bare = "".join(part for part in parts if not unicodedata.combining(part))
    return unicodedata.normalize("NFC", bare).casefold()


def fold(text: str) -> str:
    """`text` without the differences that a search should not see: case, full and half width, accents."""
    if text.isascii():
        return text.lower()
    return "".join(map(_fold_character, text))


def index_words(text: str) -> str:
    """What to put into the index for `text`: its words, separated by blanks."""
    words: list[str] = []
    for run in _RUN.findall(fold(text[:_MAX_INDEXED])):
        if _IDEOGRAPH.match(run):
            words += [run[at : at + 2] for at in range(len(run))]
        else:
            words.append(run)
    return " ".join(words)


@dataclass(frozen=True, slots=True)
class WordQuery:
    """What somebody typed: terms separated by blanks, all of which have to be found."""

    terms: tuple[tuple[str, ...], ...]  # each the runs that follow one another

    @staticmethod
    def parse(text: str) -> WordQuery:
        """Never fails: what is no word is left out, and no character has a meaning of its own."""
        terms = (tuple(_RUN.findall(term)) for term in fold(text).split()[:_MAX_TERMS])
        return WordQuery(tuple(term for term in terms if term))

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to look for."""
        return not self.terms

    @property
    def expression(self) -> str:
        """The query in FTS5's language. Words are letters and digits only, so quoting needs no escapes."""
        return " AND ".join(_phrase(term) for term in self.terms)

    def excerpt(self, text: str) -> tuple[str, tuple[tuple[int, int], ...]]:
        """The part of `text` around the first hit, and where the hits are in it, as (start, end)."""
        marks = self._marks(text)
        start = max(0, marks[0][0] - _EXCERPT_BEFORE) if marks else 0
        end = min(len(text), start + _EXCERPT_LENGTH)
        lead = "…" if start else ""
        shift = len(lead) - start
        excerpt = lead + re.sub(r"\s", " ", text[start:end]) + ("…" if end < len(text) else "")
        return excerpt, tuple((a + shift, b + shift) for a, b in marks if b <= end)

    def _marks(self, text: str) -> list[tuple[int, int]]:
        pieces = [_fold_character(character) for character in text[:_MAX_INDEXED]]
        folded = "".join(pieces)
        origin = [at for at, piece in enumerate(pieces) for _ in piece]
        spans = sorted(
            (origin[hit.start()], origin[hit.end() - 1] + 1)
            for term in self.terms
            for hit in _term_pattern(term).finditer(folded)
        )
        marks: list[tuple[int, int]] = []
        for start, end in spans:
            if marks and start <= marks[-1][1]:
                marks[-1] = (marks[-1][0], max(end, marks[-1][1]))
            else:
                marks.append((start, end))
        return marks


def _phrase(runs: tuple[str, ...]) -> str:
    words: list[str] = []
    for run in runs[:-1]:
        if _IDEOGRAPH.match(run):
            words += [run[at : at + 2] for at in range(len(run))]
        else:
            words.append(run)
    last = runs[-1]
    if _IDEOGRAPH.match(last) and len(last) > 1:
        # Pairs are whole entries; the text may go on after the last of them.
        words += [last[at : at + 2] for at in range(len(last) - 1)]
        return f'words : "{" ".join(words)}"'
    return f'words : "{" ".join([*words, last])}" *'


def _term_pattern(runs: tuple[str, ...]) -> re.Pattern[str]:
    start = "" if _IDEOGRAPH.match(runs[0]) else rf"(?<![^\W_{_IDEOGRAPHS}])"
    return re.compile(start + r"[\W_]*".join(map(re.escape, runs)))
