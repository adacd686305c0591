"""To whom messages are forwarded: people and conversations of all companies, each with its company."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QListView,
    QPushButton,
    QScrollArea,
    QStackedLayout,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from startalk_desktop.model.account import Account
from startalk_desktop.model.identity import AccountId
from startalk_desktop.model.message import Message
from startalk_desktop.ui.chat.chip import CompanyChip
from startalk_desktop.ui.row_delegate import Index, RowDelegate, RowFace, paint_row_background
from startalk_desktop.ui.theme import Theme
from startalk_desktop.ui.tokens import Space
from startalk_desktop.ui.widgets.avatar import AvatarFace
from startalk_desktop.ui.widgets.dialog import AwaitedDialog
from startalk_desktop.ui.widgets.empty_state import EmptyState
from startalk_desktop.ui.widgets.search_field import SearchField
from startalk_desktop.viewmodels.switcher_model import SwitcherModel, SwitcherRole, SwitcherTarget

_CHECK = 20.0
_TICK = 14


@dataclass(frozen=True, slots=True)
class ForwardChoice:
    """What was decided."""

    targets: tuple[SwitcherTarget, ...]
    merged: bool


class ForwardDialog(AwaitedDialog):
    """A list that narrows as one types; what is chosen stays chosen whatever is typed.

    Args:
        theme: colours and icons.
        model: people and conversations; the caller closes it.
        messages: what is forwarded, of one account.
        accounts: in whose name one can write, with the source among them.
        parent: the window.
        is_merged: whether one card is proposed.
    """

    def __init__(
        self,
        theme: Theme,
        model: SwitcherModel,
        messages: Sequence[Message],
        accounts: Sequence[Account],
        parent: QWidget,
        *,
        is_merged: bool = False,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._model = model
        self._source = messages[0].conversation.account
        self._accounts = {account.id: account for account in accounts}
        self._chosen: dict[tuple[AccountId, object], SwitcherTarget] = {}
        title = self.tr("Forward %n message(s)", "", len(messages))
        self.setWindowTitle(title)
        self.resize(500, 620)
        self._heading = QLabel(title)
        self._heading.setProperty("look", "title")
        self.field = SearchField(theme, self.tr("Find a person, a room or a conversation"))
        self.list = _TargetList()
        self.list.setModel(model)
        self.list.setItemDelegate(_TargetDelegate(theme, self._is_chosen, self.list))
        self.list.setAccessibleName(self.tr("People and conversations"))
        self._nothing = EmptyState(theme, "search", self.tr("Nobody and nothing of that name"))
        self._pages = QStackedLayout()
        self._pages.addWidget(self.list)
        self._pages.addWidget(self._nothing)
        self._targets = _ChosenRow(theme)
        self._name = QLabel()
        self._name.setProperty("look", "caption")
        self._name.setTextFormat(Qt.TextFormat.PlainText)
        self._name.setWordWrap(True)
        self.merged = QCheckBox(self.tr("As one card"))
        self.merged.setChecked(is_merged)
        self.merged.setVisible(len(messages) > 1)
        self.forward = QPushButton(self.tr("Forward"))
        self.forward.setProperty("look", "primary")
        self.forward.setDefault(True)
        cancel = QPushButton(self.tr("Cancel"))
        cancel.setAutoDefault(False)
        self._lay_out(cancel)
        cancel.clicked.connect(self.reject)
        self.forward.clicked.connect(self.accept)
        self.field.textChanged.connect(model.set_query)
        self.field.installEventFilter(self)
        self.field.left.connect(self.reject)
        self.list.clicked.connect(self._toggle)
        self.list.toggled.connect(self._toggle)
        self._targets.removed.connect(self._remove)
        model.modelReset.connect(self._on_model_reset)
        self._show_chosen()
        model.open()
        self.field.setFocus()

    @property
    def choice(self) -> ForwardChoice:
        """What was decided."""
        is_merged = self.merged.isChecked() and not self.merged.isHidden()
        return ForwardChoice(tuple(self._chosen.values()), is_merged)

    def _lay_out(self, cancel: QPushButton) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(Space.S)
        buttons.addWidget(self.merged)
        buttons.addStretch()
        buttons.addWidget(cancel)
        buttons.addWidget(self.forward)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(Space.L, Space.L, Space.L, Space.L)
        layout.setSpacing(Space.M)
        layout.addWidget(self._heading)
        layout.addWidget(self.field)
        layout.addLayout(self._pages, 1)
        layout.addWidget(self._targets)
        layout.addWidget(self._name)
        layout.addLayout(buttons)

    def _is_chosen(self, target: SwitcherTarget) -> bool:
        return (target.account, target.peer) in self._chosen

    def _toggle(self, index: QModelIndex) -> None:
        target: SwitcherTarget = index.data(SwitcherRole.TARGET)
        key = (target.account, target.peer)
        if key in self._chosen:
            del self._chosen[key]
        else:
            self._chosen[key] = target
        self._show_chosen()

    def _remove(self, target: SwitcherTarget) -> None:
        self._chosen.pop((target.account, target.peer), None)
        self._show_chosen()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The keyboard stays in the field: Up and Down move in the list, Enter chooses, Ctrl+Enter forwards."""
        if (
            watched is self.field
            and isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and self._take_key(event)
        ):
            return True
        return super().eventFilter(watched, event)

    def _take_key(self, event: QKeyEvent) -> bool:
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
        key = Qt.Key(event.key())
        if key in steps:
            last = self._model.rowCount() - 1
            row = max(0, min(last, self.list.currentIndex().row() + steps[key]))
            self.list.setCurrentIndex(self._model.index(row))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                self.forward.click()
            elif self.list.currentIndex().isValid():
                self._toggle(self.list.currentIndex())
                self.field.selectAll()
        else:
            return False
        return True

    def _on_model_reset(self) -> None:
        has_rows = self._model.rowCount() > 0
        self._pages.setCurrentIndex(0 if has_rows else 1)
        if has_rows:
            self.list.setCurrentIndex(self._model.index(0))

    def _show_chosen(self) -> None:
        targets = list(self._chosen.values())
        self.list.viewport().update()
        self._targets.show_targets([(one, self._accounts[one.account]) for one in targets])
        self._targets.setVisible(bool(targets))
        self.forward.setEnabled(bool(targets))
        self._name.setText(self._words(targets))

    def _words(self, targets: Sequence[SwitcherTarget]) -> str:
        """In whose name it leaves, and that a question follows where it leaves the company."""
        if not targets:
            return self.tr("Choose one or more.")
        accounts = {target.account: self._accounts[target.account] for target in targets}
        names = self.tr(", ").join(
            f"{account.jid} · {account.company}" for account in accounts.values()
        )
        words = self.tr("Leaves as {names}.").format(names=names)
        if set(accounts) != {self._source}:
            company = self._accounts[self._source].company
            words += " " + self.tr("You are asked first where it leaves {company}.").format(
                company=company
            )
        return words


