"""One attempt to get a secured line to an account's domain: find its servers, reach the best, secure the line."""

from __future__ import annotations

import asyncio

from startalk_desktop.model.connection import ConnectStep
from startalk_desktop.model.failure import Failure, FailureCode
from startalk_desktop.xmpp.connector import Line, Progress, open_line
from startalk_desktop.xmpp.discovery import Discovery, DnsResolver
from startalk_desktop.xmpp.errors import SignInFailed
from startalk_desktop.xmpp.host_meta import HostMeta
from startalk_desktop.xmpp.settings import SessionSettings
from startalk_desktop.xmpp.trust import Trust


class LineOpener:
    """Opens lines for one account.

    Args:
        settings: the account, its trust, and how long an attempt may take.
        discovery: finds the domain's servers; by default DNS and the domain's web server are asked.
    """

    def __init__(self, settings: SessionSettings, discovery: Discovery | None = None) -> None:
        self._settings = settings
        self._discovery = discovery

    async def open(self, on_progress: Progress) -> Line:
        """Open a line; cancelling leaves nothing open.

        Raises:
            SignInFailed: it could not be had, or not within the settings' `connect_timeout`.
        """
        settings = self._settings
        step = ConnectStep.DISCOVERING

        def note(reached: ConnectStep, host: str) -> None:
            nonlocal step
            step = reached
            on_progress(reached, host)

        try:
            async with asyncio.timeout(settings.connect_timeout):
                domain = wire_domain(settings.jid.domain)
                note(ConnectStep.DISCOVERING, settings.jid.domain)
                trust = Trust(settings.extra_ca_pem, settings.pinned_sha256)
                discovery = self._discovery or Discovery(DnsResolver(), HostMeta(trust).targets)
                targets = await discovery.targets(domain, settings.endpoint)
                return await open_line(targets, domain, trust, note)
        except TimeoutError as error:
            failure = Failure(FailureCode.TIMEOUT, f"while {step}")
            raise SignInFailed(failure) from error


def wire_domain(domain: str) -> str:
    """`domain` as DNS and certificates have it: A-labels (RFC 5891).

    Raises:
        SignInFailed: it is no domain name (`HOST_UNKNOWN`).
    """
    if domain.isascii():
        return domain
    try:
        return domain.encode("idna").decode("ascii")
    except UnicodeError as error:
        raise SignInFailed(Failure(FailureCode.HOST_UNKNOWN, f"{domain} is no name")) from error
