"""Where a domain publishes no tree: groups that a real server shares, and its search for people."""

from __future__ import annotations

import asyncio
import xml.etree.ElementTree as ET
from functools import partial
from pathlib import Path

import pytest

from startalk_desktop.core.ports import RequestFailed
from startalk_desktop.model.account import Account
from startalk_desktop.model.failure import FailureCode
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.organisation import TreeSource
from startalk_desktop.model.presence import Availability
from tests.conformance.person import Account as Credentials
from tests.conformance.person import Cast, Person
from tests.core.live import ACME, PASSWORD, Desk, Desks, office
from tests.core.world import until
from tests.servers.ejabberd import RunningEjabberd
from tests.servers.prosody import RunningProsody
from tests.servers.reference import RunningReference
from tests.servers.running import SHARED_DOMAIN, SHARED_PEOPLE, RunningServer


async def levels(desk: Desk, account: Account) -> list[tuple[str, list[str]]]:
    """The units by path, from the top, and who is in each."""
    directory = desk.app.directory
    found: list[tuple[str, list[str]]] = []

    async def walk(unit: str, path: str) -> None:
        people = [member.jid.local for member in await directory.members(account.id, unit)]
        if path:
            found.append((path, sorted(people)))
        for head in await directory.children(account.id, unit):
            await walk(head.id, f"{path}/{head.name}" if path else head.name)

    await walk("", "")
    return found


async def shared_group_is_nested(server: RunningServer, desk: Desk) -> None:
    own, *others = [
        await server.create_account(local, PASSWORD, SHARED_DOMAIN) for local in SHARED_PEOPLE
    ]
    await server.share_group()
    account = await desk.add(Jid.parse(own))
    await desk.online(account)
    directory = desk.app.directory
    wanted = [("研发", []), ("研发/软件", sorted(Jid.parse(one).local for one in others))]

    async def is_shared() -> bool:
        return [one for one in await levels(desk, account) if one[0].startswith("研发")] == wanted

    await until(is_shared, 20)
    company = directory.company(account.id)
    assert company.source is TreeSource.CONTACT_LIST
    assert company.people_count == 2
    wang = Jid.parse(others[0])
    assert directory.presence(account.id, wang).availability <= Availability.OFFLINE
    async with Cast(server) as cast:
        await cast.online(Credentials(others[0], PASSWORD))
        await until(
            lambda: directory.presence(account.id, wang).availability is Availability.AVAILABLE, 20
        )


@pytest.mark.prosody
async def test_prosody_shares_a_group(prosody: RunningProsody, tmp_path: Path) -> None:
    desks = Desks(prosody.c2s_port, prosody.ca_file, tmp_path)
    try:
        await shared_group_is_nested(prosody, await desks.desk())
    finally:
        await desks.close()


@pytest.mark.ejabberd
async def test_ejabberd_shares_a_group(ejabberd: RunningEjabberd, tmp_path: Path) -> None:
    desks = Desks(ejabberd.c2s_port, ejabberd.ca_file, tmp_path)
    try:
        await shared_group_is_nested(ejabberd, await desks.desk())
    finally:
        await desks.close()


async def test_the_reference_server_shares_a_group(tmp_path: Path) -> None:
    async with office(tmp_path) as place:
        domain = place.server.domain(ACME)
        domain.roster.share("研发::软件", ("王芳", "li", "andy"))
        desk = await place.desk()
        account = await desk.add(Jid.parse(f"andy@{ACME}"))
        await desk.online(account)
        await until(lambda: desk.app.directory.company(account.id).people_count == 2)
        assert await levels(desk, account) == [("研发", []), ("研发/软件", ["li", "王芳"])]


async def store_delimiter(person: Person, delimiter: str) -> None:
    iq = person.client.make_iq_set()
    query = ET.SubElement(iq.xml, "{jabber:iq:private}query")
    ET.SubElement(query, "{roster:delimiter}roster").text = delimiter
    await iq.send()


