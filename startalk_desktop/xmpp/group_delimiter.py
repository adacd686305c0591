"""What separates the levels of nested contact-list groups (XEP-0083), as kept in private storage (XEP-0049)."""

from __future__ import annotations

from typing import Final

import aioxmpp
from aioxmpp import xso
from aioxmpp.private_xml import xso as private_xso

from startalk_desktop.xmpp.context import SessionContext
from startalk_desktop.xmpp.errors import NotConnected, RequestFailed

_LONGEST: Final = 8
"""Characters. What is longer separates nothing."""


@private_xso.Query.as_payload_class
class StoredDelimiter(xso.XSO):
    """The element ``<roster xmlns="roster:delimiter"/>``."""

    TAG = ("roster:delimiter", "roster")

    text = xso.Text(default=None)


class GroupDelimiterClient:
    """Reads the delimiter; it is the account's own, on all its devices."""

    def __init__(self, context: SessionContext) -> None:
        self._context = context

    async def fetch(self) -> str | None:
        """The delimiter, or None where none is kept.

        Raises:
            RequestFailed: the server did not say, for another reason than having no private storage.
            NotConnected: there is no session.
        """
        query = private_xso.Query(StoredDelimiter())
        try:
            answer = await self._context.request(
                aioxmpp.IQ(type_=aioxmpp.IQType.GET, payload=query)
            )
        except NotConnected:
            raise
        except RequestFailed as error:
            if error.condition in ("service-unavailable", "feature-not-implemented"):
                return None
            raise
        stored = getattr(answer, "registered_payload", None)
        text = (stored.text or "").strip() if isinstance(stored, StoredDelimiter) else ""
        return text if 0 < len(text) <= _LONGEST else None
