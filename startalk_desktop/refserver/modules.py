"""What a domain can do beyond RFC 6121, as a plain list of modules to install."""

from . import (
    administration,
    archive,
    carbons,
    information,
    pep,
    pubsub,
    rooms,
    upload,
    user_search,
    vcard,
)
from .domain import Domain

MODULES = (
    information,
    carbons,
    archive,
    pubsub,
    pep,
    vcard,
    rooms,
    upload,
    administration,
    user_search,
)


def install_modules(domain: Domain) -> None:
    """Give a new domain all its modules."""
    for module in MODULES:
        module.install(domain)
