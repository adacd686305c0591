"""The words for what could not be done to a message, before and after anybody was asked."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from startalk_desktop.core.errors import RefusalCode
from startalk_desktop.model.changes import ActionFailed
from startalk_desktop.model.message import ActionKind
from startalk_desktop.ui.failure_texts import FailureContext, explain


def refusal_text(code: RefusalCode) -> str:
    """Why something can't be done to a message."""
    match code:
        case RefusalCode.NOT_YOURS:
            return QCoreApplication.translate("ActionTexts", "Only its author can do this.")
        case RefusalCode.NOT_EDITABLE:
            return QCoreApplication.translate("ActionTexts", "This message can't be changed.")
        case RefusalCode.TOO_LATE:
            return QCoreApplication.translate(
                "ActionTexts",
                "It is too late: the company limits for how long messages can be recalled.",
            )
        case RefusalCode.NOT_ALLOWED:
            return QCoreApplication.translate("ActionTexts", "You have no right to do this here.")
        case RefusalCode.UNSUPPORTED:
            return QCoreApplication.translate(
                "ActionTexts",
                "This can't be done: the server has not named the message, or does not offer it.",
            )
        case RefusalCode.GONE:
            return QCoreApplication.translate("ActionTexts", "The message is no longer there.")
        case RefusalCode.TOO_LONG:
            return QCoreApplication.translate(
                "ActionTexts", "The text is longer than one message can be."
            )
        case RefusalCode.EMPTY:
            return QCoreApplication.translate("ActionTexts", "There is no text left to send.")


def failed_action_text(failed: ActionFailed) -> str:
    """What did not get through, and why; it was taken back here."""
    reason = explain(failed.failure, FailureContext.REQUEST).problem
    return f"{_what(failed.action)} {reason}"


def _what(action: ActionKind) -> str:
    match action:
        case ActionKind.EDIT:
            return QCoreApplication.translate("ActionTexts", "The edit did not get through.")
        case ActionKind.RECALL:
            return QCoreApplication.translate("ActionTexts", "The message could not be recalled.")
        case ActionKind.REACT:
            return QCoreApplication.translate("ActionTexts", "The reaction did not get through.")
