"""Finding a company, as the sign-in dialog sees it: by what is typed, and by the QR codes of pictures."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from enum import Enum
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from startalk_desktop.core.company_finder import CompanyFinder
from startalk_desktop.core.ports import RequestFailed
from startalk_desktop.core.qr_codes import (
    MAX_PICTURE_BYTES,
    MAX_PIXELS,
    GreyPicture,
    PictureUnreadable,
    codes_in_file,
    codes_in_pixels,
)
from startalk_desktop.model.failure import Failure
from startalk_desktop.model.nav import FoundCompany
from startalk_desktop.model.way_in import AddressWay, WayInError, WayInProblem, understand
from startalk_desktop.tasks import TaskScope
from startalk_desktop.viewmodels.avatars import decode

_log = logging.getLogger(__name__)


class CodeProblem(Enum):
    """Why a picture leads to no company."""

    NO_CODE = "no-code"
    FOREIGN_CODE = "foreign-code"  # there are codes, and none is of a company
    UNREADABLE = "unreadable"


SearchProblem = WayInProblem | CodeProblem | Failure


class CompanySearch(QObject):
    """Looks for one company at a time; what is asked for last counts.

    Signals:
        busy_changed: it began to look, or ended.
        found(FoundCompany, QImage or None): with its logo, decoded.
        failed(WayInProblem, CodeProblem, or Failure of a web server): nothing was found.
        several(tuple of str): a picture has more than one code that may be meant; call `find` with one.
    """

    busy_changed = Signal()
    found = Signal(object, object)
    failed = Signal(object)
    several = Signal(object)

    def __init__(
        self, finder: CompanyFinder, scope: TaskScope, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._finder = finder
        self._scope = scope
        self._task: asyncio.Task[None] | None = None

    @property
    def is_busy(self) -> bool:
        """Whether it looks."""
        return self._task is not None

    def find(self, text: str, ca_pem: str = "") -> None:
        """Look for the company that `text` leads to; `ca_pem` is a private authority to trust."""
        self._begin(self._find(text, ca_pem))

    def read_file(self, path: Path, ca_pem: str = "") -> None:
        """Look for a company by the QR code in a picture file."""
        self._begin(self._read(lambda: codes_in_file(_content(path)), ca_pem))

    def read_images(self, images: list[QImage], ca_pem: str = "") -> None:
        """Look for a company by the QR code in one of `images`: of the screens, or of the clipboard."""
        self._begin(self._read(lambda: _codes_in_images(images), ca_pem))

    def cancel(self) -> None:
        """Stop looking."""
        if self._task is not None:
            self._task.cancel()
            self._end()

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        if self._task is not None:
            self._task.cancel()
        self._task = self._scope.start(work, "find a company")
        self.busy_changed.emit()

    def _end(self) -> None:
        self._task = None
        self.busy_changed.emit()

    async def _find(self, text: str, ca_pem: str) -> None:
        try:
            company = await self._finder.find(text, ca_pem)
        except WayInError as error:
            self._fail(error.problem)
        except RequestFailed as error:
            self._fail(error.failure)
        else:
            await self._tell(company)

    async def _tell(self, company: FoundCompany) -> None:
        logo = await asyncio.to_thread(decode, company.logo) if company.logo else None
        self._end()
        self.found.emit(company, logo)

    async def _read(self, read: Callable[[], tuple[str, ...]], ca_pem: str) -> None:
        try:
            codes = await asyncio.to_thread(read)
        except PictureUnreadable as error:
            _log.info("a picture could not be read: %s", error)
            self._fail(CodeProblem.UNREADABLE)
            return
        ways = [code for code in codes if _leads_somewhere(code)]
        if len(ways) == 1:
            await self._find(ways[0], ca_pem)
        elif ways:
            self._end()
            self.several.emit(tuple(ways))
        elif codes:
            # Of one code alone it may be said what is wrong with it.
            self._fail(_problem(codes[0]) if len(codes) == 1 else CodeProblem.FOREIGN_CODE)
        else:
            self._fail(CodeProblem.NO_CODE)

    def _fail(self, problem: SearchProblem) -> None:
        self._end()
        self.failed.emit(problem)


def personal_address(text: str) -> str:
    """The address in `text`, where that is somebody's, in whatever form; "" otherwise."""
    try:
        way = understand(text)
    except WayInError:
        return ""
    return str(way.jid) if isinstance(way, AddressWay) else ""


def leads_to_company(text: str) -> bool:
    """Whether `text` names a company and nobody in it: its domain, or where its nav document is."""
    try:
        return not isinstance(understand(text), AddressWay)
    except WayInError:
        return False


def _leads_somewhere(code: str) -> bool:
    try:
        understand(code)
    except WayInError:
        return False
    return True


def _problem(code: str) -> SearchProblem:
    try:
        understand(code)
    except WayInError as error:
        if error.problem is WayInProblem.NOT_ENCRYPTED:
            return error.problem
    return CodeProblem.FOREIGN_CODE


def _content(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_PICTURE_BYTES:
            raise PictureUnreadable("too many bytes")
        return path.read_bytes()
    except OSError as error:
        raise PictureUnreadable(str(error)) from error


def _codes_in_images(images: list[QImage]) -> tuple[str, ...]:
    codes: dict[str, None] = {}
    for image in images:
        codes.update(dict.fromkeys(codes_in_pixels(_grey(image))))
    return tuple(codes)


def _grey(image: QImage) -> GreyPicture:
    if image.isNull() or image.width() * image.height() > MAX_PIXELS:
        raise PictureUnreadable("no picture, or a huge one")
    if image.hasAlphaChannel():
        paper = QImage(image.size(), QImage.Format.Format_RGB32)
        paper.fill(0xFFFFFFFF)
        image = _over(image, paper)
    grey = image.convertToFormat(QImage.Format.Format_Grayscale8)
    width, height, stride = grey.width(), grey.height(), grey.bytesPerLine()
    rows = bytes(grey.constBits())
    if stride != width:
        rows = b"".join(rows[y * stride : y * stride + width] for y in range(height))
    return GreyPicture(width, height, rows)


def _over(image: QImage, paper: QImage) -> QImage:
    from PySide6.QtGui import QPainter

    painter = QPainter(paper)
    painter.drawImage(0, 0, image)
    painter.end()
    return paper
