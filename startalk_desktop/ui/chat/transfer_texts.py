"""The sentences about files on their way."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from PySide6.QtCore import QCoreApplication, QLocale

from startalk_desktop.model.failure import Failure
from startalk_desktop.model.transfer import Transfer, TransferDirection, TransferState
from startalk_desktop.ui.chat.shared_files import size_text
from startalk_desktop.ui.failure_texts import FailureContext, explain

_CONTEXTS: Final = MappingProxyType(
    {
        TransferDirection.UP: FailureContext.FILE,
        TransferDirection.DOWN: FailureContext.DOWNLOAD,
    }
)


def progress_text(transfer: Transfer, locale: QLocale) -> str:
    """How it stands, in a few words: beside a name, or upon a picture."""
    match transfer.state:
        case TransferState.FAILED:
            return failed_text(transfer)
        case TransferState.WAITING:
            return QCoreApplication.translate("Transfers", "Waiting…")
    done = size_text(transfer.done, locale)
    if not transfer.total:
        return done
    return QCoreApplication.translate("Transfers", "{done} of {total}").format(
        done=done, total=size_text(transfer.total, locale)
    )


def failed_text(transfer: Transfer) -> str:
    """What went wrong, in a few words."""
    if transfer.failure is not None:
        return explain(transfer.failure, _CONTEXTS[transfer.direction]).problem
    if transfer.direction is TransferDirection.UP:
        return QCoreApplication.translate("Transfers", "Not sent")
    return QCoreApplication.translate("Transfers", "Not loaded")


def transfer_tip(transfer: Transfer, locale: QLocale) -> str:
    """What the tooltip says: how it stands and why, and what a click does."""
    is_failed = transfer.state is TransferState.FAILED
    words = failure_words(transfer.failure, transfer.direction) if transfer.failure else ""
    if not words:
        words = progress_text(transfer, locale)
    act = (
        QCoreApplication.translate("Transfers", "Click to try again")
        if is_failed
        else QCoreApplication.translate("Transfers", "Click to cancel")
    )
    return f"{words}\n{act}"


def failure_words(failure: Failure, direction: TransferDirection = TransferDirection.UP) -> str:
    """What is wrong and what to do, as one paragraph."""
    return str(explain(failure, _CONTEXTS[direction]))


def spoken_progress(transfer: Transfer, locale: QLocale) -> str:
    """The same for assistive technology."""
    direction = (
        QCoreApplication.translate("Transfers", "sending")
        if transfer.direction is TransferDirection.UP
        else QCoreApplication.translate("Transfers", "loading")
    )
    return f"{direction}: {progress_text(transfer, locale)}"
