"""What a message is besides its text, and what has become of it, each as one column: NULL for a plain message."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from startalk_desktop.model.identity import Timestamp
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.message import (
    ActionKind,
    ForwardedMessage,
    Mention,
    OutgoingMessage,
    Reaction,
    ReceivedMessage,
    ReplyReference,
    SharedFile,
    Tombstone,
)
from startalk_desktop.model.room import RoomEvent
from startalk_desktop.store import room_events
from startalk_desktop.store.jids import jid_of
from startalk_desktop.store.search_query import SearchKind

_LINK = re.compile(
    r"(?<![A-Za-z0-9])(?:(?:https?|ftp|xmpp|mailto|tel|geo):[^\s<>]|www\.\w)", re.IGNORECASE
)
_PICTURE_NAME = re.compile(r"\.(?:png|jpe?g|gif|webp|bmp|heic|avif)(?:$|[?#])", re.IGNORECASE)
_LINK_MARKUP = '[obj type="url"'
_MARKUP = re.compile(r"\[obj [^\]]*\]")
_LINKS, _FILES, _PICTURES, _MENTIONS = (
    int(kind)
    for kind in (SearchKind.LINKS, SearchKind.FILES, SearchKind.PICTURES, SearchKind.MENTIONS)
)
_PICTURE_MARKUP = '[obj type="image"'


@dataclass(frozen=True, slots=True)
class Content:
    """Everything that belongs to a text: other people's words in it included, so it goes where the text goes."""

    mentions: tuple[Mention, ...] = ()
    forwards: tuple[ForwardedMessage, ...] = ()
    files: tuple[SharedFile, ...] = ()
    is_styled: bool = True
    reply: ReplyReference | None = None
    event: RoomEvent | None = None

    @staticmethod
    def of(message: ReceivedMessage | OutgoingMessage) -> Content:
        """What `message` has of it."""
        if isinstance(message, ReceivedMessage) and message.event is not None:
            return Content(event=message.event)
        is_styled = message.is_styled if isinstance(message, ReceivedMessage) else True
        if is_styled and not (message.mentions or message.forwards or message.files):
            return PLAIN if message.reply is None else Content(reply=message.reply)
        return Content(message.mentions, message.forwards, message.files, is_styled, message.reply)

    def encoded(self) -> str | None:
        """As it is stored."""
        if self is PLAIN or self == PLAIN:
            return None
        parts: dict[str, Any] = {}
        if self.mentions:
            parts["mentions"] = [[str(one.jid), one.start, one.end] for one in self.mentions]
        if self.forwards:
            parts["forwards"] = [
                [one.author_name, one.text, _text_of(one.author), one.sent_at]
                for one in self.forwards
            ]
        if self.files:
            parts["files"] = [_file_parts(one) for one in self.files]
        if not self.is_styled:
            parts["unstyled"] = True
        if self.reply is not None:
            parts["reply"] = [
                self.reply.target_id,
                _text_of(self.reply.author),
                self.reply.quote,
            ]
        if self.event is not None:
            parts["event"] = room_events.encoded(self.event)
        return _encoded(parts)

    @staticmethod
    def decoded(text: str | None) -> Content:
        """What `encoded` gave."""
        if not text:
            return PLAIN
        parts = json.loads(text)
        reply = parts.get("reply")
        return Content(
            tuple(
                Mention(jid_of(jid), start, end) for jid, start, end in parts.get("mentions", ())
            ),
            tuple(
                ForwardedMessage(name, said, _jid_of(author), at)
                for name, said, author, at in parts.get("forwards", ())
            ),
            tuple(_file_of(file) for file in parts.get("files", ())),
            "unstyled" not in parts,
            None if reply is None else ReplyReference(reply[0], _jid_of(reply[1]), reply[2]),
            room_events.decoded(parts["event"]) if "event" in parts else None,
        )

    def searchable(self, text: str) -> str:
        """`text`, and what else of the message is found by its words."""
        if not (self.forwards or self.files):
            return text
        more = [*(one.text for one in self.forwards), *(one.name for one in self.files)]
        return "\n".join(part for part in (text, *more) if part)

    def kinds(self, text: str, *, is_mention: bool) -> int:
        """What a search may find the message as: flags of `SearchKind`, as they are stored."""
        kinds = _MENTIONS if is_mention else 0
        if _has_link(text):
            kinds |= _LINKS
        if self.files:
            kinds |= _FILES
        if _PICTURE_MARKUP in text or any(map(_is_picture, self.files)):
            kinds |= _PICTURES
        return kinds


