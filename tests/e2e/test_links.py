"""Two linked companies at two windows: who is of which is never in doubt, and what can't cross says so."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio
from PySide6.QtCore import QAbstractItemModel, Qt
from PySide6.QtTest import QTest

from startalk_desktop.demo.org_items import org_items
from startalk_desktop.demo.organisation import DemoPerson, DemoUnit
from startalk_desktop.model.identity import AccountId, ConversationId
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.message import DeliveryState
from startalk_desktop.refserver import DomainConfig, ReferenceServer, ServerConfig
from startalk_desktop.refserver.domain import Domain
from startalk_desktop.refserver.stanza import E
from startalk_desktop.ui.chat.chip import CompanyChip
from startalk_desktop.ui.create_room_dialog import CreateRoomDialog
from startalk_desktop.ui.sidebar.sidebar import Page
from startalk_desktop.viewmodels.hits_model import SearchRole
from startalk_desktop.viewmodels.members_model import MemberRole
from startalk_desktop.viewmodels.people_choice import ChoiceRole
from startalk_desktop.viewmodels.switcher_model import SwitcherRole
from tests.core.world import until as comes_true
from tests.e2e.stage import CLIENT, DOMAINS, ORG, PASSWORD, PUBSUB, Desk, populate, sitting
from tests.e2e.test_rooms import is_open
from tests.ui.hands import dialog_of, is_gone
from tests.ui.waiting import until

ACME, BEICHEN = "acme.example", "beichen.example"
LONG = 20.0


async def show_partners(domain: Domain, title: str) -> None:
    """Publish what linked companies see: Wang."""
    clerk = await domain.attach_local_user("wang", "linked", lambda _stanza: None)
    units = [DemoUnit("sales", "", f"{title} Sales", [DemoPerson("wang", "王芳", "CEO")])]
    for identifier, payload in org_items(title, domain.name, units):
        item = E(PUBSUB, "item", {"id": identifier}, payload)
        publish = E(PUBSUB, "pubsub", None, E(PUBSUB, "publish", {"node": f"{ORG}#linked"}, item))
        attributes = {"type": "set", "id": identifier, "to": f"pubsub.{domain.name}"}
        await clerk.send(E(CLIENT, "iq", attributes, publish))
    await clerk.close()


@pytest_asyncio.fixture
async def server() -> AsyncIterator[ReferenceServer]:
    """Acme and Beichen are linked; each has somebody of the same name."""
    domains = tuple(
        DomainConfig(
            name,
            title=DOMAINS[name],
            links=(partner,),
            accounts={"lin": PASSWORD, "wang": PASSWORD},
        )
        for name, partner in ((ACME, BEICHEN), (BEICHEN, ACME))
    )
    async with ReferenceServer(ServerConfig(domains=domains)) as running:
        for domain in domains:
            await populate(running.domain(domain.name), domain.title)
            await show_partners(running.domain(domain.name), domain.title)
        yield running


async def knows_partners(desk: Desk, account: AccountId) -> None:
    """Wait until both of the name are in the company's directory."""
    directory = desk.startalk.directory

    async def are_found() -> bool:
        hits = await directory.find_people("wangfang", account=account)
        return {hit.person.jid.domain for hit in hits} == {ACME, BEICHEN}

    await comes_true(are_found, LONG)


def told(model: QAbstractItemModel, *roles: int) -> list[tuple[object, ...]]:
    """What each row of a list tells."""
    rows = [model.index(row, 0) for row in range(model.rowCount())]
    return [tuple(index.data(role) for role in roles) for index in rows]


