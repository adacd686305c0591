"""The organisation tree of each kind of server, from its node to the app's directory."""

from __future__ import annotations

import asyncio
import secrets
import xml.etree.ElementTree as ET
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree

from startalk_desktop.core import organisation_sync
from startalk_desktop.core.tree_faults import INDEX
from startalk_desktop.model.account import Account
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.linked import domain_of
from startalk_desktop.model.message import DeliveryState
from startalk_desktop.model.org_tree import build_index
from startalk_desktop.model.organisation import Member, TreeFault, UnitContent
from startalk_desktop.xmpp import paced_stream
from startalk_desktop.xmpp.org_names import NODE
from startalk_desktop.xmpp.org_publishing import OrganisationPublisher
from startalk_desktop.xmpp.org_writer import index_payload
from tests.conformance.person import Account as Credentials
from tests.conformance.person import Cast, Person
from tests.conformance.pubsub import delete_node, publish
from tests.core.live import PASSWORD, Desk, Desks
from tests.core.world import until
from tests.servers.relay import Relay
from tests.servers.running import RunningServer
from tests.xmpp.desk import Desks as Sessions
from tests.xmpp.desk import desks_on

ADMIN_PASSWORD = "管理员 secret"
UNITS, PEOPLE = 800, 10_000
BUDGET = 5_000


class Publisher:
    """The administrator, with the means of the program itself."""

    def __init__(self, server: RunningServer, publisher: OrganisationPublisher) -> None:
        self.service = Jid.parse(server.addresses().pubsub)
        self._publisher = publisher

    async def publish(self, units: Sequence[UnitContent], revision: int = 1) -> int:
        """Publish `units` and the index of them; returns the size of the index."""
        await self.put(units)
        return await self.publish_index(units, revision)

    async def put(self, units: Sequence[UnitContent]) -> None:
        gate = asyncio.Semaphore(8)

        async def put(unit: UnitContent) -> None:
            async with gate:
                await self._publisher.put_unit(self.service, NODE, unit)

        await asyncio.gather(*map(put, units))

    async def publish_index(self, units: Sequence[UnitContent], revision: int) -> int:
        index = build_index("Acme 公司", f"{revision}", units)
        await self._publisher.put_index(self.service, NODE, index)
        return len(etree.tostring(index_payload(index), encoding="utf-8"))


@pytest.fixture
async def cast(server: RunningServer) -> AsyncIterator[Cast]:
    async with Cast(server) as people:
        yield people


@pytest.fixture
async def hr(cast: Cast, server: RunningServer) -> AsyncIterator[Person]:
    """The administrator; the node goes with the test."""
    admin = await cast.admin()
    yield admin
    service = server.addresses().pubsub
    listed = await admin["xep_0030"].get_items(jid=service)
    if NODE in {item[1] for item in listed["disco_items"]["items"]}:
        await delete_node(admin, service, NODE)


@pytest.fixture
async def publisher(server: RunningServer, hr: Person) -> AsyncIterator[Publisher]:
    sessions: Sessions
    async with desks_on(server) as sessions:
        desk = await sessions.online(Credentials(hr.account.address, ADMIN_PASSWORD))
        made = Publisher(server, desk.session.publishing)
        await desk.session.publishing.prepare(made.service, NODE, "open", {}, UNITS + 1)
        yield made


@pytest.fixture
async def desks(server: RunningServer, tmp_path: Path) -> AsyncIterator[Desks]:
    made = Desks(server.c2s_port, server.ca_file, tmp_path)
    yield made
    await made.close()


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Announced changes are asked for at once, not spread over a company's size."""
    monkeypatch.setattr(organisation_sync, "_LONGEST_SPREAD", 0.0)


async def signed_in(server: RunningServer, desk: Desk, port: int | None = None) -> Account:
    address = await server.create_account(f"andy-{secrets.token_hex(3)}", PASSWORD)
    account = await desk.add(Jid.parse(address), port)
    await desk.online(account)
    return account


async def own_roots(desk: Desk, account: Account) -> list[str]:
    """The names of the company's own top units; those of linked companies stand beside them."""
    roots = await desk.app.directory.root(account.id)
    return [unit.name for unit in roots if not domain_of(unit.id)]


