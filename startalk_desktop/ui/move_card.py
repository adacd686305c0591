"""A card over the conversation: a company's nav document says that its server moved, and the user decides."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from startalk_desktop.model.account import Account, Endpoint
from startalk_desktop.model.nav import ServerMove
from startalk_desktop.ui.theme import Theme
from startalk_desktop.ui.widgets.asking_card import AskingCard
from startalk_desktop.ui.widgets.company_badge import CompanyBadge
from startalk_desktop.ui.widgets.dialog import button_row
from startalk_desktop.viewmodels.server_moves import ServerMoves

_BADGE = 40


class MoveCard(AskingCard):
    """Shows the first company that waits for an answer; nothing changes before there is one."""

    def __init__(self, theme: Theme, model: ServerMoves, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._model = model
        self._shown: ServerMove | None = None
        self._badge = CompanyBadge(theme, "", 0, _BADGE)
        self.title = QLabel()
        self.title.setProperty("look", "title")
        self.detail = QLabel()
        self.advice = QLabel(
            self.tr("Use the new address only if the company has told its people about it.")
        )
        self.advice.setProperty("look", "muted")
        for label in (self.title, self.detail, self.advice):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        self.stay = QPushButton(self.tr("Keep the old one"))
        self.move_over = QPushButton(self.tr("Use the new address"))
        self.move_over.setProperty("look", "primary")
        self._lay_out()
        self.stay.clicked.connect(self._on_stay)
        self.move_over.clicked.connect(self._on_move)
        model.changed.connect(self._show)
        self._show()

    def _lay_out(self) -> None:
        words = QVBoxLayout()
        for part in (self.title, self.detail, self.advice):
            words.addWidget(part)
        self.lay_out(self._badge, words, button_row(self.stay, self.move_over))

    def _show(self) -> None:
        waiting = self._model.waiting()
        self.setVisible(bool(waiting))
        if not waiting:
            self._shown = None
            return
        account, self._shown = waiting[0]
        self._badge.show_company(account.company, account.hue)
        title = self.tr("{company} says that its server moved").format(company=account.company)
        self.title.setText(title)
        self.setAccessibleName(title)
        self.detail.setText(self._detail(account, self._shown))

    def _detail(self, account: Account, move: ServerMove) -> str:
        return self.tr("From {old} to {new}.").format(
            old=self._place(account, move.before), new=self._place(account, move.after)
        )

    def _place(self, account: Account, endpoint: Endpoint | None) -> str:
        if endpoint is None:
            return self.tr("what DNS says for {domain}").format(domain=account.jid.domain)
        host = f"[{endpoint.host}]" if ":" in endpoint.host else endpoint.host
        return f"{host}:{endpoint.port}"

    def _on_stay(self) -> None:
        if self._shown is not None:
            self._model.decline(self._shown)

    def _on_move(self) -> None:
        if self._shown is not None:
            self._model.agree(self._shown)
