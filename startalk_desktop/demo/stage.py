"""Puts a demo company on a domain of the reference server, mostly as an administrator's client would."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Iterable, Sequence

from startalk_desktop.demo.colleagues import message
from startalk_desktop.demo.org_items import linked_units, org_items
from startalk_desktop.demo.organisation import DemoUnit
from startalk_desktop.demo.world import DemoCompany, DemoMessage, DemoRoom
from startalk_desktop.refserver import DomainConfig
from startalk_desktop.refserver.archive import ArchiveStore
from startalk_desktop.refserver.config import LinkConfig
from startalk_desktop.refserver.domain import Domain
from startalk_desktop.refserver.jid import Jid
from startalk_desktop.refserver.rooms import Rooms
from startalk_desktop.refserver.roster import RosterItem
from startalk_desktop.refserver.session import LocalSession
from startalk_desktop.refserver.stanza import E, Element, local_name
from startalk_desktop.xmpp.org_names import LINKED_NODE, NODE, NODE_CONFIG

_CLIENT = "jabber:client"
_DATA = "jabber:x:data"
_MUC = "http://jabber.org/protocol/muc"
_MUC_USER = "http://jabber.org/protocol/muc#user"
_MUC_OWNER = "http://jabber.org/protocol/muc#owner"
_MUC_ADMIN = "http://jabber.org/protocol/muc#admin"
_ROOM_CONFIG = "http://jabber.org/protocol/muc#roomconfig"
_PUBSUB = "http://jabber.org/protocol/pubsub"
_NODE_CONFIG = "http://jabber.org/protocol/pubsub#node_config"
_BOOKMARKS = "urn:xmpp:bookmarks:1"
_PUBLISH_OPTIONS = "http://jabber.org/protocol/pubsub#publish-options"


class StageError(Exception):
    """The server refused a piece of the stage."""


class _Administrator:
    """A session of this process that asks for things and waits for the answers."""

    def __init__(self) -> None:
        self._session: LocalSession | None = None
        self._answers: dict[str, asyncio.Future[Element]] = {}

    async def sign_in(self, domain: Domain, local: str) -> None:
        self._session = await domain.attach_local_user(local, "stage", self._on_stanza)

    async def sign_out(self) -> None:
        if self._session is not None:
            await self._session.close()

    async def tell(self, stanza: Element) -> None:
        assert self._session is not None  # noqa: S101  signed in first
        await self._session.send(stanza)

    async def ask(self, kind: str, payload: Element, to: str = "") -> Element:
        """Send an IQ; returns the result, raises `StageError` for an error."""
        identifier = uuid.uuid4().hex
        answer: asyncio.Future[Element] = asyncio.get_running_loop().create_future()
        self._answers[identifier] = answer
        try:
            async with asyncio.timeout(30):
                attributes = {"type": kind, "id": identifier, "to": to or None}
                await self.tell(E(_CLIENT, "iq", attributes, payload))
                reply = await answer
        finally:
            del self._answers[identifier]
        if reply.get("type") != "result":
            conditions = [local_name(part) for part in reply.iterfind(f"{{{_CLIENT}}}error/*")]
            raise StageError(f"{to or 'the account'} refused {local_name(payload)}: {conditions}")
        return reply

    def _on_stanza(self, stanza: Element) -> None:
        answer = self._answers.get(stanza.get("id", ""))
        if local_name(stanza) == "iq" and answer is not None and not answer.done():
            answer.set_result(stanza)


def domain_config(company: DemoCompany, companies: Iterable[DemoCompany]) -> DomainConfig:
    """The domain as its administrator configures it, each link as far as the company opens it."""
    names = {each.domain: each.name for each in companies}
    links = (
        LinkConfig(link.partner, names[link.partner], people=link.people, units=link.units)
        for link in company.links
    )
    return DomainConfig(company.domain, title=company.name, links=tuple(links))


async def set_stage(domain: Domain, company: DemoCompany, password: str) -> None:
    """Create the company's people, tree, rooms and archives on `domain`; only the user has a password."""
    staff = "service-desk"
    domain.accounts.create_many((person.login, person.name) for person in company.people)
    domain.accounts.create(staff, name="Service desk")
    domain.accounts.set_password(company.user.login, password)
    known = {chat.colleague.login for chat in company.chats} | _unit_mates(company)
    domain.roster.share(company.name, [company.user.login, *sorted(known)])
    _befriend_partners(domain, company)
    administrator = _Administrator()
    await administrator.sign_in(domain, staff)
    await _publish_organisation(administrator, company, NODE, company.units)
    if company.links:
        opened = {unit for link in company.links for unit in link.units}
        seen = linked_units(company.units, opened)
        await _publish_organisation(administrator, company, LINKED_NODE, seen)
    for number, room in enumerate(company.rooms):
        # One of them is the user's own, for its members only; the others are open to all.
        await _open_room(administrator, company, room, is_private=number == 0)
    await administrator.sign_out()
    _fill_archives(domain, company)
    owner = _Administrator()
    await owner.sign_in(domain, company.user.login)
    for room in company.rooms:
        await _bookmark(owner, company, room)
    await owner.sign_out()