def organisation(domain: str) -> list[UnitContent]:
    """Three levels: a head office, 31 departments, and teams."""
    units = [UnitContent("u0", "", "总部", ())]
    units += [UnitContent(f"u{n}", "u0", f"部门 {n}", ()) for n in range(1, 32)]
    units += [UnitContent(f"u{n}", f"u{1 + n % 31}", f"小组 {n}", ()) for n in range(32, UNITS)]
    members: list[list[Member]] = [[] for _ in units]
    for number in range(PEOPLE):
        jid = Jid(f"person{number}", domain)
        place = members[number % UNITS]
        title, phone = "高级工程师", f"+86 10 5550 {number:05}"
        place.append(Member(jid, f"王小{number}", title, phone, f"p{number}@{domain}", len(place)))
    return [
        replace(unit, members=tuple(people)) for unit, people in zip(units, members, strict=True)
    ]


async def test_ten_thousand_people_and_then_one_unit(
    server: RunningServer, desks: Desks, publisher: Publisher
) -> None:
    units = organisation(server.domain)
    await publisher.publish(units)
    desk = await desks.desk()
    async with Relay(server.c2s_port) as relay:
        account = await signed_in(server, desk, relay.port)
        directory = desk.app.directory
        people = desk.app.accounts.runtime(account.id).store.directory.people_count

        async def everybody() -> bool:
            return await people() == PEOPLE

        await until(everybody, 60)
        assert directory.company(account.id).people_count == PEOPLE
        assert directory.company(account.id).faults == ()

        changed = units[40]
        promoted = replace(changed.members[0], title="首席工程师")
        units[40] = replace(changed, members=(promoted, *changed.members[1:]))
        before = relay.bytes_to_client
        await publisher.put([units[40]])
        index_bytes = await publisher.publish_index(units, 2)

        async def is_promoted() -> bool:
            return (await directory.person(account.id, promoted.jid)).title == "首席工程师"

        await until(is_promoted, 30)
        used = relay.bytes_to_client - before
        assert used - index_bytes < BUDGET, f"{used} bytes, of which {index_bytes} are the index"


async def test_people_and_units_move_and_are_renamed_and_go(
    server: RunningServer, desks: Desks, publisher: Publisher
) -> None:
    domain = server.domain
    li = Member(Jid("li", domain), "李伟")
    wang = Member(Jid("wang", domain), "王芳", "总监", manager=li.jid)
    hq = UnitContent("hq", "", "总部", (li,))
    rd = UnitContent("rd", "hq", "研发", (wang,))
    qa = UnitContent("qa", "rd", "测试", (wang,))
    await publisher.publish([hq, rd, qa])
    desk = await desks.desk()
    account = await signed_in(server, desk)

    async def places(jid: Jid) -> tuple[str, tuple[str, ...], set[str]]:
        person = await desk.app.directory.person(account.id, jid)
        return person.name, person.unit_path, set(person.unit_ids)

    async def seen(jid: Jid, *expected: object) -> None:
        async def is_seen() -> bool:
            return await places(jid) == expected

        await until(is_seen)

    await seen(wang.jid, "王芳", ("总部", "研发"), {"rd", "qa"})
    reports = await desk.app.directory.reports(account.id, li.jid)
    assert [one.person.jid for one in reports] == [wang.jid]
    married = replace(wang, name="王芳芳")
    moved = replace(qa, parent="hq", name="质量", members=(married,))
    await publisher.publish([hq, replace(rd, members=(married,)), moved], 2)
    await seen(wang.jid, "王芳芳", ("总部", "研发"), {"rd", "qa"})
    await publisher.publish([hq, moved], 3)
    await seen(wang.jid, "王芳芳", ("总部", "质量"), {"qa"})
    await publisher.publish([replace(hq, members=())], 4)
    await seen(wang.jid, "wang", (), set())
    assert await own_roots(desk, account) == ["总部"]


async def test_a_tree_that_is_withdrawn_goes(
    server: RunningServer, desks: Desks, publisher: Publisher, hr: Person
) -> None:
    li = Member(Jid("li", server.domain), "李伟")
    await publisher.publish([UnitContent("hq", "", "总部", (li,))])
    desk = await desks.desk()
    account = await signed_in(server, desk)
    directory = desk.app.directory

    async def is_there() -> bool:
        return (
            await own_roots(desk, account) == ["总部"]
            and directory.company(account.id).people_count == 1
        )

    async def is_gone() -> bool:
        return await own_roots(desk, account) == []

    await until(is_there)
    await delete_node(hr, server.addresses().pubsub, NODE)
    await until(is_gone)
    assert (await directory.person(account.id, li.jid)).name == "li"


