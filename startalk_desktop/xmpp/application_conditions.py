"""What errors say beside their condition (RFC 6120 section 8.3.4), as far as it is more telling to us than that."""

from __future__ import annotations

import aioxmpp
from aioxmpp import xso

from startalk_desktop.xmpp.links_reader import NAMESPACE as LINKS


class ApplicationCondition(xso.XSO):
    """One such element; what is inside of it says nothing to us."""

    UNKNOWN_CHILD_POLICY = xso.UnknownChildPolicy.DROP
    UNKNOWN_ATTR_POLICY = xso.UnknownAttrPolicy.DROP


@aioxmpp.stanza.Error.as_application_condition
class Blocked(ApplicationCondition):
    """XEP-0191 section 3.5: the one who sends has blocked the one it was sent to."""

    TAG = ("urn:xmpp:blocking:errors", "blocked")


@aioxmpp.stanza.Error.as_application_condition
class FileTooLarge(ApplicationCondition):
    """XEP-0363 section 5."""

    TAG = ("urn:xmpp:http:upload:0", "file-too-large")


@aioxmpp.stanza.Error.as_application_condition
class NotLinked(ApplicationCondition):
    """``urn:startalk:links:1`` section 4.5: one of the two domains has not opened a link to the other."""

    TAG = (LINKS, "not-linked")


@aioxmpp.stanza.Error.as_application_condition
class NotReached(ApplicationCondition):
    """The same: there is a link, but it is not for both of the addresses."""

    TAG = (LINKS, "not-reached")


ALL: tuple[type[ApplicationCondition], ...] = (Blocked, FileTooLarge, NotLinked, NotReached)
