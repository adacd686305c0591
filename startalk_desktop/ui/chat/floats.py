"""Keeps in place what floats over the messages, and knows when each is of use."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject

from startalk_desktop.ui.chat.float_buttons import JumpButton, MentionButton, UnreadPill
from startalk_desktop.ui.chat.selectable_view import SelectableMessageView
from startalk_desktop.ui.theme import Theme
from startalk_desktop.ui.tokens import Space
from startalk_desktop.viewmodels.conversation import ConversationViewModel


class Floats(QObject):
    """Follows one conversation and the view that shows it."""

    def __init__(self, theme: Theme, view: SelectableMessageView) -> None:
        super().__init__(view)
        self._view = view
        self._model: ConversationViewModel | None = None
        self._missed = 0
        self._unread = 0
        self._has_met_unread = True
        self.jump_button = JumpButton(theme, view)
        self.mention_button = MentionButton(theme, view)
        self.unread_pill = UnreadPill(theme, view)
        self.jump_button.clicked.connect(self._on_jump)
        self.mention_button.clicked.connect(self._on_mention)
        self.unread_pill.clicked.connect(self._on_unread)
        view.settled.connect(self._on_settled)
        view.end_left.connect(self._on_end_left)
        view.installEventFilter(self)

    def follow(self, model: ConversationViewModel | None) -> None:
        """Float over another conversation."""
        if self._model is not None:
            self._model.pager.arrived.disconnect(self._on_arrived)
            self._model.pager.below_changed.disconnect(self.refresh)
            self._model.header_changed.disconnect(self.refresh)
        self._model = model
        self._missed = 0
        self._unread = model.conversation.unread_count if model is not None else 0
        self._has_met_unread = self._unread == 0
        if model is not None:
            model.pager.arrived.connect(self._on_arrived)
            model.pager.below_changed.connect(self.refresh)
            model.header_changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show what is of use now."""
        model = self._model
        has_below = model is not None and model.pager.has_below
        self.jump_button.set_count(self._missed)
        self.jump_button.setVisible(has_below or not self._view.is_at_end)
        line = model.conversation if model is not None else None
        mentions = line.mention_count if line is not None else 0
        has_mention = mentions > 0 and line is not None and line.first_mention_row is not None
        self.mention_button.set_count(mentions if has_mention else 0)
        self.mention_button.setVisible(has_mention)
        self._show_pill()
        self.place()

    def place(self) -> None:
        """Put each where it belongs."""
        area, jump = self._view, self.jump_button
        left = area.width() - jump.width() - Space.XL
        top = area.height() - jump.height() - Space.M
        jump.move(left, top)
        if not jump.isHidden():
            top -= self.mention_button.height() + Space.XXS
        self.mention_button.move(left, top)
        pill = self.unread_pill
        pill.move((area.width() - pill.width()) // 2, Space.M)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay in place when the view is resized."""
        if watched is self._view and event.type() == QEvent.Type.Resize:
            self.place()
        return super().eventFilter(watched, event)

    def _is_unread_above(self) -> bool:
        """Whether what was unread begins above what is in sight, and has not been seen since it was opened."""
        model = self._model
        if model is None or self._has_met_unread:
            return False
        first = model.messages.first_unread
        if first is None:
            return False
        row = model.messages.row_of(first)
        if row is None:  # out of the window: above, unless what is shown is older still
            newest_row = model.messages.rowCount() - 1
            return newest_row >= 0 and model.messages.message(newest_row).row > first
        return self._view.row_corner(row).y() < 0

    def _on_settled(self) -> None:
        model = self._model
        if model is None or self._has_met_unread or self._view.model() is not model.messages:
            return
        first = model.messages.first_unread
        row = model.messages.row_of(first) if first is not None else None
        if row is not None and 0 <= self._view.row_corner(row).y() < self._view.height():
            self._has_met_unread = True
        self._show_pill()

    def _show_pill(self) -> None:
        is_above = self._is_unread_above()
        if is_above == self.unread_pill.isHidden():
            self.unread_pill.set_count(self._unread)
            self.unread_pill.setVisible(is_above)
            self.place()

    def _on_end_left(self, is_left: bool) -> None:
        if not is_left:
            self._missed = 0
        self.refresh()

    def _on_arrived(self, count: int, is_own: bool) -> None:
        if not is_own and not self._view.is_at_end:
            self._missed += count
        self.refresh()

    def _on_jump(self) -> None:
        self._missed = 0
        if self._model is not None:
            self._model.jump_to_latest()

    def _on_mention(self) -> None:
        if self._model is not None:
            self._model.jump_to_mention()

    def _on_unread(self) -> None:
        self._has_met_unread = True
        if self._model is not None:
            self._model.jump_to_first_unread()
        self.unread_pill.hide()