PLAIN = Content()


@dataclass(frozen=True, slots=True)
class Marks:
    """What has become of a message since it came; the fields are those of `Message`."""

    edited_at: Timestamp | None = None
    reactions: tuple[Reaction, ...] = ()
    tombstone: Tombstone | None = None
    pending: ActionKind | None = None

    def encoded(self) -> str | None:
        """As it is stored."""
        if self == UNMARKED:
            return None
        parts: dict[str, Any] = {}
        if self.edited_at is not None:
            parts["edited"] = self.edited_at
        if self.reactions:
            parts["reactions"] = [
                [one.emoji, [str(sender) for sender in one.senders], one.is_own]
                for one in self.reactions
            ]
        if (stone := self.tombstone) is not None:
            parts["tombstone"] = [stone.at, _text_of(stone.by), stone.reason, stone.undo_until]
        if self.pending is not None:
            parts["pending"] = self.pending.value
        return _encoded(parts)

    @staticmethod
    def decoded(text: str | None) -> Marks:
        """What `encoded` gave."""
        if not text:
            return UNMARKED
        parts = json.loads(text)
        stone = parts.get("tombstone")
        pending = parts.get("pending")
        return Marks(
            parts.get("edited"),
            tuple(
                Reaction(emoji, tuple(map(jid_of, senders)), is_own)
                for emoji, senders, is_own in parts.get("reactions", ())
            ),
            None if stone is None else Tombstone(stone[0], _jid_of(stone[1]), stone[2], stone[3]),
            None if pending is None else ActionKind(pending),
        )


UNMARKED = Marks()


@dataclass(frozen=True, slots=True)
class Version:
    """A text that a message has, or had, and what belongs to it."""

    text: str
    content: Content
    is_mention: bool
    since: Timestamp

    def encoded(self) -> str:
        """As the column `original` has it; `since` is the message's own time."""
        return json.dumps(
            {"text": self.text, "content": self.content.encoded(), "mention": self.is_mention},
            ensure_ascii=False,
            separators=(",", ":"),
        )

    @staticmethod
    def decoded(text: str, since: Timestamp) -> Version:
        """What `encoded` gave."""
        parts = json.loads(text)
        return Version(
            parts["text"], Content.decoded(parts["content"]), bool(parts["mention"]), since
        )


def encoded_emojis(emojis: Sequence[str]) -> str:
    """A set of emoji as it is stored."""
    return json.dumps(list(emojis), ensure_ascii=False, separators=(",", ":"))


def decoded_emojis(text: str) -> tuple[str, ...]:
    """What `encoded_emojis` gave."""
    return tuple(json.loads(text)) if text else ()


def _is_picture(file: SharedFile) -> bool:
    if file.media_type:
        return file.media_type.startswith("image/")
    # Many clients tell no more than an address (XEP-0066).
    return _PICTURE_NAME.search(file.name or file.url) is not None


def _has_link(text: str) -> bool:
    if "[obj " in text:
        # What a picture is fetched from is no link to whoever reads it.
        return _LINK_MARKUP in text or _LINK.search(_MARKUP.sub(" ", text)) is not None
    return (":" in text or "." in text) and _LINK.search(text) is not None


def _file_parts(file: SharedFile) -> list[Any]:
    """All but the thumbnail, which has a table of its own."""
    told = [file.url, file.name, file.media_type, file.size, file.width, file.height]
    more = [file.sha256, file.modified_at, file.is_attachment]
    return [*told, *more] if any(more) else told


def _file_of(parts: list[Any]) -> SharedFile:
    file = SharedFile(*parts[:6])
    if len(parts) == 6:
        return file
    sha256, modified_at, is_attachment = parts[6:9]
    return replace(file, sha256=sha256, modified_at=modified_at, is_attachment=bool(is_attachment))


def _encoded(parts: dict[str, Any]) -> str:
    return json.dumps(parts, ensure_ascii=False, separators=(",", ":"))


def _text_of(jid: Jid | None) -> str | None:
    return None if jid is None else str(jid)


def _jid_of(text: str | None) -> Jid | None:
    return None if text is None else jid_of(text)