async def test_a_broken_tree_is_told_in_one_line_and_shown_as_far_as_it_is_sound(
    server: RunningServer, desks: Desks, publisher: Publisher, hr: Person
) -> None:
    service, domain = server.addresses().pubsub, server.domain
    heads = "".join(
        f"<unit id='{unit}' parent='{parent}' name='{unit}' hash='{hash_}'/>"
        for unit, parent, hash_ in (
            ("a", "c", "1"), ("b", "a", "2"), ("c", "b", "3"),  # a circle
            ("orphan", "nowhere", "4"), ("orphan", "", "5"), ("", "", "6"),
            ("sound", "", "7"), ("missing", "sound", "8"),
        )
    )  # fmt: skip
    members = (
        f"<member jid='wang@{domain}' name='&lt;b&gt;王芳&lt;/b&gt;'/>"
        f"<member jid='wang@{domain}' name='twice'/>"
        "<member jid='ceo@evil.example' name='Our CEO'/><member jid='nobody'/>"
    )
    await publish(
        hr,
        service,
        NODE,
        ET.fromstring(f"<unit xmlns='{NODE}' id='sound'>{members}</unit>"),
        "sound",
    )
    for unit in ("a", "b", "c", "orphan"):
        await publish(hr, service, NODE, ET.fromstring(f"<unit xmlns='{NODE}' id='{unit}'/>"), unit)
    index = f"<index xmlns='{NODE}' name='Acme' revision='1'>{heads}</index>"
    await publish(hr, service, NODE, ET.fromstring(index), "index")

    desk = await desks.desk()
    account = await signed_in(server, desk)
    expected = {
        TreeFault.UNIT_WITHOUT_PLACE: 2,
        TreeFault.UNIT_TWICE: 1,
        TreeFault.UNIT_WITHOUT_ID: 1,
        TreeFault.UNIT_MISSING: 1,
        TreeFault.PERSON_TWICE: 1,
        TreeFault.PERSON_ELSEWHERE: 1,
        TreeFault.PERSON_WITHOUT_ADDRESS: 1,
    }

    def faults() -> dict[TreeFault, int]:
        return dict(desk.app.directory.company(account.id).faults)

    directory = desk.app.directory

    async def members() -> list[str]:
        return [one.name for one in await directory.members(account.id, "sound")]

    async def is_shown() -> bool:
        return faults() == expected and await members() == ["<b>王芳</b>"]

    await until(is_shown)
    assert len(await own_roots(desk, account)) == 3
    assert await directory.find_people("CEO") == []
    await desk.stop()
    await desk.start()
    assert faults() == expected, "it is remembered"


async def test_a_unit_without_end_does_not_cost_the_others_nor_the_account(
    server: RunningServer, desks: Desks, publisher: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is more than can be read ends the line; it is then asked for alone, and given up."""
    monkeypatch.setattr(paced_stream, "LARGEST_STANZA", 40_000)
    domain = server.domain
    endless = UnitContent(
        "endless", "", "无尽", tuple(Member(Jid(f"x{n}", domain), f"X {n}") for n in range(1000))
    )
    sound = [
        UnitContent(f"u{n}", "", f"部门 {n}", (Member(Jid(f"p{n}", domain), f"P {n}"),))
        for n in range(40)
    ]
    await publisher.publish([*sound[:20], endless, *sound[20:]])
    desk = await desks.desk()
    account = await signed_in(server, desk)

    async def all_is_told() -> bool:
        company = desk.app.directory.company(account.id)
        store = desk.app.accounts.runtime(account.id).store
        return (
            company.faults == ((TreeFault.TOO_LARGE, 1),)
            and await store.directory.people_count() == 40
        )

    await until(all_is_told, 60)
    await desk.online(account)


async def test_an_index_without_end_leaves_the_account_in_use(
    server: RunningServer, desks: Desks, publisher: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It costs the line at each try; so the tries become rare."""
    monkeypatch.setattr(paced_stream, "LARGEST_STANZA", 20_000)
    monkeypatch.setattr(organisation_sync, "_FIRST_RETRY", 300.0)
    units = [UnitContent(f"u{n}", "", f"部门 {n}", ()) for n in range(300)]
    await publisher.publish_index(units, 1)
    desk = await desks.desk()
    account = await signed_in(server, desk)
    organisation = desk.app.accounts.runtime(account.id).organisation
    await until(lambda: organisation._losses[INDEX] >= 2, 40)
    await desk.online(account)
    wang = Jid.parse(await server.create_account(f"wang-{secrets.token_hex(3)}", PASSWORD))
    handle = desk.app.conversation(await desk.app.inbox.open_direct(account.id, wang))
    await handle.send("一")

    async def is_sent() -> bool:
        (message,) = await desk.messages(account, wang)
        return message.state is DeliveryState.SENT

    await until(is_sent)
    assert organisation._losses[INDEX] == 2
