"""The application's stylesheet, made from the tokens. Widgets choose a look by the property `look`."""

from __future__ import annotations

from string import Template

from startalk_desktop.ui.tokens import Colours, Radius, Size, Space, TypeSize

_SHEET = Template("""
* { outline: none; }
QMainWindow, QDialog { background: $surface; }
QToolTip {
    background: $raised; color: $text; border: 1px solid $line_strong; padding: ${xs}px ${s}px;
    font-size: ${small}px;
}

QLabel { background: transparent; }
QLabel[look="muted"] { color: $text_muted; font-size: ${label}px; }
QLabel[look="caption"] { color: $text_muted; font-size: ${small}px; }
QLabel[look="title"] { font-size: ${title}px; font-weight: 600; }
QLabel[look="heading"] { font-size: ${heading}px; font-weight: 600; }
QLabel[look="display"] { font-size: ${display}px; font-weight: 600; }
QLabel[look="danger"] { color: $danger; font-size: ${label}px; }
QLabel[look="section"] { color: $text_muted; font-size: ${small}px; font-weight: 600; }

QWidget[look="rail"] { background: $rail; }
QWidget[look="sidebar"] { background: $sidebar; }
QWidget[look="surface"] { background: $surface; }
QWidget[look="chat"] { background: $chat; }
QFrame[look="card"] { background: $field; border-radius: ${radius_m}px; }
QFrame[look="line"] { background: $line; border: none; }

QPushButton {
    background: $field; color: $text; border: 1px solid $line_strong; border-radius: ${radius_s}px;
    padding: 0 ${l}px; min-height: ${control}px; font-weight: 500;
}
QPushButton:hover { background: $hover; border-color: $text_faint; }
QPushButton:pressed { background: $selected; }
QPushButton:focus { border: 2px solid $accent_text; padding: 0 15px; }
QPushButton:disabled { color: $text_faint; border-color: $line; background: $field; }
QPushButton[look="primary"] { background: $accent; color: $on_accent; border: 1px solid $accent; }
QPushButton[look="primary"]:hover { background: $accent_hover; border-color: $accent_hover; }
QPushButton[look="primary"]:pressed { background: $accent_pressed; border-color: $accent_pressed; }
QPushButton[look="primary"]:focus { border: 2px solid $text; }
QPushButton[look="primary"]:disabled { background: $line; color: $text_faint; border-color: $line; }
QPushButton[look="danger"] { color: $danger; border-color: $danger; background: transparent; }
QPushButton[look="danger"]:hover { background: $danger_surface; }
QPushButton[look="link"] {
    background: transparent; border: 2px solid transparent; color: $accent_text; padding: 0; min-height: 24px;
    border-radius: ${radius_s}px;
}
QPushButton[look="link"]::menu-indicator {
    image: url("$controls/chevron-down.svg"); width: 16px; height: 16px;
    subcontrol-origin: padding; subcontrol-position: right center; left: 4px;
}
QPushButton[look="link"]:hover { text-decoration: underline; }
QPushButton[look="link"]:focus { border-color: $accent_text; padding: 0; }
QPushButton[look="fact"] {
    background: transparent; border: 2px solid transparent; color: $accent_text; padding: 0; min-height: 22px;
    font-size: ${label}px; font-weight: 400; text-align: left; border-radius: 4px;
}
QPushButton[look="fact"]:hover { text-decoration: underline; }
QPushButton[look="fact"]:focus { border-color: $accent_text; }
QPushButton[look="chip"] {
    background: $field; border: 2px solid transparent; color: $text_muted; font-size: ${label}px;
    min-height: 24px; padding: 0 ${m}px; border-radius: 14px;
}
QPushButton[look="chip"]:hover { color: $text; background: $line; }
QPushButton[look="chip"]:checked { background: $selected; color: $accent_text; font-weight: 600; }
QPushButton[look="chip"]:focus { border-color: $accent_text; }
QPushButton[look="compact"] { min-height: 26px; padding: 0 ${m}px; font-size: ${label}px; }

QWidget[look="tabs"] { background: $field; border-radius: ${radius_m}px; }
QPushButton[look="tab"] {
    background: transparent; border: 2px solid transparent; color: $text_muted; font-size: ${label}px;
    min-height: 26px; padding: 0 ${xs}px; border-radius: ${radius_s}px;
}
QPushButton[look="tab"]:hover { color: $text; }
QPushButton[look="tab"]:checked { background: $tab; color: $text; font-weight: 600; }
QPushButton[look="tab"]:focus { border-color: $accent_text; }

QToolButton {
    background: transparent; border: 2px solid transparent; border-radius: ${radius_s}px; padding: ${xs}px;
}
QToolButton:hover { background: $hover; }
QToolButton:pressed, QToolButton:checked { background: $selected; }
QToolButton:focus { border-color: $accent_text; }
QToolButton::menu-indicator { image: none; }
QWidget[look="rail"] QToolButton:hover { background: $line; }

QLineEdit, QPlainTextEdit, QTextEdit, QSpinBox, QTimeEdit, QComboBox {
    background: $field; color: $text; border: 1px solid $line; border-radius: ${radius_s}px;
    padding: 0 ${m}px; selection-background-color: $selection; selection-color: $text;
}
QLineEdit, QPlainTextEdit, QTextEdit { placeholder-text-color: $text_muted; }
QLineEdit, QSpinBox, QTimeEdit, QComboBox { min-height: ${control}px; }
QPlainTextEdit, QTextEdit { padding: ${s}px 10px; }
QLineEdit:hover, QPlainTextEdit:hover, QTextEdit:hover, QComboBox:hover { border-color: $line_strong; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QSpinBox:focus, QTimeEdit:focus, QComboBox:focus {
    border: 2px solid $accent_text; background: $surface; padding-left: 11px; padding-right: 11px;
}
QPlainTextEdit:focus, QTextEdit:focus { padding: 7px 9px; }
QTimeEdit QLineEdit, QTimeEdit QLineEdit:focus {
    background: transparent; border: none; padding: 0; min-height: 0;
}
QTimeEdit::up-button, QTimeEdit::down-button { width: 0; border: none; }
QLineEdit:disabled, QPlainTextEdit:disabled { color: $text_faint; }
QLineEdit[look="search"], QLineEdit[look="search"]:focus { padding-left: ${xs}px; padding-right: ${xs}px; }
QLineEdit[look="error"] { border-color: $danger; }
QComboBox::drop-down { border: none; width: 28px; }
QComboBox::down-arrow { image: url("$controls/chevron-down.svg"); width: 16px; height: 16px; }
QComboBox QAbstractItemView {
    background: $raised; border: 1px solid $line_strong; selection-background-color: $selected;
    selection-color: $text; padding: ${xs}px;
}
QWidget[look="composer"] { background: $field; border: 1px solid $line; border-radius: ${radius_l}px; }
QWidget[look="composer"][focused="true"] { border: 1px solid $accent_text; }
QWidget[look="composer"] QPlainTextEdit, QWidget[look="composer"] QPlainTextEdit:focus {
    background: transparent; border: none; padding: 0;
}

QCheckBox, QRadioButton { spacing: ${s}px; padding: 2px; border: 2px solid transparent; border-radius: 4px; }
QCheckBox:focus, QRadioButton:focus { border-color: $accent_text; }
QCheckBox::indicator, QRadioButton::indicator {
    width: 16px; height: 16px; border: 1px solid $text_faint; background: $field;
}
QCheckBox::indicator { border-radius: 4px; }
QRadioButton::indicator { border-radius: 9px; }
QCheckBox::indicator:hover, QRadioButton::indicator:hover { border-color: $accent_text; }
QCheckBox::indicator:checked { background: $accent; border-color: $accent; image: url("$controls/check.svg"); }
QRadioButton::indicator:checked { background: $accent; border-color: $accent; image: url("$controls/dot.svg"); }

QAbstractItemView { background: transparent; border: none; }
QListWidget[look="sections"]::item { border-radius: ${radius_s}px; padding: 0 ${s}px; color: $text; }
QListWidget[look="sections"]::item:hover { background: $line; }
QListWidget[look="sections"]::item:selected { background: $selected; color: $accent_text; }
QTreeView { show-decoration-selected: 0; }
QTreeView::branch { background: transparent; }
QTreeView::branch:has-children:closed { image: url("$controls/chevron-right.svg"); }
QTreeView::branch:has-children:open { image: url("$controls/chevron-down.svg"); }
QScrollArea { background: transparent; border: none; }

QMenu { background: $raised; border: 1px solid $line_strong; padding: ${xs}px; menu-scrollable: 1; }
QMenu::item { padding: 7px 36px 7px ${m}px; border-radius: ${radius_s}px; }
QMenu::item:selected { background: $selected; }
QMenu::item:disabled { color: $text_faint; }
QMenu::separator { height: 1px; background: $line_strong; margin: ${xs}px ${s}px; }
QMenu::icon { padding-left: ${s}px; }

QScrollBar:vertical { background: transparent; width: 10px; margin: 2px; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 2px; }
QScrollBar::handle { background: $line_strong; border-radius: 3px; }
QScrollBar::handle:vertical { min-height: 36px; }
QScrollBar::handle:horizontal { min-width: 36px; }
QScrollBar::handle:hover { background: $text_faint; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

QSplitter::handle { background: $line; }
QSplitter::handle:hover { background: $accent_text; }

QTabBar::tab {
    background: transparent; color: $text_muted; padding: ${s}px ${m}px; border: none;
    border-bottom: 2px solid transparent; font-weight: 500;
}
QTabBar::tab:selected { color: $accent_text; border-bottom-color: $accent_text; }
QTabBar::tab:hover { color: $text; }
QTabWidget::pane { border: none; }

QSlider:horizontal { min-height: 22px; }
QSlider::groove:horizontal { background: $line_strong; height: 4px; border-radius: 2px; }
QSlider::sub-page:horizontal { background: $accent; height: 4px; border-radius: 2px; }
QSlider::handle:horizontal {
    background: $accent; width: 16px; height: 16px; margin: -6px 0; border-radius: 8px;
}
QSlider::handle:horizontal:focus { background: $accent_hover; border: 2px solid $text; border-radius: 9px; }

QProgressBar { background: $line; border: none; border-radius: 2px; max-height: 4px; text-align: center; }
QProgressBar::chunk { background: $accent; border-radius: 2px; }
""")


def build_stylesheet(colours: Colours, controls: str) -> str:
    """The stylesheet in `colours`; `controls` is the folder of the pictures inside controls, with slashes."""
    names = {
        name: getattr(colours, name).name()
        for name in (
            "rail", "sidebar", "chat", "surface", "raised", "field", "line", "line_strong", "hover",
            "selected", "text", "text_muted", "text_faint", "accent", "accent_hover", "accent_pressed",
            "on_accent", "accent_text", "selection", "danger", "danger_surface",
        )
    }  # fmt: skip
    lengths = {
        "xs": Space.XS, "s": Space.S, "m": Space.M, "l": Space.L, "xl": Space.XL,
        "radius_s": Radius.SMALL, "radius_m": Radius.MEDIUM, "radius_l": Radius.LARGE,
        "small": TypeSize.SMALL, "label": TypeSize.LABEL,
        "title": TypeSize.TITLE, "heading": TypeSize.HEADING, "display": TypeSize.DISPLAY,
        "control": Size.CONTROL,
    }  # fmt: skip
    return _SHEET.substitute(
        names,
        tab=(colours.line_strong if colours.is_dark else colours.surface).name(),
        controls=controls,
        **{name: str(int(value)) for name, value in lengths.items()},
    )
