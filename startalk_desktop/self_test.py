"""A check that an installation is complete: what a frozen build may lack shows here, not in front of a user.

With a trial (a JSON file: `jid`, `password`, `host`, `port`, `ca_file`, `to`, `text`) it also signs in through the
window, as a person would, and sends a message.
"""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication

from startalk_desktop.core.qr_codes import GreyPicture, codes_in_pixels
from startalk_desktop.core.startalk import Startalk
from startalk_desktop.model.connection import Online
from startalk_desktop.model.identity import ConversationId
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.message import DeliveryState
from startalk_desktop.resources import TRANSLATIONS, resources_folder
from startalk_desktop.store.keys import MemoryVault
from startalk_desktop.tasks import TaskScope
from startalk_desktop.ui.languages import LANGUAGES, Language
from startalk_desktop.ui.layout_store import ForgetfulLayoutStore
from startalk_desktop.ui.main_window import MainWindow
from startalk_desktop.ui.sign_in_dialog import SignInDialog
from startalk_desktop.ui.theme import Theme, ThemeMode
from startalk_desktop.ui.time_texts import TimeTexts
from startalk_desktop.viewmodels.emoji_catalogue import emoji_catalogue
from startalk_desktop.viewmodels.sign_in import SignInForm

_PATIENCE = 30.0  # seconds for one step
_TICK = 0.02


async def run_self_test(app: QApplication, trial: Path | None = None) -> int:
    """Open an empty profile, paint the window in both themes, load every icon and language; 0 where all is there.

    With `trial`, sign in and send as it says, too.
    """
    problems = [
        f"the compiled translation {name} is missing in {TRANSLATIONS}"
        for name in LANGUAGES
        if not (TRANSLATIONS / f"startalk_{name}.qm").is_file()
    ]
    try:
        await asyncio.to_thread(emoji_catalogue)
    except (OSError, ValueError) as error:
        problems.append(f"the emoji can't be read: {error}")
    try:
        await asyncio.to_thread(codes_in_pixels, GreyPicture(8, 8, bytes(64)))
    except (ImportError, OSError) as error:
        problems.append(f"QR codes can't be read: {error}")
    with tempfile.TemporaryDirectory(prefix="startalk-self-test-") as folder:
        startalk = await Startalk.open(Path(folder) / "profile", MemoryVault())
        scope = TaskScope("self-test")
        try:
            problems += await _try_window(app, startalk, scope, trial)
        finally:
            await scope.close()
            await startalk.close()
    for problem in problems:
        sys.stderr.write(f"{problem}\n")
    sys.stdout.write("self-test: failed\n" if problems else "self-test: ok\n")
    return 1 if problems else 0


async def _try_window(
    app: QApplication, startalk: Startalk, scope: TaskScope, trial: Path | None
) -> list[str]:
    problems = []
    language = Language(app, LANGUAGES[0])
    language.install()
    theme = Theme(app, ThemeMode.LIGHT)
    theme.apply()
    for icon in sorted((resources_folder() / "icons").glob("*.svg")):
        picture = theme.pixmap(icon.stem, 24, QColor("black"), 1.0).toImage()
        if picture.isNull() or not any(
            picture.pixelColor(x, y).alpha() for x in range(24) for y in range(24)
        ):
            problems.append(f"the icon {icon.stem} is empty: is QtSvg complete?")
    window = MainWindow(startalk, theme, TimeTexts(language.locale), ForgetfulLayoutStore(), scope)
    loaded = asyncio.Event()
    window.inbox_model.loaded.connect(loaded.set)
    window.show()
    async with asyncio.timeout(_PATIENCE):
        await loaded.wait()
    for mode in (ThemeMode.LIGHT, ThemeMode.DARK):
        theme.set_mode(mode)
        if window.grab().isNull():
            problems.append(f"the window could not be painted in the {mode} theme")
    if trial is not None:
        try:
            await _converse(startalk, window, json.loads(await asyncio.to_thread(trial.read_text)))
        except TimeoutError:
            problems.append("the trial did not come to its end in time")
    await window.shut()
    window.close()
    language.remove()
    return problems


async def _converse(startalk: Startalk, window: MainWindow, trial: dict[str, Any]) -> None:
    """Add the company by the dialog, write to somebody, and wait until the server has the message.

    Raises:
        TimeoutError: a step did not come about.
    """
    accounts = startalk.accounts
    window.actions_of.add_company()
    await _until(lambda: bool(window.findChildren(SignInDialog)))
    dialog = window.findChildren(SignInDialog)[0]
    form = SignInForm(
        trial["jid"],
        trial["password"],
        trial["host"],
        str(trial["port"]),
        ca_pem=await asyncio.to_thread(Path(trial["ca_file"]).read_text, "ascii"),
    )
    dialog.prefill(form)
    dialog.submit()
    await _until(lambda: any(isinstance(accounts.state(one.id), Online) for one in accounts.all()))
    account = accounts.all()[0]
    window.actions_of.write_to(account.id, Jid.parse(trial["to"]))
    stage = window.stage
    await _until(lambda: stage.model is not None)
    stage.view.composer.text.insertPlainText(trial["text"])
    stage.view.composer.send_button.click()
    conversation = startalk.conversation(ConversationId(account.id, Jid.parse(trial["to"])))

    async def is_sent() -> bool:
        latest = await conversation.latest(1)
        return any(m.text == trial["text"] and m.state >= DeliveryState.SENT for m in latest)

    async with asyncio.timeout(_PATIENCE):
        while True:
            if await is_sent():
                return
            await asyncio.sleep(_TICK)


async def _until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(_PATIENCE):
        while True:
            if condition():
                return
            await asyncio.sleep(_TICK)
