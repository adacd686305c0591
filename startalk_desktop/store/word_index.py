"""The index of words in which messages are searched; a text that goes takes its words with it, out of the file too."""

from __future__ import annotations

from collections.abc import Sequence

from startalk_desktop.store.sqlcipher import Connection
from startalk_desktop.store.words import index_words

_FEW = 500
"""More than these are deleted by rewriting the index as a whole."""


class WordIndex:
    """Writes within the transaction that `connection` is in.

    The index keeps no texts, so what is removed has to be named as it was put in.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, key: int, text: str, conversation: int) -> None:
        """Make the message with the word key `key` found by `text`."""
        self._connection.execute(
            "INSERT INTO message_words (rowid, words, place) VALUES (?, ?, ?)",
            (key, index_words(text), f"c{conversation}"),
        )

    def remove(self, key: int, text: str, conversation: int) -> None:
        """Undo `add`; its words are overwritten in the file."""
        self._connection.execute(
            "INSERT INTO message_words (message_words, rowid, words, place) VALUES ('delete', ?, ?, ?)",
            (key, index_words(text), f"c{conversation}"),
        )

    def remove_all(self, texts: Sequence[tuple[int, str]], conversation: int) -> None:
        """Undo `add` for many messages of one conversation at once."""
        is_whole = len(texts) > _FEW
        if is_whole:
            self._configure("secure-delete", 0)
        for key, text in texts:
            self.remove(key, text, conversation)
        if is_whole:
            self._connection.execute(
                "INSERT INTO message_words (message_words) VALUES ('optimize')"
            )
            self._configure("secure-delete", 1)

    def _configure(self, option: str, value: int) -> None:
        self._connection.execute(
            "INSERT INTO message_words (message_words, rank) VALUES (?, ?)", (option, value)
        )
