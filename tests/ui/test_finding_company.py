"""Finding a company in the sign-in dialog, a server that moved, and services that fail, at the window."""

from __future__ import annotations

import html
import io
from dataclasses import replace
from pathlib import Path

import pytest
import segno
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QGuiApplication,
    QHelpEvent,
    QImage,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QToolTip

from startalk_desktop.model.account import Endpoint
from startalk_desktop.model.failure import Failure, FailureCode
from startalk_desktop.model.nav import FoundCompany
from startalk_desktop.model.services import ServiceKind, ServiceState, Standing
from startalk_desktop.ui.settings.settings_dialog import SettingsDialog
from startalk_desktop.ui.sign_in_dialog import SignInDialog
from startalk_desktop.ui.tokens import light
from startalk_desktop.ui.way_texts import way_text
from startalk_desktop.viewmodels.company_search import CodeProblem
from startalk_desktop.viewmodels.rail import RailRole
from tests.ui.hands import click_in_menu, dialog_of
from tests.ui.nav_fakes import CHAT, FILES
from tests.ui.nav_screens import CORVUS, LOGO_URL, NAV_URL, logo, open_sign_in
from tests.ui.screens import Studio
from tests.ui.waiting import settle, until

_LEFT = Qt.MouseButton.LeftButton
OTHER = "https://www.beichen.example/nav"
FAILING = ServiceState(ServiceKind.FILES, Standing.FAILING, Failure(FailureCode.REFUSED_PORT), 1)


def type_and_enter(field: QLineEdit, text: str) -> None:
    field.setFocus()
    field.clear()
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Qt.Key.Key_Return)


def picture(*texts: str) -> bytes:
    """A page with a code for each of `texts`."""
    page = Image.new("L", (420, 420 * len(texts)), 255)
    for number, text in enumerate(texts):
        made = io.BytesIO()
        segno.make(text).save(made, kind="png", scale=5)
        page.paste(Image.open(made).convert("L"), (20, 20 + 420 * number))
    written = io.BytesIO()
    page.save(written, "PNG")
    return written.getvalue()


async def found(dialog: SignInDialog) -> FoundCompany:
    await until(dialog._form_page.card.isVisible, "the company is shown")
    company = dialog._form_page._company
    assert company is not None
    return company


async def says(dialog: SignInDialog) -> str:
    problem = dialog._form_page._problem
    await until(problem.isVisible, "the sentence is there")
    return problem.text()


async def test_a_link_shows_the_company_before_the_password(studio: Studio) -> None:
    studio.world.startalk.web.logos[LOGO_URL] = logo()
    dialog = await open_sign_in(studio)
    page = dialog._form_page
    assert page.submit.text() == "Sign in"
    assert page.password.isVisible()
    page.address.setFocus()
    QTest.keyClicks(page.address, NAV_URL)
    assert page.submit.text() == "Continue"
    assert not page.password.isVisible()
    QTest.keyClick(page.address, Qt.Key.Key_Return)
    assert (await found(dialog)).document == CORVUS
    assert page.card.name.text() == CORVUS.name
    assert page.card.domain.text() == "corvus.example"
    assert page.card._tile._logo is not None
    assert page.password.isVisible()
    assert not page.scan.isVisible()
    assert page.address.text() == ""
    assert page.address.hasFocus()
    assert page._suffix.text() == "@corvus.example"
    QTest.mouseClick(page.card.other, _LEFT)
    assert not page.card.isVisible()
    assert page.scan.isVisible()


async def test_an_address_goes_on_to_the_password_as_ever(studio: Studio) -> None:
    dialog = await open_sign_in(studio)
    page = dialog._form_page
    QTest.keyClicks(page.address, "wang.fang@acme.example")
    assert page.password.isVisible()
    assert page.submit.text() == "Sign in"
    QTest.keyClick(page.address, Qt.Key.Key_Return)
    assert await says(dialog) == "This address is here already."
    assert studio.world.startalk.web.asked == []


async def test_a_domain_alone_asks_for_the_name_there(studio: Studio) -> None:
    dialog = await open_sign_in(studio)
    type_and_enter(dialog._form_page.address, "delta.example")
    company = await found(dialog)
    assert company == FoundCompany("delta.example")
    assert dialog._form_page.card.name.text() == "delta.example"
    assert not dialog._form_page.card.domain.isVisible()


