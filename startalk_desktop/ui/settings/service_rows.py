"""What of a company works at the moment: a row for each service, up to date while it is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QWidget

from startalk_desktop.core.errors import AccountUnknown
from startalk_desktop.model.changes import Change, ServicesChanged
from startalk_desktop.model.identity import AccountId
from startalk_desktop.model.services import ServiceKind, ServiceState, Standing
from startalk_desktop.ui.service_texts import service_detail, service_name, standing_text
from startalk_desktop.ui.settings.quiet_rows import Run
from startalk_desktop.ui.settings.rows import label
from startalk_desktop.ui.theme import Theme
from startalk_desktop.ui.time_texts import TimeTexts
from startalk_desktop.ui.tokens import Size, Space

if TYPE_CHECKING:
    from startalk_desktop.core.startalk import Startalk

_ICONS: Final = {
    ServiceKind.CHAT: "message",
    ServiceKind.FILES: "attach",
    ServiceKind.NAV: "link",
}


class ServiceRows(QWidget):
    """Icon, name with what is the matter below it, and how it stands."""

    def __init__(
        self, theme: Theme, times: TimeTexts, startalk: Startalk, account: AccountId, run: Run
    ) -> None:
        super().__init__()
        self._theme = theme
        self._times = times
        self._startalk = startalk
        self._account = account
        self._run = run
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(Space.M)
        self._grid.setVerticalSpacing(Space.XS)
        self._grid.setColumnStretch(1, 1)
        subscription = startalk.changes.subscribe(self._on_change)
        self.destroyed.connect(lambda *_: subscription.cancel())
        self._show()

    def words(self) -> list[str]:
        """What it says, in order."""
        items = (self._grid.itemAt(n) for n in range(self._grid.count()))
        labels = (item.widget() for item in items if item is not None)
        return [one.text() for one in labels if isinstance(one, QLabel) and one.text()]

    def _on_change(self, change: Change) -> None:
        if isinstance(change, ServicesChanged) and change.account == self._account:
            self._show()

    def _show(self) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        try:
            states = self._startalk.services.of(self._account)
        except AccountUnknown:
            return
        for state in states:
            self._add(state)

    def _add(self, state: ServiceState) -> None:
        row = self._grid.rowCount()
        colours = self._theme.colours
        is_failing = state.standing is Standing.FAILING
        icon = QLabel()
        ink = colours.warning if is_failing else colours.text_muted
        ratio = self.devicePixelRatioF()
        icon.setPixmap(self._theme.pixmap(_ICONS[state.kind], Size.ICON, ink, ratio))
        name = label(service_name(state.kind))
        standing = QLabel(standing_text(state.standing))
        standing.setProperty("look", "danger" if is_failing else "muted")
        name.setAccessibleDescription(standing.text())
        self._grid.addWidget(icon, row, 0)
        self._grid.addWidget(name, row, 1)
        self._grid.addWidget(standing, row, 2, Qt.AlignmentFlag.AlignRight)
        if detail := service_detail(state, self._times):
            self._grid.addWidget(label(detail, "caption"), row + 1, 1)
        if is_failing and state.kind is ServiceKind.NAV:
            top = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop
            self._grid.addWidget(self._again_button(), row + 1, 2, top)

    def _again_button(self) -> QPushButton:
        button = QPushButton(self.tr("Check again"))
        button.setProperty("look", "compact")
        button.setAutoDefault(False)
        button.clicked.connect(
            lambda: self._run(self._startalk.nav.check(self._account), "ask for the nav document")
        )
        return button