def _unit_mates(company: DemoCompany) -> set[str]:
    for unit in company.units:
        logins = {person.login for person in unit.people}
        if company.user.login in logins:
            return logins - {company.user.login}
    return set()


def _befriend_partners(domain: Domain, company: DemoCompany) -> None:
    """Our side of the contacts with people of linked companies; theirs is on their own stage."""
    for link in company.links:
        for chat in link.chats:
            person = Jid(chat.colleague.login, link.partner)
            domain.roster.save(
                company.user.login, RosterItem(person, chat.colleague.name, True, True)
            )
        for envoy in link.envoys:
            guest = Jid(company.user.login, link.partner)
            domain.roster.save(envoy, RosterItem(guest, company.user.name, True, True))


async def _publish_organisation(
    administrator: _Administrator, company: DemoCompany, node: str, units: Sequence[DemoUnit]
) -> None:
    service = f"pubsub.{company.domain}"
    create = E(
        _PUBSUB,
        "pubsub",
        None,
        E(_PUBSUB, "create", {"node": node}),
        E(
            _PUBSUB,
            "configure",
            None,
            _form(
                _NODE_CONFIG,
                ("pubsub#access_model", "open"),
                *NODE_CONFIG.items(),
            ),
        ),
    )
    await administrator.ask("set", create, service)
    for identifier, payload in org_items(company.name, company.domain, units):
        item = E(_PUBSUB, "item", {"id": identifier}, payload)
        publish = E(_PUBSUB, "pubsub", None, E(_PUBSUB, "publish", {"node": node}, item))
        await administrator.ask("set", publish, service)


async def _open_room(
    administrator: _Administrator, company: DemoCompany, room: DemoRoom, *, is_private: bool
) -> None:
    address = f"{room.name}@conference.{company.domain}"
    enter = E(_CLIENT, "presence", {"to": f"{address}/Service desk"}, E(_MUC, "x"))
    await administrator.tell(enter)
    form = _form(
        _ROOM_CONFIG,
        ("muc#roomconfig_roomname", room.title),
        ("muc#roomconfig_persistentroom", "1"),
        ("muc#roomconfig_publicroom", "0" if is_private else "1"),
        ("muc#roomconfig_membersonly", "1" if is_private else "0"),
        ("muc#roomconfig_allowinvites", "1"),
        ("muc#roomconfig_whois", "anyone"),
        ("muc#roomconfig_changesubject", "1"),
    )
    await administrator.ask("set", E(_MUC_OWNER, "query", None, form), address)
    members = (
        E(
            _MUC_ADMIN,
            "item",
            {
                "affiliation": "owner" if is_private and login == company.user.login else "member",
                "jid": f"{login}@{company.domain}",
            },
        )
        for login in room.members
    )
    await administrator.ask("set", E(_MUC_ADMIN, "query", None, *members), address)
    subject = E(_CLIENT, "subject", None, room.subject)
    await administrator.tell(E(_CLIENT, "message", {"to": address, "type": "groupchat"}, subject))
    leave = {"to": f"{address}/Service desk", "type": "unavailable"}
    await administrator.tell(E(_CLIENT, "presence", leave))


