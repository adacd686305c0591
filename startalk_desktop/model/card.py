"""What a person publishes of themselves: the card and the picture."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Avatar:
    """A picture as it was published (XEP-0084). `content` has that hash; drawing shows whether it is an image."""

    sha1: str  # lower-case hex
    content_type: str
    content: bytes


def avatar_name(content: bytes) -> str:
    """What the picture `content` is called (XEP-0084 section 4.2): its SHA-1, which protects nothing."""
    return hashlib.sha1(content, usedforsecurity=False).hexdigest()


def avatar_of(content: bytes, content_type: str = "image/png") -> Avatar:
    """The picture `content` with its name."""
    return Avatar(avatar_name(content), content_type, content)


@dataclass(frozen=True, slots=True)
class Card:
    """A vCard's fields (XEP-0292, XEP-0054), as far as they are shown or edited; what is not told is empty."""

    full_name: str = ""
    nickname: str = ""
    title: str = ""
    organisation: str = ""
    unit: str = ""
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    note: str = ""
    url: str = ""
