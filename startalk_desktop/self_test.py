"""A check that an installation is complete: what a frozen build may lack shows here, not in front of a user."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path

from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication

from startalk_desktop.core.startalk import Startalk
from startalk_desktop.resources import TRANSLATIONS, resources_folder
from startalk_desktop.store.keys import MemoryVault
from startalk_desktop.tasks import TaskScope
from startalk_desktop.ui.languages import LANGUAGES, Language
from startalk_desktop.ui.layout_store import ForgetfulLayoutStore
from startalk_desktop.ui.main_window import MainWindow
from startalk_desktop.ui.theme import Theme, ThemeMode
from startalk_desktop.ui.time_texts import TimeTexts

_PATIENCE = 20.0


async def run_self_test(app: QApplication) -> int:
    """Open an empty profile, paint the window in both themes, load every icon and language; 0 where all is there."""
    problems = [
        f"the compiled translation {name} is missing in {TRANSLATIONS}"
        for name in LANGUAGES
        if not (TRANSLATIONS / f"startalk_{name}.qm").is_file()
    ]
    with tempfile.TemporaryDirectory(prefix="startalk-self-test-") as folder:
        startalk = await Startalk.open(Path(folder) / "profile", MemoryVault())
        scope = TaskScope("self-test")
        try:
            problems += await _paint(app, startalk, scope)
        finally:
            await scope.close()
            await startalk.close()
    for problem in problems:
        sys.stderr.write(f"{problem}\n")
    sys.stdout.write("self-test: failed\n" if problems else "self-test: ok\n")
    return 1 if problems else 0


async def _paint(app: QApplication, startalk: Startalk, scope: TaskScope) -> list[str]:
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
    await window.shut()
    window.close()
    language.remove()
    return problems
