"""The sign-in's first page: one field for whatever the company gave, the company once it is found, a password."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication, QImage, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from startalk_desktop.model.failure import Failure
from startalk_desktop.model.nav import FoundCompany
from startalk_desktop.ui.company_card import CompanyCard
from startalk_desktop.ui.failure_texts import failure_text
from startalk_desktop.ui.qr_button import QrButton
from startalk_desktop.ui.server_settings import ServerSettings
from startalk_desktop.ui.theme import Theme
from startalk_desktop.ui.tokens import Space
from startalk_desktop.ui.widgets.dialog import button_row, grow_to_content
from startalk_desktop.ui.widgets.spinner import Spinner
from startalk_desktop.viewmodels.company_search import leads_to_company, personal_address
from startalk_desktop.viewmodels.sign_in import FormProblem, SignInForm


class SignInFormPage(QWidget):
    """Signals:
    submitted(SignInForm)
    company_asked(str): the field leads to a company that has to be looked for first.
    cancelled
    """

    submitted = Signal(object)
    company_asked = Signal(str)
    cancelled = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._company: FoundCompany | None = None
        self._is_busy = False
        self.card = CompanyCard(theme)
        self.card.hide()
        self.card.other_asked.connect(self.forget_company)
        self.address = QLineEdit()
        self.address.installEventFilter(self)
        self.address.textChanged.connect(self._dress)
        self.password = QLineEdit()
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self._reveal = self.password.addAction(
            theme.icon("eye"), QLineEdit.ActionPosition.TrailingPosition
        )
        self._reveal.setCheckable(True)
        self._reveal.setText(self.tr("Show the password"))
        self._reveal.setToolTip(self.tr("Show the password"))
        self._reveal.toggled.connect(self._on_reveal_toggled)
        self.scan = QrButton(theme)
        self.scan.refused.connect(self.say)
        self._problem = QLabel()
        self._problem.setProperty("look", "danger")
        self._problem.setTextFormat(Qt.TextFormat.PlainText)
        self._problem.setWordWrap(True)
        self._problem.hide()
        self.extra = ServerSettings()
        self.extra.hide()
        self.extra.unreadable.connect(lambda: self.show_problem(FormProblem.AUTHORITY_WRONG))
        self._more = QPushButton(self.tr("Server settings"))
        self._more.setProperty("look", "link")
        self._more.setCheckable(True)
        self._more.setAutoDefault(False)
        self._more.toggled.connect(self._on_more_toggled)
        self.submit = QPushButton()
        self.submit.setProperty("look", "primary")
        self.submit.setDefault(True)
        self.submit.clicked.connect(self._submit)
        self._lay_out()
        self._dress()

    @property
    def ca_pem(self) -> str:
        """The private authority that was chosen."""
        return self.extra.ca_pem

    def fill(self, form: SignInForm) -> None:
        """Fill in what is known already."""
        self.address.setText(form.address)
        self.password.setText(form.password)
        self.extra.fill(form)
        if form.host or form.port or form.ca_pem:
            self._more.setChecked(True)

    # finding the company

    def set_busy(self, is_busy: bool) -> None:
        """A company is looked for, or no longer."""
        self._is_busy = is_busy
        if is_busy:
            self.clear_problem()
            self._cancel.setFocus()  # the other controls wait
        self._dress()

    def show_company(self, company: FoundCompany, logo: QImage | None) -> None:
        """Go on with `company`: only a name and a password are missing now."""
        self.clear_problem()
        if company.jid is not None:
            self.forget_company()
            self.address.setText(str(company.jid))
            self.password.setFocus()
            return
        self._company = company
        self.card.show_company(company, logo)
        self.card.show()
        self.address.clear()
        self.address.setFocus()
        self._dress()
        grow_to_content(self.window())

    def forget_company(self) -> None:
        """Begin again with whatever the company gave."""
        self._company = None
        self.card.hide()
        self.address.clear()
        self.address.setFocus()
        self.clear_problem()
        self._dress()

    # what is wrong

    def show_problem(self, problem: FormProblem) -> None:
        """Say what is wrong with what was typed, and take the keyboard there."""
        domain = self._company.domain if self._company is not None else ""
        sentences = {
            FormProblem.ADDRESS_MISSING: self.tr("Type the address your company gave you."),
            FormProblem.ADDRESS_WRONG: self.tr(
                "That is no address. It looks like name@company.example."
            ),
            FormProblem.NAME_MISSING: self.tr("Type the name that the company gave you."),
            FormProblem.NAME_WRONG: self.tr(
                "That can't be a name at {domain}. It is what stands before the @ of your address."
            ).format(domain=domain),
            FormProblem.OTHER_COMPANY: self.tr(
                "That is an address of another company than {domain}."
            ).format(domain=domain),
            FormProblem.PASSWORD_MISSING: self.tr("Type your password."),
            FormProblem.PORT_WRONG: self.tr("A port is a number from 1 to 65535."),
            FormProblem.AUTHORITY_WRONG: self.tr(
                "That file holds no certificate. Ask your admin for the authority as a PEM file."
            ),
            FormProblem.ALREADY_ADDED: self.tr("This address is here already."),
        }
        places = {
            FormProblem.PASSWORD_MISSING: self.password,
            FormProblem.PORT_WRONG: self.extra.port,
        }
        self.say(sentences[problem])
        places.get(problem, self.address).setFocus()

    def show_failure(self, failure: Failure) -> None:
        """Say why the sign-in failed and what to do."""
        self.say(failure_text(failure))

    def say(self, text: str) -> None:
        """Say what is wrong."""
        self._problem.setText(text)
        self._problem.setAccessibleName(text)
        self._problem.show()
        grow_to_content(self.window())

    def clear_problem(self) -> None:
        """Take back what was said."""
        self._problem.hide()

    # inside

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A picture that is pasted into the field is looked at."""
        if watched is self.address and event.type() == QEvent.Type.KeyPress:
            is_paste = isinstance(event, QKeyEvent) and event.matches(
                QKeySequence.StandardKey.Paste
            )
            if is_paste and self.scan.take(QGuiApplication.clipboard().mimeData()):
                return True
        return super().eventFilter(watched, event)

    def _lay_out(self) -> None:
        self._hint = QLabel()
        self._hint.setProperty("look", "muted")
        self._hint.setWordWrap(True)
        heading = QLabel(self.tr("Add a company"))
        heading.setProperty("look", "heading")
        self._cancel = QPushButton(self.tr("Cancel"))
        self._cancel.setAutoDefault(False)
        self._cancel.clicked.connect(self.cancelled)
        self._spinner = Spinner(self._theme, 18)
        buttons = button_row(self._spinner, self._cancel, self.submit, left=(self._more,))
        self._address_label = QLabel()
        self._address_label.setBuddy(self.address)
        self._suffix = QLabel()
        self._suffix.setProperty("look", "muted")
        self._suffix.setTextFormat(Qt.TextFormat.PlainText)
        line = QHBoxLayout()
        line.setSpacing(Space.S)
        line.addWidget(self.address, 1)
        line.addWidget(self._suffix)
        who = QVBoxLayout()
        who.setSpacing(Space.XS)
        above = QHBoxLayout()
        above.addWidget(self._address_label)
        above.addStretch()
        above.addWidget(self.scan)
        who.addLayout(above)
        who.addLayout(line)
        self._secret = QWidget()
        secret = QVBoxLayout(self._secret)
        secret.setContentsMargins(0, 0, 0, 0)
        secret.setSpacing(Space.XS)
        label = QLabel(self.tr("&Password"))
        label.setBuddy(self.password)
        secret.addWidget(label)
        secret.addWidget(self.password)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(Space.XL, Space.XL, Space.XL, Space.L)
        layout.setSpacing(Space.M)
        for part in (heading, self._hint, self.card):
            layout.addWidget(part)
        layout.addLayout(who)
        layout.addWidget(self._secret)
        layout.addWidget(self.extra)
        layout.addWidget(self._problem)
        layout.addStretch()
        layout.addLayout(buttons)

    def _dress(self) -> None:
        """Show what the moment needs: a link is looked up first, and then only the name is asked for."""
        company, text = self._company, self.address.text()
        is_link = company is None and _is_link(text)
        self._hint.setText(
            self.tr("Sign in with the name and password that the company gave you.")
            if company is not None
            else self.tr(
                "Sign in with the address, the link or the QR code that the company gave you."
            )
        )
        self._address_label.setText(
            self.tr("&Name") if company is not None else self.tr("&Address or link")
        )
        self.address.setPlaceholderText(
            self.tr("your name there") if company is not None else self.tr("name@company.example")
        )
        self._suffix.setText(f"@{company.domain}" if company is not None else "")
        self._suffix.setVisible(company is not None and "@" not in text)
        self._secret.setVisible(not is_link)
        self.scan.setVisible(company is None)
        self._spinner.setVisible(self._is_busy)
        self.submit.setText(self.tr("Continue") if is_link else self.tr("Sign in"))
        for control in (self.submit, self.address, self.password, self.scan):
            control.setEnabled(not self._is_busy)

    def _submit(self) -> None:
        text = self.address.text()
        if self._company is None:
            text = personal_address(text) or text
            if leads_to_company(text) or _is_link(text):
                self.company_asked.emit(text)
                return
            if text != self.address.text() and text.strip():
                self.address.setText(text)
        self.submitted.emit(
            SignInForm(
                address=text,
                password=self.password.text(),
                host=self.extra.host.text(),
                port=self.extra.port.text(),
                is_direct_tls=self.extra.direct_tls.isChecked(),
                ca_pem=self.extra.ca_pem,
                company=self._company,
            )
        )

    def _on_reveal_toggled(self, is_shown: bool) -> None:
        mode = QLineEdit.EchoMode.Normal if is_shown else QLineEdit.EchoMode.Password
        self.password.setEchoMode(mode)
        self._reveal.setIcon(self._theme.icon("eye-off" if is_shown else "eye"))

    def _on_more_toggled(self, is_open: bool) -> None:
        self.extra.setVisible(is_open)
        grow_to_content(self.window())


def _is_link(text: str) -> bool:
    """Whether nobody means an address by it, or the beginning of one: then a password is not asked for yet."""
    has_form = "/" in text or text.strip().lower().startswith("xmpp:")
    return has_form and not personal_address(text)
