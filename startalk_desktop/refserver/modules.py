"""What a domain can do beyond RFC 6121, as a plain list of modules to install."""

from __future__ import annotations

from collections.abc import Callable

from startalk_desktop.refserver import (
    archive,
    carbons,
    information,
    pep,
    pubsub,
    rooms,
    upload,
    vcard,
)
from startalk_desktop.refserver.domain import Domain

MODULES: tuple[Callable[[Domain], None], ...] = (
    information.install,
    carbons.install,
    archive.install,
    pubsub.install,
    pep.install,
    vcard.install,
    rooms.install,
    upload.install,
)


def install_modules(domain: Domain) -> None:
    """Give a new domain all its modules."""
    for install in MODULES:
        install(domain)
