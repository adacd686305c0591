"""Files into a conversation: chosen, pasted or dropped, asked about where another company is left, then looked at."""

from __future__ import annotations

from PySide6.QtCore import QLocale, QMimeData, QObject
from PySide6.QtGui import QImage

from startalk_desktop.model.failure import Failure
from startalk_desktop.model.identity import AccountId
from startalk_desktop.ui.chat.attach_dialog import AttachDialog
from startalk_desktop.ui.chat.composer import Composer
from startalk_desktop.ui.chat.drop_overlay import DropOverlay
from startalk_desktop.ui.chat.file_intake import Intake, intake_of
from startalk_desktop.ui.chat.transfer_texts import failure_words
from startalk_desktop.ui.clipboard import source_of
from startalk_desktop.ui.file_choosing import choose_files
from startalk_desktop.ui.theme import Theme
from startalk_desktop.viewmodels.attachments import outgoing
from startalk_desktop.viewmodels.conversation import ConversationViewModel, SendMode
from startalk_desktop.viewmodels.written import ComposeKind


class ComposerFiles(QObject):
    """Follows the composer's conversation; the composer says what the upload service's matter is meanwhile."""

    def __init__(
        self, theme: Theme, locale: QLocale, composer: Composer, overlay: DropOverlay
    ) -> None:
        super().__init__(composer)
        self._theme = theme
        self._locale = locale
        self._composer = composer
        self._overlay = overlay
        self._model: ConversationViewModel | None = None
        self.dialog: AttachDialog | None = None
        composer.attach_button.clicked.connect(self.choose)
        composer.files_pasted.connect(self.take)
        overlay.dropped.connect(self.take)

    def follow(self, model: ConversationViewModel | None) -> None:
        """Files would go to another conversation; what waited to be looked at in the last is not sent."""
        if self._model is not None:
            self._model.transfers.changed.disconnect(self._show_service)
            self._model.limits_changed.disconnect(self._show_service)
            self._model.standing_changed.disconnect(self._show_service)
        if self.dialog is not None:
            self.dialog.reject()
        self._model = model
        self._overlay.follow(model)
        if model is not None:
            model.transfers.changed.connect(self._show_service)
            model.limits_changed.connect(self._show_service)
            model.standing_changed.connect(self._show_service)
        self._show_service()

    def choose(self) -> None:
        """Ask which files."""
        model = self._model
        if model is not None and model.takes_files:
            model.composing.start(self._choose(model), "choose files")

    def take(self, content: QMimeData) -> None:
        """Take what was pasted or dropped; one that comes from another company asks first."""
        model, intake, source = self._model, intake_of(content), source_of(content)
        if model is None or not intake or not model.takes_files:
            return
        if source in (None, model.account.id) and not intake.paths:
            self._add(model, intake)
        else:
            sources = frozenset() if source is None else frozenset({source})
            model.composing.start(self._take_from(sources, model, intake), "take files")

    async def _take_from(
        self, sources: frozenset[AccountId], model: ConversationViewModel, intake: Intake
    ) -> None:
        """What was dragged out into a folder of ours is still the company's that it came from."""
        sources |= await self._composer.sources_of(intake.paths)
        for source in sorted(sources - {model.account.id}):
            if not await self._composer.crossing_check(source, model.account.id, intake.words):
                return
        if model is self._model:
            self._add(model, intake)

    async def _choose(self, model: ConversationViewModel) -> None:
        window = self._composer.window() if self.dialog is None else self.dialog
        paths = await choose_files(window, self.tr("Send files"))
        if paths:
            await self._take_from(frozenset(), model, Intake(paths))

    def _add(self, model: ConversationViewModel, intake: Intake) -> None:
        attachments = model.attachments
        if self.dialog is None:
            attachments.clear()
        if intake.paths:
            attachments.add([outgoing(path) for path in intake.paths])
        if isinstance(intake.image, QImage):
            attachments.add_image(intake.image)
        if self.dialog is None:
            model.composing.start(self._preview(model), "look at files before they leave")

    async def _preview(self, model: ConversationViewModel) -> None:
        dialog = AttachDialog(self._theme, self._locale, model, self._composer.window())
        self.dialog = dialog
        dialog.more_asked.connect(self.choose)
        dialog.dropped.connect(self._on_dropped_into)
        is_edit = model.composing.mode.kind is ComposeKind.EDITING
        draft = "" if is_edit else model.composing.written.text
        dialog.caption.show_text(draft)
        dialog.caption.setFocus()
        try:
            is_sent = await dialog.outcome()
        finally:
            self.dialog = None
            dialog.deleteLater()
        caption = dialog.caption.toPlainText()
        model.attachments.clear()
        if is_sent and not is_edit:
            model.composing.hand_over()
        elif not is_sent and caption != draft and model is self._model:
            self._composer.text.show_text(caption)
        if model is self._model:
            self._composer.text.setFocus()

    def _on_dropped_into(self, content: QMimeData) -> None:
        """Into the dialog: files are more files, a text is part of the caption."""
        if intake_of(content):
            self.take(content)
        elif self.dialog is not None and content.hasText():
            self._composer.paste_text(content, self.dialog.caption.insert)

    # the service

    def _show_service(self, *_changed: object) -> None:
        model = self._model
        failure = self._matter(model) if model is not None else None
        waiting = len(model.transfers.waiting_up) if model is not None else 0
        button, hint = self._composer.attach_button, self._composer.files_hint
        name = self.tr("Send files")
        button.set_name(name)
        if failure is None:
            hint.say("info", "")
            return
        button.setToolTip(f"{name}\n{failure_words(failure)}")
        if not waiting:
            hint.say("info", "")
            return
        words = self.tr("%n file(s) waiting", "", waiting)
        hint.say("warning", f"{words}: {failure_words(failure)}")

    def _matter(self, model: ConversationViewModel) -> Failure | None:
        """Why files do not leave; that there is no connection, the composer says anyway."""
        if model.standing.mode is not SendMode.NOW:
            return None
        found = model.attachments.limits().failure
        if found is not None:
            return found
        failures = (transfer.failure for transfer in model.transfers.waiting_up)
        return next((failure for failure in failures if failure is not None), None)
