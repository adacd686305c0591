"""The words for failures: for each code and situation what is wrong, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType
from typing import Final

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from startalk_desktop.model.failure import Failure, FailureCode, quotable

Code = FailureCode


class FailureContext(Enum):
    """In which situation something failed; the same code may call for other words."""

    CONNECTION = "connection"  # signing in, or the line of an account
    MESSAGE = "message"  # a message was not taken
    REQUEST = "request"  # anything else asked of a server: a room, an archive, a card
    FILE = "file"  # a file that goes to the company's upload service
    DOWNLOAD = "download"  # a file that comes from anywhere: a partner's server, the web


@dataclass(frozen=True, slots=True)
class FailureText:
    """Two sentences: what is wrong, and what to do."""

    problem: str
    advice: str

    def __str__(self) -> str:
        if not self.advice:
            return self.problem
        return QCoreApplication.translate("Failures", "{problem} {advice}").format(
            problem=self.problem, advice=self.advice
        )


def explain(failure: Failure, context: FailureContext = FailureContext.CONNECTION) -> FailureText:
    """The words for `failure` in the user's language; what the other side said stays in `failure.detail`."""
    texts = _TEXTS.get((failure.code, context)) or _TEXTS.get(
        (failure.code, FailureContext.CONNECTION), _UNKNOWN
    )
    problem, advice = (
        QCoreApplication.translate("Failures", text) if text else "" for text in texts
    )
    return FailureText(problem, advice)


def failure_text(failure: Failure, context: FailureContext = FailureContext.CONNECTION) -> str:
    """What is wrong and what to do, as one paragraph."""
    return str(explain(failure, context))


def quotation(failure: Failure) -> str:
    """What came back, in the words of the other side, and in whose name; empty where it came without any."""
    words = quotable(failure.detail)
    if not failure.said_by or not words:
        return ""
    said = QCoreApplication.translate("Failures", "Answer in the name of {address}: “{words}”")
    return said.format(address=quotable(failure.said_by), words=words)


def quoting(failure: Failure, context: FailureContext) -> str:
    """What is wrong and what to do, and what the other side says about it, as one paragraph."""
    return with_quotation(failure_text(failure, context), failure)


def with_quotation(words: str, failure: Failure) -> str:
    """Words of ours about `failure`, and what the other side says about it."""
    said = quotation(failure)
    if not said:
        return words
    return QCoreApplication.translate("Failures", "{words} {said}").format(words=words, said=said)


def has_words(code: FailureCode) -> bool:
    """Whether the catalogue knows `code`; a test asks it for all of them."""
    return (code, FailureContext.CONNECTION) in _TEXTS


def _words(problem: object, advice: object = "") -> tuple[str, str]:
    return str(problem), str(advice)


# The conditions of XMPP don't tell these apart, and servers use them differently (docs/xep-links.md, section 4.5).
_WAY_MISSING: Final = QT_TRANSLATE_NOOP(
    "Failures",
    "Check the part after the @. There may be no link to that company, or its server is away: ask your company's IT.",
)
_AWAY: Final = QT_TRANSLATE_NOOP(
    "Failures",
    "Try again later. If it stays so, the link to that company may be closed: ask your company's IT.",
)
_CROSSING: Final = QT_TRANSLATE_NOOP(
    "Failures",
    "There may be no link to that company, or one that is not for you: ask your company's IT.",
)
_UNKNOWN: Final = _words(QT_TRANSLATE_NOOP("Failures", "Something went wrong."))

