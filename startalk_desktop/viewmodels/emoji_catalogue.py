"""All emoji by group, with short names, and names and keywords in English and Chinese, and the search in them.

The file ``resources/emoji/emoji.tsv`` is made by ``tools/emoji_catalogue.py``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from startalk_desktop.resources import resources_folder

_FIRST_TONE: Final = 0x1F3FB
_MEDIUM: Final = "\U0001f3fd"
_NOT_AT_WORD: Final = 4


class SkinTone(IntEnum):
    """The tones of Unicode's emoji modifiers (UTS #51), and none."""

    NONE = 0
    LIGHT = 1
    MEDIUM_LIGHT = 2
    MEDIUM = 3
    MEDIUM_DARK = 4
    DARK = 5


@dataclass(frozen=True, slots=True)
class Emoji:
    """One emoji, without its tones."""

    text: str
    toned: str  # with the medium skin tone; empty where it has no tones
    version: float  # of Emoji, that brought it
    short_names: tuple[str, ...]
    name: str
    keywords: tuple[str, ...]
    name_zh: str
    keywords_zh: tuple[str, ...]
    terms: str = field(repr=False)  # all of them, folded, each between line breaks

    @property
    def has_tones(self) -> bool:
        """Whether it shows skin."""
        return bool(self.toned)

    def in_tone(self, tone: SkinTone) -> str:
        """The emoji in `tone`; as it is where it has none."""
        if not self.toned or tone is SkinTone.NONE:
            return self.text
        return self.toned.replace(_MEDIUM, chr(_FIRST_TONE + tone - 1))

    def rank(self, query: str) -> int:
        """How well a folded `query` names it; the lower the better, -1 where it does not."""
        if query not in self.terms:
            words = query.split()
            is_found = len(words) > 1 and all(word in self.terms for word in words)
            return _NOT_AT_WORD if is_found else -1
        if query in self.short_names:
            return 0
        if f"\n{query}\n" in self.terms:
            return 1 if f"\n{query}\n" in f"\n{self.name}\n{self.name_zh}\n" else 2
        if any(name.startswith(query) for name in self.short_names):
            return 2
        is_at_word = any(f"{start}{query}" in self.terms for start in ("\n", " ", "_"))
        return 3 if is_at_word or not query.isascii() else _NOT_AT_WORD


@dataclass(frozen=True, slots=True)
class EmojiGroup:
    """A category: Unicode's name of it, and what is in it, in Unicode's order."""

    id: str
    emojis: tuple[Emoji, ...]


class EmojiCatalogue:
    """Everything there is to choose from; it never changes."""

    def __init__(self, groups: Iterable[EmojiGroup]) -> None:
        self.groups = tuple(groups)
        self.all = tuple(emoji for group in self.groups for emoji in group.emojis)
        self._by_short_name = {name: emoji for emoji in self.all for name in emoji.short_names}
        self._by_text: Mapping[str, Emoji] = MappingProxyType(
            {emoji.in_tone(tone): emoji for emoji in self.all for tone in SkinTone}
        )

    def by_short_name(self, name: str) -> Emoji | None:
        """The emoji that is written ``:name:``."""
        return self._by_short_name.get(name.casefold())

    def of(self, text: str) -> Emoji | None:
        """What is known of the emoji `text`, in any tone."""
        return self._by_text.get(text)

    def search(
        self, query: str, limit: int, weight: Callable[[Emoji], float] | None = None
    ) -> list[Emoji]:
        """Emoji by short name, name or keyword, in English or Chinese; the best first.

        Args:
            query: what is typed so far; nothing finds nothing.
            limit: how many at most.
            weight: how often an emoji is used; it decides between equals.
        """
        folded = query.casefold().strip()
        if not folded:
            return []
        found = [
            (rank, -weight(emoji) if weight else 0.0, _name_length(emoji, folded), place, emoji)
            for place, emoji in enumerate(self.all)
            if (rank := emoji.rank(folded)) >= 0
        ]
        found.sort(key=lambda entry: entry[:4])
        return [entry[4] for entry in found[:limit]]


@lru_cache(maxsize=1)
def emoji_catalogue() -> EmojiCatalogue:
    """The catalogue, read once; the first call takes about a frame's time, so make it in a thread.

    Raises:
        OSError, ValueError: the program's file is missing or damaged.
    """
    path = resources_folder() / "emoji" / "emoji.tsv"
    return EmojiCatalogue(_groups(path.read_text(encoding="utf-8").splitlines()))


def _name_length(emoji: Emoji, query: str) -> int:
    """How long the short name is that `query` begins: the shorter is the likelier."""
    return min((len(name) for name in emoji.short_names if name.startswith(query)), default=0)


def _groups(lines: Iterable[str]) -> list[EmojiGroup]:
    groups: list[tuple[str, list[Emoji]]] = []
    for line in lines:
        if line.startswith("# "):
            groups.append((line[2:], []))
        else:
            groups[-1][1].append(_emoji(line))
    return [EmojiGroup(id, tuple(emojis)) for id, emojis in groups]  # noqa: A001  the field's name


def _emoji(line: str) -> Emoji:
    text, toned, version, short, name, keywords, name_zh, keywords_zh = line.split("\t")
    words = tuple(keywords.split("|")) if keywords else ()
    words_zh = tuple(keywords_zh.split("|")) if keywords_zh else ()
    short_names = tuple(short.split())
    terms = "\n".join((*short_names, name, *words, name_zh, *words_zh))
    return Emoji(
        text, toned, float(version), short_names, name, words, name_zh, words_zh,
        f"\n{terms.casefold()}\n",
    )  # fmt: skip
