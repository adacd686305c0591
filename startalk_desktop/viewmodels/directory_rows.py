"""What a row of the directory tells a view."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from PySide6.QtCore import Qt

from startalk_desktop.core.directory import Company
from startalk_desktop.core.presence_board import PresenceSummary
from startalk_desktop.model.account import Hue
from startalk_desktop.model.jid import Jid
from startalk_desktop.viewmodels.directory_nodes import NodeKind, Section


class DirectoryRole(IntEnum):
    """What a row tells one by one. Qt makes plain texts of the enumerations: compare with ``==``."""

    KIND = Qt.ItemDataRole.UserRole + 1  # NodeKind
    NAME = Qt.ItemDataRole.UserRole + 2  # str; of a section, ""
    ACCOUNT = Qt.ItemDataRole.UserRole + 3  # AccountId, None of a section
    JID = Qt.ItemDataRole.UserRole + 4  # Jid of a person, else None
    IS_OPEN = Qt.ItemDataRole.UserRole + 5  # bool
    IS_LOADING = Qt.ItemDataRole.UserRole + 6  # bool


@dataclass(frozen=True, slots=True)
class ToldRow:
    """All that a row tells, for painting: asking for each role by itself costs more than the painting."""

    kind: NodeKind
    name: str
    depth: int
    is_open: bool
    has_children: bool
    is_loading: bool
    count: int
    colour: Hue
    section: Section | None
    company: Company | None  # of a company's row
    company_name: str
    domain: str  # of a partner and its people; "" where it is the company's own
    jid: Jid | None
    detail: str
    presence: PresenceSummary
    is_gathered: bool
