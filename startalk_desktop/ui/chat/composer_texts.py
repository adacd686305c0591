"""The sentences of the composer: what happens to a message sent now, and why something did not leave."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLocale

from startalk_desktop.core.errors import RefusalCode
from startalk_desktop.model.connection import Refused
from startalk_desktop.ui.failure_texts import FailureContext, explain
from startalk_desktop.viewmodels.conversation import SendMode, Standing
from startalk_desktop.viewmodels.written import Unsent


def standing_text(standing: Standing) -> str:
    """What happens to a message sent now; nothing where it just leaves."""
    match standing.mode:
        case SendMode.QUEUED:
            return QCoreApplication.translate(
                "Composer", "No connection: what you send is kept, and leaves when it is back"
            )
        case SendMode.LOCKED:
            return QCoreApplication.translate(
                "Composer", "This company is locked: unlock it to write"
            )
        case SendMode.NOT_JOINED:
            return QCoreApplication.translate(
                "Composer", "You are not in this room: join it to write"
            )
        case SendMode.REFUSED if isinstance(standing.state, Refused):
            return explain(standing.state.failure).problem
    return ""


def long_text(size: int) -> str:
    """That a text of `size` bytes goes as a file."""
    return QCoreApplication.translate(
        "Composer", "Too long for one message ({size}): it will be sent as the file message.txt"
    ).format(size=QLocale().formattedDataSize(size, 0, QLocale.DataSizeFormat.DataSizeSIFormat))


def uploading_text() -> str:
    """That the file is on its way."""
    return QCoreApplication.translate("Composer", "Sending as the file message.txt…")


def too_much_text() -> str:
    """That a pasted text is beyond all bounds."""
    return QCoreApplication.translate(
        "Composer", "That is too much text to write here. Send it as a file instead."
    )


def unsent_text(unsent: Unsent) -> str:
    """Why something did not leave; it is in the composer still."""
    if unsent.failure is not None:
        reason = explain(unsent.failure, FailureContext.REQUEST).problem
        return QCoreApplication.translate(
            "Composer", "The text could not be sent as a file. {reason}"
        ).format(reason=reason)
    match unsent.code:
        case RefusalCode.EMPTY:
            return QCoreApplication.translate(
                "Composer", "A message can't be edited to nothing. Recall it instead."
            )
        case RefusalCode.TOO_LONG:
            return QCoreApplication.translate(
                "Composer", "The text is longer than one message can be. Shorten it to save it."
            )
        case RefusalCode.GONE:
            return QCoreApplication.translate("Composer", "That message is no longer there.")
        case RefusalCode.UNSUPPORTED:
            return QCoreApplication.translate(
                "Composer", "This server does not offer it, so the text stays here."
            )
        case None:
            return QCoreApplication.translate("Composer", "It could not be kept on this computer.")
    return QCoreApplication.translate("Composer", "This message can't be edited.")
