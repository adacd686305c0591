"""Occupant ids (XEP-0421): who in a room is the same person as before, without telling who it is."""

from __future__ import annotations

import hmac

from startalk_desktop.refserver import namespaces as ns
from startalk_desktop.refserver.database import Database
from startalk_desktop.refserver.jid import Jid
from startalk_desktop.refserver.stanza import E, Element


class OccupantIds:
    """Makes the ids of one service's rooms; its key is kept, so that they stay the same for good."""

    def __init__(self, database: Database) -> None:
        self._key = database.secret("occupant-ids")

    def element(self, room: Jid, person: Jid) -> Element:
        """The `<occupant-id/>` of a real address in a room; in another room it has another."""
        names = f"{room.bare}\0{person.bare}".encode()
        digest = hmac.digest(self._key, names, "sha256").hex()
        return E(ns.OCCUPANT_ID, "occupant-id", {"id": digest})

    def stamp(self, stanza: Element, room: Jid, person: Jid) -> None:
        """Put the id of `person` on what it says in the room, in place of any that it made up."""
        for forged in stanza.findall(f"{{{ns.OCCUPANT_ID}}}occupant-id"):
            stanza.remove(forged)
        stanza.append(self.element(room, person))