class _TargetList(QListView):
    """Space and Enter choose; the mouse does by a click."""

    toggled = Signal(QModelIndex)

    def __init__(self) -> None:
        super().__init__()
        self.setMouseTracking(True)
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space chooses; Enter too, unless Ctrl asks for the dialog's own button."""
        keys = (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter)
        is_held = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if event.key() in keys and not is_held and self.currentIndex().isValid():
            self.toggled.emit(self.currentIndex())
        else:
            super().keyPressEvent(event)


class _TargetDelegate(RowDelegate):
    """A row with a round check at the left."""

    def __init__(
        self, theme: Theme, is_chosen: Callable[[SwitcherTarget], bool], parent: QWidget
    ) -> None:
        super().__init__(theme, parent)
        self._is_chosen = is_chosen

    def face(self, index: Index) -> RowFace:
        target: SwitcherTarget = index.data(SwitcherRole.TARGET)
        return RowFace(
            title=target.name,
            detail=index.data(SwitcherRole.DETAIL),
            avatar=AvatarFace(target.name, str(target.peer), index.data(SwitcherRole.IS_ROOM)),
            company=index.data(SwitcherRole.COMPANY),
            hue=self._theme.colours.company(index.data(SwitcherRole.COLOUR)),
        )

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        behind = paint_row_background(painter, option, self._theme)
        inner = QRectF(option.rect).adjusted(Space.L, 0, -Space.L, 0)
        disc = QRectF(inner.left(), inner.center().y() - _CHECK / 2, _CHECK, _CHECK)
        self._paint_check(painter, disc, index.data(SwitcherRole.TARGET))
        inner.setLeft(disc.right() + Space.M)
        self.paint_face(painter, inner, behind, self.face(index))
        painter.restore()

    def _paint_check(self, painter: QPainter, disc: QRectF, target: SwitcherTarget) -> None:
        colours = self._theme.colours
        if not self._is_chosen(target):
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(colours.text_faint, 1.4))
            painter.drawEllipse(disc.adjusted(1, 1, -1, -1))
            return
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colours.accent)
        painter.drawEllipse(disc)
        ratio = painter.device().devicePixelRatioF()
        tick = self._theme.pixmap("check", _TICK, colours.on_accent, ratio)
        painter.drawPixmap(disc.center() - QPointF(_TICK / 2, _TICK / 2), tick)


class _ChosenRow(QScrollArea):
    """Who is chosen, each in the company's colours; a click takes one away. `removed` carries the target."""

    removed = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setWidgetResizable(True)
        self.setFixedHeight(34)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)

    def show_targets(self, targets: Sequence[tuple[SwitcherTarget, Account]]) -> None:
        row = QWidget()
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(Space.XS)
        for target, account in targets:
            chip = _Removable(self._theme)
            chip.say(f"{target.name} · {account.company}  ✕", account.colour)
            chip.setToolTip(self.tr("Remove {name}").format(name=target.name))
            chip.pressed.connect(lambda target=target: self.removed.emit(target))
            layout.addWidget(chip)
        layout.addStretch(1)
        self.setWidget(row)


class _Removable(CompanyChip):
    pressed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def mousePressEvent(self, _event: QMouseEvent) -> None:
        """It goes."""
        self.pressed.emit()
