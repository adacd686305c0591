"""Adding a company: address and password, progress by step, and the question about a certificate."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from startalk_desktop.model.connection import CertificateInfo, ConnectionState
from startalk_desktop.model.failure import Failure
from startalk_desktop.ui.certificate_view import CertificateView
from startalk_desktop.ui.failure_texts import failure_text
from startalk_desktop.ui.sign_in_steps import SignInSteps
from startalk_desktop.ui.theme import Theme
from startalk_desktop.ui.time_texts import TimeTexts
from startalk_desktop.ui.tokens import Space
from startalk_desktop.ui.widgets.dialog import AwaitedDialog, grow_to_content
from startalk_desktop.viewmodels.sign_in import (
    FormProblem,
    SignInForm,
    SignInPhase,
    SignInViewModel,
)

_LARGEST_CA_FILE = 1_000_000  # bytes


class SignInDialog(AwaitedDialog):
    """Three pages: what to type, how far it has come, and a certificate to decide about.

    Closing it at any moment cancels whatever goes on. `added` carries the new account's id.
    """

    added = Signal(object)

    def __init__(
        self, theme: Theme, times: TimeTexts, model: SignInViewModel, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._model = model
        self.setWindowTitle(self.tr("Add a company"))
        self.setMinimumWidth(460)
        self._form_page = _FormPage(theme)
        self._steps = SignInSteps(theme)
        self._certificate = CertificateView(theme, times)
        self._pages = QStackedWidget()
        for page in (self._form_page, self._steps, self._certificate):
            self._pages.addWidget(page)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._pages)
        self._form_page.submitted.connect(self._on_submitted)
        self._form_page.cancelled.connect(self.reject)
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
        self._model.cancel()
        super().done(result)

    def _on_submitted(self, form: SignInForm) -> None:
        self._steps.start(form.address.strip())
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


class _FormPage(QWidget):
    """Address and password, and the settings that few need."""

    submitted = Signal(object)  # SignInForm
    cancelled = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._ca_pem = ""
        self.address = QLineEdit()
        self.address.setPlaceholderText(self.tr("name@company.example"))
        self.password = QLineEdit()
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self._reveal = self.password.addAction(
            theme.icon("eye"), QLineEdit.ActionPosition.TrailingPosition
        )
        self._reveal.setCheckable(True)
        self._reveal.setText(self.tr("Show the password"))
        self._reveal.setToolTip(self.tr("Show the password"))
        self._reveal.toggled.connect(self._on_reveal_toggled)
        self.host = QLineEdit()
        self.host.setPlaceholderText(self.tr("found by itself"))
        self.port = QLineEdit()
        self.port.setPlaceholderText("5222")
        self.port.setMaximumWidth(96)
        self.direct_tls = QCheckBox(self.tr("Encrypted from the first byte (direct TLS)"))
        self._authority = QPushButton(self.tr("Choose a certificate authority…"))
        self._authority.clicked.connect(self._ask_for_authority)
        self._problem = QLabel()
        self._problem.setProperty("look", "danger")
        self._problem.setTextFormat(Qt.TextFormat.PlainText)
        self._problem.setWordWrap(True)
        self._problem.hide()
        self._more = QPushButton(self.tr("Server settings"))
        self._more.setProperty("look", "link")
        self._more.setCheckable(True)
        self._extra = self._make_extra()
        self._extra.hide()
        self._more.toggled.connect(self._on_more_toggled)
        self.submit = QPushButton(self.tr("Sign in"))
        self.submit.setProperty("look", "primary")
        self.submit.setDefault(True)
        self.submit.clicked.connect(self._submit)
        self._lay_out()

    def fill(self, form: SignInForm) -> None:
        """Fill in what is known already."""
        self.address.setText(form.address)
        self.password.setText(form.password)
        self.host.setText(form.host)
        self.port.setText(form.port)
        self.direct_tls.setChecked(form.is_direct_tls)
        self._ca_pem = form.ca_pem
        if form.host or form.port or form.ca_pem:
            self._more.setChecked(True)

    def show_problem(self, problem: FormProblem) -> None:
        """Say what is wrong with what was typed, and take the keyboard there."""
        sentences = {
            FormProblem.ADDRESS_MISSING: self.tr("Type the address your company gave you."),
            FormProblem.ADDRESS_WRONG: self.tr(
                "That is no address. It looks like name@company.example."
            ),
            FormProblem.PASSWORD_MISSING: self.tr("Type your password."),
            FormProblem.PORT_WRONG: self.tr("A port is a number from 1 to 65535."),
            FormProblem.AUTHORITY_WRONG: self.tr(
                "That file holds no certificate. Ask your admin for the authority as a PEM file."
            ),
            FormProblem.ALREADY_ADDED: self.tr("This address is here already."),
        }
        places = {FormProblem.PASSWORD_MISSING: self.password, FormProblem.PORT_WRONG: self.port}
        self._say(sentences[problem])
        places.get(problem, self.address).setFocus()

    def show_failure(self, failure: Failure) -> None:
        """Say why the sign-in failed and what to do."""
        self._say(failure_text(failure))

    def clear_problem(self) -> None:
        """Take back what was said."""
        self._problem.hide()

    def _say(self, text: str) -> None:
        self._problem.setText(text)
        self._problem.setAccessibleName(text)
        self._problem.show()
        grow_to_content(self.window())

    def _make_extra(self) -> QFrame:
        frame = QFrame()
        frame.setProperty("look", "card")
        grid = QGridLayout(frame)
        grid.setContentsMargins(Space.M, Space.M, Space.M, Space.M)
        grid.setSpacing(Space.S)
        host_label, port_label = QLabel(self.tr("&Server")), QLabel(self.tr("P&ort"))
        host_label.setBuddy(self.host)
        port_label.setBuddy(self.port)
        for label in (host_label, port_label):
            label.setProperty("look", "muted")
        grid.addWidget(host_label, 0, 0)
        grid.addWidget(port_label, 0, 1)
        grid.addWidget(self.host, 1, 0)
        grid.addWidget(self.port, 1, 1)
        grid.addWidget(self.direct_tls, 2, 0, 1, 2)
        grid.addWidget(self._authority, 3, 0, 1, 2)
        grid.setColumnStretch(0, 1)
        return frame

    def _lay_out(self) -> None:
        heading = QLabel(self.tr("Add a company"))
        heading.setProperty("look", "heading")
        hint = QLabel(self.tr("Sign in with the address and password that the company gave you."))
        hint.setProperty("look", "muted")
        hint.setWordWrap(True)
        cancel = QPushButton(self.tr("Cancel"))
        cancel.setAutoDefault(False)
        cancel.clicked.connect(self.cancelled)
        buttons = QHBoxLayout()
        buttons.setSpacing(Space.S)
        buttons.addWidget(self._more)
        buttons.addStretch()
        buttons.addWidget(cancel)
        buttons.addWidget(self.submit)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(Space.XL, Space.XL, Space.XL, Space.L)
        layout.setSpacing(Space.M)
        layout.addWidget(heading)
        layout.addWidget(hint)
        layout.addLayout(_labelled(self.tr("&Address"), self.address))
        layout.addLayout(_labelled(self.tr("&Password"), self.password))
        layout.addWidget(self._extra)
        layout.addWidget(self._problem)
        layout.addStretch()
        layout.addLayout(buttons)

    def _submit(self) -> None:
        self.submitted.emit(
            SignInForm(
                address=self.address.text(),
                password=self.password.text(),
                host=self.host.text(),
                port=self.port.text(),
                is_direct_tls=self.direct_tls.isChecked(),
                ca_pem=self._ca_pem,
            )
        )

    def _on_reveal_toggled(self, is_shown: bool) -> None:
        mode = QLineEdit.EchoMode.Normal if is_shown else QLineEdit.EchoMode.Password
        self.password.setEchoMode(mode)
        self._reveal.setIcon(self._theme.icon("eye-off" if is_shown else "eye"))

    def _on_more_toggled(self, is_open: bool) -> None:
        self._extra.setVisible(is_open)
        grow_to_content(self.window())

    def _ask_for_authority(self) -> None:
        chooser = QFileDialog(self, self.tr("Certificate authority"))
        chooser.setFileMode(QFileDialog.FileMode.ExistingFile)
        chooser.setNameFilter(self.tr("Certificates (*.pem *.crt *.cer)"))
        chooser.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chooser.fileSelected.connect(self._on_authority_chosen)
        chooser.open()

    def _on_authority_chosen(self, name: str) -> None:
        path = Path(name)
        self._ca_pem = _certificate_text(path)
        if self._ca_pem:
            self._authority.setText(path.name)
        else:
            self.show_problem(FormProblem.AUTHORITY_WRONG)


def _certificate_text(path: Path) -> str:
    """The PEM text in the file; empty where it can't be one."""
    try:
        if path.stat().st_size <= _LARGEST_CA_FILE:
            return path.read_text(encoding="ascii")
    except (OSError, ValueError):
        return ""
    return ""


def _labelled(text: str, field: QWidget) -> QVBoxLayout:
    """A field under its label, nearer to it than to what stands around them."""
    label = QLabel(text)
    label.setBuddy(field)
    column = QVBoxLayout()
    column.setSpacing(Space.XS)
    column.addWidget(label)
    column.addWidget(field)
    return column
