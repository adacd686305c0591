"""Words for being left alone, and until when."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from startalk_desktop.model.attention import Disturbance, DisturbanceReason
from startalk_desktop.model.conversation import FOREVER
from startalk_desktop.model.identity import Timestamp
from startalk_desktop.ui.time_texts import TimeTexts


def quiet_text(state: Disturbance, times: TimeTexts) -> str:
    """Why it is quiet, and until when; empty where it is not."""
    if not state.is_quiet:
        return ""
    reason = _reason(state.reason)
    if state.until is None or state.until >= FOREVER:
        return reason
    return QCoreApplication.translate("Attention", "{reason} until {time}").format(
        reason=reason, time=moment_text(state.until, times)
    )


def moment_text(at: Timestamp, times: TimeTexts) -> str:
    """A moment to come: today the time alone, else with its weekday."""
    clock = times.clock(at)
    return clock if times.is_today(at) else f"{times.weekday(at)} {clock}"


def _reason(reason: DisturbanceReason | None) -> str:
    match reason:
        case DisturbanceReason.OUTSIDE_WORK_HOURS:
            return QCoreApplication.translate("Attention", "Outside work hours")
        case DisturbanceReason.QUIET_HOURS:
            return QCoreApplication.translate("Attention", "Quiet hours")
        case _:
            return QCoreApplication.translate("Attention", "Do not disturb")