_CONNECTION: Final = {
    Code.HOST_UNKNOWN: _words(
        QT_TRANSLATE_NOOP("Failures", "There is no server of this name."),
        QT_TRANSLATE_NOOP("Failures", "Check the part of the address after the @ for typing errors."),
    ),
    Code.NO_ROUTE: _words(
        QT_TRANSLATE_NOOP("Failures", "This computer has no connection to the server's network."),
        QT_TRANSLATE_NOOP("Failures", "Check the network, or the VPN if the company needs one."),
    ),
    Code.REFUSED_PORT: _words(
        QT_TRANSLATE_NOOP("Failures", "The server is there, but takes no chat connections."),
        QT_TRANSLATE_NOOP(
            "Failures", "It may be restarting. If that lasts, ask the company's IT for host and port."
        ),
    ),
    Code.TIMEOUT: _words(
        QT_TRANSLATE_NOOP("Failures", "The server does not answer."),
        QT_TRANSLATE_NOOP("Failures", "Check the network and the VPN, and try again in a moment."),
    ),
    Code.NOT_XMPP: _words(
        QT_TRANSLATE_NOOP("Failures", "What answers at this address is no chat server."),
        QT_TRANSLATE_NOOP(
            "Failures", "Check host and port. In a hotel or at an airport, sign in to its network first."
        ),
    ),
    Code.DOMAIN_NOT_SERVED: _words(
        QT_TRANSLATE_NOOP("Failures", "This server does not serve the domain of the address."),
        QT_TRANSLATE_NOOP("Failures", "Check the part of the address after the @."),
    ),
    Code.CERTIFICATE_UNTRUSTED: _words(
        QT_TRANSLATE_NOOP(
            "Failures", "The server's certificate is signed by nobody whom this computer trusts."
        ),
        QT_TRANSLATE_NOOP(
            "Failures", "Compare its fingerprint with the one that the company's IT gives you."
        ),
    ),
    Code.CERTIFICATE_NAME: _words(
        QT_TRANSLATE_NOOP("Failures", "The server's certificate belongs to another name."),
        QT_TRANSLATE_NOOP(
            "Failures", "Somebody may be listening in. Don't go on before the company's IT has explained it."
        ),
    ),
    Code.CERTIFICATE_EXPIRED: _words(
        QT_TRANSLATE_NOOP("Failures", "The server's certificate is not valid at this time."),
        QT_TRANSLATE_NOOP(
            "Failures", "Check this computer's date. If it is right, the company's IT has to renew the certificate."
        ),
    ),
    Code.CERTIFICATE_CHANGED: _words(
        QT_TRANSLATE_NOOP("Failures", "The server shows another certificate than the one you accepted."),
        QT_TRANSLATE_NOOP(
            "Failures", "Ask the company's IT whether it was replaced, and compare the fingerprint."
        ),
    ),
    Code.TLS_MISSING: _words(
        QT_TRANSLATE_NOOP("Failures", "The server offers no encryption."),
        QT_TRANSLATE_NOOP(
            "Failures", "Startalk never sends a password in the clear. The company's IT has to switch TLS on."
        ),
    ),
    Code.TLS_FAILED: _words(
        QT_TRANSLATE_NOOP("Failures", "No secure line to the server could be made."),
        QT_TRANSLATE_NOOP(
            "Failures", "A proxy or firewall may interfere. Tell the company's IT if it happens again."
        ),
    ),
    Code.PASSWORD: _words(
        QT_TRANSLATE_NOOP("Failures", "The server refuses the name or the password."),
        QT_TRANSLATE_NOOP("Failures", "Check both and sign in again."),
    ),
    Code.ACCOUNT_DISABLED: _words(
        QT_TRANSLATE_NOOP("Failures", "The account is disabled."),
        QT_TRANSLATE_NOOP("Failures", "Ask the company's IT to enable it."),
    ),
    Code.MECHANISM: _words(
        QT_TRANSLATE_NOOP("Failures", "The server offers no way to sign in that is safe enough."),
        QT_TRANSLATE_NOOP("Failures", "The company's IT has to enable SCRAM-SHA-256 or SCRAM-SHA-1."),
    ),
    Code.SERVER_SIGNATURE: _words(
        QT_TRANSLATE_NOOP("Failures", "The server could not prove that it knows the account."),
        QT_TRANSLATE_NOOP(
            "Failures", "It may be an impostor. Don't go on before the company's IT has explained it."
        ),
    ),
    Code.SERVER_TOO_OLD: _words(
        QT_TRANSLATE_NOOP("Failures", "The server is too old: it lacks something that Startalk needs."),
        QT_TRANSLATE_NOOP("Failures", "The company's IT has to update it; the detail says what is missing."),
    ),
    Code.RESOURCE_CONFLICT: _words(
        QT_TRANSLATE_NOOP("Failures", "The account was signed in elsewhere in this program's place."),
        QT_TRANSLATE_NOOP("Failures", "Close the other program, or sign in again here."),
    ),
    Code.CONNECTION_LOST: _words(
        QT_TRANSLATE_NOOP("Failures", "The connection was lost."),
        QT_TRANSLATE_NOOP("Failures", "What you write is sent when it is back."),
    ),
    Code.SERVER_SHUTDOWN: _words(
        QT_TRANSLATE_NOOP("Failures", "The server is shutting down."),
        QT_TRANSLATE_NOOP("Failures", "What you write is sent when it is back."),
    ),
    Code.POLICY: _words(
        QT_TRANSLATE_NOOP("Failures", "The server ended the connection because of one of its rules."),
        QT_TRANSLATE_NOOP("Failures", "The detail says which; the company's IT knows more."),
    ),
    Code.KEY_MISSING: _words(
        QT_TRANSLATE_NOOP("Failures", "The key to this company's data is not in the keyring."),
        QT_TRANSLATE_NOOP(
            "Failures", "Without it they can't be read. Leave the company here and add it again."
        ),
    ),
    Code.KEYRING_LOCKED: _words(
        QT_TRANSLATE_NOOP("Failures", "The system's keyring is locked."),
        QT_TRANSLATE_NOOP("Failures", "Unlock it, then try again."),
    ),
    Code.STORE_DAMAGED: _words(
        QT_TRANSLATE_NOOP("Failures", "This company's database on this computer is damaged."),
        QT_TRANSLATE_NOOP(
            "Failures", "Leave the company here and add it again; the server still has the messages."
        ),
    ),
    Code.RECIPIENT_UNKNOWN: _words(
        QT_TRANSLATE_NOOP("Failures", "There is nobody of this address."),
        QT_TRANSLATE_NOOP("Failures", "Look for the person in the directory."),
    ),
    Code.RECIPIENT_UNAVAILABLE: _words(
        QT_TRANSLATE_NOOP("Failures", "Nobody is there to answer at the moment."),
        QT_TRANSLATE_NOOP("Failures", "Try again later."),
    ),
    Code.NOT_ALLOWED: _words(
        QT_TRANSLATE_NOOP("Failures", "The server does not allow it."),
        QT_TRANSLATE_NOOP("Failures", "Ask the company's IT for the right to do it."),
    ),
    Code.NO_LINK: _words(
        QT_TRANSLATE_NOOP("Failures", "There is no link to the other company."),
        QT_TRANSLATE_NOOP("Failures", "The administrators of both companies have to open one."),
    ),
    Code.LINK_LIMITED: _words(
        QT_TRANSLATE_NOOP("Failures", "The link to the other company is not for this."),
        QT_TRANSLATE_NOOP("Failures", "The administrators of both companies decide whom it is for."),
    ),
    Code.DOMAIN_UNREACHABLE: _words(
        QT_TRANSLATE_NOOP("Failures", "The server finds no way to this address."),
        _WAY_MISSING,
    ),
    Code.DOMAIN_AWAY: _words(
        QT_TRANSLATE_NOOP("Failures", "The server of this address can't be reached at present."),
        _AWAY,
    ),
    Code.CROSSING_REFUSED: _words(
        QT_TRANSLATE_NOOP("Failures", "You may not reach this address of another company."),
        _CROSSING,
    ),
    Code.BLOCKED: _words(
        QT_TRANSLATE_NOOP("Failures", "One of you has blocked the other."),
        QT_TRANSLATE_NOOP("Failures", "Unblock the person, or reach them another way."),
    ),
    Code.TOO_LARGE: _words(
        QT_TRANSLATE_NOOP("Failures", "It is larger than the server takes."),
        QT_TRANSLATE_NOOP("Failures", "Send it in parts."),
    ),
    Code.UNSUPPORTED: _words(
        QT_TRANSLATE_NOOP("Failures", "The server does not offer this."),
        QT_TRANSLATE_NOOP("Failures", "The company's IT may be able to enable it."),
    ),
    Code.FILE_UNREADABLE: _words(
        QT_TRANSLATE_NOOP("Failures", "The file on this computer can't be read, or is empty."),
        QT_TRANSLATE_NOOP("Failures", "Check that it is still where it was, and attach it again."),
    ),
    Code.FILE_SPEAKS: _words(
        QT_TRANSLATE_NOOP("Failures", "Its location and camera data can't be taken out."),
        QT_TRANSLATE_NOOP("Failures", "Switch that off to send it as it is."),
    ),
    Code.FILE_DAMAGED: _words(
        QT_TRANSLATE_NOOP("Failures", "What came is not the file that was sent, so it was thrown away."),
        QT_TRANSLATE_NOOP("Failures", "Try again. If that does not help, ask for it to be sent anew."),
    ),
    Code.DISK_FULL: _words(
        QT_TRANSLATE_NOOP("Failures", "There is no room left on this computer's disk."),
        QT_TRANSLATE_NOOP("Failures", "Free some space, and try again."),
    ),
    Code.SERVER_ERROR: _words(
        QT_TRANSLATE_NOOP("Failures", "The server has a fault."),
        QT_TRANSLATE_NOOP("Failures", "Try again in a moment; tell the company's IT if it lasts."),
    ),
    Code.INTERNAL: _words(
        QT_TRANSLATE_NOOP("Failures", "Startalk made a mistake."),
        QT_TRANSLATE_NOOP("Failures", "Try again. The log says more, if you want to report it."),
    ),
}  # fmt: skip

