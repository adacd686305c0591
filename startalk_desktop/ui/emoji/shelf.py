"""What is remembered of choosing emoji: the used ones, how often, and the usual skin tone."""

from __future__ import annotations

import json
from typing import Final

from PySide6.QtCore import QObject, Signal

from startalk_desktop.ui.layout_store import ForgetfulLayoutStore, LayoutStore
from startalk_desktop.viewmodels.emoji_catalogue import Emoji, SkinTone

_USED: Final = "emoji.used"
_TONE: Final = "emoji.tone"
_KEPT: Final = 48
_FADE: Final = 0.94  # of a use, at each later one
_LONGEST: Final = 40  # code units of one emoji; a sequence has 15 or so
_USUAL: Final = ("👍", "❤️", "😂", "🎉", "🙏", "👀", "✅", "👌")


class EmojiShelf(QObject):
    """One for the whole window, kept with its layout. Without a store it remembers for as long as it lives.

    Signals:
        tone_changed: another skin tone is the usual one.
        used: an emoji was chosen.
    """

    tone_changed = Signal()
    used = Signal()

    def __init__(self, store: LayoutStore | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store = store or ForgetfulLayoutStore()
        self._used = _read_used(self._store.load(_USED))  # newest first, with their weights
        self._tone = _read_tone(self._store.load(_TONE))

    @property
    def tone(self) -> SkinTone:
        """The usual skin tone."""
        return self._tone

    def set_tone(self, tone: SkinTone) -> None:
        """Make `tone` the usual one."""
        if tone is not self._tone:
            self._tone = tone
            self._store.save(_TONE, str(int(tone)).encode())
            self.tone_changed.emit()

    def as_usual(self, emoji: Emoji) -> str:
        """The emoji in the usual tone."""
        return emoji.in_tone(self._tone)

    def note_used(self, text: str) -> None:
        """The emoji `text` was chosen."""
        weight = self._used.pop(text, 0.0) * _FADE + 1.0
        faded = {other: kept * _FADE for other, kept in self._used.items()}
        self._used = dict(list({text: weight, **faded}.items())[:_KEPT])
        self._store.save(_USED, json.dumps(list(self._used.items())).encode())
        self.used.emit()

    def recent(self, limit: int) -> list[str]:
        """What was used last, newest first."""
        return list(self._used)[:limit]

    def frequent(self, limit: int) -> list[str]:
        """What is used most, filled up with what most people use most."""
        ranked = sorted(self._used, key=lambda text: -self._used[text])
        return list(dict.fromkeys((*ranked, *_USUAL)))[:limit]

    def weight(self, emoji: Emoji) -> float:
        """How often the emoji is used, as it is or in the usual tone; 0 where it never was."""
        forms = {emoji.text, self.as_usual(emoji)}
        return sum(self._used.get(form, 0.0) for form in forms)


def _read_used(kept: bytes | None) -> dict[str, float]:
    """What was kept, or nothing where it can't be read: it is a convenience only."""
    try:
        entries = json.loads(kept or b"[]")
        return {
            str(text): float(weight)
            for text, weight in entries[:_KEPT]
            if 0 < len(str(text)) <= _LONGEST
        }
    except (ValueError, TypeError):
        return {}


def _read_tone(kept: bytes | None) -> SkinTone:
    try:
        return SkinTone(int(kept or b"0"))
    except ValueError:
        return SkinTone.NONE
