"""Adding companies by their link and by a QR code, at the window, against the reference server."""

from __future__ import annotations

from pathlib import Path

import msgspec
import segno
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from startalk_desktop.model.account import Account
from startalk_desktop.model.connection import Online
from startalk_desktop.refserver.http import HttpServer
from startalk_desktop.ui.sign_in_dialog import SignInDialog
from startalk_desktop.viewmodels.rail import RailRole
from tests.e2e.stage import PASSWORD, Desk, colleague
from tests.ui.waiting import until


def link(desk: Desk, domain: str) -> str:
    return f"https://localhost:{desk.server.http_port}/{domain}/nav"


async def open_trusting(desk: Desk) -> SignInDialog:
    """The dialog, where the test's authority is chosen."""
    dialog = await desk.open_sign_in()
    dialog._form_page.extra.ca_pem = desk.server.ca_file.read_text()
    return dialog


async def sign_in(desk: Desk, dialog: SignInDialog, domain: str) -> Account:
    """The company is found: type name and password."""
    page = dialog._form_page
    await until(page.card.isVisible, "the company is shown", 20)
    assert page.card.domain.text() == domain
    QTest.keyClicks(page.address, "lin")
    page.password.setText(PASSWORD)
    QTest.keyClick(page.password, Qt.Key.Key_Return)
    await until(lambda: desk.account(domain) is not None, f"{domain} is added", 30)
    account = desk.account(domain)
    assert account is not None
    accounts = desk.startalk.accounts
    await until(lambda: isinstance(accounts.state(account.id), Online), "online", 30)
    return account


async def test_by_link(desk: Desk) -> None:
    server = desk.server.domain("beichen.example")
    server.config = msgspec.structs.replace(server.config, colour="#c800c8")
    dialog = await open_trusting(desk)
    dialog._form_page.address.setText(link(desk, "beichen.example"))
    QTest.keyClick(dialog._form_page.address, Qt.Key.Key_Return)
    account = await sign_in(desk, dialog, "beichen.example")
    assert account.company == "北辰"
    assert account.nav_url == link(desk, "beichen.example")
    assert account.hue == "#c800c8"
    server.config = msgspec.structs.replace(server.config, colour="#00798c")
    await desk.startalk.nav.check(account.id)
    assert desk.startalk.accounts.get(account.id).hue == "#00798c", "taken over unasked"
    wang = await colleague(desk.server.domain("beichen.example"), "wang")
    await desk.open_with("beichen.example", "wang")
    await desk.write("我用链接进来的")
    await until(lambda: wang.texts == ["我用链接进来的"], "the message arrives")


async def test_by_qr_code(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "acme.png"
    segno.make(link(desk, "acme.example")).save(str(file), scale=6)
    dialog = await open_trusting(desk)
    dialog._form_page.scan.file_chosen.emit(str(file))
    account = await sign_in(desk, dialog, "acme.example")
    assert account.company == "Acme"


async def test_a_link_that_fails_later_leaves_chat_as_it_is(desk: Desk) -> None:
    dialog = await open_trusting(desk)
    dialog._form_page.address.setText(link(desk, "acme.example"))
    dialog.submit()
    account = await sign_in(desk, dialog, "acme.example")
    await until(lambda: desk.startalk.nav.is_known(account.id), "asked once")
    server, rail = desk.server, desk.window.rail_model
    await server._http.stop()
    await desk.startalk.nav.check(account.id)
    index = rail.index(rail.row_of(account.id))
    await until(lambda: len(index.data(RailRole.MISSING)) == 1, "the rail says what is missing")
    wang = await colleague(server.domain("acme.example"), "wang")
    await desk.open_with("acme.example", "wang")
    await desk.write("still here")
    await until(lambda: wang.texts == ["still here"], "the message arrives")
    server._http = HttpServer(server.domains)
    await server._http.start(server.config.host, server.http_port, server._choosing_context())
    await desk.startalk.nav.check(account.id)
    await until(lambda: index.data(RailRole.MISSING) == (), "the line goes")