_MESSAGE: Final = {
    Code.RECIPIENT_UNKNOWN: _words(
        QT_TRANSLATE_NOOP("Failures", "Not sent: there is nobody of this address."),
        QT_TRANSLATE_NOOP("Failures", "Look for the person in the directory."),
    ),
    Code.RECIPIENT_UNAVAILABLE: _words(
        QT_TRANSLATE_NOOP("Failures", "Not sent: nobody is there who could take it."),
        QT_TRANSLATE_NOOP("Failures", "Check the address, or try again later."),
    ),
    Code.NOT_ALLOWED: _words(
        QT_TRANSLATE_NOOP("Failures", "Not sent: you may not write here."),
        QT_TRANSLATE_NOOP("Failures", "Ask the company's IT, or in a room its owner."),
    ),
    Code.NO_LINK: _words(
        QT_TRANSLATE_NOOP("Failures", "Not sent: there is no link to the other company."),
        QT_TRANSLATE_NOOP("Failures", "The administrators of both companies have to open one."),
    ),
    Code.LINK_LIMITED: _words(
        QT_TRANSLATE_NOOP("Failures", "Not sent: the link to the other company is not for this conversation."),
        QT_TRANSLATE_NOOP("Failures", "The administrators of both companies decide whom it is for."),
    ),
    Code.DOMAIN_UNREACHABLE: _words(
        QT_TRANSLATE_NOOP("Failures", "Not sent: the server finds no way to this address."),
        _WAY_MISSING,
    ),
    Code.DOMAIN_AWAY: _words(
        QT_TRANSLATE_NOOP("Failures", "Not sent: the server of this address can't be reached at present."),
        _AWAY,
    ),
    Code.CROSSING_REFUSED: _words(
        QT_TRANSLATE_NOOP("Failures", "Not sent: you may not write to this address of another company."),
        _CROSSING,
    ),
    Code.BLOCKED: _words(
        QT_TRANSLATE_NOOP("Failures", "Not sent: one of you has blocked the other."),
        QT_TRANSLATE_NOOP("Failures", "Unblock the person, or reach them another way."),
    ),
    Code.TOO_LARGE: _words(
        QT_TRANSLATE_NOOP("Failures", "Not sent: it is longer than the server takes."),
        QT_TRANSLATE_NOOP("Failures", "Send it in parts."),
    ),
    Code.POLICY: _words(
        QT_TRANSLATE_NOOP("Failures", "Not sent: the server's rules forbid it."),
        QT_TRANSLATE_NOOP("Failures", "The company's IT knows which."),
    ),
    Code.SERVER_ERROR: _words(
        QT_TRANSLATE_NOOP("Failures", "Not sent: the server has a fault."),
        QT_TRANSLATE_NOOP("Failures", "Try again in a moment."),
    ),
    Code.TIMEOUT: _words(
        QT_TRANSLATE_NOOP("Failures", "Not sent: the server does not answer."),
        QT_TRANSLATE_NOOP("Failures", "Try again in a moment."),
    ),
}  # fmt: skip

