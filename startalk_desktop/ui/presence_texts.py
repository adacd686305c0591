"""Words for availability."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from startalk_desktop.core.presence_board import PresenceSummary
from startalk_desktop.model.presence import Availability


def availability_text(availability: Availability) -> str:
    """The word for an availability; empty where we are not told."""
    match availability:
        case Availability.UNKNOWN:
            return ""
        case Availability.OFFLINE:
            return QCoreApplication.translate("Presence", "Offline")
        case Availability.EXTENDED_AWAY:
            return QCoreApplication.translate("Presence", "Away for long")
        case Availability.AWAY:
            return QCoreApplication.translate("Presence", "Away")
        case Availability.BUSY:
            return QCoreApplication.translate("Presence", "Do not disturb")
        case Availability.AVAILABLE | Availability.FREE_FOR_CHAT:
            return QCoreApplication.translate("Presence", "Available")


def presence_text(presence: PresenceSummary) -> str:
    """The availability, and what the person says of it."""
    return " · ".join(
        part for part in (availability_text(presence.availability), presence.status) if part
    )
