"""The language of the window: which one, and the compiled translations installed for it."""

from __future__ import annotations

import logging
from typing import Final

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from startalk_desktop.resources import TRANSLATIONS

_log = logging.getLogger(__name__)

LANGUAGES: Final = ("en", "zh_CN")


def wanted_language(choice: str, system: QLocale) -> str:
    """The language to speak: what the user chose, else the system's where we speak it, else English."""
    if choice in LANGUAGES:
        return choice
    spoken = system.uiLanguages()
    for name in spoken:
        if name.startswith("zh"):
            return "zh_CN"
        if name.startswith("en"):
            return "en"
    return "en"


class Language:
    """One language's translations, ours and Qt's own."""

    def __init__(self, app: QCoreApplication, name: str) -> None:
        self._app = app
        self._installed: list[QTranslator] = []
        self.name = name

    @property
    def locale(self) -> QLocale:
        """How dates, times and numbers are written in it."""
        return QLocale(self.name)

    def install(self) -> None:
        """Let the program speak it; without compiled translations it speaks English, and says so in the log."""
        QLocale.setDefault(self.locale)
        qt_folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        for file, folder in (
            (f"qtbase_{self.name}", qt_folder),
            (f"startalk_{self.name}", str(TRANSLATIONS)),
        ):
            translator = QTranslator(self._app)
            if translator.load(file, folder):
                self._app.installTranslator(translator)
                self._installed.append(translator)
            elif file.startswith("startalk"):
                _log.warning("there are no compiled translations %s in %s", file, folder)

    def remove(self) -> None:
        """Speak it no more."""
        for translator in self._installed:
            self._app.removeTranslator(translator)
        self._installed.clear()