_REQUEST: Final = {
    Code.CONNECTION_LOST: _words(
        QT_TRANSLATE_NOOP("Failures", "There is no connection at the moment."),
        QT_TRANSLATE_NOOP("Failures", "Try again when it is back."),
    ),
    Code.NOT_ALLOWED: _words(
        QT_TRANSLATE_NOOP("Failures", "You have no right to do this."),
        QT_TRANSLATE_NOOP("Failures", "Ask the room's owner or the company's IT."),
    ),
    Code.RECIPIENT_UNKNOWN: _words(
        QT_TRANSLATE_NOOP("Failures", "The server does not know it (any more)."),
        QT_TRANSLATE_NOOP("Failures", "Check the address."),
    ),
}  # fmt: skip

_NO_FILE_SERVICE: Final = _words(
    QT_TRANSLATE_NOOP("Failures", "The company's file service can't be reached."),
    QT_TRANSLATE_NOOP("Failures", "It is tried again by itself."),
)
_FILE_FAULT: Final = _words(
    QT_TRANSLATE_NOOP("Failures", "The company's file service has a fault."),
    QT_TRANSLATE_NOOP("Failures", "It is tried again by itself."),
)
_FILE: Final = {
    Code.UNSUPPORTED: _words(
        QT_TRANSLATE_NOOP("Failures", "The company's server takes no files."),
        QT_TRANSLATE_NOOP("Failures", "What you send is kept, and goes when the IT has enabled it."),
    ),
    Code.POLICY: _words(
        QT_TRANSLATE_NOOP("Failures", "The company's file service takes nothing more at present."),
        QT_TRANSLATE_NOOP("Failures", "What you send is kept, and goes when there is room."),
    ),
    Code.TOO_LARGE: _words(
        QT_TRANSLATE_NOOP("Failures", "It is larger than the company's server takes."),
        QT_TRANSLATE_NOOP("Failures", "Make it smaller, or send it another way."),
    ),
    Code.NOT_ALLOWED: _words(
        QT_TRANSLATE_NOOP("Failures", "The company's server does not take it from you."),
        QT_TRANSLATE_NOOP("Failures", "Ask the company's IT for the right to do it."),
    ),
    Code.RECIPIENT_UNKNOWN: _FILE_FAULT,
    Code.CONNECTION_LOST: _words(
        QT_TRANSLATE_NOOP("Failures", "There is no connection at the moment."),
        QT_TRANSLATE_NOOP("Failures", "It goes on when it is back."),
    ),
    Code.TIMEOUT: _words(
        QT_TRANSLATE_NOOP("Failures", "The company's file service does not answer."),
        QT_TRANSLATE_NOOP("Failures", "It is tried again by itself."),
    ),
    Code.SERVER_ERROR: _FILE_FAULT,
    Code.DOMAIN_UNREACHABLE: _NO_FILE_SERVICE,
    Code.DOMAIN_AWAY: _NO_FILE_SERVICE,
}  # fmt: skip

