"""What is known of a file that a message points to: whether it is a picture, its name, its kind and size in words."""

from __future__ import annotations

from typing import Final
from urllib.parse import unquote, urlsplit

from PySide6.QtCore import QLocale

from startalk_desktop.model.message import SharedFile
from startalk_desktop.ui.chat.links import is_openable, undeceptive

_PICTURES: Final = (
    ".png", ".jpg", ".jpeg", ".gif", ".webp", ".bmp", ".heic", ".heif", ".avif",
)  # fmt: skip
_SHOWN_TYPES: Final = frozenset(
    f"image/{kind}"
    for kind in "png jpeg jpg pjpeg gif webp bmp x-ms-bmp heic heif heic-sequence heif-sequence avif".split()
)
_NAME_LIMIT: Final = 200
_KIND_LIMIT: Final = 5
_TRADITIONAL: Final = QLocale.DataSizeFormat.DataSizeTraditionalFormat


def is_web_picture(address: str) -> bool:
    """Whether a picture could be loaded from `address`."""
    return address.startswith("https://") and is_openable(address)


def is_picture(file: SharedFile) -> bool:
    """Whether `file` is told to be a picture that can be shown, and its sender wants it shown."""
    if file.is_attachment or (file.url and not is_web_picture(file.url)):
        return False
    if file.media_type:
        return file.media_type.lower() in _SHOWN_TYPES
    return file_name(file).lower().endswith(_PICTURES)


def file_name(file: SharedFile) -> str:
    """The name that came with the file, else the last part of its address."""
    name = file.name or unquote(urlsplit(file.url).path.rpartition("/")[2])
    return " ".join(undeceptive(name).split())[:_NAME_LIMIT] or host_of(file.url)


def file_kind(file: SharedFile) -> str:
    """The end of the name, which people know a kind of file by, such as PDF; empty where there is none."""
    _, dot, end = file_name(file).rpartition(".")
    is_kind = dot and end.isascii() and end.isalnum() and len(end) <= _KIND_LIMIT
    return end.upper() if is_kind else ""


def size_text(size: int, locale: QLocale) -> str:
    """A size in bytes, in words."""
    return locale.formattedDataSize(size, 1, _TRADITIONAL)


def file_facts(file: SharedFile, locale: QLocale) -> str:
    """Kind and size, as far as they are told."""
    size = size_text(file.size, locale) if file.size is not None else ""
    return " · ".join(part for part in (file_kind(file), size) if part) or host_of(file.url)


def host_of(address: str) -> str:
    """The host that `address` names, as it is on the wire."""
    try:
        return urlsplit(address).hostname or ""
    except ValueError:  # such as an unfinished IPv6 address
        return ""
