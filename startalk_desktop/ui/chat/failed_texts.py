"""The sentences about a message that was not sent: below it, in its tooltip, in its details, and spoken."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from startalk_desktop.model.message import Message
from startalk_desktop.ui.failure_texts import FailureContext, FailureText, explain, quotation


def failed_line(message: Message) -> str:
    """Why it was not sent, in one sentence."""
    reason = _reason(message)
    if reason is None:
        return QCoreApplication.translate("Bubble", "Not sent")
    return reason.problem


def failed_hint() -> str:
    """What a click on that line is good for."""
    return QCoreApplication.translate("Bubble", "Click to try again or discard")


def failed_reason(message: Message) -> str:
    """Why it was not sent, and what to do about it; empty where nobody said why."""
    reason = _reason(message)
    return str(reason) if reason is not None else ""


def failed_tip(message: Message) -> str:
    """The same, what came back from the other side, and what a click does: line by line."""
    said = quotation(message.failure) if message.failure is not None else ""
    return "\n".join(line for line in (failed_reason(message), said, failed_hint()) if line)


def _reason(message: Message) -> FailureText | None:
    if message.failure is None:
        return None
    # Until all its files are up, nobody but the service for files can have refused it.
    is_up = all(file.url for file in message.files)
    return explain(message.failure, FailureContext.MESSAGE if is_up else FailureContext.FILE)
