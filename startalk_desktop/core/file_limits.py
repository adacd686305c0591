"""What the domain's upload service takes, and whether it works: told before anything goes up."""

from __future__ import annotations

import asyncio
import logging
from typing import Final

from startalk_desktop.core.changes import ChangeHub
from startalk_desktop.core.line import Line
from startalk_desktop.model.changes import FilesChanged
from startalk_desktop.model.failure import Failure, FailureCode
from startalk_desktop.model.files import FileLimits
from startalk_desktop.model.identity import AccountId
from startalk_desktop.tasks import TaskScope
from startalk_desktop.xmpp.errors import NotConnected, RequestFailed

_log = logging.getLogger(__name__)

_FIRST_RETRY: Final = 5.0
_LONGEST_RETRY: Final = 300.0
_OF_THE_LINE: Final = frozenset(
    {
        FailureCode.HOST_UNKNOWN,
        FailureCode.NO_ROUTE,
        FailureCode.REFUSED_PORT,
        FailureCode.TIMEOUT,
        FailureCode.CONNECTION_LOST,
        FailureCode.TLS_FAILED,
        FailureCode.CERTIFICATE_UNTRUSTED,
        FailureCode.CERTIFICATE_NAME,
        FailureCode.CERTIFICATE_EXPIRED,
        FailureCode.CERTIFICATE_CHANGED,
    }
)
"""The service can't be reached. Whether that is over can be found out without sending a file."""


class UploadLimits:
    """What is known of one account's upload service.

    Attributes:
        now: the limits as last heard; without any before the first sign-in.
    """

    def __init__(
        self, account: AccountId, line: Line, changes: ChangeHub, scope: TaskScope
    ) -> None:
        self._account = account
        self._line = line
        self._changes = changes
        self._scope = scope
        self._is_watching = False
        self.now = FileLimits()

    def stream_began(self) -> None:
        """A new stream: the service may be another."""
        self._scope.start(self._find_out(), "find upload service")

    def worked(self) -> None:
        """A file went up."""
        self._set(FileLimits(self.now.max_size))

    def failed(self, failure: Failure) -> None:
        """A file did not go up for a reason that the next one would meet, too."""
        self._set(FileLimits(self.now.max_size, failure))
        if failure.code in _OF_THE_LINE and not self._is_watching and self._line.is_up:
            self._is_watching = True
            self._scope.start(self._watch(), "wait for upload service")

    async def _watch(self) -> None:
        """Ask whether the service can be reached again, until it can, or something else is the matter."""
        stream, delay = self._line.stream, _FIRST_RETRY
        try:
            while True:
                await asyncio.sleep(delay)
                delay = min(delay * 2, _LONGEST_RETRY)
                failure = self.now.failure
                is_other = failure is None or failure.code not in _OF_THE_LINE
                if is_other or self._line.stream != stream:
                    return
                try:
                    await self._line.require().files.reach()
                except RequestFailed as error:
                    _log.info("the upload service can't be reached yet: %s", error)
                else:
                    self.worked()
                    return
        finally:
            self._is_watching = False

    async def _find_out(self) -> None:
        """Ask until there is an answer, or the stream is over."""
        stream, delay = self._line.stream, _FIRST_RETRY
        while self._line.is_up and self._line.stream == stream:
            try:
                service = await self._line.require().files.service()
            except NotConnected:
                return
            except RequestFailed as error:
                _log.info("the upload service is not known yet: %s", error)
                self.failed(error.failure)
            else:
                if service is not None:
                    self._set(FileLimits(service.max_size))
                    return
                self._set(FileLimits(None, Failure(FailureCode.UNSUPPORTED)))
            await asyncio.sleep(delay)
            delay = min(delay * 2, _LONGEST_RETRY)

    def _set(self, limits: FileLimits) -> None:
        if limits != self.now:
            self.now = limits
            self._changes.announce(FilesChanged(self._account))