async def test_names_and_addresses_at_the_company_that_was_found(studio: Studio) -> None:
    dialog = await open_sign_in(studio)
    page = dialog._form_page
    type_and_enter(page.address, NAV_URL)
    await found(dialog)
    QTest.keyClick(page.address, Qt.Key.Key_Return)
    assert await says(dialog) == "Type the name that the company gave you."
    type_and_enter(page.address, "wang/fang")
    await until(lambda: "can't be a name" in page._problem.text(), "no name")
    type_and_enter(page.address, "wang@acme.example")
    await until(lambda: "another company" in page._problem.text(), "another company's")
    assert not page._suffix.isVisible()
    type_and_enter(page.address, "wang")
    await until(lambda: page._problem.text() == "Type your password.", "a good name")
    type_and_enter(page.address, "wang@corvus.example")
    await until(lambda: page._problem.text() == "Type your password.", "its own address")


async def test_an_xmpp_uri_is_the_address_in_it(studio: Studio) -> None:
    dialog = await open_sign_in(studio)
    page = dialog._form_page
    page.address.setText("xmpp:%E7%8E%8B@delta.example?message")
    QTest.mouseClick(page.submit, _LEFT)
    assert await says(dialog) == "Type your password."
    assert page.address.text() == "王@delta.example"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("http://www.corvus.example/startalk", "not encrypted"),
        ("https://www.corvus.example/nothing", "nothing about a company"),
        ("https://www.corvus.example/broken", "does not say where"),
        ("https://www.corvus.example/slow", "can't be reached"),
        ("https://www.corvus.example/liar", "can't prove who it is"),
    ],
)
async def test_what_goes_wrong_with_a_link_is_said(studio: Studio, typed: str, words: str) -> None:
    documents = studio.world.startalk.web.documents
    documents["https://www.corvus.example/broken"] = Failure(FailureCode.UNSUPPORTED)
    documents["https://www.corvus.example/slow"] = Failure(FailureCode.TIMEOUT)
    documents["https://www.corvus.example/liar"] = Failure(FailureCode.CERTIFICATE_UNTRUSTED)
    dialog = await open_sign_in(studio)
    type_and_enter(dialog._form_page.address, typed)
    assert words in await says(dialog)
    assert dialog._form_page.address.isEnabled()
    assert dialog._form_page.address.text() == typed


def test_every_failure_has_words_that_say_what_to_do() -> None:
    for code in FailureCode:
        assert way_text(Failure(code)).endswith(".")
    assert way_text(CodeProblem.NO_CODE)


# QR codes


async def test_a_picture_file(studio: Studio, tmp_path: Path) -> None:
    file = tmp_path / "code.png"
    file.write_bytes(picture(NAV_URL))
    dialog = await open_sign_in(studio)
    dialog._form_page.scan.file_chosen.emit(str(file))
    assert (await found(dialog)).document == CORVUS


async def test_a_code_of_an_address_fills_it_in(studio: Studio, tmp_path: Path) -> None:
    file = tmp_path / "code.png"
    file.write_bytes(picture("xmpp:wang@delta.example"))
    dialog = await open_sign_in(studio)
    dialog._form_page.scan.file_chosen.emit(str(file))
    page = dialog._form_page
    await until(lambda: page.address.text() == "wang@delta.example", "the address is there")
    assert page.password.hasFocus()


async def test_several_codes_are_asked_about(studio: Studio, tmp_path: Path) -> None:
    file = tmp_path / "codes.png"
    file.write_bytes(picture(OTHER, NAV_URL, "WIFI:S:guest;;"))
    dialog = await open_sign_in(studio)
    dialog._form_page.scan.file_chosen.emit(str(file))
    codes = dialog._codes.codes
    await until(codes.isVisible, "the question is there")
    assert [codes.item(row).text() for row in range(codes.count())] == [OTHER, NAV_URL]
    QTest.keyClick(codes, Qt.Key.Key_Down)
    QTest.mouseClick(dialog._codes.go_on, _LEFT)
    assert (await found(dialog)).document == CORVUS


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (picture("WIFI:S:guest;;"), "leads to no company"),
        (picture("http://www.corvus.example/nav"), "not encrypted"),
        (b"no picture", "no picture that can be read"),
    ],
)
async def test_pictures_that_lead_nowhere(
    studio: Studio, tmp_path: Path, content: bytes, words: str
) -> None:
    file = tmp_path / "picture.png"
    file.write_bytes(content)
    dialog = await open_sign_in(studio)
    dialog._form_page.scan.file_chosen.emit(str(file))
    assert words in await says(dialog)


