"""Adding a company: from an address and a password to an account, step by step."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from enum import Enum

from PySide6.QtCore import QObject, Signal

from startalk_desktop.core.accounts import Accounts
from startalk_desktop.core.errors import AccountExists
from startalk_desktop.core.failures import failure_of
from startalk_desktop.core.nav_watch import NavWatch
from startalk_desktop.core.ports import SignInFailed
from startalk_desktop.model.account import Endpoint
from startalk_desktop.model.connection import CertificateInfo, ConnectionState
from startalk_desktop.model.failure import Failure
from startalk_desktop.model.identity import AccountId
from startalk_desktop.model.jid import Jid, JidError
from startalk_desktop.model.nav import FoundCompany
from startalk_desktop.store.errors import KeyVaultError, StoreError
from startalk_desktop.tasks import TaskScope

_LONGEST_PORT = 65_535


class SignInPhase(Enum):
    """Where the sign-in stands."""

    EDITING = "editing"
    WORKING = "working"
    ASKING = "asking"  # about a certificate
    DONE = "done"


class FormProblem(Enum):
    """What is wrong with what was typed, before anybody is asked."""

    ADDRESS_MISSING = "address-missing"
    ADDRESS_WRONG = "address-wrong"
    NAME_MISSING = "name-missing"
    NAME_WRONG = "name-wrong"
    OTHER_COMPANY = "other-company"  # an address of another domain than the company that was found
    PASSWORD_MISSING = "password-missing"  # noqa: S105  no password
    PORT_WRONG = "port-wrong"
    AUTHORITY_WRONG = "authority-wrong"
    ALREADY_ADDED = "already-added"


@dataclass(frozen=True, slots=True)
class SignInForm:
    """What was typed. `host` and `port` are for a server that DNS does not tell; `ca_pem` for a private CA.

    Where `company` was found, `address` may be the name before the @ alone, and the server is where the company's nav
    document says, unless `host` or `port` say otherwise.
    """

    address: str
    password: str = field(repr=False)
    host: str = ""
    port: str = ""
    is_direct_tls: bool = False
    ca_pem: str = field(default="", repr=False)
    company: FoundCompany | None = None

    @property
    def shown_address(self) -> str:
        """The address as a person reads it, whether or not it is one."""
        address = self.address.strip()
        is_name = self.company is not None and "@" not in address
        return f"{address}@{self.company.domain}" if self.company and is_name else address


class SignInViewModel(QObject):
    """Checks the form, signs in, asks about a certificate, and keeps the account.

    Every step can be cancelled; nothing is kept until the server has accepted the password.
    """

    phase_changed = Signal()
    progressed = Signal(object)  # ConnectionState
    rejected = Signal(object)  # FormProblem
    certificate_questioned = Signal(object, object)  # CertificateInfo, Failure
    failed = Signal(object)  # Failure
    added = Signal(object)  # AccountId

    def __init__(
        self, accounts: Accounts, nav: NavWatch, scope: TaskScope, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._accounts = accounts
        self._nav = nav
        self._scope = scope
        self._phase = SignInPhase.EDITING
        self._form: SignInForm | None = None
        self._certificate: CertificateInfo | None = None
        self._task: asyncio.Task[None] | None = None

    @property
    def phase(self) -> SignInPhase:
        """Where the sign-in stands."""
        return self._phase

    def submit(self, form: SignInForm) -> None:
        """Check `form` and sign in with it; `rejected` tells what is wrong with it."""
        if self._phase is not SignInPhase.EDITING:
            return
        problem = self._problem_of(form)
        if problem is not None:
            self.rejected.emit(problem)
            return
        self._form = form
        self._begin(pinned_sha256="")

    def trust_certificate(self) -> None:
        """The user compared the fingerprint and consents: go on with exactly that certificate."""
        if self._phase is SignInPhase.ASKING and self._certificate is not None:
            self._begin(self._certificate.fingerprint_sha256)

    def cancel(self) -> None:
        """Stop whatever goes on, at once; the form can be changed and submitted again."""
        if self._task is not None:
            self._task.cancel()
            self._task = None
        if self._phase is not SignInPhase.DONE:
            self._set_phase(SignInPhase.EDITING)

    def _begin(self, pinned_sha256: str) -> None:
        self._certificate = None
        self._set_phase(SignInPhase.WORKING)
        self._task = self._scope.start(self._sign_in(pinned_sha256), "sign-in")

    async def _sign_in(self, pinned_sha256: str) -> None:
        form = self._form
        assert form is not None  # noqa: S101  set by submit
        jid = _address(form)
        endpoint = _endpoint(form, jid.domain)
        document = form.company.document if form.company is not None else None
        try:
            await self._accounts.check(
                jid,
                form.password,
                endpoint=endpoint,
                extra_ca_pem=form.ca_pem,
                pinned_sha256=pinned_sha256,
                on_progress=self._on_progress,
            )
            account = await self._accounts.add(
                jid,
                form.password,
                endpoint=endpoint,
                extra_ca_pem=form.ca_pem,
                pinned_sha256=pinned_sha256,
                company=document.name if document is not None else "",
                nav_url=document.url if document is not None else "",
                brand=document.colour if document is not None else "",
            )
            if document is not None:
                await self._nav.found(account, document)
        except SignInFailed as error:
            self._on_failed(error.failure, error.certificate)
        except AccountExists:
            self._set_phase(SignInPhase.EDITING)
            self.rejected.emit(FormProblem.ALREADY_ADDED)
        except (StoreError, KeyVaultError) as error:
            self._on_failed(failure_of(error), None)
        else:
            self._on_added(account.id)

    def _on_progress(self, state: ConnectionState) -> None:
        if self._phase is SignInPhase.WORKING:
            self.progressed.emit(state)

    def _on_failed(self, failure: Failure, certificate: CertificateInfo | None) -> None:
        if certificate is not None:
            self._certificate = certificate
            self._set_phase(SignInPhase.ASKING)
            self.certificate_questioned.emit(certificate, failure)
        else:
            self._set_phase(SignInPhase.EDITING)
            self.failed.emit(failure)

    def _on_added(self, account: AccountId) -> None:
        self._set_phase(SignInPhase.DONE)
        self.added.emit(account)

    def _set_phase(self, phase: SignInPhase) -> None:
        if phase is not self._phase:
            self._phase = phase
            self.phase_changed.emit()

    def _problem_of(self, form: SignInForm) -> FormProblem | None:
        if not form.address.strip():
            return FormProblem.NAME_MISSING if form.company else FormProblem.ADDRESS_MISSING
        try:
            jid = _address(form)
        except JidError:
            jid = None
        if jid is None or not jid.local:
            return FormProblem.NAME_WRONG if form.company else FormProblem.ADDRESS_WRONG
        if form.company is not None and jid.domain != form.company.domain:
            return FormProblem.OTHER_COMPANY
        if any(account.jid == jid for account in self._accounts.all()):
            return FormProblem.ALREADY_ADDED
        if not form.password:
            return FormProblem.PASSWORD_MISSING
        if form.port.strip() and not _is_port(form.port.strip()):
            return FormProblem.PORT_WRONG
        if form.ca_pem and "-----BEGIN CERTIFICATE-----" not in form.ca_pem:
            return FormProblem.AUTHORITY_WRONG
        return None


def _is_port(text: str) -> bool:
    return text.isascii() and text.isdecimal() and 0 < int(text[:6]) <= _LONGEST_PORT


def _address(form: SignInForm) -> Jid:
    """The address that signs in, bare.

    Raises:
        JidError: it is none.
    """
    return Jid.parse(form.shown_address).bare


def _endpoint(form: SignInForm, domain: str) -> Endpoint | None:
    host, port = form.host.strip(), form.port.strip()
    if not host and not port:
        document = form.company.document if form.company is not None else None
        return document.endpoint if document is not None else None
    usual = 5223 if form.is_direct_tls else 5222
    return Endpoint(host or domain, int(port or usual), form.is_direct_tls)
