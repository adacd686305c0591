"""The program: QApplication, the loop, `Startalk` and the window put together, and taken apart in order."""

from __future__ import annotations

import argparse
import asyncio
import logging
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import platformdirs
import qasync
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication

from startalk_desktop.core.startalk import Startalk
from startalk_desktop.garbage import LoopCollector
from startalk_desktop.signals import closed_by_signals
from startalk_desktop.store.errors import KeyVaultError, NoKeyring, StoreError
from startalk_desktop.store.keys import KeyringVault, KeyVault
from startalk_desktop.store.passphrase_vault import PassphraseVault
from startalk_desktop.tasks import TaskScope
from startalk_desktop.ui.desktop.desktop import Desktop
from startalk_desktop.ui.languages import Language, wanted_language
from startalk_desktop.ui.main_window import MainWindow
from startalk_desktop.ui.start_failure import say_start_failure
from startalk_desktop.ui.theme import Theme, ThemeMode
from startalk_desktop.ui.time_texts import TimeTexts
from startalk_desktop.ui.vault_dialog import ask_for_vault
from startalk_desktop.viewmodels.layout import RememberedLayout
from startalk_desktop.viewmodels.network import NetworkWatch, system_network

_log = logging.getLogger(__name__)

_OK = 0
_FAILED = 1


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program; returns the exit status."""
    options = _parse(arguments)
    logging.basicConfig(
        level=logging.DEBUG if options.verbose else logging.WARNING,
        format="%(asctime)s %(levelname)s %(name)s: %(message)s",
    )
    if not options.verbose:
        logging.getLogger("aioxmpp").setLevel(logging.ERROR)  # its warnings name addresses
    app = QApplication.instance() or QApplication(sys.argv[:1])
    if not isinstance(app, QApplication):
        raise TypeError("there is an application already, and it has no windows")
    app.setApplicationName("Startalk")
    app.setDesktopFileName("startalk-desktop")
    app.setQuitOnLastWindowClosed(False)  # the loop would end before the shutdown has
    loop = qasync.QSelectorEventLoop(app)
    asyncio.set_event_loop(loop)
    with loop:
        if options.self_test:
            from startalk_desktop.self_test import run_self_test

            return int(loop.run_until_complete(run_self_test(app, options.trial)))
        return int(loop.run_until_complete(run(app, options.profile)))


async def run(
    app: QApplication,
    profile: Path,
    vault: KeyVault | None = None,
    on_shown: Callable[[Startalk, MainWindow, TaskScope], None] | None = None,
) -> int:
    """Open the profile, show the window, and wait until it is closed; returns the exit status.

    Without `vault` the system's keyring is used, or, where there is none, a passphrase is asked for. `on_shown` is
    called once the window is on the screen, with the scope of the window's tasks.
    """
    language = Language(app, wanted_language("", QLocale.system()))
    language.install()
    theme = Theme(app)
    theme.apply()
    try:
        vault = vault or await _open_vault(profile)
        if vault is None:
            return _OK  # the user chose to quit
        startalk = await Startalk.open(profile, vault)
    except (StoreError, KeyVaultError, OSError) as error:
        _log.exception("the profile could not be opened")
        await say_start_failure(error, profile)
        return _FAILED
    window: MainWindow | None = None

    def on_failure(_name: str, _error: BaseException) -> None:
        if window is not None:
            window.say_mistake()

    scope = TaskScope("window", on_failure)
    garbage = LoopCollector(asyncio.get_running_loop())
    try:
        layout = await RememberedLayout.read(startalk.window, scope)
        language = _speak(app, language, layout)
        theme.set_mode(_mode(layout))
        window = MainWindow(startalk, theme, TimeTexts(language.locale), layout, scope)
        closed: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        window.closing.connect(lambda: _resolve(closed))
        NetworkWatch(startalk.accounts.network_changed, system_network(), window)
        app.commitDataRequest.connect(lambda _manager: window.quit())
        window.show()
        garbage.start()
        desktop = Desktop(app, window, startalk, theme)
        desktop.begin()
        if on_shown is not None:
            on_shown(startalk, window, scope)
        with closed_by_signals(window.quit):
            await closed
        await desktop.close()
        await window.shut()
        await scope.close()
        await layout.flush()
    finally:
        await scope.close()
        await startalk.close()
        garbage.stop()
    return _OK


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="startalk-desktop",
        description="Chat with all the companies you work for, in one window.",
    )
    parser.add_argument(
        "--profile",
        type=Path,
        default=Path(os.environ.get("STARTALK_PROFILE") or platformdirs.user_data_path("startalk")),
        help="the folder that keeps accounts and messages, encrypted (default: %(default)s)",
    )
    parser.add_argument("--verbose", action="store_true", help="log what happens, to the terminal")
    parser.add_argument(
        "--self-test", action="store_true", help="check that this installation is complete, and end"
    )
    parser.add_argument(
        "--trial",
        type=Path,
        metavar="FILE.json",
        help="with --self-test: also sign in and send a message, as the file says",
    )
    return parser.parse_args(arguments)


async def _open_vault(profile: Path) -> KeyVault | None:
    """The keyring, else the passphrase's vault; a profile that began with a passphrase stays with it."""
    file = profile / "vault"
    if not await PassphraseVault.exists(file):
        try:
            return await KeyringVault.open()
        except NoKeyring:
            _log.info("this machine has no keyring: a passphrase is asked for")
    await asyncio.to_thread(profile.mkdir, mode=0o700, parents=True, exist_ok=True)
    return await ask_for_vault(file)


def _resolve(future: asyncio.Future[None]) -> None:
    if not future.done():
        future.set_result(None)


def _mode(layout: RememberedLayout) -> ThemeMode:
    try:
        return ThemeMode((layout.load("theme") or b"").decode())
    except ValueError:
        return ThemeMode.SYSTEM


def _speak(app: QApplication, language: Language, layout: RememberedLayout) -> Language:
    """Change to the language that the user chose, if that is another."""
    choice = (layout.load("language") or b"").decode(errors="replace")
    name = wanted_language(choice, QLocale.system())
    if name == language.name:
        return language
    language.remove()
    chosen = Language(app, name)
    chosen.install()
    return chosen


if __name__ == "__main__":
    sys.exit(main())
