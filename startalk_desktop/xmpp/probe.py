"""Trying to sign in, once, before there is an account: every step told, nothing left behind."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable
from typing import Final

from startalk_desktop.model.connection import Connecting, ConnectionState, ConnectStep, SigningIn
from startalk_desktop.model.jid import Jid
from startalk_desktop.tasks import TaskScope
from startalk_desktop.xmpp.attempt import LineOpener
from startalk_desktop.xmpp.client import SessionClient
from startalk_desktop.xmpp.connector import Line
from startalk_desktop.xmpp.context import SessionContext
from startalk_desktop.xmpp.disco import Disco
from startalk_desktop.xmpp.errors import RequestFailed, SignInFailed
from startalk_desktop.xmpp.line_failures import line_failure
from startalk_desktop.xmpp.settings import SessionSettings, SignInResult
from startalk_desktop.xmpp.sign_in import Authenticator

_GOODBYE_SECONDS: Final = 2.0


async def probe_sign_in(
    settings: SessionSettings,
    on_progress: Callable[[ConnectionState], None],
    opener: LineOpener | None = None,
) -> SignInResult:
    """Connect, authenticate, look around, and disconnect.

    It may be cancelled at any time; the line is dropped at once then.

    Raises:
        SignInFailed: it failed; with the certificate where the failure is about one.
    """

    def note(step: ConnectStep, host: str) -> None:
        on_progress(Connecting(step, host))

    line = await (opener or LineOpener(settings)).open(note)
    try:
        on_progress(SigningIn())
        async with asyncio.timeout(settings.sign_in_timeout):
            return await _sign_in(settings, line)
    except SignInFailed:
        raise
    except Exception as error:
        raise SignInFailed(line_failure(error)) from error
    finally:
        line.abort()


async def _sign_in(settings: SessionSettings, line: Line) -> SignInResult:
    authenticator = Authenticator(settings.jid, settings.password, allow_plain=settings.allow_plain)
    line = line.with_features(await authenticator.sign_in(line))
    client = SessionClient(settings, f"{settings.resource_prefix}.{secrets.token_hex(4)}")
    scope = TaskScope("sign-in")
    try:
        await client.establish(line)
        context = SessionContext(client, settings.jid, lambda _event: None, scope)
        disco = Disco(context)
        features: frozenset[str] = frozenset()
        for jid in (Jid("", settings.jid.domain), settings.jid):
            try:
                features |= (await disco.info(jid)).features
            except RequestFailed:
                continue  # what it can is nice to know, not needed to sign in
        return SignInResult(context.own_full, features)
    except BaseException:
        line.abort()  # who gives up does not wait for a good-bye
        raise
    finally:
        await scope.close()
        await client.shut_down(_GOODBYE_SECONDS)
