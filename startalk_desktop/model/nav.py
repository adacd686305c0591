"""What a company says of where it is: its nav document, checked; and what follows where that changes."""

from __future__ import annotations

from dataclasses import dataclass

from startalk_desktop.model.account import Endpoint
from startalk_desktop.model.identity import AccountId
from startalk_desktop.model.jid import Jid


@dataclass(frozen=True, slots=True)
class NavDocument:
    """A nav document: addresses, and what the company looks like.

    Attributes:
        url: at which it is asked for.
        domain: of the company's addresses; its chat server has to prove that it serves it, whatever the endpoint.
        name: of the company; "" where it gives none.
        endpoint: where the chat server is; None where DNS says it.
        colour: ``#rrggbb`` in lower case, or "".
        logo_url: of a picture, https; or "".
    """

    url: str
    domain: str
    name: str = ""
    endpoint: Endpoint | None = None
    colour: str = ""
    logo_url: str = ""


@dataclass(frozen=True, slots=True)
class FoundCompany:
    """A company that somebody wants to sign in to.

    Attributes:
        domain: of its addresses.
        jid: the person's own address, where that was what they gave.
        document: what the company says of itself, where it says something.
        logo: an encoded picture, hostile until decoded; or nothing.
    """

    domain: str
    jid: Jid | None = None
    document: NavDocument | None = None
    logo: bytes = b""


@dataclass(frozen=True, slots=True)
class ServerMove:
    """A company's nav document says another address than the account uses; the user has to decide.

    `before` and `after` are None where DNS tells the address.
    """

    account: AccountId
    before: Endpoint | None
    after: Endpoint | None
