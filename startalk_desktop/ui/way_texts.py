"""Why a link, a QR code or a picture led to no company, and what to do, in words."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from startalk_desktop.model.failure import Failure
from startalk_desktop.model.failure import FailureCode as Code
from startalk_desktop.model.way_in import WayInProblem
from startalk_desktop.viewmodels.company_search import CodeProblem, SearchProblem

_NOT_THERE: Final = QT_TRANSLATE_NOOP(
    "WayIn",
    "There is nothing about a company at this link. Check it for typing errors, or ask the company's IT for it again.",
)
_NO_ANSWER: Final = QT_TRANSLATE_NOOP(
    "WayIn",
    "The web server at this link can't be reached. Check the network, or the VPN if the company needs one.",
)
_UNTRUSTED: Final = QT_TRANSLATE_NOOP(
    "WayIn",
    "The web server at this link can't prove who it is, so nothing it says counts. If the company has a certificate"
    " authority of its own, choose it under Server settings.",
)
_TEXTS: Final[dict[WayInProblem | CodeProblem | Code, object]] = {
    WayInProblem.EMPTY: QT_TRANSLATE_NOOP(
        "WayIn", "Type the address or the link that your company gave you."
    ),
    WayInProblem.NOT_UNDERSTOOD: QT_TRANSLATE_NOOP(
        "WayIn",
        "That is neither an address nor a link. An address looks like name@company.example, a link begins with https://.",
    ),
    WayInProblem.NOT_ENCRYPTED: QT_TRANSLATE_NOOP(
        "WayIn",
        "This link is not encrypted (http), so anybody on the way could change where it leads. Ask the company's IT for"
        " one that begins with https://.",
    ),
    CodeProblem.NO_CODE: QT_TRANSLATE_NOOP(
        "WayIn", "No QR code was found. The whole code has to be visible, and sharp."
    ),
    CodeProblem.FOREIGN_CODE: QT_TRANSLATE_NOOP(
        "WayIn", "The QR code that was found leads to no company."
    ),
    CodeProblem.UNREADABLE: QT_TRANSLATE_NOOP(
        "WayIn", "That is no picture that can be read. Take a PNG or JPEG file."
    ),
    Code.RECIPIENT_UNKNOWN: _NOT_THERE,
    Code.UNSUPPORTED: QT_TRANSLATE_NOOP(
        "WayIn",
        "What is at this link does not say where the company's server is. Ask the company's IT for the link again.",
    ),
    Code.DOMAIN_NOT_SERVED: QT_TRANSLATE_NOOP(
        "WayIn", "What is at this link is about another company now. Ask the company's IT."
    ),
    Code.TOO_LARGE: _NOT_THERE,
    Code.NOT_ALLOWED: QT_TRANSLATE_NOOP(
        "WayIn",
        "This link leads where Startalk does not go: out of https, or into a private network. Ask the company's IT.",
    ),
    Code.HOST_UNKNOWN: QT_TRANSLATE_NOOP(
        "WayIn", "There is no web server of this name. Check the link for typing errors."
    ),
    Code.CERTIFICATE_UNTRUSTED: _UNTRUSTED,
    Code.CERTIFICATE_NAME: _UNTRUSTED,
    Code.CERTIFICATE_EXPIRED: _UNTRUSTED,
    Code.CERTIFICATE_CHANGED: _UNTRUSTED,
    Code.TLS_FAILED: _NO_ANSWER,
    Code.NO_ROUTE: _NO_ANSWER,
    Code.REFUSED_PORT: _NO_ANSWER,
    Code.TIMEOUT: _NO_ANSWER,
    Code.CONNECTION_LOST: _NO_ANSWER,
}
_FAILING: Final = QT_TRANSLATE_NOOP(
    "WayIn",
    "The web server at this link does not do its work. Try again in a moment, or ask the company's IT.",
)


def way_text(problem: SearchProblem) -> str:
    """What is wrong and what to do, as one paragraph in the user's language."""
    key = problem.code if isinstance(problem, Failure) else problem
    return QCoreApplication.translate("WayIn", str(_TEXTS.get(key, _FAILING)))
