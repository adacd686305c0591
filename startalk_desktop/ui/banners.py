"""One banner for each account in trouble: what is wrong, when it is tried again, what can be done."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from startalk_desktop.model.connection import Refused, WaitingToRetry
from startalk_desktop.model.failure import FailureCode
from startalk_desktop.model.identity import AccountId, now
from startalk_desktop.ui.failure_texts import explain
from startalk_desktop.ui.theme import Theme
from startalk_desktop.ui.widgets.banner import Banner, Severity
from startalk_desktop.viewmodels.connections import ConnectionTroubles, Trouble

_TICK_MS = 1000
_CERTIFICATE = frozenset(
    {
        FailureCode.CERTIFICATE_UNTRUSTED,
        FailureCode.CERTIFICATE_CHANGED,
        FailureCode.CERTIFICATE_EXPIRED,
    }
)


class Banners(QWidget):
    """Follows the troubles of all accounts. `repair_asked` carries the id of an account that the user must help."""

    repair_asked = Signal(object)

    def __init__(
        self, theme: Theme, troubles: ConnectionTroubles, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._troubles = troubles
        self._banners: dict[AccountId, Banner] = {}
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(1)
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self._say)
        troubles.changed.connect(self._rebuild)
        self._rebuild()

    def _rebuild(self) -> None:
        shown = {trouble.account.id: trouble for trouble in self._troubles.troubles}
        for account in [account for account in self._banners if account not in shown]:
            banner = self._banners.pop(account)
            self._layout.removeWidget(banner)
            banner.deleteLater()
        for account in shown:
            if account not in self._banners:
                self._banners[account] = self._new_banner(account)
        is_waiting = any(isinstance(trouble.state, WaitingToRetry) for trouble in shown.values())
        if is_waiting:
            self._timer.start()
        else:
            self._timer.stop()
        self._say()
        self.setVisible(bool(shown))

    def _new_banner(self, account: AccountId) -> Banner:
        banner = Banner(self._theme, Severity.WARNING)
        banner.action_chosen.connect(lambda: self._on_action(account))
        self._layout.addWidget(banner)
        return banner

    def _say(self) -> None:
        for trouble in self._troubles.troubles:
            banner = self._banners[trouble.account.id]
            if isinstance(trouble.state, WaitingToRetry):
                banner.set_severity(Severity.WARNING)
                banner.say(
                    self._waiting_words(trouble, trouble.state),
                    self.tr("Retry now"),
                    trouble.state.failure.detail,
                )
            else:
                banner.set_severity(Severity.DANGER)
                text = explain(trouble.state.failure)
                words = self.tr("{company}: {sentence}").format(
                    company=trouble.account.company, sentence=str(text)
                )
                banner.say(words, self._repair_name(trouble.state), trouble.state.failure.detail)

    def _waiting_words(self, trouble: Trouble, state: WaitingToRetry) -> str:
        seconds = max(0, round((state.retry_at - now()) / 1_000_000))
        problem = explain(state.failure).problem
        again = self.tr("Trying again in %n second(s).", "", seconds)
        if seconds == 0:
            again = self.tr("Trying again now.")
        return self.tr("{company}: {problem} {again}").format(
            company=trouble.account.company, problem=problem, again=again
        )

    def _repair_name(self, state: Refused) -> str:
        if state.failure.code is FailureCode.PASSWORD:
            return self.tr("New password…")
        if state.failure.code in _CERTIFICATE and state.certificate is not None:
            return self.tr("Look at the certificate…")
        return self.tr("Try again")

    def _on_action(self, account: AccountId) -> None:
        trouble = next(
            (found for found in self._troubles.troubles if found.account.id == account), None
        )
        if trouble is None:
            return
        if isinstance(trouble.state, WaitingToRetry):
            self._troubles.retry_now()
        else:
            self.repair_asked.emit(account)
