"""What is told about a file, each fact refused where it is absurd. Pure functions."""

from __future__ import annotations

import mimetypes
import re
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import Final
from urllib.parse import unquote, urlsplit

MAX_FILES: Final = 10
"""Files that one message may point to."""

MAX_NAME_CHARACTERS: Final = 255
MAX_SIDE: Final = 100_000
"""Pixels; a picture that is told to be larger has no told size."""

_MAX_SIZE_DIGITS: Final = 15
_MEDIA_TYPE: Final = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,63}/[a-z0-9][a-z0-9!#$&^_.+-]{0,63}")
# Python's own table: `mimetypes.guess_type` would read the system's files first, on the loop.
_MEDIA_TYPES: Final = MappingProxyType({**mimetypes.common_types, **mimetypes.types_map})


def file_name(text: str) -> str:
    """`text` as a file's name: one that leads nowhere, and has nothing in it that can't be seen."""
    name = text.strip().replace("\\", "/").rpartition("/")[2]
    shown = "".join(c for c in name if c.isprintable())
    return shown[-MAX_NAME_CHARACTERS:]


def name_in(url: str) -> str:
    """The name that an address ends with."""
    return file_name(unquote(urlsplit(url).path.rpartition("/")[2]))


def media_type(text: str) -> str:
    """`text` as a media type without parameters, or ``""`` where it is none."""
    kind = text.partition(";")[0].strip().lower()
    return kind if _MEDIA_TYPE.fullmatch(kind) else ""


def media_type_of(name: str) -> str:
    """What kind of file a name of this ending is, ``""`` where that is unknown."""
    return _MEDIA_TYPES.get(PurePosixPath(name).suffix.lower(), "")


def number(text: str | None, most: int = 10**_MAX_SIZE_DIGITS) -> int | None:
    """`text` as a number from 0 to `most`; None where it is none."""
    text = (text or "").strip()
    if not text.isascii() or not text.isdigit() or len(text) > _MAX_SIZE_DIGITS:
        return None
    return int(text) if int(text) <= most else None
