"""The element by which directed presence asks for ours in return (docs/protocol.md, "urn:startalk:presence:1")."""

from __future__ import annotations

from typing import Final

import aioxmpp
from aioxmpp import xso

NAMESPACE: Final = "urn:startalk:presence:1"


class Ask(xso.XSO):
    """The element ``<ask xmlns="urn:startalk:presence:1"/>``."""

    TAG = (NAMESPACE, "ask")


aioxmpp.Presence.startalk_ask = xso.Child([Ask])
