"""XEP-0334 message processing hints: what a server is asked to keep, and what not."""

from __future__ import annotations

import enum

import aioxmpp
from aioxmpp import xso

NAMESPACE = "urn:xmpp:hints"


class Hint(enum.Enum):
    """The hints that we send (XEP-0334 section 4)."""

    STORE = (NAMESPACE, "store")
    NO_STORE = (NAMESPACE, "no-store")


aioxmpp.Message.xep0334_hint = xso.ChildTag(Hint, allow_none=True)
