"""Where the server is and whom to trust, for the few who have to say so."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QFrame,
    QGridLayout,
    QLabel,
    QLineEdit,
    QPushButton,
)

from startalk_desktop.ui.tokens import Space
from startalk_desktop.viewmodels.sign_in import SignInForm

_LARGEST_CA_FILE = 1_000_000  # bytes


class ServerSettings(QFrame):
    """Host, port, direct TLS, and a private certificate authority. `unreadable`: the file chosen for that is none."""

    unreadable = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.ca_pem = ""
        self.host = QLineEdit()
        self.host.setPlaceholderText(self.tr("found by itself"))
        self.port = QLineEdit()
        self.port.setPlaceholderText("5222")
        self.port.setMaximumWidth(96)
        self.direct_tls = QCheckBox(self.tr("Encrypted from the first byte (direct TLS)"))
        self._authority = QPushButton(self.tr("Choose a certificate authority…"))
        self._authority.setAutoDefault(False)
        self._authority.clicked.connect(self._ask_for_authority)
        self._lay_out()

    def fill(self, form: SignInForm) -> None:
        """Fill in what is known already."""
        self.host.setText(form.host)
        self.port.setText(form.port)
        self.direct_tls.setChecked(form.is_direct_tls)
        self.ca_pem = form.ca_pem

    def _lay_out(self) -> None:
        self.setProperty("look", "card")
        grid = QGridLayout(self)
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

    def _ask_for_authority(self) -> None:
        chooser = QFileDialog(self, self.tr("Certificate authority"))
        chooser.setFileMode(QFileDialog.FileMode.ExistingFile)
        chooser.setNameFilter(self.tr("Certificates (*.pem *.crt *.cer)"))
        chooser.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chooser.fileSelected.connect(self._on_authority_chosen)
        chooser.open()

    def _on_authority_chosen(self, name: str) -> None:
        path = Path(name)
        self.ca_pem = _certificate_text(path)
        if self.ca_pem:
            self._authority.setText(path.name)
        else:
            self.unreadable.emit()


def _certificate_text(path: Path) -> str:
    """The PEM text in the file; empty where it can't be one."""
    try:
        if path.stat().st_size <= _LARGEST_CA_FILE:
            return path.read_text(encoding="ascii")
    except (OSError, ValueError):
        return ""
    return ""
