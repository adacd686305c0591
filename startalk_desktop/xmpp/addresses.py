"""Addresses between the house (`Jid`, RFC 7622) and aioxmpp (its own class, RFC 6122)."""

from __future__ import annotations

from functools import lru_cache

import aioxmpp

from startalk_desktop.model.jid import Jid, JidError


@lru_cache(maxsize=16_384)
def to_model(address: aioxmpp.JID) -> Jid:
    """`address` as the house knows it.

    Raises:
        JidError: it came off the wire and is none by RFC 7622. Treat the stanza that held it as hostile.
    """
    return Jid.parse(str(address))


@lru_cache(maxsize=16_384)
def to_wire(address: Jid) -> aioxmpp.JID:
    """`address` as aioxmpp needs it in a stanza.

    Raises:
        JidError: aioxmpp's older rules (stringprep) refuse it.
    """
    try:
        return aioxmpp.JID(
            address.local or None, address.domain, address.resource or None, strict=False
        )
    except (ValueError, UnicodeError) as error:
        raise JidError(f"{address} can't be written to: {error}") from error
