"""Incremental XML reading with everything refused that RFC 6120 section 11.1 refuses."""

from __future__ import annotations

from collections.abc import Callable
from typing import NoReturn
from xml.parsers import expat

NAMESPACE_SEPARATOR = " "


class XmlRefused(ValueError):  # noqa: N818  named for what happened
    """The bytes are no XML, or XML of a kind that has no place in XMPP."""


class StrictXmlReader:
    """Feeds bytes to expat and tells of each element by ``(namespace, name)``.

    Args:
        on_start: called with the name and the attributes (no namespaced attribute is told of).
        on_end: called with the name and the text directly inside the element.
        limit: bytes that are read at most.
    """

    def __init__(
        self,
        on_start: Callable[[tuple[str, str], dict[str, str]], None],
        on_end: Callable[[tuple[str, str], str], None],
        limit: int,
    ) -> None:
        self._on_start = on_start
        self._on_end = on_end
        self._left = limit
        self._texts: list[list[str]] = []
        parser = expat.ParserCreate(namespace_separator=NAMESPACE_SEPARATOR)
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.StartDoctypeDeclHandler = self._refuse
        parser.EntityDeclHandler = self._refuse
        parser.CommentHandler = self._refuse
        parser.ProcessingInstructionHandler = self._refuse
        self._parser = parser

    def feed(self, chunk: bytes, *, is_last: bool = False) -> None:
        """Read on.

        Raises:
            XmlRefused: the XML is broken, restricted, or longer than the limit.
        """
        self._left -= len(chunk)
        if self._left < 0:
            raise XmlRefused("there is more than can be meant")
        try:
            self._parser.Parse(chunk, is_last)
        except expat.ExpatError as error:
            raise XmlRefused(str(error)) from error

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._texts.append([])
        self._on_start(_split(name), attributes)

    def _end(self, name: str) -> None:
        self._on_end(_split(name), "".join(self._texts.pop()))

    def _text(self, text: str) -> None:
        if self._texts:
            self._texts[-1].append(text)

    def _refuse(self, *_: object) -> NoReturn:
        raise XmlRefused("comments, declarations and processing instructions are not allowed")


def _split(name: str) -> tuple[str, str]:
    namespace, _, local = name.rpartition(NAMESPACE_SEPARATOR)
    return namespace, local
