"""How a company's services stand, in words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from startalk_desktop.model.failure import FailureCode
from startalk_desktop.model.services import ServiceKind, ServiceState, Standing
from startalk_desktop.ui.failure_texts import FailureContext, explain
from startalk_desktop.ui.time_texts import TimeTexts
from startalk_desktop.ui.way_texts import way_text

_NAMES: Final = {
    ServiceKind.CHAT: QT_TRANSLATE_NOOP("Services", "Chat"),
    ServiceKind.FILES: QT_TRANSLATE_NOOP("Services", "Files"),
    ServiceKind.NAV: QT_TRANSLATE_NOOP("Services", "Company link"),
}
_MISSING: Final = {
    ServiceKind.CHAT: QT_TRANSLATE_NOOP("Services", "No connection"),
    ServiceKind.FILES: QT_TRANSLATE_NOOP("Services", "Files can't be sent now; chat works"),
    ServiceKind.NAV: QT_TRANSLATE_NOOP(
        "Services", "The company's link does not answer; chat works"
    ),
}
_STANDINGS: Final = {
    Standing.UNKNOWN: QT_TRANSLATE_NOOP("Services", "Not known while offline"),
    Standing.WORKING: QT_TRANSLATE_NOOP("Services", "Works"),
    Standing.ABSENT: QT_TRANSLATE_NOOP("Services", "Not offered by this company"),
    Standing.FAILING: QT_TRANSLATE_NOOP("Services", "Does not work"),
}


_UNREACHABLE: Final = QT_TRANSLATE_NOOP("Services", "The company's file server can't be reached.")
_OF_THE_LINE: Final = frozenset(
    {
        FailureCode.HOST_UNKNOWN,
        FailureCode.NO_ROUTE,
        FailureCode.REFUSED_PORT,
        FailureCode.TIMEOUT,
        FailureCode.CONNECTION_LOST,
    }
)


def service_name(kind: ServiceKind) -> str:
    """What the service is called."""
    return _translated(_NAMES[kind])


def standing_text(standing: Standing) -> str:
    """Whether it works, in a word or two."""
    return _translated(_STANDINGS[standing])


def missing_words(state: ServiceState) -> str:
    """What people miss while the service fails and chat works."""
    return _translated(_MISSING[state.kind])


def missing_text(missing: Iterable[ServiceState]) -> str:
    """The same of several, a line each; empty where there are none."""
    return "\n".join(map(missing_words, missing))


def service_detail(state: ServiceState, times: TimeTexts) -> str:
    """Why it does not work, and since when; empty where it does."""
    if state.standing is not Standing.FAILING or state.failure is None:
        return ""
    match state.kind:
        case ServiceKind.NAV:
            words = way_text(state.failure)
        case ServiceKind.FILES if state.failure.code in _OF_THE_LINE:
            words = _translated(_UNREACHABLE)
        case ServiceKind.FILES:
            words = explain(state.failure, FailureContext.FILE).problem
        case ServiceKind.CHAT:
            words = explain(state.failure).problem
    if state.since is None:
        return words
    since = _translated(QT_TRANSLATE_NOOP("Services", "Since {time}.")).format(
        time=times.in_list(state.since)
    )
    return f"{words} {since}"


def _translated(text: object) -> str:
    return QCoreApplication.translate("Services", str(text))
