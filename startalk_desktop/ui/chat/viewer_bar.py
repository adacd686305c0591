"""The head of the picture viewer, and the buttons at its sides."""

from __future__ import annotations

from typing import ClassVar, Final

from PySide6.QtCore import QObject, QPoint, QRect, Qt
from PySide6.QtGui import QColor, QFont
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from startalk_desktop.ui.theme import Theme
from startalk_desktop.ui.tokens import Radius, Space, TypeSize
from startalk_desktop.ui.widgets.elided_label import ElidedLabel
from startalk_desktop.ui.widgets.icon_button import IconButton

_SIDE: Final = 44


class ViewerBar(QObject):
    """Lies over `viewer`; everything on it is in `ink`, on a `veil` where the picture is beneath."""

    HEIGHT: ClassVar = 60

    def __init__(self, theme: Theme, ink: QColor, veil: QColor, viewer: QWidget) -> None:
        super().__init__(viewer)
        self._veil = veil
        self._theme = theme
        self._ink = ink
        self._head = QWidget(viewer)
        self._head.setObjectName("viewer-head")
        self._head.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._name = ElidedLabel()
        self._facts = ElidedLabel()
        self._count = QLabel()
        self.smaller_button = self._button("zoom-out", self.tr("Smaller"), "-")
        self.larger_button = self._button("zoom-in", self.tr("Larger"), "+")
        self.copy_button = self._button("copy", self.tr("Copy picture"), "Ctrl+C")
        self.save_button = self._button("save", self.tr("Save as…"), "Ctrl+S")
        self.forward_button = self._button("forward", self.tr("Forward…"))
        self.outside_button = self._button("external", self.tr("Open with another program"))
        self.close_button = self._button("close", self.tr("Close"), "Esc")
        self.back_button = self._button("chevron-left", self.tr("Earlier picture"), "←", viewer)
        self.on_button = self._button("chevron-right", self.tr("Later picture"), "→", viewer)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addStretch()
        words.addWidget(self._name)
        words.addWidget(self._facts)
        words.addStretch()
        row = QHBoxLayout(self._head)
        row.setContentsMargins(Space.XL, 0, Space.M, 0)
        row.setSpacing(Space.XS)
        row.addLayout(words, 1)
        row.addWidget(self._count)
        row.addSpacing(Space.M)
        for button in self._row():
            row.addWidget(button)
        self._dress()
        theme.changed.connect(self._dress)

    def show_picture(
        self,
        name: str,
        facts: str,
        count: str,
        *,
        is_file: bool,
        has_before: bool,
        has_after: bool,
    ) -> None:
        """Say what is shown; what only a text points to can't be copied, saved or passed on."""
        self._name.setText(name)
        self._facts.setText(facts)
        self._count.setText(count)
        for button in (self.copy_button, self.save_button, self.forward_button):
            button.setVisible(is_file)
        self.back_button.setVisible(has_before)
        self.on_button.setVisible(has_after)

    def place(self, area: QRect) -> None:
        """The viewer has that area."""
        self._head.setGeometry(0, 0, area.width(), self.HEIGHT)
        middle = (area.height() - _SIDE) // 2
        self.back_button.move(QPoint(Space.M, middle))
        self.on_button.move(QPoint(area.width() - _SIDE - Space.M, middle))

    def _row(self) -> tuple[IconButton, ...]:
        return (
            self.smaller_button,
            self.larger_button,
            self.copy_button,
            self.save_button,
            self.forward_button,
            self.outside_button,
            self.close_button,
        )

    def _button(
        self, icon: str, name: str, key: str = "", parent: QWidget | None = None
    ) -> IconButton:
        button = IconButton(self._theme, icon, name, parent)
        button.setObjectName(icon)
        button.set_name(name, key)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button

    def _dress(self) -> None:
        ink = self._ink.name()
        muted = QColor(self._ink)
        muted.setAlphaF(0.7)
        faint = f"rgba({muted.red()}, {muted.green()}, {muted.blue()}, 0.16)"
        look = (
            f"QToolButton {{ background: transparent; border-radius: {int(Radius.SMALL)}px; }}"
            f"QToolButton:hover, QToolButton:pressed {{ background: {faint}; }}"
            f"QToolButton:focus {{ border: 2px solid {ink}; }}"
        )
        for button in (*self._row(), self.back_button, self.on_button):
            button.setIcon(self._theme.icon(button.objectName(), self._ink))
            button.setStyleSheet(look)
        for button in (self.back_button, self.on_button):
            button.setFixedSize(_SIDE, _SIDE)
            button.setStyleSheet(look.replace("transparent", faint, 1).replace("6px", "22px", 1))
        for label, size, weight in (
            (self._name, TypeSize.BODY, QFont.Weight.Medium),
            (self._facts, TypeSize.SMALL, QFont.Weight.Normal),
            (self._count, TypeSize.LABEL, QFont.Weight.Normal),
        ):
            label.setFont(self._theme.font(size, weight))
            label.setStyleSheet(f"color: {ink};")
        self._facts.setStyleSheet(
            f"color: rgba({muted.red()}, {muted.green()}, {muted.blue()}, 0.75);"
        )
        veil = self._veil
        self._head.setStyleSheet(
            f"#viewer-head {{ background: rgba({veil.red()}, {veil.green()}, {veil.blue()}, 0.7); }}"
        )
        self._head.setFixedHeight(self.HEIGHT)
