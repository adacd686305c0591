"""Waiting until a link carries."""

import asyncio
from contextlib import suppress

import pytest

from startalk_desktop.refserver import namespaces as ns
from tests.conformance.person import Person
from tests.refserver.client import Client


async def reaches(sender: Person, receiver: Client) -> None:
    """Write until something comes: between servers, what is on its way while a stream ends is lost."""
    for _ in range(5):
        sender.chat(receiver.bare, "x")
        with suppress(TimeoutError):
            async with asyncio.timeout(2):
                await receiver.expect(lambda each: each.tag == f"{{{ns.CLIENT}}}message")
                return
    pytest.fail(f"nothing of {sender.bare} reaches {receiver.bare}")