_NOT_REACHED: Final = _words(
    QT_TRANSLATE_NOOP("Failures", "The server that has the file can't be reached."),
    QT_TRANSLATE_NOOP("Failures", "Try again later. If it stays so, ask for it to be sent anew."),
)
_DOWNLOAD: Final = {
    Code.HOST_UNKNOWN: _NOT_REACHED,
    Code.REFUSED_PORT: _NOT_REACHED,
    Code.NOT_ALLOWED: _words(
        QT_TRANSLATE_NOOP("Failures", "The server that has the file does not give it to you."),
        QT_TRANSLATE_NOOP("Failures", "Ask for it to be sent another way."),
    ),
    Code.RECIPIENT_UNKNOWN: _words(
        QT_TRANSLATE_NOOP("Failures", "The file is no longer where the message says."),
        QT_TRANSLATE_NOOP("Failures", "Ask for it again."),
    ),
    Code.CONNECTION_LOST: _words(
        QT_TRANSLATE_NOOP("Failures", "There is no connection at the moment."),
        QT_TRANSLATE_NOOP("Failures", "It goes on when it is back."),
    ),
    Code.TIMEOUT: _words(
        QT_TRANSLATE_NOOP("Failures", "The server that has the file does not answer."),
        QT_TRANSLATE_NOOP("Failures", "Try again later."),
    ),
    Code.SERVER_ERROR: _words(
        QT_TRANSLATE_NOOP("Failures", "The server that has the file has a fault."),
        QT_TRANSLATE_NOOP("Failures", "Try again later."),
    ),
    Code.POLICY: _words(
        QT_TRANSLATE_NOOP("Failures", "The server that has the file gives out nothing at present."),
        QT_TRANSLATE_NOOP("Failures", "Try again later."),
    ),
    Code.TOO_LARGE: _words(
        QT_TRANSLATE_NOOP("Failures", "It is larger than what is fetched."),
        QT_TRANSLATE_NOOP("Failures", "Ask for it to be sent another way."),
    ),
}  # fmt: skip

_TEXTS: Final = MappingProxyType(
    {(code, FailureContext.CONNECTION): words for code, words in _CONNECTION.items()}
    | {(code, FailureContext.MESSAGE): words for code, words in _MESSAGE.items()}
    | {(code, FailureContext.REQUEST): words for code, words in _REQUEST.items()}
    | {(code, FailureContext.FILE): words for code, words in _FILE.items()}
    | {(code, FailureContext.DOWNLOAD): words for code, words in _DOWNLOAD.items()}
)
