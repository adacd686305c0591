"""Screens of finding a company, of a server that moved, and of services that fail."""

from __future__ import annotations

import io
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication

from startalk_desktop.model.account import Endpoint
from startalk_desktop.model.failure import Failure, FailureCode
from startalk_desktop.model.identity import now
from startalk_desktop.model.nav import NavDocument
from startalk_desktop.model.services import ServiceKind, ServiceState, Standing
from startalk_desktop.ui.settings.settings_dialog import SettingsDialog
from startalk_desktop.ui.sign_in_dialog import SignInDialog
from tests.ui.nav_fakes import CHAT
from tests.ui.waiting import settle, until

if TYPE_CHECKING:
    from tests.ui.screens import Studio

NAV_URL = "https://www.corvus.example/startalk"
LOGO_URL = "https://www.corvus.example/logo.png"
CORVUS = NavDocument(
    NAV_URL,
    "corvus.example",
    "Corvus Energie 乌鸦能源",
    Endpoint("chat.corvus.example", 5223, is_direct_tls=True),
    "#0b6e4f",
    LOGO_URL,
)


def logo() -> bytes:
    """A picture as a company might have it: a green bird, nearly."""
    from PIL import Image, ImageDraw

    image = Image.new("RGBA", (160, 160), (0, 0, 0, 0))
    draw = ImageDraw.Draw(image)
    draw.polygon([(10, 120), (80, 20), (150, 120), (80, 90)], fill="#0b6e4f")
    draw.ellipse((66, 92, 94, 120), fill="#f2b705")
    made = io.BytesIO()
    image.save(made, "PNG")
    return made.getvalue()


async def open_sign_in(studio: Studio) -> SignInDialog:
    """The dialog, and the company at its link."""
    studio.world.startalk.web.documents[NAV_URL] = CORVUS
    studio.window.actions_of.add_company()
    await until(
        lambda: isinstance(QApplication.activeModalWidget(), SignInDialog), "the dialog is open"
    )
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, SignInDialog)
    studio.subject = dialog
    await settle()
    return dialog


async def sign_in_link(studio: Studio) -> None:
    dialog = await open_sign_in(studio)
    dialog._form_page.address.setText(NAV_URL)
    await settle()


async def sign_in_found(studio: Studio) -> None:
    studio.world.startalk.web.logos[LOGO_URL] = logo()
    await _find(studio)


async def sign_in_found_plain(studio: Studio) -> None:
    dialog = await _find(studio)
    dialog._form_page.address.setText("wang.fang")
    dialog._form_page.password.setText("a long one")
    await settle()


async def sign_in_link_failed(studio: Studio) -> None:
    dialog = await open_sign_in(studio)
    dialog._form_page.address.setText("https://corvus.example/stratalk")
    dialog.submit()
    await until(dialog._form_page._problem.isVisible, "the sentence is there")
    await settle()


async def sign_in_codes(studio: Studio) -> None:
    dialog = await open_sign_in(studio)
    dialog._search.several.emit(
        (
            NAV_URL,
            "xmpp:wang.fang@acme.example",
            "https://beichen.example/.well-known/startalk-nav.json",
        )
    )
    await settle()


async def sign_in_drop(studio: Studio) -> None:
    dialog = await open_sign_in(studio)
    dialog._drop_hint.come_up()
    await settle()


async def sign_in_looking(studio: Studio) -> None:
    dialog = await open_sign_in(studio)
    dialog._form_page.address.setText(NAV_URL)
    dialog._form_page.set_busy(True)
    await settle()


async def sign_in_name_wrong(studio: Studio) -> None:
    dialog = await _find(studio)
    dialog._form_page.address.setText("wang.fang@acme.example")
    dialog.submit()
    await settle()


async def company_menu(studio: Studio) -> None:
    _fail(studio)
    studio.window.actions_of.companies.show_menu(studio.world.globex.id, QPoint(40, 40))
    await until(lambda: QApplication.activePopupWidget() is not None, "the menu is open")
    menu = QApplication.activePopupWidget()
    assert menu is not None
    studio.subject = menu


async def server_moved(studio: Studio) -> None:
    await studio.open(studio.world.alice)
    studio.world.startalk.nav.put(
        studio.world.globex.id,
        Endpoint("chat.globex.example", 5222),
        Endpoint("im-eu.globex.example", 443, is_direct_tls=True),
    )
    await settle()


async def own_colours(studio: Studio) -> None:
    """Companies in colours that they have chosen badly: white, bright yellow, nearly black."""
    accounts = studio.world.startalk.accounts
    companies = (studio.world.acme, studio.world.globex, studio.world.beichen)
    for company, colour in zip(companies, ("#ffffff", "#ffd500", "#0a0014"), strict=True):
        account = accounts.get(company.id)
        await accounts.update(replace(account, brand=colour, wears_brand=True))
    await studio.open(studio.world.alice)


async def services_failing(studio: Studio) -> None:
    _fail(studio)
    await studio.open(studio.world.alice)


async def services_settings(studio: Studio) -> None:
    _fail(studio)
    studio.window.actions_of.show_settings(studio.world.globex.id)
    await until(
        lambda: isinstance(QApplication.activeModalWidget(), SettingsDialog),
        "the settings are open",
    )
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, SettingsDialog)
    page = dialog.companies[studio.world.globex.id]
    await settle()
    page.ensureWidgetVisible(page.services, 0, 200)
    await settle()
    studio.subject = dialog


async def _find(studio: Studio) -> SignInDialog:
    dialog = await open_sign_in(studio)
    dialog._form_page.address.setText(NAV_URL)
    dialog.submit()
    await until(dialog._form_page.card.isVisible, "the company is found")
    await settle()
    return dialog


def _fail(studio: Studio) -> None:
    since = now() - 25 * 60_000_000
    studio.world.startalk.services.put(
        studio.world.globex.id,
        CHAT,
        ServiceState(ServiceKind.FILES, Standing.FAILING, Failure(FailureCode.REFUSED_PORT), since),
        ServiceState(ServiceKind.NAV, Standing.FAILING, Failure(FailureCode.TIMEOUT), since),
    )


NAV_SCREENS: dict[str, Callable[[Studio], Awaitable[None]]] = {
    screen.__name__: screen
    for screen in (
        sign_in_link, sign_in_found, sign_in_found_plain, sign_in_link_failed, sign_in_codes,
        sign_in_drop, sign_in_looking, sign_in_name_wrong, company_menu, server_moved,
        own_colours,
        services_failing, services_settings,
    )
}  # fmt: skip