async def test_a_file_that_is_gone(studio: Studio, tmp_path: Path) -> None:
    dialog = await open_sign_in(studio)
    dialog._form_page.scan.file_chosen.emit(str(tmp_path / "gone.png"))
    assert "no picture that can be read" in await says(dialog)


async def test_the_clipboard(studio: Studio) -> None:
    clipboard = QGuiApplication.clipboard()
    dialog = await open_sign_in(studio)
    page = dialog._form_page
    clipboard.clear()
    page.scan.choices.actions()[1].trigger()
    assert "no picture on the clipboard" in await says(dialog)
    clipboard.setImage(QImage.fromData(picture(NAV_URL)))
    page.scan.choices.actions()[1].trigger()
    assert (await found(dialog)).document == CORVUS
    page.forget_company()
    clipboard.setText(NAV_URL)
    page.scan.choices.actions()[1].trigger()
    assert (await found(dialog)).document == CORVUS


async def test_a_picture_that_is_pasted_into_the_field(studio: Studio) -> None:
    QGuiApplication.clipboard().setImage(QImage.fromData(picture(NAV_URL)))
    dialog = await open_sign_in(studio)
    QTest.keyClick(dialog._form_page.address, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert (await found(dialog)).document == CORVUS


async def test_a_picture_that_is_dropped_on_the_dialog(studio: Studio, tmp_path: Path) -> None:
    file = tmp_path / "code.png"
    file.write_bytes(picture(NAV_URL))
    content = QMimeData()
    content.setUrls([QUrl.fromLocalFile(str(file))])
    dialog = await open_sign_in(studio)
    copy, none = Qt.DropAction.CopyAction, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(50, 50), copy, content, _LEFT, none)
    QApplication.sendEvent(dialog, enter)
    assert enter.isAccepted()
    assert dialog._drop_hint.isVisible()
    QApplication.sendEvent(dialog, QDragLeaveEvent())
    assert not dialog._drop_hint.isVisible()
    QApplication.sendEvent(dialog, enter)
    QApplication.sendEvent(dialog, QDropEvent(QPointF(50, 50), copy, content, _LEFT, none))
    assert (await found(dialog)).document == CORVUS