@pytest.mark.parametrize("name", ["prosody", "ejabberd"])
async def test_private_storage_says_how_groups_are_nested(
    name: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    server: RunningServer = request.getfixturevalue(name)
    desks = Desks(server.c2s_port, server.ca_file, tmp_path)
    try:
        async with Cast(server) as cast:
            address = await server.create_account("delimited", PASSWORD)
            person = await cast.online(Credentials(address, PASSWORD))
            await store_delimiter(person, "\\")
            iq = person.client.make_iq_set()
            query = ET.SubElement(iq.xml, "{jabber:iq:roster}query")
            item = ET.SubElement(
                query, "{jabber:iq:roster}item", {"jid": f"li@{server.domain}", "name": "李雷"}
            )
            ET.SubElement(item, "{jabber:iq:roster}group").text = "Sales\\East::West"
            await iq.send()
            await person.sign_out()
            desk = await desks.desk()
            own = await desk.add(Jid.parse(address))
            await desk.online(own)
            wanted = [("Sales", []), ("Sales/East::West", ["li"])]

            async def is_nested() -> bool:
                return await levels(desk, own) == wanted

            await until(is_nested, 20)
    finally:
        await desks.close()


async def test_the_reference_server_searches_for_people(
    reference_server: RunningReference, tmp_path: Path
) -> None:
    desks = Desks(reference_server.c2s_port, reference_server.ca_file, tmp_path)
    try:
        async with Cast(reference_server) as cast:
            await put_card(cast, "sought-a", "Qin Shubao", "shubao@acme.example")
            await put_card(cast, "sought-b", "秦琼之", "qiong@acme.example")
            desk = await desks.desk()
            address = await reference_server.create_account("searcher", PASSWORD)
            account = await desk.add(Jid.parse(address))
            await desk.online(account)
            directory = desk.app.directory
            await until(lambda: directory.company(account.id).is_searchable, 20)

            async def found(text: str) -> set[tuple[str, str]]:
                people = await directory.search_server(account.id, text)
                return {(one.person.name, one.person.email) for one in people}

            assert await found("qin shu") == {("Qin Shubao", "shubao@acme.example")}
            assert await found("秦琼") == {("秦琼之", "qiong@acme.example")}
            assert await found("qiong@acme.example") == {("秦琼之", "qiong@acme.example")}
            assert await found("nobody-is-called-this") == set()
    finally:
        await desks.close()


@pytest.mark.ejabberd
async def test_ejabberd_searches_for_people(ejabberd: RunningEjabberd, tmp_path: Path) -> None:
    desks = Desks(ejabberd.c2s_port, ejabberd.ca_file, tmp_path)
    try:
        async with Cast(ejabberd) as cast:
            await put_card(cast, "found-a", "Zhao Min", "min.zhao@acme.example")
            await put_card(cast, "found-b", "赵磊之", "lei@acme.example")
            desk = await desks.desk()
            account = await desk.add(Jid.parse(await ejabberd.create_account("searcher", PASSWORD)))
            await desk.online(account)
            directory = desk.app.directory
            await until(lambda: directory.company(account.id).is_searchable, 20)
            assert directory.company(account.id).source is TreeSource.NONE

            async def finds(text: str, *names: str) -> bool:
                found = await directory.search_server(account.id, text)
                return {one.person.name for one in found} == set(names)

            # Its database in memory knows whole values only, in any case of letters.
            await until(partial(finds, "zhao min", "Zhao Min"), 20)
            assert await finds("min.zhao@acme.example", "Zhao Min")
            assert await finds("nobody-is-called-this")
            assert await directory.search_server(account.id, "赵") == [], "too short to ask"
            found = await directory.search_server(account.id, "赵磊之")
            assert found[0].person.email == "lei@acme.example"
            assert found[0].person.jid.domain == ejabberd.domain
    finally:
        await desks.close()


async def put_card(cast: Cast, name: str, full_name: str, email: str) -> None:
    person = await cast.online(name)
    card = person["xep_0054"].make_vcard()
    card["FN"] = full_name
    card["EMAIL"]["USERID"] = email
    await person["xep_0054"].publish_vcard(card)


@pytest.mark.prosody
async def test_a_server_without_a_search_says_so(prosody: RunningProsody, tmp_path: Path) -> None:
    desks = Desks(prosody.c2s_port, prosody.ca_file, tmp_path)
    try:
        desk = await desks.desk()
        account = await desk.add(Jid.parse(await prosody.create_account("searcher", PASSWORD)))
        await desk.online(account)
        with pytest.raises(RequestFailed) as raised:
            await desk.app.directory.search_server(account.id, "赵敏")
        assert raised.value.failure.code is FailureCode.UNSUPPORTED
        assert not desk.app.directory.company(account.id).is_searchable
    finally:
        await desks.close()


async def test_people_on_screen_answer_by_themselves(server: RunningServer, desks: Desks) -> None:
    """Two people of one company, in nobody's contact list; only the program of one is asked by the other's."""
    mine, theirs = await desks.desk(), await desks.desk()
    andy = await mine.add(Jid.parse(await server.create_account("asker", PASSWORD)))
    wang = await theirs.add(Jid.parse(await server.create_account("sought", PASSWORD)))
    await mine.online(andy)
    await theirs.online(wang)
    watching = mine.app.directory
    # That they are colleagues, the tree says; here is none, so the answering side is told.
    runtime = theirs.app.accounts.runtime(wang.id)

    async def is_colleague(jid: Jid) -> bool:
        return jid == andy.jid

    runtime.watch._is_colleague = is_colleague

    def availability() -> Availability:
        return watching.presence(andy.id, wang.jid).availability

    assert availability() is Availability.UNKNOWN
    watching.watch_presence({andy.id: [wang.jid]})
    await until(lambda: availability() is Availability.AVAILABLE, 20)
    runtime.line.require().presence.set_own(Availability.BUSY, "开会")
    await until(lambda: availability() is Availability.BUSY, 20)
    roster = await mine.app.accounts.runtime(andy.id).store.roster.all()
    assert wang.jid not in {item.jid for item in roster}
    await theirs.app.accounts.sign_out(wang.id)
    await until(lambda: availability() is Availability.OFFLINE, 20)
    watching.watch_presence({})
    await asyncio.sleep(0)