async def test_two_of_one_name_are_told_apart_by_their_domain_everywhere(
    server: ReferenceServer, tmp_path: Path
) -> None:
    async with (
        sitting(server, tmp_path / "lin", "lin") as desk,
        sitting(server, tmp_path / "ours", "wang") as colleague,
        sitting(server, tmp_path / "theirs", "wang") as partner,
    ):
        account = await desk.add_company(ACME)
        await colleague.add_company(ACME)
        theirs = await partner.add_company(BEICHEN)
        await knows_partners(desk, account.id)

        desk.window.actions_of.create_room()
        dialog = await dialog_of(CreateRoomDialog)
        QTest.keyClicks(dialog.name, "Joint")
        QTest.keyClicks(dialog.picker.field, "wangfang")
        people = dialog._model.people
        await until(lambda: people.rowCount() == 2, "both are found", LONG)
        faces = [dialog.picker.list.itemDelegate().face(people.index(row, 0)) for row in range(2)]
        assert sorted(face.detail.startswith(f"{BEICHEN} · ") for face in faces) == [False, True]
        people.choose([people.index(row, 0).data(ChoiceRole.CANDIDATE) for row in range(2)])
        chips = [" ".join(chip.text().split()) for chip in dialog.picker.findChildren(CompanyChip)]
        assert sorted(chips) == [f"王芳 · {BEICHEN} ✕", "王芳 ✕"]
        QTest.mouseClick(dialog.create_button, Qt.MouseButton.LeftButton)
        await until(lambda: is_gone(dialog), "the room is made", LONG)
        for one in (colleague, partner):
            await until(one.window.invitation.isVisible, "they are asked in", LONG)
            QTest.mouseClick(one.window.invitation.join, Qt.MouseButton.LeftButton)
            await until(lambda one=one: is_open(one, "Joint"), "and come", LONG)
        await until(lambda: is_open(desk, "Joint"), "it is open", LONG)
        model, view = desk.window.stage.model, desk.window.stage.view.messages
        assert model is not None
        room = model.id

        await partner.write("从北辰来")
        await colleague.write("From Acme")
        senders = {}
        for text in ("从北辰来", "From Acme"):
            message = await desk.sees(text, LONG)
            row = model.messages.row_of(message.row)
            senders[text] = view._looks.sender_words(model.messages.facts(row))
        assert senders == {"从北辰来": f"王芳 · {BEICHEN}", "From Acme": "王芳"}
        await until(
            lambda: any(
                f"王芳 ({BEICHEN})" in str(text)
                for (text,) in told(model.messages, Qt.ItemDataRole.AccessibleTextRole)
            ),
            "who came",
            LONG,
        )
        # The room is another company's, for who is a guest in it.
        header = partner.window.stage.view.header
        await until(lambda: header._line.text().startswith(f"conference.{ACME} · "), "its room")
        line = partner.window.inbox_model.index(0, 0)
        assert line.data(Qt.ItemDataRole.AccessibleTextRole) == f"Joint · conference.{ACME}"

        QTest.mouseClick(desk.window.stage.view.header.members_button, Qt.MouseButton.LeftButton)
        members = desk.window.stage.members
        await until(
            lambda: (
                members.model is not None
                and [domain for (domain,) in told(members.model, MemberRole.DOMAIN) if domain]
                == [BEICHEN]
            ),
            "one of the members is of another company",
            LONG,
        )

        stage = desk.window.stage
        direct = ConversationId(account.id, Jid("wang", BEICHEN))
        desk.window.actions_of.write_to(account.id, direct.peer)
        await until(lambda: stage.model is not None and stage.model.id == direct, "open", LONG)
        await desk.write("through the link")
        await desk.sees("through the link", LONG)
        partner.window.stage.open(ConversationId(theirs.id, Jid("lin", ACME)))
        partner.window.activateWindow()
        await partner.sees("through the link", LONG)
        await until(
            lambda: desk.again(desk.shown("through the link")).state >= DeliveryState.DELIVERED,  # type: ignore[arg-type]
            "the receipt comes back",
            LONG,
        )

        switcher = desk.window.switcher
        switcher.open()
        QTest.keyClicks(switcher.field, "wangfang")
        rows = switcher.list.model()
        await until(lambda: rows.rowCount() == 2, "both are found", LONG)
        details = {
            target.peer.domain: detail
            for target, detail in told(rows, SwitcherRole.TARGET, SwitcherRole.DETAIL)
        }
        assert details[BEICHEN].startswith(f"{BEICHEN} · ")
        assert ACME not in details[ACME]
        switcher.dismiss()

        desk.window.show_page(Page.SEARCH)
        desk.window.search.field.setText("through the link")
        hits = desk.window.search.list.model()
        await until(lambda: told(hits, SearchRole.DOMAIN) == [(BEICHEN,)], "found", LONG)

        await server.links.change(BEICHEN, ())
        desk.window.stage.open(direct)
        await until(lambda: stage.model is not None and stage.model.id == direct, "open", LONG)
        await desk.write("after the cut")
        message = await desk.sees("after the cut", LONG)
        await until(lambda: desk.again(message).state is DeliveryState.FAILED, "told so", LONG)
        stage.open(room)
        await until(lambda: f"{BEICHEN}" not in str(members_here(desk)), "the guest is out", LONG)


def members_here(desk: Desk) -> list[object]:
    """Who is in the open room."""
    model = desk.window.stage.model
    return [one.real_jid for one in model.occupants()] if model is not None else [BEICHEN]
