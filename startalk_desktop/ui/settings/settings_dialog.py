"""The settings: sections at the left, what they hold at the right. What is changed counts at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from startalk_desktop.model.account import Account
from startalk_desktop.model.identity import AccountId
from startalk_desktop.ui.layout_store import LayoutStore
from startalk_desktop.ui.settings.company_page import CompanyPage
from startalk_desktop.ui.settings.general_page import GeneralPage
from startalk_desktop.ui.settings.notifications_page import NotificationsPage
from startalk_desktop.ui.settings.quiet_rows import Run
from startalk_desktop.ui.settings.rows import SettingsPage
from startalk_desktop.ui.theme import Theme
from startalk_desktop.ui.time_texts import TimeTexts
from startalk_desktop.ui.tokens import Size, Space
from startalk_desktop.ui.widgets.dialog import AwaitedDialog
from startalk_desktop.ui.widgets.plain_tip import plain_tip

if TYPE_CHECKING:
    from startalk_desktop.core.startalk import Startalk

_SECTIONS_WIDTH: Final = 208
_SIZE: Final = QSize(760, 560)
_DOT: Final = 12


class SettingsDialog(AwaitedDialog):
    """Opened at the general page, or at a company's.

    Args:
        run: starts a task that says in a toast what failed.
        said: says something in a toast.
    """

    def __init__(
        self,
        theme: Theme,
        times: TimeTexts,
        startalk: Startalk,
        layout: LayoutStore,
        run: Run,
        said: Callable[[str], object],
        parent: QWidget,
        *,
        has_tray: bool = False,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._rows: dict[AccountId, int] = {}
        self.setWindowTitle(self.tr("Settings"))
        self.resize(_SIZE)
        self.setMinimumSize(600, 420)
        self.sections = QListWidget()
        self.sections.setAccessibleName(self.tr("Sections"))
        self.sections.setProperty("look", "sections")
        self.sections.setFixedWidth(_SECTIONS_WIDTH)
        self.sections.setIconSize(QSize(Size.ICON, Size.ICON))
        self.sections.setFrameShape(QFrame.Shape.NoFrame)
        self.pages = QStackedWidget()
        self.general = GeneralPage(
            theme,
            layout,
            away_after=startalk.presence.away_after_minutes,
            set_away_after=lambda minutes: run(
                startalk.presence.set_away_after(minutes), "choose when one is away"
            ),
            said=said,
            has_tray=has_tray,
        )
        self.notifications = NotificationsPage(theme, times, startalk.attention, run)
        lively = theme.colours.accent_text
        self._add(theme.icon("settings", active=lively), self.tr("General"), self.general)
        self._add(theme.icon("bell", active=lively), self.tr("Notifications"), self.notifications)
        self.companies: dict[AccountId, CompanyPage] = {}
        for account in startalk.accounts.all():
            page = CompanyPage(theme, times, startalk, account, run)
            self.companies[account.id] = page
            self._rows[account.id] = self.sections.count()
            self._add(self._dot(account), account.company, page)
        self.sections.currentRowChanged.connect(self.pages.setCurrentIndex)
        self.sections.setCurrentRow(0)
        self._lay_out()

    def show_company(self, account: AccountId) -> None:
        """Go to the page of a company."""
        self.sections.setCurrentRow(self._rows.get(account, 0))

    def _add(self, icon: QIcon, name: str, page: SettingsPage) -> None:
        item = QListWidgetItem(icon, name)
        item.setSizeHint(QSize(0, Size.CONTROL))
        item.setToolTip(plain_tip(name))
        self.sections.addItem(item)
        self.pages.addWidget(page)

    def _dot(self, account: Account) -> QIcon:
        ratio = self.devicePixelRatioF()
        pixmap = QPixmap(QSize(Size.ICON, Size.ICON) * ratio)
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colours.company(account.hue).solid)
        inset = (Size.ICON - _DOT) / 2
        painter.drawRoundedRect(QRectF(inset, inset, _DOT, _DOT), 4, 4)
        painter.end()
        icon = QIcon(pixmap)
        icon.addPixmap(pixmap, QIcon.Mode.Selected)  # the company's own colour, chosen or not
        return icon

    def _lay_out(self) -> None:
        left = QWidget()
        left.setProperty("look", "rail")
        left.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(left)
        column.setContentsMargins(Space.S, Space.L, Space.S, Space.L)
        column.addWidget(self.sections)
        self.close_button = QPushButton(self.tr("Close"))
        self.close_button.setDefault(True)
        self.close_button.clicked.connect(self.accept)
        foot = QHBoxLayout()
        foot.setContentsMargins(Space.XL, Space.S, Space.XL, Space.L)
        foot.addStretch()
        foot.addWidget(self.close_button)
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self.pages, 1)
        right.addLayout(foot)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(left)
        layout.addLayout(right, 1)
