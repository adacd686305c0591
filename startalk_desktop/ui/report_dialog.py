"""Blocking somebody, and reporting them to the company's operators with it (XEP-0377)."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtWidgets import (
    QPlainTextEdit,
    QPushButton,
    QRadioButton,
    QWidget,
)

from startalk_desktop.model.reporting import MAX_REPORT_CHARACTERS, ReportReason
from startalk_desktop.ui.widgets.dialog import AwaitedDialog, button_row, plain_label


@dataclass(frozen=True, slots=True)
class ReportAnswer:
    """What was said of a person."""

    reason: ReportReason
    text: str


class ReportDialog(AwaitedDialog):
    """Says why somebody is reported; they are blocked as well."""

    def __init__(self, name: str, company: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFixedWidth(440)
        title = self.tr("Report {name}?").format(name=name)
        self.setWindowTitle(title)
        body = plain_label(
            self.tr(
                "Those who run the server of {company} are told. {name} is blocked as well. They learn of neither."
            ).format(company=company, name=name),
            "muted",
        )
        self.spam = QRadioButton(self.tr("It is unwanted advertising, or fraud"))
        self.abuse = QRadioButton(self.tr("It insults, threatens or harasses"))
        self.spam.setChecked(True)
        self.words = QPlainTextEdit()
        self.words.setPlaceholderText(self.tr("What should they know? (optional)"))
        self.words.setAccessibleName(self.tr("What should they know? (optional)"))
        self.words.setTabChangesFocus(True)
        self.words.setFixedHeight(88)
        cancel = QPushButton(self.tr("Cancel"))
        cancel.setAutoDefault(False)
        cancel.clicked.connect(self.reject)
        self.report = QPushButton(self.tr("Report and block"))
        self.report.setProperty("look", "danger")
        self.report.setAutoDefault(False)
        self.report.clicked.connect(self.accept)
        parts = (plain_label(title, "title"), body, self.spam, self.abuse, self.words)
        self.lay_out(parts, button_row(cancel, self.report))

    @property
    def answer(self) -> ReportAnswer:
        """What was said."""
        reason = ReportReason.ABUSE if self.abuse.isChecked() else ReportReason.SPAM
        return ReportAnswer(reason, self.words.toPlainText().strip()[:MAX_REPORT_CHARACTERS])


async def ask_report(name: str, company: str, parent: QWidget) -> ReportAnswer | None:
    """Ask why; None where nobody is reported."""
    dialog = ReportDialog(name, company, parent)
    try:
        return dialog.answer if await dialog.outcome() else None
    finally:
        dialog.deleteLater()
