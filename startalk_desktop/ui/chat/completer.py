"""Completing names and emoji in the composer's field, as they are typed."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLocale, QObject, Qt
from PySide6.QtGui import QKeyEvent, QTextCursor
from PySide6.QtWidgets import QWidget

from startalk_desktop.model.linked import worn_domain
from startalk_desktop.ui.chat.completion_popup import Completion, CompletionPopup
from startalk_desktop.ui.chat.completion_triggers import (
    LOOKED_AT,
    Trigger,
    TriggerKind,
    trigger_before,
)
from startalk_desktop.ui.chat.composer_field import ComposerField
from startalk_desktop.ui.directory.texts import joined
from startalk_desktop.ui.emoji.shelf import EmojiShelf
from startalk_desktop.ui.theme import Theme
from startalk_desktop.ui.widgets.avatar import AvatarFace
from startalk_desktop.viewmodels.avatars import AvatarImages
from startalk_desktop.viewmodels.conversation import ConversationViewModel
from startalk_desktop.viewmodels.emoji_catalogue import Emoji, emoji_catalogue
from startalk_desktop.viewmodels.mention_candidates import MentionCandidate

_PEOPLE_SHOWN = 50
_EMOJI_SHOWN = 12


class Completer(QObject):
    """Watches the field, shows the list, and inserts what is chosen. It keeps still while an input method composes.

    Args:
        anchor: what the list stands above.
    """

    def __init__(self, theme: Theme, field: ComposerField, anchor: QWidget) -> None:
        super().__init__(field)
        self._field = field
        self._anchor = anchor
        self._model: ConversationViewModel | None = None
        self._trigger: Trigger | None = None
        self._given_up: tuple[TriggerKind, int] | None = None  # where Escape closed the list
        self._was_key = False
        self.shelf = EmojiShelf(parent=self)
        self.images: AvatarImages | None = None
        self.popup = CompletionPopup(theme, anchor)
        self.popup.chosen.connect(self._choose)
        field.take_key = self.take_key
        field.document().contentsChange.connect(self._on_contents_change)
        field.textChanged.connect(self._look)
        field.cursorPositionChanged.connect(self._look)
        field.focus_changed.connect(self._on_focus_changed)

    def follow(self, model: ConversationViewModel | None) -> None:
        """Complete for another conversation."""
        self._model = model
        self.close()

    def close(self) -> None:
        """Show no list."""
        self._trigger = None
        self.popup.hide()

    def take_key(self, event: QKeyEvent) -> bool:
        """Take the keys that are for the list while it is shown."""
        if not self.popup.isVisible():
            return False
        key = event.key()
        is_plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up) and is_plain:
            self.popup.move_current(1 if key == Qt.Key.Key_Down else -1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab) and is_plain:
            if (current := self.popup.current) is not None:
                self._choose(current)
        elif key == Qt.Key.Key_Escape:
            if self._trigger is not None:
                self._given_up = (self._trigger.kind, self._start(self._trigger))
            self.close()
        else:
            return False
        return True

    # watching

    def _on_contents_change(self, _place: int, removed: int, added: int) -> None:
        self._was_key = (removed, added) == (0, 1)

    def _on_focus_changed(self) -> None:
        if not self._field.hasFocus():
            self.close()

    def _look(self) -> None:
        cursor = self._field.textCursor()
        is_still = self._field.is_composing or cursor.hasSelection()
        if self._model is None or is_still or not self._field.hasFocus():
            self.close()
            return
        trigger = trigger_before(self._field.text_before_caret(LOOKED_AT))
        if trigger is None or self._is_done(trigger):
            self.close()
        elif trigger.kind is TriggerKind.WHOLE_EMOJI:
            self._complete_whole(trigger)
        else:
            self._show(trigger)

    def _is_done(self, trigger: Trigger) -> bool:
        """Whether Escape closed the list here, or the name is a mention already."""
        start = self._start(trigger)
        if self._given_up is not None and self._given_up != (trigger.kind, start):
            self._given_up = None
        is_named = trigger.kind is TriggerKind.MENTION and self._field.mentions.starting_at(start)
        return is_named or self._given_up is not None

    def _start(self, trigger: Trigger) -> int:
        return self._field.textCursor().position() - trigger.length

    def _complete_whole(self, trigger: Trigger) -> None:
        was_key, self._was_key = self._was_key, False
        self.close()
        emoji = emoji_catalogue().by_short_name(trigger.query) if was_key else None
        if emoji is not None:
            self._insert_emoji(emoji, trigger)

    def _show(self, trigger: Trigger) -> None:
        is_new = self._trigger is None or self._trigger.kind is not trigger.kind
        self._trigger = trigger
        if trigger.kind is TriggerKind.MENTION:
            if is_new and self._model is not None:
                self._model.composing.start(self._refresh(self._model), "read who can be named")
            completions = self._people(trigger.query)
        else:
            completions = self._emoji(trigger.query)
        cursor = QTextCursor(self._field.textCursor())
        cursor.setPosition(self._start(trigger))
        x = self._field.mapTo(self._anchor, self._field.cursorRect(cursor).topLeft()).x()
        self.popup.show_completions(completions, self._anchor, x)

    async def _refresh(self, model: ConversationViewModel) -> None:
        await model.composing.candidates.refresh()
        is_waited_for = self._trigger is not None and self._trigger.kind is TriggerKind.MENTION
        if model is self._model and is_waited_for:
            self._look()

    # what there is

    def _people(self, query: str) -> list[Completion]:
        model = self._model
        if model is None:
            return []
        found = model.composing.candidates.find(query, _PEOPLE_SHOWN)
        return [self._person(model, who) for who in found]

    def _person(self, model: ConversationViewModel, who: MentionCandidate) -> Completion:
        image = None
        if who.jid is not None and self.images is not None:
            image = self.images.image(model.account.id, who.jid)
        away = QCoreApplication.translate("Completer", "not in the room")
        return Completion(
            who,
            who.name,
            detail=joined(
                who.nick or (who.jid.local if who.jid is not None else ""),
                worn_domain(who.jid, model.account.jid) if who.jid is not None else "",
            ),
            face=AvatarFace(who.name, str(who.jid or who.nick), image=image),
            trailing="" if who.is_here else away,
        )

    def _emoji(self, query: str) -> list[Completion]:
        found = emoji_catalogue().search(query, _EMOJI_SHOWN, self.shelf.weight)
        is_chinese = QLocale().language() == QLocale.Language.Chinese
        return [
            Completion(
                emoji,
                f":{_fitting_name(emoji, query)}:",
                detail=emoji.name_zh if is_chinese else emoji.name,
                glyph=self.shelf.as_usual(emoji),
            )
            for emoji in found
        ]

    # taking it

    def _choose(self, completion: Completion) -> None:
        trigger = self._trigger
        if trigger is None:
            return
        self.close()
        if isinstance(completion.value, MentionCandidate):
            who = completion.value
            caret = self._field.textCursor().position()
            self._field.name(caret - trigger.length, caret, f"@{who.name}", who.jid)
        elif isinstance(completion.value, Emoji):
            self._insert_emoji(completion.value, trigger)

    def _insert_emoji(self, emoji: Emoji, trigger: Trigger) -> None:
        text = self.shelf.as_usual(emoji)
        self.shelf.note_used(text)
        caret = self._field.textCursor().position()
        self._field.replace(caret - trigger.length, caret, text)


def _fitting_name(emoji: Emoji, query: str) -> str:
    """The short name that was begun, else the first."""
    folded = query.casefold()
    fitting = (name for name in emoji.short_names if name.startswith(folded))
    return next(fitting, emoji.short_names[0] if emoji.short_names else emoji.name)
