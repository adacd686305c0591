"""Scripted colleagues: they are there, read, type, answer, and now and then begin a conversation."""

from __future__ import annotations

import asyncio
import random
import uuid
from collections.abc import Sequence

from startalk_desktop.demo.world import DemoCompany, DemoRoom
from startalk_desktop.refserver.domain import Domain
from startalk_desktop.refserver.jid import Jid
from startalk_desktop.refserver.session import LocalSession
from startalk_desktop.refserver.stanza import E, Element, local_name

_CLIENT = "jabber:client"
_CHAT_STATES = "http://jabber.org/protocol/chatstates"
_RECEIPTS = "urn:xmpp:receipts"
_MARKERS = "urn:xmpp:chat-markers:0"
_STANZA_IDS = "urn:xmpp:sid:0"
_MUC = "http://jabber.org/protocol/muc"

_SHOWS = ("", "", "", "", "away", "dnd", "xa")
_STATUSES_ZH = ("", "", "开会中", "在家办公", "出差：上海")
_STATUSES_EN = ("", "", "In a meeting", "Working from home", "Heads down")
# Seconds; a person reads before typing, and types before sending.
_READING = (0.6, 1.6)
_TYPING = (1.2, 3.0)
_BETWEEN_NEWS = (25.0, 70.0)


def message(to: Jid | str, text: str, kind: str = "chat") -> Element:
    """A message as a client of today sends it."""
    identifier = uuid.uuid4().hex
    return E(
        _CLIENT,
        "message",
        {"to": str(to), "type": kind, "id": identifier},
        E(_CLIENT, "body", None, text),
        E(_STANZA_IDS, "origin-id", {"id": identifier}),
        E(_RECEIPTS, "request") if kind == "chat" else None,
        E(_MARKERS, "markable"),
        E(_CHAT_STATES, "active") if kind == "chat" else None,
    )


class Colleagues:
    """The people of one company whom the demo's user knows, there or at a partner, each with a session of this
    process."""

    def __init__(self, domain: Domain, company: DemoCompany, chance: random.Random) -> None:
        self._domain = domain
        self._company = company
        self._chance = chance
        self._sessions: dict[str, LocalSession] = {}
        self._busy: set[str] = set()  # who is answering already
        here = Jid(company.user.login, domain.name)
        # Who talks with whom: over a link they know the user by another address.
        self._pairs = [(chat.colleague.login, here) for chat in company.chats]
        self._pairs += [
            (envoy, Jid(company.user.login, link.partner))
            for link in company.links
            for envoy in link.envoys
        ]
        self._users = {here, *(user for _, user in self._pairs)}

    async def come_to_work(self) -> None:
        """Sign everybody in, with a presence each, and bring them into their rooms."""
        is_chinese = any("\u4e00" <= letter <= "\u9fff" for letter in self._company.name)
        statuses = _STATUSES_ZH if is_chinese else _STATUSES_EN
        known = {login for login, _ in self._pairs}
        known.update(login for room in self._company.rooms for login in room.members)
        known.discard(self._company.user.login)
        for login in sorted(known):
            await self._sign_in(login, self._chance.choice(_SHOWS), self._chance.choice(statuses))
        for room in self._company.rooms:
            await self._enter(room)

    async def live(self) -> None:
        """Begin a conversation now and then, for ever."""
        while True:
            await asyncio.sleep(self._chance.uniform(*_BETWEEN_NEWS))
            login, user = self._chance.choice(self._pairs)
            await self._type_and_send(login, user, self._chance.choice(self._company.replies))

    async def _sign_in(self, login: str, show: str, status: str) -> None:
        def on_stanza(stanza: Element) -> None:
            self._on_stanza(login, stanza)

        session = await self._domain.attach_local_user(login, "desk", on_stanza)
        self._sessions[login] = session
        presence = E(_CLIENT, "presence")
        if show:
            presence.append(E(_CLIENT, "show", None, show))
        if status:
            presence.append(E(_CLIENT, "status", None, status))
        await session.send(presence)

    async def _enter(self, room: DemoRoom) -> None:
        address = f"{room.name}@conference.{self._company.domain}"
        names = {person.login: person.name for person in self._company.people}
        for login in room.members:
            if login in self._sessions:
                history = E(_MUC, "history", {"maxstanzas": "0"})
                to = f"{address}/{names[login]}"
                await self._sessions[login].send(
                    E(_CLIENT, "presence", {"to": to}, E(_MUC, "x", None, history))
                )

    def _on_stanza(self, login: str, stanza: Element) -> None:
        if local_name(stanza) != "message" or stanza.find(f"{{{_CLIENT}}}body") is None:
            return
        sender = Jid.parse(stanza.get("from", ""))
        kind = stanza.get("type", "normal")
        if kind == "chat" and sender.bare in self._users:
            self._domain.tasks.start(self._answer(login, sender.bare, stanza), f"answer of {login}")
        elif kind == "groupchat" and sender.resource == self._company.user.name:
            # Everybody in the room hears it; the first member speaks for all.
            members = self._members_of(sender.bare)
            if members and login == members[0]:
                speaker = self._chance.choice(members)
                self._domain.tasks.start(
                    self._answer_in_room(speaker, sender.bare), "room's answer"
                )

    def _members_of(self, room: Jid) -> Sequence[str]:
        for known in self._company.rooms:
            if room.local == known.name:
                return [login for login in known.members if login in self._sessions]
        return ()

    async def _answer(self, login: str, user: Jid, stanza: Element) -> None:
        identifier = stanza.get("id", "")
        if stanza.find(f"{{{_RECEIPTS}}}request") is not None:
            receipt = E(_RECEIPTS, "received", {"id": identifier})
            await self._sessions[login].send(
                E(_CLIENT, "message", {"to": str(user), "type": "chat"}, receipt)
            )
        await asyncio.sleep(self._chance.uniform(*_READING))
        marker = E(_MARKERS, "displayed", {"id": identifier})
        await self._sessions[login].send(
            E(_CLIENT, "message", {"to": str(user), "type": "chat"}, marker)
        )
        await self._type_and_send(login, user, self._chance.choice(self._company.replies))

    async def _type_and_send(self, login: str, user: Jid, text: str) -> None:
        if login in self._busy:
            return
        self._busy.add(login)
        try:
            session = self._sessions[login]
            composing = E(_CHAT_STATES, "composing")
            await session.send(E(_CLIENT, "message", {"to": str(user), "type": "chat"}, composing))
            await asyncio.sleep(self._chance.uniform(*_TYPING))
            await session.send(message(user, text))
        finally:
            self._busy.discard(login)

    async def _answer_in_room(self, login: str, room: Jid) -> None:
        await asyncio.sleep(self._chance.uniform(*_TYPING))
        await self._sessions[login].send(
            message(room, self._chance.choice(self._company.replies), "groupchat")
        )
