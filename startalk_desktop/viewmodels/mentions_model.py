"""The messages of all companies that name us."""

from __future__ import annotations

from startalk_desktop.model.message import SearchHit
from startalk_desktop.viewmodels.search_model import SearchModel

_MENTIONS = 100


class MentionsModel(SearchModel):
    """Newest first, of one company or of all; read anew at each `refresh`."""

    def refresh(self) -> None:
        """Read them again."""
        self._reading.request()

    async def _find(self) -> list[SearchHit]:
        accounts = None if self._account is None else (self._account,)
        return await self._search.mentions(accounts, _MENTIONS)
