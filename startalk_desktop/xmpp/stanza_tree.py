"""Messages, and presence in rooms, as plain element trees instead of aioxmpp's objects.

aioxmpp builds an object a child element, through nested generators: about 250 µs for one archived message, most of
it for elements that nobody reads. Here the same SAX events fill `xml.etree`'s C tree builder: a quarter of that. What
StanzaStream itself needs (type, addresses, id) is still set on an `aioxmpp.Message` or `aioxmpp.Presence`; the readers
of this package take everything else from its `tree`. Other stanzas are parsed by aioxmpp as ever.

The substitutes are subclasses, and aioxmpp allows no new descriptors on a class that has some: whatever extends
`aioxmpp.Message` or `aioxmpp.Presence` has to be imported here first.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Generator, Iterator, Mapping
from functools import lru_cache
from typing import Any, Final, Protocol, Self
from xml.etree.ElementTree import Element, TreeBuilder

import aioxmpp
import aioxmpp.avatar
import aioxmpp.carbons
import aioxmpp.chatstates
import aioxmpp.entitycaps
import aioxmpp.forms
import aioxmpp.ibb
import aioxmpp.mdr
import aioxmpp.misc
import aioxmpp.muc
import aioxmpp.pubsub
import aioxmpp.shim
from aioxmpp import xso
from aioxmpp.stanza import StanzaError
from aioxmpp.xso.model import UnknownTopLevelTag

from startalk_desktop.xmpp import (
    message_payloads,  # noqa: F401  extends aioxmpp.Message
    presence_asking,  # noqa: F401  extends aioxmpp.Presence
    xep_0319_idle,  # noqa: F401  extends aioxmpp.Presence
    xep_0334_hints,  # noqa: F401  extends aioxmpp.Message
)
from startalk_desktop.xmpp import (
    namespaces as ns,
)

_log = logging.getLogger(__name__)

MAX_STANZA_CHARACTERS: Final = 4_000_000
"""Characters of text and attributes in one stanza; a bigger one is refused, and its rest never kept."""

MAX_STANZA_DEPTH: Final = 64
"""Elements inside one another in one stanza."""

_MUC_USER_X: Final = f"{{{ns.MUC_USER}}}x"

_Event = tuple[Any, ...]
_Parser = Generator[None, _Event, Any]


class XmlNode(Protocol):
    """An element of `xml.etree` or of lxml, as far as the readers need it."""

    @property
    def tag(self) -> str: ...  # noqa: D102
    @property
    def text(self) -> str | None: ...  # noqa: D102
    def get(self, key: str, /) -> str | None: ...  # noqa: D102
    def __iter__(self) -> Iterator[Self]: ...
    def __len__(self) -> int: ...


class TreeMessage(aioxmpp.Message):
    """A message whose content is in `tree`."""

    __slots__ = ("tree",)

    tree: Element

    @classmethod
    def parse_events(cls, ev_args: list[Any], parent_ctx: Any) -> _Parser:
        """Take the place of the parser that aioxmpp generates."""
        del parent_ctx
        tree = yield from _build_tree(ev_args, lambda: aioxmpp.Message(type_=_NORMAL))
        message = cls(type_=_MESSAGE_TYPES.get(tree.get("type", "normal"), _NORMAL))
        message.tree = tree
        _set_addresses(message, tree)
        return message


class TreePresence(aioxmpp.Presence):
    """A presence that comes from a room (it has ``muc#user``); its content is in `tree`."""

    __slots__ = ("tree",)

    tree: Element

    @classmethod
    def parse_events(cls, ev_args: list[Any], parent_ctx: Any) -> _Parser:
        """Take the place of the parser that aioxmpp generates; that one still gets what is from no room."""
        tree = yield from _build_tree(ev_args, aioxmpp.Presence)
        kind = _PRESENCE_TYPES.get(tree.get("type"))
        if tree.find(_MUC_USER_X) is None or kind is None:
            return _replay(tree, aioxmpp.Presence.parse_events(ev_args, parent_ctx))
        presence = cls(type_=kind)
        presence.tree = tree
        _set_addresses(presence, tree)
        return presence


_under_way: Final[set[_Parser]] = set()
"""Parsers of stanzas that have not ended: the garbage collector would put them away before those that end them."""


class StanzaTreeParser(xso.XSOParser):
    """The stanza parser of an XML stream, with the two substitutes in place."""

    _substitutes: Final = {aioxmpp.Message: TreeMessage, aioxmpp.Presence: TreePresence}

    def __call__(self) -> _Parser:
        """Parse one stanza after another, as aioxmpp's does.

        One that a broken line cut off is read to an end that we make up, and dropped: aioxmpp's parsers of payloads
        can't be put away in the middle; they would read on, and complain.
        """
        while True:
            kind, *arguments = yield
            if kind == "text" and not arguments[0].strip():
                continue
            known = self._tag_map.get((arguments[0], arguments[1]))
            if known is None:
                raise UnknownTopLevelTag("unhandled top-level element", arguments)
            cls, callback = known
            parsing = cls.parse_events(arguments, self._ctx)
            _under_way.add(parsing)
            try:
                stanza = yield from _Unclosed(parsing)
            except GeneratorExit:
                _read_to_an_end(parsing)
                raise
            finally:
                _under_way.discard(parsing)
            callback(stanza)

    def add_class(self, cls: Any, callback: Callable[[Any], object]) -> None:
        """Parse `cls`, or what stands in for it, and hand each to `callback`."""
        super().add_class(self._substitutes.get(cls, cls), callback)

    def remove_class(self, cls: Any) -> None:
        """Undo `add_class`."""
        super().remove_class(self._substitutes.get(cls, cls))


def install(stream: aioxmpp.protocol.XMLStream) -> None:
    """Let `stream` parse messages and presence in rooms to trees. To be called before it is connected."""
    parser = StanzaTreeParser()
    for cls, callback in stream.stanza_parser.get_class_map().items():
        parser.add_class(cls, callback)
    stream.stanza_parser = parser


_NORMAL: Final = aioxmpp.MessageType.NORMAL
_MESSAGE_TYPES: Final[Mapping[str, aioxmpp.MessageType]] = {
    kind.value: kind for kind in aioxmpp.MessageType
}
_PRESENCE_TYPES: Final[Mapping[str | None, aioxmpp.PresenceType]] = {
    kind.value: kind for kind in aioxmpp.PresenceType
}


class _Unclosed:
    """A parser that its user can't close."""

    __slots__ = ("_parser", "send")

    def __init__(self, parser: _Parser) -> None:
        self._parser = parser
        self.send = parser.send

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> Any:
        return next(self._parser)


def _read_to_an_end(parser: _Parser) -> None:
    try:
        for _ in range(MAX_STANZA_DEPTH):
            parser.send(("end",))
    except Exception as error:  # noqa: BLE001  a stanza cut off makes no sense, in one way or another
        _log.debug("a stanza was cut off: %s", error)


def _build_tree(
    ev_args: list[Any], partial: Callable[[], aioxmpp.stanza.StanzaBase]
) -> Generator[None, _Event, Element]:
    """Collect one stanza, from its start event on.

    For one that is refused, aioxmpp gets what `partial` makes: it still counts for XEP-0198.
    """
    builder = TreeBuilder()
    uri, local, attributes = ev_args
    size = 0
    open_tags = [f"{{{uri}}}{local}"]
    builder.start(open_tags[0], _attributes(attributes))
    while True:
        event = yield
        kind = event[0]
        if kind == "start":
            tag = f"{{{event[1]}}}{event[2]}"
            open_tags.append(tag)
            attributes = _attributes(event[3]) if event[3] else {}
            size += len(tag) + sum(map(len, attributes.values()))
            builder.start(tag, attributes)
        elif kind == "text":
            size += len(event[1])
            if size <= MAX_STANZA_CHARACTERS:
                builder.data(event[1])
            # aioxmpp takes no refusal for a text: it has to wait until the element ends.
            continue
        elif size <= MAX_STANZA_CHARACTERS:
            builder.end(open_tags.pop())
            if not open_tags:
                return builder.close()
        if size > MAX_STANZA_CHARACTERS or len(open_tags) > MAX_STANZA_DEPTH:
            raise StanzaError("a stanza is too large to be meant well", partial(), None, None)


def _attributes(attributes: Mapping[tuple[str | None, str], str]) -> dict[str, str]:
    return {
        (f"{{{uri}}}{name}" if uri else name): value for (uri, name), value in attributes.items()
    }


def _set_addresses(stanza: aioxmpp.stanza.StanzaBase, tree: Element) -> None:
    stanza.id_ = tree.get("id")
    try:
        stanza.from_ = _address(tree.get("from"))
        stanza.to = _address(tree.get("to"))
    except ValueError as error:
        raise StanzaError("a stanza with an address that is none", stanza, None, None) from error


@lru_cache(maxsize=4096)
def _address(text: str | None) -> aioxmpp.JID | None:
    # Not strict, as aioxmpp itself reads addresses: else no emoji newer than Unicode 3.2 could be in a nick.
    return None if text is None else aioxmpp.JID.fromstr(text, strict=False)


def _replay(tree: Element, parser: _Parser) -> Any:
    """Feed `tree` to a parser of aioxmpp, whose start event has been consumed already, and return its result."""
    next(parser)
    for event in _events(tree):
        try:
            parser.send(event)
        except StopIteration as end:
            return end.value
    raise StanzaError("a stanza did not end", aioxmpp.Presence(), None, None)


def _events(element: Element) -> Iterator[_Event]:
    """The SAX events inside `element`, and its end, as aioxmpp's parsers take them."""
    if element.text:
        yield ("text", element.text)
    for child in element:
        yield ("start", *_split(child.tag), {_key(k): v for k, v in child.items()})
        yield from _events(child)
        if child.tail:
            yield ("text", child.tail)
    yield ("end",)


def _split(tag: str) -> tuple[str | None, str]:
    uri, _, local = tag.rpartition("}")
    return (uri[1:] or None, local)


def _key(name: str) -> tuple[str | None, str]:
    return _split(name) if name.startswith("{") else (None, name)