async def _bookmark(owner: _Administrator, company: DemoCompany, room: DemoRoom) -> None:
    """Make the demo's user a lasting guest of the room (XEP-0402)."""
    conference = E(
        _BOOKMARKS,
        "conference",
        {"name": room.title, "autojoin": "true"},
        E(_BOOKMARKS, "nick", None, company.user.name),
    )
    item = E(_PUBSUB, "item", {"id": f"{room.name}@conference.{company.domain}"}, conference)
    options = _form(
        _PUBLISH_OPTIONS,
        ("pubsub#persist_items", "true"),
        ("pubsub#max_items", "max"),
        ("pubsub#send_last_published_item", "never"),
        ("pubsub#access_model", "whitelist"),
    )
    publish = E(
        _PUBSUB,
        "pubsub",
        None,
        E(_PUBSUB, "publish", {"node": _BOOKMARKS}, item),
        E(_PUBSUB, "publish-options", None, options),
    )
    await owner.ask("set", publish)


def _fill_archives(domain: Domain, company: DemoCompany) -> None:
    """Write what was said straight into the archives: nothing else can date it back."""
    store = ArchiveStore(domain.database)
    user = Jid(company.user.login, company.domain)
    chats = [(Jid(chat.colleague.login, company.domain), chat) for chat in company.chats]
    for link in company.links:
        chats += [(Jid(chat.colleague.login, link.partner), chat) for chat in link.chats]
    direct = sorted(
        ((sent, peer) for peer, chat in chats for sent in chat.messages),
        key=lambda pair: pair[0].sent_at,
    )
    copies = []
    for sent, peer in direct:
        sender, receiver = (user, peer) if sent.sender == user.local else (peer, user)
        copies.append((peer, _archived(sent, str(sender), str(receiver), "chat"), sent.sent_at))
    store.add_many(user, copies)
    names = {person.login: person.name for person in company.people}
    rooms = domain.components[f"conference.{company.domain}"]
    if not isinstance(rooms, Rooms):
        raise StageError(f"{company.domain} has no rooms")
    for room in company.rooms:
        address = Jid(room.name, f"conference.{company.domain}")
        said = []
        for sent in room.messages:
            sender = address.with_resource(names[sent.sender])
            stanza = _archived(sent, str(sender), str(address), "groupchat")
            # Everybody may know who is who there, and the archive tells it too (XEP-0313 section 5.1.2).
            member = {"jid": f"{sent.sender}@{company.domain}", "affiliation": "member"}
            stanza.append(E(_MUC_USER, "x", None, E(_MUC_USER, "item", member)))
            stanza.append(rooms.occupant_id(address, Jid(sent.sender, company.domain)))
            said.append((sender, stanza, sent.sent_at))
        store.add_many(address, said)


def _archived(sent: DemoMessage, sender: str, receiver: str, kind: str) -> Element:
    stanza = message(receiver, sent.text, kind)
    stanza.set("from", sender)
    return stanza


def _form(kind: str, *fields: tuple[str, str]) -> Element:
    """A submitted data form (XEP-0004)."""

    def field(name: str, value: str, field_type: str | None = None) -> Element:
        return E(_DATA, "field", {"var": name, "type": field_type}, E(_DATA, "value", None, value))

    parts: Iterable[Element] = (field(name, value) for name, value in fields)
    return E(_DATA, "x", {"type": "submit"}, field("FORM_TYPE", kind, "hidden"), *parts)
