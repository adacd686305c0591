"""The program as a whole: it starts on an empty profile, ends in order, and checks itself."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QPushButton

from startalk_desktop.app import run
from startalk_desktop.store.errors import StoreDamaged
from startalk_desktop.store.keys import MemoryVault
from startalk_desktop.tasks import TaskScope
from startalk_desktop.ui.main_window import MainWindow
from startalk_desktop.ui.start_failure import start_failure_text
from startalk_desktop.ui.vault_dialog import PassphraseDialog, ask_for_vault
from tests.ui.loop import application
from tests.ui.waiting import settle, until

ROOT = Path(__file__).resolve().parents[2]


def _window() -> MainWindow | None:
    return next(
        (
            widget
            for widget in QApplication.topLevelWidgets()
            if isinstance(widget, MainWindow) and widget.isVisible()
        ),
        None,
    )


async def test_closing_the_window_ends_the_program_in_order(
    scope: TaskScope, tmp_path: Path
) -> None:
    vault = MemoryVault()
    for _ in range(2):  # the second start finds what the first has kept
        task = scope.start(run(application(), tmp_path / "profile", vault), "the program")
        await until(lambda: _window() is not None, "the window is there")
        window = _window()
        assert window is not None
        assert not task.done()
        window.close()
        await until(task.done, "the program ends")
        assert task.result() == 0
        window.deleteLater()
        await settle()
    kept = sorted(path.name for path in (tmp_path / "profile").rglob("*") if path.is_file())
    assert "window.db" in kept


async def test_a_profile_that_cannot_be_opened_is_said_to_be(
    scope: TaskScope, tmp_path: Path
) -> None:
    folder = tmp_path / "profile"
    folder.mkdir()
    (folder / "window.db").write_bytes(os.urandom(8192))
    vault = MemoryVault()
    await vault.create("window")
    task = scope.start(run(application(), folder, vault), "the program")
    await until(lambda: QApplication.activeModalWidget() is not None, "the reason is said")
    dialog = QApplication.activeModalWidget()
    assert dialog is not None
    next(iter(dialog.findChildren(QPushButton))).click()
    await until(task.done)
    assert task.result() == 1


def test_each_start_failure_has_words_of_its_own() -> None:
    said = {start_failure_text(error) for error in (StoreDamaged("x"), OSError("x"))}
    assert len(said) == 2


async def test_a_passphrase_is_chosen_once_and_asked_for_later(
    scope: TaskScope, tmp_path: Path
) -> None:
    file = tmp_path / "vault"
    making = scope.start(ask_for_vault(file), "choose a passphrase")
    await until(lambda: QApplication.activeModalWidget() is not None)
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, PassphraseDialog)
    dialog.field.setText("short")
    dialog._accept.click()
    assert dialog.isVisible()
    dialog.field.setText("王芳的口令 is long")
    dialog.again.setText("王芳的口令 is long?")
    dialog._accept.click()
    assert dialog.isVisible()
    dialog.again.setText("王芳的口令 is long")
    dialog._accept.click()
    await until(making.done, "the vault is made")
    assert making.result() is not None

    unlocking = scope.start(ask_for_vault(file), "unlock")
    await until(lambda: QApplication.activeModalWidget() not in (None, dialog))
    again = QApplication.activeModalWidget()
    assert isinstance(again, PassphraseDialog)
    again.field.setText("wrong")
    again._accept.click()
    await until(lambda: again.isVisible() and again._problem.text(), "it is said to be wrong")
    again.field.setText("王芳的口令 is long")
    again._accept.click()
    await until(unlocking.done, "the vault is open")
    assert unlocking.result() is not None


@pytest.mark.timeout(60)
def test_the_program_checks_itself() -> None:
    compiled = subprocess.run(
        [sys.executable, str(ROOT / "tools" / "translations.py"), "compile"], check=False
    )
    assert compiled.returncode == 0
    done = subprocess.run(
        [sys.executable, "-m", "startalk_desktop.app", "--self-test"],
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )
    assert done.stdout == "self-test: ok\n", done.stderr
    assert done.returncode == 0


async def test_a_signal_to_end_closes_the_window(scope: TaskScope, tmp_path: Path) -> None:
    task = scope.start(run(application(), tmp_path / "profile", MemoryVault()), "the program")
    await until(lambda: _window() is not None, "the window is there")
    window = _window()
    assert window is not None
    os.kill(os.getpid(), signal.SIGTERM)
    await until(task.done, "the program ends")
    assert task.result() == 0
    window.deleteLater()
    await settle()
