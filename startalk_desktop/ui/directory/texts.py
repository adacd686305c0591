"""What the directory says of itself: where people come from, and what is wrong with a published tree."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from startalk_desktop.core.directory import Company
from startalk_desktop.model.organisation import Faults, TreeFault, TreeSource
from startalk_desktop.viewmodels.directory_nodes import Section
from startalk_desktop.viewmodels.people_model import PeopleGroup


def section_text(section: Section) -> str:
    """The heading of people who are gathered above the companies."""
    texts = {
        Section.STARRED: QCoreApplication.translate("Directory", "Starred"),
        Section.RECENT: QCoreApplication.translate("Directory", "Recently met"),
    }
    return texts[section]


def group_text(group: PeopleGroup, name: str) -> str:
    """The heading of the people around somebody."""
    texts = {
        PeopleGroup.REPORTS: QCoreApplication.translate("Directory", "Reporting to {name}"),
        PeopleGroup.UNIT: QCoreApplication.translate("Directory", "In the same unit as {name}"),
    }
    return texts[group].format(name=name)


def through_text(company: str) -> str:
    """The way in which a linked domain and its people are reached."""
    text = QCoreApplication.translate("Directory", "Linked through {company}")
    return text.format(company=company)


def joined(*parts: str) -> str:
    """What there is to say, on one line."""
    return " · ".join(part for part in parts if part)


def source_text(company: Company) -> str:
    """Where a company's people come from, if it is not what one would think; "" otherwise."""
    if company.faults:
        return faults_line(company.faults)
    if company.source is TreeSource.CONTACT_LIST:
        return QCoreApplication.translate("Directory", "From the contact list")
    if company.source is TreeSource.NONE and company.is_searchable:
        return QCoreApplication.translate("Directory", "No organisation published")
    return ""


def faults_line(faults: Faults) -> str:
    """How many mistakes a published tree has, in one line."""
    count = sum(number for _, number in faults)
    text = QCoreApplication.translate("Directory", "Mistakes in what it publishes: {n}")
    return text.format(n=count)


def fault_text(fault: TreeFault, count: int) -> str:
    """One kind of mistake, how often, and what became of it."""
    text = {
        TreeFault.NOT_A_TREE: QCoreApplication.translate(
            "Directory", "Items that hold something else than they should, left out: {n}"
        ),
        TreeFault.TOO_LARGE: QCoreApplication.translate(
            "Directory", "Parts that are larger than can be meant, left out: {n}"
        ),
        TreeFault.UNIT_WITHOUT_ID: QCoreApplication.translate(
            "Directory", "Units without an id, left out: {n}"
        ),
        TreeFault.UNIT_TWICE: QCoreApplication.translate(
            "Directory", "Units that are there twice, shown once: {n}"
        ),
        TreeFault.UNIT_WITHOUT_PLACE: QCoreApplication.translate(
            "Directory", "Units whose parent is missing or below them, shown on top: {n}"
        ),
        TreeFault.UNIT_MISSING: QCoreApplication.translate(
            "Directory", "Units that are named but not published: {n}"
        ),
        TreeFault.PERSON_WITHOUT_ADDRESS: QCoreApplication.translate(
            "Directory", "People without a usable address, left out: {n}"
        ),
        TreeFault.PERSON_TWICE: QCoreApplication.translate(
            "Directory", "People who are in one unit twice, shown once: {n}"
        ),
        TreeFault.MANAGER_UNUSABLE: QCoreApplication.translate(
            "Directory", "Managers whose address can't be one, left out: {n}"
        ),
        TreeFault.PERSON_ELSEWHERE: QCoreApplication.translate(
            "Directory", "People whose address is in another company, left out: {n}"
        ),
    }[fault]
    return text.format(n=count)
