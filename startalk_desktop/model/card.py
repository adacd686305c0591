"""What a person publishes of themselves: the card and the picture."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Avatar:
    """A picture as it was published (XEP-0084). `content` has that hash; drawing shows whether it is an image."""

    sha1: str  # lower-case hex
    content_type: str
    content: bytes


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
