"""Forwarding, from the choice of targets to the word that it is done."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from startalk_desktop.core.startalk import Startalk
from startalk_desktop.model.identity import AccountId, ConversationId
from startalk_desktop.model.message import Message
from startalk_desktop.tasks import TaskScope
from startalk_desktop.ui.chat.transcript import message_words
from startalk_desktop.ui.crossing_guard import CrossingGuard
from startalk_desktop.ui.forward_dialog import ForwardChoice, ForwardDialog
from startalk_desktop.ui.theme import Theme
from startalk_desktop.viewmodels.switcher_model import SwitcherModel, SwitcherTarget, TargetKind

_EXCERPTS = 3
_EXCERPT = 80


class Forwarder(QObject):
    """Asks to whom, asks the guard for each company, and forwards."""

    def __init__(
        self,
        startalk: Startalk,
        theme: Theme,
        guard: CrossingGuard,
        scope: TaskScope,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._startalk = startalk
        self._theme = theme
        self._guard = guard
        self._scope = scope
        self._widget = parent

    async def forward(
        self, messages: Sequence[Message], *, is_merged: bool = False
    ) -> tuple[SwitcherTarget, ...]:
        """Ask, and forward `messages`, all of one account; returns to whom it went.

        Raises:
            ActionRefused, CrossingForbidden, AccountNotOpen, AccountUnknown, StoreError
        """
        choice = await self._ask(messages, is_merged=is_merged)
        if choice is None:
            return ()
        targets = await self._let_through(messages, choice.targets)
        if not targets:
            return ()
        places = [await self._place(target) for target in targets]
        await self._startalk.forwarding.forward(messages, places, merged=choice.merged)
        return targets

    async def _ask(self, messages: Sequence[Message], *, is_merged: bool) -> ForwardChoice | None:
        startalk = self._startalk
        model = SwitcherModel(
            startalk.accounts,
            startalk.inbox,
            startalk.directory,
            startalk.changes,
            self._scope,
            offers_rooms=False,
        )
        dialog = ForwardDialog(
            self._theme,
            model,
            messages,
            startalk.accounts.all(),
            self._widget.window(),
            is_merged=is_merged,
        )
        try:
            return dialog.choice if await dialog.outcome() else None
        finally:
            model.close()
            dialog.deleteLater()
            model.deleteLater()

    async def _let_through(
        self, messages: Sequence[Message], targets: Sequence[SwitcherTarget]
    ) -> tuple[SwitcherTarget, ...]:
        """Those that the guard lets through: one question a company."""
        source = messages[0].conversation.account
        answers: dict[AccountId, bool] = {}
        for target in targets:
            if target.account not in answers:
                names = [one.name for one in targets if one.account == target.account]
                answers[target.account] = await self._guard.may_cross(
                    source, target.account, self._what(messages, names)
                )
        return tuple(target for target in targets if answers[target.account])

    async def _place(self, target: SwitcherTarget) -> ConversationId:
        if target.kind is TargetKind.PERSON:
            return await self._startalk.inbox.open_direct(target.account, target.peer, target.name)
        return ConversationId(target.account, target.peer)

    def _what(self, messages: Sequence[Message], names: Sequence[str]) -> str:
        """How many messages go to whom, and how they begin."""
        head = self.tr("%n message(s) to {names}:", "", len(messages)).format(
            names=self.tr(", ").join(names)
        )
        lines = [f"“{_excerpt(message)}”" for message in messages[:_EXCERPTS]]
        more = ["…"] if len(messages) > _EXCERPTS else []
        return "\n".join([head, *lines, *more])


def _excerpt(message: Message) -> str:
    line = " ".join(message_words(message)[: _EXCERPT + 1].split())
    return line if len(line) <= _EXCERPT else line[:_EXCERPT].rstrip() + "…"
