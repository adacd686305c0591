"""Adding a company: finding it, address and password, progress by step, and the question about a certificate."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from startalk_desktop.model.connection import CertificateInfo, ConnectionState
from startalk_desktop.model.failure import Failure
from startalk_desktop.ui.certificate_view import CertificateView
from startalk_desktop.ui.chat.file_intake import has_files
from startalk_desktop.ui.code_choice import CodeChoice
from startalk_desktop.ui.sign_in_form import SignInFormPage
from startalk_desktop.ui.sign_in_steps import SignInSteps
from startalk_desktop.ui.theme import Theme
from startalk_desktop.ui.time_texts import TimeTexts
from startalk_desktop.ui.way_texts import way_text
from startalk_desktop.ui.widgets.dialog import AwaitedDialog
from startalk_desktop.viewmodels.company_search import CompanySearch, SearchProblem
from startalk_desktop.viewmodels.sign_in import (
    SignInForm,
    SignInPhase,
    SignInViewModel,
)


class SignInDialog(AwaitedDialog):
    """Four pages: what to type, which of several QR codes, how far it has come, and a certificate to decide about.

    A picture of a QR code may be dropped on it. Closing it at any moment cancels whatever goes on. `added` carries the
    new account's id.
    """

    added = Signal(object)

    def __init__(
        self,
        theme: Theme,
        times: TimeTexts,
        model: SignInViewModel,
        search: CompanySearch,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._model = model
        self._search = search
        self.setWindowTitle(self.tr("Add a company"))
        self.setMinimumWidth(480)
        self.setAcceptDrops(True)
        self._form_page = SignInFormPage(theme)
        self._codes = CodeChoice()
        self._steps = SignInSteps(theme)
        self._certificate = CertificateView(theme, times)
        self._pages = QStackedWidget()
        for page in (self._form_page, self._codes, self._steps, self._certificate):
            self._pages.addWidget(page)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._pages)
        self._connect_search()
        self._form_page.submitted.connect(self._on_submitted)
        self._form_page.cancelled.connect(self._on_cancelled)
        self._steps.cancelled.connect(model.cancel)
        self._certificate.accepted.connect(model.trust_certificate)
        self._certificate.refused.connect(model.cancel)
        model.phase_changed.connect(self._on_phase_changed)
        model.progressed.connect(self._on_progressed)
        model.rejected.connect(self._form_page.show_problem)
        model.failed.connect(self._on_failed)
        model.certificate_questioned.connect(self._on_certificate_questioned)
        model.added.connect(self._on_added)
        self._form_page.address.setFocus()

    def prefill(self, form: SignInForm) -> None:
        """Fill in what is known already."""
        self._form_page.fill(form)

    def submit(self) -> None:
        """Sign in with what is filled in, as the button does."""
        self._form_page.submit.click()

    def done(self, result: int) -> None:
        """End, and stop what goes on."""
        self._search.cancel()
        self._model.cancel()
        super().done(result)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Pictures are welcome while the company is not known yet."""
        if self._pages.currentWidget() is self._form_page and has_files(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Look for a code in what was dropped."""
        if self._form_page.scan.take(event.mimeData()):
            event.acceptProposedAction()

    # finding the company

    def _connect_search(self) -> None:
        page, search = self._form_page, self._search
        page.company_asked.connect(lambda text: search.find(text, page.ca_pem))
        page.scan.text_taken.connect(lambda text: search.find(text, page.ca_pem))
        page.scan.file_chosen.connect(lambda path: search.read_file(Path(path), page.ca_pem))
        page.scan.images_taken.connect(lambda images: search.read_images(images, page.ca_pem))
        search.busy_changed.connect(lambda: page.set_busy(search.is_busy))
        search.found.connect(page.show_company)
        search.failed.connect(self._on_not_found)
        search.several.connect(self._on_several)
        self._codes.chosen.connect(self._on_code_chosen)
        self._codes.cancelled.connect(lambda: self._pages.setCurrentWidget(page))

    def _on_cancelled(self) -> None:
        if self._search.is_busy:
            self._search.cancel()
        else:
            self.reject()

    def _on_not_found(self, problem: SearchProblem) -> None:
        self._form_page.say(way_text(problem))
        self._form_page.address.setFocus()

    def _on_several(self, codes: tuple[str, ...]) -> None:
        self._pages.setCurrentWidget(self._codes)
        self._codes.show_codes(codes)

    def _on_code_chosen(self, code: str) -> None:
        self._pages.setCurrentWidget(self._form_page)
        self._search.find(code, self._form_page.ca_pem)

    # signing in

    def _on_submitted(self, form: SignInForm) -> None:
        self._steps.start(form.shown_address)
        self._model.submit(form)

    def _on_phase_changed(self) -> None:
        match self._model.phase:
            case SignInPhase.EDITING:
                self._pages.setCurrentWidget(self._form_page)
                self._form_page.address.setFocus()
            case SignInPhase.WORKING:
                self._form_page.clear_problem()
                self._pages.setCurrentWidget(self._steps)
            case SignInPhase.ASKING:
                self._pages.setCurrentWidget(self._certificate)
            case SignInPhase.DONE:
                pass

    def _on_progressed(self, state: ConnectionState) -> None:
        self._steps.show_state(state)

    def _on_failed(self, failure: Failure) -> None:
        self._form_page.show_failure(failure)

    def _on_certificate_questioned(self, certificate: CertificateInfo, failure: Failure) -> None:
        self._certificate.show_certificate(certificate, failure)

    def _on_added(self, account: object) -> None:
        self.accept()
        self.added.emit(account)
