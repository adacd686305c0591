"""The state of a line in words."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from startalk_desktop.viewmodels.line import LineSignal


def line_text(signal: LineSignal) -> str:
    """What the line is like, in one word or two."""
    match signal:
        case LineSignal.OFFLINE:
            return QCoreApplication.translate("Line", "Signed out")
        case LineSignal.BUSY:
            return QCoreApplication.translate("Line", "Connecting…")
        case LineSignal.ONLINE:
            return QCoreApplication.translate("Line", "Online")
        case LineSignal.WAITING:
            return QCoreApplication.translate("Line", "No connection")
        case LineSignal.REFUSED:
            return QCoreApplication.translate("Line", "Needs your attention")
        case LineSignal.LOCKED:
            return QCoreApplication.translate("Line", "Locked")
