"""What a domain's policy item says (``urn:startalk:policy:1``). Pure functions."""

from __future__ import annotations

import logging
from typing import Final

from startalk_desktop.model.policy import DomainPolicy, LeavePolicy
from startalk_desktop.xmpp.stanza_tree import XmlNode

_log = logging.getLogger(__name__)

NAMESPACE: Final = "urn:startalk:policy:1"
NODE: Final = NAMESPACE
ITEM_ID: Final = "policy"

_POLICY: Final = f"{{{NAMESPACE}}}policy"
_RECALL: Final = f"{{{NAMESPACE}}}recall"
_LEAVING: Final = f"{{{NAMESPACE}}}leaving"
_MAX_DIGITS: Final = 9


class PolicyRefused(ValueError):  # noqa: N818  named for what happened
    """The item is no policy."""


def read_policy(payload: XmlNode) -> DomainPolicy:
    """The policy in `payload`; of what it does not say, or says in a way that makes no sense, the defaults hold.

    Raises:
        PolicyRefused: it is none.
    """
    if payload.tag != _POLICY:
        raise PolicyRefused(f"{payload.tag} is no policy")
    policy = DomainPolicy()
    recall_seconds, leaving = policy.recall_seconds, policy.leaving
    for element in payload:
        if element.tag == _RECALL:
            recall_seconds = _seconds(element.get("seconds"), recall_seconds)
        elif element.tag == _LEAVING:
            leaving = _rule(element.get("rule"), leaving)
    return DomainPolicy(recall_seconds, leaving)


def _seconds(text: str | None, default: int | None) -> int | None:
    if text is None:
        return None
    if text.isascii() and text.isdigit() and len(text) <= _MAX_DIGITS:
        return int(text)
    _log.warning("a recall limit that is no number of seconds was left out")
    return default


def _rule(text: str | None, default: LeavePolicy) -> LeavePolicy:
    try:
        return LeavePolicy(text or "")
    except ValueError:
        _log.warning("a rule for leaving the company that is not known was left out")
        return default
