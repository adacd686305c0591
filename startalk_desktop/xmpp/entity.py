"""What we say of ourselves: name and features (XEP-0030), their hash in presence (XEP-0115, XEP-0390), version
(XEP-0092), and the answer to a ping (XEP-0199)."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import metadata
from typing import Any, Final

import aioxmpp
from aioxmpp.disco import StaticNode
from aioxmpp.entitycaps import caps115, caps390
from aioxmpp.hashes import default_hash_algorithms
from aioxmpp.structs import LanguageTag

from startalk_desktop.xmpp.context import guard

NAME: Final = "Startalk Desktop"
CAPS_NODE: Final = "urn:startalk:desktop"
_CAPS_115: Final = "http://jabber.org/protocol/caps"
_CAPS_390: Final = "urn:xmpp:caps"


class Entity:
    """Answers who asks what we are, and signs our presence with the hash of the answer.

    Args:
        client: answers for it.
        features: what it does, besides what aioxmpp's services say of themselves.
    """

    def __init__(self, client: aioxmpp.Client, features: Iterable[str]) -> None:
        self._disco = client.summon(aioxmpp.DiscoServer)
        self._disco.register_identity("client", "pc", names={LanguageTag.fromstr("en"): NAME})
        self._disco.unregister_identity("client", "bot")
        version = client.summon(aioxmpp.VersionServer)
        version.name = NAME
        version.version = _version()
        client.summon(aioxmpp.PingService)
        for feature in (*features, _CAPS_115, _CAPS_390):
            self._disco.register_feature(feature)
        self._caps115 = caps115.Implementation(CAPS_NODE)
        self._caps390 = caps390.Implementation(default_hash_algorithms)
        self._keys: tuple[list[Any], list[Any]] | None = None
        self._disco.on_info_changed.connect(guard(self._forget_keys))
        client.stream.app_outbound_presence_filter.register(self._sign)

    def _forget_keys(self) -> None:
        self._keys = None

    def _sign(self, presence: aioxmpp.Presence) -> aioxmpp.Presence:
        if presence.type_ is aioxmpp.PresenceType.AVAILABLE:
            if self._keys is None:
                self._keys = self._calculate()
            old_keys, new_keys = self._keys
            self._caps115.put_keys(old_keys, presence)
            self._caps390.put_keys(new_keys, presence)
        return presence

    def _calculate(self) -> tuple[list[Any], list[Any]]:
        # A copy, so that who asks for a hash that was sent gets what it was made of, whatever changed since.
        node = StaticNode.clone(self._disco)
        info = node.as_info_xso()
        keys = (
            list(self._caps115.calculate_keys(info)),
            list(self._caps390.calculate_keys(info)),
        )
        for key in (*keys[0], *keys[1]):
            self._disco.mount_node(key.node, node)
        return keys


def _version() -> str:
    try:
        return metadata.version("startalk-desktop")
    except metadata.PackageNotFoundError:
        return ""  # run from a bare source tree