async def test_the_screen(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    dialog = await open_sign_in(studio)
    shown = QImage(1280, 800, QImage.Format.Format_ARGB32)
    shown.fill(Qt.GlobalColor.darkGray)
    scan = dialog._form_page.scan
    taken: list[float] = []

    def grab(images: list[QImage]) -> None:
        taken.append(dialog.windowOpacity())
        scan.images_taken.emit([shown])

    monkeypatch.setattr(scan, "_taken", grab)
    scan.choices.actions()[2].trigger()
    assert "No QR code was found" in await says(dialog)
    assert taken == [1.0], "the windows are back"
    monkeypatch.undo()
    scan._taken([QImage()])
    assert "can't be looked at here" in await says(dialog)


async def test_the_screen_where_it_may_not_be_looked_at(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = await open_sign_in(studio)
    monkeypatch.setattr(QGuiApplication, "platformName", staticmethod(lambda: "wayland"))
    dialog._form_page.scan.choices.actions()[2].trigger()
    assert "Wayland" in await says(dialog)
    assert "From the clipboard" in await says(dialog)
    assert dialog.windowOpacity() == 1.0


async def test_looking_can_be_given_up(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    web = studio.world.startalk.web
    dialog = await open_sign_in(studio)
    page = dialog._form_page

    async def never(url: str, extra_ca_pem: str = "") -> object:
        web.asked.append(url)
        await until(lambda: False, "never", 60)
        return None

    monkeypatch.setattr(web, "document", never)
    type_and_enter(page.address, NAV_URL)
    await until(lambda: web.asked == [NAV_URL], "it looks")
    assert page._spinner.isVisible()
    assert not page.submit.isEnabled()
    cancel = next(b for b in page.findChildren(QPushButton) if b.text() == "Cancel")
    assert cancel.hasFocus()
    QTest.mouseClick(cancel, _LEFT)
    assert dialog.isVisible()
    assert page.submit.isEnabled()
    assert page.address.hasFocus()
    assert page.address.text() == NAV_URL
    QTest.mouseClick(cancel, _LEFT)
    assert not dialog.isVisible()


# a server that moved


async def test_a_moved_server_is_asked_about(studio: Studio) -> None:
    startalk, globex = studio.world.startalk, studio.world.globex.id
    new = Endpoint("im.globex.example", 443, is_direct_tls=True)
    card = studio.window.move_card
    assert not card.isVisible()
    startalk.nav.put(globex, None, new)
    await until(card.isVisible, "the question is there")
    assert "Globex" in card.title.text()
    assert "what DNS says for globex.example" in card.detail.text()
    assert "im.globex.example:443" in card.detail.text()
    assert startalk.accounts.get(globex).endpoint is None
    QTest.mouseClick(card.move_over, _LEFT)
    await until(lambda: not card.isVisible(), "answered")
    assert startalk.accounts.get(globex).endpoint == new


async def test_staying_is_an_answer_too(studio: Studio) -> None:
    startalk, globex = studio.world.startalk, studio.world.globex.id
    card = studio.window.move_card
    startalk.nav.put(globex, Endpoint("a.example", 1), Endpoint("2001:db8::1", 5222))
    await until(card.isVisible, "the question is there")
    assert "[2001:db8::1]:5222" in card.detail.text()
    QTest.mouseClick(card.stay, _LEFT)
    await until(lambda: not card.isVisible(), "answered")
    assert len(startalk.nav.declined) == 1
    assert startalk.accounts.get(globex).endpoint is None


# services


async def test_the_rail_says_what_fails_while_chat_works(studio: Studio) -> None:
    world, rail = studio.world, studio.window.rail_model
    index = rail.index(rail.row_of(world.globex.id))
    assert index.data(RailRole.MISSING) == ()
    world.startalk.services.put(world.globex.id, CHAT, FAILING)
    await until(lambda: index.data(RailRole.MISSING) == (FAILING,), "the rail knows")
    view = studio.window.rail.view
    place = view.visualRect(index).center()
    event = QHelpEvent(QHelpEvent.Type.ToolTip, place, view.viewport().mapToGlobal(place))
    QApplication.sendEvent(view.viewport(), event)
    assert "Files can't be sent now; chat works" in html.unescape(QToolTip.text())
    world.startalk.services.put(world.globex.id, CHAT, FILES)
    await until(lambda: index.data(RailRole.MISSING) == (), "the line goes")


async def test_the_companys_menu_says_it_too(studio: Studio) -> None:
    world = studio.world
    world.startalk.services.put(world.globex.id, CHAT, FAILING)
    studio.window.actions_of.companies.show_menu(world.globex.id, QPoint(10, 10))
    await click_in_menu("Files can't be sent now; chat works")
    dialog = await dialog_of(SettingsDialog)
    assert dialog.companies[world.globex.id].services.isVisible()


async def test_the_settings_say_how_each_service_stands(studio: Studio) -> None:
    world = studio.world
    services, globex = world.startalk.services, world.globex.id
    studio.window.actions_of.show_settings(globex)
    dialog = await dialog_of(SettingsDialog)
    rows = dialog.companies[globex].services
    assert rows.words() == ["Chat", "Works", "Files", "Works"]
    nav = ServiceState(ServiceKind.NAV, Standing.FAILING, Failure(FailureCode.TIMEOUT), 1)
    services.put(globex, CHAT, FAILING, nav)
    await until(lambda: "Company link" in rows.words(), "up to date")
    assert any(text.startswith("The company's file server can't be") for text in rows.words())
    again = next(b for b in rows.findChildren(QPushButton) if b.text() == "Check again")
    QTest.mouseClick(again, _LEFT)
    await until(lambda: world.startalk.nav.checked == [globex], "it is asked for")
    absent = ServiceState(ServiceKind.FILES, Standing.ABSENT)
    services.put(globex, CHAT, absent)
    await until(lambda: "Not offered by this company" in rows.words(), "none is no failure")
    dialog.close()
    await settle()
    services.put(globex, CHAT, FILES)
    await settle()


async def test_the_window_wears_a_companys_own_colour(studio: Studio) -> None:
    await studio.open(studio.world.alice)
    accounts, account = studio.world.startalk.accounts, studio.world.globex
    await accounts.update(replace(account, brand="#c800c8", wears_brand=True))
    await settle()
    view = studio.window.rail.view
    place = view.visualRect(view.model().index(studio.window.rail_model.row_of(account.id), 0))
    picture = view.viewport().grab(place).toImage()
    middle = place.width() // 2
    badge = {picture.pixelColor(middle, y).name() for y in (16, 44)}  # above and below the letter
    assert badge == {"#c800c8"}
    hue = light().company("#c800c8")
    assert hue.tint.name() in studio.window.stage.view.header._chip.styleSheet()
